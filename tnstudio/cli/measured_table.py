"""The table of what was measured, for ``sweep`` and ``info``."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from rich.table import Table

from tnstudio.cli.output import percent
from tnstudio.cli.tables import markdown_row, narrow_table
from tnstudio.texts import amount

if TYPE_CHECKING:
    from tnstudio.app.sweep_result import SweepCell
    from tnstudio.simulation.energy import EnergyEstimate


def _energy(energy: "EnergyEstimate") -> str:
    """Write the energy of a frame in µJ; a star marks what has a remark."""
    per_frame = energy.per_frame
    if per_frame is None:
        return "–"
    low, high = (f"{1e6 * joules:.3g}" for joules in per_frame)
    star = "*" if energy.remark else ""
    return (low if low == high else f"{low}–{high}") + star


_COLUMNS: "dict[str, Callable[[SweepCell], str]]" = {
    "encoding": lambda cell: cell.encoding,
    "copies": lambda cell: str(cell.copies),
    "ticks": lambda cell: str(cell.ticks),
    "cores": lambda cell: str(cell.cores),
    "accuracy": lambda cell: _hundredths(cell.accuracy),
    "± seeds": lambda cell: _hundredths(cell.seed_margin),
    "test set": lambda cell: "–".join(map(_hundredths, cell.test_interval)),
    "µJ (e15)": lambda cell: _energy(cell.energies[0]),
    "µJ (fit)": lambda cell: _energy(cell.energies[1]),
    "FPS": lambda cell: f"{cell.frames_per_second:.4g}",
    "events/frame": lambda cell: f"{cell.events_per_frame:,.0f}",
}
"""The table of a sweep; the profiles of energy are in the order of `PROFILES`."""

_ON_SCREEN = slice(1, -1)
"""Columns that fit into 80 letters: each encoding has a table of its own."""


def _hundredths(share: float) -> str:
    """Write a share in percent, the sign left to the title."""
    return percent(share).removesuffix(" %")


def measured_on(data: str, images: int, seeds: int) -> str:
    """Tell what was measured with what, for a title."""
    return f"{amount(images, 'image')} of {data}, {amount(seeds, 'seed')}"


def measured_tables(cells: "tuple[SweepCell, ...]") -> Iterator[Table]:
    """Write a table for each encoding."""
    columns = list(_COLUMNS.items())[_ON_SCREEN]
    for encoding in dict.fromkeys(cell.encoding for cell in cells):
        table = narrow_table(encoding, [name for name, _ in columns])
        for cell in cells:
            if cell.encoding == encoding:
                table.add_row(*(write(cell) for _, write in columns))
        yield table


def markdown_lines(cells: "tuple[SweepCell, ...]") -> Iterator[str]:
    """Write all cells as one Markdown table."""
    yield markdown_row(_COLUMNS)
    yield markdown_row("--:" for _ in _COLUMNS)
    for cell in cells:
        yield markdown_row(
            write(cell).replace("*", r"\*") for write in _COLUMNS.values()
        )


def column_remarks(cells: "tuple[SweepCell, ...]") -> Iterator[str]:
    """Tell what the columns mean."""
    yield (
        "± seeds: 95 % interval of the mean over seeds (Student), for the draws of "
        "synapses and spikes; test set: 95 % interval of the mean by the choice of "
        "images (binomial, Wilson)."
    )
    for name, energy in zip(("e15", "fit"), cells[0].energies, strict=True):
        origin = f"{energy.profile.name}, {energy.profile.operating_point}"
        yield f"µJ ({name}), for each frame: an estimate by {origin}."
    energies = [energy for cell in cells for energy in cell.energies]
    for remark in dict.fromkeys(energy.remark for energy in energies if energy.remark):
        yield f"* {remark}."
    yield "FPS: frames a second of a chip in real time, 1 ms per tick."

"""What was measured of a trained network: `MeasuredTable` to a group and back."""

from types import SimpleNamespace
from typing import Any, cast, get_args, get_type_hints

import h5py
import numpy as np

from tnstudio.model.measured import MeasuredCell, MeasuredTable
from tnstudio.model.records import SEED
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.reading import Part
from tnstudio.texts import tr

_ENCODINGS = get_args(get_type_hints(MeasuredCell)["encoding"])


def _number(name: str, low: int, meaning: str, unit: str = "1") -> Column:
    high = schema.COUNT.high
    return Column(name, np.int64, ("cell",), meaning, unit, low=low, high=high)


_NUMBERS = (
    _number("copies", 1, "of the network on the chip"),
    _number("ticks", 1, "each image is shown", "tick"),
    _number("cores", 1, "in use on the chip"),
)


def _columns(images: int) -> tuple[Column, ...]:
    by_seed = ("cell", "seed")
    correct = "images whose class was found"
    events = "synaptic events of all images"
    return (
        Column("seeds", np.int64, ("seed",), "seeds of synapses and input spikes"),
        *_NUMBERS,
        Column("correct", np.int64, by_seed, correct, "image", low=0, high=images),
        Column(
            "synaptic_events",
            np.int64,
            by_seed,
            events,
            "event",
            low=0,
            high=schema.INTEGER.high,
        ),
    )


def write_measured(parent: h5py.Group, table: MeasuredTable | None) -> None:
    """Write what was measured, if anything was."""
    if table is None:
        return
    group = writing.element(
        parent, "measured", "measured-table", "accuracy of deployed copies"
    )
    writing.text(group, "data", table.data)
    writing.integer(group, "images", table.images)
    writing.integer(group, "count", len(table.cells))
    writing.integer(group, "seed_count", len(table.seeds))
    encodings = [cell.encoding for cell in table.cells]
    writing.names(group, "encoding", encodings, "how images became spikes", "cell")
    columns = _columns(table.images)
    arrays = {
        column.name: np.array(
            [getattr(cell, column.name) for cell in table.cells], np.int64
        )
        for column in columns[1:]
    }
    seeds = np.array(table.seeds, np.int64)
    write_columns(group, columns, SimpleNamespace(seeds=seeds, **arrays))


def read_measured(parent: Part) -> MeasuredTable | None:
    """Read what was measured; None without it, or with a report if it is wrong."""
    if not parent.has("measured"):
        return None
    before = len(parent.report)
    part = parent.element("measured", "measured-table")
    if part is None:
        return None
    images = part.integer("images", schema.POSITIVE)
    counts = {
        "cell": part.integer("count", schema.MEASURED),
        "seed": part.integer("seed_count", schema.MEASURED),
    }
    data, encodings = part.text("data"), _read_encodings(part, counts["cell"])
    if len(parent.report) > before:
        return None
    arrays = read_columns(part, _columns(images), counts)
    seeds = arrays.pop("seeds").tolist()
    _require_seeds(part, seeds)
    if len(parent.report) > before:
        return None
    return MeasuredTable(data, images, tuple(seeds), _cells(encodings, arrays))


def _read_encodings(part: Part, count: int) -> tuple[str, ...]:
    encodings = part.names("encoding", schema.MEASURED.high)
    unknown = [name for name in encodings if name not in _ENCODINGS]
    place = f"{part.place}/encoding"
    if unknown:
        known = ", ".join(_ENCODINGS)
        part.report.add(
            place, tr("There is no encoding '{encoding}'", encoding=unknown[0]), known
        )
    elif len(encodings) != count:
        part.report.add(
            place,
            tr(
                "There are {number} for {cells} cells",
                number=len(encodings),
                cells=count,
            ),
        )
    return encodings


def _require_seeds(part: Part, seeds: list[int]) -> None:
    if not all(map(SEED.holds, seeds)) or len(set(seeds)) < len(seeds):
        hint = tr("{low} to {high}, each once", low=SEED.low, high=SEED.high)
        part.report.add(
            f"{part.place}/seeds", tr("A seed is out of range or double"), hint
        )


def _cells(
    encodings: tuple[str, ...], arrays: dict[str, Any]
) -> tuple[MeasuredCell, ...]:
    lists = {name: array.tolist() for name, array in arrays.items()}
    return tuple(
        MeasuredCell(
            encoding=cast("Any", encoding),
            **{column.name: lists[column.name][k] for column in _NUMBERS},
            correct=tuple(lists["correct"][k]),
            synaptic_events=tuple(lists["synaptic_events"][k]),
        )
        for k, encoding in enumerate(encodings)
    )

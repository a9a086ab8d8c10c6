"""The tables that ``run`` writes while it runs."""

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tnstudio.cli.targets import require_table_place
from tnstudio.errors import TNStudioError
from tnstudio.storage.line_table import line_table
from tnstudio.storage.spike_table import spike_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tnstudio.simulation.recording import Recording


def require_table_places(spikes: Path | None, output_lines: Path | None) -> None:
    """Tell before the run that its tables have no place.

    Raises
    ------
    TNStudioError
        If a table would take the place of a project, or of the other one, or
        cannot be written.
    """
    for path in (spikes, output_lines):
        if path is not None:
            require_table_place(path)
    if None not in (spikes, output_lines) and _same(spikes, output_lines):
        raise TNStudioError(
            "Both tables would be the same file",
            str(output_lines),
            "choose another name for one",
        )


def _same(one: Path | None, other: Path | None) -> bool:
    return one is not None and other is not None and one.resolve() == other.resolve()


@contextmanager
def run_tables(
    spikes: Path | None, output_lines: Path | None
) -> "Iterator[Callable[[Recording], int]]":
    """Open the tables that were asked for; they are there when the block ends.

    Yields
    ------
    function of Recording
        Writes the ticks of a recording; returns how many spikes they have.

    Raises
    ------
    TNStudioError
        If a table cannot be written.
    """
    with ExitStack() as stack:
        takers: list[Callable[[Recording], None]] = []
        if spikes is not None:
            append_spikes = stack.enter_context(spike_table(spikes))
            takers.append(lambda recording: append_spikes(*recording.events()))
        if output_lines is not None:
            append_lines = stack.enter_context(line_table(output_lines))
            takers.append(lambda recording: append_lines(recording.outputs))

        def take(recording: "Recording") -> int:
            for taker in takers:
                taker(recording)
            return int(np.bitwise_count(recording.spikes).sum())

        yield take

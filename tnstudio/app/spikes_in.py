"""Spikes of a file as a pattern on the input lines of a circuit."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.app.document import Document
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.stimulus import PatternSpikes
from tnstudio.model.stimulus_rules import TICK
from tnstudio.storage.interchange.spike_reading import FileSpikes, reading_spikes
from tnstudio.texts import plural, tr

_NAMED = 5


@dataclass(frozen=True, eq=False, slots=True)
class FoundSpikes:
    """What a file of spikes gives a circuit.

    Attributes
    ----------
    pattern : PatternSpikes
        Once, sorted by tick and line.
    losses : tuple of str
        What of the file it does not have, a sentence each.
    """

    pattern: PatternSpikes
    losses: tuple[str, ...]


def finding_spikes(
    path: Path, circuit: Circuit, population: str | None = None
) -> Generator[None, None, FoundSpikes]:
    """Read a file of spikes for a circuit, as a job.

    Raises
    ------
    TNStudioError
        If the file cannot be read, or none of its spikes has a place.
    """
    pieces = []
    for piece in reading_spikes(path, population):
        pieces.append(piece)
        yield
    found = spikes_on(circuit, pieces)
    if not found.pattern.ticks.size:
        reason = found.losses[0] if found.losses else tr("The file has no spikes.")
        raise TNStudioError(
            tr("No spike of the file has a place: {reason}", reason=reason.rstrip(".")),
            str(path),
            tr("add input lines, or rename them"),
        )
    return found


def read_pattern(
    path: Path, circuit: Circuit, population: str | None = None
) -> FoundSpikes:
    """Read a file of spikes for a circuit.

    Raises
    ------
    TNStudioError
        As `finding_spikes` does.
    """
    work = finding_spikes(path, circuit, population)
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: FoundSpikes = end.value
            return found


def spikes_on(circuit: Circuit, pieces: Iterable[FileSpikes]) -> FoundSpikes:
    """Put spikes on the input lines that they name, by number or by name.

    A time between two ticks counts for the earlier one; spikes that meet on a line
    merge.
    """
    times, lines = [np.zeros(0)], [np.zeros(0, np.int64)]
    unknown: dict[str, int] = {}
    names = {name: k for k, name in enumerate(circuit.line_names) if name}
    for piece in pieces:
        known = np.array(
            [_line(label, names, circuit.input_lines) for label in piece.labels],
            np.int64,
        ).reshape(-1)
        found = known[piece.lines]
        for k, count in enumerate(np.bincount(piece.lines, minlength=len(known))):
            if known[k] < 0:
                label = piece.labels[k]
                unknown[label] = unknown.get(label, 0) + int(count)
        times.append(piece.times[found >= 0])
        lines.append(found[found >= 0])
    return _found(np.concatenate(times), np.concatenate(lines), unknown)


def _line(label: str, names: dict[str, int], lines: int) -> int:
    """Return the line of this name or number; -1 if there is none."""
    if label in names:
        return names[label]
    # Longer ones are no number of a line, and slow to read.
    if label.isascii() and label.isdigit() and len(label) <= 9:
        return int(label) if int(label) < lines else -1
    return -1


def _found(
    times: npt.NDArray[np.float64],
    lines: npt.NDArray[np.int64],
    unknown: dict[str, int],
) -> FoundSpikes:
    inside = (times >= 0) & (times < float(TICK.high))
    outside = int(times.size - np.count_nonzero(inside))
    times, lines = times[inside], lines[inside]
    ticks = np.floor(times).astype(np.int64)
    between = int(np.count_nonzero(ticks != times))
    spikes = np.unique(np.column_stack((ticks, lines)), axis=0)
    pattern = PatternSpikes(
        frozen(spikes[:, 0], np.int64), frozen(spikes[:, 1], np.int32)
    )
    merged = ticks.size - len(spikes)
    return FoundSpikes(pattern, tuple(_losses(unknown, outside, between, merged)))


def _losses(
    unknown: dict[str, int], outside: int, between: int, merged: int
) -> Iterable[str]:
    if unknown:
        named = ", ".join(list(unknown)[:_NAMED])
        more = ", …" if len(unknown) > _NAMED else ""
        yield plural(
            "{number} spike is on a line that the circuit does not "
            "have ({names}): it is left out.",
            "{number} spikes are on lines that the circuit does not "
            "have ({names}): they are left out.",
            sum(unknown.values()),
            names=f"{named}{more}",
        )
    if outside:
        yield plural(
            "{number} spike comes before tick 0 or after all ticks: left out.",
            "{number} spikes come before tick 0 or after all ticks: left out.",
            outside,
        )
    if between:
        yield plural(
            "{number} spike comes between two ticks: it counts for the earlier.",
            "{number} spikes come between two ticks: each counts for the earlier.",
            between,
        )
    if merged:
        yield plural(
            "{number} spike meets another on its line in the same tick: they merge.",
            "{number} spikes meet others on their line in the same tick: they merge.",
            merged,
        )


def with_spikes(circuit: Circuit, found: FoundSpikes) -> Circuit:
    """Add the pattern to a circuit's stimuli."""
    return replace(circuit, stimuli=(*circuit.stimuli, found.pattern))


def add_spikes(document: Document, found: FoundSpikes, origin: object = None) -> None:
    """Add the pattern to the open circuit: one step of the history.

    Raises
    ------
    TNStudioError
        If the circuit has lost lines of the pattern meanwhile.
    """
    circuit = document.circuit
    lines = found.pattern.lines
    if lines.size and int(lines.max()) >= circuit.input_lines:
        raise TNStudioError(
            tr("The circuit has fewer input lines than before"), hint=tr("import again")
        )
    document.edit_circuit(tr("Import spikes"), with_spikes(circuit, found), origin)

"""What a chip did in some ticks, piece by piece: as it is kept, else run again."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.chosen_neurons import Mask
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.readout import class_counts
from tnstudio.simulation.recording import Events, Recording

PIECE_CORE_TICKS = 2**16
"""Most ticks times cores in a piece: of a full chip 16 ticks."""

MOST_TICKS = 256
"""Most ticks in a piece: a table of 30 busy cores takes 0.1 s for them."""

V_VALUES = 2**16
"""Most values of V in a piece."""

Columns = tuple[npt.NDArray[np.integer], ...]


@dataclass(frozen=True, eq=False, slots=True)
class DataPiece:
    """Some rows of a table.

    Attributes
    ----------
    end : int
        The tick up to which all is told.
    columns : tuple of array
        As many rows of each column; none on the way to the first tick.
    """

    end: int
    columns: Columns = ()


Pieces = Generator[DataPiece, None, None]
"""The chip may be elsewhere until this is closed."""


def spikes(
    session: SimulationSession, first: int, end: int, chosen: Mask | None = None
) -> Pieces:
    """Yield the spikes of neurons: tick, core, neuron; sorted.

    Ticks that are no longer kept are run again. The session stays where it is.

    Parameters
    ----------
    first, end : int
        Ticks that were run; `end` is not included.
    chosen : bool array, shape (cores, neurons), optional
        Which neurons; all without it.
    """
    for piece_end, events in spike_events(session, first, end, chosen):
        yield DataPiece(piece_end, tuple(events) if events is not None else ())


def outputs(session: SimulationSession, first: int, end: int) -> Pieces:
    """Yield the spikes on output lines: tick, line; sorted."""
    routes = session.program.routes
    lines = max(1, len(session.program.outputs.label))
    for piece_end, events in spike_events(session, first, end, routes.line != NONE):
        if events is None:
            yield DataPiece(piece_end)
            continue
        # Several neurons may share a line; their spikes are one.
        line = routes.line[events.core, events.neuron].astype(np.int64)
        tick, line = np.divmod(np.unique(events.tick * lines + line), lines)
        yield DataPiece(piece_end, (tick, line.astype(np.int32)))


def inputs(session: SimulationSession, first: int, end: int) -> Pieces:
    """Yield the spikes on input lines: tick, line; sorted."""
    timeline = session.timeline
    lines = len(session.program.inputs.element)
    step = min(MOST_TICKS, max(1, 2**22 // max(1, lines)))
    for low in range(first, end, step):
        high = min(end, low + step)
        tick, line = np.nonzero(timeline.inputs(low, high))
        yield DataPiece(high, (tick + low, line.astype(np.int32)))


def votes(session: SimulationSession, first: int, end: int) -> Pieces:
    """Yield a row for each tick: tick, image, label, votes (ticks, classes).

    Image and label are `NONE` where there are none.
    """
    program, low = session.program, first
    shape = len(program.outputs.label)
    for piece in outputs(session, first, end):
        if not piece.columns:
            yield piece
            continue
        tick, line = piece.columns
        shown = np.zeros((piece.end - low, shape), np.uint8)
        shown[tick - low, line] = 1
        ticks = np.arange(low, piece.end)
        show = [session.shown_at(t) for t in ticks.tolist()]
        images, labels = np.array(show, np.int64).reshape(-1, 2).T
        counts = class_counts(program, shown)
        yield DataPiece(piece.end, (ticks, images, labels, counts))
        low = piece.end


def per_core(session: SimulationSession, first: int, end: int) -> Pieces:
    """Yield one table at the end: core, its place, spikes in these ticks."""
    program = session.program
    counts = np.zeros(program.cores, np.int64)
    for piece_end, events in spike_events(session, first, end):
        if events is not None:
            counts += np.bincount(events.core, minlength=program.cores)
        yield DataPiece(piece_end)
    yield DataPiece(end, (*core_places(program), counts))


CORE_COLUMNS = ("core", "copy", "layer", "row", "column", "chip_row", "chip_column")
"""What `core_places` returns."""


def core_places(program: ChipProgram) -> Columns:
    """Return number and place of each core."""
    places = [getattr(program.places, name) for name in CORE_COLUMNS[1:]]
    return np.arange(program.cores), *places


def potentials(
    session: SimulationSession, first: int, end: int, chosen: Mask
) -> Pieces:
    """Yield V after each tick: tick, V (ticks, chosen neurons by core and number).

    The ticks are run again, one by one. The session stays where it is.
    """
    timeline = session.timeline
    cores, neurons = np.nonzero(chosen)
    places = [(core, neurons[cores == core]) for core in np.unique(cores).tolist()]
    most = max(1, V_VALUES // max(1, len(cores)))
    rows: list[npt.NDArray[np.int32]] = []
    with closing(timeline.retelling(first, end, 1)) as told:
        for recording in told:
            if recording is None:
                yield DataPiece(first)
                continue
            parts = [timeline.potentials_of(core)[which] for core, which in places]
            rows.append(np.concatenate(parts))
            if len(rows) == most or timeline.tick == end:
                ticks = np.arange(timeline.tick - len(rows), timeline.tick)
                yield DataPiece(timeline.tick, (ticks, np.stack(rows)))
                rows = []
            else:
                yield DataPiece(timeline.tick)


def spike_events(
    session: SimulationSession, first: int, end: int, chosen: Mask | None = None
) -> Iterator[tuple[int, Events | None]]:
    """Yield the tick up to which all is told, and the spikes up to there.

    As `spikes`; None on the way to the first tick.
    """
    record = session.record
    step = piece_ticks(session.program.cores)
    cores = None if chosen is None else np.flatnonzero(chosen.any(axis=1)).tolist()
    done = first
    while done < end:
        kept = min(end, max(done, record.first))
        if done < kept:
            with closing(session.timeline.retelling(done, kept, step)) as told:
                for recording in told:
                    yield _of(recording, done, chosen)
            done = kept
            continue
        high = min(end, done + step)
        events = record.events(done, high, cores)
        # Else they were let go meanwhile, for another budget.
        if record.first <= done:
            yield high, _only(events, chosen)
            done = high


def _of(
    recording: Recording | None, first: int, chosen: Mask | None
) -> tuple[int, Events | None]:
    if recording is None:
        return first, None
    end = recording.first_tick + recording.ticks
    return end, _only(recording.events(), chosen)


def _only(events: Events, chosen: Mask | None) -> Events:
    if chosen is None:
        return events
    kept = chosen[events.core, events.neuron]
    return Events(events.tick[kept], events.core[kept], events.neuron[kept])


def piece_ticks(cores: int) -> int:
    """Return how many ticks of a chip make a piece."""
    return max(1, min(MOST_TICKS, PIECE_CORE_TICKS // max(1, cores)))

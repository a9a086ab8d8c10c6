"""How much an export will be, told before it is made."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from tnstudio.app.chosen_neurons import Mask
from tnstudio.app.data_export import FileKind, What, Wish, shape_of
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.spike_record import SpikeRecord
from tnstudio.storage.sonata import SPIKE_BYTES
from tnstudio.storage.spools import row_bytes

SAMPLED = 2**15
"""Ticks times cores, or lines, whose spikes are looked at: some milliseconds."""

MOST_SAMPLES = 16

V_LETTERS = 4
"""Of a value of V in a table, about."""

ARCHIVE_BYTES = 2000
"""Of an archive beside its arrays."""

NODE_BYTES = 14
"""Of a neuron in the list of a SONATA file."""

TABLE_BYTES = 6000
"""Of a SONATA file beside its arrays."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How much there will be.

    Attributes
    ----------
    rows : int
        Spikes, or ticks, or cores.
    is_exact : bool
        Whether so many, or about.
    nbytes : int
        About the size of the file.
    again : int
        How many of the ticks have to be run again.
    """

    rows: int
    is_exact: bool
    nbytes: int
    again: int


def foreseeing(
    session: SimulationSession, wish: Wish
) -> Generator[None, None, Foreseen]:
    """Tell how much an export will be, in some milliseconds; as a job."""
    yield
    program, record = session.program, session.record
    rows, is_exact = _rows(session, wish)
    again = 0
    if wish.what is What.POTENTIALS:
        again = wish.end - wish.first
    elif wish.what is not What.INPUTS:
        again = max(0, min(wish.end, record.first) - wish.first)
    return Foreseen(rows, is_exact, _nbytes(program, wish, rows), again)


def spikes_size(kind: FileKind, rows: int, end: int, nodes: int) -> int:
    """Return about how many bytes spikes take.

    Parameters
    ----------
    rows, end, nodes : int
        Spikes, the tick after the last one, neurons of the chip.
    """
    if kind is FileKind.CSV:
        return rows * (len(str(end)) + 8)
    if kind is FileKind.NPZ:
        return 16 * rows + ARCHIVE_BYTES
    return SPIKE_BYTES * rows + NODE_BYTES * nodes + TABLE_BYTES


def _rows(session: SimulationSession, wish: Wish) -> tuple[int, bool]:
    program, record = session.program, session.record
    ticks = wish.end - wish.first
    if wish.what in (What.POTENTIALS, What.VOTES):
        return ticks, True
    if wish.what is What.CORES:
        return program.cores, True
    if wish.what is What.INPUTS:
        return _inputs(session, wish), False
    counted = int(record.activity.counts(wish.first, wish.end).sum())
    if wish.what is What.SPIKES and wish.chosen is None:
        return counted, True
    chosen = wish.chosen if wish.what is What.SPIKES else program.routes.line != NONE
    return round(counted * _share(record, wish, chosen)), False


def _inputs(session: SimulationSession, wish: Wish) -> int:
    """Return about how many input spikes there are."""
    lines = len(session.program.inputs.element)
    found = seen = 0
    for low, high in _samples(wish.first, wish.end, lines):
        found += int(session.timeline.inputs(low, high).sum())
        seen += high - low
    return round(found * (wish.end - wish.first) / max(1, seen))


def _share(record: SpikeRecord, wish: Wish, chosen: Mask | None) -> float:
    """Return about how many of all spikes the chosen neurons have."""
    first = max(wish.first, record.first)
    if chosen is None or first >= wish.end:
        return 1.0
    found = total = 0
    for low, high in _samples(first, wish.end, record.cores):
        events = record.events(low, high)
        total += len(events.tick)
        found += int(chosen[events.core, events.neuron].sum())
    return found / max(1, total)


def _samples(first: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield some ticks of a span, evenly spread; all of a short one."""
    each = max(1, SAMPLED // max(1, width) // MOST_SAMPLES)
    if end - first <= each * MOST_SAMPLES:
        yield first, end
        return
    for low in np.linspace(first, end - each, MOST_SAMPLES).astype(int).tolist():
        yield low, low + each


def _nbytes(program: ChipProgram, wish: Wish, rows: int) -> int:
    nodes = program.cores * program.hardware.neurons
    if wish.what is What.SPIKES:
        return spikes_size(wish.kind, rows, wish.end, nodes)
    shape = shape_of(program, wish)
    if wish.kind is FileKind.CSV:
        letters = V_LETTERS if wish.what is What.POTENTIALS else 2
        return rows * (len(str(wish.end)) + 1 + letters * (len(shape.header) - 1))
    if wish.kind is FileKind.NPZ:
        return rows * row_bytes(shape.specs) + ARCHIVE_BYTES
    if wish.what is What.POTENTIALS:
        return 4 * rows * (len(shape.header) - 1) + NODE_BYTES * nodes + TABLE_BYTES
    return SPIKE_BYTES * rows + TABLE_BYTES

"""Where two recordings part, and by how much."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.simulation.recording import Events, Recording, joined_events

BLOCK_BYTES = 2**22
"""Spikes compared at a time: few enough to stay in the cache."""

_Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first spike that only one of two recordings has.

    Attributes
    ----------
    tick, core, neuron : int
        Where; the first by tick, then core, then neuron.
    only_in : str
        ``a`` if the first recording has the spike, else ``b``.
    """

    tick: int
    core: int
    neuron: int
    only_in: Literal["a", "b"]

    def __str__(self) -> str:
        return (
            f"tick {self.tick}, core {self.core}, neuron {self.neuron}, only in "
            f"{self.only_in.upper()}"
        )


@dataclass(frozen=True, eq=False, slots=True)
class Difference:
    """The spikes of two recordings in the ticks that both have.

    Attributes
    ----------
    first_tick, ticks : int
        The first of these ticks and how many there are.
    only_a, only_b, both : Events
        The spikes that only the first has, only the second, and both.
    """

    first_tick: int
    ticks: int
    only_a: Events
    only_b: Events
    both: Events

    @property
    def counts(self) -> tuple[int, int, int]:
        """Number of spikes only in the first, only in the second, in both."""
        return len(self.only_a.tick), len(self.only_b.tick), len(self.both.tick)

    def counts_by_tick(self) -> npt.NDArray[np.int64]:
        """Return these three numbers for every tick, shape (ticks, 3)."""
        columns = [
            np.bincount(events.tick - self.first_tick, minlength=self.ticks)
            for events in (self.only_a, self.only_b, self.both)
        ]
        return np.stack(columns, axis=1).astype(np.int64)


def first_divergence(a: Recording, b: Recording) -> Divergence | None:
    """Return where two recordings part first, in the ticks that both have.

    Returns
    -------
    Divergence or None
        None if they are the same.

    Raises
    ------
    TNStudioError
        If they have no tick in common or are of chips of different size.
    """
    for part_a, part_b in _in_common(a, b):
        if np.array_equal(part_a.spikes, part_b.spikes):
            continue
        differing = part_a.spikes ^ part_b.spikes
        tick = int(np.flatnonzero(differing.any(axis=(1, 2)))[0])
        where = _of_words(part_a, differing[tick : tick + 1], tick).events()
        core, neuron = int(where.core[0]), int(where.neuron[0])
        in_a = bool(part_a.of_core(core)[tick, neuron])
        place = int(where.tick[0]), core, neuron
        return Divergence(*place, "a" if in_a else "b")
    return None


def difference(a: Recording, b: Recording) -> Difference:
    """Sort the spikes of two recordings, in the ticks that both have.

    Raises
    ------
    TNStudioError
        If they have no tick in common or are of chips of different size.
    """
    only_a, only_b, both = [], [], []
    first, stop = _common_ticks(a, b)
    for part_a, part_b in _in_common(a, b):
        in_a, in_b = part_a.spikes, part_b.spikes
        only_a.append(_of_words(part_a, in_a & ~in_b).events())
        only_b.append(_of_words(part_a, in_b & ~in_a).events())
        both.append(_of_words(part_a, in_a & in_b).events())
    return Difference(
        first,
        stop - first,
        joined_events(only_a),
        joined_events(only_b),
        joined_events(both),
    )


def _in_common(a: Recording, b: Recording) -> Iterator[tuple[Recording, Recording]]:
    """Yield the ticks that both have in parts of at most `BLOCK_BYTES`."""
    first, stop = _common_ticks(a, b)
    per_tick = max(1, a.spikes.nbytes // a.ticks)
    step = max(1, BLOCK_BYTES // per_tick)
    for tick in range(first, stop, step):
        end = min(stop, tick + step)
        yield _part(a, tick, end), _part(b, tick, end)


def _common_ticks(a: Recording, b: Recording) -> tuple[int, int]:
    if a.neurons != b.neurons or a.spikes.shape[1:] != b.spikes.shape[1:]:
        raise TNStudioError(
            f"One chip has {a.spikes.shape[1]} cores of {a.neurons} neurons, "
            f"the other {b.spikes.shape[1]} cores of {b.neurons}",
            "recordings to compare",
            "compare recordings of chips of one size",
        )
    first = max(a.first_tick, b.first_tick)
    stop = min(a.first_tick + a.ticks, b.first_tick + b.ticks)
    if first >= stop:
        raise TNStudioError(
            f"No tick is in both: {_span(a)} and {_span(b)}",
            "recordings to compare",
            "record the same ticks of both",
        )
    return first, stop


def _span(recording: Recording) -> str:
    if not recording.ticks:
        return "no ticks"
    last = recording.first_tick + recording.ticks - 1
    return f"ticks {recording.first_tick} to {last}"


def _part(recording: Recording, first: int, stop: int) -> Recording:
    rows = slice(first - recording.first_tick, stop - recording.first_tick)
    return Recording(
        first, recording.neurons, recording.spikes[rows], recording.outputs[rows]
    )


def _of_words(like: Recording, spikes: _Words, skipped: int = 0) -> Recording:
    """Return other spikes as a recording, some ticks after the start of this one."""
    outputs = np.zeros((len(spikes), 0), np.uint8)
    return Recording(like.first_tick + skipped, like.neurons, spikes, outputs)

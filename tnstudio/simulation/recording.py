"""What a chip did in a run of ticks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.simulation.packing import read_only, unpack
from tnstudio.simulation.recording_kernels import count_spikes, list_spikes


class Events(NamedTuple):
    """Spikes one by one, arrays of one length, sorted by tick, core and neuron.

    Ticks are of 64 bits: a chip in real time passes 2^31 ticks in 25 days.
    """

    tick: npt.NDArray[np.int64]
    core: npt.NDArray[np.int32]
    neuron: npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class Recording:
    """The spikes of a run of ticks.

    Attributes
    ----------
    first_tick : int
        The tick of the first row of the arrays.
    neurons : int
        Neurons per core.
    spikes : uint64 array, shape (ticks, cores, ceil(neurons / 64))
        Neuron j of a core is bit ``j % 64`` (lowest first) of word ``j // 64``.
    outputs : uint8 array, shape (ticks, output lines)
        1 where a line shows a spike.
    """

    first_tick: int
    neurons: int
    spikes: npt.NDArray[np.uint64]
    outputs: npt.NDArray[np.uint8]

    @property
    def ticks(self) -> int:
        """Number of ticks."""
        return len(self.spikes)

    def events(self) -> Events:
        """Return all spikes, sorted by tick, core and neuron."""
        return events_of(self.spikes, self.first_tick)

    def up_to(self, ticks: int) -> "Recording":
        """Return the first ticks only."""
        return Recording(
            self.first_tick, self.neurons, self.spikes[:ticks], self.outputs[:ticks]
        )

    def of_core(self, core: int) -> npt.NDArray[np.bool_]:
        """Return the spikes of one core, shape (ticks, neurons)."""
        return unpack(self.spikes[:, core], self.neurons)


def events_of(words: npt.NDArray[np.uint64], first_tick: int) -> Events:
    """List packed spikes.

    Parameters
    ----------
    words : uint64 array, shape (ticks, cores, words per core)
        As in `Recording`.
    first_tick : int
        The tick of the first row.
    """
    count = int(spikes_per_tick(words).sum())
    events = Events(
        np.empty(count, np.int64), np.empty(count, np.int32), np.empty(count, np.int32)
    )
    # Words wrap around by design; only interpreted kernels would warn.
    with np.errstate(over="ignore"):
        list_spikes(read_only(words), first_tick, *events)
    return events


def joined_events(pieces: Sequence[Events]) -> Events:
    """Return lists of spikes that follow each other as one."""
    empty = Events(np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))
    return Events(*map(np.concatenate, zip(empty, *pieces, strict=True)))


def spikes_per_tick(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Count packed spikes, shape (ticks, ...), by tick."""
    counts = np.empty(len(words), np.int64)
    rows = words.reshape(len(words), math.prod(words.shape[1:]))
    with np.errstate(over="ignore"):
        count_spikes(read_only(rows), counts)
    return counts


def joined(recordings: Sequence[Recording]) -> Recording:
    """Return recordings that follow each other as one; at least one.

    Raises
    ------
    TNStudioError
        If there is a gap between them.
    """
    first = recordings[0]
    if len(recordings) == 1:
        return first
    for one, two in pairwise(recordings):
        if two.first_tick != one.first_tick + one.ticks:
            raise TNStudioError(
                f"The recordings do not follow each other: {two.first_tick} comes "
                f"after {one.first_tick + one.ticks}",
                f"tick {two.first_tick}",
            )
    spikes = np.concatenate([recording.spikes for recording in recordings])
    outputs = np.concatenate([recording.outputs for recording in recordings])
    spikes.flags.writeable = False
    outputs.flags.writeable = False
    return Recording(first.first_tick, first.neurons, spikes, outputs)

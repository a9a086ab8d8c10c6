"""Counting what a tick did: a pass over the spikes and over the active axons."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.jit import kernel
from tnstudio.simulation.arithmetic import popcount

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int64]

_ZERO = np.uint64(0)
_ONE = np.uint64(1)
_SIX = np.uint64(6)
_LOW_SIX = np.uint64(63)


class Wires(NamedTuple):
    """What counting takes of a program.

    An axon's place is ``core * 64 * axon words + axon``, a neuron's place
    ``core * 64 * neuron words + neuron``: both begin each core with a new word.

    Attributes
    ----------
    target : int32 array, shape (cores * 64 * neuron words,)
        The place of the target axon of a neuron; -1: none.
    delay : uint8 array, the same shape
    hops : int32 array, the same shape
        0 without a target axon.
    line_start : int64 array, shape (lines + 1,)
        Line k feeds ``line_axon[line_start[k]:line_start[k + 1]]``.
    line_axon : int64 array, shape (connections,)
        Places of axons.
    synapses : int32 array, shape (cores, 64 * axon words)
        Closed synapses of each axon.
    """

    target: Ints
    delay: npt.NDArray[np.uint8]
    hops: Ints
    line_start: Indices
    line_axon: Indices
    synapses: Ints


class Tallies(NamedTuple):
    """What is counted; see `tnstudio.simulation.counts.Counts`.

    Attributes
    ----------
    synaptic_events, spikes, axon_events, hops : int64 arrays, shape (ticks,)
    of_core : int64 array, shape (cores,)
    """

    synaptic_events: Indices
    spikes: Indices
    axon_events: Indices
    hops: Indices
    of_core: Indices


@kernel
def activate(words: Words, axon: np.int64) -> None:
    """Mark an axon as active; two spikes merge."""
    place = np.uint64(axon)
    words[np.int64(place >> _SIX)] |= _ONE << (place & _LOW_SIX)


@kernel
def count_axons(words: Words, synapses: Ints, row: int, tallies: Tallies) -> None:
    """Count the active axons of a tick and their synapses, and clear them."""
    cores, width = synapses.shape
    per_core = width // 64
    for core in range(cores):
        events = np.int64(0)
        for w in range(per_core):
            left = words[core * per_core + w]
            if left == _ZERO:
                continue
            words[core * per_core + w] = _ZERO
            tallies.axon_events[row] += np.int64(popcount(left))
            while left != _ZERO:
                lowest = left & (~left + _ONE)
                bit = np.int64(popcount(lowest - _ONE))
                events += np.int64(synapses[core, w * 64 + bit])
                left ^= lowest
        tallies.synaptic_events[row] += events
        tallies.of_core[core] += events


@kernel
def send_spikes(
    spikes: Words, wires: Wires, tick: int, ring: Words, row: int, tallies: Tallies
) -> None:
    """Count the spikes of a tick and put them on their way."""
    for w in range(len(spikes)):
        left = spikes[w]
        if left == _ZERO:
            continue
        tallies.spikes[row] += np.int64(popcount(left))
        while left != _ZERO:
            lowest = left & (~left + _ONE)
            place = w * 64 + np.int64(popcount(lowest - _ONE))
            left ^= lowest
            target = wires.target[place]
            if target >= 0:
                tallies.hops[row] += np.int64(wires.hops[place])
                arrival = (tick + np.int64(wires.delay[place])) % len(ring)
                activate(ring[arrival], np.int64(target))


@kernel
def count_ticks(
    spikes: Words,
    lines: npt.NDArray[np.uint8],
    wires: Wires,
    tick: int,
    ring: Words,
    tallies: Tallies,
) -> None:
    """Count a run of ticks.

    Parameters
    ----------
    spikes : uint64 array, shape (ticks, cores * neuron words)
    lines : uint8 array, shape (ticks, input lines)
    tick : int
        The first tick.
    ring : uint64 array, shape (16, cores * axon words)
        The axons to be active in tick t are ``ring[t % 16]``.
    tallies : Tallies
        Must be zero before.
    """
    for row in range(len(spikes)):
        now = ring[(tick + row) % len(ring)]
        for line in range(lines.shape[1]):
            if lines[row, line]:
                for k in range(wires.line_start[line], wires.line_start[line + 1]):
                    activate(now, wires.line_axon[k])
        count_axons(now, wires.synapses, row, tallies)
        send_spikes(spikes[row], wires, tick + row, ring, row, tallies)

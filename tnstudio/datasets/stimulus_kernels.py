"""Kernels of stimulus generators; on one thread, as in `kernels`.

Every one sets spikes to 1 and leaves the others alone. Ticks are below 2^62,
so that sums of two of them are 64-bit integers.
"""

import numpy as np
import numpy.typing as npt

from tnstudio.draws import draw
from tnstudio.jit import kernel

_HALF = np.uint64(32)
_ONE = np.uint64(1)
_TWO = np.uint64(2)

Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Spikes = npt.NDArray[np.uint8]


@kernel
def generator_keys(key: np.uint64, generators: Words, keys: Words) -> None:
    """Draw the key of each generator's own stream: odd, with well-mixed digits.

    Parameters
    ----------
    key : uint64
        Key of the stream that the keys are drawn from.
    generators : uint64 array, shape (generators,)
        A number of its own for each, below 2^63.
    keys : uint64 array, shape (generators,)
        Overwritten.
    """
    for k in range(len(generators)):
        counter = generators[k] * _TWO
        high, low = draw(key, counter), draw(key, counter + _ONE)
        keys[k] = (high << _HALF) | low | _ONE


@kernel
def regular_spikes(
    line: Integers,
    period: Integers,
    first: Integers,
    end: Integers,
    first_tick: int,
    spikes: Spikes,
) -> None:
    """Set the spikes that come at even intervals.

    Parameters
    ----------
    line, period, first, end : int64 arrays, shape (generators,)
        As in `RegularSpikes`.
    first_tick : int
        The tick of the first row.
    spikes : uint8 array, shape (rows, lines)
    """
    last = first_tick + len(spikes)
    for k in range(len(line)):
        tick = first[k]
        if tick < first_tick:
            behind = first_tick - tick
            tick += (behind + period[k] - 1) // period[k] * period[k]
        stop = min(end[k], last)
        while tick < stop:
            spikes[tick - first_tick, line[k]] = 1
            tick += period[k]


@kernel
def poisson_spikes(
    line: Integers,
    threshold: Words,
    key: Words,
    first: Integers,
    end: Integers,
    first_tick: int,
    spikes: Spikes,
) -> None:
    """Set the spikes that are drawn: one draw per tick and generator.

    Parameters
    ----------
    line, first, end : int64 arrays, shape (generators,)
        As in `PoissonSpikes`.
    threshold : uint64 array, shape (generators,)
        The probability times 2^32: a draw below it is a spike.
    key : uint64 array, shape (generators,)
        From `generator_keys`.
    first_tick, spikes
        As for `regular_spikes`.
    """
    for row in range(len(spikes)):
        tick = first_tick + row
        for k in range(len(line)):
            if first[k] <= tick < end[k]:
                spike = draw(key[k], np.uint64(tick)) < threshold[k]
                spikes[row, line[k]] |= np.uint8(spike)


@kernel
def pattern_spikes(
    ticks: Integers, lines: Integers, period: int, first_tick: int, spikes: Spikes
) -> None:
    """Set the spikes of a list, which is shown once or again and again.

    Parameters
    ----------
    ticks, lines : int64 arrays, shape (listed spikes,)
        As in `PatternSpikes`.
    period : int
        0: once.
    first_tick, spikes
        As for `regular_spikes`.
    """
    last = first_tick + len(spikes)
    first_turn, last_turn = 0, 0
    if period > 0:
        first_turn, last_turn = first_tick // period, (last - 1) // period
    for turn in range(first_turn, last_turn + 1):
        start = turn * period
        since = np.searchsorted(ticks, first_tick - start)
        until = np.searchsorted(ticks, last - start)
        for k in range(since, until):
            spikes[start + ticks[k] - first_tick, lines[k]] = 1

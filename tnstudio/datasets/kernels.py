"""Kernels that turn values into spikes.

On one thread: a chip takes ten times longer to compute than its input, and
short pieces of a stream are done before other threads are awake.
"""

import numpy as np
import numpy.typing as npt

from tnstudio.draws import draw
from tnstudio.jit import kernel

_TICK_SHIFT = np.uint64(32)
_NEVER = np.uint64(0)


@kernel
def stochastic_spikes(
    thresholds: npt.NDArray[np.uint64],
    elements: npt.NDArray[np.int32],
    ticks: int,
    key: np.uint64,
    first_tick: int,
    spikes: npt.NDArray[np.uint8],
) -> None:
    """Draw the spikes of all lines, one independent draw per tick and line.

    Parameters
    ----------
    thresholds : uint64 array, shape (frames, elements)
        x 2^32 of every value: a draw below it is a spike. The first frame is
        the one that holds `first_tick`.
    elements : int32 array, shape (lines,)
        The element of each line; a negative one keeps its line silent.
    ticks : int
        Ticks per frame, T.
    key : uint64
        Key of the stream of draws.
    first_tick : int
        The tick of the first row, counted from the first frame of all.
    spikes : uint8 array, shape (rows, lines)
        Overwritten with 0 and 1.
    """
    rows, lines = spikes.shape
    first_frame = first_tick // ticks
    for row in range(rows):
        tick = first_tick + row
        frame = tick // ticks - first_frame
        counter = np.uint64(tick) << _TICK_SHIFT
        for line in range(lines):
            element = elements[line]
            spike = np.uint8(0)
            if element >= 0:
                threshold = thresholds[frame, element]
                # Most of a typical image is black: no draw can change that.
                if threshold > _NEVER:
                    drawn = draw(key, counter + np.uint64(line))
                    spike = np.uint8(drawn < threshold)
            spikes[row, line] = spike


@kernel
def rate_spikes(
    counts: npt.NDArray[np.int64],
    elements: npt.NDArray[np.int32],
    ticks: int,
    first_tick: int,
    spikes: npt.NDArray[np.uint8],
) -> None:
    """Space the spikes of each frame evenly over its ticks.

    Parameters
    ----------
    counts : int64 array, shape (frames, elements)
        n, the spikes of every value during its frame, 0..T.
    elements, ticks, first_tick, spikes
        As for `stochastic_spikes`.
    """
    rows, lines = spikes.shape
    first_frame = first_tick // ticks
    for row in range(rows):
        tick = first_tick + row
        frame = tick // ticks - first_frame
        t = tick % ticks
        # Divide once per element: copies of a network share them.
        now = np.zeros(counts.shape[1], np.uint8)
        for element in range(counts.shape[1]):
            n = counts[frame, element]
            now[element] = np.uint8((t + 1) * n // ticks > t * n // ticks)
        for line in range(lines):
            element = elements[line]
            spikes[row, line] = now[element] if element >= 0 else np.uint8(0)

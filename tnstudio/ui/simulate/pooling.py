"""Rasters as small pictures in which no spike is lost."""

import numpy as np
import numpy.typing as npt


def columns_of(count: int, pixels: int) -> npt.NDArray[np.intp]:
    """Return the first of each pixel's things, one each if there are enough pixels.

    Parameters
    ----------
    count, pixels : int
        At least 1.
    """
    if count <= pixels:
        return np.arange(count)
    return np.arange(pixels) * count // pixels


def pooled_raster(
    words: npt.NDArray[np.uint64],
    neurons: int | npt.NDArray[np.intp],
    rows: int,
) -> npt.NDArray[np.uint8]:
    """Return a raster of at most so many rows.

    A pixel is 1 if any of its neurons fired: an average would let a single spike
    fade away, and one of several would drop it.

    Parameters
    ----------
    words : uint64 array, shape (columns, words)
        Packed spikes: neuron j is bit ``j % 64`` of word ``j // 64``.
    neurons : int or int array
        How many to show, from neuron 0, or which ones.

    Returns
    -------
    uint8 array, shape (<= rows, columns)
        Neurons from top to bottom, ticks from left to right.
    """
    count = neurons if isinstance(neurons, int) else len(neurons)
    if not len(words) or not count:
        return np.zeros((min(rows, count), 0), np.uint8)
    octets = np.ascontiguousarray(words, "<u8").view(np.uint8)
    if isinstance(neurons, int):
        bits = np.unpackbits(octets, axis=1, count=neurons, bitorder="little")
    else:
        bits = np.unpackbits(octets, axis=1, bitorder="little")[:, neurons]
    picture = np.ascontiguousarray(bits.T)
    if count <= rows:
        return picture
    starts = columns_of(count, rows)
    ends = np.append(starts[1:], count)
    pooled = picture[starts]
    # As many steps as a pixel has neurons: far quicker than `reduceat`.
    for k in range(1, int((ends - starts).max())):
        pooled |= picture[np.minimum(starts + k, ends - 1)]
    return pooled

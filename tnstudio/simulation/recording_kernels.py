"""Between packed spikes, one bit a neuron, and lists of spikes."""

import numpy as np
import numpy.typing as npt

from tnstudio.jit import kernel
from tnstudio.simulation.arithmetic import popcount
from tnstudio.simulation.tables import WORD, Bytes, Indices, Ints, Words

Places = npt.NDArray[np.uint16]

PAGE = 1024
"""Words per page: a place in a page is a number of 16 bits."""

_ZERO = np.uint64(0)
_ONE = np.uint64(1)


@kernel
def count_spikes(words: Words, counts: Indices) -> None:
    """Count the bits of each row.

    Parameters
    ----------
    words : uint64 array, shape (rows, n)
    counts : int64 array, shape (rows,)
        Is written.
    """
    for row in range(len(words)):
        total = np.int64(0)
        for word in words[row]:
            total += np.int64(popcount(word))
        counts[row] = total


@kernel
def list_spikes(
    words: Words, first: int, tick: Indices, core: Ints, neuron: Ints
) -> None:
    """List the bits by tick, core and neuron.

    Parameters
    ----------
    words : uint64 array, shape (ticks, cores, n)
    first : int
        The tick of the first row.
    tick, core, neuron : int64, int32 and int32 arrays, shape (spikes,)
        Are written; must be as long as there are bits.
    """
    spike = 0
    for row in range(words.shape[0]):
        for c in range(words.shape[1]):
            for n in range(words.shape[2]):
                word = words[row, c, n]
                while word != _ZERO:
                    lowest = word & (~word + _ONE)
                    tick[spike] = first + row
                    core[spike] = c
                    neuron[spike] = n * WORD + np.int64(popcount(lowest - _ONE))
                    spike += 1
                    word ^= lowest


@kernel
def pack_places(words: Words, starts: Indices, places: Places) -> None:
    """List the bits of each page by their places in the page.

    Parameters
    ----------
    words : uint64 array, shape (ticks, n)
    starts : int64 array, shape (ticks * pages + 1,)
        Is written: the spikes of page p of row t are those from
        ``starts[t * pages + p]`` on.
    places : uint16 array, shape (spikes,)
        Is written.
    """
    ticks, count = words.shape
    spike = page = 0
    for row in range(ticks):
        for begin in range(0, count, PAGE):
            starts[page] = spike
            page += 1
            for n in range(begin, min(begin + PAGE, count)):
                word = words[row, n]
                while word != _ZERO:
                    lowest = word & (~word + _ONE)
                    bit = np.int64(popcount(lowest - _ONE))
                    places[spike] = (n - begin) * WORD + bit
                    spike += 1
                    word ^= lowest
    starts[page] = spike


@kernel
def spread_places(starts: Indices, places: Places, wanted: Bytes, words: Words) -> None:
    """Set the bits that `pack_places` has listed.

    Parameters
    ----------
    starts : int64 array, shape (ticks * pages + 1,)
        Of the ticks that are wanted; counts in all of `places`.
    wanted : uint8 array, shape (pages,)
        Pages where this is 0 are left alone.
    words : uint64 array, shape (ticks, n)
        Is written; must be zero.
    """
    pages = len(wanted)
    for row in range(len(words)):
        for page in range(pages):
            if not wanted[page]:
                continue
            at = row * pages + page
            for spike in range(starts[at], starts[at + 1]):
                place = np.int64(places[spike])
                bit = _ONE << np.uint64(place % WORD)
                words[row, page * PAGE + place // WORD] |= bit


@kernel
def spread_cores(
    starts: Indices,
    places: Places,
    pages: int,
    slots: Ints,
    per_core: int,
    words: Words,
) -> None:
    """Set the bits that `pack_places` has listed, of chosen cores only.

    Parameters
    ----------
    starts : int64 array, shape (ticks * pages + 1,)
        Of the ticks that are wanted; counts in all of `places`.
    pages : int
        Of each tick.
    slots : int32 array, shape (cores,)
        Where in a row of `words` a core goes; -1 if it is not wanted.
    per_core : int
        Words of a core.
    words : uint64 array, shape (ticks, wanted cores * per_core)
        Is written; must be zero.
    """
    for page in range(pages):
        low = page * PAGE // per_core
        high = min(len(slots), (page * PAGE + PAGE - 1) // per_core + 1)
        if np.all(slots[low:high] < 0):
            continue
        for row in range(len(words)):
            at = row * pages + page
            for spike in range(starts[at], starts[at + 1]):
                place = np.int64(places[spike])
                word = page * PAGE + place // WORD
                slot = slots[word // per_core]
                if slot >= 0:
                    bit = _ONE << np.uint64(place % WORD)
                    words[row, slot * per_core + word % per_core] |= bit


@kernel
def merge_rows(rows: Words, at: int, factor: int, merged: Words) -> None:
    """Combine rows in groups: a bit is set if any of the group's has it.

    Parameters
    ----------
    rows : uint64 array, shape (rows, n)
    at : int
        How many rows of the first group came before these.
    factor : int
        Rows of a group.
    merged : uint64 array, shape (groups, n)
        The rows are added to it.
    """
    for row in range(len(rows)):
        group = (at + row) // factor
        for n in range(rows.shape[1]):
            merged[group, n] |= rows[row, n]

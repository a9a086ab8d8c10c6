"""Rows of numbers for ticks, and their sums over any stretch of ticks."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

BLOCK = 1024
"""Ticks of which rows are kept, and summed up, together."""

MOST_KNOWN = 8
"""Sums that are kept to go on from: of an image, of the run."""

Rows = npt.NDArray[Any]
Sums = npt.NDArray[np.int64]
Spread = Callable[[Rows], Rows]


def _as_they_are(rows: Rows) -> Rows:
    return rows


class TickLog:
    """A row for each tick that was counted; the others may be counted later.

    What happened in a tick is always the same, until it is forgotten: a row
    that is here is never another one.

    Parameters
    ----------
    width : int
        Numbers in a row.
    dtype : numpy type
    spread : callable, optional
        Makes of rows, shape (ticks, width), what is summed up; the rows
        themselves by default. Of rows of zeros it makes zeros.
    """

    def __init__(
        self, width: int, dtype: npt.DTypeLike, spread: Spread = _as_they_are
    ) -> None:
        self._nothing = np.zeros((BLOCK, width), dtype)
        self._spread = spread
        self._rows: dict[int, Rows] = {}
        self._counted: dict[int, npt.NDArray[np.bool_]] = {}
        self._sums: dict[int, Sums] = {}
        self._known: dict[int, tuple[int, Sums]] = {}

    @property
    def nbytes(self) -> int:
        """Memory that the rows take."""
        return len(self._rows) * self._nothing.nbytes

    def put(self, first: int, rows: Rows) -> None:
        """Keep the rows of ticks from `first` on."""
        done = 0
        while done < len(rows):
            block, at = divmod(first + done, BLOCK)
            count = min(BLOCK - at, len(rows) - done)
            if block not in self._rows:
                self._rows[block] = self._nothing.copy()
                self._counted[block] = np.zeros(BLOCK, np.bool_)
            self._rows[block][at : at + count] = rows[done : done + count]
            self._counted[block][at : at + count] = True
            done += count
        self._doubt(first)

    def cut(self, end: int) -> None:
        """Forget the rows of this tick and of all after it."""
        last, at = divmod(end, BLOCK)
        for block in [block for block in self._rows if block >= last]:
            self._sums.pop(block, None)
            if block > last or not at:
                del self._rows[block], self._counted[block]
            else:
                self._rows[block][at:] = 0
                self._counted[block][at:] = False
        self._doubt(end)

    def rows(self, first: int, stop: int) -> Rows:
        """Return the rows of some ticks, zeros for those that were not counted."""
        parts = [
            self._rows.get(block, self._nothing)[low:high]
            for block, low, high in _parts(first, stop)
        ]
        return np.concatenate([self._nothing[:0], *parts])

    def counted(self, first: int, stop: int) -> int:
        """Return how many of some ticks were counted."""
        return sum(
            # Only blocks that are full have a sum.
            high - low
            if block in self._sums
            else int(np.count_nonzero(self._counted[block][low:high]))
            for block, low, high in _parts(first, stop)
            if block in self._counted
        )

    def gaps(self, first: int, stop: int) -> list[tuple[int, int]]:
        """Return the stretches of some ticks that were not counted.

        Returns
        -------
        list of (int, int)
            First ticks and the ticks after the last ones, rising.
        """
        none = np.zeros(BLOCK, np.bool_)
        parts = [
            self._counted.get(block, none)[low:high]
            for block, low, high in _parts(first, stop)
        ]
        known = np.concatenate([[True], *parts, [True]])
        edges = np.flatnonzero(known[1:] != known[:-1]) + first
        return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]

    def sums(self, first: int, stop: int) -> Sums:
        """Add up the rows of some ticks, those that were counted."""
        stop = max(first, stop)
        known, total = self._known.get(first, (first, None))
        if total is None or known > stop:
            total = self._added_up(first, stop)
        else:
            total = total + self._added_up(known, stop)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        if stop - first > 1:
            self._known[first] = stop, total
        return total.copy()

    def _doubt(self, first: int) -> None:
        """Know no sums any more in which this tick, or a later one, is."""
        self._known = {
            start: (stop, total)
            for start, (stop, total) in self._known.items()
            if stop <= first
        }

    def _added_up(self, first: int, stop: int) -> Sums:
        total = self._sum_of(self._nothing[:0])
        for block, low, high in _parts(first, stop):
            if block not in self._rows:
                continue
            if high - low == BLOCK and self._counted[block].all():
                if block not in self._sums:
                    self._sums[block] = self._sum_of(self._rows[block])
                total += self._sums[block]
            else:
                total += self._sum_of(self._rows[block][low:high])
        return total

    def _sum_of(self, rows: Rows) -> Sums:
        sums: Sums = self._spread(rows).sum(axis=0, dtype=np.int64)
        return sums


def _parts(first: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """Yield the blocks of some ticks, with the rows of each."""
    for block in range(first // BLOCK, -(-stop // BLOCK)):
        start = block * BLOCK
        yield block, max(0, first - start), min(BLOCK, stop - start)

"""The votes of every tick, as small as they are."""

import numpy as np
import numpy.typing as npt

BLOCK = 256
"""Ticks that are kept together; before each block the sum of all is known."""

MOST_MARKS = 256
"""Ticks whose sums are kept beyond their blocks: the newest onsets."""

_Sums = npt.NDArray[np.int64]


class VoteLog:
    """Counts votes between any two ticks, by adding up at most two blocks.

    The votes of a tick take a byte each, or two if more than 255 are possible,
    beside 8 bytes in `BLOCK` ticks.

    Parameters
    ----------
    kinds : int
        What is voted for: classes, or classes of each copy.
    most : int
        Most votes for one of them in one tick.
    most_bytes : int, optional
        Of the votes of single ticks. Beyond it the oldest ticks are let go; only
        votes from marked ones of them on can then be told.
    """

    def __init__(self, kinds: int, most: int, most_bytes: int | None = None) -> None:
        self._kinds = kinds
        self._type = np.min_scalar_type(max(0, most))
        block_bytes = BLOCK * max(1, kinds) * self._type.itemsize
        self._most_blocks = None if most_bytes is None else most_bytes // block_bytes
        self._first = self._end = 0
        self._blocks: list[npt.NDArray[np.integer]] = []
        self._sums: list[_Sums] = []
        self._total: _Sums = np.zeros(kinds, np.int64)
        self._marks: dict[int, _Sums] = {}

    @property
    def first(self) -> int:
        """The earliest tick that is kept."""
        return self._first

    @property
    def nbytes(self) -> int:
        """Memory that the votes take."""
        sums = len(self._blocks) + len(self._marks) + 1
        return sum(block.nbytes for block in self._blocks) + sums * self._total.nbytes

    def append(self, votes: npt.NDArray[np.integer], since: int = 0) -> None:
        """Add the votes of the ticks that follow.

        Parameters
        ----------
        votes : int array, shape (ticks, kinds)
        since : int
            A tick that stays known, though its votes may be let go.
        """
        while len(votes):
            used = (self._end - self._first) % BLOCK
            if used == 0:
                self._open_block(since)
            part = votes[: BLOCK - used]
            votes = votes[len(part) :]
            self._blocks[-1][used : used + len(part)] = part
            # Not in place: others may have the sum.
            self._total = self._total + part.sum(axis=0, dtype=np.int64)
            self._end += len(part)

    def cut(self, tick: int) -> None:
        """Forget this tick and all after it."""
        if tick >= self._end:
            return
        if tick < self._first:
            self._begin(tick)
            return
        before = self._before(tick)
        kept = -(-(tick - self._first) // BLOCK)
        del self._blocks[kept:], self._sums[kept:]
        self._marks = {k: sums for k, sums in self._marks.items() if k <= tick}
        self._total, self._end = before, tick

    def knows(self, tick: int) -> bool:
        """Tell whether the votes from a tick on can be told."""
        return tick >= self._first or tick in self._marks

    def between(self, first: int, stop: int) -> npt.NDArray[np.int32]:
        """Return the votes of ticks ``first`` to before ``stop``, (kinds,).

        Both must be known; ticks that have not come yet have no votes.
        """
        last = min(max(0, stop), self._end)
        start = min(max(0, first), last)
        votes: npt.NDArray[np.int64] = self._before(last) - self._before(start)
        return votes.astype(np.int32)

    def course(
        self, first: int, stops: npt.NDArray[np.integer]
    ) -> npt.NDArray[np.int32]:
        """Return the votes from a tick on to before each of others.

        Parameters
        ----------
        first : int
        stops : int array, shape (n,)

        Returns
        -------
        int32 array, shape (n, kinds)
        """
        found = [self.between(first, stop) for stop in stops.tolist()]
        return np.array(found, np.int32).reshape(len(found), self._kinds)

    def _begin(self, tick: int) -> None:
        """Know nothing of the ticks before this one."""
        self._first = self._end = tick
        self._blocks.clear()
        self._sums.clear()
        self._marks.clear()
        self._total = np.zeros(self._kinds, np.int64)

    def _open_block(self, since: int) -> None:
        self._blocks.append(np.zeros((BLOCK, self._kinds), self._type))
        self._sums.append(self._total)
        most = self._most_blocks
        if most is not None and len(self._blocks) > max(1, most):
            if self._first <= since < self._first + BLOCK:
                self._remember(since)
            del self._blocks[0], self._sums[0]
            self._first += BLOCK

    def _remember(self, tick: int) -> None:
        """Keep the sum before a tick whose block goes."""
        self._marks[tick] = self._before(tick)
        if len(self._marks) > MOST_MARKS:
            del self._marks[next(iter(self._marks))]

    def _before(self, tick: int) -> _Sums:
        """Return the sum of all ticks before one that is known."""
        if tick == self._end:
            return self._total
        if tick < self._first:
            return self._marks[tick]
        block, used = divmod(tick - self._first, BLOCK)
        partial: _Sums = self._blocks[block][:used].sum(axis=0, dtype=np.int64)
        return self._sums[block] + partial

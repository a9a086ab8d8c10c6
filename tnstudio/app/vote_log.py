"""The votes for each class, of every tick."""

import numpy as np
import numpy.typing as npt


class VoteLog:
    """Counts votes between any two ticks at once.

    Parameters
    ----------
    classes : int
    """

    def __init__(self, classes: int) -> None:
        # Row k holds the sum of all ticks before k; rows grow ahead of use.
        self._sums = np.zeros((1024, classes), np.int64)
        self._end = 0

    def append(self, votes: npt.NDArray[np.integer]) -> None:
        """Add the votes of the ticks that follow, (ticks, classes)."""
        end = self._end + len(votes)
        if end >= len(self._sums):
            grown = np.zeros((2 * end, self._sums.shape[1]), np.int64)
            grown[: self._end + 1] = self._sums[: self._end + 1]
            self._sums = grown
        rows = self._sums[self._end + 1 : end + 1]
        np.cumsum(votes, axis=0, out=rows)
        rows += self._sums[self._end]
        self._end = end

    def cut(self, tick: int) -> None:
        """Forget this tick and all after it."""
        self._end = min(self._end, tick)

    def between(self, first: int, stop: int) -> npt.NDArray[np.int32]:
        """Return the votes of ticks ``first`` to before ``stop``, (classes,).

        Ticks that are not here have none.
        """
        last = min(stop, self._end)
        before = self._sums[min(max(0, first), last)]
        votes: npt.NDArray[np.int64] = self._sums[last] - before
        return votes.astype(np.int32)

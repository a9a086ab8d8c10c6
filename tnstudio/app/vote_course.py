"""How the scores of the classes came about, tick by tick."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False, slots=True)
class VoteCourse:
    """The votes counted so far, after some ticks.

    Attributes
    ----------
    first : int
        The first tick that is counted: what is on the input reached the outputs.
    stop : int
        One after the tick on show.
    ticks : int64 array, shape (n,)
        Rising; the last one is the tick on show. Empty before `first`.
    votes : int32 array, shape (n, classes)
        From `first` to each of these ticks.
    scores : float64 array, shape (n, classes)
        Mean over a class's output lines and ticks, 0..1.
    """

    first: int
    stop: int
    ticks: npt.NDArray[np.int64]
    votes: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float64]


def spread(first: int, stop: int, most: int) -> npt.NDArray[np.int64]:
    """Return at most so many ticks from ``first`` to before ``stop``, the last too.

    All of them if they are few; else evenly spread.
    """
    ticks = max(0, stop - first)
    if ticks <= most:
        return np.arange(first, first + ticks, dtype=np.int64)
    return first + np.linspace(0, ticks - 1, most).round().astype(np.int64)

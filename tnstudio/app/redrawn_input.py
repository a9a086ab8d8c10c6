"""Input spikes of the past that are drawn again instead of being kept."""

from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError


class Source(Protocol):
    """Makes the input spikes of any ticks, the same each time."""

    def spikes(self, first_tick: int, rows: int) -> npt.NDArray[np.uint8]:
        """Return the spikes of some ticks, shape (rows, input lines)."""

    def copy(self) -> Self:
        """Return a source of the same past that goes on by itself."""


class RedrawnInput:
    """What a timeline's log of input spikes gives, from the source of the spikes.

    A million ticks of 4096 lines would be some 300 MB even squeezed, and a tenth of
    the time of running them.

    Parameters
    ----------
    source : Source
        What was run came from it, and it changes only what is cut off here.
    lines : int
        Number of input lines.
    end : int
        Ticks recorded so far.
    """

    def __init__(self, source: Source, lines: int, end: int = 0) -> None:
        self.lines = lines
        self._source = source
        self._end = end

    @property
    def end(self) -> int:
        """The tick after the last one recorded."""
        return self._end

    @property
    def nbytes(self) -> int:
        """Memory that the spikes take: none."""
        return 0

    def append(self, rows: npt.NDArray[np.uint8 | np.bool_]) -> None:
        """Take ticks that the source has made."""
        self._end += len(rows)

    def rows(self, first: int, stop: int) -> npt.NDArray[np.uint8]:
        """Return the ticks from `first` to before `stop`, shape (ticks, lines).

        Raises
        ------
        TNStudioError
            If they are not all recorded.
        """
        if not 0 <= first <= stop <= self._end:
            raise TNStudioError(
                f"The input of ticks {first} to {stop} is not recorded",
                "",
                f"ask for ticks from 0 to {self._end}",
            )
        if first == stop:
            return np.zeros((0, self.lines), np.uint8)
        return self._source.spikes(first, stop - first)

    def cut(self, tick: int) -> None:
        """Forget `tick` and all after it."""
        self._end = min(self._end, tick)

    def copy(self) -> "RedrawnInput":
        """Return an input of the same past that goes on by itself."""
        return RedrawnInput(self._source.copy(), self.lines, self._end)

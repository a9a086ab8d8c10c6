"""What was on a chip's input, from when on."""

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.encoders import Encoding
from tnstudio.model.arrays import frozen
from tnstudio.model.program import NONE


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """A picture that is in no set: painted, or loaded from a file.

    Attributes
    ----------
    pixels : uint8 array, shape (rows, columns, channels)
    label : int
        Its class; `NONE` if it is of no known one.
    """

    pixels: npt.NDArray[np.uint8]
    label: int = NONE

    def __post_init__(self) -> None:
        object.__setattr__(self, "pixels", frozen(self.pixels, np.uint8))


NEVER = sys.maxsize
"""Later than any tick that is run."""


@dataclass(frozen=True, slots=True)
class Show:
    """An image or a picture on the input.

    Attributes
    ----------
    onset : int
        The first tick of it.
    image : int
        The image of the set; that which was on last, if a picture is on.
    encoding : str
        ``stochastic`` or ``rate``.
    key : uint64
        Of the draws, from `tnstudio.datasets.encoders.input_key`.
    picture : Picture or None
        What is on instead of the image.
    """

    onset: int
    image: int
    encoding: Encoding
    key: np.uint64
    picture: Picture | None = None


class ShowLog:
    """What was shown, in the order of time.

    Parameters
    ----------
    first : Show
        From tick 0 on.
    """

    def __init__(self, first: Show) -> None:
        self._shows = [first]

    @property
    def onsets(self) -> tuple[int, ...]:
        """The first ticks of all that was shown, rising."""
        return tuple(show.onset for show in self._shows)

    def at(self, tick: int) -> Show:
        """Return what is on in a tick, 0 or later."""
        return self._shows[self._index(tick)]

    def between(self, first: int, stop: int) -> Iterator[tuple[Show, int, int]]:
        """Return what is on in some ticks, one after the other.

        Returns
        -------
        iterator of (Show, int, int)
            The first and the one after the last of its ticks among these; of no
            ticks, what is on in `first`.
        """
        low, high = self._index(first), self._index(max(first, stop - 1))
        onsets = [show.onset for show in self._shows[low + 1 : high + 1]]
        edges = [first, *onsets, stop]
        return zip(self._shows[low : high + 1], edges, edges[1:], strict=False)

    def after(self, tick: int) -> int:
        """Return the next onset after a tick; if there is none, a tick never run."""
        following = bisect_right(self._shows, tick, key=_onset)
        return self._shows[following].onset if following < len(self._shows) else NEVER

    def copy(self) -> "ShowLog":
        """Return a log of the same that goes on by itself."""
        other = ShowLog(self._shows[0])
        other._shows = self._shows.copy()
        return other

    def change(self, tick: int, change: Callable[[Show], Show]) -> None:
        """Change what is on from a tick on, and all that comes later.

        Parameters
        ----------
        tick : int
        change : callable
            What it makes of a show begins when that one did; what is on in the
            tick begins there, unless nothing is changed of it.
        """
        now, later = self.at(tick), [s for s in self._shows if s.onset > tick]
        changed = change(now)
        if changed != now:
            self.begin(replace(changed, onset=tick))
        for show in later:
            self.begin(change(show))

    def begin(self, show: Show) -> None:
        """Show something from its onset on, instead of all that came then."""
        del self._shows[bisect_right(self._shows, show.onset - 1, key=_onset) :]
        self._shows.append(show)

    def _index(self, tick: int) -> int:
        return bisect_right(self._shows, tick, key=_onset) - 1


def _onset(show: Show) -> int:
    return show.onset

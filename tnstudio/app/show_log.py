"""What was on a chip's input, from when on."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tnstudio.datasets.encoders import Encoding


@dataclass(frozen=True, slots=True)
class Show:
    """An image on the input.

    Attributes
    ----------
    onset : int
        The first tick of it.
    image : int
    encoding : str
        ``stochastic`` or ``rate``.
    key : uint64
        Of the draws, from `tnstudio.datasets.encoders.input_key`.
    """

    onset: int
    image: int
    encoding: Encoding
    key: np.uint64


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
        return self._shows[bisect_right(self._shows, tick, key=_onset) - 1]

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


def _onset(show: Show) -> int:
    return show.onset

"""What was on a chip's input, from when on."""

import sys
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from tnstudio.datasets.encoders import Encoding

NEVER = sys.maxsize
"""Later than any tick that is run."""


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

    def after(self, tick: int) -> int:
        """Return the next onset after a tick; if there is none, a tick never run."""
        following = bisect_right(self._shows, tick, key=_onset)
        return self._shows[following].onset if following < len(self._shows) else NEVER

    def begin(self, show: Show) -> None:
        """Show something from its onset on, instead of all that came then."""
        del self._shows[bisect_right(self._shows, show.onset - 1, key=_onset) :]
        self._shows.append(show)


def _onset(show: Show) -> int:
    return show.onset

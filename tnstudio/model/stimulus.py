"""What makes spikes on a circuit's input lines.

Every generator tells, for any tick on its own, which lines spike: a run may be
cut anywhere and any tick be made again. Several may feed one line; spikes that
meet merge.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

FOREVER = 2**62
"""As an end: none."""


@dataclass(frozen=True, slots=True)
class SingleSpike:
    """One spike on a line, in one tick."""

    line: int
    tick: int = 0


@dataclass(frozen=True, slots=True)
class RegularSpikes:
    """A spike every so many ticks.

    Attributes
    ----------
    period : int
        Ticks from one spike to the next, >= 1.
    first, end : int
        The tick of the first spike; no spike comes at `end` or later.
    """

    line: int
    period: int
    first: int = 0
    end: int = FOREVER


@dataclass(frozen=True, slots=True)
class PoissonSpikes:
    """Spikes at random: in every tick with the same probability, independently.

    Attributes
    ----------
    probability : float
        0..1; a rate of f Hz at ticks of 1 ms is f / 1000.
    first, end : int
        The ticks between which it may spike, `end` not included.
    """

    line: int
    probability: float
    first: int = 0
    end: int = FOREVER


@dataclass(frozen=True, eq=False, slots=True)
class PatternSpikes:
    """Spikes listed one by one, once or again and again.

    Attributes
    ----------
    ticks : int64 array, shape (spikes,)
        Sorted, >= 0, below the period if there is one.
    lines : int32 array, shape (spikes,)
    period : int
        After so many ticks the pattern starts over; 0: never.
    """

    ticks: npt.NDArray[np.int64]
    lines: npt.NDArray[np.int32]
    period: int = 0


@dataclass(frozen=True, slots=True)
class ImageSpikes:
    """The images of a data set in turn, on the lines that carry its elements.

    Attributes
    ----------
    source : str
        Name or path of the data set.
    split : str
        ``test`` or ``train``.
    encoding : str
        ``stochastic`` or ``rate``.
    ticks : int
        Ticks per image, >= 1.
    first_image : int
        The image shown at tick 0; the others follow, and start over at the end.
    """

    source: str
    split: Literal["test", "train"] = "test"
    encoding: Literal["stochastic", "rate"] = "stochastic"
    ticks: int = 16
    first_image: int = 0


Stimulus = SingleSpike | RegularSpikes | PoissonSpikes | PatternSpikes | ImageSpikes

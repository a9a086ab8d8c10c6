"""How sure a measured accuracy is.

Two kinds of chance are told apart: which synapses and spikes were drawn, seen
by repeating with other seeds, and which images the test set happens to hold,
which no repetition shows.
"""

import math
from collections.abc import Sequence
from functools import cache
from statistics import stdev
from typing import NamedTuple

LEVEL = 0.95
"""How often an interval holds the true value."""

NORMAL = 1.959963984540054
"""Half the width, in standard deviations, of a normal interval of this level."""

_HALVINGS = 60
"""Of an angle of at most π/2: to the last digit of a double."""


class Interval(NamedTuple):
    """The ends of a confidence interval."""

    low: float
    high: float


def seed_margin(values: Sequence[float]) -> float:
    """Return half the width of the interval of a mean over seeds.

    Student's: t s / √n, with n - 1 degrees of freedom. It covers the draws of
    synapses and spikes, not the choice of test images.

    Parameters
    ----------
    values : sequence of float
        One value for each seed; NaN comes of less than two.
    """
    count = len(values)
    if count < 2:
        return math.nan
    return student_quantile(count - 1) * stdev(values) / math.sqrt(count)


def binomial_interval(share: float, images: int) -> Interval:
    """Return the binomial interval of a share of test images, after Wilson.

    It covers the choice of images: how well the same chip might do on others
    of their kind. More seeds do not make it smaller.

    Parameters
    ----------
    share : float
        0..1.
    images : int
        At least 1.
    """
    squared = NORMAL**2 / images
    middle = (share + squared / 2) / (1 + squared)
    spread = share * (1 - share) / images + squared / (4 * images)
    half = NORMAL * math.sqrt(spread) / (1 + squared)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


@cache
def student_quantile(freedom: int) -> float:
    """Return t for which P(abs(T) <= t) is `LEVEL`.

    Parameters
    ----------
    freedom : int
        Degrees of freedom, at least 1.
    """
    low, high = 0.0, math.pi / 2
    for _ in range(_HALVINGS):
        angle = (low + high) / 2
        if _student(angle, freedom) < LEVEL:
            low = angle
        else:
            high = angle
    return math.sqrt(freedom) * math.tan(low)


def _student(angle: float, freedom: int) -> float:
    """Return P(abs(T) <= √ν tan(angle)).

    M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions" (1964),
    equations 26.7.3 and 26.7.4: a finite sum for each number of degrees ν.
    """
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for k in range(2 + odd, freedom + 1, 2):
        total += term
        term *= cosine**2 * (k - 1) / k
    if odd:
        return 2 / math.pi * (angle + sine * total)
    return sine * total

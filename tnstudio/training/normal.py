"""The normal distribution's tail and bell as polynomials.

``math.erfc`` computes one number at a time; a polynomial is computed for eight
neurons in one go. With x = |z| / √2 and t = (x - 3.75) / (x + 3.75),

    (1 + 2 x) exp(x²) erfc(x) = P(t),    -1 <= t < 1

is smooth, so a few Chebyshev terms suffice: M. M. Shepherd and J. G. Laframboise,
"Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 <= x < ∞", Mathematics
of Computation 36 (1981). Their numbers are computed here rather than copied.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

SHIFT = 3.75
TERMS = 15
"""Relative error below 2e-10; in single precision rounding is larger."""

SERIES = 13
"""Terms of exp(r), |r| <= ½ log 2: relative error below 2e-16."""


class Curve(NamedTuple):
    """What kernels compute Φ and exp from, in one precision.

    Attributes
    ----------
    tail : tuple of `TERMS` numbers
        Coefficients of P, lowest power first.
    series : tuple of `SERIES` numbers
        Coefficients of exp(r), lowest power first.
    least : number
        Least argument of exp; the result is the least number of full precision,
        about.
    bias, shift : int
        What a number's exponent is stored with, and how many bits are below it.
    """

    tail: tuple[np.floating, ...]
    series: tuple[np.floating, ...]
    least: np.floating
    bias: int
    shift: int


def curve(dtype: npt.DTypeLike) -> Curve:
    """Return the curve for single or double precision.

    Tuples, because a kernel knows that no one changes them.
    """
    found = np.finfo(dtype)
    series = [1 / math.factorial(k) for k in range(SERIES)]
    least = (found.minexp + 1) * math.log(2)
    numbers = np.array([*series, least], dtype)
    return Curve(
        tail_polynomial(dtype),
        tuple(numbers[:SERIES]),
        numbers[SERIES],
        found.maxexp - 1,
        found.nmant,
    )


def _scaled_tail(t: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return (1 + 2 x) exp(x²) erfc(x) at Chebyshev nodes, -1 < t < 1."""
    xs = SHIFT * (1 + t) / (1 - t)
    return np.array([(1 + 2 * x) * _erfcx(x) for x in xs.tolist()])


def _erfcx(x: float) -> float:
    """Return exp(x²) erfc(x), x >= 0."""
    if x < 20:
        return math.exp(x * x) * math.erfc(x)
    # The asymptotic series: exp(x²) overflows and erfc(x) vanishes.
    term = total = 1.0
    for k in range(1, 8):
        term *= -(2 * k - 1) / (2 * x * x)
        total += term
    return total / (x * math.sqrt(math.pi))


def tail_polynomial(dtype: npt.DTypeLike) -> tuple[np.floating, ...]:
    """Return the coefficients of P, lowest power first, `TERMS` numbers."""
    nodes = chebyshev.chebpts1(TERMS)
    terms = chebyshev.chebfit(nodes, _scaled_tail(nodes), TERMS - 1)
    return tuple(chebyshev.cheb2poly(terms).astype(dtype))

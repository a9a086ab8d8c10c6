"""The normal distribution's tail and bell as polynomials.

``math.erfc`` computes one number at a time; a polynomial is computed for eight
neurons in one go. With x = |z| / √2 and t = (x - 3.75) / (x + 3.75),

    (1 + 2 x) exp(x²) erfc(x) = P(t),    -1 <= t < 1

is smooth, so a few Chebyshev terms suffice: M. M. Shepherd and J. G. Laframboise,
"Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 <= x < ∞", Mathematics
of Computation 36 (1981). Their numbers are computed here rather than copied.
"""

import math
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

SHIFT = 3.75
TAIL_TERMS = {"f4": 11, "f8": 15}
"""Terms of P by precision; relative error below 1e-7 and 2e-10."""

SERIES_TERMS = {"f4": 8, "f8": 13}
"""Terms of exp(r), |r| <= ½ log 2, by precision: about as exact as the numbers."""


class Curve(NamedTuple):
    """What kernels compute Φ and exp from, in one precision.

    Attributes
    ----------
    tail : tuple of `TAIL_TERMS` numbers
        Coefficients of P, lowest power first.
    series : tuple of `SERIES_TERMS` numbers
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


@cache
def curve(dtype: npt.DTypeLike) -> Curve:
    """Return the curve for single or double precision.

    Tuples, because a kernel knows that no one changes them.
    """
    found = np.finfo(dtype)
    terms = SERIES_TERMS[_precision(dtype)]
    series = [1 / math.factorial(k) for k in range(terms)]
    least = (found.minexp + 1) * math.log(2)
    *coefficients, lowest = np.array([*series, least], dtype)
    return Curve(
        tail_polynomial(dtype),
        tuple(coefficients),
        lowest,
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
    """Return the coefficients of P, lowest power first, `TAIL_TERMS` numbers."""
    count = TAIL_TERMS[_precision(dtype)]
    nodes = chebyshev.chebpts1(count)
    terms = chebyshev.chebfit(nodes, _scaled_tail(nodes), count - 1)
    return tuple(chebyshev.cheb2poly(terms).astype(dtype))


def _precision(dtype: npt.DTypeLike) -> str:
    return np.dtype(dtype).str[1:]

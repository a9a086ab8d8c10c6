"""The tail polynomial against the C library."""

import math

import numpy as np
import pytest

from tnstudio.training.normal import SHIFT, tail_polynomial


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(np.float64, 2e-10), (np.float32, 4e-7)]
)
def test_that_the_polynomial_gives_the_tail_of_the_normal_distribution(
    dtype, tolerance
):
    polynomial = tail_polynomial(dtype)
    worst = 0.0
    for x in np.linspace(0, 26, 5001).tolist():
        t = dtype((x - SHIFT) / (x + SHIFT))
        p = dtype(0)
        for coefficient in polynomial[::-1]:
            p = p * t + coefficient
        expected = math.exp(x * x) * math.erfc(x) * (1 + 2 * x)
        worst = max(worst, abs(float(p) / expected - 1))
    assert worst < tolerance

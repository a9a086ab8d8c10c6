"""Intervals against published tables."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.app.confidence import binomial_interval, seed_margin, student_quantile


@pytest.mark.parametrize(
    ("freedom", "t"),
    [
        (1, 12.706),
        (2, 4.303),
        (3, 3.182),
        (4, 2.776),
        (5, 2.571),
        (9, 2.262),
        (10, 2.228),
        (30, 2.042),
        (60, 2.000),
        (120, 1.980),
    ],
)
def test_that_quantiles_are_those_of_the_printed_table(freedom, t):
    """Abramowitz and Stegun, table 26.10, A = 0.95."""
    assert student_quantile(freedom) == pytest.approx(t, abs=5.1e-4)


def test_that_quantiles_of_one_and_two_degrees_are_the_closed_forms():
    assert student_quantile(1) == pytest.approx(math.tan(0.475 * math.pi), rel=1e-12)
    assert student_quantile(2) == pytest.approx(0.95 * math.sqrt(2 / 0.0975), rel=1e-12)


def test_that_many_degrees_approach_the_normal_distribution():
    assert student_quantile(100_000) == pytest.approx(1.95996, abs=1e-4)


def test_that_a_margin_over_seeds_is_student_s():
    # Mean 0.94, s = 0.01, n = 3: 4.3027 · 0.01 / √3.
    assert seed_margin([0.93, 0.94, 0.95]) == pytest.approx(0.024841, abs=1e-6)
    assert seed_margin([0.9, 0.9]) == 0


@pytest.mark.parametrize("values", [[], [0.9]])
def test_that_less_than_two_seeds_have_no_margin(values):
    assert math.isnan(seed_margin(values))


def test_that_the_binomial_interval_is_wilson_s():
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    for correct, images, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        interval = binomial_interval(correct / images, images)
        assert interval == pytest.approx((low, high), abs=5.1e-5)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_that_a_binomial_interval_holds_its_share(images, share):
    low, high = binomial_interval(share, images)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1

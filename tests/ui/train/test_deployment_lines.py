"""Where points of the deployment chart are."""

import numpy as np
import pytest

from tnstudio.app.published_points import published_points
from tnstudio.app.sweep_result import SweepCell
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.train.deployment_lines import (
    ACROSS,
    COPIES,
    lines_of,
    points_beside,
    ranges_of,
)

FIT, E15 = ACROSS[1:]


def cell(copies: int, ticks: int, correct=(90, 94), encoding="stochastic") -> SweepCell:
    events = tuple(100_000 * copies * ticks for _ in correct)
    return SweepCell(encoding, copies, ticks, 100, 5 * copies, correct, events)


CELLS = (cell(4, 1), cell(1, 1, (80, 82)), cell(1, 16), cell(2, 1, encoding="rate"))


def test_that_there_is_a_line_for_each_number_of_ticks_of_an_encoding():
    first, second = lines_of(CELLS, "stochastic", COPIES)
    assert (first.ticks, second.ticks) == (1, 16)
    assert first.x.tolist() == [0.0, 2.0]
    assert first.y == pytest.approx([81, 92])
    assert [one.copies for one in first.cells] == [1, 4]
    interval = CELLS[1].test_interval
    assert (first.low[0], first.high[0]) == pytest.approx(
        (100 * interval.low, 100 * interval.high)
    )
    assert first.margin[0] == pytest.approx(100 * CELLS[1].seed_margin)
    assert np.isnan(lines_of([cell(1, 1, (90,))], "stochastic", COPIES)[0].margin[0])


def test_that_energy_is_that_of_the_profile():
    (line, _) = lines_of(CELLS, "stochastic", FIT)
    # 5 cores of 15.7 nJ and 1000 events of 2.30 pJ, in µJ.
    assert 10 ** line.x[0] == pytest.approx(5 * 15.7e-3 + 1000 * 2.3e-6)
    (line,) = lines_of(CELLS, "stochastic", E15)
    assert line.ticks == 1, "the profile knows frames of one tick only"
    assert 10 ** line.x[0] == pytest.approx(5 * (53.6e-3 + 56.3e-3) / 2)


def test_that_published_points_are_those_of_the_same_encoding_and_ticks():
    points = published_points(mnist_5core())
    stochastic = lines_of(CELLS, "stochastic", COPIES)
    ((x, y, point),) = points_beside(stochastic, points, "stochastic", COPIES)
    assert (x, y, point.label) == (0.0, pytest.approx(92.7), "E15")
    rate = lines_of(CELLS, "rate", COPIES)
    ((_, _, point),) = points_beside(rate, points, "rate", COPIES)
    assert point.label.startswith("J17")
    assert points_beside(rate, points, "rate", FIT) == [], "no energy was published"
    ((x, _, _),) = points_beside(stochastic, points, "stochastic", E15)
    assert 10**x == pytest.approx(0.268)


def test_that_ranges_hold_all_points_and_their_bands():
    lines = lines_of(CELLS, "stochastic", COPIES)
    points = published_points(mnist_5core())
    beside = points_beside(lines, points, "stochastic", COPIES)
    (left, right), (bottom, top) = ranges_of(lines, beside)
    assert left < 0 < 2 < right
    assert bottom <= min(line.low.min() for line in lines)
    assert top >= max(line.high.max() for line in lines)
    assert ranges_of([], []) == ((-0.5, 4.5), (0.0, 100.0))


@pytest.mark.parametrize(("low", "high"), [(-1.0, 1.5), (-3.0, 4.0), (0.2, 0.6)])
def test_that_marks_of_energy_are_at_their_values(low, high):
    marks = FIT.marks(low, high)
    assert 1 <= len(marks) <= 12
    for place, text in marks:
        assert low <= place <= high
        assert float(text) == pytest.approx(10**place)


def test_that_marks_of_copies_are_powers_of_two():
    assert COPIES.marks(-0.3, 4.3) == [(float(k), str(2**k)) for k in range(5)]
    assert COPIES.marks(-0.5, 0.2) == [(0.0, "1")]

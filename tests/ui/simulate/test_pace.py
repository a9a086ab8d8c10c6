"""How many ticks are due."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.ui.simulate.pace import BUDGET_SECONDS, MOST_TICKS, Pace


@given(st.floats(1, 1000), st.lists(st.floats(0.001, 0.2), min_size=20, max_size=200))
def test_that_a_fast_chip_keeps_its_rate(rate: float, pauses: list[float]) -> None:
    pace = Pace(rate, MOST_TICKS)
    pace.start()
    ran = sum(pace.due(pause) for pause in pauses)
    assert abs(ran - rate * sum(pauses)) <= 2


def test_that_the_first_tick_is_due_at_once() -> None:
    pace = Pace(1.0)
    pace.start()
    assert pace.due(0.0) == 1
    assert pace.due(0.5) == 0
    assert pace.due(0.6) == 1


def test_that_no_request_exceeds_its_budget() -> None:
    pace = Pace(None)
    for _ in range(20):
        pace.measured(pace.due(0.0), pace.due(0.0) * 0.004)
    assert pace.due(0.0) == pytest.approx(BUDGET_SECONDS / 0.004, abs=1)


def test_that_a_chip_slower_than_its_rate_runs_as_fast_as_it_can() -> None:
    pace = Pace(1000.0)
    pace.start()
    pace.measured(1, BUDGET_SECONDS / 2)
    assert [pace.due(1.0) for _ in range(3)] == [2, 2, 2]
    pace.rate = 1.0
    assert sum(pace.due(1.0) for _ in range(10)) <= 12


def test_that_the_speed_is_found_in_steps() -> None:
    pace = Pace(None)
    found = []
    for _ in range(12):
        found.append(pace.due(0.0))
        pace.measured(found[-1], found[-1] * 1e-7)
    assert found[:4] == [1, 4, 16, 64]
    assert found[-1] == MOST_TICKS

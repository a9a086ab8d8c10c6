"""Which ticks are on show, and which neurons are in a lane."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.small_world import small_project
from tnstudio.errors import TNStudioError
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.raster_lanes import LANE_SHARE, Lanes, numbers_of
from tnstudio.ui.simulate.time_window import LEAST_TICKS, TimeWindow

PROGRAM = small_project().program
assert PROGRAM is not None
CORES = ChipCores(PROGRAM)

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("zoom"), st.floats(0.01, 100.0)),
        st.tuples(st.just("pan"), st.floats(-3.0, 3.0)),
        st.tuples(st.just("show_all"), st.none()),
        st.tuples(st.just("follow"), st.booleans()),
        st.tuples(st.just("move_to"), st.integers(0, 10**6)),
    ),
    max_size=20,
)


@given(MOVES)
def test_that_whatever_one_does_some_of_the_run_is_on_show(moves: list) -> None:
    window, end = TimeWindow(), 0
    for name, value in moves:
        if name == "move_to":
            end = max(end, value)
            window.move_to(value, end)
        elif value is None:
            window.show_all()
        else:
            getattr(window, name)(value)
        assert window.low >= 0
        assert LEAST_TICKS <= window.span <= window.most
        assert window.low <= end
        if window.follows and name == "move_to":
            assert window.low <= value <= window.high


def test_that_the_place_under_the_wheel_stays_where_it_is() -> None:
    window = TimeWindow()
    window.move_to(10_000, 10_000)
    window.show(4000, 6000)
    window.zoom(0.1, 5500)
    assert (window.low, window.high) == pytest.approx((5350, 5550))


def test_that_a_span_that_was_chosen_follows_the_newest_tick() -> None:
    window = TimeWindow()
    for tick in (100, 5000):
        window.move_to(tick, tick)
    window.zoom(5)
    assert window.follows
    for tick in range(5000, 9000, 37):
        window.move_to(tick, tick)
        assert window.span == 1000
        assert window.low < tick <= window.high
    window.show_all()
    window.move_to(30_000, 30_000)
    assert window.low == 0
    assert 30_000 <= window.high <= 60_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0-3, 9", (0, 1, 2, 3, 9)), (" 5 ", (5,)), ("3,1-2,2", (1, 2, 3))],
)
def test_that_numbers_are_read(text: str, expected: tuple[int, ...]) -> None:
    assert numbers_of(text, 15) == expected


@pytest.mark.parametrize("text", ["", "a", "3-1", "16", "1-2-3", "-", "1--2", "²"])
def test_that_what_names_no_neurons_is_refused(text: str) -> None:
    with pytest.raises(TNStudioError):
        numbers_of(text, 15)


@given(
    st.none() | st.sets(st.integers(0, 15), min_size=1),
    st.integers(0, 15),
    st.integers(1, 20),
)
def test_that_a_neuron_is_found_where_it_is_drawn(
    numbers: set[int] | None, neuron: int, pixels: int
) -> None:
    chosen = None if numbers is None else tuple(sorted(numbers))
    lanes = Lanes(CORES, (4, 1), chosen)
    height = lanes.height(1, neuron)
    is_shown = neuron < CORES.used[1] and (chosen is None or neuron in chosen)
    assert (height is not None) == is_shown
    if height is not None:
        assert 1 <= height < 1 + LANE_SHARE
        found = lanes.neurons_at(1, (height - 1) / LANE_SHARE, pixels)
        assert found[0] == neuron
        assert neuron in found[1:]
    assert lanes.height(0, neuron) is None
    assert np.isnan(lanes.heights(np.array([0]), np.array([neuron]))[0])

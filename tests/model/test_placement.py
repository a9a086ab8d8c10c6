"""Where cores are, how they are moved, and what is no placement."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.circuits import oscillator
from tests.model.test_traffic import traffics
from tnstudio.errors import TNStudioError
from tnstudio.model import edits
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, WindowLayer, free_network
from tnstudio.model.placement import (
    check_placement,
    obstacle,
    places_of,
    set_places,
    shifted,
    standard_places,
)
from tnstudio.model.rules import check_network
from tnstudio.model.templates import mnist_5core
from tnstudio.model.topology import Grid

PLUS = ((0, 1), (1, 0), (1, 2), (2, 1), (1, 1))


@pytest.fixture
def placed() -> Network:
    return replace(mnist_5core(), placement=PLUS)


def spots(places: np.ndarray) -> list[tuple[int, ...]]:
    return [tuple(spot) for spot in places.tolist()]


def test_that_a_placement_says_where_cores_are(placed: Network) -> None:
    assert spots(places_of(placed)) == list(PLUS)
    assert check_network(placed) == ()
    assert spots(places_of(oscillator())) == [(0, 0), (0, 1)]


def test_that_the_standard_order_is_no_placement(placed: Network) -> None:
    usual = standard_places(5, placed.hardware)
    assert set_places(placed, usual) == mnist_5core()
    assert spots(places_of(mnist_5core())) == spots(usual)


@given(network=st.one_of(strategies.networks(), strategies.free_networks()))
@settings(deadline=None)
def test_that_cores_are_where_they_were_put(network: Network) -> None:
    places = places_of(network)[::-1].copy()
    moved = set_places(network, places)
    np.testing.assert_array_equal(places_of(moved), places)
    assert obstacle(moved) == ""
    assert check_network(moved) == check_network(network)


def test_that_only_free_cores_that_move_are_made_anew() -> None:
    network = oscillator()
    moved = set_places(network, np.array(((0, 0), (1, 1)), np.int32))
    assert network.circuit is not None
    assert moved.circuit is not None
    assert moved.circuit.cores[0] is network.circuit.cores[0]
    assert moved.circuit.cores[1].routes is network.circuit.cores[1].routes
    assert moved.placement is None


# -- Moving


@given(drawn=traffics(), data=st.data())
def test_that_moved_cores_never_share_a_place(drawn, data: st.DataObject) -> None:
    _, places, grid = drawn
    cores = data.draw(st.sets(st.integers(0, len(places) - 1)))
    by = data.draw(st.integers(-5, 5)), data.draw(st.integers(-5, 5))
    wanted = {core: (places[core] + by).tolist() for core in cores}
    inside = all(
        0 <= row < grid.rows and 0 <= column < grid.columns
        for row, column in wanted.values()
    )
    if not inside:
        with pytest.raises(TNStudioError, match="no place at row"):
            shifted(places, sorted(cores), by, grid)
        return
    moved = shifted(places, sorted(cores), by, grid)
    assert len(set(spots(moved))) == len(places)
    assert {core: moved[core].tolist() for core in cores} == wanted
    before, after = set(spots(places)), set(spots(moved))
    taken = {tuple(spot) for spot in wanted.values()}
    # Others go only to places that have become free.
    assert after - before <= taken
    still = [core for core in range(len(places)) if core not in cores]
    for core in still:
        if spots(places)[core] not in taken:
            assert moved[core].tolist() == places[core].tolist()


def test_that_two_cores_swap() -> None:
    places = np.array(((0, 0), (0, 1), (0, 2)), np.int32)
    moved = shifted(places, (0,), (0, 2), Grid(1, 3))
    assert spots(moved) == [(0, 2), (0, 1), (0, 0)]


def test_that_a_core_steps_to_the_other_side_of_a_block() -> None:
    places = np.array(((0, 0), (0, 1), (0, 2)), np.int32)
    moved = shifted(places, (0, 1), (0, 1), Grid(1, 3))
    assert spots(moved) == [(0, 1), (0, 2), (0, 0)]


def test_that_a_core_that_leaves_the_chip_is_refused_with_the_reason() -> None:
    places = np.array(((0, 0), (1, 1)), np.int32)
    with pytest.raises(TNStudioError, match="no place at row -1, column 0") as caught:
        shifted(places, (0, 1), (-1, 0), Grid(2, 3))
    assert caught.value.hint == "the chip has rows 0 to 1, columns 0 to 2"


def test_that_no_move_moves_nothing() -> None:
    places = np.array(((0, 0), (1, 1)), np.int32)
    assert shifted(places, (0,), (0, 0), Grid(2, 2)) is places
    assert shifted(places, (), (1, 1), Grid(2, 2)) is places


# -- Rules


@pytest.mark.parametrize(
    ("placement", "code"),
    [
        (PLUS[:4], "placement-count"),
        ((), "placement-count"),
        ((*PLUS[:4], (64, 0)), "placement-off-chip"),
        ((*PLUS[:4], (0, -1)), "placement-off-chip"),
        ((*PLUS[:4], PLUS[0]), "placement-shared"),
    ],
)
def test_that_what_is_no_placement_is_told(
    placed: Network, placement: tuple[tuple[int, int], ...], code: str
) -> None:
    wrong = replace(placed, placement=placement)
    (problem,) = check_placement(wrong)
    assert (problem.code, problem.place, problem.severity) == (
        code,
        "placement",
        "error",
    )
    assert problem in check_network(wrong)
    assert obstacle(wrong) == problem.message
    assert "standard order" in problem.hint


def test_that_what_cannot_be_placed_is_told(placed: Network) -> None:
    nothing = replace(placed, layers=(), placement=None)
    assert obstacle(nothing) == "There are no cores yet"
    small = replace(placed, hardware=Hardware(grid_rows=2, grid_columns=2))
    assert obstacle(small) == "There are 5 cores, the chip has 4"
    broken = replace(placed, hardware=Hardware(grid_rows=0))
    assert obstacle(broken) == "rows of cores on the chip is 0: choose 1 to 256"


@pytest.mark.parametrize(
    ("spot", "told"),
    [((2, 0), "Core 0 is at row 2, column 0, beside"), ((0, 1), "Two cores")],
)
def test_that_misplaced_free_cores_are_told(spot: tuple[int, int], told: str) -> None:
    circuit = oscillator().circuit
    assert circuit is not None
    first = replace(circuit.cores[0], chip_row=spot[0], chip_column=spot[1])
    wrong = replace(circuit, cores=(first, circuit.cores[1]))
    hardware = oscillator().hardware
    assert obstacle(free_network("wrong", wrong, hardware)).startswith(told)


# -- Edits of layers


@pytest.mark.parametrize(
    "edit",
    [
        lambda network: edits.set_input(network, InputShape(40, 40)),
        lambda network: edits.set_layer(network, 0, WindowLayer(16, 4)),
        edits.add_layer,
        lambda network: edits.duplicate_layer(network, 1),
        lambda network: edits.remove_layer(network, 1),
    ],
)
def test_that_other_cores_have_no_placement(placed: Network, edit) -> None:
    assert edit(placed).placement is None


def test_that_the_same_cores_keep_their_places(placed: Network) -> None:
    assert edits.rename(placed, "plus").placement == PLUS
    fewer = edits.set_layer(placed, 1, WindowLayer(2, 1, 32))
    assert fewer.placement == PLUS
    deeper = edits.set_input(placed, InputShape(28, 28, 3))
    assert deeper.placement == PLUS


def test_that_networks_with_other_placements_are_not_equal(placed: Network) -> None:
    assert placed != mnist_5core()
    assert placed == replace(mnist_5core(), placement=PLUS)
    assert hash(placed) == hash(mnist_5core())

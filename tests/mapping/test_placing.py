"""Automatic placement: optimal where that can be known, never worse, repeatable."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.test_traffic import traffics
from tests.oracle import squares
from tnstudio.app.jobs import Progress
from tnstudio.jit import INTERPRETED
from tnstudio.mapping.placing import STEPS, Placed, _graph, placing
from tnstudio.mapping.placing_kernels import Board, anneal, to_neighbours
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.placement import grid_of, places_of, standard_places
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.model.topology import Grid
from tnstudio.model.traffic import Traffic, total_hops, traffic_of
from tnstudio.randomness import stream_key

EFFORT = 0.002 if INTERPRETED else 0.02


def placed(traffic: Traffic, start: np.ndarray, grid: Grid, seed: int = 0) -> Placed:
    work = placing(traffic, start, grid, seed, EFFORT)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def least_hops(traffic: Traffic, grid: Grid) -> int:
    """Try every way to put the cores on the grid."""
    spots = np.stack(np.divmod(np.arange(grid.size), grid.columns), axis=1)
    ways = np.array(list(permutations(range(grid.size), traffic.cores)))
    apart = np.abs(spots[ways[:, traffic.source]] - spots[ways[:, traffic.target]])
    return int((apart.sum(axis=2) @ traffic.routes).min())


def random_traffic(cores: int, pairs: int, seed: int) -> Traffic:
    random = np.random.default_rng(seed)
    chosen = np.sort(random.choice(cores**2, pairs, replace=False)).astype(np.int32)
    source, target = np.divmod(chosen, np.int32(cores))
    return Traffic(cores, source, target, random.integers(1, 50, pairs))


def test_that_the_small_published_network_is_placed_in_the_best_way() -> None:
    network = mnist_5core()
    traffic, start = traffic_of(network), places_of(network)
    found = placed(traffic, start, grid_of(network.hardware))
    assert found.after == least_hops(traffic, Grid(3, 3)) == 256
    assert found.before == total_hops(traffic, start) == 384
    assert total_hops(traffic, found.places) == 256


@pytest.mark.parametrize("seed", range(4))
def test_that_a_few_cores_are_placed_in_the_best_way(seed: int) -> None:
    traffic = random_traffic(6, 14, seed)
    grid = Grid(2, 3)
    start = np.stack(np.divmod(np.arange(6, dtype=np.int32), 3), axis=1)
    assert placed(traffic, start, grid, seed).after == least_hops(traffic, grid)


@pytest.mark.skipif(INTERPRETED, reason="takes a minute without a compiler")
def test_that_the_large_published_network_takes_less_than_half_the_hops() -> None:
    network = mnist_30core()
    found = placed(traffic_of(network), places_of(network), Grid(64, 64))
    assert found.before == 13824
    assert found.after < 0.45 * found.before


@given(drawn=traffics(), seed=st.integers(0, 3))
@settings(deadline=None, max_examples=25 if not INTERPRETED else 3)
def test_that_it_is_never_worse_and_every_core_has_a_place(drawn, seed: int) -> None:
    traffic, start, grid = drawn
    found = placed(traffic, start, grid, seed)
    assert found.before == total_hops(traffic, start)
    assert found.after == total_hops(traffic, found.places) <= found.before
    spots = {tuple(spot) for spot in found.places.tolist()}
    assert len(spots) == len(start)
    assert all(0 <= r < grid.rows and 0 <= c < grid.columns for r, c in spots)
    assert found.places.dtype == np.int32


def test_that_the_same_seed_gives_the_same_places() -> None:
    traffic, start = random_traffic(12, 50, 0), standard_places(12, TRUENORTH)
    one, two, other = (placed(traffic, start, Grid(64, 64), s) for s in (1, 1, 2))
    np.testing.assert_array_equal(one.places, two.places)
    assert not np.array_equal(one.places, other.places)


def test_that_it_tells_how_far_it_is_and_can_be_closed() -> None:
    traffic, start = random_traffic(12, 50, 0), standard_places(12, TRUENORTH)
    work = placing(traffic, start, Grid(64, 64), 0, EFFORT)
    told = list(work)
    assert all(isinstance(event, Progress) for event in told)
    shares = [event.share for event in told]
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] == 1.0
    assert len(set(shares)) == len(shares) > STEPS
    assert all(event.seconds_left >= 0 for event in told)
    hops = [event.hops for event in told]
    assert hops == sorted(hops, reverse=True)
    again = placing(traffic, start, Grid(64, 64), 0, EFFORT)
    next(again)
    again.close()
    assert list(again) == []


def test_that_cores_without_routes_stay_where_they_are() -> None:
    nothing = Traffic(3, *(np.zeros(0, np.int32),) * 2, np.zeros(0, np.int64))
    start = np.array(((0, 0), (5, 5), (9, 1)), np.int32)
    assert placed(nothing, start, Grid(10, 10)).places is start


def test_that_a_narrow_chip_is_room_enough() -> None:
    traffic, grid = random_traffic(10, 30, 0), Grid(2, 7)
    start = np.stack(np.divmod(np.arange(10, dtype=np.int32), 7), axis=1)
    found = placed(traffic, start, grid)
    assert found.after < found.before
    assert (found.places.max(axis=0) < (2, 7)).all()


# -- Kernels


def annealed_slowly(traffic, places, shape, heat, reach, key, first, moves):
    """Make each move on a copy of all places and count all hops anew."""

    def drawn(number: int, low: int, high: int) -> int:
        return low + (squares(number, key) * (high - low + 1) >> 32)

    friends = [[] for _ in range(traffic.cores)]
    for way in ((traffic.source, traffic.target), (traffic.target, traffic.source)):
        for one, two in zip(*way, strict=True):
            if one != two:
                friends[one].append(int(two))
    for move in range(first, first + moves):
        count = 6 * move
        core = drawn(count + 4, 0, traffic.cores - 1)
        near, far = places[core].tolist(), reach
        if friends[core] and squares(count, key) & 1:
            friend = drawn(count + 1, 0, len(friends[core]) - 1)
            near, far = places[friends[core][friend]].tolist(), 1
        spot = [
            drawn(
                count + 2 + axis,
                max(0, near[axis] - far),
                min(shape[axis] - 1, near[axis] + far),
            )
            for axis in range(2)
        ]
        changed = places.copy()
        here = np.flatnonzero((places == spot).all(axis=1))
        changed[here] = places[core]
        changed[core] = spot
        loss = total_hops(traffic, changed) - total_hops(traffic, places)
        chance = np.exp(-max(0, loss) / heat) if heat else float(loss <= 0)
        if loss <= 0 or squares(count + 5, key) < 2**32 * chance:
            places = changed
    return places


@given(
    drawn=traffics(),
    heat=st.sampled_from([0.0, 3.0, 200.0]),
    reach=st.integers(1, 4),
    first=st.integers(0, 1000),
)
@settings(deadline=None, max_examples=40)
def test_that_moves_are_those_of_slow_annealing(drawn, heat, reach, first) -> None:
    traffic, places, grid = drawn
    key = stream_key(0, "moves")
    row, column = np.ascontiguousarray(places.T)
    core = np.full((grid.rows, grid.columns), -1, np.int32)
    core[row, column] = np.arange(traffic.cores)
    board = Board(row.copy(), column.copy(), core)
    with np.errstate(over="ignore"):
        change = anneal(_graph(traffic), board, heat, reach, key, first, 25)
    shape = grid.rows, grid.columns
    slow = annealed_slowly(traffic, places, shape, heat, reach, int(key), first, 25)
    np.testing.assert_array_equal(np.stack((board.row, board.column), axis=1), slow)
    assert change == total_hops(traffic, slow) - total_hops(traffic, places)
    for k in range(traffic.cores):
        assert board.core[board.row[k], board.column[k]] == k
    assert np.count_nonzero(board.core >= 0) == traffic.cores


@given(drawn=traffics())
@settings(deadline=None)
def test_that_cores_go_half_way_to_their_neighbours(drawn) -> None:
    traffic, _, _ = drawn
    here = np.random.default_rng(0).standard_normal((traffic.cores, 2))
    there = np.full_like(here, np.nan)
    to_neighbours(_graph(traffic), here, there)
    routes = np.zeros((traffic.cores, traffic.cores))
    routes[traffic.source, traffic.target] = traffic.routes
    np.fill_diagonal(routes, 0)
    routes += routes.T
    for k in range(traffic.cores):
        mean = routes[k] @ here / routes[k].sum() if routes[k].any() else here[k]
        np.testing.assert_allclose(there[k], (here[k] + mean) / 2)

"""Hops and link loads against routes that are walked step by step."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.circuits import oscillator
from tnstudio.model.circuit import Circuit
from tnstudio.model.network import Network, free_network
from tnstudio.model.placement import grid_of, obstacle, places_of
from tnstudio.model.program import NONE
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.model.topology import Grid, lay_out
from tnstudio.model.traffic import (
    LinkLoads,
    Traffic,
    hop_figures,
    hops,
    link_loads,
    total_hops,
    traffic_of,
)

Link = tuple[tuple[int, int], tuple[int, int]]


def pairs_of(traffic: Traffic) -> dict[tuple[int, int], int]:
    keys = zip(traffic.source.tolist(), traffic.target.tolist(), strict=True)
    return dict(zip(keys, traffic.routes.tolist(), strict=True))


def walked(start: tuple[int, int], end: tuple[int, int]) -> list[Link]:
    """Go along the row first, then along the column, one link at a time."""
    row, column = start
    path = []
    while (row, column) != end:
        before = row, column
        if column != end[1]:
            column += 1 if end[1] > column else -1
        else:
            row += 1 if end[0] > row else -1
        path.append((before, (row, column)))
    return path


def links_of(loads: LinkLoads) -> Counter[Link]:
    found: Counter[Link] = Counter()
    for load, (down, across), backwards in (
        (loads.right, (0, 1), False),
        (loads.left, (0, 1), True),
        (loads.down, (1, 0), False),
        (loads.up, (1, 0), True),
    ):
        for (row, column), count in np.ndenumerate(load):
            one, two = (row, column), (row + down, column + across)
            found[(two, one) if backwards else (one, two)] = int(count)
    return +found


@st.composite
def traffics(draw: st.DrawFn) -> tuple[Traffic, np.ndarray, Grid]:
    grid = Grid(draw(st.integers(1, 6)), draw(st.integers(1, 6)))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    cores = draw(st.integers(1, grid.size))
    spots = random.permutation(grid.size)[:cores]
    places = np.stack(np.divmod(spots, grid.columns), axis=1).astype(np.int32)
    chosen = np.flatnonzero(random.random(cores**2) < draw(st.floats(0, 1)))
    source, target = np.divmod(chosen.astype(np.int32), np.int32(cores))
    routes = random.integers(1, 300, len(source))
    return Traffic(cores, source, target, routes), places, grid


@given(drawn=traffics())
def test_that_hops_and_loads_are_those_of_walked_routes(drawn) -> None:
    traffic, places, grid = drawn
    expected: Counter[Link] = Counter()
    lengths = []
    for (source, target), routes in pairs_of(traffic).items():
        path = walked(tuple(places[source].tolist()), tuple(places[target].tolist()))
        lengths.append(len(path))
        for link in path:
            expected[link] += routes
    loads = link_loads(traffic, places, grid)
    assert links_of(loads) == expected
    assert hops(traffic, places).tolist() == lengths
    figures = hop_figures(traffic, places, loads)
    assert figures.total == expected.total() == total_hops(traffic, places)
    assert figures.routes == sum(pairs_of(traffic).values())
    assert figures.worst == max(lengths, default=0)
    both: Counter[frozenset[tuple[int, int]]] = Counter()
    for link, count in expected.items():
        both[frozenset(link)] += count
    assert figures.largest_load == max(both.values(), default=0)


@given(network=strategies.networks())
@settings(deadline=None)
def test_that_traffic_of_layers_is_that_of_their_neurons(network: Network) -> None:
    expected: Counter[tuple[int, int]] = Counter()
    first = 0
    for layer, following in pairwise(lay_out(network).layers):
        owners = np.repeat(
            np.arange(len(layer.cores)), [core.neurons for core in layer.cores]
        )
        for k, core in enumerate(following.cores):
            for source in owners[core.sources].tolist():
                expected[first + source, first + len(layer.cores) + k] += 1
        first += len(layer.cores)
    traffic = traffic_of(network)
    assert traffic.cores == lay_out(network).cores
    assert pairs_of(traffic) == expected
    assert list(pairs_of(traffic)) == sorted(expected)


@given(network=strategies.free_networks())
@settings(deadline=None)
def test_that_traffic_of_free_cores_is_that_of_their_routes(network: Network) -> None:
    circuit = network.circuit
    assert circuit is not None
    expected: Counter[tuple[int, int]] = Counter()
    for k, core in enumerate(circuit.cores):
        for target in core.routes.core[0].tolist():
            if target != NONE:
                expected[k, target] += 1
    assert pairs_of(traffic_of(network)) == expected
    assert list(pairs_of(traffic_of(network))) == sorted(expected)


def test_that_routes_to_cores_that_are_not_there_do_not_count() -> None:
    network = oscillator()
    assert network.circuit is not None
    alone = Circuit(cores=network.circuit.cores[:1])
    assert pairs_of(traffic_of(free_network("half", alone))) == {}
    assert traffic_of(free_network("nothing", Circuit())).cores == 0


def test_that_a_single_layer_has_no_routes() -> None:
    network = mnist_5core()
    traffic = traffic_of(
        Network("", network.input, network.layers[:1], network.readout)
    )
    assert (traffic.cores, len(traffic.source)) == (4, 0)
    loads = link_loads(traffic, standard(network)[:4], Grid(64, 64))
    assert hop_figures(traffic, standard(network)[:4], loads).mean == 0.0


def standard(network: Network) -> np.ndarray:
    assert obstacle(network) == ""
    return places_of(network)


@pytest.mark.parametrize(("make", "routes"), [(mnist_5core, 256), (mnist_30core, 3584)])
def test_that_the_published_networks_have_a_route_for_each_neuron_that_is_read(
    make, routes
) -> None:
    # All but the last layer's 256 neurons.
    network = make()
    traffic, places = traffic_of(network), standard(network)
    loads = link_loads(traffic, places, grid_of(network.hardware))
    assert hop_figures(traffic, places, loads).routes == routes

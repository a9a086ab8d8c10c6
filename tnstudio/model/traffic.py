"""The way of spikes over the chip: hops of routes and loads of links.

The cores of a chip are joined by a two-dimensional mesh of routers, one a core.
A spike goes by dimension order: first along the row of its core to the column
of its target, then along that column (the mesh of M14 = Merolla et al. 2014, "A
million spiking-neuron integrated circuit", Science 345). So a route takes
|Δrow| + |Δcolumn| hops, and it is known which links it crosses.

Counted are the routes from neuron to axon. Input and output lines are not: where
they enter and leave the chip is no part of a design.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from tnstudio.model.network import Network
from tnstudio.model.program import NONE, Routes
from tnstudio.model.topology import Grid, grids

Integers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
"""Row and column of each core on the chip, shape (cores, 2)."""


@dataclass(frozen=True, eq=False, slots=True)
class Traffic:
    """Which core sends to which; routes between the same two cores are one pair.

    Attributes
    ----------
    cores : int
    source, target : int32 arrays, shape (pairs,)
        Rising by source, then by target.
    routes : int64 array, shape (pairs,)
        How many neurons of the source send to the target, >= 1.
    """

    cores: int
    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    routes: Integers


@dataclass(frozen=True, slots=True)
class HopFigures:
    """How far the routes of a design go.

    Attributes
    ----------
    routes : int
    total, worst : int
        Hops of all routes, and of the longest one.
    largest_load : int
        Routes over the link that most of them cross.
    """

    routes: int
    total: int
    worst: int
    largest_load: int

    @property
    def mean(self) -> float:
        """Hops per route; 0 without routes."""
        return self.total / self.routes if self.routes else 0.0


@dataclass(frozen=True, eq=False)
class LinkLoads:
    """How many routes cross each link between neighbouring cores, each way.

    Attributes
    ----------
    right, left : int64 arrays, shape (rows, columns - 1)
        At [r, c]: between columns c and c + 1 of row r.
    down, up : int64 arrays, shape (rows - 1, columns)
        At [r, c]: between rows r and r + 1 of column c.
    """

    right: Integers
    left: Integers
    down: Integers
    up: Integers

    @cached_property
    def across(self) -> Integers:
        """Both ways between neighbours in a row."""
        return self.right + self.left

    @cached_property
    def along(self) -> Integers:
        """Both ways between neighbours in a column."""
        return self.down + self.up

    @property
    def largest(self) -> int:
        """The largest load, both ways together."""
        return int(max(self.across.max(initial=0), self.along.max(initial=0)))


def traffic_of(network: Network) -> Traffic:
    """Return which core of a design sends to which.

    Cores of layers are counted layer after layer, left to right, top to bottom.
    """
    if network.circuit is not None:
        return _of_routes(tuple(core.routes for core in network.circuit.cores))
    parts = [_into_layer(network, index) for index in range(1, len(network.layers))]
    joined = np.concatenate([np.zeros((3, 0), np.int64), *parts], axis=1)
    source, target, routes = joined[:, np.lexsort((joined[1], joined[0]))]
    cores = sum(grid.size for grid in grids(network)[1:])
    return Traffic(cores, source.astype(np.int32), target.astype(np.int32), routes)


def _into_layer(network: Network, index: int) -> Integers:
    """Return sources, targets and routes from a layer's source layer into it."""
    places = grids(network)
    first = sum(grid.size for grid in places[1:index])
    layer, source, target = network.layers[index], places[index], places[index + 1]
    features = min(max(layer.features or 0, 0), network.hardware.neurons)
    if not target.size or not features:
        return np.zeros((3, 0), np.int64)
    window = np.arange(layer.window)
    rows = _read(target.rows, layer.stride, window)
    columns = _read(target.columns, layer.stride, window)
    read = rows[:, None, :, None] * source.columns + columns[None, :, None, :]
    targets = np.repeat(np.arange(target.size), layer.window**2)
    sources = first + read.ravel()
    return np.stack(
        (sources, first + source.size + targets, np.full(len(sources), features))
    )


def _read(windows: int, stride: int, window: npt.NDArray[np.intp]) -> Integers:
    """Return the rows or columns that each window reads, shape (windows, R)."""
    starts = np.arange(windows, dtype=np.int64) * stride
    return starts[:, None] + window


# Painting synapses leaves all routes as they are.
@lru_cache(maxsize=1)
def _of_routes(of_cores: tuple[Routes, ...]) -> Traffic:
    """Group the routes of each core by their target."""
    cores = len(of_cores)
    if not cores:
        nothing = np.zeros(0, np.int32)
        return Traffic(0, nothing, nothing, np.zeros(0, np.int64))
    targets = np.concatenate([routes.core for routes in of_cores])
    targets[(targets < 0) | (targets >= cores)] = NONE
    # Row by row, which is quicker than all at once.
    targets.sort(axis=1)
    begins = np.ones(targets.shape, np.bool_)
    begins[:, 1:] = targets[:, 1:] != targets[:, :-1]
    starts = np.flatnonzero(begins)
    routes = np.diff(starts, append=targets.size)
    target = targets.ravel()[starts]
    source = (starts // targets.shape[1]).astype(np.int32)
    sent = target != NONE
    return Traffic(cores, source[sent], target[sent], routes[sent])


def hops(traffic: Traffic, places: Places) -> npt.NDArray[np.int32]:
    """Return the hops of each pair's routes, shape (pairs,)."""
    distance = np.zeros(len(traffic.source), np.int32)
    for side in places.T:
        line = np.ascontiguousarray(side)
        distance += np.abs(line[traffic.source] - line[traffic.target])
    return distance


def total_hops(traffic: Traffic, places: Places) -> int:
    """Return the hops of all routes."""
    return int(hops(traffic, places) @ traffic.routes)


def hop_figures(traffic: Traffic, places: Places, loads: LinkLoads) -> HopFigures:
    """Return how far routes go, with the loads that they make."""
    distance = hops(traffic, places)
    return HopFigures(
        routes=int(traffic.routes.sum()),
        total=int(distance @ traffic.routes),
        worst=int(distance.max(initial=0)),
        largest_load=loads.largest,
    )


def link_loads(traffic: Traffic, places: Places, grid: Grid) -> LinkLoads:
    """Return how many routes cross each link of a chip.

    Parameters
    ----------
    places : int32 array, shape (cores, 2)
        Row and column of each core, within the grid.
    grid : Grid
        Of the chip.
    """
    rows, columns = np.ascontiguousarray(places.T)
    row, column = rows[traffic.source], columns[traffic.source]
    to_row, to_column = rows[traffic.target], columns[traffic.target]
    right, left = _crossed(row, column, to_column, traffic.routes, grid)
    # The same with rows and columns exchanged.
    turned = Grid(grid.columns, grid.rows)
    down, up = _crossed(to_column, row, to_row, traffic.routes, turned)
    return LinkLoads(right, left, down.T, up.T)


def _crossed(
    line: Places, start: Places, end: Places, routes: Integers, grid: Grid
) -> tuple[Integers, Integers]:
    """Count the routes over each link of lines, upwards and downwards.

    A route adds to the load where it begins and takes off where it ends; the
    running sum is what passes.
    """
    width = grid.columns
    first = line * width
    ways = []
    for chosen in (np.flatnonzero(end > start), np.flatnonzero(end < start)):
        low = first[chosen] + np.minimum(start[chosen], end[chosen])
        high = first[chosen] + np.maximum(start[chosen], end[chosen])
        weights = routes[chosen]
        # Sums of whole numbers below 2^53 are exact in floating point.
        change = np.bincount(low, weights, grid.size)
        change -= np.bincount(high, weights, grid.size)
        passing = np.cumsum(change.reshape(grid.rows, width), axis=1)
        ways.append(passing[:, :-1].astype(np.int64))
    return ways[0], ways[1]

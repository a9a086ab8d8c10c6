"""Where every core sits and which inputs its axons read (E15 §4)."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.network import MOST_INPUT_ELEMENTS, Network, WindowLayer
from tnstudio.randomness import generator
from tnstudio.texts import tr


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows and columns of a layer's cores, or of the input's elements."""

    rows: int
    columns: int

    @property
    def size(self) -> int:
        """Number of places."""
        return self.rows * self.columns


@dataclass(frozen=True, eq=False, slots=True)
class CorePlan:
    """One core of a layer.

    Attributes
    ----------
    row, column : int
        Place in the layer's grid.
    sources : int32 array, shape (axons in use,)
        What each axon reads: an index into the flattened input (row, column,
        channel) for the first layer, into the previous layer's neurons, core
        after core, for the others.
    neurons : int
        Neurons in use; 0 for a core that no window of the next layer covers.
    first_neuron : int
        Index of the core's first neuron among the neurons of its layer.
    """

    row: int
    column: int
    sources: npt.NDArray[np.int32]
    neurons: int
    first_neuron: int


@dataclass(frozen=True, eq=False, slots=True)
class LayerPlan:
    """All cores of a layer, left to right, top to bottom."""

    grid: Grid
    cores: tuple[CorePlan, ...]

    @property
    def neurons(self) -> int:
        """Neurons in use in the whole layer."""
        return sum(core.neurons for core in self.cores)


@dataclass(frozen=True, eq=False, slots=True)
class Topology:
    """A network laid out on cores."""

    layers: tuple[LayerPlan, ...]

    @property
    def cores(self) -> int:
        """Number of cores."""
        return sum(len(layer.cores) for layer in self.layers)

    @property
    def neurons(self) -> int:
        """Number of neurons in use."""
        return sum(layer.neurons for layer in self.layers)


def steps(length: int, window: int, stride: int) -> int:
    """Return how many windows fit along one side; 0 if none does."""
    if window < 1 or stride < 1 or window > length:
        return 0
    return (length - window) // stride + 1


def grid_after(source: Grid, layer: WindowLayer) -> Grid:
    """Return the grid of the layer that looks at this source grid."""
    return Grid(
        steps(source.rows, layer.window, layer.stride),
        steps(source.columns, layer.window, layer.stride),
    )


@lru_cache(maxsize=64)
def grids(network: Network) -> tuple[Grid, ...]:
    """Return the grids of input and layers; broken layers give empty grids."""
    found = [Grid(network.input.rows, network.input.columns)]
    for layer in network.layers:
        found.append(grid_after(found[-1], layer))
    return tuple(found)


def coverage(source: Grid, layer: WindowLayer) -> npt.NDArray[np.int32]:
    """Count how many windows of the layer cover each place of the source.

    Returns
    -------
    int32 array, shape (source.rows, source.columns)
    """
    return np.outer(
        _coverage_along(source.rows, layer.window, layer.stride),
        _coverage_along(source.columns, layer.window, layer.stride),
    )


def _coverage_along(length: int, window: int, stride: int) -> npt.NDArray[np.int32]:
    """Count the windows over each place of one side."""
    starts = np.arange(steps(length, window, stride)) * stride
    changes = np.zeros(length + 1, np.int32)
    np.add.at(changes, starts, 1)
    np.add.at(changes, starts + window, -1)
    return np.cumsum(changes[:length], dtype=np.int32)


def most_windows(source: Grid, layer: WindowLayer) -> int:
    """Return the largest number of windows over one place: `coverage`'s maximum.

    In closed form, so that any size answers at once.
    """
    overlapping = -(-layer.window // layer.stride) if layer.stride > 0 else 0
    target = grid_after(source, layer)
    return min(target.rows, overlapping) * min(target.columns, overlapping)


def covered(source: Grid, layer: WindowLayer) -> int:
    """Return how many places of the source have a window over them."""
    target = grid_after(source, layer)
    if not target.size:
        return 0
    step = min(layer.window, layer.stride)
    rows = (target.rows - 1) * step + layer.window
    columns = (target.columns - 1) * step + layer.window
    return rows * columns


def axons_in_use(network: Network, index: int) -> int:
    """Return the axons that each core of a layer uses: R x R x F."""
    layer = network.layers[index]
    features = network.input.channels if index == 0 else layer.features or 0
    return layer.window * layer.window * features


def most_neurons_in_use(network: Network, index: int) -> int:
    """Return the neurons of a layer's fullest core: `neurons_in_use`'s maximum."""
    grid = grids(network)[index + 1]
    if index + 1 == len(network.layers):
        return network.hardware.neurons if grid.size else 0
    following = network.layers[index + 1]
    return most_windows(grid, following) * (following.features or 0)


def neurons_in_use(network: Network, index: int) -> npt.NDArray[np.int64]:
    """Return the neurons that each core of a layer uses.

    A core has F neurons for each core that it feeds; the cores of the last
    layer use all of theirs (E15 §5). May exceed the core when the network is
    not valid.

    Returns
    -------
    int64 array, shape of the layer's grid
    """
    grid = grids(network)[index + 1]
    if index + 1 == len(network.layers):
        return np.full((grid.rows, grid.columns), network.hardware.neurons, np.int64)
    following = network.layers[index + 1]
    return coverage(grid, following).astype(np.int64) * (following.features or 0)


@lru_cache(maxsize=64)
def lay_out(network: Network) -> Topology:
    """Place the cores of a network and choose the features they read.

    Raises
    ------
    TNStudioError
        If the network does not fit; `tnstudio.model.rules.check_network`
        tells all the reasons.
    """
    _require_room(network)
    layers: list[LayerPlan] = []
    for index in range(len(network.layers)):
        sources = (
            _input_windows(network)
            if index == 0
            else _feature_windows(network, index, layers[-1])
        )
        layers.append(_plan(network, index, sources))
    return Topology(tuple(layers))


def _require_room(network: Network) -> None:
    """Refuse what does not fit before anything of its size is made."""
    places = grids(network)
    cores = sum(grid.size for grid in places[1:])
    if cores > network.hardware.cores:
        raise TNStudioError(
            tr("{cores} cores do not fit the chip", cores=cores), network.name
        )
    if network.input.size > MOST_INPUT_ELEMENTS:
        raise TNStudioError(tr("The input is too large"), network.name)
    for index, grid in enumerate(places[1:]):
        axons, neurons = (
            axons_in_use(network, index),
            most_neurons_in_use(network, index),
        )
        fits = 1 <= axons <= network.hardware.axons
        if not grid.size or not fits or neurons > network.hardware.neurons:
            raise TNStudioError(
                tr("The layer does not fit the hardware"),
                tr("layer {number}", number=index + 1),
                tr("see the list of problems"),
            )


def _plan(
    network: Network, index: int, sources: list[npt.NDArray[np.int32]]
) -> LayerPlan:
    grid = grids(network)[index + 1]
    neurons = neurons_in_use(network, index).ravel()
    first = np.concatenate(([0], np.cumsum(neurons)))
    cores = tuple(
        CorePlan(*divmod(k, grid.columns), sources[k], int(neurons[k]), int(first[k]))
        for k in range(grid.size)
    )
    return LayerPlan(grid, cores)


def _input_windows(network: Network) -> list[npt.NDArray[np.int32]]:
    """Return the input elements of each first-layer core, channels innermost."""
    shape, layer = network.input, network.layers[0]
    elements = np.arange(shape.size, dtype=np.int32).reshape(
        shape.rows, shape.columns, shape.channels
    )
    target = grids(network)[1]
    windows = []
    for row in range(target.rows):
        for column in range(target.columns):
            top, left = row * layer.stride, column * layer.stride
            window = elements[top : top + layer.window, left : left + layer.window]
            windows.append(frozen(window.ravel(), np.int32))
    return windows


def _feature_windows(
    network: Network, index: int, previous: LayerPlan
) -> list[npt.NDArray[np.int32]]:
    """Return the neurons that each core reads from the cores it covers.

    Each source core deals its neurons out in random order, F to each target,
    so no neuron has two targets.
    """
    layer = network.layers[index]
    random = generator(network.seed, "features", index)
    hands = [
        core.first_neuron + random.permutation(core.neurons) for core in previous.cores
    ]
    dealt = [0] * len(hands)
    features = layer.features or 0
    target = grids(network)[index + 1]
    windows = []
    for row in range(target.rows):
        for column in range(target.columns):
            parts = []
            for r in range(layer.window):
                for c in range(layer.window):
                    source = (row * layer.stride + r) * previous.grid.columns
                    source += column * layer.stride + c
                    start = dealt[source]
                    dealt[source] += features
                    parts.append(hands[source][start : start + features])
            windows.append(frozen(np.concatenate(parts), np.int32))
    return windows

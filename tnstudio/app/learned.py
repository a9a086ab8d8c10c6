"""What the neurons of a trained core look for: their weights as pictures."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, isqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.model.network import Network
from tnstudio.model.topology import CorePlan, lay_out
from tnstudio.model.trained import TrainedCore, TrainedNetwork

NOWHERE = -1
"""The destination of a neuron that nothing reads."""

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]


class SortBy(StrEnum):
    """What neurons can be put in order by."""

    NUMBER = "number"
    DESTINATION = "destination"
    STRENGTH = "strength"
    SATURATION = "saturation"


@dataclass(frozen=True, eq=False, slots=True)
class AxonPlaces:
    """Where each axon is drawn in the picture of a neuron.

    A core of the first layer looks at R × R pixels: one such plane for each
    channel, side by side. Any other core reads F neurons of each of R × R
    cores: they are a block of their own, where the core is in the window.

    Attributes
    ----------
    shape : tuple of int
        Rows and columns of the picture.
    block : tuple of int
        Rows and columns of a plane or a block, the whole picture if there is
        one only.
    rows, columns : intp arrays, shape (axons,)
    """

    shape: tuple[int, int]
    block: tuple[int, int]
    rows: Indices
    columns: Indices

    def picture(self, values: npt.NDArray[np.floating]) -> Floats:
        """Draw values of axons; places without an axon are NaN.

        Parameters
        ----------
        values : array, shape (..., axons)

        Returns
        -------
        float32 array, shape (..., rows, columns)
        """
        drawn = np.full((*values.shape[:-1], *self.shape), np.nan, np.float32)
        drawn[..., self.rows, self.columns] = values
        return drawn

    def axon_at(self, row: int, column: int) -> int:
        """Return the axon that is drawn at a place; -1 for none."""
        found = np.flatnonzero((self.rows == row) & (self.columns == column))
        return int(found[0]) if found.size else -1


def axon_places(network: Network, layer: int) -> AxonPlaces:
    """Return where the axons of a layer's cores are drawn."""
    window = network.layers[layer].window
    if layer == 0:
        row, column, channel = np.indices(
            (window, window, network.input.channels)
        ).reshape(3, -1)
        shape = window, window * network.input.channels
        return AxonPlaces(shape, (window, window), row, channel * window + column)
    features = network.layers[layer].features or 0
    wide = isqrt(max(0, features - 1)) + 1
    high = max(1, ceil(features / wide))
    row, column, feature = np.indices((window, window, features)).reshape(3, -1)
    rows, columns = row * high + feature // wide, column * wide + feature % wide
    return AxonPlaces((window * high, window * wide), (high, wide), rows, columns)


@dataclass(frozen=True, eq=False, slots=True)
class LearnedCore:
    """What the neurons of one core have learned.

    Attributes
    ----------
    layer, core : int
        From 0, as in a selection.
    plan : CorePlan
        What its axons read.
    places : AxonPlaces
    parameters : TrainedCore
    weights : float32 array, shape (neurons, axons)
        c̃ s, the expected weight of each synapse.
    strengths : float32 array, shape (neurons,)
        Σ |c̃ s| of each neuron.
    saturated : float32 array, shape (neurons,)
        Share of its synapses whose c̃ is 0 or 1, of which sampling leaves
        nothing to chance.
    destinations : int32 array, shape (neurons,)
        The class that each neuron votes for, in the last layer; elsewhere the
        core of the next layer that reads it, or `NOWHERE`.
    """

    layer: int
    core: int
    plan: CorePlan
    places: AxonPlaces
    parameters: TrainedCore
    weights: Floats
    strengths: Floats
    saturated: Floats
    destinations: npt.NDArray[np.int32]

    @property
    def neurons(self) -> int:
        """Neurons in use."""
        return len(self.weights)

    @property
    def strongest(self) -> int:
        """The largest absolute strength: no weight is beyond it."""
        return max(1, int(np.abs(self.parameters.strengths).max(initial=0)))

    def pictures(self) -> Floats:
        """Return the weights as pictures, (neurons, rows, columns)."""
        return self.places.picture(self.weights)

    def order(self, by: SortBy) -> Indices:
        """Return all neurons in an order; those that are equal, by number.

        The strongest and the most saturated come first, and those that nothing
        reads last.
        """
        keys: dict[SortBy, npt.NDArray[Any]] = {
            SortBy.NUMBER: np.arange(self.neurons),
            SortBy.DESTINATION: self.destinations.astype(np.uint32),
            SortBy.STRENGTH: -self.strengths,
            SortBy.SATURATION: -self.saturated,
        }
        return np.argsort(keys[by], kind="stable")


def learned_core(trained: TrainedNetwork, layer: int, core: int) -> LearnedCore:
    """Return what the neurons of a core have learned.

    Parameters
    ----------
    layer, core : int
        From 0, in range.
    """
    plan = lay_out(trained.network).layers[layer].cores[core]
    parameters = trained.layers[layer][core]
    weights = np.ascontiguousarray(parameters.effective_weights().T)
    certain = (parameters.probabilities <= 0) | (parameters.probabilities >= 1)
    own = slice(plan.first_neuron, plan.first_neuron + plan.neurons)
    return LearnedCore(
        layer=layer,
        core=core,
        plan=plan,
        places=axon_places(trained.network, layer),
        parameters=parameters,
        weights=weights,
        strengths=np.abs(weights).sum(axis=1),
        saturated=certain.mean(axis=0, dtype=np.float32),
        destinations=destinations(trained.network, layer)[own],
    )


def destinations(network: Network, layer: int) -> npt.NDArray[np.int32]:
    """Return where the spikes of a layer's neurons lead.

    Returns
    -------
    int32 array, shape (neurons of the layer,)
        As in `LearnedCore`.
    """
    plans = lay_out(network).layers
    if layer + 1 == len(plans):
        return network.readout.class_of_outputs(plans[layer].neurons)
    read_by = np.full(plans[layer].neurons, NOWHERE, np.int32)
    for index, core in enumerate(plans[layer + 1].cores):
        read_by[core.sources] = index
    return read_by

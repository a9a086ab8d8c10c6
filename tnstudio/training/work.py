"""How much there is to compute and to hold while a network learns.

Counted from shapes, before anything is made. Work is in multiply-adds of matrix
products; what else is done counts as many as take about as long. Measured on two
cores of a server with 7 designs of 1 to 110 cores and batches of 20 to 400: most
within a third of the pace of the 5 cores; tiny cores may take twice as long.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tnstudio.model.network import Network
from tnstudio.model.records import TrainingSettings
from tnstudio.model.topology import lay_out
from tnstudio.training.groups import group_cores
from tnstudio.training.stack import PARTS

SYNAPSE_WORK = 5
"""To move a c̃ once for each batch."""

NEURON_WORK, AXON_WORK = 250, 60
"""For each image, to fire and to go back; half of it to fire only."""

GROUP_WORK = 4_000_000
"""For each batch and group of cores of one shape, whatever its size."""

_REAL = np.dtype(np.float32).itemsize


@dataclass(frozen=True, slots=True)
class GroupShape:
    """Cores of one layer and one shape.

    Attributes
    ----------
    cores : int
        C.
    types : int
        Axon types, T.
    slots : int
        Places for axons of each type, K.
    neurons : int
        Of each core, N.
    is_first : bool
        Whether the layer reads the input.
    """

    cores: int
    types: int
    slots: int
    neurons: int
    is_first: bool

    @property
    def axons(self) -> int:
        """Places for axons in all cores."""
        return self.cores * self.types * self.slots

    @property
    def synapses(self) -> int:
        """The c̃ of all cores, those of places without an axon too."""
        return self.axons * self.neurons


@lru_cache(maxsize=16)
def group_shapes(network: Network) -> tuple[GroupShape, ...]:
    """Return the groups that the cores of a network are trained in.

    Raises
    ------
    TNStudioError
        If the network does not fit its chip.
    """
    shapes = []
    layers = zip(network.layers, lay_out(network).layers, strict=True)
    for index, (layer, plan) in enumerate(layers):
        types = len(layer.strengths)
        for group in group_cores(plan):
            core = group[0][1]
            slots = -(-len(core.sources) // types)
            shape = len(group), types, slots, core.neurons, index == 0
            shapes.append(GroupShape(*shape))
    return tuple(shapes)


def products_of(
    shapes: tuple[GroupShape, ...], settings: TrainingSettings
) -> tuple[int, int]:
    """Return the multiply-adds of matrix products for an image, exactly.

    Returns
    -------
    int, int
        To learn from it, and to classify it only.
    """
    # μ and σ² forward, by c̃ and (not at the input) by x̃ back; the exact gradient
    # has both of them for σ² too.
    ways = 2 if settings.gradient == "exact" else 1
    back = sum(ways * (1 if one.is_first else 2) * one.synapses for one in shapes)
    forward = 2 * sum(one.synapses for one in shapes)
    return forward + back, forward


def work_of_batch(
    shapes: tuple[GroupShape, ...], settings: TrainingSettings, images: int
) -> tuple[int, int]:
    """Return the work of a batch of so many images.

    Returns
    -------
    int, int
        To learn from it, and to classify it only.
    """
    learned, classified = products_of(shapes, settings)
    around = images * sum(
        NEURON_WORK * one.cores * one.neurons + AXON_WORK * one.axons for one in shapes
    )
    around += GROUP_WORK * len(shapes)
    moved = SYNAPSE_WORK * sum(one.synapses for one in shapes)
    return images * learned + around + moved, images * classified + around // 2


def stack_bytes(network: Network, images: int, settings: TrainingSettings) -> int:
    """Return what a `tnstudio.training.stack.Stack` holds, within 1 %.

    Raises
    ------
    TNStudioError
        If the network does not fit its chip.
    """
    shapes = group_shapes(network)
    hidden = [layer.neurons for layer in lay_out(network).layers]
    widths = [network.input.size, *hidden]
    layers = images * (2 * sum(width + 1 for width in widths) + sum(hidden[:-1]))
    return _REAL * (layers + sum(_group_reals(one, images, settings) for one in shapes))


def _group_reals(one: GroupShape, images: int, settings: TrainingSettings) -> int:
    """Return how many reals a group and its passes hold."""
    parts = min(PARTS, images)
    neurons = one.cores * one.neurons
    # c̃ and velocity; strengths, biases and their velocity; where axons read.
    held = (2 + (settings.method == "binary")) * one.synapses
    held += (one.types + 2 + settings.rounded_biases) * neurons + one.axons
    of_batch = images * (one.axons + 2 * neurons)
    return held + of_batch + _scratch_reals(one, images, parts)


def _scratch_reals(one: GroupShape, images: int, parts: int) -> int:
    """Return how many reals the kernels compute in, for a core and type at a time."""
    crossbar = one.slots * one.neurons
    # An update has the whole batch for each part, the way there and back its own.
    of_images = (3 + parts) * one.slots + (4 + parts) * one.neurons
    return images * of_images + parts * (3 * crossbar + 2 * one.neurons)

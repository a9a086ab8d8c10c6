"""The training network: all layers, forward and backward (E15 §3.2)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.network import Network
from tnstudio.model.records import Gradient
from tnstudio.model.topology import LayerPlan, lay_out
from tnstudio.model.trained import TrainedCore
from tnstudio.randomness import generator
from tnstudio.training import kernels
from tnstudio.training.groups import Array, CoreGroup, Step, group_cores

LEAST_CLASS_VARIANCE = 1e-4
"""Floor of the variance of a class mean, which is 0 when all its ñ are."""


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """What a batch came to.

    Attributes
    ----------
    losses : float64 array, shape (images,)
    winners : int32 array, shape (images,)
        The class with the largest mean.
    """

    losses: npt.NDArray[np.float64]
    winners: npt.NDArray[np.int32]


class Stack:
    """The parameters of a network and the buffers of one batch.

    Parameters
    ----------
    network : Network
        A valid design.
    images : int
        Images per batch, B.
    seed : int
        Seed of axon types, strengths and initial probabilities.
    dtype : float32 to train, float64 to check gradients
    """

    def __init__(
        self,
        network: Network,
        images: int,
        seed: int,
        dtype: npt.DTypeLike = np.float32,
    ) -> None:
        self.network = network
        self.images = images
        self._plan = lay_out(network)
        widths = [network.input.size, *(plan.neurons for plan in self._plan.layers)]
        # One column more than neurons: the zero that padding axons read.
        self.activity = [np.zeros((images, width + 1), dtype) for width in widths]
        self._errors = [np.zeros_like(layer) for layer in self.activity]
        self.layers = [
            self._groups(index, plan, seed, dtype)
            for index, plan in enumerate(self._plan.layers)
        ]

    def _groups(
        self, index: int, plan: LayerPlan, seed: int, dtype: npt.DTypeLike
    ) -> list[CoreGroup]:
        random = generator(seed, "parameters", index)
        inputs = self.activity[index].shape[1] - 1
        types = self.network.hardware.axon_types
        layer = self.network.layers[index]
        return [
            CoreGroup(cores, layer, types, inputs, self.images, dtype, random)
            for cores in group_cores(plan)
        ]

    def forward(self, values: npt.NDArray[np.floating]) -> Array:
        """Compute ñ of the last layer.

        Parameters
        ----------
        values : array, shape (at most B, input elements), 0..1

        Returns
        -------
        array, shape (B, output neurons); a view that the next batch overwrites
        """
        self.activity[0][: len(values), :-1] = values
        for groups, source, out in zip(
            self.layers, self.activity[:-1], self.activity[1:], strict=True
        ):
            for group in groups:
                group.forward(source, out)
        return self.activity[-1][:, :-1]

    def read_out(self, labels: npt.NDArray[np.int32]) -> Outcome:
        """Compare the outputs with the labels, for B images."""
        outcome = Outcome(np.zeros(self.images), np.zeros(self.images, np.int32))
        kernels.read_out(
            self.activity[-1],
            labels,
            self.network.readout.classes,
            LEAST_CLASS_VARIANCE,
            outcome.losses,
            outcome.winners,
            self._errors[-1],
        )
        return outcome

    def backward(self, gradient: Gradient) -> None:
        """Compute the gradients of the summed loss; after `read_out`."""
        for index in reversed(range(len(self.layers))):
            inner = self._errors[index] if index else None
            for group in self.layers[index]:
                group.backward(self._errors[index + 1], inner, gradient)

    def update(self, step: Step) -> None:
        """Move all parameters; after `backward`."""
        for groups in self.layers:
            for group in groups:
                group.update(step)

    def trained_layers(self) -> tuple[tuple[TrainedCore, ...], ...]:
        """Return a copy of the parameters as they are."""
        types = self.network.hardware.axon_types
        layers = []
        for plan, groups in zip(self._plan.layers, self.layers, strict=True):
            # Cores that feed nothing were not trained and have no neurons.
            cores = [_unused(len(core.sources), types) for core in plan.cores]
            for group in groups:
                for index, core in group.trained_cores():
                    cores[index] = core
            layers.append(tuple(cores))
        return tuple(layers)


def _unused(axons: int, types: int) -> TrainedCore:
    return TrainedCore(
        frozen(np.arange(axons) % types, np.uint8),
        frozen(np.zeros((types, 0)), np.int16),
        frozen(np.zeros((axons, 0)), np.float32),
        frozen(np.zeros(0), np.float32),
    )

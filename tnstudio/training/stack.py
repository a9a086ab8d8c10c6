"""The training network: all layers, forward and backward (E15 §3.2)."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.network import Network
from tnstudio.model.records import Gradient
from tnstudio.model.topology import LayerPlan, lay_out
from tnstudio.model.trained import TrainedCore
from tnstudio.randomness import generator
from tnstudio.threads import side_by_side
from tnstudio.training import kernels
from tnstudio.training.groups import CoreGroup, Step, group_cores

LEAST_CLASS_VARIANCE = 1e-4
"""Floor of the variance of a class mean, which is 0 when all its ñ are."""

PARTS = 2
"""Parts of a batch, each computed on a thread of its own. The number is fixed:
sums over the parts, and so all results, are the same on any machine."""


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
        borders = np.linspace(0, images, min(PARTS, images) + 1).astype(int).tolist()
        self._parts = [slice(start, end) for start, end in pairwise(borders)]
        widths = [network.input.size, *(plan.neurons for plan in self._plan.layers)]
        # One column more than neurons: the zero that padding axons read.
        self.activity = [np.zeros((images, width + 1), dtype) for width in widths]
        self._errors = [np.zeros_like(layer) for layer in self.activity]
        self._losses = np.zeros(images)
        self._winners = np.zeros(images, np.int32)
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
        sizes = [part.stop - part.start for part in self._parts]
        return [
            CoreGroup(cores, layer, types, inputs, sizes, dtype, random)
            for cores in group_cores(plan)
        ]

    def classify(
        self, values: npt.NDArray[np.floating], labels: npt.NDArray[np.int32]
    ) -> Outcome:
        """Run a batch forward and compare with the labels.

        Parameters
        ----------
        values : array, shape (B, input elements), 0..1
        labels : int32 array, shape (B,)
        """
        self.activity[0][:, :-1] = values
        side_by_side(
            partial(self._classify_part, number, labels)
            for number in range(len(self._parts))
        )
        return self._outcome()

    def learn(
        self,
        values: npt.NDArray[np.floating],
        labels: npt.NDArray[np.int32],
        step: Step,
    ) -> Outcome:
        """Run a batch forward and back and move all parameters once."""
        outcome = self.compute_gradients(values, labels, step.gradient)
        shares = len(self._parts)
        side_by_side(partial(self._update, step, k, shares) for k in range(shares))
        return outcome

    def compute_gradients(
        self,
        values: npt.NDArray[np.floating],
        labels: npt.NDArray[np.int32],
        gradient: Gradient,
    ) -> Outcome:
        """Compute the gradients of the loss summed over the batch."""
        self.activity[0][:, :-1] = values
        side_by_side(
            partial(self._learn_part, number, labels, gradient)
            for number in range(len(self._parts))
        )
        return self._outcome()

    def _classify_part(self, number: int, labels: npt.NDArray[np.int32]) -> None:
        part = self._parts[number]
        for groups, source, out in zip(
            self.layers, self.activity[:-1], self.activity[1:], strict=True
        ):
            for group in groups:
                group.passes[number].forward(source[part], out[part])
        kernels.read_out(
            self.activity[-1][part],
            labels[part],
            self.network.readout.classes,
            LEAST_CLASS_VARIANCE,
            self._losses[part],
            self._winners[part],
            self._errors[-1][part],
        )

    def _learn_part(
        self, number: int, labels: npt.NDArray[np.int32], gradient: Gradient
    ) -> None:
        self._classify_part(number, labels)
        part = self._parts[number]
        for index in reversed(range(len(self.layers))):
            inner = self._errors[index][part] if index else None
            for group in self.layers[index]:
                error = self._errors[index + 1][part]
                group.passes[number].backward(error, inner, gradient)

    def _update(self, step: Step, share: int, shares: int) -> None:
        for groups in self.layers:
            for group in groups:
                group.update(step, share, shares)

    def _outcome(self) -> Outcome:
        return Outcome(self._losses.copy(), self._winners.copy())

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

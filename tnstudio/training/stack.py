"""The training network: all layers, forward and backward (E15 §3.2)."""

import math
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.network import Network
from tnstudio.model.records import TrainingSettings
from tnstudio.model.topology import LayerPlan, lay_out
from tnstudio.model.trained import TrainedCore
from tnstudio.randomness import generator, stream_key
from tnstudio.threads import side_by_side
from tnstudio.training.figures import LayerFigures
from tnstudio.training.forward_kernels import drop_out, scale
from tnstudio.training.groups import CoreGroup, group_cores
from tnstudio.training.readout_kernels import read_out
from tnstudio.training.steps import Step


class Images(NamedTuple):
    """Images to be taken out of many.

    Attributes
    ----------
    pixels : uint8 array, shape (images, input elements)
        Of all images, 0..255, standing for 0..1.
    chosen : int array, shape (B,)
        Which of them.
    """

    pixels: npt.NDArray[np.uint8]
    chosen: npt.NDArray[np.integer]


InputValues = npt.NDArray[np.floating] | Images
"""Input of B images: values 0..1, shape (B, input elements), or pixels."""

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


class Gradients(NamedTuple):
    """The gradients of a group, summed over the batch.

    Attributes
    ----------
    synapses : array, shape (cores, types, axons of a type, neurons)
        ∂E/∂c̃; of axons that only pad, 0.
    biases : array, shape (cores, neurons)
        ∂E/∂b.
    """

    synapses: npt.NDArray[np.floating]
    biases: npt.NDArray[np.floating]

    @property
    def squared(self) -> float:
        """Sum of the squares of all numbers."""
        return sum(float(np.square(part, dtype=np.float64).sum()) for part in self)


class Stack:
    """The parameters of a network and the buffers of one batch.

    Parameters
    ----------
    network : Network
        A valid design.
    images : int
        Images per batch, B.
    settings : TrainingSettings
        Of these, all but the schedule; the seed is that of axon types,
        strengths, initial probabilities and dropout.
    class_weights : float array, shape (classes,), optional
        How much images of each class count; 1 by default.
    dtype : float32 to train, float64 to check gradients
    """

    def __init__(
        self,
        network: Network,
        images: int,
        settings: TrainingSettings,
        class_weights: npt.ArrayLike | None = None,
        dtype: npt.DTypeLike = np.float32,
    ) -> None:
        self.network = network
        self.images = images
        self._settings = settings
        classes = network.readout.classes
        weights = np.ones(classes) if class_weights is None else class_weights
        self._class_weights = np.array(weights, np.float64)
        self._plan = lay_out(network)
        borders = np.linspace(0, images, min(PARTS, images) + 1).astype(int).tolist()
        self._parts = [slice(start, end) for start, end in pairwise(borders)]
        widths = [network.input.size, *(plan.neurons for plan in self._plan.layers)]
        # One column more than neurons: the zero that padding axons read.
        self.activity = [np.zeros((images, width + 1), dtype) for width in widths]
        self._errors = [np.zeros_like(layer) for layer in self.activity]
        # What dropout multiplies the activity of each hidden layer by.
        self.factors = [np.ones((images, width), dtype) for width in widths[1:-1]]
        self._losses = np.zeros(images)
        self._winners = np.zeros(images, np.int32)
        self.layers = [
            self._groups(index, plan, dtype)
            for index, plan in enumerate(self._plan.layers)
        ]

    def _groups(
        self, index: int, plan: LayerPlan, dtype: npt.DTypeLike
    ) -> list[CoreGroup]:
        random = generator(self._settings.seed, "parameters", index)
        inputs = self.activity[index].shape[1] - 1
        layer = self.network.layers[index]
        parts = [(part.start, part.stop) for part in self._parts]
        return [
            CoreGroup(cores, layer, self._settings, inputs, parts, dtype, random)
            for cores in group_cores(plan)
        ]

    def classify(self, values: InputValues, labels: npt.NDArray[np.int32]) -> Outcome:
        """Run a batch forward and compare with the labels.

        Parameters
        ----------
        values : InputValues
        labels : int32 array, shape (B,)
        """
        side_by_side(
            partial(self._classify_part, number, values, labels)
            for number in range(len(self._parts))
        )
        return self._outcome()

    def learn(
        self,
        values: InputValues,
        labels: npt.NDArray[np.int32],
        step: Step,
    ) -> Outcome:
        """Run a batch forward and back and move all parameters once."""
        outcome = self.trace(values, labels, step)
        side_by_side(
            partial(self._update, step, share) for share in range(len(self._parts))
        )
        return outcome

    def trace(
        self,
        values: InputValues,
        labels: npt.NDArray[np.int32],
        step: Step,
    ) -> Outcome:
        """Run a batch forward and trace the loss back, summed over the batch."""
        side_by_side(
            partial(self._trace_part, number, values, labels, step)
            for number in range(len(self._parts))
        )
        return self._outcome()

    def gradients(self, step: Step) -> list[list[Gradients]]:
        """Return the gradients of each layer's groups, after `trace`."""
        return [
            [Gradients(*group.gradients(step, self._kept(index))) for group in groups]
            for index, groups in enumerate(self.layers)
        ]

    def figures(self, step: Step) -> tuple[LayerFigures, ...]:
        """Return the figures of all layers, after `trace`."""
        return tuple(
            LayerFigures(
                math.sqrt(sum(found.squared for found in gradients)) / self.images,
                sum(group.saturated() for group in groups),
            )
            for gradients, groups in zip(self.gradients(step), self.layers, strict=True)
        )

    def _kept(self, index: int) -> float:
        """Return the share of neurons that dropout leaves below a layer."""
        return 1.0 - self._settings.dropout if index else 1.0

    def _classify_part(
        self, number: int, values: InputValues, labels: npt.NDArray[np.int32]
    ) -> None:
        self._take(number, values)
        for index in range(len(self.layers)):
            self._forward(number, index, 1.0, exact=False)
        self._read_out(number, labels)

    def _trace_part(
        self,
        number: int,
        values: InputValues,
        labels: npt.NDArray[np.int32],
        step: Step,
    ) -> None:
        self._take(number, values)
        exact = step.gradient == "exact"
        for index in range(len(self.layers)):
            self._forward(number, index, self._kept(index), exact=exact)
            if self._settings.dropout and index < len(self.factors):
                self._drop_out(number, index, step)
        self._read_out(number, labels)
        for index in reversed(range(len(self.layers))):
            self._backward(number, index, exact=exact)

    def _take(self, number: int, values: InputValues) -> None:
        """Bring a part's images to the input."""
        part = self._parts[number]
        if isinstance(values, Images):
            scale(values.pixels, values.chosen[part], self.activity[0][part])
        else:
            self.activity[0][part, :-1] = values[part]

    def _forward(self, number: int, index: int, kept: float, *, exact: bool) -> None:
        part = self._parts[number]
        source, out = self.activity[index][part], self.activity[index + 1][part]
        for group in self.layers[index]:
            group.passes[number].forward(source, kept, exact, out)

    def _drop_out(self, number: int, index: int, step: Step) -> None:
        """Silence neurons of a hidden layer; the others stand for them too.

        The draws depend on epoch, batch, layer, image and neuron only.
        """
        kept = 1.0 - self._settings.dropout
        part = self._parts[number]
        factors = self.factors[index][part]
        key = stream_key(self._settings.seed, "dropout", *step.place, index)
        below = round(kept * 2**32)
        # Without a compiler, the draws' wrapping products would warn.
        with np.errstate(over="ignore"):
            drop_out(part.start, key, below, 1 / kept, factors)
        self.activity[index + 1][part, :-1] *= factors

    def _backward(self, number: int, index: int, *, exact: bool) -> None:
        part = self._parts[number]
        error = self._errors[index + 1][part]
        inner = self._errors[index][part] if index else None
        for group in self.layers[index]:
            group.passes[number].backward(error, self._kept(index), exact, inner)
        if inner is not None and self._settings.dropout:
            inner[:, :-1] *= self.factors[index - 1][part]

    def _read_out(self, number: int, labels: npt.NDArray[np.int32]) -> None:
        """Compute the loss of a part, and its gradient."""
        part = self._parts[number]
        outcome = self._losses[part], self._winners[part], self._errors[-1][part]
        inputs = self.activity[-1][part], labels[part], self._class_weights
        read_out(*inputs, LEAST_CLASS_VARIANCE, *outcome)

    def _update(self, step: Step, share: int) -> None:
        for index, groups in enumerate(self.layers):
            for group in groups:
                group.update(step, self._kept(index), share)

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


def class_weights(
    settings: TrainingSettings, labels: npt.NDArray[np.int32], classes: int
) -> npt.NDArray[np.float64]:
    """Return how much images of each class count.

    Returns
    -------
    float64 array, shape (classes,)
        1, or n / (present · n_k) for ``balanced``: n_k of n images are of class
        k, so many classes are present.
    """
    if not settings.balanced:
        return np.ones(classes)
    counts = np.bincount(labels, minlength=classes)
    present = np.count_nonzero(counts)
    return len(labels) / (present * np.maximum(counts, 1))

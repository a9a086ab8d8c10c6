"""A layer's cores as stacks of equal shape, ready for matrix products.

Cores of one layer may use different numbers of neurons; those of the same
shape are trained as one stack, so nothing is padded but the axons of types
that have one axon less than others. Axons are sorted by type here: the sum
over the axons of one type serves both the mean and the variance (E15,
equation 2).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import LEAK
from tnstudio.model.network import WindowLayer
from tnstudio.model.records import Gradient
from tnstudio.model.topology import CorePlan, LayerPlan
from tnstudio.model.trained import TrainedCore
from tnstudio.training import kernels
from tnstudio.training.strengths import arrange_strengths, spread_axon_types

Array = npt.NDArray[np.floating]

LEAST_VARIANCE = 0.05
"""Floor of σ². An axon set without any spike has none, and (3) needs some."""


@dataclass(frozen=True, slots=True)
class Step:
    """One update: rate over the number of images, momentum, gradient form."""

    rate: float
    momentum: float
    gradient: Gradient


class CoreGroup:
    """The parameters, velocities and buffers of C equal cores.

    Parameters
    ----------
    cores : list of (index, plan)
        The cores and their places in the layer, all of one shape.
    layer : WindowLayer
    types : int
        Axon types, T.
    inputs : int
        Neurons (or elements) of the layer below; the column of that number is
        the zero that padding axons read.
    images : int
        Images per batch, B.
    dtype : float32 to train, float64 to check gradients
    random : Generator
        Draws axon types, strengths and initial c̃, core after core.
    """

    def __init__(
        self,
        cores: list[tuple[int, CorePlan]],
        layer: WindowLayer,
        types: int,
        inputs: int,
        images: int,
        dtype: npt.DTypeLike,
        random: np.random.Generator,
    ) -> None:
        plans = [plan for _, plan in cores]
        self.indices = [index for index, _ in cores]
        axons, neurons = len(plans[0].sources), plans[0].neurons
        slots = -(-axons // types)
        count = len(cores)

        self.first = np.array([plan.first_neuron for plan in plans], np.int32)
        self.axon_types = [spread_axon_types(axons, types, random) for _ in plans]
        strengths = [arrange_strengths(layer.strengths, neurons, random) for _ in plans]
        self.strengths = np.array(strengths).astype(dtype)
        # Where each axon stands among the axons sorted by type.
        self.slots = [_slots(t, types, slots) for t in self.axon_types]
        self.columns = np.full((count, types * slots), inputs, np.int32)
        shape = (count, types, slots, neurons)
        self.probabilities = np.zeros(shape, dtype)
        for core, (plan, places) in enumerate(zip(plans, self.slots, strict=True)):
            self.columns[core, places] = plan.sources
            drawn = random.random((axons, neurons), np.float32)
            self._flat(self.probabilities)[core, places] = drawn
        self.biases = np.zeros((count, neurons), dtype)
        self.velocity = np.zeros_like(self.probabilities)
        self.bias_velocity = np.zeros_like(self.biases)
        self.weights = self.probabilities * self.strengths[:, :, None, :]
        self.squares = self.weights**2

        self._x = np.zeros((count, images, types * slots), dtype)
        self._x_squared = np.zeros_like(self._x)
        self._sums = np.zeros((count, types, images, neurons), dtype)
        self._slope = np.zeros((count, images, neurons), dtype)
        self._spread_slope = np.zeros_like(self._slope)
        self._variance = np.zeros_like(self._slope)
        self._gradient = np.zeros_like(self.probabilities)

    @staticmethod
    def _flat(parameters: Array) -> Array:
        """Join types and their axons: (C, T·K, N)."""
        count, types, slots, neurons = parameters.shape
        return parameters.reshape(count, types * slots, neurons)

    def forward(self, source: Array, out: Array) -> None:
        """Compute the firing probabilities (2), (3).

        Parameters
        ----------
        source : (B, inputs + 1)
        out : (B, layer's neurons + 1), this group's columns are written
        """
        kernels.gather(source, self.columns, self._x, self._x_squared)
        count, types, slots, _ = self.probabilities.shape
        by_type = self._x.reshape(count, -1, types, slots).transpose(0, 2, 1, 3)
        np.matmul(by_type, self.probabilities, out=self._sums)
        np.matmul(self._x_squared, self._flat(self.squares), out=self._variance)
        kernels.fire(
            self._sums,
            self._variance,
            self.strengths,
            self.biases,
            LEAST_VARIANCE,
            self.first,
            out,
            self._slope,
            self._spread_slope,
        )

    def backward(self, error: Array, inner: Array | None, gradient: Gradient) -> None:
        """Compute the gradients for `update`.

        Parameters
        ----------
        error : (B, layer's neurons + 1), ∂E/∂ñ
        inner : (B, inputs + 1) or None
            ∂E/∂x̃, written at this group's sources; None for the first layer.
        gradient : str
            ``exact``, or ``approximate``: μ's part only.
        """
        kernels.weigh(self._slope, self._spread_slope, self.first, error)
        exact = gradient == "exact"
        if inner is not None:
            by_input = np.matmul(
                self._slope, self._flat(self.weights).transpose(0, 2, 1)
            )
            if exact:
                by_input += self._spread_by_input()
            kernels.scatter(by_input, self.columns, inner)
        transposed = self._x.transpose(0, 2, 1)
        np.matmul(transposed, self._slope, out=self._flat(self._gradient))
        if exact:
            self._add_spread_gradient(transposed)

    def _spread_by_input(self) -> Array:
        """Return Σ_j ∂E/∂σ² (c̃ s² - 2 x̃ c̃² s²), by differentiating (2)."""
        by_strength = self.weights * self.strengths[:, :, None, :]
        linear = self._spread_slope @ self._flat(by_strength).transpose(0, 2, 1)
        squares = self._spread_slope @ self._flat(self.squares).transpose(0, 2, 1)
        spread: Array = linear - 2 * self._x * squares
        return spread

    def _add_spread_gradient(self, transposed: Array) -> None:
        shape = self._gradient.shape
        kernels.add_spread_gradient(
            (transposed @ self._spread_slope).reshape(shape),
            (self._x_squared.transpose(0, 2, 1) @ self._spread_slope).reshape(shape),
            self.strengths,
            self.probabilities,
            self._gradient,
        )

    def update(self, step: Step) -> None:
        """Move c̃ and b down their gradients."""
        kernels.update(
            self._gradient,
            self.strengths,
            step.rate,
            step.momentum,
            self.probabilities,
            self.velocity,
            self.weights,
            self.squares,
        )
        kernels.update_biases(
            self._slope,
            step.rate,
            step.momentum,
            float(LEAK.high),
            self.biases,
            self.bias_velocity,
        )

    def gradients(self) -> tuple[Array, Array]:
        """Return ∂E/∂c̃ (C, T·K, N) and ∂E/∂b (C, N), summed over the batch."""
        by_probability = self._gradient * self.strengths[:, :, None, :]
        return self._flat(by_probability), self._slope.sum(axis=1)

    def trained_cores(self) -> Iterable[tuple[int, TrainedCore]]:
        """Yield each core's place in the layer and its parameters as they are."""
        flat = self._flat(self.probabilities)
        for core, index in enumerate(self.indices):
            yield (
                index,
                TrainedCore(
                    self.axon_types[core],
                    frozen(self.strengths[core], np.int16),
                    frozen(flat[core, self.slots[core]], np.float32),
                    frozen(self.biases[core].copy(), np.float32),
                ),
            )


def _slots(
    axon_types: npt.NDArray[np.uint8], types: int, slots: int
) -> npt.NDArray[np.intp]:
    """Return the place of each axon among type·slots places sorted by type."""
    places = np.zeros(len(axon_types), np.intp)
    for t in range(types):
        members = np.flatnonzero(axon_types == t)
        places[members] = t * slots + np.arange(len(members))
    return places


def group_cores(plan: LayerPlan) -> list[list[tuple[int, CorePlan]]]:
    """Sort a layer's cores by shape; cores without neurons are left out."""
    groups: dict[tuple[int, int], list[tuple[int, CorePlan]]] = {}
    for index, core in enumerate(plan.cores):
        if core.neurons:
            shape = (len(core.sources), core.neurons)
            groups.setdefault(shape, []).append((index, core))
    return list(groups.values())

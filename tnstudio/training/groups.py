"""A layer's cores as stacks of equal shape, ready for matrix products.

Cores of one layer may use different numbers of neurons; those of the same
shape are trained as one stack, so nothing is padded but the axons of types
that have one axon less than others. Axons are sorted by type here: the sum
over the axons of one type serves both the mean and the variance (E15,
equation 2).

The parameters of a `CoreGroup` are shared; each part of a batch has its own
`GroupPass`, so that several parts can be computed at the same time.
"""

from collections.abc import Iterator
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
from tnstudio.training.normal import tail_polynomial
from tnstudio.training.strengths import arrange_strengths, spread_axon_types

Array = npt.NDArray[np.floating]

LEAST_VARIANCE = 0.05
"""Floor of σ². An axon set without any spike has none, and (3) needs some."""

LARGEST_BIAS = float(LEAK.high)
"""E15 §3.2: biases are clipped to what the chip's leak can hold."""


@dataclass(frozen=True, slots=True)
class Step:
    """One update: rate over the number of images, momentum, gradient form."""

    rate: float
    momentum: float
    gradient: Gradient


class CoreGroup:
    """The parameters and velocities of C equal cores.

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
    parts : list of int
        Images in each part of a batch.
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
        parts: list[int],
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
        self.probabilities = np.zeros((count, types, slots, neurons), dtype)
        for core, (plan, places) in enumerate(zip(plans, self.slots, strict=True)):
            self.columns[core, places] = plan.sources
            drawn = random.random((axons, neurons), np.float32)
            flat(self.probabilities)[core, places] = drawn
        self.biases = np.zeros((count, neurons), dtype)
        self.velocity = np.zeros_like(self.probabilities)
        self.bias_velocity = np.zeros_like(self.biases)
        self.weights = self.probabilities * self.strengths[:, :, None, :]
        self.squares = self.weights**2

        self.gradients = np.zeros((len(parts), *self.probabilities.shape), dtype)
        self.bias_gradients = np.zeros((len(parts), *self.biases.shape), dtype)
        self.passes = [GroupPass(self, k, images) for k, images in enumerate(parts)]

    def update(self, step: Step, share: int, shares: int) -> None:
        """Move one of so many shares of c̃, and with the first share b."""
        count, types, slots, neurons = self.probabilities.shape
        rows = count * types
        by_row = (rows, slots, neurons)
        kernels.update(
            self.gradients.reshape(-1, *by_row),
            self.strengths.reshape(rows, neurons),
            step.rate,
            step.momentum,
            np.array([rows * share // shares, rows * (share + 1) // shares]),
            self.probabilities.reshape(by_row),
            self.velocity.reshape(by_row),
            self.weights.reshape(by_row),
            self.squares.reshape(by_row),
        )
        if share == 0:
            self._update_biases(step)

    def _update_biases(self, step: Step) -> None:
        self.bias_velocity *= step.momentum
        self.bias_velocity -= step.rate * self.bias_gradients.sum(axis=0)
        self.biases += self.bias_velocity
        np.clip(self.biases, -LARGEST_BIAS, LARGEST_BIAS, out=self.biases)

    def trained_cores(self) -> Iterator[tuple[int, TrainedCore]]:
        """Yield each core's place in the layer and its parameters as they are."""
        probabilities = flat(self.probabilities)
        for core, index in enumerate(self.indices):
            yield (
                index,
                TrainedCore(
                    self.axon_types[core],
                    frozen(self.strengths[core], np.int16),
                    frozen(probabilities[core, self.slots[core]], np.float32),
                    frozen(self.biases[core].copy(), np.float32),
                ),
            )


class GroupPass:
    """One group's way forward and back for one part of a batch, B images.

    Parameters
    ----------
    group : CoreGroup
        Whose parameters are read; its gradients of this part are written.
    part : int
        Number of the part.
    images : int
        B.
    """

    def __init__(self, group: CoreGroup, part: int, images: int) -> None:
        count, types, slots, neurons = group.probabilities.shape
        dtype = group.probabilities.dtype
        self._group = group
        self._polynomial = tail_polynomial(dtype)
        self._gradient = group.gradients[part]
        self._bias_gradient = group.bias_gradients[part]
        self._x = np.zeros((count, images, types * slots), dtype)
        self._x_squared = np.zeros_like(self._x)
        self._by_input = np.zeros_like(self._x)
        self._sums = np.zeros((count, types, images, neurons), dtype)
        self._variance = np.zeros((count, images, neurons), dtype)
        self._z = np.zeros_like(self._variance)
        self._inverse_sigma = np.zeros_like(self._variance)
        # ∂ñ/∂μ and ∂ñ/∂σ² on the way forward, ∂E/∂μ and ∂E/∂σ² on the way back.
        self._slope = np.zeros_like(self._variance)
        self._spread_slope = np.zeros_like(self._variance)

    def forward(self, source: Array, out: Array) -> None:
        """Compute the firing probabilities (2), (3).

        Parameters
        ----------
        source : (B, inputs + 1)
        out : (B, layer's neurons + 1), this group's columns are written
        """
        group = self._group
        count, types, slots, _ = group.probabilities.shape
        kernels.gather(source, group.columns, self._x, self._x_squared)
        by_type = self._x.reshape(count, -1, types, slots).transpose(0, 2, 1, 3)
        np.matmul(by_type, group.probabilities, out=self._sums)
        np.matmul(self._x_squared, flat(group.squares), out=self._variance)
        kernels.standardise(
            self._sums,
            self._variance,
            group.strengths,
            group.biases,
            LEAST_VARIANCE,
            self._z,
            self._slope,
            self._inverse_sigma,
        )
        np.exp(self._slope, out=self._slope)
        kernels.fire(
            self._z,
            self._slope,
            self._polynomial,
            group.first,
            self._inverse_sigma,
            out,
        )

    def backward(self, error: Array, inner: Array | None, gradient: Gradient) -> None:
        """Compute this part's gradients.

        Parameters
        ----------
        error : (B, layer's neurons + 1), ∂E/∂ñ
        inner : (B, inputs + 1) or None
            ∂E/∂x̃, written at this group's sources; None for the first layer.
        gradient : str
            ``exact``, or ``approximate``: μ's part only.
        """
        exact = gradient == "exact"
        if exact:
            self._prepare_spread(error)
        kernels.weigh(self._slope, self._group.first, error)
        if inner is not None:
            self._pass_down(inner, exact)
        kernels.add_up(self._slope, self._bias_gradient)
        transposed = self._x.transpose(0, 2, 1)
        np.matmul(transposed, self._slope, out=flat(self._gradient))
        if exact:
            self._add_spread_gradient()

    def _prepare_spread(self, error: Array) -> None:
        kernels.spread_slopes(
            self._z,
            self._slope,
            self._inverse_sigma,
            LEAST_VARIANCE,
            self._spread_slope,
        )
        kernels.weigh(self._spread_slope, self._group.first, error)

    def _pass_down(self, inner: Array, exact: bool) -> None:
        weights = flat(self._group.weights)
        np.matmul(self._slope, weights.transpose(0, 2, 1), out=self._by_input)
        if exact:
            self._by_input += self._spread_by_input()
        kernels.scatter(self._by_input, self._group.columns, inner)

    def _spread_by_input(self) -> Array:
        """Return Σ_j ∂E/∂σ² (c̃ s² - 2 x̃ c̃² s²), by differentiating (2)."""
        group = self._group
        by_strength = flat(group.weights * group.strengths[:, :, None, :])
        linear = self._spread_slope @ by_strength.transpose(0, 2, 1)
        squares = self._spread_slope @ flat(group.squares).transpose(0, 2, 1)
        spread: Array = linear - 2 * self._x * squares
        return spread

    def _add_spread_gradient(self) -> None:
        shape = self._gradient.shape
        kernels.add_spread_gradient(
            (self._x.transpose(0, 2, 1) @ self._spread_slope).reshape(shape),
            (self._x_squared.transpose(0, 2, 1) @ self._spread_slope).reshape(shape),
            self._group.strengths,
            self._group.probabilities,
            self._gradient,
        )


def flat(parameters: Array) -> Array:
    """Join types and their axons: from (C, T, K, N) to (C, T·K, N)."""
    count, types, slots, neurons = parameters.shape
    return parameters.reshape(count, types * slots, neurons)


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

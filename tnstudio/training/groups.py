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

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import LEAK
from tnstudio.model.network import WindowLayer
from tnstudio.model.records import Gradient, TrainingSettings
from tnstudio.model.topology import CorePlan, LayerPlan
from tnstudio.model.trained import TrainedCore
from tnstudio.training import kernels
from tnstudio.training.normal import tail_polynomial
from tnstudio.training.steps import Step
from tnstudio.training.strengths import arrange_strengths, spread_axon_types

Array = npt.NDArray[np.floating]

LEAST_VARIANCE = 0.05
"""Floor of σ². An axon set without any spike has none, and (3) needs some."""

CONTINUITY = 0.5
"""θ with the continuity correction: a sum of whole numbers is above 0 if it is
1 or more, and the Gaussian's border between 0 and 1 is ½."""

LARGEST_BIAS = float(LEAK.high)
"""E15 §3.2: biases are clipped to what the chip's leak can hold."""


class CoreGroup:
    """The parameters and velocities of C equal cores.

    Parameters
    ----------
    cores : list of (index, plan)
        The cores and their places in the layer, all of one shape.
    layer : WindowLayer
        With one strength per axon type, T.
    settings : TrainingSettings
        Tell how the parameters are used.
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
        settings: TrainingSettings,
        inputs: int,
        parts: list[int],
        dtype: npt.DTypeLike,
        random: np.random.Generator,
    ) -> None:
        plans = [plan for _, plan in cores]
        self.indices = [index for index, _ in cores]
        axons, neurons = len(plans[0].sources), plans[0].neurons
        types = len(layer.strengths)
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

        self.threshold = CONTINUITY if settings.continuity else 0.0
        self._binary = settings.method == "binary"
        self._rounded = settings.rounded_biases
        # What is computed with: c̃ and b themselves unless settings tell otherwise.
        c, b = self.probabilities, self.biases
        self.synapses = np.zeros_like(c) if self._binary else c
        self.leaks = np.zeros_like(b) if self._rounded else b
        self.weights = np.zeros_like(c)
        self.squares = np.zeros_like(c)
        self.refresh()

        self.gradients = np.zeros((len(parts), *self.probabilities.shape), dtype)
        self.bias_gradients = np.zeros((len(parts), *self.biases.shape), dtype)
        self.passes = [GroupPass(self, k, images) for k, images in enumerate(parts)]

    def refresh(self) -> None:
        """Compute all that depends on c̃ and b, after they were set from outside."""
        if self._binary:
            # J17, equation 4.
            self.synapses[:] = self.probabilities > 0.5
        np.multiply(self.synapses, self.strengths[:, :, None, :], out=self.weights)
        np.multiply(self.weights, self.weights, out=self.squares)
        self._round_biases()

    def update(self, step: Step, share: int, shares: int) -> None:
        """Move one of so many shares of c̃, and with the first share b."""
        count, types, slots, neurons = self.probabilities.shape
        rows = count * types
        by_row = (rows, slots, neurons)
        mine = np.array([rows * share // shares, rows * (share + 1) // shares])
        probabilities = self.probabilities.reshape(by_row)
        strengths = self.strengths.reshape(rows, neurons)
        weights, squares = self.weights.reshape(by_row), self.squares.reshape(by_row)
        kernels.update(
            self.gradients.reshape(-1, *by_row),
            strengths,
            step.rate,
            step.momentum,
            step.pull,
            mine,
            probabilities,
            self.velocity.reshape(by_row),
            weights,
            squares,
        )
        if self._binary:
            synapses = self.synapses.reshape(by_row)
            kernels.binarise(probabilities, strengths, mine, synapses, weights, squares)
        if share == 0:
            self._update_biases(step)

    def _update_biases(self, step: Step) -> None:
        self.bias_velocity *= step.momentum
        self.bias_velocity -= step.rate * self.bias_gradients.sum(axis=0)
        self.biases += self.bias_velocity
        np.clip(self.biases, -LARGEST_BIAS, LARGEST_BIAS, out=self.biases)
        self._round_biases()

    def _round_biases(self) -> None:
        """Compute with whole leaks; gradients go to b as it is."""
        if self._rounded:
            np.rint(self.biases, out=self.leaks)

    def squared_gradient(self) -> float:
        """Return the sum of squares of the gradient by c̃ and b, all parts added.

        Only before `update`, which adds them up in place.
        """
        by_weight = self.gradients.sum(axis=0)
        by_weight *= self.strengths[:, :, None, :]
        by_bias = self.bias_gradients.sum(axis=0)
        return sum(
            float(np.square(part, dtype=np.float64).sum())
            for part in (by_weight, by_bias)
        )

    def saturated(self) -> int:
        """Return how many c̃, or c before the threshold, are 0 or 1."""
        levels = flat(self.probabilities)
        own = (levels[core, slots] for core, slots in enumerate(self.slots))
        return sum(int(np.count_nonzero((c == 0) | (c == 1))) for c in own)

    def trained_cores(self) -> Iterator[tuple[int, TrainedCore]]:
        """Yield each core's place in the layer and what it would be deployed from.

        Probabilities of binary crossbars are 0 or 1.
        """
        probabilities = flat(self.synapses)
        for core, index in enumerate(self.indices):
            yield (
                index,
                TrainedCore(
                    self.axon_types[core],
                    frozen(self.strengths[core], np.int16),
                    frozen(probabilities[core, self.slots[core]], np.float32),
                    frozen(self.leaks[core].copy(), np.float32),
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
        # The sums D_t on the way forward, ∂E/∂μ + s ∂E/∂σ² on the way back.
        self._by_type = np.zeros((count, types, images, neurons), dtype)
        self._variance = np.zeros((count, images, neurons), dtype)
        self._z = np.zeros_like(self._variance)
        self._inverse_sigma = np.zeros_like(self._variance)
        # ∂ñ/∂μ on the way forward, ∂E/∂μ and ∂E/∂σ² on the way back.
        self._slope = np.zeros_like(self._variance)
        self._spread = np.zeros_like(self._variance)
        self._squares = np.zeros_like(self._gradient)

    def forward(self, source: Array, kept: float, out: Array) -> None:
        """Compute the firing probabilities (2), (3).

        Parameters
        ----------
        source : (B, inputs + 1)
        kept : float
            Share of neurons that dropout left in the source.
        out : (B, layer's neurons + 1), this group's columns are written
        """
        group = self._group
        kernels.gather(source, group.columns, kept, self._x, self._x_squared)
        np.matmul(self._sorted(self._x), group.synapses, out=self._by_type)
        np.matmul(self._x_squared, flat(group.squares), out=self._variance)
        kernels.standardise(
            self._by_type,
            self._variance,
            group.strengths,
            group.leaks,
            group.threshold,
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

    def _sorted(self, by_axon: Array) -> Array:
        """View the axons of each type on their own: (C, B, T·K) as (C, T, B, K)."""
        count, types, slots, _ = self._group.probabilities.shape
        return by_axon.reshape(count, -1, types, slots).transpose(0, 2, 1, 3)

    def backward(
        self, error: Array, kept: float, inner: Array | None, gradient: Gradient
    ) -> None:
        """Compute this part's gradients.

        Parameters
        ----------
        error : (B, layer's neurons + 1), ∂E/∂ñ
        kept : float
            As on the way forward.
        inner : (B, inputs + 1) or None
            ∂E/∂x̃, written at this group's sources; None for the first layer.
        gradient : str
            ``exact``, or ``approximate``: μ's part only.
        """
        if gradient == "exact":
            self._backward_exact(error, kept, inner)
        else:
            self._backward_approximate(error, inner)
        if inner is not None:
            kernels.scatter(self._by_input, self._group.columns, inner)
        kernels.add_up(self._slope, self._bias_gradient)

    def _backward_approximate(self, error: Array, inner: Array | None) -> None:
        kernels.weigh(self._slope, self._group.first, error)
        transposed = self._x.transpose(0, 2, 1)
        np.matmul(transposed, self._slope, out=flat(self._gradient))
        if inner is not None:
            weights = flat(self._group.weights)
            np.matmul(self._slope, weights.transpose(0, 2, 1), out=self._by_input)

    def _backward_exact(self, error: Array, kept: float, inner: Array | None) -> None:
        group = self._group
        kernels.weigh_both(
            self._z,
            self._inverse_sigma,
            group.strengths,
            group.first,
            error,
            LEAST_VARIANCE,
            self._slope,
            self._spread,
            self._by_type,
        )
        by_axon = self._sorted(self._x).transpose(0, 1, 3, 2)
        np.matmul(by_axon, self._by_type, out=self._gradient)
        squares = flat(self._squares)
        np.matmul(self._x_squared.transpose(0, 2, 1), self._spread, out=squares)
        kernels.add_squares(squares, flat(group.weights), flat(self._gradient))
        if inner is None:
            return
        weights = group.weights.transpose(0, 1, 3, 2)
        np.matmul(self._by_type, weights, out=self._sorted(self._by_input))
        # The squares of the inputs have done their work; their place is free.
        spread = self._x_squared
        np.matmul(self._spread, flat(group.squares).transpose(0, 2, 1), out=spread)
        kernels.add_to_inputs(spread, self._x, kept, self._by_input)


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

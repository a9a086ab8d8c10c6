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
from tnstudio.model.network import WindowLayer
from tnstudio.model.records import TrainingSettings
from tnstudio.model.topology import CorePlan, LayerPlan
from tnstudio.model.trained import TrainedCore
from tnstudio.training.backward_kernels import backward
from tnstudio.training.buffers import batch_arrays, scratch, step_scratch
from tnstudio.training.forward_kernels import CoreArrays, forward
from tnstudio.training.normal import curve
from tnstudio.training.steps import Step
from tnstudio.training.strengths import arrange_strengths, spread_axon_types
from tnstudio.training.update_kernels import (
    Parameters,
    binarise,
    gradients,
    update,
)

Array = npt.NDArray[np.floating]

LEAST_VARIANCE = 0.05
"""Floor of σ². An axon set without any spike has none, and (3) needs some."""

CONTINUITY = 0.5
"""θ with the continuity correction: a sum of whole numbers is above 0 if it is
1 or more, and the Gaussian's border between 0 and 1 is ½."""


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
    parts : list of (int, int)
        The first image of each part of a batch, and the one after its last; as
        many threads share an update.
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
        parts: list[tuple[int, int]],
        dtype: npt.DTypeLike,
        random: np.random.Generator,
    ) -> None:
        plans = [plan for _, plan in cores]
        self.indices = [index for index, _ in cores]
        axons, neurons = len(plans[0].sources), plans[0].neurons
        types = len(layer.strengths)
        slots = -(-axons // types)
        count = len(cores)

        first = np.array([plan.first_neuron for plan in plans], np.int32)
        self.axon_types = [spread_axon_types(axons, types, random) for _ in plans]
        strengths = [arrange_strengths(layer.strengths, neurons, random) for _ in plans]
        self.strengths = np.array(strengths).astype(dtype)
        # Where each axon stands among the axons sorted by type.
        self.slots = [_slots(t, types, slots) for t in self.axon_types]
        columns = np.full((count, types * slots), inputs, np.int32)
        self.probabilities = np.zeros((count, types, slots, neurons), dtype)
        for core, (plan, places) in enumerate(zip(plans, self.slots, strict=True)):
            columns[core, places] = plan.sources
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
        self.refresh()

        self.arrays = CoreArrays(
            columns.reshape(count, types, slots),
            first,
            self.synapses,
            self.strengths,
            self.leaks,
        )
        self.parameters = Parameters(c, self.velocity, b, self.bias_velocity)
        images = parts[-1][1]
        self.batch = batch_arrays(c.shape, images, dtype)
        self.passes = [GroupPass(self, part) for part in parts]
        self._scratch = [step_scratch(c.shape, images, dtype) for _ in parts]

    def refresh(self) -> None:
        """Compute all that depends on c̃ and b, after they were set from outside."""
        if self._binary:
            # J17, equation 4.
            self.synapses[:] = self.probabilities > 0.5
        self._round_biases(0, len(self.biases))

    def _round_biases(self, first: int, last: int) -> None:
        """Compute with whole leaks in these cores; gradients go to b as it is."""
        if self._rounded:
            np.rint(self.biases[first:last], out=self.leaks[first:last])

    def update(self, step: Step, kept: float, share: int) -> None:
        """Move one share of all parameters.

        Parameters
        ----------
        step : Step
        kept : float
            Share of neurons that dropout left in the layer below.
        share : int
            0 to the number of shares - 1.
        """
        count, types, _, _ = self.probabilities.shape
        rows, shares = count * types, len(self._scratch)
        mine = rows * share // shares, rows * (share + 1) // shares
        update(
            self.arrays,
            self.batch,
            mine,
            kept,
            step.gradient == "exact",
            step.rate,
            step.momentum,
            step.pull,
            self.parameters,
            self._scratch[share],
        )
        if self._binary:
            binarise(self.probabilities, mine, self.synapses)
        # Biases move with the first of their core's rows.
        self._round_biases(-(-mine[0] // types), -(-mine[1] // types))

    def gradients(self, step: Step, kept: float) -> tuple[Array, Array]:
        """Return what `update` would move along, summed over the batch.

        Returns
        -------
        by_synapse : array, shape (C, T, K, N)
            ∂E/∂c̃.
        by_bias : array, shape (C, N)
            ∂E/∂b.
        """
        by_synapse = np.zeros_like(self.probabilities)
        by_bias = np.zeros_like(self.biases)
        exact = step.gradient == "exact"
        scratch = self._scratch[0]
        gradients(self.arrays, self.batch, kept, exact, scratch, by_synapse, by_bias)
        by_synapse *= self.strengths[:, :, None, :]
        return by_synapse, by_bias

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
    """One group's way forward and back for one part of a batch.

    Parameters
    ----------
    group : CoreGroup
        Whose parameters are read, and whose `CoreGroup.batch` is written.
    images : (int, int)
        The part's first image in its batch, and the one after its last.
    """

    def __init__(self, group: CoreGroup, images: tuple[int, int]) -> None:
        dtype = group.probabilities.dtype
        self._group = group
        self._images = images
        self._curve = curve(dtype)
        size = images[1] - images[0]
        self._scratch = scratch(group.probabilities.shape, size, dtype)
        self._unwanted = np.zeros((0, 0), dtype)

    def forward(self, source: Array, kept: float, exact: bool, out: Array) -> None:
        """Compute the firing probabilities (2), (3).

        Parameters
        ----------
        source : (images, inputs + 1)
        kept : float
            Share of neurons that dropout left in the source.
        exact : bool
            Whether the exact gradient is wanted afterwards.
        out : (images, layer's neurons + 1), this group's columns are written
        """
        forward(
            self._group.arrays,
            source,
            self._images,
            kept,
            self._group.threshold,
            LEAST_VARIANCE,
            self._curve,
            exact,
            self._group.batch,
            self._scratch,
            out,
        )

    def backward(
        self, error: Array, kept: float, exact: bool, inner: Array | None
    ) -> None:
        """Compute what the gradients are made from, and the error below.

        Parameters
        ----------
        error : (images, layer's neurons + 1), ∂E/∂ñ
        kept, exact
            As on the way forward.
        inner : (images, inputs + 1) or None
            ∂E/∂x̃, written at this group's sources; None for the first layer.
        """
        backward(
            self._group.arrays,
            error,
            self._images,
            kept,
            exact,
            self._group.batch,
            self._scratch,
            self._unwanted if inner is None else inner,
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

"""What the training network says of a network that is already trained.

The same equations as in `tnstudio.training.stack`, forward only, for any
number of images, and from any layer on: the activity of a layer may come from
the training network or from a chip.
"""

from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.topology import LayerPlan, lay_out
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.texts import tr
from tnstudio.training.groups import LEAST_VARIANCE
from tnstudio.training.normal import tail_polynomial
from tnstudio.training.prediction_kernels import fire

Activity = npt.NDArray[np.float32]


class TrainingNetwork:
    """The firing probabilities of all layers (E15, equations 2 and 3).

    Layers are counted from 0, which is the first layer of cores.

    Parameters
    ----------
    trained : TrainedNetwork
        With parameters for all cores of its design.
    threshold : float
        θ of equation 3: 0 in E15.
    """

    def __init__(self, trained: TrainedNetwork, threshold: float = 0.0) -> None:
        self.network = trained.network
        plans = lay_out(trained.network).layers
        self._layers = [
            _Layer(plan, cores, threshold)
            for plan, cores in zip(plans, trained.layers, strict=True)
        ]

    @property
    def layers(self) -> int:
        """Number of layers of cores."""
        return len(self._layers)

    def axons_of(self, layer: int, below: npt.NDArray[np.floating]) -> Activity:
        """Bring the activity below a layer to the layer's axons.

        Parameters
        ----------
        below : array, shape (rows, input elements or neurons of the layer below)

        Returns
        -------
        float32 array, shape (rows, axons)
            The axons of core after core, those in use.
        """
        axons: Activity = below.astype(np.float32, copy=False)[
            :, self._layers[layer].sources
        ]
        return axons

    def fire(self, layer: int, axons: npt.NDArray[np.floating]) -> Activity:
        """Return ñ of a layer's neurons, given the activity of its axons.

        Parameters
        ----------
        axons : array, shape (rows, axons), 0..1
            As from `axons_of`; 0 and 1 if spikes are given.

        Returns
        -------
        float32 array, shape (rows, neurons)

        Raises
        ------
        TNStudioError
            If the layer has another number of axons.
        """
        return self._layers[layer].fire(axons.astype(np.float32, copy=False))

    def activity(self, values: npt.NDArray[np.floating]) -> tuple[Activity, ...]:
        """Return ñ of all layers.

        Parameters
        ----------
        values : array, shape (images, input elements), 0..1

        Returns
        -------
        tuple of float32 arrays, shape (images, neurons of the layer)
        """
        return self.activity_from(0, self.axons_of(0, values))

    def activity_from(
        self, layer: int, axons: npt.NDArray[np.floating]
    ) -> tuple[Activity, ...]:
        """Return ñ of a layer, given its axons, and of all layers above it."""
        found = [self.fire(layer, axons)]
        for above in range(layer + 1, self.layers):
            found.append(self.fire(above, self.axons_of(above, found[-1])))
        return tuple(found)


class _Layer:
    """The weights of one layer, and where its axons read."""

    def __init__(
        self, plan: LayerPlan, cores: tuple[TrainedCore, ...], threshold: float
    ) -> None:
        self.sources = np.concatenate([core.sources for core in plan.cores])
        ends = accumulate((core.sources.size for core in plan.cores), initial=0)
        self._axons = [slice(start, end) for start, end in pairwise(ends)]
        self._cores = [_Core(core, threshold) for core in cores]
        self._polynomial = tail_polynomial(np.float32)

    def fire(self, axons: Activity) -> Activity:
        if axons.shape[1:] != self.sources.shape:
            raise TNStudioError(
                tr(
                    "Activity of shape {shape} for {size} axons",
                    shape=axons.shape,
                    size=self.sources.size,
                )
            )
        parts = []
        for core, own in zip(self._cores, self._axons, strict=True):
            mean, variance = core.moments(axons[:, own])
            fire(mean, variance, np.float32(LEAST_VARIANCE), self._polynomial)
            parts.append(mean)
        return np.concatenate(parts, axis=1)


class _Core:
    """What equation 2 takes of one core."""

    def __init__(self, core: TrainedCore, threshold: float) -> None:
        strengths = core.strengths[core.axon_types].astype(np.float32)
        self._weights = core.effective_weights().astype(np.float32)
        self._spreads = self._weights * strengths
        self._squares = self._weights * self._weights
        self._offsets = (core.biases - threshold).astype(np.float32)

    def moments(self, x: Activity) -> tuple[Activity, Activity]:
        """Return μ - θ and σ² of all neurons, (rows, neurons)."""
        x = np.ascontiguousarray(x)
        mean = x @ self._weights + self._offsets
        variance: Activity = x @ self._spreads - (x * x) @ self._squares
        return mean, variance

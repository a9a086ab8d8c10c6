"""The same training in PyTorch, as fast as its operations allow.

Activities are kept as (neurons, images), so that the axons of a core are copied
in whole rows; cores of one shape are multiplied as one stack; the sums over the
axons of one type serve mean and variance, which spares a product of three; the
gradient is written out, which spares what autograd would keep; and all updates
are made in place. Only E15's recipe is here: its approximate gradient, log loss,
momentum.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from tnstudio.model.topology import CorePlan, lay_out
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.training.groups import LEAST_VARIANCE, group_cores
from tnstudio.training.stack import LEAST_CLASS_VARIANCE
from tnstudio.training.update_kernels import LARGEST_BIAS

Tensor = Any
"""A `torch.Tensor`; types cannot be checked where PyTorch is not installed."""

_ROOT_HALF = math.sqrt(0.5)
_DENSITY = 1 / math.sqrt(2 * math.pi)


class TorchTraining:
    """A network that learns batch after batch.

    Parameters
    ----------
    start : TrainedNetwork
        What to start from, and by which settings. Each core must have equally
        many axons of each type.
    """

    def __init__(self, start: TrainedNetwork) -> None:
        settings, network = start.settings, start.network
        self._rate, self._momentum = settings.rate, settings.momentum
        plans = lay_out(network).layers
        widths = [network.input.size, *(plan.neurons for plan in plans)]
        shape = settings.batch
        self._activity = [torch.zeros(width, shape) for width in widths]
        self._errors = [torch.zeros(width, shape) for width in widths]
        self._layers = [
            [
                _Group([plan for _, plan in cores], [trained[i] for i, _ in cores])
                for cores in group_cores(plan)
            ]
            for plan, trained in zip(plans, start.layers, strict=True)
        ]
        classes = torch.arange(network.readout.classes)[:, None]
        # Neurons of each class; neuron j belongs to class j mod classes.
        self._sizes = (widths[-1] - classes + len(classes) - 1) // len(classes)

    @staticmethod
    def version() -> str:
        """Return PyTorch's version."""
        return str(torch.__version__)

    @staticmethod
    @contextmanager
    def threads(count: int) -> Iterator[None]:
        """Have PyTorch compute on so many threads."""
        before = torch.get_num_threads()
        torch.set_num_threads(count)
        try:
            with torch.inference_mode():
                yield
        finally:
            torch.set_num_threads(before)

    def learn(
        self,
        pixels: npt.NDArray[np.uint8],
        labels: npt.NDArray[np.int32],
        chosen: npt.NDArray[np.integer],
    ) -> float:
        """Move all parameters once; return the mean loss before.

        Parameters
        ----------
        pixels : uint8 array, shape (images, input elements)
        labels : int32 array, shape (images,)
        chosen : int array, shape (images of a batch,)
        """
        torch.mul(torch.from_numpy(pixels[chosen].T), 1 / 255, out=self._activity[0])
        for layer, (source, out) in zip(
            self._layers, pairwise(self._activity), strict=True
        ):
            for group in layer:
                group.forward(source, out)
        loss = self._read_out(torch.from_numpy(labels[chosen]).long())
        for index in reversed(range(len(self._layers))):
            inner = self._errors[index] if index else None
            for group in self._layers[index]:
                group.backward(self._errors[index + 1], inner)
        for layer in self._layers:
            for group in layer:
                group.update(self._rate / len(chosen), self._momentum)
        return loss

    def _read_out(self, labels: Tensor) -> float:
        """Return the log loss (E15 §3.2) and keep its gradient."""
        last = self._errors[-1]
        classes, neurons = len(self._sizes), len(last)
        # A row holds one neuron of each class; what is missing in the last is 0.
        missing = -neurons % classes
        n = functional.pad(self._activity[-1].double(), (0, 0, 0, missing))
        n = n.view(-1, classes, len(labels))
        mean = n.sum(0) / self._sizes
        variance = (n * (1 - n)).sum(0) / self._sizes**2
        bounded = variance.clamp(min=LEAST_CLASS_VARIANCE)
        sigma = bounded.sqrt()
        sign = torch.full_like(mean, -1).scatter_(0, labels[None], 1)
        z = sign * (mean - 0.5) / sigma
        log = torch.special.log_ndtr(z)
        slope = -_DENSITY * torch.exp(-0.5 * z * z - log)
        by_mean = slope * sign / (sigma * self._sizes)
        by_variance = slope * -0.5 * z / (bounded * self._sizes**2)
        by_variance *= variance > LEAST_CLASS_VARIANCE
        error = torch.addcmul(by_mean, by_variance, 1 - 2 * n)
        last.copy_(error.view(-1, len(labels))[:neurons])
        return float(-log.sum(0).mean())


class _Group:
    """The cores of one shape: C of T types with K axons each, and N neurons."""

    def __init__(self, plans: list[CorePlan], cores: list[TrainedCore]) -> None:
        types, neurons = cores[0].strengths.shape
        count, axons = len(plans), len(plans[0].sources)
        orders = [np.argsort(core.axon_types, kind="stable") for core in cores]
        sources = [
            plan.sources[order] for plan, order in zip(plans, orders, strict=True)
        ]
        self._sources = torch.from_numpy(np.concatenate(sources)).long()
        first = np.array([plan.first_neuron for plan in plans])
        rows = (first[:, None] + np.arange(neurons)).ravel()
        self._rows = torch.from_numpy(rows)
        drawn = [
            core.probabilities[order] for core, order in zip(cores, orders, strict=True)
        ]
        # By core, axon type, axon of that type, neuron.
        c = torch.from_numpy(np.array(drawn, np.float32))
        self._c = c.reshape(count, types, axons // types, neurons)
        strengths = np.array([core.strengths for core in cores], np.float32)
        self._s = torch.from_numpy(strengths)[:, :, None]
        self._velocity = torch.zeros_like(self._c)
        self._weights = self._c * self._s
        self._squares = self._weights**2
        self._gradient = torch.zeros_like(self._c)
        biases = np.array([core.biases for core in cores], np.float32)
        self._b = torch.from_numpy(biases)
        self._b_velocity = torch.zeros_like(self._b)

    def forward(self, source: Tensor, out: Tensor) -> None:
        """Compute the firing probabilities (2), (3)."""
        count, types, slots, neurons = self._c.shape
        x = source.index_select(0, self._sources)
        self._x = x.view(count, types * slots, -1)
        by_type = torch.bmm(
            self._c.view(-1, slots, neurons).transpose(1, 2),
            x.view(count * types, slots, -1),
        ).view(count, types, neurons, -1)
        s = self._s.view(count, types, neurons, 1)
        by_type *= s
        mean = by_type.sum(1).add_(self._b[:, :, None])
        by_type *= s
        variance = by_type.sum(1)
        squares = self._squares.view(count, -1, neurons).transpose(1, 2)
        variance.baddbmm_(squares, self._x.square(), alpha=-1)
        inverse = variance.clamp_(min=LEAST_VARIANCE).rsqrt_()
        z = mean.mul_(inverse)
        fired = torch.mul(z, _ROOT_HALF).erf_().add_(1).mul_(0.5)
        out.index_copy_(0, self._rows, fired.view(count * neurons, -1))
        slope = z.square_().mul_(-0.5).exp_()
        self._slope = slope.mul_(inverse).mul_(_DENSITY)

    def backward(self, error: Tensor, inner: Tensor | None) -> None:
        """Compute the approximate gradient."""
        count, types, slots, neurons = self._c.shape
        mine = error.index_select(0, self._rows).view(count, neurons, -1)
        delta = self._slope.mul_(mine)
        gradient = self._gradient.view(count, types * slots, neurons)
        torch.bmm(self._x, delta.transpose(1, 2), out=gradient)
        self._b_gradient = delta.sum(2)
        if inner is not None:
            weights = self._weights.view(count, types * slots, neurons)
            below = torch.bmm(weights, delta)
            inner.index_copy_(0, self._sources, below.view(len(self._sources), -1))

    def update(self, rate: float, momentum: float) -> None:
        """Move c̃ and b and clip them."""
        self._velocity.mul_(momentum).addcmul_(self._gradient, self._s, value=-rate)
        self._c.add_(self._velocity).clamp_(0, 1)
        torch.mul(self._c, self._s, out=self._weights)
        torch.square(self._weights, out=self._squares)
        self._b_velocity.mul_(momentum).sub_(self._b_gradient, alpha=rate)
        self._b.add_(self._b_velocity).clamp_(-LARGEST_BIAS, LARGEST_BIAS)

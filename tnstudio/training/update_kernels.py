"""Training, the step: gradients of all parameters, and the move along them.

The gradient of an axon type's synapses is made, used and forgotten before the
next one: to write down those of all cores would take longer than their product.

Shapes and manner are those of `tnstudio.training.forward_kernels`; R = C T rows,
one for each core and axon type.
"""

from typing import NamedTuple

import numpy as np

from tnstudio.jit import inner_kernel, kernel
from tnstudio.model.hardware import LEAK
from tnstudio.training.backward_kernels import add_spread
from tnstudio.training.forward_kernels import (
    Array,
    BatchArrays,
    CoreArrays,
    square,
)

LARGEST_BIAS = float(LEAK.high)
"""E15 §3.2: biases are clipped to what the chip's leak can hold."""


class Parameters(NamedTuple):
    """What is learned.

    Attributes
    ----------
    levels, velocity : (C, T, K, N)
        c̃, or c before the threshold.
    biases, bias_velocity : (C, N)
    """

    levels: Array
    velocity: Array
    biases: Array
    bias_velocity: Array


class StepScratch(NamedTuple):
    """Room for the gradient of one row; without meaning afterwards.

    Attributes
    ----------
    error : (B, N)
        ∂E/∂μ + s ∂E/∂σ².
    x_squared : (B, K)
    gradient, squares : (K, N)
        Σ x̃ ∂E/∂μ over the images, and Σ x̃² ∂E/∂σ².
    bias_gradient : (N,)
    """

    error: Array
    x_squared: Array
    gradient: Array
    squares: Array
    bias_gradient: Array


@kernel
def update(
    cores: CoreArrays,
    batch: BatchArrays,
    rows: tuple[int, int],
    kept: float,
    exact: bool,
    rate: float,
    momentum: float,
    pull: float,
    parameters: Parameters,
    scratch: StepScratch,
) -> None:
    """Move the synapses of some rows, and the biases of cores whose first it is.

    Parameters
    ----------
    cores : CoreArrays
    batch : BatchArrays, as `backward` left it
    rows : the first of the R rows, and the one after the last
    kept : share of the neurons below that dropout kept, 0..1
    exact : whether σ² is taken into account
    rate : learning rate over the number of images
    momentum : 0..1
    pull : learning rate times the weight of the penalty
    parameters : Parameters, moved
    scratch : StepScratch
    """
    types = cores.columns.shape[1]
    for row in range(rows[0], rows[1]):
        core, t = row // types, row % types
        synapse_gradient(cores, batch, core, t, kept, exact, scratch)
        move_synapses(
            scratch.gradient,
            cores.strengths[core, t],
            rate,
            momentum,
            pull,
            parameters.levels[core, t],
            parameters.velocity[core, t],
        )
        if t == 0:
            add_up(batch.slope[core], scratch.bias_gradient)
            velocity = parameters.bias_velocity[core]
            biases = parameters.biases[core]
            move_biases(scratch.bias_gradient, rate, momentum, biases, velocity)


@kernel
def gradients(
    cores: CoreArrays,
    batch: BatchArrays,
    kept: float,
    exact: bool,
    scratch: StepScratch,
    by_synapse: Array,
    by_bias: Array,
) -> None:
    """Write down the gradients that `update` moves along.

    Parameters
    ----------
    cores, batch, kept, exact, scratch
        As for `update`.
    by_synapse : (C, T, K, N), ∂E/∂c̃ divided by s, written
    by_bias : (C, N), written
    """
    for core in range(len(by_synapse)):
        for t in range(by_synapse.shape[1]):
            synapse_gradient(cores, batch, core, t, kept, exact, scratch)
            by_synapse[core, t] = scratch.gradient
        add_up(batch.slope[core], by_bias[core])


@kernel
def synapse_gradient(
    cores: CoreArrays,
    batch: BatchArrays,
    core: int,
    t: int,
    kept: float,
    exact: bool,
    scratch: StepScratch,
) -> None:
    """Compute ∂E/∂c̃ / s of the axons of one type.

    It is Σ x̃ (∂E/∂μ + s ∂E/∂σ²) - 2 c̃ s Σ x̃² ∂E/∂σ²; of the approximate
    gradient only Σ x̃ ∂E/∂μ.

    Parameters
    ----------
    cores, batch, kept, exact
        As for `update`.
    core, t : numbers of core and axon type
    scratch : StepScratch, its ``gradient`` is the result
    """
    x, slope = batch.x[core, t], batch.slope[core]
    if exact:
        spread, strengths = batch.spread[core], cores.strengths[core, t]
        add_spread(slope, spread, strengths, scratch.error)
        np.dot(x.T, scratch.error, scratch.gradient)
        square(x, kept, scratch.x_squared)
        np.dot(scratch.x_squared.T, spread, scratch.squares)
        synapses = cores.synapses[core, t]
        add_squares(scratch.squares, synapses, strengths, scratch.gradient)
    else:
        np.dot(x.T, slope, scratch.gradient)


@inner_kernel
def add_squares(
    squares: Array, synapses: Array, strengths: Array, gradient: Array
) -> None:
    """Add the variance's second part of the exact gradient, divided by s.

    ∂σ²/∂c̃ = x̃ s² - 2 x̃² c̃ s², by differentiating (2). (Equation 4 as printed
    has another sign and factor; finite differences confirm this one.)

    Parameters
    ----------
    squares : (K, N), Σ_images x̃² ∂E/∂σ²
    synapses : (K, N), c̃
    strengths : (N,)
    gradient : (K, N), added to
    """
    slots, neurons = gradient.shape
    two = gradient.dtype.type(2.0)
    for slot in range(slots):
        for j in range(neurons):
            weight = synapses[slot, j] * strengths[j]
            gradient[slot, j] -= two * weight * squares[slot, j]


@inner_kernel
def add_up(error: Array, total: Array) -> None:
    """Sum over the images.

    Parameters
    ----------
    error : (B, N), ∂E/∂μ
    total : (N,), ∂E/∂b, written
    """
    images, neurons = error.shape
    total[:] = 0
    for image in range(images):
        for j in range(neurons):
            total[j] += error[image, j]


@inner_kernel
def move_synapses(
    gradient: Array,
    strengths: Array,
    rate: float,
    momentum: float,
    pull: float,
    levels: Array,
    velocity: Array,
) -> None:
    """Move c̃ down its gradient and clip it to [0, 1].

    The penalty Σ c̃ (1 - c̃) has the gradient 1 - 2 c̃.

    Parameters
    ----------
    gradient : (K, N), ∂E/∂c̃ / s
    strengths : (N,)
    rate, momentum, pull : as for `update`
    levels, velocity : (K, N), moved
    """
    slots, neurons = levels.shape
    number = levels.dtype.type
    zero, one, two = number(0.0), number(1.0), number(2.0)
    step, inertia, penalty = number(rate), number(momentum), number(pull)
    for k in range(slots):
        for j in range(neurons):
            c = levels[k, j]
            v = inertia * velocity[k, j] - step * strengths[j] * gradient[k, j]
            v -= penalty * (one - two * c)
            velocity[k, j] = v
            levels[k, j] = min(max(c + v, zero), one)


@inner_kernel
def move_biases(
    gradient: Array, rate: float, momentum: float, biases: Array, velocity: Array
) -> None:
    """Move b down its gradient and clip it to what a leak can hold (E15 §3.2).

    Parameters
    ----------
    gradient : (N,), ∂E/∂b
    rate, momentum : as for `update`
    biases, velocity : (N,), moved
    """
    number = biases.dtype.type
    step, inertia, most = number(rate), number(momentum), number(LARGEST_BIAS)
    for j in range(len(biases)):
        velocity[j] = inertia * velocity[j] - step * gradient[j]
        biases[j] = min(max(biases[j] + velocity[j], -most), most)


@kernel
def binarise(levels: Array, rows: tuple[int, int], synapses: Array) -> None:
    """Turn synapses on where c > ½ (J17, equation 4).

    Parameters
    ----------
    levels : (C, T, K, N), c
    rows : the first of the R rows to turn, and the one after the last
    synapses : (C, T, K, N), 0 or 1, written
    """
    _, types, slots, neurons = levels.shape
    number = levels.dtype.type
    half, one, zero = number(0.5), number(1.0), number(0.0)
    for row in range(rows[0], rows[1]):
        core, t = row // types, row % types
        for k in range(slots):
            for j in range(neurons):
                on = levels[core, t, k, j] > half
                synapses[core, t, k, j] = one if on else zero

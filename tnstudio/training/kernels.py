"""The kernels of training; matrix products are NumPy's (BLAS).

Shapes: C cores of one group, B images, T axon types, K axons of each type
(padded), N neurons, M neurons of a whole layer. Every loop that is parallel
writes its own elements only, so results do not depend on the thread count.

Equation numbers are those of E15 (Esser et al. 2015).
"""

import math
from typing import Any

import numpy.typing as npt

from tnstudio.jit import kernel, parallel_kernel, prange

Array = npt.NDArray[Any]

_ROOT_HALF = math.sqrt(0.5)
_INVERSE_ROOT_TWO_PI = 1.0 / math.sqrt(2.0 * math.pi)


@parallel_kernel
def gather(source: Array, columns: Array, x: Array, x_squared: Array) -> None:
    """Copy each core's inputs from the layer below, and square them.

    Parameters
    ----------
    source : (B, M + 1); the last column is zero, for axons that only pad
    columns : int32 (C, T·K)
    x, x_squared : (C, B, T·K), written
    """
    cores, slots = columns.shape
    images = source.shape[0]
    for item in prange(cores * images):
        core = item // images
        image = item % images
        for slot in range(slots):
            value = source[image, columns[core, slot]]
            x[core, image, slot] = value
            x_squared[core, image, slot] = value * value


@parallel_kernel
def fire(
    sums: Array,
    squares: Array,
    strengths: Array,
    biases: Array,
    floor: float,
    first: Array,
    out: Array,
    slope: Array,
    spread_slope: Array,
) -> None:
    """Turn the sums of the axon types into firing probabilities (2), (3).

    The sum over the axons of a type, D_t = Σ x̃ c̃, serves mean and variance:
    μ = b + Σ_t s_t D_t and σ² = Σ_t s_t² D_t - Σ (x̃ c̃ s)². θ is 0.

    Parameters
    ----------
    sums : (C, T, B, N), D_t
    squares : (C, B, N), Σ (x̃ c̃ s)²
    strengths : (C, T, N)
    biases : (C, N)
    floor : least variance
    first : int32 (C,), each core's first column of ``out``
    out : (B, M + 1), ñ, written
    slope : (C, B, N), ∂ñ/∂μ, written
    spread_slope : (C, B, N), ∂ñ/∂σ², written; 0 where the floor holds
    """
    cores, types, images, neurons = sums.shape
    for item in prange(cores * images):
        core = item // images
        image = item % images
        for j in range(neurons):
            mean = biases[core, j]
            variance = -squares[core, image, j]
            for t in range(types):
                s = strengths[core, t, j]
                d = sums[core, t, image, j]
                mean += s * d
                variance += s * s * d
            bounded = max(variance, floor)
            sigma = math.sqrt(bounded)
            z = mean / sigma
            density = math.exp(-0.5 * z * z) * _INVERSE_ROOT_TWO_PI
            out[image, first[core] + j] = 0.5 * math.erfc(-z * _ROOT_HALF)
            slope[core, image, j] = density / sigma
            spread_slope[core, image, j] = (
                -0.5 * z * density / bounded if variance > floor else 0.0
            )


@parallel_kernel
def weigh(slope: Array, spread_slope: Array, first: Array, error: Array) -> None:
    """Turn both slopes into ∂E/∂μ and ∂E/∂σ², in place.

    Parameters
    ----------
    slope, spread_slope : (C, B, N)
    first : int32 (C,)
    error : (B, M + 1), ∂E/∂ñ
    """
    cores, images, neurons = slope.shape
    for item in prange(cores * images):
        core = item // images
        image = item % images
        for j in range(neurons):
            e = error[image, first[core] + j]
            slope[core, image, j] *= e
            spread_slope[core, image, j] *= e


@parallel_kernel
def scatter(inner: Array, columns: Array, error: Array) -> None:
    """Bring the error of each core's axons to the neurons that feed them.

    A neuron feeds at most one axon, so no two values meet, but for the padding
    column, which is not read.

    Parameters
    ----------
    inner : (C, B, T·K), ∂E/∂x̃
    columns : int32 (C, T·K)
    error : (B, M + 1), written
    """
    cores, images, slots = inner.shape
    for image in prange(images):
        for core in range(cores):
            for slot in range(slots):
                error[image, columns[core, slot]] = inner[core, image, slot]


@parallel_kernel
def update(
    gradient: Array,
    strengths: Array,
    rate: float,
    momentum: float,
    probabilities: Array,
    velocity: Array,
    weights: Array,
    squares: Array,
) -> None:
    """Move c̃ down the approximate gradient s Σ x̃ ∂E/∂μ and clip it to [0, 1].

    Parameters
    ----------
    gradient : (C, T, K, N), Σ_images x̃ ∂E/∂μ
    strengths : (C, T, N)
    rate : learning rate over the number of images
    momentum : 0..1
    probabilities, velocity : (C, T, K, N), moved
    weights, squares : (C, T, K, N), c̃ s and (c̃ s)² afterwards, written
    """
    cores, types, slots, neurons = gradient.shape
    for item in prange(cores * types * slots):
        core = item // (types * slots)
        t = item // slots % types
        k = item % slots
        for j in range(neurons):
            s = strengths[core, t, j]
            v = momentum * velocity[core, t, k, j] - rate * s * gradient[core, t, k, j]
            c = min(max(probabilities[core, t, k, j] + v, 0.0), 1.0)
            velocity[core, t, k, j] = v
            probabilities[core, t, k, j] = c
            weights[core, t, k, j] = c * s
            squares[core, t, k, j] = c * s * c * s


@parallel_kernel
def add_spread_gradient(
    linear: Array,
    quadratic: Array,
    strengths: Array,
    probabilities: Array,
    gradient: Array,
) -> None:
    """Add the variance's part of the exact gradient, divided by s.

    ∂σ²/∂c̃ = x̃ s² - 2 x̃² c̃ s², by differentiating (2). (Equation 4 as printed
    has another sign and factor; finite differences confirm this one.)

    Parameters
    ----------
    linear, quadratic : (C, T, K, N), Σ_images x̃ ∂E/∂σ² and Σ_images x̃² ∂E/∂σ²
    strengths : (C, T, N)
    probabilities : (C, T, K, N)
    gradient : (C, T, K, N), added to
    """
    cores, types, slots, neurons = gradient.shape
    for item in prange(cores * types * slots):
        core = item // (types * slots)
        t = item // slots % types
        k = item % slots
        for j in range(neurons):
            gradient[core, t, k, j] += strengths[core, t, j] * (
                linear[core, t, k, j]
                - 2.0 * probabilities[core, t, k, j] * quadratic[core, t, k, j]
            )


@kernel
def update_biases(
    error: Array,
    rate: float,
    momentum: float,
    limit: float,
    biases: Array,
    velocity: Array,
) -> None:
    """Move b down its gradient Σ ∂E/∂μ and clip it.

    Parameters
    ----------
    error : (C, B, N), ∂E/∂μ
    rate : learning rate over the number of images
    limit : largest magnitude, 255 on the chip
    biases, velocity : (C, N), moved
    """
    cores, images, neurons = error.shape
    for core in range(cores):
        for j in range(neurons):
            total = 0.0
            for image in range(images):
                total += error[core, image, j]
            v = momentum * velocity[core, j] - rate * total
            velocity[core, j] = v
            biases[core, j] = min(max(biases[core, j] + v, -limit), limit)


@kernel
def log_normal_cdf(z: float) -> float:
    """Return log Φ(z), also where Φ itself is too small for a number."""
    if z > -20.0:
        return math.log(0.5 * math.erfc(-z * _ROOT_HALF))
    # Φ(z) → φ(z) / -z · (1 - 1/z²), relative error below 3/z⁴
    return -0.5 * z * z - math.log(-z) + math.log(_INVERSE_ROOT_TWO_PI) - 1.0 / (z * z)


@kernel
def log_normal_cdf_slope(z: float) -> float:
    """Return the derivative of log Φ(z): φ(z) / Φ(z)."""
    if z > -20.0:
        density = math.exp(-0.5 * z * z) * _INVERSE_ROOT_TWO_PI
        return density / (0.5 * math.erfc(-z * _ROOT_HALF))
    return -z - 1.0 / z + 2.0 / z**3


@parallel_kernel
def read_out(
    activity: Array,
    labels: Array,
    classes: int,
    floor: float,
    losses: Array,
    winners: Array,
    error: Array,
) -> None:
    """Log loss of the class means, and its gradient (E15 §3.2, log loss).

    p_k is the probability that the mean of class k exceeds ½, by the Gaussian
    with the mean m of its ñ and the variance Σ ñ (1 - ñ) / K². With z =
    (m - ½) / σ the loss is -log Φ(z) for the label and -log Φ(-z) otherwise.

    Parameters
    ----------
    activity : (B, M + 1), ñ of the last layer
    labels : int32 (B,)
    classes : neuron j belongs to class j mod classes
    floor : least variance of a class mean
    losses : float64 (B,), written
    winners : int32 (B,), the class with the largest mean, written
    error : (B, M + 1), ∂E/∂ñ, written
    """
    images = activity.shape[0]
    neurons = activity.shape[1] - 1
    for image in prange(images):
        losses[image] = 0.0
        best = -1.0
        for k in range(classes):
            size = 0
            mean = 0.0
            variance = 0.0
            for j in range(k, neurons, classes):
                n = activity[image, j]
                mean += n
                variance += n * (1.0 - n)
                size += 1
            mean /= size
            variance /= size * size
            if mean > best:
                best = mean
                winners[image] = k
            bounded = max(variance, floor)
            sigma = math.sqrt(bounded)
            sign = 1.0 if labels[image] == k else -1.0
            z = sign * (mean - 0.5) / sigma
            losses[image] -= log_normal_cdf(z)
            slope = -log_normal_cdf_slope(z)
            by_mean = slope * sign / (sigma * size)
            by_variance = 0.0
            if variance > floor:
                by_variance = slope * -0.5 * z / (bounded * size * size)
            for j in range(k, neurons, classes):
                n = activity[image, j]
                error[image, j] = by_mean + by_variance * (1.0 - 2.0 * n)

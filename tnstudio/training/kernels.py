"""The kernels of training; matrix products and exponentials are NumPy's.

Shapes: C cores of one group, B images, T axon types, K axons of each type
(padded), N neurons, M neurons of a whole layer. The innermost loops run over
neurons side by side, without branches or calls, so that they are compiled to
vector instructions; numbers take the type of the arrays, because a constant of
double precision would halve what fits into a vector.

All kernels run on the thread that calls them. Equation numbers are those of
E15 (Esser et al. 2015).
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.jit import kernel
from tnstudio.training.normal import SHIFT

Array = npt.NDArray[Any]

_ROOT_HALF = math.sqrt(0.5)
_INVERSE_ROOT_TWO_PI = 1.0 / math.sqrt(2.0 * math.pi)


@kernel
def gather(source: Array, columns: Array, x: Array, x_squared: Array) -> None:
    """Copy each core's inputs from the layer below, and square them.

    Parameters
    ----------
    source : (B, M + 1); the last column is zero, for axons that only pad
    columns : int32 (C, T·K)
    x, x_squared : (C, B, T·K), written
    """
    cores, slots = columns.shape
    for core in range(cores):
        for image in range(source.shape[0]):
            for slot in range(slots):
                value = source[image, columns[core, slot]]
                x[core, image, slot] = value
                x_squared[core, image, slot] = value * value


@kernel
def standardise(
    sums: Array,
    squares: Array,
    strengths: Array,
    biases: Array,
    floor: float,
    z: Array,
    exponent: Array,
    inverse_sigma: Array,
) -> None:
    """Turn the sums of the axon types into z = μ / σ (2); θ is 0.

    The sum over the axons of a type, D_t = Σ x̃ c̃, serves mean and variance:
    μ = b + Σ_t s_t D_t and σ² = Σ_t s_t² D_t - Σ (x̃ c̃ s)².

    Parameters
    ----------
    sums : (C, T, B, N), D_t
    squares : (C, B, N), Σ (x̃ c̃ s)²
    strengths : (C, T, N)
    biases : (C, N)
    floor : least variance
    z : (C, B, N), written
    exponent : (C, B, N), -z² / 2, written
    inverse_sigma : (C, B, N), 1 / σ, written
    """
    cores, types, images, neurons = sums.shape
    least = z.dtype.type(floor)
    one = z.dtype.type(1.0)
    minus_half = z.dtype.type(-0.5)
    for core in range(cores):
        for image in range(images):
            mean = z[core, image]
            variance = inverse_sigma[core, image]
            for j in range(neurons):
                mean[j] = biases[core, j]
                variance[j] = -squares[core, image, j]
            for t in range(types):
                for j in range(neurons):
                    s = strengths[core, t, j]
                    weighted = s * sums[core, t, image, j]
                    mean[j] += weighted
                    variance[j] += s * weighted
            for j in range(neurons):
                inverse = one / np.sqrt(max(variance[j], least))
                variance[j] = inverse
                mean[j] *= inverse
                exponent[core, image, j] = minus_half * mean[j] * mean[j]


@kernel
def fire(
    z: Array,
    bell: Array,
    polynomial: tuple[Any, ...],
    first: Array,
    inverse_sigma: Array,
    out: Array,
) -> None:
    """Turn z into firing probabilities Φ(z) (3) and their slopes.

    Parameters
    ----------
    z, inverse_sigma : (C, B, N)
    bell : (C, B, N), exp(-z² / 2); becomes ∂ñ/∂μ = φ(z) / σ
    polynomial : 15 numbers, from `tnstudio.training.normal`
    first : int32 (C,), each core's first column of ``out``
    out : (B, M + 1), ñ, written
    """
    cores, images, neurons = z.shape
    number = z.dtype.type
    root_half, shift = number(_ROOT_HALF), number(SHIFT)
    half, one, two, zero = number(0.5), number(1.0), number(2.0), number(0.0)
    density = number(_INVERSE_ROOT_TWO_PI)
    for core in range(cores):
        for image in range(images):
            fired = out[image, first[core] : first[core] + neurons]
            for j in range(neurons):
                x = abs(z[core, image, j]) * root_half
                t = (x - shift) / (x + shift)
                p = polynomial[14] * t + polynomial[13]
                p = p * t + polynomial[12]
                p = p * t + polynomial[11]
                p = p * t + polynomial[10]
                p = p * t + polynomial[9]
                p = p * t + polynomial[8]
                p = p * t + polynomial[7]
                p = p * t + polynomial[6]
                p = p * t + polynomial[5]
                p = p * t + polynomial[4]
                p = p * t + polynomial[3]
                p = p * t + polynomial[2]
                p = p * t + polynomial[1]
                p = p * t + polynomial[0]
                e = bell[core, image, j]
                tail = half * e * p / (one + two * x)
                fired[j] = one - tail if z[core, image, j] > zero else tail
                bell[core, image, j] = density * e * inverse_sigma[core, image, j]


@kernel
def spread_slopes(
    z: Array, slope: Array, inverse_sigma: Array, floor: float, spread_slope: Array
) -> None:
    """Compute ∂ñ/∂σ² = -½ z φ(z) / σ²; 0 where the least variance holds.

    Parameters
    ----------
    z, inverse_sigma : (C, B, N)
    slope : (C, B, N), φ(z) / σ
    floor : least variance
    spread_slope : (C, B, N), written
    """
    cores, images, neurons = z.shape
    number = z.dtype.type
    minus_half, zero = number(-0.5), number(0.0)
    largest = number(1.0) / np.sqrt(number(floor))
    for core in range(cores):
        for image in range(images):
            for j in range(neurons):
                inverse = inverse_sigma[core, image, j]
                by_variance = (
                    minus_half * z[core, image, j] * slope[core, image, j] * inverse
                )
                spread_slope[core, image, j] = (
                    by_variance if inverse < largest else zero
                )


@kernel
def weigh(slope: Array, first: Array, error: Array) -> None:
    """Multiply a slope of ñ by ∂E/∂ñ, in place.

    Parameters
    ----------
    slope : (C, B, N)
    first : int32 (C,)
    error : (B, M + 1), ∂E/∂ñ
    """
    cores, images, neurons = slope.shape
    for core in range(cores):
        for image in range(images):
            mine = error[image, first[core] : first[core] + neurons]
            for j in range(neurons):
                slope[core, image, j] *= mine[j]


@kernel
def add_up(error: Array, total: Array) -> None:
    """Sum over the images.

    Parameters
    ----------
    error : (C, B, N), ∂E/∂μ
    total : (C, N), ∂E/∂b, written
    """
    cores, images, neurons = error.shape
    total[:] = 0
    for core in range(cores):
        for image in range(images):
            for j in range(neurons):
                total[core, j] += error[core, image, j]


@kernel
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
    for core in range(cores):
        for image in range(images):
            for slot in range(slots):
                error[image, columns[core, slot]] = inner[core, image, slot]


@kernel
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
    two = gradient.dtype.type(2.0)
    for core in range(cores):
        for t in range(types):
            for k in range(slots):
                for j in range(neurons):
                    c = probabilities[core, t, k, j]
                    gradient[core, t, k, j] += strengths[core, t, j] * (
                        linear[core, t, k, j] - two * c * quadratic[core, t, k, j]
                    )


@kernel
def update(
    gradients: Array,
    strengths: Array,
    rate: float,
    momentum: float,
    rows: Array,
    probabilities: Array,
    velocity: Array,
    weights: Array,
    squares: Array,
) -> None:
    """Move c̃ down the gradient s Σ x̃ ∂E/∂μ and clip it to [0, 1].

    Parameters
    ----------
    gradients : (parts, C·T, K, N), Σ x̃ ∂E/∂μ over the images of each part
    strengths : (C·T, N)
    rate : learning rate over the number of images
    momentum : 0..1
    rows : int (2,), the first of the C·T rows to move, and the one after the last
    probabilities, velocity : (C·T, K, N), moved
    weights, squares : (C·T, K, N), c̃ s and (c̃ s)² afterwards, written
    """
    parts, _, slots, neurons = gradients.shape
    number = probabilities.dtype.type
    zero, one = number(0.0), number(1.0)
    step, inertia = number(rate), number(momentum)
    for row in range(rows[0], rows[1]):
        for k in range(slots):
            total = gradients[0, row, k]
            for part in range(1, parts):
                for j in range(neurons):
                    total[j] += gradients[part, row, k, j]
            for j in range(neurons):
                s = strengths[row, j]
                v = inertia * velocity[row, k, j] - step * s * total[j]
                c = min(max(probabilities[row, k, j] + v, zero), one)
                w = c * s
                velocity[row, k, j] = v
                probabilities[row, k, j] = c
                weights[row, k, j] = w
                squares[row, k, j] = w * w


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


@kernel
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
    for image in range(images):
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

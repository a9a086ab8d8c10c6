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

from tnstudio.draws import draw
from tnstudio.jit import kernel
from tnstudio.training.normal import SHIFT

Array = npt.NDArray[Any]

_ROOT_HALF = math.sqrt(0.5)
_INVERSE_ROOT_TWO_PI = 1.0 / math.sqrt(2.0 * math.pi)


@kernel
def gather(
    source: Array, columns: Array, kept: float, x: Array, x_squared: Array
) -> None:
    """Copy each core's inputs from the layer below, and square them.

    With dropout an input is x̃ / q where q is the share of neurons kept, or 0.
    Its square counts q times, so that both Σ x̃ and Σ x̃² are on average what
    they are without dropout: a neuron that is kept stands for 1 / q neurons.

    Parameters
    ----------
    source : (B, M + 1); the last column is zero, for axons that only pad
    columns : int32 (C, T·K)
    kept : q, 0..1
    x, x_squared : (C, B, T·K), written
    """
    cores, slots = columns.shape
    share = x.dtype.type(kept)
    for core in range(cores):
        mine = columns[core]
        for image in range(source.shape[0]):
            inputs, read = source[image], x[core, image]
            squared = x_squared[core, image]
            # Unsigned: a negative place would be counted from the end.
            for slot in range(slots):
                read[slot] = inputs[np.uint32(mine[slot])]
            for slot in range(slots):
                squared[slot] = share * read[slot] * read[slot]


@kernel
def drop_out(
    first: int, key: np.uint64, below: int, scale: float, factors: Array
) -> None:
    """Draw which neurons are kept; each image and neuron has its own draw.

    Parameters
    ----------
    first : number of the first image in its batch
    key : of the stream of this batch and layer
    below : a neuron is kept if its draw, 0..2^32 - 1, is below this
    scale : what a kept neuron's activity is multiplied by
    factors : (B, M), ``scale`` or 0, written
    """
    images, neurons = factors.shape
    border = np.uint64(below)
    value, zero = factors.dtype.type(scale), factors.dtype.type(0.0)
    for image in range(images):
        start = (first + image) * neurons
        for j in range(neurons):
            kept = draw(key, np.uint64(start + j)) < border
            factors[image, j] = value if kept else zero


@kernel
def standardise(
    sums: Array,
    squares: Array,
    strengths: Array,
    biases: Array,
    threshold: float,
    floor: float,
    z: Array,
    exponent: Array,
    inverse_sigma: Array,
) -> None:
    """Turn the sums of the axon types into z = (μ - θ) / σ (2), (3).

    The sum over the axons of a type, D_t = Σ x̃ c̃, serves mean and variance:
    μ = b + Σ_t s_t D_t and σ² = Σ_t s_t² D_t - Σ (x̃ c̃ s)².

    Parameters
    ----------
    sums : (C, T, B, N), D_t
    squares : (C, B, N), Σ (x̃ c̃ s)²
    strengths : (C, T, N)
    biases : (C, N)
    threshold : θ
    floor : least variance
    z : (C, B, N), written
    exponent : (C, B, N), -z² / 2, written
    inverse_sigma : (C, B, N), 1 / σ, written
    """
    cores, types, images, neurons = sums.shape
    least, theta = z.dtype.type(floor), z.dtype.type(threshold)
    one = z.dtype.type(1.0)
    minus_half = z.dtype.type(-0.5)
    for core in range(cores):
        for image in range(images):
            mean = z[core, image]
            variance = inverse_sigma[core, image]
            for j in range(neurons):
                mean[j] = biases[core, j] - theta
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
def weigh_both(
    z: Array,
    inverse_sigma: Array,
    strengths: Array,
    first: Array,
    error: Array,
    floor: float,
    slope: Array,
    spread: Array,
    by_type: Array,
) -> None:
    """Compute ∂E/∂μ and ∂E/∂σ² from ∂E/∂ñ, and their sum for each axon type.

    ∂ñ/∂σ² = -½ z φ(z) / σ², and 0 where the least variance holds. A synapse of
    weight w = c̃ s has ∂μ/∂w = x̃ and the part x̃ s of ∂σ²/∂w, so that both go
    into one product with ∂E/∂μ + s ∂E/∂σ².

    Parameters
    ----------
    z, inverse_sigma : (C, B, N)
    strengths : (C, T, N)
    first : int32 (C,)
    error : (B, M + 1), ∂E/∂ñ
    floor : least variance
    slope : (C, B, N), φ(z) / σ; becomes ∂E/∂μ
    spread : (C, B, N), ∂E/∂σ², written
    by_type : (C, T, B, N), ∂E/∂μ + s ∂E/∂σ², written
    """
    cores, types, images, neurons = by_type.shape
    number = z.dtype.type
    minus_half, zero = number(-0.5), number(0.0)
    largest = number(1.0) / np.sqrt(number(floor))
    for core in range(cores):
        for image in range(images):
            mine = error[image, first[core] : first[core] + neurons]
            by_mean, by_variance = slope[core, image], spread[core, image]
            for j in range(neurons):
                inverse = inverse_sigma[core, image, j]
                by_mean[j] *= mine[j]
                lifted = minus_half * z[core, image, j] * by_mean[j] * inverse
                by_variance[j] = lifted if inverse < largest else zero
            for t in range(types):
                both = by_type[core, t, image]
                for j in range(neurons):
                    both[j] = by_mean[j] + strengths[core, t, j] * by_variance[j]


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
            below = error[image]
            for slot in range(slots):
                # Unsigned: a negative place would be counted from the end.
                below[np.uint32(columns[core, slot])] = inner[core, image, slot]


@kernel
def add_to_inputs(squares: Array, x: Array, kept: float, inner: Array) -> None:
    """Add the variance's second part, -2 x̃ Σ (c̃ s)² ∂E/∂σ², to ∂E/∂x̃.

    Parameters
    ----------
    squares : (C, B, T·K), Σ (c̃ s)² ∂E/∂σ²
    x : (C, B, T·K)
    kept : share of neurons kept below, see `gather`
    inner : (C, B, T·K), added to
    """
    cores, images, slots = x.shape
    factor = x.dtype.type(-2.0 * kept)
    for core in range(cores):
        for image in range(images):
            for slot in range(slots):
                squared = squares[core, image, slot]
                inner[core, image, slot] += factor * x[core, image, slot] * squared


@kernel
def add_squares(squares: Array, weights: Array, gradient: Array) -> None:
    """Add the variance's second part of the exact gradient, divided by s.

    ∂σ²/∂c̃ = x̃ s² - 2 x̃² c̃ s², by differentiating (2). (Equation 4 as printed
    has another sign and factor; finite differences confirm this one.)

    Parameters
    ----------
    squares : (C, T·K, N), Σ_images x̃² ∂E/∂σ²
    weights : (C, T·K, N), c̃ s
    gradient : (C, T·K, N), added to
    """
    cores, slots, neurons = gradient.shape
    two = gradient.dtype.type(2.0)
    for core in range(cores):
        for slot in range(slots):
            for j in range(neurons):
                weight = two * weights[core, slot, j]
                gradient[core, slot, j] -= weight * squares[core, slot, j]


@kernel
def update(
    gradients: Array,
    strengths: Array,
    rate: float,
    momentum: float,
    pull: float,
    rows: Array,
    probabilities: Array,
    velocity: Array,
    weights: Array,
    squares: Array,
) -> None:
    """Move c̃ down the gradient s Σ x̃ ∂E/∂μ and clip it to [0, 1].

    The penalty Σ c̃ (1 - c̃) has the gradient 1 - 2 c̃.

    Parameters
    ----------
    gradients : (parts, C·T, K, N), Σ x̃ ∂E/∂μ over the images of each part
    strengths : (C·T, N)
    rate : learning rate over the number of images
    momentum : 0..1
    pull : learning rate times the weight of the penalty
    rows : int (2,), the first of the C·T rows to move, and the one after the last
    probabilities, velocity : (C·T, K, N), moved
    weights, squares : (C·T, K, N), c̃ s and (c̃ s)² afterwards, written
    """
    parts, _, slots, neurons = gradients.shape
    number = probabilities.dtype.type
    zero, one, two = number(0.0), number(1.0), number(2.0)
    step, inertia, penalty = number(rate), number(momentum), number(pull)
    for row in range(rows[0], rows[1]):
        for k in range(slots):
            total = gradients[0, row, k]
            for part in range(1, parts):
                for j in range(neurons):
                    total[j] += gradients[part, row, k, j]
            for j in range(neurons):
                s = strengths[row, j]
                c = probabilities[row, k, j]
                v = inertia * velocity[row, k, j] - step * s * total[j]
                v -= penalty * (one - two * c)
                c = min(max(c + v, zero), one)
                w = c * s
                velocity[row, k, j] = v
                probabilities[row, k, j] = c
                weights[row, k, j] = w
                squares[row, k, j] = w * w


@kernel
def binarise(
    probabilities: Array,
    strengths: Array,
    rows: Array,
    synapses: Array,
    weights: Array,
    squares: Array,
) -> None:
    """Turn synapses on where c > ½ (J17, equation 4).

    Parameters
    ----------
    probabilities : (C·T, K, N), c
    strengths : (C·T, N)
    rows : int (2,), the first of the C·T rows to turn, and the one after the last
    synapses : (C·T, K, N), 0 or 1, written
    weights, squares : (C·T, K, N), strengths of synapses that are on, and their
        squares, written
    """
    _, slots, neurons = probabilities.shape
    number = probabilities.dtype.type
    half, one, zero = number(0.5), number(1.0), number(0.0)
    for row in range(rows[0], rows[1]):
        for k in range(slots):
            for j in range(neurons):
                on = one if probabilities[row, k, j] > half else zero
                w = on * strengths[row, j]
                synapses[row, k, j] = on
                weights[row, k, j] = w
                squares[row, k, j] = w * w


@kernel
def log_normal_cdf(z: float) -> tuple[float, float]:
    """Return log Φ(z), also where Φ itself is too small, and its slope φ(z) / Φ(z)."""
    if z > -20.0:
        # Both need Φ, which takes most of the time.
        below = 0.5 * math.erfc(-z * _ROOT_HALF)
        return math.log(below), math.exp(-0.5 * z * z) * _INVERSE_ROOT_TWO_PI / below
    # Φ(z) → φ(z) / -z · (1 - 1/z²), relative error below 3/z⁴
    log = -0.5 * z * z - math.log(-z) + math.log(_INVERSE_ROOT_TWO_PI) - 1.0 / (z * z)
    return log, -z - 1.0 / z + 2.0 / z**3


@kernel
def read_out(
    activity: Array,
    labels: Array,
    class_weights: Array,
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
    class_weights : float64 (classes,), of images of each class; neuron j
        belongs to class j mod classes
    floor : least variance of a class mean
    losses : float64 (B,), written
    winners : int32 (B,), the class with the largest mean, written
    error : (B, M + 1), ∂E/∂ñ, written
    """
    images = activity.shape[0]
    neurons = activity.shape[1] - 1
    classes = len(class_weights)
    for image in range(images):
        losses[image] = 0.0
        best = -1.0
        weight = class_weights[labels[image]]
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
            log, steepness = log_normal_cdf(z)
            losses[image] -= weight * log
            slope = -weight * steepness
            by_mean = slope * sign / (sigma * size)
            by_variance = 0.0
            if variance > floor:
                by_variance = slope * -0.5 * z / (bounded * size * size)
            for j in range(k, neurons, classes):
                n = activity[image, j]
                error[image, j] = by_mean + by_variance * (1.0 - 2.0 * n)

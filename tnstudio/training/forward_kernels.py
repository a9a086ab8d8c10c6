"""Training, the way forward: from the layer below to firing probabilities.

Shapes: C cores of one group, T axon types, K axons of each type (padded), B
images, N neurons, M neurons of a whole layer. A core is taken from its inputs
to its neurons before the next one, so that all between stays in the fast part
of the memory. The innermost loops run over neurons or axons side by side,
without branches or calls, so that they are compiled to vector instructions;
numbers take the type of the arrays, because a constant of double precision
would halve what fits into a vector.

All kernels run on the thread that calls them; the matrix products are done by
SciPy's BLAS, which numba calls. Equation numbers are those of E15 (Esser et al.
2015).
"""

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.draws import draw
from tnstudio.jit import inner_kernel, kernel
from tnstudio.training.normal import SHIFT, Curve

Array = npt.NDArray[Any]

_ROOT_HALF = math.sqrt(0.5)
_INVERSE_ROOT_TWO_PI = 1.0 / math.sqrt(2.0 * math.pi)
_INVERSE_LOG_TWO = 1.0 / math.log(2.0)
# log 2 in two parts, the first so short that its multiples are exact; the
# second has digits that log 2 in one number has no room for.
_LOG_TWO_HIGH = 0.693359375
_LOG_TWO_LOW = -2.121944400546905827679e-4


class CoreArrays(NamedTuple):
    """What the cores of a group compute with.

    Attributes
    ----------
    columns : int32 (C, T, K)
        Where each axon reads in the layer below.
    first : int32 (C,)
        Each core's first column of its own layer.
    synapses : (C, T, K, N)
        c̃, or 0 and 1.
    strengths : (C, T, N)
    leaks : (C, N)
    """

    columns: Array
    first: Array
    synapses: Array
    strengths: Array
    leaks: Array


class BatchArrays(NamedTuple):
    """What the gradients of a group are made from; B images of all parts.

    Attributes
    ----------
    x : (C, T, B, K)
        x̃ of each axon.
    slope : (C, B, N)
        ∂ñ/∂μ on the way forward; becomes ∂E/∂μ on the way back.
    spread : (C, B, N)
        ∂ñ/∂σ², becomes ∂E/∂σ²; of the exact gradient only.
    """

    x: Array
    slope: Array
    spread: Array


class Scratch(NamedTuple):
    """Room for one core and one part of a batch; without meaning afterwards.

    Attributes
    ----------
    x_squared : (B, K)
    squares : (K, N)
        (c̃ s)².
    sums, squared_sums : (B, N)
        Σ x̃ c̃ and Σ (x̃ c̃ s)² over the axons of a type.
    z, inverse_sigma : (B, N)
        μ - θ and σ² first, then (μ - θ) / σ and 1 / σ.
    by_axon, spread_by_axon : (B, K)
        ∂E/∂x̃, and Σ (c̃ s)² ∂E/∂σ² over the neurons.
    bits, powers : (N,)
        Powers of two: the same memory as integers and as numbers.
    """

    x_squared: Array
    squares: Array
    sums: Array
    squared_sums: Array
    z: Array
    inverse_sigma: Array
    by_axon: Array
    spread_by_axon: Array
    bits: Array
    powers: Array


@kernel
def scale(pixels: Array, chosen: Array, values: Array) -> None:
    """Take images out of many and turn pixels 0..255 into input values 0..1.

    Parameters
    ----------
    pixels : uint8 (images, M), of all of them
    chosen : int (B,)
    values : (B, M + 1), written but for the last column
    """
    elements = pixels.shape[1]
    unit = values.dtype.type(1 / 255)
    for image in range(len(chosen)):
        mine, written = pixels[chosen[image]], values[image]
        for element in range(elements):
            written[element] = mine[element] * unit


@kernel
def forward(
    cores: CoreArrays,
    source: Array,
    images: tuple[int, int],
    kept: float,
    threshold: float,
    floor: float,
    curve: Curve,
    exact: bool,
    batch: BatchArrays,
    scratch: Scratch,
    out: Array,
) -> None:
    """Compute the firing probabilities of a group (2), (3).

    Parameters
    ----------
    cores : CoreArrays
    source : (B, M + 1); the last column is zero, for axons that only pad
    images : the part's first image in its batch, and the one after its last
    kept : share of the neurons below that dropout kept, 0..1
    threshold : θ
    floor : least variance
    curve : from `tnstudio.training.normal`
    exact : whether the exact gradient is wanted afterwards
    batch : BatchArrays, the part's images are written
    scratch : Scratch
    out : (B, M + 1), ñ, the columns of these cores are written
    """
    start, stop = images
    z, inverse_sigma = scratch.z, scratch.inverse_sigma
    for core in range(len(cores.first)):
        begin_sums(cores.leaks[core], threshold, z, inverse_sigma)
        for t in range(cores.columns.shape[1]):
            x = batch.x[core, t, start:stop]
            synapses, strengths = cores.synapses[core, t], cores.strengths[core, t]
            gather(source, cores.columns[core, t], x)
            square(x, kept, scratch.x_squared)
            square_weights(synapses, strengths, scratch.squares)
            np.dot(x, synapses, scratch.sums)
            np.dot(scratch.x_squared, scratch.squares, scratch.squared_sums)
            add_sums(scratch.sums, scratch.squared_sums, strengths, z, inverse_sigma)
        standardise(floor, z, inverse_sigma)
        slope, first = batch.slope[core, start:stop], cores.first[core]
        bells(z, curve, scratch.bits, scratch.powers, slope)
        fire(z, inverse_sigma, curve, first, slope, out)
        if exact:
            spread_out(z, inverse_sigma, slope, floor, batch.spread[core, start:stop])


@inner_kernel
def gather(source: Array, columns: Array, x: Array) -> None:
    """Copy the inputs of a core's axons from the layer below.

    Parameters
    ----------
    source : (B, M + 1)
    columns : int32 (K,)
    x : (B, K), written
    """
    images, slots = x.shape
    for image in range(images):
        inputs = source[image]
        for slot in range(slots):
            # Unsigned: a negative place would be counted from the end.
            x[image, slot] = inputs[np.uint32(columns[slot])]


@inner_kernel
def square(x: Array, kept: float, x_squared: Array) -> None:
    """Square the inputs of a core's axons.

    With dropout an input is x̃ / q where q is the share of neurons kept, or 0.
    Its square counts q times, so that both Σ x̃ and Σ x̃² are on average what
    they are without dropout: a neuron that is kept stands for 1 / q neurons.

    Parameters
    ----------
    x : (B, K)
    kept : q, 0..1
    x_squared : (B, K), written
    """
    images, slots = x.shape
    share = x.dtype.type(kept)
    for image in range(images):
        for slot in range(slots):
            x_squared[image, slot] = share * x[image, slot] * x[image, slot]


@inner_kernel
def square_weights(synapses: Array, strengths: Array, squares: Array) -> None:
    """Compute (c̃ s)². To keep it for all cores costs more than to compute it.

    Parameters
    ----------
    synapses : (K, N), c̃
    strengths : (N,)
    squares : (K, N), written
    """
    slots, neurons = synapses.shape
    for slot in range(slots):
        for j in range(neurons):
            weight = synapses[slot, j] * strengths[j]
            squares[slot, j] = weight * weight


@inner_kernel
def begin_sums(leaks: Array, threshold: float, mean: Array, variance: Array) -> None:
    """Begin with b - θ and no variance.

    Parameters
    ----------
    leaks : (N,)
    threshold : θ
    mean, variance : (B, N), written
    """
    images, neurons = mean.shape
    theta, zero = mean.dtype.type(threshold), mean.dtype.type(0.0)
    for image in range(images):
        for j in range(neurons):
            mean[image, j] = leaks[j] - theta
            variance[image, j] = zero


@inner_kernel
def add_sums(
    sums: Array, squares: Array, strengths: Array, mean: Array, variance: Array
) -> None:
    """Add what the axons of a type bring to mean and variance (2).

    The sum over the axons of a type, D_t = Σ x̃ c̃, serves both:
    μ = b + Σ_t s_t D_t and σ² = Σ_t s_t² D_t - Σ (x̃ c̃ s)².

    Parameters
    ----------
    sums : (B, N), D_t
    squares : (B, N), Σ (x̃ c̃ s)² over the axons of the type
    strengths : (N,), s_t
    mean, variance : (B, N), added to
    """
    images, neurons = sums.shape
    for image in range(images):
        for j in range(neurons):
            weighted = strengths[j] * sums[image, j]
            mean[image, j] += weighted
            variance[image, j] += strengths[j] * weighted - squares[image, j]


@inner_kernel
def standardise(floor: float, mean: Array, variance: Array) -> None:
    """Turn mean and variance into (μ - θ) / σ and 1 / σ.

    Parameters
    ----------
    floor : least variance
    mean, variance : (B, N), overwritten
    """
    images, neurons = mean.shape
    least, one = mean.dtype.type(floor), mean.dtype.type(1.0)
    for image in range(images):
        for j in range(neurons):
            inverse = one / np.sqrt(max(variance[image, j], least))
            variance[image, j] = inverse
            mean[image, j] *= inverse


@inner_kernel
def bells(z: Array, curve: Curve, bits: Array, powers: Array, out: Array) -> None:
    """Compute exp(-z² / 2), many neurons in one go.

    exp(a) = 2^k exp(r) with a whole k and |r| <= ½ log 2, for which the series
    is short; 2^k is made from its bits.

    Parameters
    ----------
    z : (B, N)
    curve : Curve
    bits, powers : (N,), the same memory as integers and as numbers, written
    out : (B, N), written; where it should be below 2^-125 (single precision), it
        is about that
    """
    images, neurons = z.shape
    number, whole = z.dtype.type, bits.dtype.type
    minus_half, least = number(-0.5), curve.least
    inverse = number(_INVERSE_LOG_TWO)
    high, low = number(_LOG_TWO_HIGH), number(_LOG_TWO_LOW)
    bias, shift = whole(curve.bias), whole(curve.shift)
    for image in range(images):
        for j in range(neurons):
            a = max(minus_half * z[image, j] * z[image, j], least)
            k = np.rint(a * inverse)
            r = (a - k * high) - k * low
            p = curve.series[-1]
            for term in range(len(curve.series) - 2, -1, -1):
                p = p * r + curve.series[term]
            out[image, j] = p
            bits[j] = (whole(k) + bias) << shift
        for j in range(neurons):
            out[image, j] *= powers[j]


@inner_kernel
def fire(
    z: Array, inverse_sigma: Array, curve: Curve, first: int, slope: Array, out: Array
) -> None:
    """Turn z into firing probabilities Φ(z) (3) and their slopes.

    Parameters
    ----------
    z, inverse_sigma : (B, N)
    curve : Curve
    first : column of ``out`` that the first neuron goes to
    slope : (B, N), exp(-z² / 2); becomes ∂ñ/∂μ = φ(z) / σ
    out : (B, M + 1), ñ, N columns are written
    """
    images, neurons = z.shape
    number = z.dtype.type
    root_half, shift = number(_ROOT_HALF), number(SHIFT)
    half, one, two, zero = number(0.5), number(1.0), number(2.0), number(0.0)
    density = number(_INVERSE_ROOT_TWO_PI)
    for image in range(images):
        # Of a slice of all rows the compiler would not know how columns lie.
        fired = out[image, first : first + neurons]
        for j in range(neurons):
            x = abs(z[image, j]) * root_half
            t = (x - shift) / (x + shift)
            p = curve.tail[-1]
            for term in range(len(curve.tail) - 2, -1, -1):
                p = p * t + curve.tail[term]
            e = slope[image, j]
            tail = half * e * p / (one + two * x)
            fired[j] = one - tail if z[image, j] > zero else tail
            slope[image, j] = density * e * inverse_sigma[image, j]


@inner_kernel
def spread_out(
    z: Array, inverse_sigma: Array, slope: Array, floor: float, spread: Array
) -> None:
    """Compute ∂ñ/∂σ² = -½ z φ(z) / σ², and 0 where the least variance holds.

    Parameters
    ----------
    z, inverse_sigma : (B, N)
    slope : (B, N), φ(z) / σ
    floor : least variance
    spread : (B, N), written
    """
    images, neurons = z.shape
    number = z.dtype.type
    minus_half, zero = number(-0.5), number(0.0)
    largest = number(1.0) / np.sqrt(number(floor))
    for image in range(images):
        for j in range(neurons):
            inverse = inverse_sigma[image, j]
            lifted = minus_half * z[image, j] * slope[image, j] * inverse
            spread[image, j] = lifted if inverse < largest else zero


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

"""Training, the way back: from ∂E/∂ñ of a layer to that of the layer below.

Shapes and manner are those of `tnstudio.training.forward_kernels`; equation
numbers those of E15 (Esser et al. 2015).
"""

import numpy as np

from tnstudio.jit import inner_kernel, kernel
from tnstudio.training.forward_kernels import (
    Array,
    BatchArrays,
    CoreArrays,
    Scratch,
    square_weights,
)


@kernel
def backward(
    cores: CoreArrays,
    error: Array,
    images: tuple[int, int],
    kept: float,
    exact: bool,
    batch: BatchArrays,
    scratch: Scratch,
    inner: Array,
) -> None:
    """Compute ∂E/∂μ, ∂E/∂σ² and ∂E/∂x̃ of a group.

    A synapse of weight w = c̃ s has ∂μ/∂x̃ = w, and of ∂σ²/∂x̃ = w s - 2 x̃ w² the
    first part goes into one product with it: (∂E/∂μ + s ∂E/∂σ²) s c̃.

    Parameters
    ----------
    cores : CoreArrays
    error : (B, M + 1), ∂E/∂ñ
    images : the part's first image in its batch, and the one after its last
    kept : share of the neurons below that dropout kept, 0..1
    exact : whether σ² is taken into account
    batch : BatchArrays, as `forward` left it; slope and spread are overwritten
    scratch : Scratch
    inner : (B, inputs + 1), ∂E/∂x̃, written where these cores read; of the first
        layer nobody wants it, then (0, 0)
    """
    start, stop = images
    for core in range(len(cores.first)):
        slope, spread = batch.slope[core, start:stop], batch.spread[core, start:stop]
        weigh(error, cores.first[core], slope)
        if exact:
            weigh(error, cores.first[core], spread)
        if not len(inner):
            continue
        for t in range(cores.columns.shape[1]):
            synapses, strengths = cores.synapses[core, t], cores.strengths[core, t]
            if exact:
                add_spread(slope, spread, strengths, scratch.sums)
                times(scratch.sums, strengths, scratch.sums)
            else:
                times(slope, strengths, scratch.sums)
            np.dot(scratch.sums, synapses.T, scratch.by_axon)
            if exact:
                square_weights(synapses, strengths, scratch.squares)
                np.dot(spread, scratch.squares.T, scratch.spread_by_axon)
                x = batch.x[core, t, start:stop]
                add_to_inputs(scratch.spread_by_axon, x, kept, scratch.by_axon)
            scatter(scratch.by_axon, cores.columns[core, t], inner)


@inner_kernel
def weigh(error: Array, first: int, slope: Array) -> None:
    """Multiply a slope of ñ by ∂E/∂ñ, in place.

    Parameters
    ----------
    error : (B, M + 1), ∂E/∂ñ
    first : column of ``error`` that belongs to the first neuron
    slope : (B, N)
    """
    images, neurons = slope.shape
    for image in range(images):
        # Of a slice of all rows the compiler would not know how columns lie.
        mine = error[image, first : first + neurons]
        for j in range(neurons):
            slope[image, j] *= mine[j]


@inner_kernel
def add_spread(slope: Array, spread: Array, strengths: Array, both: Array) -> None:
    """Compute ∂E/∂μ + s ∂E/∂σ².

    Parameters
    ----------
    slope, spread : (B, N), ∂E/∂μ and ∂E/∂σ²
    strengths : (N,)
    both : (B, N), written
    """
    images, neurons = slope.shape
    for image in range(images):
        for j in range(neurons):
            both[image, j] = slope[image, j] + strengths[j] * spread[image, j]


@inner_kernel
def times(error: Array, strengths: Array, product: Array) -> None:
    """Multiply by the neurons' strengths.

    Parameters
    ----------
    error : (B, N)
    strengths : (N,)
    product : (B, N), written; may be ``error``
    """
    images, neurons = error.shape
    for image in range(images):
        for j in range(neurons):
            product[image, j] = error[image, j] * strengths[j]


@inner_kernel
def add_to_inputs(squares: Array, x: Array, kept: float, by_axon: Array) -> None:
    """Add the variance's second part, -2 x̃ Σ (c̃ s)² ∂E/∂σ², to ∂E/∂x̃.

    Parameters
    ----------
    squares : (B, K), Σ (c̃ s)² ∂E/∂σ²
    x : (B, K)
    kept : share of neurons kept below, see `square`
    by_axon : (B, K), added to
    """
    images, slots = x.shape
    factor = x.dtype.type(-2.0 * kept)
    for image in range(images):
        for slot in range(slots):
            squared = squares[image, slot]
            by_axon[image, slot] += factor * x[image, slot] * squared


@inner_kernel
def scatter(by_axon: Array, columns: Array, error: Array) -> None:
    """Bring the error of a core's axons to the neurons that feed them.

    A neuron feeds at most one axon, so no two values meet, but for the padding
    column, which is not read.

    Parameters
    ----------
    by_axon : (B, K), ∂E/∂x̃
    columns : int32 (K,)
    error : (B, M + 1), written
    """
    images, slots = by_axon.shape
    for image in range(images):
        below = error[image]
        for slot in range(slots):
            # Unsigned: a negative place would be counted from the end.
            below[np.uint32(columns[slot])] = by_axon[image, slot]

"""Counting parameters into the bins of histograms."""

import numpy as np
import numpy.typing as npt

from tnstudio.jit import inner_kernel, kernel

LANES = 4
"""Counts side by side, added up in the end: most c̃ are 0 or 1, and to count
one bin again and again is to wait for memory each time."""


@kernel
def count_synapses(
    probabilities: npt.NDArray[np.float32],
    axon_types: npt.NDArray[np.uint8],
    strengths: npt.NDArray[np.int16],
    strongest: int,
    of_c: npt.NDArray[np.int64],
    of_weights: npt.NDArray[np.int64],
) -> None:
    """Count c̃ and c̃ s of one core.

    Parameters
    ----------
    probabilities : float32 array, shape (axons, neurons)
    axon_types : uint8 array, shape (axons,)
    strengths : int16 array, shape (types, neurons)
    strongest : int
        S, none of the absolute strengths above it, >= 1.
    of_c, of_weights : int64 arrays, shape (LANES, bins + 1)
        Are added to. Bins of c̃ go evenly from 0 to 1, of c̃ s from -S to S;
        each has its lower edge, the last one both. What is no number from 0 to
        1 is counted beside them, at the end. The bins are a power of two.
    """
    axons, neurons = probabilities.shape
    bins = np.int32(of_c.shape[1] - 1)
    half = bins // np.int32(2)
    is_power = strongest & (strongest - 1) == 0
    places = np.empty(neurons, np.float32)
    c_bins = np.empty(neurons, np.int32)
    weight_bins = np.empty(neurons, np.int32)
    for axon in range(axons):
        row = strengths[axon_types[axon]]
        # Apart from the counting, these loops are vectorised.
        for neuron in range(neurons):
            c = probabilities[axon, neuron]
            known = (c >= np.float32(0)) & (c <= np.float32(1))
            level = c if known else np.float32(0)
            # Powers of two times 24 bits are exact.
            c_bin = min(np.int32(level * np.float32(bins)), bins - np.int32(1))
            c_bins[neuron] = c_bin if known else bins
            places[neuron] = level * np.float32(row[neuron]) * np.float32(half)
        if is_power:
            _floor_exact(places, np.float32(1.0 / strongest), weight_bins)
        else:
            _floor_quotients(places, np.float64(strongest), weight_bins)
        for neuron in range(neurons):
            lane = neuron % LANES
            c_bin = c_bins[neuron]
            weight_bin = min(weight_bins[neuron] + half, bins - np.int32(1))
            of_c[lane, c_bin] += 1
            of_weights[lane, weight_bin if c_bin < bins else bins] += 1


@inner_kernel
def _floor_exact(
    places: npt.NDArray[np.float32], share: np.float32, found: npt.NDArray[np.int32]
) -> None:
    """Round places times a power of two down."""
    for k in range(len(places)):
        found[k] = np.int32(np.floor(places[k] * share))


@inner_kernel
def _floor_quotients(
    places: npt.NDArray[np.float32], whole: float, found: npt.NDArray[np.int32]
) -> None:
    """Round places divided by a whole number down."""
    for k in range(len(places)):
        place = np.float64(places[k])
        quotient = np.floor(place / whole)
        # It may have been rounded over an edge; these products are exact.
        quotient -= 1.0 if quotient * whole > place else 0.0
        quotient += 1.0 if (quotient + 1.0) * whole <= place else 0.0
        found[k] = np.int32(quotient)

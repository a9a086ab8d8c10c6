"""Counting parameters into the bins of histograms."""

import numpy as np
import numpy.typing as npt

from tnstudio.jit import kernel

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
    half, one = bins // np.int32(2), np.int32(1)
    whole = np.float64(strongest)
    c_bins = np.empty(neurons, np.int32)
    weight_bins = np.empty(neurons, np.int32)
    for axon in range(axons):
        row = strengths[axon_types[axon]]
        # Apart from the counting, this loop is vectorised.
        for neuron in range(neurons):
            c = probabilities[axon, neuron]
            known = (c >= np.float32(0)) & (c <= np.float32(1))
            level = np.float64(c) if known else 0.0
            # The weight itself has 32 bits, as everywhere; the rest is exact but
            # for the quotient, which may be rounded over an edge.
            weight = np.float32(level) * np.float32(row[neuron])
            place = np.float64(weight) * half
            found = np.floor(place / whole)
            found -= 1.0 if found * whole > place else 0.0
            found += 1.0 if (found + 1.0) * whole <= place else 0.0
            c_bin = min(np.int32(level * bins), bins - one)
            weight_bin = min(np.int32(found) + half, bins - one)
            c_bins[neuron] = c_bin if known else bins
            weight_bins[neuron] = weight_bin if known else bins
        for neuron in range(neurons):
            lane = neuron % LANES
            of_c[lane, c_bins[neuron]] += 1
            of_weights[lane, weight_bins[neuron]] += 1

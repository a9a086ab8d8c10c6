"""Histograms of parameters against NumPy's."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tnstudio.model.trained import TrainedCore
from tnstudio.training.counting import synapse_counts

EDGES = [k / 64 for k in range(65)]
# Just inside of each edge, seen from one side or the other.
NEAR = [float(np.nextafter(np.float32(e), np.float32(1 - e))) for e in EDGES]
LEVELS = st.one_of(
    st.floats(0, 1, width=32), st.sampled_from(EDGES), st.sampled_from(NEAR)
)
TYPES = 4


@st.composite
def cores(draw):
    axons, neurons = draw(st.integers(0, 9)), draw(st.integers(0, 7))
    strongest = draw(st.sampled_from([1, 2, 3, 7, 64, 85, 255]))
    types, strengths = st.integers(0, TYPES - 1), st.integers(-strongest, strongest)
    return TrainedCore(
        axon_types=draw(hnp.arrays(np.uint8, axons, elements=types)),
        strengths=draw(hnp.arrays(np.int16, (TYPES, neurons), elements=strengths)),
        probabilities=draw(hnp.arrays(np.float32, (axons, neurons), elements=LEVELS)),
        biases=np.zeros(neurons, np.float32),
    ), strongest


def counted(values, bins, low, high):
    """Count one by one: a bin has its lower edge, the last one both."""
    counts = [0] * bins
    edges = [low + k * (high - low) / bins for k in range(bins + 1)]
    for value in values:
        found = max(k for k in range(bins) if edges[k] <= float(value))
        counts[found] += 1
    return counts


TINY = TrainedCore(
    axon_types=np.zeros(3, np.uint8),
    strengths=np.array([[-1, 1, 3]] * TYPES, np.int16),
    probabilities=np.array([[0, 1e-30, 1e-7]] * 3, np.float32),
    biases=np.zeros(3, np.float32),
)


@given(cores(), st.sampled_from([2, 16, 64]))
@example((TINY, 3), 64)
def test_that_every_synapse_is_in_the_bin_of_its_probability_and_its_weight(core, bins):
    core, strongest = core
    of_c, of_weights = synapse_counts([core, core], strongest, bins)
    c, weights = core.probabilities.ravel(), core.effective_weights().ravel()
    assert of_c.tolist() == [2 * n for n in counted(c, bins, 0, 1)]
    weighed = counted(weights, bins, -strongest, strongest)
    assert of_weights.tolist() == [2 * n for n in weighed]


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, -0.1, 1.5])
def test_that_what_is_no_probability_is_counted_nowhere(wrong):
    core = TrainedCore(
        axon_types=np.zeros(1, np.uint8),
        strengths=np.ones((1, 3), np.int16),
        probabilities=np.array([[0.5, wrong, 1.0]], np.float32),
        biases=np.zeros(3, np.float32),
    )
    of_c, of_weights = synapse_counts([core], 1, 4)
    assert of_c.tolist() == [0, 0, 1, 1]
    assert of_weights.tolist() == [0, 0, 0, 2]

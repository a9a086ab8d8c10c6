"""What a run keeps: thinned losses, exact counts, the best epoch."""

from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import parameter_history
from tnstudio.model.records import EpochRecord
from tnstudio.model.run import BINS, best_of, no_parameters, thinned

LOSSES = st.lists(st.floats(0, 100, width=32), max_size=70)


@given(losses=LOSSES, most=st.integers(1, 20))
def test_that_thinned_losses_are_means_of_stretches(losses, most):
    curve, stretch = thinned(np.array(losses, np.float32), most)
    assert stretch & (stretch - 1) == 0
    assert len(curve) <= most
    assert stretch == 1 or -(-len(losses) // (stretch // 2)) > most
    expected = [fmean(losses[k : k + stretch]) for k in range(0, len(losses), stretch)]
    assert curve.tolist() == pytest.approx(expected, rel=1e-6)


@given(losses=LOSSES, most=st.integers(1, 20))
def test_that_thinning_what_was_thinned_and_stretched_changes_nothing(losses, most):
    """So the run of a network that was restored is found again."""
    curve, stretch = thinned(np.array(losses, np.float32), most)
    again, stretch_again = thinned(np.repeat(curve, stretch)[: len(losses)], most)
    assert stretch_again == stretch
    np.testing.assert_array_equal(again, curve)


@given(
    values=st.lists(st.floats(-0.99, 0.99), min_size=1, max_size=50),
    own=st.integers(0, 8),
    more=st.integers(0, 8),
)
def test_that_biases_in_wider_bins_are_counted_exactly(values, own, more):
    reach, wide = 2**own, 2 ** (own + more)
    biases = np.array(values) * reach
    counts = np.histogram(biases, BINS, (-reach, reach))[0]
    history = replace(
        no_parameters(1),
        reaches=np.array([[reach]], np.int16),
        biases=counts[None, None].astype(np.uint32),
    )
    expected = np.histogram(biases, BINS, (-wide, wide))[0]
    np.testing.assert_array_equal(history.biases_within(wide)[0, 0], expected)


def test_that_shares_of_saturated_synapses_are_of_all_synapses_of_a_layer():
    history = parameter_history(np.random.default_rng(1), [1, 4], 2)
    counts = np.zeros((2, 2, BINS), np.uint32)
    counts[0, 0, :3], counts[1, 0, 5], counts[1, 1, 0] = 10, 8, 1
    saturated = np.array([[6, 0], [8, 0]], np.uint32)
    history = replace(history, probabilities=counts, saturated=saturated)
    assert history.saturated_shares().tolist() == [[0.2, 0], [1, 0]]


def test_that_the_best_epoch_is_the_first_of_the_highest_test_accuracy():
    def records(*accuracies):
        return tuple(
            EpochRecord(k, 0.5, 0.5, accuracy, 0.5, 1.0, 1.0)
            for k, accuracy in enumerate(accuracies, 1)
        )

    nothing = float("nan")
    assert best_of(()) is None
    assert best_of(records(nothing, nothing)) is None
    assert best_of(records(nothing, 0.5, 0.7, 0.7)).epoch == 3

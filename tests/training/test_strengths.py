"""Axon types and strengths are spread as E15 §3.4 asks."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.training.strengths import arrange_strengths, spread_axon_types


@given(st.integers(1, 300), st.integers(1, 8), st.integers(0, 2**32))
def test_that_types_are_spread_evenly_over_the_axons(axons, types, seed):
    found = spread_axon_types(axons, types, np.random.default_rng(seed))
    counts = np.bincount(found, minlength=types)
    assert counts.sum() == axons
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize(
    ("strengths", "arrangements"), [((-1, -1, 1, 1), 6), ((-2, -1, 1, 2), 24)]
)
def test_that_all_arrangements_occur_equally_often(strengths, arrangements):
    found = arrange_strengths(strengths, 256, np.random.default_rng(1))
    counts = Counter(tuple(column) for column in found.T.tolist())
    assert len(counts) == arrangements
    assert max(counts.values()) - min(counts.values()) <= 1


@given(st.lists(st.integers(-255, 255), min_size=1, max_size=5), st.integers(0, 99))
def test_that_every_neuron_has_each_strength_once(strengths, seed):
    found = arrange_strengths(tuple(strengths), 20, np.random.default_rng(seed))
    for column in found.T.tolist():
        assert sorted(column) == sorted(strengths)

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


def test_that_16_axon_types_are_arranged_without_listing_all_orders():
    strengths = tuple(range(16))
    found = arrange_strengths(strengths, 300, np.random.default_rng(1))
    assert found.shape == (16, 300)
    columns = {tuple(column) for column in found.T.tolist()}
    assert len(columns) == 300
    assert all(sorted(column) == list(strengths) for column in columns)


@given(st.lists(st.integers(-255, 255), min_size=1, max_size=5), st.integers(0, 99))
def test_that_every_neuron_has_each_strength_once(strengths, seed):
    found = arrange_strengths(tuple(strengths), 20, np.random.default_rng(seed))
    for column in found.T.tolist():
        assert sorted(column) == sorted(strengths)

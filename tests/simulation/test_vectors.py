"""Vector instructions and what stands for them in plain Python."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tnstudio.jit import kernel
from tnstudio.simulation import vectors

SEEDS = st.integers(0, 2**32)
WORDS = st.integers(0, 2**64 - 1).map(np.uint64)
FIRSTS = st.sampled_from([0, 1, 64, 130])


@kernel
def added(total, values, first, mask):
    vectors.add_where(total, values, first, mask)


@kernel
def masked(bits, first):
    return vectors.mask_of(bits, first)


@kernel
def compared(values, bounds, first):
    return vectors.mask_at_least(values, bounds, first)


@kernel
def fetched(values, row):
    vectors.prefetch(values, row)


@given(SEEDS, FIRSTS, WORDS)
@settings(deadline=None)
def test_that_sums_where_a_mask_is_on_are_those_of_plain_python(seed, first, mask):
    random = np.random.default_rng(seed)
    total, values = random.integers(-30_000, 30_000, (2, 200), np.int16)
    expected = total.copy()
    with np.errstate(over="ignore"):
        vectors._add_where(expected, values, first, mask)
        added(total, values, first, mask)
    np.testing.assert_array_equal(total, expected)


@given(SEEDS, FIRSTS)
@settings(deadline=None)
def test_that_masks_are_those_of_plain_python(seed, first):
    random = np.random.default_rng(seed)
    bits, others = random.integers(0, 4, (2, 200), np.uint8)
    assert masked(bits, first) == vectors._mask_of(bits, first)
    expected = vectors._mask_at_least(bits, others, first)
    assert compared(bits, others, first) == expected


def test_that_bytes_are_compared_without_a_sign():
    values, bounds = np.full(64, 255, np.uint8), np.full(64, 1, np.uint8)
    assert compared(values, bounds, 0) == 2**64 - 1
    assert compared(bounds, values, 0) == 0


def test_that_fetching_ahead_changes_nothing():
    table = np.arange(12, dtype=np.uint64).reshape(3, 4)
    fetched(table, 2)
    np.testing.assert_array_equal(table.ravel(), np.arange(12))

"""Recorded input spikes come back as they were."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.errors import TNStudioError
from tnstudio.simulation import input_log
from tnstudio.simulation.input_log import InputLog

SEEDS = st.integers(0, 2**32)


def spikes(seed, ticks, lines, density):
    random = np.random.default_rng(seed)
    return (random.random((ticks, lines)) < density).astype(np.uint8)


@given(
    lines=st.integers(0, 40),
    first=st.integers(0, 1000),
    pieces=st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from([0, 0.01, 0.2, 1])), max_size=5
    ),
    block_bytes=st.sampled_from([1, 16, 64]),
    data=st.data(),
)
def test_that_any_range_comes_back(lines, first, pieces, block_bytes, data):
    """Also after the end was cut off and written anew."""
    expected = np.zeros((0, lines), np.uint8)
    with (
        patch.object(input_log, "BLOCK_BYTES", block_bytes),
        patch.object(input_log, "MOST_BLOCK_TICKS", 7),
    ):
        log = InputLog(lines, first)
    for ticks, density in pieces:
        cut = data.draw(st.integers(0, len(expected)))
        log.cut(first + cut)
        rows = spikes(data.draw(SEEDS), ticks, lines, density)
        log.append(rows * 3)
        expected = np.concatenate((expected[:cut], rows))
        assert log.end == first + len(expected)
    low = data.draw(st.integers(0, len(expected)))
    high = data.draw(st.integers(low, len(expected)))
    rows = log.rows(first + low, first + high)
    assert rows.dtype == np.uint8
    np.testing.assert_array_equal(rows, expected[low:high])


@given(SEEDS, st.integers(0, 60), st.integers(0, 60))
def test_that_a_copy_goes_on_by_itself(seed, cut, ticks):
    with patch.object(input_log, "MOST_BLOCK_TICKS", 16):
        log = InputLog(9)
        before = spikes(seed, 60, 9, 0.3)
        log.append(before)
        copy = log.copy()
    copy.cut(cut)
    after = spikes(seed + 1, ticks, 9, 0.3)
    copy.append(after)
    log.append(before[:5])
    np.testing.assert_array_equal(
        copy.rows(0, cut + ticks), np.concatenate((before[:cut], after))
    )
    np.testing.assert_array_equal(log.rows(0, 65), np.concatenate((before, before[:5])))


def test_that_rows_given_to_the_caller_are_its_own():
    log = InputLog(10)
    log.append(spikes(1, 20, 10, 0.5))
    log.rows(0, 20)[:] = 7
    np.testing.assert_array_equal(log.rows(0, 20), spikes(1, 20, 10, 0.5))


@pytest.mark.parametrize(("density", "most"), [(0, 0.01), (0.001, 0.05), (0.02, 0.3)])
def test_that_sparse_input_takes_little_memory(density, most):
    rows = spikes(0, 2048, 1024, density)
    log = InputLog(1024)
    log.append(rows)
    full_blocks = log.nbytes - input_log.BLOCK_BYTES
    assert full_blocks == log.nbytes - 2048 * 128
    assert full_blocks < most * rows.size / 8


def test_that_dense_input_takes_a_bit_per_line_and_tick():
    rows = spikes(0, 4096, 1024, 0.5)
    log = InputLog(1024)
    log.append(rows)
    assert log.nbytes <= rows.size / 8 + input_log.BLOCK_BYTES


@pytest.mark.parametrize("span", [(4, 6), (11, 16), (9, 8)])
def test_that_ticks_that_are_not_there_are_refused(span):
    log = InputLog(3, first=5)
    log.append(np.ones((10, 3), np.uint8))
    with pytest.raises(TNStudioError, match="not recorded") as caught:
        log.rows(*span)
    assert caught.value.hint == "ask for ticks from 5 to 15"


@pytest.mark.parametrize("tick", [4, 16])
def test_that_a_cut_outside_is_refused(tick):
    log = InputLog(3, first=5)
    log.append(np.ones((10, 3), np.uint8))
    with pytest.raises(TNStudioError, match="cannot be cut"):
        log.cut(tick)
    assert log.end == 15


def test_that_rows_of_another_width_are_refused():
    with pytest.raises(TNStudioError, match=r"not \(ticks, 3\)"):
        InputLog(3).append(np.ones((10, 4), np.uint8))

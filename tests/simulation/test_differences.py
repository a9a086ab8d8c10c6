"""Recordings compared by word, against a search spike by spike."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.errors import TNStudioError
from tnstudio.simulation import differences
from tnstudio.simulation.differences import (
    Divergence,
    difference,
    first_divergence,
)
from tnstudio.simulation.packing import pack
from tnstudio.simulation.recording import Recording


def recording_of(bits, first_tick=0):
    ticks, cores, neurons = bits.shape
    words = pack(bits.reshape(-1, neurons) != 0)
    words = words.reshape(ticks, cores, words.shape[1])
    return Recording(first_tick, neurons, words, np.zeros((ticks, 1), np.uint8))


@st.composite
def pairs(draw):
    """Two recordings that share ticks and most spikes, and their bits by place."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    cores, neurons = draw(st.sampled_from([(1, 1), (3, 7), (2, 64), (2, 130)]))
    span = draw(st.integers(1, 30))
    bits = random.random((span, cores, neurons)) < draw(st.sampled_from([0, 0.1, 1]))
    flips = random.random(bits.shape) < draw(st.sampled_from([0, 0.002, 0.5]))
    made = []
    for values in (bits, bits ^ flips):
        low = draw(st.integers(0, span // 2))
        high = draw(st.integers(span // 2 + 1, span))
        made.append((values[low:high], low + 100))
    return made


def places(bits, first_tick):
    """Return all spikes as (tick, core, neuron)."""
    return {
        (tick + first_tick, core, neuron)
        for tick, cores in enumerate(bits)
        for core, neurons in enumerate(cores)
        for neuron, spike in enumerate(neurons)
        if spike
    }


def within(spikes, one, other):
    first = max(one[1], other[1])
    stop = min(one[1] + len(one[0]), other[1] + len(other[0]))
    return {place for place in spikes if first <= place[0] < stop}


@given(pairs(), st.sampled_from([1, 64, 2**22]))
def test_that_the_first_spike_of_one_alone_is_found(pair, block_bytes):
    in_a, in_b = (within(places(*one), *pair) for one in pair)
    with patch.object(differences, "BLOCK_BYTES", block_bytes):
        found = first_divergence(*(recording_of(*one) for one in pair))
    alone = min(in_a ^ in_b, default=None)
    if alone is None:
        assert found is None
    else:
        assert found == Divergence(*alone, "a" if alone in in_a else "b")


@given(pairs(), st.sampled_from([1, 64, 2**22]))
def test_that_all_spikes_are_sorted_into_three(pair, block_bytes):
    in_a, in_b = (within(places(*one), *pair) for one in pair)
    with patch.object(differences, "BLOCK_BYTES", block_bytes):
        found = difference(*(recording_of(*one) for one in pair))
    expected = [sorted(part) for part in (in_a - in_b, in_b - in_a, in_a & in_b)]
    for events, part in zip(
        (found.only_a, found.only_b, found.both), expected, strict=True
    ):
        assert list(zip(*map(np.ndarray.tolist, events), strict=True)) == part
        assert [column.dtype for column in events] == [np.int64, np.int32, np.int32]
    assert found.counts == tuple(map(len, expected))
    by_tick = found.counts_by_tick()
    assert by_tick.shape == (found.ticks, 3)
    for tick in range(found.ticks):
        assert by_tick[tick].tolist() == [
            sum(place[0] == found.first_tick + tick for place in part)
            for part in expected
        ]


@pytest.mark.parametrize("compare", [first_divergence, difference])
@pytest.mark.parametrize("shape", [(5, 3, 7), (5, 2, 8), (5, 2, 70)])
def test_that_chips_of_other_sizes_are_not_compared(compare, shape):
    with pytest.raises(TNStudioError, match="One chip has 2 cores of 7 neurons"):
        compare(recording_of(np.ones((5, 2, 7))), recording_of(np.ones(shape)))


@pytest.mark.parametrize("compare", [first_divergence, difference])
@pytest.mark.parametrize("ticks", [0, 5])
def test_that_recordings_without_a_common_tick_are_not_compared(compare, ticks):
    one = recording_of(np.ones((5, 2, 7), np.bool_), 3)
    other = recording_of(np.ones((ticks, 2, 7), np.bool_), 8)
    with pytest.raises(TNStudioError, match="No tick is in both: ticks 3 to 7 and"):
        compare(one, other)

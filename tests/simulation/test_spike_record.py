"""A record shows every spike where it was, from near and from far."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulation.test_spike_store import random_spikes, recorded
from tnstudio.simulation import spike_record
from tnstudio.simulation.packing import unpack
from tnstudio.simulation.spike_record import SpikeRecord

SEEDS = st.integers(0, 2**32)
SIZES = st.sampled_from([(1, 1), (3, 70), (300, 256)])
DENSITIES = st.sampled_from([0.0, 0.0005, 0.02, 0.5])


@pytest.fixture(autouse=True)
def _small_groups(monkeypatch):
    """Rows of 4, 16 and 64 ticks: small runs reach every level."""
    monkeypatch.setattr(spike_record, "FACTOR", 4)


def filled(spikes, cuts=(), budget=2**29):
    record = SpikeRecord(spikes.shape[1], spikes.shape[2], budget)
    at = 0
    for piece in np.split(spikes, sorted(cuts)):
        record.append(recorded(piece, at))
        at += len(piece)
    return record


def bits_of(pooled, neurons):
    """Unpack, shape (cores, columns, neurons)."""
    cores, columns, words = pooled.words.shape
    flat = pooled.words.reshape(cores * columns, words)
    return unpack(flat, neurons).reshape(cores, columns, neurons)


def expected_bits(spikes, pooled, cores, end):
    """Take together the ticks of each column."""
    first, step = pooled.first_tick, pooled.step
    stops = [min(t + step, end) for t in range(first, end, step)]
    starts = range(first, end, step)
    columns = [
        spikes[low:high][:, cores].any(axis=0)
        for low, high in zip(starts, stops, strict=True)
    ]
    if not columns:
        return np.zeros((len(cores), 0, spikes.shape[2]), np.bool_)
    return np.stack(columns, axis=1)


@given(SEEDS, SIZES, DENSITIES, st.data())
@settings(max_examples=200, deadline=None)
def test_that_a_picture_has_the_spikes_of_each_column_and_no_others(
    seed, size, density, data
):
    ticks = data.draw(st.integers(1, 300))
    cuts = data.draw(st.lists(st.integers(0, ticks), max_size=4))
    spikes = random_spikes(seed, *size, density, ticks)
    record = filled(spikes, cuts)
    first = data.draw(st.integers(0, ticks))
    end = data.draw(st.integers(first, ticks + 5))
    columns = data.draw(st.integers(2, 400))
    order = np.random.default_rng(seed).permutation(size[0])[: 1 + seed % 3]
    cores = order.tolist()
    pooled = record.pooled(cores, first, end, columns)
    assert pooled.words.shape[1] <= columns
    assert pooled.first_tick <= first
    assert (pooled.exact_from, pooled.known_from) == (0, 0)
    shown = min(pooled.first_tick + pooled.words.shape[1] * pooled.step, ticks)
    assert shown >= min(end, ticks)
    np.testing.assert_array_equal(
        bits_of(pooled, size[1]), expected_bits(spikes, pooled, cores, shown)
    )


@given(SEEDS, st.data())
@settings(max_examples=100, deadline=None)
def test_that_what_follows_a_cut_takes_the_place_of_what_was(seed, data):
    ticks = data.draw(st.integers(1, 200))
    spikes = random_spikes(seed, 3, 70, 0.05, ticks)
    record = filled(spikes)
    for k in range(data.draw(st.integers(1, 3))):
        cut = data.draw(st.integers(0, len(spikes)))
        record.cut(cut)
        assert (record.end, record.activity.end) == (cut, cut)
        more = random_spikes(seed + k, 3, 70, 0.05, data.draw(st.integers(0, 90)))
        if len(more):
            record.append(recorded(more, cut))
        spikes = np.concatenate([spikes[:cut], more])
    for columns in (3, 20, 200):
        pooled = record.pooled([0, 2], 0, len(spikes), columns)
        np.testing.assert_array_equal(
            bits_of(pooled, 70), expected_bits(spikes, pooled, [0, 2], len(spikes))
        )
    counts = record.activity.counts(0, len(spikes))
    assert counts.tolist() == spikes.sum(axis=(1, 2)).tolist()


def test_that_old_ticks_are_seen_wider_and_then_not_at_all():
    # Blocks of one megabyte: a full level has at least one of them.
    spikes = random_spikes(1, 300, 256, 0.5, 1200)
    record = filled(spikes, range(100, 1200, 100), budget=2**22)
    assert record.nbytes < 2**22 + 2**21
    assert 0 < record.first < 1200
    pooled = record.pooled([7], 0, 1200, 3000)
    assert (pooled.step, pooled.exact_from) == (1, record.first)
    assert pooled.known_from < pooled.exact_from
    found, expected = bits_of(pooled, 256)[0], spikes[:, 7]
    exact = slice(pooled.exact_from, None)
    np.testing.assert_array_equal(found[exact], expected[exact])
    # Wider columns lose no spike; each of their neurons spiked near by.
    wide = slice(pooled.known_from, pooled.exact_from)
    assert (found[wide] >= expected[wide]).all()
    assert not found[: pooled.known_from].any()
    for tick in range(pooled.known_from, pooled.exact_from, 64):
        group = slice(tick // 64 * 64, tick // 64 * 64 + 64)
        assert (found[tick] <= expected[group].any(axis=0)).all()


@pytest.mark.parametrize("cut", [3, 17, 500, 1037, 1199])
def test_that_what_a_cut_needs_of_the_forgotten_is_asked_for(cut):
    spikes = random_spikes(2, 300, 256, 0.5, 1200)
    record = filled(spikes, range(100, 1200, 100), budget=2**22)
    asked = []

    def recall(first, end):
        asked.append((first, end))
        # It may take its time: others can read meanwhile.
        assert record.end == 1200
        assert len(record.events(1198, 1200).tick)
        for tick in range(first, end, 7):
            stop = min(tick + 7, end)
            yield recorded(spikes[tick:stop], tick).spikes

    record.cut(cut, recall)
    assert all(cut - 64 < first < end <= cut for first, end in asked)
    record.append(recorded(spikes[cut:], cut))
    pooled = record.pooled([5, 9], max(0, cut - 64), 1200, 3)
    known = max(pooled.exact_from, pooled.first_tick)
    skipped = -(-(known - pooled.first_tick) // pooled.step)
    np.testing.assert_array_equal(
        bits_of(pooled, 256)[:, skipped:],
        expected_bits(spikes, pooled, [5, 9], 1200)[:, skipped:],
    )


def test_that_single_spikes_are_told():
    spikes = random_spikes(3, 3, 70, 0.3, 40)
    record = filled(spikes)
    for tick in range(40):
        for neuron in (0, 63, 64, 69):
            assert record.fired(2, neuron, tick) == spikes[tick, 2, neuron]
    assert not record.fired(0, 0, 41)
    np.testing.assert_array_equal(unpack(record.words(1, 5, 50), 70), spikes[5:, 1])
    assert len(record.events(0, 40).tick) == spikes.sum()

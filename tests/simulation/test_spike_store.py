"""The store gives back what it was given, within its budget."""

import subprocess
import sys
from os import environ
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tnstudio.errors import TNStudioError
from tnstudio.simulation.packing import pack
from tnstudio.simulation.recording import Recording, joined
from tnstudio.simulation.recording_kernels import PAGE
from tnstudio.simulation.spike_store import SpikeStore

SEEDS = st.integers(0, 2**32)
SIZES = st.sampled_from([(1, 1), (3, 7), (2, 64), (5, 130), (300, 256)])
DENSITIES = st.sampled_from([0.0, 0.003, 0.03, 0.5, 1.0])
TICKS = 40


def recorded(spikes, first_tick):
    """Return spikes, (ticks, cores, neurons), as a recording."""
    ticks, cores, neurons = spikes.shape
    words = pack(spikes.reshape(ticks * cores, neurons))
    words = words.reshape(ticks, cores, words.shape[1])
    words.flags.writeable = False
    return Recording(first_tick, neurons, words, np.zeros((ticks, 0), np.uint8))


def random_spikes(seed, cores, neurons, density, ticks=TICKS):
    """Draw spikes; some ticks have many, others none."""
    random = np.random.default_rng(seed)
    rate = density * random.choice([0.0, 0.5, 1.0], (ticks, 1, 1))
    return random.random((ticks, cores, neurons)) < rate


def rows(events):
    return np.stack(events, axis=1)


def listed(spikes, first_tick):
    return np.argwhere(spikes) + np.array([first_tick, 0, 0])


def fill(store, spikes, first_tick, cuts=()):
    """Append spikes in pieces."""
    at = first_tick
    for piece in np.split(spikes, sorted(cuts)):
        store.append(recorded(piece, at))
        at += len(piece)


@given(
    SEEDS,
    SIZES,
    DENSITIES,
    st.lists(st.integers(0, TICKS), max_size=4),
    st.sampled_from([1, 200, 5000, 2**20]),
    st.integers(0, 2**40),
    st.tuples(st.integers(-3, TICKS + 3), st.integers(-3, TICKS + 3)),
)
@settings(max_examples=100, deadline=None)
def test_that_all_spikes_come_back(seed, size, density, cuts, block, first, asked):
    spikes = random_spikes(seed, *size, density)
    store = SpikeStore(*size, first_tick=first, block_bytes=block)
    fill(store, spikes, first, cuts)
    assert (store.complete_from, store.end_tick) == (first, first + TICKS)
    low, high = (max(0, min(TICKS, k)) for k in asked)
    part = spikes[low:high]
    span = first + asked[0], first + asked[1]
    events = store.events(*span)
    assert [column.dtype for column in events] == [np.int64, np.int32, np.int32]
    np.testing.assert_array_equal(rows(events), listed(part, first + low))
    words = store.words(*span)
    np.testing.assert_array_equal(words, recorded(spikes, 0).spikes[low:high])
    np.testing.assert_array_equal(store.per_core(*span), part.sum(axis=(0, 2)))
    per_tick = store.per_tick(*span)
    assert len(per_tick) == max(0, asked[1] - asked[0])
    if len(part):
        inside = per_tick[low - asked[0] : high - asked[0]]
        np.testing.assert_array_equal(inside, part.sum(axis=(1, 2)))
    assert per_tick.sum() == part.sum()


@given(SEEDS, SIZES, DENSITIES, st.data())
@settings(max_examples=50, deadline=None)
def test_that_single_cores_are_found(seed, size, density, data):
    spikes = random_spikes(seed, *size, density)
    store = SpikeStore(*size, block_bytes=5000)
    fill(store, spikes, 0)
    cores = data.draw(st.sets(st.integers(0, size[0] - 1), max_size=3))
    only = np.zeros_like(spikes)
    only[:, list(cores)] = spikes[:, list(cores)]
    np.testing.assert_array_equal(
        rows(store.events(0, TICKS, cores)), np.argwhere(only)
    )


@given(
    SEEDS,
    SIZES,
    DENSITIES,
    st.lists(st.integers(0, TICKS), min_size=1, max_size=4),
    st.sampled_from([200, 3000, 30_000, 2**20]),
    st.sampled_from([100, 3000, 2**20]),
)
@settings(max_examples=60, deadline=None)
def test_that_a_cut_store_goes_on_from_there(seed, size, density, cuts, budget, block):
    spikes = random_spikes(seed, *size, density)
    store = SpikeStore(*size, budget_bytes=budget, block_bytes=block)
    fill(store, spikes, 0)
    for k, tick in enumerate(cuts):
        store.cut(tick)
        assert store.end_tick == tick
        assert store.complete_from <= tick
        new = random_spikes(seed + k + 1, *size, density, TICKS - tick)
        spikes = np.concatenate((spikes[:tick], new))
        fill(store, new, tick)
        first = store.complete_from
        np.testing.assert_array_equal(
            rows(store.events(first, TICKS)), listed(spikes[first:], first)
        )
        assert store.nbytes <= budget


@given(SEEDS, SIZES, DENSITIES, st.integers(0, 20_000), st.sampled_from([1, 500, 5000]))
@settings(max_examples=60, deadline=None)
def test_that_what_memory_drops_goes_to_the_sink(seed, size, density, budget, block):
    spikes = random_spikes(seed, *size, density)
    gone = []
    store = SpikeStore(
        *size,
        budget_bytes=budget,
        block_bytes=block,
        sink=lambda *dropped: gone.append(dropped),
    )
    for tick in range(TICKS):
        store.append(recorded(spikes[tick : tick + 1], tick))
        assert store.nbytes <= budget
    ends = [0, *(end for _, end, _ in gone)]
    assert [first for first, _, _ in gone] == ends[:-1]
    assert ends[-1] == store.complete_from
    kept = store.events(0, TICKS)
    everything = np.concatenate([*(rows(events) for *_, events in gone), rows(kept)])
    np.testing.assert_array_equal(everything, np.argwhere(spikes))


def test_that_nothing_is_lost_when_the_sink_fails():
    spikes = random_spikes(5, 3, 64, 0.5)
    taken, full = [], True

    def sink(*dropped):
        if full:
            raise OSError("the disk is full")
        taken.append(dropped)

    store = SpikeStore(3, 64, budget_bytes=200, block_bytes=100, sink=sink)
    with pytest.raises(OSError, match="full"):
        store.append(recorded(spikes[:30], 0))
    assert (store.complete_from, store.end_tick) == (0, 30)
    np.testing.assert_array_equal(rows(store.events(0, 30)), listed(spikes[:30], 0))
    full = False
    store.append(recorded(spikes[30:], 30))
    assert store.nbytes <= 200
    gone = [rows(events) for *_, events in taken]
    everything = np.concatenate([*gone, rows(store.events(0, TICKS))])
    np.testing.assert_array_equal(everything, listed(spikes, 0))


def test_that_a_full_chip_takes_two_bytes_a_spike():
    spikes = np.random.default_rng(1).random((8, 4096, 256)) < 0.02
    store = SpikeStore(4096, 256)
    fill(store, spikes, 0)
    pages = 8 * 4096 * 4 // PAGE
    assert store.nbytes == 2 * spikes.sum() + 8 * (pages + 1)


def test_that_busy_ticks_take_no_more_than_a_bit_a_neuron():
    spikes = np.ones((64, 32, 64), np.bool_)
    store = SpikeStore(32, 64, block_bytes=32 * 64)
    fill(store, spikes, 0)
    assert store.nbytes == spikes.size // 8


def test_that_only_the_next_ticks_are_taken():
    store = SpikeStore(2, 3)
    spikes = np.ones((4, 2, 3), np.bool_)
    store.append(recorded(spikes, 0))
    with pytest.raises(TNStudioError, match="goes on at tick 4"):
        store.append(recorded(spikes, 3))
    with pytest.raises(TNStudioError, match="other cores"):
        store.append(recorded(np.ones((1, 2, 4), np.bool_), 4))
    with pytest.raises(TNStudioError, match="ends at tick 4"):
        store.cut(5)
    assert store.end_tick == 4
    assert store.per_tick(0, 4).sum() == 24


def test_that_what_is_kept_does_not_change_with_the_recording():
    spikes = np.ones((2, 1, 3), np.bool_)
    recording = recorded(spikes, 0)
    store = SpikeStore(1, 3)
    store.append(recording)
    recording.spikes.flags.writeable = True
    recording.spikes[:] = 0
    assert store.per_tick(0, 2).tolist() == [3, 3]
    store.words(0, 2)[:] = 0
    assert store.per_tick(0, 2).tolist() == [3, 3]


def test_that_recordings_join_only_without_a_gap():
    spikes = random_spikes(3, 4, 70, 0.3)
    one, two = recorded(spikes[:30], 5), recorded(spikes[30:], 35)
    whole = joined([one, two])
    assert (whole.first_tick, whole.ticks) == (5, TICKS)
    np.testing.assert_array_equal(rows(whole.events()), listed(spikes, 5))
    np.testing.assert_array_equal(whole.up_to(30).spikes, one.spikes)
    with pytest.raises(TNStudioError, match="5 comes after 45"):
        joined([two, one])


def test_that_ticks_beyond_32_bits_are_kept():
    first = 2**42
    events = recorded(np.ones((1, 1, 1), np.bool_), first).events()
    assert events.tick.tolist() == [first]


@pytest.mark.slow
def test_that_interpreted_kernels_list_the_same_spikes():
    script = (
        "import numba, warnings\n"
        "import numpy as np\n"
        "from tests.simulation.test_spike_store import *\n"
        "assert numba.config.DISABLE_JIT\n"
        "warnings.simplefilter('error')\n"
        "for density in (0.03, 1.0):\n"
        "    spikes = random_spikes(1, 5, 130, density)\n"
        "    store = SpikeStore(5, 130, first_tick=7, block_bytes=500)\n"
        "    fill(store, spikes, 7)\n"
        "    events = store.events(0, 100)\n"
        "    np.testing.assert_array_equal(rows(events), listed(spikes, 7))\n"
        "    assert store.per_tick(7, 47).sum() == spikes.sum()\n"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        env={**environ, "NUMBA_DISABLE_JIT": "1"},
        check=True,
        timeout=300,
    )

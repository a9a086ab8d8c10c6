"""The spikes that are kept, and rasters in which none is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.simulation.packing import pack
from tnstudio.simulation.recording import Recording
from tnstudio.ui.simulate import history as history_module
from tnstudio.ui.simulate.history import SpikeHistory
from tnstudio.ui.simulate.pooling import columns_of, pooled_raster

CORES, NEURONS = 3, 70


def recording(first: int, bits: np.ndarray) -> Recording:
    """Return bits of shape (ticks, cores, neurons) as a recording."""
    ticks, cores, neurons = bits.shape
    words = pack(bits.reshape(ticks * cores, neurons))
    no_outputs = np.zeros((ticks, 0), np.uint8)
    return Recording(first, neurons, words.reshape(ticks, cores, -1), no_outputs)


@given(
    st.integers(1, 300),
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(1, 130),
    st.data(),
)
def test_that_an_isolated_spike_is_never_lost(
    ticks: int, columns: int, rows: int, neurons: int, data: st.DataObject
) -> None:
    tick = data.draw(st.integers(0, ticks - 1))
    neuron = data.draw(st.integers(0, neurons - 1))
    bits = np.zeros((ticks, neurons), np.bool_)
    bits[tick, neuron] = True
    picture = pooled_raster(pack(bits), neurons, columns, rows)
    assert picture.shape == (min(rows, neurons), min(columns, ticks))
    assert picture.sum() == 1
    row, column = np.argwhere(picture)[0]
    assert columns_of(ticks, columns)[column] <= tick
    assert columns_of(neurons, rows)[row] <= neuron


@given(st.integers(0, 2**32 - 1), st.integers(1, 20), st.integers(1, 20))
def test_that_a_pixel_is_lit_exactly_if_a_spike_is_behind_it(
    seed: int, columns: int, rows: int
) -> None:
    bits = np.random.default_rng(seed).random((50, 37)) < 0.03
    picture = pooled_raster(pack(bits), 37, columns, rows)
    ticks = np.append(columns_of(50, columns), 50)
    neurons = np.append(columns_of(37, rows), 37)
    for row in range(picture.shape[0]):
        for column in range(picture.shape[1]):
            part = bits[
                ticks[column] : ticks[column + 1], neurons[row] : neurons[row + 1]
            ]
            assert picture[row, column] == part.any()


def test_that_enough_pixels_show_every_spike_by_itself() -> None:
    bits = np.random.default_rng(0).random((9, NEURONS)) < 0.4
    assert np.array_equal(pooled_raster(pack(bits), NEURONS, 500, 500), bits.T)


def test_that_a_raster_without_ticks_is_empty() -> None:
    assert pooled_raster(np.zeros((0, 2), np.uint64), NEURONS, 10, 10).size == 0


@pytest.mark.parametrize("chunks", [[1, 1, 1], [5, 40, 3], [100], [7] * 12])
def test_that_the_newest_ticks_are_kept(
    chunks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_module, "MOST_TICKS", 32)
    kept = SpikeHistory(CORES, NEURONS)
    assert kept.capacity == 32
    random = np.random.default_rng(len(chunks))
    bits = random.random((sum(chunks), CORES, NEURONS)) < 0.2
    tick = 0
    for ticks in chunks:
        kept.append(recording(tick, bits[tick : tick + ticks]))
        tick += ticks
    assert kept.end == tick
    assert kept.first == max(0, tick - 32)
    for core in range(CORES):
        words = kept.words(core, 0, tick)
        assert np.array_equal(words, pack(bits[kept.first :, core]))
    for at in range(kept.first, tick):
        assert kept.fired(1, 69, at) == bits[at, 1, 69]


def test_that_a_large_chip_keeps_fewer_ticks() -> None:
    kept = SpikeHistory(4096, 256)
    assert kept.capacity == history_module.MOST_BYTES // (4096 * 32)


def test_that_ticks_which_do_not_follow_start_anew() -> None:
    kept = SpikeHistory(CORES, NEURONS)
    some = np.ones((4, CORES, NEURONS), np.bool_)
    kept.append(recording(0, some))
    kept.append(recording(100, some))
    assert (kept.first, kept.end) == (100, 104)
    kept.clear()
    kept.append(recording(0, some))
    assert (kept.first, kept.end) == (0, 4)

"""Pictures of rasters in which no spike is lost."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tnstudio.simulation.packing import pack
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.spike_record import SpikeRecord, column_ticks
from tnstudio.ui.simulate.pooling import columns_of, pooled_raster


@given(st.integers(1, 40), st.integers(1, 130), st.data())
def test_that_an_isolated_spike_is_never_lost(
    rows: int, neurons: int, data: st.DataObject
) -> None:
    neuron = data.draw(st.integers(0, neurons - 1))
    bits = np.zeros((9, neurons), np.bool_)
    bits[4, neuron] = True
    picture = pooled_raster(pack(bits), neurons, rows)
    assert picture.shape == (min(rows, neurons), 9)
    assert picture.sum() == 1
    row, column = np.argwhere(picture)[0]
    assert column == 4
    assert columns_of(neurons, rows)[row] <= neuron


@given(st.integers(0, 2**32 - 1), st.integers(1, 20))
def test_that_a_pixel_is_lit_exactly_if_a_spike_is_behind_it(
    seed: int, rows: int
) -> None:
    bits = np.random.default_rng(seed).random((50, 37)) < 0.03
    picture = pooled_raster(pack(bits), 37, rows)
    neurons = np.append(columns_of(37, rows), 37)
    for row in range(picture.shape[0]):
        part = bits[:, neurons[row] : neurons[row + 1]]
        assert np.array_equal(picture[row] != 0, part.any(axis=1))


def test_that_enough_pixels_show_every_spike_by_itself() -> None:
    bits = np.random.default_rng(0).random((9, 70)) < 0.4
    assert np.array_equal(pooled_raster(pack(bits), 70, 500), bits.T)


def test_that_a_raster_without_ticks_is_empty() -> None:
    assert pooled_raster(np.zeros((0, 2), np.uint64), 70, 10).size == 0


@given(st.integers(0, 2**32 - 1), st.sets(st.integers(0, 36), min_size=1))
def test_that_only_chosen_neurons_are_in_the_picture(
    seed: int, chosen: set[int]
) -> None:
    bits = np.random.default_rng(seed).random((20, 37)) < 0.2
    numbers = np.array(sorted(chosen))
    picture = pooled_raster(pack(bits), numbers, 100)
    assert np.array_equal(picture, bits[:, numbers].T)


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 6000),
    st.integers(2, 400),
    st.integers(1, 70),
    st.data(),
)
@settings(deadline=None, max_examples=60)
def test_that_each_spike_is_in_its_pixel_at_any_zoom(
    seed: int, span: int, columns: int, rows: int, data: st.DataObject
) -> None:
    ticks, neurons = 5000, 66
    random = np.random.default_rng(seed)
    bits = np.zeros((ticks, neurons), np.bool_)
    bits[random.integers(0, ticks, 40), random.integers(0, neurons, 40)] = True
    record = SpikeRecord(1, neurons)
    record.append(
        Recording(0, neurons, pack(bits)[:, None], np.zeros((ticks, 0), "u1"))
    )
    first = data.draw(st.integers(0, ticks - 1))
    end = min(ticks, first + span)
    step = column_ticks(span, columns)
    pooled = record.pooled_by((0,), first, end, step)
    picture = pooled_raster(pooled.words[0], neurons, rows)
    # What is on show never has more columns than there are pixels for it.
    assert picture.shape[1] <= -(-(end - first) // step) + 1
    assert -(-span // step) <= columns
    starts = columns_of(neurons, rows)
    expected = np.zeros_like(picture)
    for tick, neuron in zip(*np.nonzero(bits), strict=True):
        column = (tick - pooled.first_tick) // step
        if 0 <= column < picture.shape[1]:
            expected[np.searchsorted(starts, neuron, side="right") - 1, column] = 1
    assert np.array_equal(picture, expected)

"""Pixels of crossbars: the right colour at the right place."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.model.network import InputShape, WindowLayer
from tnstudio.model.templates import mnist_30core
from tnstudio.model.topology import Grid
from tnstudio.model.trained import TrainedCore
from tnstudio.ui.design.mosaics import (
    SIDES,
    BlockPlace,
    LayerUse,
    Palette,
    best_side,
    block_pixels,
    blocks_over,
    small_levels,
    use_of_layer,
    weight_levels,
)

GAP, SURFACE, IDLE, OVER = 1, 2, 3, 4
PALETTE = Palette(
    weights=np.arange(1000, 1255, dtype=np.uint32),
    use=np.arange(2000, 2256, dtype=np.uint32),
    gap=GAP,
    surface=SURFACE,
    idle=IDLE,
    over=OVER,
)


def core() -> TrainedCore:
    """Two axons of types 0 and 1, three neurons."""
    return TrainedCore(
        axon_types=np.array([0, 1], np.uint8),
        strengths=np.array([[-2, 1, 2], [1, 1, -1]], np.int16),
        probabilities=np.array([[1, 1, 1], [0.5, 0, 1]], np.float32),
        biases=np.zeros(3, np.float32),
    )


def test_that_levels_run_from_the_strongest_negative_to_the_strongest_positive() -> (
    None
):
    assert weight_levels(core()).tolist() == [[0, 191, 254], [159, 127, 64]]


def test_that_large_pictures_repeat_weights() -> None:
    levels = small_levels(core(), 4, 6)
    assert levels.tolist()[:2] == [[0, 0, 191, 191, 254, 254]] * 2
    assert levels.tolist()[2:] == [[159, 159, 127, 127, 64, 64]] * 2


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 20), st.integers(1, 20))
def test_that_small_pictures_show_the_means_of_blocks(
    axons: int, neurons: int, rows: int, columns: int
) -> None:
    random = np.random.default_rng(axons * 41 + neurons)
    trained = TrainedCore(
        axon_types=np.zeros(axons, np.uint8),
        strengths=np.ones((1, neurons), np.int16),
        probabilities=random.random((axons, neurons)).astype(np.float32),
        biases=np.zeros(neurons, np.float32),
    )
    levels = small_levels(trained, rows, columns)
    assert levels.shape == (rows, columns)
    if rows > axons or columns > neurons or (rows, columns) == (axons, neurons):
        return
    means = np.empty((rows, columns))
    for y in range(rows):
        for x in range(columns):
            top, bottom = y * axons // rows, (y + 1) * axons // rows
            left, right = x * neurons // columns, (x + 1) * neurons // columns
            means[y, x] = trained.probabilities[top:bottom, left:right].mean()
    expected = means / means.max() * 127 + 127
    assert np.abs(levels - expected).max() <= 0.51


def test_that_a_block_has_its_cores_in_their_places() -> None:
    network = tiny_network()
    trained = trained_at_random(network).layers[0]
    use = use_of_layer(network, 0)
    grid = Grid(2, 3)
    place = BlockPlace(18, 0, 0)
    pixels = block_pixels(place, grid, use, lambda k: trained[k], PALETTE)
    assert pixels.shape == (2 * 20, 3 * 20)
    assert (pixels[18:20] == GAP).all()
    assert (pixels[:, 38:40] == GAP).all()
    for k in range(grid.size):
        row, column = divmod(k, 3)
        tile = pixels[row * 20 : row * 20 + 18, column * 20 : column * 20 + 18]
        rows = round(18 * use.axons)
        columns = round(18 * use.neurons[k])
        levels = small_levels(trained[k], rows, columns)
        np.testing.assert_array_equal(tile[:rows, :columns], PALETTE.weights[levels])
        assert (tile[rows:] == SURFACE).all()
        assert (tile[:, columns:] == SURFACE).all()


def test_that_without_training_the_used_corner_has_the_colour_of_use() -> None:
    use = LayerUse(0.5, np.array([1.0, 0.25, 0.0, 2.0]))
    pixels = block_pixels(
        BlockPlace(36, 0, 0), Grid(1, 4), use, lambda _: None, PALETTE
    )
    assert pixels[0, 0] == PALETTE.use[128]
    assert pixels[17, 35] == PALETTE.use[128]
    assert pixels[18, 0] == SURFACE
    assert pixels[0, 40] == PALETTE.use[32]
    assert pixels[0, 40 + 9] == SURFACE
    assert set(pixels[:36, 80:116].ravel().tolist()) == {SURFACE, IDLE}
    assert pixels[0, 120] == OVER


def test_that_blocks_at_the_edge_are_cut_off() -> None:
    grid = Grid(9, 5)
    blocks = list(blocks_over(72, range(9), range(5)))
    assert len(blocks) == 3 * 2
    assert [len(b.rows(grid)) for b in blocks[::2]] == [4, 4, 1]
    assert [len(b.columns(grid)) for b in blocks[:2]] == [4, 1]
    assert list(blocks_over(72, range(0), range(5))) == []


@given(st.sampled_from(sorted(SIDES)), st.data())
def test_that_blocks_over_a_part_hold_all_of_it(side: int, data: st.DataObject) -> None:
    grid = Grid(data.draw(st.integers(1, 70)), data.draw(st.integers(1, 70)))
    first = data.draw(st.integers(0, grid.rows - 1))
    rows = range(first, data.draw(st.integers(first + 1, grid.rows)))
    found = set()
    for block in blocks_over(side, rows, range(grid.columns)):
        found |= {(r, c) for r in block.rows(grid) for c in block.columns(grid)}
    assert {(r, c) for r in rows for c in range(grid.columns)} <= found


@pytest.mark.parametrize(
    ("pixels", "side"), [(3.0, 18), (20.0, 18), (40.0, 36), (100.0, 72), (900.0, 144)]
)
def test_that_the_nearest_side_is_taken(pixels: float, side: int) -> None:
    assert best_side(pixels) == side


def test_that_use_counts_axons_and_neurons() -> None:
    use = use_of_layer(mnist_30core(), 1)
    assert use.axons == 1
    assert use.neurons.reshape(3, 3)[1].tolist() == [0.5, 1, 0.5]
    assert not use.is_over.any()
    wide = replace(
        mnist_30core(), input=InputShape(28, 28, 4), layers=(WindowLayer(16, 4),)
    )
    assert use_of_layer(wide, 0).is_over.all()

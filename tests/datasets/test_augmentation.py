"""Moved images against plain Python, against what must be exact, and undone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle_augmentation
from tests.strategies import SEEDS
from tnstudio.datasets.augmentation import MOST_EPOCHS, Augmenter, previews
from tnstudio.datasets.augmentation_kernels import move
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.model.records import Augmentation
from tnstudio.randomness import stream_key

AUG2 = Augmentation(15, 5, 0.15)
STILL = (0.0, 0.0, 0.0, 1.0)

SHAPES = st.tuples(st.integers(1, 7), st.integers(1, 6), st.integers(1, 3))
AMOUNTS = st.tuples(
    st.floats(-180, 180),
    st.floats(-9, 9),
    st.floats(-9, 9),
    st.floats(0.01, 1.99),
)


def images(count=6, shape=(5, 4, 1), seed=1) -> ImageSet:
    pixels = np.random.default_rng(seed).integers(0, 256, (count, *shape))
    labels = np.zeros(count, np.int32)
    return ImageSet("few", pixels.astype(np.uint8), labels, ("any",))


def moved(few: ImageSet, *moves) -> np.ndarray:
    """Move the first images, each by one of the moves."""
    out = np.full((len(moves), *few.shape), np.nan, np.float32)
    move(few.pixels, np.arange(len(moves)), np.reshape(moves, (-1, 4)), out)
    return out


def shown(few: ImageSet) -> np.ndarray:
    return few.values().reshape(few.pixels.shape)


# -- Against plain Python


@given(shape=SHAPES, seed=st.integers(0, 99), moves=st.lists(AMOUNTS, max_size=4))
@settings(max_examples=100)
def test_that_images_are_moved_as_by_the_oracle(shape, seed, moves):
    few = images(4, shape, seed)
    expected = [
        oracle_augmentation.moved(image, list(amounts))
        for image, amounts in zip(few.pixels.tolist(), moves, strict=False)
    ]
    expected = np.array(expected).reshape(len(moves), *shape)
    # Eight roundings to single precision of values up to 1.
    np.testing.assert_allclose(moved(few, *moves), expected, rtol=0, atol=5e-7)


@given(
    seed=SEEDS,
    epoch=st.integers(0, MOST_EPOCHS - 1),
    chosen=st.lists(st.integers(0, 5), max_size=8),
    rotation=st.floats(0, 180),
    shift=st.floats(0, 9),
    rescale=st.floats(0, 0.99),
)
@settings(max_examples=60)
def test_that_moves_are_drawn_as_by_the_oracle(
    seed, epoch, chosen, rotation, shift, rescale
):
    augmenter = Augmenter(images(), Augmentation(rotation, shift, rescale), seed)
    key = int(stream_key(seed, "augmentation"))
    largest = [rotation, shift, shift, rescale]
    expected = oracle_augmentation.moves(key, epoch, chosen, largest)
    drawn = augmenter.moves(np.array(chosen, int), epoch)
    assert drawn.shape == (len(chosen), 4)
    np.testing.assert_allclose(drawn, np.reshape(expected, (-1, 4)), rtol=1e-12)


@pytest.mark.parametrize("shape", [(5, 4, 1), (3, 6, 3)])
def test_that_values_are_the_chosen_images_moved_and_flattened(shape):
    few = images(shape=shape)
    augmenter, chosen = Augmenter(few, AUG2, 3), np.array([4, 1, 4], np.int32)
    moves = augmenter.moves(chosen, 2).tolist()
    values = augmenter.values(chosen, 2)
    assert values.dtype == np.float32
    expected = [
        np.ravel(oracle_augmentation.moved(few.pixels[k].tolist(), amounts))
        for k, amounts in zip(chosen, moves, strict=True)
    ]
    np.testing.assert_allclose(values, expected, rtol=0, atol=5e-7)


# -- What must be exact


@pytest.mark.parametrize("shape", [(1, 1, 1), (28, 28, 1), (7, 4, 3)])
def test_that_an_augmentation_that_moves_nothing_changes_no_bit(shape):
    few = images(shape=shape)
    values = Augmenter(few, Augmentation(), 5).values(np.array([3, 0, 5]), 7)
    np.testing.assert_array_equal(values, few.values(np.array([3, 0, 5])))


@given(shape=SHAPES, down=st.integers(-8, 8), right=st.integers(-8, 8))
@settings(max_examples=60)
def test_that_shifts_by_whole_pixels_are_exact(shape, down, right):
    few = images(1, shape)
    rows, columns, _ = shape
    expected = np.zeros(shape, np.float32)
    for row in range(max(down, 0), min(rows, rows + down)):
        for column in range(max(right, 0), min(columns, columns + right)):
            expected[row, column] = shown(few)[0, row - down, column - right]
    shifted = moved(few, (0.0, down, right, 1.0))
    np.testing.assert_array_equal(shifted[0], expected)


@pytest.mark.parametrize("size", [1, 4, 7, 28])
@pytest.mark.parametrize("quarters", [-2, -1, 1, 2])
def test_that_quarter_turns_are_exact_and_counter_clockwise(size, quarters):
    few = images(1, (size, size, 2))
    turned = moved(few, (90.0 * quarters, 0.0, 0.0, 1.0))
    np.testing.assert_array_equal(turned[0], np.rot90(shown(few)[0], quarters))


def test_that_a_half_turn_is_exact_where_rows_are_not_columns():
    few = images(1, (5, 8, 1))
    turned = moved(few, (180.0, 0.0, 0.0, 1.0))
    np.testing.assert_array_equal(turned[0], shown(few)[0, ::-1, ::-1])


def test_that_a_larger_scale_makes_an_image_larger():
    pixels = np.zeros((1, 9, 9, 1), np.uint8)
    pixels[0, 3:6, 3:6] = 255
    few = ImageSet("square", pixels, np.zeros(1, np.int32), ("any",))
    # 2/3, seven times 1, 2/3: the edge of the square is half a pixel soft.
    large = moved(few, (0.0, 0.0, 0.0, 3.0))
    assert large.sum() == pytest.approx((25 / 3) ** 2)
    assert moved(few, (0.0, 0.0, 0.0, 1 / 3)).sum() == pytest.approx(1)


def test_that_everything_outside_is_black():
    few = replace(images(1), pixels=np.full((1, 5, 4, 1), 255, np.uint8))
    assert not moved(few, (30.0, 99.0, 0.0, 1.0)).any()
    assert not moved(few, (0.0, 0.0, -1e6, 1.0)).any()
    half = moved(few, (0.0, 0.5, 0.0, 1.0))[0, :, 0, 0]
    assert half.tolist() == [0.5, 1, 1, 1, 1]


# -- Undone


def hill(size=48) -> np.ndarray:
    """Return a smooth image, black at its border; |f_xx| + |f_yy| <= 7 / 60."""
    rows, columns = np.mgrid[:size, :size] - (size - 1) / 2
    return np.exp(-((rows - 4) ** 2) / 30 - (columns + 3) ** 2 / 40)


def as_set(values: np.ndarray) -> ImageSet:
    pixels = np.rint(values.reshape(1, *values.shape[:2], 1) * 255).astype(np.uint8)
    return ImageSet("one", pixels, np.zeros(1, np.int32), ("any",))


@pytest.mark.parametrize("angle", [7.5, 15.0, 45.0, 100.0])
@pytest.mark.parametrize("scale", [0.85, 1.0, 1.15])
def test_that_turning_and_rescaling_back_restores_a_smooth_image(angle, scale):
    there = moved(as_set(hill()), (angle, 0.0, 0.0, scale))[0]
    back = moved(as_set(there), (-angle, 0.0, 0.0, 1 / scale))[0]
    error = np.abs(back[:, :, 0] - hill()).max()
    # Interpolation errs by at most (|f_xx| + |f_yy|) / 8, here twice, on the way
    # back in the rescaled image; pixels are rounded twice.
    assert error < 7 / 60 / 8 * (1 + scale**-2) + 1 / 255
    assert np.abs(there[:, :, 0] - hill()).max() > 3 * error


@given(down=st.floats(-4, 4), right=st.floats(-4, 4))
@settings(max_examples=30)
def test_that_shifting_back_restores_a_smooth_image(down, right):
    there = moved(as_set(hill()), (0.0, down, right, 1.0))[0]
    back = moved(as_set(there), (0.0, -down, -right, 1.0))[0]
    assert np.abs(back[:, :, 0] - hill()).max() < 7 / 60 / 4 + 1 / 255


# -- Draws


@given(order=st.permutations(range(6)), cuts=st.sets(st.integers(1, 5)))
@settings(max_examples=40)
def test_that_batches_and_their_order_do_not_matter(order, cuts):
    augmenter = Augmenter(images(), AUG2, 1)
    whole = augmenter.values(np.arange(6), 3)
    for batch in np.split(np.array(order), sorted(cuts)):
        np.testing.assert_array_equal(augmenter.values(batch, 3), whole[batch])


def test_that_several_threads_get_the_same():
    few = images(200, (9, 9, 1))
    augmenter = Augmenter(few, AUG2, 1)
    whole = augmenter.values(np.arange(200), 1)
    parts = np.split(np.arange(200), 20)
    with ThreadPoolExecutor(4) as threads:
        made = threads.map(lambda part: augmenter.values(part, 1), parts)
    np.testing.assert_array_equal(np.concatenate(list(made)), whole)


def test_that_amounts_are_drawn_evenly_and_independently():
    few = images(20_000, (1, 1, 1))
    augmenter = Augmenter(few, AUG2, 2)
    moves = augmenter.moves(np.arange(20_000), 1)
    low = np.array([-15, -5, -5, 0.85])
    share = np.sort((moves - low) / [30, 10, 10, 0.3], axis=0)
    assert share.min() > 0
    assert share.max() < 1
    # Kolmogorov-Smirnov: 1.95 / √n is exceeded once in a thousand.
    steps = (np.arange(20_000) + 0.5) / 20_000
    assert np.abs(share - steps[:, None]).max() < 1.95 / np.sqrt(20_000)
    others = Augmenter(few, AUG2, 3).moves(np.arange(20_000), 1)
    later = augmenter.moves(np.arange(20_000), 2)
    columns = np.hstack([moves, np.roll(moves, 1, axis=0), others, later])
    between = np.corrcoef(columns, rowvar=False) - np.eye(16)
    # Independent pairs have a deviation of 0.007.
    assert np.abs(between).max() < 0.035


def test_that_each_amount_is_drawn_alone():
    few, chosen = images(), np.arange(6)
    all_three = Augmenter(few, AUG2, 1).moves(chosen, 1)
    turned = Augmenter(few, Augmentation(rotation=15), 1).moves(chosen, 1)
    np.testing.assert_array_equal(turned[:, 0], all_three[:, 0])
    np.testing.assert_array_equal(turned[:, 1:], np.tile(STILL[1:], (6, 1)))


def test_that_the_largest_amounts_keep_values_within_0_and_1():
    few = images(50, (6, 6, 1))
    most = Augmentation(180, 1000, float(np.nextafter(1, 0)))
    values = Augmenter(few, most, 0).values(np.arange(50), 1)
    assert 0 <= values.min() <= values.max() <= 1


# -- Previews


def test_that_previews_are_what_the_first_epochs_learn():
    few = images(shape=(5, 4, 3))
    made = previews(few, 2, AUG2, 9, 4)
    assert made.dtype == np.uint8
    assert made.shape == (4, 5, 4, 3)
    augmenter = Augmenter(few, AUG2, 9)
    for k, picture in enumerate(made):
        values = augmenter.values(np.array([2]), k + 1)[0]
        assert np.abs(picture.ravel() / 255 - values).max() <= 0.5 / 255 + 1e-6
    assert (made[0] != made[1]).any()


def test_that_previews_without_moves_are_the_image():
    few = images()
    made = previews(few, 1, Augmentation(), 0, 2)
    np.testing.assert_array_equal(made, few.pixels[[1, 1]])


# -- What is refused


@pytest.mark.parametrize(
    ("augmentation", "message"),
    [
        (Augmentation(rotation=-1), "Rotation is -1°, choose 0 to 180"),
        (Augmentation(rotation=181), "Rotation is 181°"),
        (Augmentation(shift=1001), "Shift is 1001 pixels, choose 0 to 1000"),
        (Augmentation(shift=float("nan")), "Shift is nan pixels"),
        (Augmentation(rescale=1), "Rescale is 1, choose 0 up to below 1"),
    ],
)
def test_that_amounts_out_of_range_are_refused(augmentation, message):
    with pytest.raises(TNStudioError, match=message):
        Augmenter(images(), augmentation, 0)


def test_that_a_seed_out_of_range_is_refused():
    with pytest.raises(TNStudioError, match="The seed is -1"):
        Augmenter(images(), AUG2, -1)


@pytest.mark.parametrize("chosen", [[0, 6], [-1, 0]])
def test_that_images_that_are_not_there_are_refused(chosen):
    augmenter = Augmenter(images(), AUG2, 0)
    with pytest.raises(TNStudioError, match="There are no images") as caught:
        augmenter.values(np.array(chosen), 1)
    assert caught.value.hint == "choose images from 0 to 5"


@pytest.mark.parametrize("epoch", [-1, MOST_EPOCHS])
def test_that_an_epoch_out_of_range_is_refused(epoch):
    augmenter = Augmenter(images(), AUG2, 0)
    with pytest.raises(TNStudioError, match=f"There is no epoch {epoch}"):
        augmenter.values(np.array([0]), epoch)


def test_that_no_images_give_no_values():
    none = np.array([], int)
    assert Augmenter(images(), AUG2, 0).values(none, 1).shape == (0, 20)

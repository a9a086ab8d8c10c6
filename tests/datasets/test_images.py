import numpy as np
import pytest

from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError

GREY = np.full((2, 3, 3, 1), 7)

NAMES = ("a", "b")


def images(count=3, shape=(2, 3, 2)):
    pixels = np.arange(count * np.prod(shape)).reshape(count, *shape)
    return ImageSet(
        "few", pixels.astype(np.uint8), np.arange(count, dtype=np.int32) % 2, NAMES
    )


def test_that_values_are_pixels_divided_by_255_in_reading_order():
    few = images()
    values = few.values()
    assert values.dtype == np.float32
    assert values.shape == (3, 12)
    # Row, column, channel: channel 1 of row 1, column 2 comes last.
    assert values[2, 11] == np.float32(few.pixels[2, 1, 2, 1]) / np.float32(255)
    assert (values * 255).round().astype(np.uint8).ravel().tolist() == list(range(36))


def test_that_black_is_exactly_0_and_white_exactly_1():
    pixels = np.array([0, 255], np.uint8).reshape(2, 1, 1, 1)
    few = ImageSet("few", pixels, np.zeros(2, np.int32), NAMES)
    assert few.values().ravel().tolist() == [0.0, 1.0]


@pytest.mark.parametrize("indices", [np.array([2, 0]), slice(1, 3), np.array([], int)])
def test_that_values_of_chosen_images_are_rows_of_all_values(indices):
    few = images()
    np.testing.assert_array_equal(few.values(indices), few.values()[indices])


def test_that_an_image_set_tells_its_size_and_shape():
    few = images()
    assert (len(few), few.shape, few.classes) == (3, (2, 3, 2), 2)


def test_that_an_image_set_cannot_be_changed():
    source = np.zeros((1, 2, 2, 1), np.uint8)
    few = ImageSet("few", source, np.zeros(1, np.int32), NAMES)
    source[:] = 9
    assert not few.pixels.any()
    with pytest.raises(ValueError, match="read-only"):
        few.pixels[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        few.labels[0] = 1


def test_that_sets_whose_parts_do_not_belong_together_are_refused():
    pixels = np.zeros((2, 2, 2, 1), np.uint8)
    with pytest.raises(TNStudioError, match="2 images, but 3 labels"):
        ImageSet("few", pixels, np.zeros(3, np.int32), NAMES)
    with pytest.raises(TNStudioError, match="from 0 to 2, there are 2 classes"):
        ImageSet("few", pixels, np.array([0, 2], np.int32), NAMES)
    with pytest.raises(TNStudioError, match="from -1 to 0"):
        ImageSet("few", pixels, np.array([0, -1], np.int32), NAMES)


@pytest.mark.parametrize("shape", [(0, 2, 2, 1), (2, 0, 2, 1)])
def test_that_sets_without_images_are_refused(shape):
    with pytest.raises(TNStudioError, match="no images"):
        ImageSet("few", np.zeros(shape, np.uint8), np.zeros(2, np.int32), NAMES)


@pytest.mark.parametrize("dtype", [np.int64, np.uint16, np.int8])
def test_that_pixels_may_be_other_integers(dtype):
    made = ImageSet("a", GREY.astype(dtype), np.array([0, 1]), ("x", "y"))
    assert made.pixels.dtype == np.uint8
    assert made.pixels.tolist() == GREY.tolist()


@pytest.mark.parametrize(
    ("pixels", "told"),
    [
        (GREY / 255, "255 \\* pixels"),
        (GREY > 0, "bool"),
        (GREY + 249, "from 256 to 256"),
        (-GREY, "from -7 to -7"),
        (GREY[..., 0], "one channel"),
    ],
)
def test_that_pixels_are_never_rounded_or_cut_to_fit(pixels, told):
    with pytest.raises(TNStudioError, match=told):
        ImageSet("a", pixels, np.array([0, 1]), ("x", "y"))


@pytest.mark.parametrize("labels", [[0.5, 1], [0, 2**32], [0, -(2**32)]])
def test_that_labels_are_never_rounded_or_cut_to_fit(labels):
    with pytest.raises(TNStudioError):
        ImageSet("a", GREY, np.array(labels), ("x", "y"))

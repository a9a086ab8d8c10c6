"""Data sets from named arrays, whatever they hold."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from tests.datasets.own_images import NAMES, finished, stripes
from tnstudio.datasets import array_pixels
from tnstudio.datasets.labelled_arrays import no_own_test, read_labelled_arrays
from tnstudio.errors import TNStudioError


@dataclass
class Held:
    """An array in memory as one of a file."""

    values: np.ndarray

    def __post_init__(self):
        self.dtype, self.shape = self.values.dtype, self.values.shape

    def blocks(self, rows):
        for first in range(0, len(self.values), rows):
            yield self.values[first : first + rows]


class Arrays(dict):
    """Arrays in memory as a file of them."""

    place = "file"

    @property
    def names(self):
        return tuple(self)

    def array(self, name):
        return Held(self[name])


def whole(**changes) -> Arrays:
    """Return a data set that is right but for these changes."""
    images, labels = stripes(30)
    others = {"x_test": images[:6], "y_test": labels[:6]}
    return Arrays(
        {"x_train": images, "y_train": labels, **others, **changes},
    )


def read(file: Arrays):
    return finished(read_labelled_arrays(file, "own"))


def refusal(file: Arrays) -> str:
    with pytest.raises(TNStudioError) as caught:
        read(file)
    assert str(caught.value).startswith("file")
    return str(caught.value)


def test_that_images_and_labels_come_as_they_are_written():
    file = whole()
    dataset = read(file)
    np.testing.assert_array_equal(dataset.train.pixels[..., 0], file["x_train"])
    np.testing.assert_array_equal(dataset.train.labels, file["y_train"])
    np.testing.assert_array_equal(dataset.test.pixels[..., 0], file["x_test"])
    assert dataset.train.class_names == ("0", "1", "2")
    assert (dataset.name, dataset.train.name) == ("own", "own train")
    assert dataset.remarks == ()


@pytest.mark.parametrize("block", [1, 100, 2**20])
@pytest.mark.parametrize("dtype", ["f2", "f4", ">f8", "u2", "i8", ">i4", "u1"])
def test_that_every_type_of_number_gives_the_same_pixels(dtype, block, monkeypatch):
    monkeypatch.setattr(array_pixels, "_BLOCK_BYTES", block)
    expected = whole()["x_train"]
    images = expected.astype(dtype)
    if images.dtype.kind == "f":
        images = (expected / 255).astype(dtype)
    dataset = read(whole(x_train=images))
    np.testing.assert_array_equal(dataset.train.pixels[..., 0], expected)
    assert bool(dataset.remarks) == (images.dtype.kind == "f")


def test_that_truth_is_white():
    dataset = read(whole(x_train=whole()["x_train"] > 100))
    assert set(np.unique(dataset.train.pixels)) == {0, 255}


def test_that_colours_and_labels_in_a_column_are_read():
    images, labels = stripes(30, shape=(6, 7, 3))
    file = Arrays(x=images, y=labels[:, np.newaxis].astype(float))
    dataset = read(file)
    assert dataset.train.shape == (6, 7, 3)
    assert len(dataset.train) + len(dataset.test) == 30
    assert dataset.remarks == (no_own_test(),)


def test_that_images_without_a_test_part_are_split_in_their_order():
    file = whole()
    dataset = read(Arrays(images=file["x_train"], labels=file["y_train"]))
    rows = {image.tobytes(): k for k, image in enumerate(file["x_train"])}
    for part in (dataset.train, dataset.test):
        numbers = [rows[image.tobytes()] for image in part.pixels]
        assert numbers == sorted(numbers)
        assert [k % 3 for k in numbers] == part.labels.tolist()
    assert np.bincount(dataset.test.labels).tolist() == [2, 2, 2]


def test_that_a_hundred_thousand_images_are_read():
    images = np.random.default_rng(0).random((100_000, 5, 5), np.float32)
    dataset = read(Arrays(x=images, y=np.arange(100_000) % 10))
    assert (len(dataset.train), len(dataset.test)) == (83_330, 16_670)


def test_that_classes_get_their_names():
    for texts in (np.array(NAMES), np.array([n.encode() for n in NAMES])):
        assert read(whole(class_names=texts)).test.class_names == NAMES


def test_that_nan_and_infinity_are_counted_and_the_first_is_placed():
    images = whole()["x_train"] / 255
    images[4, 2, 5] = images[7] = np.nan
    images[9, 1, 3] = -np.inf
    told = refusal(whole(x_train=images))
    assert "file:x_train" in told
    assert "43 values are NaN, the first nan in image 4, row 2, column 5" in told
    assert "1 value is infinite, the first -inf in image 9, row 1, column 3" in told
    assert "reals from 0 (black) to 1 (white)" in told


def test_that_values_out_of_range_are_told_in_whatever_block_they_are(monkeypatch):
    monkeypatch.setattr(array_pixels, "_BLOCK_BYTES", 1)
    images = whole()["x_train"].astype(np.int16)
    images[20:, 3, 4] = 256
    assert "10 values are out of 0 to 255, the first 256 in image 20" in refusal(
        whole(x_train=images)
    )
    reals = whole()["x_train"].astype(np.float32)
    assert "out of 0 to 1" in refusal(whole(x_train=reals))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.arange(30) % 3 - 1, "10 labels are negative; image 0 has -1"),
        (np.r_[np.arange(29) % 3, 0.5], "A label is no integer; image 29 has 0.5"),
        (np.r_[np.arange(29) % 3, np.nan], "A label is no integer; image 29 has nan"),
        (np.r_[np.arange(29) % 3, np.inf], "not below 10000; image 29 has inf"),
        (np.r_[np.arange(29) % 3, 10**6], "not below 10000; image 29 has 1000000"),
        (np.array(["cat"] * 30), "labels are of type <U3"),
        (np.eye(3)[np.arange(30) % 3], r"shape 30 × 3.*labels.argmax\(axis=1\)"),
        (np.array(1), "labels have the shape"),
        (np.arange(29) % 3, "30 images in x_train, but 29 labels in y_train"),
        (np.arange(30) % 2 * 2, "No image to train with is of class '1'"),
        (np.zeros(30, int), r"No image to train with is of class '1', '2'"),
    ],
)
def test_that_wrong_labels_are_refused(labels, message):
    with pytest.raises(TNStudioError, match=message) as caught:
        read(whole(y_train=labels))
    assert caught.value.hint


def test_that_labels_beyond_the_named_classes_are_refused():
    told = refusal(whole(class_names=np.array(["cat", "dog"])))
    assert "10 labels are not below 2; image 2 has 2" in told
    assert "2 labels are not below 2" in told  # those to test with
    assert "from 0 to 1, or name all classes" in told


def test_that_a_named_class_without_images_is_refused():
    names = np.array([*NAMES, "yak"])
    assert "No image to train with is of class 'yak'" in refusal(
        whole(class_names=names)
    )


def test_that_one_class_is_too_few():
    images, labels = stripes(8, classes=1)
    told = refusal(Arrays(x=images, y=labels))
    assert "All images are of one class, '0'" in told


def test_that_one_image_is_too_few():
    images, labels = stripes(1)
    assert "All images are of one class" in refusal(Arrays(x=images, y=labels))
    images, labels = stripes(3)
    assert "Too few images to train and to test with: class '0' has 1" in refusal(
        Arrays(x=images, y=labels)
    )


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (np.array(["cat", "cat", "owl"]), "same name"),
        (np.array(["cat", "", "owl"]), "has none"),
        (np.arange(3), "of type int64, shape 3"),
        (np.array("cat"), "of type <U3"),
        (np.full(10_001, "a"), "too large"),
    ],
)
def test_that_wrong_names_of_classes_are_refused(names, message):
    assert message in refusal(whole(class_names=names))


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.zeros((30, 42)), r"shape 30 × 42 .*reshape\(-1, rows, columns\)"),
        (np.zeros((30, 6, 7, 1, 1)), "shape 30 × 6 × 7 × 1 × 1"),
        (np.array(0.5), "shape a single number"),
        (np.zeros((0, 6, 7)), "There are no images: the shape is 0 × 6 × 7"),
        (np.zeros((30, 6, 0)), "There are no images"),
        (np.zeros((30, 3, 6, 7)), "channels before rows.*moveaxis"),
        (np.zeros((30, 6, 7), complex), "of type complex128"),
        (np.full((30, 6, 7), "a"), "of type <U1"),
        (np.full((30, 6, 7), None), "Python objects, which are never read"),
        (np.zeros((30, 6, 7), "i4,f4"), "of type"),
        (np.broadcast_to(np.uint8(0), (1, 4096, 2048)), "An image has 8,388,608"),
        (np.broadcast_to(np.uint8(0), (2**23, 28, 28)), "take 6,576,668,672 bytes"),
    ],
)
def test_that_wrong_types_and_shapes_are_refused(images, message):
    with pytest.raises(TNStudioError, match=message) as caught:
        read(whole(x_train=images))
    assert "file:x_train" in str(caught.value)


def test_that_problems_of_all_arrays_are_told_together():
    told = refusal(
        whole(x_train=np.zeros((30, 42)), y_test=np.array(["a"]), x_test=np.zeros(3))
    )
    assert "3 problems" in told
    assert all(f"file:{name}" in told for name in ("x_train", "x_test", "y_test"))


def test_that_parts_of_different_sizes_are_refused():
    told = refusal(whole(x_test=np.zeros((6, 7, 6))))
    assert "train with are 6 × 7 × 1, those to test with 7 × 6 × 1" in told


def test_that_classes_that_are_only_tested_are_refused():
    assert "No image to train with is of class '3'" in refusal(
        whole(y_test=np.arange(6) % 4)
    )


def test_that_progress_is_told_and_a_reading_can_be_left(monkeypatch):
    monkeypatch.setattr(array_pixels, "_BLOCK_BYTES", 6 * 7 * 10)
    told = list(read_labelled_arrays(whole(), "own"))
    assert [(t.done, t.total) for t in told] == [(10, 30), (20, 30), (30, 30), (6, 6)]
    work = read_labelled_arrays(whole(), "own")
    next(work)
    work.close()


@given(
    images=arrays_of.arrays(
        arrays_of.scalar_dtypes(),
        arrays_of.array_shapes(min_dims=0, max_dims=4, max_side=4),
    ),
    labels=arrays_of.arrays(
        arrays_of.scalar_dtypes(),
        arrays_of.array_shapes(min_dims=0, max_dims=2, max_side=4),
    ),
    part=st.sampled_from(["", "_train"]),
)
@settings(max_examples=200, deadline=None)
def test_that_any_arrays_are_read_or_refused_but_never_crash(images, labels, part):
    with suppress(TNStudioError):
        dataset = read(Arrays({f"x{part}": images, f"y{part}": labels}))
        assert len(dataset.train) + len(dataset.test) == len(images)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.datasets.own_images import finished
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.datasets.resampling import Resampling, resampled
from tnstudio.errors import TNStudioError


def dataset(shape, count=4, seed=0):
    pixels = np.random.default_rng(seed).integers(0, 256, (count, *shape), np.uint8)
    images = ImageSet("own", pixels, np.arange(count) % 2, ("a", "b"))
    return Dataset("own", images, images, ("a remark",))


@given(rows=st.integers(1, 5), columns=st.integers(1, 5), by=st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_that_each_channel_keeps_its_mean_brightness_when_it_shrinks(rows, columns, by):
    """A pixel of a flat image, whatever its size, is as bright as before."""
    flat = np.full((2, rows * by, columns * by, 2), (17, 203), np.uint8)
    images = ImageSet("flat", flat, np.array([0, 1]), ("a", "b"))
    small = finished(
        resampled(Dataset("flat", images, images), Resampling((rows, columns)))
    )
    assert small.train.shape == (rows, columns, 2)
    assert (small.train.pixels == (17, 203)).all()


def test_that_an_image_of_the_wanted_size_stays_as_it_is():
    for channels in (1, 2, 3):
        own = dataset((5, 4, channels))
        same = finished(resampled(own, Resampling((5, 4))))
        np.testing.assert_array_equal(same.train.pixels, own.train.pixels)
        assert same.name == "own@5x4"
        assert same.remarks == own.remarks


def test_that_nothing_is_done_unasked():
    own = dataset((5, 4, 3))
    assert finished(resampled(own, Resampling())) is own


def test_that_colours_become_grey_by_their_brightness():
    own = dataset((5, 4, 3))
    grey = finished(resampled(own, Resampling(grey=True)))
    wanted = own.train.pixels @ np.array([0.299, 0.587, 0.114])
    assert grey.train.shape == (5, 4, 1)
    assert np.abs(grey.train.pixels[..., 0] - wanted).max() <= 1
    with pytest.raises(TNStudioError, match="2 channels do not become grey"):
        finished(resampled(dataset((5, 4, 2)), Resampling(grey=True)))


def test_that_too_large_images_are_refused():
    with pytest.raises(TNStudioError, match="An image has 16,777,216 values"):
        finished(resampled(dataset((5, 4, 1)), Resampling((4096, 4096))))


def test_that_progress_is_told():
    told = list(resampled(dataset((2, 2, 1), 600), Resampling((1, 1))))
    assert [(t.done, t.total) for t in told] == [(256, 600), (512, 600)] * 2

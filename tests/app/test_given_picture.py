"""Pictures from elsewhere, brought to the input's size and channels."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tnstudio.app.given_picture import fitting_picture, reading_picture
from tnstudio.datasets import picture_file as picture_file_module
from tnstudio.errors import TNStudioError

RANDOM = np.random.default_rng(0)
COLOURS = RANDOM.integers(0, 256, (8, 6, 3)).astype(np.uint8)


def result_of(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Image.fromarray(COLOURS).save(tmp_path / "some.png")
    return tmp_path / "some.png"


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ((8, 6, 3), "some.png: as it is"),
        ((8, 6, 1), "some.png: in grey"),
        ((4, 3, 3), "some.png: 8 × 6 resampled to 4 × 3"),
        ((4, 5, 1), "some.png: 8 × 6 resampled to 4 × 5, in grey"),
        ((8, 6, 2), "some.png: in grey, the same on all 2 channels"),
    ],
)
def test_that_a_picture_fits_and_what_was_done_is_told(path, shape, told):
    given = result_of(reading_picture(path, shape))
    assert (given.pixels.shape, given.text) == (shape, told)
    assert not given.pixels.flags.writeable
    if shape[:2] == (8, 6):
        weights = COLOURS @ [0.299, 0.587, 0.114]
        expected = COLOURS if shape[2] == 3 else weights[..., None]
        assert np.abs(given.pixels - expected).max() <= 1


def test_that_a_grey_picture_is_the_same_on_all_channels(tmp_path):
    grey = COLOURS[..., 0]
    Image.fromarray(grey).save(tmp_path / "grey.png")
    given = result_of(reading_picture(tmp_path / "grey.png", (8, 6, 3)))
    assert (given.pixels == grey[..., None]).all()
    assert given.text == "grey.png: in grey, the same on all 3 channels"


def test_that_a_picture_in_memory_is_treated_as_one_in_a_file(path):
    opaque = np.concatenate([COLOURS, np.full((8, 6, 1), 255, np.uint8)], axis=2)
    for shape in ((8, 6, 3), (5, 5, 1)):
        one = result_of(fitting_picture(opaque, "some.png", shape))
        other = result_of(reading_picture(path, shape))
        np.testing.assert_array_equal(one.pixels, other.pixels)
        assert one.text == other.text
    opaque[..., 3] = 0
    assert not result_of(fitting_picture(opaque, "clear", (8, 6, 3))).pixels.any()


def test_that_a_picture_that_is_too_large_is_refused(path, monkeypatch):
    monkeypatch.setattr(picture_file_module, "MOST_PIXELS", 40)
    with pytest.raises(TNStudioError, match="over 40 pixels"):
        result_of(reading_picture(path, (8, 6, 3)))
    with pytest.raises(TNStudioError, match="over 40 pixels"):
        result_of(fitting_picture(np.zeros((8, 6, 4), np.uint8), "x", (8, 6, 3)))


def test_that_a_missing_file_is_told(tmp_path):
    with pytest.raises(TNStudioError, match="cannot be read"):
        result_of(reading_picture(tmp_path / "none.png", (8, 6, 3)))

"""Previews of augmentation show what training sees."""

import numpy as np
import pytest

from tests.datasets.own_images import NAMES, finished, stripes
from tnstudio.app.augmentation_preview import (
    MOST_SIDE,
    examples_of_classes,
    previewing,
)
from tnstudio.datasets.augmentation import Augmenter
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.model.records import Augmentation

AUG2 = Augmentation(15, 5, 0.15)


def images(shape: tuple[int, ...] = (9, 8, 1)) -> ImageSet:
    pixels, labels = stripes(30, shape=shape)
    return ImageSet("own", pixels, labels, NAMES)


def test_that_a_preview_is_what_the_first_epochs_learn():
    own, indices = images(), np.array([4, 29])
    made = finished(previewing(own, indices, AUG2, 7, 3))
    augmenter = Augmenter(own, AUG2, 7)
    assert np.array_equal(made.originals, own.pixels[indices])
    for epoch in (1, 2, 3):
        learned = np.rint(augmenter.values(indices, epoch) * 255).reshape(2, 9, 8, 1)
        assert np.array_equal(made.drawn[:, epoch - 1], learned)
        assert np.array_equal(made.moves[:, epoch - 1], augmenter.moves(indices, epoch))
    assert not np.array_equal(made.drawn[:, 0], made.originals)


def test_that_without_augmentation_images_are_as_they_are():
    own, indices = images(), np.array([0, 1, 2])
    made = finished(previewing(own, indices, Augmentation(), 7, 2))
    for epoch in range(2):
        assert np.array_equal(made.drawn[:, epoch], made.originals)


def test_that_large_images_are_thinned_out_and_can_be_left_between_them():
    own = images((300, 10, 3))
    work = previewing(own, np.array([0, 1]), AUG2, 0, 1)
    next(work)
    made = finished(work)
    assert made.originals.shape == (2, 100, 4, 3)
    assert max(made.drawn.shape[2:4]) <= MOST_SIDE


def test_that_settings_out_of_range_are_told():
    with pytest.raises(TNStudioError, match="Rotation is 200"):
        next(previewing(images(), np.array([0]), Augmentation(200), 0, 1))


def test_that_examples_are_of_different_classes_and_others_in_another_draw():
    own = images()
    assert set(own.labels[examples_of_classes(own, 6, 0)]) == {0, 1, 2}
    assert len(examples_of_classes(own, 2, 0)) == 2
    draws = {tuple(examples_of_classes(own, 3, draw)) for draw in range(5)}
    assert len(draws) > 1


def test_that_empty_classes_give_no_examples():
    pixels, _ = stripes(6)
    own = ImageSet("own", pixels[..., np.newaxis], np.full(6, 2), NAMES)
    (index,) = examples_of_classes(own, 6, 0)
    assert own.labels[index] == 2

import pytest

from tnstudio.datasets.array_names import Pair, roles_of
from tnstudio.errors import TNStudioError

KERAS = Pair("x_train", "y_train"), Pair("x_test", "y_test")


@pytest.mark.parametrize(
    ("names", "train", "test"),
    [
        (("x_train", "y_train", "x_test", "y_test"), *KERAS),
        (("X_train", "Y_TRAIN"), Pair("X_train", "Y_TRAIN"), None),
        (("images", "labels"), Pair("images", "labels"), None),
        (("data", "target"), Pair("data", "target"), None),
        (
            ("train/images", "train/labels", "test/x", "test/y"),
            Pair("train/images", "train/labels"),
            Pair("test/x", "test/y"),
        ),
        (
            ("train_images", "train-labels", "testing.images", "testing.labels"),
            Pair("train_images", "train-labels"),
            Pair("testing.images", "testing.labels"),
        ),
        (("x", "y", "x_test", "y_test"), Pair("x", "y"), KERAS[1]),
    ],
)
def test_that_usual_names_are_known(names, train, test):
    roles = roles_of(names, "here")
    assert (roles.train, roles.test, roles.remarks) == (train, test, ())


def test_that_images_for_validation_stand_in_for_those_to_test_with():
    names = ("train_images", "train_labels", "val_images", "val_labels")
    roles = roles_of(names, "here")
    assert roles.test == Pair("val_images", "val_labels")
    assert roles.remarks == (
        "There are no test images; those for validation stand in for them",
    )
    both = roles_of((*names, "test_images", "test_labels"), "here")
    assert both.test == Pair("test_images", "test_labels")
    assert both.remarks == ("Not used: val_images, val_labels",)


def test_that_names_of_classes_are_found_and_the_rest_is_told():
    roles = roles_of(("x", "y", "class_names", "mean", "train_times"), "here")
    assert roles.class_names == "class_names"
    assert roles.remarks == ("Not used: mean, train_times",)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ((), "array of the images to train with is missing; there is none"),
        (("mean", "std"), "images to train with is missing; there is mean, std"),
        (("x_train",), "train labels is missing"),
        (("labels",), "array of the images is missing"),
        (("x_train", "y_train", "x_test"), "test labels is missing"),
        (("x_test", "y_test"), "images to train with is missing"),
        (("x", "images", "y"), "Several arrays hold the same: x, images"),
    ],
)
def test_that_what_is_missing_or_twice_is_refused(names, message):
    with pytest.raises(TNStudioError, match=message) as caught:
        roles_of(names, "my file")
    assert caught.value.location == "my file"
    assert caught.value.hint

"""What a new project begins with."""

from pathlib import Path

import numpy as np
import pytest

from tests.ui.small_world import small_images
from tnstudio.app.new_project import (
    FREE,
    LAYERED,
    WINDOWS,
    file_name_for,
    free_design,
    free_name,
    layered_design,
    obstacles,
)
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.model.network import WindowLayer
from tnstudio.model.templates import mnist_5core


def digits(side: int = 28) -> Dataset:
    names = tuple("0123456789")
    pixels = np.zeros((10, side, side, 1), np.uint8)
    images = ImageSet("digits", pixels, np.arange(10, dtype=np.int32), names)
    return Dataset("digits", images, images)


def small() -> Dataset:
    pixels, labels = small_images(12, 0)
    names = ("left", "right", "none")
    images = ImageSet("small", pixels[..., None], labels.astype(np.int32), names)
    return Dataset("small", images, images)


@pytest.mark.parametrize("template", LAYERED)
def test_that_each_template_of_layers_fits_images_of_mnists_size(template: str) -> None:
    made = layered_design(digits(), template, 16, 12)
    assert not obstacles(made)
    assert made.input.rows == 28
    assert made.readout.class_names == tuple("0123456789")


def test_that_the_published_layers_are_the_published_ones() -> None:
    made = layered_design(digits(), "mnist-5core", 1, 1)
    assert made.layers == mnist_5core().layers
    assert made.name == "digits, 5 cores"


def test_that_the_window_and_stride_are_those_that_were_typed() -> None:
    made = layered_design(digits(), WINDOWS, 14, 7)
    assert made.layers[0] == WindowLayer(14, 7)
    assert len(made.layers) > 1


def test_that_a_template_that_does_not_fit_has_obstacles() -> None:
    assert obstacles(layered_design(small(), "mnist-5core", 1, 1))
    assert obstacles(layered_design(small(), WINDOWS, 50, 1))


def test_that_proposed_layers_fit_any_images() -> None:
    made = layered_design(small(), "proposed", 1, 1)
    assert made.layers
    assert not obstacles(made)


@pytest.mark.parametrize("template", FREE)
def test_that_circuits_have_no_obstacles(template: str) -> None:
    made = free_design(template)
    assert made.circuit is not None
    assert not obstacles(made)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("MNIST, 5 cores", "mnist_5_cores.tn.h5"),
        ("../etc/passwd", "etc_passwd.tn.h5"),
        ("  ", "network.tn.h5"),
        ("数字", "数字.tn.h5"),
    ],
)
def test_that_a_name_makes_a_name_of_a_file(name: str, file: str) -> None:
    assert file_name_for(name) == file


def test_that_a_free_name_is_that_of_no_file(tmp_path: Path) -> None:
    assert free_name(tmp_path, "a.tn.h5") == "a.tn.h5"
    (tmp_path / "a.tn.h5").touch()
    (tmp_path / "a_2.tn.h5").touch()
    assert free_name(tmp_path, "a.tn.h5") == "a_3.tn.h5"
    assert free_name(tmp_path / "nowhere", "a.tn.h5") == "a.tn.h5"

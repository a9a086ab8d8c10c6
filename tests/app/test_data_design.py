"""Designs for data sets: layers that fit stay, others are proposed."""

from dataclasses import replace

import numpy as np
import pytest

from tests.datasets.own_images import stripes
from tnstudio.app.data_design import MOST_LAYERS, design_for
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.datasets.load import require_matching
from tnstudio.model.hardware import Hardware
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.model.topology import grids

SMALL = Hardware("classroom", 32, 16, 4, 4, 4)


def of_size(rows: int, columns: int, channels: int = 1, classes: int = 3) -> Dataset:
    pixels, labels = stripes(12, classes, (max(rows, classes), columns, channels))
    names = tuple(f"class {k}" for k in range(classes))
    images = ImageSet("own", pixels[:, :rows], labels, names)
    return Dataset("own", images, images)


def test_that_layers_that_fit_stay():
    before = replace(mnist_30core(seed=4), name="mine")
    made = design_for(of_size(28, 28, classes=5), before)
    assert made.layers == before.layers
    assert (made.name, made.seed, made.hardware) == ("mine", 4, before.hardware)
    assert made.readout.class_names == tuple(f"class {k}" for k in range(5))


def test_that_places_stay_where_the_cores_do():
    places = tuple((9, column) for column in range(5))
    before = replace(mnist_5core(), placement=places)
    assert design_for(of_size(28, 28), before).placement == places
    assert design_for(of_size(12, 12), before).placement is None


@pytest.mark.parametrize(
    "shape", [(1, 1), (8, 8), (6, 7), (32, 32, 3), (64, 48, 3), (200, 300)]
)
@pytest.mark.parametrize("hardware", [mnist_5core().hardware, SMALL])
def test_that_other_layers_are_proposed_that_fit(shape, hardware):
    dataset = of_size(*shape)
    before = replace(mnist_5core(), hardware=hardware)
    made = design_for(dataset, before)
    require_matching(dataset, made)
    assert made.hardware == hardware
    assert 1 <= len(made.layers) <= MOST_LAYERS
    assert not errors_of(check_network(made))


def test_that_the_digits_get_back_the_network_of_5_cores():
    """E15's windows on 28 × 28 are those that are proposed."""
    before = replace(mnist_5core(), layers=())
    made = design_for(of_size(28, 28, classes=10), before)
    assert [grid.size for grid in grids(made)[1:]] == [4, 1]
    assert made.layers == mnist_5core().layers
    assert np.prod(made.input.size) == 784

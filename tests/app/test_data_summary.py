import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.datasets.own_images import NAMES, stripes
from tnstudio.app.data import dataset
from tnstudio.app.data_summary import (
    class_examples,
    network_for,
    summarised,
)
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.datasets.load import require_matching
from tnstudio.errors import TNStudioError
from tnstudio.model.network import WindowLayer


def zoo(labels=None, pixels=None) -> Dataset:
    images, usual = stripes(30)
    images = images[..., np.newaxis] if pixels is None else pixels
    train = ImageSet("zoo train", images, usual if labels is None else labels, NAMES)
    test = ImageSet("zoo test", images[:4], usual[:4], NAMES)
    return Dataset("zoo", train, test, ("a remark",))


def test_that_a_summary_counts_what_is_there():
    summary = summarised(zoo())
    assert (summary.name, summary.shape, summary.classes) == ("zoo", (6, 7, 1), 3)
    assert summary.class_names == NAMES
    assert summary.train_counts == (10, 10, 10)
    assert summary.test_counts == (2, 1, 1)
    assert (summary.train, summary.test) == (30, 4)
    assert 0 <= summary.lowest < 0.05
    assert 0.9 < summary.highest <= 1
    assert summary.remarks == ("a remark",)


def test_that_the_bundled_digits_are_what_they_are():
    """The counts of MNIST's classes are those that its authors published."""
    summary = summarised(dataset("mnist"))
    assert summary.train_counts[:3] == (5923, 6742, 5958)
    assert summary.test_counts[:3] == (980, 1135, 1032)
    assert (summary.lowest, summary.highest) == (0, 1)
    assert summary.remarks == ()


def test_that_a_summary_warns_of_gaps_and_of_black_images():
    labels = np.arange(30) % 2 + 1
    remarks = summarised(zoo(labels, np.ones((30, 6, 7, 1), np.uint8))).remarks
    assert "No image to train with is of class cat" in remarks
    assert any("brightest pixel is 1 of 255" in remark for remark in remarks)


@given(
    labels=st.lists(st.integers(0, 3), min_size=1, max_size=40),
    per_class=st.integers(0, 6),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=60, deadline=None)
def test_that_examples_are_of_their_class_and_each_once(labels, per_class, seed):
    pixels = np.arange(len(labels), dtype=np.uint8) + 1
    images = ImageSet(
        "own", pixels.reshape(-1, 1, 1, 1), np.array(labels), ("a", "b", "c", "d")
    )
    examples = class_examples(images, per_class, seed)
    assert examples.shape == (4, per_class)
    for k, row in enumerate(examples):
        found = row[row >= 0]
        assert len(found) == min(per_class, labels.count(k)) == len(set(found))
        assert all(labels[i] == k for i in found)


def test_that_another_seed_shows_other_examples():
    first, again, other = (class_examples(zoo().train, 4, s) for s in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).any()


def test_that_a_network_for_a_data_set_fits_it():
    layers = (WindowLayer(6, 1),)
    network = network_for(zoo(), layers, "Zoo", seed=3)
    require_matching(zoo(), network)
    assert network.readout.class_names == NAMES
    assert (network.name, network.layers, network.seed) == ("Zoo", layers, 3)


def test_that_classes_are_not_taught_under_other_names():
    network = network_for(zoo(), (), "Zoo", seed=0)
    data = zoo()
    swapped = ImageSet("z", data.train.pixels, data.train.labels, ("cat", "owl", "dog"))
    with pytest.raises(TNStudioError, match="Class 1 is 'owl' in the images, 'dog'"):
        require_matching(Dataset("z", swapped, swapped), network)
    numbered = ImageSet("z", data.train.pixels, data.train.labels, ("0", "1", "2"))
    require_matching(Dataset("z", numbered, numbered), network)

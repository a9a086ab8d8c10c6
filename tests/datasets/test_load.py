from dataclasses import replace

import numpy as np
import pytest

from tests.datasets.idx_files import (
    TEST,
    TRAIN,
    idx_bytes,
    labels,
    pixels,
    write,
    write_dataset,
)
from tnstudio.datasets.load import bundled_names, load_dataset, require_matching
from tnstudio.errors import TNStudioError
from tnstudio.model.network import InputShape, Readout
from tnstudio.model.templates import mnist_5core

NAMINGS = {
    "MNIST": (*TRAIN, *TEST),
    "gzipped": tuple(f"{name}.gz" for name in (*TRAIN, *TEST)),
    "with dots": (
        "train-images.idx3-ubyte",
        "train-labels.idx1-ubyte",
        "t10k-images.idx3-ubyte",
        "t10k-labels.idx1-ubyte",
    ),
    "EMNIST": (
        "emnist-digits-train-images-idx3-ubyte",
        "emnist-digits-train-labels-idx1-ubyte",
        "emnist-digits-test-images-idx3-ubyte",
        "emnist-digits-test-labels-idx1-ubyte",
    ),
    "own": ("Train_Images", "Train_Labels", "Test_Images", "Test_Labels"),
}


@pytest.mark.parametrize("naming", NAMINGS)
def test_that_a_folder_is_read_under_the_usual_names(tmp_path, naming):
    contents = (pixels(6), labels(6), pixels(4, seed=1), labels(4))
    for name, content in zip(NAMINGS[naming], contents, strict=True):
        write(tmp_path / name, idx_bytes(content), packed=name.endswith(".gz"))
    dataset = load_dataset(str(tmp_path))
    assert dataset.name == tmp_path.name
    np.testing.assert_array_equal(dataset.train.pixels[..., 0], contents[0])
    np.testing.assert_array_equal(dataset.train.labels, contents[1])
    np.testing.assert_array_equal(dataset.test.pixels[..., 0], contents[2])
    np.testing.assert_array_equal(dataset.test.labels, contents[3])
    assert dataset.test.class_names == ("0", "1", "2")
    assert dataset.test.name == f"{tmp_path.name} test"


def test_that_the_bundled_mnist_has_its_published_sizes():
    assert "mnist" in bundled_names()
    dataset = load_dataset("mnist")
    assert dataset.name == "mnist"
    assert (len(dataset.train), len(dataset.test)) == (60_000, 10_000)
    assert dataset.train.shape == dataset.test.shape == (28, 28, 1)
    assert dataset.test.class_names == tuple("0123456789")
    # LeCun, Cortes, Burges: the first test images are 7, 2, 1, 0, 4.
    assert dataset.test.labels[:5].tolist() == [7, 2, 1, 0, 4]
    require_matching(dataset, mnist_5core())


def test_that_an_unpacked_file_wins_over_its_gzipped_twin(tmp_path):
    write_dataset(tmp_path)
    write(tmp_path / f"{TRAIN[0]}.gz", b"never read")
    assert len(load_dataset(str(tmp_path)).train) == 6


def test_that_hidden_files_and_others_are_passed_over(tmp_path):
    write_dataset(tmp_path)
    write(tmp_path / f"._{TRAIN[0]}", b"left by another system")
    write(tmp_path / "notes.txt", b"")
    (tmp_path / "train-images").mkdir()
    assert len(load_dataset(str(tmp_path)).train) == 6


def test_that_missing_files_are_all_named(tmp_path):
    write_dataset(tmp_path)
    for name in TEST:
        (tmp_path / name).unlink()
    with pytest.raises(TNStudioError) as caught:
        load_dataset(str(tmp_path))
    message = str(caught.value)
    assert "2 problems" in message
    for name in TEST:
        assert f"its usual name is {name} or {name}.gz" in message


def test_that_two_data_sets_in_one_folder_are_refused(tmp_path):
    write_dataset(tmp_path)
    write(tmp_path / "emnist-train-labels", idx_bytes(labels(6)))
    with pytest.raises(TNStudioError, match="Several files hold train labels") as e:
        load_dataset(str(tmp_path))
    assert e.value.hint == "keep one data set per folder"


@pytest.mark.parametrize("source", ["nowhere", "./mnist"])
def test_that_an_unknown_name_is_answered_with_the_known_ones(
    tmp_path, monkeypatch, source
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TNStudioError, match="no data set") as caught:
        load_dataset(source)
    assert "mnist" in caught.value.hint


def test_that_a_file_instead_of_a_folder_is_refused(tmp_path):
    path = write(tmp_path / TRAIN[0], idx_bytes(pixels(6)))
    with pytest.raises(TNStudioError, match="a folder, not a file"):
        load_dataset(str(path))


def test_that_wrong_counts_of_both_splits_are_told_together(tmp_path):
    write_dataset(tmp_path)
    write(tmp_path / TRAIN[1], idx_bytes(labels(5)))
    write(tmp_path / TEST[1], idx_bytes(labels(9)))
    with pytest.raises(TNStudioError) as caught:
        load_dataset(str(tmp_path))
    assert "6 train images, but 5 train labels" in str(caught.value)
    assert "4 test images, but 9 test labels" in str(caught.value)


def test_that_damage_in_several_files_is_told_together(tmp_path):
    write_dataset(tmp_path)
    write(tmp_path / TRAIN[0], b"\0")
    write(tmp_path / TEST[1], idx_bytes(labels(4))[:-2])
    with pytest.raises(TNStudioError) as caught:
        load_dataset(str(tmp_path))
    assert f"{TRAIN[0]}: The file is no IDX file" in str(caught.value)
    assert f"{TEST[1]}: The file ends before" in str(caught.value)


def test_that_splits_of_different_sizes_are_refused(tmp_path):
    write_dataset(tmp_path)
    write(tmp_path / TEST[0], idx_bytes(pixels(4, (5, 4))))
    with pytest.raises(TNStudioError, match="4 × 5 × 1, the test images 5 × 4 × 1"):
        load_dataset(str(tmp_path))


def test_that_a_network_of_another_input_or_fewer_classes_is_refused(tmp_path):
    dataset = load_dataset(str(write_dataset(tmp_path)))
    fitting = replace(mnist_5core(), input=InputShape(4, 5))
    require_matching(dataset, fitting)
    with pytest.raises(TNStudioError, match="4 × 5 × 1, the network's input is 28"):
        require_matching(dataset, mnist_5core())
    few = replace(fitting, readout=Readout(("0", "1")))
    with pytest.raises(TNStudioError, match="3 classes, the network has 2"):
        require_matching(dataset, few)

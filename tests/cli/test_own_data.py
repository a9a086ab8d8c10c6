"""Own images by the commands: what is in them, networks for them, training."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from tests.cli.conftest import write_idx
from tests.datasets.own_images import stripes, write_pictures
from tests.same_values import same
from tnstudio.app.data import dataset
from tnstudio.storage.project_file import load_project

LAYERS = ("--layer", "4,2", "--layer", "2,1,16")
EPOCHS = ("--epochs", 2, "--batch", 20)


@pytest.fixture(scope="module")
def zoo(tmp_path_factory) -> Path:
    """Pictures of three animals that a bright row tells apart."""
    folder = tmp_path_factory.mktemp("own") / "zoo"
    for part, count, seed in (("train", 120, 0), ("test", 30, 1)):
        write_pictures(folder / part, *stripes(count, shape=(8, 8), seed=seed))
    return folder


@pytest.fixture
def formats(zoo, tmp_path) -> dict[str, Path]:
    """The same images in the same order in every format."""
    found = dataset(str(zoo))
    arrays = {
        "x_train": found.train.pixels,
        "y_train": found.train.labels,
        "x_test": found.test.pixels / 255,
        "y_test": found.test.labels,
    }
    names = np.array(found.train.class_names)
    for kind in ("idx", "npy"):
        (tmp_path / kind).mkdir()
    for name, array in {**arrays, "class_names": names}.items():
        np.save(tmp_path / "npy" / name, array)
    np.savez_compressed(tmp_path / "own.npz", **arrays, class_names=names)
    with h5py.File(tmp_path / "own.h5", "w") as file:
        for name, array in arrays.items():
            part, kind = name.split("_")[1], {"x": "images", "y": "labels"}[name[0]]
            file.create_dataset(f"{part}/{kind}", data=array, compression="gzip")
        file["class_names"] = list(found.train.class_names)
    for part, images in (("train", found.train), ("t10k", found.test)):
        write_idx(tmp_path / "idx" / f"{part}-images-idx3-ubyte", images.pixels[..., 0])
        write_idx(tmp_path / "idx" / f"{part}-labels-idx1-ubyte", images.labels)
    kinds = {"idx": "idx", "npy": "npy", "npz": "own.npz", "hdf5": "own.h5"}
    return {kind: tmp_path / name for kind, name in kinds.items()}


def make(tnstudio, path: Path, data: object) -> Path:
    code, _, err = tnstudio("new", path, "--data", data, *LAYERS)
    assert code == 0, err
    return path


def test_that_the_same_images_give_the_same_weights_in_every_format(
    tnstudio, zoo, formats, tmp_path
):
    trained = {}
    for kind, source in {"pictures": zoo, **formats}.items():
        path = make(tnstudio, tmp_path / f"{kind}.tn.h5", source)
        code, _, err = tnstudio("train", path, "--data", source, *EPOCHS)
        assert code == 0, err
        trained[kind] = load_project(path).trained
        code, out, err = tnstudio("evaluate", path, "--data", source, "--json")
        assert code == 0, err
        assert json.loads(out)["images"] == 30
    first = trained.pop("pictures")
    for kind, other in trained.items():
        assert same(other.layers, first.layers), kind
        assert other.history.batch_losses.tolist() == (
            first.history.batch_losses.tolist()
        )


def test_that_a_network_gets_input_and_classes_from_the_data(tnstudio, zoo, tmp_path):
    network = load_project(make(tnstudio, tmp_path / "zoo.tn.h5", zoo)).network
    assert (network.input.rows, network.input.columns, network.input.channels) == (
        8,
        8,
        1,
    )
    assert network.readout.class_names == ("cat", "dog", "owl")
    assert network.name == "Network for zoo"
    small = make(tnstudio, tmp_path / "small.tn.h5", f"{zoo}@6x6")
    assert load_project(small).network.input.rows == 6


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--input", "8x8", *LAYERS), "has its own image size and classes"),
        (("--classes", 4, *LAYERS), "has its own image size and classes"),
        (("--template", "mnist-5core"), "A template has its own"),
        ((), "Nothing to build"),
        (("--layer", "9,1"), "layer 1"),
    ],
)
def test_that_what_does_not_go_with_data_is_refused(
    tnstudio, zoo, tmp_path, words, message
):
    path = tmp_path / "zoo.tn.h5"
    code, out, err = tnstudio("new", path, "--data", zoo, *words)
    assert (code, out) == (2, "")
    assert message in err
    assert not path.exists()


def test_that_data_tells_what_there_is(tnstudio, zoo):
    code, out, err = tnstudio("data", zoo)
    assert code == 0, err
    assert "zoo: 120 images to train, 30 to test, 8 × 8 × 1, 3 classes" in out
    assert [line.split() for line in out.splitlines() if " owl " in line] == [
        ["│", "2", "│", "owl", "│", "40", "│", "10", "│"]
    ]


def test_that_data_speaks_json(tnstudio, zoo):
    code, out, _ = tnstudio("data", f"{zoo}@4x4", "--json")
    assert code == 0
    facts = json.loads(out)
    assert facts["name"] == "zoo@4x4"
    assert facts["shape"] == [4, 4, 1]
    assert facts["class_names"] == ["cat", "dog", "owl"]
    assert facts["train_counts"] == [40, 40, 40]
    assert (facts["train"], facts["test"]) == (120, 30)
    assert facts["remarks"] == []


def test_that_many_classes_are_not_all_listed(tnstudio, tmp_path):
    labels = np.repeat(np.arange(150), 2)
    np.savez(tmp_path / "own.npz", x=np.zeros((300, 2, 2)), y=labels)
    code, out, _ = tnstudio("data", tmp_path / "own.npz")
    assert code == 0
    assert "and 50 more classes" in out
    assert "1 in 6 of each class was drawn" in out


def test_that_remarks_are_told_where_the_images_are_used(tnstudio, zoo, tmp_path):
    alone = zoo / "train"
    (alone / "cat" / "notes.txt").write_text("the cat is black")
    path = make(tnstudio, tmp_path / "zoo.tn.h5", alone)
    code, _, err = tnstudio("train", path, "--data", alone, *EPOCHS)
    (alone / "cat" / "notes.txt").unlink()
    assert code == 0
    assert "train: 1 is no picture and left out: cat/notes.txt" in err
    assert "train: There are no test images of their own" in err


def test_that_unequal_sizes_are_refused_with_a_remedy_that_works(
    tnstudio, zoo, tmp_path
):
    own = tmp_path / "mixed"
    write_pictures(own, *stripes(60, shape=(8, 8)))
    Image.new("L", (9, 7)).save(own / "cat" / "wide.png")
    path = make(tnstudio, tmp_path / "zoo.tn.h5", zoo)
    code, out, err = tnstudio("train", path, "--data", own, *EPOCHS)
    assert (code, out) == (2, "")
    assert "The pictures have 2 sizes: 8 × 8 (60 pictures" in err
    assert "7 × 9 (1 picture, cat/wide.png)" in err
    assert "ask for mixed@8x8, which resamples them" in err
    code, _, err = tnstudio("train", path, "--data", f"{own}@8x8", *EPOCHS)
    assert code == 0, err
    assert load_project(path).trained is not None


def test_that_images_that_do_not_fit_the_network_are_refused(tnstudio, zoo, tmp_path):
    path = make(tnstudio, tmp_path / "zoo.tn.h5", zoo)
    before = path.read_bytes()
    own = write_pictures(
        tmp_path / "more", *stripes(60, 4, (8, 8)), ("ape", "cat", "dog", "owl")
    )
    cases = {
        f"{zoo}@6x6": "images are 6 × 6 × 1, the network's input is 8 × 8 × 1",
        str(own): "images have 4 classes, the network has 3",
    }
    for source, message in cases.items():
        code, out, err = tnstudio("train", path, "--data", source, *EPOCHS)
        assert (code, out) == (2, "")
        assert message in err
        assert "choose another data set" in err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": np.full((9, 2, 2), np.nan), "y": np.arange(9) % 3}, "36 values are NaN"),
        ({"x": np.zeros((9, 2, 2)), "y": np.arange(9) - 4}, "labels are negative"),
        ({"x": np.zeros((1, 2, 2)), "y": [0]}, "All images are of one class"),
        ({"x": np.array([None]), "y": [0]}, "never read"),
        ({"z": np.zeros(3)}, "images to train with is missing; there is z"),
    ],
)
def test_that_broken_data_are_one_message(tnstudio, tmp_path, arrays, message):
    np.savez(tmp_path / "own.npz", **arrays)
    code, out, err = tnstudio("data", tmp_path / "own.npz")
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def write_broken(what: str, folder: Path) -> Path:
    """Write folders of pictures that cannot be used."""
    images, labels = stripes(12, shape=(8, 8))
    if what == "one image":
        return write_pictures(folder, images[:1], labels[:1])
    write_pictures(folder, images, labels)
    if what == "empty class":
        (folder / "yak").mkdir()
    elif what == "no picture":
        (folder / "cat" / "notes.png").write_text("no picture")
    else:
        Image.new("L", (9, 7)).save(folder / "cat" / "wide.png")
    return folder


@pytest.mark.parametrize(
    ("what", "message", "remedy"),
    [
        ("one image", "All images are of one class, 'cat'", "at least 2 classes"),
        ("empty class", "no picture of class 'yak'", "take the folder away"),
        ("no picture", "cat/notes.png: The picture cannot be read", "take the file"),
        ("sizes", "The pictures have 2 sizes", "ask for own@8x8"),
    ],
)
def test_that_broken_folders_are_one_message_for_every_command(
    tnstudio, zoo, tmp_path, what, message, remedy
):
    own = write_broken(what, tmp_path / "own")
    path = make(tnstudio, tmp_path / "zoo.tn.h5", zoo)
    before = path.read_bytes()
    other = tmp_path / "other.tn.h5"
    for words in (
        ("data", own),
        ("new", other, "--data", own, *LAYERS),
        ("train", path, "--data", own, *EPOCHS),
    ):
        code, out, err = tnstudio(*words)
        assert (code, out) == (2, "")
        assert message in err
        assert remedy in err
        assert "Traceback" not in err
    assert path.read_bytes() == before
    assert not other.exists()


def test_that_other_files_are_left_out_of_the_training(tnstudio, zoo, tmp_path):
    """What is learned is the same with and without them."""
    plain = write_pictures(tmp_path / "own", *stripes(60, shape=(8, 8)))
    weights = []
    for name in ("plain", "cluttered"):
        path = make(tnstudio, tmp_path / f"{name}.tn.h5", zoo)
        code, _, err = tnstudio("train", path, "--data", plain, *EPOCHS)
        assert code == 0, err
        weights.append(load_project(path).trained.layers)
        (plain / "cat" / "notes.txt").write_text("x")
        (plain / "owl" / "more").mkdir(exist_ok=True)
    assert same(*weights)
    assert "2 are no pictures and left out: cat/notes.txt, owl/more" in err


def test_that_a_hundred_thousand_images_are_learned(tnstudio, tmp_path):
    images, labels = stripes(1000, shape=(8, 8))
    own = tmp_path / "own.npz"
    np.savez(own, x=np.tile(images, (100, 1, 1)), y=np.tile(labels, 100))
    path = make(tnstudio, tmp_path / "own.tn.h5", own)
    words = ("--epochs", 1, "--batch", 1000)
    code, _, err = tnstudio("train", path, "--data", own, *words)
    assert code == 0, err
    history = load_project(path).trained.history
    # One in six was drawn to test with.
    assert len(history.batch_losses) == 83
    assert history.batch_losses[-1] < history.batch_losses[0]

import os
import shutil

import numpy as np
import pytest
from PIL import Image

from tests.datasets.own_images import NAMES, finished, stripes, write_pictures
from tests.same_values import same
from tnstudio.datasets import array_pixels, picture_folder
from tnstudio.datasets.labelled_arrays import no_own_test
from tnstudio.datasets.picture_folder import read_picture_folder
from tnstudio.datasets.resampling import Resampling
from tnstudio.errors import TNStudioError

AS_THEY_ARE = Resampling()


@pytest.fixture
def folder(tmp_path):
    """Thirty pictures of three classes."""
    return write_pictures(tmp_path / "zoo", *stripes(30))


def read(folder, wanted=AS_THEY_ARE):
    return finished(read_picture_folder(folder, "zoo", wanted))


def refusal(folder, wanted=AS_THEY_ARE) -> TNStudioError:
    with pytest.raises(TNStudioError) as caught:
        read(folder, wanted)
    return caught.value


def numbers_of(images, pictures) -> list[int]:
    """Return which of the pictures each image is."""
    known = {picture.tobytes(): k for k, picture in enumerate(pictures)}
    return [known[image.tobytes()] for image in images.pixels]


def test_that_a_folder_of_classes_is_read_and_split(folder):
    dataset = read(folder)
    pictures, labels = stripes(30)
    train, test = (numbers_of(p, pictures) for p in (dataset.train, dataset.test))
    assert sorted(train + test) == list(range(30))
    assert dataset.train.labels.tolist() == labels[train].tolist()
    assert dataset.test.labels.tolist() == labels[test].tolist()
    assert np.bincount(dataset.test.labels).tolist() == [2, 2, 2]
    assert dataset.train.class_names == NAMES
    assert dataset.train.shape == (6, 7, 1)
    assert dataset.remarks == (no_own_test(),)
    # Not class by class: the first images shall be of all classes.
    assert train != sorted(train)
    assert numbers_of(read(folder).train, pictures) == train


@pytest.mark.parametrize("names", [("train", "test"), ("Training", "val")])
def test_that_parts_of_their_own_are_kept(tmp_path, names):
    pictures, labels = stripes(20)
    write_pictures(tmp_path / names[0], pictures[:14], labels[:14])
    write_pictures(tmp_path / names[1], pictures[14:], labels[14:])
    (tmp_path / "extra").mkdir()
    dataset = read(tmp_path)
    assert sorted(numbers_of(dataset.train, pictures)) == list(range(14))
    assert sorted(numbers_of(dataset.test, pictures)) == list(range(14, 20))
    found = labels[numbers_of(dataset.test, pictures)].tolist()
    assert dataset.test.labels.tolist() == found
    remarks = ["Not used: extra"]
    if names[1] == "val":
        said = "There are no test images; those for validation stand in for them"
        remarks.insert(0, said)
    assert list(dataset.remarks) == remarks


def test_that_a_part_to_train_with_alone_is_split(tmp_path):
    write_pictures(tmp_path / "train", *stripes(30))
    dataset = read(tmp_path)
    assert (len(dataset.train), len(dataset.test)) == (24, 6)


def test_that_classes_are_sorted_as_people_do(tmp_path):
    names = ("10", "9", "Class 2", "class 10")
    write_pictures(tmp_path, *stripes(16, classes=4), names)
    assert read(tmp_path).train.class_names == ("9", "10", "Class 2", "class 10")


def test_that_what_is_no_picture_is_left_out_and_told(folder):
    (folder / "cat" / "notes.txt").write_text("the cat is black")
    (folder / "dog" / "more").mkdir()
    (folder / "dog" / ".DS_Store").write_bytes(b"hidden")
    (folder / ".git").mkdir()
    (folder / "__MACOSX").mkdir()
    (folder / "README").write_text("the zoo")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "owl" / "pipe.png")  # reading it would never end
    dataset = read(folder)
    assert len(dataset.train) + len(dataset.test) == 30
    left_out = dataset.remarks[0]
    assert "are no pictures and left out: cat/notes.txt, dog/more" in left_out
    assert ".DS_Store" not in left_out


def test_that_pictures_of_several_sizes_are_listed_with_their_first_files(folder):
    for name, size in (
        ("dog/31.png", (5, 6)),
        ("owl/a.png", (9, 8)),
        ("owl/b.png", (9, 8)),
    ):
        Image.new("L", size).save(folder / name)
    error = refusal(folder)
    assert "The pictures have 3 sizes: 6 × 7 (30 pictures, " in error.message
    assert "8 × 9 (2 pictures, owl/a.png, owl/b.png)" in error.message
    assert "6 × 5 (1 picture, dog/31.png)" in error.message
    assert error.location == str(folder)
    assert "ask for zoo@6x7, which resamples them" in error.hint
    dataset = read(folder, Resampling((6, 7)))
    assert len(dataset.train) + len(dataset.test) == 33
    assert dataset.train.shape == (6, 7, 1)


def test_that_damaged_pictures_are_told_together_with_other_sizes(folder):
    (folder / "cat" / "0.png").write_bytes(b"torn")
    (folder / "owl" / "2.png").write_bytes(b"")
    Image.new("L", (5, 6)).save(folder / "dog" / "1.png")
    told = str(refusal(folder))
    assert "3 problems" in told
    assert f"{folder / 'cat' / '0.png'}: The picture cannot be read" in told
    assert f"{folder / 'owl' / '2.png'}: The picture cannot be read" in told
    assert "2 sizes" in told


def test_that_thousands_of_damaged_pictures_are_counted_not_listed(folder):
    for path in folder.glob("*/*.png"):
        path.write_bytes(b"torn")
    told = str(refusal(folder))
    assert "30 problems" in told
    assert told.count("\n  ") == 21
    assert told.endswith("and 10 more")


def test_that_colours_anywhere_make_all_pictures_coloured(folder):
    Image.new("RGB", (7, 6), "red").save(folder / "cat" / "red.png")
    dataset = read(folder)
    assert dataset.train.shape == (6, 7, 3)
    assert "30 grey pictures among coloured ones" in dataset.remarks[0]
    every = np.concatenate([dataset.train.pixels, dataset.test.pixels])
    coloured = (every != every[..., :1]).any(axis=(1, 2, 3))
    assert coloured.sum() == 1
    assert read(folder, Resampling(grey=True)).train.shape == (6, 7, 1)


def test_that_classes_without_pictures_are_all_named(folder):
    (folder / "ape").mkdir()
    (folder / "yak").mkdir()
    (folder / "yak" / "below").mkdir()
    told = str(refusal(folder))
    assert f"{folder / 'ape'}: There is no picture of class 'ape'" in told
    assert f"{folder / 'yak'}: There is no picture of class 'yak'" in told
    assert "not into folders below it" in told


def test_that_classes_that_are_only_tested_are_refused(tmp_path):
    write_pictures(tmp_path / "train", *stripes(12), ("cat", "dog", "owl"))
    write_pictures(tmp_path / "test", *stripes(12), ("cat", "dog", "yak"))
    told = str(refusal(tmp_path))
    assert "Class 'yak' is tested, but there is none to train with" in told


def test_that_a_class_without_test_pictures_is_no_error(tmp_path):
    write_pictures(tmp_path / "train", *stripes(12))
    write_pictures(tmp_path / "test", *stripes(12, classes=2))
    (tmp_path / "test" / "owl").mkdir()
    assert np.bincount(read(tmp_path).test.labels).tolist() == [6, 6]


def test_that_one_picture_is_too_few(tmp_path):
    write_pictures(tmp_path, *stripes(1))
    assert "All images are of one class, 'cat'" in str(refusal(tmp_path))
    shutil.copytree(tmp_path / "cat", tmp_path / "dog")
    error = refusal(tmp_path)
    assert "Too few images to train and to test with: class 'cat' has 1, 'dog'" in str(
        error
    )
    assert "at least 2 images" in error.hint


def test_that_pictures_outside_of_classes_are_explained(tmp_path):
    assert "Images are missing" in str(refusal(tmp_path))
    Image.new("L", (7, 6)).save(tmp_path / "a.png")
    error = refusal(tmp_path)
    assert "in no folder of a class" in error.message
    assert "make a folder for each class" in error.hint


def test_that_too_many_or_too_large_pictures_are_refused_before_memory_is_taken(
    folder, monkeypatch
):
    monkeypatch.setattr(array_pixels, "LARGEST", 30 * 42 - 1)
    assert "30 images take 1,260 bytes" in str(refusal(folder))
    read(folder, Resampling((6, 6)))
    assert "An image has 16,777,216 values" in str(
        refusal(folder, Resampling((4096, 4096)))
    )


def test_that_progress_is_told_after_each_picture_and_a_reading_can_be_left(folder):
    told = list(read_picture_folder(folder, "zoo", AS_THEY_ARE))
    steps = [(t.done, t.total) for t in told]
    read = [(k, 30) for k in range(1, 31)]
    listed = steps[: steps.index(read[0])]
    assert len(listed) >= 3
    assert set(listed) == {(0, 1)}
    split = [(30, 30)] * 2
    assert steps == listed + read + split
    work = read_picture_folder(folder, "zoo", AS_THEY_ARE)
    next(work)
    work.close()


@pytest.mark.byhand
def test_that_a_hundred_thousand_pictures_are_read(folder):
    """About half a minute: files with several names each, but all of them read."""
    first = {kind.name: next(kind.glob("*.png")) for kind in folder.iterdir()}
    for k in range(30, 100_000):
        name = NAMES[k % 3]
        os.link(first[name], folder / name / f"{k}.png")
    dataset = read(folder)
    assert len(dataset.train) + len(dataset.test) == 100_000
    assert np.bincount(dataset.test.labels).tolist() == [5556, 5556, 5556]


def test_that_many_entries_are_listed_in_steps_and_still_in_order(folder, monkeypatch):
    before = read(folder)
    steps = len(list(read_picture_folder(folder, "zoo", AS_THEY_ARE)))
    monkeypatch.setattr(picture_folder, "_ENTRIES_PER_STEP", 2)
    assert same(read(folder), before)
    assert len(list(read_picture_folder(folder, "zoo", AS_THEY_ARE))) >= steps + 30


def test_that_a_closed_folder_is_refused(folder):
    if os.geteuid() == 0:
        shutil.rmtree(folder)
    else:
        folder.chmod(0)
    error = refusal(folder)
    assert "folder cannot be read" in error.message

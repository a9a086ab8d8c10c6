"""What a file is, as its name and its first bytes tell."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.ui.small_world import small_dataset
from tnstudio.app.dropped_files import Given, given_as
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.project_file import save_project


@pytest.mark.parametrize("name", ["a.tn.h5", "a.h5", "a"])
def test_that_a_project_is_one_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    save_project(tmp_path / "real.tn.h5", Project(mnist_5core()))
    renamed = (tmp_path / "real.tn.h5").rename(tmp_path / name)
    assert given_as(renamed) is Given.PROJECT


def test_that_another_hdf5_file_may_be_a_data_set(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["x"] = np.zeros(3)
    assert given_as(tmp_path / "a.h5") is Given.DATASET


def test_that_an_idx_folder_is_a_data_set(tmp_path: Path) -> None:
    assert given_as(Path(small_dataset(tmp_path / "data"))) is Given.DATASET


def test_that_npz_and_npy_are_data_sets(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros(3))
    assert given_as(tmp_path / "a.npz") is Given.DATASET
    folder = tmp_path / "arrays"
    folder.mkdir()
    np.save(folder / "x_train.npy", np.zeros(3))
    assert given_as(folder) is Given.DATASET


@pytest.mark.parametrize("depth", ["cats", "train/cats"])
def test_that_folders_of_pictures_are_a_data_set(tmp_path: Path, depth: str) -> None:
    inner = tmp_path / "pictures" / depth
    inner.mkdir(parents=True)
    (inner / "one.PNG").write_bytes(b"")
    assert given_as(tmp_path / "pictures") is Given.DATASET


def test_that_a_folder_of_anything_else_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "letter.txt").write_text("dear")
    assert given_as(tmp_path) is Given.UNKNOWN


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("one.png", Given.PICTURE),
        ("net.json", Given.UNKNOWN),
        ("letter.txt", Given.UNKNOWN),
        ("gone", Given.UNKNOWN),
    ],
)
def test_that_other_files_are_told_apart(
    tmp_path: Path, name: str, kind: Given
) -> None:
    if name != "gone":
        (tmp_path / name).write_text("x")
    assert given_as(tmp_path / name) is kind


@pytest.mark.parametrize(
    "text", ['{"crossbarTypes": []}', '{"packets": []}', "tick,line\n"]
)
def test_that_files_of_other_programs_are_known_by_what_they_hold(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "given").write_text(text)
    assert given_as(tmp_path / "given") is Given.FOREIGN

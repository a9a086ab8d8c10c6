import os

import h5py
import numpy as np
import pytest

from tests.datasets.idx_files import write_dataset
from tests.datasets.own_images import stripes, write_pictures
from tnstudio.datasets.resampling import Resampling
from tnstudio.datasets.source import Kind, find_source
from tnstudio.errors import TNStudioError


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_that_the_content_tells_the_kind(here):
    (here / "idx").mkdir()
    write_dataset(here / "idx")
    write_pictures(here / "zoo", *stripes(3))
    np.savez(here / "arrays.npz", x=1)
    (here / "npy").mkdir()
    np.save(here / "npy" / "x", 1)
    with h5py.File(here / "misnamed.npz", "w"):
        pass
    kinds = {
        "idx": Kind.IDX,
        "zoo": Kind.PICTURES,
        "arrays.npz": Kind.NPZ,
        "npy": Kind.NPY,
        "misnamed.npz": Kind.HDF5,
        "mnist": Kind.IDX,
    }
    for text, kind in kinds.items():
        source = find_source(text)
        assert (source.kind, source.name) == (kind, text.removesuffix(".npz"))
        assert not source.resampling.changes


@pytest.mark.parametrize(
    ("suffix", "wanted"),
    [
        ("@28x20", Resampling((28, 20))),
        ("@grey", Resampling(grey=True)),
        ("@gray", Resampling(grey=True)),
        ("@28x20,grey", Resampling((28, 20), grey=True)),
    ],
)
def test_that_resampling_is_written_behind_the_name(here, suffix, wanted):
    (here / "zoo").mkdir()
    source = find_source(f"zoo{suffix}")
    assert (source.name, source.resampling) == ("zoo", wanted)
    assert find_source(f"zoo{wanted}").resampling == wanted
    assert find_source(f"mnist{suffix}").resampling == wanted


def test_that_a_folder_of_that_very_name_wins(here):
    (here / "zoo").mkdir()
    (here / "zoo@28x28").mkdir()
    source = find_source("zoo@28x28")
    assert (source.name, source.resampling) == ("zoo@28x28", Resampling())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nowhere", "no data set, folder or file of this name"),
        ("nowhere@28x28", "no data set, folder or file of this name"),
        ("me@home", "no data set, folder or file of this name"),
        ("mnist@", "no data set, folder or file of this name"),
        ("mnist@0x28", "cannot be resampled to nothing"),
        ("a\0b", "No such folder is possible|no data set"),
        ("x" * 5000, "No such folder is possible"),
        ("~nobody-of-this-name/x", "No such folder is possible"),
    ],
)
def test_that_what_is_not_there_is_refused(text, message):
    with pytest.raises(TNStudioError, match=message):
        find_source(text)


def test_that_foreign_files_are_refused_with_what_is_read(here):
    (here / "a.txt").write_text("text")
    np.save(here / "x.npy", 1)
    cases = {"a.txt": "no file of images that is known", "x.npy": "has no labels"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(here / "pipe.npz")
        cases["pipe.npz"] = "no regular file"
    for name, message in cases.items():
        with pytest.raises(TNStudioError, match=message) as caught:
            find_source(name)
        assert "folder" in caught.value.hint

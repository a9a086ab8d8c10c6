"""The tree of a project file on the command line."""

import json

import h5py
import numpy as np
import pytest

from tests.storage.everything import layered_project
from tnstudio.storage.project_file import save_project


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "whole.tn.h5"
    save_project(path, layered_project())
    return path


def test_that_info_shows_the_tree_of_a_file(path, tnstudio, monkeypatch) -> None:
    code, out, _ = tnstudio("info", path, "--tree")
    assert code == 0
    assert "trained/  <trained-network>  – what training found" in out
    assert "probabilities  float32 6 × 18 × 6  [probability]" in out
    assert "@seed" not in out


def test_that_attributes_are_shown_if_asked(path, tnstudio) -> None:
    _, out, _ = tnstudio("info", path, "--attributes")
    assert "@kind = window" in out
    assert "@strengths = [" in out


def test_that_the_tree_can_be_json(path, tnstudio) -> None:
    _, out, _ = tnstudio("info", path, "--tree", "--json")
    root = json.loads(out)
    trained = next(m for m in root["members"] if m["name"] == "trained")
    layers = next(m for m in trained["members"] if m["name"] == "layers")
    first = {m["name"]: m for m in layers["members"][0]["members"]}
    assert first["biases"]["shape"] == [6, 6]
    assert first["biases"]["unit"] == "membrane potential"
    assert root["attributes"]["version"] == 4


def test_that_names_in_a_foreign_file_do_not_steer_the_screen(
    tmp_path, tnstudio
) -> None:
    path = tmp_path / "foreign.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("\x1b[2J[red]x")
        group.attrs["meaning"] = np.bytes_(b"a\x07b" * 100)
    code, out, _ = tnstudio("info", path, "--tree")
    assert code == 0
    assert "\x1b" not in out
    assert r"\x1b[2J[red]x/" in out


def test_that_a_damaged_file_is_refused(path, tnstudio) -> None:
    path.write_bytes(path.read_bytes()[:5000])
    code, _, err = tnstudio("info", path, "--tree")
    assert code == 2
    assert "cannot be read as an HDF5 file" in err

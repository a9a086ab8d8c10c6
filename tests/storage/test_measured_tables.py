"""Measured tables in the project file: kept as they are, refused if wrong."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.same_values import same
from tests.storage.examples import full_project, measured_table
from tnstudio.errors import TNStudioError
from tnstudio.storage.project_file import load_project, save_project

Edit = Callable[[h5py.Group], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "measured.tn.h5"
    save_project(path, full_project())
    return path


def test_that_a_measured_table_comes_back(path: Path) -> None:
    assert same(load_project(path).trained.measured, measured_table())


def test_that_any_viewer_can_read_a_measured_table(path: Path) -> None:
    with h5py.File(path, "r") as file:
        group = file["trained/measured"]
        assert group.attrs["type"] == b"measured-table"
        assert group.attrs["data"] == b"digits test"
        assert group["correct"][()].tolist() == [[70, 75], [80, 99]]
        assert group["correct"].attrs["unit"] == b"image"
        assert group["correct"].attrs["axes"].decode() == "cell × seed"


def test_that_a_network_that_was_not_measured_has_no_such_group(path: Path) -> None:
    project = full_project()
    trained = replace(project.trained, measured=None)
    save_project(path, replace(project, trained=trained))
    with h5py.File(path, "r") as file:
        assert "measured" not in file["trained"]
    assert load_project(path).trained.measured is None


def attribute(name: str, value: int) -> Edit:
    def edit(group: h5py.Group) -> None:
        group.attrs[name] = np.int64(value)

    return edit


def value(name: str, index: object, number: int) -> Edit:
    def edit(group: h5py.Group) -> None:
        group[name][index] = number

    return edit


def without(name: str) -> Edit:
    def edit(group: h5py.Group) -> None:
        del group[name]

    return edit


def morse(group: h5py.Group) -> None:
    group["encoding"][0] = b"morse"


WRONG: dict[str, tuple[Edit, str]] = {
    "newer": (attribute("version", 2), "measured-table has version 2"),
    "no images": (attribute("images", 0), "measured@images: 0 is out of range"),
    "fewer images than right ones": (
        attribute("images", 98),
        r"correct: 1 values are out of range, the first \(cell 1, seed 1\) is 99",
    ),
    "many cells": (attribute("count", 10**6), "count: 1000000 is out of range"),
    "more cells than there are": (attribute("count", 3), "There are 2 for 3 cells"),
    "more seeds than there are": (attribute("seed_count", 3), r"seeds: The shape"),
    "no copies": (value("copies", 0, 0), "copies: 1 values are out of range"),
    "a seed twice": (value("seeds", 1, 0), "A seed is out of range or double"),
    "a negative seed": (value("seeds", 1, -1), "A seed is out of range or double"),
    "negative events": (value("synaptic_events", (0, 0), -1), "synaptic_events: 1"),
    "no cores": (without("cores"), "cores: This is missing"),
    "another encoding": (morse, "There is no encoding 'morse'"),
}


@pytest.mark.parametrize(("edit", "message"), WRONG.values(), ids=WRONG)
def test_that_a_wrong_table_is_refused_with_its_place(
    path: Path, edit: Edit, message: str
) -> None:
    with h5py.File(path, "r+") as file:
        edit(file["trained/measured"])
    with pytest.raises(TNStudioError, match=message):
        load_project(path)

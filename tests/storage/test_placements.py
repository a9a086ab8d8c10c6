"""Placements in the file: kept, and told of when they are spoiled."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.same_values import same
from tests.storage.frozen import sample
from tests.trained_networks import tiny_network
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.placement import places_of, set_places
from tnstudio.model.project import Project
from tnstudio.storage.project_file import load_project, save_project


def placed_network() -> Network:
    network = tiny_network()
    return set_places(network, places_of(network)[::-1].copy())


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "placed.tn.h5"
    save_project(path, Project(placed_network()))
    return path


def test_that_a_placement_opens_as_it_was_saved(saved: Path) -> None:
    found = load_project(saved).network
    assert found.placement is not None
    assert same(found, placed_network())


@pytest.mark.parametrize("placement", [(), ((0, 0),), ((-5, 2**40), (0, 0))])
def test_that_unfinished_placements_are_kept(
    tmp_path: Path, placement: tuple[tuple[int, int], ...]
) -> None:
    network = replace(tiny_network(), placement=placement)
    save_project(tmp_path / "unfinished.tn.h5", Project(network))
    assert load_project(tmp_path / "unfinished.tn.h5").network == network


def test_that_a_place_too_large_to_save_is_told(tmp_path: Path) -> None:
    network = replace(tiny_network(), placement=((2**63, 0),))
    with pytest.raises(TNStudioError, match="A place is too large"):
        save_project(tmp_path / "large.tn.h5", Project(network))


def shorter(file: h5py.File) -> None:
    del file["network/placement/chip_row"]
    file["network/placement/chip_row"] = np.zeros(1, np.int64)


def elsewhere(file: h5py.File) -> None:
    del file["network/placement"]
    file["network/placement"] = h5py.SoftLink("/network/layers")


def too_many(file: h5py.File) -> None:
    file["network/placement"].attrs["cores"] = np.int64(2**31)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (shorter, "/network/placement/chip_row: The shape is"),
        (elsewhere, "/network/placement: This is a link to another place"),
        (too_many, "/network/placement@cores: 2147483648 is out of range"),
    ],
)
def test_that_a_spoiled_placement_is_told_with_its_place(
    saved: Path, spoil: Callable[[h5py.File], None], told: str
) -> None:
    with h5py.File(saved, "r+") as file:
        spoil(file)
    with pytest.raises(TNStudioError) as caught:
        load_project(saved)
    assert told in str(caught.value)


def test_that_what_format_2_called_a_placement_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "strange.tn.h5"
    path.write_bytes(sample(2).read_bytes())
    with h5py.File(path, "r+") as file:
        file["network/placement/notes"] = [1, 2, 3]
    assert load_project(path).network.placement is None

"""The command that places cores, and the hops that info tells."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.circuits import oscillator
from tests.ui.small_world import small_project
from tnstudio.app.designs import fitting
from tnstudio.mapping.deploy import deploy
from tnstudio.model.hardware import Hardware
from tnstudio.model.placement import places_of, set_places
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.project_file import load_project, save_project


@pytest.fixture
def five(tmp_path) -> Path:
    path = tmp_path / "five.tn.h5"
    save_project(path, Project(mnist_5core()))
    return path


def test_that_cores_are_placed_and_the_hops_told(tnstudio, five):
    code, out, err = tnstudio("place", five, "--seed", 3)
    assert code == 0, err
    assert "384 → 256 hops, 1.50 → 1.00 a route, 2 → 1 at most" in out
    assert "128 → 64 routes over the fullest link" in out
    assert load_project(five).network.placement is not None
    code, out, _ = tnstudio("info", five)
    assert code == 0
    assert "256 hops of 256 routes: 1.00 each, 1 at most; 64 routes over" in out


def test_that_another_file_can_be_written(tnstudio, five, tmp_path):
    before, other = five.read_bytes(), tmp_path / "other.tn.h5"
    code, out, _ = tnstudio("place", five, "-o", other, "--json")
    assert code == 0
    assert five.read_bytes() == before
    told = json.loads(out)
    assert (told["seed"], told["before"]["total"], told["after"]["total"]) == (
        0,
        384,
        256,
    )
    _, out, _ = tnstudio("info", other, "--json")
    assert json.loads(out)["hops"] == told["after"]


def test_that_what_is_best_already_stays(tnstudio, five):
    tnstudio("place", five)
    placed = five.read_bytes()
    code, out, _ = tnstudio("place", five)
    assert code == 0
    assert "256 → 256 hops" in out
    assert five.read_bytes() == placed


def test_that_training_and_chip_go_along(tnstudio, tmp_path):
    path = tmp_path / "small.tn.h5"
    save_project(path, small_project(copies=2))
    code, _, err = tnstudio("place", path)
    assert code == 0, err
    project = load_project(path)
    assert fitting(project) is project.trained
    expected = deploy(
        replace(project.trained, network=project.network), copies=2, seed=5
    )
    found = project.program.places
    np.testing.assert_array_equal(found.chip_row, expected.places.chip_row)
    np.testing.assert_array_equal(found.chip_column, expected.places.chip_column)
    np.testing.assert_array_equal(project.program.synapses, expected.synapses)


def test_that_a_chip_of_other_layers_stays(tnstudio, tmp_path):
    path = tmp_path / "mixed.tn.h5"
    chip = small_project().program
    network = replace(mnist_5core(), layers=mnist_5core().layers[:1])
    save_project(path, Project(network, None, chip))
    assert tnstudio("place", path)[0] == 0
    found = load_project(path).program.places
    np.testing.assert_array_equal(found.chip_row, chip.places.chip_row)


def test_that_free_cores_are_placed(tnstudio, tmp_path):
    path = tmp_path / "far.tn.h5"
    network = oscillator()
    far = set_places(network, np.array(((0, 0), (1, 1)), np.int32))
    save_project(path, Project(far))
    code, out, _ = tnstudio("place", path)
    assert code == 0
    assert "4 → 2 hops" in out
    spots = places_of(load_project(path).network)
    assert np.abs(spots[0] - spots[1]).sum() == 1


def test_that_cores_that_share_a_place_are_placed_anew(tnstudio, five):
    network = replace(mnist_5core(), placement=((0, 0),) * 5)
    save_project(five, Project(network))
    assert tnstudio("check", five)[0] == 1
    code, out, _ = tnstudio("place", five)
    assert code == 0
    assert "384 → 256 hops" in out
    assert tnstudio("check", five)[0] == 0


def test_that_more_cores_than_the_chip_has_are_refused(tnstudio, five):
    small = replace(mnist_5core(), hardware=Hardware(grid_rows=2, grid_columns=2))
    save_project(five, Project(small))
    before = five.read_bytes()
    code, _, err = tnstudio("place", five)
    assert code == 2
    assert "There are 5 cores, the chip has 4" in err
    assert five.read_bytes() == before
    assert json.loads(tnstudio("info", five, "--json")[1])["hops"] is None

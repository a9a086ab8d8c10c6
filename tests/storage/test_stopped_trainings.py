"""The state of a stopped training in a project: kept whole, or told what is wrong."""

import re
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.same_values import same
from tests.storage.examples import full_project
from tests.storage.test_damaged_parts import (
    Edit,
    attribute,
    change,
    put,
    without,
    without_attribute,
)
from tests.strategies import core_states
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.training_state import DataMark, TrainingState
from tnstudio.storage.project_file import load_project, save_project

STATE = "trained/state"
LAYER = f"{STATE}/layers/0"


def stopped_project() -> Project:
    """Return a project whose training was stopped in epoch 2, after 10 of 20."""
    project = full_project()
    trained = project.trained
    state = TrainingState(
        epoch=2,
        batch=10,
        batches=20,
        correct=321,
        seconds=0.75,
        data=DataMark("digits", 2000, 300, 0xFEDCBA98),
        layers=core_states(np.random.default_rng(2), trained.network),
    )
    return replace(project, trained=replace(trained, state=state))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "stopped.tn.h5"
    save_project(path, stopped_project())
    return path


def test_that_a_state_comes_back_as_it_was(path: Path) -> None:
    project = load_project(path)
    assert same(project, stopped_project())
    assert not project.trained.state.layers[0][0].velocities.flags.writeable


def test_that_a_finished_training_takes_no_room_for_a_state(tmp_path: Path) -> None:
    path = tmp_path / "finished.tn.h5"
    save_project(path, full_project())
    assert load_project(path).trained.state is None
    with h5py.File(path) as file:
        assert "state" not in file["trained"]


def test_that_any_viewer_can_read_a_state(path: Path) -> None:
    with h5py.File(path) as file:
        assert file[STATE].attrs["data_name"] == b"digits"
        stored = file[LAYER]["velocities"]
        assert stored.attrs["axes"].decode() == "core × axon × neuron"
        assert (stored.compression_opts, stored.fletcher32) == (1, True)


WRONG: dict[str, tuple[Edit, str]] = {
    "no epoch": (
        without_attribute(STATE, "epoch"),
        f"/{STATE}@epoch: This attribute is missing",
    ),
    "epoch 0": (attribute(STATE, "epoch", 0), f"/{STATE}@epoch: 0 is out of range"),
    "after the last epoch": (
        attribute(STATE, "epoch", 21),
        f"/{STATE}@epoch: 21 is out of range .*1 to 20",
    ),
    "no batches": (
        attribute(STATE, "batches", 0),
        f"/{STATE}@batches: 0 is out of range",
    ),
    "more batches than an epoch has": (
        attribute(STATE, "batch", 21),
        f"/{STATE}@batch: 21 is out of range .*0 to 20",
    ),
    "another place than the history's": (
        attribute(STATE, "batch", 9),
        f"/{STATE}: The state is that of epoch 2 after 29 batches in all, but the "
        "history has 1 epochs and 30 batches",
    ),
    "another epoch than the history's": (
        lambda file: (
            attribute(STATE, "epoch", 1)(file),
            attribute(STATE, "batches", 30)(file),
            attribute(STATE, "batch", 30)(file),
        ),
        f"/{STATE}: The state is that of epoch 1 after 30 batches",
    ),
    "time below 0": (
        attribute(STATE, "seconds", -1.0),
        f"/{STATE}@seconds: -1.0 is out of range",
    ),
    "a checksum too long": (
        attribute(STATE, "data_crc", 2**32),
        f"/{STATE}@data_crc: 4294967296 is out of range",
    ),
    "no layers": (without(f"{STATE}/layers"), f"/{STATE}/layers: This is missing"),
    "no core": (
        attribute(LAYER, "cores", 5),
        rf"/{STATE}/layers: The cores per layer are \(5, 2, 2\), the network's",
    ),
    "no array": (
        without(f"{LAYER}/velocities"),
        f"/{LAYER}/velocities: This is missing",
    ),
    "c above 1": (
        change(f"{LAYER}/levels", (3, 5, 1), 1.5),
        rf"/{LAYER}/levels: 1 values .* \(core 3, axon 5, neuron 1\) is 1.5 .*0 to 1",
    ),
    "b too high": (
        change(f"{LAYER}/biases", (3, 0), 256),
        f"/{LAYER}/biases: 1 values",
    ),
    "velocity not a number": (
        change(f"{LAYER}/velocities", (3, 0, 0), np.nan),
        f"/{LAYER}/velocities: 1 values are out of range",
    ),
    "velocity infinite": (
        change(f"{LAYER}/bias_velocities", (3, 0), -np.inf),
        f"/{LAYER}/bias_velocities: 1 values are out of range",
    ),
    "of double precision": (
        put(f"{LAYER}/velocities", np.zeros((6, 18, 6))),
        f"/{LAYER}/velocities: The values are float64, expected float32",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_that_a_wrong_state_is_told_with_its_place(path: Path, name: str) -> None:
    edit, pattern = WRONG[name]
    with h5py.File(path, "r+") as file:
        edit(file)
    with pytest.raises(TNStudioError) as caught:
        load_project(path)
    message = str(caught.value)
    assert re.search(pattern, message), message


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("drop_after", [0.5, 1.5]),
        ("drop_after", [float("nan"), 0.5]),
        ("drop_factor", [0.1, 0.0]),
        ("drop_factor", [float("inf"), 0.1]),
    ],
)
def test_that_a_wrong_drop_of_the_rate_is_told_with_its_place(
    path: Path, name: str, values: list[float]
) -> None:
    with h5py.File(path, "r+") as file:
        settings = file["trained/settings"].attrs
        settings["drop_after"], settings["drop_factor"] = [0.5, 0.6], [0.1, 0.1]
        settings[name] = values
    with pytest.raises(TNStudioError, match=f"settings@{name}: .* is out of range"):
        load_project(path)


NEW_SETTINGS = (
    *("schedule", "balanced", "continuity", "rounded_biases", "dropout"),
    *("certainty", "rotation", "shift", "rescale"),
)


def turn_into_format_2(file: h5py.File) -> None:
    """Make a file what an earlier program would have written."""
    settings = file["trained/settings"].attrs
    for name in NEW_SETTINGS:
        del settings[name]
    settings["version"] = 1
    file.attrs["version"] = 2


def test_that_settings_of_format_2_get_what_it_did_not_know_at_rest(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.tn.h5"
    save_project(path, full_project())
    with h5py.File(path, "r+") as file:
        turn_into_format_2(file)
    expected = full_project()
    # Format 2 knew no measured tables: what is called so is a stranger.
    trained = replace(expected.trained, measured=None)
    assert same(load_project(path), replace(expected, trained=trained))


def test_that_a_state_in_format_2_is_a_stranger(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        turn_into_format_2(file)
    assert load_project(path).trained.state is None


def test_that_format_2_without_settings_is_told(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        turn_into_format_2(file)
        del file["trained/settings"]
    with pytest.raises(TNStudioError, match="/trained/settings: This is missing"):
        load_project(path)

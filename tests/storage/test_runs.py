"""Runs in the project file: kept as they are, refused if wrong."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.same_values import same
from tests.storage.examples import full_project
from tests.strategies import parameter_history, trained_cores
from tests.trained_networks import tiny_network
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.project import Project
from tnstudio.model.records import EpochRecord, TrainingSettings
from tnstudio.model.run import EpochWeights, Run
from tnstudio.storage.project_file import load_project, save_project

Edit = Callable[[h5py.Group], None]


def example() -> Run:
    """Return a run of 3 epochs of 4 batches, weights of two of them kept."""
    random, network = np.random.default_rng(4), tiny_network()
    return Run(
        name="slow",
        started="2026-03-01T10:00:00+01:00",
        source="mnist",
        network=network,
        settings=TrainingSettings(epochs=5),
        epochs=tuple(
            EpochRecord(k, 0.5, 0.4, 0.3, float("nan"), 1.0, 2.0) for k in (1, 2, 3)
        ),
        batches=4,
        losses=frozen(random.random(6), np.float32),
        stretch=2,
        parameters=parameter_history(random, [1, 2, 3], 3),
        weights=tuple(EpochWeights(k, trained_cores(random, network)) for k in (1, 3)),
        restarts=(2,),
        note="with\ntwo lines",
    )


def project() -> Project:
    other = replace(example(), name="other", weights=(), note="")
    return replace(full_project(), runs=(example(), other))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "runs.tn.h5"
    save_project(path, project())
    return path


def test_that_runs_come_back_in_their_order(path: Path) -> None:
    assert same(load_project(path), project())


def test_that_any_viewer_can_read_a_run(path: Path) -> None:
    with h5py.File(path, "r") as file:
        run = file["runs/0"]
        assert run.attrs["name"] == b"slow"
        assert run["settings"].attrs["epochs"] == 5
        counts = run["parameters/probabilities"]
        assert counts.attrs["axes"].decode() == "epoch × layer × bin"
        assert counts.shape == (3, 3, 64)
        assert run["weights/1"].attrs["epoch"] == 3
        assert "probabilities" in run["weights/1/layers/0"]


def test_that_a_project_without_runs_has_no_such_group(tmp_path: Path) -> None:
    path = tmp_path / "none.tn.h5"
    save_project(path, full_project())
    with h5py.File(path, "r") as file:
        assert "runs" not in file
    assert load_project(path).runs == ()


def attribute(name: str, value: object, place: str = ".") -> Edit:
    def edit(run: h5py.Group) -> None:
        run[place].attrs[name] = value

    return edit


def value(name: str, index: object, number: float) -> Edit:
    def edit(run: h5py.Group) -> None:
        run[name][index] = number

    return edit


def without(name: str) -> Edit:
    def edit(run: h5py.Group) -> None:
        del run[name]

    return edit


def no_entries(run: h5py.Group) -> None:
    run.parent.attrs["count"] = np.int64(1000)


LAYER = "weights/1/layers/0"
WRONG: dict[str, tuple[Edit, str]] = {
    "newer": (attribute("version", np.int64(2)), "run has version 2"),
    "no name": (lambda run: run.attrs.__delitem__("name"), "@name: This attribute"),
    "more runs than there are": (no_entries, "There are 2 runs, not 1000"),
    "a design with errors": (
        attribute("window", np.int64(9), "network/layers/0"),
        "runs/0/network: ",
    ),
    "no settings": (without("settings"), "settings: This is missing"),
    "epochs from 2 on": (
        value("epochs/epoch", 0, 2),
        "runs/0/epochs: They are not numbered from 1 on",
    ),
    "fewer losses than batches": (
        attribute("batches", np.int64(5)),
        "There are 6, each of 2 batches, for 3 epochs of 5 batches",
    ),
    "no stretch": (attribute("stretch", np.int64(0)), "stretch: 0 is out of range"),
    "endless losses": (attribute("losses", np.int64(2**17)), "losses: 131072 is out"),
    "an epoch twice": (
        value("parameters/epochs", 1, 1),
        "runs/0/parameters/epochs: Epochs must rise, each from 1 to 3",
    ),
    "histograms of more epochs than there are": (
        attribute("count", np.int64(4), "parameters"),
        "parameters@count: 4 is out of range",
    ),
    "histograms of other layers": (
        without("parameters/biases"),
        "parameters/biases: This is missing",
    ),
    "no reach": (value("parameters/reaches", (0, 0), 0), "reaches: 1 values are out"),
    "a negative norm": (
        value("parameters/gradient_norms", (2, 1), -1),
        r"gradient_norms: 1 values are out of range, the first \(epoch 2, layer 1\)",
    ),
    "weights of no epoch": (
        attribute("epoch", np.int64(4), "weights/1"),
        "weights/1@epoch: 4 is out of range",
    ),
    "weights in another order": (
        attribute("epoch", np.int64(1), "weights/1"),
        "runs/0/weights: Epochs must rise",
    ),
    "weights of other cores": (
        attribute("cores", np.int64(5), LAYER),
        "The cores per layer are",
    ),
    "a probability above 1": (
        value(f"{LAYER}/probabilities", (0, 0, 0), 1.5),
        "probabilities: 1 values are out of range",
    ),
    "a restart before the first epoch": (
        attribute("restarts", np.array([0])),
        "runs/0@restarts: Epochs must rise",
    ),
}


@pytest.mark.parametrize(("edit", "message"), WRONG.values(), ids=WRONG)
def test_that_a_wrong_run_is_refused_with_its_place(
    path: Path, edit: Edit, message: str
) -> None:
    with h5py.File(path, "r+") as file:
        edit(file["runs/0"])
    with pytest.raises(TNStudioError, match=message):
        load_project(path)


def test_that_a_run_of_free_cores_is_refused(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file["runs/0/network"]
        file.copy("network", file["runs/0"])
        network = file["runs/0/network"]
        network.create_group("circuit")
    with pytest.raises(TNStudioError, match="runs/0/network/circuit"):
        load_project(path)


def test_that_what_is_wrong_in_two_runs_is_told_at_once(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        for name in ("0", "1"):
            file["runs"][name].attrs["stretch"] = np.int64(0)
    with pytest.raises(TNStudioError) as caught:
        load_project(path)
    assert "/runs/0@stretch" in str(caught.value)
    assert "/runs/1@stretch" in str(caught.value)

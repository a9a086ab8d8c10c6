"""Older files are lifted in memory; there is a sample of each older format."""

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.same_values import same
from tests.storage.examples import full_project
from tests.storage.frozen import sample
from tests.storage.old_projects import (
    project_of_version_1,
    project_of_version_2,
    project_of_version_3,
)
from tnstudio.errors import TNStudioError
from tnstudio.storage import project_file, schema
from tnstudio.storage.migrations import migrate
from tnstudio.storage.project_file import load_project, save_project


def edited_sample(folder: Path, edit: Callable[[h5py.File], None]) -> Path:
    """Return a copy of the file of format 1, spoiled."""
    path = folder / "edited.tn.h5"
    path.write_bytes(sample(1).read_bytes())
    with h5py.File(path, "r+") as file:
        edit(file)
    return path


@pytest.fixture
def old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file of format 1 whose seeds are called otherwise, read as 3."""
    path = tmp_path / "old.tn.h5"
    save_project(path, full_project())
    with h5py.File(path, "r+") as file:
        file.attrs["version"] = 1
        rename_seed(file, "seed", "start")
    monkeypatch.setattr(schema, "FORMAT_VERSION", 3)
    return path


def rename_seed(file: h5py.File, old: str, new: str) -> None:
    attributes = file["network"].attrs
    attributes[new] = attributes[old]
    del attributes[old]


def test_that_an_old_file_is_lifted_step_by_step_and_not_changed(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = {
        1: lambda file: rename_seed(file, "start", "origin"),
        2: lambda file: rename_seed(file, "origin", "seed"),
    }
    monkeypatch.setattr(project_file, "MIGRATIONS", steps)
    before = old_file.read_bytes()
    assert same(load_project(old_file), full_project())
    assert old_file.read_bytes() == before


def test_that_a_damaged_old_file_gives_a_message(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = {
        1: lambda file: rename_seed(file, "nowhere", "seed"),
        2: lambda file: None,
    }
    monkeypatch.setattr(project_file, "MIGRATIONS", steps)
    with pytest.raises(TNStudioError, match="The file is damaged"):
        load_project(old_file)


def test_that_a_file_tells_its_version_after_each_step() -> None:
    with h5py.File("lifted", "w", driver="core", backing_store=False) as file:
        file.attrs["version"] = 1
        seen = []
        steps = dict.fromkeys(
            range(1, 4), lambda file: seen.append(int(file.attrs["version"]))
        )
        migrate(file, 1, 4, steps)
        assert seen == [1, 2, 3]
        assert file.attrs["version"] == 4


def test_that_format_1_opens_with_its_neurons_deterministic() -> None:
    project = load_project(sample(1))
    assert same(project, project_of_version_1())
    neurons = project.program.neurons
    for off in (
        neurons.stochastic_synapses,
        neurons.stochastic_leak,
        neurons.threshold_mask,
    ):
        assert not off.any()


def test_that_format_1_without_a_chip_opens(tmp_path: Path) -> None:
    def drop(file: h5py.File) -> None:
        del file["program"]

    project = load_project(edited_sample(tmp_path, drop))
    assert same(project, replace(project_of_version_1(), program=None))


def test_that_arrays_that_format_1_did_not_have_are_ignored(tmp_path: Path) -> None:
    def add(file: h5py.File) -> None:
        file["program/neurons/threshold_mask"] = np.full((4, 10), 7, np.int32)

    project = load_project(edited_sample(tmp_path, add))
    assert same(project, project_of_version_1())


@pytest.mark.parametrize("name", ["program/neurons", "program/neurons/leak"])
def test_that_what_format_1_lacks_is_told_with_its_place(
    tmp_path: Path, name: str
) -> None:
    def drop(file: h5py.File) -> None:
        del file[name]

    with pytest.raises(TNStudioError, match="missing") as caught:
        load_project(edited_sample(tmp_path, drop))
    assert f"/{name}" in str(caught.value)


def test_that_format_2_opens_as_it_was() -> None:
    project = load_project(sample(2))
    assert same(project, project_of_version_2())
    assert project.network.circuit is None


def test_that_groups_that_format_2_did_not_have_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "strange.tn.h5"
    path.write_bytes(sample(2).read_bytes())
    with h5py.File(path, "r+") as file:
        file["network/circuit/notes"] = [1, 2, 3]
        file["trained_by"] = h5py.SoftLink("/network")
    assert same(load_project(path), project_of_version_2())


def test_that_format_2_without_a_design_is_told(tmp_path: Path) -> None:
    path = tmp_path / "spoiled.tn.h5"
    path.write_bytes(sample(2).read_bytes())
    with h5py.File(path, "r+") as file:
        del file["network"]
        file["network"] = [1]
    with pytest.raises(TNStudioError, match="/network: This is not a group"):
        load_project(path)


def test_that_format_3_opens_as_it_was_and_has_no_description(tmp_path: Path) -> None:
    path = tmp_path / "strange.tn.h5"
    path.write_bytes(sample(3).read_bytes())
    assert same(load_project(path), project_of_version_3())
    with h5py.File(path, "r+") as file:
        file.attrs["description"] = [1, 2, 3]
    assert same(load_project(path), project_of_version_3())


def edited_cores(folder: Path, edit: Callable[[h5py.File], None]) -> Path:
    """Return a copy of the file of format 3, spoiled."""
    path = folder / "edited.tn.h5"
    path.write_bytes(sample(3).read_bytes())
    with h5py.File(path, "r+") as file:
        edit(file)
    return path


def replaced(name: str, values: object) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        del file[name]
        if values is not None:
            file[name] = values

    return edit


CORES = "trained/layers/0/cores"
WRONG_CORES: dict[str, tuple[Callable[[h5py.File], None], str]] = {
    "no array": (
        replaced(f"{CORES}/3/biases", None),
        f"/{CORES}/3/biases: This array is missing",
    ),
    "no core": (
        replaced(f"{CORES}/3", None),
        f"/{CORES}/3/biases: This array is missing",
    ),
    "a core too few": (
        replaced(f"{CORES}/5", None),
        r"/trained/layers: The cores per layer are \(5, 2, 2\)",
    ),
    "no layer": (replaced(CORES, None), "/trained/layers/0@cores: .* missing"),
    "of another type": (
        replaced(f"{CORES}/3/biases", np.zeros(6)),
        f"/{CORES}/3/biases: The values are float64, expected float32",
    ),
    "of other axes": (
        replaced(f"{CORES}/3/biases", np.zeros((6, 1), np.float32)),
        rf"/{CORES}/3/biases: The shape is \(6, 1\)",
    ),
    "of other neurons than its core": (
        replaced(f"{CORES}/3/probabilities", np.zeros((18, 2), np.float32)),
        rf"/{CORES}/3/probabilities: The shape is \(18, 2\), but neurons are",
    ),
    "of other axons than the layer": (
        replaced(f"{CORES}/3/axon_types", np.zeros(17, np.uint8)),
        rf"/{CORES}/3/axon_types: The shape is \(17,\), but axons are 18",
    ),
    "of other neurons than the design": (
        lambda file: [
            replaced(f"{CORES}/3/{name}", values)(file)
            for name, values in (
                ("biases", np.zeros(1, np.float32)),
                ("probabilities", np.zeros((18, 1), np.float32)),
                ("strengths", np.zeros((4, 1), np.int16)),
            )
        ],
        "/trained/layers/0/neurons: Core 3 uses 1 neurons",
    ),
    "in a state": (
        replaced("trained/state/layers/1/cores/0/levels", None),
        "/trained/state/layers/1/cores/0/levels: This array is missing",
    ),
    "in a run": (
        replaced("runs/0/weights/1/layers/2/cores/1/strengths", None),
        "/runs/0/weights/1/layers/2/cores/1/strengths: This array is missing",
    ),
}


@pytest.mark.parametrize("name", WRONG_CORES)
def test_that_cores_of_format_3_that_cannot_be_stacked_are_told(
    tmp_path: Path, name: str
) -> None:
    edit, pattern = WRONG_CORES[name]
    path = edited_cores(tmp_path, edit)
    with pytest.raises(TNStudioError, match=pattern) as caught:
        load_project(path)
    assert str(path) in caught.value.location


def test_that_stacking_the_cores_of_format_3_keeps_within_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "MOST_ARRAY_BYTES", 2000)
    with pytest.raises(TNStudioError, match="The cores take 2592 bytes"):
        load_project(sample(3))
    monkeypatch.undo()
    monkeypatch.setattr(schema, "MOST_CONTENT_BYTES", 20_000)
    with pytest.raises(TNStudioError, match="The arrays take more than 20000 bytes"):
        load_project(sample(3))


def test_that_no_other_file_is_opened_to_lift_one(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["strengths"] = np.zeros((4, 3, 10), np.int16)

    def link(file: h5py.File) -> None:
        del file["program/neurons/strengths"]
        target = h5py.ExternalLink(str(tmp_path / "other.h5"), "strengths")
        file["program/neurons/strengths"] = target

    with pytest.raises(TNStudioError, match="link to another place"):
        load_project(edited_sample(tmp_path, link))


def test_that_an_old_file_cannot_claim_more_than_it_holds(tmp_path: Path) -> None:
    def claim(file: h5py.File) -> None:
        del file["program/neurons/leak"]
        file["program/neurons"].create_dataset("leak", (2**20, 2**20), np.int16)

    path = edited_sample(tmp_path, claim)
    tracemalloc.start()
    with pytest.raises(TNStudioError, match="/program/neurons/leak"):
        load_project(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2**24

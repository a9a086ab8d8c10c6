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
from tests.storage.old_projects import (
    project_of_version_1,
    project_of_version_2,
    project_of_version_3,
)
from tnstudio.errors import TNStudioError
from tnstudio.storage import project_file, schema
from tnstudio.storage.migrations import MIGRATIONS, migrate
from tnstudio.storage.project_file import load_project, save_project

SAMPLES = Path(__file__).parent / "samples"


def edited_sample(folder: Path, edit: Callable[[h5py.File], None]) -> Path:
    """Return a copy of the file of format 1, spoiled."""
    path = folder / "edited.tn.h5"
    path.write_bytes((SAMPLES / "version_1.tn.h5").read_bytes())
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


def test_that_every_older_format_has_a_migration() -> None:
    assert set(MIGRATIONS) == set(range(1, schema.FORMAT_VERSION))


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


def test_that_there_is_a_sample_of_every_older_format() -> None:
    names = {path.name for path in SAMPLES.iterdir()}
    assert names == {f"version_{k}.tn.h5" for k in range(1, schema.FORMAT_VERSION)}
    for name in names:
        with h5py.File(SAMPLES / name) as file:
            assert name == f"version_{file.attrs['version']}.tn.h5"


def test_that_format_1_opens_with_its_neurons_deterministic(tmp_path: Path) -> None:
    project = load_project(SAMPLES / "version_1.tn.h5")
    assert same(project, project_of_version_1())
    neurons = project.program.neurons
    for off in (
        neurons.stochastic_synapses,
        neurons.stochastic_leak,
        neurons.threshold_mask,
    ):
        assert not off.any()
    save_project(tmp_path / "new.tn.h5", project)
    assert same(load_project(tmp_path / "new.tn.h5"), project)


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


def test_that_format_2_opens_as_it_was(tmp_path: Path) -> None:
    project = load_project(SAMPLES / "version_2.tn.h5")
    assert same(project, project_of_version_2())
    assert project.network.circuit is None
    save_project(tmp_path / "new.tn.h5", project)
    assert same(load_project(tmp_path / "new.tn.h5"), project)


def test_that_groups_that_format_2_did_not_have_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "strange.tn.h5"
    path.write_bytes((SAMPLES / "version_2.tn.h5").read_bytes())
    with h5py.File(path, "r+") as file:
        file["network/circuit/notes"] = [1, 2, 3]
        file["trained_by"] = h5py.SoftLink("/network")
    assert same(load_project(path), project_of_version_2())


def test_that_format_2_without_a_design_is_told(tmp_path: Path) -> None:
    path = tmp_path / "spoiled.tn.h5"
    path.write_bytes((SAMPLES / "version_2.tn.h5").read_bytes())
    with h5py.File(path, "r+") as file:
        del file["network"]
        file["network"] = [1]
    with pytest.raises(TNStudioError, match="/network: This is not a group"):
        load_project(path)


def test_that_format_3_opens_as_it_was_and_has_no_description(tmp_path: Path) -> None:
    path = tmp_path / "strange.tn.h5"
    path.write_bytes((SAMPLES / "version_3.tn.h5").read_bytes())
    assert same(load_project(path), project_of_version_3())
    with h5py.File(path, "r+") as file:
        file.attrs["description"] = [1, 2, 3]
    assert same(load_project(path), project_of_version_3())


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

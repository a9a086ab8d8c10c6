"""Older files are lifted in memory; there is only one format so far."""

from pathlib import Path

import h5py
import pytest

from tests.same_values import same
from tests.storage.examples import full_project
from tnstudio.errors import TNStudioError
from tnstudio.storage import project_file, schema
from tnstudio.storage.migrations import MIGRATIONS, migrate
from tnstudio.storage.project_file import load_project, save_project


@pytest.fixture
def old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file of format 1 whose seeds are called otherwise, read as 3."""
    path = tmp_path / "old.tn.h5"
    save_project(path, full_project())
    with h5py.File(path, "r+") as file:
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

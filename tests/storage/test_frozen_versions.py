"""Files of every older format open for ever: a row of `tests.storage.frozen` each."""

from pathlib import Path

import h5py
import pytest

from tests.same_values import same
from tests.storage.frozen import FORMULAS, SAMPLES, SUMS, checksum, sample
from tnstudio.storage import schema
from tnstudio.storage.migrations import MIGRATIONS
from tnstudio.storage.project_file import load_project, save_project

VERSIONS = range(1, schema.FORMAT_VERSION)


def test_that_every_older_format_has_a_migration_a_sample_and_a_formula() -> None:
    assert list(VERSIONS) == list(MIGRATIONS) == list(FORMULAS) == list(SUMS)
    assert {path.name for path in SAMPLES.iterdir()} == {
        sample(version).name for version in VERSIONS
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_that_a_sample_has_not_changed(version: int) -> None:
    assert checksum(sample(version)) == SUMS[version]
    with h5py.File(sample(version)) as file:
        assert file.attrs["version"] == version


@pytest.mark.parametrize("version", VERSIONS)
def test_that_a_sample_opens_as_what_it_held(version: int) -> None:
    assert same(load_project(sample(version)), FORMULAS[version]())


@pytest.mark.parametrize("version", VERSIONS)
def test_that_a_sample_is_the_same_in_the_newest_format(
    version: int, tmp_path: Path
) -> None:
    newest, direct = tmp_path / "newest.tn.h5", tmp_path / "direct.tn.h5"
    save_project(newest, load_project(sample(version)))
    with h5py.File(newest) as file:
        assert file.attrs["version"] == schema.FORMAT_VERSION
    assert same(load_project(newest), FORMULAS[version]())
    save_project(direct, FORMULAS[version]())
    assert newest.read_bytes() == direct.read_bytes()

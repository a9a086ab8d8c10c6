"""What is told of projects before they are opened, and where it is kept."""

import math
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trained_networks import trained_at_random
from tnstudio.app import glance_files
from tnstudio.app.files import samples
from tnstudio.app.glance_files import glance_file, glance_folder, prepare_folder
from tnstudio.app.glances import Glance, glance_of, packed, unpacked
from tnstudio.app.settings import FOLDER_VARIABLE
from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.measured import MeasuredCell, MeasuredTable
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.project_file import load_project


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "configuration"))


class TestGlance:
    def test_that_a_design_is_told_with_its_cores(self) -> None:
        glance = glance_of(Project(mnist_5core(), description="Reads digits.\nMore."))
        assert (glance.name, glance.cores) == ("MNIST, 5 cores", 5)
        assert not glance.free
        assert not glance.trained
        assert glance.description == "Reads digits.\nMore."
        assert math.isnan(glance.accuracy)

    def test_that_free_cores_are_told_as_such(self) -> None:
        glance = glance_of(Project(oscillator()))
        assert glance.free
        assert glance.cores == 2

    def test_that_the_accuracy_is_the_measured_one_of_one_copy_and_tick(self) -> None:
        cells = (
            MeasuredCell("rate", 1, 1, 5, (9, 9), (0, 0)),
            MeasuredCell("stochastic", 4, 1, 20, (8, 8), (0, 0)),
            MeasuredCell("stochastic", 1, 1, 5, (7, 6), (0, 0)),
        )
        table = MeasuredTable("digits", 10, (0, 1), cells)
        trained = replace(trained_at_random(mnist_5core()), measured=table)
        glance = glance_of(Project(mnist_5core(), trained))
        assert glance.trained
        assert glance.accuracy == 0.65

    def test_that_without_a_measurement_it_is_that_of_the_last_epoch(self) -> None:
        path = next(path for path in samples() if path.name == "mnist_5core.tn.h5")
        project = load_project(path)
        assert project.trained is not None
        trained = replace(project.trained, measured=None)
        last = trained.history.epochs[-1].deployed_accuracy
        assert glance_of(Project(project.network, trained)).accuracy == last


_CHARACTERS = 'aZ0 é\n数"\\{}🧠'


class TestPacking:
    @given(
        st.builds(
            Glance,
            name=st.text(_CHARACTERS, max_size=20),
            description=st.text(_CHARACTERS, max_size=50),
            cores=st.integers(0, 2**20),
            free=st.booleans(),
            trained=st.booleans(),
            accuracy=st.floats(0, 1),
        )
    )
    def test_that_what_is_kept_comes_back(self, glance: Glance) -> None:
        assert packed(glance).isascii()
        assert unpacked(packed(glance)) == glance

    def test_that_an_unknown_accuracy_stays_unknown(self) -> None:
        found = unpacked(packed(glance_of(Project(mnist_5core()))))
        assert found is not None
        assert math.isnan(found.accuracy)

    @pytest.mark.parametrize(
        "text", ["", "{", "[]", "7", "{}", '{"name": 7}', "[" * 100_000]
    )
    def test_that_nonsense_is_not_read(self, text: str) -> None:
        assert unpacked(text) is None


class TestFiles:
    def test_that_a_project_that_has_changed_has_another_file(
        self, tmp_path: Path
    ) -> None:
        project = tmp_path / "a.tn.h5"
        project.write_bytes(b"one")
        before = glance_file(project, "dark")
        assert glance_file(project, "dark") == before
        assert glance_file(project, "light") != before
        os.utime(project, (1, 1))
        assert glance_file(project, "dark") != before

    def test_that_a_missing_project_has_none(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            glance_file(tmp_path / "missing.tn.h5", "dark")

    def test_that_the_oldest_files_make_room(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(glance_files, "MOST_KEPT", 3)
        assert prepare_folder()
        for age in range(5):
            file = glance_folder() / f"{age}.png"
            file.write_bytes(b"")
            os.utime(file, (100 + age, 100 + age))
        assert prepare_folder()
        assert sorted(f.name for f in glance_folder().iterdir()) == ["3.png", "4.png"]

    def test_that_a_folder_that_cannot_be_made_is_no_obstacle(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_text("in the way")
        monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "file"))
        assert not prepare_folder()

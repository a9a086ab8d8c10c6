"""What is unsaved can be opened again, whatever it was laid over."""

import json
from collections.abc import Generator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest

from tests.random_edits import NAMES, edit_at_random, free_cores, of_layers
from tests.same_values import same
from tests.storage.examples import full_project
from tests.ui.small_world import project_with_run
from tnstudio.app.document import Document
from tnstudio.app.journal import MOST_PIECES, Base, Journal
from tnstudio.app.recovery import (
    FoundWork,
    Recovered,
    discard_work,
    keep_aside,
    recovering,
    unsaved_work,
)
from tnstudio.app.versions import (
    MOST_VERSIONS,
    keeping_version,
    versions_folder,
    versions_of,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import rename
from tnstudio.model.prepared import PreparedTraining
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.storage.journal import BASE, INDEX, NOTHING, piece_path
from tnstudio.storage.project_file import load_marked, save_project


def renamed(project: Project, name: str) -> Project:
    return replace(project, network=rename(project.network, name))


@cache
def trained_project() -> Project:
    return project_with_run(1)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the content of a file that holds the full project."""
    path = tmp_path_factory.mktemp("full") / "full.tn.h5"
    save_project(path, full_project())
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, image: bytes) -> Path:
    """Return a file that holds the full project."""
    path = tmp_path / "mine.tn.h5"
    path.write_bytes(image)
    return path


@pytest.fixture
def base(path: Path) -> Base:
    project, mark = load_marked(path)
    return Base(project, path, mark)


def end_of(work: Generator[None, None, Recovered]) -> Recovered:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def the_work(path: Path) -> FoundWork:
    (work,) = unsaved_work(path.parent / "elsewhere", [path])
    return work


def recovered(path: Path) -> Recovered:
    return end_of(recovering(the_work(path)))


def left(base: Base, *projects: Project) -> Path:
    """Return the journal that a program has left that ended."""
    assert base.path is not None
    journal = Journal(base.path.parent, base)
    for project in projects:
        journal.write(project)
    journal.leave()
    return journal.folder


class TestRoundTrip:
    def test_that_an_edit_is_opened_again_over_its_file(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        edited = renamed(base.project, "edited")
        left(base, edited)
        work = the_work(path)
        assert (work.path, work.name, work.holds) == (path, "edited", ("network",))
        found = end_of(recovering(work))
        assert same(found.project, edited)
        assert same(found.saved, base.project)
        assert found.project.trained is found.saved.trained
        assert found.notes == ()

    @pytest.mark.parametrize("seed", range(2))
    @pytest.mark.parametrize("make", [free_cores, of_layers])
    def test_that_any_edits_are_opened_again(
        self, tmp_path: Path, make: object, seed: int
    ) -> None:
        random = np.random.default_rng(seed)
        path = tmp_path / "any.tn.h5"
        save_project(path, Project(make()))  # type: ignore[operator]
        project, mark = load_marked(path)
        document = Document(project, path)
        journal = Journal(tmp_path, Base(project, path, mark))
        for _ in range(30):
            name = NAMES[random.integers(len(NAMES))]
            edit_at_random(name, random, document)
            if random.random() < 0.3:
                journal.write(document.project)
        journal.write(document.project)
        journal.leave()
        assert same(recovered(path).project, document.project)

    def test_that_training_runs_and_description_are_opened_again(
        self, base: Base, path: Path
    ) -> None:
        prepared = PreparedTraining(TrainingSettings(epochs=7), "mnist")
        project = replace(
            trained_project(), description="two\nlines", prepared=prepared
        )
        left(base, project)
        assert the_work(path).holds == (
            *("network", "trained", "program", "runs", "description", "prepared"),
        )
        assert same(recovered(path).project, project)

    def test_that_a_journal_of_before_prepared_trainings_is_opened_again(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        index = left(base, renamed(base.project, "edited")) / INDEX
        value = json.loads(index.read_bytes())
        assert value.pop("prepared") == NOTHING
        index.write_text(json.dumps(value))
        assert same(recovered(path).project, renamed(base.project, "edited"))

    def test_that_work_that_was_never_saved_is_opened_again(
        self, tmp_path: Path
    ) -> None:
        project = trained_project()
        journal = Journal(tmp_path, Base(None), whole=True)
        journal.write(project)
        journal.leave()
        (work,) = unsaved_work(tmp_path, [])
        assert work.path is None
        found = end_of(recovering(work))
        assert same(found.project, project)
        assert found.saved is None

    def test_that_an_edit_writes_only_what_it_changed(
        self, base: Base, path: Path
    ) -> None:
        trained = trained_project()
        journal = Journal(path.parent, base)
        journal.write(trained)
        journal.write(renamed(trained, "other"))
        first, second = (piece_path(journal.folder, k) for k in (1, 2))
        assert second.stat().st_size < first.stat().st_size / 2
        journal.leave()
        assert same(recovered(path).project, renamed(trained, "other"))

    def test_that_pieces_that_nobody_needs_go_and_many_become_one(
        self, tmp_path: Path
    ) -> None:
        network = free_cores()
        project = Project(network)
        journal = Journal(tmp_path, Base(None))
        for k in range(MOST_PIECES + 6):
            assert project.network.circuit is not None
            cores = list(project.network.circuit.cores)
            cores[k % 2] = replace(cores[k % 2], name=f"core {k}")
            circuit = replace(project.network.circuit, cores=tuple(cores))
            project = replace(project, network=replace(network, circuit=circuit))
            journal.write(project)
            assert len(list(journal.folder.glob("*.tn.h5"))) <= MOST_PIECES + 1
        journal.leave()
        (work,) = unsaved_work(tmp_path, [])
        assert same(end_of(recovering(work)).project, project)


class TestChangedFiles:
    def test_that_work_is_whole_when_its_file_is_gone(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        edited = renamed(base.project, "edited")
        left(base, edited)
        work = the_work(path)
        path.unlink()
        found = end_of(recovering(work))
        assert same(found.project, edited)
        assert found.saved is None
        assert "no such file" in found.notes[0]

    def test_that_work_is_whole_when_its_file_was_replaced(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        edited = renamed(base.project, "edited")
        left(base, edited)
        save_project(path, renamed(base.project, "by somebody else"))
        found = recovered(path)
        assert same(found.project, edited)
        assert found.saved is not None
        assert found.saved.network.name == "by somebody else"
        assert "has changed since" in found.notes[0]

    def test_that_without_a_copy_what_is_left_is_opened_and_the_rest_told(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        edited = renamed(base.project, "edited")
        folder = left(base, edited)
        work = the_work(path)
        piece_path(folder, BASE).unlink()
        path.unlink()
        found = end_of(recovering(work))
        assert same(found.project.network, edited.network)
        assert found.project.trained is None
        assert any("What was learned cannot be read" in note for note in found.notes)

    def test_that_a_file_that_changed_meanwhile_is_not_copied(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        edited = renamed(base.project, "edited")
        save_project(path, Project(edited.network))
        folder = left(base, edited)
        assert not piece_path(folder, BASE).exists()
        assert same(recovered(path).project, edited)

    def test_that_a_file_that_cannot_be_copied_is_done_without(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        edited = renamed(base.project, "edited")
        path.unlink()
        folder = left(base, edited)
        assert not piece_path(folder, BASE).exists()
        (work,) = unsaved_work(path.parent, [path])
        assert same(end_of(recovering(work)).project, edited)


class TestFinding:
    def test_that_nothing_is_found_where_nothing_is(self, tmp_path: Path) -> None:
        assert unsaved_work(tmp_path / "no", [tmp_path / "no" / "such.tn.h5"]) == ()

    def test_that_the_journal_of_a_program_that_runs_is_not_offered(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        journal = Journal(path.parent, base)
        journal.write(renamed(base.project, "in use"))
        assert unsaved_work(path.parent, [path]) == ()
        journal.leave()
        assert the_work(path).name == "in use"

    def test_that_journals_of_other_projects_are_not_taken_for_its_own(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        left(base, renamed(base.project, "edited"))
        other = path.with_name("mine")
        assert unsaved_work(path.parent / "elsewhere", [other]) == ()

    def test_that_what_was_saved_after_all_is_removed(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        edited = renamed(base.project, "edited")
        journal = Journal(path.parent, base)
        announce = partial(journal.write, edited, is_in_expected=True)
        save_project(path, edited, announce)
        journal.leave()
        assert unsaved_work(path.parent, [path]) == ()
        assert not journal.folder.exists()

    def test_that_a_save_that_failed_leaves_the_journal(
        self, base: Base, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert base.project is not None
        edited = renamed(base.project, "edited")
        journal = Journal(path.parent, base)
        announce = partial(journal.write, edited, is_in_expected=True)
        gone = path.parent / "gone" / path.name
        with pytest.raises(TNStudioError):
            save_project(gone, edited, announce)
        journal.leave()
        assert same(recovered(path).project, edited)

    def test_that_a_journal_without_index_is_removed(
        self, base: Base, path: Path
    ) -> None:
        journal = Journal(path.parent, base)
        journal.leave()
        assert unsaved_work(path.parent, [path]) == ()
        assert not journal.folder.exists()

    def test_that_discarded_work_is_gone(self, base: Base, path: Path) -> None:
        assert base.project is not None
        folder = left(base, renamed(base.project, "edited"))
        discard_work(the_work(path))
        assert not folder.exists()
        assert path.exists()


DAMAGE = {
    "no JSON": b"{",
    "another file": b'{"format": "other"}',
    "a newer version": b'{"format": "tnstudio-journal", "version": 2}',
    "no text": b"\xff\xfe",
    "a member less": b'{"format": "tnstudio-journal", "version": 1, "name": "a"}',
}


class TestDamage:
    @pytest.mark.parametrize("damage", DAMAGE)
    def test_that_a_damaged_index_is_told_and_kept_aside(
        self, base: Base, path: Path, damage: str
    ) -> None:
        assert base.project is not None
        folder = left(base, renamed(base.project, "edited"))
        (folder / INDEX).write_bytes(DAMAGE[damage])
        work = the_work(path)
        assert work.problem
        aside = keep_aside(work)
        assert piece_path(aside, 1).exists()
        assert unsaved_work(path.parent, [path]) == ()

    @pytest.mark.parametrize("seed", range(10))
    def test_that_a_journal_may_be_damaged_anywhere(
        self, base: Base, path: Path, seed: int
    ) -> None:
        assert base.project is not None
        edited = replace(trained_project(), description="here")
        folder = left(base, edited)
        random = np.random.default_rng(seed)
        files = sorted(file for file in folder.iterdir() if file.stat().st_size)
        file = files[random.integers(len(files))]
        data = bytearray(file.read_bytes())
        if random.random() < 0.3:
            data = data[: random.integers(len(data))]
        else:
            data[random.integers(len(data))] ^= 1 << random.integers(8)
        file.write_bytes(data)
        (work,) = unsaved_work(path.parent, [path])
        try:
            name = end_of(recovering(work)).project.network.name
        except TNStudioError as error:
            name = error.message
        assert name

    def test_that_a_damaged_piece_does_not_take_the_others_with_it(
        self, base: Base, path: Path
    ) -> None:
        assert base.project is not None
        chip = full_project().program
        journal = Journal(path.parent, base)
        journal.write(replace(base.project, program=chip))
        journal.write(replace(renamed(base.project, "edited"), program=chip))
        piece_path(journal.folder, 1).write_bytes(b"nothing")
        journal.leave()
        found = recovered(path)
        assert found.project.network.name == "edited"
        assert found.project.program is None
        assert "The chip cannot be read" in found.notes[0]


class TestLargeFile:
    @pytest.fixture
    def base(self, path: Path) -> Base:
        """A file that is not copied in one go."""
        with path.open("ab") as file:
            file.write(bytes(5 * 2**20))
        project, mark = load_marked(path)
        return Base(project, path, mark)

    def test_that_edits_are_kept_before_and_while_it_is_copied(
        self, path: Path, base: Base
    ) -> None:
        assert base.project is not None
        journal = Journal(path.parent, base)
        edits = 0
        while not edits or journal.is_copying:
            edits += 1
            edited = renamed(base.project, f"edit {edits}")
            journal.write(edited, seconds=0)
            found = end_of(recovering(work_at(journal, path)))
            assert same(found.project, edited)
            assert found.notes == ()
        assert edits > 3
        path.unlink()
        assert same(end_of(recovering(work_at(journal, path))).project, edited)
        journal.leave()

    def test_that_a_file_that_goes_meanwhile_is_done_without(
        self, path: Path, base: Base
    ) -> None:
        assert base.project is not None
        journal = Journal(path.parent, base)
        edited = renamed(base.project, "edited")
        journal.write(edited, seconds=0)
        assert journal.is_copying
        path.write_bytes(b"of others")
        journal.write(edited)
        assert same(end_of(recovering(work_at(journal, path))).project, edited)
        journal.leave()


def work_at(journal: Journal, path: Path) -> FoundWork:
    """Return what another program could open of a journal that is in use."""
    return FoundWork(journal.folder, path, "", "")


def test_that_a_clock_that_was_wrong_does_not_cost_the_newest_version(
    path: Path,
) -> None:
    folder = versions_folder(path)
    folder.mkdir()
    for month in range(1, 13):
        (folder / f"2999-{month:02}-01 00.00.00.tn.h5").write_bytes(b"later")
    for _ in keeping_version(path):
        pass
    versions = versions_of(path)
    assert len(versions) == MOST_VERSIONS
    assert versions[-1].path.read_bytes() == path.read_bytes()
    (folder / "2020-01-01 00.00.00.tn.h5").write_bytes(b"earlier")
    for _ in keeping_version(path):
        pass
    names = [version.path.name for version in versions_of(path)]
    assert "2020-01-01 00.00.00.tn.h5" in names

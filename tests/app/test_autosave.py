"""Unsaved work is on the disk soon, once, and somewhere."""

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

import pytest

from tests.same_values import same
from tests.ui.small_world import project_with_run, small_project
from tnstudio.app import autosave as autosave_module
from tnstudio.app import journal as journal_module
from tnstudio.app import journal_keeper
from tnstudio.app.autosave import Autosave, Base, Learned
from tnstudio.app.recovery import FoundWork, Recovered, recovering, unsaved_work
from tnstudio.app.runs import with_training
from tnstudio.model.edits import rename
from tnstudio.model.project import Project
from tnstudio.storage import project_file
from tnstudio.storage.file_mark import FileMark
from tnstudio.storage.project_file import load_marked, save_project


def renamed(project: Project, name: str) -> Project:
    return replace(project, network=rename(project.network, name))


@cache
def trained_project() -> Project:
    return project_with_run(1)


class Desk:
    """A saved project, autosave over it, and what is found when it ends."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "projects" / "mine.tn.h5"
        self.path.parent.mkdir()
        self.unsaved = folder / "unsaved"
        save_project(self.path, small_project())
        self.project, self.mark = load_marked(self.path)
        self.base = Base(self.project, self.path, self.mark)
        self.failures: list[Any] = []
        self.autosave = Autosave(self.unsaved, self.failures.append)
        self.autosave.begin(self.base, self.project)

    def edit(self, name: str) -> Project:
        self.project = renamed(self.project, name)
        self.autosave.note(self.project)
        return self.project

    def works(self) -> tuple[FoundWork, ...]:
        """End as a program that is killed does; return what is found."""
        self.autosave.close(keep=True)
        return unsaved_work(self.unsaved, [self.path])

    def recovered(self) -> Recovered:
        (work,) = self.works()
        steps = recovering(work)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return end.value


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(autosave_module, "EDIT_SECONDS", 0.02)
    monkeypatch.setattr(autosave_module, "RETRY_SECONDS", 0.05)
    made = Desk(tmp_path)
    yield made
    made.autosave.close()


def refusing(code: int, below: Path) -> Callable[..., Any]:
    """Return a `Path.open` that refuses to write below a folder."""
    really_open = Path.open

    def fake(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if self.is_relative_to(below) and set(mode) & set("wax+"):
            raise OSError(code, os.strerror(code))
        return really_open(self, mode, *rest, **more)

    return fake


class TestEdits:
    def test_that_an_edit_is_kept_beside_the_project(self, desk: Desk) -> None:
        edited = desk.edit("edited")
        assert desk.autosave.settle()
        assert desk.autosave.journal is not None
        assert desk.autosave.journal.parent == desk.path.parent
        assert same(desk.recovered().project, edited)

    def test_that_the_project_file_is_never_touched(self, desk: Desk) -> None:
        before = desk.path.read_bytes()
        desk.edit("edited")
        assert desk.autosave.settle()
        assert desk.path.read_bytes() == before

    def test_that_an_edit_is_on_the_disk_within_a_second(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.undo()
        assert autosave_module.EDIT_SECONDS <= 0.5
        started = monotonic()
        desk.edit("edited")
        assert desk.autosave.settle()
        assert monotonic() - started < 5

    def test_that_only_the_newest_of_many_edits_is_written(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written: list[str] = []
        holds, goes_on = Event(), Event()
        really_save = project_file.save_project

        def save(path: Path, project: Project, **more: Any) -> Any:
            written.append(project.network.name)
            holds.set()
            assert goes_on.wait(10)
            return really_save(path, project, **more)

        monkeypatch.setattr(project_file, "save_project", save)
        desk.edit("first")
        assert holds.wait(10)
        for k in range(20):
            desk.edit(f"edit {k}")
        goes_on.set()
        assert desk.autosave.settle()
        assert written == ["first", "edit 19"]

    def test_that_who_edits_never_waits_for_the_disk(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        holds, goes_on = Event(), Event()

        def stuck(*_: Any, **__: Any) -> None:
            holds.set()
            goes_on.wait(10)

        monkeypatch.setattr(journal_module.Journal, "write", stuck)
        desk.edit("first")
        assert holds.wait(10)
        user = Thread(target=desk.edit, args=("second",))
        user.start()
        user.join(5)
        assert not user.is_alive()
        goes_on.set()

    def test_that_going_back_to_the_saved_state_removes_the_journal(
        self, desk: Desk
    ) -> None:
        desk.edit("edited")
        assert desk.autosave.settle()
        folder = desk.autosave.journal
        assert desk.base.project is not None
        desk.autosave.note(desk.base.project)
        assert desk.autosave.settle()
        assert folder is not None
        assert not folder.exists()
        assert desk.works() == ()

    def test_that_a_save_removes_the_journal(self, desk: Desk) -> None:
        edited = desk.edit("edited")
        assert desk.autosave.settle()
        mark = save_project(
            desk.path, edited, lambda mark: desk.autosave.expect(edited, mark)
        )
        desk.autosave.saved(Base(edited, desk.path, mark))
        assert desk.autosave.settle()
        assert desk.autosave.journal is None
        assert desk.works() == ()

    def test_that_an_edit_during_a_save_outlives_it(self, desk: Desk) -> None:
        saved = desk.edit("saved")
        assert desk.autosave.settle()

        def announce(mark: Any) -> None:
            desk.autosave.expect(saved, mark)
            desk.edit("during the save")
            assert desk.autosave.settle()

        save_project(desk.path, saved, announce)
        found = desk.recovered()
        assert found.project.network.name == "during the save"
        assert found.notes == ()

    def test_that_a_save_that_was_long_in_coming_takes_nothing_back(
        self, desk: Desk
    ) -> None:
        saved = desk.edit("saved")
        desk.edit("since then")
        assert desk.autosave.settle()
        save_project(desk.path, saved, lambda mark: desk.autosave.expect(saved, mark))
        assert desk.recovered().project.network.name == "since then"

    def test_that_a_kill_right_after_a_save_leaves_nothing_to_recover(
        self, desk: Desk
    ) -> None:
        edited = desk.edit("edited")
        assert desk.autosave.settle()
        save_project(desk.path, edited, lambda mark: desk.autosave.expect(edited, mark))
        assert desk.works() == ()

    @pytest.mark.parametrize("untitled", [True, False])
    def test_that_a_kill_right_after_a_save_to_another_file_leaves_nothing_either(
        self, desk: Desk, untitled: bool
    ) -> None:
        if untitled:
            desk.autosave.begin(Base(desk.project), desk.project)
        edited = desk.edit("edited")
        assert desk.autosave.settle()
        other = desk.path.with_name("other.tn.h5")
        save_project(
            other, edited, lambda mark: desk.autosave.expect(edited, mark, other)
        )
        journal = desk.autosave.journal
        assert journal is not None
        assert desk.works() == ()
        assert not journal.exists()

    def test_that_a_kill_before_a_save_to_another_file_loses_nothing(
        self, desk: Desk
    ) -> None:
        edited = desk.edit("edited")
        assert desk.autosave.settle()
        mark = FileMark(1, "0" * 64)
        desk.autosave.expect(edited, mark, desk.path.with_name("other.tn.h5"))
        (work,) = desk.works()
        assert work.name == "edited"

    def test_that_closing_removes_the_journal(self, desk: Desk) -> None:
        desk.edit("edited")
        assert desk.autosave.settle()
        desk.autosave.close()
        assert unsaved_work(desk.unsaved, [desk.path]) == ()

    def test_that_another_project_takes_the_place_of_the_one_before(
        self, desk: Desk
    ) -> None:
        desk.edit("edited")
        assert desk.autosave.settle()
        other = trained_project()
        desk.autosave.begin(Base(None), other)
        assert desk.autosave.settle()
        found = desk.recovered()
        assert found.work.path is None
        assert same(found.project, other)

    def test_that_without_autosave_there_is_no_journal(self, desk: Desk) -> None:
        desk.autosave.enable(enabled=False)
        desk.edit("edited")
        assert desk.autosave.settle()
        assert desk.autosave.journal is None
        desk.autosave.enable(enabled=True)
        assert desk.autosave.settle()
        assert desk.recovered().project.network.name == "edited"


class TestAdopted:
    def adopt(self, desk: Desk) -> tuple[Path, Project]:
        """Let the program end and begin anew with what it has left."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(autosave_module, "EDIT_SECONDS", 0.02)
            desk.edit("edited")
            assert desk.autosave.settle()
        found = desk.recovered()
        desk.project = found.project
        desk.autosave = Autosave(desk.unsaved, desk.failures.append)
        base = Base(found.saved, desk.path, found.mark)
        desk.autosave.begin(base, found.project, (found.work.journal,))
        return found.work.journal, found.project

    def test_that_recovered_work_has_a_journal_of_its_own_before_the_old_one_goes(
        self, desk: Desk
    ) -> None:
        old, project = self.adopt(desk)
        assert desk.autosave.settle()
        assert not old.exists()
        assert same(desk.recovered().project, project)

    def test_that_a_kill_right_after_a_save_does_not_bring_the_old_journal_back(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(autosave_module, "EDIT_SECONDS", 1000.0)
        _, project = self.adopt(desk)
        save_project(
            desk.path, project, lambda mark: desk.autosave.expect(project, mark)
        )
        assert desk.works() == ()

    def test_that_without_autosave_the_old_journal_stays_until_it_is_saved(
        self, desk: Desk
    ) -> None:
        old, _ = self.adopt(desk)
        desk.autosave.enable(enabled=False)
        assert desk.autosave.settle()
        desk.edit("more")
        assert desk.autosave.settle()
        assert desk.autosave.journal is None
        mark = save_project(desk.path, desk.project)
        desk.autosave.saved(Base(desk.project, desk.path, mark))
        assert desk.autosave.settle()
        assert not old.exists()


class TestTraining:
    def learned(self, desk: Desk) -> Learned:
        trained = trained_project()
        assert trained.trained is not None
        return Learned(trained.trained, trained.runs[-1])

    def test_that_what_is_learned_is_kept_while_it_is_learned(self, desk: Desk) -> None:
        learned = self.learned(desk)
        desk.autosave.note_learned(learned)
        assert desk.autosave.settle()
        found = desk.recovered().project
        expected = with_training(desk.project, learned.trained, learned.run)
        assert same(found, expected)
        assert found.runs

    def test_that_edits_during_a_training_are_kept_with_it(self, desk: Desk) -> None:
        learned = self.learned(desk)
        desk.autosave.note_learned(learned)
        desk.edit("during the training")
        assert desk.autosave.settle()
        found = desk.recovered().project
        assert found.network.name == "during the training"
        assert same(found.trained, learned.trained)

    def test_that_a_training_that_learned_nothing_leaves_nothing(
        self, desk: Desk
    ) -> None:
        desk.autosave.note_learned(self.learned(desk))
        assert desk.autosave.settle()
        desk.autosave.note_learned(None)
        assert desk.autosave.settle()
        assert desk.works() == ()

    def test_that_checkpoints_wait_for_their_share_of_time_and_edits_do_not(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(journal_keeper, "LEARNED_SECONDS", 1000.0)
        first, second = self.learned(desk), self.learned(desk)
        desk.autosave.note_learned(first)
        assert desk.autosave.settle()
        desk.autosave.note_learned(second)
        desk.edit("edited")
        # What was learned since waits, so that not all is done.
        assert not desk.autosave.settle(1.5)
        found = desk.recovered().project
        assert found.network.name == "edited"
        assert same(found.trained, first.trained)

    def test_that_a_save_during_a_training_keeps_what_is_learned(
        self, desk: Desk
    ) -> None:
        learned = self.learned(desk)
        desk.autosave.note_learned(learned)
        edited = desk.edit("edited")
        assert desk.autosave.settle()
        save_project(desk.path, edited, lambda mark: desk.autosave.expect(edited, mark))
        found = desk.recovered()
        assert same(found.project.trained, learned.trained)
        assert found.notes == ()


FAULTS = {
    "a full disk": errno.ENOSPC,
    "a quota": errno.EDQUOT,
    "no permission": errno.EACCES,
    "a read-only disk": errno.EROFS,
    "a broken disk": errno.EIO,
    "a vanished drive": errno.ESTALE,
}


class TestFaults:
    @pytest.mark.parametrize("fault", FAULTS)
    def test_that_a_journal_that_cannot_be_beside_its_project_is_elsewhere(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: str
    ) -> None:
        fake = refusing(FAULTS[fault], desk.path.parent)
        monkeypatch.setattr(Path, "open", fake)
        edited = desk.edit("edited")
        assert desk.autosave.settle()
        assert desk.autosave.journal is not None
        assert desk.autosave.journal.parent == desk.unsaved
        assert desk.failures == []
        assert same(desk.recovered().project, edited)

    def test_that_a_disk_that_fills_up_later_takes_the_journal_elsewhere(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.edit("first")
        assert desk.autosave.settle()
        fake = refusing(errno.ENOSPC, desk.path.parent)
        monkeypatch.setattr(Path, "open", fake)
        edited = desk.edit("second")
        assert desk.autosave.settle()
        assert same(desk.recovered().project, edited)

    def test_that_a_folder_that_vanishes_takes_nothing_with_it(
        self, desk: Desk
    ) -> None:
        desk.edit("first")
        assert desk.autosave.settle()
        desk.path.parent.rename(desk.path.parent.with_name("moved"))
        edited = desk.edit("second")
        assert desk.autosave.settle()
        found = desk.recovered()
        assert same(found.project, edited)
        assert found.work.path == desk.path

    def test_that_nowhere_is_told_once_and_tried_again(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            fake = refusing(errno.ENOSPC, desk.path.parent.parent)
            patch.setattr(Path, "open", fake)
            desk.edit("first")
            assert not desk.autosave.settle(0.3)
            (told,) = desk.failures
            assert "The disk is full" in told.message
            assert "save it" in told.hint
        edited = desk.edit("second")
        assert desk.autosave.settle()
        assert same(desk.recovered().project, edited)
        assert len(desk.failures) == 1


class TestDriveThatDoesNotAnswer:
    @pytest.fixture
    def answers(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
        """What lets journals beside projects be written again."""
        may_go_on = Event()
        really_write = journal_module.Journal.write

        def write(journal: journal_module.Journal, *args: Any, **named: Any) -> None:
            if journal.folder.parent.name == "projects":
                may_go_on.wait(20)
            really_write(journal, *args, **named)

        monkeypatch.setattr(journal_module.Journal, "write", write)
        monkeypatch.setattr(autosave_module, "LATE_SECONDS", 0.05)
        yield may_go_on
        may_go_on.set()

    def late(self, desk: Desk) -> None:
        desk.edit("one")
        give_up = monotonic() + 10
        while not desk.failures and monotonic() < give_up:
            desk.autosave.mind()

    @pytest.mark.usefixtures("answers")
    def test_that_work_is_kept_elsewhere_and_that_is_told_once(
        self, tmp_path: Path
    ) -> None:
        desk = Desk(tmp_path)
        self.late(desk)
        assert "does not answer" in str(desk.failures[0])
        desk.edit("two")
        assert desk.autosave.settle()
        desk.autosave.mind()
        assert len(desk.failures) == 1
        assert desk.autosave.journal is not None
        assert desk.autosave.journal.parent == desk.unsaved
        desk.autosave.close(keep=True)
        (work,) = unsaved_work(desk.unsaved, ())
        assert work.name == "two"

    def test_that_a_drive_that_answers_again_is_tidied(
        self, tmp_path: Path, answers: Event
    ) -> None:
        desk = Desk(tmp_path)
        self.late(desk)
        desk.edit("two")
        assert desk.autosave.settle()
        answers.set()
        give_up = monotonic() + 10
        while len(os.listdir(desk.path.parent)) > 1 and monotonic() < give_up:
            Event().wait(0.01)
        assert os.listdir(desk.path.parent) == [desk.path.name]
        (work,) = desk.works()
        assert work.name == "two"

    def test_that_saving_and_closing_do_not_wait_for_ever(
        self, tmp_path: Path, answers: Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk = Desk(tmp_path)
        monkeypatch.setattr(autosave_module, "CLOSE_SECONDS", 0.05)
        desk.edit("one")
        while desk.autosave.journal is None:
            Event().wait(0.01)
        started = monotonic()
        desk.autosave.expect(desk.project, desk.mark)
        desk.autosave.close()
        assert monotonic() - started < 5
        answers.set()
        give_up = monotonic() + 10
        while not unsaved_work(desk.unsaved, [desk.path]) and monotonic() < give_up:
            Event().wait(0.01)
        (work,) = unsaved_work(desk.unsaved, [desk.path])
        assert work.name == "one"

"""The window keeps unsaved work, offers it again, and minds who has the file."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QEvent, QLockFile
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Answers
from tests.ui.small_world import small_network
from tnstudio.app import files as files_module
from tnstudio.app.journal import Base, Journal
from tnstudio.app.recovery import unsaved_work
from tnstudio.app.settings import Settings
from tnstudio.app.versions import MOST_VERSIONS, Version, keeping_version, versions_of
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import rename
from tnstudio.model.project import Project
from tnstudio.storage import project_file
from tnstudio.storage.project_file import load_marked, load_project, save_project
from tnstudio.ui.file_claims import FileClaim
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.versions_dialog import VersionsDialog


def edit(studio: Studio, name: str = "edited") -> None:
    network = rename(studio.document.network, name)
    studio.document.edit_network("Rename", network)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A saved project."""
    path = tmp_path / "projects" / "mine.tn.h5"
    path.parent.mkdir()
    save_project(path, Project(small_network()))
    return path


@pytest.fixture
def opened(window: MainWindow, studio: Studio, qtbot: QtBot, path: Path) -> MainWindow:
    """The window with that project."""
    window.open_path(path)
    qtbot.waitUntil(lambda: studio.document.path == path)
    return window


@pytest.fixture
def left(path: Path, settings: Settings) -> Path:
    """A journal of the project that an ended program has left."""
    project, mark = load_marked(path)
    journal = Journal(path.parent, Base(project, path, mark))
    journal.write(replace(project, network=rename(project.network, "unsaved")))
    journal.leave()
    settings.add_recent(path)
    return journal.folder


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.recovery.card.findChild(QPushButton, f"recovery-{name}")
    assert found is not None
    return found


class TestAutosave:
    def test_that_an_edit_is_kept_and_a_save_removes_it(
        self, opened: MainWindow, studio: Studio, qtbot: QtBot, path: Path
    ) -> None:
        autosave = opened.recovery.autosave
        edit(studio)
        assert autosave.settle()
        assert autosave.journal is not None
        assert autosave.journal.parent == path.parent
        opened.actions_by_name["save"].trigger()
        qtbot.waitUntil(lambda: not studio.document.is_modified)
        assert autosave.settle()
        assert autosave.journal is None

    def test_that_a_project_without_a_file_is_kept_beside_the_settings(
        self, window: MainWindow, studio: Studio, settings: Settings
    ) -> None:
        edit(studio)
        assert window.recovery.autosave.settle()
        journal = window.recovery.autosave.journal
        assert journal is not None
        assert journal.parent == settings.unsaved_folder

    def test_that_discarded_changes_leave_no_journal(
        self, opened: MainWindow, studio: Studio, answers: Answers, path: Path
    ) -> None:
        edit(studio)
        assert opened.recovery.autosave.settle()
        answers.choices = ["discard"]
        assert opened.close()
        assert [p.name for p in path.parent.iterdir()] == [path.name]

    def test_that_without_the_preference_there_is_no_journal(
        self, opened: MainWindow, studio: Studio, settings: Settings
    ) -> None:
        settings.change(autosave=False)
        edit(studio)
        assert opened.recovery.autosave.settle()
        assert opened.recovery.autosave.journal is None


class TestOffer:
    def test_that_nothing_is_shown_when_nothing_was_left(
        self, window: MainWindow, studio: Studio, qtbot: QtBot
    ) -> None:
        with qtbot.waitSignal(window.recovery.found):
            window.recovery.look()
        assert not window.recovery.card.isVisible()

    def test_that_unsaved_work_is_offered_opened_undone_and_saved(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        path: Path,
        left: Path,
    ) -> None:
        window.recovery.look()
        qtbot.waitUntil(window.recovery.card.isVisible)
        button(window, "open-0").click()
        qtbot.waitUntil(lambda: studio.document.path == path)
        assert studio.document.network.name == "unsaved"
        assert studio.document.is_modified
        assert not window.recovery.card.isVisible()
        studio.document.undo()
        assert studio.document.network.name == "small"
        assert not studio.document.is_modified
        studio.document.redo()
        window.actions_by_name["save"].trigger()
        qtbot.waitUntil(lambda: not studio.document.is_modified)
        assert load_project(path).network.name == "unsaved"
        assert window.recovery.autosave.settle()
        assert not left.exists()

    def test_that_discarding_asks_first(
        self, window: MainWindow, qtbot: QtBot, answers: Answers, left: Path
    ) -> None:
        window.recovery.look()
        qtbot.waitUntil(window.recovery.card.isVisible)
        answers.choices = ["stay", "discard"]
        button(window, "discard-0").click()
        assert left.exists()
        button(window, "discard-0").click()
        assert not left.exists()
        assert not window.recovery.card.isVisible()

    def test_that_what_cannot_be_read_is_told_and_kept_aside(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        errors: list[TNStudioError],
        path: Path,
        left: Path,
    ) -> None:
        for piece in left.glob("*.tn.h5"):
            piece.write_bytes(b"nothing")
        path.unlink()
        window.recovery.look()
        qtbot.waitUntil(window.recovery.card.isVisible)
        before = studio.document.project
        button(window, "open-0").click()
        qtbot.waitUntil(lambda: bool(errors))
        assert studio.document.project is before
        assert not left.exists()
        assert "was kept" in window.recovery.banner.text
        assert unsaved_work(path.parent, [path]) == ()

    @pytest.mark.parametrize("place", ["mine.tn.h5", "1.tn.h5"])
    def test_that_work_is_offered_again_after_a_lack_of_memory(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        errors: list[TNStudioError],
        left: Path,
        monkeypatch: pytest.MonkeyPatch,
        place: str,
    ) -> None:
        really_read = project_file._bytes_of

        def lack(path: Path) -> bytes:
            if path.name == place:
                raise MemoryError
            return really_read(path)

        window.recovery.look()
        qtbot.waitUntil(window.recovery.card.isVisible)
        monkeypatch.setattr(project_file, "_bytes_of", lack)
        button(window, "open-0").click()
        qtbot.waitUntil(lambda: bool(errors))
        assert "not enough memory" in errors[0].message
        assert studio.document.network.name != "unsaved"
        assert left.exists()
        assert len(window.recovery.works) == 1

    def test_that_opening_the_file_asks_which_of_the_two(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
        left: Path,
    ) -> None:
        answers.choices = ["file"]
        window.open_path(path)
        qtbot.waitUntil(lambda: studio.document.path == path)
        assert studio.document.network.name == "small"
        assert left.exists()
        answers.choices = ["work"]
        window.open_path(path)
        qtbot.waitUntil(lambda: studio.document.network.name == "unsaved")


class TestClaims:
    @pytest.fixture
    def other(self, path: Path, tmp_path: Path) -> Iterator[FileClaim]:
        """Another window that has the project open."""
        claim = FileClaim(tmp_path / "locks")
        assert claim.take(path) is None
        yield claim
        claim.release()

    @pytest.mark.usefixtures("other")
    def test_that_cancel_leaves_the_open_project(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
    ) -> None:
        before = studio.document.project
        answers.choices = ["stay"]
        window.open_path(path)
        qtbot.waitUntil(lambda: bool(answers.asked))
        assert "another window" in answers.asked[0].text
        assert studio.document.project is before

    @pytest.mark.usefixtures("other")
    def test_that_a_copy_has_no_file_yet(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
    ) -> None:
        answers.choices = ["copy"]
        window.open_path(path)
        qtbot.waitUntil(lambda: studio.document.network.name == "small")
        assert studio.document.path is None
        assert window.files.suggestion.name == "mine_copy.tn.h5"

    @pytest.mark.usefixtures("other")
    def test_that_read_only_saves_elsewhere(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
    ) -> None:
        answers.choices = ["read-only"]
        window.open_path(path)
        qtbot.waitUntil(lambda: studio.document.path == path)
        assert "(read-only)" in window.windowTitle()
        edit(studio)
        other = path.with_name("other.tn.h5")
        answers.files = [other]
        window.actions_by_name["save"].trigger()
        qtbot.waitUntil(lambda: studio.document.path == other)
        assert load_project(path).network.name == "small"
        assert "(read-only)" not in window.windowTitle()

    def test_that_nobody_saves_over_a_file_that_is_open_elsewhere(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        errors: list[TNStudioError],
        path: Path,
        other: FileClaim,
    ) -> None:
        edit(studio)
        answers.files = [path]
        window.actions_by_name["save-as"].trigger()
        qtbot.waitUntil(lambda: bool(errors))
        assert "open in another window" in errors[0].message
        assert load_project(path).network.name == "small"

    def test_that_the_lock_of_a_dead_program_is_taken_over(
        self, opened: MainWindow, studio: Studio, path: Path, tmp_path: Path
    ) -> None:
        opened.files.close()
        lock = path.with_name(f".{path.name}.lock")
        lock.write_text(f"99999999\npython\n{os.uname().nodename}\n")
        claim = FileClaim(tmp_path / "locks")
        assert claim.take(path) is None
        claim.release()

    def test_that_a_folder_without_room_for_locks_is_no_obstacle(
        self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        really_lock = QLockFile.tryLock

        def refuse_beside(self: QLockFile, wait: int) -> bool:
            beside = str(path.parent) in self.fileName()
            return False if beside else really_lock(self, wait)

        monkeypatch.setattr(QLockFile, "tryLock", refuse_beside)
        one, two = FileClaim(tmp_path / "locks"), FileClaim(tmp_path / "locks")
        assert one.take(path) is None
        holder = two.take(path)
        assert holder is not None
        assert f"process {os.getpid()}" in holder.words
        assert not holder.is_elsewhere
        one.release()


class TestClaimsOfOtherComputers:
    """The lock of a computer that was switched off stays on a network drive."""

    @pytest.fixture
    def lock(self, path: Path) -> Path:
        lock = path.with_name(f".{path.name}.lock")
        lock.write_text("4321\ntnstudio\nlab-computer\n\n\n")
        return lock

    def test_that_the_user_may_take_the_file_over(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
        lock: Path,
    ) -> None:
        answers.choices = ["take"]
        window.open_path(path)
        qtbot.waitUntil(lambda: studio.document.path == path)
        assert "tnstudio on lab-computer, process 4321" in answers.asked[0].detail
        assert answers.asked[0].default == "copy"
        assert not window.files.is_read_only
        edit(studio)
        window.files.save()
        qtbot.waitUntil(lambda: not studio.document.is_modified)
        assert load_project(path).network.name == "edited"
        window.files.close()
        assert not lock.exists()

    def test_that_a_lock_that_was_never_whole_is_taken_over_too(
        self, path: Path, lock: Path, tmp_path: Path
    ) -> None:
        lock.write_bytes(b"")
        claim = FileClaim(tmp_path / "locks")
        holder = claim.take(path)
        assert holder is not None
        assert holder.is_elsewhere
        assert "somebody since" in holder.words
        assert claim.take(path, by_force=True) is None
        claim.release()

    @pytest.mark.skipif(os.name != "posix", reason="a lock in use stays there anyway")
    def test_that_a_window_that_certainly_runs_keeps_its_file(
        self, path: Path, tmp_path: Path
    ) -> None:
        one, two = FileClaim(tmp_path / "locks"), FileClaim(tmp_path / "locks")
        assert one.take(path) is None
        assert two.take(path, by_force=True) is not None
        one.release()

    def test_that_the_user_is_told_if_it_cannot_be_taken_over(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        errors: list[TNStudioError],
        path: Path,
        lock: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(QLockFile, "removeStaleLockFile", lambda _: False)
        answers.choices = ["take"]
        window.open_path(path)
        qtbot.waitUntil(lambda: bool(errors))
        assert errors[0].location == str(lock)
        assert studio.document.path is None

    def test_that_a_window_that_lives_after_all_is_told_and_overwrites_nothing(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
        lock: Path,
    ) -> None:
        QApplication.sendEvent(opened, QEvent(QEvent.Type.WindowActivate))
        qtbot.waitUntil(lambda: "taken over" in opened.recovery.banner.text)
        edit(studio)
        other = path.with_name("other.tn.h5")
        answers.choices, answers.files = ["elsewhere"], [other]
        opened.files.save()
        qtbot.waitUntil(lambda: studio.document.path == other)
        assert "taken over" in answers.asked[0].text
        assert load_project(path).network.name == "small"
        assert lock.read_text().startswith("4321")
        assert opened.recovery.banner.text == ""

    def test_that_a_lock_that_somebody_has_removed_is_made_again(
        self, opened: MainWindow, studio: Studio, qtbot: QtBot, path: Path
    ) -> None:
        lock = path.with_name(f".{path.name}.lock")
        lock.unlink()
        edit(studio)
        opened.files.save()
        qtbot.waitUntil(lambda: not studio.document.is_modified)
        assert lock.exists()


class TestChangedFiles:
    def test_that_a_file_that_others_changed_is_told_and_asked_about(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
    ) -> None:
        save_project(path, Project(rename(small_network(), "by others")))
        QApplication.sendEvent(opened, QEvent(QEvent.Type.WindowActivate))
        qtbot.waitUntil(lambda: "has changed" in opened.recovery.banner.text)
        edit(studio)
        answers.choices = ["stay", "save"]
        opened.actions_by_name["save"].trigger()
        qtbot.waitUntil(lambda: len(answers.asked) == 1)
        qtbot.waitUntil(lambda: not opened.files.busy)
        assert load_project(path).network.name == "by others"
        opened.actions_by_name["save"].trigger()
        qtbot.waitUntil(lambda: not studio.document.is_modified)
        assert load_project(path).network.name == "edited"
        assert opened.recovery.banner.text == ""

    def test_that_a_file_that_is_gone_may_be_saved_elsewhere(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
    ) -> None:
        path.unlink()
        edit(studio)
        other = path.with_name("other.tn.h5")
        answers.choices, answers.files = ["elsewhere"], [other]
        opened.actions_by_name["save"].trigger()
        qtbot.waitUntil(lambda: studio.document.path == other)
        assert "no longer there" in answers.asked[0].text
        assert not path.exists()

    def test_that_a_file_that_may_not_be_written_is_told(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(files_module.os, "access", lambda *_: False)
        window.open_path(path)
        qtbot.waitUntil(lambda: studio.document.path == path)
        assert window.files.is_read_only
        assert "read-only" in window.statusBar().currentMessage()

    def test_that_a_save_that_fails_keeps_work_and_journal(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        errors: list[TNStudioError],
        path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        edit(studio)
        assert opened.recovery.autosave.settle()

        def full(*_: object) -> None:
            raise TNStudioError("The disk is full", str(path), "free some space")

        monkeypatch.setattr("tnstudio.storage.project_file.save_project", full)
        opened.actions_by_name["save"].trigger()
        qtbot.waitUntil(lambda: bool(errors))
        assert studio.document.is_modified
        assert opened.recovery.autosave.journal is not None
        assert load_project(path).network.name == "small"


class TestMenu:
    def test_that_a_copy_leaves_the_project_with_its_own_file(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
    ) -> None:
        edit(studio)
        copy = path.with_name("copy.tn.h5")
        answers.files = [copy]
        opened.actions_by_name["save-copy"].trigger()
        qtbot.waitUntil(copy.exists)
        qtbot.waitUntil(lambda: not opened.files.busy)
        assert studio.document.path == path
        assert studio.document.is_modified
        assert load_project(copy).network.name == "edited"

    def test_that_revert_is_a_step_that_can_be_undone(
        self, opened: MainWindow, studio: Studio, answers: Answers
    ) -> None:
        assert not opened.actions_by_name["revert"].isEnabled()
        edit(studio)
        answers.choices = ["revert"]
        opened.actions_by_name["revert"].trigger()
        assert studio.document.network.name == "small"
        assert not studio.document.is_modified
        studio.document.undo()
        assert studio.document.network.name == "edited"

    def test_that_saves_are_kept_when_that_is_wished(
        self, opened: MainWindow, studio: Studio, qtbot: QtBot, path: Path
    ) -> None:
        opened.actions_by_name["versions"].trigger()
        dialog = opened.findChild(VersionsDialog)
        assert dialog is not None
        qtbot.waitUntil(lambda: "no versions yet" in dialog.empty.text())
        assert dialog.empty.isVisible()
        assert not dialog.restore.isEnabled()
        dialog.keeps.click()
        dialog.reject()
        edit(studio)
        opened.actions_by_name["save"].trigger()
        qtbot.waitUntil(lambda: len(versions_of(path)) == 1)

    @pytest.mark.parametrize("way", ["copy", "restore"])
    def test_that_a_version_is_opened_as_a_copy_or_restored(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
        way: str,
    ) -> None:
        list(keeping_version(path))
        edit(studio, "newer")
        dialog = VersionsDialog(studio, opened.files, opened)
        dialog.open()
        qtbot.waitUntil(dialog.copy.isEnabled)
        answers.choices = ["discard"] if way == "copy" else []
        getattr(dialog, way).click()
        qtbot.waitUntil(lambda: studio.document.network.name == "small")
        assert (studio.document.path is None) == (way == "copy")
        if way == "restore":
            studio.document.undo()
            assert studio.document.network.name == "newer"

    def test_that_versions_on_a_slow_drive_are_not_waited_for(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        answers_now = Event()

        def look_slowly(path: Path) -> tuple[Version, ...]:
            assert answers_now.wait(10)
            return versions_of(path)

        list(keeping_version(path))
        monkeypatch.setattr("tnstudio.app.versions.versions_of", look_slowly)
        opened.actions_by_name["versions"].trigger()
        (closed,) = opened.findChildren(VersionsDialog)
        closed.reject()
        dialog = VersionsDialog(studio, opened.files, opened)
        dialog.open()
        assert dialog.empty.text() == "Looking for versions …"
        answers_now.set()
        qtbot.waitUntil(dialog.restore.isEnabled)
        assert not dialog.empty.isVisible()
        assert dialog.chosen is not None
        dialog.reject()


def test_that_two_saves_in_a_second_are_two_versions(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        """Stands still but for some milliseconds."""

        moments = iter((123_000, 123_999, 124_000, 200_000))

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime(2026, 1, 2, 10, 0, 0, next(cls.moments), tz)

    monkeypatch.setattr("tnstudio.app.versions.datetime", Clock)
    for _ in range(2):
        list(keeping_version(path))
    names = [version.path.name for version in versions_of(path)]
    assert names == ["2026-01-02 10.00.00.124.tn.h5", "2026-01-02 10.00.00.123.tn.h5"]


def test_that_versions_named_to_the_second_are_versions_too(path: Path) -> None:
    folder = path.with_name("mine.versions")
    folder.mkdir()
    (folder / "2026-01-02 10.00.00.tn.h5").write_bytes(b"")
    (version,) = versions_of(path)
    assert version.when.second == 0


@pytest.mark.skipif(os.name != "posix", reason="never certain there")
def test_that_what_a_killed_copy_has_left_is_removed(path: Path) -> None:
    script = "from tnstudio.storage.owner import own_mark; print(own_mark())"
    words = [sys.executable, "-c", script]
    run = subprocess.run(words, capture_output=True, text=True, check=True)
    folder = path.with_name("mine.versions")
    folder.mkdir()
    half = folder / f".tnstudio-{run.stdout.strip()}-12345678.tmp"
    half.write_bytes(b"half")
    list(keeping_version(path))
    (version,) = versions_of(path)
    assert list(folder.iterdir()) == [version.path]


def test_that_only_the_last_versions_are_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = iter(f"2026-01-{day:02} 10.00.00" for day in range(1, 29))
    monkeypatch.setattr("tnstudio.app.versions._name_of_now", lambda: next(forms))
    for _ in range(MOST_VERSIONS + 3):
        list(keeping_version(path))
    found = versions_of(path)
    assert len(found) == MOST_VERSIONS
    assert found[0].when.day == MOST_VERSIONS + 3
    assert found[0].size == path.stat().st_size


def test_that_learned_work_of_a_training_is_kept(
    open_window: Callable[[], MainWindow], studio: Studio, qtbot: QtBot, tmp_path: Path
) -> None:
    from tests.ui.small_world import small_dataset
    from tnstudio.app.training_job import Order
    from tnstudio.model.records import TrainingSettings

    window = open_window()
    studio.document.replace_by(Project(small_network()), None)
    workspace = window.workspace("train")
    source = small_dataset(tmp_path / "images")
    settings = TrainingSettings(epochs=100_000, batch=20, rate=0.1)
    order = Order(studio.document.network, source, settings)
    workspace.run.start(order)  # type: ignore[attr-defined]
    qtbot.waitUntil(
        lambda: window.recovery.autosave.journal is not None, timeout=30_000
    )
    workspace.run.abandon()  # type: ignore[attr-defined]

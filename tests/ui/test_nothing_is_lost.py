"""No file and no unsaved work is lost when things happen in an unusual order."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Answers
from tests.ui.small_world import small_network
from tnstudio.app.journal import Base, Journal
from tnstudio.app.recovery import unsaved_work
from tnstudio.app.settings import Settings
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import rename
from tnstudio.model.project import Project
from tnstudio.storage import project_file
from tnstudio.storage.project_file import load_marked, load_project, save_project
from tnstudio.ui import file_claims
from tnstudio.ui.file_claims import FileClaim
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio


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


class TestAnotherProjectDuringASave:
    def test_that_a_file_gets_the_project_that_was_open_when_saving_was_asked_for(
        self, opened: MainWindow, studio: Studio, qtbot: QtBot, path: Path
    ) -> None:
        opened.files.save()
        opened.files.new("mnist-5core")
        qtbot.waitUntil(lambda: studio.document.network.name != "small")
        qtbot.waitUntil(lambda: not opened.files.busy)
        assert load_project(path).network.name == "small"
        assert studio.document.path is None

    def test_that_a_project_opened_during_a_save_does_not_get_its_file(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        begun, may_go_on = Event(), Event()
        really_save = project_file.save_project

        def save_slowly(*args: object, **kwargs: object) -> object:
            begun.set()
            assert may_go_on.wait(10)
            return really_save(*args, **kwargs)  # type: ignore[arg-type]

        edit(studio)
        monkeypatch.setattr(project_file, "save_project", save_slowly)
        opened.files.save()
        qtbot.waitUntil(begun.is_set)
        answers.choices = ["discard"]
        opened.files.new("mnist-5core")
        may_go_on.set()
        qtbot.waitUntil(lambda: not opened.files.busy)
        qtbot.waitUntil(lambda: studio.document.network.name != "edited")
        assert studio.document.path is None
        assert load_project(path).network.name == "edited"

    def test_that_closing_twice_during_a_save_closes_once_and_asks_no_more(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
    ) -> None:
        studio.settings.change(keeps_versions=True)
        edit(studio)
        answers.choices = ["save"]
        opened.close()
        assert opened.files.saving
        opened.close()
        qtbot.waitUntil(lambda: not opened.isVisible())
        assert load_project(path).network.name == "edited"
        assert len(answers.asked) == 1


class TestDriveThatDoesNotAnswer:
    @pytest.fixture
    def answers_again(
        self, monkeypatch: pytest.MonkeyPatch, path: Path
    ) -> Iterator[Event]:
        """What lets saves to the project's file go on."""
        may_go_on = Event()
        really_save = project_file.save_project

        def save(place: Path, *args: Any, **named: Any) -> Any:
            if place == path:
                may_go_on.wait(20)
            return really_save(place, *args, **named)

        monkeypatch.setattr(project_file, "save_project", save)
        yield may_go_on
        may_go_on.set()

    def test_that_another_drive_can_be_saved_to_and_the_window_left(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
        answers_again: Event,
    ) -> None:
        edit(studio)
        opened.files.save()
        other = path.with_name("other.tn.h5")
        answers.files = [other]
        opened.files.save_as()
        qtbot.waitUntil(other.exists)
        qtbot.waitUntil(lambda: not studio.document.is_modified)
        assert load_project(other).network.name == "edited"
        opened.close()
        assert opened.isVisible()
        answers.choices = ["stay", "go-on"]
        opened.close()
        assert opened.isVisible()
        assert "still being saved" in answers.asked[-1].text
        opened.close()
        assert not opened.isVisible()
        answers_again.set()

    def test_that_a_late_save_does_not_take_the_project_back_to_its_file(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
        answers_again: Event,
    ) -> None:
        edit(studio)
        opened.files.save()
        other = path.with_name("other.tn.h5")
        answers.files = [other]
        opened.files.save_as()
        qtbot.waitUntil(lambda: studio.document.path == other)
        answers_again.set()
        qtbot.waitUntil(lambda: not opened.files.busy)
        assert load_project(path).network.name == "edited"
        assert studio.document.path == other
        assert not studio.document.is_modified

    def test_that_a_lock_there_is_given_up_without_waiting(
        self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        may_go_on = Event()
        really_unlock = QLockFile.unlock

        def unlock(lock: QLockFile) -> None:
            may_go_on.wait(20)
            really_unlock(lock)

        monkeypatch.setattr(QLockFile, "unlock", unlock)
        monkeypatch.setattr(file_claims, "_RELEASE_SECONDS", 0.01)
        claim = FileClaim(tmp_path / "locks")
        assert claim.take(path) is None
        assert claim.take(path.with_name("other.tn.h5")) is None
        may_go_on.set()
        lock = path.with_name(f".{path.name}.lock")
        give_up = monotonic() + 10
        while lock.exists() and monotonic() < give_up:
            Event().wait(0.01)
        assert not lock.exists()
        claim.release()


class TestOpeningAgain:
    def test_that_what_was_saved_at_the_question_is_what_is_open_then(
        self,
        opened: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
    ) -> None:
        edit(studio)
        answers.choices = ["save"]
        opened.open_path(path)
        qtbot.waitUntil(lambda: bool(answers.asked))
        qtbot.waitUntil(lambda: not opened.files.busy)
        assert load_project(path).network.name == "edited"
        assert studio.document.network.name == "edited"
        assert not studio.document.is_modified


class TestLinks:
    def test_that_work_of_a_linked_project_is_found_by_either_name(
        self,
        window: MainWindow,
        studio: Studio,
        settings: Settings,
        qtbot: QtBot,
        path: Path,
        tmp_path: Path,
    ) -> None:
        link = tmp_path / "link.tn.h5"
        link.symlink_to(path)
        window.open_path(link)
        qtbot.waitUntil(lambda: studio.document.path == link)
        edit(studio)
        assert window.recovery.autosave.settle()
        window.recovery.autosave.close(keep=True)
        recent = [Path(name) for name in settings.values.recent]
        assert recent
        for paths in (recent, [link], [path]):
            (work,) = unsaved_work(settings.unsaved_folder, paths)
            assert work.holds == ("network",)


class TestOverwriting:
    def test_that_a_name_without_ending_does_not_overwrite_unasked(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
    ) -> None:
        answers.files = [path.with_name("mine")]
        answers.choices = ["stay"]
        window.files.save_as()
        qtbot.waitUntil(lambda: not window.files.busy)
        assert load_project(path).network.name == "small"
        assert "already" in answers.asked[0].text

    def test_that_a_copy_does_not_overwrite_what_is_open_elsewhere(
        self,
        window: MainWindow,
        qtbot: QtBot,
        answers: Answers,
        errors: list[TNStudioError],
        path: Path,
        tmp_path: Path,
    ) -> None:
        claim = FileClaim(tmp_path / "locks")
        assert claim.take(path) is None
        answers.files = [path]
        window.files.save_copy()
        qtbot.waitUntil(lambda: bool(errors) or not window.files.busy)
        claim.release()
        assert load_project(path).network.name == "small"
        assert "open in another window" in errors[0].message

    def test_that_work_of_a_file_that_cannot_be_read_does_not_replace_it_unasked(
        self,
        window: MainWindow,
        studio: Studio,
        settings: Settings,
        qtbot: QtBot,
        answers: Answers,
        path: Path,
    ) -> None:
        project, mark = load_marked(path)
        journal = Journal(path.parent, Base(project, path, mark))
        journal.write(replace(project, network=rename(project.network, "unsaved")))
        journal.leave()
        path.write_bytes(b"of a newer program")
        (work,) = unsaved_work(settings.unsaved_folder, [path])
        window.files.recover(work)
        qtbot.waitUntil(lambda: studio.document.network.name == "unsaved")
        answers.choices = ["stay"]
        window.files.save()
        qtbot.waitUntil(lambda: not window.files.busy)
        assert path.read_bytes() == b"of a newer program"
        assert "has changed" in answers.asked[0].text


class TestTwoWindows:
    def test_that_neither_forgets_the_projects_of_the_other(
        self, tmp_path: Path
    ) -> None:
        one = Settings(tmp_path / "settings.json")
        other = Settings(tmp_path / "settings.json")
        one.add_recent(tmp_path / "one.tn.h5")
        other.add_recent(tmp_path / "other.tn.h5")
        one.change(text_size=110)
        recent = Settings(tmp_path / "settings.json").values.recent
        assert [Path(name).name for name in recent] == ["other.tn.h5", "one.tn.h5"]


class TestModes:
    def test_that_what_is_kept_of_a_private_project_is_private(
        self, opened: MainWindow, studio: Studio, qtbot: QtBot, path: Path
    ) -> None:
        path.chmod(0o600)
        edit(studio)
        autosave = opened.recovery.autosave
        assert autosave.settle()
        assert autosave.journal is not None
        assert autosave.journal.stat().st_mode & 0o077 == 0
        studio.settings.change(keeps_versions=True)
        opened.files.save()
        qtbot.waitUntil(lambda: not studio.document.is_modified)
        qtbot.waitUntil(lambda: not opened.files.busy)
        (version,) = path.with_name("mine.versions").iterdir()
        assert version.stat().st_mode & 0o777 == 0o600
        assert path.stat().st_mode & 0o777 == 0o600


class TestNames:
    @pytest.mark.parametrize(
        "name",
        ["名" * 82, "a" * 248, " white  space ", "ü'\"&<b>", "sur\udcffrogate"],
    )
    def test_that_any_name_can_be_opened_kept_and_saved(
        self,
        window: MainWindow,
        studio: Studio,
        settings: Settings,
        qtbot: QtBot,
        errors: list[TNStudioError],
        tmp_path: Path,
        name: str,
    ) -> None:
        path = tmp_path / f"{name}.tn.h5"
        save_project(path, Project(small_network()))
        window.open_path(path)
        qtbot.waitUntil(lambda: studio.document.path == path or bool(errors))
        edit(studio)
        autosave = window.recovery.autosave
        assert autosave.settle()
        assert errors == []
        assert autosave.journal is not None
        assert autosave.journal.parent == path.parent
        window.files.save()
        qtbot.waitUntil(lambda: not studio.document.is_modified)
        assert load_project(path).network.name == "edited"
        assert errors == []

"""Opening, saving and leaving projects, and the questions that go with it."""

import math
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QLabel,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Answers
from tnstudio.app.files import samples
from tnstudio.app.jobs import Job
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import rename
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_30core
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.ui.dialogs import Question
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio


def totals(window: MainWindow) -> str:
    label = window.findChild(QLabel, "design-totals")
    assert label is not None
    return label.text()


def modify(studio: Studio) -> None:
    network = rename(studio.document.network, "changed")
    studio.document.edit_network("Rename", network)


@pytest.fixture
def project_file(tmp_path: Path) -> Path:
    path = tmp_path / "thirty.tn.h5"
    save_project(path, Project(mnist_30core()))
    return path


class TestOpening:
    def test_that_a_file_is_opened(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, project_file: Path
    ) -> None:
        window.open_path(project_file)
        qtbot.waitUntil(lambda: studio.document.path == project_file)
        assert studio.document.network == mnist_30core()
        assert window.windowTitle().startswith("thirty.tn.h5")
        assert not studio.document.is_modified
        assert studio.settings.values.recent == (str(project_file.resolve()),)
        assert totals(window) == "30 cores · 3,840 neurons"

    def test_that_a_file_is_chosen_and_opened(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        project_file: Path,
    ) -> None:
        answers.files = [project_file]
        window.actions_by_name["open"].trigger()
        qtbot.waitUntil(lambda: studio.document.path == project_file)

    def test_that_a_broken_file_leaves_the_open_project(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        errors: list[TNStudioError],
        tmp_path: Path,
    ) -> None:
        modify(studio)
        before = studio.document.project
        broken = tmp_path / "broken.tn.h5"
        broken.write_bytes(b"no HDF5 at all")
        window.open_path(broken)
        qtbot.waitUntil(lambda: bool(errors))
        assert str(broken) in errors[0].location
        assert errors[0].message
        assert studio.document.project is before
        assert studio.document.is_modified

    @pytest.mark.parametrize("answer", ["stay", "forget"])
    def test_that_a_missing_recent_file_is_forgotten_only_if_that_is_wished(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        tmp_path: Path,
        answer: str,
    ) -> None:
        gone = tmp_path / "unplugged" / "gone.tn.h5"
        studio.settings.add_recent(gone)
        answers.choices = [answer]
        menu = window.actions_by_name.menus["open-recent"]
        menu.aboutToShow.emit()
        menu.actions()[0].trigger()
        qtbot.waitUntil(lambda: bool(answers.asked))
        assert str(gone.parent) in answers.asked[0].detail
        kept = (str(gone),) if answer == "stay" else ()
        assert studio.settings.values.recent == kept

    def test_that_a_missing_file_that_was_never_open_is_just_told(
        self,
        window: MainWindow,
        qtbot: QtBot,
        errors: list[TNStudioError],
        tmp_path: Path,
    ) -> None:
        window.open_path(tmp_path / "gone.tn.h5")
        qtbot.waitUntil(lambda: bool(errors))
        assert "gone.tn.h5" in errors[0].location

    def test_that_a_dropped_file_is_opened(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, project_file: Path
    ) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(project_file))])
        event = QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        window.dropEvent(event)
        assert event.isAccepted()
        qtbot.waitUntil(lambda: studio.document.path == project_file)

    def test_that_samples_are_in_the_menu_and_never_written_to(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        tmp_path: Path,
    ) -> None:
        assert samples()
        menu = window.actions_by_name.menus["open-sample"]
        names = [action.text() for action in menu.actions()]
        assert names == [path.name for path in samples()]
        menu.actions()[0].trigger()
        qtbot.waitUntil(lambda: studio.document.path == samples()[0])
        assert studio.settings.values.recent == ()
        modify(studio)
        answers.files = [tmp_path / "copy"]
        window.actions_by_name["save"].trigger()
        copy = tmp_path / "copy.tn.h5"
        qtbot.waitUntil(lambda: studio.document.path == copy)
        assert answers.suggested[0].name == samples()[0].name

    def test_that_templates_are_in_the_menu(
        self, window: MainWindow, studio: Studio
    ) -> None:
        actions = window.actions_by_name.menus["new-from"].actions()
        names = [a.text() for a in actions]
        assert names[:3] == ["MNIST, 5 cores", "MNIST, 30 cores", "Empty network"]
        assert "Free cores" in names
        actions[1].trigger()
        assert studio.document.network == mnist_30core()
        assert studio.document.path is None


class TestSaving:
    def test_that_the_first_save_asks_for_a_name(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        tmp_path: Path,
    ) -> None:
        modify(studio)
        answers.files = [tmp_path / "mine"]
        window.actions_by_name["save"].trigger()
        path = tmp_path / "mine.tn.h5"
        qtbot.waitUntil(lambda: studio.document.path == path)
        assert not studio.document.is_modified
        assert load_project(path).network.name == "changed"
        assert answers.suggested[0].name == "changed.tn.h5"

    def test_that_later_saves_go_to_the_same_file(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, project_file: Path
    ) -> None:
        studio.document.replace_by(load_project(project_file), project_file)
        modify(studio)
        window.actions_by_name["save"].trigger()
        qtbot.waitUntil(lambda: not studio.document.is_modified)
        assert load_project(project_file).network.name == "changed"

    def test_that_save_as_goes_to_another_file(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        project_file: Path,
    ) -> None:
        studio.document.replace_by(load_project(project_file), project_file)
        modify(studio)
        other = project_file.with_name("other.tn.h5")
        answers.files = [other]
        window.actions_by_name["save-as"].trigger()
        qtbot.waitUntil(lambda: studio.document.path == other)
        assert load_project(project_file).network.name == "MNIST, 30 cores"

    def test_that_an_edit_during_a_save_stays_unsaved(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, project_file: Path
    ) -> None:
        studio.document.replace_by(load_project(project_file), project_file)
        modify(studio)
        window.files.save()
        later = rename(studio.document.network, "later")
        studio.document.edit_network("Rename", later)
        qtbot.waitUntil(lambda: not window.files.busy)
        assert studio.document.is_modified
        assert load_project(project_file).network.name == "changed"

    def test_that_a_failed_save_is_told_and_leaves_the_project_modified(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        errors: list[TNStudioError],
        tmp_path: Path,
    ) -> None:
        modify(studio)
        blocked = tmp_path / "a_file"
        blocked.write_text("in the way")
        answers.files = [blocked / "mine.tn.h5"]
        window.actions_by_name["save"].trigger()
        qtbot.waitUntil(lambda: bool(errors))
        assert "mine.tn.h5" in errors[0].location
        assert studio.document.is_modified
        assert studio.document.path is None


class TestLeaving:
    def test_that_an_imported_project_is_not_left_without_a_question(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, answers: Answers
    ) -> None:
        imported = Project(mnist_30core())
        window.files.take(imported)
        assert window.isWindowModified()
        journals = studio.settings.unsaved_folder
        qtbot.waitUntil(lambda: journals.is_dir() and any(journals.iterdir()))
        answers.choices = ["stay"]
        window.files.new("empty")
        assert len(answers.asked) == 1
        assert studio.document.project is imported

    def test_that_nothing_is_asked_when_nothing_is_lost(
        self, window: MainWindow, answers: Answers
    ) -> None:
        assert window.close()
        assert not answers.asked

    def test_that_cancel_keeps_window_and_project(
        self, window: MainWindow, studio: Studio, answers: Answers
    ) -> None:
        modify(studio)
        answers.choices = ["stay"]
        assert not window.close()
        assert window.isVisible()
        assert studio.document.is_modified

    def test_that_discard_closes_the_window(
        self, window: MainWindow, studio: Studio, answers: Answers
    ) -> None:
        modify(studio)
        answers.choices = ["discard"]
        assert window.close()
        assert not window.isVisible()

    def test_that_save_saves_and_then_closes_the_window(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        tmp_path: Path,
    ) -> None:
        modify(studio)
        answers.choices = ["save"]
        answers.files = [tmp_path / "mine.tn.h5"]
        assert not window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
        assert load_project(tmp_path / "mine.tn.h5").network.name == "changed"

    def test_that_a_failed_save_keeps_the_window(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        errors: list[TNStudioError],
        tmp_path: Path,
    ) -> None:
        modify(studio)
        blocked = tmp_path / "a_file"
        blocked.write_text("in the way")
        answers.choices = ["save"]
        answers.files = [blocked / "mine.tn.h5"]
        assert not window.close()
        qtbot.waitUntil(lambda: bool(errors))
        assert window.isVisible()
        assert studio.document.is_modified

    def test_that_no_file_name_means_cancel(
        self, window: MainWindow, studio: Studio, answers: Answers
    ) -> None:
        modify(studio)
        answers.choices = ["save"]
        answers.files = [None]
        assert not window.close()
        assert window.isVisible()

    def test_that_the_window_waits_for_a_running_save(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, project_file: Path
    ) -> None:
        studio.document.replace_by(load_project(project_file), project_file)
        modify(studio)
        window.files.save()
        assert not window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
        assert load_project(project_file).network.name == "changed"

    @pytest.mark.parametrize(
        ("answer", "name"), [("discard", "MNIST, 5 cores"), ("stay", "changed")]
    )
    def test_that_a_new_project_asks_about_the_old_one(
        self,
        window: MainWindow,
        studio: Studio,
        answers: Answers,
        answer: str,
        name: str,
    ) -> None:
        modify(studio)
        answers.choices = [answer]
        window.actions_by_name.menus["new-from"].actions()[0].trigger()
        assert studio.document.network.name == name

    def test_that_opening_asks_and_saves_before_the_old_project_goes(
        self,
        window: MainWindow,
        studio: Studio,
        qtbot: QtBot,
        answers: Answers,
        project_file: Path,
        tmp_path: Path,
    ) -> None:
        modify(studio)
        answers.choices = ["save"]
        answers.files = [tmp_path / "old.tn.h5"]
        window.open_path(project_file)
        qtbot.waitUntil(lambda: studio.document.path == project_file)
        assert load_project(tmp_path / "old.tn.h5").network.name == "changed"


@dataclass(frozen=True)
class Step:
    share: float
    seconds_left: float


def long_work() -> Generator[Step, None, None]:
    k = 0
    while True:
        k += 1
        yield Step(0.25, 125.0)


class TestLongJobs:
    @pytest.fixture(autouse=True)
    def _nothing_else_is_at_work(
        self, window: MainWindow, studio: Studio, qtbot: QtBot
    ) -> None:
        """Wait for the images of the design, which tell their progress too."""
        qtbot.waitUntil(lambda: not studio.jobs.names)

    def test_that_progress_is_shown_and_cancelled(
        self, window: MainWindow, studio: Studio, qtbot: QtBot
    ) -> None:
        ended: list[object] = []
        studio.jobs.start(Job("Training", long_work), ended.append)
        panel = window.findChild(QWidget, "job-panel")
        assert panel is not None
        qtbot.waitUntil(panel.isVisible)
        left = window.findChild(QLabel, "job-left")
        assert left is not None
        assert left.text() == "2:05 left"
        cancel = window.findChild(QToolButton, "job-cancel")
        assert cancel is not None
        assert cancel.accessibleName() == "Cancel Training"
        qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not panel.isVisible())
        assert type(ended[-1]).__name__ == "Cancelled"

    def test_that_work_that_cannot_tell_its_time_yet_is_shown_too(
        self, window: MainWindow, studio: Studio, qtbot: QtBot
    ) -> None:
        def unknown() -> Generator[Step, None, None]:
            while True:
                yield Step(0.0, math.nan)

        studio.jobs.start(Job("Sweep", unknown), lambda event: None)
        panel = window.findChild(QWidget, "job-panel")
        assert panel is not None
        qtbot.waitUntil(panel.isVisible)
        left = window.findChild(QLabel, "job-left")
        assert left is not None
        assert left.text() == "just begun"

    def test_that_closing_asks_before_it_stops_long_work(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, answers: Answers
    ) -> None:
        studio.jobs.start(Job("Sweep", long_work), lambda event: None)
        qtbot.waitUntil(lambda: bool(studio.jobs.progress))
        answers.choices = ["stay", "stop"]
        assert not window.close()
        question = answers.asked[0]
        assert question.text == "Stop sweep and close the window?"
        assert question.default == "stay"
        assert "so far is lost" in question.detail
        assert question.choices[0].text == "S&top and close"
        assert not window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
        assert not studio.jobs.names

    def test_that_nobody_is_asked_about_data_that_are_only_read(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, answers: Answers
    ) -> None:
        job = Job("Reading images", long_work, at_stake=False)
        studio.jobs.start(job, lambda event: None)
        qtbot.waitUntil(lambda: bool(studio.jobs.progress))
        assert window.close()
        assert answers.asked == []

    def test_that_while_work_stops_the_newest_wish_counts(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, answers: Answers
    ) -> None:
        studio.jobs.start(Job("Training", long_work), lambda event: None)
        qtbot.waitUntil(lambda: bool(studio.jobs.progress))
        answers.choices = ["stop"]
        window.files.new("mnist-30core")
        assert studio.document.network != mnist_30core()
        window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
        assert studio.document.network != mnist_30core()
        assert len(answers.asked) == 1

    def test_that_work_that_ends_during_the_question_is_not_waited_for(
        self, window: MainWindow, studio: Studio, qtbot: QtBot, answers: Answers
    ) -> None:
        run_id = studio.jobs.start(Job("Training", long_work), lambda event: None)
        qtbot.waitUntil(lambda: bool(studio.jobs.progress))

        def end_and_stop(question: Question) -> str:
            studio.jobs.cancel(run_id)
            qtbot.waitUntil(lambda: not studio.jobs.names)
            return "stop"

        answers.choose = end_and_stop  # type: ignore[method-assign]
        window.files.new("mnist-30core")
        assert studio.document.network == mnist_30core()

"""Start and end of the application, its dialogs and what it logs."""

import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tnstudio.app.log_text import log_file
from tnstudio.app.settings import FOLDER_VARIABLE, Settings
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_30core
from tnstudio.storage.project_file import save_project
from tnstudio.ui import application
from tnstudio.ui.dialogs import AskTheUser, Choice, Question, show_error
from tnstudio.ui.main_window import MainWindow

QUESTION = Question(
    "Save?",
    "Or not?",
    (
        Choice("save", "&Save", "accept"),
        Choice("discard", "&Discard", "destroy"),
        Choice("stay", "Cancel", "reject"),
    ),
    default="save",
)


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "configuration"))


def open_box() -> QMessageBox:
    boxes = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    visible = [box for box in boxes if box.isVisible()]
    assert len(visible) == 1
    return visible[0]


def once_shown(act: Callable[[QMessageBox], None]) -> None:
    """Act on the next dialog as soon as its own event loop runs."""
    QTimer.singleShot(0, lambda: act(open_box()))


class TestQuestions:
    @pytest.mark.parametrize("name", ["save", "discard", "stay"])
    def test_that_the_button_is_the_answer(self, qtbot: QtBot, name: str) -> None:
        def press(box: QMessageBox) -> None:
            button = box.findChild(QPushButton, f"choice-{name}")
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

        once_shown(press)
        assert AskTheUser(lambda: None).choose(QUESTION) == name

    def test_that_escape_means_stay(self, qtbot: QtBot) -> None:
        once_shown(lambda box: qtbot.keyClick(box, Qt.Key.Key_Escape))
        assert AskTheUser(lambda: None).choose(QUESTION) == "stay"

    @pytest.mark.parametrize("default", ["save", "stay"])
    def test_that_return_means_the_default(self, qtbot: QtBot, default: str) -> None:
        once_shown(lambda box: qtbot.keyClick(box, Qt.Key.Key_Return))
        question = replace(QUESTION, default=default)
        assert AskTheUser(lambda: None).choose(question) == default


class TestErrors:
    def test_that_an_error_tells_what_where_and_what_to_do(self, qtbot: QtBot) -> None:
        show_error(TNStudioError("The file is cut off", "a.tn.h5", "get a copy"))
        box = open_box()
        assert box.text() == "The file is cut off."
        assert "a.tn.h5" in box.informativeText()
        assert "get a copy" in box.informativeText()
        box.close()

    def test_that_text_of_files_is_no_markup(self, qtbot: QtBot) -> None:
        show_error(TNStudioError("<b>bold</b> name", "<i>"))
        box = open_box()
        assert box.textFormat() == Qt.TextFormat.PlainText
        box.close()


class TestRunning:
    def test_that_the_window_opens_the_file_and_ends_with_0(
        self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        path = tmp_path / "a.tn.h5"
        save_project(path, Project(mnist_30core()))
        titles: list[str] = []

        class Window(MainWindow):
            def setWindowTitle(self, title: str) -> None:
                super().setWindowTitle(title)
                titles.append(title)
                if title.startswith("a.tn.h5"):
                    QTimer.singleShot(0, self.close)

        monkeypatch.setattr(application, "MainWindow", Window)
        hook, handlers = sys.excepthook, list(logging.getLogger().handlers)
        assert application.run(path, reset_layout=True) == 0
        assert titles[-1].startswith("a.tn.h5")
        assert sys.excepthook is hook
        assert logging.getLogger().handlers == handlers

    @pytest.mark.parametrize(
        ("size", "geometry", "maximised"),
        [
            (QSize(4000, 800), "", True),
            (QSize(300, 200), "", False),
            (QSize(4000, 800), "kept", False),
        ],
    )
    def test_that_it_begins_maximised_where_it_has_no_room(
        self,
        qtbot: QtBot,
        settings: Settings,
        size: QSize,
        geometry: str,
        maximised: bool,
    ) -> None:
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(size)
        settings.change(geometry=geometry)
        application.show_at_first(window, settings)
        assert window.isVisible()
        assert window.isMaximized() is maximised

    def test_that_a_defect_is_logged_and_told_without_a_traceback(
        self, qtbot: QtBot, tmp_path: Path
    ) -> None:
        with application._defects_told():
            assert log_file() == tmp_path / "configuration" / "tnstudio.log"
            with pytest.raises(ZeroDivisionError) as caught:
                divmod(1, 0)
            sys.excepthook(*caught._excinfo)
            box = open_box()
            assert "Internal error: " in box.text()
            assert "Traceback" not in box.text() + box.informativeText()
            assert any("log" in button.text() for button in box.buttons())
            qtbot.keyClick(box, Qt.Key.Key_Escape)
        text = (tmp_path / "configuration" / "tnstudio.log").read_text()
        assert "Traceback" in text
        assert "ZeroDivisionError" in text

    def test_that_an_error_for_users_is_told_as_it_is(self, qtbot: QtBot) -> None:
        error = TNStudioError("No room", "disk", "make room")
        with application._defects_told():
            sys.excepthook(type(error), error, None)
            box = open_box()
            assert box.text() == "No room."
            box.close()

    def test_that_no_place_for_a_log_is_no_obstacle(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "in_the_way").write_text("")
        monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "in_the_way"))
        with application._defects_told():
            assert log_file() is None

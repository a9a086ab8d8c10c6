"""Files that are dropped on the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Answers
from tests.ui.small_world import small_dataset
from tnstudio.app.dropped_files import Given
from tnstudio.errors import TNStudioError
from tnstudio.ui.dropped import DropHint
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.train.workspace import TrainWorkspace
from tnstudio.ui.wizard.wizard import NewProjectWizard

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def mime(*paths: Path) -> QMimeData:
    made = QMimeData()
    made.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return made


def drop(window: MainWindow, *paths: Path) -> None:
    """Drag files over the window and let them go."""
    data, copy = mime(*paths), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(50, 50), copy, data, LEFT, NO_KEY)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    assert hint(window).isVisible()
    QApplication.sendEvent(
        window, QDropEvent(QPointF(50, 50), copy, data, LEFT, NO_KEY)
    )
    assert not hint(window).isVisible()


def hint(window: MainWindow) -> DropHint:
    found = window.findChild(DropHint)
    assert isinstance(found, DropHint)
    return found


def test_that_a_hint_is_shown_while_a_file_is_over_the_window(
    window: MainWindow, tmp_path: Path
) -> None:
    data = mime(tmp_path / "mine.tn.h5")
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, LEFT, NO_KEY)
    QApplication.sendEvent(window, enter)
    assert hint(window).isVisible()
    assert "mine.tn.h5" in hint(window).text
    assert hint(window).geometry() == window.rect()
    window.grab()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not hint(window).isVisible()


def test_that_text_is_not_taken(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("words")
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, LEFT, NO_KEY)
    enter.ignore()
    window.dragEnterEvent(enter)
    assert not enter.isAccepted()
    assert not hint(window).isVisible()


def test_that_several_files_are_told(
    window: MainWindow, qtbot: QtBot, errors: list[TNStudioError], tmp_path: Path
) -> None:
    drop(window, tmp_path / "a", tmp_path / "b")
    qtbot.waitUntil(lambda: bool(errors))
    assert "2 files" in errors[0].message


@pytest.mark.parametrize("name", ["letter.txt", "one.png", "net.json", "gone"])
def test_that_what_is_of_no_use_is_told(
    window: MainWindow,
    qtbot: QtBot,
    errors: list[TNStudioError],
    tmp_path: Path,
    name: str,
) -> None:
    if name != "gone":
        (tmp_path / name).write_text("{}")
    drop(window, tmp_path / name)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].location == str(tmp_path / name)
    assert errors[0].hint


def test_that_others_can_take_a_kind_of_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "net.json").write_text('{"packets": []}')
    taken: list[Path] = []
    window.starts.drops.takers[Given.FOREIGN] = taken.append
    drop(window, tmp_path / "net.json")
    qtbot.waitUntil(lambda: bool(taken))
    assert taken == [tmp_path / "net.json"]


def test_that_a_data_set_can_begin_a_project(
    window: MainWindow, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    source = small_dataset(tmp_path / "data")
    answers.choices = ["new"]
    drop(window, Path(source))
    qtbot.waitUntil(lambda: window.findChild(NewProjectWizard) is not None)
    wizard = window.findChild(NewProjectWizard)
    assert isinstance(wizard, NewProjectWizard)
    qtbot.waitUntil(lambda: wizard.is_quiet)
    assert wizard.data.data.source == source
    wizard.reject()


def test_that_a_data_set_can_be_used_in_train(
    window: MainWindow, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    source = small_dataset(tmp_path / "data")
    answers.choices = ["train"]
    drop(window, Path(source))
    qtbot.waitUntil(lambda: window.current_workspace == "train")
    train = window.workspace("train")
    assert isinstance(train, TrainWorkspace)
    assert train.panel.data.source == source
    qtbot.waitUntil(lambda: train.panel.data.dataset is not None)


def test_that_a_data_set_can_be_left_alone(
    window: MainWindow, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    answers.choices = ["stay"]
    drop(window, Path(small_dataset(tmp_path / "data")))
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert window.current_workspace == "design"

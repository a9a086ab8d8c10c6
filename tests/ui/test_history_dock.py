"""The history list: jumping, what is marked, a thousand steps."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.edits import rename
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_30core
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio

Role = Qt.ItemDataRole


@pytest.fixture
def history(window: MainWindow, studio: Studio) -> QListView:
    """The list, shown, with three edits."""
    for name in "abc":
        name_it(studio, name)
    window.actions_by_name["history"].trigger()
    found = window.findChild(QListView, "history-list")
    assert found is not None
    assert found.isVisible()
    return found


def name_it(studio: Studio, name: str) -> None:
    document = studio.document
    document.edit_network(f"Call it {name}", rename(document.network, name))


def texts(history: QListView) -> list[str]:
    model = history.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def of_row(history: QListView, row: int, role: Role) -> object:
    return history.model().index(row, 0).data(role)


def test_that_a_click_goes_to_a_step_and_back(
    history: QListView, studio: Studio, qtbot: QtBot
) -> None:
    labels = ["Open · saved", "Call it a", "Call it b", "Call it c"]
    assert texts(history) == labels
    for row, name in ((1, "a"), (3, "c")):
        place = history.visualRect(history.model().index(row, 0)).center()
        qtbot.mouseClick(history.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert studio.document.network.name == name
        assert studio.document.position == row
    assert texts(history) == labels


def test_that_arrows_and_enter_go_to_a_step(
    history: QListView, studio: Studio, qtbot: QtBot
) -> None:
    assert history.hasFocus()
    assert history.currentIndex().row() == 3
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(history, key)
    assert studio.document.network.name == "a"


def test_that_now_undone_and_saved_are_marked_and_said(
    history: QListView, studio: Studio
) -> None:
    studio.document.undo()
    studio.document.mark_saved(Path("a.tn.h5"), studio.document.project)
    assert texts(history)[2] == "Call it b · saved"
    bold = [of_row(history, row, Role.FontRole).bold() for row in range(4)]
    assert bold == [False, False, True, False]
    assert of_row(history, 2, Role.ForegroundRole) is None
    assert of_row(history, 3, Role.ForegroundRole) is not None
    said = [of_row(history, row, Role.AccessibleTextRole) for row in range(4)]
    assert said[2] == "Call it b, here now, in the file"
    assert said[3] == "Call it c, taken back"
    assert of_row(history, 0, Role.EditRole) is None


def test_that_another_edit_forgets_what_was_undone(
    history: QListView, studio: Studio
) -> None:
    studio.document.go_to(1)
    name_it(studio, "d")
    assert texts(history) == ["Open · saved", "Call it a", "Call it d"]
    assert history.currentIndex().row() == 2
    studio.document.replace_by(Project(mnist_30core()), None)
    assert texts(history) == ["Open · saved"]


def test_that_delete_in_the_list_deletes_nothing(
    history: QListView, studio: Studio, qtbot: QtBot
) -> None:
    studio.document.select(Selection((Item(Kind.LAYER, 0),)))
    qtbot.keyClick(history, Qt.Key.Key_Delete)
    qtbot.keyClick(history, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert len(studio.document.network.layers) == 2


def test_that_a_thousand_steps_stay_quick(
    history: QListView, studio: Studio, open_window: Callable[[], MainWindow]
) -> None:
    for k in range(1000):
        name_it(studio, str(k))
    start = perf_counter()
    for _ in range(20):
        studio.document.undo()
    assert (perf_counter() - start) / 20 < 0.1
    assert history.currentIndex().row() == studio.document.position
    assert history.model().rowCount() == 1004

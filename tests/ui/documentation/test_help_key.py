"""F1, from anywhere in the window and its dialogs."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tnstudio.ui.documentation.window import DocumentationWindow
from tnstudio.ui.help import AboutDialog
from tnstudio.ui.home.workspace import HELP_LINKS
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.project_about import ProjectAboutDialog
from tnstudio.ui.studio import Studio

F1 = Qt.Key.Key_F1


@pytest.fixture(autouse=True)
def _pointer_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pointer points at nothing, unless a test moves it."""
    monkeypatch.setattr(QCursor, "pos", staticmethod(lambda: QPoint(-50, -50)))


def _shown(owner: QWidget) -> Any:
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    return owner.findChild(DocumentationWindow, options=direct)


def _focus(qtbot: QtBot, window: QWidget, name: str) -> QWidget:
    found = window.findChild(QWidget, name)
    assert found is not None
    window.activateWindow()
    found.setFocus()
    qtbot.waitUntil(found.hasFocus)
    return found


def _top(shown: Any) -> str:
    corner = QPoint(40, 24)
    return str(shown.view.cursorForPosition(corner).block().text())


def test_that_f1_explains_the_control_with_the_focus(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_workspace("train")
    field = _focus(qtbot, window, "epochs")
    qtbot.keyClick(field, F1)
    shown = _shown(window)
    assert shown.isVisible()
    assert (shown.page, _top(shown)) == ("train", "Epochs and batches")


def test_that_one_window_shows_one_place_after_the_other(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_workspace("design")
    qtbot.keyClick(window, F1)
    shown = _shown(window)
    assert (shown.page, _top(shown)) == ("design", "Layers")
    window.show_workspace("simulate")
    qtbot.keyClick(_focus(qtbot, window, "step-count"), F1)
    assert _shown(window) is shown
    assert (shown.page, _top(shown)) == ("simulate", "Play and step")
    qtbot.waitUntil(shown.isActiveWindow)
    qtbot.keyClick(shown, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shown.page == "design"


def test_that_what_is_pointed_at_comes_first_if_the_pointer_has_moved(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_workspace("train")
    field = _focus(qtbot, window, "epochs")
    target = window.findChild(QWidget, "dataset-field")
    assert target is not None
    place = target.mapToGlobal(target.rect().center())
    monkeypatch.setattr(QCursor, "pos", staticmethod(lambda: place))
    qtbot.keyClick(field, F1)
    assert _top(_shown(window)) == "Data sets"


def test_that_it_is_the_first_of_the_help_menu(window: MainWindow) -> None:
    menu = window.findChild(QWidget, "menu-help")
    assert menu is not None
    first = menu.actions()[0]
    assert first.objectName() == "action-documentation"
    assert first.shortcut().toString() == "F1"


def test_that_f1_works_in_a_dialog_that_keeps_the_window_waiting(
    window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    dialog = ProjectAboutDialog(studio, window)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    field = _focus(qtbot, dialog, "about-project-name")
    qtbot.keyClick(field, F1)
    shown = _shown(dialog)
    assert _top(shown) == "About this project"
    assert _shown(window) is None
    # It is the dialog's own, so it can be used while the dialog is open.
    assert shown.window().parentWidget() is dialog
    qtbot.keyClick(shown.contents.search, "k")
    assert shown.contents.search.text() == "k"
    with qtbot.waitSignal(shown.destroyed):
        dialog.reject()


def test_that_f1_works_in_a_dialog_without_fields(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog = AboutDialog(window)
    dialog.open()
    button = dialog.findChild(QPushButton)
    assert button is not None
    window.activateWindow()
    dialog.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, F1)
    assert _shown(dialog).page == "equations"
    dialog.reject()


def test_that_home_leads_to_the_documentation(window: MainWindow, qtbot: QtBot) -> None:
    window.show_workspace("home")
    for link in HELP_LINKS:
        button = window.findChild(QPushButton, f"home-help-{link.page}")
        assert button is not None
        assert button.isVisible()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert _shown(window).page == link.page


def test_that_the_window_goes_with_the_main_window(
    window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, F1)
    shown = _shown(window)
    qtbot.waitUntil(shown.isVisible)
    window.close()
    qtbot.waitUntil(lambda: not shown.isVisible())

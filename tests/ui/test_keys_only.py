"""With keys only: mnemonics are clear, Tab reaches all, and colours follow."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.test_accessibility import controls
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio

DIALOGS = {
    "preferences": "preferences",
    "palette": "palette",
    "shortcuts": "shortcut-sheet",
    "show-log": "log-viewer",
    "report": "report",
}


def mnemonics(root: QWidget) -> Iterator[str]:
    """Give the letters that Alt presses among what is visible."""
    texts = [b.text() for b in root.findChildren(QAbstractButton) if b.isVisible()]
    labels = [label for label in root.findChildren(QLabel) if label.isVisible()]
    texts += [label.text() for label in labels if label.buddy() is not None]
    for bar in root.findChildren(QTabBar):
        if bar.isVisible():
            shown = [k for k in range(bar.count()) if bar.isTabVisible(k)]
            texts += [bar.tabText(k) for k in shown]
    for text in texts:
        place = text.replace("&&", "").find("&")
        if place >= 0:
            yield text.replace("&&", "")[place + 1].casefold()


def shared(letters: Iterator[str]) -> list[str]:
    return [letter for letter, count in Counter(letters).items() if count > 1]


def letters_of_menus(window: MainWindow) -> list[str]:
    menus = [action.text() for action in window.menuBar().actions()]
    return [text[text.index("&") + 1].casefold() for text in menus]


def share_of_bright(widget: QWidget) -> float:
    picture = widget.grab().toImage().scaled(64, 64)
    places = [(x, y) for x in range(64) for y in range(64)]
    bright = [picture.pixelColor(x, y).lightness() > 200 for x, y in places]
    return sum(bright) / len(bright)


@pytest.mark.parametrize("name", ["design", "train", "simulate"])
def test_that_pages_share_no_mnemonic_and_follow_the_colours(
    window: MainWindow, studio: Studio, name: str
) -> None:
    window.show_workspace(name)
    workspace = window.workspace(name)
    for page in workspace.page_names:
        workspace.show_page(page)
        letters = [*letters_of_menus(window), *mnemonics(workspace)]
        assert not shared(iter(letters)), page
    assert share_of_bright(workspace) > 0.3
    # Once for all pages: with all of them made, it takes its time.
    studio.theme.set_mode("dark")
    for page in workspace.page_names:
        workspace.show_page(page)
        assert share_of_bright(workspace) < 0.1, page


@pytest.mark.parametrize("name", sorted(DIALOGS))
def test_that_tab_reaches_all_of_a_dialog_and_no_mnemonic_is_shared(
    window: MainWindow, qtbot: QtBot, name: str
) -> None:
    window.actions_by_name[name].trigger()
    dialog = window.findChild(QDialog, DIALOGS[name])
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    assert not shared(mnemonics(dialog))
    wanted = {
        control
        for control in controls(dialog)
        if control.isVisible()
        and control.isEnabled()
        and control.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    assert wanted
    reached = set()
    for _ in range(3 * len(wanted) + 10):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert wanted <= reached, {w.objectName() for w in wanted - reached}
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


@pytest.mark.parametrize("name", sorted(DIALOGS))
def test_that_an_open_dialog_follows_the_colours(
    window: MainWindow, studio: Studio, name: str
) -> None:
    window.actions_by_name[name].trigger()
    dialog = window.findChild(QDialog, DIALOGS[name])
    assert dialog is not None
    light = dialog.grab().toImage().pixelColor(2, 2).lightness()
    studio.theme.set_mode("dark")
    dark = dialog.grab().toImage().pixelColor(2, 2).lightness()
    assert dark < 80 < 200 < light
    dialog.close()

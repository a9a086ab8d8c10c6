"""The command palette reaches whatever the window shows a way to."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.templates import TEMPLATES, mnist_5core
from tnstudio.ui.actions import ACTIONS
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.palette import Palette
from tnstudio.ui.palette_sources import page_commands, told, unbuilt_page_commands
from tnstudio.ui.preference_rows import PREFERENCES
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.workspace import TrainWorkspace

Open = Callable[[], Palette]
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def palette(window: MainWindow, qtbot: QtBot) -> Open:
    """Opens the palette with its key."""

    def opened() -> Palette:
        qtbot.keyClick(window, Qt.Key.Key_P, BOTH)
        found = window.findChild(Palette)
        assert found is not None
        qtbot.waitUntil(found.isActiveWindow)
        return found

    return opened


def test_that_all_actions_templates_preferences_and_pages_are_there(
    window: MainWindow, palette: Open
) -> None:
    found = palette()
    wanted = {row.plain_text for row in ACTIONS if row.kind != "menu"}
    wanted -= {"Undo", "Redo"}
    wanted |= {make().name for make in TEMPLATES.values()}
    wanted |= {row.title for row in PREFERENCES}
    wanted |= {"Layers", "Windows", "Placement"}
    assert wanted <= set(found.titles)
    found.close()


def test_that_enter_runs_the_first_and_the_focus_goes_back(
    window: MainWindow, studio: Studio, palette: Open, qtbot: QtBot
) -> None:
    field = window.findChild(QSpinBox, "layer-1-stride")
    assert field is not None
    field.setFocus()
    opened = palette()
    qtbot.keyClicks(opened.text, "dark")
    assert opened.titles[0] == "Dark"
    qtbot.keyClick(opened.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: studio.theme.is_dark)
    qtbot.waitUntil(field.hasFocus)
    assert studio.settings.values.commands == ("action-theme-dark",)
    again = palette()
    assert again.titles[0] == "Dark"
    qtbot.keyClick(again.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(field.hasFocus)
    studio.theme.set_mode("light")


def test_that_arrow_keys_choose_while_the_field_has_the_keys(
    palette: Open, qtbot: QtBot
) -> None:
    opened = palette()
    qtbot.keyClicks(opened.text, "theme")
    qtbot.keyClick(opened.text, Qt.Key.Key_Down)
    assert opened.list.currentItem().text(0) == opened.titles[1]
    assert opened.text.hasFocus()
    assert opened.titles[1] in opened.text.accessibleDescription()
    qtbot.keyClicks(opened.text, "qqqqq")
    assert opened.titles == []
    assert "Nothing" in opened.note
    qtbot.keyClick(opened.text, Qt.Key.Key_Return)
    assert opened.isVisible()
    opened.close()


def test_that_what_cannot_be_done_says_so_and_is_not_done(
    palette: Open, qtbot: QtBot
) -> None:
    opened = palette()
    qtbot.keyClicks(opened.text, "duplicate edit")
    row = opened.list.topLevelItem(0)
    assert row is not None
    assert "not now" in row.text(1)
    assert opened.note.startswith("Not possible now.")
    qtbot.keyClick(opened.text, Qt.Key.Key_Return)
    assert opened.isVisible()
    opened.close()


def test_that_controls_of_the_workspace_on_show_are_reached(
    window: MainWindow, palette: Open, qtbot: QtBot
) -> None:
    window.show_workspace("simulate")
    opened = palette()
    assert {"Play", "Step", "Restart", "Step N"} <= set(opened.titles)
    assert opened.titles.count("Play") == 1
    rows = [opened.list.topLevelItem(k) for k in range(len(opened.titles))]
    keys = {row.text(0): row.text(2) for row in rows if row is not None}
    assert keys["Play"] == "Space"
    qtbot.keyClicks(opened.text, "ticks per long")
    qtbot.keyClick(opened.text, Qt.Key.Key_Return)
    field = window.findChild(QWidget, "step-count")
    assert field is not None
    if field.isEnabled():
        qtbot.waitUntil(field.hasFocus)
    window.show_workspace("design")
    opened = palette()
    assert "Play" not in opened.titles
    qtbot.keyClicks(opened.text, "breakpoints pages")
    qtbot.keyClick(opened.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current_workspace == "simulate")
    tabs = window.workspace("simulate").findChild(QWidget, "simulate-pages")
    assert tabs is not None


def test_that_pages_of_workspaces_that_were_never_built_are_there(
    window: MainWindow, palette: Open, qtbot: QtBot
) -> None:
    opened = palette()
    assert set(window.built_workspaces) == {"design"}
    qtbot.keyClicks(opened.text, "mistakes")
    row = opened.list.topLevelItem(0)
    assert row is not None
    assert row.text(1) == "Train → Pages"
    qtbot.keyClick(opened.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current_workspace == "train")
    train = window.workspace("train")
    assert isinstance(train, TrainWorkspace)
    assert train.pages.current == "mistakes"


@pytest.mark.parametrize("make", [mnist_5core, oscillator])
def test_that_pages_are_called_alike_before_and_after_they_are_built(
    window: MainWindow, studio: Studio, make: Callable[[], Network]
) -> None:
    studio.document.replace_by(Project(make()), None)
    for name in ("design", "train", "simulate"):
        title = next(row.plain_text for row in ACTIONS if row.name == name)
        network = studio.document.network
        before = list(unbuilt_page_commands(name, title, network, print))
        after = page_commands(window.workspace(name), title, lambda: None)
        seen = {(c.name, c.title, c.path, c.tip) for c in after}
        assert before
        assert {(c.name, c.title, c.path, c.tip) for c in before} <= seen


def test_that_pages_of_the_documentation_are_there(
    window: MainWindow, palette: Open, qtbot: QtBot
) -> None:
    opened = palette()
    qtbot.keyClicks(opened.text, "equations")
    assert opened.titles[0] == "Equations and sources"
    qtbot.keyClick(opened.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(QWidget, "documentation") is not None)
    shown = window.findChild(QWidget, "documentation")
    assert shown is not None
    qtbot.waitUntil(shown.isVisible)
    shown.close()


def test_that_a_preference_is_gone_to(
    window: MainWindow, palette: Open, qtbot: QtBot
) -> None:
    opened = palette()
    qtbot.keyClicks(opened.text, "text size")
    qtbot.keyClick(opened.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(QWidget, "preferences") is not None)
    field = window.findChild(QSpinBox, "preference-text_size")
    assert field is not None
    qtbot.waitUntil(field.hasFocus)
    field.window().close()


def test_that_tooltips_lose_markup_and_keys() -> None:
    assert told("Let ticks go by (Space)") == ("Let ticks go by", "Space")
    assert told("<b>Rate</b><br>How fast") == ("Rate . How fast", "")


def keys_at_once(window: MainWindow) -> list[str]:
    """Keys of all actions that work in the window as it is."""
    found = []
    for action in window.findChildren(QAction):
        places = [p for p in action.associatedObjects() if isinstance(p, QWidget)]
        if any(place.isVisible() or place is window for place in places):
            found += [keys.toString() for keys in action.shortcuts()]
    return found


@pytest.mark.parametrize("name", ["design", "train", "simulate"])
def test_that_no_two_actions_on_show_share_a_key(window: MainWindow, name: str) -> None:
    window.show_workspace(name)
    keys = keys_at_once(window)
    assert len(keys) == len(set(keys)), sorted(keys)
    assert QApplication.activeWindow() is window

"""Letters: with Alt they do one thing each, alone what the workspace has for them."""

import re
from collections import defaultdict
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenuBar, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.simulate.test_going_back import click, key, step
from tests.ui.simulate.test_saving_runs import keep
from tests.ui.small_world import small_project
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio


def letters(window: QWidget) -> dict[str, list[str]]:
    """Return what each letter is underlined in, of all that can be seen."""
    found = defaultdict(list)
    for widget in window.findChildren(QWidget):
        texts = []
        if isinstance(widget, QMenuBar):
            texts = [action.text() for action in widget.actions()]
        elif isinstance(widget, QAbstractButton) or (
            isinstance(widget, QLabel) and widget.buddy() is not None
        ):
            texts = [widget.text()]
        for text in texts if widget.isVisible() else ():
            for letter in re.findall(r"&(\w)", text.replace("&&", "")):
                found[letter.upper()].append(text)
    return found


@pytest.fixture
def window(
    qtbot: QtBot, studio: Studio, source: str, open_window: Callable[[], MainWindow]
) -> MainWindow:
    """A window on a deployed chip of 5 cores, which has run 40 ticks."""
    studio.document.replace_by(small_project(), None)
    window = open_window()
    window.show_workspace("simulate")
    workspace = window.workspace("simulate")
    assert isinstance(workspace, SimulateWorkspace)
    workspace.input.data.choose(source)
    qtbot.waitUntil(lambda: workspace.player.is_open and workspace.is_quiet())
    step(qtbot, workspace, 40)
    return window


def test_that_no_letter_is_underlined_twice_on_any_page(
    qtbot: QtBot, window: MainWindow
) -> None:
    workspace = window.workspace("simulate")
    workspace.views.neuron_chosen.emit(4, 3)
    keep(qtbot, workspace, "first")
    click(qtbot, workspace, "recordings-open")
    workspace.setFocus()
    key(qtbot, workspace, Qt.Key.Key_F9)
    key(qtbot, workspace, Qt.Key.Key_F)
    click(qtbot, workspace, "fork-set")
    click(qtbot, workspace, "fork-to-end")
    workspace.setFocus()
    key(qtbot, workspace, Qt.Key.Key_Left)
    for name in workspace.views.pages.names:
        workspace.views.pages.show_page(name)
        qtbot.waitUntil(workspace.is_quiet)
        found = letters(window)
        assert len(found) > 12
        twice = {key: texts for key, texts in found.items() if len(texts) > 1}
        assert not twice, name


def test_that_the_keys_of_the_workspace_work_in_fields_and_lists_too(
    qtbot: QtBot, window: MainWindow
) -> None:
    workspace = window.workspace("simulate")
    workspace.show_page("neuron")
    for name in ("core-list", "neuron-core", "neuron-number", "step-count", "copies"):
        field = workspace.findChild(QWidget, name)
        draws = workspace.transport.draws.isChecked()
        field.setFocus()
        qtbot.keyClicks(field, "d")
        assert workspace.transport.draws.isChecked() is not draws, name
    field = workspace.findChild(QSpinBox, "neuron-number")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "3p")
    assert workspace.pins.places == ((workspace.views.core, 3),)

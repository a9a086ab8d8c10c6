"""Turning to a page of the Simulate workspace."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from tnstudio.ui.simulate.workspace import SimulateWorkspace


def turn_to(qtbot: QtBot, workspace: SimulateWorkspace, name: str) -> None:
    """Click a page's tab."""
    tab = workspace.findChild(QToolButton, f"simulate-tab-{name}")
    qtbot.mouseClick(tab, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.views.pages.current == name

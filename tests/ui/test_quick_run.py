"""From a new project to a chip in Simulate, with the mouse only."""

import os
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStyle,
    QStyleOptionSpinBox,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.run import Phase

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("NUMBA_DISABLE_JIT") == "1",
        reason="interpreted kernels take minutes per epoch",
    ),
]


class Mouse:
    """A user who has no keyboard."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self._qtbot = qtbot
        self._window = window

    def click(self, kind: type[QWidget], name: str) -> None:
        """Click on a control that is seen and can be used."""
        control = self._window.findChild(kind, name)
        assert isinstance(control, kind), name
        self._qtbot.waitUntil(control.isEnabled, timeout=30_000)
        self._reach(control)
        self._press(control, control.rect().center())

    def choose(self, menu: str, entry: str) -> None:
        """Open a menu and click on an entry."""
        found = self._window.findChild(QMenu, f"menu-{menu}")
        assert isinstance(found, QMenu)
        bar = self._window.menuBar()
        self._press(bar, bar.actionGeometry(found.menuAction()).center())
        self._qtbot.waitUntil(found.isVisible)
        action = self._window.findChild(QAction, f"action-{entry}")
        assert isinstance(action, QAction)
        self._press(found, found.actionGeometry(action).center())

    def turn_to(self, page: str) -> None:
        """Click on the tab of a page."""
        tabs = self._window.findChild(QTabBar, "train-pages")
        assert isinstance(tabs, QTabBar)
        texts = [tabs.tabText(k).replace("&", "") for k in range(tabs.count())]
        self._press(tabs, tabs.tabRect(texts.index(page)).center())

    def count_down(self, name: str, to: int) -> None:
        """Click on the lower arrow of a number."""
        field = self._window.findChild(QSpinBox, name)
        assert isinstance(field, QSpinBox)
        self._reach(field)
        option = QStyleOptionSpinBox()
        field.initStyleOption(option)
        arrow = field.style().subControlRect(
            QStyle.ComplexControl.CC_SpinBox,
            option,
            QStyle.SubControl.SC_SpinBoxDown,
            field,
        )
        for _ in range(field.value() - to):
            self._press(field, arrow.center())
        assert field.value() == to

    def _reach(self, control: QWidget) -> None:
        """Scroll a panel until a control of it is seen."""
        above: QWidget | None = control
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(control)
        self._qtbot.waitUntil(control.isVisible)
        assert not control.visibleRegion().isEmpty()

    def _press(self, widget: QWidget, place: QPoint) -> None:
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)


def test_that_the_mouse_leads_from_a_new_project_to_a_chip_in_simulate(
    qtbot: QtBot, window: MainWindow, studio: Studio
) -> None:
    mouse = Mouse(qtbot, window)
    mouse.choose("file", "new")
    for _ in ("data", "template", "method", "name"):
        mouse.click(QPushButton, "wizard-next")
    assert studio.document.network.layers == mnist_5core().layers
    mouse.click(QToolButton, "rail-train")
    train: Any = window.workspace("train")
    qtbot.waitUntil(train.is_quiet, timeout=30_000)
    mouse.count_down("epochs", to=1)
    mouse.click(QPushButton, "train-step-button")
    qtbot.waitUntil(lambda: train.run.phase is Phase.PAUSED, timeout=60_000)
    mouse.click(QPushButton, "train-pause-button")
    qtbot.waitUntil(train.is_quiet, timeout=60_000)
    trained = studio.document.project.trained
    assert trained is not None
    assert trained.history.epochs[-1].test_accuracy > 0.85
    mouse.turn_to("Deployment")
    mouse.click(QPushButton, "deploy-to-simulate")
    qtbot.waitUntil(lambda: window.current_workspace == "simulate", timeout=30_000)
    program = studio.document.project.program
    assert program is not None
    assert program.copies == 1
    simulate: Any = window.workspace("simulate")
    qtbot.waitUntil(simulate.is_quiet, timeout=30_000)
    assert simulate.player.is_open
    frames: list[object] = []
    simulate.player.frame_came.connect(frames.append)
    mouse.click(QPushButton, "play-button")
    qtbot.waitUntil(lambda: len(frames) > 1, timeout=30_000)
    mouse.click(QPushButton, "play-button")
    qtbot.waitUntil(simulate.is_quiet, timeout=30_000)


def test_that_the_keys_go_on_where_a_pressed_button_has_gone(
    qtbot: QtBot, window: MainWindow, studio: Studio
) -> None:
    trained = trained_at_random(mnist_5core())
    studio.document.replace_by(Project(mnist_5core(), trained), None)
    mouse = Mouse(qtbot, window)
    mouse.click(QToolButton, "rail-simulate")
    simulate: Any = window.workspace("simulate")
    mouse.click(QPushButton, "simulate-empty-button")
    qtbot.waitUntil(lambda: simulate.player.is_open, timeout=30_000)
    qtbot.waitUntil(simulate.is_quiet, timeout=30_000)
    assert simulate.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: simulate.player.position >= 0, timeout=30_000)
    assert window.current_workspace == "simulate"

"""All of Train by keys, and in a window of 1000 × 700."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMenuBar,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.small_world import small_dataset, small_network, small_project
from tests.ui.train.some_runs import project_with_runs
from tnstudio.model.edits import set_layer
from tnstudio.model.network import WindowLayer
from tnstudio.model.project import Project
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.workspace import TrainWorkspace
from tnstudio.ui.widgets.fold import Fold


def project(runs: int) -> Project:
    """Return a trained network, and another design than it is of."""
    design = set_layer(small_network(), 0, WindowLayer(4, 4))
    kept = project_with_runs(small_network(), runs).runs
    return replace(small_project(), network=design, runs=kept)


@pytest.fixture
def workspace(
    qtbot: QtBot, studio: Studio, window: MainWindow, tmp_path: Path
) -> TrainWorkspace:
    """Train in a small window, with all that can be folded open."""
    window.resize(1000, 700)
    window.show_workspace("train")
    workspace = window.workspace("train")
    assert isinstance(workspace, TrainWorkspace)
    workspace.panel.data.choose(small_dataset(tmp_path / "small"))
    return workspace


def take(qtbot: QtBot, studio: Studio, workspace: TrainWorkspace, runs: int) -> None:
    studio.document.replace_by(project(runs), None)
    for fold in workspace.panel.findChildren(Fold):
        fold.set_open(True)
    qtbot.waitUntil(workspace.is_quiet)


def show_page(qtbot: QtBot, workspace: TrainWorkspace, name: str) -> QWidget:
    workspace.show_page(name)
    qtbot.waitUntil(workspace.is_quiet)
    return workspace.pages.page(name)


def texts(window: QWidget) -> Iterator[str]:
    """Yield what has a mnemonic and can be seen."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QAbstractButton) or (
            isinstance(widget, QLabel) and widget.buddy() is not None
        ):
            yield widget.text()
        elif isinstance(widget, QTabBar):
            yield from (widget.tabText(k) for k in range(widget.count()))
        elif isinstance(widget, QMenuBar):
            yield from (action.text() for action in widget.actions())


@pytest.mark.parametrize("runs", [0, 2])
def test_that_no_two_mnemonics_on_show_are_alike(
    qtbot: QtBot,
    studio: Studio,
    window: MainWindow,
    workspace: TrainWorkspace,
    runs: int,
) -> None:
    take(qtbot, studio, workspace, runs)
    for name in workspace.page_names:
        show_page(qtbot, workspace, name)
        marked = [text for text in texts(window) if "&" in text]
        letters = Counter(text[text.index("&") + 1].lower() for text in marked)
        assert len(letters) > 10
        assert max(letters.values()) == 1, (name, marked)


def by_tab(qtbot: QtBot, start: QWidget) -> list[str]:
    """Return the names of what the tab key goes to, until it comes back."""
    start.setFocus()
    names: list[str] = []
    while True:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        name = QApplication.focusWidget().objectName()
        if name == start.objectName():
            return names
        names.append(name)


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("course", ["train-pages", "histogram-log"]),
        ("data", ["train-pages", "data-again", "data-classes", "augmentation-again"]),
        ("deployment", ["agreement-ticks", "agreement-encoding", "agreement-images"]),
        (
            "runs",
            ["train-pages", "runs-rename-button", "runs-table", "run-note"],
        ),
    ],
)
def test_that_the_tab_key_goes_through_a_page_as_eyes_do(
    qtbot: QtBot,
    studio: Studio,
    workspace: TrainWorkspace,
    name: str,
    order: list[str],
) -> None:
    take(qtbot, studio, workspace, 1)
    show_page(qtbot, workspace, name)
    start = workspace.findChild(QWidget, "dataset")
    assert start is not None
    names = by_tab(qtbot, start)
    places = [names.index(one) for one in ["epochs", "rate", *order]]
    assert places == sorted(places)


def test_that_measuring_and_deploying_are_in_sight_in_a_small_window(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    take(qtbot, studio, workspace, 0)
    page = show_page(qtbot, workspace, "deployment")
    scroll = page.findChild(QScrollArea, "deployment-scroll")
    assert scroll is not None
    assert scroll.horizontalScrollBar().maximum() == 0
    for name in ("sweep-start", "sweep-cancel", "deploy-to-simulate"):
        button = page.findChild(QAbstractButton, name)
        assert button is not None
        right = button.mapTo(scroll.viewport(), QPoint(button.width(), 0))
        assert right.x() <= scroll.viewport().width()


def test_that_what_is_opened_is_scrolled_to(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    panel = workspace.panel
    scroll = panel.findChild(QScrollArea, "training-settings-scroll")
    assert scroll is not None
    view = scroll.viewport()

    def is_whole(fold: QWidget) -> bool:
        top = fold.mapTo(view, QPoint(0, 0)).y()
        return top >= 0 and 100 < top + fold.height() <= view.height()

    for name in ("options-updates", "options-images", "options-beyond"):
        fold = panel.findChild(Fold, name)
        button = panel.findChild(QToolButton, f"{name}-heading")
        assert fold is not None
        assert button is not None
        qtbot.keyClick(button, Qt.Key.Key_Space)
        qtbot.waitUntil(partial(is_whole, fold))

"""Every control of Train and Simulate can be named, explained and reached."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListView,
    QSlider,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.small_world import small_project
from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.project import Project
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.workspace import TrainWorkspace
from tnstudio.ui.widgets.fold import Fold

CONTROLS = (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListView,
    QSlider,
)


def controls(widget: QWidget) -> list[QWidget]:
    """Return the controls that are not parts of others."""
    found = [child for child in widget.findChildren(QWidget) if _is_control(child)]
    parts = {part for whole in found for part in whole.findChildren(QWidget)}
    return [control for control in found if control not in parts]


def _is_control(widget: QWidget) -> bool:
    # Tab bars have buttons to scroll with, fields a line of text.
    is_part = isinstance(widget.parent(), QTabBar)
    # A table has a button in its corner, too.
    own = ("qt_spinbox_lineedit", "qt_tableview_cornerbutton")
    is_part = is_part or widget.objectName() in own
    return isinstance(widget, CONTROLS) and not is_part


@pytest.mark.parametrize("make", [TrainWorkspace, SimulateWorkspace])
def test_that_every_control_has_a_name_an_explanation_and_a_way_by_keys(
    qtbot: QtBot, studio: Studio, make: type[QWidget]
) -> None:
    studio.document.replace_by(small_project(), None)
    workspace = make(studio)
    qtbot.addWidget(workspace)
    for fold in workspace.findChildren(Fold):
        fold.set_open(True)
    require_reachable(workspace)


def test_that_the_lists_of_a_circuit_have_them_too(
    qtbot: QtBot, studio: Studio
) -> None:
    studio.document.replace_by(Project(oscillator()), None)
    workspace = SimulateWorkspace(studio)
    qtbot.addWidget(workspace)
    workspace.show()
    qtbot.waitUntil(lambda: workspace.is_quiet() and workspace.player.is_open)
    names = require_reachable(workspace)
    assert {"stimuli-list", "outputs-list", "core-list"} <= names


def require_reachable(workspace: QWidget, least: int = 11) -> set[str]:
    """Judge all controls that can be used; return their names."""
    found = [control for control in controls(workspace) if control.isEnabled()]
    found = [control for control in found if control.isVisibleTo(workspace)]
    assert len(found) >= least
    for control in found:
        where = f"{type(control).__name__} {control.objectName()!r}"
        text = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.objectName(), where
        assert control.accessibleName() or text, where
        assert control.toolTip() or control.objectName().endswith("-empty-button"), (
            where
        )
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, where
    return {control.objectName() for control in found}


@pytest.mark.parametrize("make", [TrainWorkspace, SimulateWorkspace])
def test_that_object_names_are_unique(
    qtbot: QtBot, studio: Studio, make: type[QWidget]
) -> None:
    workspace = make(studio)
    qtbot.addWidget(workspace)
    found = [control.objectName() for control in controls(workspace)]
    # Each table of Qt has a corner of this name.
    names = [name for name in found if not name.startswith("qt_")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("make", [TrainWorkspace, SimulateWorkspace])
def test_that_the_smallest_window_has_room_for_all(
    qtbot: QtBot, studio: Studio, make: type[QWidget]
) -> None:
    studio.document.replace_by(small_project(), None)
    workspace = make(studio)
    qtbot.addWidget(workspace)
    least = workspace.minimumSizeHint()
    assert least.width() <= 900
    assert least.height() <= 610

"""Every control of the core page and its inspector has a name, and room."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from tests.circuits import oscillator
from tests.ui.conftest import show
from tests.ui.test_accessibility import controls
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.project import Project
from tnstudio.ui.design.workspace import DesignWorkspace
from tnstudio.ui.studio import Studio


@pytest.fixture
def workspace(qtbot: QtBot, studio: Studio) -> Iterator[DesignWorkspace]:
    studio.document.replace_by(Project(oscillator()), None)
    made = DesignWorkspace(studio)
    made.resize(1190, 720)
    show(qtbot, made)
    made.show_page("core")
    studio.document.select(
        Selection(
            (
                Item(Kind.CORE, 0, 0),
                Item(Kind.NEURON, 0, 0, 0),
                Item(Kind.AXON, 0, 0, 0),
                Item(Kind.INPUT, index=0),
                Item(Kind.OUTPUT, index=0),
                Item(Kind.STIMULUS, index=0),
            )
        )
    )
    yield made
    made.close()
    made.deleteLater()


@pytest.mark.parametrize("tab", [0, 1])
def test_that_every_control_has_a_name_an_explanation_and_a_way_by_keys(
    workspace: DesignWorkspace, qtbot: QtBot, tab: int
) -> None:
    page = workspace.page("core")
    page.neurons.setCurrentIndex(tab)
    qtbot.waitUntil(page.is_quiet)
    inside = (page, page.tools, workspace.circuit_inspector)
    found = [control for widget in inside for control in controls(widget)]
    found = [
        control
        for control in found
        if control.isEnabled() and control.isVisible() and _is_ours(control)
    ]
    assert len(found) > 40
    for control in found:
        where = f"{type(control).__name__} {control.objectName()!r}"
        text = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.objectName(), where
        assert control.accessibleName() or text, where
        assert control.toolTip(), where
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, where


def _is_ours(control: QWidget) -> bool:
    """Leave out what Qt makes by itself: the corner of a table."""
    return not isinstance(control.parent(), QTableView)


def test_that_object_names_are_unique(workspace: DesignWorkspace) -> None:
    inside = (workspace.page("core"), workspace.circuit_inspector, workspace.inspector)
    names = [
        control.objectName()
        for widget in inside
        for control in controls(widget)
        if control.objectName() and _is_ours(control)
    ]
    assert len(names) == len(set(names))


def test_that_the_smallest_window_has_room_for_the_page(
    workspace: DesignWorkspace, qtbot: QtBot
) -> None:
    workspace.resize(900, 620)
    # Without the outline, which a small window hides.
    qtbot.waitUntil(lambda: workspace.minimumSizeHint().width() <= 900)
    assert workspace.minimumSizeHint().height() <= 620

"""What users arrange in the workspaces is kept, and can be reset."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHeaderView, QSplitter, QTabBar, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.view_states import VERSION, ViewStates

Open = Callable[[], MainWindow]
LEFT = Qt.MouseButton.LeftButton


def splitter(window: MainWindow) -> QSplitter:
    found = window.findChild(QSplitter, "design-splitter")
    assert found is not None
    return found


def drag(qtbot: QtBot, widget: QWidget, start: QPoint, by: int) -> None:
    qtbot.mousePress(widget, LEFT, pos=start)
    qtbot.mouseMove(widget, start + QPoint(by // 2, 0))
    qtbot.mouseMove(widget, start + QPoint(by, 0))
    qtbot.mouseRelease(widget, LEFT, pos=start + QPoint(by, 0))


def test_that_a_dragged_splitter_comes_back_and_is_reset(
    open_window: Open, studio: Studio, qtbot: QtBot
) -> None:
    first = open_window()
    qtbot.waitUntil(lambda: min(splitter(first).sizes()) > 0)
    before = splitter(first).sizes()
    splitter(first).moveSplitter(before[0] + 80, 1)
    moved = splitter(first).sizes()
    assert moved[0] > before[0] + 40
    first.close()
    # Kept, the window would be as narrow as the screen, and hide the outline.
    studio.settings.change(geometry="")
    again = open_window()
    qtbot.waitUntil(lambda: splitter(again).sizes() == moved)
    again.actions_by_name["reset-layout"].trigger()
    assert splitter(again).sizes() == before
    again.close()
    studio.settings.change(geometry="")
    last = open_window()
    qtbot.waitUntil(lambda: splitter(last).sizes() == before)


def test_that_the_page_on_show_comes_back(open_window: Open, studio: Studio) -> None:
    first = open_window()
    tabs = first.findChild(QTabBar, "design-pages")
    assert tabs is not None
    tabs.setCurrentIndex(1)
    first.close()
    again = open_window()
    workspace = again.workspace("design")
    assert workspace.current_page == "windows"
    again.actions_by_name["reset-layout"].trigger()
    assert workspace.current_page == "layers"
    assert studio.settings.values.views == {}


@pytest.mark.parametrize(
    "state", ["[]", "{", '{"page": true, "sizes": [1]}', '{"page": 99, "sizes": "a"}']
)
def test_that_states_of_nonsense_are_ignored(
    open_window: Open, studio: Studio, state: str
) -> None:
    studio.settings.change(
        views={"version": VERSION, "design-splitter": state, "design-pages": state}
    )
    window = open_window()
    assert min(splitter(window).sizes()) > 0
    assert window.workspace("design").current_page in ("layers", "windows")


def test_that_states_of_another_version_are_ignored(
    open_window: Open, studio: Studio
) -> None:
    page = json.dumps({"page": 1})
    studio.settings.change(views={"version": "0", "design-pages": page})
    assert open_window().workspace("design").current_page == "layers"


def table_in_a_workspace(qtbot: QtBot) -> tuple[QWidget, QTableWidget]:
    workspace = QWidget()
    qtbot.addWidget(workspace)
    table = QTableWidget(2, 3, workspace)
    table.setObjectName("some-table")
    table.resize(600, 200)
    table.setSortingEnabled(True)
    table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
    return workspace, table


def test_that_dragged_and_sorted_columns_come_back(
    studio: Studio, qtbot: QtBot
) -> None:
    workspace, table = table_in_a_workspace(qtbot)
    states = ViewStates(studio, workspace)
    states.follow(workspace)
    show(qtbot, workspace)
    header = table.horizontalHeader()
    header.resizeSection(1, 70)
    before = header.sectionSize(0)
    edge = QPoint(header.sectionViewportPosition(0) + before - 1, 5)
    drag(qtbot, header.viewport(), edge, 40)
    assert header.sectionSize(0) == before + 40
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    states.save()
    again, other = table_in_a_workspace(qtbot)
    states = ViewStates(studio, again)
    states.follow(again)
    show(qtbot, again)
    header = other.horizontalHeader()
    assert [header.sectionSize(k) for k in (0, 1)] == [before + 40, 70]
    assert header.sortIndicatorSection() == 1
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    states.reset()
    assert header.sectionSize(0) == before
    assert studio.settings.values.views == {}


def test_that_columns_of_another_number_are_left_alone(
    studio: Studio, qtbot: QtBot
) -> None:
    state = json.dumps({"count": 4, "widths": [9, 9, 9, 9], "sort": [3, 1]})
    views = {"version": VERSION, "some-table-header": state}
    studio.settings.change(views=views)
    workspace, table = table_in_a_workspace(qtbot)
    states = ViewStates(studio, workspace)
    states.follow(workspace)
    show(qtbot, workspace)
    assert table.horizontalHeader().sectionSize(0) > 9
    states.save()
    assert studio.settings.values.views == views

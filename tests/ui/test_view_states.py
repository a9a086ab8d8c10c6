"""What users arrange in the workspaces is kept, and can be reset."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSplitter, QTabBar, QTableView, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.small_world import small_project
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.view_states import VERSION

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
    open_window: Open, qtbot: QtBot
) -> None:
    first = open_window()
    before = splitter(first).sizes()
    splitter(first).moveSplitter(before[0] + 80, 1)
    moved = splitter(first).sizes()
    assert moved[0] > before[0] + 40
    first.close()
    again = open_window()
    assert splitter(again).sizes() == moved
    again.actions_by_name["reset-layout"].trigger()
    assert splitter(again).sizes() == before
    again.close()
    assert splitter(open_window()).sizes() == before


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


def test_that_a_dragged_column_comes_back(
    open_window: Open, studio: Studio, qtbot: QtBot
) -> None:
    studio.document.replace_by(small_project(), None)

    def table(window: MainWindow) -> QTableView:
        window.show_workspace("simulate")
        workspace = window.workspace("simulate")
        workspace.show_page("recordings")
        found = workspace.findChild(QTableView, "recordings-table")
        assert found is not None
        return found

    first = table(open_window())
    header = first.horizontalHeader()
    before = header.sectionSize(0)
    edge = QPoint(header.sectionViewportPosition(0) + before - 1, 5)
    drag(qtbot, header.viewport(), edge, 40)
    assert header.sectionSize(0) == before + 40
    first.window().close()
    window = open_window()
    header = table(window).horizontalHeader()
    assert header.sectionSize(0) == before + 40
    window.actions_by_name["reset-layout"].trigger()
    assert header.sectionSize(0) == before

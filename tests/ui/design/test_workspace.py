"""The Design workspace: canvas, outline and inspector tell the same."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QSpinBox,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.conftest import show
from tnstudio.app.designs import fitting
from tnstudio.app.layer_actions import append_layer
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.edits import rename
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.ui.design.canvas import Canvas
from tnstudio.ui.design.layers_page import LayersPage
from tnstudio.ui.design.navigation import LEAST_ZOOM, MOST_ZOOM
from tnstudio.ui.design.pens import rectangle
from tnstudio.ui.design.workspace import DesignWorkspace
from tnstudio.ui.studio import Studio


def canvas_of(workspace: DesignWorkspace) -> Canvas:
    page = workspace.page("layers")
    assert isinstance(page, LayersPage)
    return page.canvas


@pytest.fixture
def workspace(qtbot: QtBot, studio: Studio) -> Iterator[DesignWorkspace]:
    made = DesignWorkspace(studio)
    made.resize(1200, 700)
    show(qtbot, made)
    qtbot.waitUntil(made.is_quiet)
    canvas_of(made).setFocus()
    yield made
    made.close()
    made.deleteLater()


def middle_of(workspace: DesignWorkspace, layer: int, core: int) -> QPoint:
    drawing = canvas_of(workspace).drawing
    assert drawing is not None
    mesh = drawing.columns[layer].mesh
    assert mesh is not None
    tile = rectangle(mesh.tile(core))
    return canvas_of(workspace).mapFromScene(tile.center())


def shown_network(workspace: DesignWorkspace) -> QRectF:
    drawing = canvas_of(workspace).drawing
    assert drawing is not None
    polygon = canvas_of(workspace).mapFromScene(rectangle(drawing.bounds))
    return QRectF(polygon.boundingRect())


class TestSelecting:
    def test_that_a_click_selects_a_core_everywhere(
        self, workspace: DesignWorkspace, studio: Studio, qtbot: QtBot
    ) -> None:
        viewport = canvas_of(workspace).viewport()
        place = middle_of(workspace, 0, 2)
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
        assert studio.document.selection == Selection.of(0, 2)
        assert workspace.outline.currentIndex().data().startswith("Core 2")
        assert "Layer 1, core 2" in canvas_of(workspace).accessibleDescription()
        labels = [w.text() for w in workspace.inspector.findChildren(QLabel)]
        assert "Layer 1, core 2" in labels
        assert "12 – 27" in labels

    def test_that_the_outline_selects_on_the_canvas(
        self, workspace: DesignWorkspace, studio: Studio, qtbot: QtBot
    ) -> None:
        workspace.outline.setFocus()
        for _ in range(3):
            qtbot.keyClick(workspace.outline, Qt.Key.Key_Down)
        assert studio.document.selection == Selection.of(0, 1)
        assert "core 1" in canvas_of(workspace).accessibleDescription()

    def test_that_arrow_keys_walk_and_escape_leaves(
        self, workspace: DesignWorkspace, studio: Studio, qtbot: QtBot
    ) -> None:
        steps = [
            (Qt.Key.Key_Right, Selection.of(0, 0)),
            (Qt.Key.Key_Right, Selection.of(0, 1)),
            (Qt.Key.Key_Down, Selection.of(0, 3)),
            (Qt.Key.Key_Right, Selection.of(1, 0)),
            (Qt.Key.Key_Left, Selection.of(0, 1)),
            (Qt.Key.Key_Escape, Selection()),
        ]
        for key, expected in steps:
            qtbot.keyClick(canvas_of(workspace), key)
            assert studio.document.selection == expected

    def test_that_a_click_beside_everything_selects_nothing(
        self, workspace: DesignWorkspace, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection.of(0, 1))
        viewport = canvas_of(workspace).viewport()
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(5, 200))
        assert studio.document.selection == Selection()
        assert not workspace.outline.selectionModel().hasSelection()

    def test_that_a_core_stays_selected_while_a_number_is_typed(
        self,
        workspace: DesignWorkspace,
        studio: Studio,
        qtbot: QtBot,
        type_into: Callable[[QWidget, str], None],
    ) -> None:
        qtbot.keyClick(canvas_of(workspace), Qt.Key.Key_Right)
        for _ in range(2):
            qtbot.keyClick(canvas_of(workspace), Qt.Key.Key_Right)
        assert studio.document.selection == Selection.of(1, 0)
        qtbot.keyClick(canvas_of(workspace), Qt.Key.Key_Left)
        assert studio.document.selection == Selection.of(0, 1)
        window = workspace.findChild(QSpinBox, "layer-1-window")
        assert window is not None
        told = []
        for text in ("40", "16"):
            type_into(window, text)
            told.append(canvas_of(workspace).accessibleDescription())
        assert told[0] == "No core is selected"
        assert "Layer 1, core 1" in told[1]
        assert workspace.outline.currentIndex().data().startswith("Core 1")

    def test_that_nothing_is_selected_in_a_layer_that_has_gone(
        self, workspace: DesignWorkspace, studio: Studio
    ) -> None:
        studio.document.select(Selection.of(1, 0))
        network = mnist_5core()
        studio.document.edit_network(
            "Remove", replace(network, layers=network.layers[:1])
        )
        assert studio.document.selection == Selection()

    @pytest.mark.parametrize(
        ("selected", "kept"),
        [
            (Selection.of(0, 2), Selection()),
            (Selection.of(1, 0), Selection.of(0, 0)),
            (Selection(), Selection()),
        ],
    )
    def test_that_the_selection_goes_with_the_removed_layer_only(
        self,
        workspace: DesignWorkspace,
        studio: Studio,
        qtbot: QtBot,
        selected: Selection,
        kept: Selection,
    ) -> None:
        studio.document.select(selected)
        remove = workspace.findChild(QToolButton, "layer-1-remove")
        qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
        assert len(studio.document.network.layers) == 1
        assert studio.document.selection == kept

    def test_that_what_undo_takes_away_is_selected_no_longer(
        self, workspace: DesignWorkspace, studio: Studio
    ) -> None:
        append_layer(studio.document)
        kept = (Item(Kind.CORE, 0, 99), Item(Kind.LAYER, 1))
        studio.document.select(Selection((Item(Kind.LAYER, 2), *kept)))
        studio.document.undo()
        assert studio.document.selection == Selection(kept)

    @pytest.mark.parametrize("page", ["layers", "windows", "placement"])
    def test_that_tab_reaches_tabs_tools_outline_inspector_and_page(
        self, workspace: DesignWorkspace, qtbot: QtBot, page: str
    ) -> None:
        workspace.show_page(page)
        qtbot.waitUntil(workspace.is_quiet)
        workspace.setFocus()
        stops = set()
        for _ in range(60):
            focused = QApplication.focusWidget()
            assert focused is not None
            stops.add(focused.objectName())
            qtbot.keyClick(focused, Qt.Key.Key_Tab)
        own = {
            "layers": {"design-canvas", "zoom-fit"},
            "windows": {"planner-window", "strip-layer-1", "planner-coverage"},
            "placement": {"chip-grid", "place-automatically"},
        }[page]
        wanted = {"outline-toggle", "design-pages", "design-outline", "layer-add"}
        wanted |= {"network-name", "layer-2-features", "layer-1-remove"} | own
        assert not wanted - stops

    @pytest.mark.parametrize("page", ["layers", "placement"])
    def test_that_the_view_goes_to_what_is_selected_elsewhere(
        self, workspace: DesignWorkspace, studio: Studio, page: str
    ) -> None:
        workspace.show_page(page)
        shown = workspace.page(page)
        view = shown.canvas if isinstance(shown, LayersPage) else shown.chip  # type: ignore[attr-defined]
        studio.document.select(Selection.of(0, 0))
        view.fit_selection()
        view.zoom_by(3)
        studio.document.select(Selection.of(1, 0), workspace.outline)
        assert view.seen().intersects(view.selection_box())

    def test_that_the_focus_goes_with_the_page(
        self, workspace: DesignWorkspace, qtbot: QtBot
    ) -> None:
        canvas_of(workspace).setFocus()
        workspace.show_page("windows")
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.objectName() == "planner-window"
        workspace.outline.setFocus()
        workspace.show_page("placement")
        assert workspace.outline.hasFocus()

    def test_that_tab_runs_through_the_fields_and_never_removes_a_layer(
        self, workspace: DesignWorkspace, studio: Studio, qtbot: QtBot
    ) -> None:
        stride = workspace.findChild(QSpinBox, "layer-1-stride")
        assert stride is not None
        stride.setFocus()
        qtbot.keyClick(stride, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.objectName() == "layer-2-window"
        qtbot.keyClick(focused, Qt.Key.Key_Space)
        assert len(studio.document.network.layers) == 2

    def test_that_the_core_under_the_pointer_is_told_in_a_tooltip(
        self, workspace: DesignWorkspace
    ) -> None:
        found = canvas_of(workspace).selection_at(middle_of(workspace, 1, 0))
        assert found == Selection.of(1, 0)


class TestMoving:
    def test_that_the_network_fits_at_first_and_after_a_resize(
        self, workspace: DesignWorkspace, qtbot: QtBot
    ) -> None:
        for width in (1200, 900):
            workspace.resize(width, 700)
            room = QRectF(canvas_of(workspace).viewport().rect())
            assert room.contains(shown_network(workspace))

    def test_that_the_wheel_zooms_to_the_pointer(
        self, workspace: DesignWorkspace, qapp: QApplication
    ) -> None:
        canvas = canvas_of(workspace)
        place = middle_of(workspace, 0, 1)
        before, anchor = canvas.zoom, canvas.mapToScene(place)
        turn = QWheelEvent(
            QPointF(place),
            QPointF(canvas.viewport().mapToGlobal(place)),
            QPoint(),
            QPoint(0, 240),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        qapp.sendEvent(canvas.viewport(), turn)
        assert canvas.zoom == pytest.approx(before * 1.2**2)
        after = canvas.mapFromScene(anchor)
        assert (after - place).manhattanLength() <= 2

    def test_that_zoom_has_ends(self, workspace: DesignWorkspace) -> None:
        canvas = canvas_of(workspace)
        canvas.zoom_by(1e9)
        assert canvas.zoom == pytest.approx(MOST_ZOOM)
        canvas.zoom_by(1e-9)
        assert canvas.zoom == pytest.approx(LEAST_ZOOM)

    def test_that_f_fits_again(self, workspace: DesignWorkspace, qtbot: QtBot) -> None:
        before = canvas_of(workspace).zoom
        qtbot.keyClick(canvas_of(workspace), Qt.Key.Key_Plus)
        qtbot.keyClick(canvas_of(workspace), Qt.Key.Key_Plus)
        qtbot.keyClick(canvas_of(workspace), Qt.Key.Key_Minus)
        assert canvas_of(workspace).zoom > before
        qtbot.keyClick(canvas_of(workspace), Qt.Key.Key_F)
        assert canvas_of(workspace).zoom == pytest.approx(before)

    @pytest.mark.parametrize("way", ["middle", "space"])
    def test_that_the_view_is_dragged(
        self, workspace: DesignWorkspace, studio: Studio, qtbot: QtBot, way: str
    ) -> None:
        canvas, viewport = canvas_of(workspace), canvas_of(workspace).viewport()
        left, middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
        button = middle if way == "middle" else left
        anchor = canvas.mapToScene(QPoint(100, 100))
        if way == "space":
            qtbot.keyPress(canvas, Qt.Key.Key_Space)
        qtbot.mousePress(viewport, button, pos=QPoint(100, 100))
        qtbot.mouseMove(viewport, QPoint(160, 130))
        qtbot.waitUntil(lambda: canvas.mapFromScene(anchor) == QPoint(160, 130))
        qtbot.mouseRelease(viewport, button, pos=QPoint(160, 130))
        if way == "space":
            qtbot.keyRelease(canvas, Qt.Key.Key_Space)
        assert studio.document.selection == Selection()

    def test_that_a_core_out_of_sight_is_brought_into_view(
        self, workspace: DesignWorkspace, studio: Studio, qtbot: QtBot
    ) -> None:
        canvas = canvas_of(workspace)
        studio.document.select(Selection.of(0, 0))
        canvas.zoom_by(60, middle_of(workspace, 0, 0))
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
        drawing = canvas.drawing
        assert drawing is not None
        assert drawing.columns[0].mesh is not None
        tile = rectangle(drawing.columns[0].mesh.tile(1))
        assert (
            canvas.mapToScene(canvas.viewport().rect()).boundingRect().intersects(tile)
        )


class TestSamples:
    def test_that_real_digits_are_shown_and_paged_through(
        self, workspace: DesignWorkspace, qtbot: QtBot
    ) -> None:
        before = canvas_of(workspace).grab().toImage()
        qtbot.keyClick(canvas_of(workspace), Qt.Key.Key_PageDown)
        assert canvas_of(workspace).grab().toImage() != before
        qtbot.keyClick(canvas_of(workspace), Qt.Key.Key_PageUp)
        assert canvas_of(workspace).grab().toImage() == before

    def test_that_buttons_page_too_and_go_when_there_are_no_images(
        self, workspace: DesignWorkspace, studio: Studio, qtbot: QtBot
    ) -> None:
        before = canvas_of(workspace).grab().toImage()
        following = workspace.findChild(QToolButton, "sample-next")
        assert following is not None
        qtbot.mouseClick(following, Qt.MouseButton.LeftButton)
        assert canvas_of(workspace).grab().toImage() != before
        wide = replace(mnist_5core(), input=InputShape(28, 30, 3))
        studio.document.edit_network("Widen", wide)
        assert not following.isVisible()
        canvas_of(workspace).grab()


class TestTrained:
    def test_that_weights_are_drawn_only_while_they_belong_to_the_design(
        self, workspace: DesignWorkspace, studio: Studio, qtbot: QtBot
    ) -> None:
        trained = trained_at_random(mnist_5core())
        studio.document.set_trained(trained)
        assert canvas_of(workspace).picture.pictures.available
        studio.document.edit_network("Rename", rename(mnist_5core(), "other name"))
        assert canvas_of(workspace).picture.pictures.available
        studio.document.edit_network("Seed", replace(mnist_5core(), seed=3))
        assert not canvas_of(workspace).picture.pictures.available
        studio.document.undo()
        assert canvas_of(workspace).picture.pictures.available

    def test_that_a_project_without_training_fits_nothing(self) -> None:
        assert fitting(Project(mnist_5core())) is None


class TestSizes:
    def test_that_tabs_and_tools_are_whole_in_the_smallest_window(
        self, workspace: DesignWorkspace, qtbot: QtBot
    ) -> None:
        # In the smallest main window, the rail has the rest.
        workspace.resize(916, 600)
        tabs = workspace.findChild(QTabBar, "design-pages")
        assert tabs is not None
        qtbot.waitUntil(lambda: not workspace.outline.isVisible())
        names = ("sample-next", "zoom-fit", "zoom-selection")
        found = [workspace.findChild(QToolButton, name) for name in names]
        whole = [widget for widget in (tabs, *found) if widget is not None]
        assert len(whole) == 4
        qtbot.waitUntil(
            lambda: all(one.width() >= one.sizeHint().width() for one in whole)
        )

    def test_that_the_outline_gives_way_in_a_small_window(
        self, workspace: DesignWorkspace, qtbot: QtBot
    ) -> None:
        assert workspace.outline.isVisible()
        workspace.resize(900, 600)
        assert not workspace.outline.isVisible()
        toggle = workspace.findChild(QToolButton, "outline-toggle")
        assert toggle is not None
        qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
        assert workspace.outline.isVisible()
        workspace.resize(880, 600)
        assert workspace.outline.isVisible()

    def test_that_a_full_chip_is_drawn_at_every_zoom(
        self, workspace: DesignWorkspace, studio: Studio
    ) -> None:
        full = Network(
            "full",
            InputShape(64, 64, 1),
            (WindowLayer(1, 1),),
            Readout(("a", "b")),
        )
        studio.document.replace_by(Project(full), None)
        assert (
            workspace.outline.model().rowCount(workspace.outline.model().index(0, 0))
            == 4096
        )
        for _ in range(9):
            canvas_of(workspace).grab()
            canvas_of(workspace).zoom_by(2)

    def test_that_hidden_views_catch_up_when_they_are_shown(
        self, workspace: DesignWorkspace, studio: Studio, qtbot: QtBot
    ) -> None:
        workspace.hide()
        studio.document.replace_by(Project(mnist_30core()), None)
        drawing = canvas_of(workspace).drawing
        assert drawing is not None
        assert len(drawing.columns) == 2
        assert not workspace.is_quiet()
        workspace.show()
        qtbot.waitUntil(workspace.is_quiet)
        assert canvas_of(workspace).drawing is not None
        assert len(canvas_of(workspace).drawing.columns) == 4


class TestBroken:
    @pytest.mark.parametrize(
        "change",
        [
            {"layers": ()},
            {"layers": (WindowLayer(0, 0, 0),)},
            {"layers": (WindowLayer(40, 1), WindowLayer(2, 1, 64))},
            {"layers": (WindowLayer(20, 8), WindowLayer(2, 1, 999))},
            {"input": InputShape(0, 0, 0)},
            {"input": InputShape(2048, 2048, 2)},
            {"readout": Readout(())},
            {"readout": Readout(tuple(f"a long class name {k}" for k in range(99)))},
        ],
    )
    def test_that_what_can_be_shown_is_shown(
        self,
        workspace: DesignWorkspace,
        studio: Studio,
        change: dict[str, object],
    ) -> None:
        network = replace(mnist_5core(), **change)  # type: ignore[arg-type]
        studio.document.edit_network("Break", network)
        workspace.grab()
        studio.document.undo()
        assert canvas_of(workspace).drawing is not None
        assert canvas_of(workspace).drawing.network == mnist_5core()


def test_that_a_rehearsal_selects_a_core(
    workspace: DesignWorkspace, studio: Studio, qtbot: QtBot
) -> None:
    workspace.rehearse()
    assert studio.document.selection == Selection.of(0, 0)
    qtbot.waitUntil(workspace.is_quiet)


def test_that_every_field_tells_symbol_and_range(
    workspace: DesignWorkspace, find: Callable[[str], QWidget]
) -> None:
    for name, symbol in (("window", "R"), ("stride", "S"), ("features", "F")):
        widget = find(f"layer-1-{name}")
        assert f" {symbol} of layer 1" in widget.accessibleName()
        assert "Range:" in widget.toolTip()


@pytest.fixture
def find(workspace: DesignWorkspace) -> Callable[[str], QWidget]:
    def find_widget(name: str) -> QWidget:
        found = workspace.findChild(QWidget, name)
        assert found is not None
        return found

    return find_widget

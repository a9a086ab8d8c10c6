"""Selecting, moving and telling on the canvas, with real mouse and keys."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.conftest import show
from tnstudio.app.layer_actions import append_layer
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.ui.design.canvas import Canvas
from tnstudio.ui.design.layers_page import LayersPage
from tnstudio.ui.design.minimap import Minimap
from tnstudio.ui.design.pens import rectangle
from tnstudio.ui.design.workspace import DesignWorkspace
from tnstudio.ui.studio import Studio

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def workspace(qtbot: QtBot, studio: Studio) -> Iterator[DesignWorkspace]:
    studio.document.replace_by(Project(mnist_30core()), None)
    made = DesignWorkspace(studio)
    made.resize(1300, 760)
    show(qtbot, made)
    qtbot.waitUntil(made.is_quiet)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def page(workspace: DesignWorkspace) -> LayersPage:
    found = workspace.page("layers")
    assert isinstance(found, LayersPage)
    return found


@pytest.fixture
def canvas(page: LayersPage) -> Canvas:
    page.canvas.setFocus()
    return page.canvas


def cores(layer: int, *numbers: int) -> Selection:
    return Selection(tuple(Item(Kind.CORE, layer, k) for k in numbers))


def middle(canvas: Canvas, layer: int, core: int) -> QPoint:
    assert canvas.drawing is not None
    mesh = canvas.drawing.columns[layer].mesh
    assert mesh is not None
    return canvas.mapFromScene(rectangle(mesh.tile(core)).center())


def settle(qtbot: QtBot, canvas: Canvas) -> None:
    """Wait until the canvas is drawn at its best."""
    pictures = canvas.picture.pictures
    canvas.grab()
    qtbot.waitUntil(lambda: pictures.is_quiet and not canvas.is_moving)


def click(
    qtbot: QtBot,
    canvas: Canvas,
    place: tuple[int, int],
    modifier: Qt.KeyboardModifier = NONE,
) -> None:
    qtbot.mouseClick(canvas.viewport(), LEFT, modifier, middle(canvas, *place))


def drag(
    qtbot: QtBot,
    canvas: Canvas,
    start: QPoint,
    end: QPoint,
    modifier: Qt.KeyboardModifier = NONE,
) -> None:
    viewport = canvas.viewport()
    qtbot.mousePress(viewport, LEFT, modifier, start)
    for share in (0.3, 0.7, 1.0):
        qtbot.mouseMove(viewport, start + (end - start) * share)
    qtbot.mouseRelease(viewport, LEFT, modifier, end)


class TestManyCores:
    def test_that_control_adds_and_takes_away(
        self, canvas: Canvas, studio: Studio, qtbot: QtBot
    ) -> None:
        click(qtbot, canvas, (0, 3))
        click(qtbot, canvas, (1, 2), CONTROL)
        both = Selection((*cores(0, 3).items, *cores(1, 2).items))
        assert studio.document.selection == both
        click(qtbot, canvas, (0, 3), CONTROL)
        assert studio.document.selection == cores(1, 2)

    def test_that_shift_selects_the_rectangle_from_the_last_core(
        self, canvas: Canvas, studio: Studio, qtbot: QtBot
    ) -> None:
        click(qtbot, canvas, (0, 5))
        click(qtbot, canvas, (0, 10), SHIFT)
        assert studio.document.selection == cores(0, 5, 6, 9, 10)
        click(qtbot, canvas, (0, 0), SHIFT)
        assert studio.document.selection == cores(0, 1, 4, 5, 0)

    def test_that_shift_in_another_layer_starts_anew(
        self, canvas: Canvas, studio: Studio, qtbot: QtBot
    ) -> None:
        click(qtbot, canvas, (0, 5))
        click(qtbot, canvas, (1, 1), SHIFT)
        assert studio.document.selection == cores(1, 1)

    def test_that_shift_and_arrows_extend_within_the_layer(
        self, canvas: Canvas, studio: Studio, qtbot: QtBot
    ) -> None:
        click(qtbot, canvas, (0, 0))
        qtbot.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
        qtbot.keyClick(canvas, Qt.Key.Key_Down, SHIFT)
        assert studio.document.selection == cores(0, 0, 1, 4, 5)
        for _ in range(9):
            qtbot.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
        assert studio.document.selection == cores(0, 0, 1, 2, 3, 4, 5, 6, 7)

    def test_that_a_drag_selects_what_its_frame_touches(
        self, canvas: Canvas, studio: Studio, qtbot: QtBot
    ) -> None:
        start = middle(canvas, 0, 0) - QPoint(60, 60)
        drag(qtbot, canvas, start, middle(canvas, 0, 5))
        assert studio.document.selection == cores(0, 0, 1, 4, 5)
        drag(qtbot, canvas, middle(canvas, 1, 0), middle(canvas, 1, 1), CONTROL | SHIFT)
        assert studio.document.selection == Selection(
            (*cores(0, 0, 1, 4, 5).items, *cores(1, 0, 1).items)
        )

    def test_that_escape_gives_a_drag_up(
        self, canvas: Canvas, studio: Studio, qtbot: QtBot
    ) -> None:
        click(qtbot, canvas, (0, 3))
        start, end = middle(canvas, 0, 4), middle(canvas, 0, 9)
        qtbot.mousePress(canvas.viewport(), LEFT, CONTROL, start)
        before = studio.document.selection
        qtbot.mouseMove(canvas.viewport(), end)
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
        qtbot.mouseRelease(canvas.viewport(), LEFT, CONTROL, end)
        assert studio.document.selection == before

    @pytest.mark.parametrize("cause", ["hidden", "undo"])
    def test_that_a_drag_ends_if_its_picture_goes_away(
        self, canvas: Canvas, studio: Studio, qtbot: QtBot, cause: str
    ) -> None:
        append_layer(studio.document)
        click(qtbot, canvas, (0, 3))
        before = studio.document.selection
        start, end = middle(canvas, 0, 4), middle(canvas, 0, 9)
        qtbot.mousePress(canvas.viewport(), LEFT, CONTROL | SHIFT, start - QPoint(9, 9))
        chosen = studio.document.selection
        qtbot.mouseMove(canvas.viewport(), end)
        if cause == "hidden":
            canvas.hide()
            canvas.show()
        else:
            studio.document.undo()
        qtbot.mouseMove(canvas.viewport(), end + QPoint(30, 30))
        qtbot.mouseRelease(canvas.viewport(), LEFT, NONE, end + QPoint(30, 30))
        assert studio.document.selection in (before, chosen)

    def test_that_the_view_is_not_gripped_any_more_once_it_was_hidden(
        self, canvas: Canvas, qtbot: QtBot
    ) -> None:
        qtbot.mousePress(canvas.viewport(), Qt.MouseButton.MiddleButton)
        assert canvas.is_gripped
        canvas.hide()
        canvas.show()
        assert not canvas.is_gripped

    def test_that_a_layer_is_selected_by_its_name(
        self, canvas: Canvas, studio: Studio, qtbot: QtBot
    ) -> None:
        canvas.grab()
        assert canvas.drawing is not None
        column = rectangle(canvas.drawing.columns[1].box)
        top = canvas.mapFromScene(QPointF(column.center().x(), column.top()))
        qtbot.mouseClick(canvas.viewport(), LEFT, NONE, top - QPoint(0, 30))
        assert studio.document.selection == Selection.of(1)
        assert canvas.accessibleDescription() == "Layer 2"
        qtbot.mouseClick(canvas.viewport(), LEFT, CONTROL, middle(canvas, 0, 0))
        assert studio.document.selection.items == (
            Item(Kind.LAYER, 1),
            Item(Kind.CORE, 0, 0),
        )

    def test_that_the_outline_and_the_canvas_show_the_same_cores(
        self,
        workspace: DesignWorkspace,
        canvas: Canvas,
        studio: Studio,
        qtbot: QtBot,
    ) -> None:
        click(qtbot, canvas, (0, 4))
        click(qtbot, canvas, (0, 7), SHIFT)
        outline = workspace.outline
        marked = [i.row() for i in outline.selectionModel().selectedIndexes()]
        assert sorted(marked) == [4, 5, 6, 7]
        outline.setFocus()
        qtbot.keyClick(outline, Qt.Key.Key_Down, SHIFT)
        assert len(studio.document.selection.items) == 5
        assert "and 4 others" in canvas.accessibleDescription()

    def test_that_all_selected_cores_are_lit(
        self, canvas: Canvas, studio: Studio, qtbot: QtBot
    ) -> None:
        settle(qtbot, canvas)
        dark = shades(canvas, (0, 1), (0, 2))
        studio.document.select(cores(0, 1, 2, 6))
        lit = shades(canvas, (0, 1), (0, 2))
        assert all(after != before for after, before in zip(lit, dark, strict=True))


def shades(canvas: Canvas, *places: tuple[int, int]) -> list[QColor]:
    image = canvas.grab().toImage()
    return [image.pixelColor(middle(canvas, *place)) for place in places]


class TestTelling:
    def test_that_the_core_under_the_pointer_lights_its_window(
        self, canvas: Canvas, qtbot: QtBot
    ) -> None:
        settle(qtbot, canvas)
        before = canvas.grab().toImage()
        qtbot.mouseMove(canvas.viewport(), middle(canvas, 1, 4))
        lit = canvas.grab().toImage()
        window = middle(canvas, 0, 5)
        assert lit != before
        around = [window + QPoint(x, y) for x in range(-40, 40) for y in (0, 8)]
        assert any(lit.pixel(p) != before.pixel(p) for p in around)
        qtbot.mouseMove(canvas.viewport(), QPoint(3, 3))
        assert canvas.grab().toImage() == before

    def test_that_a_link_tells_neurons_axons_and_delay(
        self, canvas: Canvas, studio: Studio
    ) -> None:
        studio.document.select(Selection.of(2, 0))
        lit = canvas.picture.lit
        assert lit is not None
        end = rectangle(lit.targets[0])
        near = canvas.mapFromScene(QPointF(end.left() - 3, end.center().y()))
        told = canvas.told_at(near)
        assert "Layer 3, core 0 → layer 4, core 0" in told
        assert "axons 0 – 63" in told
        assert "delay 1 tick" in told
        assert canvas.told_at(QPoint(2, 2)) == ""

    def test_that_a_core_tells_itself(self, canvas: Canvas) -> None:
        assert "Layer 1, core 2" in canvas.told_at(middle(canvas, 0, 2))


class TestMinimap:
    @pytest.fixture
    def minimap(self, canvas: Canvas) -> Minimap:
        return canvas.minimap

    def test_that_it_is_there_while_something_is_out_of_view(
        self, canvas: Canvas, minimap: Minimap, qtbot: QtBot
    ) -> None:
        assert not minimap.isVisible()
        canvas.zoom_by(3)
        assert minimap.isVisible()
        assert canvas.viewport().rect().contains(minimap.geometry())
        qtbot.keyClick(canvas, Qt.Key.Key_F)
        assert not minimap.isVisible()

    def test_that_m_and_its_button_hide_it(
        self,
        workspace: DesignWorkspace,
        canvas: Canvas,
        minimap: Minimap,
        qtbot: QtBot,
    ) -> None:
        canvas.zoom_by(3)
        button = workspace.findChild(QToolButton, "minimap-toggle")
        assert button is not None
        qtbot.keyClick(canvas, Qt.Key.Key_M)
        assert not minimap.isVisible()
        assert not button.isChecked()
        qtbot.mouseClick(button, LEFT)
        assert minimap.isVisible()
        assert button.isChecked()

    def test_that_a_drag_on_it_moves_the_view(
        self, canvas: Canvas, minimap: Minimap, qtbot: QtBot
    ) -> None:
        canvas.zoom_by(4)
        canvas.grab()
        corner = QPoint(8, minimap.height() // 2)
        qtbot.mousePress(minimap, LEFT, NONE, minimap.rect().center())
        assert (minimap.mark().center() - minimap.rect().center()).manhattanLength() < 4
        qtbot.mouseMove(minimap, corner)
        qtbot.mouseRelease(minimap, LEFT, NONE, corner)
        assert (minimap.mark().center() - corner).manhattanLength() < 4
        assert canvas.drawing is not None
        assert canvas.seen().center().x() < canvas.drawing.bounds.width / 4

    def test_that_it_is_drawn_in_the_colours_of_the_theme(
        self, canvas: Canvas, minimap: Minimap, studio: Studio
    ) -> None:
        canvas.zoom_by(4)
        light = minimap.grab().toImage()
        studio.theme.set_mode("dark")
        assert minimap.grab().toImage() != light


class TestStoredViews:
    def test_that_keys_store_and_recall_a_view(
        self, canvas: Canvas, page: LayersPage, qtbot: QtBot
    ) -> None:
        canvas.zoom_by(5, middle(canvas, 0, 1))
        before = canvas.place()
        qtbot.keyClick(canvas, Qt.Key.Key_2, ALT | SHIFT)
        assert list(page.views.places) == [2]
        canvas.fit()
        qtbot.keyClick(canvas, Qt.Key.Key_2, ALT)
        assert canvas.zoom == pytest.approx(before.zoom)
        assert canvas.place().x == pytest.approx(before.x, abs=1)
        qtbot.keyClick(canvas, Qt.Key.Key_3, ALT)
        assert canvas.zoom == pytest.approx(before.zoom)

    def test_that_the_menu_stores_recalls_and_forgets(
        self, workspace: DesignWorkspace, canvas: Canvas, page: LayersPage
    ) -> None:
        menu = workspace.findChild(QMenu, "stored-views-menu")
        assert menu is not None

        def choose(name: str) -> None:
            menu.aboutToShow.emit()
            row = next(a for a in menu.actions() if a.objectName() == name)
            assert row.isEnabled()
            row.trigger()

        canvas.zoom_by(5)
        zoom = canvas.zoom
        choose("view-store-1")
        canvas.fit()
        choose("view-recall-1")
        assert canvas.zoom == pytest.approx(zoom)
        choose("view-forget-1")
        assert page.views.places == {}

    def test_that_another_project_has_no_stored_views(
        self, page: LayersPage, studio: Studio
    ) -> None:
        page.views.store(1)
        studio.document.edit_network("Seed", mnist_5core())
        assert page.views.places
        studio.document.replace_by(Project(mnist_5core()), None)
        assert page.views.places == {}


class TestDetail:
    def test_that_each_level_of_detail_is_drawn(
        self, canvas: Canvas, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.set_trained(trained_at_random(mnist_30core()))
        seen = []
        for pixels in (8, 20, 60, 130, 300, 700, 2500, 16000):
            assert canvas.drawing is not None
            mesh = canvas.drawing.columns[0].mesh
            assert mesh is not None
            canvas.zoom_by(pixels / mesh.cell / canvas.zoom)
            tile = rectangle(mesh.tile(5))
            canvas.centre_on(tile.topLeft() + QPointF(tile.width() / 16, 3))
            canvas.grab()
            qtbot.waitUntil(lambda: canvas.picture.pictures.is_quiet)
            seen.append(canvas.grab().toImage())
        assert len({image.pixel(200, 200) for image in seen}) > 1
        assert all(one != other for one, other in pairwise(seen))

    def test_that_a_full_chip_is_selected_and_lit(
        self, canvas: Canvas, studio: Studio, qapp: QApplication
    ) -> None:
        full = Network(
            "f", InputShape(64, 64, 1), (WindowLayer(1, 1),), Readout(("a", "b"))
        )
        studio.document.replace_by(Project(full), None)
        before = canvas.grab().toImage()
        studio.document.select(cores(0, *range(4096)))
        assert canvas.grab().toImage() != before
        canvas.zoom_by(30)
        canvas.grab()

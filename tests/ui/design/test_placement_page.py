"""The placement page: cores dragged, moved by keys, and placed automatically."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from tests.circuits import oscillator
from tests.ui.conftest import show
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.edits import rename, set_layer
from tnstudio.model.network import InputShape, WindowLayer
from tnstudio.model.placement import hops_of, places_of, set_places
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.design.chip_geometry import Link, Spot, link_box
from tnstudio.ui.design.chip_legend import scale_text
from tnstudio.ui.design.chip_view import ChipView
from tnstudio.ui.design.hop_figures import compared
from tnstudio.ui.design.pens import rectangle
from tnstudio.ui.design.placement_page import PlacementPage
from tnstudio.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot, studio: Studio) -> Iterator[PlacementPage]:
    made = PlacementPage(studio)
    made.resize(900, 640)
    show(qtbot, made)
    made.chip.setFocus()
    yield made
    made.close()
    made.deleteLater()


def spots(studio: Studio) -> list[Spot]:
    return [tuple(spot) for spot in places_of(studio.document.network).tolist()]


def move_to(qtbot: QtBot, chip: ChipView, point: QPoint) -> None:
    # The first step begins the drag.
    qtbot.mouseMove(chip.viewport(), point - QPoint(1, 1))
    qtbot.mouseMove(chip.viewport(), point)


def drag(qtbot: QtBot, chip: ChipView, start: Spot, end: Spot) -> None:
    qtbot.mousePress(chip.viewport(), LEFT, pos=chip.point_of(start))
    move_to(qtbot, chip, chip.point_of(end))
    qtbot.mouseRelease(chip.viewport(), LEFT, pos=chip.point_of(end))


def click(qtbot: QtBot, chip: ChipView, spot: Spot, *keys: Qt.KeyboardModifier) -> None:
    held = keys[0] if keys else Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(chip.viewport(), LEFT, held, chip.point_of(spot))


class TestDragging:
    def test_that_a_drag_moves_a_core_in_one_step(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        before = spots(studio)
        assert before == [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1)]
        drag(qtbot, page.chip, (0, 0), (2, 2))
        assert spots(studio) == [(2, 2), *before[1:]]
        assert studio.document.history[1:] == ("Move layer 1, core 0",)
        assert studio.document.selection == Selection.of(0, 0)
        studio.document.undo()
        assert spots(studio) == before
        assert studio.document.network.placement is None

    def test_that_a_drag_onto_a_core_swaps_the_two(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        drag(qtbot, page.chip, (0, 0), (1, 1))
        assert spots(studio)[0] == (1, 1)
        assert spots(studio)[4] == (0, 0)

    def test_that_all_selected_cores_are_dragged_together(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        click(qtbot, page.chip, (0, 0))
        click(qtbot, page.chip, (1, 0), CTRL)
        assert len(studio.document.selection.items) == 2
        drag(qtbot, page.chip, (1, 0), (1, 2))
        assert spots(studio)[:2] == [(0, 2), (1, 2)]
        assert studio.document.history[1:] == ("Move 2 cores",)

    def test_that_a_drag_beyond_the_chip_is_refused_with_the_reason(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        before = studio.document.network
        drag(qtbot, page.chip, (0, 0), (-1, 0))
        assert studio.document.network is before
        assert "no place at row -1, column 0" in page.banner.text
        assert "rows 0 to 63" in page.banner.text
        drag(qtbot, page.chip, (0, 0), (2, 2))
        assert page.banner.text == ""

    def test_that_escape_calls_a_drag_off(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        chip, told = page.chip, page.figures.text("total")
        qtbot.mousePress(chip.viewport(), LEFT, pos=chip.point_of((0, 0)))
        move_to(qtbot, chip, chip.point_of((5, 5)))
        assert "384 → " in page.figures.text("total")
        qtbot.keyClick(chip, Qt.Key.Key_Escape)
        assert page.figures.text("total") == told == "384"
        qtbot.mouseRelease(chip.viewport(), LEFT, pos=chip.point_of((5, 5)))
        assert studio.document.history == ("Open",)

    def test_that_a_drag_ends_if_its_page_goes_away(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        chip = page.chip
        qtbot.mousePress(chip.viewport(), LEFT, pos=chip.point_of((0, 0)))
        move_to(qtbot, chip, chip.point_of((5, 5)))
        page.hide()
        page.show()
        assert page.figures.text("total") == "384"
        move_to(qtbot, chip, chip.point_of((4, 4)))
        qtbot.mouseRelease(chip.viewport(), LEFT, pos=chip.point_of((4, 4)))
        assert studio.document.history == ("Open",)

    def test_that_another_button_does_not_end_a_drag(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        chip = page.chip
        qtbot.mousePress(chip.viewport(), LEFT, pos=chip.point_of((0, 0)))
        move_to(qtbot, chip, chip.point_of((5, 5)))
        right = Qt.MouseButton.RightButton
        qtbot.mouseClick(chip.viewport(), right, pos=chip.point_of((5, 5)))
        assert studio.document.history == ("Open",)
        qtbot.mouseRelease(chip.viewport(), LEFT, pos=chip.point_of((5, 5)))
        assert spots(studio)[0] == (5, 5)

    def test_that_the_legend_of_a_design_without_routes_tells_so(
        self, page: PlacementPage, studio: Studio
    ) -> None:
        alone = replace(mnist_5core(), layers=mnist_5core().layers[:1])
        studio.document.edit_network("Cut", alone)
        drawing = page.chip.drawing
        assert drawing is not None
        assert scale_text(drawing) == "no routes between cores"

    def test_that_free_cores_are_dragged_too(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.replace_by(Project(oscillator()), None)
        drag(qtbot, page.chip, (0, 1), (1, 1))
        assert spots(studio) == [(0, 0), (1, 1)]
        assert studio.document.history[1:] == ("Move core 1 (half 1)",)
        assert page.figures.text("total") == "2 → 4 (+100%)"


class TestSelecting:
    def test_that_a_rectangle_selects_what_it_touches(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        drag(qtbot, page.chip, (2, 2), (0, 1))
        cores = [(item.layer, item.core) for item in studio.document.selection.items]
        assert cores == [(0, 3), (1, 0)]

    def test_that_a_click_on_a_free_place_selects_nothing(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        click(qtbot, page.chip, (0, 0))
        click(qtbot, page.chip, (2, 2))
        assert studio.document.selection == Selection()
        assert page.chip.accessibleDescription() == "No core is selected"

    def test_that_what_is_selected_elsewhere_is_marked(
        self, page: PlacementPage, studio: Studio
    ) -> None:
        studio.document.select(Selection.of(0))
        assert page.chip.cores == (0, 1, 2, 3)
        studio.document.select(Selection.of(1, 0))
        told = page.chip.accessibleDescription()
        assert "Layer 2, core 0 at row 1, column 1" in told
        assert "receives 256 routes, 1.5 hops each" in told

    def test_that_arrows_choose_and_escape_leaves(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        steps = [
            (Qt.Key.Key_Down, Selection.of(0, 0)),
            (Qt.Key.Key_Down, Selection.of(0, 1)),
            (Qt.Key.Key_Right, Selection.of(1, 0)),
            (Qt.Key.Key_Up, Selection.of(0, 3)),
            (Qt.Key.Key_Left, Selection.of(0, 0)),
            (Qt.Key.Key_Escape, Selection()),
        ]
        for key, expected in steps:
            qtbot.keyClick(page.chip, key)
            assert studio.document.selection == expected

    def test_that_alt_and_arrows_move_the_selected_core(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        qtbot.keyClick(page.chip, Qt.Key.Key_Right, ALT)
        assert studio.document.history == ("Open",)
        studio.document.select(Selection.of(1, 0))
        qtbot.keyClick(page.chip, Qt.Key.Key_Right, ALT)
        assert spots(studio)[4] == (1, 2)
        qtbot.keyClick(page.chip, Qt.Key.Key_Up, ALT)
        qtbot.keyClick(page.chip, Qt.Key.Key_Up, ALT)
        assert spots(studio)[4] == (0, 2)
        assert "no place at row -1" in page.banner.text
        assert len(studio.document.history) == 3


class TestTelling:
    def test_that_a_link_tells_its_load(
        self, page: PlacementPage, qtbot: QtBot
    ) -> None:
        chip = page.chip
        bar = rectangle(link_box(Link(1, 0, across=True), 1.0))
        point = chip.mapFromScene(bar.center())
        qtbot.mouseMove(chip.viewport(), point)
        told = page.findChild(QLabel, "placement-told").text()
        assert told == (
            "Row 1, columns 0 to 1: 64 routes, 64 to the right and 0 to the left"
        )
        moved = QHelpEvent(QEvent.Type.ToolTip, point, chip.mapToGlobal(point))
        assert QApplication.sendEvent(chip.viewport(), moved)
        qtbot.mouseMove(chip.viewport(), chip.point_of((5, 5)))
        QApplication.sendEvent(chip, QEvent(QEvent.Type.Leave))
        assert page.findChild(QLabel, "placement-told").text().startswith("Drag cores")

    def test_that_the_figures_are_those_of_the_design(
        self, page: PlacementPage, studio: Studio
    ) -> None:
        figures = hops_of(studio.document.network)
        assert figures is not None
        told = [page.figures.text(n) for n in ("total", "mean", "worst")]
        assert told == ["384", "1.50", "2"]
        assert page.figures.text("largest_load") == str(figures.largest_load)

    @pytest.mark.parametrize(
        ("now", "before", "told"),
        [
            (5, 5, "5"),
            (1500, 3000, "3,000 → 1,500 (−50%)"),
            (1.5, 1.0, "1.00 → 1.50 (+50%)"),
            (4, 0, "0 → 4"),
        ],
    )
    def test_that_figures_are_told_with_their_change(
        self, now: float, before: float, told: str
    ) -> None:
        assert compared(now, before) == told

    def test_that_other_layers_are_not_compared(
        self, page: PlacementPage, studio: Studio
    ) -> None:
        network = set_layer(studio.document.network, 1, WindowLayer(2, 1, 32))
        studio.document.edit_network("Change", network)
        assert page.figures.text("total") == "192"

    def test_that_misplaced_cores_are_told_and_put_right(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        wrong = replace(mnist_5core(), placement=((0, 0),) * 5)
        studio.document.edit_network("Spoil", wrong)
        assert page.empty.isVisible()
        texts = [label.text() for label in page.empty.findChildren(QLabel)]
        assert "Cores 0 and 1 are both at row 0, column 0." in texts
        page.empty.wanted.emit()
        assert studio.document.network == mnist_5core()
        assert page.chip.isVisible()

    def test_that_without_cores_there_is_nothing_to_place(
        self, page: PlacementPage, studio: Studio
    ) -> None:
        studio.document.edit_network("Clear", replace(mnist_5core(), layers=()))
        assert page.empty.isVisible()
        for name in ("place-automatically", "place-standard"):
            assert not page.findChild(QToolButton, name).isEnabled()

    def test_that_it_is_drawn_in_both_themes_at_every_zoom(
        self, page: PlacementPage, studio: Studio
    ) -> None:
        studio.document.select(Selection.of(0, 0))
        for mode in ("dark", "light"):
            studio.theme.set_mode(mode)
            for zoom in (0.2, 1.0, 2.4):
                page.chip.zoom_by(zoom / page.chip.zoom)
                page.chip.centre_on(QPointF(30, 30))
                image = page.chip.viewport().grab().toImage()
                seen = {
                    image.pixel(x, y)
                    for x in range(0, image.width(), 3)
                    for y in range(0, image.height(), 3)
                }
                colour = studio.theme.colours.series[0]
                assert any(f"#{p & 0xFFFFFF:06x}" == colour for p in seen)


class TestPlacingAutomatically:
    def test_that_the_result_is_one_step(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        button = page.findChild(QToolButton, "place-automatically")
        qtbot.mouseClick(button, LEFT)
        assert button.text() == "Stop placing"
        qtbot.waitUntil(lambda: not page.job.is_busy, timeout=30_000)
        assert button.text() == "Place automatically"
        assert studio.document.history == ("Open", "Place automatically")
        assert page.figures.text("total") == "384 → 256 (−33%)"
        qtbot.mouseClick(button, LEFT)
        qtbot.waitUntil(lambda: not page.job.is_busy, timeout=30_000)
        assert page.banner.text == "No places with fewer hops were found."
        studio.document.undo()
        assert studio.document.network == mnist_5core()

    def test_that_places_of_a_changed_design_are_not_used(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        button = page.findChild(QToolButton, "place-automatically")
        qtbot.mouseClick(button, LEFT)
        changed = rename(studio.document.network, "changed")
        studio.document.edit_network("Rename", changed)
        qtbot.waitUntil(lambda: not page.job.is_busy, timeout=30_000)
        assert studio.document.network is changed
        assert "The design was changed" in page.banner.text

    def test_that_it_can_be_stopped(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        large = replace(
            mnist_5core(),
            input=InputShape(50, 50),
            layers=(WindowLayer(4, 2), WindowLayer(2, 1, 64)),
        )
        studio.document.edit_network("Enlarge", large)
        button = page.findChild(QToolButton, "place-automatically")
        with qtbot.waitSignal(page.job.progressed):
            qtbot.mouseClick(button, LEFT)
        with qtbot.waitSignal(page.job.cancelled):
            qtbot.mouseClick(button, LEFT)
        assert studio.document.history == ("Open", "Enlarge")
        assert button.text() == "Place automatically"

    def test_that_the_standard_order_comes_back(
        self, page: PlacementPage, studio: Studio, qtbot: QtBot
    ) -> None:
        network = studio.document.network
        moved = set_places(network, places_of(network) + np.int32(3))
        studio.document.edit_network("Move", moved)
        qtbot.mouseClick(page.findChild(QToolButton, "place-standard"), LEFT)
        assert studio.document.network == network
        assert studio.document.history[-1] == "Standard places"


def test_that_neurons_of_free_cores_mark_their_core(
    page: PlacementPage, studio: Studio
) -> None:
    studio.document.replace_by(Project(oscillator()), None)
    studio.document.select(Selection((Item(Kind.NEURON, 0, 1, 0),)))
    assert page.chip.cores == (1,)

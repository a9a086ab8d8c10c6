"""The window planner with mouse and keys: R, S, F and layers by hand."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tests.ui.test_accessibility import controls
from tnstudio.app.layer_actions import duplicate_layer_at
from tnstudio.app.selection import Selection
from tnstudio.model.circuit import Circuit
from tnstudio.model.edits import rename, set_layer
from tnstudio.model.network import (
    InputShape,
    Network,
    Readout,
    WindowLayer,
    free_network,
)
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network
from tnstudio.model.templates import empty, mnist_5core, mnist_30core
from tnstudio.model.topology import lay_out
from tnstudio.ui.design.planner_geometry import Handle, knob
from tnstudio.ui.design.planner_page import PlannerPage
from tnstudio.ui.design.planner_painting import REFUSED
from tnstudio.ui.design.workspace import DesignWorkspace
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.meter import Meter

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def workspace(qtbot: QtBot, studio: Studio) -> Iterator[DesignWorkspace]:
    made = DesignWorkspace(studio)
    made.resize(1200, 760)
    show(qtbot, made)
    made.show_page("windows")
    qtbot.waitUntil(made.is_quiet)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def page(workspace: DesignWorkspace) -> PlannerPage:
    found = workspace.page("windows")
    assert isinstance(found, PlannerPage)
    return found


@pytest.fixture
def find(workspace: DesignWorkspace) -> Callable[[str], QWidget]:
    def find_widget(name: str) -> QWidget:
        found = workspace.findChild(QWidget, name)
        assert found is not None, name
        return found

    return find_widget


class Hand:
    """Drags in the planner, in places of the source."""

    def __init__(self, qtbot: QtBot, page: PlannerPage) -> None:
        self._qtbot, self._page = qtbot, page
        self.at = QPoint()

    @property
    def pitch(self) -> float:
        stage = self._page.view.stage
        assert stage is not None
        return stage.mesh.pitch

    def place(self, row: int, column: int) -> QPoint:
        """Return the upper left corner of a place."""
        stage = self._page.view.stage
        assert stage is not None
        mesh = stage.mesh
        x, y = mesh.left + column * mesh.pitch, mesh.top + row * mesh.pitch
        return QPoint(round(x), round(y))

    def knob(self, handle: Handle) -> QPoint:
        one = self._page.view.knobs[handle]
        assert one.isVisible()
        return one.geometry().center()

    def press(self, at: QPoint) -> None:
        self.at = at
        self._qtbot.mousePress(self._page.view, LEFT, pos=at)

    def move(self, columns: float, rows: float) -> None:
        """Go on from the press by so many places."""
        way = QPoint(round(columns * self.pitch), round(rows * self.pitch))
        self.here = self.at + way
        self._qtbot.mouseMove(self._page.view, self.here)

    def release(self) -> None:
        self._qtbot.mouseRelease(self._page.view, LEFT, pos=self.here)

    def drag(self, handle: Handle, columns: float, rows: float = 0) -> None:
        self.press(self.knob(handle))
        self.move(columns / 2, rows / 2)
        self.move(columns, rows)
        self.release()

    def draw(self, start: QPoint, side: float) -> None:
        self.press(start)
        self.move(side / 2, side / 3)
        self.move(side, side / 2)
        self.release()


@pytest.fixture
def hand(qtbot: QtBot, page: PlannerPage) -> Hand:
    return Hand(qtbot, page)


def numbers(studio: Studio) -> list[tuple[int, int, int | None]]:
    layers = studio.document.network.layers
    return [(layer.window, layer.stride, layer.features) for layer in layers]


PYRAMID = [(16, 4, None), (2, 1, 64), (2, 1, 64), (2, 1, 64)]


def test_that_the_30_core_pyramid_is_made_with_the_mouse_from_an_empty_project(
    window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    menu = window.actions_by_name.menus["new-from"]
    action = next(a for a in menu.actions() if a.text() == "Empty network")
    action.trigger()
    assert studio.document.network.layers == ()
    workspace = window.workspace("design")
    assert isinstance(workspace, DesignWorkspace)
    workspace.show_page("windows")
    page = workspace.page("windows")
    assert isinstance(page, PlannerPage)
    qtbot.waitUntil(page.is_quiet)
    hand = Hand(qtbot, page)
    hand.draw(hand.place(5, 7), 16)
    assert numbers(studio) == [(16, 12, None)]
    hand.drag(Handle.STRIDE, -8)
    assert numbers(studio) == [(16, 4, None)]
    add = window.findChild(QToolButton, "strip-add")
    for _ in range(3):
        qtbot.mouseClick(add, LEFT)
    assert numbers(studio) == PYRAMID
    plans = lay_out(studio.document.network).layers
    assert [len(plan.cores) for plan in plans] == [16, 9, 4, 1]
    assert studio.document.network.layers == mnist_30core().layers
    # One step for each thing done.
    assert len(studio.document.history) == 1 + 5
    assert check_network(studio.document.network) == ()


class TestDragging:
    def test_that_the_corner_sets_r_and_everything_follows_at_once(
        self, hand: Hand, studio: Studio, find: Callable[[str], QWidget]
    ) -> None:
        hand.press(hand.knob(Handle.CORNER))
        hand.move(-4, -4)
        assert numbers(studio)[0] == (12, 12, None)
        assert find("planner-grid").accessibleName() == "Output grid 2 × 2 = 4 cores"
        meter = find("planner-numbers-axons-per-core")
        assert isinstance(meter, Meter)
        assert meter.text == "axons per core 144 / 256"
        assert find("layer-1-window").value() == 12  # type: ignore[attr-defined]
        hand.move(-8, -8)
        assert "8" in find("strip-layer-1").accessibleName()
        hand.release()
        assert studio.document.history == ("Open", "Change window R of layer 1")
        studio.document.undo()
        assert studio.document.network == mnist_5core()

    @pytest.mark.parametrize("rows", [0, 1])
    def test_that_edges_set_r_too(
        self, hand: Hand, page: PlannerPage, studio: Studio, rows: int
    ) -> None:
        edge = hand.place(9, 16) if not rows else hand.place(16, 5)
        hand.press(edge)
        hand.move(0 if rows else -2, -2 if rows else 0)
        hand.release()
        assert numbers(studio)[0] == (14, 12, None)

    def test_that_the_second_window_sets_s_and_orphans_are_counted(
        self, hand: Hand, studio: Studio, find: Callable[[str], QWidget]
    ) -> None:
        hand.press(hand.place(4, 20))
        hand.move(-3, 5)
        hand.release()
        assert numbers(studio)[0] == (16, 9, None)
        legend = find("planner-legend").accessibleName()
        assert legend == "A place is seen by 1, 2, 4 cores; 159 places by none"

    def test_that_features_are_dragged_up_to_what_fits(
        self, hand: Hand, page: PlannerPage, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection.of(1))
        stage = page.view.stage
        assert stage is not None
        assert stage.scale is not None
        x = round(stage.scale.box.left + 4)
        hand.press(hand.knob(Handle.FEATURES))
        hand.here = QPoint(x, round(stage.scale.y_of(20)))
        qtbot.mouseMove(page.view, hand.here)
        hand.release()
        assert abs((numbers(studio)[1][2] or 0) - 20) <= 1
        hand.press(QPoint(x, round(stage.scale.y_of(40))))
        hand.here = hand.at
        hand.release()
        assert numbers(studio)[1] == (2, 1, 40)

    def test_that_a_press_without_a_way_changes_nothing(
        self, hand: Hand, studio: Studio
    ) -> None:
        for handle in (Handle.CORNER, Handle.STRIDE):
            hand.drag(handle, 0)
        assert studio.document.history == ("Open",)


class TestRefusing:
    @pytest.mark.parametrize(
        ("handle", "columns", "reason"),
        [
            (Handle.CORNER, 1, "289 axons, a core has 256: choose R of at most 16"),
            (Handle.CORNER, -16, "R is 0"),
            (Handle.STRIDE, -12, "S is 0"),
        ],
    )
    def test_that_an_illegal_window_is_refused_with_its_reason_and_nothing_changed(
        self,
        hand: Hand,
        page: PlannerPage,
        studio: Studio,
        handle: Handle,
        columns: int,
        reason: str,
    ) -> None:
        project = studio.document.project
        hand.press(hand.knob(handle))
        hand.move(columns / 2, 0)
        hand.move(columns, 0)
        assert reason in page.view.note
        assert reason in page.view.accessibleDescription()
        assert studio.document.project is project
        page.grab()
        hand.release()
        assert studio.document.project is project
        assert studio.document.history == ("Open",)
        assert not studio.document.is_modified
        # The reason can still be read, and what there is is shown again.
        assert reason in page.view.note
        assert page.view.knobs[handle].geometry().center() == hand.at

    def test_that_the_refused_window_is_drawn_in_the_colour_of_errors(
        self, hand: Hand, page: PlannerPage
    ) -> None:
        hand.press(hand.knob(Handle.CORNER))
        hand.move(2, 2)
        image = page.view.grab().toImage()
        corner = hand.place(0, 18)
        row = [image.pixelColor(corner.x() + k, corner.y() + 60) for k in range(-3, 4)]
        assert REFUSED in [colour.name() for colour in row]
        hand.release()

    def test_that_a_reason_goes_with_the_next_edit(
        self, hand: Hand, page: PlannerPage, studio: Studio
    ) -> None:
        hand.drag(Handle.CORNER, 2, 2)
        assert page.view.note
        studio.document.edit_network("Rename", rename(mnist_5core(), "other"))
        assert not page.view.note

    def test_that_meters_tell_what_is_asked_for(
        self, hand: Hand, find: Callable[[str], QWidget]
    ) -> None:
        meter = find("planner-numbers-axons-per-core")
        assert isinstance(meter, Meter)
        hand.press(hand.knob(Handle.CORNER))
        hand.move(1, 1)
        assert meter.is_over
        hand.release()
        assert not meter.is_over

    def test_that_too_many_features_are_refused(
        self, hand: Hand, page: PlannerPage, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection.of(1))
        stage = page.view.stage
        assert stage is not None
        assert stage.scale is not None
        top = QPoint(round(stage.scale.box.left + 3), round(stage.scale.box.top + 2))
        hand.press(top)
        assert "needs" in page.view.note
        hand.here = top
        hand.release()
        assert studio.document.network == mnist_5core()

    def test_that_too_many_cores_are_refused(
        self, hand: Hand, page: PlannerPage, studio: Studio
    ) -> None:
        network = Network(
            "wide",
            InputShape(80, 80),
            (WindowLayer(2, 2),),
            Readout(("a", "b")),
        )
        studio.document.replace_by(Project(network), None)
        hand.drag(Handle.STRIDE, -1)
        assert "6241 cores, the chip has 4096" in page.view.note
        assert studio.document.network == network

    def test_that_a_later_layer_that_will_not_fit_is_told_but_no_reason(
        self, hand: Hand, page: PlannerPage, studio: Studio
    ) -> None:
        hand.press(hand.knob(Handle.STRIDE))
        hand.move(1, 0)
        assert "Layer 2 will not fit" in page.view.note
        hand.release()
        assert numbers(studio)[0] == (16, 13, None)
        assert not page.view.note


class TestTakingBack:
    def test_that_escape_takes_the_whole_drag_back(
        self, hand: Hand, page: PlannerPage, studio: Studio, qtbot: QtBot
    ) -> None:
        project = studio.document.project
        hand.press(hand.knob(Handle.CORNER))
        hand.move(-3, -3)
        focused = QApplication.focusWidget()
        assert focused is page.view.knobs[Handle.CORNER]
        qtbot.keyClick(focused, Qt.Key.Key_Escape)
        assert studio.document.project is project
        assert studio.document.history == ("Open",)
        hand.move(-5, -5)
        hand.release()
        assert studio.document.history == ("Open",)

    def test_that_escape_takes_back_a_first_layer_that_is_drawn(
        self, hand: Hand, page: PlannerPage, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.replace_by(Project(empty()), None)
        hand.press(hand.place(3, 3))
        hand.move(8, 8)
        assert numbers(studio) == [(8, 5, None)]
        qtbot.keyClick(page.view, Qt.Key.Key_Escape)
        assert numbers(studio) == []
        hand.release()
        assert studio.document.history == ("Open",)

    def test_that_another_page_takes_a_drag_back(
        self, hand: Hand, workspace: DesignWorkspace, studio: Studio
    ) -> None:
        hand.press(hand.knob(Handle.CORNER))
        hand.move(-3, -3)
        workspace.show_page("layers")
        assert studio.document.history == ("Open",)

    def test_that_an_edit_from_elsewhere_ends_a_drag(
        self, hand: Hand, page: PlannerPage, studio: Studio
    ) -> None:
        hand.press(hand.knob(Handle.CORNER))
        hand.move(-3, -3)
        other = rename(mnist_30core(), "other")
        studio.document.edit_network("Something else", other)
        hand.move(-4, -4)
        hand.release()
        assert studio.document.network == other
        assert not page.view.is_gripped


class TestEmpty:
    @pytest.fixture(autouse=True)
    def _empty(self, page: PlannerPage, studio: Studio) -> None:
        studio.document.replace_by(Project(empty()), None)

    @pytest.mark.parametrize("way", [(1, 1), (-1, -1)])
    def test_that_a_window_is_drawn_from_anywhere(
        self, hand: Hand, studio: Studio, way: tuple[int, int]
    ) -> None:
        hand.press(hand.place(14, 14))
        hand.move(way[0] * 10, way[1] * 7)
        hand.release()
        assert numbers(studio) == [(10, 9, None)]
        assert studio.document.selection == Selection.of(0)
        studio.document.undo()
        assert studio.document.network == empty()

    def test_that_a_window_that_is_too_large_adds_no_layer(
        self, hand: Hand, page: PlannerPage, studio: Studio
    ) -> None:
        hand.press(hand.place(1, 1))
        hand.move(20, 20)
        assert "400 axons" in page.view.note
        page.grab()
        hand.release()
        assert studio.document.network == empty()
        assert studio.document.history == ("Open",)

    def test_that_a_click_adds_nothing(self, hand: Hand, studio: Studio) -> None:
        hand.press(hand.place(4, 4))
        hand.move(0, 0)
        hand.release()
        assert studio.document.history == ("Open",)

    def test_that_the_main_button_does_it_by_keys(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        first = find("planner-first")
        assert first.isVisible()
        first.setFocus()
        qtbot.keyClick(first, Qt.Key.Key_Space)
        assert numbers(studio) == [(16, 12, None)]
        assert not first.isVisible()
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.objectName() == "planner-window"

    def test_that_it_is_said_what_to_do(self, page: PlannerPage, hand: Hand) -> None:
        assert "Drag a window" in page.view.tip_at(hand.place(3, 3).toPointF())

    def test_that_the_picture_stays_while_the_layer_is_drawn(
        self, hand: Hand, page: PlannerPage
    ) -> None:
        before = hand.place(0, 0)
        hand.draw(hand.place(2, 2), 9)
        assert hand.place(0, 0) == before


class TestKeys:
    @pytest.mark.parametrize(
        ("name", "key", "shift", "expected"),
        [
            ("planner-window", Qt.Key.Key_Left, False, (15, 12)),
            ("planner-window", Qt.Key.Key_Up, False, (15, 12)),
            ("planner-window", Qt.Key.Key_Left, True, (16, 11)),
            ("planner-stride", Qt.Key.Key_Up, False, (16, 11)),
            ("planner-stride", Qt.Key.Key_Right, False, (16, 13)),
        ],
    )
    def test_that_arrows_change_the_handle_that_has_the_focus(
        self,
        studio: Studio,
        qtbot: QtBot,
        find: Callable[[str], QWidget],
        name: str,
        key: Qt.Key,
        shift: bool,
        expected: tuple[int, int],
    ) -> None:
        modifier = Qt.KeyboardModifier.ShiftModifier
        plain = Qt.KeyboardModifier.NoModifier
        find(name).setFocus()
        qtbot.keyClick(find(name), key, modifier if shift else plain)
        assert numbers(studio)[0][:2] == expected

    def test_that_tab_goes_from_handle_to_handle(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        studio.document.select(Selection.of(1))
        find("planner-window").setFocus()
        seen = []
        for _ in range(3):
            focused = QApplication.focusWidget()
            assert focused is not None
            seen.append(focused.objectName())
            qtbot.keyClick(focused, Qt.Key.Key_Tab)
        assert seen == ["planner-window", "planner-stride", "planner-features"]

    def test_that_features_grow_upwards_and_are_refused_beyond_the_limit(
        self,
        page: PlannerPage,
        studio: Studio,
        qtbot: QtBot,
        find: Callable[[str], QWidget],
    ) -> None:
        studio.document.select(Selection.of(1))
        bar = find("planner-features")
        bar.setFocus()
        qtbot.keyClick(bar, Qt.Key.Key_Down)
        assert numbers(studio)[1] == (2, 1, 63)
        for _ in range(2):
            qtbot.keyClick(bar, Qt.Key.Key_Up)
        assert numbers(studio)[1] == (2, 1, 64)
        assert "260 axons" in page.view.note
        qtbot.keyClick(bar, Qt.Key.Key_Tab)
        assert not page.view.note

    def test_that_keys_in_a_row_are_one_step_until_the_focus_goes(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        corner = find("planner-window")
        corner.setFocus()
        for _ in range(3):
            qtbot.keyClick(corner, Qt.Key.Key_Left)
        find("planner-stride").setFocus()
        corner.setFocus()
        qtbot.keyClick(corner, Qt.Key.Key_Left)
        assert len(studio.document.history) == 3
        studio.document.undo()
        assert numbers(studio)[0][0] == 13

    def test_that_handles_tell_their_numbers(
        self, studio: Studio, find: Callable[[str], QWidget]
    ) -> None:
        studio.document.replace_by(Project(mnist_30core()), None)
        studio.document.select(Selection.of(1))
        assert find("planner-window").accessibleDescription() == (
            "R is 2: 3 × 3 = 9 cores, 256 of 256 axons per core"
        )
        assert "0 places seen by no core" in (
            find("planner-stride").accessibleDescription()
        )
        features = find("planner-features").accessibleDescription()
        assert "axons allow 64, neurons 64" in features


class TestStrip:
    @pytest.fixture(autouse=True)
    def _pyramid(self, page: PlannerPage, studio: Studio) -> None:
        network = set_layer(mnist_30core(), 2, WindowLayer(1, 1, 32))
        studio.document.replace_by(Project(network), None)

    def test_that_a_click_chooses_a_layer_everywhere(
        self,
        workspace: DesignWorkspace,
        page: PlannerPage,
        studio: Studio,
        qtbot: QtBot,
        find: Callable[[str], QWidget],
    ) -> None:
        qtbot.mouseClick(find("strip-layer-2"), LEFT)
        assert studio.document.selection == Selection.of(1)
        assert workspace.outline.currentIndex().data().startswith("Layer 2")
        assert page.view.stage is not None
        assert page.view.stage.mesh.grid.rows == 4
        qtbot.mouseClick(find("strip-layer-2"), LEFT)
        assert find("strip-layer-2").isChecked()  # type: ignore[attr-defined]

    def test_that_arrows_choose_and_with_alt_move(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        find("strip-layer-1").setFocus()
        qtbot.keyClick(find("strip-layer-1"), Qt.Key.Key_Left)
        for name in ("strip-layer-1", "strip-layer-2"):
            qtbot.keyClick(find(name), Qt.Key.Key_Right)
        assert studio.document.selection == Selection.of(2)
        alt = Qt.KeyboardModifier.AltModifier
        qtbot.keyClick(find("strip-layer-3"), Qt.Key.Key_Left, alt)
        assert [w for w, _, _ in numbers(studio)] == [16, 1, 2, 2]
        assert studio.document.selection == Selection.of(1)
        assert find("strip-layer-2").hasFocus()

    def test_that_a_card_is_dragged_to_another_place(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        card, last = find("strip-layer-3"), find("strip-layer-4")
        qtbot.mousePress(card, LEFT, pos=QPoint(20, 20))
        target = card.mapFrom(last.parentWidget(), last.geometry().center())
        for x in (60, target.x() + 30):
            qtbot.mouseMove(card, QPoint(x, 20))
        qtbot.mouseRelease(card, LEFT, pos=QPoint(target.x() + 30, 20))
        assert [w for w, _, _ in numbers(studio)] == [16, 2, 2, 1]
        assert studio.document.selection == Selection.of(3)
        assert studio.document.undo_label == "Move layer 3 to place 4"

    def test_that_escape_puts_a_dragged_card_back(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        card = find("strip-layer-3")
        card.setFocus()
        qtbot.mousePress(card, LEFT, pos=QPoint(20, 20))
        qtbot.mouseMove(card, QPoint(-300, 20))
        qtbot.keyClick(card, Qt.Key.Key_Escape)
        qtbot.mouseRelease(card, LEFT, pos=QPoint(-300, 20))
        assert studio.document.history == ("Open",)

    @pytest.mark.parametrize("cause", ["undo", "page"])
    def test_that_a_card_is_let_go_if_its_layer_or_page_goes_away(
        self,
        page: PlannerPage,
        studio: Studio,
        qtbot: QtBot,
        find: Callable[[str], QWidget],
        cause: str,
    ) -> None:
        duplicate_layer_at(studio.document, 2)
        card = find("strip-layer-4")
        card.setFocus()
        calm = find("strip-row").grab().toImage()
        qtbot.mousePress(card, LEFT, pos=QPoint(20, 20))
        qtbot.mouseMove(card, QPoint(-300, 20))
        assert find("strip-row").grab().toImage() != calm
        if cause == "undo":
            studio.document.undo()
            studio.document.redo()
        else:
            page.hide()
            page.show()
            card.setFocus()
        qtbot.mouseMove(card, QPoint(-200, 20))
        qtbot.mouseRelease(card, LEFT, pos=QPoint(-300, 20))
        qtbot.waitUntil(lambda: find("strip-row").grab().toImage() == calm)
        assert studio.document.undo_label == "Duplicate layer 3"
        assert studio.document.redo_label == ""

    def test_that_buttons_duplicate_move_and_remove(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        studio.document.select(Selection.of(2))
        for name in ("strip-left", "strip-right", "strip-duplicate", "strip-remove"):
            assert find(name).isEnabled()
            qtbot.mouseClick(find(name), LEFT)
        assert len(studio.document.history) == 5
        assert [w for w, _, _ in numbers(studio)] == [16, 2, 1, 2]
        assert studio.document.selection == Selection.of(3)
        assert not find("strip-right").isEnabled()

    def test_that_the_last_layer_can_be_removed(
        self, studio: Studio, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        for _ in range(4):
            qtbot.mouseClick(find("strip-remove"), LEFT)
        assert studio.document.network.layers == ()
        assert find("planner-first").isVisible()
        assert not find("strip-remove").isEnabled()

    def test_that_templates_take_the_place_of_the_layers(
        self, page: PlannerPage, studio: Studio
    ) -> None:
        action = page.tools.findChild(QAction, "planner-template-mnist-5core")
        assert action is not None
        action.trigger()
        assert studio.document.network.layers == mnist_5core().layers
        assert studio.document.network.name == "MNIST, 30 cores"
        studio.document.undo()
        assert len(studio.document.network.layers) == 4


class TestShowing:
    @pytest.mark.parametrize(
        "change",
        [
            {"layers": ()},
            {"layers": (WindowLayer(0, 0, 0),)},
            {"layers": (WindowLayer(40, 1), WindowLayer(2, 1, 64))},
            {"layers": (WindowLayer(20, 8), WindowLayer(2, 1, 999))},
            {"input": InputShape(0, 0, 0)},
            {"input": InputShape(0, 0, 0), "layers": ()},
            {"input": InputShape(2048, 2048, 2)},
            {"input": InputShape(2048, 2048), "layers": (WindowLayer(1, 2),)},
            {"input": InputShape(3, 90), "layers": (WindowLayer(2, 1),)},
        ],
    )
    def test_that_whatever_can_be_typed_is_shown_or_told(
        self, workspace: DesignWorkspace, studio: Studio, change: dict[str, object]
    ) -> None:
        network = replace(mnist_5core(), **change)  # type: ignore[arg-type]
        studio.document.edit_network("Break", network)
        for layer in range(len(network.layers)):
            studio.document.select(Selection.of(layer))
            workspace.grab()

    def test_that_coverage_can_be_hidden(
        self, page: PlannerPage, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        before = page.view.grab().toImage()
        qtbot.mouseClick(find("planner-coverage"), LEFT)
        assert page.view.grab().toImage() != before
        qtbot.mouseClick(find("planner-coverage"), LEFT)
        assert page.view.grab().toImage() == before

    def test_that_samples_are_paged_through(
        self, page: PlannerPage, qtbot: QtBot, find: Callable[[str], QWidget]
    ) -> None:
        before = page.view.grab().toImage()
        qtbot.mouseClick(find("planner-sample-next"), LEFT)
        assert page.view.grab().toImage() != before
        qtbot.mouseClick(find("planner-sample-previous"), LEFT)
        assert page.view.grab().toImage() == before

    def test_that_places_and_handles_are_told_in_tooltips(
        self, page: PlannerPage, hand: Hand
    ) -> None:
        at = hand.place(13, 13).toPointF()
        at.setX(at.x() + 5)
        at.setY(at.y() + 5)
        assert page.view.tip_at(at) == "Row 13, column 13: seen by 4 cores"
        assert "change S" in page.view.tip_at(hand.knob(Handle.STRIDE).toPointF())

    def test_that_the_theme_is_followed(
        self, page: PlannerPage, studio: Studio
    ) -> None:
        before = page.grab().toImage()
        studio.theme.set_mode("dark")
        assert page.grab().toImage() != before
        studio.theme.set_mode("light")

    def test_that_a_rehearsal_chooses_the_first_layer(
        self, workspace: DesignWorkspace, studio: Studio
    ) -> None:
        workspace.rehearse()
        assert studio.document.selection == Selection.of(0)

    def test_that_free_cores_have_no_windows(
        self, page: PlannerPage, studio: Studio, workspace: DesignWorkspace
    ) -> None:
        studio.document.replace_by(Project(free_network("free", Circuit())), None)
        assert workspace.current_page == "circuit"

    def test_that_a_drag_on_a_full_chip_holds_nothing_up(
        self, page: PlannerPage, studio: Studio, hand: Hand
    ) -> None:
        full = Network(
            "full",
            InputShape(64, 64),
            (WindowLayer(1, 1),),
            Readout(("a", "b")),
        )
        studio.document.replace_by(Project(full), None)
        hand.drag(Handle.CORNER, 3, 3)
        assert numbers(studio) == [(4, 1, None)]
        stage = page.view.stage
        assert stage is not None
        assert knob(stage, WindowLayer(4, 1), Handle.CORNER)


def test_that_every_control_of_the_page_is_named_explained_and_reached_by_keys(
    page: PlannerPage, studio: Studio
) -> None:
    studio.document.select(Selection.of(1))
    found = [*controls(page), *controls(page.tools), *page.view.knobs.values()]
    names = [control.objectName() for control in found]
    assert len(found) > 10
    assert all(names)
    assert len(names) == len(set(names))
    for control in found:
        assert control.accessibleName(), control.objectName()
        assert control.toolTip() or control in page.view.knobs.values()
        if control.isEnabled():
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus

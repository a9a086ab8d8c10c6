"""The crossbar is drawn on with mouse and keys; each gesture is one step."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QSlider, QWidget
from pytestqt.qtbot import QtBot

from tests.circuits import oscillator
from tests.ui.conftest import show
from tests.ui.design.core_hands import CONTROL, LEFT, RIGHT, SHIFT, Hands, Key
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.app.synapse_text import MIME_TYPE
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import (
    add_core,
    replace_core,
    set_axon_types,
    set_synapses,
)
from tnstudio.model.crossbar_edits import Rectangle
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import free_network
from tnstudio.model.preset_circuits import fresh_core
from tnstudio.model.project import Project
from tnstudio.ui.design.core_page import CorePage
from tnstudio.ui.design.crossbar_clipboard import put_synapses
from tnstudio.ui.design.crossbar_tools import Tool
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio


def of_side(side: int) -> Project:
    """Two cores without synapses."""
    hardware = Hardware("square", side, side, 4, 2, 2)
    circuit = Circuit()
    for column in range(2):
        core = fresh_core(hardware, f"core {column}", (0, column))
        circuit = add_core(circuit, core)
    return Project(free_network("squares", circuit, hardware))


@pytest.fixture
def page(qtbot: QtBot, studio: Studio) -> Iterator[CorePage]:
    studio.document.replace_by(of_side(16), None)
    made = CorePage(studio)
    made.resize(900, 900)
    show(qtbot, made)
    made.crossbar.editor.setFocus()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def hands(page: CorePage, studio: Studio, qtbot: QtBot) -> Hands:
    return Hands(page, studio, qtbot)


class TestDrawing:
    def test_that_100_synapses_are_painted_and_undone_in_one_step(
        self, hands: Hands, studio: Studio
    ) -> None:
        before = studio.document.project
        hands.press(hands.cell(0, 0))
        for axon in range(10):
            columns = range(10) if axon % 2 == 0 else range(9, -1, -1)
            for neuron in columns:
                hands.move(hands.cell(axon, neuron))
        hands.release(hands.cell(9, 0))
        assert len(hands.on()) == 100
        assert hands.steps == 1
        assert studio.document.undo_label == "Paint synapses"
        studio.document.undo()
        assert hands.on() == []
        assert studio.document.project is before
        assert not hands.editor.crossbar.any()

    def test_that_the_first_cell_decides_and_the_right_button_erases(
        self, hands: Hands
    ) -> None:
        hands.drag(hands.cell(2, 1), hands.cell(2, 6))
        assert hands.on() == [(2, j) for j in range(1, 7)]
        hands.drag(hands.cell(2, 5), hands.cell(2, 9))
        assert hands.on() == [(2, j) for j in range(1, 5)]
        hands.drag(hands.cell(0, 2), hands.cell(5, 2), button=RIGHT)
        assert hands.on() == [(2, 1), (2, 3), (2, 4)]
        assert hands.steps == 3

    def test_that_a_quick_hand_leaves_no_gap(self, hands: Hands) -> None:
        hands.drag(hands.cell(0, 0), hands.cell(12, 12))
        assert hands.on() == [(k, k) for k in range(13)]

    def test_that_escape_takes_a_stroke_back_and_its_release_does_nothing(
        self, hands: Hands
    ) -> None:
        hands.press(hands.cell(0, 0))
        hands.move(hands.cell(5, 5))
        assert hands.editor.crossbar.any()
        hands.key(Key.Key_Escape)
        assert not hands.editor.crossbar.any()
        hands.release(hands.cell(5, 5))
        assert hands.steps == 0

    def test_that_an_edit_from_elsewhere_drops_the_stroke(
        self, hands: Hands, studio: Studio
    ) -> None:
        hands.press(hands.cell(0, 0))
        hands.move(hands.cell(3, 3))
        network = replace(studio.document.network, name="another")
        studio.document.edit_network("Rename", network)
        assert not hands.editor.crossbar.any()
        hands.release(hands.cell(3, 3))
        assert hands.on() == []

    @pytest.mark.parametrize(
        ("tool", "key", "count"),
        [
            ("line", "l", 5),
            ("outline", "o", 14),
            ("fill", "r", 20),
            ("row", "a", 4 * 16),
            ("column", "n", 5 * 16),
        ],
    )
    def test_that_shapes_are_drawn_by_button_or_key(
        self, hands: Hands, tool: str, key: str, count: int
    ) -> None:
        for choose in (lambda: hands.press_button(tool), lambda: hands.keys(key)):
            hands.keys("p")
            choose()
            assert hands.editor.tool == tool
            button = hands.page.crossbar.palette_of_tools.button(tool)
            assert button.isChecked()
            hands.drag(hands.cell(3, 3), hands.cell(9, 9), hands.cell(6, 7))
            assert len(hands.on()) == count
            hands.studio.document.undo()

    def test_that_dragging_beyond_the_edge_draws_up_to_it(self, hands: Hands) -> None:
        hands.keys("r")
        outside = QPoint(hands.editor.viewport().width() - 1, hands.cell(1, 1).y())
        hands.drag(hands.cell(0, 14), outside)
        assert hands.on() == [(0, 14), (0, 15), (1, 14), (1, 15)]

    def test_that_a_click_beside_the_cells_draws_nothing(self, hands: Hands) -> None:
        hands.click(QPoint(2, 2))
        assert hands.steps == 0

    def test_that_only_the_core_on_show_is_changed(
        self, hands: Hands, studio: Studio
    ) -> None:
        first = hands.core(0)
        studio.document.select(Selection.of(0, 1))
        hands.drag(hands.cell(1, 1), hands.cell(1, 4))
        assert hands.core(0) is first
        assert len(hands.on(1)) == 4


class TestKeys:
    def test_that_arrows_walk_and_space_switches(self, hands: Hands) -> None:
        for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right):
            hands.key(key)
        assert hands.editor.cursor_cell == (2, 1)
        hands.key(Key.Key_Space)
        assert hands.on() == [(2, 1)]
        assert "axon 2 → neuron 1: on" in hands.editor.accessibleDescription()
        hands.key(Key.Key_Space)
        assert hands.on() == []
        assert "off" in hands.editor.accessibleDescription()

    def test_that_far_steps_and_edges_stay_within(self, hands: Hands) -> None:
        hands.key(Key.Key_Right, CONTROL)
        assert hands.editor.cursor_cell == (0, 8)
        hands.key(Key.Key_End)
        hands.key(Key.Key_PageDown)
        hands.key(Key.Key_Down)
        assert hands.editor.cursor_cell == (15, 15)
        hands.key(Key.Key_Home)
        hands.key(Key.Key_PageUp)
        hands.key(Key.Key_Left)
        assert hands.editor.cursor_cell == (0, 0)

    def test_that_cells_are_selected_filled_and_cleared_by_keys(
        self, hands: Hands
    ) -> None:
        for _ in range(2):
            hands.key(Key.Key_Right, SHIFT)
        hands.key(Key.Key_Down, SHIFT)
        assert hands.editor.rectangle == Rectangle(0, 0, 2, 3)
        hands.key(Key.Key_Return)
        assert len(hands.on()) == 6
        hands.key(Key.Key_I)
        assert hands.on() == []
        hands.key(Key.Key_Return)
        hands.key(Key.Key_Delete)
        assert hands.on() == []
        assert hands.steps == 4
        hands.key(Key.Key_Escape)
        assert hands.editor.rectangle is None

    def test_that_all_is_inverted_without_a_selection(self, hands: Hands) -> None:
        hands.key(Key.Key_I)
        assert len(hands.on()) == 256

    def test_that_flips_and_transposing_turn_the_selected_cells(
        self, hands: Hands, errors: list[TNStudioError]
    ) -> None:
        hands.drag(hands.cell(0, 0), hands.cell(0, 2))
        hands.editor.select(Rectangle(0, 0, 4, 4))
        hands.key(Key.Key_X)
        assert hands.on() == [(0, 0), (1, 0), (2, 0)]
        hands.key(Key.Key_V)
        assert hands.on() == [(1, 0), (2, 0), (3, 0)]
        hands.press_button("flip-neurons")
        assert hands.on() == [(1, 3), (2, 3), (3, 3)]
        hands.editor.select(Rectangle(0, 0, 2, 4))
        hands.press_button("transpose")
        assert "not a square" in str(errors[0])
        assert hands.on() == [(1, 3), (2, 3), (3, 3)]


class TestSelecting:
    def test_that_a_rectangle_is_selected_and_copied_to_another_core(
        self, hands: Hands, studio: Studio
    ) -> None:
        hands.drag(hands.cell(1, 1), hands.cell(3, 3))
        hands.press_button("select")
        hands.drag(hands.cell(1, 1), hands.cell(4, 3))
        assert hands.editor.rectangle == Rectangle(1, 1, 4, 3)
        hands.key(Key.Key_C, CONTROL)
        hands.key(Key.Key_X, CONTROL)
        assert hands.on() == []
        assert studio.document.undo_label == "Cut synapses"
        studio.document.select(Selection.of(0, 1))
        assert hands.editor.rectangle is None
        for _ in range(5):
            hands.key(Key.Key_Down)
        hands.key(Key.Key_V, CONTROL)
        assert hands.on(1) == [(5, 0), (6, 1), (7, 2)]
        assert hands.editor.rectangle == Rectangle(5, 0, 4, 3)
        assert hands.steps == 3

    def test_that_pasting_is_cut_at_the_edge(self, hands: Hands) -> None:
        put_synapses(np.ones((5, 5), np.bool_))
        hands.key(Key.Key_End)
        hands.press_button("paste")
        assert hands.on() == [(k, 15) for k in range(5)]
        assert hands.editor.rectangle == Rectangle(0, 15, 5, 1)

    def test_that_a_clipboard_without_synapses_is_left_to_the_window(
        self, hands: Hands, errors: list[TNStudioError]
    ) -> None:
        QGuiApplication.clipboard().setText("no synapses")
        hands.key(Key.Key_V, CONTROL)
        assert hands.steps == 0
        assert errors == []
        hands.press_button("paste")
        assert "no synapses" in str(errors[0])

    def test_that_synapses_are_in_the_clipboard_as_text_too(self, hands: Hands) -> None:
        hands.editor.select(Rectangle(0, 0, 2, 2))
        hands.key(Key.Key_C, CONTROL)
        data = QGuiApplication.clipboard().mimeData()
        assert data.hasFormat(MIME_TYPE)
        assert '"axons": ["00", "00"]' in data.text()

    def test_that_axons_and_neurons_are_selected_by_their_numbers(
        self, hands: Hands, studio: Studio
    ) -> None:
        document = studio.document
        hands.drag(hands.number_of_axon(2), hands.number_of_axon(4))
        expected = tuple(Item(Kind.AXON, 0, 0, k) for k in (2, 3, 4))
        assert document.selection.items == expected
        hands.click(hands.number_of_neuron(7))
        assert document.selection.items == (Item(Kind.NEURON, 0, 0, 7),)
        hands.click(hands.number_of_neuron(9), CONTROL)
        hands.click(hands.number_of_neuron(7), CONTROL)
        assert document.selection.items == (Item(Kind.NEURON, 0, 0, 9),)
        assert hands.steps == 0


class TestTypes:
    def types(self, hands: Hands) -> list[int]:
        return hands.core().axon_types[0].tolist()

    def test_that_a_click_takes_the_next_type_and_comes_around(
        self, hands: Hands
    ) -> None:
        found = []
        for _ in range(4):
            hands.click(hands.type_of(3))
            found.append(self.types(hands)[3])
        assert found == [1, 2, 3, 0]
        assert hands.steps == 4

    def test_that_dragging_paints_a_type_in_one_step(self, hands: Hands) -> None:
        hands.click(hands.type_of(2))
        hands.drag(hands.type_of(2), hands.type_of(4), hands.type_of(8))
        assert self.types(hands) == [0, 0] + [1] * 7 + [0] * 7
        assert hands.steps == 2
        hands.press(hands.type_of(2))
        hands.move(hands.type_of(12))
        hands.key(Key.Key_Escape)
        hands.release(hands.type_of(12))
        assert self.types(hands) == [0, 0] + [1] * 7 + [0] * 7
        assert hands.editor.types.tolist() == self.types(hands)

    def test_that_digits_and_t_give_types_to_the_cursor_or_the_selection(
        self, hands: Hands
    ) -> None:
        hands.keys("2")
        assert self.types(hands) == [2] + [0] * 15
        for _ in range(2):
            hands.key(Key.Key_Down, SHIFT)
        hands.keys("t")
        assert self.types(hands)[:4] == [3, 3, 3, 0]
        hands.keys("7")
        assert hands.steps == 2


class TestTelling:
    def test_that_the_cell_under_the_pointer_is_told(
        self, hands: Hands, studio: Studio
    ) -> None:
        circuit = hands.circuit
        core = set_axon_types(set_synapses(hands.core(), 3, 5), 3, 2)
        changed = replace_core(circuit, 0, core)
        network = replace(studio.document.network, circuit=changed)
        studio.document.edit_network("Prepare", network)
        hands.qtbot.mouseMove(hands.editor.viewport(), hands.cell(3, 5))
        bench = hands.page.crossbar
        hands.qtbot.waitUntil(
            lambda: bench.told == "axon 3 → neuron 5: on, type 2, s = +2"
        )
        hands.qtbot.mouseMove(hands.editor.viewport(), hands.cell(4, 0))
        hands.qtbot.waitUntil(
            lambda: bench.told == "axon 4 → neuron 0: off, type 0, s = +1"
        )

    def test_that_every_tool_says_what_it_is(self, page: CorePage) -> None:
        palette = page.crossbar.palette_of_tools
        for kind in Tool:
            assert palette.button(kind).accessibleName()
            assert palette.button(kind).toolTip()

    def test_that_the_pointer_tells_what_a_press_would_do(self, hands: Hands) -> None:
        shapes = []
        for place in (hands.cell(2, 2), hands.type_of(2), QPoint(1, 1)):
            hands.move(place, Qt.MouseButton.NoButton)
            shapes.append(hands.editor.viewport().cursor().shape())
        names = Qt.CursorShape
        assert shapes == [
            names.CrossCursor,
            names.PointingHandCursor,
            names.ArrowCursor,
        ]


class TestRandom:
    @pytest.fixture
    def panel(self, hands: Hands) -> Iterator[QWidget]:
        panel = hands.page.crossbar.random
        hands.press_button("random")
        assert panel.isVisible()
        yield panel
        panel.close()

    def slider(self, panel: QWidget) -> QSlider:
        slider = panel.findChild(QSlider, "random-slider")
        assert slider is not None
        return slider

    def test_that_moving_the_slider_draws_and_is_one_step(
        self, hands: Hands, panel: QWidget
    ) -> None:
        shares = []
        for percent in (10, 50, 90):
            self.slider(panel).setValue(percent)
            shares.append(len(hands.on()) / 256)
        assert shares == sorted(shares)
        assert abs(shares[1] - 0.5) < 0.15
        hands.key(Key.Key_Return, widget=panel)
        assert not panel.isVisible()
        assert hands.steps == 1
        hands.studio.document.undo()
        assert hands.on() == []

    def test_that_escape_takes_the_random_synapses_back(
        self, hands: Hands, panel: QWidget
    ) -> None:
        assert hands.on()
        hands.key(Key.Key_Escape, widget=panel)
        assert not panel.isVisible()
        assert hands.on() == []

    def test_that_other_synapses_are_drawn_again_and_the_same_for_a_seed(
        self, hands: Hands, panel: QWidget
    ) -> None:
        first = hands.on()
        again = panel.findChild(QWidget, "random-again")
        hands.qtbot.mouseClick(again, LEFT)
        assert hands.on() != first
        panel.close()
        hands.press_button("random")
        assert hands.on() == first

    def test_that_only_selected_cells_are_drawn(self, hands: Hands) -> None:
        hands.editor.select(Rectangle(2, 2, 6, 6))
        hands.key(Key.Key_D)
        panel = hands.page.crossbar.random
        self.slider(panel).setValue(100)
        panel.close()
        assert len(hands.on()) == 36


class TestView:
    def test_that_a_core_is_chosen_in_the_bar(
        self, hands: Hands, studio: Studio
    ) -> None:
        chooser = hands.page.tools.findChild(QComboBox, "core-chooser")
        assert [chooser.itemText(k) for k in range(chooser.count())] == [
            "0: core 0",
            "1: core 1",
        ]
        chooser.setFocus()
        hands.key(Key.Key_Down, widget=chooser)
        assert studio.document.selection == Selection.of(0, 1)

    def test_that_without_cores_the_page_says_what_to_do(
        self, page: CorePage, studio: Studio
    ) -> None:
        document = studio.document
        network = replace(document.network, circuit=Circuit())
        document.edit_network("Remove all", network)
        assert page.empty.isVisible()
        assert not page.crossbar.isVisible()
        document.undo()
        assert page.crossbar.isVisible()

    def test_that_a_rehearsal_selects_a_neuron_if_there_is_one(
        self, page: CorePage, studio: Studio
    ) -> None:
        page.rehearse()
        assert studio.document.selection.items == (Item(Kind.NEURON, 0, 0, 0),)
        studio.document.replace_by(
            Project(free_network("none", Circuit(), Hardware())), None
        )
        page.rehearse()
        assert studio.document.selection == Selection()

    def test_that_the_wheel_zooms_to_the_pointer_and_f_fits_again(
        self, hands: Hands
    ) -> None:
        before = hands.editor.layout_on_show
        place = hands.cell(7, 7)
        wheel(hands.editor.viewport(), place, 120)
        wheel(hands.editor.viewport(), place, 120)
        zoomed = hands.editor.layout_on_show
        assert zoomed.cell > before.cell
        assert zoomed.nearest_cell(place.x(), place.y()) == (7, 7)
        hands.key(Key.Key_Minus)
        assert hands.editor.layout_on_show.cell < zoomed.cell
        hands.key(Key.Key_F)
        assert hands.editor.layout_on_show == before

    def test_that_the_cursor_is_brought_into_view(self, hands: Hands) -> None:
        for _ in range(12):
            hands.key(Key.Key_Plus)
        hands.key(Key.Key_End)
        hands.key(Key.Key_PageDown)
        assert hands.editor.layout_on_show.visible().holds((15, 15))
        assert not hands.editor.layout_on_show.visible().holds((0, 0))
        hands.editor.verticalScrollBar().setValue(0)
        assert hands.editor.layout_on_show.y == 0

    @pytest.mark.parametrize("side", [4, 256])
    def test_that_crossbars_of_all_sizes_are_drawn(
        self, hands: Hands, studio: Studio, side: int
    ) -> None:
        studio.document.replace_by(of_side(side), None)
        hands.drag(hands.cell(0, 0), hands.cell(side - 1, side - 1))
        assert hands.on() == [(k, k) for k in range(side)]
        assert not hands.page.grab().isNull()

    def test_that_the_theme_is_followed(self, hands: Hands, studio: Studio) -> None:
        hands.drag(hands.cell(0, 0), hands.cell(15, 0))
        light = hands.editor.grab().toImage()
        studio.theme.set_mode("dark")
        dark = hands.editor.grab().toImage()
        assert light != dark


def wheel(viewport: QWidget, place: QPoint, turned: int) -> None:
    QApplication.sendEvent(
        viewport,
        QWheelEvent(
            QPointF(place),
            QPointF(viewport.mapToGlobal(place)),
            QPoint(),
            QPoint(0, turned),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def test_that_delete_in_the_crossbar_clears_cells_and_removes_no_core(
    open_window: Callable[[], MainWindow], studio: Studio, qtbot: QtBot
) -> None:
    studio.document.replace_by(Project(oscillator()), None)
    window = open_window()
    workspace = window.workspace("design")
    workspace.show_page("core")
    page = workspace.page("core")
    studio.document.select(Selection.of(0, 1))
    hands = Hands(page, studio, qtbot)
    hands.editor.setFocus()
    hands.editor.select(Rectangle(0, 0, 1, 1))
    hands.key(Key.Key_Delete)
    assert len(hands.circuit.cores) == 2
    assert hands.on(1) == [(0, 1)]
    assert studio.document.selection == Selection.of(0, 1)


def test_that_painting_in_the_window_is_undone_by_one_key(
    open_window: Callable[[], MainWindow], studio: Studio, qtbot: QtBot
) -> None:
    studio.document.replace_by(of_side(16), None)
    window = open_window()
    workspace = window.workspace("design")
    workspace.show_page("core")
    hands = Hands(workspace.page("core"), studio, qtbot)
    hands.editor.setFocus()
    before = studio.document.project
    hands.keys("r")
    hands.drag(hands.cell(0, 0), hands.cell(9, 9))
    assert len(hands.on()) == 100
    hands.key(Key.Key_Z, CONTROL)
    assert studio.document.project is before
    hands.key(Key.Key_Z, CONTROL | SHIFT)
    assert len(hands.on()) == 100

"""Free cores are built on the canvas, with mouse and with keys."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.app import circuit_design as design
from tnstudio.app.chip_run import chip_run
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.app.setups import circuit_setup
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_templates import free_cores, oscillator
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import free_network
from tnstudio.model.project import Project
from tnstudio.model.stimulus import PatternSpikes, RegularSpikes, SingleSpike
from tnstudio.ui.design.circuit_curves import curves, middles
from tnstudio.ui.design.circuit_keys import CircuitCanvas
from tnstudio.ui.design.circuit_page import CircuitPage
from tnstudio.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


class Hands:
    """Mouse and keys over a circuit page."""

    def __init__(self, page: CircuitPage, studio: Studio, qtbot: QtBot) -> None:
        self.page, self.studio, self.qtbot = page, studio, qtbot

    @property
    def canvas(self) -> CircuitCanvas:
        return self.page.canvas

    @property
    def circuit(self) -> Circuit:
        circuit = self.studio.document.network.circuit
        assert circuit is not None
        return circuit

    @property
    def steps(self) -> int:
        return self.studio.document.position

    # -- Places

    def at(self, x: float, y: float) -> QPoint:
        return self.canvas.mapFromScene(QPointF(x, y))

    def port(self, kind: Kind, core: int, index: int) -> QPoint:
        point = self.canvas.drawing.port(Item(kind, 0, core, index))
        assert point is not None
        return self.at(*point)

    def axon(self, core: int, index: int) -> QPoint:
        return self.port(Kind.AXON, core, index)

    def neuron(self, core: int, index: int) -> QPoint:
        return self.port(Kind.NEURON, core, index)

    def dot(self, core: int, axon: int, neuron: int) -> QPoint:
        drawing = self.canvas.drawing
        box = drawing.box(core)
        x, y = drawing.shape.dot(axon, neuron)
        return self.at(box.left + x, box.top + y)

    def strip(self, core: int) -> QPoint:
        """A place on a core that is neither port nor synapse."""
        drawing = self.canvas.drawing
        box, strip = drawing.box(core), drawing.shape.strip
        return self.at(box.left + strip.left + strip.width / 2, box.top + 20)

    def place(self, row: int, column: int) -> QPoint:
        box = self.canvas.drawing.box_at((row, column))
        return self.at(box.left + box.width / 2, box.top + box.height / 2)

    def right_of(self, core: int) -> QPoint:
        """Free ground beside a core."""
        box = self.canvas.drawing.box(core)
        return self.at(box.right + 80, box.top + 20)

    def input(self, index: int) -> QPoint:
        box = self.canvas.drawing.inputs.box(index)
        return self.at(box.right - 10, box.top + box.height / 2)

    def icon(self, index: int) -> QPoint:
        box = self.canvas.drawing.inputs.box(index)
        return self.at(box.left + 10, box.top + box.height / 2)

    def output(self, index: int) -> QPoint:
        box = self.canvas.drawing.outputs.box(index)
        return self.at(box.left + 20, box.top + box.height / 2)

    def middle_of_wire(self, core: int, neuron: int) -> QPoint:
        drawing = self.canvas.drawing
        wire = drawing.wires.of_neuron(core, neuron)
        return self.at(*middles(curves(drawing, wire))[0].tolist())

    # -- Hands

    def click(
        self,
        place: QPoint,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        self.qtbot.mouseClick(self.canvas.viewport(), LEFT, modifiers, place)

    def double_click(self, place: QPoint) -> None:
        self.click(place)
        self.qtbot.mouseDClick(self.canvas.viewport(), LEFT, pos=place)
        self.qtbot.mouseRelease(self.canvas.viewport(), LEFT, pos=place)

    def drag(self, start: QPoint, end: QPoint, *, drop: bool = True) -> None:
        viewport = self.canvas.viewport()
        self.qtbot.mousePress(viewport, LEFT, pos=start)
        self.qtbot.mouseMove(viewport, (start + end) / 2)
        self.qtbot.mouseMove(viewport, end)
        if drop:
            self.qtbot.mouseRelease(viewport, LEFT, pos=end)

    def wheel(self, place: QPoint, turns: int) -> None:
        viewport = self.canvas.viewport()
        event = QWheelEvent(
            QPointF(place),
            QPointF(viewport.mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 * turns),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)

    def keys(
        self,
        *keys: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        for key in keys:
            self.qtbot.keyClick(self.canvas, key, modifiers)

    def press(self, name: str, kind: type[QWidget] = QToolButton) -> None:
        button = self.page.window().findChild(kind, name)
        if button is None:
            button = self.page.findChild(kind, name)
        assert button is not None, name
        self.qtbot.mouseClick(button, LEFT)

    def route(self, core: int, neuron: int) -> tuple[int, int, int, int]:
        routes = self.circuit.cores[core].routes
        return tuple(
            int(getattr(routes, name)[0, neuron])
            for name in ("core", "axon", "delay", "line")
        )


@pytest.fixture
def hands(qtbot: QtBot, studio: Studio) -> Iterator[Hands]:
    page = CircuitPage(studio)
    page.resize(1000, 700)
    studio.document.replace_by(Project(free_cores()), None)
    show(qtbot, page)
    page.setFocus()
    yield Hands(page, studio, qtbot)
    page.line_popover.close()
    page.delay_popover.close()
    page.close()
    page.tools.deleteLater()
    page.deleteLater()


@pytest.fixture
def on_oscillator(hands: Hands) -> Hands:
    hands.studio.document.replace_by(Project(oscillator()), None)
    hands.canvas.setFocus()
    return hands


def beats(studio: Studio, ticks: int) -> list[int]:
    """Return the ticks in which the first output line spikes."""
    setup = circuit_setup(studio.document.network, seed=0)
    pieces = [piece.recording.outputs for piece in chip_run(setup, ticks)]
    return np.flatnonzero(np.concatenate(pieces)[:, 0]).tolist()


class TestBuilding:
    def test_that_a_two_core_oscillator_built_by_mouse_and_keys_oscillates(
        self, hands: Hands
    ) -> None:
        hands.press("design-free-cores-button", QPushButton)
        hands.double_click(hands.right_of(0))
        assert [core.chip_column for core in hands.circuit.cores] == [0, 1]
        for core in (0, 1):
            hands.click(hands.dot(core, 0, 0))
            hands.click(hands.dot(core, 0, 1))
        hands.drag(hands.neuron(0, 0), hands.axon(1, 0))
        hands.drag(hands.neuron(1, 0), hands.axon(0, 0))
        hands.keys(Key.Key_Plus, Key.Key_Plus)
        hands.wheel(hands.middle_of_wire(0, 0), 1)
        hands.drag(hands.neuron(1, 1), hands.output(0))
        hands.keys(Key.Key_I)
        hands.drag(hands.input(0), hands.axon(0, 0))
        assert hands.route(0, 0) == (1, 0, 2, -1)
        assert hands.route(1, 0) == (0, 0, 3, -1)
        assert hands.route(1, 1) == (-1, -1, 1, 0)
        assert beats(hands.studio, 30) == [2, 7, 12, 17, 22, 27]

    def test_that_the_same_can_be_done_by_keys_alone(self, hands: Hands) -> None:
        page_keys = hands.qtbot.keyClick
        page_keys(hands.page.focusWidget(), Key.Key_C)
        hands.keys(Key.Key_C)
        for first in (Key.Key_Left, Key.Key_Right):
            # Into the core, its first axon beside its first neuron; then the next.
            hands.keys(first, Key.Key_Return)
            hands.keys(Key.Key_Left, modifiers=SHIFT)
            hands.keys(Key.Key_S, Key.Key_Right, Key.Key_Down)
            hands.keys(Key.Key_Up, Key.Key_Left)
            hands.keys(Key.Key_Right, modifiers=SHIFT)
            hands.keys(Key.Key_Down, modifiers=SHIFT)
            hands.keys(Key.Key_S, Key.Key_Escape)
        crossbar = hands.circuit.cores[0].crossbar()
        assert np.argwhere(crossbar).tolist() == [[0, 0], [0, 1]]
        hands.keys(Key.Key_Return, Key.Key_W, Key.Key_Left, Key.Key_Return)
        assert hands.route(1, 0) == (0, 0, 1, -1)
        hands.keys(Key.Key_Plus, Key.Key_Plus)
        hands.keys(Key.Key_Down, Key.Key_W, Key.Key_Right, Key.Key_Return)
        assert hands.route(1, 1)[3] == 0
        hands.keys(Key.Key_Escape, Key.Key_Left, Key.Key_Return)
        hands.keys(Key.Key_W, Key.Key_Return, Key.Key_Plus)
        assert hands.route(0, 0) == (1, 0, 2, -1)
        hands.keys(Key.Key_I, Key.Key_W, Key.Key_Return)
        assert beats(hands.studio, 20) == [2, 7, 12, 17]

    def test_that_what_is_done_is_undone_step_by_step(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        before = hands.circuit
        hands.drag(hands.neuron(0, 2), hands.axon(1, 3))
        hands.click(hands.dot(0, 3, 3))
        hands.drag(hands.strip(0), hands.strip(0) + QPoint(0, 130))
        assert hands.steps == 3
        for _ in range(3):
            hands.studio.document.undo()
        assert hands.circuit is before

    def test_that_a_double_click_puts_the_first_core_down(self, hands: Hands) -> None:
        hands.qtbot.mouseDClick(hands.page.free_cores, LEFT, pos=QPoint(60, 60))
        assert len(hands.circuit.cores) == 1
        assert hands.canvas.isVisible()
        assert hands.canvas.hasFocus()
        assert hands.studio.document.selection == Selection.of(0, 0)

    def test_that_taking_the_first_core_back_says_again_what_to_do(
        self, hands: Hands
    ) -> None:
        hands.press("design-free-cores-button", QPushButton)
        hands.studio.document.undo()
        assert hands.page.free_cores.isVisible()


class TestWires:
    def test_that_a_wire_takes_the_place_of_the_one_before(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        hands.drag(hands.neuron(0, 0), hands.axon(1, 2), drop=False)
        assert hands.canvas.text == (
            "tick, neuron 0 → tock, axon 2, in place of tock, axon 0"
        )
        hands.qtbot.mouseRelease(hands.canvas.viewport(), LEFT, pos=hands.axon(1, 2))
        assert hands.route(0, 0) == (1, 2, 2, -1)
        assert hands.canvas.text == ""

    def test_that_wires_are_drawn_backwards_too(self, on_oscillator: Hands) -> None:
        hands = on_oscillator
        hands.drag(hands.axon(1, 3), hands.neuron(0, 3))
        assert hands.route(0, 3) == (1, 3, 1, -1)
        hands.drag(hands.output(0), hands.neuron(0, 2))
        assert hands.route(0, 2) == (-1, -1, 1, 0)

    @pytest.mark.parametrize(
        ("end", "reason"),
        [
            ("neuron", "A wire ends at an axon or an output line"),
            ("nothing", "Drop on an axon or an output line; Esc cancels"),
        ],
    )
    def test_that_a_wire_to_nowhere_says_why_not(
        self, on_oscillator: Hands, end: str, reason: str
    ) -> None:
        hands = on_oscillator
        goal = hands.neuron(1, 2) if end == "neuron" else QPoint(300, 30)
        hands.drag(hands.neuron(0, 3), goal)
        assert hands.canvas.text == reason
        assert hands.steps == 0

    def test_that_an_input_feeds_no_output(self, on_oscillator: Hands) -> None:
        hands = on_oscillator
        hands.drag(hands.input(0), hands.output(0))
        assert hands.canvas.text == "An input line feeds axons, not output lines"
        assert hands.steps == 0

    def test_that_escape_gives_a_wire_up(self, on_oscillator: Hands) -> None:
        hands = on_oscillator
        hands.drag(hands.neuron(0, 3), hands.axon(1, 3), drop=False)
        assert hands.canvas.is_dragging
        hands.keys(Key.Key_Escape)
        assert not hands.canvas.is_dragging
        hands.qtbot.mouseRelease(hands.canvas.viewport(), LEFT, pos=hands.axon(1, 3))
        assert hands.steps == 0

    def test_that_a_wire_on_a_core_goes_to_its_first_free_axon(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        hands.drag(hands.neuron(0, 3), hands.strip(1))
        assert hands.route(0, 3) == (1, 1, 1, -1)

    def test_that_a_second_drag_cuts_a_line_from_its_axon(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        hands.drag(hands.input(0), hands.axon(0, 0), drop=False)
        assert hands.canvas.text.endswith("this cuts the wire")
        hands.qtbot.mouseRelease(hands.canvas.viewport(), LEFT, pos=hands.axon(0, 0))
        assert len(hands.circuit.inputs.line) == 0
        assert hands.circuit.input_lines == 1

    def test_that_drops_beside_the_lines_add_one(self, on_oscillator: Hands) -> None:
        hands = on_oscillator
        hands.drag(hands.neuron(0, 3), hands.output(1))
        assert hands.circuit.output_lines == 2
        assert hands.route(0, 3) == (-1, -1, 1, 1)
        hands.drag(hands.axon(1, 3), hands.input(1))
        assert hands.circuit.input_lines == 2
        assert hands.circuit.stimuli[1] == SingleSpike(1)
        assert hands.steps == 2

    def test_that_a_wire_under_the_pointer_is_told_and_selected(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        place = hands.middle_of_wire(1, 0)
        assert hands.canvas.tip_at(place).startswith(
            "tock, neuron 0 → tick, axon 0, delay 3"
        )
        beside_delay = place - QPoint(24, 0)
        hands.click(beside_delay)
        neuron = Item(Kind.NEURON, 0, 1, 0)
        assert hands.studio.document.selection.items == (neuron,)
        assert "tick, axon 0, delay 3" in hands.canvas.accessibleDescription()


class TestDelays:
    def test_that_the_wheel_over_a_delay_changes_it_in_one_step(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        for _ in range(3):
            hands.wheel(hands.middle_of_wire(0, 0), 1)
        assert hands.route(0, 0)[2] == 5
        assert hands.steps == 1
        hands.wheel(hands.middle_of_wire(1, 0), -1)
        assert hands.route(1, 0)[2] == 2
        assert hands.steps == 2

    def test_that_keys_change_all_selected_delays_within_their_range(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        hands.click(hands.neuron(0, 0))
        hands.click(hands.neuron(1, 0), CONTROL)
        hands.keys(*[Key.Key_Minus] * 4)
        assert (hands.route(0, 0)[2], hands.route(1, 0)[2]) == (1, 1)
        hands.keys(*[Key.Key_Plus] * 20)
        assert (hands.route(0, 0)[2], hands.route(1, 0)[2]) == (15, 15)

    def test_that_a_click_on_a_delay_opens_a_slider(self, on_oscillator: Hands) -> None:
        hands = on_oscillator
        hands.click(hands.middle_of_wire(0, 0))
        assert hands.page.delay_popover.isVisible()
        slider = hands.page.delay_popover.findChild(QSlider, "wire-delay")
        hands.qtbot.keyClick(slider, Key.Key_Right)
        hands.qtbot.keyClick(slider, Key.Key_End)
        assert hands.route(0, 0)[2] == 15
        assert hands.steps == 1
        hands.qtbot.keyClick(slider, Key.Key_Escape)
        assert not hands.page.delay_popover.isVisible()


class TestCores:
    def test_that_a_drag_moves_a_core_to_a_free_place_of_the_chip(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        by = hands.place(1, 0) - hands.place(0, 0)
        hands.drag(hands.strip(1), hands.strip(1) + by)
        core = hands.circuit.cores[1]
        assert (core.chip_row, core.chip_column) == (1, 1)
        assert hands.steps == 1

    def test_that_a_taken_place_refuses_a_core(self, on_oscillator: Hands) -> None:
        hands = on_oscillator
        by = hands.place(0, 1) - hands.place(0, 0)
        hands.drag(hands.strip(0), hands.strip(0) + by)
        assert hands.canvas.text == "Row 0, column 1 is taken"
        assert hands.steps == 0

    def test_that_alt_and_arrows_move_all_selected_cores(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        hands.click(hands.strip(0))
        hands.click(hands.strip(1), SHIFT)
        hands.keys(Key.Key_Down, modifiers=ALT)
        assert [core.chip_row for core in hands.circuit.cores] == [1, 1]
        hands.keys(Key.Key_Left, modifiers=ALT)
        assert hands.canvas.text == "Row 1, column -1 is beside the chip"
        assert hands.steps == 1

    def test_that_a_click_switches_a_synapse_and_a_second_one_back(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        hands.double_click(hands.dot(0, 2, 2))
        assert not hands.circuit.cores[0].crossbar()[2, 2]
        assert hands.steps == 2
        hands.click(hands.dot(0, 2, 2))
        assert hands.circuit.cores[0].crossbar()[2, 2]

    def test_that_a_double_click_on_a_core_wants_its_page(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        with hands.qtbot.waitSignal(hands.page.wants_page) as wanted:
            hands.double_click(hands.strip(1))
        assert wanted.args == ["core"]
        assert hands.studio.document.selection == Selection.of(0, 1)
        with hands.qtbot.waitSignal(hands.page.wants_page):
            hands.keys(Key.Key_E)

    def test_that_another_size_keeps_what_is_there_or_says_why_not(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        sizes = hands.page.tools.findChild(QComboBox, "core-size")
        sizes.setCurrentText("8 × 8")
        sizes.activated.emit(sizes.currentIndex())
        assert hands.studio.document.network.hardware.axons == 8
        assert hands.route(0, 0) == (1, 0, 2, -1)
        hands.drag(hands.neuron(0, 7), hands.axon(1, 7))
        sizes.setCurrentText("4 × 4")
        sizes.activated.emit(sizes.currentIndex())
        assert hands.studio.document.network.hardware.axons == 8
        assert sizes.currentText() == "8 × 8"
        assert "neuron 7" in hands.canvas.text


class TestLines:
    def test_that_the_icon_of_a_line_opens_its_stimulus(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        hands.click(hands.icon(0))
        popover = hands.page.line_popover
        assert popover.isVisible()
        hands.press("stimulus-regular")
        assert hands.circuit.stimuli == (RegularSpikes(0, period=5),)
        hands.press("stimulus-pattern")
        hands.press("stimulus-tick-2")
        hands.press("stimulus-tick-7")
        (pattern,) = hands.circuit.stimuli
        assert isinstance(pattern, PatternSpikes)
        assert pattern.ticks.tolist() == [0, 3, 7]
        hands.press("stimulus-none")
        assert hands.circuit.stimuli == ()
        assert hands.steps == 3
        hands.studio.document.undo()
        assert popover.findChild(QToolButton, "stimulus-pattern").isChecked()

    def test_that_a_line_gets_a_name(
        self, on_oscillator: Hands, type_into: Callable[[QWidget, str], None]
    ) -> None:
        hands = on_oscillator
        hands.keys(Key.Key_O, Key.Key_Return)
        popover = hands.page.line_popover
        assert popover.isVisible()
        type_into(popover.findChild(QLineEdit, "line-name"), "mine")
        assert hands.circuit.output_names == ("beat", "mine")
        assert hands.steps == 2

    def test_that_a_form_whose_line_goes_is_closed(self, on_oscillator: Hands) -> None:
        hands = on_oscillator
        hands.keys(Key.Key_I, Key.Key_Return)
        assert hands.page.line_popover.isVisible()
        hands.studio.document.undo()
        assert not hands.page.line_popover.isVisible()

    def test_that_a_click_on_plus_adds_a_line(self, on_oscillator: Hands) -> None:
        hands = on_oscillator
        hands.click(hands.input(1))
        hands.click(hands.output(1))
        assert (hands.circuit.input_lines, hands.circuit.output_lines) == (2, 2)


class TestSelecting:
    def test_that_modifiers_add_and_take_away(self, on_oscillator: Hands) -> None:
        hands = on_oscillator
        neuron, axon = Item(Kind.NEURON, 0, 0, 1), Item(Kind.AXON, 0, 1, 2)
        line = Item(Kind.OUTPUT, index=0)
        hands.click(hands.neuron(0, 1))
        hands.click(hands.axon(1, 2), CONTROL)
        hands.click(hands.output(0), SHIFT)
        document = hands.studio.document
        assert document.selection.items == (neuron, axon, line)
        hands.click(hands.axon(1, 2), CONTROL)
        assert document.selection.items == (neuron, line)
        hands.click(QPoint(300, 30))
        assert document.selection == Selection()
        assert hands.steps == 0

    def test_that_a_rubber_band_selects_cores_and_lines(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        room = hands.canvas.viewport().rect()
        hands.drag(QPoint(4, 60), room.bottomRight() - QPoint(4, 4))
        found = hands.studio.document.selection.items
        assert [item.kind for item in found] == [
            Kind.CORE,
            Kind.CORE,
            Kind.INPUT,
            Kind.OUTPUT,
        ]

    def test_that_arrows_walk_from_line_to_line_and_escape_leaves(
        self, on_oscillator: Hands
    ) -> None:
        hands = on_oscillator
        document = hands.studio.document
        walked = []
        for key in (
            *(Key.Key_Right, Key.Key_Left, Key.Key_Right, Key.Key_Right),
            *(Key.Key_Right, Key.Key_Left, Key.Key_Return, Key.Key_Down),
            *(Key.Key_Left, Key.Key_Escape, Key.Key_Escape),
        ):
            hands.keys(key)
            current = document.selection.current
            walked.append(
                (current.kind, current.core, current.index) if current else None
            )
        assert walked == [
            (Kind.CORE, 0, -1),
            (Kind.INPUT, -1, 0),
            (Kind.CORE, 0, -1),
            (Kind.CORE, 1, -1),
            (Kind.OUTPUT, -1, 0),
            (Kind.CORE, 1, -1),
            (Kind.NEURON, 1, 0),
            (Kind.NEURON, 1, 1),
            (Kind.AXON, 1, 1),
            (Kind.CORE, 1, -1),
            None,
        ]


class TestSeeing:
    def test_that_a_whole_chip_of_large_cores_fits_into_view(
        self, hands: Hands
    ) -> None:
        network = free_network("corners", Circuit(), TRUENORTH)
        hands.studio.document.replace_by(Project(network), None)
        for place in ((0, 0), (63, 63)):
            design.add_core_near(hands.studio.document, place)
        hands.canvas.fit()
        assert hands.canvas.seen().contains(hands.canvas.content_box())


class TestInterrupted:
    def test_that_a_click_on_what_is_undone_meanwhile_does_nothing(
        self, on_oscillator: Hands, qtbot: QtBot
    ) -> None:
        hands = on_oscillator
        design.add_core_near(hands.studio.document, (0, 2))
        viewport, place = hands.canvas.viewport(), hands.dot(2, 1, 1)
        qtbot.mousePress(viewport, LEFT, pos=place)
        hands.studio.document.undo()
        qtbot.mouseRelease(viewport, LEFT, pos=place)
        assert len(hands.circuit.cores) == 2
        assert hands.steps == 0

    def test_that_a_drag_does_not_go_on_after_an_undo(
        self, on_oscillator: Hands, qtbot: QtBot
    ) -> None:
        hands = on_oscillator
        design.add_core_near(hands.studio.document, (0, 2))
        viewport, start = hands.canvas.viewport(), hands.neuron(2, 1)
        end = hands.axon(0, 2)
        hands.drag(start, end, drop=False)
        hands.studio.document.undo()
        qtbot.mouseMove(viewport, end + QPoint(3, 3))
        qtbot.mouseRelease(viewport, LEFT, pos=end)
        assert hands.steps == 0
        assert not hands.canvas.is_dragging

    def test_that_a_drag_ends_with_the_page(
        self, on_oscillator: Hands, qtbot: QtBot
    ) -> None:
        hands = on_oscillator
        end = hands.axon(0, 2)
        hands.drag(hands.neuron(1, 3), end, drop=False)
        assert hands.canvas.is_dragging
        hands.page.hide()
        hands.page.show()
        qtbot.mouseRelease(hands.canvas.viewport(), LEFT, pos=end)
        assert hands.steps == 0

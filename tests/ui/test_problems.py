"""The list of problems: going there, fixes, copying, meters."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QListWidget, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from tests.circuits import oscillator
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import empty_core
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import Network, WindowLayer, free_network
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network
from tnstudio.model.stimulus import SingleSpike
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.problems import MOST_SHOWN
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.meter import Meter

FAN_OUT = replace(
    mnist_5core(),
    layers=(WindowLayer(16, 4), WindowLayer(2, 1, 64)),
    hardware=replace(TRUENORTH, neurons=128),
)


@pytest.fixture
def problems(window: MainWindow) -> QListWidget:
    """The list, shown."""
    window.actions_by_name["problems"].trigger()
    found = window.findChild(QListWidget, "problem-list")
    assert found is not None
    return found


def show_network(studio: Studio, network: Network) -> None:
    studio.document.replace_by(Project(network), None)


def test_that_looking_for_fixes_holds_nothing_up(
    window: MainWindow,
    problems: QListWidget,
    studio: Studio,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tnstudio.ui.problems._TURN_SECONDS", 0.0)
    layers = (WindowLayer(16, 4), *(WindowLayer(2, 1, 100) for _ in range(2)))
    show_network(studio, replace(mnist_5core(), layers=layers))
    assert problems.count() > 2
    assert problems.findChild(QToolButton, "problem-0-fix") is not None
    assert problems.findChild(QToolButton, "problem-1-fix") is None
    # The list goes out of sight with rows left, and the design changes.
    dock = window.findChild(QDockWidget, "dock-problems")
    assert dock is not None
    dock.hide()
    show_network(studio, replace(mnist_5core(), layers=layers[:2]))
    qtbot.waitUntil(lambda: window.problems.is_quiet)
    dock.show()
    qtbot.waitUntil(lambda: window.problems.is_quiet)
    last = f"problem-{problems.count() - 1}-fix"
    assert problems.findChild(QToolButton, last) is not None


def broken_circuit() -> Network:
    """Return an oscillator with a route to nowhere and a stimulus of no line."""
    network = oscillator()
    circuit = network.circuit
    first = circuit.cores[0]
    far = first.routes.core.copy()
    far[0, 0] = 7
    first = replace(first, routes=replace(first.routes, core=far))
    return replace(
        network,
        circuit=replace(
            circuit,
            cores=(first, circuit.cores[1]),
            stimuli=(*circuit.stimuli, SingleSpike(5)),
        ),
    )


def open_fixes(window: MainWindow, problems: QListWidget, qtbot: QtBot) -> QMenu:
    """Open the fixes of the current row with the keyboard."""
    problems.setFocus()
    qtbot.keyClick(problems, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    menu = window.findChild(QMenu, "problem-menu")
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    return menu


class TestPlaces:
    @pytest.mark.parametrize(
        ("row", "item"),
        [(0, Item(Kind.CORE, 0, 0)), (1, Item(Kind.STIMULUS, index=1))],
    )
    def test_that_enter_goes_to_the_place_of_free_cores(
        self, window, studio: Studio, problems, qtbot: QtBot, row: int, item: Item
    ) -> None:
        show_network(studio, broken_circuit())
        window.show_workspace("train")
        problems.setFocus()
        problems.setCurrentRow(row)
        qtbot.keyClick(problems, Qt.Key.Key_Return)
        assert studio.document.selection == Selection((item,))
        assert window.current_workspace == "design"

    def test_that_a_click_beside_the_button_goes_there_too(
        self, window, studio: Studio, problems, qtbot: QtBot
    ) -> None:
        show_network(studio, FAN_OUT)
        row = problems.visualItemRect(problems.item(0))
        over = problems.itemWidget(problems.item(0))
        assert over is not None
        place = row.center() - row.topLeft()
        qtbot.mouseClick(over, Qt.MouseButton.LeftButton, pos=place)
        assert studio.document.selection == Selection.of(1)

    def test_that_a_network_without_layers_is_told_kindly(
        self, studio: Studio, problems
    ) -> None:
        show_network(studio, replace(mnist_5core(), layers=()))
        assert problems.item(0).text() == (
            "Layers: The network has no layers yet – "
            "add a first layer, a window on the input"
        )
        show_network(studio, free_network("empty", Circuit()))
        assert problems.item(0).text() == (
            "Network: There are no cores yet – add a core"
        )

    def test_that_a_sound_design_has_no_rows(self, problems) -> None:
        assert not problems.isVisible()


class TestFixes:
    def test_that_a_fix_is_one_step_and_undone_as_one(
        self, window, studio: Studio, problems, qtbot: QtBot
    ) -> None:
        show_network(studio, FAN_OUT)
        menu = open_fixes(window, problems, qtbot)
        labels = [action.text() for action in menu.actions()]
        assert labels == ["Reduce F to 32 in layer 2", "Set S to 2 in layer 2"]
        qtbot.keyClick(menu, Qt.Key.Key_Return)
        assert studio.document.network.layers[1].features == 32
        assert check_network(studio.document.network) == ()
        assert studio.document.undo_label == "Reduce F to 32 in layer 2"
        studio.document.undo()
        assert studio.document.network == FAN_OUT

    def test_that_the_button_of_a_row_offers_its_fixes(
        self, window, studio: Studio, problems, qtbot: QtBot
    ) -> None:
        show_network(studio, broken_circuit())
        button = window.findChild(QToolButton, "problem-1-fix")
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        menu = window.findChild(QMenu, "problem-menu")
        assert menu is not None
        qtbot.waitUntil(menu.isVisible)
        menu.actions()[0].trigger()
        menu.close()
        assert studio.document.network.circuit.stimuli[1] == SingleSpike(0)

    def test_that_a_problem_without_a_fix_has_no_button(
        self, window, studio: Studio, problems, qtbot: QtBot
    ) -> None:
        readout = replace(mnist_5core().readout, class_names=("only",))
        show_network(studio, replace(mnist_5core(), readout=readout))
        assert problems.count() == 1
        assert problems.itemWidget(problems.item(0)) is None
        problems.setFocus()
        qtbot.keyClick(problems, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        assert window.findChild(QMenu, "problem-menu") is None

    def test_that_all_problems_of_a_circuit_can_be_fixed_one_by_one(
        self, window, studio: Studio, problems, qtbot: QtBot
    ) -> None:
        show_network(studio, broken_circuit())
        for left in (1, 0):
            menu = open_fixes(window, problems, qtbot)
            menu.actions()[0].trigger()
            menu.close()
            qtbot.waitUntil(lambda: window.findChild(QMenu, "problem-menu") is None)
            assert len(check_network(studio.document.network)) == left


class TestRows:
    def test_that_the_text_is_copied(
        self, studio: Studio, problems, qtbot: QtBot
    ) -> None:
        show_network(studio, FAN_OUT)
        studio.document.select(Selection.of(0))
        problems.setFocus()
        qtbot.keyClick(problems, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == problems.item(0).text()

    def test_that_the_menu_of_a_row_has_all_that_can_be_done(
        self, window, studio: Studio, problems, qtbot: QtBot
    ) -> None:
        show_network(studio, FAN_OUT)
        place = problems.visualItemRect(problems.item(0)).center()
        problems.customContextMenuRequested.emit(place)
        menu = window.findChild(QMenu, "problem-menu")
        assert menu is not None
        labels = [action.text() for action in menu.actions() if action.text()]
        assert labels[:2] == ["Go to the place", "Copy text"]
        assert len(labels) == 4
        menu.actions()[0].trigger()
        menu.actions()[1].trigger()
        menu.close()
        assert studio.document.selection == Selection.of(1)
        assert "F to 32" in QGuiApplication.clipboard().text()

    def test_that_rows_follow_edits_at_once(self, studio: Studio, problems) -> None:
        studio.document.edit_network("Break", FAN_OUT)
        assert problems.count() == 1
        studio.document.undo()
        assert problems.count() == 0

    def test_that_thousands_of_problems_are_a_hundred_rows_and_a_number(
        self, studio: Studio, problems
    ) -> None:
        core = empty_core(TRUENORTH, "wrong", (0, 0))
        wrong = replace(core, axon_types=np.zeros((1, 3), np.uint8))
        circuit = Circuit(cores=(wrong,) * 400)
        show_network(studio, free_network("wrong", circuit))
        assert problems.count() == MOST_SHOWN + 1
        assert problems.item(MOST_SHOWN).text() == "and 300 more"
        problems.itemActivated.emit(problems.item(MOST_SHOWN))
        assert studio.document.selection == Selection()

    def test_that_a_long_text_has_a_row_high_enough(
        self, window, studio: Studio, problems, qtbot: QtBot
    ) -> None:
        show_network(studio, FAN_OUT)
        wide = problems.visualItemRect(problems.item(0)).height()
        window.resize(1000, 700)
        show_network(studio, replace(FAN_OUT, layers=(*FAN_OUT.layers[:1],) * 2))
        qtbot.waitUntil(lambda: problems.viewport().width() < 1000)
        problems.item(0).setText(problems.item(0).text() * 4)
        assert problems.visualItemRect(problems.item(0)).height() > wide


class TestMeters:
    def meter(self, window: MainWindow, name: str) -> Meter:
        found = window.findChild(Meter, f"design-meters-{name}")
        assert found is not None
        return found

    def test_that_a_meter_beyond_its_limit_says_so(
        self, window: MainWindow, studio: Studio
    ) -> None:
        assert self.meter(window, "fan-out").text == "fan-out 64 / 256"
        studio.document.edit_network("Break", FAN_OUT)
        assert self.meter(window, "fan-out").is_over
        assert "more than there are" in self.meter(window, "fan-out").accessibleName()
        show_network(studio, oscillator())
        assert self.meter(window, "fan-out").text == "fan-out 1 / 5"

    def test_that_a_click_on_a_meter_shows_the_problems(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        dock = window.findChild(QDockWidget, "dock-problems")
        assert dock is not None
        for _ in range(2):
            meter = self.meter(window, "cores")
            qtbot.mouseClick(meter, Qt.MouseButton.LeftButton)
            assert dock.isVisible()
        assert window.actions_by_name["problems"].isChecked()


def test_that_docks_share_a_place_and_come_to_the_front(
    window: MainWindow, qtbot: QtBot
) -> None:
    docks = [
        window.findChild(QDockWidget, f"dock-{n}") for n in ("problems", "history")
    ]
    both = [window.actions_by_name[name] for name in ("problems", "history")]
    for action in both:
        action.trigger()
    qtbot.waitUntil(lambda: docks[0].visibleRegion().isEmpty())
    assert all(action.isChecked() for action in both)
    both[0].trigger()
    qtbot.waitUntil(lambda: not docks[0].visibleRegion().isEmpty())
    assert all(action.isChecked() for action in both)
    both[0].trigger()
    assert docks[0].isHidden()
    assert not both[0].isChecked()


def test_that_open_fixes_of_no_row_is_nothing(
    window: MainWindow, open_window: Callable[[], MainWindow]
) -> None:
    assert window.problems.fixes_of(-1) == ()
    assert window.problems.fixes_of(5) == ()

"""The outline of free cores: the same selection, for keyboards and readers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.circuit_edits import remove_core, replace_core, set_synapses
from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.design.circuit_outline import CircuitOutlineModel
from tnstudio.ui.design.outline import Outline


@pytest.fixture
def outline(qtbot: QtBot) -> Iterator[Outline]:
    made = Outline()
    made.resize(300, 600)
    made.show_network(oscillator())
    show(qtbot, made)
    yield made
    made.close()
    made.deleteLater()


def rows(outline: Outline) -> list[str]:
    """Return the rows that can be seen, from top to bottom."""
    model = outline.model()
    index, found = model.index(0, 0), []
    while index.isValid():
        found.append(index.data())
        index = outline.indexBelow(index)
    return found


def test_that_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = CircuitOutlineModel()
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    model.show(oscillator())
    network = oscillator()
    model.show(replace(network, circuit=remove_core(network.circuit, 0)))
    tester.deleteLater()
    model.deleteLater()


def test_that_groups_are_open_and_cores_are_not(outline: Outline) -> None:
    assert rows(outline) == [
        "Cores · 2",
        "tick · 2 neurons",
        "tock · 2 neurons",
        "Input lines · 1",
        "start · one spike, at tick 0",
        "Output lines · 1",
        "beat",
        "Stimuli · 1",
        "one spike, at tick 0",
    ]
    assert outline.accessibleName() == "Cores, lines and stimuli"


def test_that_a_core_opens_to_its_ports_in_use(outline: Outline) -> None:
    model = outline.model()
    outline.expand(model.index(0, 0, model.index(0, 0)))
    assert rows(outline)[2:5] == ["Axon 0", "Neuron 0", "Neuron 1"]


def test_that_keys_select_ports_and_lines(outline: Outline, qtbot: QtBot) -> None:
    heard: list[Selection] = []
    outline.selected.connect(heard.append)
    outline.setFocus()
    outline.show_selection(Selection.of(0, 0))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(outline, key)
    assert heard[-1].items == (Item(Kind.NEURON, 0, 0, 0),)
    for _ in range(4):
        qtbot.keyClick(outline, Qt.Key.Key_Down)
    assert heard[-1].items == (Item(Kind.INPUT, index=0),)


def test_that_many_kinds_are_marked_at_once(outline: Outline) -> None:
    items = (
        Item(Kind.NEURON, 0, 1, 1),
        Item(Kind.OUTPUT, index=0),
        Item(Kind.CORE, 0, 0),
    )
    outline.show_selection(Selection(items))
    chosen = {index.data() for index in outline.selectionModel().selectedIndexes()}
    assert chosen == {"Neuron 1", "beat", "tick · 2 neurons"}


def test_that_a_port_without_a_row_marks_its_core(outline: Outline) -> None:
    outline.show_selection(Selection((Item(Kind.AXON, 0, 1, 3),)))
    assert outline.currentIndex().data() == "tock · 2 neurons"


def test_that_opened_cores_stay_open_when_synapses_change(outline: Outline) -> None:
    model = outline.model()
    outline.expand(model.index(0, 0, model.index(0, 0)))
    network = oscillator()
    core = set_synapses(network.circuit.cores[0], 2, 3)
    circuit = replace_core(network.circuit, 0, core)
    outline.show_network(replace(network, circuit=circuit))
    assert rows(outline)[2:7] == [
        "Axon 0",
        "Axon 2",
        "Neuron 0",
        "Neuron 1",
        "Neuron 3",
    ]


def test_that_layers_and_free_cores_take_turns(outline: Outline) -> None:
    outline.show_network(mnist_5core())
    assert rows(outline)[0] == "Layer 1 · 4 cores"
    assert outline.accessibleName() == "Layers and cores"
    outline.show_network(oscillator())
    assert rows(outline)[0] == "Cores · 2"

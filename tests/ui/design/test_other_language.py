"""Design in another language: what is shown is translated, what is kept is not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from tests.other_language import other_language
from tests.ui.conftest import show
from tnstudio.app.circuit_design import add_core_near, add_input
from tnstudio.app.items import told
from tnstudio.app.layer_actions import change_layers
from tnstudio.app.selection import Item, Kind
from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.edits import set_layer
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.design.core_page import CorePage
from tnstudio.ui.design.drawing import draw
from tnstudio.ui.design.inspector import Inspector
from tnstudio.ui.studio import Studio


@pytest.fixture(autouse=True)
def _other_language() -> Iterator[None]:
    with other_language():
        yield


def test_that_flags_of_neurons_are_switched_by_keys(
    qtbot: QtBot, studio: Studio
) -> None:
    studio.document.replace_by(Project(oscillator()), None)
    page = CorePage(studio)
    page.resize(1000, 800)
    show(qtbot, page)
    table = page.neurons.table
    model = table.model()
    column = next(
        k
        for k in range(model.columnCount())
        if model.headerData(k, Qt.Orientation.Horizontal) == "ε"
    )
    cell = model.index(0, column)
    assert cell.data() == "–"
    table.setCurrentIndex(cell)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert cell.data() == "✓"
    assert studio.document.undo_label == "⟦Change ⟦leak reversal⟧⟧"
    presets = page.findChild(QListWidget, "preset-list")
    assert presets is not None
    assert presets.item(1).text() == "⟦memoryless binary⟧"
    qtbot.waitUntil(page.is_quiet)
    page.close()
    page.deleteLater()


def test_that_layers_wait_for_a_broken_one_and_the_input() -> None:
    network = mnist_5core()
    broken = set_layer(network, 0, replace(network.layers[0], window=40))
    first, second = draw(broken).columns
    assert not first.waits
    assert second.waits
    assert second.reason == "⟦Waits for layer 1⟧"
    without = replace(network, input=replace(network.input, rows=0))
    assert all(column.waits for column in draw(without).columns)


def test_that_names_of_what_is_added_stay_english(studio: Studio) -> None:
    studio.document.replace_by(Project(oscillator()), None)
    add_core_near(studio.document, (5, 5))
    assert studio.document.circuit.cores[-1].name == "core 2"
    add_input(studio.document)
    assert studio.document.undo_label == "⟦Add input line⟧"
    assert studio.document.circuit.line_names[-1] == ""
    assert told(studio.document.network, Item(Kind.INPUT, index=1)) == "⟦input line 1⟧"


def test_that_history_and_meters_speak_the_language(
    qtbot: QtBot, studio: Studio
) -> None:
    change_layers(studio.document, {0, 1}, "stride", 3)
    assert studio.document.undo_label == "⟦Change ⟦stride S⟧ of ⟦layers 1, 2⟧⟧"
    inspector = Inspector(studio)
    qtbot.addWidget(inspector)
    inspector.show_network(studio.document.network, studio.document.selection)
    meter = inspector._meters["axons per core"]
    assert meter.objectName() == "card-use-axons-per-core"
    assert meter.text.startswith("⟦axons per core⟧ ")

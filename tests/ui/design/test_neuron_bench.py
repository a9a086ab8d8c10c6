"""Neurons in a table, presets and responses; edits go to all selected rows."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.circuits import oscillator as two_types
from tests.ui.conftest import show
from tests.ui.design.core_hands import CONTROL, LEFT, PLAIN, SHIFT, Key
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import FreeCore
from tnstudio.model.circuit_templates import bursting, oscillator
from tnstudio.model.neuron_fields import NeuronField
from tnstudio.model.presets import PRESETS
from tnstudio.model.project import Project
from tnstudio.model.stimulus import SingleSpike
from tnstudio.ui.design.core_page import CorePage
from tnstudio.ui.design.neuron_bench import NeuronBench
from tnstudio.ui.design.neuron_table import NeuronTable
from tnstudio.ui.studio import Studio


@pytest.fixture
def page(qtbot: QtBot, studio: Studio) -> Iterator[CorePage]:
    studio.document.replace_by(Project(oscillator()), None)
    made = CorePage(studio)
    made.resize(1000, 800)
    show(qtbot, made)
    yield made
    qtbot.waitUntil(made.is_quiet)
    made.close()
    made.deleteLater()


@pytest.fixture
def bench(page: CorePage) -> NeuronBench:
    return page.neurons


@pytest.fixture
def table(bench: NeuronBench) -> NeuronTable:
    return bench.table


def core(studio: Studio, index: int = 0) -> FreeCore:
    circuit = studio.document.network.circuit
    assert circuit is not None
    return circuit.cores[index]


def column_of(table: NeuronTable, wanted: object) -> int:
    return table.columns.index(wanted)


class Fingers:
    """Clicks and types in a table."""

    def __init__(self, table: NeuronTable, qtbot: QtBot) -> None:
        self.table, self.qtbot = table, qtbot

    def place(self, row: int, column: object):
        index = self.table.model().index(row, column_of(self.table, column))
        self.table.scrollTo(index)
        return self.table.visualRect(index).center()

    def click(self, row: int, column: object, modifier=PLAIN) -> None:
        where = self.place(row, column)
        self.qtbot.mouseClick(self.table.viewport(), LEFT, modifier, where)

    def double_click(self, row: int, column: object) -> None:
        self.click(row, column)
        where = self.place(row, column)
        self.qtbot.mouseDClick(self.table.viewport(), LEFT, pos=where)

    def key(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.table, key)

    @property
    def is_editing(self) -> bool:
        return self.table.state() == NeuronTable.State.EditingState

    @property
    def editor(self) -> QLineEdit:
        found = self.table.findChildren(QLineEdit, "neuron-table-editor")
        assert found
        return found[-1]

    def type_in(self, text: str, key: Qt.Key = Key.Key_Return) -> None:
        editor = self.editor
        editor.selectAll()
        self.qtbot.keyClicks(editor, text)
        self.qtbot.keyClick(editor, key)
        self.qtbot.waitUntil(lambda: not self.is_editing)


@pytest.fixture
def fingers(table: NeuronTable, qtbot: QtBot) -> Fingers:
    return Fingers(table, qtbot)


LEAK = NeuronField("leak")
KAPPA = NeuronField("negative_saturates")


class TestTable:
    def test_that_a_cell_is_edited_by_mouse_and_keys(
        self, fingers: Fingers, studio: Studio
    ) -> None:
        fingers.double_click(2, LEAK)
        fingers.type_in("-7")
        assert core(studio).neurons.leak[0].tolist() == [0, 0, -7, 0]
        assert studio.document.undo_label == "Change leak"
        fingers.key(Key.Key_Return)
        fingers.type_in("5")
        assert core(studio).neurons.leak[0].tolist() == [0, 0, 5, 0]
        studio.document.undo()
        studio.document.undo()
        assert core(studio).neurons.leak[0].tolist() == [0, 0, 0, 0]

    def test_that_an_edit_goes_to_all_selected_rows_in_one_step(
        self, fingers: Fingers, studio: Studio
    ) -> None:
        fingers.click(1, LEAK)
        fingers.click(3, LEAK, SHIFT)
        fingers.key(Key.Key_Return)
        fingers.type_in("9")
        assert core(studio).neurons.leak[0].tolist() == [0, 9, 9, 9]
        assert studio.document.position == 1

    def test_that_a_flag_is_switched_by_double_click_and_by_space(
        self, fingers: Fingers, studio: Studio
    ) -> None:
        fingers.double_click(1, KAPPA)
        assert core(studio).neurons.negative_saturates[0].tolist() == [
            True,
            False,
            True,
            True,
        ]
        fingers.key(Key.Key_Space)
        assert core(studio).neurons.negative_saturates[0].all()

    @pytest.mark.parametrize(
        ("column", "text", "reason"),
        [
            (LEAK, "256", "The leak is 256 (choose -255 to 255)"),
            (LEAK, "x", "is not a whole number"),
            (NeuronField("threshold_mask"), "10", "is not 2^k"),
            (NeuronField("strengths", 3), "-300", "The strength is -300"),
            ("target", "nowhere", "is no target"),
            ("delay", "16", "The delay is 16"),
        ],
    )
    def test_that_what_cannot_be_is_refused_with_its_reason(
        self, fingers: Fingers, bench: NeuronBench, studio: Studio, column, text, reason
    ) -> None:
        before = studio.document.project
        fingers.click(0, column)
        fingers.key(Key.Key_Return)
        fingers.type_in(text)
        assert reason in bench.note
        assert studio.document.project is before

    def test_that_escape_forgets_text_and_reason(
        self, fingers: Fingers, bench: NeuronBench
    ) -> None:
        fingers.click(0, LEAK)
        fingers.key(Key.Key_Return)
        fingers.type_in("999", Key.Key_Escape)
        assert bench.note == ""

    def test_that_targets_and_delays_are_typed(
        self, fingers: Fingers, bench: NeuronBench, studio: Studio
    ) -> None:
        fingers.double_click(3, "target")
        fingers.type_in("1:2")
        assert core(studio).routes.core[0].tolist() == [1, -1, -1, 1]
        assert core(studio).routes.axon[0, 3] == 2
        fingers.double_click(3, "delay")
        fingers.type_in("12")
        assert core(studio).routes.delay[0, 3] == 12
        fingers.double_click(1, "delay")
        fingers.type_in("3")
        assert "Only spikes to an axon have a delay" in bench.note
        fingers.double_click(3, "target")
        fingers.type_in("9:0")
        assert "There is no core 9" in bench.note
        assert studio.document.position == 2

    def test_that_rows_and_the_selection_are_the_same(
        self, fingers: Fingers, table: NeuronTable, studio: Studio
    ) -> None:
        fingers.click(1, LEAK)
        fingers.click(3, LEAK, CONTROL)
        expected = (Item(Kind.NEURON, 0, 0, 1), Item(Kind.NEURON, 0, 0, 3))
        assert studio.document.selection.items == expected
        studio.document.select(Selection((Item(Kind.NEURON, 0, 0, 2),)))
        assert table.rows == (2,)
        studio.document.select(Selection((Item(Kind.NEURON, 0, 1, 0),)))
        assert table.rows == (0,)

    def test_that_columns_tell_symbol_range_and_equation(
        self, table: NeuronTable
    ) -> None:
        model = table.model()
        shown = [
            model.headerData(k, Qt.Orientation.Horizontal)
            for k in range(model.columnCount())
        ]
        assert shown[:4] == ["s0", "s1", "s2", "s3"]
        assert shown[8:] == [
            "λ",
            "ε",
            "c",
            "α",
            "M",
            "β",
            "κ",
            "γ",
            "R",
            "V₀",
            "→",
            "d",
        ]
        for k in range(model.columnCount()):
            tip = model.headerData(
                k, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
            )
            assert tip.startswith("<b>")
            assert "Range:" in tip
        leak = column_of(table, LEAK)
        tip = model.headerData(
            leak, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
        )
        assert "−255 … 255" in tip
        assert "V ← V + Ω λ" in tip


class TestResponse:
    @pytest.fixture
    def shown(self, bench: NeuronBench, qtbot: QtBot) -> NeuronBench:
        bench.setCurrentWidget(bench.response)
        qtbot.waitUntil(lambda: bench.response.is_quiet)
        return bench

    def choose(self, bench: NeuronBench, name: str, qtbot: QtBot) -> None:
        found = bench.findChild(QListWidget, "preset-list")
        names = [found.item(k).text() for k in range(found.count())]
        found.setCurrentRow(names.index(name))
        qtbot.waitUntil(lambda: bench.response.is_quiet)

    def test_that_the_neuron_answers_its_own_input(
        self, shown: NeuronBench, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection((Item(Kind.NEURON, 0, 1, 1),)))
        qtbot.waitUntil(lambda: "spikes, at ticks 2, 7, 12" in shown.response.text)

    def test_that_without_a_neuron_there_is_no_response(
        self, shown: NeuronBench, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection((Item(Kind.NEURON, 0, 1, 1),)))
        qtbot.waitUntil(lambda: "spikes" in shown.response.text)
        studio.document.select(Selection((Item(Kind.NEURON, 0, 1, 0),)))
        studio.document.select(Selection.of(0, 1))
        assert shown.response.text == ""
        qtbot.waitUntil(lambda: not studio.jobs.names)
        assert shown.response.text == ""

    def test_that_an_edit_is_seen_in_the_response(
        self, shown: NeuronBench, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.replace_by(Project(bursting()), None)
        studio.document.select(Selection((Item(Kind.NEURON, 0, 0, 0),)))
        qtbot.waitUntil(lambda: "6 spikes, at ticks 16, 33" in shown.response.text)
        shown.table.edited.emit(NeuronField("threshold"), (0,), "10")
        qtbot.waitUntil(lambda: "6 spikes, at ticks 8, 17" in shown.response.text)
        studio.document.undo()
        qtbot.waitUntil(lambda: "6 spikes, at ticks 16, 33" in shown.response.text)

    def test_that_inputs_to_try_are_offered(
        self, shown: NeuronBench, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection((Item(Kind.NEURON, 0, 0, 2),)))
        kind = shown.findChild(QComboBox, "response-input")
        kind.setFocus()
        for text in ("no input", "one spike", "two spikes", "step"):
            qtbot.keyClick(kind, Key.Key_Down)
            assert kind.currentData() == text
        every = shown.findChild(QSpinBox, "response-every")
        qtbot.waitUntil(lambda: "80 spikes" in shown.response.text)
        every.setFocus()
        qtbot.keyClick(every, Key.Key_Up)
        qtbot.waitUntil(lambda: "40 spikes" in shown.response.text)

    def test_that_every_preset_is_listed_told_and_shown(
        self, shown: NeuronBench, qtbot: QtBot
    ) -> None:
        found = shown.findChild(QListWidget, "preset-list")
        assert found.count() == len(PRESETS) + 1
        for preset in PRESETS[:3]:
            self.choose(shown, preset.name, qtbot)
            about = shown.findChild(QWidget, "response-about")
            assert preset.behaviour in about.text()
        assert "at ticks 5, 11, 17" in shown.response.text

    def test_that_a_preset_is_given_to_the_selected_neurons(
        self, shown: NeuronBench, studio: Studio, qtbot: QtBot
    ) -> None:
        apply = shown.findChild(QPushButton, "preset-apply")
        self.choose(shown, "integrator", qtbot)
        assert not apply.isEnabled()
        items = (Item(Kind.NEURON, 0, 0, 1), Item(Kind.NEURON, 0, 1, 3))
        studio.document.select(Selection(items))
        assert apply.isEnabled()
        qtbot.mouseClick(apply, LEFT)
        assert core(studio, 0).neurons.threshold[0].tolist() == [1, 10, 1, 1]
        assert core(studio, 1).neurons.threshold[0].tolist() == [1, 1, 1, 10]
        assert core(studio, 1).neurons.strengths[0, :, 3].tolist() == [3, 0, 0, 0]
        assert studio.document.history[1:] == ("Make neurons “integrator”",)

    def test_that_a_preset_of_two_neurons_becomes_a_core(
        self, shown: NeuronBench, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection((Item(Kind.NEURON, 0, 0, 1),)))
        self.choose(shown, "phasic bursting", qtbot)
        apply = shown.findChild(QPushButton, "preset-apply")
        assert not apply.isEnabled()
        insert = shown.findChild(QPushButton, "preset-insert")
        qtbot.mouseClick(insert, LEFT)
        assert core(studio, 2).name == "phasic bursting"
        assert studio.document.selection == Selection.of(0, 2)
        assert studio.document.position == 1

    def test_that_a_failure_is_told_in_place(
        self, shown: NeuronBench, studio: Studio, qtbot: QtBot
    ) -> None:
        network = studio.document.network
        broken = replace(network.circuit, stimuli=(SingleSpike(9),))
        studio.document.edit_network("Break", replace(network, circuit=broken))
        studio.document.select(Selection((Item(Kind.NEURON, 0, 0, 0),)))
        qtbot.waitUntil(lambda: "There is no input line 9" in shown.response.text)


def test_that_a_preset_that_does_not_fit_is_told(
    page: CorePage, studio: Studio, qtbot: QtBot, errors: list[TNStudioError]
) -> None:
    studio.document.replace_by(Project(two_types()), None)
    studio.document.select(Selection((Item(Kind.NEURON, 0, 0, 1),)))
    bench = page.neurons
    bench.setCurrentWidget(bench.response)
    bench.findChild(QListWidget, "preset-list").setCurrentRow(1)
    for name in ("preset-apply", "preset-insert"):
        qtbot.mouseClick(bench.findChild(QPushButton, name), LEFT)
    assert len(errors) == 2
    assert "4 axon types, there are 2" in str(errors[0])
    assert studio.document.position == 0

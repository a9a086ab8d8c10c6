"""The inspector of free cores: edits apply to the whole selection, and merge."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.circuits import oscillator
from tests.ui.conftest import show
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import add_input_line
from tnstudio.model.hardware import LIMITS
from tnstudio.model.neuron_fields import neuron_fields
from tnstudio.model.project import Project
from tnstudio.model.stimulus import (
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
)
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.design.chosen_card import ChosenCard
from tnstudio.ui.design.circuit_inspector import CircuitInspector
from tnstudio.ui.design.workspace import DesignWorkspace
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.meter import Meter
from tnstudio.ui.widgets.neuron_abouts import about, symbol_of

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key
Type = Callable[[QWidget, str], None]


@pytest.fixture
def workspace(qtbot: QtBot, studio: Studio) -> Iterator[DesignWorkspace]:
    studio.document.replace_by(Project(oscillator()), None)
    made = DesignWorkspace(studio)
    made.resize(1200, 800)
    show(qtbot, made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def inspector(workspace: DesignWorkspace) -> CircuitInspector:
    return workspace.circuit_inspector


def circuit_of(studio: Studio) -> Circuit:
    circuit = studio.document.network.circuit
    assert circuit is not None
    return circuit


def field(inspector: CircuitInspector, name: str) -> QLineEdit:
    found = inspector.findChild(QLineEdit, name)
    assert found is not None, name
    return found


def neurons(*places: tuple[int, int]) -> Selection:
    return Selection(tuple(Item(Kind.NEURON, 0, *place) for place in places))


def shown_cards(inspector: CircuitInspector) -> set[str]:
    cards = inspector.findChildren(ChosenCard)
    return {card.objectName() for card in cards if card.isVisible()}


@pytest.fixture
def enter(type_into: Type, qtbot: QtBot) -> Type:
    """Types a text and finishes it."""

    def type_and_finish(box: QWidget, text: str) -> None:
        type_into(box, text)
        qtbot.keyClick(box, Key.Key_Return)

    return type_and_finish


def choose(qtbot: QtBot, box: QComboBox, text: str) -> None:
    """Choose by typing its first letters."""
    box.setFocus()
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


class TestCards:
    def test_that_layers_and_free_cores_have_their_own_inspector(
        self, workspace: DesignWorkspace, studio: Studio
    ) -> None:
        assert workspace.circuit_inspector.isVisible()
        assert not workspace.inspector.isVisible()
        studio.document.replace_by(Project(mnist_5core()), None)
        assert workspace.inspector.isVisible()
        assert not workspace.circuit_inspector.isVisible()

    @pytest.mark.parametrize(
        ("items", "cards"),
        [
            ((), set()),
            ((Item(Kind.CORE, 0, 1),), {"card-core-free"}),
            ((Item(Kind.NEURON, 0, 1, 2),), {"card-neuron"}),
            ((Item(Kind.AXON, 0, 1, 2),), {"card-axon"}),
            ((Item(Kind.INPUT, index=0),), {"card-input"}),
            ((Item(Kind.OUTPUT, index=0),), {"card-output"}),
            ((Item(Kind.STIMULUS, index=0),), {"card-stimulus"}),
            ((Item(Kind.CORE, 0, 9), Item(Kind.INPUT, index=3)), set()),
        ],
    )
    def test_that_there_is_a_card_for_what_is_selected(
        self, inspector: CircuitInspector, studio: Studio, items, cards
    ) -> None:
        studio.document.select(Selection(items))
        assert shown_cards(inspector) == cards
        nothing = inspector.findChild(QWidget, "card-nothing")
        assert nothing.isVisible() == (not cards)

    def test_that_the_network_is_named_and_seeded(
        self, inspector: CircuitInspector, studio: Studio, type_into: Type, qtbot: QtBot
    ) -> None:
        type_into(field(inspector, "circuit-name"), "Clock")
        assert studio.document.network.name == "Clock"
        assert studio.document.position == 1
        seed = field(inspector, "circuit-seed")
        type_into(seed, "77")
        qtbot.keyClick(seed, Key.Key_Return)
        assert studio.document.network.seed == 77
        chip = inspector.findChild(QLabel, "circuit-chip")
        assert chip.text() == "4 axons × 5 neurons, 2 axon types"

    def test_that_chip_use_has_the_fan_out(self, inspector: CircuitInspector) -> None:
        shown = {meter.text for meter in inspector.findChildren(Meter)}
        assert shown >= {"cores 2 / 4", "fan-out 1 / 5", "neurons 4 / 20"}


class TestNeurons:
    def test_that_an_edit_goes_to_all_selected_neurons_in_one_step(
        self, inspector: CircuitInspector, studio: Studio, enter: Type
    ) -> None:
        studio.document.select(neurons((0, 1), (1, 4)))
        enter(field(inspector, "neuron-threshold"), "123")
        found = [
            core.neurons.threshold[0].tolist() for core in circuit_of(studio).cores
        ]
        assert found == [[1, 123, 1, 1, 1], [1, 1, 1, 1, 123]]
        assert studio.document.position == 1
        studio.document.undo()
        assert field(inspector, "neuron-threshold").text() == "1"

    def test_that_leaving_a_field_begins_another_step(
        self, inspector: CircuitInspector, studio: Studio, enter: Type, qtbot: QtBot
    ) -> None:
        studio.document.select(neurons((0, 1)))
        leak = field(inspector, "neuron-leak")
        enter(leak, "5")
        enter(leak, "6")
        assert studio.document.position == 2

    def test_that_values_that_differ_are_shown_as_mixed(
        self, inspector: CircuitInspector, studio: Studio, enter: Type
    ) -> None:
        studio.document.select(neurons((0, 1)))
        enter(field(inspector, "neuron-leak"), "-4")
        studio.document.select(neurons((0, 0), (0, 1)))
        leak = field(inspector, "neuron-leak")
        assert leak.text() == ""
        assert leak.placeholderText() == "mixed"
        assert field(inspector, "neuron-threshold").text() == "1"
        assert field(inspector, "neuron-target").placeholderText() == "mixed"
        enter(leak, "2")
        assert circuit_of(studio).cores[0].neurons.leak[0].tolist() == [2, 2, 0, 0, 0]

    @pytest.mark.parametrize(
        ("name", "text", "reason"),
        [
            ("neuron-leak", "300", "The leak is 300 (choose -255 to 255)"),
            ("neuron-leak", "", "is not a whole number"),
            ("neuron-strengths-1", "many", "is not a whole number"),
            ("neuron-threshold-mask", "6", "choose 7"),
            ("neuron-reset-value", "9999999", "The reset value is 9999999"),
            ("neuron-target", "here", "is no target"),
        ],
    )
    def test_that_invalid_text_never_reaches_the_model_and_says_why(
        self, inspector, studio, type_into: Type, qtbot: QtBot, name, text, reason
    ) -> None:
        studio.document.select(neurons((0, 0)))
        box = field(inspector, name)
        before, shown = studio.document.project, box.text()
        type_into(box, text)
        if not text:
            qtbot.keyClick(box, Key.Key_Delete)
        assert studio.document.project is before
        card = inspector.findChild(ChosenCard, "card-neuron")
        assert reason in card.note
        assert box.property("invalid")
        qtbot.keyClick(box, Key.Key_Return)
        assert studio.document.project is before
        assert reason in card.note
        qtbot.keyClick(box, Key.Key_Escape)
        assert box.text() == shown
        assert not box.property("invalid")
        assert card.note == ""

    def test_that_arrows_and_page_keys_change_a_number(
        self, inspector: CircuitInspector, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.select(neurons((0, 2)))
        strength = field(inspector, "neuron-strengths-0")
        strength.setFocus()
        for key in (Key.Key_Up, Key.Key_Up, Key.Key_PageDown, Key.Key_Down):
            qtbot.keyClick(strength, key)
        assert circuit_of(studio).cores[0].neurons.strengths[0, 0, 2] == -9
        assert studio.document.position == 1
        alpha = field(inspector, "neuron-threshold")
        alpha.setFocus()
        for _ in range(3):
            qtbot.keyClick(alpha, Key.Key_Down)
        assert circuit_of(studio).cores[0].neurons.threshold[0, 2] == 0

    def test_that_flags_and_modes_are_set_for_all(
        self, inspector: CircuitInspector, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.select(neurons((0, 0), (1, 0)))
        flag = inspector.findChild(QCheckBox, "neuron-leak-reversal")
        qtbot.mouseClick(flag, LEFT, pos=flag.rect().center() - flag.rect().topRight())
        qtbot.keyClick(flag, Key.Key_Space)
        mode = inspector.findChild(QComboBox, "neuron-reset-mode")
        choose(qtbot, mode, "1: minus α")
        for core in circuit_of(studio).cores:
            assert core.neurons.reset_mode[0, 0] == 1
            assert core.neurons.leak_reversal[0, 0]
        chance = inspector.findChild(QCheckBox, "neuron-stochastic-synapses-1")
        chance.setFocus()
        qtbot.keyClick(chance, Key.Key_Space)
        flags = circuit_of(studio).cores[1].neurons.stochastic_synapses[0, :, 0]
        assert flags.tolist() == [False, True]
        studio.document.select(neurons((0, 0), (0, 1)))
        assert chance.checkState() is Qt.CheckState.PartiallyChecked
        assert mode.currentIndex() == -1
        qtbot.keyClick(chance, Key.Key_Space)
        assert chance.checkState() is not Qt.CheckState.PartiallyChecked

    def test_that_targets_and_delays_are_typed(
        self, inspector: CircuitInspector, studio: Studio, enter: Type
    ) -> None:
        studio.document.select(neurons((0, 2)))
        delay = field(inspector, "neuron-delay")
        assert not delay.isEnabled()
        enter(field(inspector, "neuron-target"), "1:3")
        routes = circuit_of(studio).cores[0].routes
        assert (routes.core[0, 2], routes.axon[0, 2]) == (1, 3)
        assert delay.isEnabled()
        enter(delay, "15")
        assert circuit_of(studio).cores[0].routes.delay[0, 2] == 15
        enter(field(inspector, "neuron-target"), "9:0")
        card = inspector.findChild(ChosenCard, "card-neuron")
        assert "There is no core 9" in card.note

    def test_that_every_field_tells_symbol_range_unit_and_equation(self) -> None:
        symbols = {limit.symbol for limit in LIMITS} - {"V", "d", "s"}
        for one in neuron_fields(2):
            told = about(one, "neuron")
            assert symbol_of(one) in told.label
            assert told.values
            assert told.meaning.endswith(".")
            if one.kind == "number" and one.name not in ("initial_potential",):
                assert told.equation
                assert "membrane units" in told.meaning or one.name == "threshold_mask"
        shown = {symbol_of(one) for one in neuron_fields(2)}
        assert symbols <= shown


def test_that_what_is_typed_is_kept_when_the_field_is_left(
    inspector: CircuitInspector, studio: Studio, type_into: Type, qtbot: QtBot
) -> None:
    studio.document.select(neurons((0, 0)))
    leak, alpha = (field(inspector, f"neuron-{name}") for name in ("leak", "threshold"))
    type_into(leak, "12")
    assert studio.document.position == 0
    qtbot.keyClick(leak, Key.Key_Tab)
    assert circuit_of(studio).cores[0].neurons.leak[0, 0] == 12
    type_into(alpha, "many")
    alpha.clearFocus()
    assert alpha.text() == "1"
    assert studio.document.position == 1


def test_that_a_shortcut_of_the_window_finishes_what_is_typed(
    inspector: CircuitInspector, studio: Studio, type_into: Type, qtbot: QtBot
) -> None:
    studio.document.select(neurons((0, 0)))
    leak = field(inspector, "neuron-leak")
    type_into(leak, "12")
    qtbot.keyClick(leak, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert circuit_of(studio).cores[0].neurons.leak[0, 0] == 12


class TestCoresAndAxons:
    def test_that_a_core_is_renamed_and_moved(
        self,
        inspector: CircuitInspector,
        studio: Studio,
        type_into: Type,
        enter: Type,
        qtbot: QtBot,
    ) -> None:
        studio.document.select(Selection.of(0, 1))
        type_into(field(inspector, "core-name"), "second")
        row = field(inspector, "core-row")
        enter(row, "1")
        core = circuit_of(studio).cores[1]
        assert (core.name, core.chip_row, core.chip_column) == ("second", 1, 1)
        assert studio.document.position == 2
        labels = [label.text() for label in inspector.findChildren(QLabel)]
        assert "1 of 4 in use" in labels
        assert "2 of 5 in use" in labels

    def test_that_a_taken_place_is_refused(
        self, inspector: CircuitInspector, studio: Studio, enter: Type, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection.of(0, 1))
        column = field(inspector, "core-column")
        enter(column, "0")
        assert studio.document.position == 0
        assert column.text() == "1"
        assert inspector.findChild(ChosenCard, "card-core-free").note

    def test_that_many_cores_are_summed_up(
        self, inspector: CircuitInspector, studio: Studio
    ) -> None:
        items = tuple(Item(Kind.CORE, 0, k) for k in range(2))
        studio.document.select(Selection(items))
        labels = [label.text() for label in inspector.findChildren(QLabel)]
        assert "2 cores" in labels
        assert "2 of 8 in use" in labels
        assert not field(inspector, "core-name").isEnabled()

    def test_that_axons_of_two_cores_get_a_type(
        self, inspector: CircuitInspector, studio: Studio, qtbot: QtBot
    ) -> None:
        items = (Item(Kind.AXON, 0, 0, 1), Item(Kind.AXON, 0, 1, 3))
        studio.document.select(Selection(items))
        box = inspector.findChild(QComboBox, "axon-type")
        assert box.currentText() == "Type 0"
        box.setFocus()
        qtbot.keyClick(box, Key.Key_Down)
        types = [core.axon_types[0].tolist() for core in circuit_of(studio).cores]
        assert types == [[0, 1, 0, 0], [0, 0, 0, 1]]
        assert studio.document.position == 1


class TestLines:
    def test_that_lines_are_renamed(
        self, inspector: CircuitInspector, studio: Studio, type_into: Type
    ) -> None:
        for kind, name in ((Kind.INPUT, "input-name"), (Kind.OUTPUT, "output-name")):
            studio.document.select(Selection((Item(kind, index=0),)))
            type_into(field(inspector, name), "line")
        assert circuit_of(studio).line_names == ("line",)
        assert circuit_of(studio).output_names == ("line",)
        assert studio.document.position == 2

    def test_that_an_output_votes_for_a_class_if_there_are_any(
        self, inspector: CircuitInspector, studio: Studio, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection((Item(Kind.OUTPUT, index=0),)))
        box = inspector.findChild(QComboBox, "output-class")
        assert not box.isEnabled()
        circuit = replace(circuit_of(studio), class_names=("left", "right"))
        network = replace(studio.document.network, circuit=circuit)
        studio.document.edit_network("Name classes", network)
        assert box.currentText() == "no class"
        box.setFocus()
        qtbot.keyClick(box, Key.Key_Down)
        qtbot.keyClick(box, Key.Key_Down)
        assert circuit_of(studio).outputs.label.tolist() == [1]

    @pytest.mark.parametrize(
        ("word", "made"),
        [
            ("regular spikes", RegularSpikes(0, 10, 1)),
            ("Poisson spikes", PoissonSpikes(0, 0.1, 1)),
            ("images of a data set", ImageSpikes("mnist")),
        ],
    )
    def test_that_a_line_gets_another_stimulus(
        self, inspector, studio, qtbot: QtBot, word, made
    ) -> None:
        studio.document.select(Selection((Item(Kind.INPUT, index=0),)))
        choose(qtbot, inspector.findChild(QComboBox, "input-stimulus-kind"), word)
        assert made in circuit_of(studio).stimuli
        choose(qtbot, inspector.findChild(QComboBox, "input-stimulus-kind"), "none")
        assert studio.document.position >= 1

    def test_that_numbers_of_a_stimulus_are_typed_and_checked(
        self, inspector: CircuitInspector, studio: Studio, enter: Type, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection((Item(Kind.INPUT, index=0),)))
        box = inspector.findChild(QComboBox, "input-stimulus-kind")
        choose(qtbot, box, "regular spikes")
        assert field(inspector, "input-stimulus-end").placeholderText() == "never"
        enter(field(inspector, "input-stimulus-period"), "25")
        enter(field(inspector, "input-stimulus-end"), "400")
        assert circuit_of(studio).stimuli == (RegularSpikes(0, 25, 1, 400),)
        period = field(inspector, "input-stimulus-period")
        enter(period, "0")
        card = inspector.findChild(ChosenCard, "card-input")
        assert "The period is 0" in card.note
        assert circuit_of(studio).stimuli == (RegularSpikes(0, 25, 1, 400),)
        qtbot.keyClick(period, Key.Key_Escape)
        assert period.text() == "25"
        choose(qtbot, box, "Poisson spikes")
        enter(field(inspector, "input-stimulus-probability"), "0.25")
        assert circuit_of(studio).stimuli == (PoissonSpikes(0, 0.25, 1, 400),)
        enter(field(inspector, "input-stimulus-probability"), "1.5")
        assert "The probability is 1.5" in card.note

    def test_that_a_selected_stimulus_is_edited_with_its_line(
        self, inspector: CircuitInspector, studio: Studio, enter: Type, qtbot: QtBot
    ) -> None:
        studio.document.select(Selection((Item(Kind.STIMULUS, index=0),)))
        enter(field(inspector, "stimulus-stimulus-tick"), "8")
        assert circuit_of(studio).stimuli == (SingleSpike(0, 8),)
        enter(field(inspector, "stimulus-stimulus-line"), "3")
        card = inspector.findChild(ChosenCard, "card-stimulus")
        assert "There is no input line 3" in card.note
        box = inspector.findChild(QComboBox, "stimulus-stimulus-kind")
        choose(qtbot, box, "pattern")
        enter(field(inspector, "stimulus-stimulus-spikes"), "9:0, 2:0")
        (pattern,) = circuit_of(studio).stimuli
        assert isinstance(pattern, PatternSpikes)
        assert pattern.ticks.tolist() == [2, 9]
        enter(field(inspector, "stimulus-stimulus-pattern-period"), "20")
        (pattern,) = circuit_of(studio).stimuli
        assert isinstance(pattern, PatternSpikes)
        assert pattern.period == 20

    def test_that_several_lines_are_driven_at_once(
        self, inspector: CircuitInspector, studio: Studio, qtbot: QtBot
    ) -> None:
        circuit = add_input_line(circuit_of(studio), "other")
        network = replace(studio.document.network, circuit=circuit)
        studio.document.edit_network("Add line", network)
        items = tuple(Item(Kind.INPUT, index=k) for k in range(2))
        studio.document.select(Selection(items))
        box = inspector.findChild(QComboBox, "input-stimulus-kind")
        assert box.currentIndex() == -1
        choose(qtbot, box, "single spike")
        stimuli = circuit_of(studio).stimuli
        assert {stimulus.line for stimulus in stimuli} == {0, 1}
        assert studio.document.position == 2
        assert box.currentText() == "single spike"


def test_that_undo_in_a_field_takes_the_document_back(
    inspector: CircuitInspector, studio: Studio, type_into: Type, qtbot: QtBot
) -> None:
    studio.document.select(neurons((0, 0)))
    leak = field(inspector, "neuron-leak")
    type_into(leak, "12")
    qtbot.keyClick(leak, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert circuit_of(studio).cores[0].neurons.leak[0, 0] == 12
    studio.document.undo()
    assert leak.text() == "0"
    assert not circuit_of(studio).cores[0].neurons.leak.any()

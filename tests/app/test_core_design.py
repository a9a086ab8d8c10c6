"""What users do within cores is one step each, and nothing else changes."""

import numpy as np
import pytest

from tests.circuits import oscillator
from tnstudio.app import core_design as design
from tnstudio.app.document import Document
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import free_network
from tnstudio.model.neuron_fields import NeuronField, parameters_of, strengths_of
from tnstudio.model.neuron_targets import Target
from tnstudio.model.presets import PRESETS, preset
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.stimulus import RegularSpikes, SingleSpike
from tnstudio.model.templates import mnist_5core


@pytest.fixture
def document() -> Document:
    return Document(Project(oscillator()))


def neuron(core: int, index: int) -> Item:
    return Item(Kind.NEURON, 0, core, index)


def cores(document: Document):
    return document.network.circuit.cores


def test_that_items_are_grouped_by_core_and_strangers_left_out(document) -> None:
    items = [neuron(1, 4), neuron(0, 2), neuron(1, 0), neuron(7, 0), neuron(0, 5)]
    items.append(Item(Kind.AXON, 0, 0, 1))
    circuit = document.network.circuit
    assert design.by_core(circuit, items, Kind.NEURON) == {1: [4, 0], 0: [2]}
    assert design.by_core(circuit, items, Kind.AXON) == {0: [1]}
    assert design.by_core(None, items, Kind.AXON) == {}


def test_that_the_core_that_was_selected_last_is_shown(document) -> None:
    assert design.shown_core(document) == 0
    assert design.shown_core(document, fallback=1) == 1
    document.select(Selection((neuron(1, 0), Item(Kind.INPUT, index=0))))
    assert design.shown_core(document) == 1
    document.select(Selection.of(0, 9))
    assert design.shown_core(document, fallback=5) == 0
    assert design.shown_core(Document(Project(mnist_5core()))) == -1
    empty = Document(Project(free_network("empty", Circuit())))
    assert design.shown_core(empty) == -1


def test_that_ports_are_selected_alone_or_in_addition(document) -> None:
    design.select_ports(document, Kind.AXON, 1, [0, 2])
    assert document.selection.items == (
        Item(Kind.AXON, 0, 1, 0),
        Item(Kind.AXON, 0, 1, 2),
    )
    design.select_ports(document, Kind.AXON, 1, [2], adds=True)
    assert document.selection.items == (Item(Kind.AXON, 0, 1, 0),)


def test_that_a_crossbar_is_one_step_and_the_same_one_is_none(document) -> None:
    wanted = np.ones((4, 5), np.bool_)
    other = cores(document)[1]
    design.edit_crossbar(document, "Paint", 0, wanted)
    assert document.history == ("Open", "Paint")
    assert cores(document)[0].crossbar().all()
    assert cores(document)[1] is other
    design.edit_crossbar(document, "Paint", 0, wanted)
    assert document.history == ("Open", "Paint")


def test_that_axon_types_are_set_for_a_core_or_for_chosen_axons(document) -> None:
    types = np.array([1, 0, 1, 0], np.uint8)
    design.edit_axon_types(document, 0, types)
    design.edit_axon_types(document, 0, types)
    design.give_axon_type(document, {0: [1], 1: [3]}, 1)
    design.give_axon_type(document, {1: [3]}, 1)
    assert len(document.history) == 3
    assert cores(document)[0].axon_types[0].tolist() == [1, 1, 1, 0]
    assert cores(document)[1].axon_types[0].tolist() == [0, 0, 0, 1]
    with pytest.raises(TNStudioError, match="no axon type 2"):
        design.give_axon_type(document, {0: [0]}, 2)


def test_that_a_number_is_set_for_neurons_of_several_cores_at_once(document) -> None:
    design.set_neuron_field(document, {0: [0, 3], 1: [4]}, NeuronField("leak"), -9)
    assert document.history[1:] == ("Change leak",)
    assert cores(document)[0].neurons.leak[0].tolist() == [-9, 0, 0, -9, 0]
    assert cores(document)[1].neurons.leak[0].tolist() == [0, 0, 0, 0, -9]
    with pytest.raises(TNStudioError, match="The leak is 256"):
        design.set_neuron_field(document, {0: [0]}, NeuronField("leak"), 256)
    assert document.position == 1


def test_that_targets_and_delays_are_set_for_neurons_of_several_cores(
    document,
) -> None:
    design.set_target(document, {0: [1], 1: [1, 2]}, Target(0, 3))
    design.set_delay_of(document, {0: [0, 1], 1: [2]}, 7)
    assert document.history[1:] == ("Change target", "Change delay")
    assert cores(document)[0].routes.delay[0, :3].tolist() == [7, 7, 1]
    assert cores(document)[1].routes.core[0].tolist() == [0, 0, 0, -1, -1]
    assert cores(document)[1].routes.line[0].tolist() == [-1] * 5
    for neurons in ({1: [3]}, {0: [0], 1: [3]}):
        with pytest.raises(TNStudioError, match="Only spikes to an axon"):
            design.set_delay_of(document, neurons, 3)
    with pytest.raises(TNStudioError, match="no axon 9"):
        design.set_target(document, {0: [0]}, Target(0, 9))
    design.set_target(document, {0: [1]}, Target(0, 3))
    assert len(document.history) == 3


def test_that_fields_have_words() -> None:
    assert design.words_of(NeuronField("strengths", 2)) == "strength s of type 2"
    flag = NeuronField("stochastic_synapses", 0)
    assert design.words_of(flag) == "stochastic synapse of type 0"
    assert design.words_of(NeuronField("reset_mode")) == "reset mode"


def test_that_edits_in_a_row_with_one_key_are_one_step(document) -> None:
    for leak in (1, 2, 3):
        design.set_neuron_field(
            document, {0: [0]}, NeuronField("leak"), leak, merge_key="drag"
        )
    assert len(document.history) == 2
    document.undo()
    assert not cores(document)[0].neurons.leak.any()


def test_that_a_preset_is_given_to_chosen_neurons(document) -> None:
    wanted = preset("integrator")
    design.apply_preset(document, {0: [1, 2], 1: [0]}, wanted)
    assert len(document.history) == 2
    for core, index in ((0, 1), (0, 2), (1, 0)):
        found = parameters_of(cores(document)[core], index)
        assert found.threshold == 10
        assert found.reset_mode == 1
        assert strengths_of(cores(document)[core], index) == (3, 0)


@pytest.mark.parametrize(
    ("name", "neurons", "reason"),
    [
        ("phasic bursting", {0: [0]}, "made of 2 neurons"),
        ("integrator", {}, "No neuron is selected"),
        ("memoryless binary", {0: [0]}, "4 axon types, there are 2"),
    ],
)
def test_that_a_preset_that_does_not_fit_changes_nothing(
    document, name, neurons, reason
) -> None:
    with pytest.raises(TNStudioError, match=reason):
        design.apply_preset(document, neurons, preset(name))
    assert len(document.history) == 1


@pytest.mark.parametrize("wanted", PRESETS, ids=lambda item: item.name)
def test_that_any_preset_becomes_a_core(wanted) -> None:
    hardware = Hardware("classroom", 8, 8, 4, 2, 2)
    document = Document(Project(free_network("empty", Circuit(), hardware)))
    design.insert_preset(document, wanted)
    design.insert_preset(document, wanted)
    first, second = cores(document)
    assert first.name == wanted.name
    assert second.name.startswith(wanted.name)
    assert document.selection == Selection.of(0, 1)
    assert errors_of(check_network(document.network)) == ()
    document.undo()
    assert len(cores(document)) == 1


def test_that_a_preset_for_larger_cores_is_refused(document) -> None:
    with pytest.raises(TNStudioError):
        design.insert_preset(document, preset("memoryless binary"))
    assert len(document.history) == 1


def test_that_cores_and_lines_are_renamed_while_typing_is_one_step(document) -> None:
    for name in ("a", "ab"):
        design.rename_core(document, 1, name, merge_key="name")
    design.rename_core(document, 1, "ab")
    design.rename_line(document, Kind.INPUT, 0, "in")
    design.rename_line(document, Kind.OUTPUT, 0, "out")
    circuit = document.network.circuit
    assert [core.name for core in circuit.cores] == ["half 0", "ab"]
    assert (circuit.line_names, circuit.output_names) == (("in",), ("out",))
    assert len(document.history) == 4
    with pytest.raises(TNStudioError, match="no line 1"):
        design.rename_line(document, Kind.INPUT, 1, "x")


def test_that_output_lines_vote_for_a_class(document) -> None:
    design.set_class(document, [0], 3)
    design.set_class(document, [0], 3)
    assert document.network.circuit.outputs.label.tolist() == [3]
    assert len(document.history) == 2


def test_that_stimuli_are_changed_or_drive_many_lines(document) -> None:
    design.change_stimulus(document, 0, SingleSpike(0, 5))
    assert document.network.circuit.stimuli == (SingleSpike(0, 5),)
    design.drive_lines(document, [0], RegularSpikes(7, 4))
    assert document.network.circuit.stimuli == (RegularSpikes(0, 4),)
    with pytest.raises(TNStudioError, match="The period is 0"):
        design.drive_lines(document, [0], RegularSpikes(0, 0))
    with pytest.raises(TNStudioError, match="no stimulus 3"):
        design.change_stimulus(document, 3, SingleSpike(0))
    design.drive_lines(document, [0], None)
    assert document.network.circuit.stimuli == ()
    assert len(document.history) == 4

"""What users do with free cores is one step each, and refused with a reason."""

import pytest

from tnstudio.app import circuit_design as design
from tnstudio.app.document import Document
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_templates import free_cores, oscillator
from tnstudio.model.project import Project
from tnstudio.model.stimulus import PoissonSpikes, SingleSpike


def neuron(core: int, index: int) -> Item:
    return Item(Kind.NEURON, 0, core, index)


def axon(core: int, index: int) -> Item:
    return Item(Kind.AXON, 0, core, index)


INPUT, OUTPUT = Item(Kind.INPUT, index=0), Item(Kind.OUTPUT, index=0)


@pytest.fixture
def document() -> Document:
    return Document(Project(oscillator()))


def test_that_cores_come_to_free_places_with_names_of_their_own() -> None:
    document = Document(Project(free_cores()))
    for _ in range(3):
        design.add_core_near(document, (0, 0))
    circuit = document.circuit
    assert [core.name for core in circuit.cores] == ["core 0", "core 1", "core 2"]
    places = {(core.chip_row, core.chip_column) for core in circuit.cores}
    assert len(places) == 3
    assert document.selection == Selection.of(0, 2)
    assert document.history[1:] == ("Add core 0", "Add core 1", "Add core 2")


def test_that_a_name_that_is_taken_is_not_given_again(document: Document) -> None:
    design.add_core_near(document, (0, 0))
    assert document.circuit.cores[2].name == "core 2"


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (neuron(0, 0), neuron(0, 1), "ends at"),
        (axon(0, 0), axon(0, 1), "starts at"),
        (INPUT, OUTPUT, "feeds axons"),
        (OUTPUT, axon(0, 0), "starts at"),
        (neuron(0, 0), neuron(0, 0), "Let go"),
        (axon(0, 0), neuron(0, 0), ""),
        (INPUT, axon(0, 0), ""),
        (OUTPUT, neuron(0, 0), ""),
    ],
)
def test_that_wires_go_from_where_spikes_come_to_where_they_arrive(
    document: Document, one: Item, other: Item, reason: str
) -> None:
    assert reason in design.refusal(one, other)
    if reason:
        with pytest.raises(TNStudioError, match=reason):
            design.wire(document, one, other)
        assert document.position == 0


def test_that_another_axon_keeps_the_delay(document: Document) -> None:
    design.wire(document, neuron(0, 0), axon(1, 3))
    routes = document.circuit.cores[0].routes
    assert (int(routes.axon[0, 0]), int(routes.delay[0, 0])) == (3, 2)
    assert document.selection.items == (neuron(0, 0),)


def test_that_a_core_stands_for_its_first_free_port(document: Document) -> None:
    circuit = document.circuit
    item = Item(Kind.CORE, 0, 1)
    assert design.whole_ends(circuit, neuron(0, 2), item)[1] == axon(1, 1)
    assert design.whole_ends(circuit, axon(0, 1), item)[1] == neuron(1, 2)


def test_that_delays_of_neurons_without_a_wire_are_left(document: Document) -> None:
    items = (neuron(0, 0), neuron(0, 3), neuron(1, 1), neuron(9, 0), INPUT)
    circuit = document.circuit
    assert design.wired(circuit, items) == (neuron(0, 0),)
    design.step_delays(document, items, -5)
    design.step_delays(document, items, -1)
    assert document.position == 1
    design.set_delays(document, items, 7, merge_key="drag")
    design.set_delays(document, items, 8, merge_key="drag")
    assert document.position == 2


def test_that_lines_are_added_and_driven(document: Document) -> None:
    design.add_input(document)
    circuit = document.circuit
    assert circuit.stimuli == (SingleSpike(0), SingleSpike(1))
    design.drive(document, 1, PoissonSpikes(1, 0.25))
    design.drive(document, 0, None)
    assert document.circuit.stimuli == (PoissonSpikes(1, 0.25),)
    design.add_output(document)
    assert document.selection.items == (Item(Kind.OUTPUT, index=1),)
    assert document.history[-2:] == ("Remove stimulus", "Add output line")


def test_that_a_move_by_nothing_is_no_step(document: Document) -> None:
    design.move_cores_by(document, (0,), (0, 0))
    design.move_cores_by(document, (), (1, 0))
    assert document.position == 0
    design.move_cores_by(document, (0, 1), (1, 0))
    assert document.undo_label == "Move 2 cores"


def test_that_sizes_are_changed_or_refused_whole(document: Document) -> None:
    design.resize_all_cores(document, 16, 16)
    assert document.undo_label == "Resize cores to 16 × 16"
    with pytest.raises(TNStudioError):
        design.resize_all_cores(document, 4, 1)
    assert document.network.hardware.neurons == 16

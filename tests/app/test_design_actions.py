"""What is done with a selection: removing, duplicating, selecting more."""

from dataclasses import replace

import pytest

from tests.circuits import SMALL, oscillator
from tnstudio.app.design_actions import (
    can_remove,
    duplicate_selected,
    has_current,
    remove_layers,
    remove_selected,
    select_alike,
    select_all,
)
from tnstudio.app.document import Document
from tnstudio.app.items import exists, place_selected, told
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.app.wording import listed, numbered
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_edits import set_axon_types
from tnstudio.model.network import Network, WindowLayer
from tnstudio.model.problems import Problem
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network
from tnstudio.model.stimulus import PoissonSpikes, SingleSpike
from tnstudio.model.templates import mnist_5core, mnist_30core

HALF = Item(Kind.CORE, 0, 1)
NEURON = Item(Kind.NEURON, 0, 1, 0)
AXON = Item(Kind.AXON, 0, 1, 0)
START = Item(Kind.INPUT, index=0)
BEAT = Item(Kind.OUTPUT, index=0)
STIMULUS = Item(Kind.STIMULUS, index=0)


def opened(network: Network, *items: Item) -> Document:
    document = Document(Project(network))
    document.select(Selection(items))
    return document


class TestRemoving:
    def test_that_all_that_is_selected_goes_in_one_step(self) -> None:
        document = opened(oscillator(), HALF, START, BEAT)
        before = document.network
        assert can_remove(document)
        remove_selected(document)
        circuit = document.network.circuit
        assert [core.name for core in circuit.cores] == ["half 0"]
        assert (circuit.input_lines, circuit.output_lines) == (0, 0)
        assert circuit.stimuli == ()
        assert check_network(document.network) == ()
        assert document.selection == Selection()
        assert document.undo_label == "Remove core 1, input line 0 and output line 0"
        document.undo()
        assert document.network is before

    def test_that_a_neuron_loses_its_route_and_stays_selected(self) -> None:
        document = opened(oscillator(), NEURON)
        remove_selected(document)
        assert document.network.circuit.cores[1].routes.core[0, 0] == -1
        assert document.selection == Selection((NEURON,))
        assert document.undo_label == "Cut the wires of neuron 0"

    def test_that_an_axon_loses_what_reaches_it(self) -> None:
        document = opened(oscillator(), AXON)
        remove_selected(document)
        assert document.network.circuit.cores[0].routes.core[0, 0] == -1
        assert document.undo_label == "Cut the wires of axon 0"

    def test_that_a_stimulus_is_removed(self) -> None:
        document = opened(oscillator(), STIMULUS)
        remove_selected(document)
        assert document.network.circuit.stimuli == ()
        assert document.undo_label == "Remove stimulus 0"

    def test_that_a_core_of_a_layer_and_what_is_gone_are_left_alone(self) -> None:
        for document in (
            opened(mnist_5core(), Item(Kind.CORE, 0, 1)),
            opened(mnist_5core(), Item(Kind.LAYER, 7)),
            opened(oscillator(), Item(Kind.CORE, 0, 2), Item(Kind.LAYER, 0)),
            opened(oscillator()),
        ):
            assert not can_remove(document)
            remove_selected(document)
            assert document.history == ("Open",)

    def test_that_what_is_selected_in_later_layers_moves_up(self) -> None:
        kept = Item(Kind.CORE, 2, 5)
        document = opened(mnist_30core(), Item(Kind.LAYER, 0), kept)
        remove_layers(document, {0})
        assert document.selection == Selection((replace(kept, layer=1),))
        assert document.undo_label == "Remove layer 1"
        remove_layers(document, set())
        assert len(document.history) == 2


class TestDuplicating:
    def test_that_layers_come_behind_themselves(self) -> None:
        document = opened(mnist_5core(), Item(Kind.LAYER, 0))
        duplicate_selected(document)
        assert document.network.layers[1] == WindowLayer(16, 12, 64)
        assert document.undo_label == "Duplicate layer 2"

    def test_that_a_core_gets_the_next_free_place(self) -> None:
        document = opened(oscillator(), HALF)
        duplicate_selected(document)
        copy = document.network.circuit.cores[2]
        assert (copy.name, copy.chip_row, copy.chip_column) == ("half 2", 1, 1)
        assert check_network(document.network) == ()
        assert document.selection == Selection((Item(Kind.CORE, 0, 2),))
        duplicate_selected(document)
        with pytest.raises(TNStudioError, match="0 free places"):
            duplicate_selected(document)
        assert len(document.history) == 3


class TestSelecting:
    def items_after(self, act, network: Network, *items: Item) -> tuple[Item, ...]:
        document = opened(network, *items)
        act(document)
        assert document.history == ("Open",)
        return document.selection.items

    def test_that_all_are_layers_or_cores_without_a_current_item(self) -> None:
        layers = tuple(Item(Kind.LAYER, k) for k in range(2))
        assert self.items_after(select_all, mnist_5core()) == layers
        assert self.items_after(select_all, mnist_5core(), layers[0]) == layers
        cores = tuple(Item(Kind.CORE, 0, k) for k in range(2))
        assert self.items_after(select_all, oscillator()) == cores
        gone = Item(Kind.CORE, 0, 9)
        assert self.items_after(select_all, oscillator(), gone) == cores

    @pytest.mark.parametrize(
        ("item", "count"),
        [(HALF, 2), (NEURON, 5), (AXON, 4), (START, 1), (STIMULUS, 1)],
    )
    def test_that_all_of_a_kind_are_of_the_same_core(self, item, count) -> None:
        items = self.items_after(select_all, oscillator(), item)
        assert len(items) == count
        assert {one.kind for one in items} == {item.kind}
        assert {(one.layer, one.core) for one in items} == (
            {(0, 0), (0, 1)} if item is HALF else {(item.layer, item.core)}
        )

    def test_that_all_cores_are_of_the_same_layer(self) -> None:
        items = self.items_after(select_all, mnist_5core(), Item(Kind.CORE, 0, 3))
        assert items == tuple(Item(Kind.CORE, 0, k) for k in range(4))
        neuron = Item(Kind.NEURON, 0, 3, 8)
        assert len(self.items_after(select_all, mnist_5core(), neuron)) == 256

    def test_that_the_same_kind_of_a_core_is_in_all_layers(self) -> None:
        current = Item(Kind.CORE, 0, 3)
        items = self.items_after(select_alike, mnist_5core(), current)
        assert len(items) == 5
        assert items[-1] == current
        assert self.items_after(select_alike, mnist_5core()) == ()

    def test_that_the_same_kind_of_neuron_has_the_same_parameters(self) -> None:
        network = oscillator()
        core = set_axon_types(network.circuit.cores[1], [0, 2], 1)
        circuit = replace(
            network.circuit,
            cores=(network.circuit.cores[0], core),
            stimuli=(SingleSpike(0), PoissonSpikes(0, 0.5), SingleSpike(0, 9)),
        )
        network = replace(network, circuit=circuit)
        for item, indices in (
            (NEURON, {0, 1}),
            (replace(NEURON, index=4), {2, 3, 4}),
            (AXON, {0, 2}),
            (STIMULUS, {0, 2}),
            (START, {0}),
        ):
            items = self.items_after(select_alike, network, item)
            assert {one.index for one in items} == indices
            assert items[-1] == item

    def test_that_cores_beyond_any_chip_are_not_listed(self) -> None:
        huge = replace(mnist_5core(), layers=(WindowLayer(1, 1), WindowLayer(2, 1, 1)))
        huge = replace(huge, input=replace(huge.input, rows=2000, columns=2000))
        item = Item(Kind.CORE, 0, 1)
        assert self.items_after(select_all, huge, item) == ()

    def test_that_there_is_a_current_item_or_not(self) -> None:
        assert has_current(opened(oscillator(), HALF))
        assert not has_current(opened(oscillator(), Item(Kind.CORE, 0, 9)))
        assert not has_current(opened(oscillator()))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("layer 2", Item(Kind.LAYER, 1)),
        ("layer 3", None),
        ("network", None),
        ("readout", None),
        ("input", None),
    ],
)
def test_that_a_problem_of_layers_has_its_place(place, expected) -> None:
    problem = Problem("code", place, "?", "?")
    wanted = Selection((expected,)) if expected else Selection()
    assert place_selected(mnist_5core(), problem) == wanted


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("core 1 (half 1)", HALF),
        ("core 2 (gone)", None),
        ("stimulus 0", STIMULUS),
        ("stimulus 1", None),
        ("inputs/line", START),
        ("outputs/label", BEAT),
        ("layers", None),
        ("layer 1", None),
    ],
)
def test_that_a_problem_of_free_cores_has_its_place(place, expected) -> None:
    problem = Problem("code", place, "?", "?")
    wanted = Selection((expected,)) if expected else Selection()
    assert place_selected(oscillator(), problem) == wanted


def test_that_items_are_told_by_name_and_number() -> None:
    assert told(mnist_5core(), Item(Kind.LAYER, 1)) == "layer 2"
    assert told(mnist_5core(), Item(Kind.CORE, 0, 3)) == "layer 1, core 3"
    network = oscillator()
    assert told(network, NEURON) == "core 1 (half 1), neuron 0"
    assert told(network, BEAT) == "output line 0 (beat)"
    assert told(network, STIMULUS) == "stimulus 0"
    assert all(exists(network, item) for item in (HALF, NEURON, AXON, START, BEAT))
    assert not exists(network, replace(NEURON, index=SMALL.neurons))
    assert not exists(network, replace(AXON, core=2))
    assert not exists(mnist_5core(), START)


def test_that_numbers_are_put_into_words() -> None:
    assert numbered("core", [3]) == "core 3"
    assert numbered("stimulus", [0, 2]) == "stimuli 0, 2"
    assert numbered("layer", range(9)) == "9 layers"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"

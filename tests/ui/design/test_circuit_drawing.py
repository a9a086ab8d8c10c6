"""Where free cores, lines and wires are drawn, and what is where."""

from dataclasses import replace

import numpy as np
import pytest

from tests.circuits import oscillator
from tnstudio.app.selection import Item, Kind
from tnstudio.model import circuit_edits as edits
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_templates import oscillator as sample
from tnstudio.model.core_sizes import hardware_of
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import free_network
from tnstudio.model.preset_circuits import fresh_core
from tnstudio.ui.design.circuit_curves import curves, in_sight, nearest, points_on
from tnstudio.ui.design.circuit_drawing import (
    CircuitDrawing,
    Hit,
    Spot,
    draw_circuit,
)
from tnstudio.ui.design.circuit_facts import plan_told, told, wire_told
from tnstudio.ui.design.circuit_shape import MOST_SIDE, shape_of
from tnstudio.ui.design.circuit_walk import beside, first_end, next_end
from tnstudio.ui.design.circuit_wires import bundles, wires_of
from tnstudio.ui.design.drawing import Box


@pytest.fixture
def drawing() -> CircuitDrawing:
    return draw_circuit(sample())


def neuron(core: int, index: int) -> Item:
    return Item(Kind.NEURON, 0, core, index)


def axon(core: int, index: int) -> Item:
    return Item(Kind.AXON, 0, core, index)


class TestShape:
    @pytest.mark.parametrize("size", [(1, 1), (4, 4), (256, 256), (3, 200), (1024, 2)])
    def test_that_every_port_and_synapse_is_found_where_it_is_drawn(
        self, size: tuple[int, int]
    ) -> None:
        shape = shape_of(hardware_of(*size, TRUENORTH))
        for index in (0, size[0] // 2, size[0] - 1):
            assert shape.axon_at(shape.axon(index)[1]) == index
        for index in (0, size[1] // 2, size[1] - 1):
            assert shape.neuron_at(shape.neuron(index)[1]) == index
            assert shape.dot_at(*shape.dot(size[0] - 1, index)) == (size[0] - 1, index)
        assert shape.height <= MOST_SIDE
        assert shape.dot_at(shape.crossbar.right + 1, 5) is None


class TestPlaces:
    def test_that_cores_are_drawn_where_they_are_on_the_chip(
        self, drawing: CircuitDrawing
    ) -> None:
        for core in (0, 1):
            box = drawing.box(core)
            middle = box.left + box.width / 2, box.top + box.height / 2
            assert drawing.place_at(*middle) == (0, core)
            assert box == drawing.box_at((0, core))
        assert not drawing.is_free((0, 1))
        assert drawing.is_free((1, 1))
        assert not drawing.is_free((-1, 0))
        assert not drawing.is_free((0, 64))

    def test_that_all_is_within_the_bounds(self, drawing: CircuitDrawing) -> None:
        bounds = drawing.bounds
        items = [Item(Kind.CORE, 0, 0), Item(Kind.INPUT, index=0), neuron(1, 3)]
        for item in [*items, Item(Kind.OUTPUT, index=0)]:
            box = drawing.box_of(item)
            assert box is not None
            assert bounds.left <= box.left
            assert box.right <= bounds.right + 10
            assert bounds.top <= box.top

    def test_that_what_is_not_there_has_no_place(self, drawing: CircuitDrawing) -> None:
        for item in (
            Item(Kind.CORE, 0, 5),
            Item(Kind.INPUT, index=3),
            neuron(7, 0),
            Item(Kind.STIMULUS, index=0),
        ):
            assert drawing.box_of(item) is None

    def test_that_thousands_of_lines_are_packed_closely(self) -> None:
        circuit = sample().circuit
        for _ in range(3000):
            circuit = edits.add_output_line(circuit)
        drawing = draw_circuit(replace(sample(), circuit=circuit))
        assert drawing.outputs.bounds.height < 500
        box = drawing.outputs.box(1500)
        found = drawing.hit(box.left + 20, box.top + box.height / 2, 1.0)
        assert found == Hit(Spot.OUTPUT, index=1500)

    def test_that_an_empty_circuit_is_drawn(self) -> None:
        drawing = draw_circuit(free_network("", Circuit()))
        assert len(drawing.corners) == 0
        assert drawing.bounds.width > 0
        add = drawing.inputs.box(0)
        assert drawing.hit(add.left + 5, add.top + 5, 1.0).spot is Spot.ADD_INPUT
        assert beside(drawing, None, 1, 0) is None


class TestHits:
    def test_that_ports_reach_out_of_their_core(self, drawing: CircuitDrawing) -> None:
        box = drawing.box(0)
        y = box.top + drawing.shape.axon(2)[1]
        assert drawing.hit(box.left - 8, y, 1.0) == Hit(Spot.AXON, 0, 2)
        assert drawing.hit(box.right + 8, y, 1.0) == Hit(Spot.NEURON, 0, 2)
        assert drawing.hit(box.right + 30, y, 1.0).spot is Spot.NOTHING

    def test_that_small_things_are_taken_for_their_core(
        self, drawing: CircuitDrawing
    ) -> None:
        box = drawing.box(0)
        x, y = drawing.shape.dot(1, 3)
        close = drawing.hit(box.left + x, box.top + y, 1.0)
        assert close == Hit(Spot.SYNAPSE, 0, 1, 3)
        far = drawing.hit(box.left + x, box.top + y, 0.3)
        assert far == Hit(Spot.CORE, 0)
        assert drawing.hit(box.left + 2, box.top + y, 0.3) == Hit(Spot.CORE, 0)

    def test_that_a_hit_selects_what_it_is_on(self) -> None:
        assert Hit(Spot.SYNAPSE, 3, 1, 2).item == Item(Kind.CORE, 0, 3)
        assert Hit(Spot.STIMULUS, index=2).item == Item(Kind.INPUT, index=2)
        assert Hit(Spot.ADD_INPUT).item is None


class TestWires:
    def test_that_all_wires_are_listed(self, drawing: CircuitDrawing) -> None:
        wires = drawing.wires
        names = ("source_core", "source", "target_core", "target", "delay")
        listed = zip(*(getattr(wires, name).tolist() for name in names), strict=True)
        assert list(listed) == [
            (0, 0, 1, 0, 2),
            (1, 0, 0, 0, 3),
            (1, 1, -1, 0, 0),
            (-1, 0, 0, 0, 0),
        ]
        assert wires.of_core(1).tolist() == [0, 1, 2]
        assert wires.of_cores(np.array([0])).tolist() == [0, 1, 3]
        assert wires.of_cores(np.array([], np.int64)).tolist() == []
        assert wires.of_neuron(1, 0).tolist() == [1]
        assert wires.of_axon(0, 0).tolist() == [1, 3]
        assert wires.of_input(0).tolist() == [3]
        assert wires.of_output(0).tolist() == [2]

    def test_that_wires_to_nowhere_are_left_out(self) -> None:
        circuit = sample().circuit
        routes = circuit.cores[0].routes
        wrong = np.full_like(routes.core, 99)
        core = replace(circuit.cores[0], routes=replace(routes, core=wrong))
        bad = edits.replace_core(circuit, 0, core)
        assert wires_of(bad).source_core.tolist() == [1, 1, -1]

    def test_that_wires_start_and_end_at_their_ports(
        self, drawing: CircuitDrawing
    ) -> None:
        controls = curves(drawing, np.arange(4))
        assert controls.shape == (4, 13, 2)
        assert tuple(controls[0, 0]) == drawing.port(neuron(0, 0))
        assert tuple(controls[0, 12]) == drawing.port(axon(1, 0))
        assert tuple(controls[3, 0]) == pytest.approx(
            drawing.port(Item(Kind.INPUT, index=0))
        )
        assert tuple(controls[2, 12]) == pytest.approx(
            drawing.port(Item(Kind.OUTPUT, index=0))
        )

    def test_that_a_wire_back_passes_below_the_cores(
        self, drawing: CircuitDrawing
    ) -> None:
        points = points_on(curves(drawing, np.array([1])), 20)[0]
        bottom = drawing.box(0).bottom
        left, right = drawing.box(0).left, drawing.box(1).right
        inside = (points[:, 0] > left) & (points[:, 0] < right)
        assert inside.any()
        assert (points[inside, 1] > bottom).all()

    def test_that_the_nearest_wire_is_found_within_reach(
        self, drawing: CircuitDrawing
    ) -> None:
        controls = curves(drawing, np.arange(4))
        x, y = controls[1, 6]
        assert nearest(controls, x, y + 4, 6.0) == 1
        assert nearest(controls, x, y + 40, 6.0) == -1
        assert nearest(controls[:0], x, y, 6.0) == -1

    def test_that_only_wires_in_sight_are_drawn(self, drawing: CircuitDrawing) -> None:
        far = Box(9000.0, 9000.0, 100.0, 100.0)
        assert len(in_sight(drawing, drawing.bounds)) == 4
        assert len(in_sight(drawing, far)) == 0

    def test_that_wires_between_two_cores_are_one_bundle(self) -> None:
        circuit = sample().circuit
        circuit = edits.connect(circuit, (0, 1), (1, 1))
        circuit = edits.connect(circuit, (0, 2), (0, 3))
        sources, targets = bundles(wires_of(circuit), 2)
        assert sorted(zip(sources.tolist(), targets.tolist(), strict=True)) == [
            (0, 0),
            (0, 1),
            (1, 0),
        ]


class TestWords:
    def test_that_everything_can_be_told(self, drawing: CircuitDrawing) -> None:
        circuit, wires = drawing.circuit, drawing.wires
        assert wire_told(circuit, wires, 0) == (
            "tick, neuron 0 → tock, axon 0, delay 2"
        )
        assert told(circuit, wires, axon(0, 0)) == (
            "tick, axon 0, type 0\n"
            "tock, neuron 0 → tick, axon 0, delay 3\n"
            "start → tick, axon 0"
        )
        assert told(circuit, wires, neuron(0, 3)).endswith("Not wired")
        assert "one spike, at tick 0" in told(circuit, wires, Item(Kind.INPUT, index=0))
        assert "2 neurons in use" in told(circuit, wires, Item(Kind.CORE, 0, 0))
        assert told(circuit, wires, Item(Kind.CORE, 0, 9)) == ""

    def test_that_a_plan_says_what_it_replaces(self, drawing: CircuitDrawing) -> None:
        circuit, wires = drawing.circuit, drawing.wires
        new = Item(Kind.OUTPUT, index=1)
        assert plan_told(circuit, wires, new, neuron(1, 1)) == (
            "tock, neuron 1 → a new output line, in place of beat"
        )


class TestWalking:
    def test_that_there_is_a_way_to_every_core(self) -> None:
        circuit = Circuit()
        places = [(0, 0), (0, 3), (2, 1), (5, 5), (9, 0)]
        for place in places:
            circuit = edits.add_core(circuit, fresh_core(TRUENORTH, "", place))
        drawing = draw_circuit(free_network("", circuit))
        reached = {Item(Kind.CORE, 0, 0)}
        for _ in places:
            for item in tuple(reached):
                for step in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                    found = beside(drawing, item, *step)
                    assert found is not None
                    reached.add(found)
        assert {item.core for item in reached} == set(range(5))

    def test_that_a_wire_finds_ports_and_lines(self, drawing: CircuitDrawing) -> None:
        start = neuron(0, 1)
        end = first_end(drawing, start)
        assert end == axon(1, 0)
        walked = [end]
        for step in ((0, 1), (1, 0), (0, 1), (1, 0), (-1, 0), (-1, 0)):
            walked.append(next_end(drawing, start, walked[-1], *step))
        assert walked[1:] == [
            axon(1, 1),
            Item(Kind.OUTPUT, index=0),
            Item(Kind.OUTPUT, index=1),
            Item(Kind.OUTPUT, index=1),
            axon(1, 0),
            axon(0, 0),
        ]

    def test_that_an_axon_is_offered_neurons(self, drawing: CircuitDrawing) -> None:
        assert first_end(drawing, axon(0, 2)) == neuron(1, 0)
        assert first_end(drawing, Item(Kind.OUTPUT, index=0)) == neuron(1, 0)
        assert next_end(drawing, axon(0, 2), neuron(0, 0), -1, 0).kind is Kind.INPUT


def test_that_cores_of_other_sizes_than_the_chips_do_no_harm() -> None:
    network = oscillator()
    draw_circuit(replace(network, hardware=hardware_of(2, 3, network.hardware)))

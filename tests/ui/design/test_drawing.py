"""The geometry of the canvas: any network can be drawn, and places agree."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.app.selection import Selection
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.rules import check_network, errors_of
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.model.topology import Grid, lay_out
from tnstudio.ui.design.captions import captions_of
from tnstudio.ui.design.drawing import (
    HEIGHT,
    WIDTH,
    Box,
    Mesh,
    draw,
    light,
    neighbour,
    windows_over,
)
from tnstudio.ui.design.facts import core_facts, general_problems, layer_facts

_numbers = st.integers(0, 12)

any_network = st.builds(
    Network,
    name=st.just("any"),
    input=st.builds(InputShape, _numbers, _numbers, st.integers(0, 4)),
    layers=st.lists(
        st.builds(WindowLayer, _numbers, _numbers, st.none() | _numbers), max_size=4
    ).map(tuple),
    readout=st.integers(0, 14).map(lambda n: Readout(tuple(map(str, range(n))))),
)
"""Networks with every mistake that can be typed."""


@given(any_network)
def test_that_any_network_can_be_drawn_and_described(network: Network) -> None:
    drawing = draw(network)
    boxes = [drawing.input_box, *(c.box for c in drawing.columns), drawing.readout]
    for left, right in pairwise(boxes):
        assert left.right < right.left
    for box in boxes:
        assert box.width > 0
        assert box.height > 0
        assert box.width <= WIDTH + 1e-9
    for column in drawing.columns:
        assert (column.mesh is None) == bool(column.reason)
        assert column.box.height <= HEIGHT + 1e-9
    assert len(captions_of(drawing)) == len(boxes)
    assert len(layer_facts(network)) == len(network.layers)
    told = sum(len(facts.problems) for facts in layer_facts(network))
    assert told + len(general_problems(network)) == len(check_network(network))


@given(any_network, st.integers(-1, 5), st.integers(-1, 20))
def test_that_any_selection_is_harmless(
    network: Network, layer: int, core: int
) -> None:
    drawing = draw(network)
    selection = Selection.of(layer, core)
    light(drawing, selection)
    core_facts(network, selection)
    for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        beside = neighbour(drawing, selection, dx, dy)
        if beside != selection:
            assert light(drawing, beside) is not None


@given(st.integers(1, 9), st.integers(1, 9), st.floats(1, 90), st.floats(0, 0.5))
def test_that_each_tile_is_found_at_its_middle(
    rows: int, columns: int, pitch: float, gap: float
) -> None:
    mesh = Mesh(-7.0, 3.0, Grid(rows, columns), pitch, pitch * gap)
    for index in range(rows * columns):
        box = mesh.tile(index)
        assert mesh.at(box.left + box.width / 2, box.top + box.height / 2) == index
    assert mesh.at(mesh.box.right + 1, mesh.box.top) == -1
    assert mesh.at(mesh.box.left, mesh.box.top - 1) == -1


def test_that_gaps_between_tiles_are_nobody() -> None:
    mesh = Mesh(0.0, 0.0, Grid(2, 2), 10.0, 2.0)
    assert mesh.at(7.9, 7.9) == 0
    assert mesh.at(9.0, 4.0) == -1


@given(st.integers(0, 20), st.integers(1, 8), st.integers(1, 8), st.integers(0, 10))
def test_that_the_windows_over_a_place_are_those_that_cover_it(
    place: int, window: int, stride: int, windows: int
) -> None:
    covering = [k for k in range(windows) if k * stride <= place < k * stride + window]
    assert list(windows_over(place, window, stride, windows)) == covering


def test_that_lit_targets_are_the_cores_that_read_the_selected_one() -> None:
    network = mnist_30core()
    drawing, plans = draw(network), lay_out(network).layers
    for layer in range(3):
        mesh = drawing.columns[layer + 1].mesh
        assert mesh is not None
        for core, plan in enumerate(plans[layer].cores):
            mine = range(plan.first_neuron, plan.first_neuron + plan.neurons)
            readers = [
                mesh.tile(k)
                for k, other in enumerate(plans[layer + 1].cores)
                if set(other.sources.tolist()) & set(mine)
            ]
            lit = light(drawing, Selection.of(layer, core))
            assert lit is not None
            assert list(lit.targets) == readers


def test_that_the_first_window_lies_on_the_corner_of_the_input() -> None:
    drawing = draw(mnist_5core())
    lit = light(drawing, Selection.of(0, 3))
    assert lit is not None
    assert lit.window is not None
    assert drawing.input is not None
    assert lit.window.right == pytest.approx(drawing.input.box.right)
    assert lit.window.bottom == pytest.approx(drawing.input.box.bottom)
    assert lit.window.width == pytest.approx(16 / 28 * drawing.input.box.width)
    assert lit.targets == (drawing.columns[1].box,)


def test_that_the_last_layer_feeds_the_readout() -> None:
    drawing = draw(mnist_5core())
    lit = light(drawing, Selection.of(1, 0))
    assert lit is not None
    assert lit.targets == (drawing.readout,)


def test_that_arrows_go_from_layer_to_layer_at_the_same_height() -> None:
    drawing = draw(mnist_30core())
    assert neighbour(drawing, Selection(), 1, 0) == Selection.of(0, 0)
    assert neighbour(drawing, Selection.of(0, 15), 1, 0) == Selection.of(1, 6)
    assert neighbour(drawing, Selection.of(1, 6), -1, 0) == Selection.of(0, 15)
    assert neighbour(drawing, Selection.of(0, 0), -1, 0) == Selection.of(0, 0)
    assert neighbour(drawing, Selection.of(0, 0), 0, 1) == Selection.of(0, 4)
    assert neighbour(drawing, Selection.of(0, 12), 0, 1) == Selection.of(0, 12)
    assert neighbour(drawing, Selection.of(3, 0), 1, 0) == Selection.of(3, 0)


def test_that_layers_behind_a_broken_one_wait_for_it() -> None:
    network = mnist_5core()
    layers = (WindowLayer(40, 1), *network.layers[1:])
    drawing = draw(replace(network, layers=layers))
    assert "40 × 40" in drawing.columns[0].reason
    assert not drawing.columns[0].waits
    assert drawing.columns[1].reason == "Waits for layer 1"
    assert drawing.columns[1].waits


def test_that_more_cores_than_the_chip_has_are_not_drawn() -> None:
    network = replace(
        mnist_5core(),
        input=InputShape(2000, 2000, 1),
        layers=(WindowLayer(1, 1), WindowLayer(1, 1, 1)),
    )
    assert errors_of(check_network(network))
    drawing = draw(network)
    assert [column.mesh for column in drawing.columns] == [None, None]
    assert "4,096" in drawing.columns[0].reason


def test_that_an_input_that_is_too_large_is_not_drawn() -> None:
    drawing = draw(replace(mnist_5core(), input=InputShape(10**6, 10**6, 1)))
    assert drawing.input is None
    assert drawing.columns[0].waits


def test_that_core_facts_tell_place_window_and_use() -> None:
    facts = core_facts(mnist_30core(), Selection.of(1, 4))
    assert facts is not None
    assert facts.title == "Layer 2, core 4"
    assert dict(facts.rows) == {
        "Place": "row 1, column 1",
        "Window rows": "1 – 2",
        "Window columns": "1 – 2",
        "Axons": "256 of 256",
        "Neurons": "256 of 256",
        "Reads": "64 neurons from each of 4 cores",
        "Feeds": "4 cores, 64 neurons each",
    }


def test_that_core_facts_agree_with_the_topology() -> None:
    network = mnist_30core()
    for layer, plan in enumerate(lay_out(network).layers):
        for core, laid in enumerate(plan.cores):
            facts = core_facts(network, Selection.of(layer, core))
            assert facts is not None
            rows = dict(facts.rows)
            assert rows["Place"] == f"row {laid.row}, column {laid.column}"
            assert rows["Axons"] == f"{len(laid.sources)} of 256"
            assert rows["Neurons"] == f"{laid.neurons} of 256"


def test_that_boxes_know_their_far_edges() -> None:
    box = Box(1.0, 2.0, 3.0, 4.0)
    assert (box.right, box.bottom) == (4.0, 6.0)

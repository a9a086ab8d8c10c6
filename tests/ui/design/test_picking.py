"""What clicks, drags and keys select, and where links run."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.model.topology import lay_out
from tnstudio.ui.design.drawing import Box, draw, light
from tnstudio.ui.design.links import curve, link_at, link_told
from tnstudio.ui.design.picking import (
    between,
    box_of,
    core_item,
    cores_in,
    item_at,
    joined,
    stepped,
)

DRAWING = draw(mnist_30core())


@given(st.integers(0, 15), st.integers(0, 15))
def test_that_between_two_cores_is_the_rectangle_of_both(one: int, other: int) -> None:
    items = between(DRAWING, core_item(0, one), core_item(0, other))
    rows, columns = sorted((one // 4, other // 4)), sorted((one % 4, other % 4))
    inside = {
        k
        for k in range(16)
        if rows[0] <= k // 4 <= rows[1] and columns[0] <= k % 4 <= columns[1]
    }
    assert {item.core for item in items} == inside
    assert len(items) == len(inside)
    assert items[-1] == core_item(0, other)


def test_that_between_two_layers_are_those_in_between() -> None:
    items = between(DRAWING, Item(Kind.LAYER, 3), Item(Kind.LAYER, 1))
    assert [item.layer for item in items] == [2, 3, 1]


@pytest.mark.parametrize(
    "anchor", [None, Item(Kind.LAYER, 0), core_item(1, 3), core_item(0, 99)]
)
def test_that_an_anchor_elsewhere_leaves_the_item_alone(anchor: Item | None) -> None:
    assert between(DRAWING, anchor, core_item(0, 2)) == (core_item(0, 2),)


@given(
    st.floats(-50, 1200),
    st.floats(-200, 200),
    st.floats(0, 600),
    st.floats(0, 300),
)
def test_that_a_frame_selects_every_core_that_it_touches(
    left: float, top: float, width: float, height: float
) -> None:
    frame = Box(left, top, width, height)
    found = cores_in(DRAWING, frame, frame.right, frame.bottom)
    touched = {
        core_item(column.index, k)
        for column in DRAWING.columns
        if column.mesh
        for k in range(column.mesh.grid.size)
        if touches(frame, column.mesh.tile(k))
    }
    assert set(found) == touched
    assert len(found) == len(touched)


def touches(one: Box, other: Box) -> bool:
    across = one.left <= other.right and other.left <= one.right
    return across and one.top <= other.bottom and other.top <= one.bottom


def test_that_the_core_at_the_end_of_a_drag_is_the_current_one() -> None:
    mesh = DRAWING.columns[0].mesh
    assert mesh is not None
    box = mesh.span(0, 0, 3, 3)
    tile = mesh.tile(1)
    found = cores_in(DRAWING, box, tile.left, tile.top)
    assert found[-1] == core_item(0, 1)


def test_that_places_are_cores_layers_or_nothing() -> None:
    mesh = DRAWING.columns[1].mesh
    assert mesh is not None
    tile = mesh.tile(4)
    assert item_at(DRAWING, tile.left + 1, tile.top + 1) == core_item(1, 4)
    gap = item_at(DRAWING, tile.right + mesh.gap / 2, tile.top)
    assert gap == Item(Kind.LAYER, 1)
    assert item_at(DRAWING, -30, 0) is None


def test_that_steps_end_at_the_edge_of_the_layer() -> None:
    assert stepped(DRAWING, core_item(0, 3), 1, 0) == core_item(0, 3)
    assert stepped(DRAWING, core_item(0, 3), 0, 1) == core_item(0, 7)
    assert stepped(DRAWING, Item(Kind.LAYER, 0), 0, 1) is None
    assert stepped(DRAWING, None, 0, 1) is None
    assert stepped(DRAWING, core_item(9, 0), 0, 1) is None


def test_that_joined_selections_hold_each_item_once() -> None:
    one = Selection((core_item(0, 1), core_item(0, 2)))
    both = joined(one, (core_item(0, 3), core_item(0, 1)))
    assert [item.core for item in both.items] == [2, 3, 1]


def test_that_the_box_of_a_selection_is_around_all_of_it() -> None:
    mesh = DRAWING.columns[0].mesh
    assert mesh is not None
    two = Selection((core_item(0, 0), core_item(0, 5)))
    assert box_of(DRAWING, two) == mesh.span(0, 0, 2, 2)
    layer = box_of(DRAWING, Selection.of(2))
    assert layer is not None
    assert astuple(layer) == pytest.approx(astuple(DRAWING.columns[2].box))
    assert box_of(DRAWING, Selection((core_item(9, 9), core_item(0, 99)))) is None


def test_that_a_link_is_found_along_its_curve() -> None:
    lit = light(DRAWING, Selection.of(1, 4))
    assert lit is not None
    assert len(lit.targets) == 4
    for index, target in enumerate(lit.targets):
        start, _, _, end = curve(lit.tile, target)
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        assert link_at(lit, x, y, 3.0) == index
    assert link_at(lit, lit.tile.left - 40, lit.tile.top, 3.0) is None


def test_that_a_link_tells_what_the_topology_says() -> None:
    network = mnist_30core()
    plans = lay_out(network).layers
    for layer, core, target in ((0, 5, 4), (1, 4, 3), (2, 3, 0)):
        told = link_told(network, layer, core, target)
        plan = plans[layer].cores[core]
        numbers = plans[layer + 1].cores[target].sources - plan.first_neuron
        axons = [axon for axon, k in enumerate(numbers) if 0 <= k < plan.neurons]
        assert f"axons {axons[0]} – {axons[-1]}" in told
        first = [int(numbers[axon]) for axon in axons[:3]]
        assert f"neurons {first[0]}, {first[1]}, {first[2]}" in told
        assert told.endswith("delay 1 tick")


def test_that_links_to_the_readout_and_in_unfinished_designs_are_told() -> None:
    assert "readout" in link_told(mnist_5core(), 1, 0, -1)
    over = Network(
        "over",
        InputShape(28, 28, 1),
        (WindowLayer(16, 12), WindowLayer(2, 1, 999)),
        Readout(("a", "b")),
    )
    assert "999 neurons → axons" in link_told(over, 0, 0, 0)

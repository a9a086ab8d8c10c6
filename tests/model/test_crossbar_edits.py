"""Drawing on a crossbar, against what the words say, cell by cell."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.circuits import SMALL
from tnstudio.errors import TNStudioError
from tnstudio.model import crossbar_edits as edits
from tnstudio.model.circuit_edits import empty_core
from tnstudio.model.crossbar_edits import Rectangle, spanned
from tnstudio.randomness import generator

CELLS = st.tuples(st.integers(-3, 12), st.integers(-3, 12))
FLAGS = st.booleans()


@st.composite
def crossbars(draw: st.DrawFn) -> np.ndarray:
    shape = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    return np.random.default_rng(draw(st.integers(0, 99))).random(shape) < 0.5


@st.composite
def rectangles(draw: st.DrawFn) -> Rectangle:
    return spanned(draw(CELLS), draw(CELLS))


def cells_of(crossbar: np.ndarray) -> list[tuple[int, int]]:
    return list(np.ndindex(*crossbar.shape))


@given(CELLS, CELLS)
def test_that_a_line_is_connected_and_next_to_the_straight_one(one, other) -> None:
    cells = edits.line_cells(one, other)
    assert tuple(cells[0]) == one
    assert tuple(cells[-1]) == other
    longest = np.abs(np.subtract(other, one)).max()
    assert len(cells) == longest + 1
    assert (np.abs(np.diff(cells, axis=0)).max(axis=1, initial=0) <= 1).all()
    shares = np.arange(longest + 1)[:, None] / max(1, longest)
    straight = one + shares * np.subtract(other, one)
    assert np.abs(cells - straight).max() <= 0.5


@given(crossbars(), st.lists(CELLS, min_size=1), FLAGS)
def test_that_cells_and_no_others_are_switched(crossbar, cells, on) -> None:
    before = crossbar.copy()
    changed = edits.with_cells(crossbar, np.array(cells, np.intp), on=on)
    for cell in cells_of(crossbar):
        assert changed[cell] == (on if cell in cells else before[cell])
    np.testing.assert_array_equal(crossbar, before)


@given(crossbars(), rectangles(), FLAGS)
def test_that_rectangles_are_filled_and_inverted(crossbar, rectangle, on) -> None:
    filled = edits.with_rectangle(crossbar, rectangle, on=on)
    inverted = edits.inverted(crossbar, rectangle)
    for cell in cells_of(crossbar):
        inside = rectangle.holds(cell)
        assert filled[cell] == (on if inside else crossbar[cell])
        assert inverted[cell] == (crossbar[cell] ^ inside)
    again = edits.inverted(inverted, rectangle)
    np.testing.assert_array_equal(again, crossbar)


@given(rectangles())
def test_that_an_outline_is_a_rectangle_without_its_inside(rectangle) -> None:
    cells = [tuple(cell) for cell in edits.outline_cells(rectangle)]
    assert len(cells) == len(set(cells))
    inside = Rectangle(
        rectangle.axon + 1,
        rectangle.neuron + 1,
        max(0, rectangle.axons - 2),
        max(0, rectangle.neurons - 2),
    )
    axons = range(rectangle.axon, rectangle.last[0] + 1)
    neurons = range(rectangle.neuron, rectangle.last[1] + 1)
    every = [(axon, neuron) for axon in axons for neuron in neurons]
    assert set(cells) == {cell for cell in every if not inside.holds(cell)}


@given(crossbars(), rectangles())
def test_that_a_rectangle_is_cut_at_the_edges(crossbar, rectangle) -> None:
    part = rectangle.within(crossbar.shape)
    assert part.size == sum(map(rectangle.holds, cells_of(crossbar)))
    assert crossbar[part.slices].size == part.size
    assert edits.whole(crossbar).within(crossbar.shape) == edits.whole(crossbar)


@given(crossbars(), rectangles(), st.sampled_from([0, 1]))
def test_that_flipping_twice_changes_nothing(crossbar, rectangle, axis) -> None:
    once = edits.flipped(crossbar, rectangle, axis)
    part = rectangle.within(crossbar.shape).slices
    np.testing.assert_array_equal(once[part], np.flip(crossbar[part], axis))
    again = edits.flipped(once, rectangle, axis)
    np.testing.assert_array_equal(again, crossbar)


@given(crossbars(), rectangles())
def test_that_only_squares_are_transposed(crossbar, rectangle) -> None:
    part = rectangle.within(crossbar.shape)
    if part.axons != part.neurons:
        with pytest.raises(TNStudioError, match="not a square"):
            edits.transposed(crossbar, rectangle)
        return
    once = edits.transposed(crossbar, rectangle)
    np.testing.assert_array_equal(once[part.slices], crossbar[part.slices].T)
    again = edits.transposed(once, rectangle)
    np.testing.assert_array_equal(again, crossbar)


@given(crossbars(), crossbars(), CELLS)
def test_that_a_block_is_pasted_as_far_as_it_reaches(crossbar, block, corner) -> None:
    changed = edits.pasted(crossbar, block, corner)
    for cell in cells_of(crossbar):
        place = (cell[0] - corner[0], cell[1] - corner[1])
        inside = all(0 <= k < n for k, n in zip(place, block.shape, strict=True))
        assert changed[cell] == (block[place] if inside else crossbar[cell])


@settings(deadline=None)
@given(st.integers(0, 100), st.integers(0, 5))
def test_that_a_density_is_kept_and_a_seed_repeats_it(percent, seed) -> None:
    density = percent / 100
    empty = np.zeros((80, 90), np.bool_)
    part = Rectangle(10, 10, 60, 70)
    drawn = edits.at_random(empty, part, density, generator(seed, "synapses"))
    same = edits.at_random(~empty, part, density, generator(seed, "synapses"))
    np.testing.assert_array_equal(drawn[part.slices], same[part.slices])
    deviation = np.sqrt(density * (1 - density) / part.size)
    assert abs(drawn[part.slices].mean() - density) <= 5 * deviation
    assert drawn.sum() == drawn[part.slices].sum()


def test_that_a_core_gets_a_crossbar_and_stays_the_same_without_a_change() -> None:
    core = empty_core(SMALL, "one", (0, 0))
    wanted = np.random.default_rng(1).random((4, 5)) < 0.5
    changed = edits.with_crossbar(core, wanted)
    np.testing.assert_array_equal(changed.crossbar(), wanted)
    assert changed.neurons is core.neurons
    assert edits.with_crossbar(changed, wanted) is changed

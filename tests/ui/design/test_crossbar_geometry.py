"""Where cells are, and what strokes draw, without a window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.model.crossbar_edits import Rectangle, line_cells
from tnstudio.ui.design.crossbar_geometry import (
    LEFT,
    LEVELS,
    TOP,
    CrossbarLayout,
    Zone,
    fitted,
    level_near,
    number_step,
    runs,
)
from tnstudio.ui.design.crossbar_tools import LABELS, Tool, begun, moved


@st.composite
def layouts(draw: st.DrawFn) -> CrossbarLayout:
    layout = CrossbarLayout(
        draw(st.integers(1, 300)),
        draw(st.integers(1, 300)),
        draw(st.integers(100, 1200)),
        draw(st.integers(100, 900)),
        draw(st.sampled_from(LEVELS)),
    )
    return layout.moved_to(draw(st.integers(0, 9000)), draw(st.integers(0, 9000)))


def middle(layout: CrossbarLayout, axon: int, neuron: int) -> tuple[float, float]:
    left, top, width, height = layout.box(Rectangle(axon, neuron, 1, 1))
    return left + width / 2, top + height / 2


@given(layouts(), st.integers(0, 299), st.integers(0, 299))
def test_that_the_middle_of_a_cell_is_in_it(layout, axon, neuron) -> None:
    axon, neuron = axon % layout.axons, neuron % layout.neurons
    place = middle(layout, axon, neuron)
    assert layout.nearest_cell(*place) == (axon, neuron)
    if layout.visible().holds((axon, neuron)) and place >= layout.edge:
        assert layout.zone_at(*place) in (Zone.CELLS, Zone.NEURONS)


@given(layouts(), st.integers(0, 299), st.integers(0, 299))
def test_that_a_cell_is_brought_into_view(layout, axon, neuron) -> None:
    cell = (axon % layout.axons, neuron % layout.neurons)
    shown = layout.showing(cell)
    assert shown.visible().holds(cell)
    assert shown.showing(cell) == shown


@given(layouts(), st.integers(-20, 20))
def test_that_zooming_keeps_what_is_under_the_pointer(layout, steps) -> None:
    x, y = middle(layout, layout.axons // 2, layout.neurons // 2)
    other = layout.zoomed(steps, x, y)
    assert other.cell == level_near(layout.cell, steps)
    across, down = other.most_moved
    if 0 < other.x < across and 0 < other.y < down:
        moved_by = np.subtract(
            middle(other, layout.axons // 2, layout.neurons // 2), (x, y)
        )
        assert np.abs(moved_by).max() <= 1


@given(layouts())
def test_that_no_room_is_left_empty_by_moving(layout) -> None:
    left, top, width, height = layout.box(Rectangle(0, 0, *layout.shape))
    if width >= layout.room[0]:
        assert left <= LEFT
        assert left + width >= layout.width - 1
    if height >= layout.room[1]:
        assert top <= TOP
        assert top + height >= layout.height - 1


@pytest.mark.parametrize(("side", "cell"), [(4, 48.0), (16, 28.0), (256, 1.5)])
def test_that_all_cells_fit(side: int, cell: float) -> None:
    layout = fitted(side, side, 700, 500)
    assert layout.cell == cell
    assert layout.visible() == Rectangle(0, 0, side, side)


def test_that_a_crossbar_beyond_the_view_has_the_smallest_cells() -> None:
    assert fitted(1024, 1024, 300, 200).cell == LEVELS[0]


def test_that_strips_and_corner_are_beside_the_cells() -> None:
    layout = fitted(4, 5, 600, 400)
    x, y = middle(layout, 2, 3)
    left, top = layout.edge
    assert layout.zone_at(x, y) is Zone.CELLS
    assert layout.zone_at(left - 2, y) is Zone.AXONS
    assert layout.zone_at(x, top - 2) is Zone.NEURONS
    assert layout.zone_at(left - 2, top - 2) is Zone.NOWHERE
    assert layout.zone_at(599, 399) is Zone.NOWHERE
    assert layout.nearest_cell(-50, 9000) == (3, 0)


def test_that_numbers_have_room_and_runs_are_found() -> None:
    assert number_step(32.0, 20) == 1
    assert number_step(1.5, 20) == 16
    assert runs([0, 0, 1, 0, 0, 0]) == [(0, 2), (2, 3), (3, 6)]
    assert runs([]) == []


class TestStrokes:
    @pytest.fixture
    def empty(self) -> np.ndarray:
        return np.zeros((6, 7), np.bool_)

    def test_that_every_drawing_tool_has_a_label(self) -> None:
        assert set(LABELS) == set(Tool) - {Tool.SELECT}

    def test_that_painting_leaves_no_gap(self, empty) -> None:
        stroke = begun(Tool.PAINT, empty, (0, 0), erases=False)
        stroke = moved(moved(stroke, (5, 5)), (5, 0))
        assert stroke.after.sum() == 6 + 5
        assert stroke.after[range(6), range(6)].all()
        assert stroke.after[5, :6].all()
        assert not stroke.before.any()

    def test_that_the_first_cell_decides(self, empty) -> None:
        full = ~empty
        assert begun(Tool.FILL, empty, (1, 1), erases=False).on
        assert not begun(Tool.FILL, full, (1, 1), erases=False).on
        assert not begun(Tool.FILL, empty, (1, 1), erases=True).on

    @pytest.mark.parametrize(
        ("tool", "expected"),
        [(Tool.LINE, 4), (Tool.OUTLINE, 10), (Tool.FILL, 12)],
    )
    def test_that_a_shape_follows_the_pointer(self, empty, tool, expected) -> None:
        stroke = begun(tool, empty, (1, 1), erases=False)
        stroke = moved(moved(stroke, (5, 6)), (3, 4))
        assert stroke.after.sum() == expected
        assert stroke.after[1, 1]
        assert stroke.after[3, 4]

    def test_that_rows_and_columns_are_whole(self, empty) -> None:
        rows = moved(begun(Tool.ROW, empty, (4, 2), erases=False), (3, 6)).after
        columns = moved(begun(Tool.COLUMN, empty, (4, 2), erases=False), (0, 3)).after
        assert rows.sum(axis=1).tolist() == [0, 0, 0, 7, 7, 0]
        assert columns.sum(axis=0).tolist() == [0, 0, 6, 6, 0, 0, 0]

    def test_that_a_line_is_that_of_the_model(self, empty) -> None:
        stroke = moved(begun(Tool.LINE, empty, (0, 0), erases=False), (2, 6))
        cells = line_cells((0, 0), (2, 6))
        assert stroke.after[tuple(cells.T)].all()
        assert stroke.after.sum() == len(cells)

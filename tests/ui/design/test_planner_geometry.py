"""The planner's geometry: what is gripped, what a drag means, and back."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.model import naive_topology as naive
from tnstudio.model.network import WindowLayer
from tnstudio.model.proposals import FeatureLimits
from tnstudio.model.topology import Grid, coverage, covered
from tnstudio.ui.design.coverage_picture import (
    MOST_SWATCHES,
    coverage_picture,
    legend_of,
    shade,
)
from tnstudio.ui.design.layer_strip import place_after_drop
from tnstudio.ui.design.planner_geometry import (
    KNOBS,
    MARGIN,
    REACH,
    Handle,
    Stage,
    drawn_window,
    first_window,
    handle_at,
    knob,
    most_on_scale,
    orphan_bands,
    sampled_coverage,
    second_window,
    set_stage,
    value_after,
    value_at_grip,
    window_lines,
)

_SIDE = st.integers(1, 40)
_NUMBER = st.integers(0, 14)

grids = st.builds(Grid, _SIDE, _SIDE)
layers = st.builds(WindowLayer, _NUMBER, _NUMBER, st.none() | st.integers(0, 300))
limits = st.none() | st.builds(FeatureLimits, st.integers(0, 300), st.integers(0, 300))
stages = st.builds(set_stage, st.floats(280, 2000), st.floats(240, 1500), grids, limits)


def is_within(outer: tuple[float, float, float, float], x: float, y: float) -> bool:
    left, top, right, bottom = outer
    return left - 1e-6 <= x <= right + 1e-6 and top - 1e-6 <= y <= bottom + 1e-6


@given(stages)
def test_that_the_source_and_the_scale_lie_in_the_widget(stage: Stage) -> None:
    room = (0.0, 0.0, stage.room.right, stage.room.bottom)
    boxes = [stage.mesh.box] + ([stage.scale.box] if stage.scale else [])
    for box in boxes:
        assert is_within(room, box.left, box.top)
        assert is_within(room, box.right, box.bottom)
    assert stage.mesh.left >= MARGIN - 1e-6
    if stage.scale is not None:
        assert stage.scale.box.left > stage.mesh.box.right


@given(stages, layers)
def test_that_knobs_never_leave_the_widget_and_can_be_gripped(
    stage: Stage, layer: WindowLayer
) -> None:
    for handle in KNOBS:
        if handle is Handle.FEATURES and stage.scale is None:
            continue
        x, y = knob(stage, layer, handle)
        assert REACH <= x <= stage.room.right - REACH
        assert REACH <= y <= stage.room.bottom - REACH
        found = handle_at(stage, layer, x, y)
        assert found in KNOBS
        assert found is not None
        other = knob(stage, layer, found)
        assert found is handle or other == pytest.approx((x, y))


@given(stages, layers, st.floats(-50, 2100), st.floats(-50, 1600))
def test_that_any_point_grips_something_or_nothing(
    stage: Stage, layer: WindowLayer, x: float, y: float
) -> None:
    handle = handle_at(stage, layer, x, y)
    assert handle is None or handle in Handle
    if stage.scale is None:
        assert handle is not Handle.FEATURES


@given(stages, st.integers(1, 40), st.integers(1, 40))
def test_that_a_drag_to_the_corner_of_a_window_asks_for_that_window(
    stage: Stage, before: int, after: int
) -> None:
    start, end = (first_window(stage, WindowLayer(size, 1)) for size in (before, after))
    dx, dy = end.right - start.right, end.bottom - start.bottom
    for handle in (Handle.CORNER, Handle.RIGHT, Handle.BOTTOM):
        assert value_after(stage, handle, before, dx, dy) == after


@given(stages, st.integers(1, 9), st.integers(1, 40), st.integers(1, 40))
def test_that_a_drag_of_the_second_window_asks_for_its_stride(
    stage: Stage, window: int, before: int, after: int
) -> None:
    start, end = (
        second_window(stage, WindowLayer(window, stride)) for stride in (before, after)
    )
    dx, dy = end.left - start.left, end.top - start.top
    assert value_after(stage, Handle.STRIDE, before, dx, dy) == after


@given(stages, st.floats(0, 1))
def test_that_places_on_the_scale_are_features_and_back(
    stage: Stage, share: float
) -> None:
    scale = stage.scale
    assume(scale is not None)
    assert scale is not None
    features = round(share * scale.top)
    assert scale.at(scale.y_of(features)) == features
    dy = scale.y_of(features) - scale.y_of(0)
    assert value_after(stage, Handle.FEATURES, 0, 0, dy) == features


def test_that_the_longer_way_of_a_corner_counts() -> None:
    stage = set_stage(332, 332, Grid(28, 28))
    assert stage.mesh.pitch == 10
    assert value_after(stage, Handle.CORNER, 16, -30, 10) == 13
    assert value_after(stage, Handle.CORNER, 16, -10, 31) == 19
    assert value_after(stage, Handle.RIGHT, 16, 14, 99) == 17
    assert value_after(stage, Handle.BOTTOM, 16, 99, -16) == 14


def test_that_edges_and_what_is_seen_of_the_second_window_are_gripped() -> None:
    stage = set_stage(332, 332, Grid(28, 28))
    layer, at = WindowLayer(16, 4), MARGIN
    assert handle_at(stage, layer, at + 160, at + 160) is Handle.CORNER
    assert handle_at(stage, layer, at + 158, at + 40) is Handle.RIGHT
    assert handle_at(stage, layer, at + 40, at + 164) is Handle.BOTTOM
    assert handle_at(stage, layer, at + 200, at + 80) is Handle.STRIDE
    assert handle_at(stage, layer, at + 180, at + 30) is Handle.STRIDE
    assert handle_at(stage, layer, at + 60, at + 60) is None
    assert handle_at(stage, layer, at + 270, at + 270) is None


def test_that_the_second_window_is_below_where_there_is_more_room() -> None:
    tall, layer = set_stage(332, 332, Grid(28, 20)), WindowLayer(4, 6)
    first, second = first_window(tall, layer), second_window(tall, layer)
    assert (second.left, second.top) == (first.left, first.top + 6 * tall.mesh.pitch)


def test_that_a_press_on_the_scale_begins_where_it_is_pressed() -> None:
    stage = set_stage(600, 452, Grid(4, 4), FeatureLimits(64, 96))
    layer = WindowLayer(2, 1, 64)
    assert stage.scale is not None
    assert stage.scale.top == most_on_scale(FeatureLimits(64, 96)) == 86
    y = stage.scale.y_of(20)
    assert value_at_grip(stage, layer, Handle.FEATURES, y) == 20
    on_knob = stage.scale.y_of(64) + 3
    assert value_at_grip(stage, layer, Handle.FEATURES, on_knob) == 64
    assert value_at_grip(stage, layer, Handle.STRIDE, y) == 1
    assert value_at_grip(stage, layer, Handle.RIGHT, y) == 2


@given(
    stages,
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(1, 40),
    st.sampled_from([(1, 1), (1, -1), (-1, 1), (-1, -1)]),
)
def test_that_a_window_drawn_in_any_direction_snaps_to_places(
    stage: Stage, row: int, column: int, window: int, way: tuple[int, int]
) -> None:
    mesh = stage.mesh
    start = (mesh.left + column * mesh.pitch, mesh.top + row * mesh.pitch)
    long, short = window * mesh.pitch, window * mesh.pitch / 2
    end = (start[0] + way[0] * long, start[1] + way[1] * short)
    found, box = drawn_window(stage, start, end)
    assert found == window
    left = column if way[0] > 0 else column - window
    top = row if way[1] > 0 else row - window
    assert box.left == pytest.approx(mesh.left + left * mesh.pitch, abs=1e-6)
    assert box.top == pytest.approx(mesh.top + top * mesh.pitch, abs=1e-6)


@given(grids, layers)
def test_that_coverage_is_what_a_naive_scan_counts(
    source: Grid, layer: WindowLayer
) -> None:
    counts = np.zeros((source.rows, source.columns), int)
    if layer.window > 0 and layer.stride > 0:
        for window in naive.windows(
            source.rows, source.columns, layer.window, layer.stride
        ):
            for place in window:
                counts[place] += 1
    assert sampled_coverage(source, layer, 40).tolist() == counts.tolist()
    small = sampled_coverage(source, layer, 7)
    assert max(small.shape) <= 7
    assert set(small.ravel()) <= set(counts.ravel())


@given(grids, layers)
def test_that_orphan_bands_are_the_places_that_nothing_covers(
    source: Grid, layer: WindowLayer
) -> None:
    # One pixel a place: the area of all bands together is the number of orphans.
    stage = set_stage(source.columns + 2 * MARGIN, source.rows + 2 * MARGIN, source)
    mesh = stage.mesh
    assert mesh.pitch == pytest.approx(1)
    seen = np.zeros((source.rows, source.columns), bool)
    for band in orphan_bands(stage, layer):
        top, left = round(band.top - mesh.top), round(band.left - mesh.left)
        seen[top : top + round(band.height), left : left + round(band.width)] = True
    assert seen.sum() == source.size - covered(source, layer)
    assert (seen == (coverage(source, layer) == 0)).all()


@given(stages, layers)
def test_that_every_side_of_every_window_is_on_a_line(
    stage: Stage, layer: WindowLayer
) -> None:
    lines, mesh = window_lines(stage, layer), stage.mesh
    assume(lines)
    assert len(lines) == len(set(lines))
    size = mesh.grid.rows, mesh.grid.columns
    for window in naive.windows(*size, layer.window, layer.stride)[:40]:
        box = mesh.span(*window[0], layer.window, layer.window)
        for x in (box.left, box.right):
            assert any(
                line[0] == line[2] == pytest.approx(x)
                and line[1] <= box.top + 1e-6
                and line[3] >= box.bottom - 1e-6
                for line in lines
            )
        for y in (box.top, box.bottom):
            assert any(
                line[1] == line[3] == pytest.approx(y)
                and line[0] <= box.left + 1e-6
                and line[2] >= box.right - 1e-6
                for line in lines
            )


def test_that_windows_apart_have_no_lines_between_them() -> None:
    stage = set_stage(332, 332, Grid(28, 28))
    lines = window_lines(stage, WindowLayer(4, 12))
    assert {line[3] - line[1] for line in lines if line[0] == line[2]} == {40.0}
    assert len(window_lines(stage, WindowLayer(4, 4))) == 2 * 8


def test_that_a_veil_of_windows_is_not_drawn() -> None:
    stage = set_stage(600, 600, Grid(600, 600))
    assert window_lines(stage, WindowLayer(2, 1)) == []
    huge = set_stage(9000, 9000, Grid(500, 500))
    assert window_lines(huge, WindowLayer(1, 1)) == []
    assert window_lines(stage, WindowLayer(700, 1)) == []


class TestColours:
    def test_that_more_cores_are_lighter(self) -> None:
        shades = [shade(count, 16).lightness() for count in (1, 2, 3, 4, 8, 12, 16)]
        assert shades == sorted(set(shades))
        assert shade(1, 1) == shade(1, 16)

    def test_that_the_picture_has_a_colour_for_each_count(self) -> None:
        image = coverage_picture(np.array([[0, 1, 2], [4, 2, 1]], np.int32))
        assert (image.width(), image.height()) == (3, 2)
        assert image.pixelColor(0, 0).alpha() == 0
        assert image.pixelColor(1, 0) == shade(1, 4)
        assert image.pixelColor(0, 1) == shade(4, 4)
        assert image.pixelColor(2, 0) == image.pixelColor(1, 1) == shade(2, 4)

    def test_that_the_legend_tells_all_counts_or_the_ends_of_many(self) -> None:
        few = legend_of(np.array([[0, 1], [2, 1]]), 1)
        assert few.counts == (1, 2)
        assert few.text == "A place is seen by 1, 2 cores; 1 place by none"
        many = legend_of(np.arange(MOST_SWATCHES + 2), 3)
        assert many.is_scale
        assert many.text == "A place is seen by 1 to 10 cores; 3 places by none"
        assert legend_of(np.zeros(3), 3).text == "No core sees a place"


@pytest.mark.parametrize(
    ("dragged", "x", "place"),
    [(0, 10, 0), (0, 140, 0), (0, 160, 1), (0, 999, 3), (3, 0, 0), (3, 240, 2)],
)
def test_that_a_card_goes_where_it_is_dropped(dragged: int, x: int, place: int) -> None:
    assert place_after_drop([50, 150, 250, 350], dragged, x) == place

"""Where cores and links of a chip are drawn, and found again."""

import numpy as np
import pytest

from tnstudio.model.topology import Grid
from tnstudio.model.traffic import LinkLoads
from tnstudio.ui.design.chip_geometry import (
    CELL,
    LANE,
    TILE,
    Link,
    centre_of,
    chip_box,
    cores_within,
    fullest_link,
    link_at,
    link_box,
    loads_of,
    next_core,
    route_points,
    spot_at,
    tile_box,
    used_box,
)
from tnstudio.ui.design.drawing import Box

GRID = Grid(3, 4)


def test_that_every_place_is_found_at_its_middle_and_in_its_tile() -> None:
    for row in range(GRID.rows):
        for column in range(GRID.columns):
            box = tile_box(row, column)
            middle = centre_of((row, column))
            assert middle == (box.left + TILE / 2, box.top + TILE / 2)
            for x, y in (middle, (box.left, box.top), (box.right - 1, box.bottom - 1)):
                assert spot_at(x, y) == (row, column)
                assert link_at(x, y, GRID) is None
    assert spot_at(-1, -1) == (-1, -1)
    assert chip_box(GRID) == Box(0, 0, 4 * CELL, 3 * CELL)


def test_that_every_link_is_found_in_its_lane_and_no_other() -> None:
    found = set()
    for x in np.arange(-CELL, 6 * CELL, 1.5):
        for y in np.arange(-CELL, 5 * CELL, 1.5):
            found.add(link_at(float(x), float(y), GRID))
    across = {Link(r, c, across=True) for r in range(3) for c in range(3)}
    along = {Link(r, c, across=False) for r in range(2) for c in range(4)}
    assert found == across | along | {None}


@pytest.mark.parametrize("link", [Link(1, 2, across=True), Link(1, 2, across=False)])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_that_a_bar_is_in_the_lane_of_its_link(link: Link, share: float) -> None:
    box = link_box(link, share)
    middle = (box.left + box.width / 2, box.top + box.height / 2)
    assert link_at(*middle, GRID) == link
    long, wide = (box.width, box.height) if link.across else (box.height, box.width)
    assert long == LANE
    assert 1 < wide < TILE


def test_that_more_load_is_a_wider_bar() -> None:
    widths = [link_box(Link(0, 0, across=True), s).height for s in (0, 0.3, 1)]
    assert widths == sorted(set(widths))


def test_that_loads_are_told_both_ways() -> None:
    loads = LinkLoads(
        right=np.array([[1, 2, 3]] * 3),
        left=np.array([[4, 5, 6]] * 3),
        down=np.array([[1, 1, 1, 20]] * 2),
        up=np.array([[0, 7, 0, 0]] * 2),
    )
    assert loads_of(loads, Link(2, 1, across=True)) == (2, 5)
    assert loads_of(loads, Link(1, 1, across=False)) == (1, 7)
    assert fullest_link(loads) == Link(0, 3, across=False)
    nothing = LinkLoads(*(np.zeros((2, 2), np.int64) for _ in range(4)))
    assert fullest_link(nothing) is None


def test_that_routes_go_along_their_row_first() -> None:
    corner = centre_of((0, 3))
    assert route_points((0, 1), (2, 3)) == (
        centre_of((0, 1)),
        corner,
        centre_of((2, 3)),
    )


def test_that_arrows_lead_to_the_nearest_core_in_their_direction() -> None:
    places = np.array(((0, 0), (0, 3), (2, 0), (1, 1)), np.int32)
    assert next_core(places, 0, 0, 1) == 1
    assert next_core(places, 0, 1, 0) == 2
    assert next_core(places, 3, -1, 0) == 0
    assert next_core(places, 0, -1, 0) == 0
    assert next_core(places, 1, 0, -1) == 0


def test_that_a_rectangle_holds_the_cores_that_it_touches() -> None:
    places = np.array(((0, 0), (0, 1), (1, 1)), np.int32)
    assert cores_within(places, Box(CELL * 0.5, CELL * 0.5, CELL, 1)) == (0, 1)
    assert cores_within(places, Box(0, 0, 1, 1)) == ()
    assert cores_within(places, Box(-50, -50, 500, 500)) == (0, 1, 2)


def test_that_what_is_fitted_ends_at_the_chip() -> None:
    places = np.array(((0, 1), (2, 2)), np.int32)
    assert used_box(places, GRID) == Box(0, 0, 4 * CELL, 3 * CELL)
    assert used_box(places[:1], GRID) == Box(0, 0, 3 * CELL, 2 * CELL)
    assert used_box(places[:0], GRID) == chip_box(GRID)

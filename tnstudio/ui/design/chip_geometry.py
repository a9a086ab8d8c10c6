"""Where cores and links of a chip are drawn: pure geometry.

Lengths are in scene units, which are pixels at zoom 1.
"""

from dataclasses import dataclass

import numpy as np

from tnstudio.model.topology import Grid
from tnstudio.model.traffic import LinkLoads, Places
from tnstudio.ui.design.drawing import Box

CELL = 24.0
"""From one core to the next."""
TILE = 18.0
"""A core; between two of them is the lane of their link."""
LANE = CELL - TILE
WIDEST = 14.0
"""Across the link that most routes cross."""
THINNEST = 1.2

Spot = tuple[int, int]
"""Row and column on the chip."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Link:
    """The link from a place to the next one.

    Attributes
    ----------
    row, column : int
        Of the place at the left, or above.
    across : bool
        Whether it joins two columns; else two rows.
    """

    row: int
    column: int
    across: bool


def chip_box(grid: Grid) -> Box:
    """Return where the whole chip is."""
    return Box(0.0, 0.0, grid.columns * CELL, grid.rows * CELL)


def tile_box(row: float, column: float) -> Box:
    """Return where a core is."""
    return Box(column * CELL + LANE / 2, row * CELL + LANE / 2, TILE, TILE)


def centre_of(spot: Spot) -> Point:
    """Return the middle of a place."""
    return (spot[1] + 0.5) * CELL, (spot[0] + 0.5) * CELL


def spot_at(x: float, y: float) -> Spot:
    """Return the row and column at a point, be it on the chip or not."""
    return int(np.floor(y / CELL)), int(np.floor(x / CELL))


def used_box(places: Places, grid: Grid) -> Box:
    """Return what is worth to be fitted: the cores with a place around them."""
    if not len(places):
        return chip_box(grid)
    top, left = np.maximum(places.min(axis=0) - 1, 0).tolist()
    ends = np.minimum(places.max(axis=0) + 2, (grid.rows, grid.columns))
    rows, columns = (ends - (top, left)).tolist()
    return Box(left * CELL, top * CELL, columns * CELL, rows * CELL)


def link_at(x: float, y: float, grid: Grid) -> Link | None:
    """Return the link in whose lane a point is; None on a core or a crossing."""
    row, column = spot_at(x - LANE / 2, y - LANE / 2)
    beside = x - LANE / 2 - column * CELL >= TILE
    below = y - LANE / 2 - row * CELL >= TILE
    if beside == below:
        return None
    rows, columns = grid.rows - below, grid.columns - beside
    if not (0 <= row < rows and 0 <= column < columns):
        return None
    return Link(row, column, beside)


def link_box(link: Link, share: float) -> Box:
    """Return the bar of a link.

    Parameters
    ----------
    share : float
        Of the largest load, 0..1: the bar's width.
    """
    width = THINNEST + (WIDEST - THINNEST) * share
    if link.across:
        middle = (link.row + 0.5) * CELL
        left = (link.column + 1) * CELL - LANE / 2
        return Box(left, middle - width / 2, LANE, width)
    middle = (link.column + 0.5) * CELL
    top = (link.row + 1) * CELL - LANE / 2
    return Box(middle - width / 2, top, width, LANE)


def loads_of(loads: LinkLoads, link: Link) -> tuple[int, int]:
    """Return how many routes cross a link to the right or down, and back."""
    there, back = (loads.right, loads.left) if link.across else (loads.down, loads.up)
    at = link.row, link.column
    return int(there[at]), int(back[at])


def fullest_link(loads: LinkLoads) -> Link | None:
    """Return the link that most routes cross; None if none cross any."""
    if not loads.largest:
        return None
    across = loads.across.max(initial=0) >= loads.along.max(initial=0)
    part = loads.across if across else loads.along
    row, column = np.unravel_index(int(part.argmax()), part.shape)
    return Link(int(row), int(column), bool(across))


def route_points(start: Spot, end: Spot) -> tuple[Point, ...]:
    """Return the way of a spike: along the row first, then along the column."""
    return centre_of(start), centre_of((start[0], end[1])), centre_of(end)


def next_core(places: Places, core: int, down: int, right: int) -> int:
    """Return the nearest core in a direction; the same if there is none.

    What is beside the direction counts twice, and must not be further than
    what is along it.
    """
    step = places - places[core]
    along = step @ np.array((down, right))
    beside = np.abs(step @ np.array((right, down)))
    cost = np.where((along > 0) & (beside <= along), along + 2 * beside, np.inf)
    nearest = int(np.argmin(cost))
    return nearest if np.isfinite(cost[nearest]) else core


def cores_within(places: Places, box: Box) -> tuple[int, ...]:
    """Return the cores that a rectangle touches."""
    left = places[:, 1] * CELL + LANE / 2
    top = places[:, 0] * CELL + LANE / 2
    inside = (left < box.right) & (left + TILE > box.left)
    inside &= (top < box.bottom) & (top + TILE > box.top)
    return tuple(np.flatnonzero(inside).tolist())

"""Where the window planner draws, and what its handles mean: pure geometry.

Lengths are in pixels of the widget. The first window lies in the corner of
its source; the second one, a stride beside it, shows S.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from tnstudio.model.network import WindowLayer
from tnstudio.model.proposals import FeatureLimits
from tnstudio.model.topology import Grid, coverage, grid_after
from tnstudio.ui.design.drawing import Box, Mesh

LARGEST_PLACE = 88.0
"""Pitch of a source with few cores."""
MARGIN = 26.0
"""Around the source: windows that stick out, and knobs, are seen there."""
BAR_WIDTH = 16.0
BAR_ROOM = 104.0
"""Right of the source, for the scale of F with its labels."""
REACH = 12.0
"""A knob is gripped from so far."""
EDGE_REACH = 6.0
"""An edge of the first window is gripped from so far."""
LEAST_STEP = 4.0
"""Windows closer than this are not drawn: they would be a veil."""
MOST_WINDOWS = 10_000
"""Drawn at once; a chip has fewer cores."""
_GAP_SHARE = 0.08


Line = tuple[float, float, float, float]
"""From x, y to x, y."""


class Handle(StrEnum):
    """What can be dragged."""

    CORNER = "corner"
    RIGHT = "right edge"
    BOTTOM = "bottom edge"
    STRIDE = "second window"
    FEATURES = "features"
    DRAWN = "drawn window"


KNOBS = (Handle.CORNER, Handle.STRIDE, Handle.FEATURES)
"""Handles with a knob: one for each of R, S and F."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The bar on which F is dragged; 0 is at its bottom.

    Attributes
    ----------
    top : int
        F at its upper end: somewhat more than fits.
    """

    box: Box
    top: int

    def y_of(self, features: int) -> float:
        """Return the height of a value; those beyond the ends lie on them."""
        share = min(max(features, 0), self.top) / self.top
        return self.box.bottom - share * self.box.height

    def at(self, y: float) -> int:
        """Return the value at a height; beyond the ends it goes on."""
        return round((self.box.bottom - y) / self.box.height * self.top)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a source and the scale of F are in the widget.

    Attributes
    ----------
    scale : Scale or None
        None for the first layer, which takes all channels.
    room : Box
        The widget; knobs never leave it.
    """

    mesh: Mesh
    scale: Scale | None
    room: Box

    @property
    def runs_across(self) -> bool:
        """Whether the second window is beside the first one, or else below it."""
        return self.mesh.grid.columns >= self.mesh.grid.rows


def set_stage(
    width: float, height: float, source: Grid, limits: FeatureLimits | None = None
) -> Stage:
    """Lay the planner out.

    Parameters
    ----------
    source : Grid
        At least one place.
    limits : FeatureLimits, optional
        For a later layer, whose source is a grid of cores.
    """
    beside = MARGIN if limits is None else BAR_ROOM
    across, down = width - MARGIN - beside, height - 2 * MARGIN
    pitch = max(0.05, min(across / source.columns, down / source.rows))
    gap = 0.0
    if limits is not None:
        pitch = min(pitch, LARGEST_PLACE)
        gap = pitch * _GAP_SHARE
    left = MARGIN + max(0.0, across - source.columns * pitch) / 2
    top = MARGIN + max(0.0, down - source.rows * pitch) / 2
    mesh = Mesh(left, top, source, pitch, gap)
    scale = None
    if limits is not None:
        bar = Box(mesh.box.right + 40, MARGIN, BAR_WIDTH, max(1.0, down))
        scale = Scale(bar, most_on_scale(limits))
    return Stage(mesh, scale, Box(0.0, 0.0, width, height))


def most_on_scale(limits: FeatureLimits) -> int:
    """Return the upper end of the scale of F: a third more than fits."""
    return max(4, -(-limits.most * 4 // 3))


def first_window(stage: Stage, layer: WindowLayer) -> Box:
    """Return the window in the corner."""
    return _window(stage.mesh, 0, 0, layer.window)


def second_window(stage: Stage, layer: WindowLayer) -> Box:
    """Return the window one stride beside the first; it may stick out."""
    if stage.runs_across:
        return _window(stage.mesh, 0, layer.stride, layer.window)
    return _window(stage.mesh, layer.stride, 0, layer.window)


def _window(mesh: Mesh, row: int, column: int, window: int) -> Box:
    side = max(0, window)
    box = mesh.span(row, column, side, side)
    return Box(box.left, box.top, max(0.0, box.width), max(0.0, box.height))


def window_lines(stage: Stage, layer: WindowLayer) -> list[Line]:
    """Return the outlines of all windows, each line once.

    None where the windows would be too close to tell apart.
    """
    grid, mesh = grid_after(stage.mesh.grid, layer), stage.mesh
    is_veil = layer.stride * mesh.pitch < LEAST_STEP or grid.size > MOST_WINDOWS
    if not grid.size or is_veil:
        return []
    down = _edges(mesh.left, mesh, grid.columns, layer)
    across = _edges(mesh.top, mesh, grid.rows, layer)
    upright = [
        (x, top, x, bottom)
        for x in sorted({edge for run in down for edge in run})
        for top, bottom in _joined(across, layer)
    ]
    flat = [
        (left, y, right, y)
        for y in sorted({edge for run in across for edge in run})
        for left, right in _joined(down, layer)
    ]
    return upright + flat


def _edges(
    start: float, mesh: Mesh, count: int, layer: WindowLayer
) -> list[tuple[float, float]]:
    """Return where the windows along one side begin and end."""
    side = layer.window * mesh.pitch - mesh.gap
    starts = [start + k * layer.stride * mesh.pitch for k in range(count)]
    return [(at, at + side) for at in starts]


def _joined(
    runs: list[tuple[float, float]], layer: WindowLayer
) -> list[tuple[float, float]]:
    """Return windows that touch or overlap as one run."""
    return runs if layer.stride > layer.window else [(runs[0][0], runs[-1][1])]


def orphan_bands(stage: Stage, layer: WindowLayer) -> list[Box]:
    """Return the rows and the columns that no window covers; they may cross."""
    mesh, grid = stage.mesh, grid_after(stage.mesh.grid, layer)
    if not grid.size:
        return [mesh.box]
    rows, columns = mesh.grid.rows, mesh.grid.columns
    across = [mesh.span(at, 0, n, columns) for at, n in _gaps(rows, grid.rows, layer)]
    down = [mesh.span(0, at, rows, n) for at, n in _gaps(columns, grid.columns, layer)]
    return across + down


def _gaps(length: int, count: int, layer: WindowLayer) -> list[tuple[int, int]]:
    """Return start and length of the runs of one side that no window covers."""
    between = layer.stride - layer.window
    found = [
        (k * layer.stride + layer.window, between)
        for k in range(count - 1)
        if between > 0
    ]
    end = (count - 1) * layer.stride + layer.window
    return [*found, (end, length - end)] if end < length else found


def knob(stage: Stage, layer: WindowLayer, handle: Handle) -> tuple[float, float]:
    """Return the middle of a handle's knob, always within the widget."""
    if handle is Handle.FEATURES and stage.scale is not None:
        box = stage.scale.box
        x, y = box.left + box.width / 2, stage.scale.y_of(layer.features or 0)
    elif handle is Handle.STRIDE:
        box = second_window(stage, layer)
        x, y = box.right, box.top + box.height / 2
        if not stage.runs_across:
            x, y = box.left + box.width / 2, box.bottom
    else:
        box = first_window(stage, layer)
        x, y = box.right, box.bottom
    room = stage.room
    return (
        min(max(x, REACH), max(REACH, room.right - REACH)),
        min(max(y, REACH), max(REACH, room.bottom - REACH)),
    )


def handle_at(stage: Stage, layer: WindowLayer, x: float, y: float) -> Handle | None:
    """Return what is gripped at a point; None for nothing.

    Knobs come first, the nearest of them; then the scale of F, the edges of the
    first window, and what is seen of the second.
    """
    near = [
        (max(abs(x - knob_x), abs(y - knob_y)), handle)
        for handle in KNOBS
        if handle is not Handle.FEATURES or stage.scale is not None
        for knob_x, knob_y in (knob(stage, layer, handle),)
    ]
    distance, nearest = min(near)
    if distance <= REACH:
        return nearest
    if stage.scale is not None and _holds(stage.scale.box, x, y, EDGE_REACH):
        return Handle.FEATURES
    return _window_part_at(stage, layer, x, y)


def _window_part_at(
    stage: Stage, layer: WindowLayer, x: float, y: float
) -> Handle | None:
    first = first_window(stage, layer)
    if _holds(first, x, y, EDGE_REACH):
        if abs(x - first.right) <= EDGE_REACH:
            return Handle.RIGHT
        if abs(y - first.bottom) <= EDGE_REACH:
            return Handle.BOTTOM
    inside_second = _holds(second_window(stage, layer), x, y)
    return Handle.STRIDE if inside_second and not _holds(first, x, y) else None


def _holds(box: Box, x: float, y: float, reach: float = 0.0) -> bool:
    across = box.left - reach <= x <= box.right + reach
    return across and box.top - reach <= y <= box.bottom + reach


def value_at_grip(stage: Stage, layer: WindowLayer, handle: Handle, y: float) -> int:
    """Return the value that a drag begins with.

    That of the layer; but on the scale of F, beside its knob, that of the place.
    """
    if handle is Handle.STRIDE:
        return layer.stride
    if handle is not Handle.FEATURES or stage.scale is None:
        return layer.window
    on_knob = abs(y - knob(stage, layer, handle)[1]) <= REACH
    return (layer.features or 0) if on_knob else stage.scale.at(y)


def value_after(stage: Stage, handle: Handle, start: int, dx: float, dy: float) -> int:
    """Return the value after a drag by so many pixels, in whole places.

    A corner goes with the longer of its two ways.
    """
    if handle is Handle.FEATURES and stage.scale is not None:
        per_pixel = stage.scale.top / stage.scale.box.height
        return start - round(dy * per_pixel)
    if handle is Handle.STRIDE:
        way = dx if stage.runs_across else dy
    elif handle is Handle.CORNER:
        way = dx if abs(dx) > abs(dy) else dy
    else:
        way = dx if handle is Handle.RIGHT else dy
    return start + round(way / stage.mesh.pitch)


def drawn_window(
    stage: Stage, start: tuple[float, float], end: tuple[float, float]
) -> tuple[int, Box]:
    """Return R and the square of a window drawn from one point to another.

    The longer side makes R; corners snap to places.
    """
    mesh = stage.mesh
    dx, dy = end[0] - start[0], end[1] - start[1]
    window = round(max(abs(dx), abs(dy)) / mesh.pitch)
    column = round((start[0] - mesh.left) / mesh.pitch) - (window if dx < 0 else 0)
    row = round((start[1] - mesh.top) / mesh.pitch) - (window if dy < 0 else 0)
    return window, _window(mesh, row, column, window)


def sampled_coverage(
    source: Grid, layer: WindowLayer, most: int = 256
) -> npt.NDArray[np.int32]:
    """Return how many cores see each place; of large sources, every nth place.

    Returns
    -------
    int32 array, at most ``most`` rows and columns
    """
    rows = _coverage_along(source.rows, layer, most)
    columns = _coverage_along(source.columns, layer, most)
    return np.outer(rows, columns)


def _coverage_along(
    length: int, layer: WindowLayer, most: int
) -> npt.NDArray[np.int32]:
    """Return the windows over the places of one side."""
    # A strip as wide as the window has one row of windows.
    strip = coverage(Grid(length, max(1, layer.window)), layer)[:, 0]
    count = min(length, most)
    return strip[np.arange(count) * length // count]

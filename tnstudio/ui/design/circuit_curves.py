"""The curves that wires are drawn as: pure geometry on arrays of wires."""

import numpy as np
import numpy.typing as npt

from tnstudio.ui.design.circuit_drawing import CircuitDrawing
from tnstudio.ui.design.circuit_wires import Ints
from tnstudio.ui.design.drawing import Box

Floats = npt.NDArray[np.float64]

BEND = 46.0
"""How far a wire goes straight on before it turns, at least."""
MOST_BEND = 150.0
BELOW = 24.0
LANES, LANE = 6, 7.0
"""Wires that go back do so below their cores in lanes, one below the other."""
MOST_SURVEYED = 50_000
"""Wires that are all looked at when some are drawn."""
_STEPS = 24
"""Straight pieces that stand for a curve when it is pointed at."""


def ends(drawing: CircuitDrawing, chosen: Ints) -> tuple[Floats, Floats]:
    """Return where wires begin and end, each of shape (wires, 2)."""
    wires, shape = drawing.wires, drawing.shape
    start = _at(
        drawing,
        wires.source_core[chosen],
        wires.source[chosen],
        (shape.width, shape.neuron_pitch),
    )
    end = _at(
        drawing, wires.target_core[chosen], wires.target[chosen], (0, shape.axon_pitch)
    )
    _put_on_lines(start, wires.source_core[chosen], wires.source[chosen], drawing, 0)
    _put_on_lines(end, wires.target_core[chosen], wires.target[chosen], drawing, 1)
    return start, end


def _at(
    drawing: CircuitDrawing, cores: Ints, ports: Ints, side: tuple[float, float]
) -> Floats:
    points = np.zeros((len(cores), 2))
    inside = (cores >= 0) & (cores < len(drawing.corners))
    points[inside] = drawing.corners[cores[inside]]
    points[:, 0] += side[0]
    points[:, 1] += (ports + 0.5) * side[1]
    return points


def _put_on_lines(
    points: Floats, cores: Ints, ports: Ints, drawing: CircuitDrawing, side: int
) -> None:
    """Give the ends on lines their place: inputs on their right, outputs left."""
    outside = cores < 0
    column = (drawing.inputs, drawing.outputs)[side]
    first = column.box(0)
    points[outside, 0] = (first.right, first.left)[side]
    middle = 0.4 * column.pitch if column.count else first.height / 2
    points[outside, 1] = column.top + ports[outside] * column.pitch + middle


def curves(drawing: CircuitDrawing, chosen: Ints) -> Floats:
    """Return the control points of each wire, shape (wires, 7, 2).

    A wire is two cubic curves that meet in its middle, point 3. It leaves to
    the right and arrives from the left. One that has to go back does so below
    the cores at both of its ends.
    """
    start, end = ends(drawing, chosen)
    return curves_between(start, end, drawing, drawing.wires.source[chosen])


def curves_between(
    start: Floats, end: Floats, drawing: CircuitDrawing, lanes: Ints
) -> Floats:
    """Return the control points of wires between points, see `curves`."""
    points = np.empty((len(start), 7, 2))
    back = end[:, 0] - start[:, 0] < BEND / 2
    points[~back] = _onwards(start[~back], end[~back])
    points[back] = _backwards(start[back], end[back], drawing, lanes[back])
    return points


def _onwards(start: Floats, end: Floats) -> Floats:
    """Return one cubic curve, cut in its middle (de Casteljau)."""
    bend = np.maximum(BEND, 0.42 * (end[:, 0] - start[:, 0]))[:, None] * (1.0, 0.0)
    a, b = start + bend, end - bend
    left, top, right = (start + a) / 2, (a + b) / 2, (b + end) / 2
    before, after = (left + top) / 2, (top + right) / 2
    middle = (before + after) / 2
    return np.stack((start, left, before, middle, after, right, end), axis=1)


def _backwards(
    start: Floats, end: Floats, drawing: CircuitDrawing, lanes: Ints
) -> Floats:
    """Return two curves that meet below the lower one of both cores."""
    down = drawing.shape.down
    lower = np.maximum(start[:, 1], end[:, 1])
    below = np.floor(lower / down) * down + drawing.shape.height + BELOW
    below += LANE * (lanes % LANES)
    # Far enough out to go around the corners of the cores.
    way = np.clip(0.3 * (start[:, 0] - end[:, 0]), 1.5 * BEND, MOST_BEND)
    out = np.stack((way, np.zeros_like(way)), axis=1)
    right = np.stack((start[:, 0] + way, below), axis=1)
    left = np.stack((end[:, 0] - way, below), axis=1)
    middle = (left + right) / 2
    return np.stack((start, start + out, right, middle, left, end - out, end), axis=1)


def in_sight(drawing: CircuitDrawing, box: Box) -> Ints:
    """Return the wires that may be seen in a rectangle.

    Of very many wires, only those with an end on a core in sight.
    """
    wires = drawing.wires
    chosen = np.arange(len(wires))
    if len(wires) > MOST_SURVEYED:
        # One place more: index -1 stands for lines.
        seen = np.zeros(len(drawing.corners) + 1, np.bool_)
        seen[drawing.seen(box)] = True
        chosen = np.flatnonzero(seen[wires.source_core] | seen[wires.target_core])
    start, end = ends(drawing, chosen)
    room = MOST_BEND, drawing.shape.height + BELOW + LANE * LANES
    low = np.minimum(start, end) - room
    high = np.maximum(start, end) + room
    across = (low[:, 0] <= box.right) & (high[:, 0] >= box.left)
    down = (low[:, 1] <= box.bottom) & (high[:, 1] >= box.top)
    return chosen[across & down]


def points_on(controls: Floats, steps: int) -> Floats:
    """Return points along wires, evenly in time, shape (wires, steps + 1, 2).

    Parameters
    ----------
    controls : array, shape (wires, 7, 2)
    steps : int
        Pieces of a wire, even.
    """
    t = np.linspace(0.0, 1.0, steps // 2 + 1)[:, None]
    weights = np.hstack(((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3))
    halves = [
        np.einsum("sk,wkd->wsd", weights, controls[:, first : first + 4])
        for first in (0, 3)
    ]
    # The first point of the second half is the last one of the first.
    return np.concatenate((halves[0], halves[1][:, 1:]), axis=1)


def middles(controls: Floats) -> Floats:
    """Return the middle of each wire, shape (wires, 2)."""
    return controls[:, 3]


def nearest(controls: Floats, x: float, y: float, reach: float) -> int:
    """Return the wire that passes closest to a point; -1 if none does.

    Parameters
    ----------
    reach : float
        A wire that is farther away does not pass.
    """
    if not len(controls):
        return -1
    points = points_on(controls, _STEPS)
    a, b = points[:, :-1], points[:, 1:]
    along = b - a
    length = np.maximum((along**2).sum(axis=2), 1e-12)
    to_point = np.array((x, y)) - a
    share = np.clip((to_point * along).sum(axis=2) / length, 0.0, 1.0)
    gap = ((to_point - share[..., None] * along) ** 2).sum(axis=2).min(axis=1)
    best = int(np.argmin(gap))
    return best if gap[best] <= reach**2 else -1

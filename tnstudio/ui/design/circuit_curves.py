"""The curves that wires are drawn as: pure geometry on arrays of wires."""

import numpy as np
import numpy.typing as npt

from tnstudio.ui.design.circuit_drawing import CircuitDrawing
from tnstudio.ui.design.circuit_wires import Ints
from tnstudio.ui.design.drawing import Box

Floats = npt.NDArray[np.float64]

BEND = 46.0
"""How far a wire goes straight on before it turns, at least."""
BELOW = 14.0
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
    """Return the four control points of each wire, shape (wires, 4, 2).

    A wire leaves to the right and arrives from the left. One that has to go
    back does so below the cores at both of its ends.
    """
    start, end = ends(drawing, chosen)
    return curves_between(start, end, drawing, drawing.wires.source[chosen])


def curves_between(
    start: Floats, end: Floats, drawing: CircuitDrawing, lanes: Ints
) -> Floats:
    """Return the control points of wires between points, see `curves`."""
    points = np.stack((start, start, end, end), axis=1)
    distance = end[:, 0] - start[:, 0]
    bend = np.maximum(BEND, 0.42 * np.abs(distance))
    back = distance < BEND / 2
    bend[back] = np.minimum(bend[back], 2.2 * BEND)
    points[:, 1, 0] += bend
    points[:, 2, 0] -= bend
    points[back, 1:3, 1] = _below(start[back], end[back], drawing, lanes[back])
    return points


def _below(start: Floats, end: Floats, drawing: CircuitDrawing, lanes: Ints) -> Floats:
    """Return how low wires that go back have to aim, shape (wires, 1).

    Their middle is at 1/8 of both ends and 6/8 of what they aim at.
    """
    height, down = drawing.shape.height, drawing.shape.down
    rows = np.floor(np.maximum(start[:, 1], end[:, 1]) / down)
    middle = rows * down + height + BELOW + LANE * (lanes % LANES)
    aim = (middle - (start[:, 1] + end[:, 1]) / 8) * 8 / 6
    return aim[:, None]


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
    room = 3 * BEND, drawing.shape.height + BELOW + LANE * LANES
    low = np.minimum(start, end) - room
    high = np.maximum(start, end) + room
    across = (low[:, 0] <= box.right) & (high[:, 0] >= box.left)
    down = (low[:, 1] <= box.bottom) & (high[:, 1] >= box.top)
    return chosen[across & down]


def points_on(controls: Floats, share: Floats) -> Floats:
    """Return points of cubic curves, shape (curves, shares, 2).

    Parameters
    ----------
    controls : array, shape (curves, 4, 2)
    share : array, shape (shares,)
        0 at the start of a curve, 1 at its end.
    """
    t = share[:, None]
    weights = np.hstack(((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3))
    points: Floats = np.einsum("sk,ckd->csd", weights, controls)
    return points


def middles(controls: Floats) -> Floats:
    """Return the middle of each curve, shape (curves, 2)."""
    return points_on(controls, np.array([0.5]))[:, 0]


def nearest(controls: Floats, x: float, y: float, reach: float) -> int:
    """Return the curve that passes closest to a point; -1 if none does.

    Parameters
    ----------
    reach : float
        A curve that is farther away does not pass.
    """
    if not len(controls):
        return -1
    points = points_on(controls, np.linspace(0.0, 1.0, _STEPS + 1))
    a, b = points[:, :-1], points[:, 1:]
    along = b - a
    length = np.maximum((along**2).sum(axis=2), 1e-12)
    to_point = np.array((x, y)) - a
    share = np.clip((to_point * along).sum(axis=2) / length, 0.0, 1.0)
    gap = ((to_point - share[..., None] * along) ** 2).sum(axis=2).min(axis=1)
    best = int(np.argmin(gap))
    return best if gap[best] <= reach**2 else -1

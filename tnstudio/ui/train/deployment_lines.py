"""Where the points of the deployment chart are, apart from drawing them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.published import Published
from tnstudio.app.published_points import PublishedPoint
from tnstudio.app.sweep_result import SweepCell
from tnstudio.simulation.energy import PROFILES
from tnstudio.texts import tr

Floats = npt.NDArray[np.float64]
Ticks = list[tuple[float, str]]

MICRO = 1e6


@dataclass(frozen=True, slots=True)
class Across:
    """What the chart has from left to right.

    Attributes
    ----------
    name, label : str
        For users: in the list, and below the axis.
    of_cell, of_published : callable
        Return the place, or None if there is none.
    marks : callable
        Return place and text of the axis' numbers between two places.
    """

    name: str
    label: str
    of_cell: Callable[[SweepCell], float | None]
    of_published: Callable[[Published], float | None]
    marks: Callable[[float, float], Ticks]


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """One number of ticks; accuracies in percent.

    Attributes
    ----------
    ticks : int
    cells : tuple of SweepCell
        One for each point.
    x, y, low, high, margin : float arrays, shape (points,)
        Place, accuracy, ends of the interval by the choice of images, and half
        the interval of the mean over seeds, NaN for a single one.
    """

    ticks: int
    cells: tuple[SweepCell, ...]
    x: Floats
    y: Floats
    low: Floats
    high: Floats
    margin: Floats


def lines_of(cells: Sequence[SweepCell], encoding: str, across: Across) -> list[Line]:
    """Return a line for each number of ticks, the points from left to right."""
    chosen = [cell for cell in cells if cell.encoding == encoding]
    lines = [
        _line(ticks, [cell for cell in chosen if cell.ticks == ticks], across)
        for ticks in sorted({cell.ticks for cell in chosen})
    ]
    return [line for line in lines if line.cells]


def _line(ticks: int, cells: Sequence[SweepCell], across: Across) -> Line:
    placed = [(across.of_cell(cell), cell) for cell in cells]
    known = sorted(
        ((x, cell) for x, cell in placed if x is not None), key=lambda one: one[0]
    )
    intervals = [cell.test_interval for _, cell in known]
    return Line(
        ticks,
        tuple(cell for _, cell in known),
        np.array([x for x, _ in known], float),
        100 * np.array([cell.accuracy for _, cell in known], float),
        100 * np.array([interval.low for interval in intervals], float),
        100 * np.array([interval.high for interval in intervals], float),
        100 * np.array([cell.seed_margin for _, cell in known], float),
    )


def points_beside(
    lines: Sequence[Line],
    points: Sequence[PublishedPoint],
    encoding: str,
    across: Across,
) -> list[tuple[float, float, PublishedPoint]]:
    """Return what was published for the numbers of ticks on show: x, y, point."""
    shown = {line.ticks for line in lines}
    found = []
    for point in points:
        published = point.published
        x = across.of_published(published)
        alike = published.encoding == encoding and published.ticks in shown
        if alike and x is not None:
            found.append((x, 100 * published.accuracy, point))
    return found


def ranges_of(
    lines: Sequence[Line], points: Sequence[tuple[float, float, PublishedPoint]]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return ranges of x and y that hold all, with some room."""
    x = [float(v) for line in lines for v in line.x] + [x for x, _, _ in points]
    low = [float(v) for line in lines for v in line.low] + [y for _, y, _ in points]
    high = [float(v) for line in lines for v in line.high] + [y for _, y, _ in points]
    if not x:
        return (-0.5, 4.5), (0.0, 100.0)
    room = max(0.25, 0.06 * (max(x) - min(x)))
    step = 5.0 if max(high) - min(low) > 10 else 1.0
    bottom = step * math.floor(min(low) / step)
    top = step * math.ceil(max(high) / step)
    return (min(x) - room, max(x) + room), (max(-0.5, bottom), min(100.5, top))


def _copies_marks(low: float, high: float) -> Ticks:
    first, last = math.ceil(low), math.floor(high)
    return [(float(k), f"{2**k:,}") for k in range(max(0, first), last + 1)]


def _energy_marks(low: float, high: float) -> Ticks:
    decades = range(math.floor(low), math.ceil(high) + 1)
    values = [part * 10.0**decade for decade in decades for part in (1, 2, 5)]
    placed = [(math.log10(value), f"{value:g}") for value in values]
    inside = [(x, text) for x, text in placed if low <= x <= high]
    # Over many decades the numbers between them would stand in each other.
    few = [(x, text) for x, text in inside if text.strip("0.").startswith("1")]
    return few if len(inside) > 12 else inside


def _energy(profile: int) -> Callable[[SweepCell], float | None]:
    def place(cell: SweepCell) -> float | None:
        estimate = cell.energies[profile]
        joules = estimate.per_frame
        # A remark says that the profile does not hold for such a run.
        if joules is None or estimate.remark:
            return None
        return math.log10(MICRO * (joules.low + joules.high) / 2)

    return place


def _published_energy(published: Published) -> float | None:
    joules = published.joules
    return None if joules is None else math.log10(MICRO * joules)


COPIES = Across(
    tr("Copies"),
    tr("copies on the chip"),
    lambda cell: math.log2(cell.copies),
    lambda published: math.log2(published.copies),
    _copies_marks,
)
ACROSS = (
    COPIES,
    *(
        Across(
            tr("Energy ({name})", name=profile.name),
            tr("estimated energy per frame, µJ ({name})", name=profile.name),
            _energy(number),
            _published_energy,
            _energy_marks,
        )
        for number, profile in reversed(list(enumerate(PROFILES)))
    ),
)
"""Copies, and the energy per frame by each profile."""

"""Where the cells of a crossbar are in the view: numbers only, no drawing."""

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from tnstudio.model.crossbar_edits import Cell, Rectangle

LEFT, TOP = 70, 40
"""Pixels for the numbers and types of the axons, and for those of the neurons,
where texts have the usual size."""

LEVELS = (
    *(1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0),
    *(12.0, 16.0, 20.0, 24.0, 28.0, 32.0, 40.0, 48.0),
)
"""Sizes of a cell, in pixels."""

_STEPS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


class Zone(StrEnum):
    """Parts of the view."""

    CELLS = "cells"
    AXONS = "axons"
    NEURONS = "neurons"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class CrossbarLayout:
    """A crossbar in a view of some size, at some zoom, moved by some pixels.

    Attributes
    ----------
    axons, neurons : int
    width, height : int
        Of the view, in pixels.
    cell : float
        Side of a cell, in pixels.
    x, y : int
        How far the crossbar is moved to the left and up.
    text : float
        Size of texts as a share of the usual one.
    """

    axons: int
    neurons: int
    width: int
    height: int
    cell: float
    x: int = 0
    y: int = 0
    text: float = 1.0

    # -- Sizes

    @property
    def left(self) -> int:
        """Pixels for the numbers and types of the axons."""
        return round(LEFT * self.text)

    @property
    def top(self) -> int:
        """Pixels for the numbers of the neurons."""
        return round(TOP * self.text)

    @property
    def room(self) -> tuple[int, int]:
        """Width and height that cells have in the view."""
        return max(1, self.width - self.left), max(1, self.height - self.top)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of all cells."""
        return self.neurons * self.cell, self.axons * self.cell

    @property
    def most_moved(self) -> tuple[int, int]:
        """Largest x and y that leave no room empty."""
        pairs = zip(self.size, self.room, strict=True)
        across, down = (max(0, round(size - room)) for size, room in pairs)
        return across, down

    @property
    def origin(self) -> tuple[float, float]:
        """Where the first cell begins; a small crossbar is in the middle."""
        spare = [room - size for size, room in zip(self.size, self.room, strict=True)]
        return (
            self.left + max(0, spare[0] // 2) - self.x,
            self.top + max(0, spare[1] // 2) - self.y,
        )

    @property
    def edge(self) -> tuple[float, float]:
        """Where cells begin to be seen: strips of axons and neurons end there."""
        return max(self.left, self.origin[0]), max(self.top, self.origin[1])

    @property
    def shape(self) -> tuple[int, int]:
        """Axons and neurons."""
        return self.axons, self.neurons

    # -- From pixels to cells

    def zone_at(self, x: float, y: float) -> Zone:
        """Return the part of the view at a place."""
        axon, neuron = self._cell(x, y)
        along = 0 <= axon < self.axons
        across = 0 <= neuron < self.neurons
        left, top = self.edge
        if x >= left and y >= top:
            return Zone.CELLS if along and across else Zone.NOWHERE
        if along and left - self.left <= x < left and y >= top:
            return Zone.AXONS
        if across and top - self.top <= y < top and x >= left:
            return Zone.NEURONS
        return Zone.NOWHERE

    def nearest_cell(self, x: float, y: float) -> Cell:
        """Return the cell at a place, or the one that is nearest to it."""
        axon, neuron = self._cell(x, y)
        return (
            min(max(axon, 0), self.axons - 1),
            min(max(neuron, 0), self.neurons - 1),
        )

    def _cell(self, x: float, y: float) -> Cell:
        left, top = self.origin
        return int((y - top) // self.cell), int((x - left) // self.cell)

    # -- From cells to pixels

    def box(self, rectangle: Rectangle) -> tuple[float, float, float, float]:
        """Return left, top, width and height of some cells."""
        left, top = self.origin
        return (
            left + rectangle.neuron * self.cell,
            top + rectangle.axon * self.cell,
            rectangle.neurons * self.cell,
            rectangle.axons * self.cell,
        )

    def visible(self) -> Rectangle:
        """Return the cells in view, those that are cut off included."""
        left, top = self.edge
        first = self.nearest_cell(left, top)
        last = self.nearest_cell(self.width - 1, self.height - 1)
        return Rectangle(*first, last[0] - first[0] + 1, last[1] - first[1] + 1)

    # -- Moving

    def moved_to(self, x: float, y: float) -> "CrossbarLayout":
        """Return the layout moved there, as far as there is something to see."""
        across, down = self.most_moved
        return replace(
            self, x=min(max(round(x), 0), across), y=min(max(round(y), 0), down)
        )

    def resized(self, width: int, height: int) -> "CrossbarLayout":
        """Return the layout in a view of another size."""
        other = replace(self, width=width, height=height)
        return other.moved_to(self.x, self.y)

    def zoomed(self, steps: int, x: float, y: float) -> "CrossbarLayout":
        """Return the layout with larger cells; what is at a place stays there."""
        return self._with_cell(level_near(self.cell, steps), x, y)

    def _with_cell(self, cell: float, x: float, y: float) -> "CrossbarLayout":
        left, top = self.origin
        across, down = (x - left) / self.cell, (y - top) / self.cell
        other = replace(self, cell=cell, x=0, y=0)
        first = other.origin
        return other.moved_to(first[0] + across * cell - x, first[1] + down * cell - y)

    def showing(self, cell: Cell) -> "CrossbarLayout":
        """Return the layout moved no farther than a cell needs to be in view."""
        side = self.cell
        left, top = cell[1] * side, cell[0] * side
        room = self.room
        x = min(max(self.x, left + side - room[0]), left)
        y = min(max(self.y, top + side - room[1]), top)
        return self.moved_to(x, y)


def fitted(
    axons: int, neurons: int, width: int, height: int, text: float = 1.0
) -> CrossbarLayout:
    """Return the layout with the largest cells with which all are in view."""
    layout = CrossbarLayout(axons, neurons, width, height, LEVELS[0], text=text)
    across, down = layout.room
    most = min(across / max(1, neurons), down / max(1, axons))
    fitting = [level for level in LEVELS if level <= most]
    return replace(layout, cell=fitting[-1] if fitting else LEVELS[0])


def level_near(cell: float, steps: int) -> float:
    """Return the size of a cell so many levels from one."""
    index = min(range(len(LEVELS)), key=lambda k: abs(LEVELS[k] - cell))
    return LEVELS[min(max(index + steps, 0), len(LEVELS) - 1)]


def number_step(cell: float, room: float) -> int:
    """Return how far apart numbers are that need this room each."""
    return next((step for step in _STEPS if step * cell >= room), _STEPS[-1])


def runs(values: list[int]) -> list[tuple[int, int]]:
    """Return where each run of equal values begins and ends (not included)."""
    starts = [k for k in range(len(values)) if k == 0 or values[k] != values[k - 1]]
    return list(pairwise([*starts, len(values)]))

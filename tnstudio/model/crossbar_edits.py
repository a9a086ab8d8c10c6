"""Drawing on a crossbar: pure functions from bool array to bool array.

Crossbars have the shape (axons, neurons). What lies beyond an edge is left
out, as users expect who drag over it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import FreeCore
from tnstudio.model.circuit_edits import ALL, set_synapses
from tnstudio.texts import tr

Crossbar = npt.NDArray[np.bool_]
Cell = tuple[int, int]
"""Axon and neuron."""

Cells = npt.NDArray[np.intp]
"""Cells, one in a row: shape (cells, 2)."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Some axons in a row with some neurons in a row.

    Attributes
    ----------
    axon, neuron : int
        The first ones.
    axons, neurons : int
        How many, >= 0.
    """

    axon: int
    neuron: int
    axons: int
    neurons: int

    @property
    def corner(self) -> Cell:
        """The first cell."""
        return self.axon, self.neuron

    @property
    def last(self) -> Cell:
        """The last cell."""
        return self.axon + self.axons - 1, self.neuron + self.neurons - 1

    @property
    def size(self) -> int:
        """How many cells it has."""
        return self.axons * self.neurons

    @property
    def slices(self) -> tuple[slice, slice]:
        """Its cells as an index of a crossbar."""
        return (
            slice(self.axon, self.axon + self.axons),
            slice(self.neuron, self.neuron + self.neurons),
        )

    def holds(self, cell: Cell) -> bool:
        """Tell whether a cell is in it."""
        return (
            self.axon <= cell[0] <= self.last[0]
            and self.neuron <= cell[1] <= self.last[1]
        )

    def within(self, shape: tuple[int, int]) -> "Rectangle":
        """Return the part of it that a crossbar of this shape has."""
        first = (max(0, self.axon), max(0, self.neuron))
        last = (min(shape[0] - 1, self.last[0]), min(shape[1] - 1, self.last[1]))
        axons, neurons = (max(0, b - a + 1) for a, b in zip(first, last, strict=True))
        return Rectangle(*first, axons, neurons)


def spanned(one: Cell, other: Cell) -> Rectangle:
    """Return the rectangle with these two corners, both included."""
    first = (min(one[0], other[0]), min(one[1], other[1]))
    last = (max(one[0], other[0]), max(one[1], other[1]))
    return Rectangle(*first, last[0] - first[0] + 1, last[1] - first[1] + 1)


def whole(crossbar: Crossbar) -> Rectangle:
    """Return the rectangle of all cells."""
    return Rectangle(0, 0, *crossbar.shape)


# -- Cells


def line_cells(first: Cell, last: Cell) -> Cells:
    """Return the cells of a straight line, both ends included.

    One for each step along its longer side, next to the line (Bresenham).
    """
    ends = np.array([first, last], np.int64)
    span = ends[1] - ends[0]
    steps = int(np.abs(span).max())
    if steps == 0:
        return ends[:1].astype(np.intp)
    along = np.arange(steps + 1)[:, None]
    # Whole numbers: halves are rounded away from the first cell, both ways.
    moved = (2 * along * np.abs(span) + steps) // (2 * steps)
    cells: Cells = (ends[0] + np.sign(span) * moved).astype(np.intp)
    return cells


def outline_cells(rectangle: Rectangle) -> Cells:
    """Return the cells at the edges of a rectangle, each once."""
    edge = np.zeros((rectangle.axons, rectangle.neurons), np.bool_)
    edge[[0, -1], :] = True
    edge[:, [0, -1]] = True
    cells: Cells = np.argwhere(edge) + rectangle.corner
    return cells


# -- Changes


def with_cells(crossbar: Crossbar, cells: Cells, *, on: bool) -> Crossbar:
    """Switch cells on or off."""
    changed = crossbar.copy()
    inside = ((cells >= 0) & (cells < crossbar.shape)).all(axis=1)
    axons, neurons = cells[inside].T
    changed[axons, neurons] = on
    return changed


def with_rectangle(crossbar: Crossbar, rectangle: Rectangle, *, on: bool) -> Crossbar:
    """Switch all cells of a rectangle on or off."""
    changed = crossbar.copy()
    changed[rectangle.within(_shape(crossbar)).slices] = on
    return changed


def inverted(crossbar: Crossbar, rectangle: Rectangle) -> Crossbar:
    """Switch every cell of a rectangle."""
    changed = crossbar.copy()
    part = rectangle.within(_shape(crossbar)).slices
    changed[part] = ~changed[part]
    return changed


def at_random(
    crossbar: Crossbar,
    rectangle: Rectangle,
    density: float,
    random: np.random.Generator,
) -> Crossbar:
    """Draw every cell of a rectangle anew, on with this probability.

    Parameters
    ----------
    density : float
        0..1.
    """
    part = rectangle.within(_shape(crossbar))
    changed = crossbar.copy()
    changed[part.slices] = random.random((part.axons, part.neurons)) < density
    return changed


def flipped(crossbar: Crossbar, rectangle: Rectangle, axis: int) -> Crossbar:
    """Turn the order of a rectangle's axons (axis 0) or neurons (1) around."""
    part = rectangle.within(_shape(crossbar)).slices
    changed = crossbar.copy()
    changed[part] = np.flip(crossbar[part], axis)
    return changed


def transposed(crossbar: Crossbar, rectangle: Rectangle) -> Crossbar:
    """Exchange axons and neurons within a square.

    Raises
    ------
    TNStudioError
        If the rectangle is not a square.
    """
    part = rectangle.within(_shape(crossbar))
    if part.axons != part.neurons:
        raise TNStudioError(
            tr(
                "{axons} axons × {neurons} neurons are not a square",
                axons=part.axons,
                neurons=part.neurons,
            ),
            tr("crossbar"),
            tr("select as many axons as neurons to exchange them"),
        )
    changed = crossbar.copy()
    changed[part.slices] = crossbar[part.slices].T
    return changed


def pasted(crossbar: Crossbar, block: Crossbar, corner: Cell) -> Crossbar:
    """Put a block with its first cell here."""
    part = Rectangle(*corner, *block.shape).within(_shape(crossbar))
    changed = crossbar.copy()
    changed[part.slices] = block[part.axon - corner[0] :, part.neuron - corner[1] :][
        : part.axons, : part.neurons
    ]
    return changed


def with_crossbar(core: FreeCore, crossbar: Crossbar) -> FreeCore:
    """Return a core with another crossbar; the same core if it is its own."""
    if np.array_equal(core.crossbar(), crossbar):
        return core
    return set_synapses(core, ALL, ALL, crossbar)


def _shape(crossbar: Crossbar) -> tuple[int, int]:
    return crossbar.shape[0], crossbar.shape[1]

"""What is drawn on a crossbar between the press and the release of a button."""

from dataclasses import dataclass, replace
from enum import StrEnum

from tnstudio.model.crossbar_edits import (
    Cell,
    Crossbar,
    Rectangle,
    line_cells,
    outline_cells,
    spanned,
    with_cells,
    with_rectangle,
)
from tnstudio.texts import tr


class Tool(StrEnum):
    """What dragging over the cells does."""

    SELECT = "select"
    PAINT = "paint"
    LINE = "line"
    OUTLINE = "outline"
    FILL = "fill"
    ROW = "row"
    COLUMN = "column"


LABELS = {
    Tool.PAINT: tr("Paint synapses"),
    Tool.LINE: tr("Draw a line of synapses"),
    Tool.OUTLINE: tr("Draw an outline of synapses"),
    Tool.FILL: tr("Fill a rectangle of synapses"),
    Tool.ROW: tr("Switch axons"),
    Tool.COLUMN: tr("Switch neurons"),
}
"""What the history calls a stroke of each tool."""


@dataclass(frozen=True, eq=False, slots=True)
class Stroke:
    """A stroke that has not ended yet.

    Attributes
    ----------
    before, after : bool arrays, shape (axons, neurons)
        The crossbar without and with the stroke.
    on : bool
        Whether it switches synapses on.
    first, last : (int, int)
        Where it began, and where it has come to.
    """

    tool: Tool
    before: Crossbar
    after: Crossbar
    on: bool
    first: Cell
    last: Cell


def begun(tool: Tool, crossbar: Crossbar, cell: Cell, *, erases: bool) -> Stroke:
    """Begin a stroke at a cell: it makes of all cells what this one is not.

    Parameters
    ----------
    erases : bool
        Whether it switches off whatever the first cell is.
    """
    on = not erases and not bool(crossbar[cell])
    return moved(Stroke(tool, crossbar, crossbar, on, cell, cell), cell)


def moved(stroke: Stroke, cell: Cell) -> Stroke:
    """Draw on to another cell."""
    return replace(stroke, last=cell, after=_drawn(stroke, cell))


def _drawn(stroke: Stroke, cell: Cell) -> Crossbar:
    before, first, on = stroke.before, stroke.first, stroke.on
    axons, neurons = before.shape
    if stroke.tool is Tool.PAINT:
        # A quick hand skips cells: what lies between is painted, too.
        return with_cells(stroke.after, line_cells(stroke.last, cell), on=on)
    if stroke.tool is Tool.LINE:
        return with_cells(before, line_cells(first, cell), on=on)
    part = spanned(first, cell)
    if stroke.tool is Tool.OUTLINE:
        return with_cells(before, outline_cells(part), on=on)
    if stroke.tool is Tool.ROW:
        part = Rectangle(part.axon, 0, part.axons, neurons)
    elif stroke.tool is Tool.COLUMN:
        part = Rectangle(0, part.neuron, axons, part.neurons)
    return with_rectangle(before, part, on=on)

"""What a pressed button does until it is released or Escape is pressed."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tnstudio.model.crossbar_edits import Cell, Crossbar, spanned
from tnstudio.ui.design.crossbar_canvas import CrossbarCanvas
from tnstudio.ui.design.crossbar_tools import LABELS, Stroke, Tool, begun, moved


class Gesture(Protocol):
    """One gesture; it has begun when it is made."""

    def move(self, cell: Cell) -> None:
        """Follow the pointer."""

    def finish(self) -> None:
        """Make the edit."""

    def cancel(self) -> None:
        """Show what was there before."""


class DrawCells:
    """Switches synapses with a tool.

    Parameters
    ----------
    edit : callable
        Takes a label for the history and the new crossbar.
    """

    def __init__(
        self,
        canvas: CrossbarCanvas,
        stroke: Stroke,
        edit: Callable[[str, Crossbar], None],
    ) -> None:
        self._canvas = canvas
        self._stroke = stroke
        self._edit = edit
        canvas.select(None, stroke.first)
        canvas.preview(stroke.after)

    @classmethod
    def begun(
        cls,
        canvas: CrossbarCanvas,
        cell: Cell,
        tool: Tool,
        edit: Callable[[str, Crossbar], None],
        *,
        erases: bool,
    ) -> "DrawCells":
        """Begin at a cell."""
        stroke = begun(tool, canvas.crossbar, cell, erases=erases)
        return cls(canvas, stroke, edit)

    def move(self, cell: Cell) -> None:
        """Draw on."""
        self._stroke = moved(self._stroke, cell)
        self._canvas.preview(self._stroke.after, cell)

    def finish(self) -> None:
        """Make one edit of all."""
        self.cancel()
        self._edit(LABELS[self._stroke.tool], self._stroke.after)

    def cancel(self) -> None:
        """Draw nothing."""
        self._canvas.preview(self._stroke.before)


class SelectCells:
    """Selects a rectangle of cells; a click alone selects none."""

    def __init__(self, canvas: CrossbarCanvas, cell: Cell) -> None:
        self._canvas = canvas
        self._first = cell
        canvas.select(None, cell)

    def move(self, cell: Cell) -> None:
        """Select as far as here."""
        self._canvas.select(spanned(self._first, cell), cell)

    def finish(self) -> None:
        """Leave the cells selected."""

    def cancel(self) -> None:
        """Select none."""
        self._canvas.select(None)


class PaintTypes:
    """Gives the pressed axon the next type, or its own type to all up to another.

    Parameters
    ----------
    edit : callable
        Takes the new types of all axons.
    """

    def __init__(
        self,
        canvas: CrossbarCanvas,
        cell: Cell,
        edit: Callable[[npt.NDArray[np.uint8]], None],
    ) -> None:
        self._canvas = canvas
        self._first = cell[0]
        self._before = canvas.types
        self._edit = edit
        self.move(cell)

    def move(self, cell: Cell) -> None:
        """Paint the types of all axons up to this one."""
        low, high = sorted((self._first, cell[0]))
        kind = int(self._before[self._first])
        if low == high:
            kind = (kind + 1) % self._canvas.type_count
        changed = self._before.copy()
        changed[low : high + 1] = kind
        self._canvas.preview_types(changed)

    def finish(self) -> None:
        """Make one edit of all."""
        wanted = self._canvas.types
        self.cancel()
        self._edit(wanted)

    def cancel(self) -> None:
        """Change no type."""
        self._canvas.preview_types(self._before)


class ChooseNumbers:
    """Selects axons (axis 0) or neurons (1) by their numbers beside the cells.

    Parameters
    ----------
    choose : callable
        Takes the numbers, and whether they are selected in addition.
    """

    def __init__(
        self,
        cell: Cell,
        axis: int,
        choose: Callable[[tuple[int, ...], bool], None],
        *,
        adds: bool,
    ) -> None:
        self._axis = axis
        self._first = cell[axis]
        self._choose = choose
        choose((self._first,), adds)

    def move(self, cell: Cell) -> None:
        """Select all up to this one."""
        low, high = sorted((self._first, cell[self._axis]))
        if low != high:
            self._choose(tuple(range(low, high + 1)), False)

    def finish(self) -> None:
        """Leave them selected."""

    def cancel(self) -> None:
        """Leave them selected: a selection is no edit."""

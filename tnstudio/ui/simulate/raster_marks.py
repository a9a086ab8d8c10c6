"""Marks on spikes of a raster, and lines between them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg

from tnstudio.ui.colours import Colours
from tnstudio.ui.widgets.plots import Plot

Ints = npt.NDArray[np.int64]
Place = Callable[[Ints, Ints], npt.NDArray[np.float64]]
"""Turns cores and neurons into heights in the plot; NaN where there is no lane."""


def _no_numbers() -> Ints:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False, slots=True)
class RasterMarks:
    """Marks of one kind.

    Attributes
    ----------
    tick, core, neuron : int64 arrays, shape (marks,)
    colour : callable
        Chooses the colour of a theme.
    symbol : str
        As pyqtgraph names it: ``o``, ``s``, ``t`` (down), ``t1`` (up), ``d``, ``x``.
    size : int
        In pixels.
    filled : bool
        A mark that is not leaves the spike to be seen.
    source, target : int64 arrays, shape (links,)
        Lines between two marks, by their numbers.
    """

    tick: Ints
    core: Ints
    neuron: Ints
    colour: Callable[[Colours], str]
    symbol: str = "o"
    size: int = 9
    filled: bool = False
    source: Ints = field(default_factory=_no_numbers)
    target: Ints = field(default_factory=_no_numbers)


class MarksItem:
    """Draws marks in a raster's plot.

    Parameters
    ----------
    plot : Plot
    """

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._marks: RasterMarks | None = None
        self._spots = pg.ScatterPlotItem(pxMode=True)
        self._lines = pg.PlotCurveItem(connect="pairs")
        for item, depth in ((self._lines, 11), (self._spots, 12)):
            item.setZValue(depth)
            plot.addItem(item, ignoreBounds=True)

    @property
    def places(self) -> npt.NDArray[np.float64]:
        """What is drawn: x and y of each mark in a lane, shape (marks, 2)."""
        x, y = self._spots.getData()
        return np.column_stack([x, y])

    def show(self, marks: RasterMarks | None, place: Place, colours: Colours) -> None:
        """Show other marks, or the same ones elsewhere; None for none."""
        self._marks = marks
        if marks is None:
            self._spots.clear()
            self._lines.clear()
            return
        x, y = marks.tick + 0.5, place(marks.core, marks.neuron)
        self._dress(marks, colours)
        shown = np.isfinite(y)
        self._spots.setData(x[shown], y[shown], symbol=marks.symbol, size=marks.size)
        both = shown[marks.source] & shown[marks.target]
        ends: Any = np.column_stack([marks.source[both], marks.target[both]]).ravel()
        self._lines.setData(x[ends], y[ends])

    def dress(self, colours: Colours) -> None:
        """Take the colours of another theme."""
        if self._marks is not None:
            self._dress(self._marks, colours)

    def remove(self) -> None:
        """Leave the plot."""
        for item in (self._spots, self._lines):
            self._plot.removeItem(item)

    def _dress(self, marks: RasterMarks, colours: Colours) -> None:
        colour = marks.colour(colours)
        self._spots.setPen(pg.mkPen(colour, width=1.6))
        self._spots.setBrush(pg.mkBrush(colour if marks.filled else None))
        self._lines.setPen(pg.mkPen(colour, width=1.2))

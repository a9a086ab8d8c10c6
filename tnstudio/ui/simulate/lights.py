"""What can be lit in views: synapses, cores, pixels."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from tnstudio.ui.colours import Colours
from tnstudio.ui.widgets.plots import TABLE, IndexImage, Plot

Ints = npt.NDArray[np.int64]

ROW_ALPHA, FAINT_ALPHA = 70, 150
"""Of an axon's row, and of a synapse that acts in another tick."""

_CLEAR, _ROW, _FAINT, _FULL = range(4)
"""Indices of the first light; those of the second follow."""


@dataclass(frozen=True, slots=True)
class Light:
    """The line that something is lit with.

    Attributes
    ----------
    colour : callable
        Chooses the colour of a theme.
    dashed : bool
        So that two kinds are told apart without colours.
    """

    colour: Callable[[Colours], str]
    dashed: bool = False

    def pen(self, colours: Colours, width: float) -> QPen:
        """Return what to draw with."""
        style = Qt.PenStyle.DashLine if self.dashed else Qt.PenStyle.SolidLine
        return QPen(QColor(self.colour(colours)), width, style)


@dataclass(frozen=True, eq=False, slots=True)
class LitSynapses:
    """Synapses of one core.

    Attributes
    ----------
    axon, neuron : int64 arrays, shape (synapses,)
    kind : int64 array, shape (synapses,)
        0 or 1: which of the lights.
    tick : int64 array, shape (synapses,)
        When it acts; a synapse that acts in several ticks is there several times.
    lights : pair of Light
    """

    axon: Ints
    neuron: Ints
    kind: Ints
    tick: Ints
    lights: tuple[Light, Light]


class LitSynapsesItem:
    """Draws lit synapses over a crossbar, and the rows of their axons.

    Parameters
    ----------
    plot : Plot
        Axon 0 is at y = 0 to 1, neuron 0 at x = 0 to 1.
    """

    def __init__(self, plot: Plot) -> None:
        self._image = IndexImage()
        self._image.setZValue(5)
        self._image.hide()
        self._lit: LitSynapses | None = None
        self._now = np.zeros(0, np.bool_)
        plot.addItem(self._image, ignoreBounds=True)
        plot.dress(self._dress)

    @property
    def lit(self) -> LitSynapses | None:
        """What is lit."""
        return self._lit

    @property
    def cells(self) -> npt.NDArray[np.uint8]:
        """What is drawn, shape (axons, neurons): 0 for nothing."""
        return self._image.cells

    def show(self, lit: LitSynapses | None, tick: int) -> None:
        """Light other synapses, or show another tick; None for none."""
        if lit is None:
            self._lit = None
            self._image.hide()
            return
        now = lit.tick == tick
        if lit is self._lit and np.array_equal(now, self._now):
            return
        self._lit, self._now = lit, now
        self._image.show()
        cells = _cells(lit, now)
        place = QRectF(0, 0, cells.shape[1], cells.shape[0])
        self._image.show_cells(cells, place)
        self._dress(self._colours)

    def _dress(self, colours: Colours) -> None:
        self._colours = colours
        if self._lit is None:
            return
        table = np.zeros((TABLE, 4), np.uint8)
        for kind, light in enumerate(self._lit.lights):
            red, green, blue, _ = QColor(light.colour(colours)).getRgb()
            for index, alpha in (
                (_ROW, ROW_ALPHA),
                (_FAINT, FAINT_ALPHA),
                (_FULL, 255),
            ):
                table[3 * kind + index] = red, green, blue, alpha
        self._image.set_table(table)


def _cells(lit: LitSynapses, now: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """Return an index for each synapse, up to the last axon and neuron lit."""
    shape = int(lit.axon.max()) + 1, int(lit.neuron.max()) + 1
    cells = np.zeros(shape, np.uint8)
    indices = 3 * lit.kind + np.where(now, _FULL, _FAINT)
    for kind in (0, 1):
        cells[lit.axon[lit.kind == kind]] = 3 * kind + _ROW
    # What acts now is drawn last: it is what is looked for.
    order = np.argsort(now, kind="stable")
    cells[lit.axon[order], lit.neuron[order]] = indices[order]
    return cells

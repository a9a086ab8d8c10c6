"""What can be lit in views: synapses, cores, pixels."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from tnstudio.ui.colours import Colours
from tnstudio.ui.widgets.colour_ramps import TABLE
from tnstudio.ui.widgets.plots import IndexImage, Plot

Ints = npt.NDArray[np.int64]

ROW_ALPHA = 50
"""Of an axon's row, 0..255."""

MARK = 5
"""Of a synapse's mark, in pixels."""

SYMBOLS = ("s", "d")


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

    A synapse has a mark that is seen at any zoom, filled if it acts in the tick on
    show: a square for the first light, a diamond for the second.

    Parameters
    ----------
    plot : Plot
        Axon 0 is at y = 0 to 1, neuron 0 at x = 0 to 1.
    """

    def __init__(self, plot: Plot) -> None:
        self._rows = IndexImage()
        self._rows.setZValue(5)
        self._rows.hide()
        self._spots = pg.ScatterPlotItem(pxMode=True, size=MARK)
        self._spots.setZValue(6)
        self._lit: LitSynapses | None = None
        self._now = np.zeros(0, np.bool_)
        for item in (self._rows, self._spots):
            plot.addItem(item, ignoreBounds=True)
        plot.dress(self._dress)

    @property
    def lit(self) -> LitSynapses | None:
        """What is lit."""
        return self._lit

    @property
    def marks(self) -> set[tuple[int, int, bool]]:
        """What is drawn: axon, neuron, and whether it acts in the tick on show."""
        if self._lit is None:
            return set()
        axon, neuron, _, now = _distinct(self._lit, self._now)
        return set(zip(axon.tolist(), neuron.tolist(), now.tolist(), strict=True))

    def show(self, lit: LitSynapses | None, tick: int, neurons: int) -> None:
        """Light other synapses, or show another tick; None for none.

        Parameters
        ----------
        neurons : int
            How many are on show.
        """
        if lit is None:
            self._lit = None
            self._rows.hide()
            self._spots.clear()
            return
        now = lit.tick == tick
        if lit is self._lit and np.array_equal(now, self._now):
            return
        self._lit, self._now = lit, now
        rows = np.zeros((int(lit.axon.max()) + 1, 1), np.uint8)
        rows[lit.axon] = 1 + lit.kind[:, None]
        self._rows.show_cells(rows, QRectF(0, 0, neurons, len(rows)))
        self._rows.show()
        self._dress(self._colours)

    def _dress(self, colours: Colours) -> None:
        self._colours = colours
        lit = self._lit
        if lit is None:
            return
        names = [light.colour(colours) for light in lit.lights]
        table = np.zeros((TABLE, 4), np.uint8)
        for kind, name in enumerate(names):
            colour = QColor(name)
            table[1 + kind] = colour.red(), colour.green(), colour.blue(), ROW_ALPHA
        self._rows.set_table(table)
        axon, neuron, kinds, now = _distinct(lit, self._now)
        pens = [pg.mkPen(name, width=1.2) for name in names]
        brushes = [pg.mkBrush(None), *(pg.mkBrush(name) for name in names)]
        self._spots.setData(
            neuron + 0.5,
            axon + 0.5,
            symbol=[SYMBOLS[kind] for kind in kinds.tolist()],
            pen=[pens[kind] for kind in kinds.tolist()],
            brush=[brushes[k] for k in np.where(now, 1 + kinds, 0).tolist()],
        )


def _distinct(
    lit: LitSynapses, now: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints, Ints, npt.NDArray[np.bool_]]:
    """Return each synapse once, those that act now last: they are drawn on top."""
    rows = np.stack([lit.axon, lit.neuron, lit.kind], axis=1)
    found, of = np.unique(rows, axis=0, return_inverse=True)
    acts = np.zeros(len(found), np.bool_)
    acts[of.reshape(-1)[now]] = True
    order = np.argsort(acts, kind="stable")
    axon, neuron, kind = found[order].T
    return axon, neuron, kind, acts[order]

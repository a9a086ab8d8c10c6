"""How the lines of runs look: a colour, a stroke and a mark for each slot."""

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.train.run_lines import COLOURS, STROKES

SAMPLE = QSize(38, 16)
"""Of a sample of a line, in pixels."""

_MARKS = ("o", "s", "t1", "d", "t", "p", "t2")
_STROKES = (
    tr("solid line"),
    tr("dashed line"),
    tr("dotted line"),
    tr("dash-dotted line"),
)
_PATTERNS: tuple[list[float], ...] = ([], [5, 2.5], [1.2, 2], [6, 2, 1.2, 2])
_WIDTH = 2.0
_MARK_SIZE = 7


def mark_of(slot: int) -> str:
    """Return the symbol of a slot, as pyqtgraph names it."""
    return _MARKS[slot % COLOURS]


def stroke_name(slot: int) -> str:
    """Return what the line of a slot looks like, e.g. ``dashed line``."""
    return _STROKES[slot % STROKES]


def colour_of(slot: int, colours: Colours) -> str:
    """Return the colour of a slot."""
    return colours.series[slot % COLOURS]


def pen_of(slot: int, colours: Colours) -> QPen:
    """Return the pen of a slot."""
    pen = pg.mkPen(colour_of(slot, colours), width=_WIDTH)
    pattern = _PATTERNS[slot % STROKES]
    if pattern:
        pen.setDashPattern(pattern)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def draw_sample(painter: QPainter, slot: int, colours: Colours) -> None:
    """Draw a short piece of a line with its mark, from (0, 0) to the right."""
    painter.setPen(pen_of(slot, colours))
    painter.drawLine(QPointF(2, 0), QPointF(SAMPLE.width() - 2, 0))
    painter.translate(SAMPLE.width() / 2, 0)
    colour = colour_of(slot, colours)
    drawSymbol(painter, mark_of(slot), _MARK_SIZE, pg.mkPen(colour), pg.mkBrush(colour))


def sample_of(slot: int, colours: Colours, ratio: float) -> QIcon:
    """Return a short piece of a line with its mark.

    Parameters
    ----------
    ratio : float
        Pixels of the screen per device-independent pixel.
    """
    pixmap = QPixmap(SAMPLE * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    # On a selected row, too, the line lies on the colour of plots.
    painter.setBrush(QColor(colours.surface))
    painter.drawRoundedRect(QRectF(0, 0, SAMPLE.width(), SAMPLE.height()), 3, 3)
    painter.translate(0, SAMPLE.height() / 2)
    draw_sample(painter, slot, colours)
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(pixmap, mode)
    return icon

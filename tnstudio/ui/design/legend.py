"""What the colours on the canvas mean, in one line."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.pens import is_clear, with_alpha
from tnstudio.ui.design.scales import type_colours, use_colours

_HEIGHT = 8
_GAP = 6
_BETWEEN = 22
"""Pixels between two entries."""
_CHIP = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """One scale or set of colours.

    Attributes
    ----------
    low, high : str
        What its ends mean; without them each colour is a chip with its number.
    """

    text: str
    colours: tuple[str, ...]
    width: int
    low: str = ""
    high: str = ""


def use_entry() -> Entry:
    """Return the scale of crossbars in use."""
    return Entry(tr("crossbar in use"), tuple(use_colours(9)), 96, "0", "100 %")


def weight_entry(colours: Colours) -> Entry:
    """Return the scale of weights."""
    ends = (colours.negative, colours.surface, colours.positive)
    return Entry(tr("effective weight  c̃ · s"), ends, 96, "−", "+")


def type_entry(colours: Colours, types: int) -> Entry:
    """Return the colours of axon types."""
    known = type_colours(colours)
    chips = tuple(known[k % len(known)] for k in range(types))
    return Entry(tr("axon type"), chips, 0)


def paint_legend(
    painter: QPainter, corner: QPointF, entries: tuple[Entry, ...], colours: Colours
) -> None:
    """Draw entries from left to right over a ground of the background's colour.

    Parameters
    ----------
    corner : QPointF
        The bottom left corner, in the painter's units.
    """
    metrics = painter.fontMetrics()
    width = sum(_width(e, metrics.horizontalAdvance) + _BETWEEN for e in entries)
    height = metrics.height()
    box = QRectF(corner.x(), corner.y() - height, width - _BETWEEN, height)
    if not is_clear(colours.background):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(colours.background, 225))
        painter.drawRoundedRect(box.adjusted(-4, -4, 4, 4), 8, 8)
    x = box.left()
    for entry in entries:
        x = _paint_entry(painter, x, box, entry, colours) + _BETWEEN


def _width(entry: Entry, advance: Callable[[str], int]) -> int:
    if entry.width:
        ends = advance(entry.low) + advance(entry.high)
        return ends + entry.width + 3 * _GAP + advance(entry.text)
    chips = sum(_CHIP + 3 + advance(str(k)) + _GAP for k in range(len(entry.colours)))
    return chips + advance(entry.text) + _GAP


def _paint_entry(
    painter: QPainter, x: float, box: QRectF, entry: Entry, colours: Colours
) -> float:
    """Draw one entry; returns where it ends."""
    middle = box.center().y()
    if entry.width:
        x = _write(painter, x, box, entry.low, colours) + _GAP
        bar = QRectF(x, middle - _HEIGHT / 2, entry.width, _HEIGHT)
        painter.setPen(QColor(colours.grid))
        painter.setBrush(_gradient(bar, entry.colours))
        painter.drawRoundedRect(bar, 3, 3)
        x = _write(painter, bar.right() + _GAP, box, entry.high, colours) + _GAP
        return _write(painter, x, box, entry.text, colours)
    x = _write(painter, x, box, entry.text, colours) + _GAP
    for k, colour in enumerate(entry.colours):
        painter.setPen(QColor(colours.grid))
        painter.setBrush(QColor(colour))
        painter.drawRect(QRectF(x, middle - _CHIP / 2, _CHIP, _CHIP))
        x = _write(painter, x + _CHIP + 3, box, str(k), colours) + _GAP
    return x - _GAP


def _write(
    painter: QPainter, x: float, box: QRectF, text: str, colours: Colours
) -> float:
    width = painter.fontMetrics().horizontalAdvance(text)
    painter.setPen(QColor(colours.muted))
    room = QRectF(x, box.top(), width + 2, box.height())
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(room, flags, text)
    return x + width


def _gradient(bar: QRectF, colours: tuple[str, ...]) -> QLinearGradient:
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    for k, colour in enumerate(colours):
        gradient.setColorAt(k / (len(colours) - 1), QColor(colour))
    return gradient

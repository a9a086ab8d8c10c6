"""Pens, brushes and boxes that look alike at every zoom."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from tnstudio.ui.design.drawing import Box


def rectangle(box: Box) -> QRectF:
    """Return a box as Qt has it."""
    return QRectF(box.left, box.top, box.width, box.height)


def zoom_of(painter: QPainter) -> float:
    """Return pixels per scene unit."""
    return QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())


def cosmetic(colour: QColor, width: float) -> QPen:
    """Return a pen that is as wide at every zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def with_alpha(colour: str, alpha: int) -> QColor:
    """Return a translucent colour, alpha 0..255."""
    value = QColor(colour)
    value.setAlpha(alpha)
    return value


def hatching(painter: QPainter, colour: str) -> QBrush:
    """Return a brush of diagonal lines that are as dense at every zoom."""
    brush = QBrush(with_alpha(colour, 170), Qt.BrushStyle.BDiagPattern)
    inverted, _ = painter.worldTransform().inverted()
    brush.setTransform(inverted)
    return brush

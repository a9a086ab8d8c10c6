"""Hatching by lines, as dense to the eye on every screen.

The patterns of brushes are made of device pixels: on a screen at 200 % they
are a grey noise.
"""

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

STEP = 6.0
"""From one line to the next, along a row."""


def hatch(painter: QPainter, area: QPainterPath | QRectF, colour: QColor) -> None:
    """Draw diagonal lines over an area; the lines of all areas fit together."""
    path = area if isinstance(area, QPainterPath) else QPainterPath()
    if isinstance(area, QRectF):
        path.addRect(area)
    box = path.boundingRect()
    if box.isEmpty():
        return
    painter.save()
    painter.setClipPath(path)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.2))
    painter.drawLines(_lines(box))
    painter.restore()


def _lines(box: QRectF) -> list[QLineF]:
    """Return the lines x + y = k · STEP that cross a box."""
    height = box.height()
    first = int((box.left() + box.top()) // STEP)
    last = int((box.right() + box.bottom()) // STEP) + 1
    lines = []
    for k in range(first, last + 1):
        x = k * STEP - box.top()
        lines.append(QLineF(x, box.top(), x - height, box.bottom()))
    return lines

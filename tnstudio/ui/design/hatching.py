"""Hatching by lines, as dense to the eye on every screen and at every zoom.

The patterns of brushes are made of device pixels: on a screen at 200 % they
are a grey noise.
"""

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

STEP = 6.0
"""From one line to the next, along a row."""


def hatch(painter: QPainter, area: QPainterPath | QRectF, colour: QColor) -> None:
    """Draw diagonal lines over an area; the lines of all areas fit together.

    The lines of a rectangle end at its edges by themselves: an SVG knows no
    clipping.
    """
    path = area if isinstance(area, QPainterPath) else QPainterPath()
    if isinstance(area, QRectF):
        path.addRect(area)
    box = path.boundingRect()
    if box.isEmpty():
        return
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.2))
    painter.drawLines(_lines(box))
    painter.restore()


def hatch_scene(painter: QPainter, areas: list[QRectF], colour: QColor) -> None:
    """Hatch rectangles of a scene that is drawn at any zoom."""
    shown = painter.worldTransform()
    painter.save()
    painter.resetTransform()
    for area in areas:
        hatch(painter, shown.mapRect(area), colour)
    painter.restore()


def _lines(box: QRectF) -> list[QLineF]:
    """Return the parts of the lines x + y = k · STEP that are in a box."""
    first = int((box.left() + box.top()) // STEP)
    last = int((box.right() + box.bottom()) // STEP) + 1
    lines = []
    for k in range(first, last + 1):
        total = k * STEP
        top = max(box.top(), total - box.right())
        bottom = min(box.bottom(), total - box.left())
        if top < bottom:
            lines.append(QLineF(total - top, top, total - bottom, bottom))
    return lines

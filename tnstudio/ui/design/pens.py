"""Pens, brushes and boxes that look alike at every zoom."""

from math import ceil, floor

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from tnstudio.ui.design.drawing import Box


def rectangle(box: Box) -> QRectF:
    """Return a box as Qt has it."""
    return QRectF(box.left, box.top, box.width, box.height)


def zoom_of(painter: QPainter) -> float:
    """Return pixels per scene unit."""
    return QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())


def pixels_per_unit(painter: QPainter) -> float:
    """Return pixels of the screen or picture per scene unit."""
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    return zoom_of(painter) * ratio


def draw_cropped(
    painter: QPainter, picture: QPixmap, target: QRectF, seen: QRectF
) -> None:
    """Draw the part of a picture that can be seen, by whole pixels.

    Drawn in full, a picture blown up to a million pixels would lose precision.
    """
    shown = target.intersected(seen)
    if shown.isEmpty():
        return
    across, down = target.width() / picture.width(), target.height() / picture.height()
    left = floor((shown.left() - target.left()) / across)
    top = floor((shown.top() - target.top()) / down)
    right = min(picture.width(), ceil((shown.right() - target.left()) / across))
    bottom = min(picture.height(), ceil((shown.bottom() - target.top()) / down))
    source = QRectF(left, top, right - left, bottom - top)
    place = QRectF(
        target.left() + left * across,
        target.top() + top * down,
        source.width() * across,
        source.height() * down,
    )
    painter.drawPixmap(place, picture, source)


def cosmetic(colour: QColor, width: float) -> QPen:
    """Return a pen that is as wide at every zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def fill_lines(
    painter: QPainter, lines: list[QLineF], colour: QColor, width: float
) -> None:
    """Draw straight lines across and down as bars: several times as fast as a pen.

    Parameters
    ----------
    width : float
        In pixels, to the right of and below the lines.
    """
    painter.setRenderHint(painter.RenderHint.Antialiasing, on=False)
    thick = width / zoom_of(painter)
    for line in lines:
        start = line.p1()
        across = max(thick, line.dx())
        painter.fillRect(
            QRectF(start.x(), start.y(), across, max(thick, line.dy())), colour
        )


def is_clear(colour: str) -> bool:
    """Tell whether a colour is none: that of a picture's clear background."""
    return QColor(colour).alpha() == 0


def with_alpha(colour: str, alpha: int) -> QColor:
    """Return a translucent colour, alpha 0..255."""
    value = QColor(colour)
    value.setAlpha(alpha)
    return value

"""The wires of a circuit on the canvas, with their delays."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from tnstudio.ui.colours import Colours
from tnstudio.ui.design.circuit_curves import Floats, curves, in_sight, middles
from tnstudio.ui.design.circuit_drawing import CircuitDrawing
from tnstudio.ui.design.circuit_wires import Ints, bundles
from tnstudio.ui.design.drawing import Box
from tnstudio.ui.design.pens import cosmetic, rectangle, with_alpha, zoom_of

MOST_WIRES = 1200
"""Wires drawn one by one; more are bundled, one line for each pair of cores."""
MOST_BADGES = 300
FEW_WIRES = 24
LEAST_ZOOM_FOR_BADGES = 0.35
"""Of so few wires, delays are shown at a zoom like this."""
PIXELS_FOR_BADGES = 13.0
"""Neurons at least so far apart have room for the delays of their wires."""
BADGE_WIDTH, BADGE_HEIGHT = 17.0, 14.0
"""Of a delay on its wire, in pixels."""


def drawn_wires(drawing: CircuitDrawing, box: Box, zoom: float) -> Ints | None:
    """Return the wires to draw one by one; None if they have to be bundled."""
    wires = drawing.wires
    far = drawing.shape.pitch * zoom < 1.0
    if len(wires) > MOST_WIRES and far:
        return None
    found = in_sight(drawing, box)
    return found if len(found) <= MOST_WIRES else None


def shows_badges(drawing: CircuitDrawing, wires: Ints, zoom: float) -> bool:
    """Tell whether there is room for the delays of so many wires."""
    if len(wires) <= FEW_WIRES:
        return zoom >= LEAST_ZOOM_FOR_BADGES
    roomy = drawing.shape.neuron_pitch * zoom >= PIXELS_FOR_BADGES
    return roomy and len(wires) <= MOST_BADGES


def badge_at(drawing: CircuitDrawing, wires: Ints, point: QPointF, zoom: float) -> int:
    """Return the wire whose delay is written at a point of the scene; -1 for none."""
    delayed = wires[drawing.wires.delay[wires] > 0]
    if not len(delayed):
        return -1
    off = np.abs(middles(curves(drawing, delayed)) - (point.x(), point.y())) * zoom
    on = np.flatnonzero(
        (off[:, 0] <= BADGE_WIDTH / 2) & (off[:, 1] <= BADGE_HEIGHT / 2)
    )
    # The one that is drawn last is on top.
    return int(delayed[on[-1]]) if on.size else -1


class WiresItem(QGraphicsItem):
    """All wires of a circuit."""

    def __init__(self, drawing: CircuitDrawing, colours: Colours) -> None:
        super().__init__()
        self._drawing = drawing
        self._colours = colours
        self._bundles: list[QLineF] | None = None
        self.setZValue(-1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        """Return everything: wires go across it."""
        return rectangle(self._drawing.bounds).adjusted(-200, -200, 200, 300)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw wires, or bundles of them."""
        exposed, zoom = option.exposedRect, zoom_of(painter)
        box = Box(exposed.left(), exposed.top(), exposed.width(), exposed.height())
        chosen = drawn_wires(self._drawing, box, zoom)
        if chosen is None:
            self._paint_bundles(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(cosmetic(with_alpha(self._colours.muted, 210), 1.4))
        controls = curves(self._drawing, chosen)
        for path in paths(controls):
            painter.drawPath(path)
        self._paint_ends(painter, controls, zoom)

    def _paint_ends(self, painter: QPainter, controls: Floats, zoom: float) -> None:
        """Mark the ports in use: ports as such are seen close up only."""
        radius = max(0.55 * self._drawing.shape.radius, 1.1 / zoom)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours.muted))
        for x, y in (*controls[:, 0].tolist(), *controls[:, -1].tolist()):
            painter.drawEllipse(QPointF(x, y), radius, radius)

    def _paint_bundles(self, painter: QPainter) -> None:
        if self._bundles is None:
            self._bundles = self._bundled()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(cosmetic(with_alpha(self._colours.muted, 120), 1.0))
        painter.drawLines(self._bundles)

    def _bundled(self) -> list[QLineF]:
        drawing = self._drawing
        sources, targets = bundles(drawing.wires, len(drawing.corners))
        half = drawing.shape.height / 2
        start = drawing.corners[sources] + (drawing.shape.width, half)
        end = drawing.corners[targets] + (0, half)
        return [
            QLineF(*a, *b) for a, b in zip(start.tolist(), end.tolist(), strict=True)
        ]


class BadgesItem(QGraphicsItem):
    """The delays on the wires, over everything but what is lit."""

    def __init__(self, drawing: CircuitDrawing, colours: Colours) -> None:
        super().__init__()
        self._drawing = drawing
        self._colours = colours
        self.setZValue(5)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        """Return everything: wires go across it."""
        return rectangle(self._drawing.bounds).adjusted(-200, -200, 200, 300)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Write the delays if there is room for them."""
        exposed, zoom = option.exposedRect, zoom_of(painter)
        box = Box(exposed.left(), exposed.top(), exposed.width(), exposed.height())
        chosen = drawn_wires(self._drawing, box, zoom)
        if chosen is not None and shows_badges(self._drawing, chosen, zoom):
            paint_badges(painter, self._drawing, chosen, self._colours)


def paint_badges(
    painter: QPainter,
    drawing: CircuitDrawing,
    chosen: Ints,
    colours: Colours,
    *,
    lit: bool = False,
) -> None:
    """Write the delay of each wire onto its middle."""
    delayed = chosen[drawing.wires.delay[chosen] > 0]
    if not len(delayed):
        return
    transform = painter.worldTransform()
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setPixelSize(10)
    font.setBold(lit)
    painter.setFont(font)
    places = middles(curves(drawing, delayed)).tolist()
    delays = drawing.wires.delay[delayed].tolist()
    for (x, y), delay in zip(places, delays, strict=True):
        middle = transform.map(QPointF(x, y))
        box = QRectF(0, 0, BADGE_WIDTH, BADGE_HEIGHT)
        box.moveCenter(middle)
        painter.setPen(cosmetic(QColor(colours.accent if lit else colours.muted), 1.0))
        painter.setBrush(QColor(colours.accent if lit else colours.surface))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QColor(colours.accent_text if lit else colours.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(delay))
    painter.restore()


def paths(controls: Floats) -> list[QPainterPath]:
    """Return the curves of these control points, shape (wires, 7, 2)."""
    found = []
    for points in controls.tolist():
        path = QPainterPath(QPointF(*points[0]))
        path.cubicTo(*points[1], *points[2], *points[3])
        path.cubicTo(*points[4], *points[5], *points[6])
        found.append(path)
    return found

"""The wires of a circuit on the canvas, with their delays."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from tnstudio.ui.colours import Colours
from tnstudio.ui.design.circuit_curves import Floats, curves, in_sight, middles
from tnstudio.ui.design.circuit_drawing import CircuitDrawing
from tnstudio.ui.design.circuit_wires import Ints, bundles
from tnstudio.ui.design.drawing import Box
from tnstudio.ui.design.pens import cosmetic, rectangle, with_alpha, zoom_of
from tnstudio.ui.stylesheet import blended
from tnstudio.ui.widgets.text_scale import font_scale, in_pixels

MOST_WIRES = 1200
"""Wires drawn one by one; more are bundled, one line for each pair of cores."""
MOST_BUNDLES = 3000
"""Bundles drawn; of more in sight, a fair sample: all would be one grey area."""
MOST_KEPT = 100_000
"""Bundles that are looked at; when so many are in sight, no one sees the others."""
MOST_FINE = 250
"""Wires drawn with smooth edges and with their ends."""
MOST_BADGES = 250
FEW_WIRES = 24
LEAST_ZOOM_FOR_BADGES = 0.35
"""Of so few wires, delays are shown at a zoom like this."""
PIXELS_FOR_BADGES = 13.0
"""Neurons at least so far apart have room for the delays of their wires, likewise."""
BADGE_WIDTH, BADGE_HEIGHT = 17.0, 14.0
"""Of a delay on its wire, in pixels, where texts have the usual size."""


class WiresInSight:
    """Finds the wires to draw, once for all who ask about the same view."""

    def __init__(self, drawing: CircuitDrawing) -> None:
        self._drawing = drawing
        self._asked: tuple[Box, float] | None = None
        self._found: Ints | None = None

    def chosen(self, box: Box, zoom: float) -> Ints | None:
        """Return the wires to draw one by one; None if they have to be bundled."""
        if self._asked != (box, zoom):
            self._asked = box, zoom
            self._found = self._find(box, zoom)
        return self._found

    def _find(self, box: Box, zoom: float) -> Ints | None:
        wires = self._drawing.wires
        far = self._drawing.shape.pitch * zoom < 1.0
        if len(wires) > MOST_WIRES and far:
            return None
        found = in_sight(self._drawing, box)
        return found if len(found) <= MOST_WIRES else None


def shows_badges(
    drawing: CircuitDrawing, wires: Ints, zoom: float, text: float
) -> bool:
    """Tell whether there is room for the delays of so many wires.

    Parameters
    ----------
    text : float
        Size of texts as a share of the usual one.
    """
    if len(wires) <= FEW_WIRES:
        return zoom >= LEAST_ZOOM_FOR_BADGES
    roomy = drawing.shape.neuron_pitch * zoom >= PIXELS_FOR_BADGES * text
    return roomy and len(wires) <= MOST_BADGES


def badge_at(
    drawing: CircuitDrawing, wires: Ints, point: QPointF, zoom: float, text: float
) -> int:
    """Return the wire whose delay is written at a point of the scene; -1 for none."""
    delayed = wires[drawing.wires.delay[wires] > 0]
    if not len(delayed):
        return -1
    off = np.abs(middles(curves(drawing, delayed)) - (point.x(), point.y())) * zoom
    on = np.flatnonzero(
        (off[:, 0] <= text * BADGE_WIDTH / 2) & (off[:, 1] <= text * BADGE_HEIGHT / 2)
    )
    # The one that is drawn last is on top.
    return int(delayed[on[-1]]) if on.size else -1


class _OnWires(QGraphicsItem):
    """What is drawn along the wires of a circuit."""

    def __init__(
        self, drawing: CircuitDrawing, colours: Colours, sight: WiresInSight
    ) -> None:
        super().__init__()
        self._drawing = drawing
        self._sight = sight
        self._colours = colours
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        """Return everything: wires go across it."""
        return rectangle(self._drawing.bounds).adjusted(-200, -200, 200, 300)


class WiresItem(_OnWires):
    """All wires of a circuit."""

    def __init__(
        self, drawing: CircuitDrawing, colours: Colours, sight: WiresInSight
    ) -> None:
        super().__init__(drawing, colours, sight)
        self._bundles: Floats | None = None
        self.setZValue(-1)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw wires, or bundles of them."""
        exposed, zoom = option.exposedRect, zoom_of(painter)
        box = Box(exposed.left(), exposed.top(), exposed.width(), exposed.height())
        chosen = self._sight.chosen(box, zoom)
        if chosen is None:
            self._paint_bundles(painter, box)
            return
        fine = len(chosen) <= MOST_FINE
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=fine)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = (210, 1.4) if fine else (110, 1.0)
        painter.setPen(cosmetic(with_alpha(self._colours.muted, pen[0]), pen[1]))
        controls = curves(self._drawing, chosen)
        for path in paths(controls):
            painter.drawPath(path)
        if fine:
            self._paint_ends(painter, controls, zoom)

    def _paint_ends(self, painter: QPainter, controls: Floats, zoom: float) -> None:
        """Mark the ports in use: ports as such are seen close up only."""
        radius = max(0.55 * self._drawing.shape.radius, 1.1 / zoom)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours.muted))
        for x, y in (*controls[:, 0].tolist(), *controls[:, -1].tolist()):
            painter.drawEllipse(QPointF(x, y), radius, radius)

    def _paint_bundles(self, painter: QPainter, box: Box) -> None:
        if self._bundles is None:
            self._bundles = self._bundled()
        low = np.minimum(self._bundles[:, :2], self._bundles[:, 2:])
        high = np.maximum(self._bundles[:, :2], self._bundles[:, 2:])
        across = (low[:, 0] <= box.right) & (high[:, 0] >= box.left)
        down = (low[:, 1] <= box.bottom) & (high[:, 1] >= box.top)
        seen = np.flatnonzero(across & down)[:MOST_BUNDLES]
        # Not translucent: blending thousands of lines takes several times as long.
        colour = blended(self._colours.background, self._colours.muted, 0.45)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(cosmetic(QColor(colour), 1.0))
        painter.drawLines([QLineF(*four) for four in self._bundles[seen].tolist()])

    def _bundled(self) -> Floats:
        """Return where bundles begin and end, shape (bundles, 4)."""
        drawing = self._drawing
        pairs = bundles(drawing.wires, len(drawing.corners))
        sources, targets = (side[:MOST_KEPT] for side in pairs)
        half = drawing.shape.height / 2
        start = drawing.corners[sources] + (drawing.shape.width, half)
        end = drawing.corners[targets] + (0, half)
        return np.hstack((start, end))


class BadgesItem(_OnWires):
    """The delays on the wires, over everything but what is lit."""

    def __init__(
        self, drawing: CircuitDrawing, colours: Colours, sight: WiresInSight
    ) -> None:
        super().__init__(drawing, colours, sight)
        self.setZValue(5)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Write the delays if there is room for them."""
        exposed, zoom = option.exposedRect, zoom_of(painter)
        box = Box(exposed.left(), exposed.top(), exposed.width(), exposed.height())
        chosen = self._sight.chosen(box, zoom)
        if chosen is None:
            return
        if shows_badges(self._drawing, chosen, zoom, font_scale(painter.font())):
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
    text = font_scale(painter.font())
    font = in_pixels(painter.font(), 10)
    font.setBold(lit)
    painter.setFont(font)
    places = middles(curves(drawing, delayed)).tolist()
    delays = drawing.wires.delay[delayed].tolist()
    for (x, y), delay in zip(places, delays, strict=True):
        middle = transform.map(QPointF(x, y))
        box = QRectF(0, 0, text * BADGE_WIDTH, text * BADGE_HEIGHT)
        box.moveCenter(middle)
        painter.setPen(cosmetic(QColor(colours.accent if lit else colours.muted), 1.0))
        painter.setBrush(QColor(colours.accent if lit else colours.surface))
        painter.drawRoundedRect(box, 6 * text, 6 * text)
        painter.setPen(QColor(colours.accent_text if lit else colours.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(delay))
    painter.restore()


def paths(controls: Floats) -> list[QPainterPath]:
    """Return the curves of these control points, shape (wires, 13, 2)."""
    found = []
    for points in controls.tolist():
        path = QPainterPath(QPointF(*points[0]))
        path.cubicTo(*points[1], *points[2], *points[3])
        if points[3] != points[9]:
            path.lineTo(*points[9])
        path.cubicTo(*points[10], *points[11], *points[12])
        found.append(path)
    return found

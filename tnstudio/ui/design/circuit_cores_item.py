"""The free cores on the canvas, each drawn as a chip.

All cores are one item that draws those that can be seen, as closely as the zoom
allows: from afar a rectangle, then the crossbar as a picture, close up every
synapse and every port.
"""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from tnstudio.ui.colours import Colours
from tnstudio.ui.design.circuit_drawing import PIXELS_FOR_DOTS, CircuitDrawing
from tnstudio.ui.design.circuit_facts import name_of_core
from tnstudio.ui.design.circuit_pictures import (
    EXCITES,
    INHIBITS,
    OFF,
    CrossbarPictures,
    synapse_signs,
    type_colours,
)
from tnstudio.ui.design.drawing import Box
from tnstudio.ui.design.pens import cosmetic, rectangle, with_alpha, zoom_of
from tnstudio.ui.stylesheet import blended
from tnstudio.ui.widgets.text_scale import font_scale, in_pixels

PIXELS_FOR_CORES = 15.0
"""Cores at least so high are drawn one by one."""
PIXELS_FOR_PICTURES = 56.0
PIXELS_FOR_FINE_PICTURES = 300.0
PIXELS_FOR_NAMES = 44.0
PIXELS_FOR_ALL_PORTS = 5.0
PIXELS_FOR_NUMBERS = 13.0
"""Ports at least so far apart have their number beside them, in usual texts."""
_SHADES = 8
_NAME_PIXELS, _NUMBER_PIXELS = 12, 10


class CoresItem(QGraphicsItem):
    """All cores of a circuit."""

    def __init__(
        self, drawing: CircuitDrawing, colours: Colours, pictures: CrossbarPictures
    ) -> None:
        super().__init__()
        self._drawing = drawing
        self._colours = colours
        self._pictures = pictures
        self._far: list[tuple[QColor, list[QRectF]]] = []
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        """Return the rectangle around all cores and their names."""
        return rectangle(self._drawing.cores).adjusted(-8, -40, 8, 8)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw what can be seen."""
        drawing = self._drawing
        zoom = zoom_of(painter)
        if drawing.shape.height * zoom < PIXELS_FOR_CORES:
            self._paint_from_afar(painter)
            return
        text = font_scale(painter.font())
        exposed = option.exposedRect.adjusted(-4, -4, 4, 40 * text)
        box = Box(exposed.left(), exposed.top(), exposed.width(), exposed.height())
        for core in drawing.seen(box).tolist():
            one = _OneCore(drawing, core, self._colours, zoom, text)
            one.paint(painter, exposed, self._pictures)

    def _paint_from_afar(self, painter: QPainter) -> None:
        if not self._far:
            self._far = self._shaded()
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, boxes in self._far:
            painter.setBrush(colour)
            painter.drawRects(boxes)

    def _shaded(self) -> list[tuple[QColor, list[QRectF]]]:
        """Return the cores by how much of their crossbar is on."""
        drawing = self._drawing
        found: dict[int, list[QRectF]] = {}
        for index, core in enumerate(drawing.circuit.cores):
            # Most crossbars are sparse: the root tells the lower shares apart.
            shade = round(_SHADES * self._pictures.share(core) ** 0.5)
            found.setdefault(shade, []).append(rectangle(drawing.box(index)))
        colours = self._colours
        return [
            (QColor(blended(colours.grid, colours.accent, shade / _SHADES)), boxes)
            for shade, boxes in found.items()
        ]


class _OneCore:
    """Draws one core."""

    def __init__(
        self,
        drawing: CircuitDrawing,
        core: int,
        colours: Colours,
        zoom: float,
        text: float,
    ) -> None:
        self._drawing, self._index = drawing, core
        self._core = drawing.circuit.cores[core]
        self._shape = drawing.shape
        self._colours = colours
        self._zoom = zoom
        self._pixels_for_numbers = PIXELS_FOR_NUMBERS * text
        self._box = rectangle(drawing.box(core))

    def paint(
        self, painter: QPainter, exposed: QRectF, pictures: CrossbarPictures
    ) -> None:
        """Draw body, axon types, crossbar, ports and name."""
        pixels = self._shape.height * self._zoom
        self._paint_body(painter)
        if pixels >= PIXELS_FOR_PICTURES:
            self._paint_strip_and_crossbar(painter, exposed, pictures)
        else:
            share = 0.15 + 0.6 * pictures.share(self._core) ** 0.5
            colour = blended(self._colours.surface, self._colours.accent, share)
            painter.fillRect(self._inner(self._shape.crossbar), QColor(colour))
        pitch = min(self._shape.axon_pitch, self._shape.neuron_pitch)
        if pitch * self._zoom >= PIXELS_FOR_ALL_PORTS:
            self._paint_ports(painter, exposed)
        if pixels >= PIXELS_FOR_NAMES:
            self._paint_name(painter)

    def _inner(self, box: Box) -> QRectF:
        return rectangle(box).translated(self._box.topLeft())

    def _paint_body(self, painter: QPainter) -> None:
        painter.setBrush(QColor(self._colours.surface))
        painter.setPen(cosmetic(QColor(self._colours.muted), 1.2))
        fine = self._shape.height * self._zoom >= PIXELS_FOR_NAMES
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=fine)
        if fine:
            radius = min(6.0, 6.0 / self._zoom)
            painter.drawRoundedRect(self._box, radius, radius)
        else:
            painter.drawRect(self._box)

    # -- Crossbar

    def _paint_strip_and_crossbar(
        self, painter: QPainter, exposed: QRectF, pictures: CrossbarPictures
    ) -> None:
        fine = self._shape.height * self._zoom >= PIXELS_FOR_FINE_PICTURES
        found = pictures.picture(self._core, fine=fine)
        if found is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        strip = self._inner(self._shape.strip)
        painter.drawPixmap(strip, found[1], QRectF(found[1].rect()))
        if self._shape.axon_pitch * self._zoom >= self._pixels_for_numbers:
            self._paint_types(painter, exposed)
        if self._shape.pitch * self._zoom >= PIXELS_FOR_DOTS:
            self._paint_dots(painter, exposed)
            return
        crossbar = self._inner(self._shape.crossbar)
        painter.drawPixmap(crossbar, found[0], QRectF(found[0].rect()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(cosmetic(QColor(self._colours.grid), 1.0))
        painter.drawRect(crossbar)

    def _paint_types(self, painter: QPainter, exposed: QRectF) -> None:
        """Write the type of each axon on its part of the strip."""
        shades = type_colours(self._colours)
        types = self._core.axon_types[0]
        with _Texts(painter, _NUMBER_PIXELS) as texts:
            for axon in self._axons_in(exposed):
                middle = self._inner(self._shape.strip).center().x()
                y = self._box.top() + self._shape.axon(axon)[1]
                shade = shades[int(types[axon]) % len(shades)]
                dark = shade.lightnessF() > _BRIGHT
                ink = QColor(Qt.GlobalColor.black if dark else Qt.GlobalColor.white)
                texts.write(QPointF(middle, y), str(int(types[axon])), ink)

    def _paint_dots(self, painter: QPainter, exposed: QRectF) -> None:
        """Draw every synapse: a disc adds to V, a square takes from it."""
        shape, axons = self._shape, self._axons_in(exposed)
        columns = self._columns_in(exposed)
        box = self._inner(shape.crossbar)
        painter.setPen(cosmetic(with_alpha(self._colours.grid, 255), 1.0))
        rows = [self._dot(axon, 0).y() for axon in axons]
        painter.drawLines([QLineF(box.left(), y, box.right(), y) for y in rows])
        across = [self._dot(0, column).x() for column in columns]
        painter.drawLines([QLineF(x, box.top(), x, box.bottom()) for x in across])
        signs = synapse_signs(self._core)[
            axons.start : axons.stop, columns.start : columns.stop
        ]
        size = min(0.34 * shape.pitch, 6.5)
        for axon, neuron in np.argwhere(signs != OFF).tolist():
            place = self._dot(axons.start + axon, columns.start + neuron)
            self._paint_dot(painter, place, size, int(signs[axon, neuron]))

    def _dot(self, axon: int, neuron: int) -> QPointF:
        return self._box.topLeft() + QPointF(*self._shape.dot(axon, neuron))

    def _paint_dot(
        self, painter: QPainter, place: QPointF, size: float, sign: int
    ) -> None:
        colours = self._colours
        painter.setPen(Qt.PenStyle.NoPen)
        if sign == EXCITES:
            painter.setBrush(QColor(colours.positive))
            painter.drawEllipse(place, size, size)
        elif sign == INHIBITS:
            painter.setBrush(QColor(colours.negative))
            side = 0.88 * size
            painter.drawRect(
                QRectF(place.x() - side, place.y() - side, 2 * side, 2 * side)
            )
        else:
            painter.setBrush(QColor(colours.surface))
            painter.setPen(cosmetic(QColor(colours.muted), 1.5))
            painter.drawEllipse(place, 0.8 * size, 0.8 * size)

    # -- Ports

    def _axons_in(self, exposed: QRectF) -> range:
        shape, top = self._shape, self._box.top()
        first = shape.axon_at(exposed.top() - top)
        return range(first, shape.axon_at(exposed.bottom() - top) + 1)

    def _neurons_in(self, exposed: QRectF) -> range:
        shape, top = self._shape, self._box.top()
        first = shape.neuron_at(exposed.top() - top)
        return range(first, shape.neuron_at(exposed.bottom() - top) + 1)

    def _columns_in(self, exposed: QRectF) -> range:
        left, pitch = self._inner(self._shape.crossbar).left(), self._shape.column_pitch
        last = self._shape.neurons - 1
        first = min(max(int((exposed.left() - left) // pitch), 0), last)
        return range(
            first, min(max(int((exposed.right() - left) // pitch), 0), last) + 1
        )

    def _paint_ports(self, painter: QPainter, exposed: QRectF) -> None:
        shape, corner, radius = self._shape, self._box.topLeft(), self._shape.radius
        axons, neurons = self._axons_in(exposed), self._neurons_in(exposed)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(cosmetic(QColor(self._colours.muted), 1.3))
        painter.setBrush(QColor(self._colours.surface))
        for axon in axons:
            painter.drawEllipse(corner + QPointF(*shape.axon(axon)), radius, radius)
        painter.setBrush(QColor(self._colours.raised))
        for neuron in neurons:
            tip = corner + QPointF(*shape.neuron(neuron))
            painter.drawPolygon(_triangle(tip, radius))
        pitch = min(shape.axon_pitch, shape.neuron_pitch)
        if pitch * self._zoom >= self._pixels_for_numbers:
            self._paint_numbers(painter, axons, neurons)

    def _paint_numbers(self, painter: QPainter, axons: range, neurons: range) -> None:
        shape, corner = self._shape, self._box.topLeft()
        ink = QColor(self._colours.muted)
        inside = (shape.radius + shape.strip.left) / 2
        after = (shape.crossbar.right + shape.width - shape.radius) / 2
        with _Texts(painter, _NUMBER_PIXELS) as texts:
            for axon in axons:
                y = shape.axon(axon)[1]
                texts.write(corner + QPointF(inside, y), str(axon), ink)
            for neuron in neurons:
                y = shape.neuron(neuron)[1]
                texts.write(corner + QPointF(after, y), str(neuron), ink)

    # -- Name

    def _paint_name(self, painter: QPainter) -> None:
        name = name_of_core(self._drawing.circuit, self._index)
        with _Texts(painter, _NAME_PIXELS, bold=True) as texts:
            room = (self._shape.width + 60) * self._zoom
            texts.write_above(self._box.topLeft(), name, self._colours, room)


_BRIGHT = 0.47
"""Lightness from which on black is easier to read than white."""


def _triangle(tip: QPointF, radius: float) -> list[QPointF]:
    """Return a neuron port, which points outwards."""
    x, y = tip.x(), tip.y()
    return [
        QPointF(x - radius, y - radius),
        QPointF(x + 1.2 * radius, y),
        QPointF(x - radius, y + radius),
    ]


class _Texts:
    """Writes at one size for every zoom."""

    def __init__(self, painter: QPainter, pixels: int, *, bold: bool = False) -> None:
        self._painter = painter
        self._transform = painter.worldTransform()
        self._font = in_pixels(painter.font(), pixels)
        self._size = font_scale(painter.font())
        self._font.setBold(bold)

    def __enter__(self) -> "_Texts":
        self._painter.save()
        self._painter.resetTransform()
        self._painter.setFont(self._font)
        return self

    def __exit__(self, *_: object) -> None:
        self._painter.restore()

    def write(self, place: QPointF, text: str, ink: QColor) -> None:
        """Write around a point of the scene."""
        middle = self._transform.map(place)
        self._painter.setPen(ink)
        room = QRectF(0, 0, 40 * self._size, 20 * self._size)
        room.moveCenter(middle)
        self._painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def write_above(
        self, place: QPointF, text: str, colours: Colours, room: float
    ) -> None:
        """Write above a point of the scene, cut off where there is no room."""
        corner = self._transform.map(place)
        metrics = self._painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
        # Wires pass below the names.
        back = metrics.boundingRect(shown).translated(corner.toPoint())
        back.adjust(-2, -7, 4, -4)
        self._painter.fillRect(back, with_alpha(colours.background, 205))
        self._painter.setPen(QColor(colours.text))
        self._painter.drawText(corner + QPointF(1, -6), shown)

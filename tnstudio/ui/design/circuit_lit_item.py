"""What is drawn over a circuit: the selection, what it reaches, work in hand."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.circuit_curves import curves, curves_between
from tnstudio.ui.design.circuit_drawing import CircuitDrawing
from tnstudio.ui.design.circuit_facts import wires_of_item
from tnstudio.ui.design.circuit_wires_item import paint_badges, paths, shows_badges
from tnstudio.ui.design.drawing import Box
from tnstudio.ui.design.pens import cosmetic, rectangle, with_alpha, zoom_of
from tnstudio.ui.widgets.text_scale import font_scale

MOST_LIT = 600
"""Wires of the selection that are lit."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the user is about to do.

    Attributes
    ----------
    wire : pair of points or None
        A wire that is being drawn, from where to where.
    ghosts : tuple of Box
        Where cores would come to.
    band : Box or None
        What is being selected.
    target : Box or None
        What the wire would reach.
    is_legal : bool
        Whether that can be done.
    hint : Box or None
        Where a double click would put a core.
    """

    wire: tuple[tuple[float, float], tuple[float, float]] | None = None
    ghosts: tuple[Box, ...] = ()
    band: Box | None = None
    target: Box | None = None
    is_legal: bool = True
    hint: Box | None = None


class CircuitLitItem(QGraphicsItem):
    """Lights up what is selected and what is under the pointer."""

    def __init__(self, drawing: CircuitDrawing, colours: Colours) -> None:
        super().__init__()
        self._drawing = drawing
        self._colours = colours
        self._items: tuple[Item, ...] = ()
        self._wires = np.zeros(0, np.int64)
        self._hovered = -1
        self._sketch = Sketch()
        self.setZValue(10)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """Return everything, and room for what is dragged out of it."""
        return rectangle(self._drawing.bounds).adjusted(-4000, -4000, 4000, 4000)

    def show_selection(self, selection: Selection) -> None:
        """Light up something else."""
        self._items = selection.items
        wires = self._drawing.wires
        lit: dict[int, None] = {}
        for item in reversed(selection.items):
            lit.update(dict.fromkeys(wires_of_item(wires, item)))
            if len(lit) >= MOST_LIT:
                break
        self._wires = np.array(sorted(lit)[:MOST_LIT], np.int64)
        self.update()

    def show_hover(self, wire: int) -> None:
        """Light up the wire under the pointer; -1 for none."""
        if wire != self._hovered:
            self._hovered = wire
            self.update()

    def show_sketch(self, sketch: Sketch) -> None:
        """Show what the user is about to do."""
        self._sketch = sketch
        self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw lit wires, frames and the sketch."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_wires(painter)
        for item in self._items:
            self._paint_item(painter, item)
        self._paint_sketch(painter)

    def _paint_wires(self, painter: QPainter) -> None:
        drawing = self._drawing
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if 0 <= self._hovered < len(drawing.wires):
            hovered = np.array([self._hovered])
            painter.setPen(cosmetic(QColor(self._colours.text), 2.4))
            painter.drawPath(paths(curves(drawing, hovered))[0])
            paint_badges(painter, drawing, hovered, self._colours)
        painter.setPen(cosmetic(QColor(self._colours.accent), 2.2))
        controls = curves(drawing, self._wires)
        for path in paths(controls):
            painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours.accent))
        radius = max(drawing.shape.radius, 2.0 / zoom_of(painter))
        for x, y in (*controls[:, 0].tolist(), *controls[:, -1].tolist()):
            painter.drawEllipse(QPointF(x, y), radius, radius)
        text = font_scale(painter.font())
        if shows_badges(drawing, self._wires, zoom_of(painter), text):
            paint_badges(painter, drawing, self._wires, self._colours, lit=True)

    def _paint_item(self, painter: QPainter, item: Item) -> None:
        box = self._drawing.box_of(item)
        if box is None:
            return
        colours = self._colours
        painter.setPen(cosmetic(QColor(colours.accent), 2.6))
        if item.kind in (Kind.NEURON, Kind.AXON):
            painter.setBrush(with_alpha(colours.accent, 120))
            least = max(box.width * 1.5, 7 / zoom_of(painter))
            ring = QRectF(0, 0, least, least)
            ring.moveCenter(rectangle(box).center())
            painter.drawEllipse(ring)
            self._paint_lane(painter, item)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rectangle(box), 4, 4)

    def _paint_lane(self, painter: QPainter, item: Item) -> None:
        """Mark the row of an axon, or the column of a neuron, in the crossbar."""
        drawing, shape = self._drawing, self._drawing.shape
        inner, core = shape.crossbar, drawing.box(item.core)
        if item.kind is Kind.AXON:
            top = core.top + item.index * shape.axon_pitch
            lane = QRectF(core.left + inner.left, top, inner.width, shape.axon_pitch)
        else:
            left = core.left + inner.left + item.index * shape.column_pitch
            lane = QRectF(left, core.top, shape.column_pitch, inner.height)
        painter.fillRect(lane, with_alpha(self._colours.accent, 60))

    def _paint_sketch(self, painter: QPainter) -> None:
        sketch, colours = self._sketch, self._colours
        name = colours.accent if sketch.is_legal else colours.error
        if sketch.hint is not None:
            pen = cosmetic(QColor(colours.grid), 1.5)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rectangle(sketch.hint), 6, 6)
        for ghost in sketch.ghosts:
            painter.setPen(cosmetic(QColor(name), 1.6))
            painter.setBrush(with_alpha(name, 45))
            painter.drawRoundedRect(rectangle(ghost), 6, 6)
        if sketch.band is not None:
            painter.setPen(cosmetic(QColor(colours.accent), 1.0))
            painter.setBrush(with_alpha(colours.accent, 35))
            painter.drawRect(rectangle(sketch.band))
        if sketch.target is not None:
            painter.setPen(cosmetic(QColor(name), 2.6))
            painter.setBrush(with_alpha(name, 70))
            room = 3.0
            box = rectangle(sketch.target).adjusted(-room, -room, room, room)
            painter.drawRoundedRect(box, 4, 4)
        if sketch.wire is not None:
            self._paint_rubber(painter, *sketch.wire, QColor(name))

    def _paint_rubber(
        self,
        painter: QPainter,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: QColor,
    ) -> None:
        pen = cosmetic(colour, 2.4)
        if not self._sketch.is_legal:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = np.array([start], float), np.array([end], float)
        lanes = np.zeros(1, np.int64)
        controls = curves_between(*points, self._drawing, lanes)
        painter.drawPath(paths(controls)[0])

"""Input and output lines on the canvas, and the places to add one."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from tnstudio.app.wording import counted
from tnstudio.model.circuit_lines import name_of_input, name_of_output
from tnstudio.model.stimulus_edits import stimulus_of
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.circuit_drawing import ICON, CircuitDrawing, LineColumn
from tnstudio.ui.design.pens import cosmetic, rectangle, with_alpha, zoom_of
from tnstudio.ui.design.stimulus_glyph import paint_stimulus
from tnstudio.ui.widgets.text_scale import font_scale, with_pixels

PIXELS_FOR_LINES = 5.0
"""Lines at least so far apart are drawn one by one."""
PIXELS_FOR_TEXT = 13.0
_LEAST_FONT, _MOST_FONT = 8, 13
_LINE = 1.25
"""Height of a line of text, as a share of the size of its letters."""
_TIP = 10.0
"""How far the arrow of a line sticks out, in scene units."""


class LinesItem(QGraphicsItem):
    """All lines of a circuit, and the places to add one if that is offered."""

    def __init__(
        self, drawing: CircuitDrawing, colours: Colours, *, offers_more: bool = True
    ) -> None:
        super().__init__()
        self._drawing = drawing
        self._offers_more = offers_more
        self._colours = colours
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        """Return the rectangle around all lines."""
        drawing = self._drawing
        both = rectangle(drawing.inputs.bounds) | rectangle(drawing.outputs.bounds)
        return both.adjusted(-12, -30, 12, 12)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw what can be seen."""
        drawing, zoom = self._drawing, zoom_of(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for column, text in (
            (drawing.inputs, tr("Inputs")),
            (drawing.outputs, tr("Outputs")),
        ):
            if column.count or self._offers_more:
                self._paint_heading(painter, column, text, zoom)
        for column, is_input in ((drawing.inputs, True), (drawing.outputs, False)):
            if column.pitch * zoom < PIXELS_FOR_LINES and column.count:
                self._paint_block(painter, column, is_input=is_input)
            else:
                for index in _seen(column, option.exposedRect):
                    self._paint_line(painter, column, index, is_input=is_input)
            if self._offers_more:
                self._paint_add(painter, column, is_input=is_input)

    def _paint_heading(
        self, painter: QPainter, column: LineColumn, text: str, zoom: float
    ) -> None:
        if zoom * column.bounds.width < _LEAST_HEADING:
            return
        corner = QPointF(column.left, column.top - 8)
        self._write(painter, QRectF(corner, corner), text, zoom, heading=True)

    def _paint_line(
        self, painter: QPainter, column: LineColumn, index: int, *, is_input: bool
    ) -> None:
        colours, zoom = self._colours, zoom_of(painter)
        box = rectangle(column.box(index))
        painter.setPen(cosmetic(QColor(colours.muted), 1.2))
        painter.setBrush(QColor(colours.surface))
        painter.drawPath(_flag(box))
        if box.height() * zoom < PIXELS_FOR_TEXT:
            return
        circuit = self._drawing.circuit
        left = box.left() + (ICON if is_input else _TIP)
        room = QRectF(left, box.top(), box.right() - left - _TIP / 2, box.height())
        name = name_of_input if is_input else name_of_output
        self._write(painter, room, name(circuit, index), zoom)
        if is_input:
            icon = QRectF(box.left() + 6, box.top() + 6, ICON - 11, box.height() - 12)
            shown = painter.worldTransform().mapRect(icon)
            painter.save()
            painter.resetTransform()
            stimulus = stimulus_of(circuit, index)
            ink = colours.muted if stimulus is None else colours.accent
            paint_stimulus(painter, shown, stimulus, QColor(ink))
            painter.restore()

    def _paint_block(
        self, painter: QPainter, column: LineColumn, *, is_input: bool
    ) -> None:
        """Draw lines that are too many as one."""
        box = rectangle(column.bounds).adjusted(0, 0, 0, -ROOM_FOR_ADD)
        painter.setPen(cosmetic(QColor(self._colours.muted), 1.2))
        painter.setBrush(QColor(self._colours.surface))
        painter.drawRect(box)
        count = column.count
        text = counted(count, "input") if is_input else counted(count, "output")
        self._write(painter, box.adjusted(6, 0, -6, 0), text, zoom_of(painter))

    def _paint_add(
        self, painter: QPainter, column: LineColumn, *, is_input: bool
    ) -> None:
        box = rectangle(column.box(column.count))
        pen = cosmetic(with_alpha(self._colours.muted, 200), 1.2)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_flag(box))
        room = box.adjusted(_TIP, 0, -_TIP / 2, 0)
        text = tr("+ input") if is_input else tr("+ output")
        roomy = room.height() * zoom_of(painter) >= PIXELS_FOR_TEXT
        self._write(painter, room, text if roomy else "+", zoom_of(painter))

    def _write(
        self,
        painter: QPainter,
        room: QRectF,
        text: str,
        zoom: float,
        *,
        heading: bool = False,
    ) -> None:
        """Write one line, cut off where there is no room."""
        shown = painter.worldTransform().mapRect(room)
        if not heading and shown.height() < _LEAST_FONT:
            return
        painter.save()
        painter.resetTransform()
        base, scale = painter.font(), font_scale(painter.font())
        base.setBold(heading)
        usual = min(max(12 * zoom, _LEAST_FONT), _MOST_FONT)
        size = usual * scale
        if scale > 1 and not heading:
            # A line grows with the zoom only: its text as far as there is room.
            wide = QFontMetricsF(with_pixels(base, 100)).horizontalAdvance(text) / 100
            room_for = min(shown.height() / _LINE, shown.width() / max(1e-6, wide))
            size = min(size, max(usual, room_for))
        painter.setFont(with_pixels(base, size))
        painter.setPen(QColor(self._colours.muted if heading else self._colours.text))
        if heading:
            painter.drawText(shown.topLeft(), text)
        else:
            metrics = painter.fontMetrics()
            mode = Qt.TextElideMode.ElideRight
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            cut = metrics.elidedText(text, mode, max(0, int(shown.width())))
            painter.drawText(shown, flags, cut)
        painter.restore()


_LEAST_HEADING = 46.0
ROOM_FOR_ADD = 36.0
"""Of the place to add a line, below a block of lines."""


def _seen(column: LineColumn, exposed: QRectF) -> range:
    first = int((exposed.top() - column.top) // column.pitch)
    last = int((exposed.bottom() - column.top) // column.pitch)
    return range(max(0, first), min(column.count, last + 1))


def _flag(box: QRectF) -> QPainterPath:
    """Return the outline of a line: a box whose right side points along it."""
    path = QPainterPath()
    tip = min(_TIP, box.height() / 2)
    path.moveTo(box.topLeft())
    path.lineTo(box.right() - tip, box.top())
    path.lineTo(box.right(), box.center().y())
    path.lineTo(box.right() - tip, box.bottom())
    path.lineTo(box.bottomLeft())
    path.closeSubpath()
    return path

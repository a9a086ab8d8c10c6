"""Paints the window planner: source, coverage, windows, the scale of F, notes."""

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from tnstudio.model.network import WindowLayer
from tnstudio.model.topology import grid_after
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.drawing import Box
from tnstudio.ui.design.hatching import hatch
from tnstudio.ui.design.pens import rectangle, with_alpha
from tnstudio.ui.design.planner_geometry import (
    Scale,
    Stage,
    first_window,
    orphan_bands,
    second_window,
    window_lines,
)

FIRST, SECOND, REFUSED = "#ffffff", "#ffb454", "#ff5449"
"""Of the two windows on the input, which is black in both themes."""

_GHOST = "#a9d3f7"
_LEAST_LINES = 5.0
"""Places closer than this have no lines between them."""
_PAD = 6
_NOTE_WIDTH = 300


def paint_source(
    painter: QPainter, stage: Stage, colours: Colours, picture: QImage | None
) -> None:
    """Draw the input's image, or a plain field for cores."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    box = rectangle(stage.mesh.box)
    if picture is None:
        painter.fillRect(box, QColor(colours.surface))
    else:
        painter.drawImage(box, picture)


def paint_coverage(painter: QPainter, stage: Stage, picture: QImage) -> None:
    """Draw the coverage over the source."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    # A gap follows the last place, too; the grid lines lie over it.
    mesh = stage.mesh
    across, down = mesh.grid.columns * mesh.pitch, mesh.grid.rows * mesh.pitch
    painter.drawImage(QRectF(mesh.left, mesh.top, across, down), picture)


def paint_orphans(
    painter: QPainter, stage: Stage, layer: WindowLayer, colour: str
) -> None:
    """Hatch the places that no window covers, each once."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for band in orphan_bands(stage, layer):
        path.addRect(rectangle(band))
    hatch(painter, path, with_alpha(colour, 230))


def paint_places(painter: QPainter, stage: Stage, colours: Colours) -> None:
    """Draw the lines between places: gaps between cores, thin lines on the input."""
    mesh = stage.mesh
    if mesh.pitch < _LEAST_LINES:
        return
    tiled = mesh.gap > 0
    colour = QColor(colours.background) if tiled else with_alpha("#808080", 70)
    painter.setPen(QPen(colour, mesh.gap) if tiled else _pen(colour, 1.0))
    shift = mesh.gap / 2
    right = mesh.left + mesh.grid.columns * mesh.pitch
    bottom = mesh.top + mesh.grid.rows * mesh.pitch
    for k in range(1, mesh.grid.columns + tiled):
        x = mesh.left + k * mesh.pitch - shift
        painter.drawLine(QPointF(x, mesh.top), QPointF(x, bottom))
    for k in range(1, mesh.grid.rows + tiled):
        y = mesh.top + k * mesh.pitch - shift
        painter.drawLine(QPointF(mesh.left, y), QPointF(right, y))


def paint_ghosts(
    painter: QPainter, stage: Stage, layer: WindowLayer, colours: Colours
) -> None:
    """Draw all windows, thinly."""
    colour = colours.muted if stage.scale is not None else _GHOST
    painter.setPen(_pen(with_alpha(colour, 150), 1.0))
    painter.drawLines([QLineF(*line) for line in window_lines(stage, layer)])


def paint_core(
    painter: QPainter, stage: Stage, layer: WindowLayer, core: int, colours: Colours
) -> None:
    """Draw the window of the selected core."""
    grid = grid_after(stage.mesh.grid, layer)
    if 0 <= core < grid.size:
        row, column = divmod(core, grid.columns)
        side = layer.window
        box = stage.mesh.span(row * layer.stride, column * layer.stride, side, side)
        painter.setPen(_pen(QColor(colours.accent), 2.0))
        painter.setBrush(with_alpha(colours.accent, 50))
        painter.drawRect(rectangle(box))


def window_colours(stage: Stage, colours: Colours, *, refused: bool) -> tuple[str, str]:
    """Return the colours of the first window and of the second one."""
    on_picture = stage.scale is None
    if refused:
        colour = REFUSED if on_picture else colours.error
        return colour, colour
    return (FIRST, SECOND) if on_picture else (colours.text, colours.negative)


def paint_pair(
    painter: QPainter,
    stage: Stage,
    layer: WindowLayer,
    colours: Colours,
    *,
    refused: bool,
) -> None:
    """Draw the two windows that are dragged: R is the first's side, S their offset."""
    first, second = window_colours(stage, colours, refused=refused)
    fill = with_alpha(first, 70) if refused else Qt.BrushStyle.NoBrush
    for box, colour, style in (
        (second_window(stage, layer), second, Qt.PenStyle.DashLine),
        (first_window(stage, layer), first, Qt.PenStyle.SolidLine),
    ):
        # A dark line below keeps a light one in sight on a light digit.
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if stage.scale is None:
            painter.setPen(_pen(with_alpha("#000000", 150), 4.0))
            painter.drawRect(rectangle(box))
        pen = _pen(QColor(colour), 2.0)
        pen.setStyle(style)
        painter.setPen(pen)
        painter.setBrush(
            fill if style == Qt.PenStyle.SolidLine else Qt.BrushStyle.NoBrush
        )
        painter.drawRect(rectangle(box))


def paint_drawn(painter: QPainter, box: Box, *, refused: bool) -> None:
    """Draw the square that is just being drawn."""
    colour = REFUSED if refused else FIRST
    pen = _pen(QColor(colour), 2.0)
    pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.setBrush(with_alpha(colour, 40))
    painter.drawRect(rectangle(box))


def paint_scale(
    painter: QPainter, scale: Scale, features: int, most: int, colours: Colours
) -> None:
    """Draw the bar of F: filled up to its value, hatched where it does not fit."""
    box = rectangle(scale.box)
    painter.setPen(_pen(QColor(colours.grid), 1.0))
    painter.setBrush(QColor(colours.surface))
    painter.drawRect(box)
    limit = scale.y_of(most)
    painter.setPen(Qt.PenStyle.NoPen)
    value = scale.y_of(features)
    filled = QRectF(box.left(), value, box.width(), box.bottom() - value)
    painter.setBrush(QColor(colours.accent if features <= most else colours.error))
    painter.drawRect(filled)
    beyond = QRectF(box.left(), box.top(), box.width(), limit - box.top())
    hatch(painter, beyond, with_alpha(colours.error, 220))
    painter.setPen(_pen(QColor(colours.error), 1.5))
    painter.drawLine(QPointF(box.left() - 5, limit), QPointF(box.right() + 5, limit))
    painter.setPen(QColor(colours.muted))
    line = painter.fontMetrics().height()
    label = QRectF(box.left() - 34, box.top() - line - 3, box.width() + 68, line)
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, f"F ≤ {most}")


def paint_label(
    painter: QPainter,
    room: QRect,
    place: tuple[float, float],
    text: str,
    colour: str,
    colours: Colours,
) -> None:
    """Write a number right of a place; on its left where there is no room."""
    font = painter.font()
    bold = painter.font()
    bold.setBold(True)
    painter.setFont(bold)
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 2 * _PAD, metrics.height() + 2
    pill = QRect(int(place[0]) + 12, int(place[1]) - height // 2, width, height)
    if pill.right() > room.right():
        pill.moveRight(int(place[0]) - 12)
    _paint_pill(painter, _within(pill, room), colour, colours)
    painter.setPen(QColor(colours.text))
    painter.drawText(_within(pill, room), Qt.AlignmentFlag.AlignCenter, text)
    painter.setFont(font)


def paint_note(
    painter: QPainter,
    room: QRect,
    place: tuple[float, float],
    text: str,
    colour: str,
    colours: Colours,
) -> None:
    """Write a reason near a place, within the widget."""
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
    width = min(_NOTE_WIDTH, room.width() - 4 * _PAD)
    needed = painter.fontMetrics().boundingRect(QRect(0, 0, width, 999), flags, text)
    pill = needed.adjusted(-_PAD, -_PAD, _PAD, _PAD)
    pill.moveTopLeft(QPointF(place[0] + 18, place[1] + 18).toPoint())
    if pill.bottom() > room.bottom():
        pill.moveBottom(int(place[1]) - 18)
    pill = _within(pill, room.adjusted(2, 2, -2, -2))
    _paint_pill(painter, pill, colour, colours)
    painter.setPen(QColor(colour))
    painter.drawText(pill.adjusted(_PAD, _PAD, -_PAD, -_PAD), flags, text)


def _within(box: QRect, room: QRect) -> QRect:
    """Return a box moved into the room."""
    moved = QRect(box)
    moved.moveLeft(max(room.left(), min(box.left(), room.right() - box.width())))
    moved.moveTop(max(room.top(), min(box.top(), room.bottom() - box.height())))
    return moved


def _paint_pill(painter: QPainter, box: QRect, colour: str, colours: Colours) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_pen(QColor(colour), 1.0))
    painter.setBrush(with_alpha(colours.surface, 240))
    painter.drawRoundedRect(box, 5, 5)


def _pen(colour: QColor, width: float) -> QPen:
    """Return a pen with sharp corners, as wide on every screen."""
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen

"""What the colours and widths on the chip mean, at one size for every zoom."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from tnstudio.app.wording import counted
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.chip_drawing import ChipDrawing
from tnstudio.ui.design.chip_paint import layer_colour, shades
from tnstudio.ui.design.pens import with_alpha
from tnstudio.ui.widgets.text_scale import font_scale

MOST_LAYERS = 6
"""Layers that are named."""
PAD, LINE = 10, 20
"""In pixels, where texts have the usual size."""

_SWATCH, _BARS = 12, 96


def paint_legend(
    painter: QPainter, room: QRect, drawing: ChipDrawing, colours: Colours
) -> None:
    """Paint the legend into the lower left corner of a view."""
    advance = painter.fontMetrics().horizontalAdvance
    high = round(LINE * font_scale(painter.font()))
    names = _names(drawing)
    widths = [_SWATCH + 6 + advance(name) + 12 for name in names]
    scale = scale_text(drawing)
    bars = _BARS + 8 if drawing.figures.largest_load else 0
    wide = max(sum(widths), bars + advance(scale))
    box = QRect(0, 0, wide + 2 * PAD, (1 + bool(names)) * high + PAD)
    box.moveBottomLeft(room.bottomLeft() + QPoint(PAD, -PAD))
    painter.setPen(QColor(colours.grid))
    painter.setBrush(with_alpha(colours.surface, 235))
    painter.drawRoundedRect(box, 6, 6)
    line = QRect(box.left() + PAD, box.top() + PAD // 2, wide, high)
    if names:
        _paint_layers(painter, line, names, widths, colours)
        line.translate(0, high)
    if bars:
        _paint_bars(painter, line, colours)
    line.setLeft(line.left() + bars)
    painter.setPen(QColor(colours.text))
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, scale)


def scale_text(drawing: ChipDrawing) -> str:
    """Return what is said of the shades of links."""
    if not drawing.figures.largest_load:
        return tr("no routes between cores")
    largest = counted(drawing.figures.largest_load, "route")
    return tr("up to {largest} over a link; the fullest is framed", largest=largest)


def _names(drawing: ChipDrawing) -> list[str]:
    layers = 0 if drawing.names else drawing.layer_count
    if layers <= MOST_LAYERS:
        return [tr("Layer {number}", number=k + 1) for k in range(layers)]
    return [
        *(tr("Layer {number}", number=k + 1) for k in range(MOST_LAYERS)),
        f"… {layers}",
    ]


def _paint_layers(
    painter: QPainter,
    line: QRect,
    names: list[str],
    widths: list[int],
    colours: Colours,
) -> None:
    x = line.left()
    for k, (name, width) in enumerate(zip(names, widths, strict=True)):
        swatch = QRectF(x, line.top() + (line.height() - _SWATCH) / 2, _SWATCH, _SWATCH)
        if k < MOST_LAYERS:
            painter.fillRect(swatch, layer_colour(colours, k))
        painter.setPen(QColor(colours.text))
        spot = QRect(x + _SWATCH + 6, line.top(), width, line.height())
        painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, name)
        x += width


def _paint_bars(painter: QPainter, line: QRect, colours: Colours) -> None:
    """Paint the shades of links, the wider the fuller."""
    scale = shades(colours)[1:]
    step = _BARS / len(scale)
    for k, shade in enumerate(scale, 1):
        high = 2 + (line.height() - 8) * k / len(scale)
        top = line.top() + (line.height() - high) / 2
        painter.fillRect(QRectF(line.left() + (k - 1) * step, top, step, high), shade)

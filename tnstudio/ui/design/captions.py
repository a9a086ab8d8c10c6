"""What is written on the canvas: names of columns, the sample."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from tnstudio.app.wording import counted
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.drawing import COLUMN_GAP, Box, Drawing
from tnstudio.ui.design.facts import LayerFacts, layer_facts
from tnstudio.ui.design.pens import rectangle, with_alpha

_PAD = 12
_LEAST_SEEN = 40
"""Columns with fewer pixels in view are not named."""

Forms = tuple[tuple[str, ...], ...]
"""Lines, each in its long form first."""

OnScreen = Callable[[QRectF], QRect]
"""Where a rectangle of the scene is in the view."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The lines above one column, each in long and in shorter forms.

    Attributes
    ----------
    lines : tuple of tuple of str
        The first line is the title.
    """

    box: Box
    lines: Forms
    is_broken: bool = False


def captions_of(drawing: Drawing) -> tuple[Caption, ...]:
    """Return the captions of all columns."""
    network = drawing.network
    shape = network.input
    size = f"{shape.rows} × {shape.columns}"
    if shape.channels != 1:
        size += f" × {shape.channels}"
    found = [Caption(drawing.input_box, ((tr("Input"), tr("In")), (size,)))]
    for column, facts in zip(drawing.columns, layer_facts(network), strict=True):
        number = column.index + 1
        lines: Forms = (
            (tr("Layer {number}", number=number), f"L{number}"),
            _sizes(facts),
            (counted(facts.cores, "core"), f"{facts.cores:,}"),
        )
        broken = any(p.severity == "error" for p in facts.problems)
        found.append(Caption(column.box, lines, broken))
    classes = network.readout.classes
    readout: Forms = (
        (tr("Readout"), tr("Out")),
        (counted(classes, "class"), f"{classes}"),
    )
    found.append(Caption(drawing.readout, readout))
    return tuple(found)


def _sizes(facts: LayerFacts) -> tuple[str, ...]:
    parts = [("R", facts.window), ("S", facts.stride)]
    if facts.features_are_free:
        parts.append(("F", facts.features))
    return (
        " · ".join(f"{symbol} {value}" for symbol, value in parts),
        " ".join(f"{symbol}{value}" for symbol, value in parts),
        "/".join(f"{value}" for _, value in parts),
    )


def fitting_form(forms: tuple[str, ...], metrics: QFontMetrics, width: int) -> str:
    """Return the longest form that fits, else the shortest, cut off."""
    for form in forms:
        if metrics.horizontalAdvance(form) <= width:
            return form
    return metrics.elidedText(forms[-1], Qt.TextElideMode.ElideRight, width)


def _fonts(painter: QPainter, lines: int) -> list[QFont]:
    """Return the font of each line: the title's is bold."""
    plain = QFont(painter.font())
    bold = QFont(plain)
    bold.setBold(True)
    return [bold, *[plain] * (lines - 1)]


class Captions:
    """Paints all text of the canvas at one size, whatever the zoom is."""

    def __init__(self, colours: Colours) -> None:
        self._colours = colours
        self._captions: tuple[Caption, ...] = ()
        self._sample = ""
        self._layer = -1
        self._blocks: list[QRect] = []

    def recolour(self, colours: Colours) -> None:
        """Use other colours."""
        self._colours = colours

    def show(self, drawing: Drawing) -> None:
        """Describe another drawing."""
        self._captions = captions_of(drawing)

    def show_sample(self, text: str) -> None:
        """Say what is on the input."""
        self._sample = text

    def show_selection(self, layer: int) -> None:
        """Stress the caption of the selected layer."""
        self._layer = layer

    def paint(self, painter: QPainter, room: QRect, on_screen: OnScreen) -> None:
        """Draw everything; the painter's units are pixels of the view."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._blocks = []
        for caption in self._captions:
            place = on_screen(rectangle(caption.box))
            block = self._paint_caption(painter, caption, place, room)
            self._blocks.append(block)
        if self._captions and self._sample:
            self._paint_sample(painter, on_screen(rectangle(self._captions[0].box)))

    def layer_at(self, point: QPoint) -> int:
        """Return the layer whose name was drawn at a point; -1 for none."""
        for index, block in enumerate(self._blocks[1:-1]):
            if block.contains(point):
                return index
        return -1

    def _paint_caption(
        self, painter: QPainter, caption: Caption, place: QRect, room: QRect
    ) -> QRect:
        """Draw a caption; returns where, an empty rectangle for nowhere."""
        fonts = _fonts(painter, len(caption.lines))
        zoom = place.width() / caption.box.width
        width = place.width() + int(COLUMN_GAP * zoom) - 8
        texts = [
            fitting_form(forms, QFontMetrics(font), width)
            for forms, font in zip(caption.lines, fonts, strict=True)
        ]
        height = QFontMetrics(fonts[0]).height()
        block = QRect(0, 0, width, height * len(texts))
        block.moveCenter(place.center())
        block.moveBottom(place.top() - _PAD)
        if block.top() < room.top() + _PAD:
            seen = place.intersected(room)
            if seen.width() < _LEAST_SEEN:
                return QRect()
            # The column goes on beyond the view: its name stays in sight.
            block.setWidth(
                max(map(painter.fontMetrics().horizontalAdvance, texts)) + 20
            )
            block.moveCenter(seen.center())
            block.moveTop(room.top() + _PAD)
            self._paint_pill(painter, block)
        self._write(painter, block, texts, fonts, self._shades(caption))
        return block

    def _shades(self, caption: Caption) -> list[str]:
        """Return the colour of each line; the selected layer's title stands out."""
        colours = self._colours
        is_on = self._layer >= 0 and caption is self._captions[self._layer + 1]
        rest = colours.error if caption.is_broken else colours.muted
        title = colours.accent if is_on else colours.text
        return [title, *[rest] * (len(caption.lines) - 1)]

    def _write(
        self,
        painter: QPainter,
        block: QRect,
        texts: list[str],
        fonts: list[QFont],
        shades: list[str],
    ) -> None:
        height = block.height() // len(texts)
        line = QRect(block.left(), block.top(), block.width(), height)
        for text, font, shade in zip(texts, fonts, shades, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(shade))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
            line.translate(0, height)
        painter.setFont(fonts[-1])

    def _paint_pill(self, painter: QPainter, block: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(self._colours.background, 225))
        painter.drawRoundedRect(block.adjusted(-4, -4, 4, 4), 8, 8)

    def _paint_sample(self, painter: QPainter, place: QRect) -> None:
        painter.setPen(QColor(self._colours.muted))
        height = painter.fontMetrics().height()
        width = max(place.width(), 200)
        room = QRect(place.left(), place.bottom() + 8, width, height)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, flags, self._sample)

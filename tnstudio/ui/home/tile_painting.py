"""How a tile looks: a card with a picture and some lines below it."""

from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from tnstudio.ui.theme import Theme
from tnstudio.ui.thumbnail import SIZE

PADDING = 8
RADIUS = 8
GAP = 10
"""Between tiles, in pixels."""

LINES = 2
"""Of text below title and facts."""

_SEEN = 0.5
"""Opacity of the picture of a project that cannot be opened."""


class TilePainter(QStyledItemDelegate):
    """Paints the tiles of a list whose model is a `TileModel`."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    @property
    def size(self) -> QSize:
        """Of a tile, in pixels."""
        line = QFontMetrics(self._view.font()).lineSpacing()
        high = SIZE.height() + (2 + LINES) * line + 2 * PADDING + 4
        return QSize(SIZE.width() + 2, high)

    def sizeHint(self, option: Any, index: Any) -> QSize:  # noqa: ARG002
        """Return the size of any tile, with what is left free beside it."""
        return self.size + QSize(GAP, GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a tile."""
        card = QRect(option.rect.topLeft(), self.size)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_card(painter, card, option.state, index)
        self._draw_text(painter, card, index)
        painter.restore()

    def _draw_card(
        self, painter: QPainter, card: QRect, state: Any, index: Any
    ) -> None:
        colours, flags = self._theme.colours, QStyle.StateFlag
        is_current = bool(state & flags.State_Selected) and self._view.hasFocus()
        frame = QRectF(card).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(frame, RADIUS, RADIUS)
        painter.fillPath(shape, QColor(colours.surface))
        picture = QRectF(frame.topLeft(), SIZE.toSizeF())
        painter.save()
        painter.setClipPath(shape)
        self._draw_picture(painter, picture, index)
        painter.restore()
        is_hovered = bool(state & flags.State_MouseOver)
        border = colours.muted if is_hovered else colours.grid
        pen = QPen(QColor(colours.accent if is_current else border))
        pen.setWidthF(2.0 if is_current else 1.0)
        painter.strokePath(shape, pen)

    def _draw_picture(self, painter: QPainter, place: QRectF, index: Any) -> None:
        colours = self._theme.colours
        painter.fillRect(place, QColor(colours.background))
        found = index.model().glanced(index)
        if found is not None and found.picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, found.picture)
        else:
            painter.setOpacity(_SEEN)
            name = (
                "mdi6.dots-horizontal" if found is None else "mdi6.file-alert-outline"
            )
            spot = QRect(0, 0, 40, 40)
            spot.moveCenter(place.center().toPoint())
            self._theme.icon(name, "muted").paint(painter, spot)
            painter.setOpacity(1)
        painter.setPen(QColor(colours.grid))
        painter.drawLine(place.bottomLeft(), place.bottomRight())

    def _draw_text(self, painter: QPainter, card: QRect, index: Any) -> None:
        colours, text = self._theme.colours, index.model().text(index)
        font = QFont(self._view.font())
        metrics = QFontMetrics(font)
        line = metrics.lineSpacing()
        room = card.adjusted(PADDING + 2, SIZE.height() + PADDING, -PADDING, 0)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        is_missing = index.model().is_missing(index)
        self._draw_line(
            painter,
            room,
            text.title,
            bold,
            colours.muted if is_missing else colours.text,
        )
        room.translate(0, line)
        facts = f"⚠ {text.facts}" if text.warns else text.facts
        self._draw_line(
            painter, room, facts, font, colours.warning if text.warns else colours.text
        )
        room.translate(0, line + 2)
        painter.setPen(QColor(colours.muted))
        for shown in _lines(text.rest, font, room.width()):
            painter.drawText(room.left(), room.top() + metrics.ascent(), shown)
            room.translate(0, line)

    def _draw_line(
        self, painter: QPainter, room: QRect, text: str, font: QFont, colour: str
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room.left(), room.top() + metrics.ascent(), shown)
        painter.setFont(self._view.font())


def _lines(text: str, font: QFont, width: int) -> list[str]:
    """Return as many lines as there is room for, the last one elided.

    Line breaks in the text stay; a line of its own is elided in its middle, as
    paths are told by their ends.
    """
    metrics = QFontMetrics(font)
    if "\n" in text:
        middle = Qt.TextElideMode.ElideMiddle
        parts = text.split("\n")[:LINES]
        return [metrics.elidedText(part, middle, width) for part in parts]
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[int] = []
    while len(starts) < LINES:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    ends = [*starts[1:], len(text)]
    right = Qt.TextElideMode.ElideRight
    return [
        metrics.elidedText(text[start:end].rstrip(), right, width)
        for start, end in zip(starts, ends, strict=True)
    ]

"""A wall of small pictures: neurons, or images."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.wall_geometry import WallLayout, laid_out

_MOST_SIDE = 120
"""Of a picture, in pixels, however few there are, unless it is zoomed."""

_DIMMED = 0.2
"""Opacity of tiles that are not lit."""


@dataclass(frozen=True, eq=False, slots=True)
class Tiles:
    """What a wall shows.

    Attributes
    ----------
    pixels : uint32 array, shape (tiles, rows, columns)
        ``0xAARRGGBB``.
    captions : tuple of str
        One for each tile, or none at all.
    tell : callable
        Tells a tile in words.
    lit : bool array, shape (tiles,), or None
        The others are dimmed.
    least_side : int
        Of a picture, in pixels; the wall is scrolled if they have less room.
    """

    pixels: npt.NDArray[np.uint32]
    captions: tuple[str, ...]
    tell: Callable[[int], str]
    lit: npt.NDArray[np.bool_] | None = None
    least_side: int = 24


def _nothing() -> Tiles:
    return Tiles(np.zeros((0, 1, 1), np.uint32), (), lambda _: "")


class PictureWall(QAbstractScrollArea):
    """Small pictures in rows, one of them chosen by mouse or keys.

    Attributes
    ----------
    chosen : Signal of int
        Another tile was chosen.
    """

    chosen = Signal(int)

    def __init__(
        self, theme: Theme, name: str, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(tr("{title}: arrows choose, + and - zoom", title=title))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(180, 120)
        self._theme = theme
        self._tiles = _nothing()
        self._layout = laid_out(0, (1, 1), (1, 1), 0, (1, 1))
        self._zoom = 0
        self._index = 0
        self._canvas: npt.NDArray[np.uint32] | None = None
        theme.changed.connect(self.viewport().update)

    @property
    def index(self) -> int:
        """The chosen tile; -1 if there are none."""
        return min(self._index, self.count - 1)

    @property
    def count(self) -> int:
        """Number of tiles."""
        return len(self._tiles.pixels)

    @property
    def layout_on_show(self) -> WallLayout:
        """Where the tiles are, in device pixels from the top of all."""
        return self._layout

    def show_tiles(self, tiles: Tiles, index: int = 0) -> None:
        """Show these tiles, one of them chosen."""
        self._tiles = tiles
        self._index = max(0, min(index, self.count - 1))
        self._canvas = None
        self._arrange()
        self._reveal()

    def choose(self, index: int) -> None:
        """Choose a tile, if there is such a one."""
        if 0 <= index < self.count and index != self._index:
            self._index = index
            self._reveal()
            self.chosen.emit(index)

    def _arrange(self) -> None:
        ratio, viewport = self.devicePixelRatioF(), self.viewport()
        area = int(viewport.width() * ratio), int(viewport.height() * ratio)
        caption = 0
        if self._tiles.captions:
            caption = int((self.fontMetrics().height() + 2) * ratio)
        shape = self._tiles.pixels.shape[1], self._tiles.pixels.shape[2]
        sides = int(self._tiles.least_side * ratio), int(_MOST_SIDE * ratio)
        layout = laid_out(self.count, shape, area, caption, sides, self._zoom)
        if layout != self._layout:
            self._layout, self._canvas = layout, None
        bar = self.verticalScrollBar()
        bar.setPageStep(viewport.height())
        bar.setSingleStep(int(layout.pitch[1] / ratio))
        bar.setRange(0, max(0, int(layout.height / ratio) - viewport.height()))
        viewport.update()

    def _reveal(self) -> None:
        """Scroll to the chosen tile, and tell it."""
        if self.count:
            ratio = self.devicePixelRatioF()
            top = self._layout.place(self._index)[1] / ratio
            bottom = top + self._layout.pitch[1] / ratio
            bar, seen = self.verticalScrollBar(), self.viewport().height()
            bar.setValue(int(min(top, max(bar.value(), bottom - seen))))
            self.setAccessibleDescription(self._tiles.tell(self._index))
        else:
            self.setAccessibleDescription(tr("Nothing to show"))
        self.viewport().update()

    # -- Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw all tiles as one picture, and a frame around the chosen one."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(self._theme.colours.background))
        if not self.count:
            return
        if self._canvas is None:
            self._canvas = _composed(self._tiles, self._layout)
        ratio = self.devicePixelRatioF()
        painter.translate(0, -self.verticalScrollBar().value())
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(0, 0, _image_of(self._canvas))
        self._draw_captions(painter, ratio)
        self._draw_frame(painter, ratio)

    def _draw_captions(self, painter: QPainter, ratio: float) -> None:
        if not self._tiles.captions:
            return
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * ratio)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        layout = self._layout
        metrics = painter.fontMetrics()
        for tile, caption in enumerate(self._tiles.captions):
            left, top = layout.place(tile)
            wide = layout.columns * layout.scale
            text = metrics.elidedText(caption, Qt.TextElideMode.ElideRight, wide)
            where = QRectF(left, top + layout.rows * layout.scale, wide, layout.caption)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_frame(self, painter: QPainter, ratio: float) -> None:
        layout, colours = self._layout, self._theme.colours
        left, top = layout.place(self.index)
        width = 2 * ratio if self.hasFocus() else ratio
        painter.setPen(
            QPen(QColor(colours.accent if self.hasFocus() else colours.text), width)
        )
        wide, high = layout.columns * layout.scale, layout.rows * layout.scale
        painter.drawRect(QRectF(left - 1.5, top - 1.5, wide + 3, high + 3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the tiles anew."""
        super().resizeEvent(event)
        self._arrange()
        self._reveal()

    # -- Hands

    def tile_at(self, x: float, y: float) -> int:
        """Return the tile at a place of the viewport; -1 for none."""
        ratio = self.devicePixelRatioF()
        return self._layout.tile_at(
            x * ratio, (y + self.verticalScrollBar().value()) * ratio
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the tile under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.choose(self.tile_at(event.position().x(), event.position().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the tile under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tile = self.tile_at(event.x(), event.y())
            text = self._tiles.tell(tile) if tile >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose another tile, or zoom."""
        across, last = self._layout.across, self.count - 1
        page = across * max(
            1,
            int(self.viewport().height() * self.devicePixelRatioF())
            // self._layout.pitch[1],
        )
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -across,
            Qt.Key.Key_Down: across,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -last,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.choose(max(0, min(last, self._index + steps[key])))
        elif event.text() in ("+", "-"):
            self._zoom += 1 if event.text() == "+" else -1
            self._zoom = max(-8, min(8, self._zoom))
            self._arrange()
            self._reveal()
        else:
            super().keyPressEvent(event)


def printed(
    pixels: npt.NDArray[np.uint32], across: int, line: str
) -> npt.NDArray[np.uint32]:
    """Return pictures of tiles as one for paper, with lines between them.

    Parameters
    ----------
    pixels : uint32 array, shape (tiles, rows, columns)
    across : int
        Tiles of a row, >= 1.
    line : str
        Colour of the lines, which are a pixel wide.

    Returns
    -------
    uint32 array, shape (rows, columns)
        Transparent where there is no tile.
    """
    count, high, wide = pixels.shape
    rows = -(-count // across)
    framed = np.zeros((rows * across, high + 1, wide + 1), np.uint32)
    framed[:count] = QColor(line).rgba()
    framed[:count, :high, :wide] = pixels
    grid = framed.reshape(rows, across, high + 1, wide + 1).swapaxes(1, 2)
    return grid.reshape(rows * (high + 1), across * (wide + 1))[:-1, :-1]


def _composed(tiles: Tiles, layout: WallLayout) -> npt.NDArray[np.uint32]:
    """Return all tiles as one picture, in device pixels."""
    width = layout.place(layout.across - 1)[0] + layout.pitch[0]
    canvas = np.zeros((layout.height, width), np.uint32)
    pixels = tiles.pixels
    if tiles.lit is not None:
        opacity = np.where(tiles.lit, 255, round(255 * _DIMMED)).astype(np.uint32)
        faded = pixels & np.uint32(0xFFFFFF) | (opacity << 24)[:, None, None]
        pixels = np.where(pixels > 0, faded, pixels)
    for tile, picture in enumerate(pixels):
        left, top = layout.place(tile)
        large = picture.repeat(layout.scale, axis=0).repeat(layout.scale, axis=1)
        high, wide = large.shape
        canvas[top : top + high, left : left + wide] = large
    return canvas


def _image_of(canvas: npt.NDArray[np.uint32]) -> QImage:
    """Return a picture that lives no longer than its array."""
    height, width = canvas.shape
    return QImage(canvas.data, width, height, 4 * width, QImage.Format.Format_ARGB32)

"""Grid lines, frames and numbers on the cells of an image, where these are large."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTransform

from tnstudio.ui.widgets.plots import tick_points

LEAST_GRID = 7.0
"""Pixels of a cell's side from which on cells have lines between them."""

LEAST_FRAME = 9.0
"""From which on cells have frames."""

LEAST_NUMBER = (26.0, 15.0)
"""Width and height of a cell that has room for a number."""

MOST_NUMBERS = 600
"""Texts take long to draw; with more in view there are none."""

_DARK, _BRIGHT = QColor("#000000"), QColor("#ffffff")

Text = Callable[[int, int], str]


class CellMarks(pg.GraphicsObject):
    """What is drawn on the cells in view, one cell for each unit of the plot."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: npt.NDArray[np.uint8] = np.zeros((1, 1), np.uint8)
        self._framed: npt.NDArray[np.bool_] = np.zeros((1, 1), np.bool_)
        self._text: Text | None = None
        self._grid, self._frame = QPen(), QPen()
        self._inks: list[QColor] = [_DARK]
        self._font = QFont()
        self.numbers = 0
        """How many were drawn the last time."""
        self.setZValue(5)

    def show_cells(
        self,
        cells: npt.NDArray[np.uint8],
        framed: npt.NDArray[np.bool_],
        text: Text,
    ) -> None:
        """Draw on these cells.

        Parameters
        ----------
        cells : uint8 array, shape (rows, columns)
            Their indices into the table of colours.
        framed : bool array, shape (rows, columns)
            Which have a frame.
        text : callable
            Gives what stands in the cell of a row and a column.
        """
        self._font.setPointSizeF(tick_points())
        if cells.shape != self._cells.shape:
            self.prepareGeometryChange()
        self._cells, self._framed, self._text = cells, framed, text
        self.update()

    def set_colours(
        self, grid: str, frame: str, table: Sequence[Sequence[int]]
    ) -> None:
        """Draw in these colours, on those of a table of red, green and blue."""
        self._grid = QPen(QColor(grid), 0)
        self._frame = QPen(QColor(frame), 1)
        self._inks = [_DARK if _is_bright(entry) else _BRIGHT for entry in table]
        self.update()

    def boundingRect(self) -> QRectF:
        """Return where the cells are."""
        rows, columns = self._cells.shape
        return QRectF(0, 0, columns, rows)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw what the cells in view have room for."""
        self.numbers = 0
        transform = painter.worldTransform()
        width, height = abs(transform.m11()), abs(transform.m22())
        if min(width, height) < LEAST_GRID or self._text is None:
            return
        view = self.getViewBox()
        if view is None:
            return
        low, high = self._in_view(view.viewRect())
        painter.save()
        painter.resetTransform()
        self._draw_grid(painter, transform, low, high)
        if min(width, height) >= LEAST_FRAME:
            self._draw_frames(painter, transform, low, high)
        has_room = width >= LEAST_NUMBER[0] and height >= LEAST_NUMBER[1]
        if has_room and (high[0] - low[0]) * (high[1] - low[1]) <= MOST_NUMBERS:
            self._draw_numbers(painter, transform, low, high)
        painter.restore()

    def _in_view(self, view: QRectF) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return the first row and column in view, and those after the last."""
        rows, columns = self._cells.shape
        first = max(0, int(view.top())), max(0, int(view.left()))
        return first, (
            max(first[0], min(rows, int(np.ceil(view.bottom())))),
            max(first[1], min(columns, int(np.ceil(view.right())))),
        )

    def _draw_grid(
        self,
        painter: QPainter,
        transform: QTransform,
        low: tuple[int, int],
        high: tuple[int, int],
    ) -> None:
        lines = [QLineF(low[1], y, high[1], y) for y in range(low[0], high[0] + 1)]
        lines += [QLineF(x, low[0], x, high[0]) for x in range(low[1], high[1] + 1)]
        painter.setPen(self._grid)
        painter.drawLines([transform.map(line) for line in lines])

    def _draw_frames(
        self,
        painter: QPainter,
        transform: QTransform,
        low: tuple[int, int],
        high: tuple[int, int],
    ) -> None:
        found = np.argwhere(self._framed[low[0] : high[0], low[1] : high[1]])
        painter.setPen(self._frame)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRects(
            [
                transform.mapRect(QRectF(x + low[1], y + low[0], 1, 1)).adjusted(
                    1.5, 1.5, -1.5, -1.5
                )
                for y, x in found.tolist()
            ]
        )

    def _draw_numbers(
        self,
        painter: QPainter,
        transform: QTransform,
        low: tuple[int, int],
        high: tuple[int, int],
    ) -> None:
        assert self._text is not None
        painter.setFont(self._font)
        for y in range(low[0], high[0]):
            for x in range(low[1], high[1]):
                text = self._text(y, x)
                if text:
                    painter.setPen(self._inks[self._cells[y, x]])
                    place = transform.mapRect(QRectF(x, y, 1, 1))
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
                    self.numbers += 1


def _is_bright(colour: Sequence[int]) -> bool:
    """Tell whether black is read more easily than white on a colour."""
    red, green, blue = (float(part) for part in colour[:3])
    return 0.299 * red + 0.587 * green + 0.114 * blue > 140

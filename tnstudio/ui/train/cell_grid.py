"""A grid of coloured cells with a cursor: weights, or a confusion matrix."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.paper_figure import readable

_ROOM = 2.0
"""Around a number in its cell, in pixels."""

_FONTS = (1.0, 0.85, 0.7)
"""Sizes of the numbers in cells, as shares of the usual one."""

_LEAST_MARKED = 7.0
"""Smallest cell that has room for a sign, in pixels."""

_MOST_LABEL = 84.0
"""Widest labels of rows, in pixels."""

Cell = tuple[int, int]


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """What a grid shows.

    Attributes
    ----------
    pixels : uint32 array, shape (rows, columns)
        ``0xAARRGGBB``; transparent where there is no cell.
    tell : callable
        Tells the cell of a row and a column in words.
    texts : str array, shape (rows, columns), or None
        Written into the cells as far as there is room.
    signs : int array, shape (rows, columns), or None
        Where cells are too small for texts: -1 and 1 are marked.
    block : tuple of int or None
        Rows and columns between lines.
    rows, columns : tuple of str
        Labels, or none at all.
    titles : tuple of str
        What the rows and the columns are; of grids with labels.
    """

    pixels: npt.NDArray[np.uint32]
    tell: Callable[[int, int], str]
    texts: npt.NDArray[np.str_] | None = None
    signs: npt.NDArray[np.integer] | None = None
    block: tuple[int, int] | None = None
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    titles: tuple[str, str] = ("", "")


class CellGrid(QWidget):
    """Coloured cells, one of them chosen by mouse or arrows.

    Attributes
    ----------
    chosen : Signal of (int, int)
        Another row and column was chosen.
    """

    chosen = Signal(int, int)

    def __init__(
        self, theme: Theme, name: str, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(tr("{title}: arrows choose a cell", title=title))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(150, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self._cells = Cells(np.zeros((0, 0), np.uint32), lambda _, __: "")
        self._cursor: Cell = (0, 0)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(320, 320)

    @property
    def cells(self) -> Cells:
        """What is on show."""
        return self._cells

    @property
    def cursor_cell(self) -> Cell:
        """The chosen row and column."""
        return self._cursor

    def show_cells(self, cells: Cells) -> None:
        """Show these cells; the cursor stays if it can."""
        self._cells = cells
        rows, columns = cells.pixels.shape
        row, column = self._cursor
        self._cursor = max(0, min(row, rows - 1)), max(0, min(column, columns - 1))
        self._describe()
        self.update()

    def choose(self, row: int, column: int) -> None:
        """Choose a cell, if there is such a one; also the same one again."""
        rows, columns = self._cells.pixels.shape
        if 0 <= row < rows and 0 <= column < columns:
            self._cursor = row, column
            self._describe()
            self.update()
            self.chosen.emit(row, column)

    def told(self) -> str:
        """Return the chosen cell in words."""
        return self._cells.tell(*self._cursor) if self._cells.pixels.size else ""

    def _describe(self) -> None:
        self.setAccessibleDescription(self.told())

    # -- Where things are

    def cell_at(self, place: QPointF) -> Cell | None:
        """Return the row and column at a place of the widget."""
        area, (rows, columns) = self._area(), self._cells.pixels.shape
        if not area.contains(place) or not area.width():
            return None
        row = int((place.y() - area.top()) / area.height() * rows)
        column = int((place.x() - area.left()) / area.width() * columns)
        return min(row, rows - 1), min(column, columns - 1)

    def rect_of(self, row: int, column: int) -> QRectF:
        """Return where a cell is."""
        area, (rows, columns) = self._area(), self._cells.pixels.shape
        wide, high = area.width() / columns, area.height() / rows
        return QRectF(area.left() + column * wide, area.top() + row * high, wide, high)

    def _area(self) -> QRectF:
        """Return where the cells are: squares, as large as fit."""
        rows, columns = self._cells.pixels.shape
        left, top = self._margins()
        side = min(
            (self.width() - left - 4) / max(1, columns),
            (self.height() - top - 4) / max(1, rows),
        )
        side = max(0.5, side)
        wide, high = side * columns, side * rows
        left += max(0.0, (self.width() - left - wide) / 2)
        return QRectF(left, top, wide, high)

    def _margins(self) -> tuple[float, float]:
        """Return the room for labels, at the left and above."""
        if not self._cells.rows:
            return 2.0, 2.0
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(text) for text in self._cells.rows)
        line = metrics.height() + 2.0
        return min(_MOST_LABEL, widest) + line + 8, 2 * line + 2

    # -- Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw cells, what is written in them and the cursor."""
        pixels = np.ascontiguousarray(self._cells.pixels)
        if not pixels.size:
            return
        painter = QPainter(self)
        rows, columns = pixels.shape
        kind = QImage.Format.Format_ARGB32
        area = self._area()
        painter.drawImage(area, QImage(pixels.data, columns, rows, 4 * columns, kind))
        painter.setPen(QColor(self._theme.colours.muted))
        painter.drawRect(area)
        self._draw_lines(painter, area)
        if not self._write(painter):
            self._draw_signs(painter)
        self._label(painter, area)
        focused = self.hasFocus()
        colour = self._theme.colours.accent if focused else self._theme.colours.text
        painter.setPen(QPen(QColor(colour), 2.5 if focused else 1.5))
        painter.drawRect(self.rect_of(*self._cursor))

    def _draw_lines(self, painter: QPainter, area: QRectF) -> None:
        if self._cells.block is None:
            return
        rows, columns = self._cells.pixels.shape
        high, wide = self._cells.block
        for row in range(high, rows, high):
            y = self.rect_of(row, 0).top()
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
        for column in range(wide, columns, wide):
            x = self.rect_of(0, column).left()
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))

    def _write(self, painter: QPainter) -> bool:
        """Write the texts, if all have room."""
        texts = self._cells.texts
        if texts is None:
            return False
        font = self._font_for(max(texts.ravel(), key=len))
        if font is None:
            return False
        painter.save()
        painter.setFont(font)
        for row, line in enumerate(texts):
            for column, text in enumerate(line):
                painter.setPen(
                    readable(QColor.fromRgba(int(self._cells.pixels[row, column])))
                )
                where = self.rect_of(row, column)
                painter.drawText(where, Qt.AlignmentFlag.AlignCenter, str(text))
        painter.restore()
        return True

    def _font_for(self, longest: str) -> QFont | None:
        """Return the largest font whose texts fit into cells, if there is one."""
        room = self.rect_of(0, 0)
        for share in _FONTS:
            font = self.font()
            font.setPointSizeF(font.pointSizeF() * share)
            metrics = QFontMetricsF(font)
            wide = metrics.horizontalAdvance("0" * len(longest)) + _ROOM
            if wide <= room.width() and metrics.height() <= room.height():
                return font
        return None

    def _draw_signs(self, painter: QPainter) -> None:
        """Mark the signs: colour alone does not tell them to all eyes."""
        signs = self._cells.signs
        if signs is None or self.rect_of(0, 0).width() < _LEAST_MARKED:
            return
        lines: dict[int, list[QLineF]] = {}
        for row, column in np.argwhere(signs != 0).tolist():
            where = self.rect_of(row, column)
            middle, half = where.center(), where.width() / 5
            pen = readable(QColor.fromRgba(int(self._cells.pixels[row, column]))).rgb()
            marks = lines.setdefault(pen, [])
            across, up = QPointF(half, 0), QPointF(0, half)
            marks.append(QLineF(middle - across, middle + across))
            if signs[row, column] > 0:
                marks.append(QLineF(middle - up, middle + up))
        for rgb, marks in lines.items():
            painter.setPen(QPen(QColor.fromRgb(rgb), 1))
            painter.drawLines(marks)

    def _label(self, painter: QPainter, area: QRectF) -> None:
        """Write what rows and columns are, as far as there is room."""
        cells, metrics = self._cells, self.fontMetrics()
        if not cells.rows:
            return
        line, side = metrics.height() + 2.0, self.rect_of(0, 0).width()
        painter.setPen(QColor(self._theme.colours.muted))
        centre = Qt.AlignmentFlag.AlignCenter
        painter.drawText(
            QRectF(area.left(), 0, area.width(), line), centre, cells.titles[1]
        )
        painter.save()
        painter.translate(area.left() - self._margins()[0], area.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, area.height(), line), centre, cells.titles[0])
        painter.restore()
        painter.setPen(QColor(self._theme.colours.text))
        end = Qt.TextElideMode.ElideRight
        wide = self._margins()[0] - line - 6
        step = max(1, int(-(-line // side)))
        for row in range(0, len(cells.rows), step):
            where = self.rect_of(row, 0)
            left = QRectF(
                where.left() - wide - 5, where.center().y() - line / 2, wide, line
            )
            text = metrics.elidedText(cells.rows[row], end, int(wide))
            painter.drawText(
                left, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )
        for column in range(0, len(cells.columns), step):
            where = self.rect_of(0, column)
            above = QRectF(where.left(), area.top() - line - 1, side * step, line)
            text = metrics.elidedText(cells.columns[column], end, int(side * step))
            middle = centre if step == 1 else Qt.AlignmentFlag.AlignLeft
            painter.drawText(above, middle, text)

    # -- Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer."""
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(*cell)

    def event(self, event: QEvent) -> bool:
        """Tell the cell under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(QPointF(event.pos()))
            text = self.toolTip() if cell is None else self._cells.tell(*cell)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a cell beside the chosen one."""
        row, column = self._cursor
        rows, columns = self._cells.pixels.shape
        places = {
            Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Up: (row - 1, column),
            Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_Home: (row, 0),
            Qt.Key.Key_End: (row, columns - 1),
            Qt.Key.Key_PageUp: (0, column),
            Qt.Key.Key_PageDown: (rows - 1, column),
            Qt.Key.Key_Return: (row, column),
            Qt.Key.Key_Space: (row, column),
        }
        key = Qt.Key(event.key())
        if key in places:
            self.choose(*places[key])
        else:
            super().keyPressEvent(event)

"""A table of figures to read and to copy as CSV."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSignalBlocker,
    Qt,
)
from PySide6.QtGui import QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.colour_ramps import mix
from tnstudio.ui.widgets.edit_keys import EditKeys
from tnstudio.ui.widgets.text_scale import keep_row_height

ROW_HEIGHT = 24
PADDING = 9
"""At both sides of a text, in pixels, as the style sheet has it."""
SLACK = 6
"""Signs from another font may be wider than they are said to be."""
LONGEST_BAR = 90
"""In pixels: the last column takes all room that is left."""

_BAR = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: what stands above it, and what it means."""

    text: str
    tip: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What is in a cell.

    Attributes
    ----------
    text : str
    bar : float or None
        Length of a bar below the text, a share of the cell, -1..1; one below 0 has
        the other colour, and starts at the other side.
    """

    text: str
    bar: float | None = None


class FiguresTable(QTableWidget):
    """Rows of figures; Ctrl+C copies the selected rows, or all, as CSV."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        title: str,
        headings: Sequence[Heading],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(tr("Ctrl+C copies the selected rows, or all of them, as CSV"))
        self._headings: tuple[Heading, ...] = ()
        self.show_headings(headings)
        self.setItemDelegate(_Bars(theme, self))
        theme.changed.connect(self.viewport().update)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        keep_row_height(self, ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        columns.setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        EditKeys(self).copy_wanted.connect(self.copy)

    def show_headings(self, headings: Sequence[Heading]) -> None:
        """Have these columns from now on."""
        self._headings = tuple(headings)
        self.setColumnCount(len(headings))
        for column, heading in enumerate(headings):
            item = QTableWidgetItem(heading.text)
            item.setToolTip(heading.tip)
            self.setHorizontalHeaderItem(column, item)

    def show_rows(
        self, rows: Sequence[Sequence[Figure]], tips: Sequence[str] = ()
    ) -> None:
        """Show these rows, with a tooltip for each or none; the selection stays."""
        self.setRowCount(len(rows))
        # Told of every item, the view would lay itself out a thousand times.
        with QSignalBlocker(self.model()):
            for row, figures in enumerate(rows):
                for column, figure in enumerate(figures):
                    self._put(row, column, figure, tips[row] if tips else "")
        self._size_columns(rows)
        self.viewport().update()

    def _put(self, row: int, column: int, figure: Figure, tip: str) -> None:
        item = self._item_at(row, column)
        if item.text() != figure.text or item.toolTip() != tip:
            item.setText(figure.text)
            item.setToolTip(tip)
        item.setData(_BAR, figure.bar)

    def _item_at(self, row: int, column: int) -> QTableWidgetItem:
        """Return the item of a cell; one that is there keeps its selection."""
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            self.setItem(row, column, item)
        return item

    @property
    def texts(self) -> list[list[str]]:
        """What is in the cells."""
        return [self._texts(row) for row in range(self.rowCount())]

    def csv(self) -> str:
        """Return the selected rows, or all, below the headings."""
        chosen = sorted({item.row() for item in self.selectedItems()})
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(heading.text for heading in self._headings)
        writer.writerows(self._texts(row) for row in chosen or range(self.rowCount()))
        return text.getvalue()

    def copy(self) -> None:
        """Put `csv` into the clipboard."""
        QGuiApplication.clipboard().setText(self.csv())

    def _texts(self, row: int) -> list[str]:
        items = (self.item(row, column) for column in range(self.columnCount()))
        return [item.text() if item is not None else "" for item in items]

    def _size_columns(self, rows: Sequence[Sequence[Figure]]) -> None:
        """Make columns as wide as their texts: a header's own hint is generous."""
        metrics = self.fontMetrics()
        for column, heading in enumerate(self._headings):
            texts = {heading.text, *(row[column].text for row in rows)}
            widest = max(map(metrics.horizontalAdvance, texts))
            self.setColumnWidth(column, widest + 2 * PADDING + SLACK)


class _Bars(QStyledItemDelegate):
    """Draws a bar at the foot of a cell that has one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        super().paint(painter, option, index)
        share = index.data(_BAR)
        if share is None:
            return
        colours = self._theme.colours
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        room = QRectF(option.rect).adjusted(PADDING, 0, -PADDING, -2)
        room.setWidth(min(LONGEST_BAR, room.width()))
        width = room.width() * min(1.0, abs(share))
        left = room.left() if share >= 0 else room.right() - width
        bar = QRectF(left, room.bottom() - 3, width, 3)
        colour = colours.series[0] if share >= 0 else colours.series[1]
        track = mix(colours.surface, colours.grid, 0.6)
        painter.fillRect(
            QRectF(room.left(), room.bottom() - 3, room.width(), 3), QColor(track)
        )
        painter.fillRect(bar, QColor(colours.accent_text if is_chosen else colour))

"""The classes of a data set: how many images of each, and some of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from tnstudio.app.data_summary import DataSummary
from tnstudio.datasets.images import ImageSet
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.weight_colours import of_images
from tnstudio.ui.widgets.colour_ramps import mix
from tnstudio.ui.widgets.long_text import plain_tip
from tnstudio.ui.widgets.text_scale import scaled

EXAMPLES = 24
"""Of each class, as far as there is room for them."""

LEAST_EXAMPLES = 6
"""For which rows stay low enough."""

ROW_HEIGHTS = (38, 64)
"""Few classes have the higher rows, so that their images are better seen."""

GAP = 3
PADDING = 9
LEAST_NAME = 60
WIDEST_NAME = 130
"""Room for the names of classes, in pixels."""

COUNT_WIDTH, LEAST_COUNT = 70, 52

MOST_SIDE = 96
"""Larger images are shown with every second, third … pixel only."""

MOST_KEPT = 4096
"""Pictures that are kept to be drawn again."""

_HEADINGS = (
    (tr("Class"), tr("As the data set calls it")),
    (tr("Train"), tr("Images to train with")),
    (tr("Test"), tr("Images to test with")),
    (tr("Examples"), tr("Images to train with, drawn at random")),
)
_EXAMPLES = len(_HEADINGS) - 1

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False, slots=True)
class Classes:
    """What the table shows.

    Attributes
    ----------
    summary : DataSummary
    images : ImageSet
        Those to train with.
    examples : int64 array, shape (classes, EXAMPLES)
        Indices of images; -1 where a class has no more.
    """

    summary: DataSummary
    images: ImageSet
    examples: npt.NDArray[np.int64]


class ClassTable(QTableView):
    """A row for each class; an empty class is marked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data-classes")
        self.setAccessibleName(tr("Classes"))
        self._model = _Model(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(_Cells(theme, self))
        theme.changed.connect(self.viewport().update)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHTS[0])
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        columns.setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    @property
    def texts(self) -> list[list[str]]:
        """What is in the cells, examples aside."""
        rows, model = self._model.rowCount(), self._model
        return [[model.text(row, k) for k in range(_EXAMPLES)] for row in range(rows)]

    def show_classes(self, classes: Classes | None) -> None:
        """Show these classes, or none."""
        self._model.show_classes(classes)
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Leave examples most of the width, and rows what height there is."""
        viewport = self.viewport()
        count_width = min(
            scaled(COUNT_WIDTH), max(scaled(LEAST_COUNT), viewport.width() // 5)
        )
        for column in (1, 2):
            self.setColumnWidth(column, count_width)
        names = max(scaled(LEAST_NAME), min(scaled(WIDEST_NAME), viewport.width() // 4))
        self.setColumnWidth(0, min(names, self._model.widest_name(self.fontMetrics())))
        others = sum(self.columnWidth(column) for column in range(_EXAMPLES))
        low, high = ROW_HEIGHTS
        wanted = min(
            viewport.height() // max(1, self._model.rowCount()),
            (viewport.width() - others) // LEAST_EXAMPLES,
            high,
        )
        self.verticalHeader().setDefaultSectionSize(max(low, wanted))


class _Model(QAbstractTableModel):
    """Tells the view what to show of the rows that it shows."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._classes: Classes | None = None
        self._pictures: dict[int, QImage] = {}
        self._most = (1, 1)

    def show_classes(self, classes: Classes | None) -> None:
        self.beginResetModel()
        before, self._classes = self._classes, classes
        if classes is None or before is None or before.images is not classes.images:
            self._pictures.clear()
        if classes is not None:
            summary = classes.summary
            self._most = max(summary.train_counts), max(summary.test_counts)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        if self._classes is None or parent.isValid():
            return 0
        return self._classes.summary.classes

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return _HEADINGS[section][0]
            if role == Qt.ItemDataRole.ToolTipRole:
                return _HEADINGS[section][1]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._words(index.row()))
        if role == Qt.ItemDataRole.ForegroundRole and self._is_none(index):
            return QColor(self._theme.colours.error)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._words(index.row())
        return None

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell."""
        if self._classes is None or column == _EXAMPLES:
            return ""
        if column == 0:
            return self._classes.summary.class_names[row]
        count = self.count(row, column)
        return f"{count:,}" if count else tr("⚠ none")

    def widest_name(self, metrics: QFontMetrics) -> int:
        """Return how wide the column of the names would like to be."""
        # The first ones will do: there may be 10,000.
        names = self._classes.summary.class_names[:100] if self._classes else ()
        widest = max(map(metrics.horizontalAdvance, names), default=0)
        return max(LEAST_NAME, widest + 2 * PADDING + GAP)

    def count(self, row: int, column: int) -> int:
        """Return how many images of a class there are in a part."""
        if self._classes is None:
            return 0
        summary = self._classes.summary
        return (summary.train_counts, summary.test_counts)[column - 1][row]

    def _is_none(self, index: _Index) -> bool:
        row, column = index.row(), index.column()
        return 0 < column < _EXAMPLES and not self.count(row, column)

    def share(self, row: int, column: int) -> float:
        """Return that count as a share of the largest class."""
        return self.count(row, column) / max(1, self._most[column - 1])

    def pictures(self, row: int) -> Iterator[QImage]:
        """Yield examples of a class, each drawn when it is asked for."""
        if self._classes is not None:
            examples = self._classes.examples[row]
            yield from (self._picture(int(k)) for k in examples[examples >= 0])

    def _picture(self, image: int) -> QImage:
        if image not in self._pictures:
            if len(self._pictures) >= MOST_KEPT:
                self._pictures.clear()
            self._pictures[image] = self._drawn(image)
        return self._pictures[image]

    def _drawn(self, image: int) -> QImage:
        if self._classes is None:
            return QImage()
        images = self._classes.images
        step = -(-max(images.shape[:2]) // MOST_SIDE)
        return picture_of(images.pixels[image, ::step, ::step])

    def _words(self, row: int) -> str:
        if self._classes is None:
            return ""
        name = self._classes.summary.class_names[row]
        train, test = self.count(row, 1), self.count(row, 2)
        return tr(
            "Class {row}, {name}: {train:,} to train, {test:,} to test",
            row=row,
            name=name,
            train=train,
            test=test,
        )


class _Cells(QStyledItemDelegate):
    """Draws bars below counts, and examples."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        super().paint(painter, option, index)
        model = index.model()
        if not isinstance(model, _Model) or not index.column():
            return
        if index.column() == _EXAMPLES:
            self._draw_examples(painter, option.rect, model, index.row())
            return
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        share = model.share(index.row(), index.column())
        self._draw_bar(painter, option.rect, share, is_chosen=is_chosen)

    def _draw_bar(
        self, painter: QPainter, cell: QRect, share: float, *, is_chosen: bool
    ) -> None:
        colours = self._theme.colours
        room = QRectF(cell).adjusted(PADDING, 0, -PADDING, 0)
        track = QRectF(room.left(), room.bottom() - 6, room.width(), 4)
        bar = QRectF(track)
        bar.setWidth(track.width() * share)
        painter.fillRect(track, QColor(mix(colours.surface, colours.grid, 0.6)))
        painter.fillRect(bar, self._colour("accent_text" if is_chosen else "accent"))

    def _draw_examples(
        self, painter: QPainter, cell: QRect, model: _Model, row: int
    ) -> None:
        left = float(cell.left() + PADDING)
        first = next(model.pictures(row), None)
        if first is None:
            return
        shape = first.width() / first.height()
        # One at least, however wide.
        high = min(cell.height() - 2 * GAP, (cell.right() - left) / shape)
        wide = high * shape
        painter.save()
        for picture in model.pictures(row):
            if left + wide > cell.right():
                break
            is_large = picture.height() > high
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_large)
            painter.drawImage(QRectF(left, cell.top() + GAP, wide, high), picture)
            left += wide + GAP
        painter.restore()

    def _colour(self, name: str) -> QColor:
        return QColor(getattr(self._theme.colours, name))


def picture_of(pixels: npt.NDArray[np.uint8]) -> QImage:
    """Return an image, shape (rows, columns, channels), to be drawn."""
    rgb = np.ascontiguousarray(of_images(pixels[np.newaxis])[0])
    rows, columns = rgb.shape
    image = QImage(rgb.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    # The copy outlives the array.
    return image.copy()

"""A list of lines, each with a lamp that is lit in the ticks of its spikes."""

from collections.abc import Callable
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.long_text import cut, plain_tip

LAMP = 9.0
"""Diameter of a lamp, in pixels."""

LONGEST = 200
"""Characters of a name or of what is said; the rest is in the tooltip."""

PADDING = 8
"""Around a row's lamp and texts."""

_Index = QModelIndex | QPersistentModelIndex
_Text = Callable[[int], str]


class Role(IntEnum):
    """What a row has beside its whole text."""

    NAME = Qt.ItemDataRole.UserRole
    TOLD = Qt.ItemDataRole.UserRole + 1
    IS_LIT = Qt.ItemDataRole.UserRole + 2


class Lines(QAbstractListModel):
    """Lines by number; only the texts of those on show are ever made."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lit: npt.NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._name: _Text = str
        self._told: _Text = str

    @property
    def lit(self) -> npt.NDArray[np.bool_]:
        """Which lines spike in the tick on show, shape (lines,)."""
        return self._lit

    def show_lines(self, count: int, name: _Text, told: _Text) -> None:
        """Have so many lines, all dark.

        Parameters
        ----------
        count : int
        name, told : callable
            What a line is called, and what is said of it, by its number.
        """
        self.beginResetModel()
        self._lit = np.zeros(count, np.bool_)
        self._name, self._told = name, told
        self.endResetModel()

    def light(self, lit: npt.NDArray[np.bool_]) -> None:
        """Show which lines spike; what is said of them may have changed too."""
        self._lit = lit
        if lit.size:
            self.dataChanged.emit(self.index(0), self.index(len(lit) - 1))

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of lines."""
        return 0 if parent is not None and parent.isValid() else len(self._lit)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what is said of a line."""
        line = index.row()
        if role == Role.NAME:
            return self._name(line)
        if role == Role.TOLD:
            return self._told(line)
        if role == Role.IS_LIT:
            return bool(self._lit[line])
        if role == Qt.ItemDataRole.DisplayRole:
            name, told = self._name(line), self._told(line)
            if self._lit[line]:
                return tr("{name}: {told}, spikes now", name=name, told=told)
            return tr("{name}: {told}", name=name, told=told)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{self._name(line)}\n{self._told(line)}")
        return None


class LinesView(QListView):
    """Shows lines, one of them the current one.

    Attributes
    ----------
    chosen : Signal of int
        The user has made another line the current one.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.lines = Lines(self)
        self.setModel(self.lines)
        self.setItemDelegate(_Row(theme, self))
        self.setUniformItemSizes(True)
        self.setMinimumHeight(60)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self.viewport().update)
        self.selectionModel().currentChanged.connect(self._choose)

    def select(self, line: int) -> None:
        """Make a line the current one; -1 for none. Nobody is told."""
        if line != self.currentIndex().row():
            with QSignalBlocker(self.selectionModel()):
                self.setCurrentIndex(self.lines.index(line))
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys that step and play to the workspace."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.row())


class _Row(QStyledItemDelegate):
    """A lamp, a name, and below it what is said of the line."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _: _Index) -> QSize:
        """Return room for two lines of text."""
        return QSize(120, 2 * option.fontMetrics.lineSpacing() + PADDING)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Draw a line."""
        style = option.widget.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, option.widget)
        colours = self._theme.colours
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = colours.accent_text if is_chosen else colours.text
        muted = colours.accent_text if is_chosen else colours.muted
        painter.save()
        room = QRectF(option.rect).adjusted(PADDING, PADDING / 2, -PADDING, 0)
        height = option.fontMetrics.lineSpacing()
        middle = QPointF(room.left() + LAMP / 2, room.top() + height / 2)
        self._paint_lamp(painter, middle, muted, is_lit=index.data(Role.IS_LIT))
        room.setLeft(room.left() + LAMP + PADDING)
        room.setHeight(height)
        texts = (index.data(Role.NAME), ink), (index.data(Role.TOLD), muted)
        for text, colour in texts:
            painter.setPen(QColor(colour))
            told = option.fontMetrics.elidedText(
                cut(text, LONGEST),
                Qt.TextElideMode.ElideRight,
                int(room.width()),
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, told)
            room.translate(0, height)
        painter.restore()

    def _paint_lamp(
        self, painter: QPainter, middle: QPointF, ring: str, *, is_lit: bool
    ) -> None:
        """Draw a disc for a spike, a ring for none."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colours.series[1] if is_lit else ring
        painter.setPen(QPen(QColor(colour), 1.4))
        fill = QColor(colour) if is_lit else QColor(Qt.GlobalColor.transparent)
        painter.setBrush(fill)
        radius = LAMP / 2 + (1 if is_lit else -1)
        painter.drawEllipse(middle, radius, radius)

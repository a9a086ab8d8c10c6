"""Runs as the rows of a table that can be sorted."""

from collections.abc import Mapping
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon

from tnstudio.texts import tr
from tnstudio.ui.train.runs_columns import COLUMNS, NAME, ShownRun, about

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROLES = Qt.ItemDataRole


class RunsModel(QAbstractTableModel):
    """Shows runs, a row for each; a name that is typed is told, not kept.

    Attributes
    ----------
    renamed : Signal
        The place of a run, and the name that was typed.
    """

    renamed = Signal(int, str)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._runs: tuple[ShownRun, ...] = ()
        self._samples: dict[int, QIcon] = {}

    @property
    def runs(self) -> tuple[ShownRun, ...]:
        """What is shown; the row of a run is its place."""
        return self._runs

    def show(self, runs: tuple[ShownRun, ...]) -> None:
        """Show these runs; rows that stay are only told of, not made anew.

        So a name can go on being typed when the run in progress comes up.
        """
        before, after = len(self._runs), len(runs)
        if not _begins_alike(self._runs, runs):
            self.beginResetModel()
            self._runs = runs
            self.endResetModel()
            return
        if after > before:
            self.beginInsertRows(_ROOT, before, after - 1)
            self._runs = (*self._runs, *runs[before:])
            self.endInsertRows()
        elif after < before:
            self.beginRemoveRows(_ROOT, after, before - 1)
            self._runs = self._runs[:after]
            self.endRemoveRows()
        self._runs = runs
        self._tell_change(len(COLUMNS) - 1)

    def show_samples(self, samples: Mapping[int, QIcon]) -> None:
        """Put samples of lines before the names of runs, by their places."""
        self._samples = dict(samples)
        self._tell_change(NAME)

    def _tell_change(self, column: int) -> None:
        if self._runs:
            last = self.index(len(self._runs) - 1, column)
            self.dataChanged.emit(self.index(0, 0), last)

    def text(self, row: int, column: int) -> str:
        """Return what a cell says."""
        return COLUMNS[column].text(self._runs[row])

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of runs."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that names of kept runs can be edited."""
        flags = super().flags(index)
        is_name = index.isValid() and index.column() == NAME
        if is_name and not self._runs[index.row()].running:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _ROLES.DisplayRole) -> Any:
        """Return what a cell says."""
        if not index.isValid():
            return None
        shown, column = self._runs[index.row()], COLUMNS[index.column()]
        if role in (_ROLES.DisplayRole, _ROLES.EditRole):
            return column.text(shown)
        if role == _ROLES.ToolTipRole:
            return _tip(shown, index.column())
        if role == _ROLES.DecorationRole and index.column() == NAME:
            return self._samples.get(index.row())
        if role == _ROLES.TextAlignmentRole:
            side = _ALIGN.AlignRight if column.is_figure else _ALIGN.AlignLeft
            return side | _ALIGN.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = _ROLES.EditRole) -> bool:
        """Tell of a name that was typed; what comes of it is shown later."""
        if role != _ROLES.EditRole or not index.isValid():
            return False
        self.renamed.emit(index.row(), str(value))
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLES.DisplayRole
    ) -> Any:
        """Return headings, and what they mean as tooltips."""
        if orientation == Qt.Orientation.Vertical:
            return None
        column = COLUMNS[section]
        if role in (_ROLES.DisplayRole, _ROLES.AccessibleTextRole):
            return tr(column.heading)
        if role == _ROLES.ToolTipRole:
            return column.tip
        if role == _ROLES.TextAlignmentRole:
            side = _ALIGN.AlignRight if column.is_figure else _ALIGN.AlignLeft
            return side | _ALIGN.AlignVCenter
        return None


_ALIGN = Qt.AlignmentFlag


def _begins_alike(before: tuple[ShownRun, ...], after: tuple[ShownRun, ...]) -> bool:
    """Tell whether every row stays that of the same run, as far as both go.

    One may have been renamed; the one in progress may have come to its end.
    """
    pairs = list(zip(before, after, strict=False))
    others = [(old, new) for old, new in pairs if old.name != new.name]
    return len(others) <= 1 and all(
        old.running or old.run.losses is new.run.losses for old, new in others
    )


def _tip(shown: ShownRun, column: int) -> str:
    if column == NAME:
        return in_lines(f"{shown.name}: {about(shown)}")
    return in_lines(COLUMNS[column].told(shown))


def in_lines(text: str) -> str:
    """Return a text of users for a tooltip, which wraps it."""
    return f"<p style='white-space: pre-wrap'>{escape(text)}</p>" if text else ""


class RunsInOrder(QSortFilterProxyModel):
    """The rows by what a column says; the run in progress stays on top."""

    def __init__(self, model: RunsModel, parent: Any = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setSourceModel(model)

    def lessThan(self, one: Index, other: Index) -> bool:
        """Tell which of two rows comes first; equal ones by their age."""
        runs, key = self._model.runs, COLUMNS[one.column()].key
        left, right = runs[one.row()], runs[other.row()]
        if left.running or right.running:
            descends = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return right.running if descends else left.running
        return (key(left), left.place) < (key(right), right.place)

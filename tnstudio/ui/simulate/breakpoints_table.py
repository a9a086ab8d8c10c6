"""The table of breakpoints: switched, gone to, edited and removed by mouse and keys."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from tnstudio.texts import tr
from tnstudio.ui.widgets.edit_keys import claims_key
from tnstudio.ui.widgets.long_text import plain_tip
from tnstudio.ui.widgets.text_scale import keep_row_height

ROW_HEIGHT = 26
HEADINGS = (
    (
        tr("Stop when"),
        tr("What the chip stops at, in the tick in which it becomes true"),
    ),
    (
        tr("Hits"),
        tr("Ticks of this run, as far as it is recorded, in which it was the stop"),
    ),
    (tr("Last"), tr("The tick in which it was the last stop")),
)
_CONDITION, _HITS, _LAST = range(3)

_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@dataclass(frozen=True, slots=True)
class Row:
    """A breakpoint as the table shows it.

    Attributes
    ----------
    text, error : str
        What it waits for, and why it cannot be judged.
    enabled : bool
    ticks : tuple of int
        In which it stopped the chip, the last one at the end.
    """

    text: str
    error: str
    enabled: bool
    ticks: tuple[int, ...]


class BreakpointsTable(QTableWidget):
    """Breakpoints, a row for each.

    Attributes
    ----------
    switched : Signal of list of int, bool
        The user has turned these rows on or off.
    place_wanted, edit_wanted : Signal of int
        The user wants to see what a row is about, or to edit it.
    remove_wanted : Signal of list of int
        The user wants to be rid of these rows.
    """

    switched = Signal(list, bool)
    place_wanted = Signal(int)
    edit_wanted = Signal(int)
    remove_wanted = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADINGS), parent)
        self.setObjectName("breakpoints-table")
        self.setAccessibleName(tr("Breakpoints"))
        self.setToolTip(
            tr(
                "Space turns a breakpoint on or off, Enter or a double click shows its "
                "place, F2 edits it, Delete removes it"
            )
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self._dress_headers()
        self.itemChanged.connect(self._take_change)
        self.cellDoubleClicked.connect(lambda row, _: self.place_wanted.emit(row))

    @property
    def chosen(self) -> list[int]:
        """The selected rows, rising."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these rows; what is selected stays."""
        with QSignalBlocker(self):
            self.setRowCount(len(rows))
            for k, row in enumerate(rows):
                self._write(k, row)

    def choose(self, row: int) -> None:
        """Select a row."""
        self.setCurrentCell(row, _CONDITION)

    def event(self, event: QEvent) -> bool:
        """Claim the keys that the window has for the design's selection."""
        return claims_key(event) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Switch, edit, remove; leave to the workspace what is no key of a table."""
        key, chosen = event.key(), self.chosen
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        elif key == Qt.Key.Key_Space and chosen:
            on = self._cell(chosen[0], _CONDITION).checkState() == _CHECKED
            self.switched.emit(chosen, not on)
        elif key == Qt.Key.Key_Delete and chosen:
            self.remove_wanted.emit(chosen)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen:
            self.place_wanted.emit(chosen[0])
        elif key == Qt.Key.Key_F2 and chosen:
            self.edit_wanted.emit(chosen[0])
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _write(self, k: int, row: Row) -> None:
        condition = self._cell(k, _CONDITION)
        condition.setText(f"⚠ {row.text}" if row.error else row.text)
        condition.setToolTip(plain_tip(f"{row.text}\n{row.error}".strip()))
        condition.setCheckState(_CHECKED if row.enabled else _UNCHECKED)
        self._cell(k, _HITS).setText(f"{len(row.ticks):,}")
        self._cell(k, _LAST).setText(f"{row.ticks[-1]:,}" if row.ticks else "–")

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        cell = self.item(row, column)
        if cell is None:
            cell = QTableWidgetItem()
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            checkable = Qt.ItemFlag.ItemIsUserCheckable
            cell.setFlags(flags | checkable if column == _CONDITION else flags)
            if column != _CONDITION:
                side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                cell.setTextAlignment(side)
            self.setItem(row, column, cell)
        return cell

    def _take_change(self, cell: QTableWidgetItem) -> None:
        if cell.column() == _CONDITION:
            self.switched.emit([cell.row()], cell.checkState() == _CHECKED)

    def _dress_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        keep_row_height(self, ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(1)
        fits = QHeaderView.ResizeMode.ResizeToContents
        columns.setSectionResizeMode(_CONDITION, QHeaderView.ResizeMode.Stretch)
        side = Qt.AlignmentFlag.AlignVCenter
        for k, (text, tip) in enumerate(HEADINGS):
            heading = QTableWidgetItem(text)
            heading.setToolTip(tip)
            is_text = k == _CONDITION
            end = Qt.AlignmentFlag.AlignLeft if is_text else Qt.AlignmentFlag.AlignRight
            heading.setTextAlignment(end | side)
            self.setHorizontalHeaderItem(k, heading)
            if not is_text:
                columns.setSectionResizeMode(k, fits)

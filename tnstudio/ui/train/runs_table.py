"""The table of runs: sorted by any column, names edited in place."""

import csv
import io
from collections.abc import Iterable

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from tnstudio.app.runs import MOST_NAME
from tnstudio.texts import tr
from tnstudio.ui.train.run_pens import SAMPLE
from tnstudio.ui.train.runs_columns import COLUMNS, NAME, ShownRun
from tnstudio.ui.train.runs_model import RunsInOrder, RunsModel
from tnstudio.ui.widgets.edit_keys import claims_key
from tnstudio.ui.widgets.fields import TextField
from tnstudio.ui.widgets.text_scale import keep_row_height

ROW_HEIGHT = 26
_PADDING = 24
_SORT_MARK = 14
_STARTED = next(k for k, column in enumerate(COLUMNS) if column.heading == "Started")
_KEYS = QKeySequence.StandardKey
_Index = QModelIndex | QPersistentModelIndex


class RunsTable(QTableView):
    """Runs, a row for each, the newest first unless sorted otherwise.

    Attributes
    ----------
    chosen : Signal
        The user has selected other runs.
    renamed : Signal
        The place of a run, and the name that was typed.
    delete_wanted : Signal
        The user has pressed Delete.
    """

    chosen = Signal()
    renamed = Signal(int, str)
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs-table")
        self.setAccessibleName(tr("Runs of the project"))
        self.setToolTip(
            tr(
                "Select runs to see their curves; with Ctrl or Shift several. "
                "F2 renames, Delete deletes, Ctrl+C copies as CSV"
            )
        )
        self._model = RunsModel(self)
        self._order = RunsInOrder(self._model, self)
        self._follows = False
        self.setModel(self._order)
        self.setItemDelegate(_NameDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(SAMPLE)
        self._dress_headers()
        self._model.renamed.connect(self.renamed)
        self.selectionModel().selectionChanged.connect(self._tell_choice)

    def _dress_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        keep_row_height(self, ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        columns.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSortingEnabled(True)
        self.sortByColumn(_STARTED, Qt.SortOrder.DescendingOrder)

    @property
    def model_of_runs(self) -> RunsModel:
        """What is shown, unsorted."""
        return self._model

    @property
    def places(self) -> tuple[int, ...]:
        """The places of the selected runs, rising."""
        rows = self.selectionModel().selectedRows()
        return tuple(sorted(self._order.mapToSource(index).row() for index in rows))

    def show_runs(self, runs: tuple[ShownRun, ...], chosen: Iterable[int]) -> None:
        """Show these runs, and select some by their places."""
        self._follows = True
        current = self._order.mapToSource(self.currentIndex()).row()
        self._model.show(runs)
        self._size_columns()
        self._select(chosen, current)
        self._follows = False

    def choose(self, places: Iterable[int]) -> None:
        """Select runs by their places."""
        self._select(places, -1)

    def rename(self) -> None:
        """Edit the name of the run that the cursor is at."""
        index = self._order.index(self.currentIndex().row(), NAME)
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setFocus()
            self.setCurrentIndex(index)
            self.edit(index)

    def csv(self) -> str:
        """Return the selected rows, or all, in their order, below the headings."""
        rows = sorted(i.row() for i in self.selectionModel().selectedRows())
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(column.heading for column in COLUMNS)
        for row in rows or range(self._order.rowCount()):
            place = self._order.mapToSource(self._order.index(row, 0)).row()
            shown = self._model.runs[place]
            writer.writerow(column.in_file(shown) for column in COLUMNS)
        return text.getvalue()

    def _select(self, places: Iterable[int], current: int) -> None:
        """Select rows; the cursor goes to a run that is selected."""
        wanted = sorted(places)
        if not wanted:
            self.clearSelection()
            return
        selection = QItemSelection()
        for place in wanted:
            index = self._order.mapFromSource(self._model.index(place, 0))
            selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        chosen = self.selectionModel()
        place = current if current in wanted else wanted[-1]
        column = max(0, self.currentIndex().column())
        index = self._order.mapFromSource(self._model.index(place, column))
        chosen.setCurrentIndex(index, flags.NoUpdate)
        chosen.select(selection, flags.ClearAndSelect | flags.Rows)

    def _size_columns(self) -> None:
        metrics = self.fontMetrics()
        for k, column in enumerate(COLUMNS[:-1]):
            texts = {self._model.text(row, k) for row in range(self._model.rowCount())}
            widths = [metrics.horizontalAdvance(text) for text in texts]
            heading = metrics.horizontalAdvance(tr(column.heading)) + _SORT_MARK
            widest = max([heading, *widths])
            sample = SAMPLE.width() + 6 if k == NAME else 0
            self.setColumnWidth(k, min(column.widest, widest) + sample + _PADDING)

    # -- Keys

    def event(self, event: QEvent) -> bool:
        """Claim the keys that the window has for the design's selection."""
        return claims_key(event) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename with F2 or Enter wherever the cursor is; copy, delete."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        # The key that ends an edit comes here, too.
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if event.matches(_KEYS.Delete):
            self.delete_wanted.emit()
        elif event.matches(_KEYS.Copy):
            QGuiApplication.clipboard().setText(self.csv())
        elif not is_editing and (enter or event.key() == Qt.Key.Key_F2):
            self.rename()
        else:
            super().keyPressEvent(event)

    def _tell_choice(self) -> None:
        if not self._follows:
            self.chosen.emit()


class _NameDelegate(QStyledItemDelegate):
    """Edits the name of a run."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        # Left alone, a sample is drawn over and over while it is selected.
        option.decorationSize = QSize(SAMPLE)

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: _Index,  # noqa: ARG002
    ) -> QWidget:
        editor = TextField(parent)
        editor.setObjectName("run-name-editor")
        editor.setAccessibleName(tr("Name of the run"))
        editor.setToolTip(
            tr(
                "1 to {most} characters, another name than any other run has",
                most=MOST_NAME,
            )
        )
        editor.setMaxLength(MOST_NAME)
        editor.setStyleSheet("padding: 0px 3px; min-height: 0px; border-radius: 0px;")
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Leave alone what is being typed: the table is told of every epoch."""
        if isinstance(editor, TextField) and not editor.isModified():
            super().setEditorData(editor, index)

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: _Index
    ) -> None:
        if isinstance(editor, TextField) and editor.text() != index.data():
            model.setData(index, editor.text())

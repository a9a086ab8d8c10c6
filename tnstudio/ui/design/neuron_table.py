"""All neurons of a core in a table; an edit goes to all selected rows."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from tnstudio.model.circuit import FreeCore
from tnstudio.texts import tr
from tnstudio.ui.design.neuron_table_model import (
    Column,
    NeuronTableModel,
    about_column,
    reason_against,
)
from tnstudio.ui.widgets.fields import TextField
from tnstudio.ui.widgets.text_scale import keep_row_height

_LEAST_WIDTH = 38
_Index = QModelIndex | QPersistentModelIndex


class NeuronTable(QTableView):
    """The neurons of a core.

    Attributes
    ----------
    edited : Signal
        The column (a `Column`), the rows (tuple of int) and the text.
    chosen : Signal
        The user has selected these rows (tuple of int).
    refused : Signal
        Why what was typed was not taken; nothing once it can be.
    """

    edited = Signal(object, object, str)
    chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neuron-table")
        self.setAccessibleName(tr("Neurons of the core"))
        self.setToolTip(
            tr(
                "A row is a neuron. Double-click or type to edit; the value goes to "
                "all "
                "selected rows"
            )
        )
        self._model = NeuronTableModel(self)
        self._follows = False
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self._model, self.refused.emit, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        fixed = QHeaderView.ResizeMode.Fixed
        self.verticalHeader().setSectionResizeMode(fixed)
        keep_row_height(self, 24)
        self.horizontalHeader().setHighlightSections(False)
        self._model.edited.connect(self._tell_edit)
        self.doubleClicked.connect(self._switch)
        self.selectionModel().selectionChanged.connect(self._tell_choice)

    @property
    def rows(self) -> tuple[int, ...]:
        """The selected rows."""
        return tuple(sorted(i.row() for i in self.selectionModel().selectedRows()))

    @property
    def columns(self) -> tuple[Column, ...]:
        """What each column shows."""
        return self._model.columns

    def show_core(self, core: FreeCore) -> None:
        """Show the neurons of a core as they are now."""
        self._follows = True
        if self._model.show(core):
            self._size_columns()
        self._follows = False

    def show_chosen(self, rows: Iterable[int]) -> None:
        """Select these rows."""
        wanted = tuple(sorted(rows))
        if wanted == self.rows:
            return
        self._follows = True
        selection = QItemSelection()
        for row in wanted:
            index = self._model.index(row, 0)
            selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        if wanted:
            self.scrollTo(self._model.index(wanted[0], 0))
        self._follows = False

    def _size_columns(self) -> None:
        self.resizeColumnsToContents()
        for column in range(self._model.columnCount()):
            width = max(_LEAST_WIDTH, self.columnWidth(column) + 4)
            self.setColumnWidth(column, width)

    # -- Edits

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Switch a flag with Space or Enter; edit all else with Enter."""
        index = self.currentIndex()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        acts = enter or event.key() == Qt.Key.Key_Space
        # The key that ends an edit comes here, too.
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if acts and index.isValid() and not is_editing:
            if self._model.is_flag(index.column()):
                self._switch(index)
            else:
                self.edit(index)
        else:
            super().keyPressEvent(event)

    def _switch(self, index: QModelIndex) -> None:
        if not self._model.is_flag(index.column()):
            return
        is_on = self._model.text(index.row(), index.column()) == "yes"
        self._model.setData(index, "no" if is_on else "yes")

    def _tell_edit(self, row: int, column: Column, text: str) -> None:
        rows = self.rows
        self.edited.emit(column, rows if row in rows else (row,), text)

    def _tell_choice(self) -> None:
        if not self._follows:
            self.chosen.emit(self.rows)


class _Delegate(QStyledItemDelegate):
    """Edits a cell; a text that is refused never leaves the editor."""

    def __init__(
        self,
        model: NeuronTableModel,
        refuse: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._refuse = refuse

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: _Index,
    ) -> QWidget:
        column = self._model.columns[index.column()]
        editor = TextField(parent)
        editor.setObjectName("neuron-table-editor")
        editor.setAccessibleName(about_column(column).label)
        editor.setToolTip(about_column(column).tooltip)
        editor.setStyleSheet("padding: 0px 3px; min-height: 0px; border-radius: 0px;")
        editor.textChanged.connect(lambda text: self._judge(editor, column, text))
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(self._model.text(index.row(), index.column()))
            editor.selectAll()

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: _Index
    ) -> None:
        text = editor.text() if isinstance(editor, QLineEdit) else ""
        column = self._model.columns[index.column()]
        if not reason_against(column, text):
            model.setData(index, text)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Forget the reason against a text when Escape drops the text."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._refuse("")
        return bool(super().eventFilter(editor, event))

    def _judge(self, editor: QLineEdit, column: Column, text: str) -> None:
        reason = reason_against(column, text)
        editor.setProperty("invalid", bool(reason))
        editor.style().unpolish(editor)
        editor.style().polish(editor)
        self._refuse(reason)

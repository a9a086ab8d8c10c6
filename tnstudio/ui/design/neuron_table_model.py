"""A core's neurons as the rows of a table."""

from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import FreeCore
from tnstudio.model.hardware import DELAY
from tnstudio.model.neuron_fields import (
    NeuronField,
    neuron_fields,
    text_of,
    value_of,
    values_of,
)
from tnstudio.model.neuron_targets import target_from, target_of
from tnstudio.model.program import NONE
from tnstudio.texts import tr
from tnstudio.ui.widgets.fields import About
from tnstudio.ui.widgets.neuron_abouts import (
    DELAY_OF_TARGET,
    TARGET,
    about,
    symbol_of,
)

Column = NeuronField | Literal["target", "delay"]
"""What a column shows."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_MARKS = {"yes": "✓", "no": "–"}
_WORDS = {"yes": tr("yes"), "no": tr("no")}


def about_column(column: Column) -> About:
    """Return what a column is about."""
    if isinstance(column, NeuronField):
        return about(column, "neurons")
    return TARGET if column == "target" else DELAY_OF_TARGET


def delay_from(text: str) -> int:
    """Read a delay as users type it.

    Raises
    ------
    TNStudioError
        If it is none.
    """
    plain = text.strip()
    hint = tr("choose {low} to {high} ticks", low=DELAY.low, high=DELAY.high)
    if not plain.isdecimal():
        raise TNStudioError(
            tr("“{typed}” is not a whole number", typed=plain), hint=hint
        )
    if not DELAY.holds(int(plain)):
        raise TNStudioError(tr("The delay is {delay}", delay=int(plain)), hint=hint)
    return int(plain)


def reason_against(column: Column, text: str) -> str:
    """Return why a text cannot be what a column shows; nothing if it can."""
    try:
        if isinstance(column, NeuronField):
            value_of(column, text)
        elif column == "target":
            target_from(text)
        else:
            delay_from(text)
    except TNStudioError as error:
        return str(error)
    return ""


class NeuronTableModel(QAbstractTableModel):
    """Shows the neurons of a core; what users type is told, not kept.

    Attributes
    ----------
    edited : Signal
        Row, column (a `Column`) and the text that was typed.
    """

    edited = Signal(int, object, str)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._core: FreeCore | None = None
        self._columns: tuple[Column, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What each column shows."""
        return self._columns

    def show(self, core: FreeCore) -> bool:
        """Show a core; tells whether it has another number of rows or columns."""
        columns: tuple[Column, ...] = (
            *neuron_fields(core.neurons.strengths.shape[1]),
            "target",
            "delay",
        )
        rows = core.neurons.leak.shape[1]
        is_other = columns != self._columns or rows != self.rowCount()
        if is_other:
            self.beginResetModel()
        self._core, self._columns = core, columns
        if is_other:
            self.endResetModel()
        else:
            last = self.index(rows - 1, len(columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        return is_other

    def is_flag(self, column: int) -> bool:
        """Tell whether a column says yes or no."""
        what = self._columns[column]
        return isinstance(what, NeuronField) and what.kind == "flag"

    def text(self, row: int, column: int) -> str:
        """Return what a cell says, as users type it."""
        what, core = self._columns[column], self._core
        if core is None:
            return ""
        if isinstance(what, NeuronField):
            return text_of(what, values_of(core, what)[row])
        if what == "target":
            return target_of(core, row).text
        reaches = core.routes.core[0, row] != NONE
        return str(core.routes.delay[0, row]) if reaches else ""

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of neurons."""
        if self._core is None or parent.isValid():
            return 0
        return int(self._core.neurons.leak.shape[1])

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that every cell can be edited, flags without an editor."""
        flags = super().flags(index)
        if index.isValid() and self.is_flag(index.column()):
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        if not index.isValid():
            return None
        text = self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            is_flag = self.is_flag(index.column())
            return _MARKS[text] if is_flag else text.replace("-", "−")
        if role == Qt.ItemDataRole.EditRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _WORDS.get(text, text)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def setData(
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Tell of a text that was typed; what comes of it is shown later."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.edited.emit(index.row(), self._columns[index.column()], str(value))
        return True

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return symbols, and what they mean as tooltips."""
        if orientation == Qt.Orientation.Vertical:
            is_text = role == Qt.ItemDataRole.DisplayRole
            return str(section) if is_text else None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            if isinstance(column, NeuronField):
                return symbol_of(column)
            return {"target": "→", "delay": "d"}[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return about_column(column).tooltip
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return about_column(column).label
        return None

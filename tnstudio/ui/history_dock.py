"""The list of edits, to go back and forth in."""

from typing import Any, ClassVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QSize, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from tnstudio.app.document import Part
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.edit_keys import EditKeys
from tnstudio.ui.widgets.text_scale import keep_icon_size

_Role = Qt.ItemDataRole
_ROOT = QModelIndex()


class HistoryModel(QAbstractListModel):
    """The steps of a history: where it is now, and which one is in the file."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[str, ...] = ()
        self._position = 0
        self._saved = -1

    def show(self, labels: tuple[str, ...], position: int, saved: int) -> None:
        """Show another state of the history; rows that stay are left alone."""
        pairs = zip(self._labels, labels, strict=False)
        kept = next(
            (k for k, (old, new) in enumerate(pairs) if old != new),
            min(len(labels), len(self._labels)),
        )
        if kept < len(self._labels):
            self.beginRemoveRows(QModelIndex(), kept, len(self._labels) - 1)
            self._labels = self._labels[:kept]
            self.endRemoveRows()
        if kept < len(labels):
            self.beginInsertRows(QModelIndex(), kept, len(labels) - 1)
            self._labels = labels
            self.endInsertRows()
        self._position, self._saved = position, saved
        self.tell_all()

    def tell_all(self) -> None:
        """Let all rows be drawn again."""
        if self._labels:
            self.dataChanged.emit(self.index(0), self.index(len(self._labels) - 1))

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:  # type: ignore[override]
        """Return the number of steps."""
        return 0 if parent.isValid() else len(self._labels)

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:  # type: ignore[override]
        """Return text, font, colour or spoken text of a step."""
        row = index.row()
        if role == _Role.DisplayRole:
            label = self._labels[row]
            return tr("{step} · saved", step=label) if row == self._saved else label
        if role == _Role.FontRole:
            font = QFont()
            font.setBold(row == self._position)
            return font
        if role == _Role.ForegroundRole and row > self._position:
            return QColor(self._theme.colours.muted)
        if role == _Role.DecorationRole:
            return self._theme.icon(self._icon(row), "muted")
        if role in (_Role.AccessibleTextRole, _Role.ToolTipRole):
            return self._spoken(row)
        return None

    def _icon(self, row: int) -> str:
        if row == self._position:
            return "mdi6.arrow-right-bold"
        return "mdi6.undo-variant" if row > self._position else "mdi6.circle-small"

    def _spoken(self, row: int) -> str:
        parts = [self._labels[row]]
        parts += [tr("here now")] if row == self._position else []
        parts += [tr("taken back")] if row > self._position else []
        parts += [tr("in the file")] if row == self._saved else []
        return ", ".join(parts)


class HistoryList(DocumentView):
    """Every step of the history; a click or Enter goes to it."""

    follows: ClassVar[Part] = Part.FILE

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(studio, parent)
        self.setObjectName("history-panel")
        self.list = QListView(self)
        EditKeys(self.list)
        self.list.setObjectName("history-list")
        self.list.setAccessibleName(tr("History of edits"))
        self.list.setToolTip(tr("Click, or Enter: go to this step"))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        keep_icon_size(self.list, 14)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = HistoryModel(studio.theme, self)
        self.list.setModel(self._model)
        self.list.clicked.connect(self._go_to)
        self.list.activated.connect(self._go_to)
        studio.theme.changed.connect(self._model.tell_all)
        self.setMinimumHeight(96)
        self.setFocusProxy(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 8)
        layout.addWidget(self.list)

    def sizeHint(self) -> QSize:
        """Return room for some steps; the canvas needs the rest."""
        return QSize(300, 128)

    def refresh(self, parts: Part) -> None:  # noqa: ARG002
        """Show the history and where it is now."""
        document = self._studio.document
        self._model.show(document.history, document.position, document.saved_position)
        here = self._model.index(document.position)
        self.list.setCurrentIndex(here)
        self.list.scrollTo(here)

    def _go_to(self, index: QModelIndex) -> None:
        self._studio.document.go_to(index.row())

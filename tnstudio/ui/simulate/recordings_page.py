"""The recordings that a project keeps, as a table."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from tnstudio.model.recorded import RecordedSpikes
from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.long_text import plain_tip

COLUMNS = (tr("Name"), tr("Ticks"), tr("Spikes"), tr("Seed"), tr("Chip"))
TIPS = (
    tr("F2 renames the recording"),
    tr("The first and the last tick"),
    tr("All spikes of these ticks"),
    tr("Of the chip: of its sampling and of stochastic neurons"),
    tr("What the chip was called"),
)

NAME_WIDTH = 120
"""In pixels, at first."""

NOTHING = tr(
    "No run is kept yet. A kept run is saved with the project: it can be looked at "
    "again, and exported, when the chip has long become another one."
)


class _Table(QTableWidget):
    """Tells of keys that are for its rows.

    Attributes
    ----------
    open_wanted, remove_wanted : Signal
    """

    open_wanted = Signal()
    remove_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, remove with Delete."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)


class RecordingsPage(Card):
    """Lists recordings; asks for what is to be done with one.

    Attributes
    ----------
    keep_wanted : Signal
        The run is to be kept.
    open_wanted, export_wanted, remove_wanted : Signal of str
        Name of the recording.
    rename_wanted : Signal of str, str
        Name and new name.
    """

    keep_wanted = Signal()
    open_wanted = Signal(str)
    export_wanted = Signal(str)
    remove_wanted = Signal(str)
    rename_wanted = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Recordings"), "recordings-card", parent)
        self._names: list[str] = []
        self._opened = ""
        self.keep = self._button(
            "keep", tr("Keep this r&un…"), tr("Keep spikes of the run in the project")
        )
        theme.keep_icon(self.keep, "mdi6.content-save-plus-outline")
        self.header.addStretch(1)
        self.header.addWidget(self.keep)
        self._about = QLabel(NOTHING, self)
        self._about.setObjectName("recordings-about")
        self._about.setProperty("role", "muted")
        self._about.setWordWrap(True)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table = self._make_table()
        self.open = self._button("open", tr("Open"), tr("Show its raster (Enter)"))
        self.rename = self._button("rename", tr("Rename"), tr("Call it otherwise (F2)"))
        self.export = self._button(
            "export", tr("E&xport…"), tr("Save its spikes to a file")
        )
        self.remove = self._button(
            "remove",
            tr("Remove"),
            tr("Remove it from the project; Undo brings it back (Del)"),
        )
        self._told = QLabel(self)
        self._told.setObjectName("recordings-told")
        self._told.setProperty("role", "problem")
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.open, self.rename, self.export, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addWidget(self._about, 1)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._told)
        self.body.addLayout(row)
        self._connect()
        self.show_recordings(())

    @property
    def names(self) -> tuple[str, ...]:
        """The recordings that are listed."""
        return tuple(self._names)

    @property
    def chosen(self) -> str:
        """Name of the chosen recording; empty for none."""
        row = self.table.currentRow()
        return self._names[row] if 0 <= row < len(self._names) else ""

    @property
    def told(self) -> str:
        """What went wrong."""
        return self._told.text()

    def show_recordings(self, recordings: Sequence[RecordedSpikes]) -> None:
        """List recordings; the chosen one stays chosen if it is still there."""
        chosen, row = self.chosen, self.table.currentRow()
        self._names = [recorded.name for recorded in recordings]
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(recordings))
            for index, recorded in enumerate(recordings):
                for column, text in enumerate(_texts(recorded)):
                    self.table.setItem(index, column, _item(text, column))
        if chosen in self._names:
            row = self._names.index(chosen)
        self.table.setCurrentCell(min(max(0, row), len(recordings) - 1), 0)
        self._about.setVisible(not recordings)
        self.table.setVisible(bool(recordings))
        self.tell("")
        self.mark(self._opened)

    def choose(self, name: str) -> None:
        """Choose a recording."""
        if name in self._names:
            self.table.setCurrentCell(self._names.index(name), 0)

    def mark(self, name: str) -> None:
        """Mark the recording that is on show; empty for none."""
        self._opened = name
        with QSignalBlocker(self.table):
            for row, own in enumerate(self._names):
                item = self._name_item(row)
                font = item.font()
                font.setBold(own == name)
                item.setFont(font)
        self._enable()

    def tell(self, text: str) -> None:
        """Say what went wrong; nothing hides it."""
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def show_state(self, *, can_keep: bool) -> None:
        """Enable what can be done."""
        self.keep.setEnabled(can_keep)

    # -- Construction

    def _make_table(self) -> _Table:
        table = _Table(0, len(COLUMNS), self)
        table.setObjectName("recordings-table")
        table.setAccessibleName(tr("Recordings of the project"))
        table.setToolTip(tr("Runs that are kept in the project (Enter opens one)"))
        for column, tip in enumerate(TIPS):
            item = QTableWidgetItem(COLUMNS[column])
            item.setToolTip(tip)
            table.setHorizontalHeaderItem(column, item)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, NAME_WIDTH)
        header.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        return table

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"recordings-{name}")
        button.setAccessibleName(without_mnemonic(text))
        button.setToolTip(tip)
        return button

    def _connect(self) -> None:
        self.keep.clicked.connect(self.keep_wanted)
        for button, signal in (
            (self.open.clicked, self.open_wanted),
            (self.table.open_wanted, self.open_wanted),
            (self.table.cellDoubleClicked, self.open_wanted),
            (self.export.clicked, self.export_wanted),
            (self.remove.clicked, self.remove_wanted),
            (self.table.remove_wanted, self.remove_wanted),
        ):
            button.connect(lambda *_, signal=signal: self._ask(signal))
        self.rename.clicked.connect(self._edit_name)
        self.table.itemChanged.connect(self._take_name)
        self.table.currentCellChanged.connect(lambda *_: self._enable())

    def _ask(self, signal: SignalInstance) -> None:
        if self.chosen:
            self.tell("")
            signal.emit(self.chosen)

    def _edit_name(self) -> None:
        if self.chosen:
            self.table.setFocus()
            self.table.editItem(self._name_item(self.table.currentRow()))

    def _name_item(self, row: int) -> QTableWidgetItem:
        item = self.table.item(row, 0)
        if item is None:
            raise IndexError(row)
        return item

    def _take_name(self, item: QTableWidgetItem) -> None:
        row, new = item.row(), item.text().strip()
        if new != self._names[row]:
            self.rename_wanted.emit(self._names[row], new)
        with QSignalBlocker(self.table):
            # What the document has by now, the new name or the old one; the list
            # may have been made anew.
            self._name_item(row).setText(self._names[row])

    def _enable(self) -> None:
        for button in (self.open, self.rename, self.export, self.remove):
            button.setEnabled(bool(self.chosen))
            button.setVisible(bool(self._names))


def _texts(recorded: RecordedSpikes) -> tuple[str, ...]:
    last = recorded.first_tick + max(0, recorded.ticks - 1)
    ticks = f"{recorded.first_tick:,} – {last:,}" if recorded.ticks else tr("none")
    spikes = f"{len(recorded.tick):,}"
    return recorded.name, ticks, spikes, f"{recorded.seed}", recorded.program_name


def _item(text: str, column: int) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    tip = f"{plain_tip(text)}" if column in (0, len(COLUMNS) - 1) else ""
    item.setToolTip(tip)
    flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
    item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if column == 0 else flags)
    if column in (1, 2, 3):
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        item.setTextAlignment(right)
    return item

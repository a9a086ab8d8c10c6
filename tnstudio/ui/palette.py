"""The command palette: type some letters of what is to be done."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from tnstudio.app.commands import Command, ranked
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.text_scale import scaled

SIZE = 660, 440
"""In pixels for texts of the usual size."""

BELOW_TOP = 56
"""Of the window, in pixels."""

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ROLE = Qt.ItemDataRole.UserRole


class Palette(QDialog):
    """Finds commands as they are typed and runs one.

    Parameters
    ----------
    studio : Studio
    commands : sequence of Command
    parent : QWidget
    """

    def __init__(
        self, studio: Studio, commands: Sequence[Command], parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.setObjectName("palette")
        self.setWindowTitle(tr("Command palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._studio, self._commands = studio, commands
        self._window = parent
        self._before = QApplication.focusWidget()
        self._chosen: Callable[[], object] | None = None
        self.text = self._make_field()
        self.list = self._make_list()
        self._note = QLabel(self)
        self._note.setObjectName("palette-note")
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self._note.setMinimumHeight(2 * self._note.fontMetrics().lineSpacing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 8)
        layout.addWidget(self.text)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._note)
        self.text.textChanged.connect(self._search)
        self.list.currentItemChanged.connect(self._tell)
        self.list.itemClicked.connect(lambda _: self._run())
        self.finished.connect(self._go_back)
        studio.theme.changed.connect(self._repaint)
        # Rows take the height that the style sheet gives them.
        self.list.ensurePolished()
        self._search("")
        self._place(parent)

    @property
    def titles(self) -> list[str]:
        """The titles on show, from top to bottom."""
        items = (
            self.list.topLevelItem(k) for k in range(self.list.topLevelItemCount())
        )
        return [item.text(0) for item in items if item is not None]

    @property
    def note(self) -> str:
        """What is said of the marked command."""
        return self._note.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrow keys move in the list while the keys go to the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self.list.event(event)
                return True
            if event.key() in _ENTERS:
                self._run()
                return True
        return bool(super().eventFilter(watched, event))

    def _make_field(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName("palette-text")
        field.setAccessibleName(tr("Command"))
        field.setPlaceholderText(tr("Type some letters of what you want to do"))
        field.setToolTip(tr("Up, Down: choose; Enter: do it; Escape: close"))
        field.installEventFilter(self)
        return field

    def _make_list(self) -> QTreeWidget:
        found = QTreeWidget(self)
        found.setObjectName("palette-list")
        found.setAccessibleName(tr("Commands found"))
        found.setToolTip(tr("The commands that were found, the best first"))
        found.setColumnCount(3)
        found.setHeaderHidden(True)
        found.setRootIsDecorated(False)
        found.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        found.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = found.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return found

    def _place(self, parent: QWidget) -> None:
        wide, high = (scaled(length) for length in SIZE)
        self.resize(
            min(wide, parent.width() - 20), min(high, parent.height() - BELOW_TOP - 20)
        )
        corner = QPoint((parent.width() - self.width()) // 2, BELOW_TOP)
        self.move(parent.mapToGlobal(corner))

    # -- Finding

    def _search(self, query: str) -> None:
        found = ranked(self._commands, query, self._studio.settings.values.commands)
        self.list.clear()
        self.list.addTopLevelItems([_row(command) for command in found])
        self._repaint()
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        else:
            self._note.setText(tr("Nothing has such a name."))

    def _repaint(self) -> None:
        muted = QBrush(QColor(self._studio.theme.colours.muted))
        for index in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(index)
            if item is not None:
                is_enabled = item.data(0, _ROLE).is_enabled
                for column in range(0 if not is_enabled else 1, 3):
                    item.setForeground(column, muted)

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        command: Command = item.data(0, _ROLE)
        said = command.tip
        if not command.is_enabled:
            said = tr("Not possible now. {tip}", tip=command.tip)
        self._note.setText(said)
        spoken = tr(
            "{title}, {path}. {tip}", title=command.title, path=command.path, tip=said
        )
        self.text.setAccessibleDescription(spoken)

    # -- Running

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        command: Command = item.data(0, _ROLE)
        if command.is_enabled:
            self._studio.settings.add_command(command.name)
            self._chosen = command.run
            self.accept()

    def _go_back(self) -> None:
        """Give the keys back to where they were, then run what was chosen."""
        window, before, run = self._window, self._before, self._chosen
        window.activateWindow()
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        if run is not None:
            # Not before this dialog is gone: it would stand in a dialog's way.
            QTimer.singleShot(0, window, run)


def _row(command: Command) -> QTreeWidgetItem:
    path = command.path
    if not command.is_enabled:
        path = tr("{path} · not now", path=path)
    item = QTreeWidgetItem([command.title, path, command.keys])
    item.setData(0, _ROLE, command)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    item.setTextAlignment(2, right)
    return item

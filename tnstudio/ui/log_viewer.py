"""The window that shows the end of the program's log, and what is added to it."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.log_text import LEVELS, LogEntry, chosen, end_of_log, entries
from tnstudio.texts import marked, plural, tr
from tnstudio.ui.widgets.choice import Choice

LOOK_MILLISECONDS = 500
"""Between two looks at the size of the file."""

SIZE = 820, 520

_LEAST = (
    (LEVELS[0], marked("All")),
    (LEVELS[2], marked("Warnings and errors")),
    (LEVELS[3], marked("Errors only")),
)


_open_viewers: set["LogViewer"] = set()


def show_log(file: Path | None, parent: QWidget | None) -> "LogViewer":
    """Open the log in a window of its own."""
    viewer = LogViewer(file, parent)
    # One without a parent would go with its last reference.
    _open_viewers.add(viewer)
    viewer.finished.connect(lambda: _open_viewers.discard(viewer))
    viewer.show()
    return viewer


class LogViewer(QDialog):
    """The log, filtered by level and words; stays open beside the window.

    Parameters
    ----------
    file : Path or None
        The log; None if there is no file.
    parent : QWidget, optional
    """

    def __init__(self, file: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log-viewer")
        self.setWindowTitle(tr("Log"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._file = file
        self._size = -1
        self._entries: tuple[LogEntry, ...] = ()
        self.level = self._make_level()
        self.search = self._make_search()
        self.text = self._make_text()
        self._told = QLabel(self)
        self._told.setObjectName("log-told")
        self._told.setProperty("role", "muted")
        self._lay_out()
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MILLISECONDS)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()
        self._show()
        self.refresh()
        self.resize(*SIZE)

    def refresh(self) -> None:
        """Read what was logged since."""
        size = _size_of(self._file)
        if self._file is not None and size != self._size:
            self._size = size
            self._entries = entries(end_of_log(self._file))
            self._show()

    def _make_level(self) -> Choice:
        level = Choice(self)
        level.setObjectName("log-level")
        level.setAccessibleName(tr("Level"))
        level.setToolTip(tr("Which entries to show"))
        for value, text in _LEAST:
            level.addItem(tr(text), value)
        level.setMinimumContentsLength(18)
        level.activated.connect(self._show)
        return level

    def _make_search(self) -> QLineEdit:
        search = QLineEdit(self)
        search.setObjectName("log-search")
        search.setAccessibleName(tr("Search the log"))
        search.setPlaceholderText(tr("Search"))
        search.setToolTip(tr("Show only entries with these words"))
        search.setClearButtonEnabled(True)
        search.textChanged.connect(self._show)
        return search

    def _make_text(self) -> QPlainTextEdit:
        text = QPlainTextEdit(self)
        text.setObjectName("log-text")
        text.setAccessibleName(tr("Log"))
        text.setToolTip(tr("The last entries, the newest at the bottom"))
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        text.setStyleSheet(f'font-family: "{fixed}";')
        keys = Qt.TextInteractionFlag
        text.setTextInteractionFlags(
            keys.TextSelectableByMouse | keys.TextSelectableByKeyboard
        )
        return text

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        label = QLabel(tr("&Show:"), self)
        label.setBuddy(self.level)
        above.addWidget(label)
        above.addWidget(self.level)
        above.addWidget(self.search, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.addLayout(above)
        layout.addWidget(self.text, 1)
        layout.addWidget(self._told)
        layout.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        close = box.addButton(QDialogButtonBox.StandardButton.Close)
        close.setObjectName("log-close")
        close.setToolTip(tr("Close this window (Escape)"))
        for name, text, tip, act in (
            ("log-copy", tr("&Copy"), tr("Copy the entries on show"), self._copy),
            (
                "log-folder",
                tr("&Open folder"),
                tr("Show the folder of the log in the file manager"),
                self._open_folder,
            ),
        ):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            button.setEnabled(self._file is not None)
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.reject)
        return box

    def _show(self) -> None:
        shown = chosen(self._entries, self.level.currentData(), self.search.text())
        bar = self.text.verticalScrollBar()
        follows = bar.value() == bar.maximum()
        place = bar.value()
        self.text.setPlainText("\n".join(entry.text for entry in shown))
        bar.setValue(bar.maximum() if follows else place)
        where = tr("There is no log file") if self._file is None else str(self._file)
        many = plural("{number} entry", "{number} entries", len(shown))
        self._told.setText(f"{many} · {where}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _open_folder(self) -> None:
        if self._file is not None:
            folder = QUrl.fromLocalFile(str(self._file.parent))
            QDesktopServices.openUrl(folder)


def _size_of(file: Path | None) -> int:
    try:
        return -1 if file is None else file.stat().st_size
    except OSError:
        return 0

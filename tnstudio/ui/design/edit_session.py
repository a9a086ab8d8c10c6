"""What is one step of the history while users type or turn numbers."""

from PySide6.QtCore import QObject, QTimer

PAUSE_MILLISECONDS = 1200
"""Changes of one field without such a pause are one step of the history."""


class EditSession(QObject):
    """Hands out keys by which edits in a row are merged into one step."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self.end)

    def key(self, field: object) -> tuple[object, object, int]:
        """Return the key of an edit of a field, and wait for the next."""
        self._pause.start()
        return id(self), field, self._number

    def end(self) -> None:
        """Let the next edit be a step of its own."""
        self._number += 1

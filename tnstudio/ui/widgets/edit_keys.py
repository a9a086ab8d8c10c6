"""The keys of editing, kept by a list that stands beside the design."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

_KEYS = QKeySequence.StandardKey
_KEPT = (_KEYS.Copy, _KEYS.Cut, _KEYS.Paste, _KEYS.Delete, _KEYS.SelectAll)
_CLAIMED = (_KEYS.Delete, _KEYS.Copy, _KEYS.SelectAll)


class EditKeys(QObject):
    """Keeps Delete, Ctrl+C and the like of a widget from the design's selection.

    Attributes
    ----------
    copy_wanted : Signal
        The user has pressed the keys for Copy.
    """

    copy_wanted = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the keys before the window takes them as its own."""
        if not isinstance(event, QKeyEvent) or not _is_kept(event):
            return bool(super().eventFilter(watched, event))
        event.accept()
        if event.type() == QEvent.Type.KeyPress and event.matches(_KEYS.Copy):
            self.copy_wanted.emit()
        return True


def _is_kept(event: QKeyEvent) -> bool:
    return any(event.matches(key) for key in _KEPT)


def claims_key(event: QEvent) -> bool:
    """Claim Delete, Copy and Select all for a table that has its own use for them.

    To be asked in the table's ``event``: the window has these keys for the design's
    selection, and takes them unless the table says first that it wants them.
    """
    if (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and any(event.matches(key) for key in _CLAIMED)
    ):
        event.accept()
        return True
    return False

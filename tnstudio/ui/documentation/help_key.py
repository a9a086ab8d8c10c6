"""F1: from whatever has the focus, or is pointed at, to where it is explained."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QCursor, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from tnstudio.ui.documentation.topics import place_of
from tnstudio.ui.studio import Studio

KEY = "F1"

_STILL = 4
"""Pixels that a pointer may have moved and yet point at nothing on purpose."""


class Documentation(QObject):
    """Shows the documentation of one main window and of its dialogs.

    A dialog keeps all other windows from being used while it is open, but not
    its own: over a dialog the documentation is another window, which goes with
    it.

    Parameters
    ----------
    studio : Studio
    window : QWidget
        The main window.
    """

    def __init__(self, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self._studio, self._window = studio, window
        self._pointed_at = QCursor.pos()
        self._application().focusChanged.connect(self._take_focus)

    @property
    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions do that belong here, by name."""
        return {"documentation": self.explain}

    def show_place(self, place: str) -> None:
        """Show ``page#anchor`` in front of all else."""
        # Here and not above: a start does not need it.
        from tnstudio.ui.documentation.window import DocumentationWindow

        owner = self._owner()
        shown: Any = self._kept(owner)
        if shown is None:
            shown = DocumentationWindow(self._studio, owner)
        shown.open_at(place)

    def close(self) -> None:
        """Close the window over the main window, which is about to close."""
        shown = self._kept(self._window)
        if shown is not None:
            shown.close()

    def explain(self) -> None:
        """Show what belongs to the control in use."""
        self.show_place(place_of(self._in_question()))

    def _in_question(self) -> QWidget | None:
        """Return what was pointed at since the focus moved last, else the focus."""
        there = QCursor.pos()
        if (there - self._pointed_at).manhattanLength() > _STILL:
            pointed = self._under(there)
            if pointed is not None:
                return pointed
        return QApplication.focusWidget() or QApplication.activeWindow()

    def _under(self, place: QPoint) -> QWidget | None:
        widget = QApplication.widgetAt(place)
        active = QApplication.activeWindow()
        return widget if widget is not None and widget.window() is active else None

    def _owner(self) -> QWidget:
        return QApplication.activeModalWidget() or self._window

    def _kept(self, owner: QWidget) -> QWidget | None:
        return owner.findChild(
            QWidget, "documentation", Qt.FindChildOption.FindDirectChildrenOnly
        )

    def _take_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._pointed_at = QCursor.pos()
        if new is not None:
            self._serve(new.window())

    def _serve(self, window: QWidget) -> None:
        """Let F1 work in a dialog, which the window's actions do not reach."""
        is_ours = window is self._window or window.objectName() == "documentation"
        if is_ours or not self._belongs(window) or self._has_key(window):
            return
        shortcut = QShortcut(QKeySequence(KEY), window, self.explain)
        shortcut.setObjectName("documentation-key")

    def _has_key(self, window: QWidget) -> bool:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return window.findChild(QShortcut, "documentation-key", direct) is not None

    def _belongs(self, window: QWidget) -> bool:
        holder = window.parentWidget()
        while holder is not None and holder is not self._window:
            holder = holder.parentWidget()
        return holder is self._window

    def _application(self) -> QApplication:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise TypeError("Windows need a QApplication")
        return app

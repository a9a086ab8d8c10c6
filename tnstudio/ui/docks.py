"""The docks at the bottom of the window, and the actions that show them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget


class Docks:
    """Tabbed docks; each is shown and hidden by an action that tells which it is.

    Parameters
    ----------
    window : QMainWindow
    """

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._docks: dict[str, QDockWidget] = {}
        self._actions: dict[str, QAction] = {}

    def add(self, name: str, title: str, widget: QWidget, action: QAction) -> None:
        """Add a dock, hidden; its action becomes a mark of whether it is shown."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock-{name}")
        dock.setWidget(widget)
        self._window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        for other in self._docks.values():
            self._window.tabifyDockWidget(other, dock)
        dock.hide()
        dock.visibilityChanged.connect(lambda: self._mark(name))
        self._docks[name], self._actions[name] = dock, action

    def toggle(self, name: str) -> None:
        """Show a dock in front, or hide it if it is there."""
        dock = self._docks[name]
        if dock.isVisible() and not dock.visibleRegion().isEmpty():
            dock.hide()
        else:
            self.show(name)
        self._mark(name)

    def show(self, name: str) -> None:
        """Show a dock in front, with the keys going to it."""
        dock = self._docks[name]
        dock.show()
        dock.raise_()
        dock.widget().setFocus()

    def _mark(self, name: str) -> None:
        """Let the action tell whether the dock is shown, if behind another."""
        self._actions[name].setChecked(not self._docks[name].isHidden())

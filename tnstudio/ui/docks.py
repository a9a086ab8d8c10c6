"""The docks at the bottom of the window, and the actions that show them."""

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget


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
        self._tend_tabs()

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

    def restore(self, state: QByteArray, version: int) -> None:
        """Put the docks to where a state of the window has them."""
        self._window.restoreState(state, version)
        # The tabs from before, which are not needed now, would lie over the menus
        # until Qt comes to remove them.
        layout = self._window.layout()
        if layout is not None:
            layout.activate()
        for tabs in self._tab_bars():
            QCoreApplication.sendPostedEvents(tabs, QEvent.Type.DeferredDelete)
        self._let_keys_come()

    def _tab_bars(self) -> list[QTabBar]:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return self._window.findChildren(QTabBar, options=direct)

    def _let_keys_come(self) -> None:
        """Let Tab come to the tabs of docks only where there are any to be seen."""
        for tabs in self._tab_bars():
            keys = Qt.FocusPolicy
            tabs.setFocusPolicy(keys.TabFocus if tabs.count() > 1 else keys.NoFocus)

    def _mark(self, name: str) -> None:
        """Let the action tell whether the dock is shown, if behind another."""
        self._actions[name].setChecked(not self._docks[name].isHidden())
        self._tend_tabs()

    def _tend_tabs(self) -> None:
        # Qt changes the tabs after it has told of the dock.
        QTimer.singleShot(0, self._window, self._let_keys_come)

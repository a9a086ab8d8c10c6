"""Views of a page that are stored under numbers and gone back to."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from tnstudio.texts import tr
from tnstudio.ui.design.navigation import NavigableView, ViewPlace
from tnstudio.ui.design.tools import tool
from tnstudio.ui.theme import Theme

SLOTS = 4


class StoredViews(QObject):
    """Remembers places of a view while a project is open.

    Keys over the page: Alt+1 to Alt+4 go to a view, with shift they store it.

    Parameters
    ----------
    view : NavigableView
    page : QWidget
        The keys work in it.
    """

    def __init__(self, view: NavigableView, page: QWidget) -> None:
        super().__init__(page)
        self._view = view
        self._places: dict[int, ViewPlace] = {}
        for slot in range(1, SLOTS + 1):
            self._add_key(page, f"Alt+{slot}", partial(self.recall, slot))
            self._add_key(page, f"Alt+Shift+{slot}", partial(self.store, slot))

    def _add_key(self, page: QWidget, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: act())

    @property
    def places(self) -> dict[int, ViewPlace]:
        """The stored places by their numbers."""
        return dict(self._places)

    def store(self, slot: int) -> None:
        """Remember what is in view now."""
        self._places[slot] = self._view.place()

    def recall(self, slot: int) -> None:
        """Go back to a view; nothing happens if there is none."""
        if slot in self._places:
            self._view.go_to_place(self._places[slot])

    def forget(self, slot: int) -> None:
        """Remember a view no longer."""
        self._places.pop(slot, None)

    def forget_all(self) -> None:
        """Remember nothing: another project is open."""
        self._places.clear()

    # -- The menu

    def button(self, theme: Theme, parent: QWidget) -> QToolButton:
        """Make a button whose menu stores, recalls and forgets."""
        made = tool(
            theme,
            parent,
            "stored-views",
            "mdi6.bookmark-outline",
            tr("Stored views (Alt+1 … Alt+4; with Shift to store)"),
        )
        menu = QMenu(made)
        menu.setObjectName("stored-views-menu")
        menu.aboutToShow.connect(lambda: self._fill(menu))
        made.setMenu(menu)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._fill(menu)
        return made

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for slot in range(1, SLOTS + 1):
            place = self._places.get(slot)
            text = (
                tr("Go to view {slot} · zoom {zoom:.3g}", slot=slot, zoom=place.zoom)
                if place
                else tr("Go to view {slot} · empty", slot=slot)
            )
            act = self._row(menu, "recall", slot, text, self.recall)
            act.setEnabled(place is not None)
        menu.addSeparator()
        for slot in range(1, SLOTS + 1):
            self._row(
                menu, "store", slot, tr("Store as view {slot}", slot=slot), self.store
            )
        if self._places:
            menu.addSeparator()
            for slot in sorted(self._places):
                self._row(
                    menu,
                    "forget",
                    slot,
                    tr("Forget view {slot}", slot=slot),
                    self.forget,
                )

    def _row(
        self, menu: QMenu, verb: str, slot: int, text: str, act: Callable[[int], None]
    ) -> QAction:
        row: QAction = menu.addAction(text)
        row.setObjectName(f"view-{verb}-{slot}")
        keys = {"recall": f"Alt+{slot}", "store": f"Alt+Shift+{slot}"}.get(verb)
        if keys:
            # Shown only: the page's own shortcuts act, or each key would be twice.
            row.setText(f"{text}\t{keys}")
        row.triggered.connect(lambda _checked=False: act(slot))
        return row

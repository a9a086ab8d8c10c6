"""Pages under tabs, each made when it is first shown."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.widgets.tab_buttons import TabButtons


class PageTabs(QWidget):
    """A row of tabs and the page of the one that is chosen.

    Parameters
    ----------
    name : str
        Start of the object names.
    title : str
        What these are the pages of.
    wraps : bool
        Whether tabs that do not fit begin another row; else they are scrolled.

    Attributes
    ----------
    turned : Signal of str
        Another page is on show.
    wants_workspace : Signal of str
        A page wants its user to go to another workspace.
    """

    turned = Signal(str)
    wants_workspace = Signal(str)

    def __init__(
        self,
        name: str,
        title: str,
        parent: QWidget | None = None,
        *,
        wraps: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}-paged")
        self._name = name
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._titles: dict[str, str] = {}
        self._pages: dict[str, QWidget] = {}
        self._tabs = TabButtons(self) if wraps else _tab_bar(self)
        self._tabs.setObjectName(f"{name}-pages")
        self._tabs.setAccessibleName(tr("Pages of {title}", title=title))
        self._stack = QStackedWidget(self)
        self._stack.setObjectName(f"{name}-page")
        self._tabs.currentChanged.connect(self._turn_to)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._tabs)
        layout.addWidget(self._stack, 1)

    @property
    def stack(self) -> QWidget:
        """The parent of all pages."""
        return self._stack

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the pages, in the order of their tabs."""
        return tuple(self._makers)

    @property
    def current(self) -> str:
        """Name of the page on show."""
        return self.names[self._tabs.currentIndex()]

    def title(self, name: str) -> str:
        """Return what a page is called, without its mnemonic."""
        return without_mnemonic(self._titles[name])

    def add(self, name: str, title: str, tip: str, make: Callable[[], QWidget]) -> None:
        """Add a page at the end; the first one is shown at once."""
        self._makers[name] = make
        self._titles[name] = title
        if isinstance(self._tabs, TabButtons):
            self._tabs.add_tab(f"{self._name}-tab-{name}", title, tip)
        else:
            index = self._tabs.addTab(title)
            self._tabs.setTabToolTip(index, tip)

    def page(self, name: str) -> QWidget:
        """Return a page by name, built if it was not."""
        if name not in self._pages:
            page = self._makers[name]()
            page.setObjectName(page.objectName() or f"page-{name}")
            self._pages[name] = page
            self._stack.addWidget(page)
            wants = getattr(page, "wants_workspace", None)
            if wants is not None:
                wants.connect(self.wants_workspace)
        return self._pages[name]

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        self._tabs.setCurrentIndex(self.names.index(name))

    def _turn_to(self, index: int) -> None:
        name = self.names[index]
        self._stack.setCurrentWidget(self.page(name))
        self.turned.emit(name)


def _tab_bar(parent: QWidget) -> QTabBar:
    tabs = QTabBar(parent)
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    return tabs

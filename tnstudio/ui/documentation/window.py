"""The window that shows the documentation."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.documentation import FIRST_PAGE, PAGES, read_page, sections
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.documentation.contents import Contents
from tnstudio.ui.documentation.page_view import PageView
from tnstudio.ui.placement import clamp_to_screens, packed, unpacked
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.text_scale import scaled

_FIRST_SIZE = (1000, 720)

_OUTSIDE = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a reader was: a page and how far it was scrolled."""

    page: str
    scrolled: int


class DocumentationWindow(QWidget):
    """Contents and search at the left, the page at the right.

    Parameters
    ----------
    studio : Studio
    parent : QWidget, optional
        Over which it stays; it is a window of its own all the same.
    open_outside : callable
        Shows an address that is no page; by default the desktop does.
    """

    def __init__(
        self,
        studio: Studio,
        parent: QWidget | None = None,
        open_outside: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("documentation")
        self._settings = studio.settings
        self._show_error = studio.show_error
        self._open_outside = open_outside
        self._page = ""
        self._was_opened = False
        self._behind: list[Stop] = []
        self._ahead: list[Stop] = []
        self.contents = Contents(self)
        self.view = PageView(studio.theme, self)
        self.back = _button("documentation-back", tr("Back"), tr("Alt+Left"))
        self.forward = _button("documentation-forward", tr("Forward"), tr("Alt+Right"))
        studio.theme.keep_icon(self.back, "mdi6.arrow-left")
        studio.theme.keep_icon(self.forward, "mdi6.arrow-right")
        self._where = QLabel(self)
        self._where.setObjectName("documentation-where")
        self._where.setProperty("role", "subheading")
        self._lay_out()
        self._connect()
        self._place()
        self.show_place(FIRST_PAGE)
        self.view.setFocus()

    @property
    def page(self) -> str:
        """Name of the page on show."""
        return self._page

    def open_at(self, place: str) -> None:
        """Show the window, in front, and a place in it.

        The page that it began with was not read: there is no way back to it.
        """
        self.show()
        self.raise_()
        self.activateWindow()
        self.show_place(place)
        if not self._was_opened:
            self._was_opened = True
            self._behind.clear()
            self._show_ways()

    def show_place(self, place: str, words: tuple[str, ...] = ()) -> None:
        """Show a page, from the heading on that ``page#anchor`` names.

        Parameters
        ----------
        place : str
        words : tuple of str
            Marked on the page.
        """
        page, _, anchor = place.partition("#")
        page = page or self._page
        if self._page:
            self._behind.append(Stop(self._page, self.view.place))
        self._ahead.clear()
        if self._turn_to(page):
            self.view.light_up(words)
            self.view.go_to(anchor or 0)
            self.contents.show_place(page, anchor)
        self._show_ways()

    # -- Construction

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.back)
        head.addWidget(self.forward)
        head.addSpacing(6)
        head.addWidget(self._where, 1)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setObjectName("documentation-split")
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(8)
        self._split.addWidget(self.contents)
        self._split.addWidget(right)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([scaled(230), 1000])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._split)

    def _connect(self) -> None:
        self.contents.chosen.connect(self.show_place)
        self.view.anchorClicked.connect(self._follow_link)
        self.view.turned.connect(self._turn)
        self.back.clicked.connect(partial(self._turn, -1))
        self.forward.clicked.connect(partial(self._turn, 1))
        for keys, act in (
            ("Alt+Left", partial(self._turn, -1)),
            ("Alt+Right", partial(self._turn, 1)),
            ("Alt+Home", partial(self.show_place, FIRST_PAGE)),
            ("Ctrl+F", self._begin_search),
            ("Ctrl+W", self.close),
            ("Escape", self._escape),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def _place(self) -> None:
        self.setMinimumSize(560, 400)
        self.resize(*_FIRST_SIZE)
        kept = self._settings.values.documentation_geometry
        if kept:
            self.restoreGeometry(unpacked(kept))
        clamp_to_screens(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep size and place."""
        self._settings.change(documentation_geometry=packed(self.saveGeometry()))
        super().closeEvent(event)

    # -- Turning pages

    def _turn_to(self, page: str) -> bool:
        """Show a page if it is another one; tell whether it is there."""
        if page == self._page:
            return True
        try:
            text = read_page(page)
        except TNStudioError as error:
            self._show_error(error)
            return False
        self._page = page
        self.view.show_page(text, tuple(s.anchor for s in sections(page)))
        title = next(tr(row.title) for row in PAGES if row.name == page)
        self._where.setText(title)
        self.setWindowTitle(tr("{page} – Documentation", page=title))
        return True

    def _turn(self, step: int, _checked: bool = False) -> None:
        """Go back (-1) or forward (1) to where the reader was."""
        source, target = (
            (self._behind, self._ahead) if step < 0 else (self._ahead, self._behind)
        )
        if not source:
            return
        target.append(Stop(self._page, self.view.place))
        stop = source.pop()
        if self._turn_to(stop.page):
            self.view.light_up(())
            self.view.go_to(stop.scrolled)
            self.contents.show_place(stop.page, "")
        self._show_ways()

    def _show_ways(self) -> None:
        self.back.setEnabled(bool(self._behind))
        self.forward.setEnabled(bool(self._ahead))

    def _begin_search(self) -> None:
        self.contents.search.setFocus()
        self.contents.search.selectAll()

    def _escape(self) -> None:
        """Give the search up, or close the window if nothing is looked for."""
        if self.contents.words:
            self.contents.search.clear()
            self.contents.look()
        else:
            self.close()

    def _follow_link(self, link: QUrl) -> None:
        if link.scheme() in _OUTSIDE:
            self._open_outside(link)
        else:
            # From a translated page, one that is not is in the folder above.
            name = link.path().removeprefix("../").removesuffix(".md")
            self.show_place(f"{name}#{link.fragment()}")


def _button(name: str, label: str, keys: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setAccessibleName(label)
    button.setToolTip(f"{label} ({keys})")
    return button

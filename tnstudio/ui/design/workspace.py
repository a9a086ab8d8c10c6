"""The Design workspace: outline, pages and inspector over one document."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.document import Changes, Part
from tnstudio.app.files import SUFFIX
from tnstudio.app.items import still_there
from tnstudio.app.selection import Selection
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.texts import tr
from tnstudio.ui.design.circuit_inspector import CircuitInspector
from tnstudio.ui.design.export import Exportable, Wish
from tnstudio.ui.design.export_dialog import ExportDialog
from tnstudio.ui.design.inspector import Inspector
from tnstudio.ui.design.outline import Outline
from tnstudio.ui.design.pages import PAGES
from tnstudio.ui.design.tools import tool
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.document_view import DocumentView
from tnstudio.ui.widgets.in_turns import Making, finish
from tnstudio.ui.widgets.text_scale import scaled

WIDTH_FOR_OUTLINE = 1120
"""Below this width the outline is shown on demand only."""

_LEAST_CENTRE = 400


SIDES = 214, 316
"""Widths of outline and inspector, in pixels for texts of the usual size."""

WIDTH, LEAST_MIDDLE = 1230, 320
"""Of the whole, by which the drawing in the middle gets the rest; and its least."""


class DesignWorkspace(DocumentView):
    """The network drawn, listed and edited."""

    title = tr("Design")
    follows = Part.NETWORK | Part.SELECTION

    def __init__(
        self, studio: Studio, parent: QWidget | None = None, *, at_once: bool = True
    ) -> None:
        super().__init__(studio, parent)
        self.setObjectName("workspace-design")
        self._outline_was_chosen = False
        self._pages: dict[str, QWidget] = {}
        self.making = self._make(studio)
        if at_once:
            finish(self.making)

    def _make(self, studio: Studio) -> Making:
        self.outline = Outline(self)
        self.outline.selected.connect(self._select)
        yield
        self.inspector = Inspector(studio, self)
        yield
        self.circuit_inspector = CircuitInspector(studio, self)
        yield
        self._inspectors = QStackedWidget(self)
        self._inspectors.setObjectName("design-inspectors")
        self._inspectors.addWidget(self.inspector)
        self._inspectors.addWidget(self.circuit_inspector)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setObjectName("design-splitter")
        splitter.setHandleWidth(4)
        left = self._left_side()
        middle = self._middle()
        yield
        for widget in (left, middle, self._inspectors):
            splitter.addWidget(widget)
        splitter.setStretchFactor(1, 1)
        splitter.setCollapsible(1, False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self._splitter = splitter
        self._share_width()
        studio.theme.resized.connect(self._share_width)
        self._show_tabs()

    def _share_width(self) -> None:
        """Give outline and inspector what their texts need, and the drawing the rest.

        Texts that are very large take no more: the drawing is what it is about.
        """
        left, right = (min(scaled(width), 3 * width // 2) for width in SIDES)
        middle = max(WIDTH - left - right, LEAST_MIDDLE)
        self._splitter.setSizes([left, middle, right])

    # -- What every workspace does

    def rehearse(self) -> None:
        """Bring the page on show into a state worth a picture."""
        self.page(self.current_page).rehearse()  # type: ignore[attr-defined]

    def is_quiet(self) -> bool:
        """Tell whether all is drawn."""
        page = self.page(self.current_page)
        return self.is_fresh and page.is_quiet()  # type: ignore[attr-defined]

    # -- Pages

    @property
    def page_names(self) -> tuple[str, ...]:
        """Names of the pages that suit the network."""
        network = self._studio.document.network
        return tuple(row.name for row in PAGES if row.suits(network))

    @property
    def current_page(self) -> str:
        """Name of the page on show."""
        return PAGES[self._tabs.currentIndex()].name

    def page(self, name: str) -> QWidget:
        """Return a page by name, built if it was not."""
        if name not in self._pages:
            row = next(row for row in PAGES if row.name == name)
            page = row.make(self._studio, self)
            page.setObjectName(f"page-{name}")
            self._pages[name] = page
            self._stack.addWidget(page)
            self._tools.addWidget(page.tools)  # type: ignore[attr-defined]
            wants = getattr(page, "wants_page", None)
            if wants is not None:
                wants.connect(self.show_page)
        return self._pages[name]

    def show_page(self, name: str) -> None:
        """Bring a page to the front, if there is one for this network."""
        index = next(k for k, row in enumerate(PAGES) if row.name == name)
        if self._tabs.isTabVisible(index):
            self._tabs.setCurrentIndex(index)

    def export_picture(self, project: Path) -> None:
        """Ask how the page on show is to be saved as a picture, beside a project.

        A page that is no drawing gives way to the one of the whole design.
        """
        if not isinstance(self.page(self.current_page), Exportable):
            self.show_page(self.page_names[0])
        page = self.page(self.current_page)
        if isinstance(page, Exportable):
            try:
                page.export_source(Wish())
            except TNStudioError as error:
                self._studio.show_error(error)
                return
            beside = project.with_name(project.name.removesuffix(SUFFIX))
            dialog = ExportDialog(self._studio, page, beside, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on to the page.

        A focus proxy would do so for Tab, too, and all between the workspace
        and its page could not be reached.
        """
        super().focusInEvent(event)
        self.page(self.current_page).setFocus(event.reason())

    def _turn_to(self, index: int) -> None:
        shown = self._stack.currentWidget()
        focused = QApplication.focusWidget()
        had_focus = bool(shown and focused and shown.isAncestorOf(focused))
        page = self.page(PAGES[index].name)
        self._stack.setCurrentWidget(page)
        self._tools.setCurrentWidget(page.tools)  # type: ignore[attr-defined]
        if had_focus:
            page.setFocus()

    def _show_tabs(self) -> None:
        """Offer the pages that suit the network; stay on one if it does."""
        names = self.page_names
        suits = [row.name in names for row in PAGES]
        if not suits[self._tabs.currentIndex()]:
            self._tabs.setTabVisible(suits.index(True), True)
            self._tabs.setCurrentIndex(suits.index(True))
        for index, shown in enumerate(suits):
            self._tabs.setTabVisible(index, shown)
        self._tabs.setVisible(sum(suits) > 1)
        # Qt leaves room for the tabs that went, and none for those that came.
        self._tabs.updateGeometry()

    # -- Construction

    def _left_side(self) -> QWidget:
        self._side = QWidget(self)
        self._side.setMinimumWidth(150)
        layout = QVBoxLayout(self._side)
        layout.setContentsMargins(10, 10, 0, 10)
        layout.addWidget(self.outline)
        return self._side

    def _middle(self) -> QWidget:
        self._centre = middle = QWidget(self)
        self._outline_button = tool(
            self._studio.theme,
            middle,
            "outline-toggle",
            "mdi6.file-tree-outline",
            tr("Show the outline"),
        )
        self._outline_button.setCheckable(True)
        self._outline_button.setChecked(True)
        self._outline_button.clicked.connect(self._toggle_outline)
        self._tabs = QTabBar(middle)
        self._tabs.setObjectName("design-pages")
        self._tabs.setAccessibleName(tr("Pages of Design"))
        self._tabs.setDrawBase(False)
        self._tabs.setUsesScrollButtons(False)
        self._tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self._tools = QStackedWidget(middle)
        self._stack = QStackedWidget(middle)
        self._stack.setObjectName("design-page")
        for index, row in enumerate(PAGES):
            self._tabs.addTab(row.title)
            self._tabs.setTabToolTip(index, row.tip)
        self._turn_to(0)
        self._tabs.currentChanged.connect(self._turn_to)
        bar = QHBoxLayout()
        bar.setSpacing(2)
        bar.addWidget(self._outline_button)
        bar.addSpacing(6)
        bar.addWidget(self._tabs)
        bar.addSpacing(6)
        bar.addWidget(self._tools, 1)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(6, 10, 2, 10)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._stack, 1)
        return middle

    # -- Room for the outline

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give a small window's room to the page, unless the user chose."""
        super().resizeEvent(event)
        if not self._outline_was_chosen:
            least = max(WIDTH_FOR_OUTLINE, scaled(WIDTH_FOR_OUTLINE))
            self._show_outline(shown=event.size().width() >= least)

    def _toggle_outline(self, shown: bool) -> None:
        self._outline_was_chosen = True
        self._show_outline(shown=shown)

    def _show_outline(self, *, shown: bool) -> None:
        self._side.setVisible(shown)
        # Without the outline, tabs and tools get all the room they need. With it
        # they do with less, or the window could not be made so small that it hides.
        self._centre.setMinimumWidth(_LEAST_CENTRE if shown else 0)
        self._outline_button.setChecked(shown)

    # -- Following the document

    def _follow(self, changes: Changes) -> None:
        if Part.NETWORK in changes.parts:
            self._drop_lost_selection()
        super()._follow(changes)

    def _drop_lost_selection(self) -> None:
        """Select no longer what is not there any more; see `still_there`."""
        document = self._studio.document
        document.select(still_there(document.network, document.selection), self)

    def refresh(self, parts: Part) -> None:
        """Show the network and what is selected in outline and inspector."""
        document = self._studio.document
        network, selection = document.network, document.selection
        if Part.NETWORK in parts:
            self._show_tabs()
            self.outline.show_network(network)
            self._show_inspector(network, selection)
        self.outline.show_selection(selection)
        self._inspector_of(network).show_selection(network, selection)

    def _show_inspector(self, network: Network, selection: Selection) -> None:
        inspector = self._inspector_of(network)
        self._inspectors.setCurrentWidget(inspector)
        inspector.show_network(network, selection)

    def _inspector_of(self, network: Network) -> Inspector | CircuitInspector:
        return self.inspector if network.circuit is None else self.circuit_inspector

    def _select(self, selection: Selection) -> None:
        self._studio.document.select(selection, self)

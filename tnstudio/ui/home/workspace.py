"""The Home workspace."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QMetaMethod, QPoint, QRect, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QFocusEvent,
    QGuiApplication,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.document import EVERYTHING, Changes
from tnstudio.app.files import samples
from tnstudio.app.jobs import Cancelled, Failed, Finished, Happened, Job, JobEvent
from tnstudio.texts import marked, tr, without_mnemonic
from tnstudio.ui.home.glancing import glancing
from tnstudio.ui.home.tile_painting import GAP
from tnstudio.ui.home.tiles import TileList
from tnstudio.ui.studio import Studio

MARGIN = 16
"""At the edges, in pixels: four tiles fit beside each other in the smallest window."""


@dataclass(frozen=True, slots=True)
class HelpLink:
    """A page of the documentation that Home leads to."""

    page: str
    text: str
    tip: str
    icon: str


HELP_LINKS = (
    HelpLink(
        "quick-start",
        marked("Quick start"),
        marked("From a sample to a chip that runs, in five minutes"),
        "mdi6.rocket-launch-outline",
    ),
    HelpLink(
        "concepts",
        marked("Concepts"),
        marked("Cores, axons, neurons, ticks: what such chips compute"),
        "mdi6.lightbulb-outline",
    ),
    HelpLink(
        "design",
        marked("Design"),
        marked("How to lay out layers and build free cores"),
        "mdi6.vector-square",
    ),
    HelpLink(
        "train",
        marked("Train"),
        marked("How to train a design and to measure it on a chip"),
        "mdi6.chart-line",
    ),
    HelpLink(
        "simulate",
        marked("Simulate"),
        marked("How to run a chip tick by tick, and to look inside"),
        "mdi6.pulse",
    ),
)
"""The names of the pages are those that `HomeWorkspace.wants_help` tells."""


class HomeWorkspace(QWidget):
    """Recent projects and samples as tiles, and what else to begin with.

    Attributes
    ----------
    wants_new, wants_open : Signal
        A new project is wanted, or a file to be chosen and opened.
    wants_file : Signal of Path
        This project shall be opened.
    wants_tour : Signal
        Somebody wants to be shown around.
    wants_help : Signal of str
        This page of the documentation is wanted; see `HELP_LINKS`. While nobody
        listens there are no links to it.
    wants_workspace : Signal of str
        Another project is open: it is to be seen there.
    """

    title = tr("Home")
    wants_new = Signal()
    wants_open = Signal()
    wants_file = Signal(object)
    wants_tour = Signal()
    wants_help = Signal(str)
    wants_workspace = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("home-workspace")
        self._studio = studio
        self._run_id = 0
        self._make_widgets()
        self._lay_out()
        studio.theme.changed.connect(self._look_if_visible)
        studio.document.listen(self._take_changes)
        studio.settings.listen(self._take_preferences)
        self._show_paths()

    # -- What every workspace does

    def rehearse(self) -> None:
        """Be as at a start: there is nothing to bring forth."""

    def is_quiet(self) -> bool:
        """Tell whether all projects have been looked at."""
        return not self._run_id

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the files again: they may have changed meanwhile."""
        super().showEvent(event)
        self._links.setVisible(
            self.isSignalConnected(QMetaMethod.fromSignal(self.wants_help))
        )
        self._tour.setVisible(not self._studio.settings.values.tour_seen)
        self._show_paths()
        self._look()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keys on to the projects.

        A focus proxy would do so too, but Tab would go in circles through it.
        """
        super().focusInEvent(event)
        tiles = self.recent if self.recent.tiles.paths else self.samples
        tiles.setFocus(event.reason())

    # -- Construction

    def _make_widgets(self) -> None:
        theme = self._studio.theme
        self._new = _button(
            "home-new", tr("New &project…"), tr("Make a project step by step")
        )
        self._new.setProperty("role", "primary")
        self._new.clicked.connect(self.wants_new)
        self._open = _button("home-open", tr("&Open…"), tr("Open a project file"))
        theme.keep_icon(self._new, "mdi6.plus", "accent_text")
        theme.keep_icon(self._open, "mdi6.folder-open-outline")
        self._open.clicked.connect(self.wants_open)
        self._links = self._link_row()
        self._tour = self._tour_bar()
        self._nothing = QLabel(
            tr("None yet. Open a sample below, or begin with a new project."), self
        )
        self._nothing.setObjectName("home-nothing")
        self._nothing.setProperty("role", "muted")
        self.recent = TileList(
            theme, "home-recent", tr("Recent projects"), self, samples=False
        )
        self.samples = TileList(
            theme, "home-samples", tr("Samples"), self, samples=True
        )
        self.recent.removed.connect(self._remove)
        self.recent.menu_wanted.connect(self._offer_recent)
        self.samples.menu_wanted.connect(self._offer_sample)

    def _tour_bar(self) -> QFrame:
        bar = QFrame(self)
        bar.setObjectName("home-tour")
        bar.setProperty("role", "panel")
        text = QLabel(tr("New here? A short tour shows where things are."), bar)
        text.setWordWrap(True)
        take = _button("home-tour-take", tr("Take the &tour"), tr("Six short steps"))
        leave = _button(
            "home-tour-leave",
            tr("Not no&w"),
            tr("Hide this; the tour stays in the Help menu"),
        )
        leave.setProperty("role", "flat")
        take.clicked.connect(self._take_tour)
        leave.clicked.connect(self._leave_tour)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 7, 12, 7)
        row.addWidget(text, 1)
        row.addWidget(take)
        row.addWidget(leave)
        return bar

    def _link_row(self) -> QWidget:
        widget = QWidget(self)
        title = QLabel(tr("Documentation"), widget)
        title.setProperty("role", "muted")
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(title)
        row.addSpacing(6)
        for link in HELP_LINKS:
            button = _button(f"home-help-{link.page}", tr(link.text), tr(link.tip))
            button.setProperty("role", "flat")
            self._studio.theme.keep_icon(button, link.icon)
            button.clicked.connect(lambda _=False, p=link.page: self.wants_help.emit(p))
            row.addWidget(button)
        row.addStretch(1)
        return widget

    def _lay_out(self) -> None:
        self._content = QWidget(self)
        column = QVBoxLayout(self._content)
        # Tiles have a gap of their own at the right.
        column.setContentsMargins(MARGIN, MARGIN, MARGIN - GAP, MARGIN)
        column.setSpacing(8)
        above = QVBoxLayout()
        above.setContentsMargins(0, 0, GAP, 0)
        above.addLayout(self._header())
        above.addWidget(self._links)
        above.addWidget(self._tour)
        column.addLayout(above)
        column.addSpacing(6)
        column.addWidget(_heading(tr("Recent projects")))
        column.addWidget(self._nothing)
        column.addWidget(self.recent)
        column.addWidget(_heading(tr("Samples")))
        column.addWidget(self.samples)
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("home-scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        links = self._links.findChildren(QPushButton)
        tour = self._tour.findChildren(QPushButton)
        stops: list[QWidget] = [self._new, self._open, *links, *tour]
        for before, after in pairwise([*stops, self.recent, self.samples]):
            QWidget.setTabOrder(before, after)
        for tiles in (self.recent, self.samples):
            tiles.opened.connect(self.wants_file)
            tiles.reached.connect(lambda place, t=tiles: self._show_tile(t, place))

    def _header(self) -> QHBoxLayout:
        title = QLabel(tr("TN Studio"), self)
        title.setProperty("role", "title")
        told = QLabel(
            tr("Networks for neurosynaptic chips: design, train, simulate"), self
        )
        told.setProperty("role", "muted")
        told.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(told)
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self._new)
        row.addWidget(self._open)
        return row

    # -- Projects

    def _show_paths(self) -> None:
        recent = tuple(Path(name) for name in self._studio.settings.values.recent)
        self.recent.tiles.show_paths(recent)
        self.samples.tiles.show_paths(samples())
        self.recent.setVisible(bool(recent))
        self._nothing.setVisible(not recent)

    def _look_if_visible(self) -> None:
        if self.isVisible():
            self._look()

    def _look(self) -> None:
        """Look at all projects on the worker, anew."""
        if self._run_id:
            self._studio.jobs.cancel(self._run_id)
        paths = (*self.recent.tiles.paths, *self.samples.tiles.paths)
        look = "dark" if self._studio.theme.is_dark else "light"
        colours = self._studio.theme.colours
        job = Job(
            tr("Looking at projects"),
            lambda: glancing(paths, look, colours),
            at_stake=False,
            needs_kernels=False,
        )
        self._run_id = self._studio.jobs.start(job, self._take)

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            self.recent.tiles.take(event.event)
            self.samples.tiles.take(event.event)
        elif isinstance(event, Finished | Cancelled | Failed):
            self._run_id = 0

    def _take_changes(self, changes: Changes) -> None:
        if changes.parts == EVERYTHING and self.isVisible():
            self.wants_workspace.emit("design")

    def _take_preferences(self, changed: frozenset[str]) -> None:
        if "recent" in changed and self.isVisible():
            self._show_paths()

    def _show_tile(self, tiles: TileList, place: QRect) -> None:
        corner = tiles.viewport().mapTo(self._content, place.topLeft())
        middle = corner + QPoint(place.width() // 2, place.height() // 2)
        self._scroll.ensureVisible(
            middle.x(), middle.y(), 0, place.height() // 2 + MARGIN
        )

    # -- What can be done with one

    def _offer_recent(self, path: Path, place: QPoint) -> None:
        self._offer(path, place, {"remove": lambda: self._remove(path)})

    def _offer_sample(self, path: Path, place: QPoint) -> None:
        self._offer(path, place, {})

    def _offer(
        self, path: Path, place: QPoint, more: dict[str, Callable[[], None]]
    ) -> None:
        menu = QMenu(self)
        menu.setObjectName("home-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        acts = {
            "open": lambda: self.wants_file.emit(path),
            "folder": lambda: _show_folder(path),
            "copy": lambda: QGuiApplication.clipboard().setText(str(path)),
            **more,
        }
        for name, act in acts.items():
            action = menu.addAction(tr(_MENU[name]))
            action.setObjectName(f"home-menu-{name}")
            action.triggered.connect(lambda _=False, act=act: act())
        menu.popup(place)

    def _remove(self, path: Path) -> None:
        """Forget a project; its file stays where it is."""
        self._studio.settings.forget_recent(path)

    # -- The tour

    def _take_tour(self) -> None:
        self._leave_tour()
        self.wants_tour.emit()

    def _leave_tour(self) -> None:
        self._studio.settings.change(tour_seen=True)
        self._tour.hide()
        self.setFocus()


_MENU = {
    "open": marked("&Open"),
    "folder": marked("Show in its &folder"),
    "copy": marked("&Copy the path"),
    "remove": marked("&Remove from the list"),
}


def _show_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "subheading")
    return label


def _button(name: str, label: str, tip: str) -> QPushButton:
    button = QPushButton(label)
    button.setObjectName(name)
    button.setAccessibleName(without_mnemonic(label))
    button.setToolTip(tip)
    return button

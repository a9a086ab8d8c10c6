"""The window: rail, workspaces, docks, menus, status bar."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QStatusBar,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from tnstudio.app.document import Changes, Part
from tnstudio.app.files import samples
from tnstudio.app.items import place_selected
from tnstudio.app.jobs import Finished, Job, JobEvent
from tnstudio.app.settings import ThemeMode
from tnstudio.model.circuit_templates import CIRCUITS
from tnstudio.model.problems import Problem
from tnstudio.model.templates import TEMPLATES, TOLD
from tnstudio.texts import tr
from tnstudio.ui.actions import MENUS, Actions, build_actions, fill_menus
from tnstudio.ui.building_ahead import BuildingAhead
from tnstudio.ui.clip_mime import leave_on_clipboard
from tnstudio.ui.comfort import Comfort
from tnstudio.ui.copy_actions import CopyActions
from tnstudio.ui.dialogs import Ask, AskTheUser
from tnstudio.ui.docks import Docks
from tnstudio.ui.documentation.help_key import Documentation
from tnstudio.ui.edit_actions import EditActions
from tnstudio.ui.find_bar import FindBar
from tnstudio.ui.getting_ready import getting_ready
from tnstudio.ui.help import AboutDialog
from tnstudio.ui.history_dock import HistoryList
from tnstudio.ui.interchange import actions as interchange
from tnstudio.ui.leaving import CLOSE
from tnstudio.ui.placement import clamp_to_screens, packed, unpacked
from tnstudio.ui.problems import ProblemList
from tnstudio.ui.project_files import ProjectFiles
from tnstudio.ui.project_start import ProjectStart
from tnstudio.ui.recovery import Recovery
from tnstudio.ui.status import DesignMeters, JobPanel
from tnstudio.ui.studio import Studio
from tnstudio.ui.view_states import ViewStates
from tnstudio.ui.widgets.in_turns import MadeInTurns, Making
from tnstudio.ui.widgets.rail import Rail
from tnstudio.ui.widgets.roomy_area import RoomyArea
from tnstudio.ui.workspaces import WORKSPACES, WorkspaceRow

LAYOUT_VERSION = 2
"""Of the docks; a layout of another version is not restored."""

FIRST_TEMPLATE = "mnist-5core"
"""What is open at a start without a file."""

_MESSAGE_MILLISECONDS = 6000


class MainWindow(QMainWindow):
    """The whole window over one document.

    Parameters
    ----------
    studio : Studio
    ask : Ask, optional
        Who answers questions; by default the user.
    first : str
        The workspace on show.
    """

    def __init__(
        self, studio: Studio, ask: Ask | None = None, *, first: str = "design"
    ) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self.setAcceptDrops(True)
        self.setMinimumSize(1000, 700)
        self.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
        )
        self._studio = studio
        self._built: dict[str, QWidget] = {}
        self._rooms: dict[str, QWidget] = {}
        makings = {row.name: self._build_workspace(row) for row in WORKSPACES}
        self.building = BuildingAhead(makings, self)
        self._current = ""
        self._may_close = False
        ask = ask or AskTheUser(lambda: self)
        self.files = ProjectFiles(studio, ask, self)
        self.starts = ProjectStart(studio, self.files, ask, self, self)
        self.recovery = Recovery(studio, ask, self.files, self)
        self.find_bar = FindBar(studio, self)
        self.edits = EditActions(studio, self.find_bar, self)
        self.documentation = Documentation(studio, self)
        self.comfort = Comfort(studio, self)
        self._view_states = ViewStates(studio, self)
        self.copies = CopyActions(studio, self._shown, self)
        self.actions_by_name = self._make_actions()
        self._build_menus()
        self._build_body()
        self._build_docks()
        self._build_status_bar()
        self.files.told.connect(self._tell)
        self.edits.told.connect(self._tell)
        self.copies.told.connect(self._tell)
        studio.document.listen(self._follow)
        app: Any = QApplication.instance()
        app.focusChanged.connect(self._keep_focus)
        self._default_state = self.saveState(LAYOUT_VERSION)
        self.resize(1280, 800)
        self._restore_layout()
        self._follow(Changes(Part.FILE))
        self.show_workspace(first)

    # -- What others may use

    @property
    def current_workspace(self) -> str:
        """Name of the workspace on show."""
        return self._current

    @property
    def built_workspaces(self) -> dict[str, QWidget]:
        """The workspaces that were built, by name."""
        return dict(self._built)

    def workspace(self, name: str) -> QWidget:
        """Return a workspace by name, built if it was not."""
        if name not in self._built:
            self.building.finish(name)
        return self._built[name]

    def show_workspace(self, name: str) -> None:
        """Bring a workspace to the front."""
        widget = self.workspace(name)
        self._current = name
        self._stack.setCurrentWidget(self._rooms[name])
        widget.setFocus()
        self.actions_by_name.choose(name)
        self.edits.show_design(shown=name == "design")
        self.actions_by_name["export-picture"].setEnabled(name != "home")
        self.actions_by_name["export-run"].setEnabled(name == "simulate")

    def open_path(self, path: Path) -> None:
        """Open a project file."""
        self.files.open(path)

    def warm_up(self) -> None:
        """Import and compile on the worker what the workspaces will need.

        That waits for other jobs, such as the opening of a file: nobody waits for it.
        """
        if self._studio.jobs.names:
            once = Qt.ConnectionType.SingleShotConnection
            self._studio.jobs.ended.connect(self.warm_up, once)
            return
        modules = [module for row in WORKSPACES for module in row.modules]
        name = tr("Compiling, only now")
        job = Job(name, lambda: getting_ready(modules), at_stake=False)
        self._studio.jobs.start(job, self._take_readiness)

    def _take_readiness(self, event: JobEvent) -> None:
        if isinstance(event, Finished):
            self.building.start()

    def reset_layout(self) -> None:
        """Put window, docks and workspaces back to how they were at first."""
        self._view_states.reset()
        self.showNormal()
        self._docks.restore(self._default_state, LAYOUT_VERSION)
        self.resize(1280, 800)
        clamp_to_screens(self)

    # -- Construction

    def _make_actions(self) -> Actions:
        files = self.files
        handlers: dict[str, Any] = {
            "open": files.choose_and_open,
            "save": files.save,
            "save-as": files.save_as,
            "export-picture": self._export_picture,
            "export-run": self._export_run,
            "quit": self.close,
            "problems": lambda: self._docks.toggle("problems"),
            "history": lambda: self._docks.toggle("history"),
            **self.edits.handlers,
            **self.starts.handlers,
            **self.documentation.handlers,
            **self.copies.handlers,
            **interchange.handlers(self._studio, files, self),
            **self.recovery.handlers,
            "theme-system": lambda: self._set_theme("system"),
            "theme-light": lambda: self._set_theme("light"),
            "theme-dark": lambda: self._set_theme("dark"),
            "reset-layout": self.reset_layout,
            **self.comfort.handlers,
            "about": lambda: AboutDialog(self).open(),
        }
        for row in WORKSPACES:
            handlers[row.name] = partial(self.show_workspace, row.name)
        made = build_actions(self, self._studio.theme, handlers)
        self.edits.use(made.actions)
        made.choose(f"theme-{self._studio.theme.mode}")
        return made

    def _build_menus(self) -> None:
        top: dict[str, QMenu] = {}
        for name, title in MENUS.items():
            top[name] = self.menuBar().addMenu(title)
            top[name].setObjectName(f"menu-{name}")
            top[name].setToolTipsVisible(True)
        fill_menus(top, self.actions_by_name)
        menus = self.actions_by_name.menus
        menus["new-from"].aboutToShow.connect(self._fill_templates)
        menus["open-sample"].aboutToShow.connect(self._fill_samples)
        menus["open-recent"].aboutToShow.connect(self._fill_recent)
        for fill in (self._fill_templates, self._fill_samples, self._fill_recent):
            fill()

    def _build_body(self) -> None:
        body = QWidget(self)
        body.setObjectName("body")
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        workspaces = [self.actions_by_name[row.name] for row in WORKSPACES]
        self._stack = QStackedWidget(body)
        self._stack.setObjectName("workspaces")
        self.find_bar.closed.connect(lambda: self._built[self._current].setFocus())
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.recovery.bar)
        column.addWidget(self.find_bar)
        column.addWidget(self._stack, 1)
        layout.addWidget(Rail(workspaces, body))
        layout.addLayout(column, 1)
        self.setCentralWidget(body)

    def _build_workspace(self, row: WorkspaceRow) -> Making:
        widget = room = self._make_workspace(row)
        if isinstance(room, RoomyArea):
            widget = room.content
        widget.setObjectName(f"workspace-{row.name}")
        if isinstance(widget, MadeInTurns):
            yield
            yield from widget.making
        self._built[row.name], self._rooms[row.name] = widget, room
        self._stack.addWidget(room)
        self._view_states.follow(widget)
        wants = getattr(widget, "wants_workspace", None)
        if wants is not None:
            wants.connect(self.show_workspace)
        if row.name == "home":
            self.starts.serve(widget, self.documentation.show_place)
        learned = getattr(widget, "learned_so_far", None)
        if learned is not None:
            learned.connect(self.recovery.autosave.note_learned)

    def _make_workspace(self, row: WorkspaceRow) -> QWidget:
        """Return a workspace, in an area that scrolls where texts are too large."""
        if row.name == "home":  # It scrolls by itself, and down only.
            return row.make(self._studio, self._stack)
        make = partial(row.make, self._studio)
        return RoomyArea(self._studio.theme, make, self._stack)

    def _build_docks(self) -> None:
        self._docks = Docks(self)
        self.problems = ProblemList(self._studio, self)
        self.problems.chosen.connect(self._go_to)
        history = HistoryList(self._studio, self)
        for name, title, widget in (
            ("problems", tr("Problems"), self.problems),
            ("history", tr("History"), history),
        ):
            self._docks.add(name, title, widget, self.actions_by_name[name])

    def _build_status_bar(self) -> None:
        bar = QStatusBar(self)
        bar.setObjectName("status-bar")
        self.setStatusBar(bar)
        self._meters = DesignMeters(self._studio, bar)
        self._meters.problems.clicked.connect(lambda: self._docks.toggle("problems"))
        self._meters.clicked.connect(lambda: self._docks.show("problems"))
        bar.addPermanentWidget(JobPanel(self._studio, bar))
        bar.addPermanentWidget(self._meters)

    def _keep_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """Give the focus to the workspace if what had it in there cannot keep it.

        Qt hands it on to the next control, such as the rail, when a button is
        disabled or hidden: the next Space would press that one.
        """
        if old is None or new is None or not isValid(old) or new.window() is not self:
            return
        is_lost = not (old.isEnabled() and old.isVisible())
        has_left = self._stack.isAncestorOf(old) and not self._stack.isAncestorOf(new)
        if is_lost and has_left:
            self._built[self._current].setFocus()

    # -- Following the document

    def _follow(self, changes: Changes) -> None:
        document = self._studio.document
        if changes.parts & ~Part.SELECTION:
            name = document.path.name if document.path else document.network.name
            how = tr(" (read-only)") if self.files.is_read_only else ""
            self.setWindowTitle(tr("{name}[*]{how} – TN Studio", name=name, how=how))
            self.actions_by_name["revert"].setEnabled(
                document.is_modified and document.saved is not None
            )
            self.setWindowModified(document.is_modified)
            self._label_history("undo", tr("&Undo"), document.undo_label)
            self._label_history("redo", tr("&Redo"), document.redo_label)
        self.edits.follow()

    def _label_history(self, name: str, verb: str, label: str) -> None:
        action = self.actions_by_name[name]
        action.setEnabled(bool(label))
        action.setText(f"{verb} {label[:1].lower()}{label[1:]}".rstrip())

    def _tell(self, message: str) -> None:
        self.statusBar().showMessage(message, _MESSAGE_MILLISECONDS)

    # -- Menus that change

    def _fill_templates(self) -> None:
        menu = self.actions_by_name.menus["new-from"]
        menu.clear()
        menu.setToolTipsVisible(True)
        for name, make in TEMPLATES.items():
            if name == next(iter(CIRCUITS)):
                menu.addSeparator()
            action = menu.addAction(make().name)
            action.setToolTip(tr(TOLD[name]))
            action.setStatusTip(tr(TOLD[name]))
            action.setObjectName(f"action-template-{name}")
            action.triggered.connect(lambda _=False, name=name: self.files.new(name))

    def _fill_samples(self) -> None:
        self._fill_files("open-sample", samples())

    def _fill_recent(self) -> None:
        recent = self._studio.settings.values.recent
        self._fill_files("open-recent", tuple(Path(name) for name in recent))

    def _fill_files(self, name: str, paths: tuple[Path, ...]) -> None:
        menu = self.actions_by_name.menus[name]
        menu.clear()
        for path in paths:
            action = menu.addAction(path.name.replace("&", "&&"))
            action.setObjectName(f"action-{name}-{path.name}")
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.open_path(path))
        if not paths:
            menu.addAction(tr("None")).setEnabled(False)

    # -- Small services

    def _shown(self) -> QWidget | None:
        return self._built.get(self._current)

    def _set_theme(self, mode: ThemeMode) -> None:
        self._studio.theme.set_mode(mode)
        self._studio.settings.change(theme=mode)

    def _export_picture(self) -> None:
        workspace: Any = self.workspace(self._current)
        workspace.export_picture(self.files.suggestion)

    def _export_run(self) -> None:
        simulate: Any = self.workspace("simulate")
        simulate.transport.export.trigger()

    def _go_to(self, problem: Problem) -> None:
        self.show_workspace("design")
        document = self._studio.document
        document.select(place_selected(document.network, problem), self)

    # -- Files dropped on the window

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files, and show that they can be dropped."""
        self.starts.drops.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show it no more."""
        super().dragLeaveEvent(event)
        self.starts.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file."""
        self.starts.drops.take(event)

    # -- Closing

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close once nothing is lost, or the user says that it may be."""
        if not self._may_close:
            self._ask_to_close()
        if self._may_close:
            self.recovery.close()
            self._keep_layout()
            self.documentation.close()
            leave_on_clipboard()
            event.accept()
        else:
            event.ignore()

    def _ask_to_close(self) -> None:
        self.files.leave(self._close_for_good, CLOSE)

    def _close_for_good(self) -> None:
        """Close, now or after a save; within a close event it goes on anyway."""
        self._may_close = True
        self.close()

    def _keep_layout(self) -> None:
        self._view_states.save()
        self._studio.settings.change(
            geometry=packed(self.saveGeometry()),
            layout=packed(self.saveState(LAYOUT_VERSION)),
        )

    def _restore_layout(self) -> None:
        values = self._studio.settings.values
        if values.geometry:
            self.restoreGeometry(unpacked(values.geometry))
        if values.layout:
            self._docks.restore(unpacked(values.layout), LAYOUT_VERSION)
        clamp_to_screens(self)

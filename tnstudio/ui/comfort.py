"""What is at hand everywhere: palette, preferences, shortcuts, log and report."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenuBar, QWidget

from tnstudio.app.commands import Command
from tnstudio.app.jobs import Job, JobEvent, Work
from tnstudio.app.log_text import log_file
from tnstudio.texts import tr
from tnstudio.ui.actions import ACTIONS
from tnstudio.ui.help import ShortcutSheet
from tnstudio.ui.log_viewer import show_log
from tnstudio.ui.page_titles import TITLES
from tnstudio.ui.palette import Palette
from tnstudio.ui.palette_sources import (
    control_commands,
    documentation_commands,
    menu_commands,
    page_commands,
    preference_commands,
    unbuilt_page_commands,
)
from tnstudio.ui.preferences import PreferencesDialog
from tnstudio.ui.report_dialog import ReportDialog
from tnstudio.ui.studio import Studio


class Host(Protocol):
    """What is needed of the window."""

    @property
    def current_workspace(self) -> str:
        """Name of the workspace on show."""

    @property
    def built_workspaces(self) -> dict[str, QWidget]:
        """The workspaces that were built, by name."""

    def show_workspace(self, name: str) -> None:
        """Bring a workspace to the front."""

    def menuBar(self) -> QMenuBar:
        """Return the menus."""


class Comfort(QObject):
    """Opens these dialogs over the window, and applies the preferences.

    Parameters
    ----------
    studio : Studio
    window : MainWindow
    """

    def __init__(self, studio: Studio, window: Any) -> None:
        super().__init__(window)
        self._studio = studio
        self._window = window
        studio.settings.listen(self._apply)
        if studio.settings.values.threads:
            self._set_threads()

    @property
    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each action does, by its name."""
        return {
            "preferences": lambda: self.show_preferences(),
            "palette": self.show_palette,
            "shortcuts": lambda: ShortcutSheet(self._window).open(),
            "show-log": lambda: show_log(log_file(), self._window),
            "report": lambda: ReportDialog(self._studio, self._window).open(),
        }

    def show_preferences(self, name: str = "") -> None:
        """Open the preferences, at one of them if it is named."""
        dialog = PreferencesDialog(self._studio, self._window)
        dialog.open()
        if name:
            dialog.go_to(name)

    def show_palette(self) -> None:
        """Open the palette over all that can be done now."""
        Palette(self._studio, list(self._commands()), self._window).open()

    def _commands(self) -> Iterator[Command]:
        window: Host = self._window
        yield from menu_commands(window.menuBar())
        for name, workspace in window.built_workspaces.items():
            title = str(getattr(workspace, "title", name))
            if name == window.current_workspace:
                yield from control_commands(workspace, title)
            show = partial(window.show_workspace, name)
            yield from page_commands(workspace, title, show)
        yield from self._unbuilt_pages()
        yield from preference_commands(self.show_preferences)
        yield from documentation_commands(self._window.documentation.show_place)

    def _unbuilt_pages(self) -> Iterator[Command]:
        network = self._studio.document.network
        for row in ACTIONS:
            if row.name in TITLES and row.name not in self._window.built_workspaces:
                go = partial(self._show_page, row.name)
                yield from unbuilt_page_commands(row.name, row.plain_text, network, go)

    def _show_page(self, workspace: str, page: str) -> None:
        self._window.show_workspace(workspace)
        self._window.workspace(workspace).show_page(page)

    # -- Preferences

    def _apply(self, changed: frozenset[str]) -> None:
        values, theme = self._studio.settings.values, self._studio.theme
        if "theme" in changed:
            theme.set_mode(values.theme)
            self._window.actions_by_name.choose(f"theme-{values.theme}")
        if "font" in changed:
            theme.set_font(values.font)
        if "text_size" in changed:
            theme.set_text_size(values.text_size)
        if "threads" in changed:
            self._set_threads()

    def _set_threads(self) -> None:
        """Tell the numerics' thread, where numba is imported if it was not."""
        count = self._studio.settings.values.threads

        def work() -> Work:
            from tnstudio.app.numerics import using_threads

            return using_threads(count)

        self._studio.jobs.start(Job(tr("Setting threads"), work), _ignore)


def _ignore(event: JobEvent) -> None:
    """Take no notice: nobody waits for this job."""

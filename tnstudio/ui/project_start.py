"""How a session begins: Home, the wizard, dropped files, the tour."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QWidget

from tnstudio.app.dropped_files import Given
from tnstudio.texts import tr
from tnstudio.ui.dialogs import Ask, Choice, Question
from tnstudio.ui.dropped import DroppedFiles
from tnstudio.ui.file_questions import ask_to_replace
from tnstudio.ui.interchange.actions import import_dialog
from tnstudio.ui.project_files import ProjectFiles
from tnstudio.ui.studio import Studio


class Places(Protocol):
    """What of the window is needed here."""

    @property
    def current_workspace(self) -> str:
        """Name of the workspace on show."""

    def workspace(self, name: str) -> QWidget:
        """Return a workspace by name."""

    def show_workspace(self, name: str) -> None:
        """Bring a workspace to the front."""


class ProjectStart(QObject):
    """Connects Home and its helpers with the files of the window.

    Attributes
    ----------
    drops : DroppedFiles
        Takes what is dropped on the window.
    """

    def __init__(
        self,
        studio: Studio,
        files: ProjectFiles,
        ask: Ask,
        window: QMainWindow,
        places: Places,
    ) -> None:
        super().__init__(window)
        self._studio, self._files, self._ask = studio, files, ask
        self._window, self._places = window, places
        self._tour: Any = None
        self._toured_from = ""
        self.drops = DroppedFiles(studio, window)
        self.drops.takers |= {
            Given.PROJECT: files.open,
            Given.DATASET: self.take_dataset,
            Given.FOREIGN: self._import,
        }

    @property
    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions do that belong here, by name."""
        return {
            "new": self.begin,
            "about-project": self._show_about,
            "tour": self._start_tour,
        }

    def serve(self, home: Any, show_help: Callable[[str], None]) -> None:
        """Do from now on what Home asks for.

        Parameters
        ----------
        home : HomeWorkspace
        show_help : callable
            Shows a page of the documentation.
        """
        home.wants_new.connect(self.begin)
        home.wants_open.connect(self._files.choose_and_open)
        home.wants_file.connect(self._files.open)
        home.wants_tour.connect(self._start_tour)
        home.wants_help.connect(show_help)

    def begin(self, source: str = "") -> None:
        """Make a new project step by step.

        Parameters
        ----------
        source : str
            A data set to begin with, if one was given.
        """
        # Here and not above: a start does not need it.
        from tnstudio.ui.wizard.wizard import NewProjectWizard

        wizard = NewProjectWizard(
            self._studio, self._files.folder, self._window, source=source
        )
        wizard.wanted.connect(lambda made: self._take_made(wizard, made))
        wizard.open()

    def _import(self, path: Path) -> None:
        import_dialog(self._studio, self._files, self._window, path)

    def take_dataset(self, path: Path) -> None:
        """Ask what to do with a data set that was given."""
        answer = self._ask.choose(
            Question(
                tr("What shall be done with the data set “{name}”?", name=path.name),
                tr("Its images are read in either case; nothing is copied."),
                (
                    Choice("new", tr("Begin a &new project"), "accept"),
                    Choice("train", tr("Use it in &Train"), "accept"),
                    Choice("stay", tr("Cancel"), "reject"),
                ),
                default="new",
            )
        )
        if answer == "new":
            self.begin(str(path))
        elif answer == "train":
            self._places.show_workspace("train")
            train: Any = self._places.workspace("train")
            train.take_source(str(path))

    def _take_made(self, wizard: Any, made: Any) -> None:
        """Open what the wizard has made; if the user stays, so does the wizard."""

        def done() -> None:
            wizard.accept()
            self._places.show_workspace("design")

        path = made.path
        is_taken = path is not None and path.exists()
        if not is_taken or ask_to_replace(self._ask, path):
            self._files.begin(made.project, path, done)

    def _show_about(self) -> None:
        from tnstudio.ui.project_about import ProjectAboutDialog

        ProjectAboutDialog(self._studio, self._window).open()

    def _start_tour(self) -> None:
        from tnstudio.ui.tour import Tour

        if self._tour is None:
            show = self._places.show_workspace
            self._tour = Tour(self._window, self._studio.theme, show)
            self._tour.finished.connect(lambda: show(self._toured_from))
        self._toured_from = self._places.current_workspace
        self._studio.settings.change(tour_seen=True)
        self._tour.start()

"""Opening, saving and leaving projects, with the questions that go with it.

Reading and writing run as jobs. What shall happen after a save, such as
closing the window, waits for its end; if the save fails it does not happen.
It also waits for the end of long work that is stopped for it, so that what
this work leaves behind is saved with the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tnstudio.app.files import SUFFIX, is_sample, opening, saving, with_suffix
from tnstudio.app.jobs import Cancelled, Failed, Finished, Job, JobEvent
from tnstudio.app.prepared_training import PreparedTraining
from tnstudio.model.project import Project
from tnstudio.model.templates import project_from
from tnstudio.ui.dialogs import Ask, Choice, Question
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.fields import finish_typing

_STAY = Choice("stay", "Cancel", "reject")


@dataclass(frozen=True, slots=True)
class Wish:
    """Why the open project shall be left.

    Attributes
    ----------
    verb : str
        On a button, e.g. ``close``.
    text : str
        In a sentence, e.g. ``close the window``.
    """

    verb: str
    text: str


OPEN = Wish("open", "open another project")
CREATE = Wish("create", "create a new project")
CLOSE = Wish("close", "close the window")


class ProjectFiles(QObject):
    """The file side of the document.

    Attributes
    ----------
    told : Signal
        A short message about what has happened, for the status bar.
    idle : Signal
        No file is being read or written any more.
    """

    told = Signal(str)
    idle = Signal()

    def __init__(self, studio: Studio, ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._ask = ask
        self._running: dict[int, str] = {}
        self._stopping: set[int] = set()
        self._after_stop: Callable[[], None] | None = None
        studio.jobs.ended.connect(self._take_end)

    @property
    def busy(self) -> bool:
        """Whether a file is being read or written."""
        return bool(self._running)

    @property
    def saving(self) -> bool:
        """Whether a file is being written."""
        return "save" in self._running.values()

    @property
    def folder(self) -> Path:
        """Where to look for projects and to save new ones."""
        return self._folder()

    @property
    def suggestion(self) -> Path:
        """A file to save to, named after the project."""
        return self._suggestion()

    def new(self, template: str) -> None:
        """Put a new design in place of the open project."""
        project = project_from(template)
        self.leave(lambda: self._replace(project, None), CREATE)

    def begin(
        self,
        project: Project,
        path: Path | None,
        prepared: PreparedTraining | None,
        then: Callable[[], None],
    ) -> None:
        """Put a project that was made in place of the open one; then go on.

        Parameters
        ----------
        project : Project
        path : Path or None
            Where to save it at once.
        prepared : PreparedTraining or None
            What its first training shall be like.
        then : callable
            Not called if the user would rather keep the open project.
        """

        def replace_it() -> None:
            self._studio.document.replace_by(project, None, prepared)
            then()
            if path is not None:
                self._save_to(path, None)

        self.leave(replace_it, CREATE)

    def take(self, project: Project) -> None:
        """Put a project without a file in place of the open one."""
        self.leave(lambda: self._replace(project, None), OPEN)

    def choose_and_open(self) -> None:
        """Ask for a file and open it."""
        path = self._ask.file_to_open(self._folder())
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a file in place of the open project.

        The user is asked about unsaved changes once the file is known to be
        good; if it is not, the open project stays.
        """
        self.told.emit(f"Opening {path.name} …")

        def ended(event: JobEvent) -> None:
            if isinstance(event, Finished):
                self.leave(lambda: self._opened(event.result, path), OPEN)
            elif isinstance(event, Failed):
                self.told.emit("")
                if not path.exists():
                    self._studio.settings.forget_recent(path)
                self._studio.show_error(event.error)

        self._run("open", Job(f"Opening {path.name}", lambda: opening(path)), ended)

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to the document's file, or ask for one; then go on."""
        finish_typing()
        path = self._own_file() or self._ask_for_file()
        if path is not None:
            self._save_to(path, then)

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a file and save to it; then go on."""
        finish_typing()
        path = self._ask_for_file()
        if path is not None:
            self._save_to(path, then)

    def _own_file(self) -> Path | None:
        """Return the file that saving writes to; None if it must be asked for."""
        path = self._studio.document.path
        return None if path is None or is_sample(path) else path

    def _ask_for_file(self) -> Path | None:
        path = self._ask.file_to_save(self._suggestion())
        return None if path is None else with_suffix(path)

    def leave(self, then: Callable[[], None], wish: Wish) -> None:
        """Go on once nothing is lost, or the user says that it may be."""
        finish_typing()
        if self._stopping:
            # The user has agreed already, and wishes something else now.
            self._after_stop = lambda: self.leave(then, wish)
        elif self._studio.jobs.at_stake:
            self._ask_to_stop(then, wish)
        else:
            self._ask_to_save(then, wish)

    def _ask_to_save(self, then: Callable[[], None], wish: Wish) -> None:
        """Ask about unsaved changes, if there are any; then go on."""
        if not self._is_modified():
            then()
            return
        answer = self._ask.choose(
            Question(
                f"Save the changes to “{self._name()}”?",
                "Without saving they are lost.",
                (
                    Choice("save", "&Save", "accept"),
                    Choice("discard", "&Discard", "destroy"),
                    _STAY,
                ),
                default="save",
            )
        )
        if answer == "save":
            self.save(lambda: self.leave(then, wish))
        elif answer == "discard":
            then()

    def _ask_to_stop(self, then: Callable[[], None], wish: Wish) -> None:
        """Ask whether long work may be stopped; go on when it has ended."""
        jobs = self._studio.jobs
        if any(jobs.keeps(run_id) for run_id in jobs.at_stake):
            self._ask_to_keep(then, wish)
            return
        answer = self._ask.choose(
            Question(
                f"Stop {self._long_jobs()} and {wish.text}?",
                "What it has found so far is lost.",
                (Choice("stop", f"S&top and {wish.verb}", "destroy"), _STAY),
                default="stay",
            )
        )
        if answer == "stop":
            self._stop_long_jobs(lambda: self.leave(then, wish))

    def _ask_to_keep(self, then: Callable[[], None], wish: Wish) -> None:
        """Ask about long work that can be kept and about saving, all at once."""
        names = self._long_jobs()
        others = " So are the other unsaved changes to"
        others = f"{others} “{self._name()}”." if self._is_modified() else ""
        answer = self._ask.choose(
            Question(
                f"Stop {names} and {wish.text}?",
                "Saved, it can be resumed from the very place where it stopped. "
                f"Without saving, all of it is lost.{others}",
                (
                    Choice("save", f"&Stop, save and {wish.verb}", "accept"),
                    Choice("discard", "Stop with&out saving", "destroy"),
                    Choice("stay", f"&Keep {names}", "reject"),
                ),
                default="save",
            )
        )
        if answer == "save":
            # Asked for now, while there is still a way back.
            path = self._own_file() or self._ask_for_file()
            if path is not None:
                self._stop_long_jobs(
                    lambda: self._save_to(path, lambda: self.leave(then, wish))
                )
        elif answer == "discard":
            self._stop_long_jobs(then, discard=True)

    def _long_jobs(self) -> str:
        jobs = self._studio.jobs
        return " and ".join(jobs.names[run_id].lower() for run_id in jobs.at_stake)

    def _stop_long_jobs(
        self, then: Callable[[], None], *, discard: bool = False
    ) -> None:
        """End what was asked about; `_take_end` hears of each end."""
        jobs = self._studio.jobs
        self._after_stop = then
        # Some may have ended while the question was open.
        self._stopping = set(jobs.at_stake)
        for run_id in self._stopping:
            self.told.emit(f"Stopping {jobs.names[run_id].lower()} …")
            if discard:
                jobs.discard(run_id)
            else:
                jobs.cancel(run_id)
        self._go_on_if_stopped()

    def _take_end(self, run_id: int) -> None:
        if run_id in self._stopping:
            self._stopping.discard(run_id)
            self.told.emit("")
            self._go_on_if_stopped()

    def _go_on_if_stopped(self) -> None:
        if not self._stopping and self._after_stop is not None:
            then, self._after_stop = self._after_stop, None
            then()

    def _opened(self, project: Project, path: Path) -> None:
        self._replace(project, path)
        if not is_sample(path):
            self._studio.settings.add_recent(path)
        self.told.emit(f"Opened {path.name}")

    def _replace(self, project: Project, path: Path | None) -> None:
        self._studio.document.replace_by(project, path)

    def _save_to(self, path: Path, then: Callable[[], None] | None) -> None:
        document = self._studio.document
        project = document.project
        self.told.emit(f"Saving {path.name} …")

        def ended(event: JobEvent) -> None:
            if isinstance(event, Finished):
                document.mark_saved(path, project)
                self._studio.settings.add_recent(path)
                self.told.emit(f"Saved {path.name}")
                if then is not None:
                    then()
            elif isinstance(event, Failed):
                self.told.emit("")
                self._studio.show_error(event.error)

        job = Job(f"Saving {path.name}", lambda: saving(path, project))
        self._run("save", job, ended)

    def _run(self, kind: str, job: Job, ended: Callable[[JobEvent], None]) -> None:
        def handle(event: JobEvent) -> None:
            if isinstance(event, Finished | Cancelled | Failed):
                del self._running[event.run_id]
            ended(event)
            if not self._running:
                self.idle.emit()

        self._running[job.run_id] = kind
        self._studio.jobs.start(job, handle)

    def _is_modified(self) -> bool:
        return self._studio.document.is_modified

    def _name(self) -> str:
        path = self._studio.document.path
        return path.name if path else self._studio.document.network.name

    def _folder(self) -> Path:
        path = self._studio.document.path
        if path is not None and not is_sample(path):
            return path.parent
        settings = self._studio.settings
        recent = settings.values.recent
        if settings.chosen_folder is not None or not recent:
            return settings.folder
        return Path(recent[0]).parent

    def _suggestion(self) -> Path:
        path = self._studio.document.path
        if path is not None:
            return self._folder() / path.name
        words = "".join(c if c.isalnum() else " " for c in self._name()).split()
        return self._folder() / f"{'_'.join(words).lower() or 'network'}{SUFFIX}"

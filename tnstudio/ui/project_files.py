"""Opening and saving projects, with the questions that go with it.

Reading and writing run as jobs. What shall happen after a save waits for its end;
if the save fails it does not happen.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tnstudio.app.document import EVERYTHING, Changes
from tnstudio.app.files import (
    SUFFIX,
    Fate,
    FileMark,
    OpenedFile,
    is_sample,
    opening_file,
    saving,
    watching,
    with_suffix,
)
from tnstudio.app.jobs import Cancelled, Failed, Finished, Job, JobEvent
from tnstudio.app.recovery import FoundWork, Recovered, lacks_memory, recovering
from tnstudio.app.versions import keeping_version
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.templates import project_from
from tnstudio.texts import tr
from tnstudio.ui.dialogs import Ask
from tnstudio.ui.file_claims import FileClaim, Holder
from tnstudio.ui.file_questions import (
    ask_about_fate,
    ask_about_holder,
    ask_about_unsaved,
    ask_to_forget,
    ask_to_overwrite,
)
from tnstudio.ui.leaving import CREATE, OPEN, Leaving, Then, Wish
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.fields import finish_typing


@dataclass(frozen=True, slots=True)
class _Turn:
    """When a save was asked for: the numbers of the open project and of the save."""

    project: int
    save: int


class ProjectFiles(QObject):
    """The file side of the document.

    Attributes
    ----------
    told : Signal
        A short message about what has happened, for the status bar.
    idle : Signal
        No file is being read or written any more.
    recovered : Signal of Recovered
        Unsaved work was opened.
    unreadable : Signal of FoundWork
        Unsaved work could not be opened; the user was told.
    fate_changed : Signal
        The file is another one than it was, gone, taken over or itself again: see
        `fate`.
    announce : callable
        Is told on the worker what is about to be saved, as what, and where.
    """

    told = Signal(str)
    idle = Signal()
    recovered = Signal(object)
    unreadable = Signal(object)
    fate_changed = Signal()

    def __init__(self, studio: Studio, ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._ask = ask
        self._running: dict[int, str] = {}
        self._leaving = Leaving(studio, ask, self, self)
        self._leaving.told.connect(self.told)
        self._projects_opened = 0
        self._saves = self._newest_saved = 0
        self._claim = FileClaim(studio.settings.unsaved_folder)
        self._known: tuple[Path, FileMark] | None = None
        self._locked: Path | None = None
        self._unread: Path | None = None
        self._copied_from: Path | None = None
        self.fate: Fate = "same"
        self.adopted: tuple[Path, ...] = ()
        self.announce: Callable[[Project, FileMark, Path], None] = _tell_nobody
        studio.document.listen(self._count_projects)

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
        return self._studio.folder

    @property
    def mark(self) -> FileMark | None:
        """What the file had in it when it was opened or saved; None if not known."""
        path = self._studio.document.path
        if self._known is None or self._known[0] != path:
            return None
        return self._known[1]

    @property
    def is_read_only(self) -> bool:
        """Whether saving asks for another place."""
        path = self._studio.document.path
        return path is not None and (is_sample(path) or path == self._locked)

    @property
    def name(self) -> str:
        """What users call the project: its file, or its network."""
        path = self._studio.document.path
        return path.name if path else self._studio.document.network.name

    @property
    def suggestion(self) -> Path:
        """A file to save to, named after the project."""
        path = self._studio.document.path
        if path is not None:
            return self.folder / path.name
        if self._copied_from is not None:
            stem = self._copied_from.name.removesuffix(SUFFIX)
            return self.folder / f"{stem}_copy{SUFFIX}"
        words = "".join(c if c.isalnum() else " " for c in self.name).split()
        return self.folder / f"{'_'.join(words).lower() or 'network'}{SUFFIX}"

    # -- Another project

    def new(self, template: str) -> None:
        """Put a new design in place of the open project."""
        project = project_from(template)
        self._leaving.leave(lambda: self._replace(project, None), CREATE)

    def begin(
        self,
        project: Project,
        path: Path | None,
        then: Then,
    ) -> None:
        """Put a project that was made in place of the open one; then go on.

        Parameters
        ----------
        project : Project
        path : Path or None
            Where to save it at once.
        then : callable
            Not called if the user would rather keep the open project.
        """

        def replace_it() -> None:
            self._replace(project, None)
            then()
            if path is not None:
                self._save_of_now(path, None)()

        self._leaving.leave(replace_it, CREATE)

    def take(self, project: Project) -> None:
        """Put a project of another program in place of the open one, to be saved."""

        def replace() -> None:
            self._claim.release()
            self._forget()
            self._studio.document.take(project, tr("Import"))
            self.told.emit(tr("Imported {name}; it is not saved yet", name=self.name))

        self._leaving.leave(replace, OPEN)

    def open_copy(self, project: Project, path: Path) -> None:
        """Open a project that is in no file of its own in place of the open one.

        Parameters
        ----------
        project : Project
        path : Path
            What it is a copy of.
        """

        def replace() -> None:
            self._replace(project, None)
            self._copied_from = path

        self._leaving.leave(replace, OPEN)

    def leave(self, then: Then, wish: Wish) -> None:
        """Go on once nothing is lost, or the user says that it may be."""
        self._leaving.leave(then, wish)

    def close(self) -> None:
        """Give the file up."""
        self._claim.release()

    def _replace(self, project: Project, path: Path | None) -> None:
        self._claim.release()
        self._forget()
        self._studio.document.replace_by(project, path)

    def _count_projects(self, changes: Changes) -> None:
        if changes.parts == EVERYTHING:
            self._projects_opened += 1

    # -- Opening

    def choose_and_open(self) -> None:
        """Ask for a file and open it."""
        path = self._ask.file_to_open(self.folder)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a file in place of the open project.

        The user is asked about unsaved changes once the file is known to be
        good; if it is not, the open project stays.
        """
        self.told.emit(tr("Opening {name} …", name=path.name))
        folder = self._studio.settings.unsaved_folder

        def ended(event: JobEvent) -> None:
            if isinstance(event, Finished):
                self._offer(event.result)
            elif isinstance(event, Failed):
                self.told.emit("")
                self._tell_why_not_open(path, event.error)

        job = Job(
            tr("Opening {name}", name=path.name),
            lambda: opening_file(path, folder),
            needs_kernels=False,
            place=str(path),
        )
        self._run("open", job, ended)

    def _tell_why_not_open(self, path: Path, error: TNStudioError) -> None:
        """Tell it; one of the recent projects may be on a drive that is not here."""
        settings = self._studio.settings
        is_missing = isinstance(error.__cause__, FileNotFoundError)
        if not (is_missing and settings.is_recent(path)):
            self._studio.show_error(error)
        elif ask_to_forget(self._ask, path):
            settings.forget_recent(path)

    def _offer(self, opened: OpenedFile) -> None:
        """Open a file that was read, or what an ended program has left of it."""
        if opened.unsaved:
            answer = ask_about_unsaved(self._ask, opened.unsaved[0])
            if answer == "work":
                self.recover(opened.unsaved[0])
            if answer != "file":
                return
        known = self._known

        def open_it() -> None:
            if self._known == known:
                self._open(opened)
            else:
                # A save came between: what was read may be older than the file.
                self.open(opened.path)

        self._leaving.leave(open_it, OPEN)

    def _open(self, opened: OpenedFile) -> None:
        path = opened.path
        how = self._claimed(path)
        if how == "stay":
            return
        if how == "copy":
            self._replace(opened.project, None)
            self._copied_from = path
            return
        is_locked = how == "read-only" or not (opened.is_writable or is_sample(path))
        self._know(path, opened.mark, is_locked=is_locked)
        self._studio.document.replace_by(opened.project, path)
        if not is_sample(path):
            self._studio.settings.add_recent(path)
        if is_locked:
            self.told.emit(
                tr("{name} is read-only: Save asks for another place", name=path.name)
            )
        else:
            self.told.emit(tr("Opened {name}", name=path.name))

    def recover(self, work: FoundWork) -> None:
        """Open unsaved work in place of the open project."""
        self.told.emit(tr("Opening unsaved work …"))

        def ended(event: JobEvent) -> None:
            self.told.emit("")
            if isinstance(event, Finished):
                self._leaving.leave(lambda: self._recovered(event.result), OPEN)
            elif isinstance(event, Failed):
                self._studio.show_error(event.error)
                if not lacks_memory(event.error):
                    self.unreadable.emit(work)

        job = Job(
            tr("Opening unsaved work"), lambda: recovering(work), needs_kernels=False
        )
        self._run("open", job, ended)

    def _recovered(self, found: Recovered) -> None:
        path = found.work.path
        how = "ours" if path is None else self._claimed(path)
        if how == "stay":
            return
        if path is None or how == "copy":
            saved, path, self._copied_from = None, None, path
            self._forget()
        else:
            saved = found.saved
            self._know(path, found.mark, is_locked=how == "read-only")
            # Whatever is there now, it is not what this work is of.
            self._unread = path if found.mark is None else None
        self.adopted = (found.work.journal,)
        self._studio.document.recover(found.project, saved, path)
        self.adopted = ()
        self.recovered.emit(found)

    # -- Saving

    def save(self, then: Then | None = None) -> None:
        """Save to the document's file, or ask for one; then go on."""
        finish_typing()
        save = self.saver()
        if save is not None:
            save(then)

    def save_as(self, then: Then | None = None) -> None:
        """Ask for a file and save to it; then go on."""
        finish_typing()
        path = self._ask_for_file()
        if path is not None:
            self._look_and_save_to(path, then)

    def save_copy(self) -> None:
        """Ask for a file and save to it; the project stays that of its own file."""
        finish_typing()
        path = self._ask_for_file()
        if path is None:
            return
        own = self._studio.document.path
        if path == own or self._claim.has(path):
            self.save()
            return
        project = self._studio.document.project
        claim = FileClaim(self._studio.settings.unsaved_folder)
        holder = claim.take(path)
        if holder is not None:
            self._tell_of_holder(path, holder)
            return

        def ended(event: JobEvent) -> None:
            claim.release()
            if isinstance(event, Finished):
                self.told.emit(tr("Saved a copy as {name}", name=path.name))
            elif isinstance(event, Failed):
                self._studio.show_error(event.error)

        job = Job(
            tr("Saving {name}", name=path.name),
            lambda: saving(path, project),
            needs_kernels=False,
            place=str(path),
        )
        self._run("save", job, ended)

    def saver(self) -> Callable[[Then | None], None] | None:
        """Return what saves to the document's file, or to one that is asked for.

        None if the user names none.
        """
        path = self._own_file() or self._ask_for_file()
        if path is None:
            return None
        return lambda then: self._look_and_save_to(path, then)

    def _own_file(self) -> Path | None:
        """Return the file that saving writes to; None if it must be asked for."""
        path = self._studio.document.path
        return None if self.is_read_only else path

    def _ask_for_file(self) -> Path | None:
        chosen = self._ask.file_to_save(self.suggestion)
        if chosen is None:
            return None
        path = with_suffix(chosen)
        # The dialog has asked about the name as it was typed.
        if path != chosen and path.exists() and not ask_to_overwrite(self._ask, path):
            return None
        return path

    def _look_and_save_to(self, path: Path, then: Then | None) -> None:
        """Save to a file unless somebody else has changed it, or has it open.

        Whatever is open when it comes to that, the file gets what is open now.
        """
        document, mark = self._studio.document, self.mark
        save = self._save_of_now(path, then)
        if path != document.path or (mark is None and path != self._unread):
            save()
            return

        def ended(event: JobEvent) -> None:
            if isinstance(event, Finished):
                if self.mark is not None:
                    self._set_fate(event.result)
                self._save_after_all(path, event.result, save, then)
            elif isinstance(event, Failed):
                self._studio.show_error(event.error)

        job = Job(
            tr("Looking at {name}", name=path.name),
            lambda: self._watching(path, mark),
            needs_kernels=False,
            place=str(path),
        )
        self._run("save", job, ended)

    def _save_after_all(
        self,
        path: Path,
        fate: Fate,
        save: Callable[[], None],
        then: Then | None,
    ) -> None:
        answer = "save"
        if fate != "same":
            self.told.emit("")
            answer = ask_about_fate(self._ask, path, fate)
        if answer == "save":
            save()
        elif answer == "elsewhere":
            self.save_as(then)

    def _save_of_now(self, path: Path, then: Then | None) -> Callable[[], None]:
        """Return what saves the project as it is now."""
        self._saves += 1
        turn = _Turn(self._projects_opened, self._saves)
        project = self._studio.document.project
        return lambda: self._save_to(path, project, turn, then)

    def _save_to(
        self,
        path: Path,
        project: Project,
        turn: _Turn,
        then: Then | None,
    ) -> None:
        """Save a project; the document has its file if it is still that project."""
        document = self._studio.document
        holder = self._claim.take(path)
        if holder is not None:
            self._tell_of_holder(path, holder)
            return
        self.told.emit(tr("Saving {name} …", name=path.name))

        def ended(event: JobEvent) -> None:
            if isinstance(event, Finished):
                # One to a slow drive may end after a later one to another.
                is_same = turn.project == self._projects_opened
                if is_same and turn.save > self._newest_saved:
                    self._newest_saved = turn.save
                    self._know(path, event.result)
                    document.mark_saved(path, project)
                else:
                    self._claim_own_file()
                self._studio.settings.add_recent(path)
                self.told.emit(tr("Saved {name}", name=path.name))
                if self._studio.settings.values.keeps_versions:
                    self._keep_version(path)
                if then is not None:
                    then()
            elif isinstance(event, Failed):
                self.told.emit("")
                self._claim_own_file()
                self._studio.show_error(event.error)

        def announce(mark: FileMark) -> None:
            self.announce(project, mark, path)

        job = Job(
            tr("Saving {name}", name=path.name),
            lambda: saving(path, project, announce),
            needs_kernels=False,
            place=str(path),
        )
        self._run("save", job, ended)

    def _keep_version(self, path: Path) -> None:
        def ended(event: JobEvent) -> None:
            if isinstance(event, Failed):
                self._studio.show_error(event.error)

        job = Job(
            tr("Keeping a version"),
            lambda: keeping_version(path),
            needs_kernels=False,
            place=str(path),
        )
        self._run("save", job, ended)

    # -- Who has the file

    def _claimed(self, path: Path) -> str:
        """Claim a file, or ask: ``ours``, ``copy``, ``read-only`` or ``stay``."""
        holder = None if is_sample(path) else self._claim.take(path)
        if holder is None:
            return "ours"
        answer = ask_about_holder(self._ask, path, holder)
        if answer == "take":
            return self._taken_over(path)
        if answer != "stay":
            self._claim.release()
        return answer

    def _taken_over(self, path: Path) -> str:
        """Take over a file of a program that has ended: ``ours``, or ``stay``."""
        holder = self._claim.take(path, by_force=True)
        if holder is None:
            return "ours"
        self._studio.show_error(
            TNStudioError(
                tr(
                    "The file cannot be taken over: either its window ({holder}) still "
                    "runs, or the lock may not be removed",
                    holder=holder.words,
                ),
                holder.lock,
                tr("close that window, or remove this file"),
            )
        )
        return "stay"

    def _tell_of_holder(self, path: Path, holder: Holder) -> None:
        self._studio.show_error(
            TNStudioError(
                tr(
                    "The file is open in another window ({holder})",
                    holder=holder.words,
                ),
                str(path),
                tr("save under another name"),
            )
        )

    def _claim_own_file(self) -> None:
        """Let others know which file is open here, after a save to another."""
        path = self._own_file()
        if path is None:
            self._claim.release()
        else:
            self._claim.take(path)

    # -- What is in the file

    def watch(self) -> None:
        """Look whether the file is still what it was; `fate` tells."""
        known = self._known
        if known is None or self.mark is None or self._running:
            return

        def ended(event: JobEvent) -> None:
            if isinstance(event, Finished) and self._known is known:
                self._set_fate(event.result)

        job = Job(
            tr("Looking at the file"),
            lambda: self._watching(*known),
            at_stake=False,
            needs_kernels=False,
            place=str(known[0]),
        )
        self._run("watch", job, ended)

    def _watching(
        self, path: Path, mark: FileMark | None
    ) -> Generator[None, None, Fate]:
        """Tell, as a job, what has become of the file and of the claim on it."""
        fate = yield from watching(path, mark)
        return "taken" if self._claim.is_taken_over() else fate

    def _know(
        self, path: Path, mark: FileMark | None, *, is_locked: bool = False
    ) -> None:
        self._forget()
        self._known = None if mark is None else (path, mark)
        self._locked = path if is_locked else None

    def _forget(self) -> None:
        self._known = self._locked = self._unread = self._copied_from = None
        self._set_fate("same")

    def _set_fate(self, fate: Fate) -> None:
        if fate != self.fate:
            self.fate = fate
            self.fate_changed.emit()

    # -- Jobs

    def _run(self, kind: str, job: Job, ended: Callable[[JobEvent], None]) -> None:
        def handle(event: JobEvent) -> None:
            if isinstance(event, Finished | Cancelled | Failed):
                del self._running[event.run_id]
            ended(event)
            self._leaving.take_end_of_save()
            if not self._running:
                self.idle.emit()

        self._running[job.run_id] = kind
        self._studio.jobs.start(job, handle)


def _tell_nobody(project: Project, mark: FileMark, path: Path) -> None:
    """Take no notice: nobody has to know."""

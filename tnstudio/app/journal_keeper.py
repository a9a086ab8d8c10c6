"""Lets the journal on the disk be the one that is wanted, wherever there is room."""

import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from time import monotonic

from tnstudio.app.journal import Base, Journal, mark_journal, remove_journal
from tnstudio.app.runs import with_training
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.run import Run
from tnstudio.model.trained import TrainedNetwork
from tnstudio.storage.file_mark import FileMark

LEARNED_SHARE = 0.03
"""Most of the time that is spent on keeping what a training has learned so far."""

LEARNED_SECONDS = 1.0
"""Between two times that it is kept, at least."""

COPY_SECONDS = 0.5
"""Between two looks for edits, while a large file is copied."""

SOON = 1e-3
"""Seconds: as good as at once, if there is nothing else to be done."""

TROUBLE = (TNStudioError, OSError)
"""What there may be with a disk."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False, slots=True)
class Learned:
    """What a training has come to that still runs.

    Attributes
    ----------
    trained : TrainedNetwork
        A checkpoint.
    run : Run
    start : TrainedNetwork or None
        What the training went on from.
    """

    trained: TrainedNetwork
    run: Run
    start: TrainedNetwork | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Wanted:
    """What the journal shall hold.

    Attributes
    ----------
    base : Base
    project : Project
        As it is now.
    learned : Learned or None
    adopted : tuple of Path
        Journals that this one takes the place of.
    beside : bool
        Whether it may be beside the project's file.
    """

    base: Base
    project: Project
    learned: Learned | None = None
    adopted: tuple[Path, ...] = ()
    beside: bool = True

    @property
    def is_saved(self) -> bool:
        """Whether there is nothing to keep."""
        return self.project is self.base.project and self.learned is None


@dataclass(eq=False, slots=True)
class JournalKeeper:
    """The journal that there is; used by one thread at a time.

    Attributes
    ----------
    folder : Path
        For journals that cannot be beside their project.
    """

    folder: Path
    _journal: Journal | None = None
    _base: Base | None = None
    _project: Project | None = None
    _expected: tuple[Project, FileMark, Path | None] | None = None
    _learned: Learned | None = None
    _before: Project | None = None
    _stopped: Project | None = None
    _rest_until: float = 0.0
    _left: list[Path] = field(default_factory=list)

    @property
    def place(self) -> Path | None:
        """The journal on the disk; None while there is none."""
        return None if self._journal is None else self._journal.folder

    def write(self, wanted: Wanted) -> float:
        """Let there be a journal of this.

        Edits are written at once. What a training has learned waits until that
        takes no more than its share of the time.

        Returns
        -------
        float
            Seconds until there is more to be done; 0 if all is.

        Raises
        ------
        TNStudioError, OSError
            If it cannot be written anywhere.
        """
        if self._base is not wanted.base:
            self._begin(wanted.base)
        started = monotonic()
        rest = self._rest_until - started
        is_news = wanted.learned is not self._learned
        takes_it = is_news and (wanted.learned is None or rest <= 0)
        if takes_it:
            self._learned, self._stopped = wanted.learned, None
        is_due = (
            takes_it
            or self._journal is None
            or self._journal.is_copying
            or wanted.project is not self._project
        )
        if is_due:
            self._write(wanted)
            self._forget(wanted.adopted)
        pause = max(0.0, rest) if is_news and not takes_it else 0.0
        if takes_it:
            took = monotonic() - started
            self._rest_until = started + max(LEARNED_SECONDS, took / LEARNED_SHARE)
        if self._journal is not None and self._journal.is_copying:
            return SOON
        return pause

    def expect(
        self,
        project: Project,
        mark: FileMark,
        path: Path | None,
        wanted: Wanted | None,
    ) -> None:
        """Let the journal know a file that is about to be saved.

        Parameters
        ----------
        project : Project
            What will be in the file.
        mark : FileMark
        path : Path or None
            The file, if it is not the project's own.
        wanted : Wanted or None
            As the project is by now: it may be newer than what is saved.

        Raises
        ------
        TNStudioError, OSError
            If the journal cannot be written.
        """
        self._expected = project, mark, path
        adopted = () if wanted is None else wanted.adopted
        for place in (*self._left, *adopted):
            # Most are gone by now.
            with suppress(*TROUBLE):
                mark_journal(place, mark, path)
        if self._journal is not None and wanted is not None:
            # The file will be another one: what was to be copied must be by then.
            self._fill(self._journal, wanted.project, inf)
            self._project = wanted.project

    def remove(self, adopted: tuple[Path, ...] = ()) -> None:
        """Let there be no journal, nor those that it had taken the place of."""
        if self._journal is not None:
            self._journal.remove()
        self._begin(None)
        self._forget(adopted)

    def leave(self) -> None:
        """Let go of the journal, which stays on the disk."""
        if self._journal is not None:
            self._journal.leave()
            self._journal = None

    def _begin(self, base: Base | None) -> None:
        """Begin anew over another base; the old journal goes when that is written."""
        self._set_aside()
        self._base, self._rest_until = base, 0.0
        # What is expected stays: the save may have been told before the first edit.
        self._project = None
        self._learned = self._before = self._stopped = None

    def _set_aside(self) -> None:
        if self._journal is not None:
            self._left.append(self._journal.folder)
            self.leave()

    def _write(self, wanted: Wanted) -> None:
        project = wanted.project
        path = wanted.base.path
        try:
            if self._journal is None and path is not None and wanted.beside:
                self._journal = Journal(path.resolve().parent, wanted.base)
            if self._journal is not None:
                self._fill(self._journal, project)
        except TROUBLE as error:
            _log.info("There is no journal beside the project: %s", error)
            self._set_aside()
        if self._journal is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._journal = Journal(self.folder, wanted.base, whole=True)
            self._fill(self._journal, project)
        self._project = project

    def _fill(
        self, journal: Journal, project: Project, seconds: float = COPY_SECONDS
    ) -> None:
        saved, mark, path = self._expected or (None, None, None)
        # What a training has learned meanwhile no file has.
        is_all = saved is project and self._learned is None
        whole = self._with_learned(project)
        journal.write(
            whole, mark, expected_path=path, is_in_expected=is_all, seconds=seconds
        )

    def _with_learned(self, project: Project) -> Project:
        """Return the project as it would be if the training were stopped."""
        learned, before = self._learned, self._before
        if learned is None:
            return project
        if (
            self._stopped is None
            or before is None
            or before.runs is not project.runs
            or before.trained is not project.trained
        ):
            self._before = project
            self._stopped = with_training(
                project, learned.trained, learned.run, learned.start
            )
        stopped = self._stopped
        return replace(project, trained=stopped.trained, runs=stopped.runs)

    def _forget(self, adopted: tuple[Path, ...]) -> None:
        """Remove journals that are not needed any more."""
        for place in (*self._left, *adopted):
            remove_journal(place)
        self._left = []

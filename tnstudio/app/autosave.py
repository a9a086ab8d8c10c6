"""Keeps unsaved work in a journal, on a thread of its own.

The thread makes the journal follow what is wanted, which is told from any other
thread: only the newest state is ever written, and who tells it never waits for a
disk. HDF5 lets other threads run while it works, and no kernel runs here.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path
from threading import Condition, RLock, Thread
from time import monotonic
from typing import Any

from tnstudio.app.journal import Base
from tnstudio.app.journal_keeper import TROUBLE, JournalKeeper, Learned, Wanted
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.storage.atomic import why_not_written
from tnstudio.storage.file_mark import FileMark

__all__ = ["Autosave", "Base", "Learned"]

EDIT_SECONDS = 0.25
"""From an edit to its writing, so that a drag is not written at every step."""

RETRY_SECONDS = 5.0
"""After nothing could be written anywhere."""

CLOSE_SECONDS = 10.0

LATE_SECONDS = 15.0
"""A drive that has not answered for so long is not waited for any more."""

_log = logging.getLogger(__name__)


class Autosave:
    """The journal of one open project after the other.

    Parameters
    ----------
    folder : Path
        For journals that cannot be beside their project.
    failed : callable
        Told, on the thread, why a journal could not be written, once until one
        could again.
    enabled : bool
        Whether there are journals at all.
    """

    def __init__(
        self,
        folder: Path,
        failed: Callable[[TNStudioError], None],
        *,
        enabled: bool = True,
    ) -> None:
        self._failed = failed
        self._enabled = enabled
        self._has_failed = False
        self._closing = False
        self._wanted: Wanted | None = None
        # What was told and what of it is done, as numbers.
        self._told = self._done = 0
        self._told_at = 0.0
        self._again_at = inf
        self._news = Condition()
        self._folder = folder
        self._busy_since = inf
        self._is_late = False
        self._keeper, self._keeping, self._thread = self._begun()

    @property
    def journal(self) -> Path | None:
        """The journal on the disk; None while there is none."""
        return self._keeper.place

    def enable(self, *, enabled: bool) -> None:
        """Keep journals from now on, or no longer."""
        with self._news:
            if enabled is not self._enabled:
                self._enabled = enabled
                self._tell(self._wanted)

    def begin(
        self,
        base: Base,
        project: Project,
        adopted: tuple[Path, ...] = (),
        *,
        beside: bool = True,
    ) -> None:
        """Follow another project; the journal of the one before is removed.

        Parameters
        ----------
        base : Base
        project : Project
            As it is now; what is not in ``base`` is unsaved.
        adopted : tuple of Path
            The journals it is from, which are removed once they are not needed.
        beside : bool
            Whether a journal may be beside the project's file.
        """
        with self._news:
            before = () if self._wanted is None else self._wanted.adopted
            self._tell(Wanted(base, project, None, (*before, *adopted), beside))

    def note(self, project: Project) -> None:
        """Take the project as it is now."""
        with self._news:
            if self._wanted is not None and self._wanted.project is not project:
                self._tell(replace(self._wanted, project=project))

    def note_learned(self, learned: Learned | None) -> None:
        """Take what a training would come to if it were stopped now."""
        with self._news:
            if self._wanted is not None and self._wanted.learned is not learned:
                self._tell(replace(self._wanted, learned=learned))

    def expect(
        self, project: Project, mark: FileMark, path: Path | None = None
    ) -> None:
        """Let the journal know a file that is about to be saved; it waits for that.

        If the program ends right after the file was saved, the journal must not
        pass for newer work. A journal that cannot be written is no obstacle.

        Parameters
        ----------
        project : Project
            What will be in the file.
        mark : FileMark
        path : Path, optional
            The file, if it is not the project's own.
        """
        keeper, keeping = self._keeper, self._keeping
        if not keeping.acquire(timeout=CLOSE_SECONDS):
            _log.warning("The journal was not marked: its drive does not answer")
            return
        try:
            keeper.expect(project, mark, path, self._within_reach())
        except TROUBLE as error:
            _log.warning("The journal was not marked: %s", error)
        finally:
            keeping.release()

    def saved(self, base: Base, *, beside: bool = True) -> None:
        """Note what is in which file by now; the project is that, or newer."""
        with self._news:
            if self._wanted is not None:
                self._tell(replace(self._wanted, base=base, beside=beside))

    def settle(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Wait until all that was told is on the disk; return whether it is."""
        with self._news:
            return self._news.wait_for(lambda: self._is_settled, seconds)

    def close(self, *, keep: bool = False) -> None:
        """End the thread; the journal is removed unless it is to be kept."""
        with self._news:
            self._closing = True
            self._news.notify_all()
        self._thread.join(CLOSE_SECONDS)
        if self._thread.is_alive() or not self._keeping.acquire(timeout=1.0):
            _log.warning("The journal stays: its drive does not answer")
            # The thread lets go of it, should the drive answer again.
            self._keeper = JournalKeeper(self._folder)
            return
        try:
            if keep:
                self._keeper.leave()
            else:
                self._keeper.remove(self._wanted.adopted if self._wanted else ())
        finally:
            self._keeping.release()

    def mind(self) -> None:
        """Look whether the drive still answers; if not, use the other folder.

        To be called now and then: who waits for a drive cannot tell it.
        """
        with self._news:
            is_late = monotonic() - self._busy_since > LATE_SECONDS
            if not is_late or self._is_late or self._closing or not self._wanted:
                return
            self._is_late = True
            path = self._wanted.base.path
            # What the old thread was about to do is done anew.
            self._tell(self._wanted)
            self._busy_since = inf
            self._keeper, self._keeping, self._thread = self._begun()
        self._failed(
            TNStudioError(
                "The drive does not answer; unsaved work is kept elsewhere meanwhile",
                str(path or self._folder),
                "save to another drive",
            )
        )

    def _begun(self) -> tuple[JournalKeeper, Any, Thread]:
        """Return a keeper, its lock and its thread, which has begun."""
        keeper, keeping = JournalKeeper(self._folder), RLock()
        thread = Thread(
            target=self._run, args=(keeper, keeping), name="autosave", daemon=True
        )
        thread.start()
        return keeper, keeping, thread

    def _tell(self, wanted: Wanted | None) -> None:
        if self._told == self._done:
            self._told_at = monotonic()
        self._wanted = wanted
        self._told += 1
        self._news.notify_all()

    def _run(self, keeper: JournalKeeper, keeping: Any) -> None:
        while (news := self._next()) is not None:
            told, wanted = news
            with keeping:
                pause = self._follow(keeper, wanted)
            if keeper is not self._keeper:
                self._come_back(keeper, wanted.adopted)
                return
            with self._news:
                self._busy_since = inf
                self._done = told
                self._told_at = monotonic()
                self._again_at = monotonic() + pause if pause else inf
                self._news.notify_all()

    def _next(self) -> tuple[int, Wanted] | None:
        """Wait until something is to be done; None at the end."""
        with self._news:
            again = None if self._again_at == inf else self._again_at - monotonic()
            self._news.wait_for(
                lambda: self._closing or self._told != self._done, again
            )
            if self._told != self._done:
                due = self._told_at + EDIT_SECONDS - monotonic()
                self._news.wait_for(lambda: self._closing, max(0.0, due))
            if self._closing or self._wanted is None:
                return None
            self._busy_since = monotonic()
            return self._told, self._within_reach() or self._wanted

    def _within_reach(self) -> Wanted | None:
        """Return what is wanted without what may be on a drive that does not answer."""
        if self._wanted is None or not self._is_late:
            return self._wanted
        return replace(self._wanted, adopted=(), beside=False)

    def _come_back(self, keeper: JournalKeeper, adopted: tuple[Path, ...]) -> None:
        """Remove what was kept on a drive that answers again, once it is elsewhere."""
        with self._news:
            self._is_late = False
            self._news.wait_for(lambda: self._closing or self._is_settled)
            is_elsewhere = self._is_settled
        if is_elsewhere:
            keeper.remove(adopted)
        else:
            keeper.leave()

    @property
    def _is_settled(self) -> bool:
        return self._done == self._told and self._again_at == inf

    def _follow(self, keeper: JournalKeeper, wanted: Wanted) -> float:
        """Do what is wanted; returns when to try again, in seconds, or 0."""
        if wanted.is_saved:
            keeper.remove(wanted.adopted)
            return 0.0
        if not self._enabled:
            # The journals that the work is from are all that there is of it.
            keeper.remove()
            return 0.0
        try:
            pause = keeper.write(wanted)
        except Exception as error:  # noqa: BLE001 (the thread must live on)
            _log.warning("The journal was not written", exc_info=error)
            if not self._has_failed:
                self._has_failed = True
                self._failed(_explained(error))
            return RETRY_SECONDS
        self._has_failed = False
        return pause


def _explained(error: Exception) -> TNStudioError:
    if isinstance(error, TNStudioError):
        told, place = error.message, error.location
    elif isinstance(error, OSError):
        told, _ = why_not_written(error.errno, str(error.strerror or error))
        place = str(error.filename or "")
    else:
        told, place = str(error), ""
    return TNStudioError(
        f"Unsaved work cannot be kept for the case of a crash: {told}", place, "save it"
    )

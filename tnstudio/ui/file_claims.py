"""Which window has which project file: a lock beside the file tells others.

The lock of a program that has ended on this computer is void. Of one on another
computer nobody can know: the user may say so, and the file is taken over. Should
that window live after all, it finds another's lock in the place of its own.
"""

import hashlib
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QLockFile, QSysInfo
from shiboken6 import invalidate

from tnstudio.texts import tr
from tnstudio.ui.recovery_words import moment

_RELEASE_SECONDS = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a file.

    Attributes
    ----------
    program, host : str
    pid : int
        Number of the process.
    since : str
        When it was opened, as ISO 8601; empty if that cannot be told.
    lock : str
        The file that says so.
    """

    program: str
    host: str
    pid: int
    since: str
    lock: str

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is on another computer: nobody here knows if it still runs."""
        return self.host != QSysInfo.machineHostName()

    @property
    def words(self) -> str:
        """Who has it since when, for people."""
        if not self.pid:
            return tr("somebody since {when}", when=moment(self.since))
        return tr(
            "{program} on {host}, process {pid}, since {when}",
            program=self.program,
            host=self.host,
            pid=self.pid,
            when=moment(self.since),
        )


class FileClaim:
    """The claim of one window on the file of its project.

    Parameters
    ----------
    folder : Path
        For locks of files whose folder cannot be written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path: Path | None = None
        self._lock: _HeldLock | None = None

    def take(self, path: Path, *, by_force: bool = False) -> Holder | None:
        """Claim a file in place of the one before.

        Parameters
        ----------
        path : Path
        by_force : bool
            Whether the user says that whoever has it has ended. One that certainly
            runs keeps it.

        Returns
        -------
        Holder or None
            Who has it; None if it is ours now.
        """
        place = _resolved(path)
        if self._lock is not None and self._lock.is_lost():
            # Before another is made: it would be taken for this one.
            self.release()
        elif place == self._path:
            return None
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name[:200]}.lock")
        name = hashlib.sha256(str(place).encode("utf-8", "replace")).hexdigest()[:24]
        for lock_path in (beside, self._folder / f"{name}.lock"):
            found = _locked(lock_path, by_force=by_force)
            if isinstance(found, Holder):
                return found
            if found is not None:
                self.release()
                self._path, self._lock = place, found
                return None
        _log.info("No lock can be made for %s", path)
        self.release()
        return None

    def has(self, path: Path) -> bool:
        """Tell whether this is the file that is ours, by whatever name."""
        return _resolved(path) == self._path

    def is_taken_over(self) -> bool:
        """Tell whether another window has the file by now; may wait for the drive."""
        lock = self._lock
        return lock is not None and lock.info not in (None, lock.own)

    def release(self) -> None:
        """Give the file up."""
        if self._lock is not None:
            # The window does not wait for a drive that does not answer.
            unlocking = Thread(target=self._lock.let_go, daemon=True)
            unlocking.start()
            unlocking.join(_RELEASE_SECONDS)
        self._path = self._lock = None


class _HeldLock:
    """A lock that was ours when it was made."""

    def __init__(self, lock: QLockFile) -> None:
        self._lock = lock
        self.own = self.info

    @property
    def info(self) -> tuple[int, str, str] | None:
        """Whose it is now: process, host, program; None if that cannot be read."""
        return _info(self._lock)

    def is_lost(self) -> bool:
        """Tell whether it is another's by now, or gone."""
        if self.info is None:
            return not os.path.lexists(self._lock.fileName())
        return self.info != self.own

    def let_go(self) -> None:
        """Remove the lock, unless it is another's."""
        if self.is_lost():
            # Qt would remove whatever lies there, in the destructor too.
            invalidate(self._lock)
        else:
            self._lock.unlock()


def _locked(path: Path, *, by_force: bool) -> _HeldLock | Holder | None:
    """Return a lock, or who holds it; neither if there can be no lock."""
    lock = QLockFile(str(path))
    # However long ago: only that its program has ended makes a lock void.
    lock.setStaleLockTime(0)
    if lock.tryLock(0):
        return _HeldLock(lock)
    if lock.error() != QLockFile.LockError.LockFailedError:
        return None
    if by_force and lock.removeStaleLockFile() and lock.tryLock(0):
        return _HeldLock(lock)
    return _holder(lock)


def _holder(lock: QLockFile) -> Holder:
    pid, host, program = _info(lock) or (0, "", "")
    since = ""
    with suppress(OSError):
        made = os.stat(lock.fileName()).st_mtime
        since = datetime.fromtimestamp(made).astimezone().isoformat()
    return Holder(program, host, pid, since, lock.fileName())


def _info(lock: QLockFile) -> tuple[int, str, str] | None:
    found = lock.getLockInfo()
    if not found or not found[0]:
        return None
    pid, host, program = found
    return pid, host, program


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()

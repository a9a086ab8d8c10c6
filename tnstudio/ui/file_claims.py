"""Which window has which project file: a lock beside the file tells others."""

import hashlib
import logging
from contextlib import suppress
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QLockFile

from tnstudio.texts import tr

_RELEASE_SECONDS = 1.0

_log = logging.getLogger(__name__)


class FileClaim:
    """The claim of one window on the file of its project.

    A lock that a program has left that ended is taken over.

    Parameters
    ----------
    folder : Path
        For locks of files whose folder cannot be written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path: Path | None = None
        self._lock: QLockFile | None = None

    def take(self, path: Path) -> str:
        """Claim a file in place of the one before.

        Returns
        -------
        str
            Who has it, for people; empty if it is ours now.
        """
        place = _resolved(path)
        if place == self._path:
            return ""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name[:200]}.lock")
        name = hashlib.sha256(str(place).encode("utf-8", "replace")).hexdigest()[:24]
        for lock_path in (beside, self._folder / f"{name}.lock"):
            lock, holder = _locked(lock_path)
            if holder:
                return holder
            if lock is not None:
                self.release()
                self._path, self._lock = place, lock
                return ""
        _log.info("No lock can be made for %s", path)
        self.release()
        return ""

    def has(self, path: Path) -> bool:
        """Tell whether this is the file that is ours, by whatever name."""
        return _resolved(path) == self._path

    def release(self) -> None:
        """Give the file up."""
        if self._lock is not None:
            # The window does not wait for a drive that does not answer.
            unlocking = Thread(target=self._lock.unlock, daemon=True)
            unlocking.start()
            unlocking.join(_RELEASE_SECONDS)
        self._path = self._lock = None


def _locked(path: Path) -> tuple[QLockFile | None, str]:
    """Return a held lock, or who holds it; neither if there can be no lock."""
    lock = QLockFile(str(path))
    # However long ago: only that its program has ended makes a lock void.
    lock.setStaleLockTime(0)
    if lock.tryLock(0):
        return lock, ""
    if lock.error() != QLockFile.LockError.LockFailedError:
        return None, ""
    return None, _holder(lock)


def _holder(lock: QLockFile) -> str:
    pid, host, _ = lock.getLockInfo()
    return tr("process {pid} on {host}", pid=pid, host=host)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()

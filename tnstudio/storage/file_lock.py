"""Files that tell other programs that something is in use.

The system lets go of them when their program ends, however it ends. Some network
drives have no locks: there a file says which program has it.
"""

import os
from pathlib import Path
from typing import BinaryIO

from tnstudio.storage.owner import has_ended, own_mark

_MOST_MARK = 200

if os.name == "nt":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def hold(path: Path) -> BinaryIO:
    """Hold a file, made if there is none, until what is returned is closed.

    Where the drive knows no locks, the file says that this program has it.

    Raises
    ------
    BlockingIOError
        If another program, or this one, holds it.
    OSError
        If it cannot be made.
    """
    file = path.open("ab")
    try:
        _lock(file)
    except (BlockingIOError, PermissionError) as error:
        file.close()
        raise BlockingIOError(*error.args) from error
    except OSError:
        file.truncate(0)
        file.write(own_mark().encode())
        file.flush()
    return file


def is_held(path: Path) -> bool:
    """Tell whether a file is held by a program that runs.

    One that may run on another computer counts where nobody can know.
    """
    try:
        with path.open("rb+") as file:
            return _is_locked(file)
    except PermissionError:
        return True
    except OSError:
        return False


def _is_locked(file: BinaryIO) -> bool:
    try:
        _lock(file)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:
        mark = file.read(_MOST_MARK).decode(errors="replace")
        return bool(mark) and not has_ended(mark)
    return False

"""Files that tell other programs that something is in use.

The system lets go of them when their program ends, however it ends.
"""

import os
from pathlib import Path
from typing import BinaryIO

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

    Where the system knows no locks nothing is held.

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
        # Some network drives have no locks.
        return file
    return file


def is_held(path: Path) -> bool:
    """Tell whether a file is held by a program that runs."""
    try:
        with path.open("rb+") as file:
            _lock(file)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:
        return False
    return False

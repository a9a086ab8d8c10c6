"""Room on the disk for HDF5 files that grow.

HDF5 must not find the disk full: it crashes when it closes a file that it cannot
write. So the room is taken first, and what was too much is given back.
"""

import errno
import os
import re
import shutil
import struct
from pathlib import Path

from tnstudio.errors import TNStudioError
from tnstudio.storage.atomic import why_not_written

ROOM = 2**22
"""More than the last chunks and HDF5's own tables ever take beside the values."""

H5PY_ERRORS = (OSError, RuntimeError, LookupError, ValueError, TypeError)
"""What h5py raises when a file cannot be read or written."""

_SUPERBLOCK = struct.Struct("<8sBBBBQQQ")
"""The first bytes of a file of HDF5 1.10; the last number is its length."""


def reserve(path: Path, size: int) -> None:
    """Let the system keep so many bytes for a file.

    Raises
    ------
    OSError
        If it has not so many.
    """
    if not hasattr(os, "posix_fallocate"):
        if shutil.disk_usage(path.parent).free < size - path.stat().st_size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.posix_fallocate(descriptor, 0, size)
    finally:
        os.close(descriptor)


def give_back(path: Path) -> None:
    """Cut off what was reserved behind the end that a closed file tells."""
    with path.open("r+b") as raw:
        *_, end = _SUPERBLOCK.unpack(raw.read(_SUPERBLOCK.size))
        raw.truncate(end)


def explained(error: Exception, path: Path) -> TNStudioError:
    """Tell why a file cannot be written; HDF5 has the system's error in its text."""
    found = re.search(r"errno = (\d+)", str(error))
    code = int(found[1]) if found else getattr(error, "errno", None)
    message, hint = why_not_written(code, str(error))
    return TNStudioError(message, str(path), hint)

"""What tells one state of a file from another: its size and a digest."""

import errno
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class FileMark:
    """One state of a file.

    Attributes
    ----------
    size : int
        In bytes.
    digest : str
        SHA-256 of the content, in hexadecimal digits.
    """

    size: int
    digest: str


def mark_of(data: bytes) -> FileMark:
    """Return the mark of a file with this content."""
    return FileMark(len(data), hashlib.sha256(data).hexdigest())


def mark_file(path: Path) -> FileMark:
    """Return the mark of a file as it is now.

    Raises
    ------
    OSError
        If there is no such file or it cannot be read.
    """
    size, digest = 0, hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            digest.update(piece)
    return FileMark(size, digest.hexdigest())


def copying(path: Path, copy: Path, mark: FileMark) -> Iterator[None]:
    """Copy a file piece by piece.

    Raises
    ------
    OSError
        If it cannot be copied, or in the end has not the marked content.
    """
    size, digest = 0, hashlib.sha256()
    with path.open("rb") as source, copy.open("wb") as target:
        while piece := source.read(_PIECE):
            target.write(piece)
            size += len(piece)
            digest.update(piece)
            yield
    if FileMark(size, digest.hexdigest()) != mark:
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))


def is_as_marked(path: Path, mark: FileMark) -> bool:
    """Tell whether there is this file, and it has the marked content.

    Raises
    ------
    OSError
        If it is there and cannot be read.
    """
    try:
        return path.stat().st_size == mark.size and mark_file(path) == mark
    except (FileNotFoundError, NotADirectoryError):
        return False

"""Writing a file so that either the old or the new one is there, whole."""

import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tnstudio.errors import TNStudioError
from tnstudio.storage.owner import has_ended, own_mark
from tnstudio.texts import marked, tr

_START, _END = ".tnstudio-", ".tmp"
"""Of names of files that are being written."""

_REASONS = {
    errno.ENOSPC: (
        marked("The disk is full"),
        marked("free some space or save elsewhere"),
    ),
    errno.EDQUOT: (
        marked("The disk quota is used up"),
        marked("free some space or save elsewhere"),
    ),
    errno.EFBIG: (
        marked("The file is too large for this disk"),
        marked("save elsewhere"),
    ),
    errno.EACCES: (marked("You may not write here"), marked("save elsewhere")),
    errno.EPERM: (marked("You may not write here"), marked("save elsewhere")),
    errno.EROFS: (marked("The disk is read-only"), marked("save elsewhere")),
    errno.ENOENT: (
        marked("The folder does not exist"),
        marked("choose or make another folder"),
    ),
    errno.ENOTDIR: (
        marked("The folder does not exist"),
        marked("choose or make another folder"),
    ),
    errno.EISDIR: (marked("This is a folder"), marked("choose a file name")),
    errno.ENAMETOOLONG: (
        marked("The file name is too long"),
        marked("choose a shorter one"),
    ),
}


def replace_file(path: Path, data: bytes) -> None:
    """Put these bytes in the place of a file, or leave all as it was.

    Parameters
    ----------
    path : Path
        The file. A symbolic link stays one: the file it names is replaced.
    data : bytes
        The whole content.

    Raises
    ------
    TNStudioError
        As `replacing` does.
    """
    with replacing(path) as write:
        write(data)


@contextmanager
def replacing(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Write a file piece by piece; in the end it takes the place of another.

    The bytes go to a temporary file in the same folder and to the disk
    itself before they take the name; so a crash, a full disk or a kill at any
    moment leaves the old file or the new one. An error in the block leaves the
    old one.

    Parameters
    ----------
    path : Path
        The file. A symbolic link stays one: the file it names is replaced.

    Yields
    ------
    function of bytes
        Appends to the content.

    Raises
    ------
    TNStudioError
        If the file cannot be written (the old one is unchanged), or if the
        folder's new entry cannot be confirmed (the file is whole).
    """
    with replacing_by(path) as temporary:
        with _explaining(path):
            file = temporary.open("wb")

        def write(data: bytes) -> None:
            with _explaining(path):
                file.write(data)

        try:
            yield write
            with _explaining(path):
                _write_through(file)
        finally:
            # An error here would hide the one that the user must see.
            with suppress(OSError):
                file.close()


@contextmanager
def replacing_by(path: Path) -> Iterator[Path]:
    """Write a file under another name; in the end it takes the place of `path`.

    As `replacing`, for writers that need a file of their own.

    Yields
    ------
    Path
        An empty file in the same folder.

    Raises
    ------
    TNStudioError
        As `replacing` does.
    """
    with _explaining(path):
        target = path.resolve()
        _require_regular(target)
        mode = _mode_of(target)
        token = f"{own_mark()}-{secrets.token_hex(4)}"
        temporary = target.with_name(f"{_START}{token}{_END}")
        temporary.open("xb").close()
        if mode is not None:
            # What is private is so while it is written, too.
            temporary.chmod(mode | stat.S_IRUSR | stat.S_IWUSR)
    try:
        yield temporary
        with _explaining(path):
            with temporary.open("rb+") as file:
                _write_through(file)
            if mode is not None:
                temporary.chmod(mode)
            temporary.replace(target)
    except BaseException:
        # Also for Ctrl-C. There may be no file to remove, and an error here
        # would hide the one that the user must see.
        with suppress(OSError):
            temporary.unlink()
        raise
    _confirm(target, path)


def clear_left_behind(folder: Path) -> None:
    """Remove what programs were writing in a folder that certainly run no more."""
    with suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(_START) and name.endswith(_END):
                mark = name.removeprefix(_START).rpartition("-")[0]
                if has_ended(mark):
                    with suppress(OSError):
                        (folder / name).unlink()


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        # RuntimeError: a loop of links. ValueError: a NUL in the name.
        raise _explained(error, path) from error


def _require_regular(target: Path) -> None:
    """Keep folders, and pipes and devices, which others are using."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, tr("it is not a regular file"))


def _mode_of(target: Path) -> int | None:
    """Return the permissions of the file that is replaced, if there is one."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        return None


def _write_through(file: BinaryIO) -> None:
    """Write a new file down to the disk and close it."""
    file.flush()
    os.fsync(file.fileno())
    file.close()


def _confirm(target: Path, path: Path) -> None:
    try:
        _sync_folder(target.parent)
    except OSError as error:
        raise TNStudioError(
            tr(
                "The file was saved, but the disk did not confirm it: {reason}",
                reason=error.strerror,
            ),
            str(path),
            tr("check the disk"),
        ) from error


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk, on systems where folders can be synced."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems cannot; they write names at once.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _explained(error: Exception, path: Path) -> TNStudioError:
    code = error.errno if isinstance(error, OSError) else None
    detail = error.strerror if isinstance(error, OSError) else None
    message, hint = why_not_written(code, str(detail or error))
    return TNStudioError(
        message, str(path), tr("{hint}; nothing was changed", hint=hint)
    )


def why_not_written(code: int | None, detail: str) -> tuple[str, str]:
    """Return message and hint for what the system says to a write.

    Parameters
    ----------
    code : int or None
        The number of the error, as in `errno`, if it is known.
    detail : str
        What else is known, for other errors.
    """
    if code in _REASONS:
        message, hint = _REASONS[code]
        return tr(message), tr(hint)
    told = tr("The file cannot be written: {reason}", reason=detail)
    return told, tr("save elsewhere")

"""What a desktop needs to know the program: menu entry, icons, kind of file.

Places and formats are those of freedesktop.org: Desktop Entry Specification
1.5, Shared MIME-info Database 0.21, Icon Theme Specification 0.13.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tnstudio.errors import TNStudioError
from tnstudio.paths import resources
from tnstudio.storage.atomic import replace_file, why_not_written
from tnstudio.texts import tr

_PLACES = {
    "tnstudio.desktop": "applications/tnstudio.desktop",
    "tnstudio-mime.xml": "mime/packages/tnstudio.xml",
    "tnstudio.svg": "icons/hicolor/scalable/apps/tnstudio.svg",
    "application-x-tnstudio-project.svg": (
        "icons/hicolor/scalable/mimetypes/application-x-tnstudio-project.svg"
    ),
}
"""Where each file of ``resources/desktop`` goes, below the user's data folder."""

_RESERVED = frozenset(" \t'\"\\><~|&;$*?#()`")
"""Characters for which an argument must be quoted."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file to write, or one to remove.

    Attributes
    ----------
    content : bytes or None
        None: remove it.
    """

    path: Path
    content: bytes | None


def data_home() -> Path:
    """Return the folder of the user's own desktop files, ``XDG_DATA_HOME``."""
    told = Path(os.environ.get("XDG_DATA_HOME", ""))
    return told if told.is_absolute() else Path.home() / ".local" / "share"


def changes_to_install(data: Path, command: Sequence[str]) -> tuple[Change, ...]:
    """Return what is missing below a data folder, or is not as it should be.

    Parameters
    ----------
    data : Path
        As `data_home` returns it.
    command : sequence of str
        The program and its first arguments, for the menu entry.

    Raises
    ------
    TNStudioError
        If a file that is there cannot be read, or the command cannot be
        written into a menu entry.
    """
    folder = resources() / "desktop"
    wanted = [
        Change(data / place, (folder / name).read_bytes())
        for name, place in _PLACES.items()
    ]
    entry, *others = wanted
    wanted = [Change(entry.path, _with_command(entry.content or b"", command)), *others]
    return tuple(change for change in wanted if _read(change.path) != change.content)


def changes_to_remove(data: Path) -> tuple[Change, ...]:
    """Return what of `changes_to_install` is there."""
    paths = [data / place for place in _PLACES.values()]
    return tuple(Change(path, None) for path in paths if os.path.lexists(path))


def apply(change: Change) -> None:
    """Write or remove a file.

    Raises
    ------
    TNStudioError
        If the system refuses.
    """
    try:
        if change.content is None:
            change.path.unlink(missing_ok=True)
            return
        change.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(error, change.path) from error
    replace_file(change.path, change.content)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refused(error, path) from error


def _refused(error: OSError, path: Path) -> TNStudioError:
    message, _ = why_not_written(error.errno, error.strerror or str(error))
    return TNStudioError(
        message, str(path), tr("make room for it there, then try again")
    )


def _with_command(entry: bytes, command: Sequence[str]) -> bytes:
    """Let the menu entry start this very program, wherever it is installed."""
    if not all(word.isprintable() for word in command):
        raise TNStudioError(
            tr("A menu entry cannot start a program of this name"),
            " ".join(command),
            tr("install it in a folder whose name has printable characters only"),
        )
    shown = " ".join(_quoted(word) for word in command)
    text = entry.decode()
    text = text.replace("\nTryExec=tnstudio\n", f"\nTryExec={_escaped(command[0])}\n")
    text = text.replace("\nExec=tnstudio %f\n", f"\nExec={_escaped(shown)} %f\n")
    return text.encode()


def _quoted(word: str) -> str:
    """Quote an argument of ``Exec``; % would begin a field code."""
    word = word.replace("%", "%%")
    if word and not _RESERVED & set(word):
        return word
    return '"' + "".join(f"\\{c}" if c in '"`$\\' else c for c in word) + '"'


def _escaped(value: str) -> str:
    """Escape the value of a key, which all are before they are used."""
    return value.replace("\\", "\\\\")

"""The last saves of a project, kept in a folder beside it."""

import shutil
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tnstudio.errors import TNStudioError
from tnstudio.storage.schema import SUFFIX

MOST_VERSIONS = 10
"""Saves of a project that are kept."""

_FORM = "%Y-%m-%d %H.%M.%S"
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Version:
    """A save of a project.

    Attributes
    ----------
    path : Path
    when : datetime
        To the second, local time.
    size : int
        In bytes.
    """

    path: Path
    when: datetime
    size: int


def versions_folder(path: Path) -> Path:
    """Return the folder that keeps the versions of a project file."""
    return path.with_name(f"{path.name.removesuffix(SUFFIX)}.versions")


def versions_of(path: Path) -> tuple[Version, ...]:
    """Return the versions of a project file that there are, the newest first."""
    found = []
    with suppress(OSError):
        for entry in versions_folder(path).iterdir():
            when = _when(entry)
            if when is not None:
                found.append(Version(entry, when, entry.stat().st_size))
    return tuple(sorted(found, key=lambda version: version.when, reverse=True))


def keeping_version(path: Path) -> Generator[None, None, None]:
    """Keep a copy of a project file as it is now, as a job; old ones make room.

    Raises
    ------
    TNStudioError
        If the copy cannot be written.
    """
    yield
    folder = versions_folder(path)
    target = folder / f"{_name_of_now()}{SUFFIX}"
    fresh = target.with_name(target.name + _PART)
    try:
        folder.mkdir(exist_ok=True)
        shutil.copy(path, fresh)
        fresh.replace(target)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise TNStudioError(
            f"The project is saved, but this version was not kept: {error.strerror}",
            str(folder),
            "free some space, or turn versions off in File > Versions",
        ) from error
    yield
    for version in _by_worth(versions_of(path), target)[MOST_VERSIONS:]:
        with suppress(OSError):
            version.path.unlink()


def _by_worth(versions: tuple[Version, ...], newest: Path) -> list[Version]:
    """Return versions as they are worth keeping: the one just kept is first.

    Those of times to come are last: the clock was wrong.
    """
    now = datetime.now().astimezone()
    return sorted(
        versions,
        key=lambda version: (version.path == newest, version.when <= now, version.when),
        reverse=True,
    )


def _name_of_now() -> str:
    return datetime.now().strftime(_FORM)


def _when(path: Path) -> datetime | None:
    """Return when a version was saved; None for a file that is none."""
    if not path.name.endswith(SUFFIX):
        return None
    try:
        return datetime.strptime(path.name.removesuffix(SUFFIX), _FORM).astimezone()
    except ValueError:
        return None

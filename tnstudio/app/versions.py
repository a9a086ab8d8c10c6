"""The last saves of a project, kept in a folder beside it."""

import shutil
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tnstudio.errors import TNStudioError
from tnstudio.storage.atomic import clear_left_behind, replacing_by
from tnstudio.storage.schema import SUFFIX

MOST_VERSIONS = 10
"""Saves of a project that are kept."""

_FORM = "%Y-%m-%d %H.%M.%S.%f"
_FORM_OF_SECONDS = "%Y-%m-%d %H.%M.%S"
"""Of names that have no fraction of the second."""


@dataclass(frozen=True, slots=True)
class Version:
    """A save of a project.

    Attributes
    ----------
    path : Path
    when : datetime
        Local time.
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


def finding_versions(path: Path) -> Generator[None, None, tuple[Version, ...]]:
    """Look for versions as a job; see `versions_of`."""
    yield
    return versions_of(path)


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
    try:
        folder.mkdir(exist_ok=True)
        clear_left_behind(folder)
        with replacing_by(target) as fresh:
            shutil.copy(path, fresh)
    except (OSError, TNStudioError) as error:
        told = error.strerror if isinstance(error, OSError) else error.message
        raise TNStudioError(
            f"The project is saved, but this version was not kept: {told}",
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
    """Return a name to the millisecond: two saves in a second are two versions."""
    return datetime.now().strftime(_FORM)[:-3]


def _when(path: Path) -> datetime | None:
    """Return when a version was saved; None for a file that is none."""
    if not path.name.endswith(SUFFIX):
        return None
    for form in (_FORM, _FORM_OF_SECONDS):
        with suppress(ValueError):
            return datetime.strptime(path.name.removesuffix(SUFFIX), form).astimezone()
    return None

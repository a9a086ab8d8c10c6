"""Whether files that commands are about to write have a free place."""

import os
import stat
from pathlib import Path

from tnstudio.errors import TNStudioError
from tnstudio.storage.schema import SIGNATURE


def require_new(path: Path, force: bool) -> None:
    """Refuse to replace a file unasked.

    Raises
    ------
    TNStudioError
        If the file exists and ``force`` was not given, or cannot be written.
    """
    require_place(path)
    if path.exists() and not force:
        raise TNStudioError("The file exists", str(path), "use --force to replace it")


def require_project_place(path: Path) -> None:
    """Allow a new project file or the replacement of one, nothing else.

    Raises
    ------
    TNStudioError
        If the file is something else, or cannot be written.
    """
    require_place(path)
    if path.exists() and not _is_hdf5(path):
        raise TNStudioError(
            "The file exists and is no project", str(path), "choose another name"
        )


def require_table_place(path: Path) -> None:
    """Allow a new table or the replacement of one, but not of a project.

    Raises
    ------
    TNStudioError
        If the file is a project, or cannot be written.
    """
    require_place(path)
    if path.exists() and _is_hdf5(path):
        raise TNStudioError(
            "The file is a project and would be lost", str(path), "choose another name"
        )


def require_place(path: Path) -> None:
    """Tell before the work, not after it, that its result has no place.

    Raises
    ------
    TNStudioError
        If the folder is missing or closed, or that of the samples, or the name is
        taken by something that is not a regular file.
    """
    from tnstudio.app.files import is_sample

    if is_sample(path):
        raise TNStudioError(
            "The samples are not written to",
            str(path),
            "choose another file with --out, or copy the sample first",
        )
    try:
        folder = path.parent
        taken = path.exists() and not stat.S_ISREG(path.stat().st_mode)
        closed = not folder.is_dir() or not os.access(folder, os.W_OK)
    except (OSError, ValueError) as error:
        raise TNStudioError(f"No such file is possible: {error}", str(path)) from error
    if taken or closed:
        raise TNStudioError(
            "The result cannot be written here", str(path), "choose another file"
        )


def _is_hdf5(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SIGNATURE)) == SIGNATURE

"""Opening and saving projects as jobs."""

import os
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tnstudio.app.recovery import FoundWork, unsaved_work
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.paths import sample_networks
from tnstudio.storage.atomic import clear_left_behind
from tnstudio.storage.file_mark import FileMark, is_as_marked
from tnstudio.storage.schema import SUFFIX

# Reading and writing are imported on the worker that does them: the window does
# not wait for HDF5.

__all__ = [
    "SUFFIX",
    "Fate",
    "FileMark",
    "OpenedFile",
    "is_sample",
    "opening",
    "opening_file",
    "project_path",
    "sample_named",
    "samples",
    "saving",
    "watching",
    "with_suffix",
]

Fate = Literal["same", "changed", "gone", "taken"]
"""What may have become of a file; others may have taken it over."""


@dataclass(frozen=True, eq=False, slots=True)
class OpenedFile:
    """A project and what is to be known about its file.

    Attributes
    ----------
    path : Path
    project : Project
    mark : FileMark
        What tells this state of the file from others.
    is_writable : bool
        Whether the file may be replaced.
    unsaved : tuple of FoundWork
        What an ended program has left of this project.
    """

    path: Path
    project: Project
    mark: FileMark
    is_writable: bool
    unsaved: tuple[FoundWork, ...]


def opening(path: Path) -> Generator[None, None, Project]:
    """Read a project file as a job.

    Raises
    ------
    TNStudioError
        If the file is missing, foreign or damaged.
    """
    yield
    from tnstudio.storage.project_file import load_project

    return load_project(path)


def opening_file(path: Path, folder: Path) -> Generator[None, None, OpenedFile]:
    """Read a project file, and look for unsaved work of it, as a job.

    Parameters
    ----------
    path : Path
    folder : Path
        Of unsaved work that is not beside its project.

    Raises
    ------
    TNStudioError
        If the file is missing, foreign or damaged.
    """
    yield
    from tnstudio.storage.project_file import load_marked

    project, mark = load_marked(path)
    yield
    clear_left_behind(path.resolve().parent)
    is_writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    found = unsaved_work(folder, [path])
    here = path.resolve()
    own = tuple(w for w in found if w.path is not None and w.path.resolve() == here)
    return OpenedFile(path, project, mark, is_writable, own)


def saving(
    path: Path,
    project: Project,
    announce: Callable[[FileMark], None] | None = None,
) -> Generator[None, None, FileMark]:
    """Write a project file as a job; the old file lives until the new is whole.

    Parameters
    ----------
    path : Path
    project : Project
    announce : callable, optional
        Is told what the file will be, before it is.

    Returns
    -------
    FileMark
        What tells this state of the file from others.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    yield
    from tnstudio.storage.project_file import save_project

    return save_project(path, project, announce)


def watching(path: Path, mark: FileMark | None) -> Generator[None, None, Fate]:
    """Tell, as a job, what has become of a file that had this mark.

    One that cannot be read now is taken for the same: saving tells why. Without a
    mark nobody knows what was there: only that nothing is there now is the same.
    """
    yield
    try:
        if mark is None:
            return "changed" if path.exists() else "same"
        if is_as_marked(path, mark):
            return "same"
        return "changed" if path.exists() else "gone"
    except OSError:
        return "same"


def with_suffix(path: Path) -> Path:
    """Return the path with the ending of project files."""
    if path.name.endswith(SUFFIX):
        return path
    return path.with_name(path.name.removesuffix(".h5").removesuffix(".tn") + SUFFIX)


_TRIED_FIRST = ("mnist_5core", "classroom_core", "logic_gates")
"""Samples that a newcomer finds first: a trained one, the simplest, a useful one."""


def samples() -> tuple[Path, ...]:
    """Return the sample projects of the program, those to try first before others."""
    found = sorted(sample_networks().glob(f"*{SUFFIX}"))
    return tuple(sorted(found, key=_turn))


def _turn(path: Path) -> int:
    """Return the place of a sample among those that are worth a look at first."""
    name = path.name.removesuffix(SUFFIX)
    return _TRIED_FIRST.index(name) if name in _TRIED_FIRST else len(_TRIED_FIRST)


def sample_named(path: Path) -> Path | None:
    """Return the sample of a name, with ``_`` or ``-`` in it; None if there is none."""
    if path.parent != Path():
        return None
    wanted = with_suffix(path).name.replace("-", "_")
    return next((found for found in samples() if found.name == wanted), None)


def project_path(path: Path) -> Path:
    """Return a file; if there is no such file, the sample of this name.

    Raises
    ------
    TNStudioError
        If there is neither, and the name has no suffix as files have.
    """
    if os.path.lexists(path):
        return path
    sample = sample_named(path)
    if sample is None and path.parent == Path() and not path.suffix:
        names = [found.name.removesuffix(SUFFIX) for found in samples()]
        raise TNStudioError(
            "There is no such file, and no sample of this name",
            str(path),
            f"give the path of a file, or choose of {', '.join(names)}",
        )
    return sample or path


def is_sample(path: Path) -> bool:
    """Tell whether a file is one of the samples, which are not written to."""
    folder = sample_networks()
    if path.absolute().parent == folder.absolute():
        return True
    # Only what has the name of one is looked at: its drive may not answer.
    return (folder / path.name).exists() and path.resolve().parent == folder.resolve()

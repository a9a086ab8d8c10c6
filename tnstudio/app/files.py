"""Opening and saving projects as jobs."""

from collections.abc import Generator
from pathlib import Path

from tnstudio.model.project import Project
from tnstudio.paths import sample_networks
from tnstudio.storage.schema import SUFFIX

# Reading and writing are imported on the worker that does them: the window does
# not wait for HDF5.

__all__ = ["SUFFIX", "is_sample", "opening", "samples", "saving", "with_suffix"]


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


def saving(path: Path, project: Project) -> Generator[None, None, None]:
    """Write a project file as a job; the old file lives until the new is whole.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    yield
    from tnstudio.storage.project_file import save_project

    save_project(path, project)


def with_suffix(path: Path) -> Path:
    """Return the path with the ending of project files."""
    if path.name.endswith(SUFFIX):
        return path
    return path.with_name(path.name.removesuffix(".h5").removesuffix(".tn") + SUFFIX)


def samples() -> tuple[Path, ...]:
    """Return the sample projects that travel with the program."""
    return tuple(sorted(sample_networks().glob(f"*{SUFFIX}")))


def is_sample(path: Path) -> bool:
    """Tell whether a file is one of the samples, which are not written to."""
    return path.resolve().parent == sample_networks().resolve()

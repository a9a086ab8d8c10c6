"""A report of a problem: what helps to find its cause, and nothing private."""

import json
import platform
import tempfile
import zipfile
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tnstudio.app.files import SUFFIX
from tnstudio.app.private import Private, without_private
from tnstudio.app.settings import Preferences
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.storage.project_file import save_project
from tnstudio.texts import tr
from tnstudio.version import __version__

LIBRARIES = (
    "PySide6-Essentials",
    "pyqtgraph",
    "numpy",
    "numba",
    "llvmlite",
    "scipy",
    "h5py",
)

_PRIVATE_SETTINGS = (
    "recent",
    "datasets",
    "geometry",
    "layout",
    "data_folder",
    "commands",
    "views",
    "documentation_geometry",
)
"""Preferences with names of files, or of no use to anybody else."""


@dataclass(frozen=True, slots=True)
class Report:
    """What goes into the file of a report.

    Attributes
    ----------
    facts : str
        JSON: versions, system, screens, preferences, size of the project.
    log : str
        End of the log, without what is private.
    told : str
        What the user has written.
    project : Project or None
        The open project, if the user wants it to be in.
    """

    facts: str
    log: str
    told: str = ""
    project: Project | None = None

    @property
    def texts(self) -> dict[str, str]:
        """Name and text of each file of text in the report."""
        found = {"facts.json": self.facts, "log.txt": self.log, "told.txt": self.told}
        return {name: text for name, text in found.items() if text}


def report(
    project: Project,
    preferences: Preferences,
    screens: Iterable[str],
    log: str,
    files: Iterable[str] = (),
) -> Report:
    """Return a report without the project itself.

    Parameters
    ----------
    screens : iterable of str
        Size and scale of each screen.
    log : str
        End of the log as it is.
    files : iterable of str
        Names of files beside those in the preferences that must not be told.
    """
    known = (*preferences.recent, *preferences.datasets, preferences.data_folder)
    sources = [run.source for run in project.runs]
    private = Private.of_this_computer([*known, *files, *sources], names_in(project))
    facts = {
        "versions": versions(),
        "system": system(),
        "screens": list(screens),
        "preferences": told_preferences(preferences),
        "project": shape_of(project),
    }
    return Report(
        json.dumps(facts, indent=2, ensure_ascii=False), without_private(log, private)
    )


def versions() -> dict[str, str]:
    """Return the versions of the program and of what it stands on."""
    found = {"tnstudio": __version__, "Python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def system() -> dict[str, str]:
    """Return the kind of this computer, not its name."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "libc": " ".join(platform.libc_ver()).strip(),
    }


def told_preferences(preferences: Preferences) -> Mapping[str, Any]:
    """Return the preferences that name no file."""
    found = asdict(preferences)
    return {name: found[name] for name in found if name not in _PRIVATE_SETTINGS}


def shape_of(project: Project) -> dict[str, Any]:
    """Return how large a project is, in numbers only."""
    network, circuit = project.network, project.network.circuit
    shape = network.input
    return {
        "input": [shape.rows, shape.columns, shape.channels],
        "layers": [
            [layer.window, layer.stride, layer.features] for layer in network.layers
        ],
        "classes": network.readout.classes,
        "axons of a core": network.hardware.axons,
        "neurons of a core": network.hardware.neurons,
        "free cores": 0 if circuit is None else len(circuit.cores),
        "is trained": project.trained is not None,
        "is deployed": project.program is not None,
        "runs": len(project.runs),
        "recordings": len(project.recordings),
    }


def names_in(project: Project) -> Iterator[str]:
    """Yield what users have called things in a project, and what they tell of it."""
    networks = [project.network, *(run.network for run in project.runs)]
    if project.trained is not None:
        networks.append(project.trained.network)
    for network in networks:
        yield network.name
        yield from network.readout.class_names
    circuit = project.network.circuit
    if circuit is not None:
        yield from (core.name for core in circuit.cores)
        yield from (*circuit.line_names, *circuit.output_names, *circuit.class_names)
    if project.program is not None:
        yield project.program.name
    for recording in project.recordings:
        yield from (recording.name, recording.program_name)
    for run in project.runs:
        yield from (run.name, *run.note.splitlines())
    yield from project.description.splitlines()


def with_project(made: Report, project: Project | None) -> Report:
    """Return the report with a project in it, or without one."""
    return replace(made, project=project)


def writing(made: Report, path: Path) -> Generator[None, None, Path]:
    """Write a report to a zip file, as a job; returns the file.

    Raises
    ------
    TNStudioError
        If it cannot be written.
    """
    yield
    try:
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / "report.zip"
            with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as file:
                for name, text in made.texts.items():
                    file.writestr(name, text)
                if made.project is not None:
                    stored = Path(folder) / f"project{SUFFIX}"
                    save_project(stored, made.project)
                    yield
                    file.write(stored, stored.name)
            path.write_bytes(fresh.read_bytes())
    except OSError as error:
        raise TNStudioError(
            tr("The report cannot be written: {reason}", reason=error.strerror),
            str(path),
            tr("choose another folder"),
        ) from error
    return path

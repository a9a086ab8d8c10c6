"""Files of other programs: what kind they are, what they hold, what is lost."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from tnstudio.app.interchange import ranc_project
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import free_network
from tnstudio.model.program import NONE
from tnstudio.model.project import Project
from tnstudio.model.stimulus import PatternSpikes
from tnstudio.storage.foreign_hdf5 import foreign_hdf5
from tnstudio.storage.interchange.nir_reading import read_nir_model
from tnstudio.storage.interchange.nscs_reading import read_nscs
from tnstudio.storage.interchange.ranc_reading import read_ranc
from tnstudio.storage.interchange.spike_reading import begins_table
from tnstudio.storage.peek import is_project
from tnstudio.storage.schema import SIGNATURE
from tnstudio.texts import marked, tr

LOOKED_AT = 2**16
"""Bytes of a text that `kind_of` looks at."""

RANC, NSCS, NIR, SPIKES, PROJECT = "ranc", "nscs", "nir", "spikes", "project"

LABELS = {
    RANC: marked("RANC network"),
    NSCS: marked("NSCS model"),
    NIR: marked("NIR graph"),
    SPIKES: marked("Spikes"),
    PROJECT: marked("TN Studio project"),
}

_RANC_WORDS = (b'"output_bus"', b'"packets"', b'"max_tick_offset"')
_NSCS_WORDS = (b'"crossbarTypes"', b'"crossbarSize"', b'"neuronTypes"')


@dataclass(frozen=True, eq=False, slots=True)
class Incoming:
    """What a file of another program comes to.

    Attributes
    ----------
    kind : str
        One of the keys of `LABELS`.
    found : tuple of (str, int)
        What there is of each thing, such as ("core", 2).
    losses : tuple of str
        What of the file the project does not have, a sentence each.
    """

    kind: str
    path: Path
    project: Project
    found: tuple[tuple[str, int], ...]
    losses: tuple[str, ...]


def kind_of(path: Path) -> str | None:
    """Return what kind of file this is by what it holds; None if no known one.

    Looks at the beginning only, and never fails.
    """
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            start = file.read(LOOKED_AT)
    except (OSError, ValueError):
        return None
    if start.startswith(SIGNATURE):
        return _kind_of_hdf5(path)
    if start.startswith(b"PK\x03\x04") and b"tick.npy" in start:
        return SPIKES
    if any(word in start for word in _NSCS_WORDS):
        return NSCS
    if any(word in start for word in _RANC_WORDS):
        return RANC
    return SPIKES if begins_table(start) else None


def _kind_of_hdf5(path: Path) -> str | None:
    if is_project(path):
        return PROJECT
    try:
        with foreign_hdf5(path) as file:
            if file.has("node") and file.has("version"):
                return NIR
            return SPIKES if file.has("spikes") else None
    except TNStudioError:
        return None


def reading(path: Path, config: Path | None = None) -> Generator[None, None, Incoming]:
    """Read a network of another program, as a job.

    Parameters
    ----------
    config : Path, optional
        RANC's configuration; else the file beside it that is called so.

    Raises
    ------
    TNStudioError
        If the file is of no known kind, or cannot be used: with what is wrong.
    """
    yield
    kind = kind_of(path)
    if kind == RANC:
        yield
        return _ranc(path, config)
    if kind in (NSCS, NIR):
        yield
        model = read_nscs(path) if kind == NSCS else read_nir_model(path)
        return _incoming(
            kind, path, (model.name, model.circuit, model.hardware), model.losses
        )
    if kind is None and not path.exists():
        raise TNStudioError(
            tr("There is no such file"), str(path), tr("check the name")
        )
    if kind == SPIKES:
        raise TNStudioError(
            tr("The file holds spikes, which need a circuit with input lines"),
            str(path),
            tr("open one, then import the spikes"),
        )
    raise TNStudioError(
        tr("This is no file of a program that is known here"),
        str(path),
        tr("choose a network of RANC, NSCS or NIR, or spikes as CSV, NumPy or SONATA"),
    )


def _incoming(
    kind: str,
    path: Path,
    made: tuple[str, Circuit, Hardware],
    losses: tuple[str, ...],
) -> Incoming:
    project = Project(free_network(*made))
    return Incoming(kind, path, project, found_in(made[1]), losses)


def found_in(circuit: Circuit) -> tuple[tuple[str, int], ...]:
    """Count what a circuit has."""
    patterns = [one for one in circuit.stimuli if isinstance(one, PatternSpikes)]
    neurons = sum(
        int(((c.routes.core != NONE) | (c.routes.line != NONE)).sum())
        for c in circuit.cores
    )
    return (
        (marked("core"), len(circuit.cores)),
        (marked("neuron with a target"), neurons),
        (marked("input line"), circuit.input_lines),
        (marked("output line"), circuit.output_lines),
        (marked("input spike"), sum(one.ticks.size for one in patterns)),
    )


_MIRRORED = marked(
    "The chip's neuron lacks RANC's symmetric reset; each that has it got the help of "
    "two more, after the neurons of the file: {count}. They do as in RANC while V "
    "stays within ±262143."
)


def ranc_losses(mirrored: int) -> tuple[str, ...]:
    """Tell what a network of RANC has to do without."""
    return (tr(_MIRRORED, count=mirrored),) if mirrored else ()


def _ranc(path: Path, config: Path | None) -> Incoming:
    model, settings = _ranc_files(path, config)
    read = read_ranc(model, settings)
    project = ranc_project(read)
    circuit = project.network.circuit or Circuit()
    return Incoming(RANC, path, project, found_in(circuit), ranc_losses(read.mirrored))


def _ranc_files(path: Path, config: Path | None) -> tuple[Path, Path]:
    """Return RANC's input and configuration, whichever of them was chosen."""
    if config is not None:
        return path, config
    if path.name.endswith(".config.json"):
        settings = path
        model = path.with_name(path.name.removesuffix(".config.json") + ".json")
    else:
        model, settings = path, path.with_suffix(".config.json")
    for one in (model, settings):
        if not one.is_file():
            raise TNStudioError(
                tr(
                    "RANC's two files belong together: {name} is not beside it",
                    name=one.name,
                ),
                str(path),
                tr(
                    "name the configuration NAME.config.json, or use the command "
                    "“tnstudio import ranc”"
                ),
            )
    return model, settings

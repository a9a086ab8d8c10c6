"""What a project gives other programs: which kinds, what is lost, the files."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from tnstudio.app.interchange import chip_of, last_tick, shown_spikes
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.stimulus import ImageSpikes, Stimulus
from tnstudio.storage.atomic import replace_file
from tnstudio.storage.interchange.nir_chip import chip_graph, chip_losses
from tnstudio.storage.interchange.nir_file import require_nir, write_nir
from tnstudio.storage.interchange.nir_graph import NirGraph
from tnstudio.storage.interchange.nir_layers import (
    deployed_graph,
    deployed_losses,
    trained_graph,
    trained_losses,
)
from tnstudio.storage.interchange.ranc_neurons import first_offender
from tnstudio.storage.interchange.ranc_writing import ranc_texts
from tnstudio.texts import marked, tr

MOST_TICKS = 100_000
"""Longest list of packets that is written."""

_RANC_LOSSES = (
    marked("RANC has no names, labels, copies and seed: they are left out."),
    marked("Spikes are written one by one: RANC has no generators of spikes."),
)


@dataclass(frozen=True, slots=True)
class ExportKind:
    """A way out.

    Attributes
    ----------
    name : str
        As the command line and `losses` know it.
    label, tip : str
        What users read.
    suffix : str
        The ending of its file.
    """

    name: str
    label: str
    tip: str
    suffix: str


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """What can be chosen for a file.

    Attributes
    ----------
    ticks : int or None
        Ticks of input spikes for RANC, >= 1; None until they end, at most
        `MOST_TICKS`.
    images : ImageSpikes or None
        What RANC's file shows to a chip of layers; None shows nothing.
    copy : int
        Which copy on the chip NIR's file has, from 0.
    """

    ticks: int | None = None
    images: ImageSpikes | None = None
    copy: int = 0


_DEFAULT = ExportChoices()

RANC = ExportKind(
    "ranc",
    marked("RANC: the chip"),
    marked("The chip and its input spikes as two JSON files"),
    ".json",
)
NIR_TRAINED = ExportKind(
    "nir-trained",
    marked("NIR: the trained network"),
    marked("A matrix of expected weights and a Threshold for each layer"),
    ".nir",
)
NIR_DEPLOYED = ExportKind(
    "nir-deployed",
    marked("NIR: one copy on the chip"),
    marked("A matrix of the weights on the chip and a Threshold for each layer"),
    ".nir",
)
NIR_CHIP = ExportKind(
    "nir-chip",
    marked("NIR: the free cores"),
    marked("Every core with its delays and loops"),
    ".nir",
)
KINDS = (RANC, NIR_TRAINED, NIR_DEPLOYED, NIR_CHIP)


def why_not(project: Project, kind: ExportKind) -> str:
    """Tell why a project cannot be exported so; empty if it seems that it can.

    Neurons are looked at when the file is made.
    """
    free = project.network.circuit is not None
    if kind is NIR_CHIP:
        return "" if free else tr("The project has layers, not free cores")
    if kind is RANC:
        has = free or project.program is not None
        return "" if has else tr("The project has no chip: deploy a trained network")
    if free:
        return tr("The project has free cores, not layers")
    if kind is NIR_TRAINED:
        return "" if project.trained is not None else tr("The network is not trained")
    return "" if project.program is not None else tr("The network is not deployed")


def losses(project: Project, kind: ExportKind) -> tuple[str, ...]:
    """Tell what an export will not have, a sentence each, before it is made.

    Raises
    ------
    TNStudioError
        If the project cannot be exported so, naming the reason.
    """
    reason = why_not(project, kind)
    if reason:
        raise TNStudioError(reason, project.network.name)
    if kind is RANC:
        offender = first_offender(chip_of(project))
        if offender is not None:
            raise TNStudioError(
                tr("RANC's neurons have no {feature}", feature=tr(offender.feature)),
                f"core {offender.core}, neuron {offender.neuron}",
                tr("give this neuron other parameters"),
            )
        return tuple(map(tr, _RANC_LOSSES))
    require_nir()
    if kind is NIR_TRAINED and project.trained is not None:
        return trained_losses(project.trained)
    if kind is NIR_DEPLOYED and project.program is not None:
        return deployed_losses(project.program)
    return chip_losses(chip_of(project))


def nir_graph(project: Project, kind: ExportKind, copy: int = 0) -> NirGraph:
    """Return a project as a graph of NIR.

    Raises
    ------
    TNStudioError
        If it cannot be one.
    """
    reason = why_not(project, kind)
    if reason:
        raise TNStudioError(reason, project.network.name)
    if kind is NIR_TRAINED and project.trained is not None:
        return trained_graph(project.trained)
    if kind is NIR_DEPLOYED and project.program is not None:
        return deployed_graph(project.program, copy)
    return chip_graph(chip_of(project))


def telling_losses(
    project: Project, kind: ExportKind
) -> Generator[None, None, tuple[str, ...]]:
    """Tell what will be lost, as a job."""
    yield
    return losses(project, kind)


def exporting(
    project: Project,
    kind: ExportKind,
    path: Path,
    choices: ExportChoices = _DEFAULT,
) -> Generator[None, None, tuple[Path, ...]]:
    """Write a project for another program, as a job; return the files.

    Raises
    ------
    TNStudioError
        If the project cannot be exported so, or a file cannot be written.
    """
    yield
    if kind is RANC:
        return _write_ranc(project, path, choices)
    write_nir(path, nir_graph(project, kind, choices.copy))
    return (path,)


def _write_ranc(
    project: Project, path: Path, choices: ExportChoices
) -> tuple[Path, ...]:
    """Write the chip with the spikes that it is shown."""
    circuit = project.network.circuit
    shown: tuple[Stimulus, ...] = ()
    if circuit is not None:
        shown = circuit.stimuli
    elif choices.images is not None:
        shown = (choices.images,)
    ticks = choices.ticks or _until_silence(shown)
    program = chip_of(project)
    spikes = shown_spikes(program, shown, program.seed, ticks)
    texts = ranc_texts(program, spikes)
    config = path.with_suffix(".config.json")
    replace_file(config, texts.config.encode())
    replace_file(path, texts.input.encode())
    return path, config


def _until_silence(stimuli: tuple[Stimulus, ...]) -> int:
    last = last_tick(stimuli)
    return MOST_TICKS if last is None else min(last + 1, MOST_TICKS)

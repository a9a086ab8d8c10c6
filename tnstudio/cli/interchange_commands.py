"""Commands that read and write files of other programs: import and export."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tnstudio.cli.arguments import (
    EncodingName,
    EncodingOption,
    ProjectFile,
    Seed,
    Split,
    SplitName,
    first_given,
)
from tnstudio.cli.file_argument import project_of
from tnstudio.cli.output import note, say
from tnstudio.cli.project_parts import refuse_image_options
from tnstudio.cli.targets import require_new, require_project_place, require_table_place
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import free_network
from tnstudio.model.project import Project
from tnstudio.model.stimulus import ImageSpikes, Stimulus
from tnstudio.storage.atomic import replace_file
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.texts import amount

MOST_TICKS = 100_000
"""Longest list of packets that is written."""

_IMAGE_TICKS = 16

import_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
export_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


_NewProject = Annotated[
    Path, typer.Option("--out", "-o", help="The project file to write.")
]
_Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]


@import_app.callback()
def _imports() -> None:
    """Make a project from files of another program."""


@export_app.callback()
def _exports() -> None:
    """Write a project's chip for another program."""


@import_app.command("ranc")
def import_ranc(
    model: Annotated[Path, typer.Argument(metavar="INPUT", help="RANC's input file.")],
    config: Annotated[
        Path, typer.Argument(metavar="CONFIG", help="RANC's configuration file.")
    ],
    out: _NewProject,
    force: _Force = False,
) -> None:
    """Make a project from a network of RANC.

    Its packets become the stimulus, its output bus the output lines.
    """
    from tnstudio.app.incoming import ranc_losses
    from tnstudio.app.interchange import ranc_project
    from tnstudio.storage.interchange.ranc_reading import read_ranc

    require_project_place(out)
    require_new(out, force)
    found = read_ranc(model, config)
    save_project(out, ranc_project(found))
    program = found.program
    for sentence in ranc_losses(found.mirrored):
        note(sentence)
    say(
        f"{out}: {amount(program.cores, 'core')}, "
        f"{amount(len(program.inputs.element), 'input line')} with "
        f"{amount(len(found.stimulus.ticks), 'spike')}, "
        f"{amount(len(program.outputs.label), 'output line')}"
    )


@import_app.command("nscs")
def import_nscs(
    model: Annotated[Path, typer.Argument(metavar="FILE", help="The model file.")],
    out: _NewProject,
    force: _Force = False,
) -> None:
    """Make a project from an NSCS model, the files of IBM's tools."""
    from tnstudio.storage.interchange.nscs_reading import read_nscs

    require_project_place(out)
    require_new(out, force)
    found = read_nscs(model)
    _save_circuit(out, found.name, found.circuit, found.hardware, found.losses)


@import_app.command("nir")
def import_nir(
    graph: Annotated[Path, typer.Argument(metavar="FILE", help="The NIR file.")],
    out: _NewProject,
    force: _Force = False,
) -> None:
    """Make a project from a NIR graph of Thresholds or IFs and whole weights."""
    from tnstudio.storage.interchange.nir_reading import read_nir_model

    require_project_place(out)
    require_new(out, force)
    found = read_nir_model(graph)
    _save_circuit(out, found.name, found.circuit, found.hardware, found.losses)


def _save_circuit(
    out: Path, name: str, circuit: Circuit, hardware: Hardware, losses: tuple[str, ...]
) -> None:
    for sentence in losses:
        note(sentence)
    save_project(out, Project(free_network(name, circuit, hardware)))
    say(
        f"{out}: {amount(len(circuit.cores), 'core')}, "
        f"{amount(circuit.input_lines, 'input line')}, "
        f"{amount(circuit.output_lines, 'output line')}"
    )


@import_app.command("spikes")
def import_spikes(
    spikes: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV, NumPy (.npz) or SONATA (.h5) file."),
    ],
    project: Annotated[
        Path,
        typer.Option(
            "--project",
            "-p",
            parser=project_of,
            metavar="PROJECT",
            help="A project of free cores, or a sample.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The project to write; else PROJECT itself."),
    ] = None,
    population: Annotated[
        str | None, typer.Option(help="Which population of a SONATA file.")
    ] = None,
    force: _Force = False,
) -> None:
    """Add the spikes of a file to a project's stimuli, on the lines that it names."""
    from tnstudio.app.spikes_in import read_pattern, with_spikes

    target = out or project
    require_project_place(target)
    if out is not None:
        require_new(out, force)
    loaded = load_project(project)
    circuit = loaded.network.circuit
    if circuit is None:
        raise TNStudioError(
            "The project has layers, not free cores", str(project), "show it images"
        )
    found = read_pattern(spikes, circuit, population)
    for sentence in found.losses:
        note(sentence)
    network = replace(loaded.network, circuit=with_spikes(circuit, found))
    save_project(target, replace(loaded, network=network))
    say(f"{target}: {amount(found.pattern.ticks.size, 'input spike')}")


class NirWhat(StrEnum):
    """What of a project becomes a graph."""

    TRAINED = "trained"
    DEPLOYED = "deployed"


@export_app.command("nir")
def export_nir(
    project: ProjectFile,
    out: Annotated[Path, typer.Option("--out", "-o", help="The NIR file to write.")],
    what: Annotated[
        NirWhat | None,
        typer.Option(help="Expected weights, or those of a copy on the chip."),
    ] = None,
    copy: Annotated[int, typer.Option(min=0, help="Copy on the chip, from 0.")] = 0,
    force: _Force = False,
) -> None:
    """Write a trained network, a copy on its chip, or free cores as a NIR graph."""
    from tnstudio.app import outgoing
    from tnstudio.storage.interchange.nir_file import write_nir

    require_new(out, force)
    if out.exists() and out.resolve() == project.resolve():
        raise TNStudioError("The file is the project itself", str(out))
    loaded = load_project(project)
    kind = outgoing.NIR_TRAINED
    if loaded.network.circuit is not None:
        kind = outgoing.NIR_CHIP
    elif what is NirWhat.DEPLOYED:
        kind = outgoing.NIR_DEPLOYED
    for sentence in outgoing.losses(loaded, kind):
        note(sentence)
    graph = outgoing.nir_graph(loaded, kind, copy)
    write_nir(out, graph)
    nodes, edges = amount(len(graph.nodes), "node"), amount(len(graph.edges), "edge")
    say(f"{out}: {nodes}, {edges}")


@export_app.command("ranc")
def export_ranc(
    context: typer.Context,
    project: ProjectFile,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The input file of RANC to write.")
    ],
    config: Annotated[
        Path | None,
        typer.Option(help="The configuration to write; else INPUT.config.json."),
    ] = None,
    ticks: Annotated[
        int | None,
        typer.Option(
            min=1, max=MOST_TICKS, help="Ticks of input spikes; else until they end."
        ),
    ] = None,
    data: Annotated[
        str | None, typer.Option(help="Show a trained network images of this data set.")
    ] = None,
    split: Split = SplitName.TEST,
    image: Annotated[
        int, typer.Option(min=0, help="Number of the first image, from 0.")
    ] = 0,
    encoding: EncodingOption = EncodingName.STOCHASTIC,
    seed: Seed = 0,
) -> None:
    """Write a project's chip and its input spikes for RANC."""
    from tnstudio.app.interchange import chip_of, shown_spikes
    from tnstudio.storage.interchange.ranc_writing import ranc_texts

    settings = _settings_place(out, config)
    loaded = load_project(project)
    circuit = loaded.network.circuit
    if circuit is not None:
        refuse_image_options(context)
        stimuli, length = circuit.stimuli, ticks or _until_silence(circuit.stimuli)
    else:
        length = ticks or _IMAGE_TICKS
        if data is None:
            _refuse_options_of_data(context)
        stimuli = _images(data, split, encoding, length, image)
    program = chip_of(loaded)
    spikes = shown_spikes(program, stimuli, seed, length)
    texts = ranc_texts(program, spikes)
    replace_file(settings, texts.config.encode())
    replace_file(out, texts.input.encode())
    if not spikes.ticks.size:
        note("There are no input spikes, so the file has no packets.")
    cores = amount(program.cores, "core")
    say(f"{out}, {settings}: {cores}, {amount(spikes.ticks.size, 'input spike')}")


def _settings_place(out: Path, config: Path | None) -> Path:
    """Return where the configuration goes; both files must have a place."""
    # First: a folder's name need not have an end to put another in the place of.
    require_table_place(out)
    settings = config or out.with_suffix(".config.json")
    require_table_place(settings)
    if out.resolve() == settings.resolve():
        raise TNStudioError(
            "Both files would be the same", str(out), "choose another name for one"
        )
    return settings


def _refuse_options_of_data(context: typer.Context) -> None:
    option = first_given(context, ("split", "image", "encoding"))
    if option is not None:
        raise TNStudioError(
            "There are no images without a data set", option, "give --data too"
        )


def _images(
    data: str | None, split: SplitName, encoding: EncodingName, ticks: int, image: int
) -> tuple[Stimulus, ...]:
    if data is None:
        return ()
    return (ImageSpikes(data, split.value, encoding.value, ticks, image),)


def _until_silence(stimuli: tuple[Stimulus, ...]) -> int:
    """Return the ticks until the last spike of a circuit's generators."""
    from tnstudio.app.interchange import last_tick

    last = last_tick(stimuli)
    if last is None or last >= MOST_TICKS:
        raise TNStudioError(
            "The circuit's input spikes do not end soon",
            "--ticks",
            f"give the number of ticks to write, at most {MOST_TICKS}",
        )
    return last + 1

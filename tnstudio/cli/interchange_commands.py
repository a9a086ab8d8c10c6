"""Commands that read and write files of other programs: import and export."""

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
from tnstudio.cli.output import note, say
from tnstudio.cli.project_parts import refuse_image_options
from tnstudio.cli.targets import require_project_place, require_table_place
from tnstudio.errors import TNStudioError
from tnstudio.model.stimulus import ImageSpikes, Stimulus
from tnstudio.storage.atomic import replace_file
from tnstudio.storage.interchange.ranc_reading import read_ranc
from tnstudio.storage.interchange.ranc_writing import ranc_texts
from tnstudio.storage.project_file import load_project, save_project

MOST_TICKS = 100_000
"""Longest list of packets that is written."""

_IMAGE_TICKS = 16

import_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
export_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@import_app.callback()
def _imports() -> None:
    """Make a project from files of another program."""


@export_app.callback()
def _exports() -> None:
    """Write a project's chip for another program."""


@import_app.command("ranc")
def import_ranc(
    model: Annotated[Path, typer.Argument(metavar="INPUT", help="RANC's input file.")],
    config: Annotated[Path, typer.Argument(help="RANC's configuration file.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The project file to write.")
    ],
) -> None:
    """Make a project from a network of RANC.

    Its packets become the stimulus, its output bus the output lines.
    """
    from tnstudio.app.interchange import ranc_project

    require_project_place(out)
    found = read_ranc(model, config)
    save_project(out, ranc_project(found))
    program = found.program
    if found.mirrored:
        note(
            "The chip's neuron lacks RANC's symmetric reset; each that has it got the "
            f"help of two more, after the neurons of the file: {found.mirrored}."
        )
    say(
        f"{out}: {program.cores} cores, {len(program.inputs.element)} input lines with "
        f"{len(found.stimulus.ticks)} spikes, {len(program.outputs.label)} output lines"
    )


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
    say(f"{out}, {settings}: {program.cores} cores, {spikes.ticks.size} input spikes")


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

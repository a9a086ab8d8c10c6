"""``run``: a project's chip, tick by tick."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tnstudio.cli.arguments import (
    Data,
    EncodingName,
    EncodingOption,
    Json,
    ProjectFile,
    Seed,
    Split,
    SplitName,
)
from tnstudio.cli.output import print_json
from tnstudio.cli.pieces import with_bar
from tnstudio.cli.project_parts import (
    read_images,
    refuse_image_options,
    setup_of_circuit,
    setup_of_image,
)
from tnstudio.cli.run_extras import Energy, Extra, Kept, Stop
from tnstudio.cli.run_files import require_table_places, run_tables
from tnstudio.cli.run_report import CircuitReport, ImageReport, Report
from tnstudio.cli.targets import require_project_place
from tnstudio.model.project import Project
from tnstudio.storage.project_file import load_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tnstudio.app.chip_run import Piece
    from tnstudio.app.setups import Setup
    from tnstudio.simulation.breakpoints import Breakpoint
    from tnstudio.simulation.recording import Recording

_UNTIL = (
    "Stop behind the tick in which this comes true: spike:CORE/NEURON, line:LINE, "
    "v:CORE/NEURON>=VALUE (or <=), silent:CORE/TICKS, saturated:CORE/TICKS (all "
    "neurons in use spike), wrong:LABEL[/TICKS] (the votes are for another class, "
    "judged once outputs were counted for TICKS ticks). All count from 0. Can be "
    "repeated; the first one to come true stops the run."
)


def run(
    context: typer.Context,
    project: ProjectFile,
    data: Data = "mnist",
    split: Split = SplitName.TEST,
    image: Annotated[int, typer.Option(min=0, help="Number of the image, from 0.")] = 0,
    ticks: Annotated[
        int, typer.Option(min=1, max=2**31 - 1, help="Ticks to run.")
    ] = 16,
    encoding: EncodingOption = EncodingName.STOCHASTIC,
    seed: Seed = 0,
    until: Annotated[
        list[str] | None, typer.Option(metavar="CONDITION", help=_UNTIL)
    ] = None,
    energy: Annotated[
        bool, typer.Option("--energy", help="Count events and estimate the energy.")
    ] = False,
    keep: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Keep all spikes in PROJECT under this name, in place of those of "
            "the same name.",
        ),
    ] = None,
    spikes: Annotated[
        Path | None, typer.Option(help="Write all spikes here: tick,core,neuron.")
    ] = None,
    output_lines: Annotated[
        Path | None,
        typer.Option(
            help="Write output lines here as RANC does: a row of 0 and 1 for each "
            "tick, after a first row of 0 and without the last tick."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Run a project's chip on one image, or a circuit on its own stimuli."""
    require_table_places(spikes, output_lines)
    loaded = load_project(project)
    if keep is not None:
        _require_keepable(project, loaded, keep)
    if loaded.network.circuit is not None:
        refuse_image_options(context)
        setup = setup_of_circuit(loaded, seed)
        report: Report = CircuitReport(setup, loaded.network.circuit, seed)
    else:
        images = read_images(data, split)
        setup = setup_of_image(loaded, project, images, image, encoding, seed, ticks)
        report = ImageReport(setup, image)
    stop = Stop(setup.program, until) if until else None
    costs = Energy(setup.program, report.frames) if energy else None
    kept = Kept(project, loaded, setup.program, keep) if keep is not None else None
    extras = [extra for extra in (stop, costs, kept) if extra is not None]
    with run_tables(spikes, output_lines) as write:
        conditions = stop.conditions if stop else ()
        pieces = with_bar(_pieces(setup, ticks, conditions), ticks, json)
        facts = _run(pieces, report, extras, write)
        if kept is not None:
            kept.save()
    for extra in extras:
        facts |= extra.facts()
    if json:
        print_json(facts)
        return
    report.show(facts)
    for extra in extras:
        extra.show()


def _pieces(
    setup: "Setup", ticks: int, conditions: "tuple[Breakpoint, ...]"
) -> "Iterator[Piece]":
    from tnstudio.app.chip_run import chip_run

    return chip_run(setup, ticks, conditions)


def _run(
    pieces: "Iterator[Piece]",
    report: Report,
    extras: list[Extra],
    write: "Callable[[Recording], int]",
) -> dict[str, Any]:
    """Run the chip to the end, everyone taking part; return the report's facts."""
    ticks = spikes = 0
    for piece in pieces:
        ticks += piece.recording.ticks
        spikes += write(piece.recording)
        report.add(piece.recording)
        for extra in extras:
            extra.take(piece)
    return report.facts(ticks, spikes)


def _require_keepable(path: Path, project: Project, name: str) -> None:
    """Tell before the run that its spikes cannot be kept."""
    from tnstudio.app.keeping import require_keepable

    require_project_place(path)
    require_keepable(project, name)

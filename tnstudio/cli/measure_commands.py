"""Commands that measure a deployed network: sweep, agreement."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tnstudio.cli.arguments import (
    Data,
    EncodingName,
    EncodingOption,
    Json,
    ProjectFile,
    Seed,
    Split,
    SplitName,
    Ticks,
    parse_counts,
    parse_encodings,
)
from tnstudio.cli.file_argument import project_of
from tnstudio.cli.measured_table import (
    column_remarks,
    markdown_lines,
    measured_on,
    measured_tables,
)
from tnstudio.cli.output import (
    note,
    percent,
    print_json,
    progress_bar,
    say,
    show,
)
from tnstudio.cli.project_parts import (
    note_other_design,
    read_images,
    require_trained,
)
from tnstudio.cli.tables import narrow_table
from tnstudio.cli.targets import require_project_place
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.texts import amount

if TYPE_CHECKING:
    from tnstudio.app.agreement_report import AgreementReport, LayerAgreement
    from tnstudio.app.sweep_result import SweepResult
    from tnstudio.model.trained import TrainedNetwork

FLIPS_SHOWN = 10
"""Most images that ``agreement`` lists; JSON has all."""

Limit = Annotated[
    int | None, typer.Option(min=1, help="Only so many images from the start.")
]


def sweep(
    projects: Annotated[
        list[Path],
        typer.Argument(
            parser=project_of,
            metavar="PROJECTS",
            help="Project files or names of samples; several are an ensemble on one "
            "chip.",
        ),
    ],
    copies: Annotated[str, typer.Option(help="Copies of each network.")] = "1,4,16",
    ticks: Annotated[str, typer.Option(help="Ticks per image.")] = "1,4,16",
    encoding: Annotated[
        str, typer.Option(help="How images become spikes.")
    ] = "stochastic,rate",
    seeds: Annotated[
        int, typer.Option(min=1, max=1000, help="How many seeds, from --seed on.")
    ] = 3,
    seed: Seed = 0,
    data: Data = "mnist",
    split: Split = SplitName.TEST,
    limit: Limit = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep", help="Keep the table in the project, in place of one before."
        ),
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print a Markdown table.")
    ] = False,
    json: Json = False,
) -> None:
    """Measure deployed networks: copies × ticks × encoding, over several seeds.

    Accuracy with its confidence intervals, cores, and an estimate of the
    energy; numbers are lists like 1,4,16. What is kept, ``info`` shows until
    the network is trained again.
    """
    from tnstudio.app.sweep import sweep as events
    from tnstudio.app.sweep_result import SweepPlan, facts, require_one

    plan = SweepPlan(
        parse_counts(copies, "--copies"),
        parse_counts(ticks, "--ticks"),
        parse_encodings(encoding),
        tuple(range(seed, seed + seeds)),
    )
    if keep:
        require_one(projects)
        require_project_place(projects[0])
    before = _file_mark(projects[0])
    loaded = [load_project(path) for path in projects]
    trained = tuple(map(_trained, loaded, projects))
    images = read_images(data, split)
    result = _last("Sweeping", events(trained, images, plan, limit), json or markdown)
    if json:
        print_json(facts(result))
    elif markdown:
        for line in _markdown(result):
            say(line)
    else:
        say(_title(result))
        for table in measured_tables(result.cells):
            show(table)
        for line in _remarks(result):
            say(line)
    if keep:
        # Only now: what was measured is told, whatever becomes of the file.
        _require_unchanged(projects[0], before)
        _keep(projects[0], loaded[0], result)


def _file_mark(path: Path) -> tuple[int, int] | None:
    """Return what changes with a file; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _require_unchanged(path: Path, before: tuple[int, int] | None) -> None:
    """Refuse to replace a file that has become another meanwhile."""
    if _file_mark(path) != before:
        raise TNStudioError(
            "The project has changed while it was measured, the table is not kept",
            str(path),
            "measure it again",
        )


def _keep(path: Path, project: Project, result: "SweepResult") -> None:
    """Put a table into the project's file, in place of the one before."""
    from tnstudio.app.keeping import with_measured
    from tnstudio.app.sweep_result import table_of

    save_project(path, with_measured(project, table_of(result)))
    note(f"{path}: the table is kept")


def _title(result: "SweepResult") -> str:
    measured = measured_on(result.data, result.images, len(result.plan.seeds))
    return f"{' + '.join(result.networks)}: {measured}, accuracy in %"


def _markdown(result: "SweepResult") -> Iterator[str]:
    """Write the table and its remarks as Markdown."""
    yield f"**{_title(result)}**"
    yield ""
    yield from markdown_lines(result.cells)
    for line in _remarks(result):
        yield ""
        yield line.replace("*", r"\*")


def _remarks(result: "SweepResult") -> Iterator[str]:
    """Tell what the columns mean and how fast this program was."""
    yield from column_remarks(result.cells)
    slowest = min(result.runs, key=lambda run: run.images_per_second)
    yield (
        f"This program classified at least {slowest.images_per_second:,.0f} images a "
        f"second ({amount(slowest.copies, 'copy')} × {amount(slowest.ticks, 'tick')})."
    )


def _trained(project: Project, path: Path) -> "TrainedNetwork":
    trained = require_trained(project, path)
    note_other_design(project, trained)
    return trained


def _last(doing: str, events: Iterator[Any], quiet: bool) -> Any:
    """Show a bar while something is measured; returns the last event."""
    from tnstudio.app.progress import MeasurementProgress

    result = None
    with progress_bar(not quiet) as bar:
        task = bar.add_task(doing, total=1)
        for event in events:
            if isinstance(event, MeasurementProgress):
                bar.update(task, completed=event.share)
            else:
                result = event
    if result is None:
        raise TNStudioError("Nothing was measured")
    return result


def agreement(
    project: ProjectFile,
    copies: Annotated[
        int, typer.Option(min=1, max=65_536, help="Sampled copies on the chip.")
    ] = 16,
    ticks: Ticks = 1,
    encoding: EncodingOption = EncodingName.STOCHASTIC,
    images: Annotated[
        int, typer.Option(min=1, help="How many images, from the start.")
    ] = 1000,
    seed: Seed = 0,
    data: Data = "mnist",
    split: Split = SplitName.TEST,
    json: Json = False,
) -> None:
    """Compare the training network with deployed copies, layer by layer.

    Tells firing probabilities predicted and observed, what each layer costs
    when it is deployed, and the images whose class flips.
    """
    from tnstudio.app.agreement import compare
    from tnstudio.app.agreement_report import facts

    trained = _trained(load_project(project), project)
    chosen = read_images(data, split)
    events = compare(trained, chosen, copies, ticks, encoding.value, seed, images)
    report = _last("Comparing", events, json)
    if json:
        print_json(facts(report))
        return
    say(
        f"{report.network}: {amount(report.images, 'image')} of {report.data}, "
        f"{amount(report.copies, 'copy')} × {amount(report.ticks, 'tick')}, "
        f"{report.encoding}, "
        f"seed {report.seed}"
    )
    show(_layers_table(report))
    say(
        "ñ: mean firing probability in training; rate: on the chip. RMS: by chance, "
        "which more copies would make smaller, and the rest, which they would not. "
        "own: against what the training network expects of the spikes that the "
        "layer really got."
    )
    show(_stages_table(report))
    _say_flips(report)


def _layers_table(report: "AgreementReport") -> Table:
    columns: dict[str, Callable[[LayerAgreement], str]] = {
        "layer": lambda layer: str(layer.layer),
        "ñ": lambda layer: f"{layer.predicted:.3f}",
        "rate": lambda layer: f"{layer.observed:.3f}",
        "corr.": lambda layer: f"{layer.correlation:.3f}",
        "|diff.|": lambda layer: f"{layer.whole.mean_absolute:.3f}",
        "bias": lambda layer: f"{layer.whole.bias:+.3f}",
        "RMS": lambda layer: f"{layer.whole.rms:.3f}",
        "chance": lambda layer: f"{layer.whole.sampling:.3f}",
        "rest": lambda layer: f"{layer.whole.systematic:.3f}",
        "own bias": lambda layer: f"{layer.own.bias:+.3f}",
        "own rest": lambda layer: f"{layer.own.systematic:.3f}",
    }
    title = "Firing probability: the chip's less the training network's"
    table = narrow_table(title, list(columns))
    for layer in report.layers:
        table.add_row(*(write(layer) for write in columns.values()))
    return table


def _stages_table(report: "AgreementReport") -> Table:
    table = Table("deployed up to", title="The chip below, the training network above")
    table.add_column("accuracy", justify="right")
    table.add_column("costs", justify="right")
    for stage in report.stages:
        most = " (most)" if stage is report.worst and stage.loss > 0 else ""
        table.add_row(stage.name, percent(stage.accuracy), percent(stage.loss) + most)
    return table


def _say_flips(report: "AgreementReport") -> None:
    flips = report.flips
    if not flips:
        say("No image has another class on the chip.")
        return
    table = Table(
        "image",
        "label",
        "training network",
        "chip",
        title=f"{amount(len(flips), 'image')} with another class on the chip",
    )
    table.add_column("margin", justify="right")
    for flip in flips[:FLIPS_SHOWN]:
        numbers = (flip.image, flip.label, flip.predicted, flip.deployed)
        table.add_row(*map(str, numbers), f"{flip.margin:.4f}")
    show(table)
    if len(flips) > FLIPS_SHOWN:
        say(f"and {len(flips) - FLIPS_SHOWN} more; --json tells all")

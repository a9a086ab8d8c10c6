"""The command that fills a paper's table again."""

import math
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from tnstudio.cli.arguments import Data, Json
from tnstudio.cli.output import (
    note,
    percent,
    print_json,
    progress_bar,
    say,
    show,
)
from tnstudio.cli.project_parts import read_dataset
from tnstudio.cli.refusals import INTERRUPTED
from tnstudio.cli.tables import markdown_row, narrow_table
from tnstudio.cli.training_runs import CHECKPOINT_SECONDS, stop_on_interrupt
from tnstudio.texts import amount
from tnstudio.training.settings import MOST_EPOCHS

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from tnstudio.app.reproduce import ReproductionEvent, Row
    from tnstudio.app.reproduction_plans import ReproductionPlan
    from tnstudio.datasets.images import Dataset


MNIST = "mnist"
"""The data set of both papers."""


class PaperName(StrEnum):
    """Papers whose tables can be filled again."""

    ESSER_2015 = "esser2015"
    JIMENO_2017 = "jimeno2017"


def reproduce(
    paper: Annotated[PaperName, typer.Argument(help="Whose table.")],
    quick: Annotated[
        bool,
        typer.Option("--quick", help="A few epochs, in minutes instead of days."),
    ] = False,
    epochs: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_EPOCHS,
            help="Epochs of each training, between quick and full.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Folder that keeps the trainings; else reproduce-PAPER…, named "
            "after what was asked for.",
        ),
    ] = None,
    data: Data = "mnist",
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print a Markdown table.")
    ] = False,
    json: Json = False,
) -> None:
    """Train, deploy and measure what a paper reports, beside its own figures.

    Without --quick it trains as long as the paper, which takes hours
    (esser2015) or days (jimeno2017) on two cores; --epochs shortens either, with
    the same course of the rate. The same command goes on where Ctrl+C or a
    power cut left it; trainings that have finished are not done again.
    """
    from tnstudio.app.reproduce import facts

    images = read_dataset(data)
    plan = _plan(paper, quick, epochs, images.name)
    folder = out or _folder(paper, quick, epochs, images.name)
    rows, stopped = _reproduced(plan, images, folder)
    if json:
        print_json(facts(plan, rows))
    elif rows and markdown:
        for line in _markdown(plan, rows):
            say(line)
    elif rows:
        _show(plan, rows)
    if stopped:
        note(f"Stopped; the same command goes on from what {folder} keeps.")
        raise typer.Exit(INTERRUPTED)


def _plan(
    paper: PaperName, quick: bool, epochs: int | None, data: str
) -> "ReproductionPlan":
    from tnstudio.app.reproduction_plans import PLANS, on_other_images, with_epochs

    plan = PLANS[paper](quick)
    if epochs is not None:
        plan = with_epochs(plan, epochs)
    return plan if data == MNIST else on_other_images(plan, data)


def _folder(paper: PaperName, quick: bool, epochs: int | None, data: str) -> Path:
    """Return a folder that no other trainings are kept in."""
    words = [
        paper.value,
        "quick" if quick else "",
        "" if epochs is None else f"{epochs}-epochs",
        "" if data == MNIST else data,
    ]
    return Path("-".join(["reproduce", *filter(None, words)]))


def _reproduced(
    plan: "ReproductionPlan", images: "Dataset", folder: Path
) -> "tuple[tuple[Row, ...], bool]":
    """Return the rows that could be filled, and whether it was stopped before."""
    from tnstudio.app.reproduce import reproduce as events
    from tnstudio.app.training_session import Stops

    with stop_on_interrupt() as wanted, progress_bar() as bar:
        listener = _Listener(bar, plan)
        for event in events(plan, images, folder, Stops(CHECKPOINT_SECONDS, wanted)):
            listener.take(event)
    return tuple(listener.rows), listener.stopped


class _Listener:
    """Shows the events and gathers the rows."""

    def __init__(self, bar: "Progress", plan: "ReproductionPlan") -> None:
        self.rows: list[Row] = []
        self.stopped = False
        self._bar = bar
        self._task: TaskID = bar.add_task(plan.paper, total=1)
        self._last = ""

    def take(self, event: "ReproductionEvent") -> None:
        """Show or gather what an event tells."""
        from tnstudio.app.reproduce import (
            ReproductionProgress,
            RowsMeasured,
            StepStarted,
        )

        if isinstance(event, ReproductionProgress):
            self._bar.update(self._task, description=event.what, completed=event.share)
            self._last = _left(event.seconds_left)
        elif isinstance(event, StepStarted):
            note(f"{event.what}{', going on' if event.kept else ''}{self._last}")
        elif isinstance(event, RowsMeasured):
            self.rows.extend(event.rows)
            for row in event.rows:
                note("  " + _told(row))
        else:
            self.stopped = True


def _left(seconds: float) -> str:
    """Write the time left, with what stands before it; nothing if unknown."""
    if math.isnan(seconds):
        return ""
    for size, name in ((3600.0, "h"), (60.0, "min")):
        if seconds >= 1.5 * size:
            return f" ({seconds / size:.1f} {name} left)"
    return f" ({seconds:.0f} s left)"


def _told(row: "Row") -> str:
    published, measured = row.published, row.measured
    return (
        f"{amount(published.ticks, 'tick')}: published "
        f"{percent(published.accuracy)}, ours {percent(measured.accuracy)}"
    )


_COLUMNS: "dict[str, Callable[[Row], str]]" = {
    "network": lambda row: row.what,
    "copies": lambda row: str(row.published.copies),
    "ticks": lambda row: str(row.published.ticks),
    "published": lambda row: f"{100 * row.published.accuracy:.2f}",
    "ours": lambda row: f"{100 * row.measured.accuracy:.2f}",
    "diff.": lambda row: f"{100 * row.difference:+.2f}",
    "epochs": lambda row: str(row.epochs),
    "paper's": lambda row: str(row.paper_epochs or "?"),
    "source": lambda row: row.published.source,
}
"""The table; the last column is for Markdown, which may be wider."""

_ON_SCREEN = list(_COLUMNS)[:-1]


def _title(plan: "ReproductionPlan") -> str:
    words = [plan.title]
    if plan.epochs is None:
        words += ["quick: few epochs"] if plan.quick else []
    else:
        words += ["quick recipe"] if plan.quick else []
        words += [amount(plan.epochs, "epoch")]
    return f"{', '.join(words)}; accuracy in %"


def _show(plan: "ReproductionPlan", rows: "tuple[Row, ...]") -> None:
    show(_table(plan, rows))
    for line in _remarks(plan, rows):
        say(line)


def _table(plan: "ReproductionPlan", rows: "tuple[Row, ...]") -> Table:
    table = narrow_table(_title(plan), _ON_SCREEN)
    table.columns[0].justify = "left"
    for row in rows:
        table.add_row(*(_COLUMNS[name](row) for name in _ON_SCREEN))
    return table


def _markdown(plan: "ReproductionPlan", rows: "tuple[Row, ...]") -> Iterator[str]:
    yield f"**{_title(plan)}**"
    yield ""
    yield markdown_row(_COLUMNS)
    yield markdown_row("--:" for _ in _COLUMNS)
    for row in rows:
        yield markdown_row(write(row) for write in _COLUMNS.values())
    for line in _remarks(plan, rows):
        yield ""
        yield line


def _remarks(plan: "ReproductionPlan", rows: "tuple[Row, ...]") -> Iterator[str]:
    """Tell about seeds and energy, and what the plan has to say."""
    for row in rows:
        seeds = len(row.measured.correct)
        if seeds > 1:
            margin = f"± {100 * row.measured.seed_margin:.2f}"
            yield f"{row.what}: mean of {seeds} seeds, {margin} (95 %, Student)."
        if row.published.joules is not None and row.estimated_joules is not None:
            yield (
                f"{row.what}: published {1e6 * row.published.joules:.3g} µJ per "
                f"image, estimated {1e6 * row.estimated_joules[0]:.3g} µJ (fit-0.8V)."
            )
    yield from plan.remarks

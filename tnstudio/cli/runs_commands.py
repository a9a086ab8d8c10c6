"""Commands about the trainings that a project has kept: runs."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from typer.core import TyperGroup

from tnstudio.cli.arguments import Json, ProjectFile
from tnstudio.cli.output import note, percent, print_json, say, show
from tnstudio.cli.tables import narrow_table
from tnstudio.cli.targets import require_project_place, require_table_place
from tnstudio.errors import TNStudioError
from tnstudio.storage.atomic import replace_file
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.texts import amount

if TYPE_CHECKING:
    from tnstudio.app.run_comparison import Comparison, RunRow
    from tnstudio.model.project import Project
    from tnstudio.model.records import EpochRecord
    from tnstudio.model.run import Run


class _ListsByDefault(TyperGroup):
    """Reads ``runs PROJECT`` as ``runs list PROJECT``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in {"--help", "-h", *self.commands}:
            args = ["list", *args]
        return super().parse_args(ctx, args)


runs_app = typer.Typer(cls=_ListsByDefault, no_args_is_help=True, rich_markup_mode=None)

RunName = Annotated[
    str, typer.Argument(metavar="RUN", help="Its name, or its number in the list.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Write here instead of into PROJECT."),
]


@runs_app.callback()
def _runs() -> None:
    """List, compare, edit, restore and export trainings.

    ``tnstudio runs PROJECT`` lists them.
    """


@runs_app.command("list")
def list_runs(project: ProjectFile, json: Json = False) -> None:
    """List all runs: what they came to, and the settings in which they differ."""
    from tnstudio.app.run_comparison import compare

    comparison = compare(load_project(project).runs)
    if json:
        print_json({"runs": [_facts(comparison, row) for row in comparison.rows]})
    elif comparison.rows:
        show(_results(comparison))
        if comparison.settings:
            show(_differences(comparison))
        for row in comparison.rows:
            if row.note:
                say(f"{row.name}: {row.note}")
    else:
        note(f"There are no runs; to make one: tnstudio train {project}")


@runs_app.command("rename")
def rename_run(
    project: ProjectFile,
    run: RunName,
    name: Annotated[str, typer.Argument(help="Its new name.")],
) -> None:
    """Give a run another name."""
    from tnstudio.app.runs import renamed_run

    loaded = load_project(project)
    require_project_place(project)
    save_project(project, renamed_run(loaded, _place(loaded, run, project), name))


@runs_app.command("note")
def note_run(
    project: ProjectFile,
    run: RunName,
    text: Annotated[str, typer.Argument(help="What to remember; '' for nothing.")],
) -> None:
    """Write a note on a run."""
    from tnstudio.app.runs import annotated_run

    loaded = load_project(project)
    require_project_place(project)
    save_project(project, annotated_run(loaded, _place(loaded, run, project), text))


@runs_app.command("delete")
def delete_runs(
    project: ProjectFile,
    runs: Annotated[
        list[str], typer.Argument(metavar="RUN...", help="As in the list.")
    ],
) -> None:
    """Delete runs; the trained network stays."""
    from tnstudio.app.runs import without_runs

    loaded = load_project(project)
    require_project_place(project)
    places = frozenset(_place(loaded, run, project) for run in runs)
    save_project(project, without_runs(loaded, places))


@runs_app.command("restore")
def restore_run(
    project: ProjectFile,
    run: RunName,
    epoch: Annotated[
        int | None,
        typer.Option(min=1, help="One whose weights were kept.  [default: the last]"),
    ] = None,
    out: Out = None,
) -> None:
    """Make what a run had learned after an epoch the trained network again.

    The chip, which is of another network, is left out.
    """
    from tnstudio.app.runs import restored

    loaded = load_project(project)
    require_project_place(out or project)
    place = _place(loaded, run, project)
    kept = [weights.epoch for weights in loaded.runs[place].weights]
    chosen = epoch or max(kept, default=1)
    save_project(out or project, restored(loaded, place, chosen))
    say(f"{out or project}: {loaded.runs[place].name} after epoch {chosen}")


@runs_app.command("csv")
def write_csv(
    project: ProjectFile,
    run: RunName,
    out: Annotated[Path, typer.Option("--out", "-o", help="The table to write.")],
    table: Annotated[
        str, typer.Option(help="epochs, losses or histograms.")
    ] = "epochs",
) -> None:
    """Write the curves of a run as comma-separated values."""
    from tnstudio.app.run_tables import RUN_TABLES

    if table not in RUN_TABLES:
        known = ", ".join(RUN_TABLES)
        raise TNStudioError(
            f"There is no table '{table}'", "--table", f"choose of {known}"
        )
    require_table_place(out)
    text = RUN_TABLES[table](_run(project, run)[1])
    replace_file(out, text.encode())
    say(f"{out}: {amount(text.count(chr(10)) - 1, 'row')}")


@runs_app.command("command")
def print_command(project: ProjectFile, run: RunName) -> None:
    """Print the ``tnstudio train`` that makes a run anew."""
    from tnstudio.app.run_export import command_line, remarks

    loaded, found = _run(project, run)
    if found.network != loaded.network:
        note("The design has changed since; the run had an older one.")
    for remark in remarks(found):
        note(remark)
    say(command_line(found, str(project)))


@runs_app.command("script")
def print_script(project: ProjectFile, run: RunName, out: Out = None) -> None:
    """Print a Python script that makes a run anew, its design included."""
    from tnstudio.app.run_export import script

    text = script(_run(project, run)[1], "again.tn.h5")
    if out is None:
        typer.echo(text, nl=False)
    else:
        require_table_place(out)
        replace_file(out, text.encode())


def _run(path: Path, name: str) -> "tuple[Project, Run]":
    project = load_project(path)
    return project, project.runs[_place(project, name, path)]


def _place(project: "Project", name: str, path: Path) -> int:
    """Return the place of a run that is called so, or has this number."""
    names = [run.name for run in project.runs]
    if name in names:
        return names.index(name)
    if name.isdecimal() and 1 <= int(name) <= len(names):
        return int(name) - 1
    raise TNStudioError(
        f"There is no run '{name}'", str(path), f"list them: tnstudio runs {path}"
    )


def _results(comparison: "Comparison") -> Table:
    titles = ("", "run", "epochs", "loss", "train", "test", "copy", "best", "s")
    table = narrow_table("", titles)
    for number, row in enumerate(comparison.rows, 1):
        table.add_row(str(number), row.name, f"{row.done}/{row.asked}", *_figures(row))
    return table


def _figures(row: "RunRow") -> tuple[str, ...]:
    last, best = row.last, row.best
    if last is None:
        return ("–",) * 6
    accuracies = (last.train_accuracy, last.test_accuracy, last.deployed_accuracy)
    found = "–" if best is None else f"{percent(best.test_accuracy)} ({best.epoch})"
    shares = map(percent, accuracies)
    return (f"{last.loss:.4f}", *shares, found, f"{row.seconds:,.0f}")


def _differences(comparison: "Comparison") -> Table:
    table = narrow_table("Settings that differ", ("run", *comparison.settings))
    for row in comparison.rows:
        table.add_row(row.name, *row.choices)
    return table


def _facts(comparison: "Comparison", row: "RunRow") -> dict[str, Any]:
    return {
        "name": row.name,
        "note": row.note,
        "started": row.started or None,
        "epochs": row.done,
        "asked_epochs": row.asked,
        "seconds": round(row.seconds, 3),
        "last": _epoch(row.last),
        "best": _epoch(row.best),
        "kept_epochs": list(row.kept),
        "settings": dict(zip(comparison.settings, row.choices, strict=True)),
    }


def _epoch(record: "EpochRecord | None") -> dict[str, Any] | None:
    return None if record is None else asdict(record)

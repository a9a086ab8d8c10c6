"""The command that places cores: place."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tnstudio.app.summary import hop_facts
from tnstudio.cli.arguments import Json, ProjectFile, Seed
from tnstudio.cli.output import print_json, progress_bar, say
from tnstudio.cli.targets import require_project_place
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.texts import amount

if TYPE_CHECKING:
    from tnstudio.app.placing import PlacedNetwork

_STEPS = 1000


def place(
    project: ProjectFile,
    seed: Seed = 0,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write here instead of into PROJECT."),
    ] = None,
    json: Json = False,
) -> None:
    """Put the cores of a design where routes take fewer hops in all.

    The cores of a chip that was deployed from it go along. The same seed gives
    the same places; if none are better, the cores stay where they are.
    """
    loaded = load_project(project)
    target = out or project
    require_project_place(target)
    found = _placed(loaded.network, seed, json)
    save_project(target, _with_network(loaded, found.network))
    if json:
        facts = {"before": hop_facts(found.before), "after": hop_facts(found.after)}
        print_json({"seed": seed, **facts})
        return
    before, after = found.before, found.after
    say(
        f"{target}: {before.total} → {amount(after.total, 'hop')}, {before.mean:.2f} → "
        f"{after.mean:.2f} a route, {before.worst} → {after.worst} at most; "
        f"{before.largest_load} → "
        f"{amount(after.largest_load, 'route')} over the fullest link"
    )


def _placed(network: Network, seed: int, json: bool) -> "PlacedNetwork":
    from tnstudio.app.placing import placing_network

    work = placing_network(network, seed)
    with progress_bar(not json) as bar:
        task = bar.add_task("placing", total=_STEPS)
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                found: PlacedNetwork = end.value
                return found
            bar.update(task, completed=round(_STEPS * event.share))


def _with_network(project: Project, network: Network) -> Project:
    """Return the project with its cores, and those of its chip, placed anew."""
    from tnstudio.mapping.placement import placed_chip

    program = project.program
    if program is not None:
        program = placed_chip(program, network)
    return replace(project, network=network, program=program)

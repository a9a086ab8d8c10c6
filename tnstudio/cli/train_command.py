"""The command that trains, and goes on with a training that was stopped."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from tnstudio.cli.arguments import Data, Json, ProjectFile
from tnstudio.cli.output import INTERRUPTED, note, percent, say
from tnstudio.cli.targets import require_project_place
from tnstudio.cli.training_options import (
    require_no_settings,
    settings_from,
    was_given,
    with_settings,
)
from tnstudio.cli.training_runs import (
    CHECKPOINT_SECONDS,
    TrainingOrder,
    train_into_file,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.rules import require_layers
from tnstudio.model.trained import TrainedNetwork
from tnstudio.storage.project_file import load_project


@with_settings
def train(
    context: typer.Context,
    project: ProjectFile,
    data: Data = "mnist",
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with the training that was stopped."),
    ] = False,
    checkpoint_seconds: Annotated[
        float, typer.Option(min=0, help="Save what can be resumed so often.")
    ] = CHECKPOINT_SECONDS,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write here instead of into PROJECT."),
    ] = None,
    json: Json = False,
    **settings: Any,
) -> None:
    """Train a project's network and deploy one copy of it.

    Ctrl+C keeps what was learned so far, and so do checkpoints; --resume goes
    on from there to the very numbers of a training that was never stopped.
    """
    loaded = load_project(project)
    require_layers(loaded.network)
    target = out or project
    require_project_place(target)
    if resume:
        start = _stopped(loaded, project)
        chosen = _settings_to_resume(context, start, settings["epochs"])
        network = start.network
    else:
        start, network, chosen = None, loaded.network, settings_from(settings)
    order = TrainingOrder(
        loaded, target, network, data, chosen, start, checkpoint_seconds
    )
    trained = train_into_file(order, json)
    if trained.state is not None:
        raise typer.Exit(INTERRUPTED)
    if not json:
        last = trained.history.epochs[-1]
        say(
            f"{target}: {last.epoch} epochs, test accuracy "
            f"{percent(last.test_accuracy)}, one sampled copy "
            f"{percent(last.deployed_accuracy)}"
        )


def _stopped(project: Project, path: Path) -> TrainedNetwork:
    """Return the stopped training of a project."""
    trained = project.trained
    if trained is None or trained.state is None:
        what = "was never started" if trained is None else "has finished"
        raise TNStudioError(
            f"There is nothing to resume: the training {what}",
            str(path),
            f"start one: tnstudio train {path}",
        )
    if trained.network != project.network:
        note("The design has changed since training started; the older one is used.")
    return trained


def _settings_to_resume(
    context: typer.Context, start: TrainedNetwork, epochs: int
) -> TrainingSettings:
    """Return the settings of the start, with other epochs if they were given."""
    require_no_settings(context)
    if was_given(context, "epochs"):
        return replace(start.settings, epochs=epochs)
    return start.settings

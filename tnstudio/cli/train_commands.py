"""Commands that train and judge: train, evaluate, demo."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tnstudio.app.designs import placed_as
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
    first_given,
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
    deploy_copies,
    note_other_design,
    read_images,
    require_trained,
)
from tnstudio.cli.refusals import INTERRUPTED
from tnstudio.cli.targets import require_project_place
from tnstudio.cli.training_options import (
    require_no_settings,
    settings_from,
    with_settings,
)
from tnstudio.cli.training_runs import (
    CHECKPOINT_SECONDS,
    TrainingOrder,
    train_into_file,
)
from tnstudio.cli.window import has_display
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.rules import require_layers
from tnstudio.model.run import MOST_KEPT_EPOCHS
from tnstudio.model.templates import mnist_5core
from tnstudio.model.trained import TrainedNetwork
from tnstudio.storage.project_file import load_project
from tnstudio.texts import amount

if TYPE_CHECKING:
    from tnstudio.app.evaluation import EvaluationResult
    from tnstudio.datasets.images import ImageSet
    from tnstudio.model.program import ChipProgram

DEMO_SETTINGS = TrainingSettings(gradient="exact")
"""The exact gradient: about one percent better on a single copy than the
paper's approximation, at the cost of a third more time."""


@with_settings
def train(
    context: typer.Context,
    project: ProjectFile,
    data: Data = "mnist",
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on with the training that was stopped; with more --epochs also "
            "with one that has finished, at its last rate.",
        ),
    ] = False,
    checkpoint_seconds: Annotated[
        float, typer.Option(min=0, help="Save what can be resumed so often.")
    ] = CHECKPOINT_SECONDS,
    keep_epochs: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=MOST_KEPT_EPOCHS,
            help="Keep the weights of so many epochs in the run: the last, the best, "
            "others spread evenly.  [default: 1]",
        ),
    ] = None,
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

    A training that has finished goes on for more epochs with --resume --epochs:
    those that are done keep their rates, further ones have the last rate, and
    the momentum begins anew, so that a longer training from the start is another
    one. Those of binary crossbars, with a cosine or with certainty must be
    trained anew.
    """
    loaded = load_project(project)
    require_layers(loaded.network)
    target = out or project
    require_project_place(target)
    if resume:
        start = _to_resume(loaded, project)
        chosen = _settings_to_resume(context, start, settings["epochs"], project)
        network = start.network
    else:
        start, network = None, loaded.network
        chosen = settings_from(context, settings)
        _note_idle_drops(context, chosen)
    order = TrainingOrder(
        loaded, target, network, data, chosen, start, checkpoint_seconds, keep_epochs
    )
    trained = train_into_file(order, json)
    if trained.state is not None:
        raise typer.Exit(INTERRUPTED)
    if not json:
        last = trained.history.epochs[-1]
        say(
            f"{target}: {amount(last.epoch, 'epoch')}, test accuracy "
            f"{percent(last.test_accuracy)}, one sampled copy "
            f"{percent(last.deployed_accuracy)}"
        )


def _note_idle_drops(context: typer.Context, settings: TrainingSettings) -> None:
    """Tell that drops were given to a schedule that has none."""
    if settings.schedule != "step" and first_given(context, ("drop",)):
        note(f"--drop is of schedule step; {settings.schedule} does without.")


def _to_resume(project: Project, path: Path) -> TrainedNetwork:
    """Return the training of a project."""
    trained = project.trained
    if trained is None:
        raise TNStudioError(
            "There is nothing to resume: the training was never started",
            str(path),
            f"start one: tnstudio train {path}",
        )
    trained = placed_as(trained, project.network)
    if trained.network != project.network:
        note("The design has changed since training started; the older one is used.")
    return trained


def _settings_to_resume(
    context: typer.Context, start: TrainedNetwork, epochs: int, path: Path
) -> TrainingSettings:
    """Return the settings of the start, with other epochs if they were given."""
    from tnstudio.training.extension import extended

    require_no_settings(context)
    more = first_given(context, ("epochs",)) is not None
    if start.state is None and not more:
        raise TNStudioError(
            "There is nothing to resume: the training has finished",
            str(path),
            f"for more epochs: tnstudio train {path} --resume --epochs N; or leave "
            "out --resume to train anew",
        )
    if start.state is None:
        settings = extended(start, epochs)
        done, rate = len(start.history.epochs), settings.rate_at(epochs - 1)
        more_epochs = amount(epochs - done, "epoch")
        note(f"{more_epochs} more at rate {rate:g}; momentum begins anew.")
        return settings
    return replace(start.settings, epochs=epochs) if more else start.settings


def evaluate(
    project: ProjectFile,
    data: Data = "mnist",
    split: Split = SplitName.TEST,
    copies: Annotated[
        int, typer.Option(min=1, max=65_536, help="Sampled copies on the chip, E.")
    ] = 1,
    ticks: Ticks = 1,
    encoding: EncodingOption = EncodingName.STOCHASTIC,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Deploy copies of a trained network and classify images with them."""
    loaded = load_project(project)
    trained = require_trained(loaded, project)
    note_other_design(loaded, trained)
    images = read_images(data, split)
    program = deploy_copies(trained, copies, seed)
    result = _evaluate(program, images, ticks, encoding, seed, json)
    if json:
        print_json(_result(result))
        return
    say(
        f"{percent(result.accuracy)} of {amount(result.images, 'image')} in "
        f"{result.seconds:.1f} s ({amount(result.copies, 'copy')} × "
        f"{amount(result.ticks, 'tick')}, {result.encoding}, seed {result.seed})"
    )


def _evaluate(
    program: "ChipProgram",
    images: "ImageSet",
    ticks: int,
    encoding: EncodingName,
    seed: int,
    json: bool = False,
) -> "EvaluationResult":
    from tnstudio.app.evaluation import EvaluationProgress
    from tnstudio.app.evaluation import evaluate as evaluation

    result = None
    with progress_bar(not json) as bar:
        task = bar.add_task("Classifying", total=len(images))
        for event in evaluation(program, images, ticks, encoding.value, seed):
            if isinstance(event, EvaluationProgress):
                bar.update(task, completed=event.done)
            else:
                result = event
    if result is None:
        raise TNStudioError("There are no images to classify", images.name)
    return result


def _result(result: "EvaluationResult") -> dict[str, Any]:
    return {
        "accuracy": result.accuracy,
        "images": result.images,
        "copies": result.copies,
        "ticks": result.ticks,
        "encoding": result.encoding,
        "seed": result.seed,
        "seconds": round(result.seconds, 3),
    }


def demo(
    epochs: Annotated[int, typer.Option(min=1)] = DEMO_SETTINGS.epochs,
    out: Annotated[Path, typer.Option(help="The project file to write.")] = Path(
        "demo.tn.h5"
    ),
    seed: Seed = 0,
    no_window: Annotated[
        bool, typer.Option("--no-window", help="Do not open the result.")
    ] = False,
    json: Json = False,
) -> None:
    """Train the 5-core network on MNIST, deploy one copy, classify 10,000 digits."""
    from tnstudio.app.published import E15_ONE_COPY

    require_project_place(out)
    settings = replace(DEMO_SETTINGS, epochs=epochs, seed=seed)
    network = mnist_5core(seed)
    order = TrainingOrder(Project(network), out, network, "mnist", settings)
    trained = train_into_file(order, json)
    if trained.state is not None:
        raise typer.Exit(INTERRUPTED)
    program = deploy_copies(trained, 1, seed)
    images = read_images("mnist", SplitName.TEST)
    result = _evaluate(program, images, 1, EncodingName.STOCHASTIC, seed, json)
    if json:
        published = {"published_accuracy": E15_ONE_COPY.accuracy}
        print_json({"event": "result", **_result(result), **published})
    else:
        show(_demo_table(result, E15_ONE_COPY.accuracy))
        say(f"saved: {out}")
    if not no_window and not json and has_display():
        _open_in_window(out)


def _open_in_window(path: Path) -> None:
    """Open the window as a process of its own: the demo is done without it."""
    code = subprocess.run(
        [sys.executable, "-m", "tnstudio", "open", str(path)], check=False
    ).returncode
    if code:
        note(f"The window did not open; try: tnstudio {path}")


def _demo_table(result: "EvaluationResult", published: float) -> Table:
    table = Table("MNIST, 5 cores, 1 copy, 1 tick per image")
    table.add_column("accuracy", justify="right")
    table.add_row("published (Esser et al. 2015)", percent(published))
    table.add_row("measured (10,000 test images)", percent(result.accuracy))
    return table

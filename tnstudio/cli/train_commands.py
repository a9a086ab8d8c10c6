"""Commands that train and judge: train, evaluate, demo."""

import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tnstudio.cli.arguments import (
    Data,
    EncodingName,
    EncodingOption,
    GradientName,
    Json,
    ProjectFile,
    Seed,
    Split,
    SplitName,
    Ticks,
)
from tnstudio.cli.output import (
    INTERRUPTED,
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
    read_dataset,
    read_images,
    require_trained,
)
from tnstudio.cli.targets import require_project_place
from tnstudio.cli.window_commands import has_display
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.rules import require_layers
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.project_file import load_project, save_project

if TYPE_CHECKING:
    from tnstudio.app.evaluation import EvaluationResult
    from tnstudio.datasets.images import Dataset, ImageSet
    from tnstudio.model.network import Network
    from tnstudio.model.program import ChipProgram
    from tnstudio.model.trained import TrainedNetwork

PUBLISHED_ONE_COPY = 0.927
"""E15, abstract: 5 cores, 1 copy, 1 tick, on the chip."""

DEMO_SETTINGS = TrainingSettings(gradient="exact")
"""The exact gradient: about one percent better on a single copy than the
paper's approximation, at the cost of a third more time."""


def train(
    project: ProjectFile,
    data: Data = "mnist",
    epochs: Annotated[int, typer.Option(min=1)] = TrainingSettings().epochs,
    rate: Annotated[
        float, typer.Option(help="Learning rate at the start.")
    ] = TrainingSettings().rate,
    momentum: Annotated[float, typer.Option()] = TrainingSettings().momentum,
    batch: Annotated[
        int, typer.Option(min=1, help="Images per update.")
    ] = TrainingSettings().batch,
    gradient: Annotated[
        GradientName, typer.Option(help="Form of equation 4 of Esser 2015.")
    ] = GradientName.APPROXIMATE,
    seed: Seed = 0,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write here instead of into PROJECT."),
    ] = None,
    json: Json = False,
) -> None:
    """Train a project's network and deploy one copy of it.

    Ctrl+C keeps the last finished epoch.
    """
    loaded = load_project(project)
    require_layers(loaded.network)
    settings = TrainingSettings(
        epochs=epochs,
        rate=rate,
        momentum=momentum,
        batch=batch,
        gradient=gradient.value,
        seed=seed,
    )
    target = out or project
    require_project_place(target)
    trained = _train(loaded.network, read_dataset(data), settings, json)
    save_project(target, _with_training(loaded, trained))
    if not json:
        epochs_done = trained.history.epochs
        say(
            f"{target}: {len(epochs_done)} epochs, test accuracy "
            f"{percent(epochs_done[-1].test_accuracy)}, one sampled copy "
            f"{percent(epochs_done[-1].deployed_accuracy)}"
        )
    if len(trained.history.epochs) < epochs:
        raise typer.Exit(INTERRUPTED)


def _train(
    network: "Network", dataset: "Dataset", settings: TrainingSettings, json: bool
) -> "TrainedNetwork":
    """Train, showing a bar or JSON lines; returns what Ctrl+C left."""
    from tnstudio.app.training_session import (
        EpochFinished,
        TrainingProgress,
        training_session,
    )

    last: TrainedNetwork | None = None
    with progress_bar(not json) as bar:
        task = bar.add_task("Training", total=None)
        try:
            for event in training_session(network, dataset, settings):
                if isinstance(event, TrainingProgress):
                    bar.update(task, total=1, completed=event.share)
                    if json:
                        print_json(_progress_line(event))
                elif isinstance(event, EpochFinished):
                    last = event.snapshot
                    if json:
                        print_json({"event": "epoch", **asdict(event.record)})
                    else:
                        _note_epoch(event)
        except KeyboardInterrupt:
            if last is None:
                raise
            note(f"Stopped; epoch {len(last.history.epochs)} is kept.")
    if last is None:
        raise TNStudioError("No epoch was trained", network.name)
    return last


def _progress_line(event: Any) -> dict[str, Any]:
    return {
        "event": "progress",
        "epoch": event.epoch,
        "batch": event.batch,
        "batches": event.batches,
        "loss": float(event.losses.mean()),
        "images_per_second": round(event.images_per_second, 1),
        "seconds_left": round(event.seconds_left, 1),
    }


def _note_epoch(event: Any) -> None:
    record = event.record
    note(
        f"epoch {record.epoch:3d}  loss {record.loss:.4f}  train "
        f"{percent(record.train_accuracy)}  test {percent(record.test_accuracy)}  "
        f"one sampled copy {percent(record.deployed_accuracy)}"
    )


def _with_training(project: Project, trained: "TrainedNetwork") -> Project:
    """Put a training result into the project, with one copy ready to run."""
    program = deploy_copies(trained, 1, trained.settings.seed)
    return replace(project, trained=trained, program=program)


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
        f"{percent(result.accuracy)} of {result.images} images in "
        f"{result.seconds:.1f} s ({result.copies} copies × {result.ticks} ticks, "
        f"{result.encoding}, seed {result.seed})"
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
    require_project_place(out)
    settings = replace(DEMO_SETTINGS, epochs=epochs, seed=seed)
    data = read_dataset("mnist")
    network = mnist_5core(seed)
    trained = _train(network, data, settings, json)
    program = deploy_copies(trained, 1, seed)
    save_project(out, Project(network, trained, program))
    result = _evaluate(program, data.test, 1, EncodingName.STOCHASTIC, seed, json)
    if json:
        published = {"published_accuracy": PUBLISHED_ONE_COPY}
        print_json({"event": "result", **_result(result), **published})
    else:
        show(_demo_table(result))
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


def _demo_table(result: "EvaluationResult") -> Table:
    table = Table("MNIST, 5 cores, 1 copy, 1 tick per image")
    table.add_column("accuracy", justify="right")
    table.add_row("published (Esser et al. 2015)", percent(PUBLISHED_ONE_COPY))
    table.add_row("measured (10,000 test images)", percent(result.accuracy))
    return table

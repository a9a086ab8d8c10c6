"""A training that keeps itself in a project file while it runs."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from shlex import quote
from threading import Event
from typing import TYPE_CHECKING, Any

from tnstudio.cli.output import note, percent, print_json, progress_bar
from tnstudio.cli.project_parts import read_dataset
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.trained import TrainedNetwork
from tnstudio.storage.project_file import save_project
from tnstudio.texts import amount

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from tnstudio.app.kept_training import KeptTraining
    from tnstudio.datasets.images import Dataset

CHECKPOINT_SECONDS = 30.0
"""Most work that a power cut takes, unless told otherwise."""


@dataclass(frozen=True, eq=False, slots=True)
class TrainingOrder:
    """What to train, and where it is kept.

    Attributes
    ----------
    project : Project
        All else that the file shall hold.
    target : Path
        The project file to write.
    network : Network
    source : str
        Name or folder of the data set.
    settings : TrainingSettings
    start : TrainedNetwork or None
        The checkpoint to go on from.
    every : float
        Seconds between checkpoints, >= 0.
    keep : int or None
        How many epochs' weights the run keeps; as many as is usual for None.
    """

    project: Project
    target: Path
    network: Network
    source: str
    settings: TrainingSettings
    start: TrainedNetwork | None = None
    every: float = CHECKPOINT_SECONDS
    keep: int | None = None


def train_into_file(order: TrainingOrder, json: bool) -> TrainedNetwork:
    """Train, showing a bar or JSON lines; the file always has the last checkpoint.

    Returns
    -------
    TrainedNetwork
        With a state if Ctrl+C stopped it.

    Raises
    ------
    TNStudioError
        If training fails; the last good network is in the file.
    """
    from tnstudio.app.training_session import Stops, training_session

    images = read_dataset(order.source)
    if not json:
        _tell_estimate(order, images)
    with stop_on_interrupt() as wanted, progress_bar(not json) as bar:
        work = training_session(
            order.network,
            images,
            order.settings,
            order.start,
            Stops(order.every, wanted),
        )
        listener = _Listener(order, json, bar, bar.add_task("Training", total=None))
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                trained: TrainedNetwork = end.value
                break
            except TNStudioError as error:
                raise listener.explained(error) from error
            listener.take(event)
    save_project(order.target, listener.with_training(trained))
    if trained.state is not None:
        _tell_stopped(order, trained, json)
    return trained


def _tell_estimate(order: TrainingOrder, images: "Dataset") -> None:
    """Tell how long it takes, and whether there is memory enough."""
    from tnstudio.app.machine import machine_memory
    from tnstudio.app.training_estimate import estimated, measured_pace

    estimate = estimated(order.network, images, order.settings, measured_pace())
    done = 0 if order.start is None else len(order.start.history.epochs)
    note(f"{estimate.told(order.settings.epochs - done)}.")
    excess = estimate.excess(machine_memory())
    if excess:
        note(f"{excess}.")


class _Listener:
    """Shows the events of a training and keeps its checkpoints."""

    def __init__(
        self, order: TrainingOrder, json: bool, bar: "Progress", task: "TaskID"
    ) -> None:
        self._order = order
        self._json = json
        self._bar = bar
        self._task = task
        self._last: TrainedNetwork | None = None
        self._kept = _kept(order)

    def take(self, event: Any) -> None:
        """Show or keep what an event tells."""
        from tnstudio.app.training_session import (
            CheckpointTaken,
            EpochFinished,
            TrainingProgress,
        )

        self._kept.take(event)
        if isinstance(event, TrainingProgress):
            self._bar.update(self._task, total=1, completed=event.share)
            if self._json:
                print_json(_progress_line(event))
        elif isinstance(event, EpochFinished):
            self._last = event.snapshot
            if self._json:
                print_json({"event": "epoch", **asdict(event.record)})
            else:
                _note_epoch(event)
        elif isinstance(event, CheckpointTaken):
            self._last = event.snapshot
            self._keep(event.snapshot)

    def _keep(self, checkpoint: TrainedNetwork) -> None:
        try:
            save_project(self._order.target, self._kept.with_checkpoint(checkpoint))
        except TNStudioError as error:
            # The disk may have room again in the end.
            note(f"No checkpoint: {error}")

    def with_training(self, trained: TrainedNetwork) -> Project:
        """Put a result and its run into the project, one copy ready to run."""
        return self._kept.with_training(trained)

    def explained(self, error: TNStudioError) -> TNStudioError:
        """Keep the last good network; return the error with a word about it."""
        if self._last is None:
            return error
        target = self._order.target
        save_project(target, self.with_training(self._last))
        batches = amount(len(self._last.history.batch_losses), "batch")
        kept = f"{target} has the last good state, after {batches}"
        hint = f"{error.hint}; {kept}" if error.hint else kept
        return TNStudioError(error.message, error.location, hint)


def _kept(order: TrainingOrder) -> "KeptTraining":
    """Return what puts the training into the project."""
    from tnstudio.app.kept_training import KeptTraining
    from tnstudio.app.runs import run_of
    from tnstudio.app.training_job import Order

    index = run_of(order.project, order.start)
    before = None if index is None else order.project.runs[index]
    asked = Order(order.network, order.source, order.settings, order.start, before)
    return KeptTraining(order.project, asked, order.keep)


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Turn Ctrl+C into a wish that can be asked for; a second one interrupts.

    Where the system was told to ignore Ctrl+C, as for a job in the background,
    it still is.
    """
    wanted = Event()
    before = signal.getsignal(signal.SIGINT)

    def wish(_: int, __: object) -> None:
        wanted.set()
        signal.signal(signal.SIGINT, before)

    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, wish)
    try:
        yield wanted.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _tell_stopped(order: TrainingOrder, trained: TrainedNetwork, json: bool) -> None:
    """Tell where a training was stopped and how it goes on."""
    state, epochs = trained.state, trained.settings.epochs
    place = {name: getattr(state, name) for name in ("epoch", "batch", "batches")}
    if json:
        print_json({"event": "stopped", "epochs": epochs, **place})
        return
    data = "" if order.source == "mnist" else f" --data {quote(order.source)}"
    target = quote(str(order.target))
    note(
        "Stopped in epoch {epoch}, after batch {batch} of {batches}; ".format(**place)
        + f"to go on: tnstudio train {target} --resume{data}"
    )


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

"""A training that keeps itself in a project file while it runs."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from shlex import quote
from threading import Event
from typing import TYPE_CHECKING, Any

from tnstudio.cli.output import note, percent, print_json, progress_bar
from tnstudio.cli.project_parts import deploy_copies, read_dataset
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.trained import TrainedNetwork
from tnstudio.storage.project_file import save_project

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

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
    """

    project: Project
    target: Path
    network: Network
    source: str
    settings: TrainingSettings
    start: TrainedNetwork | None = None
    every: float = CHECKPOINT_SECONDS


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
    save_project(order.target, with_training(order.project, trained))
    if trained.state is not None:
        _tell_stopped(order, trained, json)
    return trained


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

    def take(self, event: Any) -> None:
        """Show or keep what an event tells."""
        from tnstudio.app.training_session import (
            CheckpointTaken,
            EpochFinished,
            TrainingProgress,
        )

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
        # Without a chip: one that belongs to it is made in the end.
        project = replace(self._order.project, trained=checkpoint, program=None)
        try:
            save_project(self._order.target, project)
        except TNStudioError as error:
            # The disk may have room again in the end.
            note(f"No checkpoint: {error}")

    def explained(self, error: TNStudioError) -> TNStudioError:
        """Keep the last good network; return the error with a word about it."""
        if self._last is None:
            return error
        project, target = self._order.project, self._order.target
        save_project(target, with_training(project, self._last))
        batches = len(self._last.history.batch_losses)
        kept = f"{target} has the last good state, after {batches} batches"
        hint = f"{error.hint}; {kept}" if error.hint else kept
        return TNStudioError(error.message, error.location, hint)


def with_training(project: Project, trained: TrainedNetwork) -> Project:
    """Put a training result into the project, with one copy ready to run."""
    program = deploy_copies(trained, 1, trained.settings.seed)
    return replace(project, trained=trained, program=program)


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

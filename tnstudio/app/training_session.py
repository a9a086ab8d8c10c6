"""Training as window and command line see it.

Composes data, training, deployment and evaluation, and thins the events out:
progress some ten times a second, histograms as often as they are shown; but
there is a place to stop some twenty times a second.
"""

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter

import numpy as np
import numpy.typing as npt

from tnstudio.app.evaluation import EvaluationResult, evaluate
from tnstudio.app.histograms import LayerHistograms, layer_histograms
from tnstudio.app.jobs import Rest
from tnstudio.datasets.augmentation import Augmenter
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.datasets.load import require_matching
from tnstudio.mapping.deploy import deploy
from tnstudio.model.network import Network
from tnstudio.model.records import SEED, EpochRecord, TrainingSettings
from tnstudio.model.rules import require_layers
from tnstudio.model.trained import TrainedNetwork
from tnstudio.randomness import generator
from tnstudio.training.events import BatchDone, EpochDone, Measuring, TrainingEvent
from tnstudio.training.figures import LayerFigures
from tnstudio.training.loop import Examples, Training, Values

PROGRESS_SECONDS = 0.1
HISTOGRAM_SHARE = 0.03
"""Most of the time that histograms amid epochs take: of large networks they come
more rarely than asked for."""
STOP_SECONDS = 0.05
"""From one place to stop to the next, at most, where no batch takes longer."""


@dataclass(frozen=True, eq=False, slots=True)
class TrainingProgress:
    """Where a run is.

    Attributes
    ----------
    epoch, epochs, batch, batches : int
        Counted from 1.
    first_batch : int
        Batches done before those of ``losses``, over all epochs.
    losses : float32 array, shape (batches since the last event,)
        Log loss of each batch.
    train_accuracy : float
        Of the running epoch so far, 0..1.
    images_per_second, seconds_left : float
        Rate so far, and what it means for the rest.
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    first_batch: int
    losses: npt.NDArray[np.float32]
    train_accuracy: float
    images_per_second: float
    seconds_left: float

    @property
    def share(self) -> float:
        """How much of the run is done, 0..1."""
        done = (self.epoch - 1) * self.batches + self.batch
        return done / (self.epochs * self.batches)


@dataclass(frozen=True, eq=False, slots=True)
class HistogramsTaken:
    """The distribution of all parameters, layer by layer."""

    epoch: int
    layers: tuple[LayerHistograms, ...]


@dataclass(frozen=True, eq=False, slots=True)
class EpochFinished:
    """An epoch has ended; the snapshot has the history so far."""

    record: EpochRecord
    snapshot: TrainedNetwork
    histograms: tuple[LayerHistograms, ...]
    figures: tuple[LayerFigures, ...]


@dataclass(frozen=True, eq=False, slots=True)
class CheckpointTaken:
    """The network as it is amid an epoch, with what training goes on from."""

    snapshot: TrainedNetwork


SessionEvent = (
    TrainingProgress
    | HistogramsTaken
    | EpochFinished
    | CheckpointTaken
    | Measuring
    | Rest
)


@dataclass(frozen=True, slots=True)
class Stops:
    """When a session leaves a checkpoint, and where it rests.

    Attributes
    ----------
    every : float
        Seconds between two checkpoints amid epochs, >= 0; 0 for each batch.
    wanted : callable
        Asked after each batch whether to stop there.
    resting : callable
        Asked after each event of the training whether to tell all there is to
        know and to rest there, and once more when all is told. It is not asked at
        the very end.
    share : float
        Most of the time that checkpoints amid epochs take, > 0: of large networks
        they come more rarely than asked for.
    """

    every: float = math.inf
    wanted: Callable[[], bool] = lambda: False
    resting: Callable[[TrainingEvent], bool] = lambda _: False
    share: float = math.inf


def training_session(
    network: Network,
    dataset: Dataset,
    settings: TrainingSettings,
    start: TrainedNetwork | None = None,
    stops: Stops = Stops(),
    histograms: float = math.inf,
) -> Generator[SessionEvent | None, None, TrainedNetwork]:
    """Train a design; yields events, returns the trained network.

    Where there is nothing to tell it yields None now and then: a place to stop.

    Parameters
    ----------
    network : Network
    dataset : Dataset
    settings : TrainingSettings
    start : TrainedNetwork, optional
        The checkpoint to go on from, of the same network.
    stops : Stops, optional
        Without it there are checkpoints after epochs only, and no stop.
    histograms : float
        Least seconds between two `HistogramsTaken` amid epochs, >= 0, for those
        who show them; after each epoch there is one all the same.

    Returns
    -------
    TrainedNetwork
        The finished one; or, when it was stopped, one with a state.

    Raises
    ------
    TNStudioError
        If the design has errors, has free cores or does not fit the data set,
        if ``start`` is none to go on from, or if the training diverges.
    """
    require_layers(network)
    require_matching(dataset, network)
    training = Training(
        network,
        _examples(dataset, dataset.train),
        _examples(dataset, dataset.test),
        settings,
        _augmented(dataset.train, settings),
        partial(_deployed_accuracy, dataset.test),
        start,
    )
    pace = _Pace(settings.epochs, training.batches_done)
    for event in training.run():
        rests = not _is_last(event, settings) and stops.resting(event)
        for told in _thinned(training, event, pace, stops, histograms, rests):
            before = perf_counter()
            yield told
            pace.last_event = before
            pace.rest(perf_counter() - before)
        if stops.wanted():
            break
    return training.checkpoint()


def _is_last(event: TrainingEvent, settings: TrainingSettings) -> bool:
    return isinstance(event, EpochDone) and event.record.epoch == settings.epochs


def completed(
    session: Generator[SessionEvent | None, None, TrainedNetwork],
) -> TrainedNetwork:
    """Return what a session comes to, whatever it tells on its way."""
    while True:
        try:
            next(session)
        except StopIteration as end:
            trained: TrainedNetwork = end.value
            return trained


def _examples(dataset: Dataset, images: ImageSet) -> Examples:
    pixels = images.pixels.reshape(len(images), -1)
    return Examples(pixels, images.labels, dataset.name)


def _augmented(images: ImageSet, settings: TrainingSettings) -> Values | None:
    """Return what moves the images; None if nothing is to be moved."""
    if not settings.augmentation.moves:
        return None
    return Augmenter(images, settings.augmentation, settings.seed).values


class _Pace:
    """Collects batches between two progress events."""

    def __init__(self, epochs: int, batches_before: int) -> None:
        self.epochs = epochs
        self.started = perf_counter()
        self.last_progress = self.started
        self.last_event = self.started
        self.last_histograms = self.started
        self.histogram_pause = 0.0
        self.last_checkpoint = self.started
        self.checkpoint_pause = 0.0
        self.losses: list[float] = []
        self.batches_before = batches_before
        self.batches_told = batches_before
        self.images = 0
        self.correct = 0
        self.images_in_epoch = 0

    def rest(self, seconds: float) -> None:
        """Leave out a time in which others had their turn, or a pause."""
        self.started += seconds
        self.last_progress += seconds
        self.last_event += seconds
        self.last_histograms += seconds
        self.last_checkpoint += seconds

    def take(self, event: BatchDone) -> None:
        if event.batch == 1:
            self.correct = self.images_in_epoch = 0
        self.losses.append(event.loss)
        self.images += event.images
        self.correct += event.correct
        self.images_in_epoch += event.images

    def progress(self, event: BatchDone, now: float) -> TrainingProgress:
        done = (event.epoch - 1) * event.batches + event.batch
        left = self.epochs * event.batches - done
        elapsed = now - self.started
        told = TrainingProgress(
            epoch=event.epoch,
            epochs=self.epochs,
            batch=event.batch,
            batches=event.batches,
            first_batch=self.batches_told,
            losses=np.array(self.losses, np.float32),
            train_accuracy=self.correct / self.images_in_epoch,
            images_per_second=self.images / elapsed,
            seconds_left=elapsed / (done - self.batches_before) * left,
        )
        self.batches_told += len(self.losses)
        self.losses.clear()
        self.last_progress = now
        return told


def _thinned(
    training: Training,
    event: TrainingEvent,
    pace: _Pace,
    stops: Stops,
    histograms: float,
    rests: bool,
) -> Iterator[SessionEvent | None]:
    if isinstance(event, BatchDone):
        yield from _thinned_batch(training, event, pace, stops, histograms, rests)
    elif isinstance(event, EpochDone):
        counted = layer_histograms(event.snapshot)
        yield HistogramsTaken(event.record.epoch, counted)
        figures = training.figures(event.record.epoch)
        yield EpochFinished(event.record, event.snapshot, counted, figures)
    else:
        yield event
    # While all that was told it may have been asked to go on, or to stop.
    if rests and stops.resting(event):
        yield Rest()


def _thinned_batch(
    training: Training,
    event: BatchDone,
    pace: _Pace,
    stops: Stops,
    histograms: float,
    rests: bool,
) -> Iterator[SessionEvent | None]:
    """Yield what is due after a batch; all of it if the session rests then."""
    now = perf_counter()
    pace.take(event)
    is_due = now - pace.last_progress >= PROGRESS_SECONDS
    if is_due or rests or event.batch == event.batches:
        yield pace.progress(event, now)
    if rests or now - pace.last_histograms >= max(histograms, pace.histogram_pause):
        counted = layer_histograms(training.snapshot())
        pace.last_histograms = now
        pace.histogram_pause = (perf_counter() - now) / HISTOGRAM_SHARE
        yield HistogramsTaken(event.epoch, counted)
    if now - pace.last_checkpoint >= max(stops.every, pace.checkpoint_pause):
        taken = CheckpointTaken(training.checkpoint())
        pace.last_checkpoint = now
        pace.checkpoint_pause = (perf_counter() - now) / stops.share
        yield taken
    if now - pace.last_event >= STOP_SECONDS:
        yield None


def _deployed_accuracy(
    images: ImageSet, trained: TrainedNetwork, epoch: int
) -> Generator[Measuring, None, float]:
    """Return the accuracy of one copy and one tick per image."""
    # A stream of its own: no chip that a user samples is the same by chance.
    random = generator(trained.settings.seed, "deployed accuracy", epoch)
    seed = int(random.integers(SEED.high))
    program = deploy(trained, copies=1, seed=seed)
    result = float("nan")
    for event in evaluate(program, images, ticks=1, encoding="stochastic", seed=seed):
        if isinstance(event, EvaluationResult):
            result = event.accuracy
        else:
            yield Measuring(epoch)
    return result

"""The training loop as a generator of events that can be left at any batch."""

import zlib
from array import array
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.network import Network
from tnstudio.model.records import EpochRecord, History, TrainingSettings
from tnstudio.model.rules import require_layers, require_valid
from tnstudio.model.trained import TrainedNetwork
from tnstudio.model.training_state import DataMark, TrainingState
from tnstudio.randomness import generator
from tnstudio.texts import tr
from tnstudio.threads import one_blas_thread
from tnstudio.training.events import BatchDone, EpochDone, Measuring, TrainingEvent
from tnstudio.training.extension import extended, state_to_extend
from tnstudio.training.figures import LayerFigures
from tnstudio.training.settings import require_sound
from tnstudio.training.stack import Images, InputValues, Stack, class_weights
from tnstudio.training.states import (
    core_states,
    is_finite,
    require_continuable,
    require_same_settings,
    restore,
)
from tnstudio.training.steps import Step, step_at

Values = Callable[[npt.NDArray[np.integer], int], InputValues]
"""Makes the input, (images, elements), of these images for an epoch."""

Measure = Callable[[TrainedNetwork, int], Generator[Measuring, None, float]]
"""Measures a network's accuracy on a chip, 0..1, after an epoch."""

HOPELESS_BATCHES = 100
HOPELESS_LOSS = 4.0
"""Training has diverged when so many batches have a mean loss of so many times
the first batch's, or a shorter one when half of its batches have. Rate 5
(5 cores, MNIST) doubles it for a few batches and learns; rate 50 multiplies it by
120 for good, while all numbers stay finite."""


@dataclass(frozen=True, eq=False, slots=True)
class Examples:
    """Images to learn from or to be tested on.

    Attributes
    ----------
    pixels : uint8 array, shape (images, input elements)
        0..255, standing for x̃ = 0..1.
    labels : int32 array, shape (images,)
    name : str
        Of the data set they are from.
    """

    pixels: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int32]
    name: str = ""


class Training:
    """One training run: the state that `run` moves along.

    All that is drawn is drawn from the seed, the epoch and the batch, so a run
    that goes on from a `checkpoint` gives the numbers of one that was never
    left.

    Parameters
    ----------
    network : Network
    train, test : Examples
        Must have the network's input size and class count.
    settings : TrainingSettings
    values : callable, optional
        Makes the input of the training images; without it they are learned as
        they are.
    measure : callable, optional
        Measures the deployed accuracy after each epoch.
    start : TrainedNetwork, optional
        The checkpoint to go on from, of the same network; or a finished
        training, with the settings of `tnstudio.training.extension.extended`.

    Raises
    ------
    TNStudioError
        If the network has errors or free cores, a setting is out of range, or
        ``start`` is none that these settings and images can go on from.
    """

    def __init__(
        self,
        network: Network,
        train: Examples,
        test: Examples,
        settings: TrainingSettings,
        values: Values | None = None,
        measure: Measure | None = None,
        start: TrainedNetwork | None = None,
    ) -> None:
        require_layers(network)
        require_valid(network)
        require_sound(settings)
        self._network = network
        self._train = train
        self._test = test
        self._settings = settings
        self._values: Values = values or (
            lambda chosen, _: Images(train.pixels, chosen)
        )
        self._measure: Measure = measure or _not_measured
        # A last batch that is not full is left out; each epoch's order is
        # another, so every image has its turn.
        self._size = min(settings.batch, len(train.labels))
        self._batches = len(train.labels) // self._size
        weights = class_weights(settings, train.labels, network.readout.classes)
        self._stack = Stack(network, self._size, settings, weights)
        self._records: tuple[EpochRecord, ...] = ()
        # Grows in place: a run of millions of batches is no list of objects.
        self._losses = array("f")
        # The running epoch: its number, batches done, images right, time spent.
        self._epoch, self._done, self._correct, self._seconds = 1, 0, 0, 0.0
        if start is not None:
            self._go_on_from(start)

    def _go_on_from(self, start: TrainedNetwork) -> None:
        if start.state is None:
            require_same_settings(
                self._settings, extended(start, self._settings.epochs)
            )
            state = state_to_extend(start, self._data, self._batches)
        else:
            state = require_continuable(start, start.state, self._settings)
            self._require_same_data(state)
        restore(self._stack, start, state)
        self._records = start.history.epochs
        self._losses = array("f", start.history.batch_losses.tobytes())
        self._epoch, self._done = state.epoch, state.batch
        self._correct, self._seconds = state.correct, state.seconds

    def _require_same_data(self, state: TrainingState) -> None:
        before, now = state.data, self._data
        if not before.is_same_data(now) or state.batches != self._batches:
            raise TNStudioError(
                tr(
                    "The training was started with other images: '{before}', "
                    "{train_before} + {test_before}; these are '{now}', {train} + "
                    "{test}",
                    before=before.name,
                    train_before=before.train,
                    test_before=before.test,
                    now=now.name,
                    train=now.train,
                    test=now.test,
                ),
                self._network.name,
                tr("resume it with the same data set"),
            )

    @cached_property
    def _data(self) -> DataMark:
        crc = 0
        for examples in (self._train, self._test):
            for part in (examples.pixels, examples.labels):
                crc = zlib.crc32(np.ascontiguousarray(part).data, crc)
        counts = len(self._train.labels), len(self._test.labels)
        return DataMark(self._train.name, *counts, crc)

    @property
    def batches_done(self) -> int:
        """Batches learned so far, over all epochs."""
        return len(self._losses)

    def run(self) -> Iterator[TrainingEvent]:
        """Train to the end; yields after every batch and every epoch.

        Raises
        ------
        TNStudioError
            If the training diverges.
        """
        with one_blas_thread():
            while self._epoch <= self._settings.epochs:
                yield from self._run_batches()
                yield from self._finish_epoch()

    def snapshot(self) -> TrainedNetwork:
        """Return the network as it is now."""
        return TrainedNetwork(
            self._network,
            self._settings,
            self._stack.trained_layers(),
            History(self._records, frozen(np.array(self._losses), np.float32)),
        )

    def checkpoint(self) -> TrainedNetwork:
        """Return the network as it is now, with what training goes on from.

        Raises
        ------
        TNStudioError
            If the training has diverged.
        """
        state = TrainingState(
            epoch=self._epoch,
            batch=self._done,
            batches=self._batches,
            correct=self._correct,
            seconds=self._seconds,
            data=self._data,
            layers=core_states(self._stack),
        )
        if not is_finite(state.layers):
            raise self._diverged()
        finished = self._epoch > self._settings.epochs
        return replace(self.snapshot(), state=None if finished else state)

    def figures(self, epoch: int) -> tuple[LayerFigures, ...]:
        """Return how much each layer may still change, on as much as a batch.

        The images are always the same ones. (Of a batch that was learned nothing
        would be left after a stop.)

        Parameters
        ----------
        epoch : int
            The one that has just ended, from 1; it tells how images are moved.
        """
        chosen = self._sample
        values, labels = self._values(chosen, epoch), self._train.labels[chosen]
        step = step_at(self._settings, epoch, 0, self._size)
        with one_blas_thread():
            self._stack.trace(values, labels, step)
            return self._stack.figures(step)

    @cached_property
    def _sample(self) -> npt.NDArray[np.intp]:
        random = generator(self._settings.seed, "gradient sample")
        return random.permutation(len(self._train.labels))[: self._size]

    def _run_batches(self) -> Iterator[BatchDone]:
        settings, epoch = self._settings, self._epoch
        random = generator(settings.seed, "order", epoch)
        order = random.permutation(len(self._train.labels))
        while self._done < self._batches:
            started = perf_counter()
            first = self._done * self._size
            chosen = order[first : first + self._size]
            self._done += 1
            step = step_at(settings, epoch, self._done, self._size)
            loss, correct = self._learn(chosen, step)
            if not np.isfinite(loss):
                raise self._diverged()
            self._losses.append(loss)
            self._correct += correct
            self._seconds += perf_counter() - started
            yield BatchDone(epoch, self._done, self._batches, loss, correct, self._size)

    def _learn(self, chosen: npt.NDArray[np.intp], step: Step) -> tuple[float, int]:
        labels = self._train.labels[chosen]
        values = self._values(chosen, self._epoch)
        outcome = self._stack.learn(values, labels, step)
        return float(outcome.losses.mean()), int((outcome.winners == labels).sum())

    def _finish_epoch(self) -> Iterator[Measuring | EpochDone]:
        """Measure and note what the epoch came to; left before, it is done anew."""
        epoch = self._epoch
        self._require_hope()
        test_accuracy = yield from self._test_accuracy(epoch)
        deployed_accuracy = yield from self._measure(self.snapshot(), epoch)
        record = EpochRecord(
            epoch=epoch,
            loss=_mean(self._losses[-self._batches :]),
            train_accuracy=self._correct / (self._batches * self._size),
            test_accuracy=test_accuracy,
            deployed_accuracy=deployed_accuracy,
            rate=self._settings.rate_at(epoch - 1),
            seconds=self._seconds,
        )
        self._records = (*self._records, record)
        self._epoch, self._done, self._correct, self._seconds = epoch + 1, 0, 0, 0.0
        yield EpochDone(record, self.checkpoint())

    def _test_accuracy(self, epoch: int) -> Generator[Measuring, None, float]:
        """Return the training network's accuracy on the test images."""
        labels = self._test.labels
        correct = 0
        for first in range(0, len(labels), self._size):
            started = perf_counter()
            part = slice(first, first + self._size)
            count = len(labels[part])
            # The last batch is filled up with the last image, not counted.
            chosen = np.minimum(np.arange(first, part.stop), len(labels) - 1)
            values = Images(self._test.pixels, chosen)
            winners = self._stack.classify(values, labels[chosen]).winners[:count]
            correct += int((winners == labels[part]).sum())
            self._seconds += perf_counter() - started
            yield Measuring(epoch)
        return correct / len(labels) if len(labels) else float("nan")

    def _require_hope(self) -> None:
        last = self._losses[-HOPELESS_BATCHES:]
        if len(last) == HOPELESS_BATCHES:
            usual = _mean(last)
        elif self._epoch == self._settings.epochs:
            # Of a short training fewer must do; one of them must not decide.
            usual = float(np.median(last))
        else:
            usual = 0.0
        hopeless = usual > HOPELESS_LOSS * self._losses[0]
        if hopeless or not is_finite(core_states(self._stack)):
            raise self._diverged()

    def _diverged(self) -> TNStudioError:
        settings = self._settings
        rate = settings.rate_at(self._epoch - 1)
        message = tr(
            "Training diverged in epoch {epoch}, batch {batch}",
            epoch=self._epoch,
            batch=self._done,
        )
        return TNStudioError(message, self._network.name, _remedy(settings.rate, rate))


def _remedy(start: float, now: float) -> str:
    if now == start:
        return tr("choose a rate below {rate:g}; gradients are not clipped", rate=start)
    return tr(
        "choose a rate below {rate:g} (it is {now:g} by now); gradients are not "
        "clipped",
        rate=start,
        now=now,
    )


def _mean(losses: "array[float]") -> float:
    return float(np.mean(losses, dtype=np.float64))


def _not_measured(_: TrainedNetwork, __: int) -> Generator[Measuring, None, float]:
    yield from ()
    return float("nan")

"""The training loop of method ``tea`` (E15) as a generator of events."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.network import Network
from tnstudio.model.records import EpochRecord, History, TrainingSettings
from tnstudio.model.rules import require_layers, require_valid
from tnstudio.model.trained import TrainedNetwork
from tnstudio.randomness import generator
from tnstudio.threads import one_blas_thread
from tnstudio.training.events import BatchDone, EpochDone, Measuring, TrainingEvent
from tnstudio.training.settings import require_sound
from tnstudio.training.stack import Stack, class_weights
from tnstudio.training.steps import Step, step_at


@dataclass(frozen=True, eq=False, slots=True)
class Examples:
    """Images to learn from or to be tested on.

    Attributes
    ----------
    pixels : uint8 array, shape (images, input elements)
        0..255, standing for x̃ = 0..1.
    labels : int32 array, shape (images,)
    """

    pixels: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int32]


class Training:
    """One training run: the state that `run` moves along.

    Parameters
    ----------
    network : Network
    train, test : Examples
        Must have the network's input size and class count.
    settings : TrainingSettings

    Raises
    ------
    TNStudioError
        If the network has errors or free cores, or a setting is out of range.
    """

    def __init__(
        self,
        network: Network,
        train: Examples,
        test: Examples,
        settings: TrainingSettings,
    ) -> None:
        require_layers(network)
        require_valid(network)
        require_sound(settings)
        self._network = network
        self._train = train
        self._test = test
        self._settings = settings
        # A last batch that is not full is left out; each epoch's order is
        # another, so every image has its turn.
        self._batch = min(settings.batch, len(train.labels))
        self._batches = len(train.labels) // self._batch
        weights = class_weights(settings, train.labels, network.readout.classes)
        self._stack = Stack(network, self._batch, settings, weights)
        self._epochs: tuple[EpochRecord, ...] = ()
        self._losses: list[float] = []

    def run(self) -> Iterator[TrainingEvent]:
        """Train; yields after every batch and every epoch.

        Raises
        ------
        TNStudioError
            If the training diverges.
        """
        with one_blas_thread():
            for epoch in range(1, self._settings.epochs + 1):
                yield from self._run_and_measure(epoch)

    def _run_and_measure(self, epoch: int) -> Iterator[TrainingEvent]:
        started = perf_counter()
        first = len(self._losses)
        correct = 0
        for event in self._run_epoch(epoch):
            correct += event.correct
            yield event
        test_accuracy = yield from self._test_accuracy(epoch)
        record = EpochRecord(
            epoch=epoch,
            loss=float(np.mean(self._losses[first:])),
            train_accuracy=correct / (self._batches * self._batch),
            test_accuracy=test_accuracy,
            deployed_accuracy=float("nan"),
            rate=self._settings.rate_at(epoch - 1),
            seconds=perf_counter() - started,
        )
        self._epochs = (*self._epochs, record)
        yield EpochDone(record, self.snapshot())

    def snapshot(self) -> TrainedNetwork:
        """Return the network as it is now."""
        return TrainedNetwork(
            self._network,
            self._settings,
            self._stack.trained_layers(),
            self._history(),
        )

    def _history(self) -> History:
        return History(self._epochs, frozen(np.array(self._losses), np.float32))

    def note_deployed_accuracy(self, accuracy: float) -> tuple[EpochRecord, History]:
        """Complete the last epoch's record by what a deployed chip reached."""
        record = replace(self._epochs[-1], deployed_accuracy=accuracy)
        self._epochs = (*self._epochs[:-1], record)
        return record, self._history()

    def _run_epoch(self, epoch: int) -> Iterator[BatchDone]:
        settings = self._settings
        order = generator(settings.seed, "order", epoch).permutation(
            len(self._train.labels)
        )
        rate = settings.rate_at(epoch - 1)
        for number in range(1, self._batches + 1):
            step = step_at(settings, epoch, number, self._batch)
            chosen = order[(number - 1) * self._batch : number * self._batch]
            loss, correct = self._learn(chosen, step)
            self._losses.append(loss)
            if not np.isfinite(loss):
                raise TNStudioError(
                    f"Training diverged in epoch {epoch}, batch {number}",
                    self._network.name,
                    f"choose a rate below {rate:g}",
                )
            yield BatchDone(epoch, number, self._batches, loss, correct, self._batch)

    def _learn(self, chosen: npt.NDArray[np.intp], step: Step) -> tuple[float, int]:
        labels = self._train.labels[chosen]
        values = _values(self._train.pixels[chosen])
        outcome = self._stack.learn(values, labels, step)
        return float(outcome.losses.mean()), int((outcome.winners == labels).sum())

    def _test_accuracy(self, epoch: int) -> Generator[Measuring, None, float]:
        """Return the training network's accuracy on the test images."""
        labels = self._test.labels
        correct = 0
        for first in range(0, len(labels), self._batch):
            part = slice(first, first + self._batch)
            count = len(labels[part])
            # The last batch is filled up with black images, not counted.
            values = np.zeros((self._batch, self._network.input.size), np.float32)
            values[:count] = _values(self._test.pixels[part])
            padded = np.zeros(self._batch, np.int32)
            padded[:count] = labels[part]
            winners = self._stack.classify(values, padded).winners[:count]
            correct += int((winners == labels[part]).sum())
            yield Measuring(epoch)
        return correct / len(labels) if len(labels) else float("nan")


def _values(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    return pixels * np.float32(1 / 255)

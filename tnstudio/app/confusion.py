"""Which classes a trained network takes for which, image by image."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.evaluation import EvaluationProgress, EvaluationResult, evaluate
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.load import require_fit
from tnstudio.mapping.deploy import deploy
from tnstudio.model.topology import lay_out
from tnstudio.model.trained import TrainedNetwork
from tnstudio.simulation.readout import predict
from tnstudio.threads import one_blas_thread
from tnstudio.training.groups import CONTINUITY
from tnstudio.training.prediction import Activity, TrainingNetwork

MOST_ROWS = 500
"""Most images at once."""

CORES_AT_ONCE = 4000
"""Most images × cores at once; a job has to stop within 200 ms."""

Integers = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class Decisions:
    """The class found for each image.

    Attributes
    ----------
    labels, found : int32 arrays, shape (images,)
        The class of each image and the one it was taken for.
    margins : float32 array, shape (images,)
        How much more the training network scores the class found than the
        right one; 0 if they are the same. A chip may err where the training
        network does not: the margin is below 0 then.
    classes : int
    """

    labels: Integers
    found: Integers
    margins: npt.NDArray[np.float32]
    classes: int

    @property
    def accuracy(self) -> float:
        """Share of images whose class was found, 0..1."""
        return float((self.labels == self.found).mean())

    def confusion(self) -> npt.NDArray[np.int64]:
        """Count the images of each class (row) by the class found (column)."""
        cells = self.labels.astype(np.int64) * self.classes + self.found
        counts = np.bincount(cells, minlength=self.classes**2)
        return counts.reshape(self.classes, self.classes)

    def images_of(self, label: int, found: int) -> npt.NDArray[np.intp]:
        """Return the images of a cell of the confusion, the largest margin first."""
        return self._by_margin((self.labels == label) & (self.found == found))

    def mistakes(self) -> npt.NDArray[np.intp]:
        """Return the images whose class was not found, the worst mistake first."""
        return self._by_margin(self.labels != self.found)

    def _by_margin(self, which: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
        images = np.flatnonzero(which)
        order: npt.NDArray[np.intp] = images[
            np.argsort(-self.margins[images], kind="stable")
        ]
        return order


@dataclass(frozen=True, eq=False, slots=True)
class Examination:
    """What was found by showing all images of a set.

    Attributes
    ----------
    network : Decisions
        Of the training network.
    chip : Decisions
        Of one copy sampled from it, one tick per image.
    means : tuple of float32 arrays
        Mean over all images of the input elements, and then of ñ of the
        neurons of each layer.
    """

    network: Decisions
    chip: Decisions
    means: tuple[Activity, ...]

    def mean_input(
        self, layer: int, sources: npt.NDArray[np.integer]
    ) -> npt.NDArray[np.float32]:
        """Return the mean input of a core's axons, 0..1, shape (axons,)."""
        mean: npt.NDArray[np.float32] = self.means[layer][sources]
        return mean


ExaminationEvent = EvaluationProgress | Examination


def examine(trained: TrainedNetwork, images: ImageSet) -> Iterator[ExaminationEvent]:
    """Show all images to a training network, and to a chip sampled from it.

    Parameters
    ----------
    trained : TrainedNetwork
        Its seed is that of the chip and of the input spikes.

    Returns
    -------
    iterator of ExaminationEvent
        Progress in images × 2, and the result as the last event.

    Raises
    ------
    TNStudioError
        At once if the images do not fit the network.
    """
    network = trained.network
    shape = network.input
    wanted = (shape.rows, shape.columns, shape.channels)
    require_fit(images, wanted, network.readout.classes)
    return _Showing(trained, images).events()


class _Showing:
    """The sums of an examination on its way."""

    def __init__(self, trained: TrainedNetwork, images: ImageSet) -> None:
        self._trained = trained
        self._images = images
        self._classes = trained.network.readout.classes
        threshold = CONTINUITY if trained.settings.continuity else 0.0
        self._network = TrainingNetwork(trained, threshold)
        topology = lay_out(trained.network)
        sizes = [trained.network.input.size, *(p.neurons for p in topology.layers)]
        self._sums = [np.zeros(size, np.float64) for size in sizes]
        self._rows = max(1, min(MOST_ROWS, CORES_AT_ONCE // topology.cores))
        count = len(images)
        # What the chip finds is known later; what the training network makes
        # of every class is kept until then.
        self._scores = np.zeros((count, self._classes), np.float32)

    def events(self) -> Iterator[ExaminationEvent]:
        total = 2 * len(self._images)
        for first in range(0, len(self._images), self._rows):
            part = slice(first, min(first + self._rows, len(self._images)))
            self._show(part)
            yield EvaluationProgress(part.stop, total)
        yield from self._on_chip(total)

    def _show(self, part: slice) -> None:
        values = self._images.values(part)
        with one_blas_thread():
            activity = self._network.activity(values)
        for total, layer in zip(self._sums, (values, *activity), strict=True):
            total += layer.sum(axis=0, dtype=np.float64)
        for k in range(self._classes):
            votes = activity[-1][:, k :: self._classes]
            self._scores[part, k] = votes.mean(axis=1)

    def _on_chip(self, total: int) -> Iterator[ExaminationEvent]:
        seed = self._trained.network.seed
        program = deploy(self._trained, copies=1, seed=seed)
        shown = len(self._images)
        for event in evaluate(program, self._images, 1, "stochastic", seed):
            if isinstance(event, EvaluationResult):
                yield self._result(event.predictions)
            else:
                yield EvaluationProgress(shown + event.done, total)

    def _result(self, on_chip: Integers) -> Examination:
        means = tuple(
            (one / len(self._images)).astype(np.float32) for one in self._sums
        )
        by_network = predict(self._scores.astype(np.float64))
        return Examination(self._decisions(by_network), self._decisions(on_chip), means)

    def _decisions(self, found: Integers) -> Decisions:
        labels, every = self._images.labels, np.arange(len(found))
        margins = self._scores[every, found] - self._scores[every, labels]
        return Decisions(labels, found, margins, self._classes)

"""The course of a run as plots draw it: losses, accuracies, rates."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tnstudio.app.parameter_recorder import ParameterRecorder
from tnstudio.app.runs import run_of
from tnstudio.app.training_session import EpochFinished
from tnstudio.model.project import Project
from tnstudio.model.records import EpochRecord, TrainingSettings
from tnstudio.model.run import ParameterHistory

SMOOTHED_BATCHES = 50
"""Batches in the running mean of the loss."""

_LEAST_ROOM = 1024


@dataclass(eq=False)
class Course:
    """What is known of a run; grows while it lasts.

    Attributes
    ----------
    settings : TrainingSettings
    batches : int
        Batches per epoch; 0 while unknown.
    epochs : list of EpochRecord
    recorder : ParameterRecorder
        Of the histograms and figures of every layer.
    """

    settings: TrainingSettings
    batches: int = 0
    epochs: list[EpochRecord] = field(default_factory=list)
    recorder: ParameterRecorder = field(default_factory=ParameterRecorder)
    _history: ParameterHistory | None = None
    _losses: npt.NDArray[np.float32] = field(
        default_factory=lambda: np.zeros(_LEAST_ROOM, np.float32)
    )
    _means: npt.NDArray[np.float32] = field(
        default_factory=lambda: np.zeros(_LEAST_ROOM, np.float32)
    )
    _sums: npt.NDArray[np.float64] = field(
        default_factory=lambda: np.zeros(_LEAST_ROOM + 1)
    )
    _count: int = 0

    @property
    def losses(self) -> npt.NDArray[np.float32]:
        """Log loss of each batch, shape (batches so far,)."""
        return self._losses[: self._count]

    @property
    def smoothed(self) -> npt.NDArray[np.float32]:
        """Mean of each batch's loss and those of the batches before it."""
        return self._means[: self._count]

    @property
    def history(self) -> ParameterHistory:
        """Histograms and figures of every layer after the epochs so far."""
        if self._history is None:
            self._history = self.recorder.history(0)
        return self._history

    def take(self, event: EpochFinished) -> None:
        """Take what is told of an epoch that has ended."""
        self.epochs.append(event.record)
        self.recorder.take(event)
        self._history = None

    def add_losses(self, losses: npt.NDArray[np.float32]) -> None:
        """Append the losses of further batches."""
        before, needed = self._count, self._count + losses.size
        if needed > self._losses.size:
            room = max(needed, 2 * self._losses.size)
            self._losses = np.resize(self._losses, room)
            self._means = np.resize(self._means, room)
            self._sums = np.resize(self._sums, room + 1)
        sums = self._sums
        self._losses[before:needed] = losses
        sums[before + 1 : needed + 1] = sums[before] + np.cumsum(losses, dtype=float)
        ends = np.arange(before + 1, needed + 1)
        starts = np.maximum(ends - SMOOTHED_BATCHES, 0)
        self._means[before:needed] = (sums[ends] - sums[starts]) / (ends - starts)
        self._count = needed

    def epochs_at(self, batches: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Turn indices of batches into epochs, counted from 0, with fractions."""
        return (batches + 1) / max(1, self.batches)


def course_of(project: Project) -> Course | None:
    """Return the course that led to the trained network, if there is one.

    Its histograms are those of the run that the project has kept; a network
    that was restored from an earlier epoch, or whose run was deleted, has none.
    """
    trained = project.trained
    if trained is None:
        return None
    history = trained.history
    epochs = len(history.epochs)
    batches = history.batch_losses.size // epochs if epochs else 0
    if trained.state is not None:
        batches = trained.state.batches
    index = run_of(project, trained)
    recorder = ParameterRecorder(
        None if index is None else project.runs[index].parameters
    )
    course = Course(trained.settings, batches, list(history.epochs), recorder)
    course.add_losses(history.batch_losses)
    return course

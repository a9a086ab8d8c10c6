"""One training run at a time, as a job, and what it has told so far."""

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from tnstudio.app.data import loading
from tnstudio.app.jobs import Cancelled, Failed, Finished, Happened, Job, JobEvent
from tnstudio.app.run_recorder import RunRecorder, now
from tnstudio.app.training_session import (
    EpochFinished,
    HistogramsTaken,
    SessionEvent,
    TrainingProgress,
    training_session,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.records import TrainingSettings
from tnstudio.model.run import Run
from tnstudio.model.trained import TrainedNetwork
from tnstudio.training.events import Measuring
from tnstudio.ui.qt_bridge import Jobs

HISTOGRAM_SECONDS = 0.16
"""Between two histograms on show."""


class Phase(Enum):
    """What a run is doing."""

    IDLE = auto()
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()


@dataclass(frozen=True, eq=False, slots=True)
class Order:
    """What a run was asked to do, on its own snapshot of the design."""

    network: Network
    source: str
    settings: TrainingSettings


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """How a run ended.

    Attributes
    ----------
    order : Order
    trained : TrainedNetwork or None
        The result, or the last finished epoch of a run that ended early.
    finished : bool
        Whether all epochs were trained.
    run : Run or None
        What the project is to keep of it; None if nothing was trained.
    error : TNStudioError or None
        Why it ended early, unless the user wished it.
    """

    order: Order
    trained: TrainedNetwork | None
    finished: bool
    run: Run | None = None
    error: TNStudioError | None = None


def _work(order: Order) -> Generator[SessionEvent | None, None, TrainedNetwork]:
    dataset = yield from loading(order.source)
    return (
        yield from training_session(
            order.network, dataset, order.settings, histograms=HISTOGRAM_SECONDS
        )
    )


class TrainingRun(QObject):
    """Starts, pauses and stops a run and hands its events on.

    Attributes
    ----------
    phase_changed : Signal
    progressed : Signal of TrainingProgress
    histograms_taken : Signal of HistogramsTaken
    epoch_finished : Signal of EpochFinished
    measuring : Signal of int
        The accuracy after this epoch is being measured.
    ended : Signal of Outcome
    """

    phase_changed = Signal()
    progressed = Signal(object)
    histograms_taken = Signal(object)
    epoch_finished = Signal(object)
    measuring = Signal(int)
    ended = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._run_id = 0
        self._phase = Phase.IDLE
        self._order: Order | None = None
        self._last: TrainedNetwork | None = None
        self._recorder = RunRecorder("", "")

    @property
    def phase(self) -> Phase:
        """What the run is doing."""
        return self._phase

    @property
    def is_active(self) -> bool:
        """Whether there is a run, paused or not."""
        return self._phase is not Phase.IDLE

    @property
    def order(self) -> Order | None:
        """What the run was asked to do; None while there is none."""
        return self._order

    def start(self, order: Order) -> None:
        """Start a run; there must be none."""
        self._order = order
        self._last = None
        self._recorder = RunRecorder(order.source, now())
        job = Job("Training", lambda: _work(order))
        self._run_id = self._jobs.start(job, self._take)
        self._enter(Phase.RUNNING)

    def pause_or_resume(self) -> None:
        """Let the run rest, or go on."""
        if self._phase is Phase.RUNNING:
            self._jobs.pause(self._run_id)
            self._enter(Phase.PAUSED)
        elif self._phase is Phase.PAUSED:
            self._jobs.resume(self._run_id)
            self._enter(Phase.RUNNING)

    def stop(self) -> None:
        """End the run after the step it is in; its last epoch is kept."""
        if self._phase in (Phase.RUNNING, Phase.PAUSED):
            self._enter(Phase.STOPPING)
            self._jobs.cancel(self._run_id)

    def abandon(self) -> None:
        """End the run and forget it: its project is no longer open."""
        if self.is_active:
            self._jobs.cancel(self._run_id)
            self._forget()

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            self._hand_on(event.event)
        elif isinstance(event, Finished):
            self._end(event.result, finished=True)
        elif isinstance(event, Cancelled):
            self._end(self._last, finished=False)
        elif isinstance(event, Failed):
            self._end(self._last, finished=False, error=event.error)

    def _hand_on(self, event: SessionEvent | None) -> None:
        if isinstance(event, TrainingProgress):
            self.progressed.emit(event)
        elif isinstance(event, HistogramsTaken):
            self.histograms_taken.emit(event)
        elif isinstance(event, EpochFinished):
            self._last = event.snapshot
            self._recorder.take(event)
            self.epoch_finished.emit(event)
        elif isinstance(event, Measuring):
            self.measuring.emit(event.epoch)

    def _end(
        self,
        trained: TrainedNetwork | None,
        *,
        finished: bool,
        error: TNStudioError | None = None,
    ) -> None:
        order, recorder = self._order, self._recorder
        self._forget()
        if order is not None:
            run = None if trained is None else recorder.run(trained)
            self.ended.emit(Outcome(order, trained, finished, run, error))

    def _forget(self) -> None:
        self._run_id = 0
        self._order = self._last = None
        self._recorder = RunRecorder("", "")
        self._enter(Phase.IDLE)

    def _enter(self, phase: Phase) -> None:
        self._phase = phase
        self.phase_changed.emit()

"""One training run at a time, as a job, and what it has told so far."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from tnstudio.app.jobs import Cancelled, Failed, Finished, Happened, JobEvent, Rest
from tnstudio.app.kept_training import recorder_of
from tnstudio.app.run_recorder import RunRecorder
from tnstudio.app.training_job import (
    Control,
    Order,
    Preparing,
    Reading,
    training_job,
)
from tnstudio.app.training_session import (
    CheckpointTaken,
    EpochFinished,
    HistogramsTaken,
    TrainingProgress,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.run import Run
from tnstudio.model.trained import TrainedNetwork
from tnstudio.training.events import Measuring
from tnstudio.ui.qt_bridge import Jobs


class Phase(Enum):
    """What a run is doing.

    STEPPING ends in PAUSED after one batch, PAUSING as soon as the run rests.
    """

    IDLE = auto()
    RUNNING = auto()
    STEPPING = auto()
    PAUSING = auto()
    PAUSED = auto()
    STOPPING = auto()

    @property
    def is_active(self) -> bool:
        """Whether there is a run, at rest or not."""
        return self is not Phase.IDLE

    @property
    def can_go_on(self) -> bool:
        """Whether a run rests, or is about to."""
        return self in (Phase.STEPPING, Phase.PAUSING, Phase.PAUSED)


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """How a run ended.

    Attributes
    ----------
    order : Order
    trained : TrainedNetwork or None
        The result: with a state if the run ended early, of its last finished
        epoch if it failed. None if it has learned nothing.
    run : Run or None
        What the project is to keep of it; None if nothing was learned.
    error : TNStudioError or None
        Why it ended early, unless the user wished it.
    """

    order: Order
    trained: TrainedNetwork | None
    run: Run | None = None
    error: TNStudioError | None = None


class TrainingRun(QObject):
    """Starts, pauses, steps and stops a run and hands its events on.

    Attributes
    ----------
    keep : int or None
        How many epochs' weights the next run keeps; as many as is usual for None.
    phase_changed : Signal
    preparing : Signal of Reading or Preparing
        What goes on before the first batch.
    progressed : Signal of TrainingProgress
    histograms_taken : Signal of HistogramsTaken
    epoch_finished : Signal of EpochFinished
    measuring : Signal of int
        The accuracy after this epoch is being measured.
    checkpointed : Signal of Outcome
        What the run would come to if it were stopped now; told now and then.
    ended : Signal of Outcome
    """

    phase_changed = Signal()
    preparing = Signal(object)
    progressed = Signal(object)
    histograms_taken = Signal(object)
    epoch_finished = Signal(object)
    measuring = Signal(int)
    checkpointed = Signal(object)
    ended = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._phase = Phase.IDLE
        self._run_id = 0
        self._is_prepared = False
        self._order: Order | None = None
        self._last: TrainedNetwork | None = None
        self._recorder = RunRecorder("", "")
        self._control = Control()
        self.keep: int | None = None

    @property
    def phase(self) -> Phase:
        """What the run is doing."""
        return self._phase

    @property
    def is_active(self) -> bool:
        """Whether there is a run, paused or not."""
        return self._phase.is_active

    @property
    def is_preparing(self) -> bool:
        """Whether there is a run that has not learned from any image yet."""
        return self.is_active and not self._is_prepared

    @property
    def order(self) -> Order | None:
        """What the run was asked to do; None while there is none."""
        return self._order

    @property
    def recorded(self) -> Run | None:
        """What the run has come to; None while there is none, or no epoch of it."""
        return None if self._last is None else self._recorder.run(self._last)

    def start(self, order: Order, *, one_batch: bool = False) -> None:
        """Start a run; there must be none.

        Parameters
        ----------
        order : Order
        one_batch : bool
            Whether it pauses after its first batch.
        """
        self._order = order
        self._recorder = recorder_of(order, self.keep)
        self._control = Control()
        if one_batch:
            self._control.do_one_batch()
        job = training_job(order, self._control)
        self._run_id = self._jobs.start(job, self._take)
        self._enter(Phase.STEPPING if one_batch else Phase.RUNNING)

    def pause_or_resume(self) -> None:
        """Let the run rest, or go on."""
        if self._phase is Phase.RUNNING:
            self._control.rest()
            self._enter(Phase.PAUSING)
        elif self._phase.can_go_on:
            self._control.go_on()
            self._jobs.resume(self._run_id)
            self._enter(Phase.RUNNING)

    def step(self) -> None:
        """Let a paused run learn one batch."""
        if self._phase is Phase.PAUSED:
            self._control.do_one_batch()
            self._jobs.resume(self._run_id)
            self._enter(Phase.STEPPING)

    def stop(self) -> None:
        """End the run after the batch it is in; all that it has learned is kept."""
        if self.is_active and self._phase is not Phase.STOPPING:
            self._enter(Phase.STOPPING)
            self._jobs.cancel(self._run_id)

    def abandon(self) -> None:
        """End the run and forget it: its project is no longer open."""
        if self.is_active:
            self._jobs.discard(self._run_id)
            self._forget()

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            self._hand_on(event.event)
        elif isinstance(event, Finished):
            self._end(event.result)
        elif isinstance(event, Cancelled):
            # Its user has said that it may be lost.
            self._end(None)
        elif isinstance(event, Failed):
            self._end(self._last, event.error)

    def _hand_on(self, event: object) -> None:
        match event:
            case Reading() | Preparing():
                self.preparing.emit(event)
            case TrainingProgress():
                self._is_prepared = True
                self.progressed.emit(event)
            case HistogramsTaken():
                self.histograms_taken.emit(event)
            case EpochFinished():
                self._last = event.snapshot
                self._recorder.take(event)
                self.epoch_finished.emit(event)
                self._tell_checkpoint(event.snapshot)
            case CheckpointTaken():
                self._tell_checkpoint(event.snapshot)
            case Measuring():
                self._is_prepared = True
                self.measuring.emit(event.epoch)
            case Rest():
                self._take_rest()

    def _tell_checkpoint(self, trained: TrainedNetwork) -> None:
        if self._order is not None:
            run = self._recorder.run(trained)
            self.checkpointed.emit(Outcome(self._order, trained, run))

    def _take_rest(self) -> None:
        # One that comes late must not hide that the run goes on again, or ends.
        if self._phase in (Phase.STEPPING, Phase.PAUSING):
            self._enter(Phase.PAUSED)

    def _end(
        self, result: TrainedNetwork | None, error: TNStudioError | None = None
    ) -> None:
        order, recorder = self._order, self._recorder
        self._forget()
        if order is None:
            return
        trained = result if _reach(result) > _reach(order.start) else None
        run = None if trained is None else recorder.run(trained)
        self.ended.emit(Outcome(order, trained, run, error))

    def _forget(self) -> None:
        self._run_id = 0
        self._is_prepared = False
        self._order = self._last = None
        self._recorder = RunRecorder("", "")
        self._control = Control()
        self._enter(Phase.IDLE)

    def _enter(self, phase: Phase) -> None:
        self._phase = phase
        self.phase_changed.emit()


def _reach(trained: TrainedNetwork | None) -> tuple[int, int]:
    """Return how many batches and epochs a network has learned."""
    if trained is None:
        return 0, 0
    return len(trained.history.batch_losses), len(trained.history.epochs)

"""The histograms on show, counted in the background."""

from collections.abc import Generator

from PySide6.QtCore import QObject, Signal

from tnstudio.app.histograms import LayerHistograms, layer_histograms
from tnstudio.app.jobs import Finished, Happened, Job, JobEvent
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.train.moment import AFTER_BATCH, AFTER_EPOCH, NEVER, Moment


def _counting(
    trained: TrainedNetwork,
) -> Generator[None, None, tuple[LayerHistograms, ...]]:
    yield
    return layer_histograms(trained)


class Learned(QObject):
    """The newest histograms, from a run or from a trained network.

    Attributes
    ----------
    counted : Signal
        There are other histograms.
    """

    counted = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._run_id = 0
        self._of: TrainedNetwork | None = None
        self._layers: tuple[LayerHistograms, ...] = ()
        self._when = NEVER

    @property
    def layers(self) -> tuple[LayerHistograms, ...]:
        """The histograms of each layer; () while there are none."""
        return self._layers

    @property
    def when(self) -> Moment:
        """The moment they are of."""
        return self._when

    @property
    def is_counting(self) -> bool:
        """Whether a job is counting."""
        return self._run_id != 0

    def count(self, trained: TrainedNetwork) -> None:
        """Count a trained network's parameters as a job, unless that was done."""
        if trained is self._of:
            return
        self._of = trained
        if self.is_counting:
            self._jobs.cancel(self._run_id)
        job = Job(tr("Counting parameters"), lambda: _counting(trained))
        self._run_id = self._jobs.start(job, self._finish)

    def take(self, layers: tuple[LayerHistograms, ...], when: Moment) -> None:
        """Show histograms that a run has taken."""
        self._stop()
        self._tell(layers, when)

    def forget(self) -> None:
        """Show none."""
        self._stop()
        self._tell((), NEVER)

    def _finish(self, event: JobEvent) -> None:
        if event.run_id != self._run_id or isinstance(event, Happened):
            return
        self._run_id = 0
        if isinstance(event, Finished) and self._of is not None:
            self._tell(event.result, _when(self._of))

    def _stop(self) -> None:
        if self.is_counting:
            self._jobs.cancel(self._run_id)
            self._run_id = 0
        self._of = None

    def _tell(self, layers: tuple[LayerHistograms, ...], when: Moment) -> None:
        self._layers, self._when = layers, when
        self.counted.emit()


def _when(trained: TrainedNetwork) -> Moment:
    epochs, state = len(trained.history.epochs), trained.state
    if state is not None and state.batch:
        return Moment(AFTER_BATCH, state.epoch, state.batch)
    return Moment(AFTER_EPOCH, epochs) if epochs else NEVER

"""Automatic placement as a job."""

from PySide6.QtCore import QObject, Signal

from tnstudio.app.jobs import Cancelled, Failed, Finished, Happened, Job, JobEvent
from tnstudio.app.placing import placing_network
from tnstudio.model.network import Network
from tnstudio.texts import tr
from tnstudio.ui.qt_bridge import Jobs


class PlacingJob(QObject):
    """Searches for places of a design in the background, on its own snapshot.

    Attributes
    ----------
    changed : Signal
        Busy or not.
    progressed : Signal of PlacingProgress
    placed : Signal of Network, PlacedNetwork
        The design that was placed, and what came of it.
    cancelled : Signal
    failed : Signal of TNStudioError
    """

    changed = Signal()
    progressed = Signal(object)
    placed = Signal(object, object)
    cancelled = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._run_id = 0
        self._network: Network | None = None

    @property
    def is_busy(self) -> bool:
        """Whether places are being searched for."""
        return self._run_id != 0

    def start(self, network: Network, seed: int) -> None:
        """Search for places, unless that is under way."""
        if self.is_busy:
            return
        self._network = network
        job = Job(tr("Placing"), lambda: placing_network(network, seed))
        self._run_id = self._jobs.start(job, self._take)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the search."""
        if self.is_busy:
            self._jobs.cancel(self._run_id)

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            self.progressed.emit(event.event)
            return
        self._run_id = 0
        self.changed.emit()
        if isinstance(event, Finished):
            self.placed.emit(self._network, event.result)
        elif isinstance(event, Failed):
            self.failed.emit(event.error)
        elif isinstance(event, Cancelled):
            self.cancelled.emit()

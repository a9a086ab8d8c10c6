"""A measurement as a job: progress, what it finds on its way, its end."""

from PySide6.QtCore import QObject, Signal

from tnstudio.app.jobs import Cancelled, Failed, Finished, Happened, Job, JobEvent
from tnstudio.app.progress import MeasurementProgress
from tnstudio.ui.qt_bridge import Jobs


class Measuring(QObject):
    """Runs one measurement at a time in the background.

    Attributes
    ----------
    changed : Signal
        Busy or not.
    progressed : Signal of MeasurementProgress
    found : Signal of object
        Another event of the job.
    finished : Signal of object
        Its result.
    cancelled : Signal
    failed : Signal of TNStudioError
    """

    changed = Signal()
    progressed = Signal(object)
    found = Signal(object)
    finished = Signal(object)
    cancelled = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._run_id = 0

    @property
    def is_busy(self) -> bool:
        """Whether a measurement is under way."""
        return self._run_id != 0

    def start(self, job: Job) -> None:
        """Start a job, unless one is under way."""
        if not self.is_busy:
            self._run_id = self._jobs.start(job, self._take)
            self.changed.emit()

    def cancel(self) -> None:
        """Ask the job to end; `cancelled` follows."""
        if self.is_busy:
            self._jobs.cancel(self._run_id)

    def abandon(self) -> None:
        """End the job and hear no more of it."""
        if self.is_busy:
            self._jobs.cancel(self._run_id)
            self._run_id = 0
            self.changed.emit()

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            self._tell(event.event)
            return
        self._run_id = 0
        self.changed.emit()
        if isinstance(event, Finished):
            self.finished.emit(event.result)
        elif isinstance(event, Failed):
            self.failed.emit(event.error)
        elif isinstance(event, Cancelled):
            self.cancelled.emit()

    def _tell(self, event: object) -> None:
        if isinstance(event, MeasurementProgress):
            self.progressed.emit(event)
        else:
            self.found.emit(event)

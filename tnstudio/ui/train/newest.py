"""Short jobs of which only the newest wish counts."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent, Work
from tnstudio.ui.qt_bridge import Jobs


class Newest(QObject):
    """Does one job at a time; of the wishes in the meantime the last one is next.

    So views that follow a drag are drawn again and again, not after it only.

    Attributes
    ----------
    found : Signal of object
        The result of a job.
    failed : Signal of TNStudioError
    """

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._name = name
        self._run_id = 0
        self._waiting: Callable[[], Work] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self._run_id != 0

    def want(self, work: Callable[[], Work]) -> None:
        """Do this as soon as what is under way is done."""
        self._waiting = work
        self._start()

    def forget(self) -> None:
        """End the job and hear no more of it."""
        self._waiting = None
        if self.is_busy:
            self._jobs.cancel(self._run_id)
            self._run_id = 0

    def _start(self) -> None:
        if self._waiting is not None and not self.is_busy:
            work, self._waiting = self._waiting, None
            self._run_id = self._jobs.start(Job(self._name, work), self._take)

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id or isinstance(event, Happened):
            return
        self._run_id = 0
        if isinstance(event, Finished):
            self.found.emit(event.result)
        elif isinstance(event, Failed):
            self.failed.emit(event.error)
        self._start()

"""Responses computed on the worker; only the newest question is answered."""

from collections.abc import Callable, Generator

from PySide6.QtCore import QObject, Signal

from tnstudio.app.jobs import Cancelled, Failed, Finished, Job, JobEvent
from tnstudio.app.response import Response
from tnstudio.texts import tr
from tnstudio.ui.qt_bridge import Jobs

Make = Callable[[], Generator[None, None, Response]]


class LiveResponse(QObject):
    """Starts a job for each question and cancels the one before.

    Attributes
    ----------
    came : Signal
        A `Response`.
    failed : Signal
        Why there is none (a `TNStudioError`).
    """

    came = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._running = -1
        self._next: Make | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether the newest question is answered."""
        return self._running < 0

    def ask(self, make: Make) -> None:
        """Compute a response; whatever was asked before is not answered."""
        self._next = make
        if self._running >= 0:
            self._jobs.cancel(self._running)
        else:
            self._start()

    def drop(self) -> None:
        """Answer nothing that was asked before."""
        self._next = None
        if self._running >= 0:
            self._jobs.cancel(self._running)
            self._running = -1

    def _start(self) -> None:
        make, self._next = self._next, None
        if make is not None:
            self._running = self._jobs.start(Job(tr("Response"), make), self._follow)

    def _follow(self, event: JobEvent) -> None:
        is_over = isinstance(event, Finished | Failed | Cancelled)
        if not is_over or event.run_id != self._running:
            return
        self._running = -1
        if self._next is not None:
            self._start()
        elif isinstance(event, Finished):
            self.came.emit(event.result)
        elif isinstance(event, Failed):
            self.failed.emit(event.error)

"""Jobs on worker threads, their events as Qt signals.

One thread owns the numerics (two threads must not run parallel kernels at
once); others read and write files meanwhile, one for each place, because a drive that
does not answer must not keep the rest waiting. Between the steps of the jobs
a thread's event loop takes commands, so a job is cancelled after the step that it
is in.
"""

import logging
from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from tnstudio.app.jobs import (
    Cancelled,
    Failed,
    Finished,
    Happened,
    Job,
    JobEvent,
    JobQueue,
    Progress,
)

_log = logging.getLogger(__name__)


class _Worker(QObject):
    """Lives on the worker thread and turns the job queue."""

    happened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._queue = JobQueue(self.happened.emit)
        self._turning = False

    @Slot(object)
    def start(self, job: Job) -> None:
        self._queue.start(job)
        self._turn_soon()

    @Slot(int)
    def cancel(self, run_id: int) -> None:
        self._queue.cancel(run_id)

    @Slot(int)
    def resume(self, run_id: int) -> None:
        self._queue.resume(run_id)
        self._turn_soon()

    @Slot()
    def stop(self) -> None:
        self._queue.cancel_all()
        QThread.currentThread().quit()

    def _turn_soon(self) -> None:
        if not self._turning and self._queue.busy:
            self._turning = True
            QTimer.singleShot(0, self._turn)

    @Slot()
    def _turn(self) -> None:
        self._turning = False
        self._queue.advance()
        self._turn_soon()


class _WorkerThread(QObject):
    """A thread with its worker; the signals reach the worker on its thread."""

    start = Signal(object)
    cancel = Signal(int)
    resume = Signal(int)
    stop = Signal()

    def __init__(self, name: str, report: Callable[[JobEvent], None]) -> None:
        super().__init__()
        self.thread_ = QThread(self)
        self.thread_.setObjectName(name)
        self._worker = _Worker()
        self._worker.moveToThread(self.thread_)
        self.start.connect(self._worker.start)
        self.cancel.connect(self._worker.cancel)
        self.resume.connect(self._worker.resume)
        self.stop.connect(self._worker.stop)
        self._worker.happened.connect(report)
        self.thread_.start()

    def wait(self, seconds: float) -> bool:
        """Wait until the thread has ended, after `stop`; return whether it has."""
        if self.thread_.wait(int(1000 * seconds)):
            return True
        _log.error("The %s thread did not stop", self.thread_.objectName())
        return False


_STOP_SECONDS = 10.0


class Jobs(QObject):
    """The window's side: starts jobs and hands their events to handlers.

    All methods and all handlers run on the window's thread.
    """

    changed = Signal()
    """The set of running jobs has changed."""
    progressed = Signal(int)
    """A job (its run id) has told how far it is: see `progress`."""
    ended = Signal(int)
    """A job (its run id) is over, and its handler has had the final event."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handlers: dict[int, Callable[[JobEvent], None]] = {}
        self._names: dict[int, str] = {}
        self._finish: dict[int, Callable[[], None]] = {}
        self._not_at_stake: set[int] = set()
        self._progress: dict[int, Progress] = {}
        self._numerics = _WorkerThread("numerics", self._receive)
        self._files: list[_WorkerThread] = []
        self._threads: dict[int, _WorkerThread] = {}
        self._places: dict[int, str] = {}

    @property
    def names(self) -> dict[int, str]:
        """The running jobs: run id to name."""
        return dict(self._names)

    @property
    def progress(self) -> dict[int, Progress]:
        """How far the running jobs are that tell so: run id to progress."""
        return dict(self._progress)

    @property
    def at_stake(self) -> tuple[int, ...]:
        """Run ids of the jobs that users are asked about before they are closed."""
        return tuple(i for i in self._progress if i not in self._not_at_stake)

    def start(self, job: Job, handler: Callable[[JobEvent], None]) -> int:
        """Start a job; the handler gets its events, the final one last."""
        self._handlers[job.run_id] = handler
        self._names[job.run_id] = job.name
        if job.finish is not None:
            self._finish[job.run_id] = job.finish
        if not job.at_stake:
            self._not_at_stake.add(job.run_id)
        thread = self._numerics if job.needs_kernels else self._file_thread(job.place)
        self._places[job.run_id] = job.place
        self._threads[job.run_id] = thread
        thread.start.emit(job)
        self.changed.emit()
        return job.run_id

    def keeps(self, run_id: int) -> bool:
        """Tell whether what a job has done so far is kept when it is cancelled."""
        return run_id in self._finish

    def cancel(self, run_id: int) -> None:
        """Ask a job to end.

        One that can keep what it has done comes to its end by itself, with
        `Finished`, even if it rests. Others are closed: `Cancelled` follows
        unless they had ended.
        """
        finish = self._finish.get(run_id)
        if finish is None:
            self.discard(run_id)
        else:
            finish()
            self.resume(run_id)

    def discard(self, run_id: int) -> None:
        """Ask for a job to be closed, whatever it has done."""
        if run_id in self._threads:
            self._threads[run_id].cancel.emit(run_id)

    def resume(self, run_id: int) -> None:
        """Let a resting job go on."""
        if run_id in self._threads:
            self._threads[run_id].resume.emit(run_id)

    def close(self) -> bool:
        """Cancel all jobs and end the worker threads; return whether all have ended."""
        self._handlers.clear()
        threads = (self._numerics, *self._files)
        for thread in threads:
            thread.stop.emit()
        give_up = monotonic() + _STOP_SECONDS
        ended = [thread.wait(max(0.0, give_up - monotonic())) for thread in threads]
        return all(ended)

    def _file_thread(self, place: str) -> _WorkerThread:
        """Return the thread that is at a place, or one that has nothing to do."""
        for run_id, thread in self._threads.items():
            if place and self._places[run_id] == place and thread in self._files:
                return thread
        for thread in self._files:
            if thread not in self._threads.values():
                return thread
        self._files.append(_WorkerThread("files", self._receive))
        return self._files[-1]

    @Slot(object)
    def _receive(self, event: JobEvent) -> None:
        handler = self._handlers.get(event.run_id)
        is_over = isinstance(event, Finished | Cancelled | Failed)
        if isinstance(event, Finished | Cancelled | Failed):
            self._handlers.pop(event.run_id, None)
            self._names.pop(event.run_id, None)
            self._threads.pop(event.run_id, None)
            self._places.pop(event.run_id, None)
            self._finish.pop(event.run_id, None)
            self._not_at_stake.discard(event.run_id)
            self._progress.pop(event.run_id, None)
            self.changed.emit()
        elif isinstance(event.event, Progress):
            self._progress[event.run_id] = event.event
            self.progressed.emit(event.run_id)
        try:
            if handler is not None:
                handler(event)
        finally:
            # Whoever waits for the end must not wait for ever.
            if is_over:
                self.ended.emit(event.run_id)


__all__ = ["Cancelled", "Failed", "Finished", "Happened", "Job", "JobEvent", "Jobs"]

"""Long work as generators, advanced in turns on one thread.

A job is a generator of events that can be closed at each ``yield``; what it
returns is its result. The queue gives each running job one step in turn, so
that training and simulation share the one thread that may run parallel
kernels. The queue knows no threads: the window's worker, or a test, calls
`JobQueue.advance`.
"""

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol, runtime_checkable

from tnstudio.errors import TNStudioError
from tnstudio.texts import tr

_log = logging.getLogger(__name__)

Work = Generator[Any, None, Any]


@runtime_checkable
class Progress(Protocol):
    """An event of a job that is worth watching, and worth asking before it is lost."""

    @property
    def share(self) -> float:
        """How much is done, 0..1."""

    @property
    def seconds_left(self) -> float:
        """Estimated time to the end."""


@dataclass(frozen=True, slots=True)
class Rest:
    """An event after which its job gets no step until it is resumed."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A job yielded an event; a bare ``yield`` is a place to stop, and none."""

    run_id: int
    event: Any


@dataclass(frozen=True, slots=True)
class Finished:
    """A job came to its end."""

    run_id: int
    result: Any


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A job was closed at the user's wish."""

    run_id: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A job raised an error."""

    run_id: int
    error: TNStudioError


JobEvent = Happened | Finished | Cancelled | Failed

_run_ids = count(1)


@dataclass(frozen=True, slots=True)
class Job:
    """A job to be started; the generator is made on the worker.

    Attributes
    ----------
    name : str
        What users read, e.g. ``Training``.
    start : callable
        Makes the generator.
    run_id : int
        Unique in this process, so that stale events can be told apart.
    finish : callable or None
        Asks the job, from any thread, to come to its end with what it has done
        so far. None if that is of no use and the job is rather closed.
    at_stake : bool
        Whether users are asked before it is closed, once it has told its progress;
        data that are only read are not worth a question.
    needs_kernels : bool
        Whether it computes. Others, such as opening a file, do not wait for jobs
        that do.
    place : str
        What it is about, of those that do not compute: jobs of one place are done in
        turn, and wait for no others, whose disk may never answer.
    """

    name: str
    start: Callable[[], Work]
    run_id: int = field(default_factory=lambda: next(_run_ids))
    finish: Callable[[], None] | None = None
    at_stake: bool = True
    needs_kernels: bool = True
    place: str = ""


class JobQueue:
    """Advances all running jobs in turn.

    Parameters
    ----------
    report : callable
        Receives every `JobEvent`; each job ends with exactly one of
        `Finished`, `Cancelled` and `Failed`.
    """

    def __init__(self, report: Callable[[JobEvent], None]) -> None:
        self._report = report
        self._running: dict[int, Work] = {}
        self._resting: set[int] = set()

    @property
    def busy(self) -> bool:
        """Whether a call of `advance` would do anything."""
        return any(run_id not in self._resting for run_id in self._running)

    def start(self, job: Job) -> None:
        """Add a job; it takes its first step with the next `advance`."""
        self._running[job.run_id] = _work_of(job)

    def cancel(self, run_id: int) -> None:
        """Close a job; one that has ended already is left alone."""
        work = self._running.get(run_id)
        if work is None:
            return
        try:
            work.close()
        except Exception as error:  # noqa: BLE001 (the worker must live on)
            self._end(_failure(run_id, error))
        else:
            self._end(Cancelled(run_id))

    def cancel_all(self) -> None:
        """Close all jobs."""
        for run_id in tuple(self._running):
            self.cancel(run_id)

    def resume(self, run_id: int) -> None:
        """Give a job that rests its steps again."""
        self._resting.discard(run_id)

    def advance(self) -> None:
        """Give each job that does not rest one step."""
        for run_id in tuple(self._running):
            if run_id not in self._resting:
                self._step(run_id)

    def _step(self, run_id: int) -> None:
        try:
            event = next(self._running[run_id])
        except StopIteration as end:
            self._end(Finished(run_id, end.value))
        except Exception as error:  # noqa: BLE001 (the worker must live on)
            self._end(_failure(run_id, error))
        else:
            if isinstance(event, Rest):
                self._resting.add(run_id)
            if event is not None:
                self._report(Happened(run_id, event))

    def _end(self, event: Finished | Cancelled | Failed) -> None:
        del self._running[event.run_id]
        self._resting.discard(event.run_id)
        self._report(event)


def _work_of(job: Job) -> Work:
    """Start a job with its first step, so that a failing start is a failed job."""
    return (yield from job.start())


def _failure(run_id: int, error: Exception) -> Failed:
    if isinstance(error, TNStudioError):
        return Failed(run_id, error)
    # A defect of ours: the user gets a message, the log the traceback.
    _log.error("Job %d failed", run_id, exc_info=error)
    told = TNStudioError(
        tr("Internal error: {error}", error=error), "", tr("see the log")
    )
    return Failed(run_id, told)

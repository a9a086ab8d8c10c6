"""Who owns the processor's threads: we do, not BLAS.

BLAS keeps threads of its own that wait by spinning. Beside threads of ours, each
set keeps the processor from the other, and training gets twenty times slower. So
BLAS computes on the thread that calls it, which also makes sums independent of the
number of threads.
"""

import ctypes
import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache, partial
from importlib import import_module
from typing import Any

from threadpoolctl import ThreadpoolController

from tnstudio.signals import Signal

Task = Callable[[], None]


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    """Look the loaded libraries up once: NumPy's, and the kernels', of SciPy."""
    import_module("scipy.linalg.cython_blas")
    return ThreadpoolController()


def one_blas_thread() -> Any:
    """Return a context in which BLAS computes on the calling thread only."""
    return _controller().limit(limits=1, user_api="blas")


def _do_nothing() -> None:
    """Stand in for a task between two of them."""


class _Worker(threading.Thread):
    """Does one task after another; a task at a time."""

    def __init__(self) -> None:
        super().__init__(name="numerics", daemon=True)
        self._task: Task = _do_nothing
        self._tasks = 0
        self._begun, self._ended = Signal(), Signal()
        self._error: BaseException | None = None
        self.start()

    def begin(self, task: Task) -> None:
        """Have a task done; the one before must have been waited for."""
        self._task = task
        self._tasks += 1
        self._begun.raise_count()

    def wait(self) -> BaseException | None:
        """Wait for the task's end; return the error that it ended with."""
        self._ended.wait_for(self._tasks)
        error, self._error = self._error, None
        return error

    def run(self) -> None:
        """Serve for as long as the program runs."""
        number = 0
        while True:
            number += 1
            self._begun.wait_for(number)
            try:
                self._task()
            except BaseException as error:  # noqa: BLE001 - raised in `wait`'s thread
                self._error = error
            # What it holds, as the arrays of a training, must not live on.
            self._task = _do_nothing
            self._ended.raise_count()


_free_workers: list[_Worker] = []
"""Those that wait for a task; taking one and giving it back are safe anywhere."""

_most_tasks = [0]
"""How many tasks may run at the same time; 0 for all."""

if hasattr(os, "register_at_fork"):
    # A copy of the program has none of its threads.
    os.register_at_fork(after_in_child=_free_workers.clear)


def _free_worker() -> _Worker:
    try:
        return _free_workers.pop()
    except IndexError:
        return _Worker()


def side_by_side(tasks: Iterable[Task]) -> None:
    """Run tasks at the same time and wait for all; the first runs right here.

    They must spend their time in NumPy or in kernels, which let other threads
    run, and must write to different places. There should not be more of them
    than processors; of more than `limit_tasks` allows, some wait for others.
    """
    first, *others = _in_turns(list(tasks))
    here = current_processor()
    workers = [_free_worker() for _ in others]
    for worker, task in zip(workers, others, strict=True):
        worker.begin(partial(run_elsewhere, here, task))
    try:
        first()
    finally:
        errors = [worker.wait() for worker in workers]
        _free_workers.extend(workers)
    for error in errors:
        if error is not None:
            raise error


def limit_tasks(most: int) -> None:
    """Let `side_by_side` run no more tasks at the same time; 0 for all of them."""
    _most_tasks[0] = most


def _in_turns(tasks: list[Task]) -> list[Task]:
    """Return no more tasks than may run at the same time, which do all of them."""
    most = _most_tasks[0]
    if not 0 < most < len(tasks):
        return tasks
    return [partial(_one_after_another, tasks[k::most]) for k in range(most)]


def _one_after_another(tasks: Iterable[Task]) -> None:
    for task in tasks:
        task()


def run_elsewhere(processor: int | None, task: Task) -> None:
    """Run a task on any processor but this one.

    Tasks of a millisecond are too short for the scheduler of Linux to notice
    that they wait for each other: it wakes a thread where its caller runs, so
    that both share one processor while another one is idle.
    """
    if processor is not None and current_processor() == processor:
        others = os.sched_getaffinity(os.getpid()) - {processor}
        if others:
            # Some containers forbid it; then it is only slower.
            with suppress(OSError):
                os.sched_setaffinity(0, others)
    task()


def current_processor() -> int | None:
    """Return the number of the processor that runs this; None if nobody tells."""
    here = _sched_getcpu()() if hasattr(os, "sched_setaffinity") else -1
    return None if here < 0 else here


@lru_cache(maxsize=1)
def _sched_getcpu() -> Callable[[], int]:
    # So short a call would only lose time by letting other threads run.
    return getattr(ctypes.PyDLL(None), "sched_getcpu", lambda: -1)

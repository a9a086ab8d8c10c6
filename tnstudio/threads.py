"""Who owns the processor's threads: we do, not BLAS.

BLAS keeps threads of its own that wait by spinning. Beside threads of
ours, each set keeps the processor from the other, and training gets twenty
times slower. So BLAS computes on the thread that calls it, which also makes
sums independent of the number of threads.
"""

import ctypes
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib import import_module
from typing import Any

from threadpoolctl import ThreadpoolController

WORKERS = 4
"""Threads beside the caller's; more tasks at a time wait for their turn."""


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    """Look the loaded libraries up once: NumPy's, and the kernels', of SciPy."""
    import_module("scipy.linalg.cython_blas")
    return ThreadpoolController()


@lru_cache(maxsize=1)
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="numerics")


def one_blas_thread() -> Any:
    """Return a context in which BLAS computes on the calling thread only."""
    return _controller().limit(limits=1, user_api="blas")


def side_by_side(tasks: Iterable[Callable[[], None]]) -> None:
    """Run tasks at the same time and wait for all; the first runs right here.

    They must spend their time in NumPy or in kernels, which let other threads
    run, and must write to different places.
    """
    first, *others = tasks
    here = current_processor()
    waiting = [_workers().submit(run_elsewhere, here, task) for task in others]
    try:
        first()
    finally:
        for result in waiting:
            result.result()


def run_elsewhere(processor: int | None, task: Callable[[], None]) -> None:
    """Run a task on any processor but this one.

    Tasks of a millisecond are too short for the scheduler of Linux to notice
    that they wait for each other: it wakes a thread where its caller runs, so
    that both share one processor while another one is idle.
    """
    if processor is not None and current_processor() == processor:
        others = os.sched_getaffinity(os.getpid()) - {processor}
        if others:
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

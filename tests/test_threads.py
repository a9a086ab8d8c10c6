"""Tasks side by side, and BLAS on one thread."""

import gc
import os
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from tnstudio.app.numerics import using_threads
from tnstudio.jit import most_threads, thread_count
from tnstudio.threads import (
    current_processor,
    limit_tasks,
    one_blas_thread,
    run_elsewhere,
    side_by_side,
)


def blas_threads() -> set[int]:
    """Threads of NumPy's and SciPy's BLAS; other libraries may bring their own."""
    return {
        pool["num_threads"]
        for pool in threadpool_info()
        if pool["user_api"] == "blas"
        and any(name in pool["filepath"] for name in ("numpy", "scipy"))
    }


def test_that_blas_has_one_thread_within_the_context_only():
    np.dot(np.eye(2), np.eye(2))
    before = blas_threads()
    with one_blas_thread():
        assert blas_threads() == {1}
    assert blas_threads() == before


def test_that_all_tasks_are_done_and_two_run_at_the_same_time():
    done = []
    both = threading.Barrier(2, timeout=10)

    def meet(number):
        both.wait()
        done.append(number)

    side_by_side([lambda: meet(1), lambda: meet(2)])
    assert sorted(done) == [1, 2]


def test_that_many_tasks_are_all_done_again_and_again():
    done = []
    for turn in range(50):
        side_by_side([lambda k=(turn, k): done.append(k) for k in range(12)])
    assert sorted(done) == [(turn, k) for turn in range(50) for k in range(12)]


def test_that_threads_share_no_worker():
    """Tasks of several callers at a time, each counting for itself."""
    counts = np.zeros((4, 2), np.int64)

    def add(caller: int, place: int) -> None:
        counts[caller, place] += 1

    def call(caller: int) -> None:
        for _ in range(200):
            side_by_side([partial(add, caller, 0), partial(add, caller, 1)])

    callers = [threading.Thread(target=call, args=(k,)) for k in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(30)
    assert (counts == 200).all()


def test_that_tasks_within_a_task_are_done():
    done = []

    def outer() -> None:
        side_by_side([partial(done.append, 1), partial(done.append, 2)])

    side_by_side([outer, outer])
    assert sorted(done) == [1, 1, 2, 2]


@pytest.mark.parametrize("bad", [0, 1])
def test_that_an_error_of_a_task_is_raised_after_all_have_ended(bad):
    done = []

    def fail():
        raise ValueError("no")

    tasks = [lambda: done.append("other")]
    tasks.insert(bad, fail)
    with pytest.raises(ValueError, match="no"):
        side_by_side(tasks)
    assert done == ["other"]


def test_that_what_a_task_holds_is_let_go():
    """Else the arrays of a training would live until the next one."""

    class Held:
        def task(self) -> None:
            pass

        def failing(self) -> None:
            raise ValueError("no")

    for name in ("task", "failing"):
        held = Held()
        gone = weakref.ref(held)
        with suppress(ValueError):
            side_by_side([int, getattr(held, name)])
        del held
        gc.collect()
        assert gone() is None


@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="needs a system that moves threads"
)
def test_that_a_system_that_moves_no_thread_is_no_obstacle(monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError("not in this container")

    monkeypatch.setattr(os, "sched_setaffinity", refuse)
    done = []
    run_elsewhere(current_processor(), partial(done.append, 1))
    assert done == [1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_that_a_forked_program_has_workers_of_its_own():
    side_by_side([int, int])
    child = os.fork()
    if child == 0:
        # Never back into the test.
        watch = threading.Timer(10, os._exit, (1,))
        watch.start()
        side_by_side([int, int])
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2,
    reason="needs two processors, and a system that tells them apart",
)
def test_that_a_task_leaves_the_processor_of_its_caller():
    seen = []

    def note() -> None:
        seen.append(current_processor())

    with ThreadPoolExecutor(1) as worker:
        for processor in sorted(os.sched_getaffinity(0)):
            # The worker is made to run where its caller is said to be.
            worker.submit(os.sched_setaffinity, 0, {processor}).result()
            worker.submit(run_elsewhere, processor, note).result()
            assert seen[-1] != processor


@pytest.mark.parametrize("most", [1, 2, 3, 50])
def test_that_no_more_tasks_than_allowed_run_at_the_same_time(most):
    running, peaks, done, lock = [], [], [], threading.Lock()

    def task(number):
        with lock:
            running.append(number)
            peaks.append(len(running))
        np.dot(np.ones((50, 50)), np.ones((50, 50)))
        with lock:
            running.remove(number)
            done.append(number)

    limit_tasks(most)
    try:
        side_by_side([partial(task, number) for number in range(7)])
    finally:
        limit_tasks(0)
    assert sorted(done) == list(range(7))
    assert max(peaks) <= most


def test_that_kernels_use_the_threads_that_are_set():
    try:
        list(using_threads(1))
        assert thread_count() == 1
        list(using_threads(10**6))
        assert thread_count() == most_threads()
    finally:
        list(using_threads(0))
    assert thread_count() == most_threads()

"""Tasks side by side, and BLAS on one thread."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from tnstudio.threads import WORKERS, one_blas_thread, side_by_side


def blas_threads() -> set[int]:
    """Threads of NumPy's BLAS; other libraries may bring one of their own."""
    return {
        pool["num_threads"]
        for pool in threadpool_info()
        if pool["user_api"] == "blas" and "numpy" in pool["filepath"]
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


def test_that_more_tasks_than_threads_are_all_done():
    done = []
    side_by_side([lambda k=k: done.append(k) for k in range(3 * WORKERS)])
    assert sorted(done) == list(range(3 * WORKERS))


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

"""Who owns the processor's threads: the kernels, not BLAS.

NumPy's BLAS keeps threads of its own that wait by spinning. Beside the
threads of the parallel kernels, each set keeps the processor from the other,
and training gets twenty times slower. So BLAS computes on the thread that
calls it, which also makes sums independent of the number of threads.
"""

from functools import lru_cache
from typing import Any

from threadpoolctl import ThreadpoolController


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    """Look the loaded libraries up once; NumPy is among them by then."""
    return ThreadpoolController()


def one_blas_thread() -> Any:
    """Return a context in which BLAS computes on the calling thread only."""
    return _controller().limit(limits=1, user_api="blas")

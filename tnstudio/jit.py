"""The only place with numba's flags.

``cache`` keeps compiled code between starts, ``nogil`` lets the window draw
while a kernel runs. No ``fastmath``: results must not depend on how the
compiler reorders sums.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

_F = TypeVar("_F", bound=Callable[..., Any])

_FLAGS = {"cache": True, "nogil": True}

prange = numba.prange


def kernel(function: _F) -> _F:
    """Compile a function that runs on one thread."""
    compiled: _F = numba.njit(**_FLAGS)(function)
    return compiled


def parallel_kernel(function: _F) -> _F:
    """Compile a function whose ``prange`` loops run on all threads.

    Only one thread of the program may run such kernels (the default threading
    layer of numba aborts otherwise): the job worker, or the command line.
    """
    compiled: _F = numba.njit(parallel=True, **_FLAGS)(function)
    return compiled

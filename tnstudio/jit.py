"""The only place with numba's flags.

``cache`` keeps compiled code between starts, ``nogil`` lets the window draw
while a kernel runs, NumPy's ``error_model`` makes a division by zero infinite
instead of testing for it, which would keep loops from being vectorised. No
``fastmath``: results must not depend on how the compiler reorders sums.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from numbers import Number
from typing import Any, TypeVar, cast

# The threads of a parallel kernel wait for the next one by spinning. By default
# they spin so long that any other busy program (a browser is enough) slows every
# kernel ten times and more; after 1000 turns they sleep. Read once, when numba
# starts its threads.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

import numba

_F = TypeVar("_F", bound=Callable[..., Any])

_PACKAGE = "tnstudio."

prange = numba.prange

INTERPRETED: bool = bool(getattr(numba.config, "DISABLE_JIT", 0))
"""Whether kernels run as plain Python (``NUMBA_DISABLE_JIT=1``)."""


def kernel(function: _F) -> _F:
    """Compile a function that runs on one thread."""
    return _compile(function)


def inner_kernel(function: _F) -> _F:
    """Compile a function that other kernels call again and again.

    It is built into its callers, and does not count references to arrays,
    which would cost as much as the work itself and make threads wait for each
    other: it must not create an array, only use its arguments and views of
    them.
    """
    return _compile(function, forceinline=True, _nrt=False)


def parallel_kernel(function: _F) -> _F:
    """Compile a function whose ``prange`` loops run on all threads.

    Only one thread of the program may run such kernels (the default threading
    layer of numba aborts otherwise): the job worker, or the command line.
    """
    return _compile(function, parallel=True)


def thread_count() -> int:
    """Return how many threads work on a parallel kernel."""
    count: int = numba.get_num_threads()
    return count


def most_threads() -> int:
    """Return how many threads parallel kernels may use."""
    return int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]


def use_threads(count: int) -> None:
    """Let parallel kernels that this thread starts use so many threads.

    Parameters
    ----------
    count : int
        Of more than `most_threads`, these are used; 0 for all of them.
    """
    numba.set_num_threads(min(count, most_threads()) or most_threads())


@contextmanager
def threads_in_use(count: int) -> Iterator[None]:
    """Let parallel kernels use so many threads, at most `most_threads`."""
    before = numba.get_num_threads()
    numba.set_num_threads(count)
    try:
        yield
    finally:
        numba.set_num_threads(before)


def is_kept(function: Callable[..., Any]) -> bool:
    """Tell whether a kernel was compiled before, so that it is only to be loaded."""
    if INTERPRETED:
        return True
    compiled: Any = function
    index = getattr(compiled._cache, "_cache_file", None)  # noqa: SLF001
    return index is not None and bool(index._load_index())  # noqa: SLF001


def _compile(function: _F, **options: Any) -> _F:
    try:
        return _njit(function, cache=True, **options)
    except RuntimeError:
        # No folder may be written to: compile again at every start.
        return _njit(function, cache=False, **options)


def _njit(function: _F, **options: Any) -> _F:
    compiled = numba.njit(nogil=True, error_model="numpy", **options)(function)
    if options["cache"] and not INTERPRETED:
        cache = compiled._cache  # noqa: SLF001
        # For numba only the function's own file tells whether code is stale.
        cache._cache_file._source_stamp = source_stamp(function)  # noqa: SLF001
        cache.load_overload = partial(_load, cache, cache.load_overload)
    return cast("_F", compiled)


def _load(cache: Any, load: Callable[..., Any], *request: Any) -> Any:
    """Load compiled code; None, as for code that is not there, if it is foreign."""
    try:
        return load(*request)
    except (AttributeError, ImportError):
        # Its arguments are of a class that this version has no more.
        cache.flush()
        return None


def source_stamp(function: Callable[..., Any]) -> tuple[Any, ...]:
    """Return what changes when the code that a kernel is compiled to may change.

    Beside its own file that is everything built into it: the kernels that it
    calls, theirs in turn, the numbers that it takes from its module, and the
    fields of its arguments.
    """
    parts: list[Any] = [_file_stamp(function.__module__)]
    known = function.__globals__
    used: dict[str, Any] = {
        name: known.get(name) for name in function.__code__.co_names
    }
    used |= function.__annotations__
    for name, value in sorted(used.items(), key=lambda item: item[0]):
        if isinstance(value, Number):
            parts.append((name, repr(value)))
        elif hasattr(value, "py_func"):
            parts.append((name, source_stamp(value.py_func)))
        elif str(getattr(value, "__module__", "")).startswith(_PACKAGE):
            parts.append((name, _file_stamp(value.__module__)))
    return tuple(parts)


@cache
def _file_stamp(module: str) -> tuple[int, int]:
    """Return time and size of a module's file."""
    file = os.stat(cast("str", sys.modules[module].__file__))
    return file.st_mtime_ns, file.st_size

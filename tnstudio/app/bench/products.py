"""Matrix products of training, watched from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.training import groups

Array = npt.NDArray[Any]


class ProductWatch:
    """Counts and times the matrix products of all threads."""

    def __init__(self) -> None:
        # Appending is safe from any thread.
        self._products: list[tuple[int, float]] = []

    @property
    def operations(self) -> int:
        """Floating point operations so far; multiply and add are two."""
        return sum(operations for operations, _ in self._products)

    @property
    def seconds(self) -> float:
        """Time spent so far, added up over the threads."""
        return sum(seconds for _, seconds in self._products)

    def matmul(self, left: Array, right: Array, out: Array) -> Array:
        """Do what NumPy's ``matmul`` does, and note what it took."""
        started = perf_counter()
        np.matmul(left, right, out=out)
        seconds = perf_counter() - started
        self._products.append((2 * out.size * left.shape[-1], seconds))
        return out


class _WatchedNumPy:
    """NumPy, but for the watched product."""

    def __init__(self, watch: ProductWatch) -> None:
        self.matmul = watch.matmul

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)


@contextmanager
def watched_products() -> Iterator[ProductWatch]:
    """Watch the products of training while the context lasts.

    Only the module that computes them sees another ``np``; it costs below a
    microsecond for each product.
    """
    watch = ProductWatch()
    names = vars(groups)
    names["np"] = _WatchedNumPy(watch)
    try:
        yield watch
    finally:
        names["np"] = np

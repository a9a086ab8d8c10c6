"""One thread waits for another one, awake for a moment and then asleep.

To wake a thread that sleeps takes as long as a twentieth of a training batch,
and each batch waits some times. So a thread looks again and again, without
keeping others from Python, before it goes to sleep.
"""

from queue import SimpleQueue
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types
from numba.extending import intrinsic

from tnstudio.jit import INTERPRETED, kernel

LOOKS = 1 if INTERPRETED else 600_000
"""How often a thread looks before it sleeps: a third of a millisecond or so."""

Count = npt.NDArray[np.int64]


class Signal:
    """A count that one thread raises and another one waits for."""

    def __init__(self) -> None:
        self._count = np.zeros(1, np.int64)
        self._sleeps = False
        self._bell: SimpleQueue[None] = SimpleQueue()

    def raise_count(self) -> None:
        """Raise the count by 1."""
        self._count[0] += 1
        if self._sleeps:
            self._bell.put(None)

    def wait_for(self, least: int) -> None:
        """Wait until the count is this, or more."""
        while not _reached(self._count, least, LOOKS):
            self._sleeps = True
            # Whoever raised it before that line has not rung the bell.
            if self._count[0] < least:
                self._bell.get()
            self._sleeps = False


def _count_in_python(count: Count) -> int:
    return int(count[0])


@intrinsic
def _count_in_llvm(_: Any, count: Any) -> Any:
    """Read a count from memory anew, which the compiler would do once only."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        return builder.load_atomic(data, "acquire", 8)

    return types.int64(count), generate


_count_now: Any = _count_in_python if INTERPRETED else _count_in_llvm


@kernel
def _reached(count: Count, least: int, looks: int) -> bool:
    """Tell whether a count is reached before one has looked so often."""
    for _ in range(looks):  # noqa: SIM110 - kernels have no generators
        if _count_now(count) >= least:
            return True
    return False

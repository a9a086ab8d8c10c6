"""What is found out about a core once, and known for as long as it lives.

An edit makes one core anew, and a chip has thousands: what depends on a core's
own arrays alone need not be found again for all the others.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from tnstudio.model.circuit import FreeCore

_Found = TypeVar("_Found")


def once_per_core(find: Callable[[FreeCore], _Found]) -> Callable[[FreeCore], _Found]:
    """Let a function of one core remember its answers; it must not return None."""
    known: WeakKeyDictionary[FreeCore, _Found] = WeakKeyDictionary()

    @wraps(find)
    def found(core: FreeCore) -> _Found:
        answer = known.get(core)
        if answer is None:
            answer = known[core] = find(core)
        return answer

    return found

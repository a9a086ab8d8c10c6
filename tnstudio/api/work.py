"""Work in steps, read to its end."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from tnstudio.errors import TNStudioError

_Result = TypeVar("_Result")

Progress = Callable[[float], object]
"""Is told how much is done, 0..1."""


def last_of(
    events: Iterable[Any], kind: type[_Result], progress: Progress | None = None
) -> _Result:
    """Return the last event, which is the result; tell how far it is meanwhile.

    Raises
    ------
    TNStudioError
        If there was none.
    """
    result = None
    for event in events:
        if isinstance(event, kind):
            result = event
        elif progress is not None:
            share = _share(event)
            if share is not None:
                progress(share)
    if result is None:
        raise TNStudioError("Nothing was measured")
    if progress is not None:
        progress(1.0)
    return result


def _share(event: Any) -> float | None:
    """Return how much is done, if an event tells."""
    if hasattr(event, "share"):
        return float(event.share)
    if hasattr(event, "done"):
        return float(event.done / max(1, event.total))
    return None

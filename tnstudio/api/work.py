"""Work in steps, read to its end; arguments that are of another kind."""

from collections.abc import Callable, Iterable
from numbers import Integral, Real
from os import PathLike
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


_WORDS: dict[type, str] = {
    Integral: "whole number",
    Real: "number",
    str: "text",
    PathLike: "path",
}


def require_kind(value: object, kinds: tuple[type, ...], place: str) -> None:
    """Refuse an argument of a kind that is not meant.

    Raises
    ------
    TNStudioError
        Naming the kind that it is, and those that are meant.
    """
    if not isinstance(value, kinds):
        wanted = " or ".join(_WORDS.get(kind, kind.__name__) for kind in kinds)
        raise TNStudioError(
            f"This is of the kind {type(value).__name__}", place, f"give a {wanted}"
        )


def _share(event: Any) -> float | None:
    """Return how much is done, if an event tells."""
    if hasattr(event, "share"):
        return float(event.share)
    if hasattr(event, "done"):
        return float(event.done / max(1, event.total))
    return None

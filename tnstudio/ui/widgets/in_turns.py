"""Making in turns what takes too long to be made in one."""

from collections import deque
from collections.abc import Iterator
from typing import Protocol, runtime_checkable

Making = Iterator[None]
"""Makes one part of a widget in each step."""


@runtime_checkable
class MadeInTurns(Protocol):
    """A widget that may be made step by step.

    Attributes
    ----------
    making : iterator
        Makes the rest of it. Nobody may use or show the widget before its end.
    """

    making: Making


def finish(making: Making) -> None:
    """Make all that is left."""
    deque(making, maxlen=0)

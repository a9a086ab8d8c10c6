"""How far the reading of a data set is."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar

_Result = TypeVar("_Result")

LARGEST = 4 * 2**30
"""Most bytes of pixels that a part of a data set may have."""


@dataclass(frozen=True, slots=True)
class ImagesRead:
    """Some images have been read; here a reading can be left.

    Attributes
    ----------
    done, total : int
        Images of this part of the data set.
    """

    done: int
    total: int


Reading = Generator[ImagesRead, None, _Result]
"""Reads images in small steps and returns what was read."""


def finished(reading: Generator[Any, None, _Result]) -> _Result:
    """Read to the end at once, whatever it yields; return what was read."""
    while True:
        try:
            next(reading)
        except StopIteration as end:
            result: _Result = end.value
            return result

"""Whether there is memory for a project: asked before HDF5 needs it.

HDF5 cannot say that it lacks memory: what it reads seems damaged then, and a file
in memory that cannot grow crashes the program when it is closed.
"""

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from tnstudio.texts import tr

ROOM = 2**25
"""More than HDF5 takes beside the values, and than a chunk of them."""


def is_short_of(size: int = ROOM) -> bool:
    """Tell whether the system would refuse so many bytes now."""
    try:
        require(size)
    except MemoryError:
        return True
    return False


def content_bytes(value: Any) -> int:
    """Return how many bytes the arrays of a value have, e.g. of a project."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, tuple):
        return sum(map(content_bytes, value))
    if is_dataclass(value):
        return sum(content_bytes(getattr(value, f.name)) for f in fields(value))
    return 0


def require(size: int) -> None:
    """Make sure that the system would give so many bytes now.

    Raises
    ------
    MemoryError
        If it would not.
    """
    np.empty(size, np.uint8)


def megabytes(size: int) -> str:
    """Return a size for people."""
    return tr("{number:,.0f} MB", number=max(1.0, size / 1e6))

"""Memory for tables that are read and written all over, at every tick."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

PAGE = 2**21
"""Bytes of a large page. NumPy asks Linux for large pages for large arrays; only
whole ones between their first and last byte become such, hence the alignment.
A full chip's tick takes a fifth less time with them."""


def large_zeros(shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return zeros; those of a page or more begin with a page."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size < PAGE:
        return np.zeros(shape, dtype)
    # NumPy asks for large pages from 4 MB on only.
    octets = np.empty(size + 2 * PAGE, np.uint8)
    first = -octets.ctypes.data % PAGE
    zeros = octets[first : first + size].view(dtype).reshape(shape)
    zeros[...] = 0
    return zeros

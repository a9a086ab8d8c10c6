"""HDF5 files whose large arrays are written without HDF5.

HDF5 lets no other thread work with it while it waits for a disk, and crashes when
it closes a file that it cannot write. So it only sketches the file, in memory: all
but the values of the large arrays, which have their place in it and are put there
like any bytes.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.storage import schema


@dataclass(frozen=True, slots=True)
class Sketch:
    """A file without the values of some arrays.

    Attributes
    ----------
    size : int
        Of the whole file, in bytes.
    pieces : tuple of (int, bytes)
        What is where in the file, in the order in which it is to be written.
    places : tuple of int
        Where in the file the values of each array begin.
    """

    size: int
    pieces: tuple[tuple[int, bytes], ...]
    places: tuple[int, ...]


def sketched(lay_out: Callable[[h5py.File], Iterable[h5py.Dataset]]) -> Sketch:
    """Make a file but for the arrays that `lay_out` made by `later` and returns."""
    memory = _SparseFile()
    with h5py.File(memory, "w", libver=schema.LIBRARY_VERSIONS) as file:
        # An array without values has no place, and needs none.
        places = tuple(int(array.id.get_offset() or 0) for array in lay_out(file))
    return Sketch(memory.size, tuple(memory.pieces), places)


def later(
    group: h5py.Group, name: str, dtype: npt.DTypeLike, shape: Sequence[int]
) -> h5py.Dataset:
    """Make an array that has its place in the file, and its values later."""
    settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    settings.set_layout(h5py.h5d.CONTIGUOUS)
    settings.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    settings.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
    kind = h5py.h5t.py_create(np.dtype(dtype))
    space = h5py.h5s.create_simple(tuple(shape))
    made = h5py.h5d.create(group.id, name.encode(), kind, space, settings)
    return h5py.Dataset(made)


class _SparseFile(io.RawIOBase):
    """A file in memory that holds only what was written; all else is zeros."""

    def __init__(self) -> None:
        self.pieces: list[tuple[int, bytes]] = []
        self._place = self.size = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}
        self._place = start[whence] + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.pieces.append((self._place, piece))
        self._place += len(piece)
        self.size = max(self.size, self._place)
        return len(piece)

    def readinto(self, buffer: Any) -> int:
        first, found = self._place, bytearray(len(buffer))
        for place, piece in self.pieces:
            low = max(first, place)
            high = min(first + len(found), place + len(piece))
            if low < high:
                found[low - first : high - first] = piece[low - place : high - place]
        buffer[:] = found
        self._place += len(found)
        return len(found)

    def truncate(self, size: int | None = None) -> int:
        self.size = self._place if size is None else size
        return self.size

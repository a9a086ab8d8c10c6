"""Arrays of an HDF5 file with images, read a piece at a time.

The file may come from anybody: links to other places are not followed, and an
array whose stored bytes cannot be what it claims is refused before it is read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.storage.heap_texts import Heap, heap_texts
from tnstudio.storage.schema import SIGNATURE
from tnstudio.texts import marked, tr

__all__ = ["SIGNATURE", "Hdf5Arrays", "hdf5_arrays"]

_MOST_MEMBERS = 1000
"""Of a group: more are not looked at."""
_MOST_TEXTS = 10_000
_MOST_TEXT_BYTES = 4096
_MOST_CHUNK_BYTES = 2**28
_MOST_DEFLATION = 1032
"""No byte of deflated data stands for more bytes than this (zlib's limit)."""
_FILTERS = frozenset(
    {
        h5py.h5z.FILTER_DEFLATE,
        h5py.h5z.FILTER_SHUFFLE,
        h5py.h5z.FILTER_FLETCHER32,
        h5py.h5z.FILTER_LZF,
    }
)
_DAMAGE = (OSError, RuntimeError, LookupError, ValueError, TypeError)
"""What h5py raises for files with damaged parts."""
_NEW_COPY = marked("write the file anew")


@dataclass(frozen=True, slots=True)
class _NumberArray:
    """An array of the file, its values still unread."""

    place: str
    _dataset: Any

    @property
    def dtype(self) -> np.dtype[Any]:
        found: np.dtype[Any] = self._dataset.dtype
        return found

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(map(int, self._dataset.shape))

    def blocks(self, rows: int) -> Iterator[npt.NDArray[Any]]:
        chunk = self._dataset.chunks
        # A chunk that two blocks share would be unpacked twice.
        step = -(-rows // chunk[0]) * chunk[0] if chunk else rows
        for first in range(0, self.shape[0], step):
            with _damage_told(self.place):
                block = self._dataset[first : first + step]
            yield block


@dataclass(frozen=True, slots=True)
class _TextArray:
    """Texts of any length, read already."""

    values: npt.NDArray[np.str_]

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.values.dtype

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    def blocks(self, rows: int) -> Iterator[npt.NDArray[Any]]:
        for first in range(0, len(self.values), rows):
            yield self.values[first : first + rows]


@dataclass(frozen=True, slots=True)
class Hdf5Arrays:
    """An open HDF5 file as named arrays: those at its root and one group below.

    Attributes
    ----------
    place : str
        Path of the file.
    """

    place: str
    _file: h5py.File

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of the arrays, without the first ``/``."""
        with _damage_told(self.place):
            return tuple(_names(self._file, depth=2))

    def array(self, name: str) -> _NumberArray | _TextArray:
        """Look an array up.

        Raises
        ------
        TNStudioError
            If its stored bytes cannot be what it claims.
        """
        place = f"{self.place}:{name}"
        with _damage_told(place):
            dataset = self._file[name]
            if dataset.shape is None:
                raise TNStudioError(tr("The array has no values"), place, tr(_NEW_COPY))
            if h5py.check_string_dtype(dataset.dtype) and dataset.ndim == 1:
                return _TextArray(_texts(dataset, place))
            if not dataset.dtype.hasobject:
                problem = foreign_storage_problem(dataset)
                if problem is not None:
                    raise TNStudioError(problem, place, tr(_NEW_COPY))
        return _NumberArray(place, dataset)


@contextmanager
def hdf5_arrays(path: Path) -> Iterator[Hdf5Arrays]:
    """Open an HDF5 file of arrays, for reading only.

    Raises
    ------
    TNStudioError
        If it cannot be read or is damaged.
    """
    place = str(path)
    with _damage_told(place):
        file = h5py.File(path, "r")
    with file:
        yield Hdf5Arrays(place, file)


def _names(group: Any, depth: int) -> Iterator[str]:
    for name in islice(group, _MOST_MEMBERS):
        # The link before the thing: no other file is ever opened.
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            continue
        member = group[name]
        if isinstance(member, h5py.Dataset):
            yield name
        elif isinstance(member, h5py.Group) and depth > 1:
            yield from (f"{name}/{below}" for below in _names(member, depth - 1))


def _texts(dataset: Any, place: str) -> npt.NDArray[np.str_]:
    if dataset.shape[0] > _MOST_TEXTS:
        raise TNStudioError(
            tr("The list has {number} texts", number=dataset.shape[0]),
            place,
            tr("at most {most}", most=_MOST_TEXTS),
        )
    if dataset.chunks is None and dataset.dtype.kind == "O":
        # Not through the library, which can hang in damaged ones.
        with Path(dataset.file.filename).open("rb") as raw:
            texts = heap_texts(dataset, _MOST_TEXT_BYTES, Heap(raw))
    else:
        texts = [_short_text(dataset[k], k, place) for k in range(dataset.shape[0])]
    return np.array([text.decode(errors="replace") for text in texts], np.str_)


def _short_text(text: bytes | str, number: int, place: str) -> bytes:
    data = text if isinstance(text, bytes) else str(text).encode()
    if len(data) > _MOST_TEXT_BYTES:
        raise TNStudioError(
            tr("Text {number} is of {size} bytes", number=number, size=len(data)),
            place,
            tr("at most {most}", most=_MOST_TEXT_BYTES),
        )
    return data


def foreign_storage_problem(dataset: Any) -> str | None:
    """Tell why an array's bytes cannot be what they claim, before reading them."""
    if dataset.external or dataset.is_virtual:
        return tr("The values are in another file")
    size, stored = int(dataset.nbytes), int(dataset.id.get_storage_size())
    if dataset.chunks is None:
        return None if stored >= size else tr("Values are missing")
    settings = dataset.id.get_create_plist()
    filters = {settings.get_filter(k)[0] for k in range(settings.get_nfilters())}
    if not filters <= _FILTERS:
        return tr("The values are packed in a way that this program does not know")
    chunk = int(np.prod(dataset.chunks, dtype=np.float64)) * dataset.dtype.itemsize
    if chunk > _MOST_CHUNK_BYTES:
        return tr(
            "A chunk takes {chunk:,} bytes, more than {most:,}",
            chunk=chunk,
            most=_MOST_CHUNK_BYTES,
        )
    chunks = 1
    for side, length in zip(dataset.shape, dataset.chunks, strict=True):
        chunks *= -(-side // length)
    if int(dataset.id.get_num_chunks()) < chunks or size > _MOST_DEFLATION * stored:
        return tr("Values are missing")
    return None


@contextmanager
def _damage_told(place: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise TNStudioError(
            tr("There is no such file"), place, tr("check the name")
        ) from error
    except _DAMAGE as error:
        raise TNStudioError(
            tr("The file cannot be read: {error}", error=error), place, tr(_NEW_COPY)
        ) from error

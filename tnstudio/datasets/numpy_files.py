"""NumPy's files, ``.npz`` and folders of ``.npy``, read a piece at a time.

Nothing is unpickled, and nothing is taken for what its header claims before
the bytes are there.

Source: NumPy, "numpy.lib.format", versions 1.0 and 2.0.
"""

import os
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy_format

from tnstudio.errors import TNStudioError
from tnstudio.texts import marked, tr

SUFFIX = ".npy"
NPY_SIGNATURE = b"\x93NUMPY"
ZIP_SIGNATURE = b"PK\x03\x04"

_MOST_INFLATION = 1032
"""No deflate stream is this many times smaller than its data (zlib manual)."""
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MOST_TOGETHER = 4 * 2**30
"""Most bytes of an array in Fortran order, which is not read in pieces."""
_NEW_COPY = marked("write the file anew")
_READERS = {
    (1, 0): npy_format.read_array_header_1_0,
    (2, 0): npy_format.read_array_header_2_0,
}

# A header is a Python literal: reading a damaged one fails in as many ways.
_ODD_HEADER = (
    tokenize.TokenError,
    AttributeError,
    LookupError,
    MemoryError,
    TypeError,
)

_DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy and zipfile raise for files that are damaged."""

_Open = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class NpyArray:
    """An array of a ``.npy`` file or of a member of an ``.npz`` file.

    Attributes
    ----------
    place : str
        Where it is, for errors.
    dtype : dtype
    shape : tuple of int
    in_columns : bool
        Whether the first axis is the fastest, as in Fortran.
    """

    place: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    in_columns: bool
    _open: _Open

    def blocks(self, rows: int) -> Iterator[npt.NDArray[Any]]:
        """Yield so many entries of the first axis at a time, the last fewer.

        Raises
        ------
        TNStudioError
            If the file is cut off or damaged.
        """
        with _damage_told(self.place), self._open() as stream:
            _header(stream)
            if self.in_columns:
                whole = self._read(stream, prod(self.shape))
                turned = whole.reshape(self.shape[::-1]).T
                for first in range(0, self.shape[0], rows):
                    yield np.ascontiguousarray(turned[first : first + rows])
                return
            row = prod(self.shape[1:])
            for first in range(0, self.shape[0], rows):
                count = min(rows, self.shape[0] - first)
                values = self._read(stream, count * row)
                yield values.reshape(count, *self.shape[1:])

    def _read(self, stream: IO[bytes], count: int) -> npt.NDArray[Any]:
        wanted = count * self.dtype.itemsize
        data = stream.read(wanted)
        if len(data) < wanted:
            raise TNStudioError(tr("The values are cut off"), self.place, tr(_NEW_COPY))
        return np.frombuffer(data, self.dtype)


@dataclass(frozen=True, slots=True)
class NpyFolder:
    """The ``.npy`` files of a folder as named arrays."""

    folder: Path

    @property
    def place(self) -> str:
        """Path of the folder."""
        return str(self.folder)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files without their ending."""
        return tuple(path.stem for path in npy_files(self.folder))

    def array(self, name: str) -> NpyArray:
        """Read the header of a file.

        Raises
        ------
        TNStudioError
            If it is damaged, or claims more than the file has.
        """
        path = next(p for p in npy_files(self.folder) if p.stem == name)
        place = str(path)
        with _damage_told(place):
            size = path.stat().st_size
            return _array(place, lambda: path.open("rb"), size)


def npy_files(folder: Path) -> list[Path]:
    """Return the ``.npy`` files of a folder."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() == SUFFIX
        and not path.name.startswith(".")
        and path.is_file()
    )


@dataclass(frozen=True, slots=True)
class NpzFile:
    """An open ``.npz`` file as named arrays."""

    place: str
    _zip: zipfile.ZipFile

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members without their ending."""
        members = self._zip.namelist()
        return tuple(m.removesuffix(SUFFIX) for m in members if m.endswith(SUFFIX))

    def array(self, name: str) -> NpyArray:
        """Read the header of a member.

        Raises
        ------
        TNStudioError
            If it is damaged, or claims more than its bytes can unpack to.
        """
        place = f"{self.place}:{name}"
        with _damage_told(place):
            member = self._zip.getinfo(name + SUFFIX)
            if member.compress_type not in _PACKINGS or member.flag_bits & 1:
                raise TNStudioError(
                    tr("The array is packed in a way that this program does not know"),
                    place,
                    tr("write it with numpy.savez or numpy.savez_compressed"),
                )
            most = member.compress_size * _MOST_INFLATION
            size = min(member.file_size, most)
            return _array(place, lambda: self._zip.open(member), size)


@contextmanager
def npz_file(path: Path) -> Iterator[NpzFile]:
    """Open an ``.npz`` file.

    Raises
    ------
    TNStudioError
        If it is no such file, or damaged.
    """
    place = str(path)
    with _damage_told(place):
        archive = zipfile.ZipFile(path)
    with archive:
        yield NpzFile(place, archive)


def _array(place: str, opened: _Open, size: int) -> NpyArray:
    """Return an array of a stream of at most so many bytes."""
    with opened() as stream:
        shape, in_columns, dtype = _header(stream)
        start = stream.tell()
    array = NpyArray(place, dtype, shape, in_columns, opened)
    if dtype.hasobject:
        return array
    claimed = prod(shape) * dtype.itemsize
    if start + claimed > size:
        raise TNStudioError(
            tr(
                "The header claims {claimed:,} bytes of values; there are {found:,}",
                claimed=claimed,
                found=max(0, size - start),
            ),
            place,
            tr(_NEW_COPY),
        )
    if in_columns and claimed > _MOST_TOGETHER:
        raise TNStudioError(
            tr(
                "The array takes {claimed:,} bytes and is in Fortran order",
                claimed=claimed,
            ),
            place,
            tr("write numpy.ascontiguousarray of it"),
        )
    return array


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = npy_format.read_magic(stream)
    if version not in _READERS:
        raise ValueError(
            tr(
                "version {major}.{minor} of the format",
                major=version[0],
                minor=version[1],
            )
        )
    try:
        shape, in_columns, dtype = _READERS[version](stream)
    except _ODD_HEADER as error:
        raise ValueError(tr("the header cannot be read")) from error
    if any(side < 0 for side in shape):
        raise ValueError(tr("the shape is {shape}", shape=shape))
    # With one axis or none both orders are the same.
    return shape, in_columns and len(shape) > 1, dtype


@contextmanager
def _damage_told(place: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise TNStudioError(
            tr("There is no such file"), place, tr("check the name")
        ) from error
    except PermissionError as error:
        reason = os.strerror(error.errno or 0)
        raise TNStudioError(
            tr("The file cannot be read: {reason}", reason=reason), place
        ) from error
    except _DAMAGE as error:
        raise TNStudioError(
            tr("The file is damaged, or none of NumPy's: {error}", error=error),
            place,
            tr(_NEW_COPY),
        ) from error

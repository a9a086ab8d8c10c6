"""Columns as a NumPy archive (.npz), written piece by piece.

How many rows there will be is known at the end only, and an array tells it at its
beginning. So each column goes to a nameless file of its own at first.
"""

import io
import math
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from tnstudio.storage.atomic import replacing_by
from tnstudio.storage.disk_room import explained

_COPIED_BYTES = 2**24
"""Copied at once into the archive: some 10 ms."""


@dataclass(frozen=True, slots=True)
class ArraySpec:
    """An array that grows along its first axis.

    Attributes
    ----------
    name : str
    dtype : data-type
    row : tuple of int
        The shape without the first axis.
    """

    name: str
    dtype: npt.DTypeLike
    row: tuple[int, ...] = ()


class NpzColumns:
    """An archive that is being written; `npz_columns` makes it."""

    def __init__(
        self,
        path: Path,
        target: Path,
        specs: Sequence[ArraySpec],
        spools: Sequence[IO[bytes]],
        constants: Mapping[str, npt.NDArray[Any]],
    ) -> None:
        self._path, self._target = path, target
        self._specs, self._spools = specs, spools
        self._constants = constants
        self._rows = 0

    def append(self, *columns: npt.NDArray[Any]) -> None:
        """Add rows, as many to each column.

        Raises
        ------
        TNStudioError
            If the disk does not take them.
        """
        for spec, spool, column in zip(self._specs, self._spools, columns, strict=True):
            self._write(spool, np.ascontiguousarray(column, spec.dtype).data)
        self._rows += len(columns[0])

    def finishing(self) -> Iterator[None]:
        """Put the archive together, a piece at a time.

        Raises
        ------
        TNStudioError
            If the disk does not take it.
        """
        try:
            with zipfile.ZipFile(self._target, "w", allowZip64=True) as archive:
                for name, values in self._constants.items():
                    with archive.open(f"{name}.npy", "w") as member:
                        np.lib.format.write_array(member, values, allow_pickle=False)
                for spec, spool in zip(self._specs, self._spools, strict=True):
                    with archive.open(f"{spec.name}.npy", "w", force_zip64=True) as to:
                        to.write(_header(spec, self._rows))
                        for piece in _pieces(spool):
                            to.write(piece)
                            yield
        except OSError as error:
            raise explained(error, self._path) from error

    def _write(self, spool: IO[bytes], data: memoryview) -> None:
        try:
            spool.write(data)
        except OSError as error:
            raise explained(error, self._path) from error


@contextmanager
def npz_columns(
    path: Path,
    specs: Sequence[ArraySpec],
    constants: Mapping[str, npt.NDArray[Any]],
) -> Iterator[NpzColumns]:
    """Write an archive; it takes its place when the block ends, whole or not at all.

    Until then it takes twice its room on the disk. `NpzColumns.finishing` must have
    been gone through.

    Parameters
    ----------
    path : Path
    specs : sequence of ArraySpec
        The arrays that grow.
    constants : mapping of str to array
        The others.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    with replacing_by(path) as target, ExitStack() as stack:
        try:
            spools = [
                stack.enter_context(tempfile.TemporaryFile(dir=target.parent))
                for _ in specs
            ]
        except OSError as error:
            raise explained(error, path) from error
        yield NpzColumns(path, target, specs, spools, constants)


def _header(spec: ArraySpec, rows: int) -> bytes:
    """Return what an array's file begins with."""
    with io.BytesIO() as buffer:
        head = {
            "descr": np.lib.format.dtype_to_descr(np.dtype(spec.dtype)),
            "fortran_order": False,
            "shape": (rows, *spec.row),
        }
        np.lib.format.write_array_header_1_0(buffer, head)
        return buffer.getvalue()


def _pieces(spool: IO[bytes]) -> Iterator[bytes]:
    spool.seek(0)
    while piece := spool.read(_COPIED_BYTES):
        yield piece


def row_bytes(specs: Sequence[ArraySpec]) -> int:
    """Return how many bytes a row of all arrays takes."""
    return sum(np.dtype(spec.dtype).itemsize * math.prod(spec.row) for spec in specs)

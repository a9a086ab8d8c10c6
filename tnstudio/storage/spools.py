"""Columns that grow, each in a nameless file of its own.

How many rows there will be is known at the end only, and formats tell it at their
beginning: so rows wait here until they can be put where they belong.
"""

import math
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from tnstudio.storage.disk_room import explained

_COPIED_BYTES = 2**24
"""Read at once: some 10 ms."""


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


class Spools:
    """The rows that there are by now; `spools` makes it.

    Parameters
    ----------
    path : Path
        What users call the file that the rows are for.
    """

    def __init__(
        self, path: Path, specs: Sequence[ArraySpec], files: Sequence[IO[bytes]]
    ) -> None:
        self._path, self._files = path, files
        self.specs = specs
        self.rows = 0

    def append(self, *columns: npt.NDArray[Any]) -> None:
        """Add rows, as many to each column.

        Raises
        ------
        TNStudioError
            If the disk does not take them.
        """
        for spec, file, column in zip(self.specs, self._files, columns, strict=True):
            try:
                file.write(np.ascontiguousarray(column, spec.dtype).data)
            except OSError as error:
                raise explained(error, self._path) from error
        self.rows += len(columns[0])

    def pieces(self, number: int) -> Iterator[bytes]:
        """Read the values of a column, a piece at a time.

        Raises
        ------
        OSError
            If the disk does not give them.
        """
        file = self._files[number]
        file.seek(0)
        while piece := file.read(_COPIED_BYTES):
            yield piece


@contextmanager
def spools(path: Path, folder: Path, specs: Sequence[ArraySpec]) -> Iterator[Spools]:
    """Keep rows for a file in another one for each column, until the block ends.

    Parameters
    ----------
    path : Path
        What users call the file.
    folder : Path
        Where there is room.
    specs : sequence of ArraySpec

    Raises
    ------
    TNStudioError
        If there can be no such files.
    """
    with ExitStack() as stack:
        try:
            files = [
                stack.enter_context(tempfile.TemporaryFile(dir=folder)) for _ in specs
            ]
        except OSError as error:
            raise explained(error, path) from error
        yield Spools(path, specs, files)


def row_bytes(specs: Sequence[ArraySpec]) -> int:
    """Return how many bytes a row of all arrays takes."""
    return sum(np.dtype(spec.dtype).itemsize * math.prod(spec.row) for spec in specs)

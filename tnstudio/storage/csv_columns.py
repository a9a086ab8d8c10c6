"""Columns of integers as a CSV table, written piece by piece."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.storage.atomic import replacing

_CELLS_AT_ONCE = 2**18

Columns = Sequence[npt.NDArray[np.integer]]


class CsvColumns:
    """A table that is being written; `csv_columns` makes it."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def append(self, *columns: npt.NDArray[np.integer]) -> None:
        """Add rows; a column of shape (rows, n) takes n columns of the table."""
        table = np.column_stack(columns)
        at_once = max(1, _CELLS_AT_ONCE // max(1, table.shape[1]))
        for first in range(0, len(table), at_once):
            self._write(rows_text(table[first : first + at_once]))

    def finishing(self) -> Iterator[None]:
        """Nothing is left to be done."""
        return iter(())


@contextmanager
def csv_columns(path: Path, header: Sequence[str]) -> Iterator[CsvColumns]:
    """Write a table; it takes its place when the block ends, whole or not at all.

    Parameters
    ----------
    path : Path
    header : sequence of str
        The name of each column of the table.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(header)
    with replacing(path) as write:
        write(line.getvalue().encode())
        yield CsvColumns(write)


def rows_text(rows: npt.NDArray[np.integer]) -> bytes:
    """Return rows of integers as lines of text."""
    count, width = rows.shape
    line = ",".join(["%d"] * width) + "\n"
    text: str = line * count % tuple(rows.ravel().tolist())
    return text.encode()

"""Spikes as a CSV table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.storage.atomic import replacing
from tnstudio.storage.csv_columns import rows_text

_Column = npt.NDArray[np.integer]

_ROWS_AT_ONCE = 2**16


def save_spikes(path: Path, ticks: _Column, cores: _Column, neurons: _Column) -> None:
    """Write one line per spike: tick, core, neuron, all counted from 0.

    Parameters
    ----------
    ticks, cores, neurons : integer arrays, shape (spikes,)

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    with spike_table(path) as append:
        append(ticks, cores, neurons)


@contextmanager
def spike_table(path: Path) -> Iterator[Callable[[_Column, _Column, _Column], None]]:
    """Write the table of `save_spikes` piece by piece.

    It takes its place when the block ends, whole or not at all.

    Yields
    ------
    function of ticks, cores and neurons
        Appends spikes.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    with replacing(path) as write:
        write(b"tick,core,neuron\n")

        def append(ticks: _Column, cores: _Column, neurons: _Column) -> None:
            table = np.column_stack((ticks, cores, neurons))
            for first in range(0, len(table), _ROWS_AT_ONCE):
                write(rows_text(table[first : first + _ROWS_AT_ONCE]))

        yield append

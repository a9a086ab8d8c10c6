"""Spikes on output lines as a table of 0 and 1, the output format of RANC.

RANC writes what its output bus collected since the row before, at the start of
each tick: row 0 is all 0, row k shows the k-th tick, and the last tick of a run,
which would be the next row, is not written.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.storage.atomic import replacing

_ZERO, _SPACE, _NEWLINE = b"0 \n"


@contextmanager
def line_table(path: Path) -> Iterator[Callable[[npt.NDArray[np.uint8]], None]]:
    """Write as many rows as ticks: for every line 1 if it fired, else 0, with spaces.

    A row of 0 comes first and the last tick is left out: row k is tick k - 1.
    The table takes its place when the block ends, whole or not at all.

    Yields
    ------
    function of a uint8 array, shape (ticks, lines)
        Appends ticks.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    with replacing(path) as write:
        last: npt.NDArray[np.uint8] | None = None

        def append(outputs: npt.NDArray[np.uint8]) -> None:
            nonlocal last
            if last is None:
                last = np.zeros((1, outputs.shape[1]), np.uint8)
            rows = np.concatenate((last, outputs))
            write(_text(rows[:-1]))
            last = rows[-1:]

        yield append


def _text(outputs: npt.NDArray[np.uint8]) -> bytes:
    ticks, lines = outputs.shape
    letters = np.full((ticks, max(1, 2 * lines)), _SPACE, np.uint8)
    letters[:, : 2 * lines : 2] = outputs + np.uint8(_ZERO)
    letters[:, -1] = _NEWLINE
    return letters.tobytes()

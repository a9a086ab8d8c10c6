"""Spikes on output lines as a table of 0 and 1."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.storage.atomic import replacing

_ZERO, _SPACE, _NEWLINE = b"0 \n"


@contextmanager
def line_table(path: Path) -> Iterator[Callable[[npt.NDArray[np.uint8]], None]]:
    """Write one row per tick: for every line 1 if it fired, else 0, with spaces.

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
        yield lambda outputs: write(_text(outputs))


def _text(outputs: npt.NDArray[np.uint8]) -> bytes:
    ticks, lines = outputs.shape
    letters = np.full((ticks, max(1, 2 * lines)), _SPACE, np.uint8)
    letters[:, : 2 * lines : 2] = outputs + np.uint8(_ZERO)
    letters[:, -1] = _NEWLINE
    return letters.tobytes()

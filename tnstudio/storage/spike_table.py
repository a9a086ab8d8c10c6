"""Spikes as a CSV table."""

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.storage.atomic import replace_file


def save_spikes(
    path: Path,
    ticks: npt.NDArray[np.integer],
    cores: npt.NDArray[np.integer],
    neurons: npt.NDArray[np.integer],
) -> None:
    """Write one line per spike: tick, core, neuron, all counted from 0.

    Parameters
    ----------
    ticks, cores, neurons : integer arrays, shape (spikes,)

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    text = io.StringIO("tick,core,neuron\n")
    text.seek(0, io.SEEK_END)
    np.savetxt(text, np.column_stack((ticks, cores, neurons)), "%d", ",")
    replace_file(path, text.getvalue().encode())

"""Where cores sit on the chip's grid."""

from itertools import islice

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Hardware


def require_room(cores: int, copies: int, hardware: Hardware) -> None:
    """Check that so many copies fit the chip.

    Parameters
    ----------
    cores : int
        Cores of one copy, >= 1.

    Raises
    ------
    TNStudioError
        If they do not, telling how many would; or for less than one copy.
    """
    most = hardware.cores // cores
    if copies < 1:
        raise TNStudioError(
            f"{copies} copies cannot be placed", hint=f"choose 1 to {most}"
        )
    if copies > most:
        raise TNStudioError(
            f"{copies} copies of {cores} cores need {copies * cores} cores, "
            f"the chip has {hardware.cores}",
            hint=f"choose at most {most}",
        )


def place(
    cores: int, copies: int, hardware: Hardware
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Place copies side by side, the cores of each close together.

    The chip is filled in bands about as high as a copy is wide, column by
    column, forth in one band and back in the next: a copy that begins where a
    band ends goes on right below, and no place of the chip is lost.

    Parameters
    ----------
    cores : int
        Cores of one copy, >= 1.

    Returns
    -------
    rows, columns : int32 arrays, shape (copies * cores,)
        Copy after copy.

    Raises
    ------
    TNStudioError
        If the copies do not fit the chip.
    """
    require_room(cores, copies, hardware)
    height = int(np.ceil(np.sqrt(cores)))
    path = (
        (row, column)
        for band, top in enumerate(range(0, hardware.grid_rows, height))
        for column in _columns(band, hardware.grid_columns)
        for row in range(top, min(top + height, hardware.grid_rows))
    )
    places = np.array(list(islice(path, copies * cores)), np.int32)
    return places[:, 0], places[:, 1]


def _columns(band: int, columns: int) -> range:
    return range(columns) if band % 2 == 0 else range(columns - 1, -1, -1)

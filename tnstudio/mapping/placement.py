"""Where cores sit on the chip's grid."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import Network
from tnstudio.model.placement import standard_places
from tnstudio.model.program import ChipProgram
from tnstudio.model.topology import grids
from tnstudio.model.traffic import Places
from tnstudio.texts import tr

Spots = Sequence[tuple[int, int]]


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
            tr("{copies} copies cannot be placed", copies=copies),
            hint=tr("choose 1 to {most}", most=most),
        )
    if copies > most:
        raise TNStudioError(
            tr(
                "{copies} copies of {cores} cores need {needed} cores, "
                "the chip has {available}",
                copies=copies,
                cores=cores,
                needed=copies * cores,
                available=hardware.cores,
            ),
            hint=tr("choose at most {most}", most=most),
        )


def place(
    cores: int,
    copies: int,
    hardware: Hardware,
    placement: Spots | None = None,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Place copies on the chip, the cores of each close together.

    A single copy is placed as its design says. Of several copies, each gets a
    block of its own, as high and wide as the placement is, from the top left.
    Without a placement, or where not as many blocks fit, cores are in the
    standard order, which loses no place
    (`tnstudio.model.placement.standard_places`).

    Parameters
    ----------
    cores : int
        Cores of one copy, >= 1.
    placement : sequence of (int, int), optional
        Row and column of each core of one copy.

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
    places = _as_designed(placement, copies, hardware) if placement else None
    if places is None:
        places = standard_places(copies * cores, hardware, cores)
    return places[:, 0], places[:, 1]


def placed_chip(program: ChipProgram, network: Network) -> ChipProgram:
    """Return a chip with its cores where copies of a design would be placed.

    A chip that does not hold copies of these very layers stays as it is.
    """
    sizes = [grid.size for grid in grids(network)[1:]]
    layers = np.tile(np.repeat(np.arange(len(sizes)), sizes), program.copies)
    if not sizes or not np.array_equal(layers, program.places.layer):
        return program
    row, column = place(sum(sizes), program.copies, program.hardware, network.placement)
    chip_row, chip_column = frozen(row, np.int32), frozen(column, np.int32)
    places = replace(program.places, chip_row=chip_row, chip_column=chip_column)
    return replace(program, places=places)


def _as_designed(placement: Spots, copies: int, hardware: Hardware) -> Places | None:
    """Return the places of copies, each in a block of its own; None without room."""
    one = np.array(placement, np.int32)
    if copies == 1:
        return one
    corner = one.min(axis=0)
    height, width = one.max(axis=0) - corner + 1
    down, across = hardware.grid_rows // height, hardware.grid_columns // width
    if copies > down * across:
        return None
    row, column = np.divmod(np.arange(copies), across)
    corners = np.stack((row * height, column * width), axis=1)
    blocks: Places = ((one - corner)[None] + corners[:, None]).astype(np.int32)
    return blocks.reshape(-1, 2)

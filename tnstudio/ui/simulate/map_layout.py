"""Where the cores are on a map: as on the chip, or by layers side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tnstudio.model.program import CorePlaces

Layout = Literal["chip", "layers"]

MARGIN = 2.0
"""Around the cores, in pixels."""

GAP = 1
"""Rows and columns left free between parts, in cores."""

Cells = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Room:
    """What there is for a map.

    Attributes
    ----------
    width, height : float
        In pixels.
    least, largest : float
        The side of a core's square; a map that needs more room becomes higher.
    """

    width: float
    height: float
    least: float
    largest: float


@dataclass(frozen=True, eq=False, slots=True)
class Arrangement:
    """The cells of a map.

    Attributes
    ----------
    rows, columns : int32 arrays, shape (cores,)
        The cell of each core.
    shape : (int, int)
        Rows and columns of the map.
    side : float
        Of a cell, in pixels.
    """

    rows: Cells
    columns: Cells
    shape: tuple[int, int]
    side: float


def arranged(layout: Layout, places: CorePlaces, room: Room) -> Arrangement:
    """Arrange the cores so that they are as large as the room allows."""
    if layout == "layers":
        return _by_layers(places, room)
    return _as_on_the_chip(places, room)


def _as_on_the_chip(places: CorePlaces, room: Room) -> Arrangement:
    """Cut a chip that is wide into bands, one below the other."""
    rows = places.chip_row - places.chip_row.min(initial=0)
    columns = places.chip_column - places.chip_column.min(initial=0)
    high, wide = int(rows.max(initial=0)) + 1, int(columns.max(initial=0)) + 1
    band, side = _best((high, wide), room, [-(-wide // n) for n in range(1, wide + 1)])
    part = columns // band
    return _map(rows + part * (high + GAP), columns % band, side)


def _by_layers(places: CorePlaces, room: Room) -> Arrangement:
    """Set layers side by side, in the order of the network, and copies in rows."""
    layers = range(int(places.layer.max(initial=0)) + 1)
    members = [places.layer == layer for layer in layers]
    heights = [int(places.row[chosen].max(initial=0)) + 1 for chosen in members]
    rows, columns = np.zeros_like(places.row), np.zeros_like(places.column)
    high, wide = max(heights), 0
    for chosen, own in zip(members, heights, strict=True):
        rows[chosen] = places.row[chosen] + (high - own) // 2
        columns[chosen] = places.column[chosen] + wide
        wide = int(columns[chosen].max(initial=wide)) + 1 + GAP
    copies = int(places.copy.max(initial=0)) + 1
    # Copies side by side are two cells apart, layers one.
    widths = [k * (wide + GAP) - 2 * GAP for k in range(1, copies + 1)]
    shape = high, copies * (wide + GAP) - 2 * GAP
    band, side = _best(shape, room, widths, 2 * GAP)
    across = (band + 2 * GAP) // (wide + GAP)
    rows = rows + places.copy // across * (high + GAP)
    return _map(rows, columns + places.copy % across * (wide + GAP), side)


def _best(
    shape: tuple[int, int], room: Room, bands: Iterable[int], between: int = 0
) -> tuple[int, float]:
    """Choose how wide the map is, and the side of its cells.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of what is cut into bands.
    bands : iterable of int
        Widths to choose from.
    between : int
        Columns that are left out between two bands.
    """
    rows, columns = shape
    widths = sorted(set(bands))

    def side(band: int) -> float:
        parts = -(-(columns + between) // (band + between))
        high = parts * rows + (parts - 1) * GAP
        across = (room.width - 2 * MARGIN) / band
        return min(across, (room.height - 2 * MARGIN) / high, room.largest)

    best = max(reversed(widths), key=side)
    if side(best) >= room.least:
        return best, side(best)
    # Narrow enough for cells of that side; it is as high as it must be.
    across = room.width - 2 * MARGIN
    fitting = [band for band in widths if across / band >= room.least]
    best = fitting[-1] if fitting else widths[0]
    # What is still too wide is scrolled to.
    return best, min(max(across / best, room.least), room.largest)


def _map(rows: Cells, columns: Cells, side: float) -> Arrangement:
    shape = int(rows.max(initial=0)) + 1, int(columns.max(initial=0)) + 1
    return Arrangement(rows.astype(np.int32), columns.astype(np.int32), shape, side)

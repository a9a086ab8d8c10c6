"""Where the cores of a circuit are on the chip's grid, and where they can go."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import SIZES, Hardware
from tnstudio.texts import tr

Spot = tuple[int, int]
"""Row and column on the chip."""

_Pair = npt.NDArray[np.integer]

_LARGEST = max(size.high for size in SIZES if size.symbol.startswith("grid"))

_MOST_TRIED = 1000
"""Ways to move all cores together that are tried before they are parted."""


def places_of(circuit: Circuit) -> list[Spot]:
    """Return the place of each core."""
    return [(core.chip_row, core.chip_column) for core in circuit.cores]


def taken_places(circuit: Circuit) -> dict[Spot, int]:
    """Return the core at each row and column that is not free."""
    return {
        (core.chip_row, core.chip_column): index
        for index, core in enumerate(circuit.cores)
    }


def move_cores(
    circuit: Circuit, hardware: Hardware, cores: Collection[int], by: Spot
) -> Circuit:
    """Move cores together, by so many rows and columns of the chip.

    Raises
    ------
    TNStudioError
        If a core would leave the chip, or come to the place of one that stays.
    """
    staying = {
        place: index
        for place, index in taken_places(circuit).items()
        if index not in cores
    }
    moved = list(circuit.cores)
    for index in cores:
        core = circuit.cores[index]
        place = (core.chip_row + by[0], core.chip_column + by[1])
        _require_free(place, staying, circuit, hardware)
        moved[index] = replace(core, chip_row=place[0], chip_column=place[1])
    return replace(circuit, cores=tuple(moved))


def _require_free(
    place: Spot, staying: dict[Spot, int], circuit: Circuit, hardware: Hardware
) -> None:
    row, column = place
    rows, columns = hardware.grid_rows, hardware.grid_columns
    if not (0 <= row < rows and 0 <= column < columns):
        raise TNStudioError(
            tr("Row {row}, column {column} is beside the chip", row=row, column=column),
            hint=tr(
                "stay within {rows} rows and {columns} columns",
                rows=rows,
                columns=columns,
            ),
        )
    if place in staying:
        name = circuit.cores[staying[place]].name or tr(
            "core {number}", number=staying[place]
        )
        raise TNStudioError(
            tr(
                "Row {row}, column {column} is the place of {name}",
                row=row,
                column=column,
                name=name,
            ),
            hint=tr("choose a free place"),
        )


def free_places(
    taken: Collection[Spot], wanted: Sequence[Spot], hardware: Hardware
) -> tuple[Spot, ...]:
    """Return free places for cores that would like to be at these.

    All are moved together, as little as it takes; if there is no room for
    that, they get the first free places, row by row.

    Raises
    ------
    TNStudioError
        If the chip has too few free places.
    """
    free = np.ones((hardware.grid_rows, hardware.grid_columns), np.bool_)
    for row, column in taken:
        if 0 <= row < free.shape[0] and 0 <= column < free.shape[1]:
            free[row, column] = False
    count = int(np.count_nonzero(free))
    if len(wanted) > count:
        raise TNStudioError(
            tr(
                "{wanted} cores more, the chip has {count} free places",
                wanted=len(wanted),
                count=count,
            ),
            hardware.name,
            tr("remove cores, or take fewer"),
        )
    spots = np.array([_on_grid(spot) for spot in wanted], np.int64).reshape(-1, 2)
    moved = _moved_together(free, spots) if len(spots) else spots
    if moved is None:
        moved = np.argwhere(free)[: len(spots)]
    return tuple((int(row), int(column)) for row, column in moved)


def _on_grid(spot: Spot) -> Spot:
    """Return the nearest place of the largest grid."""
    row, column = (min(max(side, 0), _LARGEST - 1) for side in spot)
    return row, column


def _moved_together(
    free: npt.NDArray[np.bool_], spots: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64] | None:
    """Return the places moved by whole widths and heights; None without room."""
    if len(np.unique(spots, axis=0)) < len(spots):
        return None
    first = spots.min(axis=0)
    size = spots.max(axis=0) - first + 1
    room = np.array(free.shape)
    if (size > room).any():
        return None
    for shift in _shifts(first, size, room):
        moved: npt.NDArray[np.int64] = spots + shift
        if free[moved[:, 0], moved[:, 1]].all():
            return moved
    return None


def _shifts(
    first: npt.NDArray[np.int64],
    size: npt.NDArray[np.int64],
    room: npt.NDArray[np.intp],
) -> npt.NDArray[np.int64]:
    """Return the shifts that stay on the chip, the nearest first."""
    start = np.clip(first, 0, room - size)
    most = (room - size - start) // size
    steps = [np.arange(-(start[k] // size[k]), most[k] + 1) for k in (0, 1)]
    every = np.stack(np.meshgrid(*steps, indexing="ij"), axis=-1).reshape(-1, 2) * size
    # To the right before to the left, down before up.
    order = np.lexsort((-every[:, 0], -every[:, 1], (every**2).sum(axis=1)))
    shifts: npt.NDArray[np.int64] = every[order[:_MOST_TRIED]] + (start - first)
    return shifts

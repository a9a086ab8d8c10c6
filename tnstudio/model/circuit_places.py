"""Where the cores of a circuit are on the chip, and moving them there."""

from collections.abc import Collection
from dataclasses import replace

from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import Place
from tnstudio.model.hardware import Hardware


def taken_places(circuit: Circuit) -> dict[Place, int]:
    """Return the core at each row and column that is not free."""
    return {
        (core.chip_row, core.chip_column): index
        for index, core in enumerate(circuit.cores)
    }


def free_place(circuit: Circuit, hardware: Hardware, near: Place) -> Place:
    """Return the free place of the chip that is closest to one.

    Parameters
    ----------
    near : (int, int)
        Row and column, which may be beside the chip.

    Raises
    ------
    TNStudioError
        If there is a core at every place.
    """
    rows, columns = hardware.grid_rows, hardware.grid_columns
    row = min(max(near[0], 0), rows - 1)
    column = min(max(near[1], 0), columns - 1)
    taken = taken_places(circuit)
    for reach in range(max(rows, columns)):
        around = (
            (r, c)
            for r in range(max(0, row - reach), min(rows, row + reach + 1))
            for c in range(max(0, column - reach), min(columns, column + reach + 1))
            if max(abs(r - row), abs(c - column)) == reach and (r, c) not in taken
        )
        closest = min(around, key=lambda p: _distance(p, (row, column)), default=None)
        if closest is not None:
            return closest
    raise TNStudioError(
        f"The chip's {hardware.cores:,} places all have a core",
        hint="remove a core, or choose a larger grid",
    )


def _distance(place: Place, near: Place) -> tuple[int, int]:
    """Return how far a place is; of two as far, the one in the same row is closer."""
    down, across = abs(place[0] - near[0]), abs(place[1] - near[1])
    return down + across, down


def move_cores(
    circuit: Circuit, hardware: Hardware, cores: Collection[int], by: Place
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
    place: Place, staying: dict[Place, int], circuit: Circuit, hardware: Hardware
) -> None:
    row, column = place
    rows, columns = hardware.grid_rows, hardware.grid_columns
    if not (0 <= row < rows and 0 <= column < columns):
        raise TNStudioError(
            f"Row {row}, column {column} is beside the chip",
            hint=f"stay within {rows} rows and {columns} columns",
        )
    if place in staying:
        name = circuit.cores[staying[place]].name or f"core {staying[place]}"
        raise TNStudioError(
            f"Row {row}, column {column} is the place of {name}",
            hint="choose a free place",
        )

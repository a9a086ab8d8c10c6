"""The cores of a RANC file, one after the other into tables."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import (
    LEAK,
    POTENTIAL,
    RESET,
    STRENGTH,
    THRESHOLD,
    Hardware,
    Limit,
)
from tnstudio.model.program import NONE
from tnstudio.storage.interchange.json_part import JsonPart
from tnstudio.storage.interchange.ranc_neurons import connected_types
from tnstudio.texts import marked, tr

DESTINATION_TICK = Limit(
    marked("destination tick"), "", 0, 14, "RANC: a ring of 16 ticks"
)
"""One less than the delay."""

_INTEGER = Limit(marked("number"), "", -(2**31), 2**31 - 1, "RANC: a C++ int")

_NUMBERS = {
    "reset_potential": RESET,
    "leak": LEAK,
    "positive_threshold": THRESHOLD,
    "negative_threshold": Limit(
        marked("negative threshold"), "", -(2**31), 2**31 - 1, "RANC"
    ),
    "current_potential": POTENTIAL,
    "reset_mode": Limit(marked("reset mode"), "γ", 0, 1, "RANC"),
}
"""The numbers of a neuron but its weights and its destination."""

Place = tuple[int, int]
"""x and y on the grid: column and row."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where cores and output bus are, and what may be asked of them.

    Attributes
    ----------
    hardware : Hardware
    cores : dict
        The number of the core at each place that has one.
    bus : tuple of int
    outputs : int
        Lines of the output bus.
    delivery : Limit
        The range of destination ticks.
    """

    hardware: Hardware
    cores: dict[Place, int]
    bus: Place
    outputs: int
    delivery: Limit


def read_place(part: JsonPart, hardware: Hardware) -> Place:
    """Read x and y of a place on the grid."""
    part.length(2, 2)
    x, y = part.elements()
    columns = Limit(marked("column x"), "", 0, hardware.grid_columns - 1, "num_cores_x")
    rows = Limit(marked("row y"), "", 0, hardware.grid_rows - 1, "num_cores_y")
    return x.integer(columns), y.integer(rows)


def below(name: str, count: int) -> Limit:
    """Return the range of an index into so many."""
    return Limit(name, "", 0, count - 1, "the sizes in the file")


@dataclass(frozen=True, eq=False, slots=True)
class Tables:
    """What the cores of a file hold, in the shapes of a chip program.

    Attributes
    ----------
    connected : bool array, shape (cores, types, neurons)
        Whether a neuron has a synapse of that type.
    numbers : int64 arrays, shape (cores, neurons)
        By the names of the file.
    """

    axon_types: npt.NDArray[np.uint8]
    synapses: npt.NDArray[np.uint8]
    connected: npt.NDArray[np.bool_]
    strengths: npt.NDArray[np.int16]
    numbers: dict[str, npt.NDArray[np.int64]]
    core: npt.NDArray[np.int32]
    axon: npt.NDArray[np.int32]
    delay: npt.NDArray[np.uint8]
    line: npt.NDArray[np.int32]


def bytes_per_core(hardware: Hardware) -> int:
    """Return what the tables take for each core, also an empty one."""
    by_type = hardware.axon_types * hardware.neurons * 3
    by_neuron = hardware.neurons * (8 * len(_NUMBERS) + 13)
    return hardware.axons * (1 + -(-hardware.neurons // 8)) + by_type + by_neuron


def empty_tables(cores: int, hardware: Hardware) -> Tables:
    """Return tables of cores that do nothing: what a file leaves out.

    No synapse, no target, and neurons that RANC gives a threshold of 1.
    """
    shape = (cores, hardware.neurons)
    by_type = (cores, hardware.axon_types, hardware.neurons)
    numbers = {name: np.zeros(shape, np.int64) for name in _NUMBERS}
    numbers["positive_threshold"][:] = 1
    return Tables(
        axon_types=np.zeros((cores, hardware.axons), np.uint8),
        synapses=np.zeros((cores, hardware.axons, -(-hardware.neurons // 8)), np.uint8),
        connected=np.zeros(by_type, np.bool_),
        strengths=np.zeros(by_type, np.int16),
        numbers=numbers,
        core=np.full(shape, NONE, np.int32),
        axon=np.full(shape, NONE, np.int32),
        delay=np.ones(shape, np.uint8),
        line=np.full(shape, NONE, np.int32),
    )


def read_core(part: JsonPart, number: int, grid: Grid, tables: Tables) -> None:
    """Read one core into the tables.

    Raises
    ------
    TNStudioError
        If anything is missing, of the wrong type or size, or out of range.
    """
    hardware = grid.hardware
    place = read_place(part.member("coordinates"), hardware)
    _read_crossbar(part, number, hardware, tables)
    neurons = part.member("neurons")
    for name, limit in _NUMBERS.items():
        numbers = neurons.integers_of_each(name, limit)
        tables.numbers[name][number, : len(numbers)] = numbers
    ahead = neurons.integers_of_each("destination_tick", grid.delivery)
    for j, neuron in enumerate(neurons.elements()):
        weights = neuron.member("weights").integers(STRENGTH, hardware.axon_types)
        tables.strengths[number, :, j] = weights
        _read_destination(neuron, (number, j), place, grid, tables)
    to_axon = tables.core[number, : len(ahead)] != NONE
    tables.delay[number, : len(ahead)][to_axon] = np.array(ahead)[to_axon] + 1


def _read_crossbar(
    part: JsonPart, number: int, hardware: Hardware, tables: Tables
) -> None:
    """Read axon types and synapses, for as many axons and neurons as there are."""
    types, rows = part.member("axons"), part.member("connections")
    axons = types.length(0, hardware.axons)
    neurons = part.member("neurons").length(0, hardware.neurons)
    kinds = below("axon type", hardware.axon_types)
    tables.axon_types[number, :axons] = types.integers(kinds, axons)
    crossbar = np.zeros((hardware.axons, hardware.neurons), np.bool_)
    crossbar[:axons, :neurons] = rows.bits(neurons, axons).T
    tables.synapses[number] = np.packbits(crossbar, axis=1, bitorder="little")
    tables.connected[number] = connected_types(
        tables.axon_types[number], crossbar, hardware.axon_types
    )


def _read_destination(
    neuron: JsonPart, which: tuple[int, int], place: Place, grid: Grid, tables: Tables
) -> None:
    """Read where a neuron's spikes go: an output line, an axon or nowhere."""
    target = _target(neuron.member("destination_core_offset"), place, grid.hardware)
    axon = neuron.member("destination_axon")
    if target == grid.bus:
        tables.line[which] = axon.integer(below("output line", grid.outputs))
        return
    index = axon.integer(below("axon", grid.hardware.axons))
    if target in grid.cores:
        tables.core[which], tables.axon[which] = grid.cores[target], index


def _target(offset: JsonPart, place: Place, hardware: Hardware) -> Place:
    dx, dy = offset.integers(_INTEGER, 2)
    x, y = place[0] + dx, place[1] + dy
    columns, rows = hardware.grid_columns, hardware.grid_rows
    if not (0 <= x < columns and 0 <= y < rows):
        offset.refuse(
            tr("The target would be at ({x}, {y})", x=x, y=y),
            tr(
                "the grid has {columns} columns (x) and {rows} rows (y), from 0",
                columns=columns,
                rows=rows,
            ),
        )
    return x, y

"""RANC's JSON files to a chip program and its stimulus.

RANC (Mack et al. 2021, "RANC: Reconfigurable architecture for neuromorphic
computing", IEEE TCAD 40) models such chips in software and in FPGAs. A network
is an input file, with packets, cores and the output bus, and a configuration.

Time
    RANC counts ticks from 1: its tick t is tick t - 1 here. A packet of list p
    with destination tick d is integrated at RANC's tick p + 1 + d, so here at
    p + d. A spike with destination tick d arrives 1 + d ticks after it was
    fired: a delay of d + 1.
Output
    Neurons that point at the place of the output bus drive the output lines,
    whatever their destination tick. Row k of RANC's output file holds the lines
    that fired during its tick k; row 0 is all 0, and N ticks give rows 0 to
    N - 1. So row k is tick k - 1 here (`tnstudio.storage.line_table`).
Space
    x is the chip's column, y its row. A place of the grid that has no core in
    the file does nothing: a spike or packet sent there is lost. Cores may have
    fewer axons and neurons than the configuration says; the rest do nothing.
Neurons
    `tnstudio.storage.interchange.ranc_neurons` tells which are the chip's. What
    `tnstudio.storage.interchange.ranc_mirrors` adds for some of the others
    comes after the neurons, axons and axon types of the configuration.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import NEGATIVE_THRESHOLD, SIZES, Hardware, Limit
from tnstudio.model.program import (
    NONE,
    ChipProgram,
    CorePlaces,
    InputLines,
    NeuronArrays,
    OutputLines,
    Routes,
)
from tnstudio.model.stimulus import PatternSpikes
from tnstudio.storage.interchange.json_part import JsonPart, read_json
from tnstudio.storage.interchange.ranc_cores import (
    DESTINATION_TICK,
    Grid,
    Place,
    Tables,
    below,
    bytes_per_core,
    empty_tables,
    read_core,
    read_place,
)
from tnstudio.storage.interchange.ranc_mirrors import (
    can_be_mirrored,
    enlarged_for,
    with_mirrors,
)
from tnstudio.storage.interchange.ranc_neurons import (
    RancNeurons,
    may_fall,
    negative_thresholds,
)
from tnstudio.texts import marked, tr

OUTPUTS = Limit(
    marked("number of outputs"), "", 0, 2**20, "this program: a full chip's neurons"
)

_SIZES = {limit.symbol: replace(limit, name="size") for limit in SIZES}
_RING = Limit(marked("tick offset"), "", 2, 2**31 - 1, "RANC: 16")
_RESET_TYPE = Limit(marked("neuron reset type"), "", 0, 1, "RANC")
_VERBOSITY = Limit(marked("verbosity"), "", 0, 2**31 - 1, "RANC")
_TRACES = (
    "neuron_block_trace_verbosity",
    "core_controller_trace_verbosity",
    "scheduler_trace_verbosity",
)
_SPARE_BYTES = 2**28
_MOST_RATIO = 64
"""Cores may be nearly empty in the file; in tables they have their full size."""


@dataclass(frozen=True, eq=False, slots=True)
class RancModel:
    """What RANC's two files hold.

    Attributes
    ----------
    program : ChipProgram
        With one input line for each axon that packets go to, sorted by core
        and axon, and the output bus' lines as output lines.
    stimulus : PatternSpikes
        The packets, once.
    bus : tuple of int
        x and y of the output bus: a place where the program has no core.
    mirrored : int
        Neurons of the file that are three in the program.
    """

    program: ChipProgram
    stimulus: PatternSpikes
    bus: Place
    mirrored: int


@dataclass(frozen=True, slots=True)
class _Configuration:
    hardware: Hardware
    delivery: Limit
    reset_type: int


def read_ranc(input_path: Path, config_path: Path) -> RancModel:
    """Read a network of RANC.

    Raises
    ------
    TNStudioError
        If a file cannot be read, is malformed or asks for more than the chip
        has; it names the first place that does, such as
        ``input.json: cores[3].neurons[17].weights[0]``.
    """
    configuration = _read_configuration(read_json(config_path))
    file = read_json(input_path)
    grid = _read_grid(file, configuration)
    _require_substance(file, grid.hardware)
    tables = empty_tables(len(grid.cores), grid.hardware)
    for number, part in enumerate(file.member("cores").elements()):
        read_core(part, number, grid, tables)
    inputs, stimulus = _read_packets(file.member("packets"), grid)
    beta, exact = _negative_thresholds(tables, configuration.reset_type)
    hardware = grid.hardware
    if not exact.all():
        hardware = _with_room(file, tables, hardware, ~exact, configuration.reset_type)
        tables = with_mirrors(tables, hardware, ~exact)
        beta = _far_away(beta, exact, hardware.neurons)
    program = _program(input_path.stem, hardware, grid, tables, beta, inputs)
    return RancModel(program, stimulus, grid.bus, int((~exact).sum()))


def _read_configuration(file: JsonPart) -> _Configuration:
    def size(name: str, field: str) -> int:
        return file.member(name).integer(_SIZES[field])

    hardware = Hardware(
        name="RANC",
        axons=size("num_axons", "axons"),
        neurons=size("num_neurons", "neurons"),
        axon_types=size("num_weights", "axon_types"),
        grid_rows=size("num_cores_y", "grid_rows"),
        grid_columns=size("num_cores_x", "grid_columns"),
    )
    for name in _TRACES:
        file.member(name).integer(_VERBOSITY)
    # In a ring of 16 ticks a spike may arrive 1 to 15 ticks ahead.
    farthest = file.member("max_tick_offset").integer(_RING) - 2
    most = min(farthest, DESTINATION_TICK.high)
    return _Configuration(
        hardware,
        delivery=Limit(DESTINATION_TICK.name, "", 0, most, DESTINATION_TICK.source),
        reset_type=file.member("neuron_reset_type").integer(_RESET_TYPE),
    )


def _read_grid(file: JsonPart, configuration: _Configuration) -> Grid:
    hardware = configuration.hardware
    part = file.member("output_bus")
    bus = read_place(part.member("coordinates"), hardware)
    outputs = part.member("num_outputs").integer(OUTPUTS)
    cores: dict[Place, int] = {}
    file.member("cores").length(1, hardware.cores)
    for number, core in enumerate(file.member("cores").elements()):
        coordinates = core.member("coordinates")
        place = read_place(coordinates, hardware)
        if place == bus:
            coordinates.refuse(
                tr("The output bus is at {place} too", place=place),
                tr("move one of them"),
            )
        if place in cores:
            coordinates.refuse(
                tr(
                    "Core {core} of the list is at {place} too",
                    core=cores[place],
                    place=place,
                ),
                tr("move one of them"),
            )
        cores[place] = number
    return Grid(hardware, cores, bus, outputs, configuration.delivery)


def _require_substance(file: JsonPart, hardware: Hardware) -> None:
    """Let no small file claim much memory: cores take their full size in tables."""
    cores = file.member("cores").length(1, hardware.cores)
    if cores * bytes_per_core(hardware) > max(_SPARE_BYTES, _MOST_RATIO * file.size):
        file.member("cores").refuse(
            tr(
                "{cores} cores of {axons} axons and {neurons} neurons "
                "do not come from {size} bytes",
                cores=cores,
                axons=hardware.axons,
                neurons=hardware.neurons,
                size=file.size,
            ),
            tr("make num_axons and num_neurons as small as the cores are"),
        )


def _read_packets(part: JsonPart, grid: Grid) -> tuple[InputLines, PatternSpikes]:
    """Read all packets; each axon that they address gets an input line."""
    axons = grid.hardware.axons
    found = [
        (first + ahead, axon)
        for first, packets in enumerate(part.elements())
        for ahead, axon in (_read_packet(packet, grid) for packet in packets.elements())
        if axon is not None
    ]
    ticks, flat = np.array(found, np.int64).reshape(-1, 2).T
    fed, lines = np.unique(flat, return_inverse=True)
    # Packets that meet on an axon merge.
    spikes = np.unique(np.column_stack((ticks, lines)), axis=0)
    inputs = InputLines(
        element=frozen(np.full(fed.size, NONE), np.int32),
        line=frozen(np.arange(fed.size), np.int32),
        core=frozen(fed // axons, np.int32),
        axon=frozen(fed % axons, np.int32),
    )
    stimulus = PatternSpikes(
        frozen(spikes[:, 0], np.int64), frozen(spikes[:, 1], np.int32)
    )
    return inputs, stimulus


def _read_packet(packet: JsonPart, grid: Grid) -> tuple[int, int | None]:
    """Return a packet's destination tick and its axon, counted over all cores.

    None instead of an axon where no core is.
    """
    part = packet.member("destination_core")
    place = read_place(part, grid.hardware)
    if place == grid.bus:
        part.refuse(tr("The packet goes to the output bus"), tr("send it to a core"))
    limit = below("axon", grid.hardware.axons)
    axon = packet.member("destination_axon").integer(limit)
    ahead = packet.member("destination_tick").integer(grid.delivery)
    core = grid.cores.get(place)
    return ahead, None if core is None else core * grid.hardware.axons + axon


def _negative_thresholds(
    tables: Tables, reset_type: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """Return β of all neurons, and where it does what RANC's neuron does."""
    numbers = tables.numbers
    neurons = RancNeurons(
        positive_threshold=numbers["positive_threshold"],
        negative_threshold=numbers["negative_threshold"],
        reset_mode=numbers["reset_mode"],
        reset_potential=numbers["reset_potential"],
        current_potential=numbers["current_potential"],
        falls=may_fall(tables.strengths, tables.connected, numbers["leak"]),
    )
    return negative_thresholds(neurons, reset_type)


def _with_room(
    file: JsonPart,
    tables: Tables,
    hardware: Hardware,
    chosen: npt.NDArray[np.bool_],
    reset_type: int,
) -> Hardware:
    """Return the chip that mirrors need, if all these neurons can have one."""
    lost = chosen & ~can_be_mirrored(tables)
    larger = None if lost.any() else enlarged_for(hardware, chosen)
    if larger is None:
        beyond = lost if lost.any() else chosen
        _refuse_neuron(file, tables, beyond, reset_type)
    _require_substance(file, larger)
    return larger


def _refuse_neuron(
    file: JsonPart, tables: Tables, beyond: npt.NDArray[np.bool_], reset_type: int
) -> NoReturn:
    core, j = np.unravel_index(int(np.argmax(beyond)), beyond.shape)
    neuron = file.member("cores").element(int(core)).member("neurons").element(int(j))
    n, mode = (
        tables.numbers[name][core, j] for name in ("negative_threshold", "reset_mode")
    )
    neuron.member("negative_threshold").refuse(
        tr(
            "The chip has no equal for {value} with reset_mode {mode} and "
            "neuron_reset_type {reset_type}",
            value=n,
            mode=mode,
            reset_type=reset_type,
        ),
        tr(_POSSIBLE[reset_type]),
    )


_POSSIBLE = (
    marked("-262143 to 0 is possible"),
    marked(
        "-262144 to -1 is possible with reset_mode 0; with reset_mode 1 it is 0, or "
        "-255 to -1 for up to 256 neurons of a core whose positive_threshold is at "
        "most 255 and whose current_potential is -262143 to 262143"
    ),
)
"""Of negative thresholds, for each neuron reset type."""


def _far_away(
    beta: npt.NDArray[np.int32], exact: npt.NDArray[np.bool_], neurons: int
) -> npt.NDArray[np.int32]:
    """Return β for cores with mirrors: as far away as can be for those involved."""
    cores, own = beta.shape
    larger = np.full((cores, neurons), NEGATIVE_THRESHOLD.high, np.int32)
    larger[:, :own][exact] = beta[exact]
    return larger


def _program(
    name: str,
    hardware: Hardware,
    grid: Grid,
    tables: Tables,
    beta: npt.NDArray[np.int32],
    inputs: InputLines,
) -> ChipProgram:
    x, y = np.array(list(grid.cores), np.int32).T
    cores = np.zeros(x.size, np.int32)
    return ChipProgram(
        name=name,
        hardware=hardware,
        axon_types=frozen(tables.axon_types, np.uint8),
        synapses=frozen(tables.synapses, np.uint8),
        neurons=_neurons(tables, beta),
        routes=Routes(
            core=frozen(tables.core, np.int32),
            axon=frozen(tables.axon, np.int32),
            delay=frozen(tables.delay, np.uint8),
            line=frozen(tables.line, np.int32),
        ),
        inputs=inputs,
        outputs=OutputLines(
            label=frozen(np.full(grid.outputs, NONE), np.int32),
            copy=frozen(np.zeros(grid.outputs), np.int32),
        ),
        places=CorePlaces(
            copy=frozen(cores, np.int32),
            layer=frozen(cores, np.int32),
            row=frozen(y, np.int32),
            column=frozen(x, np.int32),
            chip_row=frozen(y, np.int32),
            chip_column=frozen(x, np.int32),
        ),
        input_shape=(1, 1, 1),
        class_names=(),
        latency=0,
        copies=1,
        seed=0,
    )


def _neurons(tables: Tables, beta: npt.NDArray[np.int32]) -> NeuronArrays:
    numbers, never = tables.numbers, np.zeros(beta.shape, np.bool_)
    return NeuronArrays(
        strengths=frozen(tables.strengths, np.int16),
        stochastic_synapses=frozen(np.zeros(tables.strengths.shape), np.bool_),
        leak=frozen(numbers["leak"], np.int16),
        leak_reversal=frozen(never, np.bool_),
        stochastic_leak=frozen(never, np.bool_),
        threshold=frozen(numbers["positive_threshold"], np.int32),
        negative_threshold=frozen(beta, np.int32),
        negative_saturates=frozen(never, np.bool_),
        threshold_mask=frozen(np.zeros(beta.shape), np.int32),
        reset_mode=frozen(numbers["reset_mode"], np.uint8),
        reset_value=frozen(numbers["reset_potential"], np.int32),
        initial_potential=frozen(numbers["current_potential"], np.int32),
    )

"""A chip program and its stimulus to RANC's JSON files.

`tnstudio.storage.interchange.ranc_reading` tells how the two fit together. In
addition:

- a spike on an input line becomes a packet for each axon that the line feeds,
  to be integrated at once (destination tick 0); packets that meet are one;
- the output bus takes a place of the grid that has no core, and neurons
  without a target point at another one, where their spikes are lost; where
  the grid has too few, it gets more rows;
- what RANC has no word for is left out: labels, copies, names, the seed.
"""

import json
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import SIZES, Hardware
from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.model.stimulus import PatternSpikes
from tnstudio.storage.interchange.ranc_cores import Place
from tnstudio.storage.interchange.ranc_neurons import first_offender
from tnstudio.texts import tr

_RING = 16
"""RANC's ticks in store: a spike may arrive 1 to 15 ticks ahead."""

_MOST = {limit.symbol: limit.high for limit in SIZES}

_Packet = dict[str, Any]


class RancTexts(NamedTuple):
    """The content of RANC's two files."""

    input: str
    config: str


class _Layout(NamedTuple):
    """Where on the grid everything is; places are x and y.

    Attributes
    ----------
    cores : int32 array, shape (cores, 2)
    nowhere : tuple of int
        Where spikes are lost; the output bus if no neuron needs it.
    """

    columns: int
    rows: int
    cores: npt.NDArray[np.int32]
    bus: Place
    nowhere: Place


def ranc_texts(program: ChipProgram, stimulus: PatternSpikes) -> RancTexts:
    """Write a program for RANC.

    Parameters
    ----------
    stimulus : PatternSpikes
        Spikes on the program's input lines, once: a period is not looked at.
        The file has a list of packets for each tick up to the last spike.

    Raises
    ------
    TNStudioError
        If a neuron does what RANC's cannot, naming the first; or if there is
        no place for the output bus on the largest grid of this program.
    """
    offender = first_offender(program)
    if offender is not None:
        raise TNStudioError(
            tr("RANC's neurons have no {feature}", feature=tr(offender.feature)),
            f"core {offender.core}, neuron {offender.neuron}",
            tr("give this neuron other parameters"),
        )
    layout = _layout(program)
    bus = {"coordinates": layout.bus, "num_outputs": len(program.outputs.label)}
    packets = ",\n".join(map(_compact, _packets(program, stimulus, layout)))
    cores = ",\n".join(
        _compact(_core(program, layout, core)) for core in range(program.cores)
    )
    return RancTexts(
        f'{{"output_bus":{_compact(bus)},\n"packets":[\n{packets}\n],\n'
        f'"cores":[\n{cores}\n]}}\n',
        json.dumps(_configuration(program.hardware, layout), indent=2) + "\n",
    )


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _configuration(hardware: Hardware, layout: _Layout) -> dict[str, int]:
    return {
        "num_neurons": hardware.neurons,
        "num_axons": hardware.axons,
        "num_cores_x": layout.columns,
        "num_cores_y": layout.rows,
        "num_weights": hardware.axon_types,
        "max_tick_offset": _RING,
        "neuron_block_trace_verbosity": 0,
        "core_controller_trace_verbosity": 0,
        "scheduler_trace_verbosity": 0,
        "neuron_reset_type": 0,
    }


def _layout(program: ChipProgram) -> _Layout:
    """Take the first free places, row by row, on a larger grid if need be."""
    routes, places = program.routes, program.places
    lost = (routes.core == NONE) & (routes.line == NONE)
    needed = 2 if lost.any() else 1
    columns, rows = _grid_for(program.cores + needed, program.hardware)
    cores = np.column_stack((places.chip_column, places.chip_row))
    taken = set(map(tuple, cores.tolist()))
    every = ((x, y) for y in range(rows) for x in range(columns))
    free = list(islice((place for place in every if place not in taken), needed))
    return _Layout(columns, rows, cores, bus=free[0], nowhere=free[-1])


def _grid_for(places: int, hardware: Hardware) -> tuple[int, int]:
    """Return columns and rows of a grid of at least so many places."""
    columns, rows = hardware.grid_columns, hardware.grid_rows
    while columns * rows < places:
        if rows < _MOST["grid_rows"]:
            rows += 1
        elif columns < _MOST["grid_columns"]:
            columns += 1
        else:
            raise TNStudioError(
                tr("The chip has no place left for RANC's output bus"),
                hardware.name,
                tr("take out a core"),
            )
    return columns, rows


def _packets(
    program: ChipProgram, stimulus: PatternSpikes, layout: _Layout
) -> list[list[_Packet]]:
    """Return a list of packets for each tick up to the last spike."""
    inputs = program.inputs
    fed: dict[int, list[tuple[int, int]]] = {}
    for line, core, axon in zip(
        inputs.line.tolist(), inputs.core.tolist(), inputs.axon.tolist(), strict=True
    ):
        fed.setdefault(line, []).append((core, axon))
    ticks = stimulus.ticks.tolist()
    reached: list[set[tuple[int, int]]] = [
        set() for _ in range(max(ticks, default=-1) + 1)
    ]
    for tick, line in zip(ticks, stimulus.lines.tolist(), strict=True):
        reached[tick].update(fed.get(line, ()))
    places = layout.cores.tolist()
    return [
        [
            {
                "destination_core": places[core],
                "destination_axon": axon,
                "destination_tick": 0,
            }
            for core, axon in sorted(axons)
        ]
        for axons in reached
    ]


def _core(program: ChipProgram, layout: _Layout, core: int) -> dict[str, Any]:
    return {
        "coordinates": layout.cores[core].tolist(),
        "axons": program.axon_types[core].tolist(),
        "connections": program.crossbar(core).T.astype(np.uint8).tolist(),
        "neurons": _neurons(program, layout, core),
    }


def _neurons(
    program: ChipProgram, layout: _Layout, core: int
) -> list[dict[str, int | list[int]]]:
    n = program.neurons
    # Only inert neurons still have none of the two resets.
    resets = n.reset_mode[core] == ResetMode.SUBTRACT_THRESHOLD
    columns = {
        "reset_potential": n.reset_value[core],
        "weights": n.strengths[core].T,
        "leak": n.leak[core],
        "positive_threshold": n.threshold[core],
        "negative_threshold": -n.negative_threshold[core],
        **_destinations(program, layout, core),
        "current_potential": n.initial_potential[core],
        "reset_mode": resets.astype(np.uint8),
    }
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _destinations(
    program: ChipProgram, layout: _Layout, core: int
) -> dict[str, npt.NDArray[np.int32]]:
    """Return where a core's neurons send their spikes; RANC has it relative."""
    target, line = program.routes.core[core], program.routes.line[core]
    to_axon, to_line = target != NONE, line != NONE
    place = np.where(to_line[:, None], layout.bus, layout.nowhere)
    place = np.where(to_axon[:, None], layout.cores[target], place)
    axon = np.where(to_line, line, 0)
    axon = np.where(to_axon, program.routes.axon[core], axon)
    delay = np.where(to_axon, program.routes.delay[core], 1)
    return {
        "destination_core_offset": place - layout.cores[core],
        "destination_axon": axon,
        "destination_tick": delay - 1,
    }

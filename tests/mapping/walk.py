"""What a chip program describes, followed spike by spike in plain Python."""

from collections.abc import Iterator

from tnstudio.model.program import NONE, ChipProgram

_Axons = set[tuple[int, int]]
"""Active axons as core and axon."""


def lines_out(program: ChipProgram, lines_in: list[int]) -> set[int]:
    """Return the output lines that a tick of input lines makes fire.

    For memoryless neurons only: every tick starts from V = 0.
    """
    active: dict[int, _Axons] = {0: _fed(program, lines_in)}
    fired: set[int] = set()
    for tick in range(program.latency + 1):
        fired = set()
        for core, neuron in _spikes(program, active.get(tick, set())):
            if program.routes.line[core, neuron] != NONE:
                fired.add(int(program.routes.line[core, neuron]))
            if program.routes.core[core, neuron] != NONE:
                arrival = tick + int(program.routes.delay[core, neuron])
                target = program.routes.core[core, neuron]
                axon = program.routes.axon[core, neuron]
                active.setdefault(arrival, set()).add((int(target), int(axon)))
    return fired


def _fed(program: ChipProgram, lines_in: list[int]) -> _Axons:
    inputs = program.inputs
    return {
        (int(core), int(axon))
        for line, core, axon in zip(inputs.line, inputs.core, inputs.axon, strict=True)
        if lines_in[line]
    }


def _spikes(program: ChipProgram, active: _Axons) -> Iterator[tuple[int, int]]:
    for core in range(program.cores):
        axons = [axon for where, axon in active if where == core]
        for neuron in range(program.hardware.neurons):
            if _potential(program, core, neuron, axons) >= int(
                program.neurons.threshold[core, neuron]
            ):
                yield core, neuron


def _potential(program: ChipProgram, core: int, neuron: int, axons: list[int]) -> int:
    potential = int(program.neurons.leak[core, neuron])
    for axon in axons:
        byte = int(program.synapses[core, axon, neuron // 8])
        if byte >> neuron % 8 & 1:
            kind = int(program.axon_types[core, axon])
            potential += int(program.neurons.strengths[core, kind, neuron])
    return potential

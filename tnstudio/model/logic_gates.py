"""Logic gates, one core each, and one that is made of three others."""

from dataclasses import replace

import numpy as np

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.circuit_edits import (
    add_core,
    add_input_line,
    add_output_line,
    connect,
    feed,
    set_neurons,
    set_synapses,
    to_line,
)
from tnstudio.model.core_sizes import hardware_of
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import Network, free_network
from tnstudio.model.neuron import NeuronParameters
from tnstudio.model.preset_circuits import fresh_core
from tnstudio.model.stimulus import PatternSpikes

HOLD = 4
"""Ticks for which each row of the truth table is shown."""

_SIZE = hardware_of(4, 4, TRUENORTH)

_GATES = {
    "AND": (1, -1),
    "OR": (1, 0),
    "NOT a": (-1, 1),
    "NAND": (-1, 2),
    "NOR": (-1, 1),
}
"""Strength of each input, and leak: a gate spikes if they come to 1 or more."""


def logic_gates(seed: int = 0) -> Network:
    """Return six gates on the same two inputs, which take all four combinations.

    Each row of the truth table (a, b = 00, 01, 10, 11) lasts 4 ticks. A gate's
    line answers in the same tick, that of XOR, which is made of two steps, one
    tick later.
    """
    circuit = Circuit()
    for row, name in enumerate(_GATES):
        core = fresh_core(_SIZE, name, (row, 0))
        axons = (0,) if name == "NOT a" else (0, 1)
        circuit = add_core(circuit, _with_gate(core, 0, name, axons))
    circuit = add_core(circuit, _xor_core(len(_GATES)))
    circuit = _with_lines(circuit)
    xor = len(_GATES)
    for neuron, axon in ((0, 2), (1, 3)):
        circuit = connect(circuit, (xor, neuron), (xor, axon))
    circuit = replace(circuit, stimuli=(_truth_table(),))
    return free_network("Logic gates", circuit, _SIZE, seed)


def _with_gate(
    core: FreeCore, neuron: int, name: str, axons: tuple[int, ...]
) -> FreeCore:
    strength, leak = _GATES[name]
    core = set_neurons(core, neuron, NeuronParameters(leak=leak), (strength,))
    return set_synapses(core, axons, neuron)


def _xor_core(row: int) -> FreeCore:
    """Return a core whose neurons 0 and 1, back on axons 2 and 3, make neuron 2."""
    core = fresh_core(_SIZE, "XOR", (row, 0))
    for neuron, name, axons in ((0, "OR", (0, 1)), (1, "NAND", (0, 1))):
        core = _with_gate(core, neuron, name, axons)
    return _with_gate(core, 2, "AND", (2, 3))


def _with_lines(circuit: Circuit) -> Circuit:
    for line, name in enumerate(("a", "b")):
        circuit = add_input_line(circuit, name)
        for index, core in enumerate(circuit.cores):
            if core.crossbar()[line].any():
                circuit = feed(circuit, line, (index, line))
    for index, core in enumerate(circuit.cores):
        neuron = 2 if core.name == "XOR" else 0
        circuit = to_line(add_output_line(circuit, core.name), (index, neuron), index)
    return circuit


def _truth_table() -> PatternSpikes:
    ticks = np.arange(4 * HOLD)
    a, b = ticks // HOLD >> 1 & 1, ticks // HOLD & 1
    when, line = np.nonzero(np.column_stack((a, b)))
    return PatternSpikes(
        frozen(when, np.int64), frozen(line, np.int32), period=len(ticks)
    )

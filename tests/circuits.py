"""Circuits for tests, built with the edits."""

from dataclasses import replace

from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import (
    add_core,
    add_input_line,
    add_output_line,
    connect,
    empty_core,
    feed,
    set_neurons,
    set_synapses,
    to_line,
)
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import Network, free_network
from tnstudio.model.neuron import NeuronParameters
from tnstudio.model.stimulus import SingleSpike

SMALL = Hardware("small", axons=4, neurons=5, axon_types=2, grid_rows=2, grid_columns=2)


def oscillator() -> Network:
    """Return two cores that wake each other, after 2 and after 3 ticks.

    A spike on the input line at tick 1 fires core 0 at ticks 1, 6, 11 ..., core
    1 and the output line at ticks 3, 8, 13 ...
    """
    circuit = Circuit()
    for k in range(2):
        core = empty_core(SMALL, f"half {k}", (0, k))
        core = set_neurons(core, (0, 1), NeuronParameters(), (1,))
        circuit = add_core(circuit, set_synapses(core, 0, (0, 1)))
    circuit = add_output_line(circuit, "beat")
    circuit = connect(circuit, (0, 0), (1, 0), delay=2)
    circuit = connect(circuit, (1, 0), (0, 0), delay=3)
    circuit = to_line(circuit, (1, 1), 0)
    circuit = feed(add_input_line(circuit, "start"), 0, (0, 0))
    circuit = replace(circuit, stimuli=(SingleSpike(0, 1),))
    return free_network("oscillator", circuit, SMALL)


def expected_beats(ticks: int) -> list[int]:
    """Return what the oscillator's output line shows in each tick."""
    return [int(tick >= 3 and tick % 5 == 3) for tick in range(ticks)]

"""Neurons that silence each other, so that one of them is left."""

from dataclasses import replace

from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import (
    add_core,
    add_input_line,
    add_output_line,
    connect,
    feed,
    set_axon_types,
    set_neurons,
    set_synapses,
    to_line,
)
from tnstudio.model.core_sizes import hardware_of
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import Network, free_network
from tnstudio.model.neuron import MEMORYLESS_BINARY, NeuronParameters
from tnstudio.model.preset_circuits import fresh_core
from tnstudio.model.stimulus import PoissonSpikes

RATES = {"a": 0.3, "b": 0.1, "c": 0.9, "d": 0.2}
"""Spikes per tick on each input line."""

THRESHOLD = 12
"""Spikes that a neuron must count before its rivals do."""

_SIZE = hardware_of(8, 8, TRUENORTH)
_INHIBITION = -255


def winner_take_all(seed: int = 0) -> Network:
    """Return four neurons that count their inputs' spikes; one comes through.

    Who has counted 12 first spikes, and with that sets the others back to 0.
    Its one target is the axon that inhibits them all; there a relay hears it
    too, and shows its spikes on the output line a tick later.
    """
    count = len(RATES)
    core = fresh_core(_SIZE, "winner", (0, 0))
    core = set_axon_types(core, range(count, 2 * count), 1)
    counting = NeuronParameters(threshold=THRESHOLD)
    core = set_neurons(core, range(count), counting, (1, _INHIBITION))
    core = set_neurons(core, range(count, 2 * count), MEMORYLESS_BINARY, (0, 1))
    for k in range(count):
        rivals = [j for j in range(count) if j != k]
        core = set_synapses(core, k, k)
        core = set_synapses(core, count + k, [*rivals, count + k])
    circuit = add_core(Circuit(), core)
    for k, name in enumerate(RATES):
        circuit = feed(add_input_line(circuit, name), k, (0, k))
        circuit = connect(circuit, (0, k), (0, count + k))
        circuit = to_line(add_output_line(circuit, f"{name} wins"), (0, count + k), k)
    stimuli = tuple(PoissonSpikes(k, rate) for k, rate in enumerate(RATES.values()))
    circuit = replace(circuit, stimuli=stimuli)
    return free_network("Winner takes all", circuit, _SIZE, seed)

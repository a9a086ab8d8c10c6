"""A constant that is turned into spikes at random."""

from dataclasses import replace

from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import (
    add_core,
    add_input_line,
    add_output_line,
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
from tnstudio.model.stimulus import RegularSpikes

_SIZE = hardware_of(4, 4, TRUENORTH)

_STRENGTHS = {"1/32": 7, "1/8": 31, "1/2": 127}
_LEAKS = {"1/4 by leak": 63}


def poisson_encoder(seed: int = 0) -> Network:
    """Return four neurons that spike at random, at rates known in advance.

    C13: of a stochastic strength s, and of a stochastic leak λ, a unit arrives
    with probability (s + 1) / 256; α = 1 makes a spike of it. The rates are
    spikes per tick, drawn independently: a Bernoulli process, which is what a
    Poisson process is in ticks.
    """
    core = set_synapses(fresh_core(_SIZE, "encoder", (0, 0)), 0, (0, 1, 2))
    by_synapse = NeuronParameters(stochastic_synapses=(True,))
    for neuron, strength in enumerate(_STRENGTHS.values()):
        core = set_neurons(core, neuron, by_synapse, (strength,))
    for neuron, leak in enumerate(_LEAKS.values(), start=len(_STRENGTHS)):
        by_leak = NeuronParameters(leak=leak, stochastic_leak=True)
        core = set_neurons(core, neuron, by_leak, ())
    circuit = feed(add_input_line(add_core(Circuit(), core), "drive"), 0, (0, 0))
    for neuron, name in enumerate((*_STRENGTHS, *_LEAKS)):
        circuit = to_line(add_output_line(circuit, name), (0, neuron), neuron)
    circuit = replace(circuit, stimuli=(RegularSpikes(0, period=1),))
    return free_network("Poisson encoder", circuit, _SIZE, seed)

"""Free cores to start from: none yet, and small circuits with a known behaviour."""

from dataclasses import replace

from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import (
    add_core,
    add_input_line,
    add_output_line,
    connect,
    feed,
    replace_core,
    set_neurons,
    set_synapses,
    to_line,
)
from tnstudio.model.circuit_lines import rename_input
from tnstudio.model.classroom_core import classroom_core
from tnstudio.model.core_sizes import hardware_of
from tnstudio.model.delay_line import delay_line
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.logic_gates import logic_gates
from tnstudio.model.network import Network, free_network
from tnstudio.model.neuron import NeuronParameters
from tnstudio.model.poisson_encoder import poisson_encoder
from tnstudio.model.preset_circuits import FRESH_CELL, circuit_of_preset, fresh_core
from tnstudio.model.presets import preset
from tnstudio.model.stimulus import RegularSpikes, SingleSpike
from tnstudio.model.winner_take_all import winner_take_all

SMALL = hardware_of(4, 4, TRUENORTH)
"""Cores that can be taken in at a glance."""


def free_cores(seed: int = 0) -> Network:
    """Return a design of free cores without a core yet."""
    return free_network("Free cores", Circuit(), SMALL, seed)


def oscillator(seed: int = 0) -> Network:
    """Return two cores that wake each other, after 2 and after 3 ticks.

    From the one input spike on, at tick 0, the output line shows a spike in
    ticks 2, 7, 12 ...
    """
    circuit = Circuit()
    for column, name in enumerate(("tick", "tock")):
        core = fresh_core(SMALL, name, (0, column))
        circuit = add_core(circuit, set_synapses(core, 0, (0, 1)))
    circuit = connect(circuit, (0, 0), (1, 0), delay=2)
    circuit = connect(circuit, (1, 0), (0, 0), delay=3)
    circuit = to_line(add_output_line(circuit, "beat"), (1, 1), 0)
    circuit = feed(add_input_line(circuit, "start"), 0, (0, 0))
    circuit = replace(circuit, stimuli=(SingleSpike(0),))
    return free_network("Oscillator", circuit, SMALL, seed)


def coincidence_detector(seed: int = 0) -> Network:
    """Return a core that spikes only if both of its inputs do.

    One spikes every 3 ticks, the other every 4: the output line does every 12.
    """
    core = fresh_core(SMALL, "both", (0, 0))
    # The leak takes away what one spike alone has added.
    core = set_neurons(core, 0, NeuronParameters(leak=-1), (1,))
    circuit = add_core(Circuit(), set_synapses(core, (0, 1), 0))
    for axon, name in enumerate(("every 3", "every 4")):
        circuit = feed(add_input_line(circuit, name), axon, (0, axon))
    circuit = to_line(add_output_line(circuit, "both"), (0, 0), 0)
    stimuli = (RegularSpikes(0, period=3), RegularSpikes(1, period=4))
    circuit = replace(circuit, stimuli=stimuli)
    return free_network("Coincidence detector", circuit, SMALL, seed)


def bursting(seed: int = 0) -> Network:
    """Return a neuron that answers every pulse with six spikes, 17 ticks apart.

    Its one target is the axon of the neuron that counts and stops it; a third
    one hears that axon too, and shows its spikes on the output line.
    """
    circuit = circuit_of_preset(preset("phasic bursting"), SMALL)
    core = set_neurons(circuit.cores[0], 2, FRESH_CELL.parameters, (1,))
    circuit = replace_core(circuit, 0, set_synapses(core, 1, 2))
    circuit = to_line(add_output_line(circuit, "bursts"), (0, 2), 0)
    circuit = rename_input(circuit, 0, "pulse")
    circuit = replace(circuit, stimuli=(RegularSpikes(0, period=200),))
    return free_network("Bursting neuron", circuit, SMALL, seed)


CIRCUITS = {
    "free-cores": free_cores,
    "classroom-core": classroom_core,
    "logic-gates": logic_gates,
    "oscillator": oscillator,
    "delay-line": delay_line,
    "coincidence": coincidence_detector,
    "bursting": bursting,
    "poisson-encoder": poisson_encoder,
    "winner-take-all": winner_take_all,
}

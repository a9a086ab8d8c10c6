"""A core to read at a glance: a lesson in each of its neurons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import (
    add_core,
    add_input_line,
    add_output_line,
    feed,
    set_axon_types,
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

_SIDE = 8
_SIZE = hardware_of(_SIDE, _SIDE, TRUENORTH)
_TYPES = (0, 0, 1, 1, 2, 2, 3, 3)

ROUND = 2 * _SIDE
"""Ticks until the input starts over: each axon gets a spike, 2 ticks apart."""


@dataclass(frozen=True, slots=True)
class _Lesson:
    """One neuron, by the name of its output line."""

    name: str
    parameters: NeuronParameters
    strengths: tuple[int, int, int, int]
    axons: Sequence[int] = range(_SIDE)


_LESSONS = (
    _Lesson("each spike", NeuronParameters(), (1, 1, 1, 1)),
    _Lesson("axons 1, 4, 6", NeuronParameters(), (1, 1, 1, 1), (1, 4, 6)),
    _Lesson("type 2", NeuronParameters(), (0, 0, 1, 0)),
    _Lesson("every third", NeuronParameters(threshold=3), (1, 1, 1, 1)),
    _Lesson("20 in all", NeuronParameters(threshold=20), (1, 2, 3, 4)),
    _Lesson("inhibited", NeuronParameters(threshold=3), (1, 1, -1, -1)),
    _Lesson("leaky", NeuronParameters(leak=-1, threshold=5), (3, 3, 3, 3)),
    _Lesson("clock", NeuronParameters(leak=1, threshold=8), (0, 0, 0, 0), ()),
)


def classroom_core(seed: int = 0) -> Network:
    """Return 8 axons, two of each type, and 8 neurons that differ in one thing each.

    The axons take turns: axon k gets a spike at tick 2 k, and again every 16
    ticks.
    """
    core = fresh_core(_SIZE, "classroom", (0, 0))
    core = set_axon_types(core, range(_SIDE), _TYPES)
    for neuron, lesson in enumerate(_LESSONS):
        core = set_neurons(core, neuron, lesson.parameters, lesson.strengths)
        core = set_synapses(core, lesson.axons, neuron)
    circuit = add_core(Circuit(), core)
    for k, lesson in enumerate(_LESSONS):
        circuit = feed(add_input_line(circuit, f"to axon {k}"), k, (0, k))
        circuit = to_line(add_output_line(circuit, lesson.name), (0, k), k)
    turns = np.arange(_SIDE)
    pattern = PatternSpikes(frozen(2 * turns, np.int64), frozen(turns, np.int32), ROUND)
    circuit = replace(circuit, stimuli=(pattern,))
    return free_network("Classroom core", circuit, _SIZE, seed)

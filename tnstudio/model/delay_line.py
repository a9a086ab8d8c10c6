"""A rhythm that is handed on from core to core."""

from dataclasses import replace

import numpy as np

from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import (
    add_core,
    add_input_line,
    add_output_line,
    connect,
    feed,
    set_synapses,
    to_line,
)
from tnstudio.model.core_sizes import hardware_of
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import Network, free_network
from tnstudio.model.preset_circuits import fresh_core
from tnstudio.model.stimulus import PatternSpikes

RHYTHM = (0, 4, 6, 7)
PERIOD = 40

_SIZE = hardware_of(4, 4, TRUENORTH)
_DELAYS = (5, 15)


def delay_line(seed: int = 0) -> Network:
    """Return three cores that show a rhythm at once, 5 and 20 ticks later.

    In each core neuron 0 hands on what arrives, neuron 1 shows it.
    """
    circuit, later = Circuit(), 0
    for column, delay in enumerate((0, *_DELAYS)):
        later += delay
        name = f"{later} later" if later else "at once"
        core = fresh_core(_SIZE, name, (column, column))
        circuit = add_core(circuit, set_synapses(core, 0, (0, 1)))
        circuit = to_line(add_output_line(circuit, name), (column, 1), column)
        if column:
            circuit = connect(circuit, (column - 1, 0), (column, 0), delay)
    circuit = feed(add_input_line(circuit, "rhythm"), 0, (0, 0))
    ticks = frozen(np.array(RHYTHM), np.int64)
    lines = frozen(np.zeros(len(RHYTHM)), np.int32)
    circuit = replace(circuit, stimuli=(PatternSpikes(ticks, lines, PERIOD),))
    return free_network("Delay line", circuit, _SIZE, seed)

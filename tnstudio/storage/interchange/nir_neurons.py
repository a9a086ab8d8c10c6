"""Which neurons of the chip NIR has an equal for.

NIR's Threshold has no memory and fires where its input is above a number; its IF
adds its input to V and sets V to a number when it fires. So the first stands for
neurons whose V is 0 after every tick, the second for those that never come below
-β and are reset to a value. Numbers of spikes and strengths are whole: "V >= α"
is "V > α - ½".
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.storage.interchange.ranc_neurons import connected_types, may_fall
from tnstudio.texts import marked, tr

_Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class NeuronKinds:
    """What the neurons in use can become, arrays of shape (cores, neurons).

    Attributes
    ----------
    used : bool
        Whether they lead anywhere.
    binary : bool
        Whether they are without memory: a Threshold.
    """

    used: _Bits
    binary: _Bits


def used_neurons(program: ChipProgram) -> _Bits:
    """Return which neurons lead to an output line, or to such neurons in a core."""
    core, line = program.routes.core, program.routes.line
    used: _Bits = (core != NONE) | (line != NONE)
    while True:
        of_core: _Bits = np.logical_or.reduce(used, axis=1)
        leads_on = (core != NONE) & of_core[core]
        left = used & (leads_on | (line != NONE))
        if (left == used).all():
            return used
        used = left


def neuron_kinds(program: ChipProgram) -> NeuronKinds:
    """Tell which neurons become which node.

    Raises
    ------
    TNStudioError
        If a neuron in use has no equal, naming the first and why.
    """
    n, used = program.neurons, used_neurons(program)
    connected = _connected(program)
    leaks = n.leak != 0
    to_value = n.reset_mode == ResetMode.TO_VALUE
    starts = n.initial_potential == 0
    floor = (n.negative_threshold == 0) & starts & (n.threshold <= 1)
    binary = to_value & (n.reset_value == 0) & floor
    noisy = (n.stochastic_synapses & connected & (n.strengths != 0)).any(axis=1)
    never_low = ~may_fall(n.strengths, connected, n.leak)
    never_low &= n.reset_value >= -n.negative_threshold
    reasons = {
        marked("stochastic synapses (b)"): noisy,
        marked("leak reversal (ε)"): n.leak_reversal & leaks,
        marked("stochastic leak (c)"): n.stochastic_leak & leaks,
        marked("threshold mask (M)"): n.threshold_mask != 0,
        marked("resets but to a value (γ)"): ~to_value,
        marked("potential before the first tick"): ~starts,
        marked("negative threshold (β)"): ~binary & ~never_low,
    }
    for reason, bits in reasons.items():
        found = bits & used
        if found.any():
            core, neuron = np.unravel_index(int(np.argmax(found)), found.shape)
            raise TNStudioError(
                tr("NIR's neurons have no {feature}", feature=tr(reason)),
                f"core {core}, neuron {neuron}",
                tr("give this neuron other parameters"),
            )
    return NeuronKinds(used, binary & used)


def _connected(program: ChipProgram) -> _Bits:
    types = program.hardware.axon_types
    return np.stack(
        [
            connected_types(program.axon_types[core], program.crossbar(core), types)
            for core in range(program.cores)
        ]
    )


def weights_of(program: ChipProgram, core: int) -> npt.NDArray[np.int16]:
    """Return what each synapse of a core adds, shape (axons, neurons)."""
    strengths = program.neurons.strengths[core][program.axon_types[core]]
    weights: npt.NDArray[np.int16] = strengths * program.crossbar(core)
    return weights

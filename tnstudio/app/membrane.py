"""V at the moment that it is compared with the threshold."""

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import POTENTIAL
from tnstudio.model.program import ChipProgram


def integrated(
    program: ChipProgram,
    core: int,
    active: npt.NDArray[np.bool_],
    before: npt.NDArray[np.int32],
) -> npt.NDArray[np.int32]:
    """Return V of a core's neurons after synapses and leak (C13).

    A neuron spikes in this tick if this is at least its threshold α.

    Parameters
    ----------
    active : bool array, shape (axons,)
        The axons active in the tick.
    before : int32 array, shape (neurons,)
        V before the tick.

    Returns
    -------
    int32 array, shape (neurons,)
    """
    neurons = program.neurons
    strengths = neurons.strengths[core].astype(np.int64)
    types = program.axon_types[core][active]
    synapses = program.crossbar(core)[active]
    v = before.astype(np.int64)
    for kind, strength in enumerate(strengths):
        v += strength * synapses[types == kind].sum(axis=0)
    v = np.clip(v, POTENTIAL.low, POTENTIAL.high)
    leak = neurons.leak[core].astype(np.int64)
    v += np.where(neurons.leak_reversal[core], np.sign(v) * leak, leak)
    return np.clip(v, POTENTIAL.low, POTENTIAL.high).astype(np.int32)

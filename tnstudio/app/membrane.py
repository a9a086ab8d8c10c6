"""V and threshold at the moment that they are compared."""

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import POTENTIAL
from tnstudio.model.program import ChipProgram
from tnstudio.simulation import noise


def integrated(
    program: ChipProgram,
    core: int,
    active: npt.NDArray[np.bool_],
    before: npt.NDArray[np.int32],
    tick: int,
) -> npt.NDArray[np.int32]:
    """Return V of a core's neurons after synapses and leak (C13).

    A neuron spikes in this tick if this is at least its threshold; see
    `thresholds`.

    Parameters
    ----------
    active : bool array, shape (axons,)
        The axons active in the tick.
    before : int32 array, shape (neurons,)
        V before the tick.
    tick : int
        What stochastic synapses and leaks draw depends on it.

    Returns
    -------
    int32 array, shape (neurons,)
    """
    neurons = program.neurons
    v = before.astype(np.int64)
    synapses, kinds = program.crossbar(core), program.axon_types[core]
    drawn = neurons.stochastic_synapses[core].any(axis=1)
    for kind in np.unique(kinds[active]).tolist():
        acting = np.flatnonzero(active & (kinds == kind))
        if drawn[kind]:
            for axon in acting.tolist():
                v += synapses[axon] * _contributions(program, core, axon, tick)
        else:
            strengths = neurons.strengths[core, kind].astype(np.int64)
            v += np.count_nonzero(synapses[acting], axis=0) * strengths
    v = np.clip(v, POTENTIAL.low, POTENTIAL.high)
    leak = neurons.leak[core].astype(np.int64)
    if neurons.stochastic_leak[core].any():
        rho = noise.leak_rho(program.seed, core, tick, leak.size)
        leak = np.where(neurons.stochastic_leak[core], _by_chance(leak, rho), leak)
    v += np.where(neurons.leak_reversal[core], np.sign(v) * leak, leak)
    return np.clip(v, POTENTIAL.low, POTENTIAL.high).astype(np.int32)


def thresholds(program: ChipProgram, core: int, tick: int) -> npt.NDArray[np.int32]:
    """Return α + η of a core's neurons in a tick, shape (neurons,)."""
    n = program.neurons
    reached: npt.NDArray[np.int32] = n.threshold[core].copy()
    mask = n.threshold_mask[core]
    if mask.any():
        reached += noise.threshold_rho(program.seed, core, tick, mask.size) & mask
    return reached


def _contributions(
    program: ChipProgram, core: int, axon: int, tick: int
) -> npt.NDArray[np.int64]:
    """Return what a spike of the axon adds to each neuron that it reaches.

    It is of a type with stochastic synapses.
    """
    kind = program.axon_types[core, axon]
    strengths = program.neurons.strengths[core, kind].astype(np.int64)
    drawn = program.neurons.stochastic_synapses[core, kind]
    rho = noise.synapse_rho(program.seed, core, tick, axon, strengths.size)
    return np.where(drawn, _by_chance(strengths, rho), strengths)


def _by_chance(
    values: npt.NDArray[np.int64], rho: npt.NDArray[np.uint8] | npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """Return F(x, ρ) sgn(x)."""
    counted: npt.NDArray[np.int64] = np.sign(values) * (np.abs(values) >= rho)
    return counted

"""From a chip program to the tables of its stochastic neurons."""

import numpy as np
import numpy.typing as npt

from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import ChipProgram, NeuronArrays
from tnstudio.simulation.noise import core_keys
from tnstudio.simulation.tables import WORD, Indices, Ints, Noise

Bools = npt.NDArray[np.bool_]

_NO_ROW = -1


def noise_of(
    program: ChipProgram, slot: Indices, word_core: Indices, word_type: Indices
) -> Noise:
    """Lay out what is drawn in each tick.

    Only cores and types with something stochastic have rows in the tables.

    Parameters
    ----------
    slot : int64 array, shape (cores, axons)
        The slot of each axon.
    word_core, word_type : int64 arrays, shape (words,)
        The core and the axon type of each word of slots.
    """
    n = program.neurons
    width = -(-program.hardware.neurons // WORD) * WORD
    drawn_types = np.asarray(n.stochastic_synapses.any(axis=2))
    drawn_cores = np.asarray(is_noisy(n).any(axis=1))
    axon = np.zeros(len(word_core) * WORD, np.int64)
    axon[slot] = np.arange(slot.shape[1])

    def padded(values: Ints) -> Ints:
        table = np.zeros((len(values), width), np.int32)
        table[:, : values.shape[1]] = values
        return table

    def of_cores(values: Ints) -> Ints:
        return padded(values[drawn_cores])

    mask = n.threshold_mask
    subtracts = n.reset_mode == ResetMode.SUBTRACT_THRESHOLD
    falls = ~n.negative_saturates
    by_chance = np.where(n.stochastic_synapses, n.strengths, 0)
    return Noise(
        key=core_keys(program.seed, program.cores),
        axon=axon,
        synapse_row=_rows(drawn_types)[word_core, word_type],
        strengths=padded(by_chance[drawn_types]),
        neuron_row=_rows(drawn_cores),
        leak=of_cores(np.where(n.stochastic_leak, n.leak, 0)),
        threshold=of_cores(mask),
        taken=of_cores(np.where(subtracts, mask, 0)),
        floor=of_cores(np.where(falls, mask, 0)),
        given=of_cores(np.where(subtracts & falls, mask, 0)),
    )


def is_noisy(n: NeuronArrays) -> Bools:
    """Tell which neurons draw a number every tick, (cores, neurons)."""
    noisy: Bools = (n.stochastic_leak & (n.leak != 0)) | (n.threshold_mask != 0)
    return noisy


def _rows(chosen: Bools) -> Indices:
    """Return a number for each of the chosen, in order; the rest gets `_NO_ROW`."""
    return np.where(chosen, np.cumsum(chosen).reshape(chosen.shape) - 1, _NO_ROW)

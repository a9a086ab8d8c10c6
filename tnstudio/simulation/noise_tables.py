"""From a chip program to the tables of its stochastic neurons."""

from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import ChipProgram, NeuronArrays
from tnstudio.simulation.noise import core_keys
from tnstudio.simulation.tables import (
    WORD,
    Indices,
    Ints,
    Noise,
)

Bools = npt.NDArray[np.bool_]

_NO_ROW = -1


def noise_of(
    program: ChipProgram, slot: Indices, word_core: Indices, word_type: Indices
) -> Noise:
    """Lay out what is drawn in each tick.

    Parameters
    ----------
    slot : int64 array, shape (cores, axons)
        The slot of each axon.
    word_core, word_type : int64 arrays, shape (words,)
        The core of each word of slots, and the type of its axons.
    """
    n = program.neurons
    width = -(-program.hardware.neurons // WORD) * WORD
    drawn_types = np.asarray(n.stochastic_synapses.any(axis=2))
    drawn_cores = np.asarray(is_noisy(n).any(axis=1))
    axon = np.zeros(len(word_core) * WORD, np.int64)
    axon[slot] = np.arange(slot.shape[1])

    def padded(values: npt.NDArray[Any], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        table = np.zeros((len(values), width), dtype)
        table[:, : values.shape[1]] = values
        return table

    def of_cores(values: npt.NDArray[Any]) -> Ints:
        return padded(values[drawn_cores], np.int32)

    mask = n.threshold_mask
    subtracts = n.reset_mode == ResetMode.SUBTRACT_THRESHOLD
    falls = ~n.negative_saturates
    by_chance = np.where(n.stochastic_synapses, n.strengths, 0)[drawn_types]
    return Noise(
        key=core_keys(program.seed, program.cores),
        axon=axon,
        drawn=np.any(drawn_types, axis=1).astype(np.uint8),
        type_row=_rows(drawn_types)[word_core, word_type],
        size=padded(np.abs(by_chance), np.uint8),
        sign=padded(np.sign(by_chance), np.int16),
        core_row=_rows(drawn_cores),
        neurons=np.stack(
            [
                of_cores(np.where(n.stochastic_leak, n.leak, 0)),
                of_cores(mask),
                of_cores(np.where(subtracts, mask, 0)),
                of_cores(np.where(falls, mask, 0)),
                of_cores(np.where(subtracts & falls, mask, 0)),
            ],
            axis=1,
        ),
    )


def is_noisy(n: NeuronArrays) -> Bools:
    """Tell which neurons draw a number every tick, (cores, neurons)."""
    noisy: Bools = (n.stochastic_leak & (n.leak != 0)) | (n.threshold_mask != 0)
    return noisy


def _rows(chosen: Bools) -> Indices:
    """Return a number for each of the chosen, in order; the rest gets `_NO_ROW`."""
    return np.where(chosen, np.cumsum(chosen).reshape(chosen.shape) - 1, _NO_ROW)

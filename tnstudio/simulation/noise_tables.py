"""From a chip program to the tables of its stochastic neurons."""

import numpy as np
import numpy.typing as npt

from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import ChipProgram, NeuronArrays
from tnstudio.simulation.distinct_rows import distinct_rows, padded
from tnstudio.simulation.noise import core_keys
from tnstudio.simulation.packing import pack
from tnstudio.simulation.tables import WORD, Indices, Ints, Noise, words_for

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
    width = words_for(program.hardware.neurons) * WORD
    drawn_types = np.asarray(n.stochastic_synapses.any(axis=2))
    drawn_cores = np.asarray(is_noisy(n).any(axis=1))
    axon = np.zeros(len(word_core) * WORD, np.int16)
    axon[slot] = np.arange(slot.shape[1])

    by_chance = np.where(n.stochastic_synapses, n.strengths, 0)[drawn_types]
    strength_row, strengths = distinct_rows(padded(by_chance, width))
    core_row, neurons = _neuron_rows(n, drawn_cores, width)
    return Noise(
        key=core_keys(program.seed, program.cores),
        axon=axon,
        drawn=np.any(drawn_types, axis=1).astype(np.uint8),
        type_row=_placed(strength_row, drawn_types)[word_core, word_type],
        size=np.abs(strengths).astype(np.uint8),
        rising=pack(strengths > 0),
        falling=pack(strengths < 0),
        core_row=core_row,
        neurons=neurons,
        one=np.ones(width, np.int16),
        less_one=np.full(width, -1, np.int16),
    )


def _neuron_rows(n: NeuronArrays, drawn: Bools, width: int) -> tuple[Indices, Ints]:
    """Return the rows of the cores in the table of what neurons draw, and it."""
    mask = n.threshold_mask
    subtracts = n.reset_mode == ResetMode.SUBTRACT_THRESHOLD
    falls = ~n.negative_saturates
    kinds = (
        np.where(n.stochastic_leak, n.leak, 0),
        mask,
        np.where(subtracts, mask, 0),
        np.where(falls, mask, 0),
        np.where(subtracts & falls, mask, 0),
    )
    values = np.concatenate([kind[drawn].astype(np.int32) for kind in kinds])
    row, table = distinct_rows(padded(values, width))
    rows = row.reshape(len(kinds), -1)
    return np.stack([_placed(own, drawn) for own in rows], axis=1), table


def is_noisy(n: NeuronArrays) -> Bools:
    """Tell which neurons draw a number every tick, (cores, neurons)."""
    noisy: Bools = (n.stochastic_leak & (n.leak != 0)) | (n.threshold_mask != 0)
    return noisy


def _placed(rows: Indices, chosen: Bools) -> Indices:
    """Put rows where they were chosen, in order; the rest gets `_NO_ROW`."""
    placed = np.full(chosen.shape, _NO_ROW, np.int64)
    placed[chosen] = rows
    return placed

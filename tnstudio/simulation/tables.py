"""The arrays that kernels read and write.

Everything binary is packed into words of 64 bits, lowest bit first. The axons
of a core are sorted by type into *slots*, each type from a new word on, so
that all slots of a word share one strength per neuron.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Halves = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int64]

WORD = 64
"""Bits per word."""

RING = 16
"""Ticks for which the active axons are kept: delays are 15 at most."""


def words_for(bits: int) -> int:
    """Return how many words hold so many bits."""
    return -(-bits // WORD)


class Crossbars(NamedTuple):
    """All synapses.

    Attributes
    ----------
    start : int64 array, shape (cores + 1,)
        The words of core c are ``start[c]`` to ``start[c + 1]``.
    type : int64 array, shape (words,)
        The axon type of all slots of a word.
    columns : uint64 array, shape (words, neurons)
        The synapses of each neuron with the slots of a word.
    strengths : int32 array, shape (cores, types, neurons)
        s, 0 where the synapses are stochastic; the neurons of one type lie
        side by side.
    """

    start: Indices
    type: Indices
    columns: Words
    strengths: Ints


class Neurons(NamedTuple):
    """The neurons' parameters, int32 arrays of shape (cores, neurons).

    Every kind of reset is the formula ``V = (V & keep) + add``, with keep all
    ones or zero.

    Attributes
    ----------
    live : int64 array, shape (cores,)
        The neurons of a core from here on never change and never spike.
    leak, reversal : int32
        λ, 0 where it is stochastic, and ε.
    threshold, floor : int32
        α and -β.
    keep, add : int32
        What a spike does to V.
    floor_keep, floor_add : int32
        What falling below the floor does to V.
    low, high : int32 scalars
        The limits of V.
    """

    live: Indices
    leak: Ints
    reversal: Ints
    threshold: Ints
    floor: Ints
    keep: Ints
    add: Ints
    floor_keep: Ints
    floor_add: Ints
    low: np.int32
    high: np.int32


class Noise(NamedTuple):
    """What is stochastic; see `tnstudio.simulation.noise` for the numbers drawn.

    Only what has something stochastic has rows in the tables.

    Attributes
    ----------
    key : uint64 array, shape (cores,)
    axon : int64 array, shape (slots,)
        The axon, counted within its core, that has a slot.
    drawn : uint8 array, shape (cores,)
        1 where a core has stochastic synapses.
    type_row : int64 array, shape (words,)
        The row in `size` and `sign` of the type of a word's slots; -1: it has
        no stochastic synapse.
    size : uint8 array, shape (types of cores, neurons)
        |s|.
    sign : int32 array, shape (types of cores, neurons)
        sgn s where the synapses are stochastic, else 0.
    word_row : int64 array, shape (words,)
        The row of a word in `synapses`, or -1.
    synapses : uint8 array, shape (words, 8, neurons)
        Bit k of byte b is the synapse of slot 8 b + k of a word: the columns
        of the crossbar once more, for one slot and many neurons at a time.
    core_row : int64 array, shape (cores,)
        The row of a core in `neurons`; -1: no leak and no threshold of it is
        stochastic.
    neurons : int32 array, shape (rows, 5, neurons)
        0: λ where it is stochastic, else 0. The others are masks, what of ρ is
        used: 1: M, added to α. 2: M if γ = 1, taken from V by a spike. 3: M if
        not κ, added to β. 4: M if γ = 1 and not κ, added to V below the floor.
    """

    key: Words
    axon: Indices
    drawn: Bytes
    type_row: Indices
    size: Bytes
    sign: Ints
    word_row: Indices
    synapses: Bytes
    core_row: Indices
    neurons: Ints


class Feeds(NamedTuple):
    """Which bits of the source words activate which slots, by target core.

    An entry holds all bits of one source word that feed the same core; its
    arrivals are in the order of these bits. The target pulls, so that no two
    cores ever write to one word.

    Attributes
    ----------
    start : int64 array, shape (cores + 1,)
        The entries of core c are ``start[c]`` to ``start[c + 1]``.
    word, first : int64 arrays, shape (entries,)
        The source word, and the arrival of its lowest bit.
    mask : uint64 array, shape (entries,)
        The bits of the source word that feed this core.
    slot, delay : int64 arrays, shape (arrivals,)
        Which slot becomes active, counted over all cores, and how many ticks
        after the spike.
    """

    start: Indices
    word: Indices
    first: Indices
    mask: Words
    slot: Indices
    delay: Indices


class Outputs(NamedTuple):
    """The neurons that drive output lines.

    Attributes
    ----------
    word, first : int64 arrays, shape (entries,)
        A word of a tick's spikes, and the place of its lowest driver in line.
    mask : uint64 array, shape (entries,)
        The drivers among the neurons of that word.
    line : int64 array, shape (drivers,)
        The lines they drive, in the order of the bits.
    """

    word: Indices
    first: Indices
    mask: Words
    line: Indices


class Chip(NamedTuple):
    """A program, laid out for the kernels.

    Attributes
    ----------
    slot : int64 array, shape (cores, axons)
        The slot of each axon, counted over all cores.
    neuron_words : int
        Words that hold the spikes of one core.
    line_words : int
        Words that hold the input spikes of one tick.
    """

    crossbars: Crossbars
    neurons: Neurons
    noise: Noise
    lines: Feeds
    routes: Feeds
    outputs: Outputs
    slot: Indices
    neuron_words: int
    line_words: int


class State(NamedTuple):
    """What changes from tick to tick.

    Attributes
    ----------
    potentials : int32 array, shape (cores, neurons)
        V.
    axons : uint64 array, shape (RING, words)
        The active slots of tick t are ``axons[t % RING]``.
    fired : uint8 array, shape (cores, neurons)
        The spikes of a tick before they are packed.
    quiet : uint8 array, shape (cores,)
        1 where no axon is active in this tick.
    settled : uint8 array, shape (cores,)
        1 where a quiet tick would change nothing.
    numbers : uint32 array, shape (cores, neurons)
        Scratch: what was drawn. A group of cores uses the row of its first.
    counts : uint8 array, shape (cores, neurons)
        Scratch, the same: how many stochastic synapses of a word counted.
    """

    potentials: Ints
    axons: Words
    fired: Bytes
    quiet: Bytes
    settled: Bytes
    numbers: Halves
    counts: Bytes


class Wiring(NamedTuple):
    """The connections of a memoryless network.

    A *signal* is an input line or a neuron: first come the lines, in whole
    words, then the neurons of all cores, in whole words.

    Attributes
    ----------
    order : int64 array, shape (cores,)
        Every core comes after those that feed it.
    into_slot : int64 array, shape (slots + 1,)
        Slot p gets ``slot_source[into_slot[p]:into_slot[p + 1]]``.
    slot_source : int64 array, shape (connections,)
        Signals.
    into_line : int64 array, shape (output lines + 1,)
    line_source : int64 array, shape (drivers,)
        The same for output lines.
    """

    order: Indices
    into_slot: Indices
    slot_source: Indices
    into_line: Indices
    line_source: Indices

"""The arrays that kernels read and write.

Everything binary is packed into words of 64 bits, lowest bit first. The axons
of a core are sorted by type into *slots*, each type from a new word on, so
that all slots of a word share one strength per neuron.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Shorts = npt.NDArray[np.int16]
Halves = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int32]
Indices = npt.NDArray[np.int64]

WORD = 64
"""Bits per word."""

RING = 16
"""Ticks for which arriving spikes are kept: delays are 15 at most."""


def words_for(bits: int) -> int:
    """Return how many words hold so many bits."""
    return -(-bits // WORD)


class Crossbars(NamedTuple):
    """All synapses, twice: by neuron and by axon.

    Attributes
    ----------
    start : int64 array, shape (cores + 1,)
        The words of core c are ``start[c]`` to ``start[c + 1]``.
    columns : uint64 array, shape (words, neurons)
        The synapses of each neuron with the slots of a word.
    rows : uint64 array, shape (words * 64, neurons / 64)
        The synapses of each slot with the neurons.
    strength_row : int64 array, shape (words,)
        The row in `strengths` of the type of a word's slots.
    strengths : int16 array, shape (rows, neurons)
        s, 0 where the synapses are stochastic; equal rows are kept once.
    """

    start: Indices
    columns: Words
    rows: Words
    strength_row: Indices
    strengths: Shorts


class Neurons(NamedTuple):
    """The neurons' parameters, int32 tables of shape (rows, neurons).

    Each table keeps equal rows once: what copies of a network have in common,
    and what was set alike for many cores, thus stays in the processor's cache.
    Every kind of reset is the formula ``V = (V & keep) + add``, with keep all
    ones or zero.

    Attributes
    ----------
    live : int64 array, shape (cores,)
        The neurons of a core from here on never change and never spike.
    row : int64 array, shape (cores, 8)
        Which row of each table a core has, in the order of the tables below.
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
    row: Indices
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

    Only what has something stochastic has rows in the tables, and equal rows
    are kept once; -1 stands for none.

    Attributes
    ----------
    key : uint64 array, shape (cores,)
    axon : int16 array, shape (slots,)
        The axon, counted within its core, that has a slot.
    drawn : uint8 array, shape (cores,)
        1 where a core has stochastic synapses.
    type_row : int64 array, shape (words,)
        The row in `size`, `rising` and `falling` of the type of a word's slots;
        -1: it has no stochastic synapse.
    size : uint8 array, shape (rows, neurons)
        |s|.
    rising, falling : uint64 arrays, shape (rows, neurons / 64)
        The neurons whose synapses of that type are stochastic with s > 0, and
        with s < 0.
    core_row : int64 array, shape (cores, 5)
        The rows of a core in `neurons`, in the order told there; -1: no leak
        and no threshold of the core is stochastic.
    neurons : int32 array, shape (rows, neurons)
        0: λ where it is stochastic, else 0. The others are masks, what of ρ is
        used: 1: M, added to α. 2: M if γ = 1, taken from V by a spike. 3: M if
        not κ, added to β. 4: M if γ = 1 and not κ, added to V below the floor.
    one, less_one : int16 arrays, shape (neurons,)
        All 1 and all -1.
    """

    key: Words
    axon: Shorts
    drawn: Bytes
    type_row: Indices
    size: Bytes
    rising: Words
    falling: Words
    core_row: Indices
    neurons: Ints
    one: Shorts
    less_one: Shorts


class Feeds(NamedTuple):
    """Which input lines activate which slots, by target core.

    An entry holds all lines of one word that feed the same core; its arrivals
    are in the order of the lines.

    Attributes
    ----------
    start : int64 array, shape (cores + 1,)
        The entries of core c are ``start[c]`` to ``start[c + 1]``.
    word, first : int64 arrays, shape (entries,)
        The source word, and the arrival of its lowest bit.
    mask : uint64 array, shape (entries,)
        The bits of the source word that feed this core.
    slot : int64 array, shape (arrivals,)
        Which slot becomes active, counted over all cores.
    """

    start: Indices
    word: Indices
    first: Indices
    mask: Words
    slot: Indices


class Targets(NamedTuple):
    """Where the neurons send their spikes.

    Attributes
    ----------
    mask : uint64 array, shape (cores * neuron words,)
        The neurons that have a target axon.
    place : uint32 array, shape (cores * neurons,)
        16 times the slot, counted over all cores, plus the delay.
    """

    mask: Words
    place: Halves


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
    driven : bool array, shape (cores, neurons)
        The neurons that have a synapse or draw something.
    neuron_words : int
        Words that hold the spikes of one core.
    line_words : int
        Words that hold the input spikes of one tick.
    """

    crossbars: Crossbars
    neurons: Neurons
    noise: Noise
    lines: Feeds
    targets: Targets
    outputs: Outputs
    slot: Indices
    driven: npt.NDArray[np.bool_]
    neuron_words: int
    line_words: int


class State(NamedTuple):
    """What changes from tick to tick.

    Cores may run on several threads, each of which has a *lane*: memory of its
    own, so that no two threads write to one word.

    Attributes
    ----------
    potentials : int32 array, shape (cores, neurons)
        V.
    arriving : uint64 array, shape (lanes, RING, words)
        The slots that spikes will activate in tick t are the union of all
        lanes' ``arriving[:, t % RING]``; empty once t has been run.
    active : uint64 array, shape (words,)
        The slots that were active in the last tick.
    active_count : int32 array, shape (cores,)
        How many slots of a core were active in the last tick.
    settled : uint8 array, shape (cores,)
        1 where a tick without input would change nothing.
    drive : int16 array, shape (lanes, neurons)
        Scratch: what the synapses of a core add to V.
    fired : uint8 array, shape (lanes, neurons)
        Scratch: the spikes of a core before they are packed.
    numbers : uint32 array, shape (lanes, neurons)
        Scratch: what was drawn.
    """

    potentials: Ints
    arriving: Words
    active: Words
    active_count: Ints
    settled: Bytes
    drive: Shorts
    fired: Bytes
    numbers: Halves


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
    closed : int64 array, shape (slots,)
        How many synapses of the axon on each slot are closed.
    """

    order: Indices
    into_slot: Indices
    slot_source: Indices
    into_line: Indices
    line_source: Indices
    closed: Indices

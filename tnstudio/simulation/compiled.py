"""From a chip program to the tables of the kernels."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import POTENTIAL
from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import NONE, ChipProgram, NeuronArrays
from tnstudio.simulation import kernels
from tnstudio.simulation.noise_tables import is_noisy, noise_of
from tnstudio.simulation.soundness import require_sound
from tnstudio.simulation.tables import (
    RING,
    WORD,
    Chip,
    Crossbars,
    Feeds,
    Indices,
    Ints,
    Neurons,
    Noise,
    Outputs,
    State,
    Words,
    words_for,
)

_KEEP = -1
"""All ones: `V & _KEEP` is V."""


def compile_program(program: ChipProgram) -> Chip:
    """Lay a program out for the kernels.

    Raises
    ------
    TNStudioError
        If an array has a wrong shape or refers to what does not exist.
    """
    require_sound(program)
    neuron_words = words_for(program.hardware.neurons)
    slot, starts, kinds = _slots(program)
    neurons = _neurons(program.neurons, neuron_words * WORD)
    crossbars = _crossbars(program, slot, starts, kinds, neuron_words * WORD)
    word_core = np.repeat(np.arange(program.cores), np.diff(starts))
    noise = noise_of(program, slot, word_core, crossbars)
    live = _live(program, crossbars, neurons, noise)
    return Chip(
        crossbars=crossbars,
        neurons=neurons._replace(live=live),
        noise=noise,
        lines=_line_feeds(program, slot),
        routes=_route_feeds(program, slot, neuron_words),
        outputs=_outputs(program, neuron_words),
        slot=slot,
        neuron_words=neuron_words,
        line_words=words_for(len(program.inputs.element)),
    )


def initial_state(crossbars: Crossbars, neurons: Neurons, potentials: Ints) -> State:
    """Return the state before the first tick.

    Parameters
    ----------
    potentials : int32 array, shape (cores, neurons)
        V before the first tick, of the neurons of the program.
    """
    cores, width = neurons.leak.shape
    padded = np.zeros((cores, width), np.int32)
    padded[:, : potentials.shape[1]] = potentials
    return State(
        potentials=padded,
        axons=np.zeros((RING, len(crossbars.type)), np.uint64),
        fired=np.zeros((cores, width), np.uint8),
        quiet=np.ones(cores, np.uint8),
        settled=np.zeros(cores, np.uint8),
        numbers=np.zeros((cores, width), np.uint32),
        counts=np.zeros((cores, width), np.uint8),
    )


def _slots(program: ChipProgram) -> tuple[Indices, Indices, Indices]:
    """Give each axon a slot; return slots, first words of cores, types of words."""
    types = program.axon_types
    cores, axons = types.shape
    kinds = program.hardware.axon_types
    counts = np.stack([(types == kind).sum(axis=1) for kind in range(kinds)], axis=1)
    words = -(-counts // WORD)
    first_word = np.cumsum(words.ravel()) - words.ravel()

    order = np.argsort(types, axis=1, kind="stable")
    first_axon = np.cumsum(counts, axis=1) - counts
    row = np.arange(cores)[:, None]
    kind = types[row, order]
    place = np.arange(axons) - first_axon[row, kind]
    slot = np.empty((cores, axons), np.int64)
    slot[row, order] = first_word.reshape(cores, kinds)[row, kind] * WORD + place

    starts = np.concatenate(([0], np.cumsum(words.sum(axis=1))))
    type_of_word = np.repeat(np.tile(np.arange(kinds), cores), words.ravel())
    return slot, starts.astype(np.int64), type_of_word.astype(np.int64)


def _crossbars(
    program: ChipProgram, slot: Indices, starts: Indices, kinds: Indices, width: int
) -> Crossbars:
    n = program.neurons
    cores, types, neurons = n.strengths.shape
    strengths = np.zeros((cores, types, width), np.int32)
    strengths[:, :, :neurons] = np.where(n.stochastic_synapses, 0, n.strengths)
    columns = np.zeros((len(kinds), width), np.uint64)
    for core in range(cores):
        first, last = starts[core], starts[core + 1]
        synapses = np.zeros(((last - first) * WORD, width), np.bool_)
        synapses[slot[core] - first * WORD, :neurons] = program.crossbar(core)
        columns[first:last] = _column_words(synapses)
    return Crossbars(starts, kinds, columns, strengths)


def _column_words(synapses: npt.NDArray[np.bool_]) -> Words:
    """Pack synapses (slots, neurons) into words (slots / 64, neurons)."""
    width = synapses.shape[1]
    octets = np.packbits(synapses, axis=0, bitorder="little")
    octets = octets.reshape(-1, WORD // 8, width).transpose(0, 2, 1)
    words = np.ascontiguousarray(octets).view("<u8")
    return words.reshape(-1, width).astype(np.uint64, copy=False)


def _neurons(n: NeuronArrays, width: int) -> Neurons:
    def padded(values: npt.ArrayLike, fill: int = 0) -> Ints:
        values = np.asarray(values, np.int32)
        table = np.full((len(values), width), fill, np.int32)
        table[:, : values.shape[1]] = values
        return table

    to_value = n.reset_mode == ResetMode.TO_VALUE
    subtracts = n.reset_mode == ResetMode.SUBTRACT_THRESHOLD
    alpha, beta, reset = n.threshold, n.negative_threshold, n.reset_value
    absolute = n.negative_saturates | to_value
    add = np.where(to_value, reset, np.where(subtracts, -alpha, 0))
    floor_add = np.where(to_value, -reset, np.where(subtracts, beta, 0))
    return Neurons(
        live=np.full(len(alpha), width, np.int64),
        leak=padded(np.where(n.stochastic_leak, 0, n.leak)),
        reversal=padded(n.leak_reversal),
        threshold=padded(alpha, fill=POTENTIAL.high + 1),
        floor=padded(-beta),
        keep=padded(np.where(to_value, 0, _KEEP)),
        add=padded(add),
        floor_keep=padded(np.where(absolute, 0, _KEEP)),
        floor_add=padded(np.where(n.negative_saturates, -beta, floor_add)),
        low=np.int32(POTENTIAL.low),
        high=np.int32(POTENTIAL.high),
    )


def _live(
    program: ChipProgram, crossbars: Crossbars, neurons: Neurons, noise: Noise
) -> Indices:
    """Return the number of neurons of each core, without the inert ones at its end.

    A neuron is inert if it has no synapse, draws nothing, and a tick without
    input changes nothing in it.
    """
    n = program.neurons
    state = initial_state(crossbars, neurons, n.initial_potential)
    before = state.potentials.copy()
    cores, width = before.shape
    spikes = np.zeros(cores * width // WORD, np.uint64)
    kernels.update(neurons, noise, (0, cores), 0, state, spikes)
    wired = np.logical_or.reduceat(crossbars.columns != 0, crossbars.start[:-1])
    alive = wired | (state.fired != 0) | (state.potentials != before)
    alive[:, : program.hardware.neurons] |= is_noisy(n)
    last = width - np.argmax(alive[:, ::-1], axis=1)
    return np.where(alive.any(axis=1), last, 0).astype(np.int64)


class _Connections(NamedTuple):
    """Connections into the cores' axons, int64 arrays of one length."""

    core: Indices
    source: Indices
    slot: Indices
    delay: Indices

    def taken(self, order: Indices) -> "_Connections":
        return _Connections(*(values[order] for values in self))


def _line_feeds(program: ChipProgram, slot: Indices) -> Feeds:
    inputs = program.inputs
    connections = _Connections(
        core=inputs.core.astype(np.int64),
        source=inputs.line.astype(np.int64),
        slot=slot[inputs.core, inputs.axon],
        delay=np.zeros(len(inputs.line), np.int64),
    )
    return _feeds(program.cores, connections)


def _route_feeds(program: ChipProgram, slot: Indices, neuron_words: int) -> Feeds:
    routes = program.routes
    core, neuron = np.nonzero(routes.core != NONE)
    target = routes.core[core, neuron]
    connections = _Connections(
        core=target.astype(np.int64),
        source=core * neuron_words * WORD + neuron,
        slot=slot[target, routes.axon[core, neuron]],
        delay=routes.delay[core, neuron].astype(np.int64),
    )
    return _feeds(program.cores, connections)


def _feeds(cores: int, connections: _Connections) -> Feeds:
    """Group connections by target core, and by source word within it.

    A source that feeds several axons of one core takes several turns, each
    with its own entries, so that every bit of an entry has one arrival.
    """
    c = connections.taken(
        np.lexsort((connections.slot, connections.source, connections.core))
    )
    turn = _places_in_runs(c.core, c.source)
    order = np.lexsort((c.source, turn, c.core))
    c, turn = c.taken(order), turn[order]
    word = c.source // WORD
    first = np.flatnonzero(_run_starts(c.core, turn, word))
    return Feeds(
        start=np.searchsorted(c.core[first], np.arange(cores + 1)),
        word=word[first],
        first=first,
        mask=_masks(c.source, first),
        slot=c.slot,
        delay=c.delay,
    )


def _run_starts(*keys: Indices) -> npt.NDArray[np.bool_]:
    """Tell where the first of a run of equal keys is."""
    starts = np.ones(len(keys[0]), np.bool_)
    if len(starts):
        starts[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return starts


def _places_in_runs(*keys: Indices) -> Indices:
    """Count the equal keys directly before each place."""
    place = np.arange(len(keys[0]))
    return place - np.maximum.accumulate(np.where(_run_starts(*keys), place, 0))


def _outputs(program: ChipProgram, neuron_words: int) -> Outputs:
    core, neuron = np.nonzero(program.routes.line != NONE)
    word = core * neuron_words + neuron // WORD
    first = np.flatnonzero(_run_starts(word))
    return Outputs(
        word=word[first],
        first=first,
        mask=_masks(neuron, first),
        line=program.routes.line[core, neuron].astype(np.int64),
    )


def _masks(places: Indices, first: Indices) -> Words:
    """Join the bits of each run of places in words; first has the runs' starts."""
    bits = np.uint64(1) << (places % WORD).astype(np.uint64)
    return np.bitwise_or.reduceat(bits, first) if len(first) else bits

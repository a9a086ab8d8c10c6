"""From a chip program to the tables of the kernels."""

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import POTENTIAL
from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import NONE, ChipProgram, NeuronArrays
from tnstudio.simulation.distinct_rows import distinct_rows, padded
from tnstudio.simulation.large_pages import large_zeros
from tnstudio.simulation.noise_tables import is_noisy, noise_of
from tnstudio.simulation.packing import pack
from tnstudio.simulation.soundness import require_sound
from tnstudio.simulation.tables import (
    RING,
    WORD,
    Chip,
    Crossbars,
    Feeds,
    Indices,
    Neurons,
    Outputs,
    State,
    Targets,
    Words,
    words_for,
)
from tnstudio.simulation.transpose_kernels import transpose_words

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
    word_core = np.repeat(np.arange(program.cores), np.diff(starts))
    crossbars = _crossbars(program, slot, starts, word_core, kinds)
    noise = noise_of(program, slot, word_core, kinds)
    chip = Chip(
        crossbars=crossbars,
        neurons=neurons,
        noise=noise,
        lines=_line_feeds(program, slot),
        targets=_targets(program, slot, neuron_words),
        outputs=_outputs(program, neuron_words),
        slot=slot,
        driven=_driven(program),
        neuron_words=neuron_words,
        line_words=words_for(len(program.inputs.element)),
    )
    return with_live_neurons(program, chip, program.neurons.initial_potential)


def initial_state(program: ChipProgram, chip: Chip, lanes: int) -> State:
    """Return the state before the first tick, for so many threads."""
    cores, width = program.cores, chip.neuron_words * WORD
    words = len(chip.crossbars.columns)
    v = large_zeros((cores, width), np.int32)
    v[:, : program.hardware.neurons] = program.neurons.initial_potential
    return State(
        potentials=v,
        arriving=large_zeros((lanes, RING, words), np.uint64),
        active=np.zeros(words, np.uint64),
        active_count=np.zeros(cores, np.int32),
        settled=np.zeros(cores, np.uint8),
        drive=np.zeros((lanes, width), np.int16),
        fired=np.zeros((lanes, width), np.uint8),
        numbers=np.zeros((lanes, width), np.uint32),
    )


def with_live_neurons(
    program: ChipProgram, chip: Chip, potentials: npt.NDArray[np.int32]
) -> Chip:
    """Leave the inert neurons at the end of each core out of every tick.

    A neuron is inert if it has no synapse, draws nothing, and a tick without
    input changes nothing in it.

    Parameters
    ----------
    potentials : int32 array, shape (cores, neurons)
        The V that the chip starts with.
    """
    alive = chip.driven | _moving(program.neurons, potentials)
    last = alive.shape[1] - np.argmax(alive[:, ::-1], axis=1)
    live = np.where(alive.any(axis=1), last, 0).astype(np.int64)
    return chip._replace(neurons=chip.neurons._replace(live=live))


def _driven(program: ChipProgram) -> npt.NDArray[np.bool_]:
    """Tell which neurons have a synapse or draw something."""
    count = program.hardware.neurons
    wired = np.bitwise_or.reduce(program.synapses, axis=1)
    bits = np.unpackbits(wired, axis=1, count=count, bitorder="little")
    driven: npt.NDArray[np.bool_] = (bits != 0) | is_noisy(program.neurons)
    return driven


def _moving(n: NeuronArrays, v: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Tell which neurons leak, spike or fall below their floor by themselves."""
    leaks = (n.leak != 0) & ~(n.leak_reversal & (v == 0))
    moving: npt.NDArray[np.bool_] = (
        leaks | (v >= n.threshold) | (v < -n.negative_threshold)
    )
    return moving


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
    program: ChipProgram,
    slot: Indices,
    starts: Indices,
    word_core: Indices,
    kinds: Indices,
) -> Crossbars:
    n, words = program.neurons, len(kinds)
    width = words_for(program.hardware.neurons) * WORD
    octets = large_zeros((words * WORD, width // 8), np.uint8)
    octets[slot, : program.synapses.shape[2]] = program.synapses
    rows = octets.view("<u8").astype(np.uint64, copy=False)
    columns = np.empty((words, width), np.uint64)
    transpose_words(rows, columns)
    strengths = np.where(n.stochastic_synapses, 0, n.strengths)
    cores, types, neurons = strengths.shape
    row, table = distinct_rows(padded(strengths.reshape(-1, neurons), width))
    row = row.reshape(cores, types)[word_core, kinds]
    return Crossbars(starts, columns, rows, row, table)


def _neurons(n: NeuronArrays, width: int) -> Neurons:
    to_value = n.reset_mode == ResetMode.TO_VALUE
    subtracts = n.reset_mode == ResetMode.SUBTRACT_THRESHOLD
    alpha, beta, reset = n.threshold, n.negative_threshold, n.reset_value
    absolute = n.negative_saturates | to_value
    add = np.where(to_value, reset, np.where(subtracts, -alpha, 0))
    floor_add = np.where(to_value, -reset, np.where(subtracts, beta, 0))
    values = {
        "leak": np.where(n.stochastic_leak, 0, n.leak),
        "reversal": n.leak_reversal,
        "threshold": alpha,
        "floor": -beta,
        "keep": np.where(to_value, 0, _KEEP),
        "add": add,
        "floor_keep": np.where(absolute, 0, _KEEP),
        "floor_add": np.where(n.negative_saturates, -beta, floor_add),
    }
    rows, tables = [], {}
    for name, table in values.items():
        # What pads a row must never spike.
        fill = POTENTIAL.high + 1 if name == "threshold" else 0
        wide = padded(np.asarray(table, np.int32), width, fill)
        row, tables[name] = distinct_rows(wide)
        rows.append(row)
    return Neurons(
        live=np.full(len(alpha), alpha.shape[1], np.int64),
        row=np.stack(rows, axis=1),
        **tables,
        low=np.int32(POTENTIAL.low),
        high=np.int32(POTENTIAL.high),
    )


def _targets(program: ChipProgram, slot: Indices, neuron_words: int) -> Targets:
    routes = program.routes
    sends = padded(routes.core != NONE, neuron_words * WORD)
    core, neuron = np.nonzero(sends)
    place = large_zeros(sends.shape, np.uint32)
    slots = slot[routes.core[core, neuron], routes.axon[core, neuron]]
    place[core, neuron] = slots * RING + routes.delay[core, neuron]
    return Targets(pack(sends).ravel(), place.ravel())


def _line_feeds(program: ChipProgram, slot: Indices) -> Feeds:
    """Group connections by target core, and by the word of their lines within it.

    A line that feeds several axons of one core takes several turns, each with
    its own entries, so that every bit of an entry has one arrival.
    """
    inputs = program.inputs
    core, line = inputs.core.astype(np.int64), inputs.line.astype(np.int64)
    slots = slot[inputs.core, inputs.axon]
    order = np.lexsort((slots, line, core))
    core, line, slots = core[order], line[order], slots[order]
    turn = _places_in_runs(core, line)
    order = np.lexsort((line, turn, core))
    core, line, slots, turn = core[order], line[order], slots[order], turn[order]
    word = line // WORD
    first = np.flatnonzero(_run_starts(core, turn, word))
    return Feeds(
        start=np.searchsorted(core[first], np.arange(program.cores + 1)),
        word=word[first],
        first=first,
        mask=_masks(line, first),
        slot=slots,
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

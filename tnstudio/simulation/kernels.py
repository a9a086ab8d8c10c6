"""The tick of the chip.

With the tables of `tnstudio.simulation.tables` the sum over the synapses of
C13, equation 1, is

    Σ_i A_i w_ij s_j[G_i]  =  Σ_words s_j[type] popcount(active & column_j)

which takes 64 synapses at once, whatever their activity. All numbers are
integers, so no result depends on the order of sums or on the number of threads.
"""

import numpy as np

from tnstudio.jit import kernel, parallel_kernel, prange
from tnstudio.simulation.arithmetic import popcount, saturated
from tnstudio.simulation.noise_kernels import fire_by_chance, integrate_by_chance
from tnstudio.simulation.tables import (
    RING,
    WORD,
    Bytes,
    Crossbars,
    Feeds,
    Indices,
    Ints,
    Neurons,
    Noise,
    Outputs,
    State,
    Words,
)

_ZERO = np.uint64(0)
_ONE = np.uint64(1)
_SIX = np.uint64(6)
_LOW_SIX = np.uint64(63)


@kernel
def deliver(
    feeds: Feeds, cores: tuple[int, int], spikes: Words, tick: int, axons: Words
) -> None:
    """Activate the slots that the spikes of one tick feed, for a range of cores.

    Two spikes for one slot and tick merge.
    """
    for entry in range(feeds.start[cores[0]], feeds.start[cores[1]]):
        mask = feeds.mask[entry]
        left = spikes[feeds.word[entry]] & mask
        while left != _ZERO:
            lowest = left & (~left + _ONE)
            arrival = feeds.first[entry] + np.int64(popcount(mask & (lowest - _ONE)))
            slot = np.uint64(feeds.slot[arrival])
            when = (tick + feeds.delay[arrival]) % RING
            axons[when, np.int64(slot >> _SIX)] |= _ONE << (slot & _LOW_SIX)
            left ^= lowest


@kernel
def integrate(
    crossbars: Crossbars,
    live: Indices,
    noise: Noise,
    cores: tuple[int, int],
    tick: int,
    state: State,
) -> None:
    """Add the synapses' sum to V; the sum itself cannot overflow 32 bits."""
    active, quiet = state.axons[tick % RING], state.quiet
    for core in range(cores[0], cores[1]):
        v = state.potentials[core]
        quiet[core] = 1
        for word in range(crossbars.start[core], crossbars.start[core + 1]):
            slots = active[word]
            if slots != _ZERO:
                quiet[core] = 0
                columns = crossbars.columns[word]
                strengths = crossbars.strengths[core, crossbars.type[word]]
                for j in range(live[core]):
                    v[j] += strengths[j] * np.int32(popcount(slots & columns[j]))
        if noise.drawn[core] and not quiet[core]:
            words = crossbars.start[core], crossbars.start[core + 1]
            some = v[: live[core]]
            counts, numbers = state.counts[cores[0]], state.numbers[cores[0]]
            integrate_by_chance(noise, core, words, active, tick, some, counts, numbers)


@kernel
def fire(neurons: Neurons, core: int, v: Ints, fired: Bytes) -> bool:
    """Leak, threshold and reset of one core's neurons after their synapses (C13).

    Returns
    -------
    bool
        Whether any V changed.
    """
    low, high = neurons.low, neurons.high
    leak, reversal = neurons.leak[core], neurons.reversal[core]
    threshold, floor = neurons.threshold[core], neurons.floor[core]
    keep, add = neurons.keep[core], neurons.add[core]
    floor_keep, floor_add = neurons.floor_keep[core], neurons.floor_add[core]
    changed = np.int32(0)
    # Both resets are computed for all neurons: without branches the loop runs
    # on many neurons at once.
    for j in range(neurons.live[core]):
        x = saturated(v[j], low, high)
        sign = np.int32(np.int32(x > 0) - np.int32(x < 0))
        direction = sign if reversal[j] else np.int32(1)
        x = saturated(np.int32(x + direction * leak[j]), low, high)
        after_spike = np.int32((x & keep[j]) + add[j])
        after_fall = np.int32((x & floor_keep[j]) + floor_add[j])
        spike = x >= threshold[j]
        silent = after_fall if x < floor[j] else x
        x = saturated(after_spike if spike else silent, low, high)
        changed |= np.int32(x ^ v[j])
        v[j] = x
        fired[j] = spike
    return bool(changed != 0)


@kernel
def pack_spikes(bits: Bytes, words: Words) -> bool:
    """Pack bytes of 0 or 1 into words; tell whether there is any 1."""
    found = _ZERO
    for w in range(len(words)):
        word = _ZERO
        for k in range(WORD):
            word |= np.uint64(bits[w * WORD + k]) << np.uint64(k)
        words[w] = word
        found |= word
    return bool(found != _ZERO)


@kernel
def update(
    neurons: Neurons,
    noise: Noise,
    cores: tuple[int, int],
    tick: int,
    state: State,
    spikes: Words,
) -> None:
    """Let a range of cores leak and fire; their spikes must be zero before.

    Where the rule changed nothing, and could not have with other draws, it
    will change nothing again: such a core is left out until one of its axons
    is active.
    """
    width = state.fired.shape[1] // WORD
    for core in range(cores[0], cores[1]):
        if state.quiet[core] and state.settled[core]:
            continue
        fired = state.fired[core]
        if noise.core_row[core] >= 0:
            v, numbers = state.potentials[core], state.numbers[cores[0]]
            some = v[: neurons.live[core]]
            changed = fire_by_chance(neurons, noise, core, tick, some, fired, numbers)
        else:
            changed = fire(neurons, core, state.potentials[core], fired)
        first = core * width
        used = (neurons.live[core] + WORD - 1) // WORD
        spiking = pack_spikes(fired, spikes[first : first + used])
        state.settled[core] = not changed and not spiking


@kernel
def step(
    crossbars: Crossbars,
    neurons: Neurons,
    noise: Noise,
    lines: Feeds,
    routes: Feeds,
    state: State,
    cores: tuple[int, int],
    tick: int,
    inputs: Words,
    before: Words,
    spikes: Words,
) -> None:
    """Run one tick of a range of cores.

    The spikes of the tick before are delivered only now, by the cores that
    they reach, so that cores are independent of each other within a tick.
    """
    first, last = crossbars.start[cores[0]], crossbars.start[cores[1]]
    axons = state.axons
    axons[(tick - 1) % RING, first:last] = _ZERO
    deliver(routes, cores, before, tick - 1, axons)
    deliver(lines, cores, inputs, tick, axons)
    integrate(crossbars, neurons.live, noise, cores, tick, state)
    update(neurons, noise, cores, tick, state, spikes)


@kernel
def run_group(
    crossbars: Crossbars,
    neurons: Neurons,
    noise: Noise,
    lines: Feeds,
    routes: Feeds,
    state: State,
    cores: tuple[int, int],
    tick: int,
    inputs: Words,
    spikes: Words,
) -> None:
    """Run ticks of a range of cores; see `run`."""
    for k in range(inputs.shape[0]):
        now, fed, before, after = tick + k, inputs[k], spikes[k], spikes[k + 1]
        step(
            crossbars,
            neurons,
            noise,
            lines,
            routes,
            state,
            cores,
            now,
            fed,
            before,
            after,
        )


@kernel
def run(
    crossbars: Crossbars,
    neurons: Neurons,
    noise: Noise,
    lines: Feeds,
    routes: Feeds,
    state: State,
    bounds: Indices,
    span: int,
    tick: int,
    inputs: Words,
    spikes: Words,
) -> None:
    """Run ticks on one thread.

    Parameters
    ----------
    bounds : int64 array, shape (groups + 1,)
        Group g holds the cores from ``bounds[g]`` to ``bounds[g + 1]``.
    span : int
        How many ticks a group runs before the others follow; 1 if they
        exchange spikes.
    tick : int
        The first tick.
    inputs : uint64 array, shape (ticks, line words)
        Input spikes.
    spikes : uint64 array, shape (ticks + 1, cores * neuron words)
        Row 0 holds the spikes of the tick before; the others receive the
        spikes of each tick and must be zero before.
    """
    for k in range(0, inputs.shape[0], span):
        fed, fired, now = inputs[k : k + span], spikes[k : k + span + 1], tick + k
        for g in range(len(bounds) - 1):
            cores = (bounds[g], bounds[g + 1])
            run_group(
                crossbars, neurons, noise, lines, routes, state, cores, now, fed, fired
            )


@parallel_kernel
def run_parallel(
    crossbars: Crossbars,
    neurons: Neurons,
    noise: Noise,
    lines: Feeds,
    routes: Feeds,
    state: State,
    bounds: Indices,
    span: int,
    tick: int,
    inputs: Words,
    spikes: Words,
) -> None:
    """Run ticks on all threads, each with a group at a time; see `run`."""
    for k in range(0, inputs.shape[0], span):
        fed, fired, now = inputs[k : k + span], spikes[k : k + span + 1], tick + k
        for g in prange(len(bounds) - 1):
            cores = (bounds[g], bounds[g + 1])
            run_group(
                crossbars, neurons, noise, lines, routes, state, cores, now, fed, fired
            )


@kernel
def read_outputs(outputs: Outputs, spikes: Words, shown: Bytes) -> None:
    """Show the spikes of each tick on the output lines; two of them merge.

    Parameters
    ----------
    spikes : uint64 array, shape (ticks, cores * neuron words)
    shown : uint8 array, shape (ticks, lines)
        Must be zero before.
    """
    for row in range(spikes.shape[0]):
        for entry in range(len(outputs.word)):
            mask = outputs.mask[entry]
            left = spikes[row, outputs.word[entry]] & mask
            while left != _ZERO:
                lowest = left & (~left + _ONE)
                rank = np.int64(popcount(mask & (lowest - _ONE)))
                shown[row, outputs.line[outputs.first[entry] + rank]] = 1
                left ^= lowest


@kernel
def count_votes(outputs: Bytes, label: Indices, counts: Ints) -> None:
    """Add each row's spikes to the class of their line; negative: to none."""
    for row in range(outputs.shape[0]):
        for line in range(outputs.shape[1]):
            if outputs[row, line] and label[line] >= 0:
                counts[row, label[line]] += 1

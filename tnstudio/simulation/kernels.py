"""The tick of the chip.

The sum over the synapses of C13, equation 1, is taken in one of two ways. With
few active axons, row by row: each adds its strengths to the neurons that it
has a synapse with, 64 of them at once. With many, neuron by neuron:

    Σ_i A_i w_ij s_j[G_i]  =  Σ_words s_j[type] popcount(active & column_j)

All numbers are integers, so no result depends on which way was taken, on the
order of sums or on the number of threads.
"""

import numpy as np

from tnstudio.jit import inner_kernel, kernel, parallel_kernel, prange
from tnstudio.simulation.arithmetic import popcount, saturated
from tnstudio.simulation.noise_kernels import drive_by_chance, fire_by_chance
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
    Shorts,
    State,
    Targets,
    Words,
)
from tnstudio.simulation.vectors import add_where, mask_of, prefetch

_ZERO = np.uint64(0)
_ONE = np.uint64(1)
_SIX = np.uint64(6)
_LOW_SIX = np.uint64(63)
_DELAY = np.uint32(RING - 1)
_SLOT = np.uint32(4)

DENSE_FROM = 24
"""Active axons of a core from which its synapses are summed neuron by neuron.

Measured: 9 ns per active axon, against 0.12 (AVX-512) to 0.28 µs (AVX2) for all
of 256 axons. At most 128, so that what is added up row by row fits into 16 bits.
"""


@inner_kernel
def feed(lines: Feeds, cores: tuple[int, int], spikes: Words, arriving: Words) -> None:
    """Activate the slots that the input lines feed, for a range of cores.

    Two spikes for one slot merge.
    """
    for entry in range(lines.start[cores[0]], lines.start[cores[1]]):
        mask = lines.mask[entry]
        left = spikes[lines.word[entry]] & mask
        while left != _ZERO:
            lowest = left & (~left + _ONE)
            arrival = lines.first[entry] + np.int64(popcount(mask & (lowest - _ONE)))
            slot = np.uint64(lines.slot[arrival])
            arriving[np.int64(slot >> _SIX)] |= _ONE << (slot & _LOW_SIX)
            left ^= lowest


@inner_kernel
def collect(crossbars: Crossbars, core: int, when: int, state: State) -> None:
    """Take the slots of a core that are active now, and count them.

    Their rows will be needed, but only after those of some other cores: time
    enough to fetch them.
    """
    count = _ZERO
    for word in range(crossbars.start[core], crossbars.start[core + 1]):
        slots = _ZERO
        for lane in range(state.arriving.shape[0]):
            slots |= state.arriving[lane, when, word]
            state.arriving[lane, when, word] = _ZERO
        state.active[word] = slots
        count += popcount(slots)
        while slots != _ZERO:
            lowest = slots & (~slots + _ONE)
            slots ^= lowest
            prefetch(crossbars.rows, word * WORD + np.int64(popcount(lowest - _ONE)))
    state.active_count[core] = np.int32(count)


@inner_kernel
def add_rows(
    crossbars: Crossbars, words: tuple[int, int], active: Words, drive: Shorts
) -> None:
    """Add the strengths of active axons, one after the other."""
    used = len(drive) // WORD
    for word in range(words[0], words[1]):
        slots = active[word]
        if slots == _ZERO:
            continue
        s = crossbars.strengths[crossbars.strength_row[word]]
        while slots != _ZERO:
            lowest = slots & (~slots + _ONE)
            slots ^= lowest
            row = crossbars.rows[word * WORD + np.int64(popcount(lowest - _ONE))]
            for w in range(used):
                add_where(drive, s, w * WORD, row[w])


@inner_kernel
def add_columns(
    crossbars: Crossbars, words: tuple[int, int], active: Words, v: Ints
) -> None:
    """Add the strengths of active axons to V, 64 axons at a time."""
    for word in range(words[0], words[1]):
        slots = active[word]
        if slots != _ZERO:
            columns = crossbars.columns[word]
            s = crossbars.strengths[crossbars.strength_row[word]]
            for j in range(len(v)):
                v[j] += np.int32(s[j]) * np.int32(popcount(slots & columns[j]))


@inner_kernel
def fire(neurons: Neurons, core: int, v: Ints, drive: Shorts, fired: Bytes) -> bool:
    """Leak, threshold and reset of one core's neurons after their synapses (C13).

    Returns
    -------
    bool
        Whether any V changed.
    """
    low, high = neurons.low, neurons.high
    row = neurons.row[core]
    leak, reversal = neurons.leak[row[0]], neurons.reversal[row[1]]
    threshold, floor = neurons.threshold[row[2]], neurons.floor[row[3]]
    keep, add = neurons.keep[row[4]], neurons.add[row[5]]
    floor_keep, floor_add = neurons.floor_keep[row[6]], neurons.floor_add[row[7]]
    changed = np.int32(0)
    # Both resets are computed for all neurons: without branches the loop runs
    # on many neurons at once.
    for j in range(len(v)):
        x = saturated(np.int32(v[j] + np.int32(drive[j])), low, high)
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


@inner_kernel
def update(
    crossbars: Crossbars,
    neurons: Neurons,
    noise: Noise,
    core: int,
    lane: int,
    tick: int,
    state: State,
    spikes: Words,
) -> None:
    """Run one tick of one core; its spikes must be zero before.

    Where a tick without input changed nothing, and could not have with other
    draws, the next will change nothing either: such a core is left out until
    one of its axons is active.
    """
    words = crossbars.start[core], crossbars.start[core + 1]
    count = state.active_count[core]
    if count == 0 and state.settled[core]:
        return
    live = neurons.live[core]
    used = (live + WORD - 1) // WORD
    v, drive = state.potentials[core, :live], state.drive[lane, : used * WORD]
    drive[:] = 0
    if count >= DENSE_FROM:
        add_columns(crossbars, words, state.active, v)
    elif count > 0:
        add_rows(crossbars, words, state.active, drive)
    numbers, fired = state.numbers[lane], state.fired[lane]
    if noise.drawn[core] and count > 0:
        drive_by_chance(
            crossbars, noise, core, words, state.active, tick, drive, numbers
        )
    if noise.core_row[core, 0] >= 0:
        changed = fire_by_chance(neurons, noise, core, tick, v, drive, fired, numbers)
    else:
        changed = fire(neurons, core, v, drive, fired)
    fired[live : used * WORD] = 0
    found = _ZERO
    for w in range(used):
        spikes[w] = mask_of(fired, w * WORD)
        found |= spikes[w]
    state.settled[core] = count == 0 and not changed and found == _ZERO


@inner_kernel
def send(
    targets: Targets, words: tuple[int, int], spikes: Words, tick: int, arriving: Words
) -> None:
    """Send the spikes of a range of words on their way."""
    for w in range(words[0], words[1]):
        left = spikes[w] & targets.mask[w]
        while left != _ZERO:
            lowest = left & (~left + _ONE)
            left ^= lowest
            place = targets.place[w * WORD + np.int64(popcount(lowest - _ONE))]
            slot = np.uint64(place >> _SLOT)
            when = (tick + np.int64(place & _DELAY)) % RING
            arriving[when, np.int64(slot >> _SIX)] |= _ONE << (slot & _LOW_SIX)


@inner_kernel
def run_group(
    crossbars: Crossbars,
    neurons: Neurons,
    noise: Noise,
    lines: Feeds,
    targets: Targets,
    state: State,
    cores: tuple[int, int],
    lane: int,
    tick: int,
    inputs: Words,
    spikes: Words,
) -> None:
    """Run ticks of a range of cores; see `run`."""
    width = state.fired.shape[1] // WORD
    words, arriving = (cores[0] * width, cores[1] * width), state.arriving[lane]
    for k in range(inputs.shape[0]):
        now = tick + k
        feed(lines, cores, inputs[k], arriving[now % RING])
        for core in range(cores[0], cores[1]):
            collect(crossbars, core, now % RING, state)
        for core in range(cores[0], cores[1]):
            own = spikes[k, core * width : (core + 1) * width]
            update(crossbars, neurons, noise, core, lane, now, state, own)
        send(targets, words, spikes[k], now, arriving)


@kernel
def run(
    crossbars: Crossbars,
    neurons: Neurons,
    noise: Noise,
    lines: Feeds,
    targets: Targets,
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
    spikes : uint64 array, shape (ticks, cores * neuron words)
        Receives the spikes of each tick and must be zero before.
    """
    for k in range(0, inputs.shape[0], span):
        fed, fired, now = inputs[k : k + span], spikes[k : k + span], tick + k
        for g in range(len(bounds) - 1):
            cores = (bounds[g], bounds[g + 1])
            run_group(
                crossbars,
                neurons,
                noise,
                lines,
                targets,
                state,
                cores,
                0,
                now,
                fed,
                fired,
            )


@parallel_kernel
def run_parallel(
    crossbars: Crossbars,
    neurons: Neurons,
    noise: Noise,
    lines: Feeds,
    targets: Targets,
    state: State,
    bounds: Indices,
    span: int,
    tick: int,
    inputs: Words,
    spikes: Words,
) -> None:
    """Run ticks on all threads, the groups dealt out to the lanes; see `run`."""
    lanes = state.arriving.shape[0]
    for k in range(0, inputs.shape[0], span):
        fed, fired, now = inputs[k : k + span], spikes[k : k + span], tick + k
        for lane in prange(lanes):
            for g in range(lane, len(bounds) - 1, lanes):
                cores = (bounds[g], bounds[g + 1])
                run_group(
                    crossbars,
                    neurons,
                    noise,
                    lines,
                    targets,
                    state,
                    cores,
                    lane,
                    now,
                    fed,
                    fired,
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

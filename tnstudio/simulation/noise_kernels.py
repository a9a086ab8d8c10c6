"""The tick where synapses, leaks or thresholds are stochastic (C13)."""

import numpy as np

from tnstudio.jit import kernel
from tnstudio.simulation.arithmetic import by_chance, popcount, saturated
from tnstudio.simulation.noise import (
    LEAK_SHIFT,
    NEURON,
    SYNAPSES_PER_DRAW,
    THRESHOLD_BITS,
    draw_numbers,
)
from tnstudio.simulation.tables import (
    WORD,
    Bytes,
    Halves,
    Ints,
    Neurons,
    Noise,
    Words,
)

_ZERO = np.uint64(0)
_ONE = np.uint64(1)


@kernel
def count_by_chance(
    synapses: Bytes, bit: np.uint8, size: Bytes, rho: Bytes, counts: Bytes
) -> None:
    """Count the synapses of one slot for which F(s, ρ) is 1, by neuron."""
    for j in range(len(counts)):
        synapse = np.uint8((synapses[j] & bit) != 0)
        counts[j] += np.uint8(synapse & np.uint8(size[j] >= rho[j]))


@kernel
def add_counts(sign: Ints, counts: Bytes, v: Ints) -> None:
    """Add ±1 to V for each synapse that counts."""
    for j in range(len(v)):
        v[j] += sign[j] * np.int32(counts[j])


@kernel
def integrate_by_chance(
    noise: Noise,
    core: int,
    words: tuple[int, int],
    active: Words,
    tick: int,
    v: Ints,
    counts: Bytes,
    numbers: Halves,
) -> None:
    """Add the stochastic synapses of one core to V, axon by axon.

    Those of a word's slots are counted in bytes first: 64 at most each.
    """
    key, counts = noise.key[core], counts[: len(v)]
    numbers = numbers[: -(-len(v) // SYNAPSES_PER_DRAW)]
    rho = numbers.view(np.uint8)
    for word in range(words[0], words[1]):
        row, slots = noise.type_row[word], active[word]
        if row < 0 or slots == _ZERO:
            continue
        counts[:] = 0
        while slots != _ZERO:
            lowest = slots & (~slots + _ONE)
            slots ^= lowest
            slot = np.int64(popcount(lowest - _ONE))
            draw_numbers(key, tick, noise.axon[word * WORD + slot], numbers)
            synapses = noise.synapses[noise.word_row[word], slot // 8]
            bit = np.uint8(1 << (slot % 8))
            count_by_chance(synapses, bit, noise.size[row], rho, counts)
        add_counts(noise.sign[row], counts, v)


@kernel
def fire_by_chance(
    neurons: Neurons,
    noise: Noise,
    core: int,
    tick: int,
    v: Ints,
    fired: Bytes,
    numbers: Halves,
) -> bool:
    """Leak, threshold and reset where leaks or thresholds are stochastic.

    The same as `fire` but for the draws.

    Returns
    -------
    bool
        Whether any V changed, or could have with other draws.
    """
    low, high = neurons.low, neurons.high
    leak, reversal = neurons.leak[core], neurons.reversal[core]
    threshold, floor = neurons.threshold[core], neurons.floor[core]
    keep, add = neurons.keep[core], neurons.add[core]
    floor_keep, floor_add = neurons.floor_keep[core], neurons.floor_add[core]
    table = noise.neurons[noise.core_row[core]]
    drawn_leak, mask = table[0], table[1]
    taken, floor_mask, given = table[2], table[3], table[4]
    draw_numbers(noise.key[core], tick, NEURON, numbers[: len(v)])
    changed = np.int32(0)
    for j in range(len(v)):
        rho = np.int32(numbers[j] & THRESHOLD_BITS)
        chance = by_chance(drawn_leak[j], np.int32(numbers[j] >> LEAK_SHIFT))
        x = saturated(v[j], low, high)
        sign = np.int32(np.int32(x > 0) - np.int32(x < 0))
        direction = sign if reversal[j] else np.int32(1)
        moved = np.int32(x + direction * np.int32(leak[j] + chance))
        x = saturated(moved, low, high)
        after_spike = np.int32((x & keep[j]) + add[j] - (rho & taken[j]))
        after_fall = np.int32((x & floor_keep[j]) + floor_add[j] + (rho & given[j]))
        spike = x >= np.int32(threshold[j] + (rho & mask[j]))
        silent = after_fall if x < np.int32(floor[j] - (rho & floor_mask[j])) else x
        beyond = np.int32(np.int32(x >= threshold[j]) | np.int32(x < floor[j]))
        changed |= np.int32(direction * drawn_leak[j]) | np.int32(beyond * mask[j])
        x = saturated(after_spike if spike else silent, low, high)
        changed |= np.int32(x ^ v[j])
        v[j] = x
        fired[j] = spike
    return bool(changed != 0)

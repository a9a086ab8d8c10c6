"""The tick where synapses, leaks or thresholds are stochastic (C13)."""

import numpy as np

from tnstudio.jit import inner_kernel
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
    Crossbars,
    Halves,
    Ints,
    Neurons,
    Noise,
    Shorts,
    Words,
)
from tnstudio.simulation.vectors import add_where, mask_at_least

_ZERO = np.uint64(0)
_ONE = np.uint64(1)


@inner_kernel
def drive_by_chance(
    crossbars: Crossbars,
    noise: Noise,
    core: int,
    words: tuple[int, int],
    active: Words,
    tick: int,
    drive: Shorts,
    numbers: Halves,
) -> None:
    """Add the stochastic synapses of one core, axon by axon: ±1 if F(s, ρ) is 1."""
    key = noise.key[core]
    numbers = numbers[: len(drive) // SYNAPSES_PER_DRAW]
    rho = numbers.view(np.uint8)
    for word in range(words[0], words[1]):
        row, slots = noise.type_row[word], active[word]
        if row < 0 or slots == _ZERO:
            continue
        size, rising, falling = noise.size[row], noise.rising[row], noise.falling[row]
        while slots != _ZERO:
            lowest = slots & (~slots + _ONE)
            slots ^= lowest
            slot = word * WORD + np.int64(popcount(lowest - _ONE))
            draw_numbers(key, tick, noise.axon[slot], numbers)
            synapses = crossbars.rows[slot]
            for w in range(len(drive) // WORD):
                counted = synapses[w] & mask_at_least(size, rho, w * WORD)
                add_where(drive, noise.one, w * WORD, counted & rising[w])
                add_where(drive, noise.less_one, w * WORD, counted & falling[w])


@inner_kernel
def fire_by_chance(
    neurons: Neurons,
    noise: Noise,
    core: int,
    tick: int,
    v: Ints,
    drive: Shorts,
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
    row = neurons.row[core]
    leak, reversal = neurons.leak[row[0]], neurons.reversal[row[1]]
    threshold, floor = neurons.threshold[row[2]], neurons.floor[row[3]]
    keep, add = neurons.keep[row[4]], neurons.add[row[5]]
    floor_keep, floor_add = neurons.floor_keep[row[6]], neurons.floor_add[row[7]]
    drawn, table = noise.core_row[core], noise.neurons
    drawn_leak, mask, taken = table[drawn[0]], table[drawn[1]], table[drawn[2]]
    floor_mask, given = table[drawn[3]], table[drawn[4]]
    draw_numbers(noise.key[core], tick, NEURON, numbers[: len(v)])
    changed = np.int32(0)
    for j in range(len(v)):
        rho = np.int32(numbers[j] & THRESHOLD_BITS)
        chance = by_chance(drawn_leak[j], np.int32(numbers[j] >> LEAK_SHIFT))
        x = saturated(np.int32(v[j] + np.int32(drive[j])), low, high)
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

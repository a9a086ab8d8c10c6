"""The random numbers of stochastic neurons, by tick, core, neuron and use.

A number depends on the program's seed and on what it is for, and on nothing
else: results are the same for any number of threads, any division into runs
and any starting tick. Each core has a key, each number a counter:

    key     = 64 bits drawn for the core from the seed's stream, made odd
    counter = tick · 2^21 + source · 2^10 + lane      tick < 2^43, lane < 1024

    source         lane     the 32 bits drawn
    axon i < 1024  j // 4   byte j % 4, lowest first: ρ of synapse (i, j)
    1024           j        highest 8 bits: ρ of neuron j's leak,
                            lowest 18 bits: ρ of its threshold

Different numbers are thus different bits of `tnstudio.draws.draw`.
"""

import numpy as np
import numpy.typing as npt

from tnstudio.draws import draw
from tnstudio.jit import inner_kernel, kernel
from tnstudio.randomness import stream_key
from tnstudio.simulation.tables import Halves, Words

NEURON = 1024
"""The source of the numbers that do not belong to an axon."""

SYNAPSES_PER_DRAW = 4

LEAK_SHIFT = np.uint32(24)
THRESHOLD_BITS = np.uint32(2**18 - 1)

_TICK_SHIFT = np.uint64(21)
_SOURCE_SHIFT = np.uint64(10)
_HALF = np.uint64(32)
_ONE = np.uint64(1)


def core_keys(seed: int, cores: int) -> Words:
    """Return the key of each core.

    Parameters
    ----------
    seed : int
        The program's.
    """
    keys = np.empty(cores, np.uint64)
    with np.errstate(over="ignore"):
        draw_keys(stream_key(seed, "neurons"), keys)
    return keys


@kernel
def draw_keys(chip: np.uint64, keys: Words) -> None:
    """Draw the keys of all cores; odd, as `draw` wants them."""
    for core in range(len(keys)):
        first = np.uint64(2 * core)
        keys[core] = (draw(chip, first) << _HALF) | draw(chip, first + _ONE) | _ONE


@inner_kernel
def draw_numbers(key: np.uint64, tick: int, source: int, numbers: Halves) -> None:
    """Draw the numbers of one source, lane after lane from 0."""
    first = (np.uint64(tick) << _TICK_SHIFT) | (np.uint64(source) << _SOURCE_SHIFT)
    for lane in range(len(numbers)):
        numbers[lane] = np.uint32(draw(key, first + np.uint64(lane)))


def synapse_rho(
    seed: int, core: int, tick: int, axon: int, neurons: int
) -> npt.NDArray[np.uint8]:
    """Return ρ of the synapses of an axon, 0..255, shape (neurons,)."""
    numbers = np.empty(-(-neurons // SYNAPSES_PER_DRAW), np.uint32)
    _draw_for(seed, core, tick, axon, numbers)
    return numbers.astype("<u4").view(np.uint8)[:neurons]


def leak_rho(seed: int, core: int, tick: int, neurons: int) -> npt.NDArray[np.int32]:
    """Return ρ of the leaks of a core, 0..255, shape (neurons,)."""
    return (_of_neurons(seed, core, tick, neurons) >> LEAK_SHIFT).astype(np.int32)


def threshold_rho(
    seed: int, core: int, tick: int, neurons: int
) -> npt.NDArray[np.int32]:
    """Return ρ of the thresholds of a core, 0..2^18 - 1, shape (neurons,)."""
    return (_of_neurons(seed, core, tick, neurons) & THRESHOLD_BITS).astype(np.int32)


def _of_neurons(seed: int, core: int, tick: int, neurons: int) -> Halves:
    numbers = np.empty(neurons, np.uint32)
    _draw_for(seed, core, tick, NEURON, numbers)
    return numbers


def _draw_for(seed: int, core: int, tick: int, source: int, numbers: Halves) -> None:
    with np.errstate(over="ignore"):
        draw_numbers(core_keys(seed, core + 1)[core], tick, source, numbers)

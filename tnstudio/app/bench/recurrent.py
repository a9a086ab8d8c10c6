"""The networks that a chip is characterised with: recurrent, of one rate.

After Merolla et al. 2014, "A million spiking-neuron integrated circuit"
(Science 345), whose power figures are of such networks: every neuron fires
near the wanted rate without any input, every axon reaches the same number of
neurons, excitation and inhibition cancel, targets and delays are random.
"""

import math
from itertools import permutations

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import DELAY, NEGATIVE_THRESHOLD, SIZES, Hardware
from tnstudio.model.neuron import ResetMode
from tnstudio.model.program import (
    NONE,
    ChipProgram,
    CorePlaces,
    InputLines,
    NeuronArrays,
    OutputLines,
    Routes,
)
from tnstudio.model.records import SEED
from tnstudio.randomness import generator

SIZE = 256
"""Axons and neurons of a core."""

MOST_CORES = math.prod(
    size.high for size in SIZES if size.symbol in ("grid_rows", "grid_columns")
)
LEAST_RATE = 0.1
MOST_RATE = 1000.0

LEAK = 64
"""λ: many times what the synapses add up to in a tick, so that rates are even."""

MOST_MEAN_THRESHOLD = 200_000
"""Leaves room for `SPREAD` below the 18 bits of α."""

SILENT_THRESHOLD = 1000
SPREAD = 0.2
"""How far thresholds and leaks of a varied network are from their mean."""

STRENGTHS = (-2, -1, 1, 2)
STRENGTHS_BY_CHANCE = (-191, -63, 63, 191)
"""Stochastic synapses of these count by ±1, three and one times out of four."""

MASK = 15
"""M: well below λ, so that neurons cross the noisy threshold at any η alike."""


def recurrent_program(
    cores: int,
    rate: float,
    synapses: int,
    seed: int,
    noisy: bool = False,
    uniform: bool = True,
) -> ChipProgram:
    """Return a network of full-size cores that keeps itself busy.

    Each axon is the target of exactly one neuron, at random, so that no spikes
    merge; delays are 1..15, equally often. The four axon types are even over a
    core's axons; a neuron's four strengths add up to 0. V grows by λ per tick
    and loses α per spike, so that a neuron fires λ / α times per tick; V starts
    anywhere below α, so that the rate is steady from the first tick on.

    Parameters
    ----------
    cores : int
        1..65536, on a grid of 64 × 64 or, for more, the smallest square.
    rate : float
        Spikes per neuron and second at 1000 ticks per second, 0 or 0.1..1000.
    synapses : int
        Synapses of every axon, 0..256, at random neurons.
    seed : int
        Of everything random, in the network and in its noise.
    noisy : bool
        Whether all synapses are stochastic and all thresholds noisy.
    uniform : bool
        Whether all neurons have the same leak and threshold; otherwise both are
        drawn for each neuron, up to 20 % away.

    Raises
    ------
    TNStudioError
        If a number is out of range.
    """
    _require(cores, rate, synapses, seed)
    side = max(Hardware().grid_rows, math.ceil(math.sqrt(cores)))
    lists = np.zeros(0, np.int32)
    return ChipProgram(
        name="recurrent network",
        hardware=Hardware(grid_rows=side, grid_columns=side),
        axon_types=_axon_types(cores, seed),
        synapses=_synapses(cores, synapses, seed),
        neurons=_neurons(cores, rate, seed, noisy, uniform),
        routes=_routes(cores, seed),
        inputs=InputLines(*(frozen(lists, np.int32) for _ in range(4))),
        outputs=OutputLines(*(frozen(lists, np.int32) for _ in range(2))),
        places=_places(cores, side),
        input_shape=(1, 1, 1),
        class_names=(),
        latency=0,
        copies=1,
        seed=seed,
    )


def _require(cores: int, rate: float, synapses: int, seed: int) -> None:
    ranges = (
        ("number of cores", cores, 1, MOST_CORES),
        ("number of synapses per axon", synapses, 0, SIZE),
        ("seed", seed, SEED.low, SEED.high),
    )
    for name, value, low, high in ranges:
        if not low <= value <= high:
            raise TNStudioError(
                f"The {name} is {value}", hint=f"choose {low} to {high}"
            )
    if rate != 0 and not LEAST_RATE <= rate <= MOST_RATE:
        raise TNStudioError(
            f"The rate is {rate:g} Hz",
            hint=f"choose 0, or {LEAST_RATE:g} to {MOST_RATE:g} Hz",
        )


def _random(seed: int, part: str) -> np.random.Generator:
    return generator(seed, "recurrent network", part)


def _axon_types(cores: int, seed: int) -> npt.NDArray[np.uint8]:
    even = np.arange(SIZE, dtype=np.uint8) % len(STRENGTHS)
    types = np.broadcast_to(even, (cores, SIZE))
    return frozen(_random(seed, "axon types").permuted(types, axis=1), np.uint8)


def _synapses(cores: int, count: int, seed: int) -> npt.NDArray[np.uint8]:
    """Draw rows with exactly so many synapses, all such rows equally often."""
    if count == SIZE:
        return frozen(np.full((cores, SIZE, SIZE // 8), 255, np.uint8), np.uint8)
    random = _random(seed, "synapses")
    rows = _rows_of_density(random, cores * SIZE, count)
    _correct_counts(random, rows, count)
    return frozen(rows.reshape(cores, SIZE, SIZE // 8), np.uint8)


def _rows_of_density(
    random: np.random.Generator, rows: int, count: int
) -> npt.NDArray[np.uint8]:
    """Draw rows of 256 bits, each bit set with probability count / 256.

    ORing random bits makes a probability p to (p + 1) / 2, ANDing to p / 2:
    the digits of the count, lowest first, say which to do.
    """
    bits = np.zeros((rows, SIZE // 64), np.uint64)
    for digit in range(SIZE.bit_length() - 1):
        if count % (1 << (digit + 1)) == 0:
            continue  # p is still 0
        coins = random.integers(0, 2**64, bits.shape, np.uint64)
        combine = np.bitwise_or if count >> digit & 1 else np.bitwise_and
        combine(bits, coins, out=bits)
    return bits.view(np.uint8)


def _correct_counts(
    random: np.random.Generator, bits: npt.NDArray[np.uint8], count: int
) -> None:
    """Flip bits at random places until every row has so many.

    No column is treated unlike another, so neither are any two sets of columns.
    """
    surplus = np.bitwise_count(bits).sum(axis=1, dtype=np.int16) - count
    rows = np.flatnonzero(surplus)
    surplus = surplus[rows]
    while rows.size:
        column = random.integers(0, SIZE, rows.size, np.uint8)
        octet, bit = column >> 3, np.uint8(1) << (column & 7)
        is_set = (bits[rows, octet] & bit) != 0
        helps = is_set == (surplus > 0)
        bits[rows[helps], octet[helps]] ^= bit[helps]
        surplus -= np.sign(surplus) * helps
        rows, surplus = rows[surplus != 0], surplus[surplus != 0]


def _neurons(
    cores: int, rate: float, seed: int, noisy: bool, uniform: bool
) -> NeuronArrays:
    shape = (cores, SIZE)
    leak, threshold = _leak_and_threshold(rate, noisy)
    leaks, thresholds = (
        _spread(mean, shape, None if uniform else _random(seed, part))
        for mean, part in ((leak, "leaks"), (threshold, "thresholds"))
    )
    start = _random(seed, "potentials").random(shape, np.float32)
    flags = (cores, len(STRENGTHS), SIZE)
    return NeuronArrays(
        strengths=_strengths(cores, seed, noisy),
        stochastic_synapses=frozen(np.full(flags, noisy), np.bool_),
        leak=frozen(leaks, np.int16),
        leak_reversal=frozen(np.zeros(shape), np.bool_),
        stochastic_leak=frozen(np.zeros(shape), np.bool_),
        threshold=frozen(thresholds, np.int32),
        negative_threshold=frozen(np.full(shape, NEGATIVE_THRESHOLD.high), np.int32),
        negative_saturates=frozen(np.ones(shape), np.bool_),
        threshold_mask=frozen(np.full(shape, MASK if noisy else 0), np.int32),
        reset_mode=frozen(np.full(shape, ResetMode.SUBTRACT_THRESHOLD), np.uint8),
        reset_value=frozen(np.zeros(shape), np.int32),
        initial_potential=frozen(start * thresholds, np.int32),
    )


def _leak_and_threshold(rate: float, noisy: bool) -> tuple[float, float]:
    """Return λ and the mean α of a rate; α + η is 1000 λ / rate on average."""
    if rate == 0:
        return 0, SILENT_THRESHOLD
    leak = min(LEAK, int(MOST_MEAN_THRESHOLD * rate / 1000))
    return leak, 1000 * leak / rate - (MASK / 2 if noisy else 0)


def _spread(
    mean: float, shape: tuple[int, int], random: np.random.Generator | None
) -> npt.NDArray[np.int32]:
    if random is None:
        return np.full(shape, round(mean), np.int32)
    values = random.uniform((1 - SPREAD) * mean, (1 + SPREAD) * mean, shape)
    return np.rint(values).astype(np.int32)


def _strengths(cores: int, seed: int, noisy: bool) -> npt.NDArray[np.int16]:
    """Draw which axon type gets which strength, a new order for every neuron."""
    values = STRENGTHS_BY_CHANCE if noisy else STRENGTHS
    orders = np.array(tuple(permutations(values)), np.int16)
    which = _random(seed, "strengths").integers(
        0, len(orders), (cores, 1, SIZE), np.uint8
    )
    types = np.arange(len(values))[:, None]
    return frozen(orders[which, types], np.int16)


def _routes(cores: int, seed: int) -> Routes:
    shape = (cores, SIZE)
    target = _random(seed, "targets").permutation(np.arange(cores * SIZE, dtype="i4"))
    delay = _random(seed, "delays").integers(
        DELAY.low, DELAY.high, shape, np.uint8, endpoint=True
    )
    return Routes(
        core=frozen((target // SIZE).reshape(shape), np.int32),
        axon=frozen((target % SIZE).reshape(shape), np.int32),
        delay=frozen(delay, np.uint8),
        line=frozen(np.full(shape, NONE), np.int32),
    )


def _places(cores: int, side: int) -> CorePlaces:
    none = frozen(np.zeros(cores), np.int32)
    row, column = (frozen(part, np.int32) for part in np.divmod(np.arange(cores), side))
    return CorePlaces(none, none, row, column, row, column)

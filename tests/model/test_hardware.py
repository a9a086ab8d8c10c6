"""The chip's limits are those of its publications."""

from dataclasses import fields

import pytest

from tnstudio.model.hardware import (
    DELAY,
    LEAK,
    LIMITS,
    NEGATIVE_THRESHOLD,
    POTENTIAL,
    RESET,
    SIZES,
    STRENGTH,
    THRESHOLD,
    THRESHOLD_MASK,
    TRUENORTH,
    Hardware,
    Limit,
)
from tnstudio.model.neuron import MEMORYLESS_BINARY, ResetMode


def test_that_truenorth_has_4096_cores_of_256_by_256() -> None:
    # M14: 4096 cores, 1 million neurons, 256 million synapses, 4 axon types.
    assert TRUENORTH.cores == 4096
    assert TRUENORTH.cores * TRUENORTH.neurons == 2**20
    assert TRUENORTH.cores * TRUENORTH.neurons * TRUENORTH.axons == 2**28
    assert TRUENORTH.axon_types == 4
    assert Hardware() == TRUENORTH


@pytest.mark.parametrize(
    ("limit", "low", "high"),
    [
        (STRENGTH, -255, 255),
        (LEAK, -255, 255),
        (THRESHOLD, 0, 262143),
        (NEGATIVE_THRESHOLD, 0, 262143),
        (THRESHOLD_MASK, 0, 262143),
        (POTENTIAL, -524288, 524287),
        (RESET, -524288, 524287),
        (DELAY, 1, 15),
    ],
)
def test_that_limits_are_those_of_the_chip(limit: Limit, low: int, high: int) -> None:
    assert (limit.low, limit.high) == (low, high)
    assert limit.holds(low)
    assert limit.holds(high)
    assert not limit.holds(low - 1)
    assert not limit.holds(high + 1)


def test_that_every_limit_tells_its_source() -> None:
    assert all(limit.source.startswith(("C13", "M14")) for limit in LIMITS)


def test_that_every_size_of_a_chip_has_a_range_that_holds_its_default() -> None:
    numbers = [field.name for field in fields(Hardware) if field.name != "name"]
    assert [size.symbol for size in SIZES] == numbers
    assert all(size.holds(getattr(TRUENORTH, size.symbol)) for size in SIZES)


def test_that_the_memoryless_neuron_is_the_published_one() -> None:
    # E15 §3.1, as α = 1, β = 0, κ = 1, γ = 0, R = 0.
    neuron = MEMORYLESS_BINARY
    assert (neuron.threshold, neuron.negative_threshold) == (1, 0)
    assert neuron.negative_saturates
    assert neuron.reset_mode is ResetMode.TO_VALUE
    assert neuron.reset_value == 0
    assert not neuron.leak_reversal

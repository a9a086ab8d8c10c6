"""The numbers of stochastic neurons: which they are, and how they are spread."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle
from tests.programs import random_recurrent_program, single_neuron
from tests.simulation.agreement import random_lines
from tnstudio.model.arrays import frozen
from tnstudio.model.neuron import NeuronParameters, ResetMode
from tnstudio.simulation.noise import NEURON, core_keys, draw_numbers
from tnstudio.simulation.simulator import Simulator

SEEDS = st.integers(0, 2**63 - 1)
LAST_TICK = 2**43 - 1


@given(SEEDS, st.integers(0, 65535), st.integers(0, LAST_TICK), st.integers(0, NEURON))
@settings(deadline=None, max_examples=50)
def test_that_numbers_are_those_of_the_oracle(seed, core, tick, source):
    key = core_keys(seed, core + 1)[-1]
    assert key == oracle.core_key(seed, core)
    numbers = np.zeros(1024, np.uint32)
    with np.errstate(over="ignore"):
        draw_numbers(key, tick, source, numbers)
    for lane in (0, 1, 255, 256, 1023):
        assert numbers[lane] == oracle.draw(int(key), tick, source, lane)


def test_that_every_core_of_the_largest_chip_has_its_own_odd_key():
    keys = core_keys(5, 65536)
    assert len(np.unique(keys)) == 65536
    assert (keys % 2 == 1).all()


KEYS = core_keys(1, 65536).tolist()
COUNT = 25_600


FIELDS = {
    "ticks": lambda k: oracle.synapse_rho(KEYS[3], k, 5, 6),
    "late ticks": lambda k: oracle.synapse_rho(KEYS[3], 2**32 - 999 + k, 5, 6),
    "cores": lambda k: oracle.synapse_rho(KEYS[k], 4, 5, 6),
    "axons": lambda k: oracle.synapse_rho(KEYS[k // 1024], 4, k % 1024, 6),
    "neurons": lambda k: oracle.synapse_rho(KEYS[k // 1024], 4, 5, k % 1024),
    "seeds": lambda k: oracle.synapse_rho(oracle.core_key(k, 3), 4, 5, 6),
    "leaks by tick": lambda k: oracle.leak_rho(KEYS[3], k, 6),
    "leaks by core": lambda k: oracle.leak_rho(KEYS[k], 4, 6),
    "leaks by neuron": lambda k: oracle.leak_rho(KEYS[k // 1024], 4, k % 1024),
    "thresholds by tick": lambda k: oracle.threshold_rho(KEYS[3], k, 6) & 255,
    "thresholds by core": lambda k: oracle.threshold_rho(KEYS[k], 4, 6) >> 10,
    "thresholds by neuron": lambda k: (
        oracle.threshold_rho(KEYS[k // 1024], 4, k % 1024) >> 5 & 255
    ),
}


def chi_squared(values):
    """Of 256 values that should be equally frequent.

    255 degrees of freedom: the mean is 255, the deviation 22.6.
    """
    counts = np.bincount(values, minlength=256)
    assert len(counts) == 256
    expected = len(values) / 256
    return ((counts - expected) ** 2 / expected).sum()


def assert_uniform(values):
    assert abs(chi_squared(values) - 255) < 4.5 * 22.6


@pytest.mark.parametrize("field", FIELDS)
def test_that_numbers_are_uniform_and_neighbours_unrelated(field):
    rho = np.array([FIELDS[field](k) for k in range(COUNT)])
    assert_uniform(rho)
    for distance in (1, 2, 3, 4, 16, 64):
        here, there = rho[:-distance], rho[distance:]
        assert_uniform((here >> 4) * 16 + (there >> 4))
        assert_uniform((here & 15) * 16 + (there & 15))
        assert_uniform(here ^ there)


def test_that_leak_threshold_and_synapses_of_one_neuron_are_unrelated():
    draws = [(KEYS[k % 100], k // 100) for k in range(COUNT)]
    leak = np.array([oracle.leak_rho(*d, 6) for d in draws])
    threshold = np.array([oracle.threshold_rho(*d, 6) for d in draws])
    synapse = np.array([oracle.synapse_rho(*d, 0, 6) for d in draws])
    last = np.array([oracle.synapse_rho(*d, 1023, 6) for d in draws])
    for one, other in (
        (leak, threshold >> 10),
        (leak, threshold & 255),
        (leak, synapse),
        (leak, last),
        (threshold & 255, synapse),
        (threshold >> 10, last),
        (synapse, last),
    ):
        assert_uniform((one >> 4) * 16 + (other >> 4))
        assert_uniform(one ^ other)


def test_that_every_bit_of_a_threshold_draw_is_a_coin():
    rho = np.array([oracle.threshold_rho(KEYS[3], k, 6) for k in range(COUNT)])
    bits = rho[:, None] >> np.arange(18) & 1
    # Each mean has a deviation of 0.0031.
    assert np.abs(bits.mean(axis=0) - 0.5).max() < 0.0156
    assert rho.max() < 2**18


@pytest.mark.parametrize("strength", [0, 1, 63, 127, 254, 255, -1, -127, -255])
def test_that_a_stochastic_synapse_counts_by_one_with_its_probability(strength):
    """C13: P(F = 1) = (|s| + 1) / 256 for ρ on 0..255."""
    integrator = NeuronParameters(
        threshold=2**18 - 1,
        negative_threshold=2**18 - 1,
        stochastic_synapses=(True,),
    )
    ticks = 4000
    simulator = Simulator(single_neuron(integrator, (strength,)))
    simulator.run(np.ones((ticks, 1), np.uint8))
    probability = (abs(strength) + 1) / 256 if strength else 0
    deviation = np.sqrt(ticks * probability * (1 - probability))
    v = int(simulator.potentials[0, 0])
    assert np.sign(v) == np.sign(strength)
    assert abs(abs(v) - ticks * probability) <= 4.5 * deviation


@pytest.mark.parametrize("leak", [3, -100, 255])
def test_that_a_stochastic_leak_counts_by_one_with_its_probability(leak):
    neuron = NeuronParameters(
        leak=leak,
        stochastic_leak=True,
        threshold=2**18 - 1,
        negative_threshold=2**18 - 1,
    )
    ticks = 4000
    simulator = Simulator(single_neuron(neuron))
    simulator.run(np.zeros((ticks, 1), np.uint8))
    probability = (abs(leak) + 1) / 256
    deviation = np.sqrt(ticks * probability * (1 - probability))
    v = int(simulator.potentials[0, 0])
    assert abs(v - np.sign(leak) * ticks * probability) <= 4.5 * deviation


def test_that_a_masked_threshold_is_spread_evenly():
    """V stays at α + 4 of α .. α + 15: it spikes if η is 0 to 4 of 0 to 15."""
    neuron = NeuronParameters(
        threshold=10,
        threshold_mask=15,
        reset_mode=ResetMode.NONE,
        initial_potential=14,
    )
    outputs = Simulator(single_neuron(neuron)).run(np.zeros((4000, 1), np.uint8))
    share = 5 / 16
    assert abs(outputs.outputs.mean() - share) < 4.5 * np.sqrt(share / 4000)


def test_that_a_core_without_input_still_draws():
    """The neuron waits above α for a small η, and nothing else ever happens."""
    neuron = NeuronParameters(
        threshold=5,
        threshold_mask=63,
        reset_mode=ResetMode.NONE,
        initial_potential=5,
    )
    program = single_neuron(neuron)
    recording = Simulator(program).run(np.zeros((2000, 1), np.uint8))
    key = oracle.core_key(program.seed, 0)
    expected = [t for t in range(2000) if oracle.threshold_rho(key, t, 0) & 63 == 0]
    assert expected[0] > 1
    assert np.flatnonzero(recording.outputs[:, 0]).tolist() == expected


def test_that_another_seed_is_another_noise():
    random = np.random.default_rng(2)
    program = random_recurrent_program(random)
    neurons = replace(
        program.neurons,
        stochastic_leak=frozen(np.ones_like(program.neurons.leak), np.bool_),
        leak=frozen(np.full_like(program.neurons.leak, 100), np.int16),
    )
    program = replace(program, neurons=neurons)
    lines = random_lines(random, program, 50, 0.3)
    here, again, there = (
        Simulator(replace(program, seed=seed)).run(lines).spikes for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(here, again)
    assert (here != there).any()

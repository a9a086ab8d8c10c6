"""Networks of one rate: what they are made of, and that they keep their rate."""

import numpy as np
import pytest

from tests.same_values import same
from tnstudio.app.bench.recurrent import MOST_CORES, recurrent_program
from tnstudio.errors import TNStudioError
from tnstudio.model.program_rules import check_program
from tnstudio.simulation.simulator import Simulator


def measured_rate(program, ticks):
    """Spikes per neuron and second at 1000 ticks per second."""
    events = Simulator(program).run(np.zeros((ticks, 0), np.uint8)).events()
    return len(events.tick) / (program.cores * 256 * ticks) * 1000


@pytest.mark.parametrize("synapses", [0, 1, 77, 128, 192, 255, 256])
def test_that_every_axon_has_exactly_the_wanted_synapses(synapses):
    program = recurrent_program(5, 20, synapses, seed=1)
    counts = [program.crossbar(core).sum(axis=1) for core in range(5)]
    np.testing.assert_array_equal(counts, synapses)


def test_that_synapses_reach_all_neurons_alike():
    """Binomial over 16,384 rows: five standard deviations are below 320."""
    program = recurrent_program(64, 20, 100, seed=2)
    reached = sum(program.crossbar(core).sum(axis=0) for core in range(64))
    assert np.abs(reached - 64 * 100).max() < 320


@pytest.mark.parametrize("noisy", [False, True])
@pytest.mark.parametrize("uniform", [False, True])
def test_that_the_network_is_a_sound_chip_in_balance(noisy, uniform):
    program = recurrent_program(6, 50, 64, 3, noisy, uniform)
    assert check_program(program) == ()
    neurons, routes = program.neurons, program.routes
    assert (neurons.strengths.sum(axis=1) == 0).all()
    assert (neurons.strengths != 0).all()
    assert (np.sort(program.axon_types)[:, ::64] == np.arange(4)).all()
    targets = np.sort((routes.core * 256 + routes.axon).ravel())
    np.testing.assert_array_equal(targets, np.arange(6 * 256))
    assert set(np.unique(routes.delay)) == set(range(1, 16))
    assert neurons.stochastic_synapses.all() == noisy
    assert (neurons.threshold_mask > 0).all() == noisy
    assert (len(np.unique(neurons.threshold)) == 1) == uniform
    assert (len(np.unique(neurons.leak)) == 1) == uniform


@pytest.mark.parametrize("noisy", [False, True])
@pytest.mark.parametrize("uniform", [False, True])
@pytest.mark.parametrize(
    ("rate", "synapses"),
    [(1, 0), (1, 256), (20, 0), (20, 128), (200, 0), (200, 128), (200, 256)],
)
def test_that_neurons_keep_the_wanted_rate_without_input(
    rate, synapses, noisy, uniform
):
    program = recurrent_program(16, rate, synapses, 4, noisy, uniform)
    assert measured_rate(program, 1000) == pytest.approx(rate, rel=0.1)


def test_that_the_rate_is_steady_from_the_start():
    program = recurrent_program(16, 20, 128, 5)
    assert measured_rate(program, 50) == pytest.approx(20, rel=0.1)


@pytest.mark.parametrize("noisy", [False, True])
def test_that_at_0_hz_nobody_fires(noisy):
    assert measured_rate(recurrent_program(2, 0, 128, 6, noisy), 500) == 0


def test_that_the_slowest_network_has_thresholds_that_a_chip_can_hold():
    program = recurrent_program(2, 0.1, 0, 7, uniform=False)
    assert check_program(program) == ()
    assert program.neurons.leak.min() > 10


def test_that_the_seed_decides_everything_random():
    first, again, other = (recurrent_program(2, 20, 128, seed) for seed in (8, 8, 9))
    assert same(first, again)
    assert not same(first.synapses, other.synapses)
    assert not same(first.routes, other.routes)
    assert not same(first.neurons, other.neurons)


def test_that_large_networks_get_a_larger_grid():
    program = recurrent_program(4097, 20, 0, 0)
    assert (program.hardware.grid_rows, program.hardware.grid_columns) == (65, 65)
    assert check_program(program) == ()


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((0, 20, 128, 0), "number of cores is 0"),
        ((MOST_CORES + 1, 20, 128, 0), "choose 1 to 65536"),
        ((4, -1, 128, 0), "rate is -1 Hz"),
        ((4, 0.01, 128, 0), "choose 0, or 0.1 to 1000 Hz"),
        ((4, float("nan"), 128, 0), "rate is nan Hz"),
        ((4, 20, 257, 0), "synapses per axon is 257"),
        ((4, 20, 128, -1), "seed is -1"),
    ],
)
def test_that_numbers_out_of_range_are_refused(numbers, message):
    with pytest.raises(TNStudioError, match=message):
        recurrent_program(*numbers)

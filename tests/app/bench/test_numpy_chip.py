"""The plain NumPy chip is the chip: all modes, noise included."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programs import random_recurrent_program
from tests.simulation.agreement import random_lines
from tnstudio.app.bench.numpy_chip import NumpyChip
from tnstudio.app.bench.recurrent import recurrent_program
from tnstudio.model.hardware import Hardware
from tnstudio.simulation.simulator import Simulator


def check(program, lines):
    """Compare spikes of all ticks and V of the last."""
    chip, simulator = NumpyChip(program), Simulator(program, parallel=False)
    recording = simulator.run(lines)
    spikes = np.array([chip.step(row) for row in lines], np.bool_)
    for core in range(program.cores):
        np.testing.assert_array_equal(spikes[:, core], recording.of_core(core))
    np.testing.assert_array_equal(chip.potentials, simulator.potentials)
    return spikes


@given(st.integers(0, 2**32 - 1), st.booleans(), st.integers(1, 9))
def test_that_it_spikes_like_the_simulator_in_every_mode(seed, calm, cores):
    random = np.random.default_rng(seed)
    program = random_recurrent_program(random, cores=cores, calm=calm)
    check(program, random_lines(random, program, 50, 0.3))


@pytest.mark.parametrize("noisy", [False, True])
@pytest.mark.parametrize("uniform", [False, True])
@pytest.mark.parametrize("cores", [1, 40])
def test_that_it_spikes_like_the_simulator_on_full_cores(cores, uniform, noisy):
    program = recurrent_program(cores, 100, 128, 1, noisy, uniform)
    assert check(program, np.zeros((60, 0), np.uint8)).any()


def test_that_cores_of_other_sizes_spike_alike():
    random = np.random.default_rng(3)
    program = random_recurrent_program(random, Hardware("odd", 67, 65, 5, 2, 2))
    assert check(program, random_lines(random, program, 40, 0.5)).any()

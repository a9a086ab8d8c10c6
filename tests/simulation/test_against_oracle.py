"""Kernels and oracle, bit for bit, on random programs."""

import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.programs import (
    copies_of,
    random_feedforward_program,
    random_recurrent_program,
)
from tests.simulation.agreement import (
    check_batch,
    check_simulator,
    random_lines,
    threads_in_use,
)
from tnstudio.model.hardware import Hardware
from tnstudio.simulation import schedule

TICKS = 56
SEEDS = st.integers(0, 2**32)
DENSITIES = st.sampled_from([0.0, 0.03, 0.2, 0.6, 1.0])
CUTS = st.lists(st.integers(0, TICKS), max_size=3)
CORE_SIZES = st.sampled_from([(5, 7), (1, 1), (8, 64), (64, 8), (70, 66), (3, 130)])
THREADS = st.sampled_from([1, 2])


@st.composite
def recurrent_programs(draw):
    """Programs with loops, all delays, all neuron modes and wide cores."""
    axons, neurons = draw(CORE_SIZES)
    types = draw(st.integers(1, 5))
    cores = draw(st.integers(1, 4 if axons * neurons < 1000 else 2))
    return random_recurrent_program(
        np.random.default_rng(draw(SEEDS)),
        Hardware("odd", axons, neurons, types, 2, 2),
        cores,
        lines=draw(st.integers(0, 9)),
        calm=draw(st.booleans()),
    )


@st.composite
def feedforward_programs(draw):
    axons, neurons = draw(CORE_SIZES)
    layers = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    return random_feedforward_program(
        np.random.default_rng(draw(SEEDS)),
        Hardware("odd", axons, neurons, draw(st.integers(1, 5)), 3, 3),
        layers if axons * neurons < 1000 else layers[:1] + [1] * len(layers[1:]),
        lines=draw(st.integers(0, 70)),
        most_strength=draw(st.sampled_from([1, 3, 255])),
    )


@given(recurrent_programs(), SEEDS, DENSITIES, CUTS)
@settings(max_examples=200, deadline=None)
def test_that_every_tick_is_that_of_the_oracle(program, seed, density, cuts):
    lines = random_lines(np.random.default_rng(seed), program, TICKS, density)
    check_simulator(program, lines, cuts)


@given(strategies.programs(), SEEDS, DENSITIES, CUTS)
@settings(max_examples=40, deadline=None)
def test_that_every_valid_program_runs_as_in_the_oracle(program, seed, density, cuts):
    lines = random_lines(np.random.default_rng(seed), program, TICKS, density)
    check_simulator(program, lines, cuts)


@pytest.mark.parametrize(
    ("axons", "neurons", "types"), [(1024, 5, 16), (5, 1024, 1), (300, 300, 4)]
)
@pytest.mark.parametrize("density", [0.02, 0.7])
def test_that_the_largest_cores_run_as_in_the_oracle(axons, neurons, types, density):
    random = np.random.default_rng(axons + types)
    hardware = Hardware("large", axons, neurons, types, 2, 2)
    program = random_recurrent_program(random, hardware, 1, lines=axons)
    lines = random_lines(random, program, 6, density)
    assert check_simulator(program, lines, (2,)).spikes.any()


@given(recurrent_programs(), SEEDS, DENSITIES, CUTS, THREADS, st.sampled_from([1, 2]))
@settings(max_examples=40, deadline=None)
def test_that_threads_change_nothing(program, seed, density, cuts, threads, group):
    lines = random_lines(np.random.default_rng(seed), program, TICKS, density)
    with patch.object(schedule, "GROUP", group), threads_in_use(threads):
        check_simulator(program, lines, cuts, parallel=True)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("copies", [1, 6])
def test_that_many_cores_on_threads_run_as_in_the_oracle(threads, copies):
    random = np.random.default_rng(threads)
    program = copies_of(
        random_recurrent_program(random, Hardware("tiny", 3, 4, 2, 9, 9), 60 // copies),
        copies,
    )
    apart = schedule.schedule_of(program).apart
    assert apart == (copies > 1)
    with threads_in_use(threads):
        history = check_simulator(
            program, random_lines(random, program, TICKS, 0.3), (7,), parallel=True
        )
    assert history.spikes.mean() > 0.01


@given(feedforward_programs(), SEEDS, DENSITIES, st.booleans(), THREADS)
@settings(max_examples=50, deadline=None)
def test_that_frames_at_once_are_frames_tick_by_tick(
    program, seed, density, parallel, threads
):
    frames = 70 if program.axon_types.size * program.hardware.neurons < 500 else 5
    lines = random_lines(np.random.default_rng(seed), program, frames, density)
    with threads_in_use(threads):
        check_batch(program, lines, parallel)


@pytest.mark.slow
def test_that_interpreted_kernels_agree_with_the_oracle_too():
    script = (
        "import numba, warnings\n"
        "from tests.simulation.agreement import check_some\n"
        "assert numba.config.DISABLE_JIT\n"
        "warnings.simplefilter('error')\n"
        "check_some(range(4), parallel=False)\n"
        "check_some(range(4, 8), parallel=True)\n"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        check=True,
        timeout=300,
    )

"""Counts of a run, against counting one by one."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.oracle import run_chip
from tests.programs import ProgramBuilder, random_recurrent_program
from tests.simulation.agreement import random_lines
from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Hardware
from tnstudio.simulation.counts import Counter
from tnstudio.simulation.simulator import Simulator

TICKS = 40
SEEDS = st.integers(0, 2**32)
NAMES = ("synaptic_events", "spikes", "axon_events", "hops")


def slow_counts(program, history):
    """Count each spike, axon and synapse by itself."""
    closed = [
        program.crossbar(core).sum(axis=1).tolist() for core in range(program.cores)
    ]
    ticks, cores = len(history.spikes), program.cores
    synaptic = np.zeros((ticks, cores), np.int64)
    spikes, axons, hops = (np.zeros(ticks, np.int64) for _ in range(3))
    for tick, core, axon in np.argwhere(history.active).tolist():
        synaptic[tick, core] += closed[core][axon]
        axons[tick] += 1
    row, column = program.places.chip_row.tolist(), program.places.chip_column.tolist()
    for tick, core, j in np.argwhere(history.spikes).tolist():
        spikes[tick] += 1
        target = int(program.routes.core[core, j])
        if target >= 0:
            hops[tick] += abs(row[core] - row[target])
            hops[tick] += abs(column[core] - column[target])
    return synaptic, (synaptic.sum(axis=1), spikes, axons, hops)


def check_counts(program, lines, cuts):
    """Compare the counts of runs, one after another, with slow counting."""
    synaptic, expected = slow_counts(program, run_chip(program, lines))
    simulator, counter = Simulator(program), Counter(program)
    for piece in np.split(np.arange(len(lines)), sorted(cuts)):
        first = simulator.tick
        counts = counter.count(simulator.run(lines[piece]), lines[piece])
        assert (counts.first_tick, counts.ticks) == (first, len(piece))
        assert counter.tick == simulator.tick
        for name, values in zip(NAMES, expected, strict=True):
            np.testing.assert_array_equal(getattr(counts, name), values[piece])
        np.testing.assert_array_equal(
            counts.synaptic_events_of_core, synaptic[piece].sum(axis=0)
        )


@given(
    strategies.programs(),
    SEEDS,
    st.sampled_from([0.0, 0.1, 0.6]),
    st.lists(st.integers(0, TICKS), max_size=3),
)
@settings(max_examples=60)
def test_that_counts_are_those_of_counting_one_by_one(program, seed, density, cuts):
    lines = random_lines(np.random.default_rng(seed), program, TICKS, density)
    check_counts(program, lines, cuts)


@given(SEEDS, st.integers(0, TICKS), st.sampled_from([(70, 66), (3, 130), (5, 7)]))
@settings(max_examples=20)
def test_that_a_counter_takes_over_where_another_is(seed, cut, size):
    random = np.random.default_rng(seed)
    program = random_recurrent_program(random, Hardware("odd", *size, 2, 2, 2))
    lines = random_lines(random, program, TICKS, 0.2)
    simulator, counter = Simulator(program), Counter(program)
    counter.count(simulator.run(lines[:cut]), lines[:cut])
    other = Counter(program, cut, counter.pending)
    np.testing.assert_array_equal(other.pending, counter.pending)
    recording = simulator.run(lines[cut:])
    here, there = (c.count(recording, lines[cut:]) for c in (counter, other))
    for name in (*NAMES, "synaptic_events_of_core"):
        np.testing.assert_array_equal(getattr(here, name), getattr(there, name))


def test_that_a_spike_on_its_way_is_counted_where_it_acts():
    """Core 0 at (0, 0) sends to core 5 at (1, 1), which shows it on a line."""
    builder = ProgramBuilder(Hardware("way", 3, 2, 1, 4, 4), 6, lines=2, outputs=1)
    builder.neuron(0, 0, strengths=(1,))
    builder.neuron(5, 1, strengths=(1,))
    for line in range(2):
        builder.input(line, 0, 0)
    builder.synapse(0, 0, 0)
    builder.route((0, 0), (5, 2), 3)
    builder.synapse(5, 2, 0)
    builder.synapse(5, 2, 1)
    builder.output((5, 1), 0)
    program = builder.build()
    lines = np.zeros((6, 2), np.uint8)
    lines[1] = 1
    counts = Counter(program).count(Simulator(program).run(lines), lines)
    assert counts.axon_events.tolist() == [0, 1, 0, 0, 1, 0]
    assert counts.synaptic_events.tolist() == [0, 1, 0, 0, 2, 0]
    assert counts.spikes.tolist() == [0, 1, 0, 0, 1, 0]
    assert counts.hops.tolist() == [0, 2, 0, 0, 0, 0]
    assert counts.synaptic_events_of_core.tolist() == [1, 0, 0, 0, 0, 2]


@pytest.fixture
def counted():
    """A program, a recording of three ticks and its input."""
    program = random_recurrent_program(np.random.default_rng(0))
    lines = np.zeros((3, len(program.inputs.element)), np.uint8)
    return program, Simulator(program).run(lines), lines


def test_that_a_gap_between_runs_is_refused(counted):
    program, recording, lines = counted
    with pytest.raises(TNStudioError, match="begins with tick 9"):
        Counter(program).count(replace(recording, first_tick=9), lines)


def test_that_input_of_other_ticks_is_refused(counted):
    program, recording, lines = counted
    with pytest.raises(TNStudioError, match="not of the same ticks"):
        Counter(program).count(recording, lines[:2])
    with pytest.raises(TNStudioError, match="input spikes have shape"):
        Counter(program).count(recording, lines[:, :2])


def test_that_pending_axons_of_another_chip_are_refused(counted):
    with pytest.raises(TNStudioError, match="pending axons have shape"):
        Counter(counted[0], 0, np.zeros((15, 1, 1), np.bool_))


@pytest.mark.slow
def test_that_interpreted_kernels_count_the_same():
    script = (
        "import numba, warnings\n"
        "import numpy as np\n"
        "from tests.programs import random_recurrent_program\n"
        "from tests.simulation.agreement import random_lines\n"
        "from tests.simulation.test_counts import check_counts\n"
        "assert numba.config.DISABLE_JIT\n"
        "warnings.simplefilter('error')\n"
        "random = np.random.default_rng(0)\n"
        "program = random_recurrent_program(random)\n"
        "check_counts(program, random_lines(random, program, 30, 0.3), (7,))\n"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        check=True,
        timeout=300,
    )


@pytest.mark.parametrize("start", [1, 13, 20])
def test_that_counting_can_start_where_a_simulator_is(start):
    random = np.random.default_rng(start)
    program = random_recurrent_program(random, calm=True)
    lines = random_lines(random, program, 40, 0.3)
    simulator = Simulator(program)
    before = simulator.run(lines[:start])
    late = Counter(program, simulator.tick, simulator.pending)
    after = simulator.run(lines[start:])
    whole = Counter(program)
    whole.count(before, lines[:start])
    expected = whole.count(after, lines[start:])
    found = late.count(after, lines[start:])
    assert found.synaptic_events.any()
    np.testing.assert_array_equal(found.synaptic_events, expected.synaptic_events)
    np.testing.assert_array_equal(found.axon_events, expected.axon_events)

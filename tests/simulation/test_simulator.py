"""The simulator as its users see it."""

from dataclasses import replace

import numpy as np
import pytest

from tests.programs import (
    CORE_5_BY_7,
    ProgramBuilder,
    copies_of,
    random_feedforward_program,
    random_recurrent_program,
    single_neuron,
)
from tests.simulation.agreement import random_lines
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import NeuronParameters, ResetMode
from tnstudio.simulation.schedule import GROUP, schedule_of
from tnstudio.simulation.simulator import Simulator


@pytest.fixture
def program():
    return random_recurrent_program(np.random.default_rng(1))


@pytest.fixture
def lines(program):
    return random_lines(np.random.default_rng(2), program, 40, 0.3)


def test_that_a_new_simulator_is_before_the_first_tick(program):
    simulator = Simulator(program)
    assert simulator.program is program
    assert simulator.tick == 0
    assert not simulator.active_axons.any()
    assert simulator.active_axons.shape == program.axon_types.shape
    np.testing.assert_array_equal(
        simulator.potentials, program.neurons.initial_potential
    )


def test_that_a_reset_simulator_repeats_its_run(program, lines):
    simulator = Simulator(program)
    first = simulator.run(lines)
    simulator.reset()
    assert simulator.tick == 0
    again = simulator.run(lines)
    assert again.first_tick == 0
    np.testing.assert_array_equal(first.spikes, again.spikes)
    assert first.spikes.any()


def test_that_a_run_of_no_ticks_changes_nothing(program, lines):
    simulator = Simulator(program)
    simulator.run(lines[:5])
    before = simulator.potentials
    recording = simulator.run(lines[:0])
    assert recording.ticks == 0
    assert recording.spikes.shape == (0, program.cores, 1)
    assert recording.outputs.shape == (0, 4)
    assert simulator.tick == 5
    np.testing.assert_array_equal(simulator.potentials, before)


def test_that_what_a_simulator_returns_is_not_its_own_state(program, lines):
    simulator = Simulator(program)
    recording = simulator.run(lines[:10])
    kept = recording.spikes.copy()
    simulator.potentials[:] = 7
    simulator.active_axons[:] = True
    rest = simulator.run(lines[10:])
    np.testing.assert_array_equal(recording.spikes, kept)
    with pytest.raises(ValueError, match="read-only"):
        recording.spikes[0] = 0
    whole = Simulator(program).run(lines)
    np.testing.assert_array_equal(
        np.concatenate((recording.spikes, rest.spikes)), whole.spikes
    )


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int64])
def test_that_everything_but_0_is_an_input_spike(program, lines, dtype):
    expected = Simulator(program).run(lines).spikes
    other = Simulator(program).run((lines * 200).astype(dtype)).spikes
    np.testing.assert_array_equal(other, expected)


def test_that_lines_may_be_every_other_column_of_an_array(program, lines):
    wide = np.repeat(lines, 2, axis=1)
    np.testing.assert_array_equal(
        Simulator(program).run(wide[:, ::2]).spikes,
        Simulator(program).run(lines).spikes,
    )


@pytest.mark.parametrize("shape", [(6,), (3, 5), (3, 7), (1, 3, 6)])
def test_that_input_of_another_shape_is_refused(program, shape):
    with pytest.raises(TNStudioError, match=r"not \(ticks, 6\)"):
        Simulator(program).run(np.zeros(shape, np.uint8))


def test_that_a_program_that_points_outside_the_chip_is_refused(program):
    core = program.routes.core.copy()
    core[1, 2] = program.cores
    routes = replace(program.routes, core=frozen(core, np.int32))
    with pytest.raises(TNStudioError, match="out of range") as caught:
        Simulator(replace(program, routes=routes))
    assert caught.value.location == "routes/core"


def test_that_a_core_that_was_left_out_wakes_with_the_next_spike():
    program = single_neuron(NeuronParameters(threshold=2), (1,))
    lines = np.zeros((60, 1), np.uint8)
    lines[[20, 50]] = 1
    outputs = Simulator(program).run(lines).outputs
    assert np.flatnonzero(outputs).tolist() == [50]


def test_that_a_neuron_that_never_resets_fires_for_ever_without_input():
    neuron = NeuronParameters(initial_potential=1, reset_mode=ResetMode.NONE)
    outputs = Simulator(single_neuron(neuron)).run(np.zeros((40, 1))).outputs
    assert outputs.all()


def test_that_copies_are_groups_of_their_own():
    random = np.random.default_rng(0)
    hardware = Hardware("tiny", 3, 4, 2, 20, 20)
    one = random_feedforward_program(random, hardware, (5, 3, 2))
    groups = schedule_of(copies_of(one, 10))
    assert groups.apart
    assert groups.bounds[0] == 0
    assert groups.bounds[-1] == 100
    sizes = np.diff(groups.bounds)
    assert (sizes >= GROUP).all()
    assert (sizes % 10 == 0).all()


def test_that_a_long_chain_of_cores_is_one_network():
    cores = 3 * GROUP
    builder = ProgramBuilder(Hardware("chain", 1, 1, 1, cores, 1), cores, lines=1)
    for core in range(cores - 1):
        builder.route((core, 0), (core + 1, 0))
    groups = schedule_of(builder.build())
    assert not groups.apart
    assert groups.bounds.tolist() == [0, GROUP, 2 * GROUP, 3 * GROUP]


@pytest.mark.parametrize("alone", [0, 3 * GROUP - 1])
def test_that_a_core_of_its_own_does_not_keep_threads_from_sharing_the_others(alone):
    cores = 3 * GROUP
    builder = ProgramBuilder(Hardware("chain", 1, 1, 1, cores, 1), cores, lines=1)
    for core in range(cores - 1):
        if alone not in (core, core + 1):
            builder.route((core, 0), (core + 1, 0))
    groups = schedule_of(builder.build())
    assert not groups.apart
    assert len(groups.bounds) == 4


def test_that_a_neuron_that_was_inert_from_the_start_may_spike_after_a_change():
    """The variant could never do anything by itself, but V is beyond its α now."""
    builder = ProgramBuilder(CORE_5_BY_7, 1, lines=1)
    builder.input(0, 0, 0)
    builder.neuron(0, 6, NeuronParameters(threshold=100), (5,))
    inert = builder.build()
    builder.synapse(0, 0, 6)
    simulator = Simulator(builder.build())
    simulator.run(np.ones((4, 1), np.uint8))
    variant = replace(
        inert,
        neurons=replace(
            inert.neurons, threshold=frozen(inert.neurons.threshold * 0 + 10, np.int32)
        ),
    )
    changed = Simulator(variant)
    changed.restore(simulator.snapshot())
    assert changed.potentials[0, 6] == 20
    assert changed.run(np.zeros((2, 1), np.uint8)).of_core(0)[:, 6].tolist() == [1, 0]
    changed.reset()
    assert not changed.run(np.zeros((2, 1), np.uint8)).of_core(0).any()


def test_that_spikes_on_their_way_arrive_after_a_change_of_axon_types():
    random = np.random.default_rng(3)
    program = random_recurrent_program(random, Hardware("wide", 70, 66, 4, 2, 2), 3)
    lines = random_lines(random, program, 40, 0.4)
    first = Simulator(program)
    first.run(lines[:20])
    types = random.permuted(program.axon_types, axis=1)
    variant = Simulator(replace(program, axon_types=frozen(types, np.uint8)))
    variant.restore(first.snapshot())
    np.testing.assert_array_equal(variant.active_axons, first.active_axons)
    # What arrives in the next tick was sent before the change.
    first.run(lines[20:21])
    variant.run(lines[20:21])
    assert first.active_axons.any()
    np.testing.assert_array_equal(variant.active_axons, first.active_axons)


@pytest.mark.parametrize("axons", [5, 6])
def test_that_a_moment_of_another_kind_of_chip_is_refused(axons):
    other = Hardware("other", axons, 7, 3, 4, 4)
    small = Simulator(ProgramBuilder(CORE_5_BY_7, 1, lines=0).build())
    large = Simulator(ProgramBuilder(other, 7 - axons, lines=0).build())
    with pytest.raises(TNStudioError, match="other cores"):
        small.restore(large.snapshot())

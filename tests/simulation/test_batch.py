"""Which programs the batch evaluator takes, and in which pieces."""

from dataclasses import replace

import numpy as np
import pytest

from tests.programs import (
    ProgramBuilder,
    random_feedforward_program,
    random_recurrent_program,
)
from tests.simulation.agreement import check_batch, random_lines
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import MEMORYLESS_BINARY
from tnstudio.simulation.batch import batch_evaluator, is_memoryless_feedforward

RELAYS = Hardware("relays", 2, 2, 1, 4, 4)


@pytest.fixture
def program():
    return random_feedforward_program(np.random.default_rng(3))


def relays(cores):
    """Cores whose neuron 0 repeats axon 0 and whose neuron 1 always fires."""
    builder = ProgramBuilder(RELAYS, cores, lines=2, outputs=2)
    for core in range(cores):
        builder.neuron(core, 0, MEMORYLESS_BINARY, (1,))
        builder.neuron(core, 1, replace(MEMORYLESS_BINARY, leak=1), (1,))
        builder.synapse(core, 0, 0)
    return builder


def refusal_of(program):
    assert not is_memoryless_feedforward(program)
    with pytest.raises(TNStudioError) as caught:
        batch_evaluator(program)
    assert "simulator" in caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("leak_reversal", True),
        ("threshold", 2),
        ("negative_threshold", 1),
        ("negative_saturates", False),
        ("reset_mode", 1),
        ("reset_mode", 2),
        ("reset_value", 1),
        ("initial_potential", -1),
        ("stochastic_leak", True),
        ("threshold_mask", 1),
    ],
)
def test_that_a_neuron_with_a_memory_is_refused_by_name(program, name, value):
    values = getattr(program.neurons, name).copy()
    values[1, 4] = values[2, 0] = value
    neurons = replace(program.neurons, **{name: frozen(values, values.dtype)})
    assert is_memoryless_feedforward(program)
    assert refusal_of(replace(program, neurons=neurons)).location == "core 1, neuron 4"


def test_that_a_loop_of_cores_is_refused():
    builder = relays(3)
    builder.input(0, 0, 0)
    builder.route((0, 0), (1, 0))
    builder.route((1, 0), (2, 0))
    builder.route((2, 0), (1, 1))
    error = refusal_of(builder.build())
    assert error.location == "core 1"
    assert "loop" in error.message


def test_that_a_core_that_feeds_itself_is_refused():
    builder = relays(1)
    builder.route((0, 0), (0, 1))
    assert "loop" in refusal_of(builder.build()).message


@pytest.mark.parametrize("direct", [True, False])
def test_that_inputs_of_different_frames_are_refused(direct):
    builder = relays(3)
    builder.input(0, 0, 0)
    builder.route((0, 0), (2, 0), delay=3)
    if direct:
        builder.input(1, 2, 1)
    else:
        builder.input(1, 1, 0)
        builder.route((1, 0), (2, 1), delay=2)
    error = refusal_of(builder.build())
    assert error.location == "core 2"
    assert "different frames" in error.message


def test_that_outputs_at_another_time_than_the_program_says_are_refused():
    builder = relays(2)
    builder.input(0, 0, 0)
    builder.route((0, 0), (1, 0), delay=2)
    builder.output((1, 0), 0)
    builder.latency = 1
    error = refusal_of(builder.build())
    assert error.location == "core 1, neuron 0"
    assert "2 ticks after its input, not 1" in error.message


@pytest.mark.parametrize(("delay", "taken"), [(1, True), (2, True), (3, False)])
def test_that_a_core_without_input_may_feed_others_early_but_not_late(delay, taken):
    builder = relays(3)
    builder.input(0, 0, 0)
    builder.route((0, 0), (1, 0), delay=2)
    builder.route((2, 1), (1, 1), delay)
    builder.synapse(1, 1, 0)
    builder.output((1, 0), 0)
    builder.output((2, 0), 1)
    builder.latency = 2
    program = builder.build()
    assert is_memoryless_feedforward(program) == taken
    if taken:
        check_batch(program, np.array([[0, 0], [1, 0], [0, 1]], np.uint8))
    else:
        assert refusal_of(program).location == "core 1"


def test_that_levels_add_up_the_delays():
    builder = relays(3)
    builder.input(0, 0, 0)
    builder.route((0, 0), (2, 0), delay=15)
    builder.route((2, 0), (1, 0), delay=4)
    evaluator = batch_evaluator(builder.build())
    assert evaluator.levels.tolist() == [0, 19, 15]


def test_that_most_recurrent_programs_are_refused():
    program = random_recurrent_program(np.random.default_rng(0))
    assert not is_memoryless_feedforward(program)


def test_that_a_broken_program_is_an_error_and_not_just_unsuitable(program):
    axons = frozen(program.inputs.axon + 5, np.int32)
    broken = replace(program, inputs=replace(program.inputs, axon=axons))
    with pytest.raises(TNStudioError, match="out of range"):
        is_memoryless_feedforward(broken)


def test_that_parts_join_to_the_whole(program):
    evaluator = batch_evaluator(program)
    lines = random_lines(np.random.default_rng(4), program, 150, 0.5)
    whole = evaluator.outputs(lines)
    parts = [evaluator.outputs(lines[k : k + 40]) for k in range(0, 150, 40)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert 0 < whole.mean() < 1


def test_that_no_frames_have_no_outputs(program):
    evaluator = batch_evaluator(program)
    none = np.zeros((0, 6), np.uint8)
    assert evaluator.outputs(none).shape == (0, 4)
    assert evaluator.spikes(none).shape == (0, program.cores, 1)


def test_that_frames_of_another_shape_are_refused(program):
    with pytest.raises(TNStudioError, match="shape"):
        batch_evaluator(program).outputs(np.zeros((3, 7), np.uint8))

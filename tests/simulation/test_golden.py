"""Single neurons with known behaviour, in the oracle and in the simulator."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from tests.oracle import run_chip
from tests.programs import ProgramBuilder, single_neuron
from tnstudio.model.hardware import DELAY, POTENTIAL, Hardware
from tnstudio.model.neuron import MEMORYLESS_BINARY, NeuronParameters, ResetMode
from tnstudio.simulation.simulator import Simulator


def by_simulator(program, lines):
    recording = Simulator(program).run(lines)
    cores = [recording.of_core(core) for core in range(program.cores)]
    return np.stack(cores, axis=1), recording.outputs


def by_oracle(program, lines):
    history = run_chip(program, lines)
    return history.spikes, history.outputs


@pytest.fixture(params=[by_simulator, by_oracle])
def run(request):
    return request.param


def ticks_of(outputs):
    return np.flatnonzero(outputs[:, 0]).tolist()


@pytest.mark.parametrize(
    ("threshold", "leak", "drive", "period"),
    [(10, 1, 0, 10), (11, 2, 0, 6), (10, -1, 3, 5)],
)
def test_that_tonic_neurons_fire_with_their_known_period(
    run, threshold, leak, drive, period
):
    neuron = NeuronParameters(leak=leak, threshold=threshold)
    _, outputs = run(single_neuron(neuron, (drive,)), np.ones((40, 1), np.uint8))
    assert ticks_of(outputs) == list(range(period - 1, 40, period))


def bursting_pair(delay):
    """The burster n0, the counter n1 that stops it, and n0's input line."""
    builder = ProgramBuilder(Hardware("pair", 3, 2, 2, 1, 1), 1, lines=1, outputs=1)
    builder.neuron(
        0,
        0,
        NeuronParameters(leak=1, leak_reversal=True, threshold=18, reset_value=1),
        (1, -100),
    )
    builder.neuron(0, 1, NeuronParameters(leak_reversal=True, threshold=6), (1,))
    builder.types[0] = [0, 1, 0]
    builder.input(0, 0, 0)
    builder.synapse(0, 0, 0)
    builder.synapse(0, 1, 0)
    builder.synapse(0, 2, 1)
    builder.route((0, 0), (0, 2), delay)
    builder.route((0, 1), (0, 1), delay)
    return builder.build()


@pytest.mark.parametrize("pulses", [(0,), (3, 200)])
def test_that_each_pulse_starts_a_burst_of_six_spikes_17_ticks_apart(run, pulses):
    lines = np.zeros((400, 1), np.uint8)
    lines[list(pulses)] = 1
    spikes, _ = run(bursting_pair(1), lines)
    expected = [pulse + 16 + 17 * k for pulse in pulses for k in range(6)]
    assert np.flatnonzero(spikes[:, 0, 0]).tolist() == expected
    counted = [tick + 1 for tick in expected[5::6]]
    assert np.flatnonzero(spikes[:, 0, 1]).tolist() == counted


@pytest.mark.parametrize("bias", [-1, 0, 1])
def test_that_the_memoryless_neuron_fires_if_its_input_is_positive(run, bias):
    strengths = (1, 1, -1, -2)
    program = single_neuron(replace(MEMORYLESS_BINARY, leak=bias), strengths)
    table = np.array(list(product((0, 1), repeat=4)), np.uint8)
    lines = np.concatenate((table, table[::-1], table[::3]))
    _, outputs = run(program, lines)
    assert outputs[:, 0].tolist() == (lines @ strengths + bias > 0).tolist()


@pytest.mark.parametrize("delay", range(DELAY.low, DELAY.high + 1))
def test_that_a_spike_arrives_after_its_delay_and_shows_at_once(run, delay):
    builder = ProgramBuilder(Hardware("relay", 2, 2, 1, 1, 2), 2, lines=1, outputs=2)
    for core in (0, 1):
        builder.neuron(core, core, strengths=(1,))
        builder.synapse(core, 1 - core, core)
    builder.input(0, 0, 1)
    builder.route((0, 0), (1, 0), delay)
    builder.output((1, 1), 1)
    lines = np.zeros((40, 1), np.uint8)
    lines[[2, 3, 20]] = 1
    spikes, outputs = run(builder.build(), lines)
    assert np.flatnonzero(spikes[:, 0, 0]).tolist() == [2, 3, 20]
    assert np.flatnonzero(outputs[:, 1]).tolist() == [2 + delay, 3 + delay, 20 + delay]


def test_that_spikes_that_meet_on_an_axon_count_once(run):
    builder = ProgramBuilder(Hardware("merge", 1, 1, 1, 1, 1), 1, lines=3, outputs=1)
    builder.neuron(0, 0, NeuronParameters(threshold=2), (1,))
    builder.synapse(0, 0, 0)
    for line in range(3):
        builder.input(line, 0, 0)
    builder.output((0, 0), 0)
    lines = np.array([[1, 1, 1], [0, 0, 0], [0, 1, 0], [0, 0, 0]], np.uint8)
    _, outputs = run(builder.build(), lines)
    assert ticks_of(outputs) == [2]


LOW, HIGH = POTENTIAL.low, POTENTIAL.high
ALPHA = 2**18 - 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"reset_mode": ResetMode.TO_VALUE, "reset_value": LOW}, LOW),
        ({"reset_mode": ResetMode.SUBTRACT_THRESHOLD}, HIGH - ALPHA),
        ({"reset_mode": ResetMode.NONE}, HIGH),
    ],
)
def test_that_v_is_saturated_before_it_is_compared_and_reset(changes, expected):
    neuron = NeuronParameters(leak=255, threshold=ALPHA, initial_potential=HIGH)
    assert v_after_a_spike(replace(neuron, **changes), 255) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"negative_saturates": True}, -7),
        ({"reset_mode": ResetMode.TO_VALUE, "reset_value": LOW}, HIGH),
        ({"reset_mode": ResetMode.TO_VALUE, "reset_value": -9}, 9),
        ({"reset_mode": ResetMode.SUBTRACT_THRESHOLD}, LOW + 7),
        ({"reset_mode": ResetMode.NONE}, LOW),
    ],
)
def test_that_v_below_the_floor_stops_there_or_is_reset(changes, expected):
    neuron = NeuronParameters(
        leak=-255,
        threshold=ALPHA,
        negative_threshold=7,
        negative_saturates=False,
        initial_potential=LOW,
    )
    assert v_after_a_spike(replace(neuron, **changes), -255) == expected


def v_after_a_spike(neuron, strength):
    """V after one input spike; simulator and oracle must agree."""
    program = single_neuron(neuron, (strength,))
    lines = np.ones((1, 1), np.uint8)
    simulator = Simulator(program)
    simulator.run(lines)
    v = simulator.potentials[0, 0]
    assert v == run_chip(program, lines).potentials[0, 0, 0]
    return v

"""What it means that simulator, batch evaluator and oracle agree."""

import numpy as np

from tests.oracle import run_chip
from tests.programs import random_feedforward_program, random_recurrent_program
from tnstudio import jit
from tnstudio.model.hardware import Hardware
from tnstudio.simulation.batch import batch_evaluator
from tnstudio.simulation.packing import unpack
from tnstudio.simulation.simulator import Simulator


def random_lines(random, program, ticks, density):
    shape = (ticks, len(program.inputs.element))
    return (random.random(shape) < density).astype(np.uint8)


def threads_in_use(count):
    """Let parallel kernels use so many threads, or all if there are fewer."""
    return jit.threads_in_use(min(count, jit.most_threads()))


def check_simulator(program, lines, cuts=(), parallel=False):
    """Compare a run, cut into pieces, with the oracle's; return the oracle's."""
    history = run_chip(program, lines)
    simulator = Simulator(program, parallel=parallel)
    for piece in np.split(np.arange(len(lines)), sorted(cuts)):
        first = simulator.tick
        recording = simulator.run(lines[piece])
        assert recording.first_tick == first
        assert simulator.tick == first + len(piece)
        for core in range(program.cores):
            np.testing.assert_array_equal(
                recording.of_core(core), history.spikes[piece, core]
            )
        np.testing.assert_array_equal(recording.outputs, history.outputs[piece])
        np.testing.assert_array_equal(
            np.stack(recording.events(), axis=1),
            np.argwhere(history.spikes[piece]) + np.array([first, 0, 0]),
        )
        if simulator.tick:
            last = simulator.tick - 1
            np.testing.assert_array_equal(
                simulator.potentials, history.potentials[last]
            )
            np.testing.assert_array_equal(simulator.active_axons, history.active[last])
    return history


def check_batch(program, lines, parallel=False):
    """Compare the batch evaluator with simulator and oracle."""
    evaluator = batch_evaluator(program)
    frames, latest = len(lines), int(max(program.latency, *evaluator.levels, 0))
    silence = np.zeros((latest, lines.shape[1]), np.uint8)
    history = check_simulator(program, np.concatenate((lines, silence)))
    outputs = evaluator.outputs(lines, parallel=parallel)
    expected = history.outputs[program.latency :][:frames]
    np.testing.assert_array_equal(outputs, expected)
    spikes = evaluator.spikes(lines, parallel=parallel)
    for core, level in enumerate(evaluator.levels):
        np.testing.assert_array_equal(
            unpack(spikes[:, core], program.hardware.neurons),
            history.spikes[level:, core][:frames],
        )
    again, events = evaluator.outputs_and_events(lines, parallel=parallel)
    np.testing.assert_array_equal(again, expected)
    closed = np.bitwise_count(program.synapses).sum(axis=2, dtype=np.int64)
    for core, level in enumerate(evaluator.levels):
        active = history.active[level:, core][:frames]
        assert events[core] == (active * closed[core]).sum()
    return history


def check_some(seeds, *, parallel):
    """Check a few programs of every kind; for interpreted kernels, which are slow."""
    for seed in seeds:
        random = np.random.default_rng(seed)
        program = random_recurrent_program(random, calm=bool(seed % 2))
        lines = random_lines(random, program, 50, 0.3)
        check_simulator(program, lines, cuts=(seed % 50,), parallel=parallel)
        hardware = Hardware("two words", 66, 65, 2, 1, 2)
        program = random_feedforward_program(random, hardware, (1, 1))
        lines = random_lines(random, program, 3, 0.5)
        check_batch(program, lines, parallel=parallel)

"""Speed of the simulator and the batch evaluator; run with ``-m benchmark -s``.

The named alternative is what one would write with NumPy alone: a float32
matrix product per core and whole-array arithmetic for the neurons.
"""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from tests.programs import ProgramBuilder, copies_of
from tests.simulation.agreement import random_lines, threads_in_use
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.simulation.batch import batch_evaluator
from tnstudio.simulation.packing import unpack
from tnstudio.simulation.simulator import Simulator

pytestmark = pytest.mark.benchmark

ACTIVE = 0.2
CHIP = Hardware()


def five_cores():
    """Four cores of 256 inputs send 64 neurons each to a fifth core."""
    builder = dense_cores(5, fed=4)
    builder.synapses[:4, :, 64:] = False
    for k in range(256):
        builder.route((k // 64, k % 64), (4, k))
        builder.output((4, k), k)
    builder.latency = 1
    return builder.build()


def full_cores(cores):
    """Cores of 256 neurons on 256 lines each, every neuron an output."""
    builder = dense_cores(1, fed=1)
    for k in range(256):
        builder.output((0, k), k)
    return copies_of(builder.build(), cores)


def dense_cores(cores, fed):
    """Half of all synapses, the axons of the first cores on input lines."""
    random = np.random.default_rng(0)
    builder = ProgramBuilder(CHIP, cores, lines=256 * fed, outputs=256)
    builder.synapses[:] = random.random(builder.synapses.shape) < 0.5
    builder.strengths[:] = random.choice([-1, 1], builder.strengths.shape)
    builder.types[:] = np.arange(256) % 4
    for line in range(256 * fed):
        builder.input(line, *divmod(line, 256))
    return builder


class PlainNumpy:
    """Memoryless cores one tick apart, a tick or a batch of frames at a time."""

    def __init__(self, program):
        self.program = program
        bits = np.stack([program.crossbar(core) for core in range(program.cores)])
        types = program.axon_types
        strengths = program.neurons.strengths[np.arange(program.cores)[:, None], types]
        self.weights = (bits * strengths).astype(np.float32)
        self.leak = program.neurons.leak[:, None].astype(np.float32)
        inputs, routes = program.inputs, program.routes
        self.fed = inputs.core, inputs.axon, inputs.line
        core, neuron = np.nonzero(routes.core >= 0)
        target = routes.core[core, neuron], routes.axon[core, neuron]
        self.routes = *target, core, neuron

    def layer(self, lines, spikes):
        """Return the next spikes of all cores, (cores, frames, neurons)."""
        axons = np.zeros((self.program.cores, len(lines), CHIP.axons), np.float32)
        core, axon, line = self.fed
        axons[core, :, axon] = lines.T[line]
        if spikes is not None:
            core, axon, source, neuron = self.routes
            axons[core, :, axon] = spikes[source, :, neuron]
        return (np.matmul(axons, self.weights) + self.leak > 0).astype(np.float32)

    def ticks(self, lines):
        spikes, rows = None, []
        for line in lines:
            spikes = self.layer(line[None], spikes)
            rows.append(spikes[:, 0])
        return np.stack(rows).astype(bool)


def seconds(function, repeats=3):
    best = np.inf
    for _ in range(repeats):
        start = perf_counter()
        result = function()
        best = min(best, perf_counter() - start)
    return best, result


@pytest.mark.parametrize(
    ("program", "ticks", "limit"),
    [(five_cores(), 2000, 10e-6), (full_cores(64), 200, 100e-6)],
    ids=["5 cores", "64 full cores"],
)
def test_that_the_simulator_is_faster_than_plain_numpy(program, ticks, limit):
    lines = random_lines(np.random.default_rng(1), program, ticks, ACTIVE)
    simulator = Simulator(program, parallel=False)
    simulator.run(lines[:1])

    def run():
        simulator.reset()
        return simulator.run(lines)

    ours, recording = seconds(run)
    plain, spikes = seconds(lambda: PlainNumpy(program).ticks(lines), repeats=1)
    print(
        f"\n{program.cores} cores, 1 thread: {ours / ticks * 1e6:.2f} µs per tick, "
        f"{plain / ours:.0f} times as fast as NumPy"
    )
    for core in range(program.cores):
        np.testing.assert_array_equal(recording.of_core(core), spikes[:, core])
    assert ours / ticks < limit


def stochastic(program):
    """Return the program with all synapses, leaks and thresholds stochastic."""
    n = program.neurons
    return replace(
        program,
        neurons=replace(
            n,
            stochastic_synapses=frozen(np.ones(n.strengths.shape), np.bool_),
            leak=frozen(np.full(n.leak.shape, -20), np.int16),
            stochastic_leak=frozen(np.ones(n.leak.shape), np.bool_),
            threshold_mask=frozen(np.full(n.leak.shape, 15), np.int32),
        ),
    )


@pytest.mark.parametrize(("active", "most"), [(0.02, 4), (0.2, 7)])
def test_that_noise_everywhere_costs_little(active, most):
    """At 20 Hz and 1 ms per tick 2 % of all axons are active."""
    program, ticks = full_cores(64), 400
    lines = random_lines(np.random.default_rng(1), program, ticks, active)
    took = []
    for variant in (program, stochastic(program)):
        simulator = Simulator(variant, parallel=False)
        simulator.run(lines[:1])
        best, _ = seconds(lambda run=simulator.run: run(lines), repeats=9)
        took.append(best / ticks * 1e6)
    print(
        f"\n64 cores, {active:.0%} of the axons active: {took[0]:.1f} µs per tick, "
        f"with noise everywhere {took[1]:.1f} µs, {took[1] / took[0]:.2f} times"
    )
    assert took[1] < most * took[0]


def test_that_quiet_cores_cost_next_to_nothing():
    program = full_cores(64)
    lines = random_lines(np.random.default_rng(1), program, 500, ACTIVE)
    simulator = Simulator(program, parallel=False)
    simulator.run(lines[:1])
    busy, _ = seconds(lambda: simulator.run(lines))
    quiet, _ = seconds(lambda: simulator.run(np.zeros_like(lines)))
    print(f"\n64 cores: quiet ticks are {busy / quiet:.0f} times as fast as busy ones")
    assert quiet < busy / 4


def test_that_the_batch_evaluator_is_faster_than_numpy_and_the_simulator():
    program, frames = five_cores(), 5000
    lines = random_lines(np.random.default_rng(1), program, frames, ACTIVE)
    evaluator = batch_evaluator(program)
    simulator = Simulator(program)
    plain = PlainNumpy(program)
    evaluator.spikes(lines[:1], parallel=False)
    simulator.run(lines[:1])
    ours, spikes = seconds(lambda: evaluator.spikes(lines, parallel=False))
    ticks, _ = seconds(lambda: simulator.run(lines))
    blas, expected = seconds(lambda: plain.layer(lines, plain.layer(lines, None)))
    print(
        f"\n5 cores, {frames} frames, 1 thread: {ours / frames * 1e6:.2f} µs a frame, "
        f"{blas / ours:.1f} times as fast as NumPy on all threads, "
        f"{ticks / ours:.1f} times as fast as the simulator"
    )
    for core in range(program.cores):
        np.testing.assert_array_equal(unpack(spikes[:, core], 256), expected[core] > 0)
    assert ours < min(blas, ticks)


@pytest.mark.parametrize("threads", [1, 2])
def test_that_1920_cores_evaluate_frames_on_all_threads(threads):
    program, frames = copies_of(five_cores(), 384), 256
    lines = random_lines(np.random.default_rng(1), program, frames, ACTIVE)
    evaluator = batch_evaluator(program)
    with threads_in_use(threads):
        evaluator.outputs(lines[:1], parallel=True)
        took, _ = seconds(lambda: evaluator.outputs(lines, parallel=True))
    print(
        f"\n{program.cores} cores, {threads} threads: "
        f"{took / frames * 10_000:.1f} s for 10,000 frames"
    )
    assert took / frames * 10_000 < 60

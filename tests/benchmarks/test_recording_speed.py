"""What recording all spikes costs; run with ``-m benchmark -s``."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from tests.programs import ProgramBuilder, copies_of
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import NeuronParameters
from tnstudio.simulation.breakpoints import CoreSilent, NeuronSpikes
from tnstudio.simulation.packing import unpack
from tnstudio.simulation.run_until import run_until
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.spike_store import SpikeStore

pytestmark = pytest.mark.benchmark

PERIOD = 50
"""Ticks from spike to spike of a neuron: 20 Hz at 1 ms per tick."""

SYNAPSES = 128
"""Per axon."""

MOST = 0.2 * 2e-3 / 4096
"""Seconds per core and tick: a fifth of a full chip's tick of 2 ms."""


def chip(cores):
    """Return cores whose neurons, each 20 Hz, excite and inhibit random others."""
    random = np.random.default_rng(0)
    builder = ProgramBuilder(Hardware(), 1, lines=0)
    builder.types[:] = np.arange(256) % 2
    for axon in range(256):
        builder.synapses[0, axon, random.permutation(256)[:SYNAPSES]] = True
        builder.neuron(0, axon, NeuronParameters(leak=1, threshold=PERIOD), (1, -1))
    program = copies_of(builder.build(), cores)
    shape = program.neurons.leak.shape
    target, axon = divmod(random.permutation(cores * 256).reshape(shape), 256)
    routes = replace(
        program.routes,
        core=frozen(target, np.int32),
        axon=frozen(axon, np.int32),
        delay=frozen(random.integers(1, 16, shape), np.uint8),
    )
    potentials = frozen(random.integers(0, PERIOD, shape), np.int32)
    neurons = replace(program.neurons, initial_potential=potentials)
    return replace(program, neurons=neurons, routes=routes)


def seconds(*functions, repeats=5):
    """Return the best time of each, taken in turn."""
    best = [np.inf] * len(functions)
    for _ in range(repeats):
        for k, function in enumerate(functions):
            start = perf_counter()
            function()
            best[k] = min(best[k], perf_counter() - start)
    return best


@pytest.mark.parametrize("cores", [1024, 4096])
def test_that_recording_all_spikes_costs_little(cores):
    program, ticks = chip(cores), 128
    lines = np.zeros((ticks, 0), np.uint8)
    simulator = Simulator(program)
    simulator.run(lines)

    def run_and_record():
        store = SpikeStore(cores, 256, first_tick=simulator.tick)
        store.append(simulator.run(lines))
        return store

    store = run_and_record()
    spikes = store.per_tick(0, simulator.tick).sum() / ticks
    recording = simulator.run(lines)

    def only_record():
        SpikeStore(cores, 256, first_tick=recording.first_tick).append(recording)

    alone, recorded, recording_took = seconds(
        lambda: simulator.run(lines), run_and_record, only_record
    )
    print(
        f"\n{cores} cores, {spikes:.0f} spikes a tick: {alone / ticks * 1e3:.3f} ms "
        f"per tick, recorded {recorded / ticks * 1e3:.3f} ms "
        f"({recorded / alone - 1:+.0%}; {recording_took / ticks * 1e3:.3f} ms by "
        f"itself), {store.nbytes / ticks / 1000:.0f} kB a tick"
    )
    assert 0.01 * 256 * cores < spikes < 0.03 * 256 * cores
    assert recorded < 1.2 * alone
    assert recording_took < MOST * cores * ticks


def with_numpy(recording):
    """List spikes with NumPy alone: find the words, then their bits."""
    tick, core, word = np.nonzero(recording.spikes)
    bits = unpack(recording.spikes[tick, core, word][:, None], 64)
    which, bit = np.nonzero(bits)
    return tick[which], core[which], word[which] * 64 + bit


def test_that_spikes_are_listed_faster_than_with_numpy():
    recording = Simulator(chip(1024)).run(np.zeros((64, 0), np.uint8))
    for ours, plain in zip(recording.events(), with_numpy(recording), strict=True):
        np.testing.assert_array_equal(ours, plain)
    ours, plain = seconds(recording.events, lambda: with_numpy(recording))
    print(
        f"\n1024 cores: {ours / 64 * 1e6:.0f} µs to list a tick's spikes, "
        f"{plain / ours:.0f} times as fast as NumPy"
    )
    assert ours < plain / 4


def test_that_breakpoints_on_spikes_cost_little():
    program, ticks = chip(1024), 256
    lines = np.zeros((ticks, 0), np.uint8)
    simulator = Simulator(program)
    simulator.run(lines)
    watched = [CoreSilent(core, 60) for core in range(0, 1024, 128)]
    never = replace(program.neurons, threshold=program.neurons.threshold.copy())
    never.threshold[7, 7] = 2**18 - 1
    quiet = Simulator(replace(program, neurons=never))
    watched.append(NeuronSpikes(7, 7))
    alone, watching = seconds(
        lambda: quiet.run(lines), lambda: list(run_until(quiet, lines, watched))
    )
    print(f"\n1024 cores, {len(watched)} breakpoints: {watching / alone - 1:+.0%}")
    assert watching < 1.3 * alone

"""Speed of counting and tracing on a full chip; run with ``-m benchmark -s``."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from tests.programs import ProgramBuilder, copies_of
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.neuron import NeuronParameters
from tnstudio.simulation.counts import Counter
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.sources import Sources
from tnstudio.simulation.spike_log import spike_log
from tnstudio.simulation.trace import Spike, causes, consequences

pytestmark = pytest.mark.benchmark

TICKS = 100
SPIKES = 20_000
"""In a tick, of 2^20 neurons: 19 Hz."""


@pytest.fixture(scope="module")
def full_chip():
    """4096 cores of 128 synapses per axon, all axons fed by one neuron each."""
    random = np.random.default_rng(0)
    builder = ProgramBuilder(TRUENORTH, 1, lines=0)
    builder.synapses[:] = random.random(builder.synapses.shape) < 0.5
    for j in range(TRUENORTH.neurons):
        strengths = random.choice([-1, 1], TRUENORTH.axon_types).tolist()
        builder.neuron(0, j, NeuronParameters(threshold=5), strengths)
    program = copies_of(builder.build(), TRUENORTH.cores)
    shape = program.routes.core.shape
    target = random.permutation(program.routes.core.size).reshape(shape)
    routes = replace(
        program.routes,
        core=frozen(target // TRUENORTH.axons, np.int32),
        axon=frozen(target % TRUENORTH.axons, np.int32),
        delay=frozen(random.integers(1, 16, shape), np.uint8),
    )
    return replace(program, routes=routes)


@pytest.fixture(scope="module")
def recording(full_chip):
    """Spikes at random: what they count and reach does not depend on why."""
    random = np.random.default_rng(1)
    spikes = np.zeros((TICKS, full_chip.cores, TRUENORTH.neurons), np.bool_)
    for row in spikes:
        row.ravel()[random.choice(row.size, SPIKES, replace=False)] = True
    octets = np.packbits(spikes, axis=2, bitorder="little")
    words = octets.view("<u8").astype(np.uint64)
    return Recording(0, TRUENORTH.neurons, words, np.zeros((TICKS, 0), np.uint8))


def by_numpy(program, recording):
    """Synaptic events by whole arrays, from the list of spikes."""
    tick, core, neuron = recording.events()
    closed = np.bitwise_count(program.synapses).sum(axis=2, dtype=np.int64)
    target = program.routes.core[core, neuron], program.routes.axon[core, neuron]
    arrival = tick + program.routes.delay[core, neuron]
    sizes = (TICKS + 16, *closed.shape)
    events = np.unique(np.ravel_multi_index((arrival, *target), sizes))
    when, core, axon = np.unravel_index(events, sizes)
    return np.bincount(when, closed[core, axon], TICKS)[:TICKS]


def test_that_counting_is_faster_than_whole_arrays(full_chip, recording):
    lines = np.zeros((TICKS, 0), np.uint8)
    Counter(full_chip).count(replace(recording, spikes=recording.spikes[:1]), lines[:1])
    counter = Counter(full_chip)
    start = perf_counter()
    counts = counter.count(recording, lines)
    ours = perf_counter() - start
    start = perf_counter()
    expected = by_numpy(full_chip, recording)
    plain = perf_counter() - start
    print(
        f"\n4096 cores, {SPIKES} spikes per tick: {ours / TICKS * 1e3:.2f} ms per tick "
        f"counted, {plain / ours:.1f} times as fast as NumPy"
    )
    np.testing.assert_array_equal(counts.synaptic_events, expected)
    assert ours / TICKS < 1e-3


def test_that_a_spike_of_a_full_chip_is_traced_at_once(full_chip, recording):
    start = perf_counter()
    sources = Sources(full_chip)
    built = perf_counter() - start
    events = recording.events()
    log = spike_log(full_chip, 0, events, np.zeros((TICKS, 0), np.uint8))
    places = np.searchsorted(events.tick, 50) + 1000 * np.arange(15)
    print(f"\n4096 cores: table of sources in {built:.2f} s")
    assert built < 1
    for trace in (causes, consequences):
        took = []
        for k in places:
            spike = Spike(*(int(column[k]) for column in events))
            start = perf_counter()
            trace(sources, log, spike)
            took.append(perf_counter() - start)
        print(f"{trace.__name__} of a spike: {np.median(took) * 1e3:.0f} ms")
        assert np.median(took) < 0.1

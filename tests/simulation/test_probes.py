"""Probes read what the oracle's chip has."""

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
from tnstudio.simulation.probes import (
    AxonProbe,
    PotentialProbe,
    SpikeProbe,
    SynapticEventProbe,
    observe,
    synapses_per_axon,
)
from tnstudio.simulation.recording import joined, joined_events
from tnstudio.simulation.simulator import Simulator

TICKS = 30


def some(draw, count):
    """Draw None, or indices in any order, even twice the same."""
    return draw(
        st.one_of(st.none(), st.lists(st.integers(0, count - 1), max_size=3).map(tuple))
    )


def synaptic_events(program, active):
    """Count pairs of active axon and closed synapse, one by one."""
    return [
        [
            sum(
                bool(synapse)
                for axon, row in enumerate(program.crossbar(core).tolist())
                if active[tick, core, axon]
                for synapse in row
            )
            for core in range(program.cores)
        ]
        for tick in range(len(active))
    ]


@given(strategies.programs(), st.integers(0, 2**32), st.integers(1, TICKS), st.data())
@settings(max_examples=80, deadline=None)
def test_that_probes_read_what_the_oracle_has(program, seed, chunk, data):
    lines = random_lines(np.random.default_rng(seed), program, TICKS, 0.3)
    history = run_chip(program, lines)
    sizes = program.cores, program.hardware.neurons
    cores, neurons = (some(data.draw, count) for count in sizes)
    place = st.tuples(*(st.integers(0, count - 1) for count in sizes))
    places = tuple(data.draw(st.lists(place, max_size=3)))
    read = cores or ()
    probes = (
        SpikeProbe(),
        PotentialProbe(places),
        SpikeProbe(cores, neurons),
        AxonProbe(read),
        SynapticEventProbe(cores),
    )
    simulator = Simulator(program, parallel=False)
    seen = list(observe(simulator, lines, probes, chunk))
    assert simulator.tick == TICKS
    whole = joined([piece.recording for piece in seen])
    np.testing.assert_array_equal(whole.outputs, history.outputs)
    spikes, v, chosen, axons, events = zip(*(p.readings for p in seen), strict=True)
    np.testing.assert_array_equal(
        np.stack(joined_events(spikes), axis=1), np.argwhere(history.spikes)
    )
    expected = [
        (tick, core, neuron)
        for tick, core, neuron in np.argwhere(history.spikes).tolist()
        if (cores is None or core in cores) and (neurons is None or neuron in neurons)
    ]
    found = np.stack(joined_events(chosen), axis=1)
    assert list(map(tuple, found.tolist())) == expected
    v = np.concatenate(v)
    assert v.shape == (TICKS, len(places))
    for k, (core, neuron) in enumerate(places):
        np.testing.assert_array_equal(v[:, k], history.potentials[:, core, neuron])
    np.testing.assert_array_equal(np.concatenate(axons), history.active[:, list(read)])
    counts = np.array(synaptic_events(program, history.active))
    every = range(program.cores) if cores is None else cores
    np.testing.assert_array_equal(np.concatenate(events), counts[:, list(every)])


@pytest.mark.parametrize("probes", [[], [SpikeProbe()], [AxonProbe((0,))]])
def test_that_an_observed_run_is_a_run(probes):
    program = random_recurrent_program(np.random.default_rng(3))
    lines = random_lines(np.random.default_rng(4), program, 50, 0.3)
    observed, alone = Simulator(program), Simulator(program)
    seen = joined([o.recording for o in observe(observed, lines, probes, 16)])
    np.testing.assert_array_equal(seen.spikes, alone.run(lines).spikes)
    np.testing.assert_array_equal(observed.potentials, alone.potentials)


def test_that_an_observer_may_leave_between_two_chunks():
    program = random_recurrent_program(np.random.default_rng(3))
    lines = random_lines(np.random.default_rng(4), program, 50, 0.3)
    simulator = Simulator(program)
    observations = observe(simulator, lines, [SpikeProbe()], 16)
    assert simulator.tick == 0
    next(observations)
    next(observations)
    observations.close()
    assert simulator.tick == 32


def test_that_spikes_alone_are_read_from_one_run_per_chunk():
    program = random_recurrent_program(np.random.default_rng(3))

    class Counting(Simulator):
        runs = 0

        def run(self, lines):
            self.runs += 1
            return super().run(lines)

    lines = random_lines(np.random.default_rng(4), program, 50, 0.3)
    by_chunks, by_ticks = Counting(program), Counting(program)
    list(observe(by_chunks, lines, [SpikeProbe((0,))], 25))
    list(observe(by_ticks, lines, [SpikeProbe((0,)), AxonProbe((0,))], 25))
    assert (by_chunks.runs, by_ticks.runs) == (2, 50)


def test_that_synapses_beyond_the_last_neuron_are_not_counted():
    builder = ProgramBuilder(Hardware("odd", 2, 9, 1, 1, 2), 2, lines=1)
    for core, axon, j in ((0, 0, 0), (0, 0, 8), (1, 1, 3)):
        builder.synapse(core, axon, j)
    assert synapses_per_axon(builder.build()).tolist() == [[2, 0], [0, 1]]


@pytest.mark.parametrize(
    ("probe", "message"),
    [
        (SpikeProbe(cores=(0, 3)), "There is no core 3"),
        (SpikeProbe(neurons=(7,)), "There is no neuron 7"),
        (PotentialProbe(((0, 0), (-1, 0))), "There is no core -1"),
        (PotentialProbe(((2, 99),)), "There is no neuron 99"),
        (AxonProbe((5,)), "There is no core 5"),
        (SynapticEventProbe((5,)), "There is no core 5"),
    ],
)
def test_that_a_probe_on_nothing_is_refused_at_once(probe, message):
    simulator = Simulator(random_recurrent_program(np.random.default_rng(3)))
    with pytest.raises(TNStudioError, match=message):
        observe(simulator, np.zeros((5, 6), np.uint8), [SpikeProbe(), probe])
    assert simulator.tick == 0

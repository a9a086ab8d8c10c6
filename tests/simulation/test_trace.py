"""Causes and consequences of spikes, against a slow search of everything."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle
from tests.programs import ProgramBuilder, random_recurrent_program, single_neuron
from tests.simulation.agreement import random_lines
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import MEMORYLESS_BINARY, NeuronParameters, ResetMode
from tnstudio.simulation.recording import Events
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.sources import Sources, keeps_memory
from tnstudio.simulation.spike_log import spike_log
from tnstudio.simulation.trace import (
    Cut,
    Edge,
    InputSpike,
    Limits,
    OutputSpike,
    Spike,
    Trace,
    causes,
    consequences,
)

SEEDS = st.integers(0, 2**32)
TICKS = 40


class Slow:
    """All links between spikes, found by looking at every pair of them."""

    def __init__(self, program, lines, first, reach):
        self.program, self.first, self.reach = program, first, reach
        self.spikes = oracle.run_chip(program, lines).spikes
        self.lines = lines
        self.chip = oracle.OracleChip(program)
        self.end = len(lines)
        self.into = cache(self.into)
        self.memory = keeps_memory(program).tolist()
        self.fired = [
            Spike(*place)
            for place in np.argwhere(self.spikes).tolist()
            if place[0] >= first
        ]

    def window(self, spike):
        """The ticks whose input the neuron remembered."""
        ticks = [spike.tick]
        while self.memory[spike.core][spike.neuron] and len(ticks) < self.reach:
            before = ticks[-1] - 1
            known = before >= self.first
            if before < 0 or (known and self.spikes[before, spike.core, spike.neuron]):
                break
            ticks.append(before)
        return ticks

    def into(self, spike):
        """Edges to a spike, in the order of their names; and what is unknown."""
        edges, unknown = set(), False
        routes, inputs = self.program.routes, self.program.inputs
        for tick in self.window(spike):
            unknown |= tick < self.first
            for axon, closed in enumerate(self.chip.synapses[spike.core][spike.neuron]):
                if not closed:
                    continue
                added = self.contribution(spike, axon, tick)
                fed = (inputs.core == spike.core) & (inputs.axon == axon)
                for line in inputs.line[fed].tolist() if tick >= self.first else []:
                    if self.lines[tick, line]:
                        source = InputSpike(tick, line)
                        edges.add(Edge(source, spike, axon, tick, added))
                routed = (routes.core == spike.core) & (routes.axon == axon)
                for core, j in np.argwhere(routed).tolist():
                    sent = tick - int(routes.delay[core, j])
                    unknown |= 0 <= sent < self.first
                    if sent >= self.first and self.spikes[sent, core, j]:
                        source = Spike(sent, core, j)
                        edges.add(Edge(source, spike, axon, tick, added))
        return sorted(edges, key=self.into_order), unknown

    @staticmethod
    def into_order(edge):
        line = isinstance(edge.source, InputSpike)
        place = (edge.source.line,) if line else (edge.source.core, edge.source.neuron)
        return -edge.tick, edge.axon, not line, place, edge.source.tick

    def contribution(self, spike, axon, tick):
        neuron = self.chip.neurons[spike.core][spike.neuron]
        kind = self.chip.types[spike.core][axon]
        key = self.chip.keys[spike.core]
        if not neuron.b[kind]:
            return neuron.s[kind]
        rho = oracle.synapse_rho(key, tick, axon, spike.neuron)
        return oracle.by_chance(neuron.s[kind], rho)

    def out_of(self, spike):
        """Edges from a spike, as those that lead to all later ones."""
        routes, place = self.program.routes, (spike.core, spike.neuron)
        edges, unknown = [], False
        if routes.line[place] >= 0:
            shown = OutputSpike(spike.tick, int(routes.line[place]))
            edges.append(Edge(spike, shown, None, spike.tick, None))
        core, axon = int(routes.core[place]), int(routes.axon[place])
        if core < 0:
            return edges, False
        arrival = spike.tick + int(routes.delay[place])
        for j in range(self.program.hardware.neurons):
            if self.chip.synapses[core][j][axon]:
                ticks = self.reach if self.memory[core][j] else 1
                later = range(arrival, min(arrival + ticks, self.end))
                if not any(self.spikes[tick, core, j] for tick in later):
                    unknown |= arrival + ticks > self.end
        if arrival >= self.end:
            return edges, unknown
        linked = [e for s in self.fired for e in self.into(s)[0] if e.source == spike]
        return edges + sorted(linked, key=lambda e: e.target), unknown

    def grow(self, root, look, end, limits):
        depth, edges, cut, waiting = {root: 0}, [], set(), [root]
        for spike in waiting:
            if depth[spike] == limits.depth:
                cut.add(Cut.DEPTH)
                continue
            found, unknown = look(spike)
            if unknown:
                cut.add(Cut.RECORDING)
            for edge in found:
                node = getattr(edge, end)
                if node not in depth:
                    if len(depth) == limits.most:
                        cut.add(Cut.MOST)
                        continue
                    depth[node] = depth[spike] + 1
                    waiting += [node] if isinstance(node, Spike) else []
                edges.append(edge)
        return Trace(tuple(depth), tuple(edges), frozenset(cut))


def half_forgetful(program):
    """Let every other neuron be memoryless, so that both kinds occur."""
    n = program.neurons
    every_other = np.arange(n.leak.size).reshape(n.leak.shape) % 2 == 0
    names = ("reset_mode", "reset_value", "negative_threshold", "threshold_mask")
    changes = {name: np.where(every_other, 0, getattr(n, name)) for name in names}
    changes["threshold"] = np.where(every_other, n.threshold % 2, n.threshold)
    arrays = {
        name: frozen(values, getattr(n, name).dtype) for name, values in changes.items()
    }
    return replace(program, neurons=replace(n, **arrays))


def random_trace_case(seed, first, density):
    random = np.random.default_rng(seed)
    hardware = Hardware("small", 4, 5, 2, 2, 2)
    program = random_recurrent_program(random, hardware, cores=3, lines=4)
    program = half_forgetful(program)
    lines = random_lines(random, program, TICKS, density)
    simulator = Simulator(program)
    simulator.run(lines[:first])
    events = simulator.run(lines[first:]).events()
    return program, lines, events


LIMITS = st.builds(
    Limits, st.integers(0, 3), st.sampled_from([1, 4, 9]), st.sampled_from([2, 9, 40])
)


@given(SEEDS, st.sampled_from([0, 7]), st.sampled_from([0.05, 0.3]), LIMITS, SEEDS)
@settings(max_examples=40)
def test_that_traces_are_those_of_a_slow_search(seed, first, density, limits, pick):
    program, lines, events = random_trace_case(seed, first, density)
    sources = Sources(program)
    log = spike_log(program, first, events, lines[first:])
    slow = Slow(program, lines, first, limits.reach)
    assert list(zip(*map(np.ndarray.tolist, events), strict=True)) == [
        (s.tick, s.core, s.neuron) for s in slow.fired
    ]
    for k in range(min(3, len(slow.fired))):
        spike = slow.fired[(pick + 7 * k) % len(slow.fired)]
        back = causes(sources, log, spike, limits)
        assert back == slow.grow(spike, slow.into, "source", limits)
        assert back.complete == (not back.cut)
        ahead = consequences(sources, log, spike, limits)
        assert ahead == slow.grow(spike, slow.out_of, "target", limits)


@given(SEEDS, st.sampled_from([1, 6]))
@settings(max_examples=15)
def test_that_consequences_are_causes_read_forwards(seed, reach):
    program, lines, events = random_trace_case(seed, 0, 0.2)
    sources, log = Sources(program), spike_log(program, 0, events, lines)
    limits = Limits(depth=1, reach=reach, most=10_000)
    spikes = [Spike(*e) for e in zip(*map(np.ndarray.tolist, events), strict=True)]
    back = {e for s in spikes for e in causes(sources, log, s, limits).edges}
    ahead = {e for s in spikes for e in consequences(sources, log, s, limits).edges}
    assert {e for e in back if isinstance(e.source, Spike)} == {
        e for e in ahead if isinstance(e.target, Spike)
    }


@given(SEEDS, st.integers(-(2**19), 2**19 - 1), st.integers(-999, 999))
@settings(max_examples=50)
def test_that_neurons_without_memory_end_every_tick_at_0(seed, v, synaptic):
    program = half_forgetful(random_recurrent_program(np.random.default_rng(seed)))
    chip, memory = oracle.OracleChip(program), keeps_memory(program)
    assert not memory.all()
    for core, j in np.argwhere(~memory).tolist():
        neuron, key = chip.neurons[core][j], chip.keys[core]
        assert oracle.neuron_tick(neuron, v, synaptic, key, 3)[0] == 0


@pytest.mark.parametrize(
    ("changes", "memory"),
    [
        ({}, False),
        ({"threshold": 0, "leak": 7, "stochastic_leak": True}, False),
        ({"negative_saturates": False, "initial_potential": 9}, False),
        ({"threshold": 2}, True),
        ({"negative_threshold": 1}, True),
        ({"threshold_mask": 1}, True),
        ({"reset_value": -1}, True),
        ({"reset_mode": ResetMode.SUBTRACT_THRESHOLD}, True),
        ({"reset_mode": ResetMode.NONE}, True),
    ],
)
def test_that_memory_is_told_from_the_parameters(changes, memory):
    neuron = replace(MEMORYLESS_BINARY, **changes)
    assert keeps_memory(single_neuron(neuron)).tolist() == [[memory]]


def relay(ticks=8):
    """Line 0 -> core 0 -> (delay 3) core 1, which counts to 2 -> output 0."""
    builder = ProgramBuilder(Hardware("relay", 2, 2, 2, 1, 2), 2, lines=2, outputs=1)
    builder.neuron(0, 1, strengths=(1,))
    builder.neuron(1, 0, NeuronParameters(threshold=2), (1, -1))
    builder.types[1, 1] = 1
    builder.input(0, 0, 0)
    builder.input(0, 0, 0)
    builder.input(1, 1, 1)
    builder.synapse(0, 0, 1)
    builder.synapse(1, 0, 0)
    builder.synapse(1, 1, 0)
    builder.route((0, 1), (1, 0), 3)
    builder.output((1, 0), 0)
    lines = np.zeros((ticks, 2), np.uint8)
    lines[[0, 1, 2], 0] = 1
    lines[4, 1] = 1
    return builder.build(), lines


def traced(program, lines):
    events = Simulator(program).run(lines).events()
    return Sources(program), spike_log(program, 0, events, lines)


def test_that_a_spike_is_traced_back_to_the_lines_over_several_ticks():
    sources, log = traced(*relay())
    trace = causes(sources, log, Spike(5, 1, 0))
    assert trace.complete
    assert trace.edges == (
        Edge(Spike(2, 0, 1), Spike(5, 1, 0), 0, 5, 1),
        Edge(Spike(1, 0, 1), Spike(5, 1, 0), 0, 4, 1),
        Edge(InputSpike(4, 1), Spike(5, 1, 0), 1, 4, -1),
        Edge(Spike(0, 0, 1), Spike(5, 1, 0), 0, 3, 1),
        Edge(InputSpike(2, 0), Spike(2, 0, 1), 0, 2, 1),
        Edge(InputSpike(1, 0), Spike(1, 0, 1), 0, 1, 1),
        Edge(InputSpike(0, 0), Spike(0, 0, 1), 0, 0, 1),
    )
    assert [edge.delay for edge in trace.edges] == [3, 3, 0, 3, 0, 0, 0]


def test_that_a_spike_is_traced_forward_to_the_output_line():
    program, lines = relay()
    sources, log = traced(program, lines)
    trace = consequences(sources, log, Spike(1, 0, 1))
    assert trace.complete
    assert trace.nodes == (Spike(1, 0, 1), Spike(5, 1, 0), OutputSpike(5, 0))
    assert trace.edges == (
        Edge(Spike(1, 0, 1), Spike(5, 1, 0), 0, 4, 1),
        Edge(Spike(5, 1, 0), OutputSpike(5, 0), None, 5, None),
    )


def test_that_a_trace_says_why_there_may_be_more():
    program, lines = relay()
    sources, log = traced(program, lines)
    spike = Spike(5, 1, 0)
    assert causes(sources, log, spike, Limits(depth=1)).cut == {Cut.DEPTH}
    assert causes(sources, log, spike, Limits(most=2)).cut == {Cut.MOST}
    events = Simulator(program).run(lines).events()
    late = Events(*(column[events.tick >= 2] for column in events))
    log = spike_log(program, 2, late, lines[2:])
    assert causes(sources, log, spike).cut == {Cut.RECORDING}
    early = Events(*(column[events.tick < 4] for column in events))
    log = spike_log(program, 0, early, lines[:4])
    assert consequences(sources, log, Spike(2, 0, 1)).cut == {Cut.RECORDING}


@pytest.mark.parametrize("spike", [Spike(4, 1, 0), Spike(99, 1, 0), Spike(-1, 1, 0)])
@pytest.mark.parametrize("trace", [causes, consequences])
def test_that_a_spike_that_did_not_happen_is_refused(trace, spike):
    sources, log = traced(*relay())
    with pytest.raises(TNStudioError, match=r"did not fire .*ticks 0 to 7"):
        trace(sources, log, spike)


def test_that_a_neuron_that_is_not_there_is_refused():
    sources, log = traced(*relay())
    with pytest.raises(TNStudioError, match="There is no core 7"):
        causes(sources, log, Spike(4, 7, 0))


@pytest.mark.parametrize("limits", [{"depth": -1}, {"reach": 0}, {"most": 0}])
def test_that_limits_that_allow_nothing_are_refused(limits):
    with pytest.raises(TNStudioError, match="too small"):
        Limits(**limits)


def test_that_an_empty_log_has_no_spikes():
    program, lines = relay(ticks=5)
    log = spike_log(program, 0, Simulator(program).run(lines[:0]).events(), lines[:0])
    with pytest.raises(TNStudioError, match="did not fire"):
        causes(Sources(program), log, Spike(0, 0, 1))

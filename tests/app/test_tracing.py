"""Traces of what a session has run, against a slow search of everything."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_chip_run import Rows
from tests.app.test_potential_trail import result_of
from tests.app.test_session_travel import DATA, go_to
from tests.circuits import oscillator
from tests.programs import random_recurrent_program
from tests.simulation.test_trace import Slow, half_forgetful, random_lines
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app import tracing as module
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.setups import setting_up_circuit
from tnstudio.app.simulation_session import SimulationSession, image_session
from tnstudio.app.tracing import Direction, Silence, TracedSpike, Why, edges_behind
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.model.program import NONE
from tnstudio.simulation.trace import (
    Edge,
    InputSpike,
    Limits,
    OutputSpike,
    Spike,
    Trace,
)

TICKS = 40
PROGRAM = deploy(trained_at_random(tiny_network(3), 3), copies=2, seed=3)
BACK, AHEAD = Direction.CAUSES, Direction.CONSEQUENCES


class Drawn(Rows):
    """Input spikes made beforehand, as the source of a session."""

    def restart(self, seed: int) -> None:
        raise AssertionError(seed)


def random_session(seed: int) -> tuple[SimulationSession, Slow]:
    random = np.random.default_rng(seed)
    hardware = Hardware("small", 4, 5, 2, 2, 2)
    program = random_recurrent_program(random, hardware, cores=3, lines=4)
    program = half_forgetful(program)
    lines = random_lines(random, program, TICKS, 0.2)
    return SimulationSession(program, Drawn(lines)), Slow(program, lines, 0, 5)


@given(st.integers(0, 2**32), st.integers(1, TICKS), st.integers(0, 3), st.data())
@settings(max_examples=40, deadline=None)
def test_that_traces_through_a_session_are_those_of_a_slow_search(
    seed, here, depth, data
):
    session, slow = random_session(seed)
    session.advance(TICKS)
    go_to(session, here)
    wanted = data.draw(st.sampled_from([*slow.fired, Spike(TICKS - 1, 0, 0)]))
    limits = Limits(depth, 5, 40)
    found = result_of(session.tracing(wanted.core, wanted.neuron, wanted.tick, limits))
    assert (session.tick, session.end) == (here, TICKS)
    past = [
        s
        for s in slow.fired
        if (s.core, s.neuron) == (wanted.core, wanted.neuron) and s.tick <= wanted.tick
    ]
    if not past:
        assert found == Silence(wanted.core, wanted.neuron, 0, wanted.tick)
        return
    spike = max(past)
    assert found.spike == spike
    assert found.causes == slow.grow(spike, slow.into, "source", limits)
    assert found.consequences == slow.grow(spike, slow.out_of, "target", limits)


@given(st.integers(0, 2**32), st.integers(1, TICKS - 1))
@settings(max_examples=20, deadline=None)
def test_that_ticks_that_count_no_more_have_no_consequences(seed, end):
    session, slow = random_session(seed)
    session.advance(TICKS)
    go_to(session, end)
    session._forget_the_rest()
    for spike in [s for s in slow.fired if s.tick < end][-3:]:
        found = result_of(
            session.tracing(spike.core, spike.neuron, spike.tick, Limits())
        )
        assert all(node.tick < end for node in found.consequences.nodes)
        assert found.known == range(end)


def oscillating(ticks: int) -> SimulationSession:
    session = SimulationSession(*result_of(setting_up_circuit(oscillator(), 0)))
    session.advance(ticks)
    return session


def test_that_an_oscillator_is_traced_by_hand():
    session = oscillating(40)
    go_to(session, 7)
    found = result_of(session.tracing(0, 0, 6, Limits(depth=3)))
    assert found.causes.nodes == (
        Spike(6, 0, 0),
        Spike(3, 1, 0),
        Spike(1, 0, 0),
        InputSpike(1, 0),
    )
    assert edges_behind(found.causes, BACK)[Spike(6, 0, 0)] == [
        Edge(Spike(3, 1, 0), Spike(6, 0, 0), 0, 6, 1)
    ]
    assert OutputSpike(8, 0) in found.consequences.nodes
    assert (found.why_cut(BACK), found.why_cut(AHEAD)) == (set(), {Why.DEPTH})
    assert session.tick == 7


def test_that_the_last_spike_before_a_tick_is_found_however_long_ago():
    session = oscillating(11)
    assert result_of(session.tracing(0, 0, 10, Limits(depth=1))).spike.tick == 6
    session = oscillating(2)
    assert result_of(session.tracing(1, 0, 1, Limits())) == Silence(1, 0, 0, 1)
    assert result_of(session.tracing(1, 0, 99, Limits())) == Silence(1, 0, 0, 1)


@pytest.mark.parametrize("ago", [3, 40, 900])
def test_that_the_search_goes_back_in_longer_and_longer_steps(monkeypatch, ago):
    monkeypatch.setattr(module, "SEARCHED_TICKS", (4, 50, 1000))
    lines = np.zeros((1000, 1), np.uint8)
    lines[999 - ago] = 1
    # Without connections a core fires only when the line does.
    lone = SimulationSession(_cut_loose(oscillating(1).program), Drawn(lines))
    lone.advance(1000)
    found = result_of(lone.tracing(0, 0, 999, Limits()))
    assert found.spike == Spike(999 - ago, 0, 0)
    silent = result_of(lone.tracing(0, 0, 998 - ago, Limits()))
    assert silent == Silence(0, 0, 0, 998 - ago)


def _cut_loose(program):
    """Return a program without the connections between its cores."""
    routes = program.routes
    nowhere = frozen(np.full_like(routes.core, NONE), routes.core.dtype)
    axon = frozen(np.full_like(routes.axon, NONE), routes.axon.dtype)
    return replace(program, routes=replace(routes, core=nowhere, axon=axon))


def test_that_it_is_told_what_a_trace_leads_out_of():
    session = oscillating(12)
    found = result_of(session.tracing(0, 0, 11, Limits(depth=9)))
    assert (found.why_cut(BACK), found.why_cut(AHEAD)) == (set(), {Why.END})
    few = result_of(session.tracing(0, 0, 11, Limits(depth=9, most=2)))
    assert few.why_cut(BACK) == {Why.MOST}


def test_that_memory_is_bounded_and_that_is_told(monkeypatch):
    monkeypatch.setattr(module, "WINDOW_BYTES", 2000)
    session = oscillating(600)
    found = result_of(session.tracing(0, 0, 301, Limits(depth=99)))
    assert found.why_cut(BACK) == found.why_cut(AHEAD) == {Why.MEMORY}
    assert 0 < found.first < 301 < found.end < 600


def test_that_what_did_not_push_up_is_left_out_with_all_behind_it():
    up, down = Spike(3, 0, 0), Spike(3, 0, 1)
    root, first, second = Spike(5, 1, 0), InputSpike(3, 0), InputSpike(3, 1)
    edges = (
        Edge(up, root, 0, 4, 2),
        Edge(down, root, 1, 4, -1),
        Edge(first, up, 2, 3, 1),
        Edge(second, down, 3, 3, 1),
        Edge(second, up, 4, 3, 0),
    )
    trace = Trace((root, up, down, first, second), edges, frozenset())
    shown = OutputSpike(5, 0)
    ahead = Trace((root, shown), (Edge(root, shown, None, 5, None),), frozenset())
    found = TracedSpike(root, Limits(), trace, ahead, 0, 9, range(9)).only_raising()
    assert found.causes.nodes == (root, up, first)
    assert found.causes.edges == (edges[0], edges[2])
    assert found.consequences == ahead


def test_that_progress_is_told_and_a_trace_can_be_broken_off():
    session, other = (image_session(PROGRAM, DATA.test) for _ in range(2))
    for one in (session, other):
        one.advance(300)
        go_to(one, 200)
    fired = other._timeline.tick
    core, neuron = np.argwhere(_fired_in(other, 150))[0].tolist()
    shares = [
        event.share
        for event in session.tracing(core, neuron, 150, Limits())
        if isinstance(event, MeasurementProgress)
    ]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    for read in (0, 1, 5, 9):
        look = session.tracing(core, neuron, 150, Limits())
        for _ in range(read):
            next(look)
        look.close()
        assert (session.tick, session.end) == (fired, 300)
    for ticks in (1, 120):
        frame, expected = session.advance(ticks), other.advance(ticks)
        np.testing.assert_array_equal(frame.potentials, expected.potentials)
        np.testing.assert_array_equal(
            frame.potentials_before, expected.potentials_before
        )
        np.testing.assert_array_equal(frame.recording.spikes, expected.recording.spikes)


def _fired_in(session: SimulationSession, tick: int) -> np.ndarray:
    """Return which neurons fired in a tick, shape (cores, neurons)."""
    (recording,) = (
        one for one in session._timeline.retelling(tick, tick + 1) if one is not None
    )
    cores = range(session.program.cores)
    return np.array([recording.of_core(core)[0] for core in cores])


def test_that_a_neuron_that_is_not_there_is_refused():
    with pytest.raises(TNStudioError, match="There is no neuron 99"):
        result_of(oscillating(5).tracing(0, 99, 3, Limits()))

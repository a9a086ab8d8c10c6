"""V of a neuron in the past: run again, against what was seen at the time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_session_travel import DATA, go_to
from tests.programs import random_recurrent_program
from tests.simulation.agreement import random_lines
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app.frame import Frame
from tnstudio.app.potential_trail import Trail, recalling, recalling_all
from tnstudio.app.simulation_session import image_session
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.hardware import Hardware
from tnstudio.simulation.explain import explain, explain_update, moment_of
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.timeline import Timeline

PROGRAM = deploy(trained_at_random(tiny_network(3), 3), copies=2, seed=3)
SEEDS = st.integers(0, 2**32)


def result_of(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def explained(frame: Frame, core: int, neuron: int):
    before = int(frame.potentials_before[core, neuron])
    active = frame.active_axons[core]
    return explain_update(PROGRAM, frame.tick, core, neuron, before, active)


@given(SEEDS, st.booleans(), st.integers(0, 40), st.integers(1, 60))
@settings(max_examples=50, deadline=None)
def test_that_the_trail_of_any_neuron_is_that_of_its_explanations(
    seed, calm, tick, ticks
):
    random = np.random.default_rng(seed)
    program = random_recurrent_program(
        random, Hardware("odd", 5, 7, 3, 2, 2), calm=calm
    )
    lines = random_lines(random, program, 40, 0.3)
    simulator, timeline = Simulator(program), Timeline(program)
    moments = [moment_of(simulator, row) for row in lines]
    timeline.run(lines)
    timeline.go_to(tick)
    place = int(random.integers(program.cores)), int(random.integers(7))
    trail = result_of(recalling(timeline, *place, ticks))
    assert (trail.first, trail.end, timeline.tick) == (max(0, tick - ticks), tick, tick)
    told = [explain(program, m, *place) for m in moments[trail.first : tick]]
    assert trail.potentials.tolist() == [
        m.after[place] for m in moments[trail.first : tick]
    ]
    assert trail.compared.tolist() == [one.after_leak for one in told]
    assert trail.thresholds.tolist() == [one.thresholds.threshold for one in told]
    assert trail.spikes.tolist() == [
        m.spikes[place] for m in moments[trail.first : tick]
    ]


def test_that_numbers_add_up_to_v_for_a_hundred_neurons_there_and_back():
    random = np.random.default_rng(7)
    session = image_session(PROGRAM, DATA.test)
    session.advance(60)
    session.show(9)
    session.advance(60)
    for _ in range(100):
        tick = int(random.integers(1, 121))
        frame = go_to(session, tick)
        core = int(random.integers(PROGRAM.cores))
        neuron = int(random.integers(PROGRAM.hardware.neurons))
        told = explained(frame, core, neuron)
        parts = told.before + sum(one.value for one in told.contributions)
        assert told.after_leak == parts + told.leak.value
        assert told.after == session._timeline.potentials[core, neuron]
        assert told.spike == frame.recording.of_core(core)[-1, neuron]
        trail = result_of(session.recalling(core, neuron, 20))
        assert (trail.end, session.tick) == (tick, tick)
        assert trail.potentials[-1] == told.after
        assert trail.compared[-1] == told.after_leak


@pytest.mark.parametrize("read", [0, 1, 3])
def test_that_a_session_is_where_it_was_after_a_look_that_is_broken_off(read):
    session, other = (image_session(PROGRAM, DATA.test) for _ in range(2))
    for one in (session, other):
        one.advance(300)
        go_to(one, 200)
    look = session.recalling(0, 0, 150)
    for _ in range(read):
        next(look)
    look.close()
    assert (session.tick, session.end) == (200, 300)
    for ticks in (1, 120):
        frame, expected = session.advance(ticks), other.advance(ticks)
        np.testing.assert_array_equal(frame.potentials, expected.potentials)
        np.testing.assert_array_equal(frame.recording.spikes, expected.recording.spikes)


@given(SEEDS, st.integers(0, 40), st.integers(1, 60), st.integers(0, 9))
@settings(max_examples=30, deadline=None)
def test_that_trails_told_together_are_those_told_one_by_one(seed, tick, ticks, count):
    random = np.random.default_rng(seed)
    program = random_recurrent_program(random, Hardware("odd", 5, 7, 3, 2, 2))
    timeline = Timeline(program)
    timeline.run(random_lines(random, program, 40, 0.3))
    timeline.go_to(tick)
    places = [
        (int(random.integers(program.cores)), int(random.integers(7)))
        for _ in range(count)
    ]
    together = result_of(recalling_all(timeline, places, ticks))
    assert timeline.tick == tick
    assert len(together) == count
    for place, trail in zip(places, together, strict=True):
        alone = result_of(recalling(timeline, *place, ticks))
        assert (trail.core, trail.neuron) == place
        assert (trail.first, trail.end) == (alone.first, alone.end)
        for name in ("compared", "potentials", "thresholds"):
            np.testing.assert_array_equal(getattr(trail, name), getattr(alone, name))


def test_that_a_neuron_that_is_not_there_is_refused():
    session = image_session(PROGRAM, DATA.test)
    with pytest.raises(TNStudioError, match="There is no neuron 999"):
        result_of(session.recalling(0, 999, 5))


def test_that_a_trail_grows_by_what_is_explained_and_is_cut():
    session = image_session(PROGRAM, DATA.test)
    session.advance(10)
    trail = result_of(session.recalling(1, 2, 50))
    for _ in range(5):
        trail = trail.followed_by(explained(session.advance(1), 1, 2))
    whole = result_of(session.recalling(1, 2, 50))
    for found, expected in ((trail, whole), (trail.between(4, 9), whole.between(4, 9))):
        assert (found.first, found.end) == (expected.first, expected.end)
        for name in ("compared", "potentials", "thresholds", "spikes"):
            np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    assert (whole.between(4, 9).first, whole.between(4, 9).end) == (4, 9)
    assert whole.between(0, 99).end == 15
    assert whole.between(90, 99).end == 15
    assert isinstance(whole.between(3, 1), Trail)
    assert len(whole.between(3, 1).spikes) == 0

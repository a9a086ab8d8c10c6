"""Forks of sessions, against plain chips whose program is swapped at a tick."""

import hashlib
from dataclasses import fields
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_circuit_sessions import driven, noisy, session_of
from tests.app.test_session_travel import DATA, go_to
from tests.circuits import oscillator
from tests.model import test_program_edits
from tests.oracle import OracleChip
from tests.programs import random_recurrent_program
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app import fork_run as fork_run_module
from tnstudio.app.fork import (
    EncodingChange,
    Fork,
    ImageChange,
    LineFlip,
    SeedChange,
    forked_program,
    require_change,
)
from tnstudio.app.fork_run import Comparison, comparing, starting
from tnstudio.app.frame import Frame
from tnstudio.app.simulation_session import SimulationSession, image_session
from tnstudio.app.watches import NOTHING
from tnstudio.datasets.reading import finished
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.neuron_fields import NeuronField
from tnstudio.model.program import NONE
from tnstudio.model.program_edits import AxonTypeChange, NeuronChange, SynapseFlip
from tnstudio.model.stimulus import PoissonSpikes
from tnstudio.simulation.differences import Divergence
from tnstudio.simulation.simulator import Simulator

PROGRAM = deploy(trained_at_random(tiny_network(3), 3), copies=2, seed=3)
RECURRENT = random_recurrent_program(np.random.default_rng(4))


def compared(session: SimulationSession, fork: Fork, stop: int) -> Comparison:
    return finished(comparing(session, fork, stop))[1]


def of_oracle(chip: OracleChip, lines: np.ndarray) -> np.ndarray:
    spikes = [chip.step(row)[0] for row in lines.tolist()]
    return np.array(spikes, np.bool_).reshape(len(lines), chip.program.cores, 7)


def places(spikes: np.ndarray, first: int) -> list[tuple[int, ...]]:
    found = np.argwhere(spikes) + np.array([first, 0, 0])
    return list(map(tuple, found.tolist()))


def listed(events) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in events), strict=True))


@given(
    st.lists(test_program_edits.edits(), max_size=4),
    st.lists(st.builds(LineFlip, st.integers(0, 5), st.integers(12, 39)), max_size=3),
    st.integers(0, 12),
    st.one_of(st.none(), st.integers(0, 9)),
)
@settings(max_examples=30, deadline=None)
def test_that_a_fork_is_a_plain_chip_with_its_program_swapped_at_the_tick(
    edits, flips, tick, seed
):
    stimuli = tuple(PoissonSpikes(line, 0.3) for line in range(6))
    session = driven(RECURRENT, stimuli, 1)
    session.advance(25)
    go_to(session, 9)
    fork = Fork(tick)
    for change in (*edits, *flips, *(() if seed is None else (SeedChange(seed),))):
        try:
            fork = fork.changed(RECURRENT, change)
        except TNStudioError:
            # It is so in A already.
            continue
    with patch.object(fork_run_module, "MOST_PIECE", 8):
        found = compared(session, fork, 40).differences
    lines = driven(RECURRENT, stimuli, 1)._source.spikes(0, 40)
    a = OracleChip(RECURRENT)
    of_oracle(a, lines[:tick])
    b = OracleChip(forked_program(RECURRENT, fork))
    b.v, b.tick, b.scheduled = [list(v) for v in a.v], a.tick, set(a.scheduled)
    other = lines.copy()
    if seed is not None:
        other = driven(RECURRENT, stimuli, seed)._source.spikes(0, 40)
    for change in fork.changes:
        if isinstance(change, LineFlip):
            other[change.tick, change.line] ^= 1
    in_a, in_b = of_oracle(a, lines[tick:]), of_oracle(b, other[tick:])
    assert listed(found.only_a) == places(in_a & ~in_b, tick)
    assert listed(found.only_b) == places(in_b & ~in_a, tick)
    assert found.counts[2] == (in_a & in_b).sum()
    parted = places(in_a ^ in_b, tick)
    if parted:
        first = parted[0]
        side = "a" if in_a[first[0] - tick, first[1], first[2]] else "b"
        assert found.first == Divergence(*first, side)
    else:
        assert found.first is None


def test_that_a_synapse_that_is_cut_shows_where_it_is_expected():
    # Core 0 fires at 1, 6, 11 ..., core 1 at 3, 8, 13 ...; neuron 0 of core 1
    # wakes core 0, neuron 1 is the output.
    session = session_of(oscillator())
    session.advance(30)
    found = compared(session, Fork(7, (SynapseFlip(1, 0, 0),)), 30).differences
    assert found.first == Divergence(8, 1, 0, "a")
    assert found.counts[1] == 0
    # What is left of B: the output's own spike at 8.
    assert found.by_tick[1].tolist() == [1, 0, 1]
    assert found.by_tick[2:, 2].sum() == 0
    later = [(tick, core, j) for tick in range(9, 30) for core, j in _beats(tick)]
    assert listed(found.only_a) == [(8, 1, 0), *later]
    # At the tick of the fork itself, too; before it nothing changes.
    assert compared(
        session, Fork(8, (SynapseFlip(1, 0, 0),)), 30
    ).differences.first == Divergence(8, 1, 0, "a")
    assert compared(
        session, Fork(9, (SynapseFlip(1, 0, 0),)), 30
    ).differences.first == Divergence(13, 1, 0, "a")


def _beats(tick: int) -> list[tuple[int, int]]:
    core = {1: 0, 3: 1}.get(tick % 5)
    return [] if core is None else [(core, 0), (core, 1)]


def test_that_one_input_spike_more_makes_a_second_wave():
    session = session_of(oscillator())
    session.advance(10)
    found = compared(session, Fork(2, (LineFlip(0, 2),)), 10).differences
    assert found.first == Divergence(2, 0, 0, "b")
    assert found.counts[0] == 0
    assert compared(session, Fork(0, (LineFlip(0, 1),)), 10).differences.counts == (
        # Without the only input spike nothing ever fires.
        (8, 0, 0)
    )


@pytest.mark.parametrize(
    ("change", "tick"),
    [
        (NeuronChange(1, 0, NeuronField("threshold"), 2), 3),
        (NeuronChange(1, 0, NeuronField("strengths", 0), 0), 3),
        (NeuronChange(0, 3, NeuronField("leak"), 1), 2),
        (AxonTypeChange(1, 0, 1), 3),
    ],
)
def test_that_a_changed_number_shows_where_it_is_expected(change, tick):
    session = session_of(oscillator())
    session.advance(6)
    first = compared(session, Fork(2, (change,)), 12).differences.first
    place = (change.core, getattr(change, "neuron", 0))
    assert (first.tick, first.core, first.neuron) == (tick, *place)


# -- Images


def told(frame: Frame) -> str:
    digest = hashlib.sha256()
    for field in fields(Frame):
        value = getattr(frame, field.name)
        if field.name == "recording":
            digest.update(value.spikes.tobytes() + value.outputs.tobytes())
        elif field.name == "seen":
            assert value == NOTHING
        else:
            digest.update(np.array(value).tobytes())
    return digest.hexdigest()


def state(session: SimulationSession) -> str:
    digest = hashlib.sha256(told(session.seen()).encode())
    timeline = session._timeline
    for array in (
        *session.record.events(0, session.end),
        session.record.activity.counts(0, session.end),
        timeline.potentials,
        timeline.potentials_before,
        timeline.active_axons,
        timeline.inputs(0, session.end),
    ):
        digest.update(array.tobytes())
    digest.update(repr((session.tick, session.end, session.onsets)).encode())
    return digest.hexdigest()


def an_image_session() -> SimulationSession:
    session = image_session(PROGRAM, DATA.test, seed=2)
    session.advance(10)
    session.show(4)
    session.advance(8)
    session.encode_as("rate")
    session.advance(8)
    session.show(5)
    session.advance(4)
    return session


CHANGES = (
    SynapseFlip(0, 1, 2),
    NeuronChange(3, 1, NeuronField("threshold"), 0),
    LineFlip(3, 20),
    ImageChange(9),
    EncodingChange("rate"),
    SeedChange(7),
)


@given(
    st.sets(st.sampled_from(CHANGES), max_size=4),
    st.integers(0, 20),
    st.integers(0, 30),
    st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_that_a_session_is_not_changed_by_its_fork(changes, tick, here, breaks):
    session = an_image_session()
    frame = go_to(session, here)
    if frame is None:
        frame = session.advance(1)
    before = state(session)
    job = comparing(session, Fork(tick, tuple(changes)), 45)
    if breaks:
        next(job)
        job.close()
    else:
        finished(job)
    assert state(session) == before
    plain = an_image_session()
    go_to(plain, session.tick)
    assert told(session.advance(20)) == told(plain.advance(20))


def test_that_the_input_of_run_a_is_the_recorded_one():
    session = an_image_session()
    branch = finished(session.branching(0))
    np.testing.assert_array_equal(
        branch.source.spikes(0, 30), session._timeline.inputs(0, 30)
    )


@pytest.mark.parametrize("tick", [0, 6, 10, 15, 26, 30])
def test_that_an_unchanged_fork_is_the_same(tick):
    session = an_image_session()
    found = compared(session, Fork(tick), 50)
    assert found.differences.first is None
    assert found.differences.counts[:2] == (0, 0)
    later = go_to(session, tick)
    spikes = 0
    for _ in range(tick, 50):
        later = session.advance(1)
        spikes += np.bitwise_count(later.recording.spikes).sum()
    assert found.differences.counts[2] == spikes
    assert found.votes[0].tolist() == found.votes[1].tolist()


@pytest.mark.parametrize(
    "changes",
    [
        (ImageChange(9),),
        (ImageChange(9), EncodingChange("rate")),
        (EncodingChange("rate"),),
        (EncodingChange("rate"), ImageChange(9)),
    ],
)
def test_that_another_image_is_that_of_a_session_that_shows_it(changes):
    session = image_session(PROGRAM, DATA.test, seed=2)
    session.advance(14)
    found = compared(session, Fork(6, changes), 30)
    other = image_session(PROGRAM, DATA.test, seed=2)
    other.advance(6)
    if ImageChange(9) in changes:
        other.show(9)
    if EncodingChange("rate") in changes:
        other.encode_as("rate")
    votes = sum(other.advance(1).votes_now for _ in range(24))
    assert found.votes[1].tolist() == votes.tolist()
    session.advance(16)
    mine = session.record.events(6, 30)
    theirs = other.record.events(6, 30)
    a, b = (set(listed(events)) for events in (mine, theirs))
    assert listed(found.differences.only_a) == sorted(a - b)
    assert listed(found.differences.only_b) == sorted(b - a)
    assert (a ^ b) != set()
    assert found.decisions[1] == int(np.argmax(votes / _lines()))


def _lines() -> np.ndarray:
    return np.maximum(1, np.bincount(PROGRAM.outputs.label, minlength=3))


def test_that_another_seed_lets_later_images_come_as_they_did():
    session = an_image_session()
    branch = finished(session.branching(12))
    run = finished(starting(branch, Fork(12, (SeedChange(8),))))
    b = run._sides[1]._source
    assert [b.at(tick).image for tick in (5, 12, 17, 27)] == [0, 4, 4, 5]
    a = session._timeline.inputs(0, 30)
    mine = b.spikes(0, 30)
    np.testing.assert_array_equal(mine[:12], a[:12])
    assert (mine[12:18] != a[12:18]).any()
    # The rate code draws nothing.
    np.testing.assert_array_equal(mine[18:], a[18:])


# -- Going on, and what cannot be


def test_that_a_run_goes_on_where_it_was_unless_something_has_changed():
    session = an_image_session()
    fork = Fork(20, (SynapseFlip(0, 1, 2), SeedChange(3)))
    run, first = finished(comparing(session, fork, 25))
    assert (run.tick, first.differences.end) == (25, 25)
    again, longer = finished(comparing(session, fork, 60, run))
    assert again is run
    whole = compared(session, fork, 60)
    for ours, theirs in zip(
        (longer.differences.by_tick, longer.differences.by_core, longer.votes),
        (whole.differences.by_tick, whole.differences.by_core, whole.votes),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)
    assert longer.differences.first == whole.differences.first
    # It has got there already.
    assert finished(comparing(session, fork, 30, run))[1].differences.end == 60
    edited = fork.without(0)
    assert finished(comparing(session, edited, 30, run))[0] is not run
    go_to(session, 22)
    session.show(1)
    other = finished(comparing(session, fork, 30, run))[0]
    assert other is not run
    assert other.tick == 30


def test_that_a_fork_beyond_what_is_recorded_is_refused():
    session = an_image_session()
    go_to(session, 10)
    session.show(1)
    with pytest.raises(TNStudioError, match="Tick 11 is not recorded"):
        compared(session, Fork(11), 20)


def test_that_a_cancelled_run_can_go_on():
    session = session_of(noisy())
    session.advance(20)
    fork = Fork(5, (SynapseFlip(1, 0, 0),))
    run = finished(comparing(session, fork, 6))[0]
    job = comparing(session, fork, 200, run)
    shares = [next(job).share for _ in range(3)]
    assert shares == sorted(shares)
    job.close()
    assert 6 < run.tick < 200
    going_on = finished(comparing(session, fork, 200, run))[1].differences
    whole = compared(session, fork, 200).differences
    np.testing.assert_array_equal(going_on.by_tick, whole.by_tick)


def test_that_a_flip_flipped_again_and_a_value_as_it_was_are_no_change():
    field = NeuronField("leak")
    was = int(PROGRAM.neurons.leak[0, 1])
    fork = Fork(3).changed(PROGRAM, SynapseFlip(0, 1, 2))
    fork = fork.changed(PROGRAM, NeuronChange(0, 1, field, 5))
    fork = fork.changed(PROGRAM, NeuronChange(0, 1, field, 6))
    assert fork.changes == (SynapseFlip(0, 1, 2), NeuronChange(0, 1, field, 6))
    fork = fork.changed(PROGRAM, SynapseFlip(0, 1, 2))
    fork = fork.changed(PROGRAM, NeuronChange(0, 1, field, was))
    assert fork == Fork(3)
    with pytest.raises(TNStudioError, match="so in run A already"):
        fork.changed(PROGRAM, NeuronChange(0, 1, field, was))
    assert fork.changed(PROGRAM, SeedChange(1)).without(0) == fork


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (LineFlip(999, 9), "no input line 999"),
        (LineFlip(0, 4), "before the fork"),
        (ImageChange(30), "no image 30"),
        (EncodingChange("loud"), "no encoding loud"),
        (SeedChange(-1), "seed is -1"),
        (SynapseFlip(99, 0, 0), "no core 99"),
    ],
)
def test_that_a_change_that_cannot_be_is_refused(change, reason):
    with pytest.raises(TNStudioError, match=reason):
        require_change(PROGRAM, DATA.test, 5, change)
    for good in CHANGES:
        require_change(PROGRAM, DATA.test, 5, good)


def test_that_a_circuit_has_no_images_to_change():
    session = session_of(oscillator())
    session.advance(4)
    for change in (ImageChange(0), EncodingChange("rate")):
        with pytest.raises(TNStudioError, match="no images"):
            require_change(session.program, None, 0, change)
        with pytest.raises(TNStudioError, match="no images"):
            compared(session, Fork(0, (change,)), 4)
    found = compared(session, Fork(0), 4)
    assert (found.votes.shape, found.decisions) == ((2, 0), (NONE, NONE))


def test_that_a_simulator_of_a_branch_is_where_the_session_was():
    session = an_image_session()
    branch = finished(session.branching(17))
    chip = Simulator(PROGRAM)
    chip.restore(branch.snapshot)
    assert chip.tick == 17
    go_to(session, 17)
    np.testing.assert_array_equal(chip.potentials, session._timeline.potentials)

"""Spikes that are computed again, against those of a record that lost none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_sessions import DATA
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app.recalled_spikes import KnownSpikes, missing_ticks, most_ticks
from tnstudio.app.simulation_session import SimulationSession, image_session
from tnstudio.mapping.deploy import deploy
from tnstudio.model.program import NONE
from tnstudio.simulation.spike_record import SpikeRecord, column_ticks

PROGRAM = deploy(trained_at_random(tiny_network(3), 3), copies=2, seed=3)
TICKS = 300


def finished(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def session() -> SimulationSession:
    made = image_session(PROGRAM, DATA.test)
    made.advance(TICKS)
    return made


def forgetful(session: SimulationSession, kept: int) -> SpikeRecord:
    """Return the session's record as if only the last ticks were kept exactly."""
    full = session.record
    record = SpikeRecord(full.cores, full.neurons)
    recording = session._timeline.retelling(0, TICKS)
    for piece in recording:
        assert piece is not None
        record.append(piece)
    store = record._levels[0]
    store._close_block()
    store._complete_from = TICKS - kept
    assert record.first == TICKS - kept
    return record


@given(st.integers(0, TICKS), st.integers(0, TICKS), st.data())
@settings(deadline=None, max_examples=30)
def test_that_spikes_computed_again_are_those_that_were_recorded(
    session: SimulationSession, one: int, other: int, data: st.DataObject
) -> None:
    first, end = sorted((one, other))
    cores = tuple(data.draw(st.permutations(range(PROGRAM.cores)))[:3])
    here = data.draw(st.integers(1, TICKS))
    finished(session.going_to(here))
    before = session.seen()
    recalled = finished(session.recalling_spikes(cores, first, end))
    assert (recalled.first, recalled.end) == (first, end)
    for core in cores:
        expected = session.record.words(core, first, end)
        np.testing.assert_array_equal(recalled.of_core(core, first, end), expected)
    after = session.seen()
    assert session.tick == here
    np.testing.assert_array_equal(before.potentials, after.potentials)
    np.testing.assert_array_equal(before.potentials_before, after.potentials_before)


def test_that_a_recall_that_is_called_off_leaves_the_session_where_it_is(
    session: SimulationSession,
) -> None:
    finished(session.going_to(120))
    potentials = session.seen().potentials
    work = session.recalling_spikes((0,), 0, TICKS)
    next(work)
    work.close()
    assert session.tick == 120
    np.testing.assert_array_equal(session.seen().potentials, potentials)


@given(st.integers(0, TICKS), st.integers(1, TICKS), st.integers(2, 40))
@settings(deadline=None, max_examples=30)
def test_that_columns_are_exact_once_what_is_missing_was_computed(
    session: SimulationSession, first: int, ticks: int, columns: int
) -> None:
    full, cores = session.record, tuple(range(PROGRAM.cores))
    end = min(TICKS, first + ticks)
    step = column_ticks(ticks, columns)
    known = KnownSpikes(forgetful(session, 60))
    missing = missing_ticks(known.pooled(cores, first, end, step), TICKS)
    known.take(finished(session.recalling_spikes(cores, *missing)))
    found = known.pooled(cores, first, end, step)
    assert (
        found.exact_from <= found.first_tick
        or not found.words.size
        or (missing[0] == missing[1])
    )
    expected = full.pooled_by(cores, first, end, step)
    np.testing.assert_array_equal(found.words, expected.words)


def test_that_what_was_computed_is_void_after_a_cut() -> None:
    session = image_session(PROGRAM, DATA.test)
    session.advance(50)
    known = KnownSpikes(session.record)
    known.take(finished(session.recalling_spikes((0,), 0, 50)))
    assert known.recalled is not None
    finished(session.going_to(20))
    session.show(1)
    assert known.recalled is None


def test_that_few_ticks_of_many_cores_are_computed_at_once() -> None:
    assert most_ticks(30, 4) == 50_000
    assert most_ticks(4096, 4) == 512


@given(st.integers(0, 100), st.integers(1, 150), st.sampled_from([1, 2, 7, 16, 64]))
@settings(deadline=None, max_examples=30)
def test_that_lines_on_show_are_those_that_spiked(
    session: SimulationSession, column: int, ticks: int, step: int
) -> None:
    first = min(column * step, TICKS)
    end = min(TICKS, first + ticks)
    shown = finished(session.recalling_lines(first, end, step))
    lines = session._timeline.inputs(first, end)
    element = PROGRAM.inputs.element
    assert (element != NONE).all()
    for row in range(shown.spiked.shape[1]):
        spiked = lines[:, element == row].any(axis=1)
        expected = [spiked[k : k + step].any() for k in range(0, len(spiked), step)]
        assert shown.spiked[:, row].tolist() == expected


def test_that_a_column_is_as_wide_as_its_level_asks() -> None:
    assert [column_ticks(n, 101) for n in (50, 100, 101, 1601)] == [1, 1, 2, 32]
    for ticks in (1, 999, 10**6, 10**7):
        for columns in (2, 30, 700, 3840):
            assert -(-ticks // column_ticks(ticks, columns)) <= columns

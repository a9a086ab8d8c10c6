"""Votes of any ticks, of classes and of copies, against plain sums."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_sessions import DATA
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app import vote_log as vote_log_module
from tnstudio.app.simulation_session import image_session
from tnstudio.app.vote_counts import VoteCounts, copy_decisions
from tnstudio.app.vote_course import spread
from tnstudio.app.vote_log import BLOCK, VoteLog
from tnstudio.mapping.deploy import deploy
from tnstudio.model.program import NONE
from tnstudio.simulation.readout import class_counts, copy_counts, voting_lines

STEPS = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=8
)
ENSEMBLE = deploy(trained_at_random(tiny_network(3), 3), copies=3, seed=3)


@given(STEPS)
@settings(deadline=None)
def test_that_votes_are_those_of_a_plain_list(steps):
    random = np.random.default_rng(0)
    log, plain = VoteLog(3, 9), np.zeros((0, 3), int)
    for cut, more in steps:
        log.cut(cut)
        votes = random.integers(0, 9, (more, 3))
        log.append(votes)
        plain = np.concatenate([plain[:cut], votes])
        for first, stop in ((-2, len(plain)), (cut, cut + 3), (5, 2), (0, 10**9)):
            expected = plain[max(first, 0) : max(stop, 0)].sum(axis=0)
            np.testing.assert_array_equal(log.between(first, stop), expected)


@given(STEPS)
@settings(deadline=None)
def test_that_votes_that_are_let_go_are_not_told_wrong(steps):
    """An onset that was asked for is known as long as ticks follow it."""
    random = np.random.default_rng(1)
    log, plain = VoteLog(2, 300, 3 * BLOCK * 2 * 2), np.zeros((0, 2), int)
    for cut, more in steps:
        log.cut(cut)
        votes = random.integers(0, 300, (more, 2))
        plain = np.concatenate([plain[:cut], votes])
        onset = min(cut, len(plain) - more)
        for part in np.array_split(votes, 5):
            log.append(part, onset)
        assert log.knows(onset)
        assert len(plain) - log.first <= 3 * BLOCK
        for first in {onset, log.first, len(plain) // 2}:
            for stop in (first, (first + len(plain)) // 2, len(plain)):
                if log.knows(first) and log.knows(stop):
                    expected = plain[first:stop].sum(axis=0)
                    np.testing.assert_array_equal(log.between(first, stop), expected)


def test_that_only_the_newest_onsets_are_kept(monkeypatch):
    monkeypatch.setattr(vote_log_module, "MOST_MARKS", 2)
    log = VoteLog(1, 1, BLOCK)
    for block in range(5):
        log.append(np.ones((BLOCK, 1), int), block * BLOCK + 7)
        log.append(np.ones((1, 1), int), block * BLOCK + 7)
        log.cut((block + 1) * BLOCK)
    onsets = [block * BLOCK + 7 for block in range(5)]
    assert [log.knows(onset) for onset in onsets] == [False] * 3 + [True] * 2
    assert log.between(onsets[3], 5 * BLOCK) == [2 * BLOCK - 7]


def test_that_a_million_ticks_of_ten_classes_take_two_bytes_each_at_most():
    log = VoteLog(10, 255)
    votes = np.ones((100_000, 10), np.int32)
    for _ in range(10):
        log.append(votes)
    assert log.nbytes < 2 * 10 * 10**6
    assert log.between(3, 10**6).tolist() == [10**6 - 3] * 10
    assert VoteLog(10, 256).nbytes == 80


def test_that_the_votes_of_copies_are_those_of_their_lines():
    random = np.random.default_rng(2)
    label, copy = ENSEMBLE.outputs.label, ENSEMBLE.outputs.copy
    outputs = random.integers(0, 2, (40, len(label)), np.uint8)
    found = copy_counts(ENSEMBLE, outputs)
    assert found.shape == (40, 3, 3)
    lines = voting_lines(ENSEMBLE)
    for k in range(3):
        for c in range(3):
            mine = (copy == k) & (label == c)
            assert (found[:, k, c] == outputs[:, mine].sum(axis=1)).all()
            assert lines[k, c] == mine.sum()
    np.testing.assert_array_equal(found.sum(axis=1), class_counts(ENSEMBLE, outputs))


def test_that_copies_decide_each_for_itself():
    votes = np.array([[0, 5, 1], [0, 0, 0], [9, 2, 0]], np.int32)
    assert copy_decisions(ENSEMBLE, votes).tolist() == [1, NONE, 0]


def test_that_frames_tell_the_votes_of_each_copy():
    session = image_session(ENSEMBLE, DATA.test)
    total = np.zeros((3, 3), int)
    for tick in range(20):
        frame = session.advance(1)
        if tick >= ENSEMBLE.latency:
            total += copy_counts(ENSEMBLE, frame.recording.outputs)[0]
        np.testing.assert_array_equal(frame.copy_votes, total)
        np.testing.assert_array_equal(frame.copy_votes.sum(axis=0), frame.votes)
    single = image_session(
        deploy(trained_at_random(tiny_network(3), 3), copies=1, seed=3), DATA.test
    ).advance(9)
    assert (single.copy_votes == single.votes).all()


def test_that_votes_of_copies_that_are_forgotten_are_told_to_be_so():
    counts = VoteCounts(ENSEMBLE, most_copy_bytes=9 * BLOCK * 2)
    outputs = np.ones((BLOCK, len(ENSEMBLE.outputs.label)), np.uint8)
    for _ in range(4):
        counts.count(outputs, BLOCK + 3)
        assert (counts.by_copy(0, 9) is None) == (counts._copies.first > 0)
    assert counts.by_copy(0, 4 * BLOCK) is None
    assert counts.by_copy(BLOCK + 3, BLOCK + 9) is None
    total = counts.by_copy(BLOCK + 3, 4 * BLOCK).sum()
    assert total * BLOCK == (3 * BLOCK - 3) * outputs.sum()
    assert counts.by_copy(3 * BLOCK, 4 * BLOCK).sum() == outputs.sum()
    assert counts.between(0, 9).sum() * BLOCK == 9 * outputs.sum()


def test_that_the_course_of_votes_ends_with_the_votes_on_show():
    session = image_session(ENSEMBLE, DATA.test)
    assert session.vote_course(9) is None
    frames = [session.advance(1) for _ in range(30)]
    course = session.vote_course(100)
    assert course.first == ENSEMBLE.latency
    for tick, votes, scores in zip(
        course.ticks, course.votes, course.scores, strict=True
    ):
        np.testing.assert_array_equal(votes, frames[tick].votes)
        np.testing.assert_allclose(scores, frames[tick].scores)
    assert course.ticks[-1] == 29
    few = session.vote_course(7)
    assert (len(few.ticks), few.ticks[0], few.ticks[-1]) == (7, course.first, 29)
    session.show(3)
    session.advance(1)
    assert session.vote_course(7).ticks.size == 0


def test_that_ticks_are_spread_evenly_with_both_ends():
    assert spread(3, 8, 9).tolist() == [3, 4, 5, 6, 7]
    assert spread(3, 3, 9).size == spread(9, 3, 9).size == 0
    found = spread(10, 1010, 11)
    assert (found[0], found[-1], len(found)) == (10, 1009, 11)
    assert set(np.diff(found)) <= {99, 100, 101}

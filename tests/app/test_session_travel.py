"""Going back and forth in a session, against sessions that only go forward."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_sessions import DATA
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app.frame import Frame
from tnstudio.app.show_log import Show, ShowLog
from tnstudio.app.simulation_session import SimulationSession, image_session
from tnstudio.mapping.deploy import deploy
from tnstudio.simulation import timeline as timeline_module
from tnstudio.simulation.breakpoints import CoreSilent

PROGRAM = deploy(trained_at_random(tiny_network(3), 3), copies=2, seed=3)
MOST = 40

ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.integers(1, 9)),
        st.tuples(st.just("go to"), st.integers(0, MOST)),
        st.tuples(st.just("show"), st.integers(0, len(DATA.test) - 1)),
        st.tuples(st.just("encode as"), st.sampled_from(["stochastic", "rate"])),
        st.tuples(st.just("paint"), st.integers(0, 5)),
        st.tuples(st.just("restart"), st.integers(0, 3)),
    ),
    max_size=12,
)


def some_pixels(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.integers(0, 256, DATA.test.shape).astype(np.uint8)


SEEDS = {some_pixels(seed).tobytes(): seed for seed in range(6)}


def paint(session: SimulationSession, seed: int) -> None:
    """Show a picture of no set, of a class or of none."""
    session.show_picture(some_pixels(seed), seed % 4 - 1)


def change(session: SimulationSession, name: str, value: object) -> None:
    if name == "paint":
        paint(session, value)
    else:
        {"show": session.show, "encode as": session.encode_as}[name](value)


def go_to(session: SimulationSession, tick: int) -> Frame | None:
    steps = session.going_to(tick)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


class Forward:
    """What the actions come to, as a list of what was done before each tick."""

    def __init__(self) -> None:
        self.seed, self.here, self.end = 0, 0, 0
        self.changes: dict[int, list[tuple[str, object]]] = {}

    def change(self, name: str, value: object) -> None:
        self.end = self.here
        later = [tick for tick in self.changes if tick > self.here]
        for tick in later:
            del self.changes[tick]
        self.changes.setdefault(self.here, []).append((name, value))

    def frame(self) -> Frame:
        """Run all anew, a tick at a time."""
        session = image_session(PROGRAM, DATA.test, seed=self.seed)
        for tick in range(self.here):
            for name, value in self.changes.get(tick, ()):
                change(session, name, value)
            frame = session.advance(1)
        return frame


def assert_same(found: Frame, expected: Frame) -> None:
    for field in fields(Frame):
        if field.name not in ("recording", "end"):
            np.testing.assert_array_equal(
                getattr(found, field.name), getattr(expected, field.name), field.name
            )
    last = found.recording.spikes[-1]
    np.testing.assert_array_equal(last, expected.recording.spikes[-1])


@given(ACTIONS)
@settings(max_examples=60, deadline=None)
def test_that_any_tick_gone_to_looks_as_it_did(actions):
    session, plain = image_session(PROGRAM, DATA.test), Forward()
    for name, value in actions:
        frame = None
        if name == "advance":
            frame = session.advance(value)
            plain.here += value
            plain.end = max(plain.end, plain.here)
        elif name == "go to":
            frame = go_to(session, value)
            plain.here = min(value, plain.end)
        elif name == "restart":
            now = session._shows.at(session.tick)
            session.restart(value)
            plain.__init__()
            plain.seed = value
            plain.changes = {0: [("show", now.image), ("encode as", now.encoding)]}
            if now.picture is not None:
                plain.changes[0].append(("paint", SEEDS[now.picture.pixels.tobytes()]))
        else:
            change(session, name, value)
            plain.change(name, value)
        assert (session.tick, session.end) == (plain.here, plain.end)
        if frame is not None:
            assert frame.end == plain.end
            assert frame.is_past == (plain.here < plain.end)
            assert_same(frame, plain.frame())


def test_that_ten_back_and_ten_forward_is_the_same_again():
    session = image_session(PROGRAM, DATA.test)
    session.advance(20)
    session.show(7)
    there = session.advance(15)
    back = go_to(session, 25)
    assert (back.tick, back.image, session.end) == (24, 7, 35)
    assert_same(session.advance(10), there)


def test_that_nothing_is_to_be_seen_before_the_first_tick():
    session = image_session(PROGRAM, DATA.test)
    session.advance(3)
    assert go_to(session, 0) is None
    assert go_to(session, -5) is None
    assert (session.tick, session.end) == (0, 3)
    assert go_to(session, 99).tick == 2


def test_that_the_past_is_played_with_its_own_images():
    session = image_session(PROGRAM, DATA.test)
    session.advance(5)
    session.show(4)
    session.advance(5)
    assert session.onsets == (0, 5)
    go_to(session, 2)
    assert [session.advance(1).image for _ in range(5)] == [0, 0, 0, 4, 4]
    go_to(session, 7)
    session.show(9)
    assert (session.onsets, session.end) == ((0, 5, 7), 7)


def test_that_a_show_takes_the_place_of_those_from_its_onset_on():
    log = ShowLog(Show(0, 1, "rate", np.uint64(0)))
    for onset in (5, 9, 5):
        log.begin(Show(onset, onset, "rate", np.uint64(0)))
    assert log.onsets == (0, 5)
    assert [log.at(tick).image for tick in (0, 4, 5, 99)] == [1, 1, 5, 5]
    assert [t[1:] for t in log.between(2, 9)] == [(2, 5), (5, 9)]
    assert [t[1:] for t in log.between(5, 5)] == [(5, 5)]
    assert [t[1:] for t in log.between(4, 5)] == [(4, 5)]
    log.begin(Show(0, 2, "rate", np.uint64(0)))
    assert log.onsets == (0,)


@pytest.mark.parametrize("tick", [3, 8])
def test_that_a_journey_can_be_broken_off_and_begun_anew(tick):
    session = image_session(PROGRAM, DATA.test)
    session.advance(10)
    journey = session.going_to(tick)
    journey.close()
    assert go_to(session, 9).tick == 8


def test_that_a_journey_broken_off_is_seen_where_it_ended(monkeypatch):
    monkeypatch.setattr(timeline_module, "PIECE_BYTES", 1)
    session = image_session(PROGRAM, DATA.test)
    expected = [session.advance(1) for _ in range(12)]
    journey = session.going_to(9)
    for _ in range(4):
        next(journey)
    journey.close()
    assert session.tick == 4
    seen = session.seen()
    assert_same(replace(seen, end=4), expected[3])
    assert_same(session.advance(1), replace(expected[4], end=12))


class Broken:
    """Stands for a log that fails."""

    def __init__(self, log, method: str) -> None:
        self._log, self._method = log, method

    def __getattr__(self, name):
        return fail if name == self._method else getattr(self._log, name)


def fail(*_):
    raise MemoryError


@pytest.mark.parametrize(
    ("log", "method"),
    [
        ("record", "append"),
        ("_votes", "count"),
        ("_source", "spikes"),
        ("_timeline", "inputs"),
    ],
)
@pytest.mark.parametrize("conditions", [(), (CoreSilent(0, 99),)])
def test_that_after_an_error_the_run_goes_on_as_if_there_was_none(
    log, method, conditions
):
    session = image_session(PROGRAM, DATA.test)
    other = image_session(PROGRAM, DATA.test)
    for one in (session, other):
        one.advance(5)
    whole = getattr(session, log)
    setattr(session, log, Broken(whole, method))
    with pytest.raises(MemoryError):
        list(session.running_until(lambda: conditions, 40, lambda: 30))
    setattr(session, log, whole)
    assert session.end == session.record.end == session.record.activity.end
    assert session.tick in (5, session.end)
    other.advance(session.end - 5 or 1)
    if session.tick == 5:
        session.advance(1)
    assert_same(session.advance(7), other.advance(7))
    frame, expected = go_to(session, 8), go_to(other, 8)
    assert_same(frame, expected)

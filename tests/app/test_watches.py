"""Counts of a session that goes back and forth, against counting tick by tick."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_session_travel import DATA, MOST, PROGRAM, Forward, go_to
from tnstudio.app.simulation_session import SimulationSession, image_session
from tnstudio.app.watches import Seen
from tnstudio.model.program import NONE

CORES = st.integers(0, PROGRAM.cores - 1)
SINCE = st.sampled_from(["image", "run"])

ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.integers(1, 9)),
        st.tuples(st.just("go to"), st.integers(0, MOST)),
        st.tuples(st.just("show"), st.integers(0, len(DATA.test) - 1)),
        st.tuples(st.just("restart"), st.integers(0, 3)),
        st.tuples(st.just("count"), st.booleans()),
        st.tuples(st.just("follow"), st.one_of(st.none(), st.tuples(CORES, SINCE))),
        st.tuples(st.just("catch up"), st.just(None)),
    ),
    max_size=14,
)


def catch_up(session: SimulationSession, most: int | None = None) -> Seen | None:
    steps = session.watches.catching_up(most)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


class Plain:
    """Counts by looking at the whole chip after each tick, in Python."""

    def __init__(self, forward: Forward) -> None:
        session = image_session(PROGRAM, DATA.test, seed=forward.seed)
        self.active, self.fired, self.hops = [], [], []
        for tick in range(forward.here):
            for name, value in forward.changes.get(tick, ()):
                {"show": session.show, "encode as": session.encode_as}[name](value)
            frame = session.advance(1)
            self.active.append(frame.active_axons)
            bits = [frame.recording.of_core(c)[-1] for c in range(PROGRAM.cores)]
            self.fired.append(np.array(bits))
        self.onset = frame.tick + 1 - frame.ticks_on_image

    def counts(self, first: int) -> tuple[int, ...]:
        """Count the ticks from `first` on, in the order of `COUNTED`."""
        events = sum(
            int(PROGRAM.crossbar(core)[axon].sum())
            for active in self.active[first:]
            for core, axon in zip(*np.nonzero(active), strict=True)
        )
        spikes = sum(int(fired.sum()) for fired in self.fired[first:])
        axons = sum(int(active.sum()) for active in self.active[first:])
        hops = sum(
            way(core, neuron)
            for fired in self.fired[first:]
            for core, neuron in zip(*np.nonzero(fired), strict=True)
        )
        return spikes, events, axons, hops


def way(core: int, neuron: int) -> int:
    target, places = PROGRAM.routes.core[core, neuron], PROGRAM.places
    if target == NONE:
        return 0
    row = int(places.chip_row[core]) - int(places.chip_row[target])
    column = int(places.chip_column[core]) - int(places.chip_column[target])
    return abs(row) + abs(column)


def check_totals(told, first: int, plain: Plain) -> None:
    assert (told.first, told.ticks) == (first, len(plain.fired) - first)
    found = told.spikes, told.synaptic_events, told.axon_events, told.hops
    if told.missing:
        assert all(a <= b for a, b in zip(found, plain.counts(first), strict=True))
    else:
        assert found == plain.counts(first)


def check(seen: Seen, plain: Plain) -> None:
    tick = len(plain.fired)
    if seen.counts is not None:
        for told, first in (
            (seen.counts.tick, tick - 1),
            (seen.counts.image, plain.onset),
            (seen.counts.run, 0),
        ):
            check_totals(told, first, plain)
        assert len(seen.counts.recent) == tick - seen.counts.first_recent
    told = seen.activity
    if told is not None and not told.missing:
        active = [one[told.core] for one in plain.active[told.first :]]
        fired = [one[told.core] for one in plain.fired[told.first :]]
        assert told.axons.tolist() == np.sum(active, axis=0).tolist()
        assert told.neurons.tolist() == np.sum(fired, axis=0).tolist()


@given(ACTIONS)
@settings(max_examples=60, deadline=None)
def test_that_counts_are_those_of_every_tick_whatever_was_done_before(actions):
    session, forward = image_session(PROGRAM, DATA.test), Forward()
    since = "image"
    for name, value in actions:
        if name == "follow":
            core, since = value or (None, since)
            session.watches.follow(core, since)
            continue
        seen = act(session, forward, name, value)
        assert session.tick == forward.here
        if seen is None:
            continue
        plain = Plain(forward)
        check(seen, plain)
        if seen.activity is not None:
            assert seen.activity.first == (plain.onset if since == "image" else 0)
        if name == "catch up":
            assert not seen.counts or not seen.counts.run.missing
            assert not seen.activity or not seen.activity.missing


def act(session: SimulationSession, forward: Forward, name: str, value) -> Seen | None:
    """Do something with the session, and note it down for the one that repeats it."""
    if name == "advance":
        forward.here += value
        forward.end = max(forward.end, forward.here)
        return session.advance(value).seen
    if name == "go to":
        forward.here = min(value, forward.end)
        frame = go_to(session, value)
        return None if frame is None else frame.seen
    if name == "catch up":
        return catch_up(session)
    if name == "show":
        session.show(value)
        forward.change(name, value)
    elif name == "restart":
        shown = session.image
        session.restart(value)
        forward.__init__()
        forward.seed, forward.changes = value, {0: [("show", shown)]}
    else:
        session.watches.count(value)
    return None


def test_that_nothing_is_counted_unless_it_is_wanted():
    session = image_session(PROGRAM, DATA.test)
    assert session.advance(5).seen == Seen()
    session.watches.count(True)
    session.watches.follow(1, "run")
    seen = session.advance(3).seen
    assert seen.counts.run.missing == seen.activity.missing == 5
    assert seen.counts.tick.missing == 0
    session.watches.count(False)
    session.watches.follow(None)
    assert session.advance(5).seen == Seen()


def test_that_catching_up_is_told_and_what_it_counted_is_kept_when_it_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tnstudio.simulation.timeline.PIECE_BYTES", 1)
    session = image_session(PROGRAM, DATA.test)
    session.advance(30)
    session.watches.count(True)
    steps = session.watches.catching_up()
    shares = [next(steps).share for _ in range(11)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(11 / 30)
    steps.close()
    assert session.tick == 30
    assert session.advance(1).seen.counts.run.missing == 19
    assert catch_up(session).counts.run.missing == 0


def test_that_synaptic_events_of_the_cores_are_those_of_the_ticks_just_run():
    session = image_session(PROGRAM, DATA.test)
    session.watches.count(True)
    session.advance(4)
    seen = session.advance(3).seen.counts
    assert seen.events_of_core.sum() == seen.recent[-3:, 1].sum()
    assert seen.recent[:, 0].sum() == seen.run.spikes


def test_that_many_ticks_are_not_counted_unasked():
    session = image_session(PROGRAM, DATA.test)
    session.advance(9)
    session.watches.count(True)
    assert catch_up(session, 9 * PROGRAM.cores - 1).counts.run.missing == 9
    assert catch_up(session, 9 * PROGRAM.cores).counts.run.missing == 0

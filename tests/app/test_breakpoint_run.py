"""Sessions stop in the ticks in which a slow judge says so, wherever they have been."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_circuit_sessions import driven
from tests.app.test_session_travel import PROGRAM, assert_same, change, go_to
from tests.app.test_sessions import DATA
from tests.programs import ProgramBuilder, random_recurrent_program
from tests.simulation.test_run_until import SMALL, Oracle, conditions
from tnstudio.app.breakpoint_run import WrongOnImage, require_watched
from tnstudio.app.image_input import RATE_TICKS, ImageInput
from tnstudio.app.simulation_session import SimulationSession, image_session
from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Hardware
from tnstudio.model.program import NONE
from tnstudio.model.stimulus import PoissonSpikes
from tnstudio.simulation.breakpoints import (
    CoreSaturated,
    CoreSilent,
    LineSpikes,
    NeuronSpikes,
    WrongClass,
)

MOST = 40
RECURRENT = random_recurrent_program(np.random.default_rng(4), SMALL, 3)
STIMULI = tuple(
    PoissonSpikes(line, 0.4) for line in range(len(RECURRENT.inputs.element))
)


def echo():
    """Return one neuron that spikes, on an output line, whenever its line does."""
    builder = ProgramBuilder(Hardware("echo", 1, 1, 1, 1, 1), 1, lines=1, outputs=1)
    builder.neuron(0, 0, strengths=(2,))
    builder.synapse(0, 0, 0)
    builder.input(0, 0, 0)
    builder.output((0, 0), 0)
    return builder.build()


ECHO = echo()


class Plain:
    """What was done to a session, so that all can be run anew, a tick at a time."""

    def __init__(self, make) -> None:
        self._make = make
        self._program = make().program
        self.seed, self.here, self.end = 0, 0, 0
        self.changes: dict[int, list[tuple[str, object]]] = {}

    def change(self, name: str, value: object) -> None:
        self.end = self.here
        self.changes = {t: c for t, c in self.changes.items() if t <= self.here}
        self.changes.setdefault(self.here, []).append((name, value))

    def run(self, stop: int):
        """Return the history of so many ticks, and the frames."""
        session, frames = self._make(), []
        if self.seed:
            session.restart(self.seed)
        for tick in range(stop):
            for name, value in self.changes.get(tick, ()):
                change(session, name, value)
            frames.append(session.advance(1))
        program = session.program
        spikes = [
            [f.recording.of_core(core)[0] for core in range(program.cores)]
            for f in frames
        ]
        history = SimpleNamespace(
            spikes=np.array(spikes),
            outputs=np.array([f.recording.outputs[0] for f in frames]),
            potentials=np.array([f.potentials for f in frames]),
        )
        return history, frames

    def first_hit(self, watched, stop: int):
        """Return the tick of the first stop from here on, its conditions, frames."""
        history, frames = self.run(stop)
        for tick in range(self.here, stop):
            met = tuple(c for c in watched if self._met(c, history, frames, tick))
            if met:
                return tick, met, frames
        return None, (), frames

    def _met(self, condition, history, frames, tick: int) -> bool:
        if isinstance(condition, WrongOnImage):
            frame = frames[tick]
            if frame.label == NONE:
                return False
            onset = tick + 1 - frame.ticks_on_image
            first = onset + self._program.latency
            condition = WrongClass(frame.label, first, condition.after_ticks)
        return bool(Oracle(self._program, history, condition).met(tick))


def run_until(session: SimulationSession, watched, stop: int, piece: int):
    """Return the last passage, after checking that all of them follow each other."""
    last = None
    for passage in session.running_until(lambda: watched, stop, lambda: piece):
        if passage is None:
            continue
        assert last is None or not last.hits
        first = passage.frame.recording.first_tick
        assert last is None or first == last.frame.tick + 1
        assert passage.frame.recording.ticks <= piece
        assert session.tick == passage.frame.tick + 1
        last = passage
    return last


def image_actions():
    return st.one_of(
        st.tuples(st.just("show"), st.integers(0, len(DATA.test) - 1)),
        st.tuples(st.just("encode as"), st.sampled_from(["stochastic", "rate"])),
        st.tuples(st.just("paint"), st.integers(0, 5)),
    )


def actions(program, changes, extra):
    some = st.lists(conditions(program) | extra, max_size=3, unique=True)
    run = st.tuples(st.just("run"), some, st.integers(1, 30), st.integers(1, 35))
    return st.lists(
        st.one_of(
            run,
            run,
            st.tuples(st.just("go to"), st.integers(0, MOST)),
            st.tuples(st.just("advance"), st.integers(1, 9)),
            changes,
        ),
        max_size=9,
    )


def check(make, done) -> None:
    session, plain = make(), Plain(make)
    for name, *values in done:
        if name == "run":
            watched, ticks, piece = values
            stop = plain.here + ticks
            tick, met, frames = plain.first_hit(watched, stop)
            last = run_until(session, watched, stop, piece)
            assert set(last.hits) == set(met)
            plain.here = stop if tick is None else tick + 1
            plain.end = max(plain.end, plain.here)
            assert_same(last.frame, frames[plain.here - 1])
        elif name == "advance":
            session.advance(values[0])
            plain.here += values[0]
            plain.end = max(plain.end, plain.here)
        elif name == "go to":
            go_to(session, values[0])
            plain.here = min(values[0], plain.end)
        elif name == "restart":
            session.restart(values[0])
            plain.__init__(make)
            plain.seed = values[0]
        else:
            change(session, name, *values)
            plain.change(name, values[0])
        assert (session.tick, session.end) == (plain.here, plain.end)


@given(actions(PROGRAM, image_actions(), st.builds(WrongOnImage, st.integers(1, 9))))
@settings(max_examples=25, deadline=None)
def test_that_a_session_on_images_stops_where_the_oracle_says(done):
    check(lambda: image_session(PROGRAM, DATA.test), done)


@given(
    actions(RECURRENT, st.tuples(st.just("restart"), st.integers(1, 3)), st.nothing())
)
@settings(max_examples=25, deadline=None)
def test_that_a_session_on_generators_stops_where_the_oracle_says(done):
    check(lambda: driven(RECURRENT, STIMULI, 0), done)


def test_that_a_new_condition_knows_the_ticks_that_were_run_without_it():
    high = np.full_like(RECURRENT.neurons.threshold, 2**18 - 1)
    neurons = replace(RECURRENT.neurons, threshold=high)
    session = driven(replace(RECURRENT, neurons=neurons), (), 0)
    session.advance(6)
    last = run_until(session, (CoreSilent(0, 9),), 60, 50)
    assert last.frame.tick == 8
    go_to(session, 3)
    assert run_until(session, (CoreSilent(0, 9),), 60, 50).frame.tick == 8
    assert not run_until(session, (CoreSilent(0, 9),), 60, 50).hits


STRETCHES = st.sampled_from([5, 10])
BACK_AND_FORTH = st.lists(
    st.one_of(
        st.tuples(st.just("run"), st.just(True), STRETCHES, st.just(10)),
        st.tuples(st.just("go to"), st.sampled_from([0, 5, 10])),
        st.tuples(st.just("advance"), STRETCHES),
        st.tuples(st.just("restart"), st.integers(1, 3)),
    ),
    max_size=9,
)


@given(st.sampled_from([CoreSilent, CoreSaturated]), st.integers(2, 6), BACK_AND_FORTH)
@settings(max_examples=100, deadline=None)
def test_that_a_streak_is_that_of_the_past_that_is_recorded(kind, ticks, done):
    watched = (kind(0, ticks),)
    done = [(n, watched, *more[1:]) if n == "run" else (n, *more) for n, *more in done]
    check(lambda: driven(ECHO, (PoissonSpikes(0, 0.5),), 0), done)


@pytest.mark.parametrize("seed", range(1, 9))
def test_that_nothing_is_known_of_ticks_that_were_forgotten(seed):
    run = ("run", (CoreSilent(0, 4),), 10, 20)
    for ticks in range(1, 11):
        # For one of them it is the same tick again, with another past.
        done = [run, ("restart", seed), ("advance", ticks), run, run]
        check(lambda: driven(ECHO, (PoissonSpikes(0, 0.4),), 0), done)


def test_that_looking_at_the_past_can_be_broken_off():
    session = driven(RECURRENT, STIMULI, 0)
    session.advance(50)
    go_to(session, 45)
    watched = (CoreSilent(0, 1000),)
    run = session.running_until(lambda: watched, 60, lambda: 10)
    assert next(run) is None
    run.close()
    assert (session.tick, session.end) == (45, 50)
    assert session.advance(1).tick == 45


def test_that_conditions_are_asked_for_with_every_piece():
    session, watched = driven(RECURRENT, STIMULI, 0), []
    neurons = [
        NeuronSpikes(core, neuron)
        for core in range(RECURRENT.cores)
        for neuron in range(SMALL.neurons)
    ]
    run = session.running_until(lambda: watched, 1000, lambda: 10)
    assert next(run).frame.tick == 9
    watched.extend(neurons)
    last = list(run)[-1]
    assert last.hits
    assert last.frame.tick < 999


def test_that_without_conditions_a_run_is_an_advance():
    one, other = (image_session(PROGRAM, DATA.test) for _ in range(2))
    passages = list(one.running_until(lambda: (), 25, lambda: 10))
    assert [p.frame.recording.ticks for p in passages] == [10, 10, 5]
    other.advance(20)
    assert_same(passages[-1].frame, other.advance(5))
    assert not list(one.running_until(lambda: (), 25, lambda: 10))


def test_that_an_image_ends_with_the_last_output_of_a_frame():
    session = image_session(PROGRAM, DATA.test)
    first = PROGRAM.latency + RATE_TICKS
    assert session.image_end == first
    session.advance(first - 1)
    assert session.image_end == first
    session.advance(1)
    assert session.image_end == first + RATE_TICKS
    session.advance(3)
    session.show(1)
    assert session.image_end == 2 * first + 3
    session.advance(2)
    # In the past the first image is followed by the other one.
    go_to(session, first + 1)
    assert session.image_end == first + 3
    go_to(session, 0)
    assert session.image_end == first


@given(st.integers(1, 20), st.integers(0, 9), st.integers(0, 90), st.integers(0, 90))
def test_that_the_end_of_an_image_is_the_first_that_is_later(
    frame_ticks, latency, onset, tick
):
    images = ImageInput(PROGRAM, DATA.test, frame_ticks=frame_ticks)
    images.show(3, onset)
    shown = onset if tick >= onset else 0
    ends = [shown + latency + k * frame_ticks for k in range(1, 200)]
    expected = min(end for end in ends if end > tick)
    if tick < onset:
        expected = min(expected, onset)
    assert images.end(tick, latency) == expected


def test_that_a_circuit_has_no_image_to_end_or_to_be_wrong_about():
    session = driven(RECURRENT, STIMULI, 0)
    with pytest.raises(TNStudioError, match="stimulus generators"):
        _ = session.image_end
    with pytest.raises(TNStudioError, match="no images"):
        list(session.running_until(lambda: [WrongOnImage()], 9, lambda: 1))
    with pytest.raises(TNStudioError, match="no images"):
        require_watched(RECURRENT, WrongOnImage(), has_images=False)
    nameless = replace(PROGRAM, class_names=())
    with pytest.raises(TNStudioError, match="no class 0"):
        require_watched(nameless, WrongOnImage(), has_images=True)
    with pytest.raises(TNStudioError, match="no output line 99"):
        require_watched(PROGRAM, LineSpikes(99), has_images=True)
    require_watched(PROGRAM, WrongOnImage(), has_images=True)


def test_that_a_picture_of_no_class_is_never_wrong():
    session = image_session(PROGRAM, DATA.test)
    session.show_picture(np.zeros(DATA.test.shape, np.uint8))
    last = run_until(session, (WrongOnImage(1),), 30, 7)
    assert (session.tick, last.hits) == (30, ())

"""Any tick that was run can be gone to, and what follows is the same again."""

from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programs import CORE_5_BY_7, ProgramBuilder, random_recurrent_program
from tests.simulation.agreement import random_lines
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.simulation import checkpoints, timeline
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.timeline import Timeline

SEEDS = st.integers(0, 2**32)
DENSITIES = st.sampled_from([0.0, 0.05, 0.3, 1.0])
SIZES = st.sampled_from([(5, 7), (8, 64), (3, 130)])


@st.composite
def programs(draw):
    """Programs with loops, all delays and all neuron modes, noise among them."""
    axons, neurons = draw(SIZES)
    return random_recurrent_program(
        np.random.default_rng(draw(SEEDS)),
        Hardware("odd", axons, neurons, 3, 2, 2),
        cores=draw(st.integers(1, 3)),
        lines=draw(st.integers(0, 9)),
        calm=draw(st.booleans()),
    )


@contextmanager
def checkpoints_every(ticks, recent=40, piece_bytes=timeline.PIECE_BYTES):
    """Let short runs have many checkpoints, and a past that is thinned out."""
    with (
        patch.object(checkpoints, "SPACING", ticks),
        patch.object(checkpoints, "NEAREST", max(1, ticks // 4)),
        patch.object(checkpoints, "RECENT", recent),
        patch.object(timeline, "PIECE_BYTES", piece_bytes),
    ):
        yield


class Straight:
    """The same input run without any going back, every tick kept."""

    def __init__(self, program, lines):
        simulator = Simulator(program)
        self.states = [self.state(simulator, simulator.potentials)]
        recordings = []
        for row in lines:
            before = simulator.potentials
            recordings.append(simulator.run(row[None]))
            self.states.append(self.state(simulator, before))
        self.spikes = [recording.spikes for recording in recordings]
        self.outputs = [recording.outputs for recording in recordings]

    @staticmethod
    def state(chip, before):
        return chip.potentials, chip.active_axons, before

    def check(self, travelled):
        seen = self.state(travelled, travelled.potentials_before)
        for value, expected in zip(seen, self.states[travelled.tick], strict=True):
            np.testing.assert_array_equal(value, expected)

    def check_recording(self, recording, ticks):
        assert recording.first_tick == ticks.start
        assert recording.ticks == len(ticks)
        if ticks:
            span = slice(ticks.start, ticks.stop)
            assert digest(recording.spikes) == digest(*self.spikes[span])
            assert digest(recording.outputs) == digest(*self.outputs[span])


def digest(*arrays):
    hashed = sha256()
    for array in arrays:
        hashed.update(np.ascontiguousarray(array))
    return hashed.hexdigest()


def joined(pieces):
    pieces = list(pieces)
    return Recording(
        pieces[0].first_tick,
        pieces[0].neurons,
        np.concatenate([piece.spikes for piece in pieces]),
        np.concatenate([piece.outputs for piece in pieces]),
    )


@given(
    programs(),
    st.data(),
    DENSITIES,
    st.integers(1, 9),
    st.sampled_from([0, 2**11, 2**20]),
    st.sampled_from([1, 200, timeline.PIECE_BYTES]),
)
@settings(max_examples=60)
def test_that_any_travel_leads_to_the_state_of_a_straight_run(
    program, data, density, spacing, budget, piece_bytes
):
    """Runs, goings and replays in any order; a run in the past cuts what followed."""
    random = np.random.default_rng(data.draw(SEEDS))
    with checkpoints_every(spacing, piece_bytes=piece_bytes):
        travelled = Timeline(program, budget_bytes=budget)
        lines = random_lines(random, program, 0, density)
        straight = Straight(program, lines)
        for _ in range(data.draw(st.integers(1, 6))):
            step = data.draw(st.sampled_from(["run", "go", "go", "replay"]))
            tick = travelled.tick
            if step == "run":
                new = random_lines(
                    random, program, data.draw(st.integers(0, 60)), density
                )
                if len(new):
                    lines = np.concatenate((lines[:tick], new))
                    straight = Straight(program, lines)
                straight.check_recording(
                    travelled.run(new), range(tick, tick + len(new))
                )
            elif step == "go":
                travelled.go_to(data.draw(st.integers(0, len(lines))))
            else:
                ticks = data.draw(st.integers(0, len(lines) - tick))
                straight.check_recording(
                    travelled.replay(ticks), range(tick, tick + ticks)
                )
            assert travelled.end == len(lines)
            straight.check(travelled)
        np.testing.assert_array_equal(travelled.inputs(0, len(lines)), lines)


@given(SEEDS, st.integers(2, 9), st.sampled_from([0, 2**11, 2**20]))
@settings(max_examples=10)
def test_that_every_tick_of_a_run_can_be_gone_to(seed, spacing, budget):
    random = np.random.default_rng(seed)
    program = random_recurrent_program(random)
    lines = random_lines(random, program, 90, 0.3)
    straight = Straight(program, lines)
    with checkpoints_every(spacing):
        travelled = Timeline(program, budget)
        travelled.run(lines)
        for tick in random.permutation(91):
            travelled.go_to(int(tick))
            assert travelled.tick == tick
            straight.check(travelled)
            assert travelled.nbytes < max(budget, 4 * 2000) + 2**19
        travelled.go_to(0)
        straight.check_recording(travelled.replay(90), range(90))


@given(SEEDS, st.data())
@settings(max_examples=15)
def test_that_a_live_session_is_replayed(seed, data):
    """Input painted tick by tick, with second thoughts."""
    random = np.random.default_rng(seed)
    program = random_recurrent_program(random)
    with checkpoints_every(5):
        travelled = Timeline(program)
        painted = np.zeros((0, 6), np.uint8)
        shown = []
        for _ in range(data.draw(st.integers(1, 4))):
            back_to = data.draw(st.integers(0, len(painted)))
            travelled.go_to(back_to)
            rows = data.draw(st.integers(0, 20))
            # What comes later is forgotten once another tick is run, not before.
            if rows:
                painted, shown = painted[:back_to], shown[:back_to]
            for _ in range(rows):
                row = random_lines(random, program, 1, random.random())
                painted = np.concatenate((painted, row))
                shown.append(travelled.run(row).spikes)
        np.testing.assert_array_equal(travelled.inputs(0, travelled.end), painted)
        travelled.go_to(0)
        replayed = travelled.replay(travelled.end)
    assert digest(replayed.spikes) == digest(*shown)
    expected = Simulator(program).run(painted)
    assert digest(replayed.spikes) == digest(expected.spikes)


def edited(program, random, what):
    """Return the program with one thing changed that runs may show."""
    if what == "synapses":
        flipped = random.integers(0, 128, program.synapses.shape).astype(np.uint8)
        return replace(program, synapses=frozen(program.synapses ^ flipped, np.uint8))
    if what == "seed":
        return replace(program, seed=program.seed ^ 1)
    if what == "delays":
        delay = frozen(random.integers(1, 16, program.routes.delay.shape), np.uint8)
        return replace(program, routes=replace(program.routes, delay=delay))
    leak = frozen(program.neurons.leak // 2 + 1, np.int16)
    start = frozen(program.neurons.initial_potential + 1, np.int32)
    neurons = replace(program.neurons, leak=leak, initial_potential=start)
    return replace(program, neurons=neurons)


@given(
    SEEDS,
    st.sampled_from(["synapses", "seed", "delays", "parameters"]),
    st.integers(0, 60),
    st.integers(0, 60),
    st.booleans(),
)
@settings(max_examples=40)
def test_that_a_fork_is_the_edited_program_from_there_on(
    seed, what, here, tick, replays
):
    random = np.random.default_rng(seed)
    program = random_recurrent_program(random)
    lines = random_lines(random, program, 60, 0.3)
    other_lines = random_lines(random, program, 30, 0.3)
    variant = edited(program, random, what)
    straight = Straight(program, lines)
    long_way = Simulator(program)
    long_way.run(lines[:tick])
    expected = Simulator(variant)
    expected.restore(long_way.snapshot())
    with checkpoints_every(7):
        original = Timeline(program)
        original.run(lines)
        original.go_to(here)
        fork = original.fork(tick, variant)
        assert (fork.first, fork.tick, fork.end) == (tick, tick, 60)
        np.testing.assert_array_equal(fork.potentials, expected.potentials)
        np.testing.assert_array_equal(fork.active_axons, expected.active_axons)
        if replays:
            recording = fork.replay(60 - tick)
            after = lines[tick:]
        else:
            recording = fork.run(other_lines)
            after = other_lines
        assert digest(recording.spikes) == digest(expected.run(after).spikes)
        np.testing.assert_array_equal(fork.potentials, expected.potentials)
        back_to = tick + len(after) // 2
        fork.go_to(back_to)
        again = fork.replay(fork.end - back_to)
        assert digest(again.spikes) == digest(recording.spikes[back_to - tick :])
    assert (original.tick, original.end) == (here, 60)
    straight.check(original)
    np.testing.assert_array_equal(original.inputs(0, 60), lines)


def test_that_a_fork_of_the_same_program_goes_on_as_the_original():
    program, lines = a_program(), some_lines(50)
    original = Timeline(program)
    expected = original.run(lines)
    fork = original.fork(20)
    assert fork.program is program
    assert digest(fork.replay(30).spikes) == digest(expected.spikes[20:])
    again = fork.fork(35)
    assert again.first == 35
    assert digest(again.replay(15).spikes) == digest(expected.spikes[35:])


def test_that_a_fork_does_not_go_before_its_start():
    original = Timeline(a_program())
    original.run(some_lines(50))
    fork = original.fork(20)
    with pytest.raises(TNStudioError, match="Tick 19 is not recorded") as caught:
        fork.go_to(19)
    assert "forked from" in caught.value.hint
    np.testing.assert_array_equal(fork.inputs(10, 50), some_lines(50)[10:])


def test_that_a_fork_with_other_lines_has_no_input_yet():
    program = a_program()
    original = Timeline(program)
    original.run(some_lines(50))
    element = frozen(np.zeros(8), np.int32)
    fork = original.fork(
        20, replace(program, inputs=replace(program.inputs, element=element))
    )
    assert fork.end == 20
    fork.run(np.ones((5, 8), np.uint8))
    assert fork.end == 25


def test_that_a_fork_with_other_axon_types_goes_on_with_the_spikes_on_their_way():
    program = a_program()
    original = Timeline(program)
    original.run(some_lines(50))
    types = frozen(2 - program.axon_types, np.uint8)
    fork = original.fork(20, replace(program, axon_types=types))
    original.go_to(20)
    original.replay(1)
    fork.replay(1)
    assert original.active_axons.any()
    np.testing.assert_array_equal(fork.active_axons, original.active_axons)


def test_that_a_fork_with_cores_of_another_size_is_refused():
    original = Timeline(a_program())
    for other in (
        random_recurrent_program(np.random.default_rng(1), cores=4),
        random_recurrent_program(
            np.random.default_rng(1), replace(CORE_5_BY_7, neurons=8)
        ),
    ):
        with pytest.raises(TNStudioError, match="other cores"):
            original.fork(0, other)


def a_program():
    return random_recurrent_program(np.random.default_rng(1))


def some_lines(ticks):
    return random_lines(np.random.default_rng(2), a_program(), ticks, 0.3)


@pytest.mark.parametrize("tick", [-1, 51])
def test_that_a_tick_that_was_not_run_is_refused_at_once(tick):
    travelled = Timeline(a_program())
    travelled.run(some_lines(50))
    travelled.go_to(10)
    for ask in (travelled.go_to, travelled.going_to, travelled.fork):
        with pytest.raises(TNStudioError, match="not recorded") as caught:
            ask(tick)
        assert caught.value.hint == "choose 0 to 50"
    with pytest.raises(TNStudioError, match="Tick 51 is not recorded"):
        travelled.replaying(41)
    assert travelled.tick == 10


def test_that_input_of_another_width_is_refused_before_anything_is_cut():
    travelled = Timeline(a_program())
    travelled.run(some_lines(50))
    travelled.go_to(10)
    for ask in (travelled.run, travelled.running):
        with pytest.raises(TNStudioError, match=r"not \(ticks, 6\)"):
            ask(np.zeros((5, 7), np.uint8))
    assert (travelled.tick, travelled.end) == (10, 50)


def test_that_a_replay_tells_how_far_it_is_and_can_be_stopped():
    program, lines = a_program(), some_lines(50)
    straight = Straight(program, lines)
    with checkpoints_every(8, piece_bytes=40):
        travelled = Timeline(program)
        travelled.run(lines)
        travelled.go_to(1)
        going = travelled.going_to(8)
        told = next(going)
        assert 0 < told.done < told.total == 7
        assert told.share == told.done / 7
        straight.check(travelled)
        going.close()
        assert travelled.tick == 1 + told.done
        straight.check(travelled)
        assert [event.share for event in travelled.going_to(8)][-1] == 1
        assert travelled.tick == 8
        assert list(travelled.going_to(8)) == []
        assert travelled.end == 50


@pytest.mark.parametrize("tick", [13, 40, 90])
def test_that_no_more_is_run_again_than_from_the_last_checkpoint(tick):
    with checkpoints_every(8):
        travelled = Timeline(a_program())
        travelled.run(some_lines(100))
        for start in (100, 0):
            travelled.go_to(start)
            totals = {event.total for event in travelled.going_to(tick)}
            assert len(totals) == 1
            assert totals.pop() <= 8
        travelled.go_to(tick - 1)
        assert [event.total for event in travelled.going_to(tick)] == [1]


@pytest.mark.parametrize("piece_bytes", [1, 200, timeline.PIECE_BYTES])
def test_that_pieces_are_the_whole(piece_bytes):
    program, lines = a_program(), some_lines(50)
    expected = Simulator(program).run(lines)
    with checkpoints_every(8, piece_bytes=piece_bytes):
        travelled = Timeline(program)
        wholes = [joined(travelled.running(lines))]
        travelled.go_to(0)
        wholes.append(joined(travelled.replaying(50)))
    for whole in wholes:
        assert whole.first_tick == 0
        assert digest(whole.spikes) == digest(expected.spikes)
        assert digest(whole.outputs) == digest(expected.outputs)


def test_that_a_stopped_run_has_recorded_what_it_ran():
    program, lines = a_program(), some_lines(50)
    with checkpoints_every(8):
        travelled = Timeline(program)
        travelled.run(lines[::-1])
        travelled.go_to(20)
        running = travelled.running(lines[20:])
        assert (travelled.tick, travelled.end) == (20, 50)
        piece = next(running)
        running.close()
        assert piece.first_tick == 20
        assert travelled.tick == travelled.end == 20 + piece.ticks < 50
        np.testing.assert_array_equal(
            travelled.inputs(20, travelled.end), lines[20 : travelled.end]
        )


def test_that_a_run_of_no_ticks_forgets_nothing():
    travelled = Timeline(a_program())
    travelled.run(some_lines(50))
    travelled.go_to(20)
    for recording in (travelled.run(some_lines(0)), travelled.replay(0)):
        assert (recording.first_tick, recording.ticks) == (20, 0)
        assert recording.outputs.shape == (0, 4)
    assert (travelled.tick, travelled.end) == (20, 50)
    assert list(travelled.running(some_lines(0))) == []


def test_that_a_joined_recording_is_read_only():
    travelled = Timeline(a_program())
    recording = travelled.run(some_lines(50))
    with pytest.raises(ValueError, match="read-only"):
        recording.spikes[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        recording.outputs[0] = 0


def test_that_what_a_timeline_returns_is_not_its_own_state():
    travelled = Timeline(a_program())
    travelled.run(some_lines(50))
    for name in ("potentials", "potentials_before", "active_axons"):
        value = getattr(travelled, name)
        kept = value.copy()
        value[:] = 1
        np.testing.assert_array_equal(getattr(travelled, name), kept)


def test_that_a_long_run_with_the_usual_spacing_is_gone_back_in():
    hardware = Hardware("tiny", 3, 4, 2, 1, 1)
    builder = ProgramBuilder(hardware, 1, lines=2)
    builder.synapses[:] = True
    builder.strengths[:] = 1
    builder.input(0, 0, 0)
    builder.input(1, 0, 1)
    builder.route((0, 0), (0, 2), 3)
    program = builder.build()
    lines = random_lines(np.random.default_rng(3), program, 15_000, 0.02)
    expected = Simulator(program).run(lines)
    travelled = Timeline(program, budget_bytes=0)
    assert digest(travelled.run(lines).spikes) == digest(expected.spikes)
    for tick in (14_999, 10_000, 257, 256, 1, 0):
        travelled.go_to(tick)
        part = expected.spikes[tick : tick + 300]
        assert digest(travelled.replay(len(part)).spikes) == digest(part)


@given(programs(), SEEDS, DENSITIES, st.data())
@settings(max_examples=30, deadline=None)
def test_that_the_past_is_recalled_without_leaving_the_present(
    program, seed, density, data
):
    lines = random_lines(np.random.default_rng(seed), program, 50, density)
    straight = Straight(program, lines)
    with checkpoints_every(8):
        travelled = Timeline(program)
        travelled.run(lines)
        here = data.draw(st.integers(0, 50))
        travelled.go_to(here)
        first = data.draw(st.integers(0, here))
        steps = data.draw(st.integers(0, 60))
        recalling, seen = travelled.recalling(first), []
        for _, tick in zip(range(steps), recalling, strict=False):
            assert travelled.tick == tick
            seen.append(tick)
            v, active, _ = straight.states[tick]
            for core in range(program.cores):
                np.testing.assert_array_equal(travelled.potentials_of(core), v[core])
                found = travelled.active_axons_of(core)
                np.testing.assert_array_equal(found, active[core])
        recalling.close()
        known = [tick for tick in seen if tick >= first]
        assert known == list(range(first, here + 1))[: len(known)]
        if steps > 50:
            assert known[-1] == here
        straight.check(travelled)
        rest = travelled.replay(50 - here)
        straight.check_recording(rest, range(here, 50))
        with pytest.raises(TNStudioError, match="is not recorded"):
            travelled.recalling(51)


@given(programs(), SEEDS, st.integers(1, 60), st.booleans(), st.data())
@settings(max_examples=30, deadline=None)
def test_that_recorded_ticks_are_told_again_without_leaving_the_present(
    program, seed, piece, breaks_off, data
):
    lines = random_lines(np.random.default_rng(seed), program, 50, 0.3)
    straight = Straight(program, lines)
    with checkpoints_every(8):
        travelled = Timeline(program)
        travelled.run(lines)
        here = data.draw(st.integers(0, 50))
        travelled.go_to(here)
        first = data.draw(st.integers(0, 50))
        stop = data.draw(st.integers(first, 50))
        telling, told = travelled.retelling(first, stop, piece), first
        for recording in telling:
            if recording is not None:
                assert recording.ticks <= piece
                straight.check_recording(recording, range(told, told + recording.ticks))
                told += recording.ticks
                if breaks_off:
                    break
        telling.close()
        assert told == stop or (breaks_off and first <= told < stop)
        straight.check(travelled)
        straight.check_recording(travelled.replay(50 - here), range(here, 50))
        with pytest.raises(TNStudioError, match="is not recorded"):
            travelled.retelling(0, 51)

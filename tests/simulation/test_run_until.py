"""A run stops in the tick in which the oracle's chip meets a condition."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import run_chip
from tests.programs import (
    ProgramBuilder,
    random_feedforward_program,
    random_recurrent_program,
)
from tests.simulation.agreement import random_lines
from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import NeuronParameters
from tnstudio.simulation.breakpoints import (
    CoreSaturated,
    CoreSilent,
    LineSpikes,
    Memory,
    NeuronSpikes,
    PotentialCrosses,
    WrongClass,
)
from tnstudio.simulation.recording import joined
from tnstudio.simulation.run_until import Hit, run_until
from tnstudio.simulation.simulator import Simulator

TICKS = 45
SMALL = Hardware("tiny", 3, 4, 2, 2, 2)


class Oracle:
    """Judges a condition tick by tick on a history, in plain Python."""

    def __init__(self, program, history, condition):
        self.program = program
        self.history = history
        self.condition = condition

    def held(self, tick):
        """Tell whether the condition is true, whatever it was before."""
        judge = {
            NeuronSpikes: self._neuron,
            LineSpikes: self._line,
            PotentialCrosses: self._crosses,
            CoreSilent: self._silent,
            CoreSaturated: self._saturated,
            WrongClass: self._wrong,
        }
        return judge[type(self.condition)](tick)

    def met(self, tick):
        if isinstance(self.condition, CoreSilent | CoreSaturated | WrongClass):
            return self.held(tick) and not (tick and self.held(tick - 1))
        return self.held(tick)

    def _neuron(self, tick):
        return self.history.spikes[tick, self.condition.core, self.condition.neuron]

    def _line(self, tick):
        return self.history.outputs[tick, self.condition.line]

    def _crosses(self, tick):
        c = self.condition
        before = self.program.neurons.initial_potential[c.core, c.neuron]
        if tick:
            before = self.history.potentials[tick - 1, c.core, c.neuron]
        after = self.history.potentials[tick, c.core, c.neuron]
        if c.direction == "up":
            return before < c.value <= after
        return before > c.value >= after

    def _silent(self, tick):
        first = tick + 1 - self.condition.ticks
        if first < 0:
            return False
        return not self.history.spikes[first : tick + 1, self.condition.core].any()

    def _saturated(self, tick):
        first, core = tick + 1 - self.condition.ticks, self.condition.core
        routes = self.program.routes
        used = [
            j
            for j in range(self.program.hardware.neurons)
            if self.program.crossbar(core)[:, j].any()
            or routes.core[core, j] >= 0
            or routes.line[core, j] >= 0
        ]
        if first < 0 or not used:
            return False
        return all(
            self.history.spikes[t, core, j]
            for t in range(first, tick + 1)
            for j in used
        )

    def _wrong(self, tick):
        c, labels = self.condition, self.program.outputs.label.tolist()
        if tick < c.first_tick + c.after_ticks - 1:
            return False
        means = []
        for k in range(len(self.program.class_names)):
            lines = [line for line, label in enumerate(labels) if label == k]
            votes = self.history.outputs[max(0, c.first_tick) : tick + 1][:, lines]
            means.append(votes.sum() / max(1, len(lines)))
        return means.index(max(means)) != c.label


@st.composite
def conditions(draw, program):
    core = draw(st.integers(0, program.cores - 1))
    neuron = draw(st.integers(0, program.hardware.neurons - 1))
    ticks = draw(st.integers(1, 12))
    value = draw(st.integers(-30, 60))
    return draw(
        st.sampled_from(
            [
                NeuronSpikes(core, neuron),
                LineSpikes(draw(st.integers(0, len(program.outputs.label) - 1))),
                PotentialCrosses(core, neuron, value, "up"),
                PotentialCrosses(core, neuron, value, "down"),
                CoreSilent(core, ticks),
                CoreSaturated(core, min(ticks, 3)),
                WrongClass(draw(st.integers(0, 1)), draw(st.integers(0, 9)), ticks),
            ]
        )
    )


@st.composite
def programs(draw):
    """Calm ones, and ones whose neurons often fire all together."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    if draw(st.booleans()):
        return random_recurrent_program(random, SMALL, 3)
    program = random_feedforward_program(random, SMALL, (2, 1))
    leak = program.neurons.leak + random.integers(0, 3)
    neurons = replace(program.neurons, leak=leak.astype(np.int16))
    return replace(program, neurons=neurons)


class Travelling:
    """A chip that goes back by running what it has recorded once more."""

    def __init__(self, program):
        self._simulator = Simulator(program)
        self.program = program
        self.lines = np.zeros((0, len(program.inputs.element)), np.uint8)

    tick = property(lambda self: self._simulator.tick)
    potentials = property(lambda self: self._simulator.potentials)
    active_axons = property(lambda self: self._simulator.active_axons)

    def run(self, lines):
        self.lines = np.concatenate((self.lines[: self.tick], lines))
        return self._simulator.run(lines)

    def go_to(self, tick):
        self._simulator.reset()
        self._simulator.run(self.lines[:tick])


def stops(chip, lines, watched, chunk):
    """Run to the end, going on after each stop; return recording, hits, memory."""
    recordings, hits, memory = [], [], None
    while chip.tick < len(lines):
        for stretch in run_until(chip, lines[chip.tick :], watched, memory, chunk):
            memory = stretch.memory
            recordings.append(stretch.recording)
            assert chip.tick == stretch.recording.first_tick + stretch.recording.ticks
        hits.extend(stretch.hits)
    return joined(recordings), hits, memory


@given(
    programs(),
    st.integers(0, 2**32),
    st.sampled_from([0.1, 0.5, 0.9]),
    st.sampled_from([Simulator, Travelling]),
    st.data(),
)
@settings(max_examples=120, deadline=None)
def test_that_runs_stop_where_the_oracle_says(program, seed, density, kind, data):
    lines = random_lines(np.random.default_rng(seed), program, TICKS, density)
    watched = data.draw(st.lists(conditions(program), min_size=1, max_size=4))
    history = run_chip(program, lines)
    expected = [
        (tick, index)
        for tick in range(TICKS)
        for index, condition in enumerate(watched)
        if Oracle(program, history, condition).met(tick)
    ]
    chunk = data.draw(st.integers(1, TICKS + 5))
    recording, hits, memory = stops(kind(program), lines, watched, chunk)
    assert [(hit.tick, hit.index) for hit in hits] == expected
    for index, known in enumerate(memory):
        assert known.hits == sum(k == index for _, k in expected)
    np.testing.assert_array_equal(recording.outputs, history.outputs)
    np.testing.assert_array_equal(
        np.stack(recording.events(), axis=1), np.argwhere(history.spikes)
    )


@given(programs(), st.integers(0, 2**32), st.integers(1, TICKS), st.data())
@settings(max_examples=60, deadline=None)
def test_that_a_stopped_chip_is_right_behind_the_tick(program, seed, chunk, data):
    lines = random_lines(np.random.default_rng(seed), program, TICKS, 0.5)
    watched = data.draw(st.lists(conditions(program), min_size=1, max_size=3))
    chip = Simulator(program)
    *_, last = run_until(chip, lines, watched, chunk=chunk)
    if last.hits:
        assert {hit.tick for hit in last.hits} == {chip.tick - 1}
    else:
        assert chip.tick == TICKS
    history = run_chip(program, lines)
    np.testing.assert_array_equal(chip.potentials, history.potentials[chip.tick - 1])
    np.testing.assert_array_equal(chip.active_axons, history.active[chip.tick - 1])
    rest = history.spikes[chip.tick :]
    recording = chip.run(lines[chip.tick :])
    for core in range(program.cores):
        np.testing.assert_array_equal(recording.of_core(core), rest[:, core])


def clock(period):
    """Return one neuron that spikes every so many ticks, on an output line."""
    builder = ProgramBuilder(Hardware("clock", 1, 2, 1, 1, 1), 1, lines=1, outputs=2)
    builder.neuron(0, 0, NeuronParameters(leak=1, threshold=period))
    builder.output((0, 0), 1)
    builder.label[:] = [0, 1]
    return builder.build()


def test_that_a_hit_tells_where_and_when():
    chip = Simulator(clock(10))
    lines = np.zeros((100, 1), np.uint8)
    watched = [
        LineSpikes(0),
        LineSpikes(1),
        PotentialCrosses(0, 0, 0, "down"),
        WrongClass(0, after_ticks=3),
        NeuronSpikes(0, 0),
    ]
    *_, last = run_until(chip, lines, watched)
    assert last.hits == (
        Hit(1, 9, "output line 1"),
        Hit(2, 9, "core 0, neuron 0"),
        Hit(3, 9, "class yes"),
        Hit(4, 9, "core 0, neuron 0"),
    )
    assert (chip.tick, last.recording.ticks) == (10, 10)


def test_that_silence_and_saturation_stop_once_each_time():
    lines = np.zeros((30, 1), np.uint8)
    _, hits, memory = stops(Simulator(clock(10)), lines, [CoreSilent(0, 4)], 7)
    assert [hit.tick for hit in hits] == [3, 13, 23]
    assert memory == (Memory(hits=3, streak=0),)
    _, hits, memory = stops(Simulator(clock(1)), lines, [CoreSaturated(0, 4)], 7)
    assert [hit.tick for hit in hits] == [3]
    assert memory == (Memory(hits=1, streak=30),)


def test_that_a_core_without_neurons_in_use_is_never_saturated():
    program = ProgramBuilder(Hardware("empty", 1, 2, 1, 1, 1), 1, lines=1).build()
    stretches = list(
        run_until(Simulator(program), np.zeros((9, 1)), [CoreSaturated(0, 1)])
    )
    assert [stretch.hits for stretch in stretches] == [()]


def test_that_without_conditions_all_input_is_used_up():
    chip = Simulator(clock(3))
    seen = list(run_until(chip, np.zeros((10, 1), np.uint8), [], chunk=4))
    assert [stretch.recording.ticks for stretch in seen] == [4, 4, 2]
    assert list(run_until(chip, np.zeros((0, 1), np.uint8), [])) == []


def test_that_a_run_may_be_left_between_two_chunks():
    chip = Simulator(clock(30))
    run = run_until(chip, np.zeros((100, 1), np.uint8), [NeuronSpikes(0, 0)], None, 8)
    assert chip.tick == 0
    next(run)
    run.close()
    assert chip.tick == 8


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (NeuronSpikes(1, 0), "There is no core 1"),
        (NeuronSpikes(0, 2), "There is no neuron 2"),
        (LineSpikes(2), "There is no output line 2"),
        (LineSpikes(-1), "There is no output line -1"),
        (PotentialCrosses(0, 5, 0), "There is no neuron 5"),
        (PotentialCrosses(0, 0, 2**19), "V is never 524288"),
        (CoreSilent(3, 1), "There is no core 3"),
        (CoreSilent(0, 0), "over 0 ticks is never met"),
        (CoreSaturated(0, -1), "over -1 ticks is never met"),
        (WrongClass(2), "There is no class 2"),
        (WrongClass(0, after_ticks=0), "over 0 ticks is never met"),
    ],
)
def test_that_a_condition_on_nothing_is_refused_at_once(condition, message):
    chip = Simulator(clock(5))
    with pytest.raises(TNStudioError, match=message):
        run_until(chip, np.zeros((5, 1), np.uint8), [condition])


def test_that_memory_of_other_conditions_is_refused():
    chip = Simulator(clock(5))
    lines = np.zeros((5, 1), np.uint8)
    with pytest.raises(TNStudioError, match="2 memories for 1 breakpoints"):
        run_until(chip, lines, [LineSpikes(0)], (Memory(), Memory()))

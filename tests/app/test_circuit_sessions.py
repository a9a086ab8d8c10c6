"""Sessions on a circuit's own stimuli: what the simulator does, and back again."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle_stimuli, strategies
from tests.app.test_session_travel import assert_same, go_to
from tests.app.test_setups import seeing
from tests.circuits import expected_beats, oscillator
from tests.oracle import run_chip
from tests.ui.small_world import small_dataset
from tnstudio.app import output_log as output_log_module
from tnstudio.app.output_log import OutputLog
from tnstudio.app.setups import circuit_setup, setting_up_circuit
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.app.stimulus_input import stimulus_input
from tnstudio.datasets.reading import finished
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.model.stimulus import PoissonSpikes, RegularSpikes, Stimulus
from tnstudio.simulation.simulator import Simulator


def session_of(network: Network, seed: int = 0) -> SimulationSession:
    return SimulationSession(*finished(setting_up_circuit(network, seed)))


def driven(
    program: ChipProgram, stimuli: tuple[Stimulus, ...], seed: int
) -> SimulationSession:
    source = finished(stimulus_input(program, stimuli, seed))
    return SimulationSession(program, source)


def noisy() -> Network:
    network = oscillator()
    circuit = replace(network.circuit, stimuli=(PoissonSpikes(0, 0.3),))
    return replace(network, circuit=circuit)


def test_that_a_session_on_an_oscillator_counts_its_beats() -> None:
    session = session_of(oscillator())
    beats = np.array(expected_beats(25))
    for tick in range(25):
        frame = session.advance(1)
        assert frame.output_counts.tolist() == [beats[: tick + 1].sum()]
        assert frame.recording.outputs[-1].tolist() == [beats[tick]]
        assert frame.line_spikes.tolist() == [tick == 1]


def test_that_what_a_circuit_has_not_is_said_so() -> None:
    session = session_of(oscillator())
    frame = session.advance(4)
    assert (frame.image, frame.label, frame.ticks_on_image) == (NONE, NONE, NONE)
    assert (frame.encoding, frame.decision) == (None, NONE)
    assert frame.votes.size == frame.votes_now.size == frame.scores.size == 0
    assert (session.images, session.image, session.onsets) == (None, NONE, ())
    for change in (lambda: session.show(0), lambda: session.encode_as("rate")):
        with pytest.raises(TNStudioError, match="not by images"):
            change()
    assert session.end == 4


@given(data=st.data(), seed=st.integers(0, 100))
@settings(max_examples=25, deadline=None)
def test_that_a_session_does_what_the_oracles_say(data, seed):
    program = data.draw(strategies.programs())
    lines = len(program.inputs.element)
    stimuli = data.draw(strategies.stimuli(lines))
    spikes = np.array(oracle_stimuli.spikes(stimuli, lines, seed, 0, 16), np.uint8)
    spikes = spikes.reshape(16, lines)
    expected = run_chip(program, spikes)
    session = driven(program, stimuli, seed)
    here = 0
    for move in data.draw(st.lists(st.integers(-16, 8), max_size=8)):
        if move > 0 and here + move <= 16:
            frame, here = session.advance(move), here + move
        else:
            here = min(max(0, here + move), session.end)
            frame = go_to(session, here)
        if frame is None:
            assert here == 0
            continue
        assert frame.tick == here - 1
        np.testing.assert_array_equal(frame.line_spikes, spikes[here - 1])
        outputs = frame.recording.outputs[-1]
        np.testing.assert_array_equal(outputs, expected.outputs[here - 1])
        counts = np.asarray(expected.outputs[:here]).sum(axis=0)
        np.testing.assert_array_equal(frame.output_counts, counts)


@given(
    st.lists(st.tuples(st.sampled_from(["go", "run"]), st.integers(1, 30)), max_size=9)
)
@settings(max_examples=25, deadline=None)
def test_that_any_tick_gone_to_looks_as_it_did(moves):
    session, seen = session_of(noisy(), 3), {}
    plain = session_of(noisy(), 3)
    for tick in range(1, 300):
        seen[tick] = plain.advance(1)
    for name, value in moves:
        frame = session.advance(value) if name == "run" else go_to(session, value)
        if frame is not None:
            assert_same(frame, seen[frame.tick + 1])


def test_that_a_restart_repeats_and_another_seed_is_that_of_a_run() -> None:
    session = session_of(noisy(), 0)
    first = session.advance(50)
    for seed in (0, 9):
        session.restart(seed)
        assert (session.tick, session.end) == (0, 0)
        frame = session.advance(50)
        setup = circuit_setup(noisy(), seed)
        expected = Simulator(setup.program).run(setup.source.spikes(0, 50))
        np.testing.assert_array_equal(frame.recording.spikes, expected.spikes)
        assert frame.output_counts.tolist() == expected.outputs.sum(axis=0).tolist()
        is_same = (frame.recording.spikes == first.recording.spikes).all()
        assert is_same == (seed == 0)


def test_that_a_circuit_votes_for_its_classes() -> None:
    network = oscillator()
    inputs = replace(network.circuit, class_names=("beat", "none"))
    label = np.zeros(1, np.int32)
    label.flags.writeable = False
    outputs = replace(inputs.outputs, label=label)
    circuit = replace(inputs, outputs=outputs, stimuli=(RegularSpikes(0, 1),))
    frame = session_of(replace(network, circuit=circuit)).advance(10)
    assert frame.votes.tolist() == [frame.output_counts[0], 0] != [0, 0]
    assert (frame.decision, frame.label) == (0, NONE)


def test_that_images_as_a_stimulus_are_counted_by_their_elements(
    tmp_path: Path,
) -> None:
    network = seeing(small_dataset(tmp_path / "images"))
    session = session_of(network)
    lines = [session.advance(1) for _ in range(12)]
    spikes = circuit_setup(network, 0).source.spikes(0, 12)
    for frame, row in zip(lines, spikes, strict=True):
        np.testing.assert_array_equal(frame.line_spikes, row)
        assert frame.input_spikes.sum() == frame.line_spikes.sum()
    assert spikes.any()


def test_that_a_circuit_is_set_up_in_steps_and_can_be_left() -> None:
    steps = setting_up_circuit(oscillator(), 0)
    next(steps)
    steps.close()
    with pytest.raises(TNStudioError, match="seed"):
        session_of(oscillator(), seed=-1)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("append"), st.integers(0, 40)),
            st.tuples(st.just("cut"), st.integers(0, 200)),
            st.tuples(st.just("before"), st.integers(0, 200)),
        )
    ),
    st.integers(0, 3),
)
@settings(max_examples=60, deadline=None)
def test_that_counts_are_those_of_plain_rows(actions, lines):
    random = np.random.default_rng(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output_log_module, "PIECE_BYTES", 7)
        log, plain = OutputLog(lines), np.zeros((0, lines), np.uint8)
        for name, value in actions:
            if name == "append":
                rows = random.integers(0, 2, (value, lines), np.uint8)
                log.append(rows)
                plain = np.concatenate([plain, rows])
            elif name == "cut":
                log.cut(value)
                plain = plain[:value]
            else:
                tick = min(value, len(plain))
                expected = plain[:tick].sum(axis=0, dtype=int)
                assert log.before(tick).tolist() == expected.tolist()

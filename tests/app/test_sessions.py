"""Training and simulation as the window and the command line run them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.same_values import same
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app import training_session as training_session_module
from tnstudio.app.evaluation import evaluate
from tnstudio.app.histograms import layer_histograms
from tnstudio.app.image_input import RATE_TICKS
from tnstudio.app.simulation_session import image_session
from tnstudio.app.training_session import (
    CheckpointTaken,
    EpochFinished,
    HistogramsTaken,
    Stops,
    TrainingProgress,
    training_session,
)
from tnstudio.app.warm_up import warming_up
from tnstudio.datasets.encoders import encode, input_key
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.program import NONE
from tnstudio.model.records import Augmentation, TrainingSettings
from tnstudio.model.run import BINS

CLASSES = ("left", "right", "none")
SETTINGS = TrainingSettings(epochs=2, batch=20, seed=1)
NEVER = Stops()


def some_images(count: int, seed: int) -> ImageSet:
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 256, (count, 4, 5, 2), np.uint8)
    return ImageSet("some", pixels, np.arange(count, dtype=np.int32) % 3, CLASSES)


DATA = Dataset("some", some_images(100, 1), some_images(30, 2))


@pytest.fixture(scope="module")
def program():
    return deploy(trained_at_random(tiny_network(3), 3), copies=1, seed=8)


@pytest.fixture
def session(program):
    return image_session(program, DATA.test)


def run(network=None, settings=SETTINGS, start=None, stops=NEVER, histograms=math.inf):
    """Return all events of a training session and its result."""
    network = network or tiny_network()
    work = training_session(network, DATA, settings, start, stops, histograms)
    events = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            return events, end.value


def test_that_every_batch_is_told_once():
    events, trained = run()
    progress = [e for e in events if isinstance(e, TrainingProgress)]
    losses = np.concatenate([e.losses for e in progress])
    np.testing.assert_array_equal(losses, trained.history.batch_losses)
    assert [e.first_batch for e in progress] == np.cumsum(
        [0, *(len(e.losses) for e in progress[:-1])]
    ).tolist()
    assert (progress[-1].epoch, progress[-1].batch) == (2, 5)
    assert progress[-1].seconds_left == pytest.approx(0, abs=1e-6)


def test_that_each_epoch_has_its_histograms_and_deployed_accuracy():
    events, trained = run()
    finished = [e for e in events if isinstance(e, EpochFinished)]
    assert [e.record.epoch for e in finished] == [1, 2]
    assert [e.record for e in finished] == list(trained.history.epochs)
    assert all(0 <= e.record.deployed_accuracy <= 1 for e in finished)
    assert {e.epoch for e in events if isinstance(e, HistogramsTaken)} == {1, 2}


def test_that_histograms_amid_epochs_are_for_those_who_ask_and_change_nothing(
    monkeypatch,
):
    monkeypatch.setattr(training_session_module, "HISTOGRAM_SHARE", math.inf)
    shown, one = run(histograms=0.0)
    hidden, other = run()
    assert same(timeless(one), timeless(other))
    taken = [e.epoch for e in shown if isinstance(e, HistogramsTaken)]
    # One after each of 5 batches, and one after the epoch.
    assert taken == [1] * 6 + [2] * 6
    assert [e.epoch for e in hidden if isinstance(e, HistogramsTaken)] == [1, 2]


def test_that_histograms_that_take_long_come_rarely(monkeypatch):
    """With as good as no time for them there is the first, and those of epochs."""
    monkeypatch.setattr(training_session_module, "HISTOGRAM_SHARE", 1e-9)
    taken = [e.epoch for e in run(histograms=0.0)[0] if isinstance(e, HistogramsTaken)]
    assert taken == [1, 1, 2]


def test_that_there_is_a_place_to_stop_even_where_nothing_is_told(monkeypatch):
    monkeypatch.setattr(training_session_module, "STOP_SECONDS", 0.0)
    monkeypatch.setattr(training_session_module, "PROGRESS_SECONDS", math.inf)
    events, _ = run()
    # After each of 5 batches but the last, which tells of progress; in 2 epochs.
    assert events.count(None) == 8


def timeless(trained):
    """Return the network without the seconds that its epochs took."""
    records = tuple(replace(r, seconds=0.0) for r in trained.history.epochs)
    return replace(trained, history=replace(trained.history, epochs=records))


MOVED = replace(SETTINGS, augmentation=Augmentation(15, 2, 0.15), dropout=0.3)


@pytest.mark.parametrize("events", [1, 3, 7, 12, 17])
def test_that_a_stopped_session_goes_on_to_the_same_network(events, monkeypatch):
    """Stopped amid an epoch, amid both measurements, and after an epoch."""
    monkeypatch.setattr(training_session_module, "PROGRESS_SECONDS", 0.0)
    asked = iter(range(events))
    stops = Stops(wanted=lambda: next(asked, None) is None)
    _, stopped = run(settings=MOVED, stops=stops)
    assert stopped.state is not None
    told, resumed = run(settings=MOVED, start=stopped)
    _, whole = run(settings=MOVED)
    assert same(timeless(resumed), timeless(whole))
    progress = [e for e in told if isinstance(e, TrainingProgress)]
    losses = [loss for event in progress for loss in event.losses]
    first = len(stopped.history.batch_losses)
    assert losses == whole.history.batch_losses[first:].tolist()


def test_that_checkpoints_are_taken_as_often_as_asked():
    events, _ = run(stops=Stops(every=0.0))
    taken = [e.snapshot for e in events if isinstance(e, CheckpointTaken)]
    assert [len(t.history.batch_losses) for t in taken] == list(range(1, 11))
    assert [t.state.batch for t in taken] == [1, 2, 3, 4, 5] * 2
    assert not [e for e in run()[0] if isinstance(e, CheckpointTaken)]


def test_that_the_images_are_moved_as_asked():
    still = run()[1].history.batch_losses
    nothing = replace(SETTINGS, augmentation=Augmentation())
    np.testing.assert_array_equal(run(settings=nothing)[1].history.batch_losses, still)
    moved = replace(SETTINGS, augmentation=Augmentation(shift=2))
    assert (run(settings=moved)[1].history.batch_losses != still).any()


def test_that_data_which_does_not_fit_is_refused():
    other = replace(tiny_network(), input=replace(tiny_network().input, rows=6))
    with pytest.raises(TNStudioError):
        run(other)


def test_that_histograms_count_every_value():
    trained = trained_at_random(tiny_network(), 4)
    for layer, histograms in zip(
        trained.layers, layer_histograms(trained), strict=True
    ):
        synapses = sum(core.probabilities.size for core in layer)
        biases = np.concatenate([core.biases for core in layer])
        assert histograms.probabilities.counts.sum() == synapses
        assert histograms.weights.counts.sum() == synapses
        assert histograms.biases.counts.sum() == biases.size
        assert len(histograms.biases.counts) == BINS
        zeros = sum((core.probabilities == 0).sum() for core in layer)
        assert histograms.probabilities.counts[0] >= zeros
        reach = histograms.biases.edges[-1]
        assert reach / 2 <= np.abs(biases).max() < reach


def test_that_chunks_of_ticks_make_no_difference(program):
    at_once = image_session(program, DATA.test).advance(30)
    session = image_session(program, DATA.test)
    parts = [session.advance(ticks) for ticks in (1, 12, 17)]
    spikes = np.concatenate([part.recording.spikes for part in parts])
    np.testing.assert_array_equal(spikes, at_once.recording.spikes)
    np.testing.assert_array_equal(parts[-1].votes, at_once.votes)
    np.testing.assert_array_equal(parts[-1].potentials, at_once.potentials)
    assert parts[-1].tick == at_once.tick == 29


def test_that_votes_start_when_the_image_reaches_the_outputs(session, program):
    latency = program.latency
    assert latency == 2
    frames = [session.advance(1) for _ in range(latency + 1)]
    assert [frame.decision for frame in frames[:latency]] == [NONE] * latency
    assert frames[-1].decision != NONE
    np.testing.assert_array_equal(frames[-1].votes, frames[-1].votes_now)


def test_that_another_image_starts_new_votes_and_the_old_one_still_in_the_pipe_is_not(
    session, program
):
    session.advance(20)
    session.show(7)
    frame = session.advance(program.latency)
    assert (frame.image, frame.label) == (7, 7 % 3)
    assert frame.votes.sum() == 0
    assert session.advance(5).votes.sum() > 0


def test_that_a_restart_with_the_same_seed_repeats_every_spike(session):
    first = session.advance(25).recording.spikes.copy()
    session.restart(seed=0)
    np.testing.assert_array_equal(session.advance(25).recording.spikes, first)
    session.restart(seed=1)
    assert (session.advance(25).recording.spikes != first).any()


def test_that_the_session_decides_as_the_evaluation_does(program):
    """Image 0, shown for T ticks from tick 0, has the evaluation's spikes."""
    ticks = 9
    *_, result = evaluate(program, DATA.test, ticks, "stochastic", seed=4, limit=1)
    session = image_session(program, DATA.test, seed=4)
    # So many more until the last of the ticks has reached the outputs.
    frame = session.advance(ticks + program.latency)
    assert frame.decision == result.predictions[0]


def test_that_rate_code_of_t_ticks_makes_round_x_t_spikes(program):
    """The spikes that an evaluation with so many ticks would make."""
    values = DATA.test.values(np.array([0]))
    elements = program.inputs.element
    for ticks in (1, 4):
        session = image_session(program, DATA.test, "rate", frame_ticks=ticks)
        drawn = [session.advance(1).input_spikes for _ in range(ticks)]
        lines = encode(values, elements, ticks, "rate", input_key(0))
        wanted = [np.bincount(elements, row, values.size) for row in lines]
        np.testing.assert_array_equal(drawn, wanted)


def test_that_rate_code_repeats_after_its_frame(program):
    session = image_session(program, DATA.test, "rate")
    session.advance(program.latency)
    first = session.advance(RATE_TICKS).recording.spikes
    again = session.advance(RATE_TICKS).recording.spikes
    np.testing.assert_array_equal(first, again)


def test_that_input_spikes_are_those_of_bright_elements(program):
    session = image_session(program, DATA.test, "rate")
    values = DATA.test.values(np.array([0]))[0]
    total = np.zeros(len(values), int)
    for _ in range(RATE_TICKS):
        total += session.advance(1).input_spikes
    lines = np.bincount(program.inputs.element, minlength=len(values))
    expected = np.floor(values * RATE_TICKS + 0.5).astype(int) * lines
    np.testing.assert_array_equal(total, expected)


def test_that_images_which_do_not_fit_or_do_not_exist_are_refused(session, program):
    with pytest.raises(TNStudioError, match="no image 30"):
        session.show(30)
    pixels = np.zeros((1, 5, 5, 2), np.uint8)
    other = ImageSet("other", pixels, np.zeros(1, np.int32), CLASSES)
    with pytest.raises(TNStudioError, match="5 × 5 × 2"):
        image_session(program, other)


def test_that_warming_up_runs_in_steps_to_its_end():
    assert len(list(warming_up())) >= 3

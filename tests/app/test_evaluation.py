from dataclasses import replace

import numpy as np
import pytest

from tests import oracle_encoders
from tests.mapping.walk import lines_out
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app import evaluation, image_stream
from tnstudio.app.evaluation import (
    EvaluationProgress,
    EvaluationResult,
    evaluate,
    evaluate_by_ticks,
)
from tnstudio.datasets.encoders import input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.load import load_dataset
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.neuron import ResetMode
from tnstudio.model.templates import mnist_5core
from tnstudio.simulation.batch import is_memoryless_feedforward

CLASSES = ("left", "right", "none")


@pytest.fixture(scope="module")
def program():
    return deploy(trained_at_random(tiny_network(3), 3), copies=2, seed=8)


def some_images(count=40, seed=0, shape=(4, 5, 2)):
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 256, (count, *shape), np.uint8)
    labels = random.integers(0, len(CLASSES), count).astype(np.int32)
    return ImageSet("some", pixels, labels, CLASSES)


def result_of(events):
    *progress, last = events
    assert all(isinstance(event, EvaluationProgress) for event in progress)
    assert isinstance(last, EvaluationResult)
    return last


def predictions_by_hand(program, images, ticks, encoding, seed):
    """Follow every spike in plain Python; the first of equal classes wins."""
    values = images.values().tolist()
    elements = program.inputs.element.tolist()
    if encoding == "rate":
        lines = oracle_encoders.rate(values, elements, ticks)
    else:
        key = int(input_key(seed))
        lines = oracle_encoders.stochastic(values, elements, ticks, key)
    sizes = np.bincount(program.outputs.label, minlength=len(CLASSES))
    predictions = []
    for k in range(len(images)):
        votes = np.zeros(len(CLASSES))
        for row in lines[k * ticks : (k + 1) * ticks]:
            for line in lines_out(program, row):
                votes[program.outputs.label[line]] += 1
        predictions.append(int(np.argmax(votes / sizes)))
    return predictions


@pytest.mark.parametrize(
    ("ticks", "encoding"), [(1, "stochastic"), (3, "stochastic"), (4, "rate")]
)
def test_that_predictions_are_those_of_spikes_followed_by_hand(
    program, ticks, encoding
):
    images = some_images(6)
    wanted = predictions_by_hand(program, images, ticks, encoding, 5)
    for run in (evaluate, evaluate_by_ticks):
        found = result_of(run(program, images, ticks, encoding, 5)).predictions
        assert found.tolist() == wanted
        assert found.dtype == np.int32


@pytest.mark.parametrize("encoding", ["stochastic", "rate"])
@pytest.mark.parametrize("ticks", [1, 2, 5])
def test_that_batch_and_tick_by_tick_evaluation_agree(program, ticks, encoding):
    images = some_images(60, seed=ticks)
    assert is_memoryless_feedforward(program)
    batch = result_of(evaluate(program, images, ticks, encoding, 1))
    by_ticks = result_of(evaluate_by_ticks(program, images, ticks, encoding, 1))
    np.testing.assert_array_equal(batch.predictions, by_ticks.predictions)
    np.testing.assert_array_equal(batch.confusion, by_ticks.confusion)


@pytest.mark.slow
def test_that_batch_and_tick_by_tick_evaluation_agree_on_1000_digits():
    program = deploy(trained_at_random(mnist_5core()), copies=2, seed=0)
    images = load_dataset("mnist").test
    batch, by_ticks = (
        result_of(run(program, images, 1, "stochastic", 3, limit=1000))
        for run in (evaluate, evaluate_by_ticks)
    )
    np.testing.assert_array_equal(batch.predictions, by_ticks.predictions)
    assert len(set(batch.predictions.tolist())) > 1


@pytest.mark.parametrize("run", [evaluate, evaluate_by_ticks])
def test_that_the_size_of_the_pieces_changes_nothing(program, run, monkeypatch):
    images = some_images(10)
    whole = result_of(run(program, images, 3, "stochastic", 2)).predictions
    # No piece is ever fast enough: every one is a single tick.
    monkeypatch.setattr(evaluation, "WORD", 1)
    monkeypatch.setattr(image_stream, "FIRST_PIECE", 1)
    monkeypatch.setattr(image_stream, "PIECE_SECONDS", 0.0)
    events = list(run(program, images, 3, "stochastic", 2))
    assert len(events) >= 30
    np.testing.assert_array_equal(events[-1].predictions, whole)


def test_that_the_result_tells_what_was_evaluated_and_how_well(program):
    images = some_images(50)
    result = result_of(evaluate(program, images, 2, "rate", 77))
    assert (result.images, result.copies, result.ticks) == (50, 2, 2)
    assert (result.encoding, result.seed) == ("rate", 77)
    assert result.seconds > 0
    correct = (result.predictions == images.labels).sum()
    assert result.accuracy == pytest.approx(correct / 50)
    assert np.trace(result.confusion) == correct
    for k in range(3):
        assert result.confusion[k].sum() == (images.labels == k).sum()
        assert result.confusion[:, k].sum() == (result.predictions == k).sum()


@pytest.mark.parametrize("run", [evaluate, evaluate_by_ticks])
def test_that_progress_rises_from_none_to_all_images(program, run):
    images = some_images(200)
    *progress, _ = run(program, images, 2, "stochastic", 0)
    done = [event.done for event in progress]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 200)
    assert {event.total for event in progress} == {200}
    assert len(progress) > 3


def test_that_a_limit_takes_the_first_images(program):
    images = some_images(40)
    some = result_of(evaluate(program, images, 2, "stochastic", 0, limit=7))
    whole = result_of(evaluate(program, images, 2, "stochastic", 0))
    assert some.images == 7
    np.testing.assert_array_equal(some.predictions, whole.predictions[:7])
    more = result_of(evaluate(program, images, 2, "stochastic", 0, limit=1000))
    assert more.images == 40


def test_that_the_same_seed_gives_the_same_result_and_another_seed_another(program):
    images = some_images(100)
    first, again, other = (
        result_of(evaluate(program, images, 1, "stochastic", seed)).predictions
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_that_an_evaluation_can_be_stopped_at_any_event(program):
    events = evaluate(program, some_images(), 1, "stochastic", 0)
    next(events)
    next(events)
    events.close()
    assert list(events) == []


def with_memory(program):
    """Return the program with neurons that gather input over several ticks."""
    neurons = program.neurons
    return replace(
        program,
        neurons=replace(
            neurons,
            threshold=np.full_like(neurons.threshold, 3),
            negative_threshold=np.full_like(neurons.negative_threshold, 9),
            reset_mode=np.full_like(neurons.reset_mode, ResetMode.SUBTRACT_THRESHOLD),
        ),
    )


def test_that_a_chip_with_memory_is_evaluated_tick_by_tick(program):
    images = some_images(50)
    remembering = with_memory(program)
    assert not is_memoryless_feedforward(remembering)
    result = result_of(evaluate(remembering, images, 4, "stochastic", 0))
    by_ticks = result_of(evaluate_by_ticks(remembering, images, 4, "stochastic", 0))
    np.testing.assert_array_equal(result.predictions, by_ticks.predictions)
    forgetful = result_of(evaluate(program, images, 4, "stochastic", 0))
    assert (result.predictions != forgetful.predictions).any()


@pytest.mark.parametrize("run", [evaluate, evaluate_by_ticks])
def test_that_what_cannot_be_evaluated_is_refused_at_once(program, run):
    images = some_images()
    with pytest.raises(TNStudioError, match="the network's input is 4"):
        run(program, some_images(shape=(5, 4, 2)), 1, "stochastic", 0)
    four = replace(images, class_names=(*CLASSES, "more"))
    with pytest.raises(TNStudioError, match="4 classes, the network has 3"):
        run(program, four, 1, "stochastic", 0)
    with pytest.raises(TNStudioError, match="0 ticks"):
        run(program, images, 0, "stochastic", 0)
    with pytest.raises(TNStudioError, match="no encoding"):
        run(program, images, 1, "morse", 0)
    with pytest.raises(TNStudioError, match="seed is -1"):
        run(program, images, 1, "stochastic", -1)
    with pytest.raises(TNStudioError, match="0 images"):
        run(program, images, 1, "stochastic", 0, limit=0)

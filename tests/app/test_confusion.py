"""Which classes are taken for which, against plain Python."""

from dataclasses import replace

import numpy as np
import pytest

from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app.confusion import Decisions, Examination, examine
from tnstudio.app.evaluation import EvaluationResult, evaluate
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.topology import lay_out
from tnstudio.model.trained import TrainedNetwork
from tnstudio.training.groups import CONTINUITY
from tnstudio.training.prediction import TrainingNetwork


def some_images(count: int = 37) -> ImageSet:
    random = np.random.default_rng(5)
    pixels = random.integers(0, 256, (count, 4, 5, 2)).astype(np.uint8)
    labels = random.integers(0, 3, count).astype(np.int32)
    return ImageSet("some", pixels, labels, ("left", "right", "none"))


def examined(trained: TrainedNetwork, images: ImageSet) -> Examination:
    *_, last = examine(trained, images)
    assert isinstance(last, Examination)
    return last


@pytest.mark.parametrize("continuity", [False, True])
def test_that_the_training_network_decides_as_image_by_image(
    continuity: bool,
) -> None:
    trained = trained_at_random(tiny_network())
    settings = replace(trained.settings, continuity=continuity)
    trained = replace(trained, settings=settings)
    images = some_images()
    found = examined(trained, images).network
    network = TrainingNetwork(trained, CONTINUITY if continuity else 0.0)
    outputs = lay_out(trained.network).layers[-1].neurons
    confusion = [[0] * 3 for _ in range(3)]
    for k in range(len(images)):
        activity = network.activity(images.values(np.array([k])))[-1][0]
        scores = []
        for c in range(3):
            votes = [float(activity[j]) for j in range(outputs) if j % 3 == c]
            scores.append(sum(votes) / len(votes))
        best, label = scores.index(max(scores)), int(images.labels[k])
        assert found.found[k] == best
        assert found.margins[k] == pytest.approx(scores[best] - scores[label], abs=1e-6)
        confusion[label][best] += 1
    assert found.confusion().tolist() == confusion
    right = sum(confusion[c][c] for c in range(3))
    assert found.accuracy == pytest.approx(right / len(images))


def test_that_the_chip_decides_as_one_that_is_evaluated() -> None:
    trained, images = trained_at_random(tiny_network(seed=4)), some_images()
    chip = examined(trained, images).chip
    program = deploy(trained, 1, 4)
    *_, result = evaluate(program, images, 1, "stochastic", 4)
    assert isinstance(result, EvaluationResult)
    assert np.array_equal(chip.found, result.predictions)
    assert np.array_equal(chip.confusion(), result.confusion)
    assert chip.accuracy == result.accuracy


def test_that_the_mean_inputs_are_those_of_pixels_and_of_layers_below() -> None:
    trained, images = trained_at_random(tiny_network()), some_images()
    found = examined(trained, images)
    plans = lay_out(trained.network).layers
    sources = plans[0].cores[1].sources
    expected = images.pixels.reshape(37, -1)[:, sources].mean(axis=0) / 255
    np.testing.assert_allclose(found.mean_input(0, sources), expected, rtol=1e-5)
    activity = TrainingNetwork(trained).activity(images.values())
    sources = plans[2].cores[0].sources
    expected = activity[1][:, sources].mean(axis=0)
    np.testing.assert_allclose(found.mean_input(2, sources), expected, rtol=1e-5)
    assert len(found.means) == 4


def test_that_the_images_behind_a_cell_are_those_counted_in_it() -> None:
    found = examined(trained_at_random(tiny_network()), some_images()).network
    confusion = found.confusion()
    for label in range(3):
        for other in range(3):
            images = found.images_of(label, other)
            assert len(images) == confusion[label, other]
            assert (np.diff(found.margins[images]) <= 0).all()
            assert set(found.labels[images]) <= {label}


def test_that_the_worst_mistake_has_the_largest_margin() -> None:
    decisions = Decisions(
        labels=np.array([0, 0, 1, 1], np.int32),
        found=np.array([0, 1, 0, 0], np.int32),
        margins=np.array([0, 0.2, 0.5, -0.1], np.float32),
        classes=2,
    )
    assert decisions.mistakes().tolist() == [2, 1, 3]
    assert decisions.images_of(1, 0).tolist() == [2, 3]
    assert decisions.accuracy == 0.25


def test_that_progress_reaches_the_end_and_a_job_can_be_closed() -> None:
    trained, images = trained_at_random(tiny_network()), some_images(1300)
    *events, _ = examine(trained, images)
    done = [event.done for event in events]
    assert done == sorted(done)
    assert done[-1] == events[-1].total == 2600
    assert len(done) > 3
    job = examine(trained, images)
    next(job)
    job.close()


def test_that_images_of_another_shape_are_refused_at_once() -> None:
    images = replace(some_images(), pixels=np.zeros((37, 5, 5, 2), np.uint8))
    with pytest.raises(TNStudioError):
        examine(trained_at_random(tiny_network()), images)

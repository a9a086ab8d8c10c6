"""Training network beside chip: by hand, and against plain Python."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests import oracle_training
from tests.trained_networks import tiny_network, trained_at_random
from tests.training.test_prediction import oracle_layers
from tnstudio.app import agreement
from tnstudio.app.agreement import compare
from tnstudio.app.agreement_report import AgreementReport, facts
from tnstudio.app.evaluation import evaluate
from tnstudio.app.progress import MeasurementProgress
from tnstudio.datasets.encoders import encode, input_key
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.records import History, TrainingSettings
from tnstudio.model.topology import lay_out
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.simulation.simulator import Simulator
from tnstudio.training.groups import LEAST_VARIANCE

CLASSES = ("left", "right", "none")


def report_of(events):
    *progress, last = events
    assert all(isinstance(event, MeasurementProgress) for event in progress)
    assert isinstance(last, AgreementReport)
    return last


def wires(probabilities, biases):
    """Return one core with two axons; neuron j reads axon j with strength 1."""
    network = Network(
        "wires",
        InputShape(1, 1, 2),
        (WindowLayer(1, 1, strengths=(1, 1)),),
        Readout(("first", "second")),
        Hardware("wires", 2, 2, 2, 20, 20),
    )
    core = TrainedCore(
        np.array([0, 1], np.uint8),
        np.ones((2, 2), np.int16),
        np.diag(np.array(probabilities, np.float32)),
        np.array(biases, np.float32),
    )
    return TrainedNetwork(network, TrainingSettings(), ((core,),), History())


def shown(*pixels):
    """Return images of two elements, of class 0 but for those that begin with 0."""
    array = 255 * np.array(pixels, np.uint8).reshape(-1, 1, 1, 2)
    labels = np.array([0 if image[0] else 1 for image in pixels], np.int32)
    return ImageSet("shown", array, labels, ("first", "second"))


def normal(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def test_that_whole_synapses_and_inputs_leave_only_the_error_of_the_equations():
    """Nothing is drawn: μ = ±½ and σ² at its least, the chip fires or not."""
    images = shown((1, 0), (0, 1))
    report = report_of(
        compare(wires((1, 1), (-0.5, -0.5)), images, 3, 2, "stochastic", 0)
    )
    miss = normal(-0.5 / math.sqrt(LEAST_VARIANCE))
    (layer,) = report.layers
    for difference in (layer.whole, layer.own):
        assert difference.mean_absolute == pytest.approx(miss, rel=1e-5)
        assert difference.rms == pytest.approx(miss, rel=1e-5)
        assert difference.systematic == pytest.approx(miss, rel=1e-5)
        assert difference.bias == pytest.approx(0, abs=1e-6)
        assert difference.sampling == pytest.approx(0, abs=1e-9)
    assert (layer.layer, layer.neurons) == (1, 2)
    assert (layer.predicted, layer.observed) == pytest.approx((0.5, 0.5))
    assert layer.correlation == pytest.approx(1)
    assert [stage.accuracy for stage in report.stages] == [1, 1, 1]
    assert report.flips == ()


def test_that_sampling_error_is_the_spread_between_copies():
    """c̃ = ½: the first neuron fires in r of the copies, whatever the tick."""
    trained = wires((0.5, 1), (-0.5, -0.5))
    copies = 40
    report = report_of(compare(trained, shown((1, 0)), copies, 3, "rate", 2))
    fires = deploy(trained, copies, 2).synapses[:, 0, 0] & 1
    r = fires.mean()
    assert 0 < r < 1
    # ñ = Φ((0.5 - 0.5) / 0.5) = ½ for the first, Φ(-½ / σ) for the second.
    second = normal(-0.5 / math.sqrt(LEAST_VARIANCE))
    whole = report.layers[0].whole
    assert whole.sampling == pytest.approx(math.sqrt(r * (1 - r) / (copies - 1) / 2))
    assert whole.rms == pytest.approx(
        math.sqrt(((r - 0.5) ** 2 + second**2) / 2), rel=1e-5
    )
    assert whole.bias == pytest.approx((r - 0.5 - second) / 2, rel=1e-4)


def test_that_one_copy_has_no_sampling_error():
    (layer,) = report_of(
        compare(wires((0.5, 1), (0, 0)), shown((1, 1)), 1, 4, "rate", 0)
    ).layers
    assert math.isnan(layer.whole.sampling)
    assert math.isnan(layer.whole.systematic)


def test_that_images_that_flip_are_told_the_surest_first():
    """A bias of -0.9 is dropped: the first neuron always fires on the chip.

    So it is a tie there, and the lower class wins, where training prefers the
    other one by Φ(1 / σ) - Φ(0.1 / σ).
    """
    images = shown((0, 1), (1, 1), (1, 0))
    report = report_of(compare(wires((1, 1), (-0.9, 0)), images, 2, 1, "rate", 0))
    (flip,) = report.flips
    assert (flip.image, flip.label) == (1, 0)
    assert (flip.predicted, flip.deployed) == (1, 0)
    sigma = math.sqrt(LEAST_VARIANCE)
    assert flip.margin == pytest.approx(normal(1 / sigma) - normal(0.1 / sigma))
    assert [stage.name for stage in report.stages] == [
        "training network",
        "input spikes",
        "layer 1",
    ]
    # The chip happens to be right, so that this layer wins what it loses.
    assert report.stages[-1].loss == pytest.approx(-1 / 3)


def test_that_the_input_s_spikes_are_a_step_of_their_own():
    """The rate code of one tick sends nothing for a pixel of 0.4."""
    trained = wires((1, 1), (0.2, 0.15))
    pixels = np.array([[[[0, 102]]]], np.uint8)
    images = ImageSet("dim", pixels, np.array([1], np.int32), ("first", "second"))
    report = report_of(compare(trained, images, 1, 1, "rate", 0))
    assert [stage.loss for stage in report.stages] == [0, 1, 0]
    assert report.worst.name == "input spikes"


@pytest.fixture(scope="module")
def trained():
    return trained_at_random(tiny_network(3), 3)


@pytest.fixture(scope="module")
def images():
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (9, 4, 5, 2), np.uint8)
    labels = random.integers(0, len(CLASSES), 9).astype(np.int32)
    return ImageSet("some", pixels, labels, CLASSES)


COPIES, TICKS = 2, 2


def spikes_by_ticks(program, lines, layer):
    """Return what a layer fires for each row of lines, (rows, cores, neurons)."""
    silence = np.zeros((program.latency, lines.shape[1]), np.uint8)
    recording = Simulator(program).run(np.concatenate((lines, silence)))
    cores = np.flatnonzero(program.places.layer == layer)
    both = [recording.of_core(int(core))[layer:][: len(lines)] for core in cores]
    return np.stack(both, axis=1)


def oracle_stage(trained, program, lines, stage, copy):
    """Return the outputs of one copy that is deployed up to some stage."""
    layers = oracle_layers(trained)
    plans = lay_out(trained.network).layers
    per_copy = lines.shape[1] // COPIES
    if stage == 0:
        axons = lines[:, copy * per_copy : (copy + 1) * per_copy]
        first, taken = [], 0
        for core in layers[0]:
            sources = list(range(taken, taken + len(core.sources)))
            first.append(core._replace(sources=sources))
            taken += len(sources)
        below, above = axons, [first, *layers[1:]]
    else:
        fired = spikes_by_ticks(program, lines, stage - 1)
        plan = plans[stage - 1]
        mine = np.split(fired, COPIES, axis=1)[copy]
        parts = [mine[:, k, : core.neurons] for k, core in enumerate(plan.cores)]
        below, above = np.concatenate(parts, axis=1), layers[stage:]
    return [
        oracle_training.forward(above, row, LEAST_VARIANCE)
        for row in below.astype(float).tolist()
    ]


@pytest.fixture(scope="module")
def report(trained, images):
    return report_of(compare(trained, images, COPIES, TICKS, "stochastic", 6))


def test_that_each_stage_is_the_chip_below_and_the_training_network_above(
    trained, images, report
):
    program = deploy(trained, COPIES, 6)
    elements = program.inputs.element
    lines = encode(images.values(), elements, TICKS, "stochastic", input_key(6))
    right = []
    for stage in range(4):
        scores = np.zeros((len(images), 3))
        for copy in range(COPIES):
            found = oracle_stage(trained, program, lines, stage, copy)
            for row, activity in enumerate(found):
                for k in range(3):
                    scores[row // TICKS, k] += np.mean(activity[-1][k::3])
        right.append(np.mean(np.argmax(scores, axis=1) == images.labels))
    found = [stage.accuracy for stage in report.stages]
    assert found[1:] == pytest.approx(right)


def test_that_own_differences_are_from_the_spikes_that_a_layer_got(
    trained, images, report
):
    program = deploy(trained, COPIES, 6)
    elements = program.inputs.element
    lines = encode(images.values(), elements, TICKS, "stochastic", input_key(6))
    for layer in range(3):
        neurons = lay_out(trained.network).layers[layer].neurons
        total = np.zeros((len(images), neurons))
        for copy in range(COPIES):
            expected = oracle_stage(trained, program, lines, layer, copy)
            observed = oracle_stage(trained, program, lines, layer + 1, copy)
            for row in range(len(lines)):
                rates = np.subtract(observed[row][0], expected[row][1])
                total[row // TICKS] += rates / (COPIES * TICKS)
        own = report.layers[layer].own
        assert own.bias == pytest.approx(total.mean(), abs=1e-5)
        assert own.mean_absolute == pytest.approx(np.abs(total).mean(), abs=1e-5)
        assert own.rms == pytest.approx(np.sqrt((total**2).mean()), abs=1e-5)


def test_that_both_ends_are_training_network_and_plain_evaluation(
    trained, images, report
):
    layers = oracle_layers(trained)
    *_, plain = evaluate(deploy(trained, COPIES, 6), images, TICKS, "stochastic", 6)
    predicted = []
    for values in images.values().tolist():
        outputs = oracle_training.forward(layers, values, LEAST_VARIANCE)[-1]
        predicted.append(int(np.argmax([np.mean(outputs[k::3]) for k in range(3)])))
    assert report.stages[0].accuracy == np.mean(predicted == images.labels)
    assert report.stages[-1].accuracy == plain.accuracy
    flips = {flip.image: (flip.predicted, flip.deployed) for flip in report.flips}
    for image, pair in enumerate(zip(predicted, plain.predictions, strict=True)):
        assert flips.get(image, (pair[0], pair[0])) == tuple(map(int, pair))
    total = sum(stage.loss for stage in report.stages)
    first, last = report.stages[0].accuracy, report.stages[-1].accuracy
    assert total == pytest.approx(first - last)
    margins = [flip.margin for flip in report.flips]
    assert margins == sorted(margins, reverse=True)


def test_that_the_size_of_the_pieces_changes_nothing(
    trained, images, report, monkeypatch
):
    monkeypatch.setattr(agreement, "MOST_ROWS", 1)
    *progress, again = compare(trained, images, COPIES, TICKS, "stochastic", 6)
    assert len(progress) == 1 + len(images) * COPIES
    assert (progress[0].share, progress[-1].share) == (0, 1)
    assert again.stages == report.stages
    assert again.flips == report.flips
    for one, other in zip(again.layers, report.layers, strict=True):
        assert one.whole.rms == pytest.approx(other.whole.rms)
        assert one.correlation == pytest.approx(other.correlation)


def test_that_facts_are_plain_values(report):
    found = facts(report)
    assert found["worst"] == report.worst.name
    assert len(found["layers"]) == 3
    assert found["layers"][1]["own"]["bias"] == report.layers[1].own.bias
    assert [stage["name"] for stage in found["stages"]][-1] == "layer 3"
    assert len(found["flips"]) == len(report.flips)


def test_that_a_limit_takes_the_first_images(trained, images):
    report = report_of(compare(trained, images, 1, 1, "rate", 0, limit=4))
    assert report.images == 4


def test_that_what_cannot_be_compared_is_refused_at_once(trained, images, monkeypatch):
    for copies, ticks, message in [(0, 1, "0 copies"), (1, 0, "0 ticks")]:
        with pytest.raises(TNStudioError, match=message):
            compare(trained, images, copies, ticks, "rate", 0)
    with pytest.raises(TNStudioError, match="too many to compare"):
        compare(trained, images, 1, agreement.MOST_TICKS + 1, "rate", 0)
    monkeypatch.setattr(agreement, "MOST_IMAGE_BYTES", 800)
    with pytest.raises(TNStudioError, match="4 copies × 2 ticks are too many"):
        compare(trained, images, 4, 2, "rate", 0)
    other = replace(images, class_names=(*CLASSES, "more"))
    with pytest.raises(TNStudioError, match="4 classes"):
        compare(trained, other, 1, 1, "rate", 0)

"""The measurement of training: that it counts right, compares, and refuses."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from tnstudio.app.bench import training as bench_module
from tnstudio.app.bench.products import operations, seconds_alone
from tnstudio.app.bench.training import (
    EPOCH,
    TrainingBench,
    TrainingBenchProgress,
    TrainingBenchResult,
    bench_training,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.records import TrainingSettings
from tnstudio.training.events import BatchDone
from tnstudio.training.loop import Examples
from tnstudio.training.stack import Stack

SMALL = TrainingBench(epochs=2, batches=3)

NETWORK = Network(
    name="small",
    input=InputShape(6, 6, 1),
    layers=(WindowLayer(4, 2), WindowLayer(2, 1, 5)),
    readout=Readout(("a", "b")),
    seed=0,
)
"""4 cores of 16 axons and 5 neurons, then a core of 20 axons and 256 neurons."""


@pytest.fixture
def without_torch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "tnstudio.app.bench.torch_training", raising=False)


@pytest.mark.parametrize(
    ("gradient", "products"), [("approximate", (3, 4)), ("exact", (4, 6))]
)
def test_that_operations_are_those_counted_by_hand(gradient, products):
    images = 7
    stack = Stack(NETWORK, images, TrainingSettings(batch=images))
    # The first layer passes no error down.
    once = [2 * images * 4 * 16 * 5, 2 * images * 20 * 256]
    assert operations(stack, gradient) == sum(
        count * size for count, size in zip(products, once, strict=True)
    )


@pytest.mark.parametrize("gradient", ["approximate", "exact"])
def test_that_products_alone_take_time_and_change_no_parameter(gradient):
    stack = Stack(NETWORK, 7, TrainingSettings(batch=7))
    before = [group.probabilities.copy() for group in stack.layers[0]]
    assert seconds_alone(stack, gradient, 3) > 0
    for group, c in zip(stack.layers[0], before, strict=True):
        np.testing.assert_array_equal(group.probabilities, c)


def test_that_a_measurement_ends_with_its_result(without_torch):
    *progress, result = bench_training(SMALL, ("mnist-5core",))
    assert all(isinstance(event, TrainingBenchProgress) for event in progress)
    assert progress[-1].done == progress[-1].total == 6
    assert isinstance(result, TrainingBenchResult)
    assert (result.settings, result.torch) == (SMALL, None)
    (speed,) = result.networks
    assert (speed.torch_seconds_per_epoch, speed.ratio_to_torch) == (None, None)
    # 4 cores of 256 × 64 and one of 256 × 256: three products forward and
    # back, and one more that passes the last core's error down.
    operations = 2 * 100 * (3 * (4 * 256 * 64 + 256 * 256) + 256 * 256)
    assert speed.gflops * speed.seconds_per_epoch == pytest.approx(
        EPOCH * operations / 1e9
    )
    assert speed.matrix_share > 0


def test_that_pytorch_learns_the_same():
    pytest.importorskip("torch")
    *_, result = bench_training(TrainingBench(1, 12), ("mnist-5core",))
    (speed,) = result.networks
    assert result.torch is not None
    assert speed.ratio_to_torch == pytest.approx(
        speed.torch_seconds_per_epoch / speed.seconds_per_epoch
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_that_pytorch_comes_to_the_same_losses_with_any_strengths(seed):
    torch_training = pytest.importorskip("tnstudio.app.bench.torch_training")
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 256, (400, 36), np.uint8)
    labels = (pixels[:, 0] > 127).astype(np.int32)
    layers = (WindowLayer(4, 2, strengths=(-2, -1, 1, 2)), WindowLayer(2, 1, 5))
    network = replace(NETWORK, layers=layers, seed=seed)
    examples = Examples(pixels, labels)
    settings = TrainingSettings(batch=20, epochs=1, schedule="constant", seed=seed)
    training, run = bench_module._prepared(network, examples, settings)
    losses = [event.loss for event in training.run() if isinstance(event, BatchDone)]
    with torch_training.TorchTraining.threads(1):
        beside = torch_training.TorchTraining(run.start)
        found = [beside.learn(pixels, labels, chosen) for chosen in run.chosen]
    assert len(found) == 20
    np.testing.assert_allclose(found, losses, rtol=1e-3)


@pytest.mark.parametrize("loss", [1.01, 0.99, float("nan")])
def test_that_another_loss_is_an_error(loss):
    bench_module._require_same_loss("mnist-5core", 0, 1.0005, 1.0)
    with pytest.raises(TNStudioError, match="not 1") as error:
        bench_module._require_same_loss("mnist-5core", 2, loss, 1.0)
    assert error.value.location == "mnist-5core, batch 3"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (TrainingBench(epochs=0), "number of epochs is 0"),
        (TrainingBench(epochs=1001), "choose 1 to 1000"),
        (TrainingBench(batches=0), "number of batches is 0"),
        (TrainingBench(batches=601), "choose 1 to 600"),
    ],
)
def test_that_what_cannot_be_measured_is_refused(settings, message):
    with pytest.raises(TNStudioError, match=message):
        list(bench_training(settings))

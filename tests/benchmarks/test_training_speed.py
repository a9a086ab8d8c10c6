"""Time of an update against the same update in plain NumPy."""

from time import perf_counter

import numpy as np
import pytest

from tnstudio.model.records import TrainingSettings
from tnstudio.model.templates import PUBLISHED
from tnstudio.model.topology import lay_out
from tnstudio.threads import one_blas_thread
from tnstudio.training.groups import LEAST_VARIANCE
from tnstudio.training.stack import Stack
from tnstudio.training.steps import Step

IMAGES = 100
UPDATES = 20

pytestmark = pytest.mark.benchmark


class PlainCore:
    """One core's update with NumPy expressions, approximate gradient."""

    def __init__(self, plan, random):
        self.plan = plan
        axons, neurons = len(plan.sources), plan.neurons
        self.c = random.random((axons, neurons), np.float32)
        self.s = random.choice(np.array([-1, 1], np.float32), (axons, neurons))
        self.b = np.zeros(neurons, np.float32)
        self.v = np.zeros_like(self.c)

    def forward(self, source):
        self.x = source[:, self.plan.sources]
        mean = self.x @ (self.c * self.s) + self.b
        weighted = self.c * self.s**2
        variance = self.x @ weighted - self.x**2 @ (weighted * self.c)
        sigma = np.sqrt(np.maximum(variance, np.float32(LEAST_VARIANCE)))
        z = mean / sigma
        self.slope = np.exp(-0.5 * z * z) / sigma
        # A logistic curve stands for erf, which NumPy lacks.
        return 1 / (1 + np.exp(-1.702 * z))

    def backward(self, error):
        delta = error * self.slope
        below = delta @ (self.c * self.s).T
        self.v = 0.9 * self.v - 0.01 * self.s * (self.x.T @ delta)
        self.c = np.clip(self.c + self.v, 0, 1)
        self.b -= 0.01 * delta.sum(axis=0)
        return below


def plain_update(layers, values, error_out):
    activity = [values]
    for cores in layers:
        activity.append(np.hstack([core.forward(activity[-1]) for core in cores]))
    error = error_out
    for depth in reversed(range(len(layers))):
        below = np.zeros_like(activity[depth])
        for core in layers[depth]:
            first = core.plan.first_neuron
            part = error[:, first : first + core.plan.neurons]
            below[:, core.plan.sources] = core.backward(part)
        error = below


def seconds(work) -> float:
    work()
    started = perf_counter()
    for _ in range(UPDATES):
        work()
    return (perf_counter() - started) / UPDATES


@pytest.mark.parametrize("template", PUBLISHED)
def test_that_an_update_is_faster_than_plain_numpy(template, capsys):
    network = PUBLISHED[template]()
    random = np.random.default_rng(1)
    values = random.random((IMAGES, network.input.size), np.float32)
    labels = random.integers(0, 10, IMAGES).astype(np.int32)
    stack = Stack(network, IMAGES, TrainingSettings())

    def ours():
        stack.learn(values, labels, Step(0.01, 0.9, "approximate"))

    plan = lay_out(network)
    plain = [[PlainCore(core, random) for core in layer.cores] for layer in plan.layers]
    error = random.normal(0, 0.01, (IMAGES, plan.layers[-1].neurons))
    error = error.astype(np.float32)
    with one_blas_thread():
        mine = seconds(ours)
    theirs = seconds(lambda: plain_update(plain, values, error))
    with capsys.disabled():
        print(
            f"\n{template}: {1e3 * mine:.2f} ms per update of {IMAGES} images, "
            f"plain NumPy {1e3 * theirs:.2f} ms, ratio {theirs / mine:.2f}"
        )
    assert mine < theirs

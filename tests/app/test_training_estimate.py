"""What is told of time and memory before a training begins."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from tnstudio.app.machine import machine_memory
from tnstudio.app.training_estimate import (
    CORE_TICK_WORK,
    TrainingEstimate,
    estimated,
    measured_pace,
    pace_of,
)
from tnstudio.app.training_session import completed, training_session
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.model.network import Network
from tnstudio.model.records import Augmentation, TrainingSettings
from tnstudio.model.templates import mnist_5core, mnist_30core

NAMES = tuple("0123456789")


def noise(train: int, test: int) -> Dataset:
    random = np.random.default_rng(0)

    def images(count: int) -> ImageSet:
        pixels = random.integers(0, 256, (count, 28, 28, 1), np.uint8)
        labels = random.integers(0, 10, count).astype(np.int32)
        return ImageSet("noise", pixels, labels, NAMES)

    return Dataset("noise", images(train), images(test))


DATA = noise(1000, 500)
SETTINGS = TrainingSettings(epochs=2)


@pytest.mark.parametrize("network", [mnist_5core(), mnist_30core()])
def test_that_the_memory_is_about_what_a_session_takes(network: Network) -> None:
    estimate = estimated(network, DATA, SETTINGS, 1e9)
    once = replace(SETTINGS, epochs=1)
    completed(training_session(network, DATA, once))
    tracemalloc.start()
    try:
        completed(training_session(network, DATA, SETTINGS))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    parts = estimate.network_bytes + estimate.other_bytes
    assert parts == pytest.approx(peak, rel=0.2)
    held = (DATA.train.pixels, DATA.train.labels, DATA.test.pixels, DATA.test.labels)
    assert estimate.image_bytes == sum(part.nbytes for part in held)


def test_that_a_pace_is_found_again() -> None:
    network = mnist_5core()
    estimate = estimated(network, DATA, SETTINGS, 1e9)
    on_chip = CORE_TICK_WORK * 5 * 500 / 1e9
    seconds = estimate.seconds_per_epoch - on_chip
    assert pace_of(network, DATA, SETTINGS, seconds) == pytest.approx(1e9)


def test_that_time_grows_with_the_work() -> None:
    def seconds(network: Network, data: Dataset, settings: TrainingSettings) -> float:
        return estimated(network, data, settings, 1e10).seconds_per_epoch

    small = seconds(mnist_5core(), DATA, SETTINGS)
    assert 6 < seconds(mnist_30core(), DATA, SETTINGS) / small < 9
    assert 1.9 < seconds(mnist_5core(), noise(2000, 1000), SETTINGS) / small < 2.1
    slower = (
        replace(SETTINGS, gradient="exact"),
        replace(SETTINGS, batch=10),
        replace(SETTINGS, augmentation=Augmentation(5)),
    )
    for settings in slower:
        assert small < seconds(mnist_5core(), DATA, settings) < 4 * small


def test_that_a_batch_larger_than_the_data_is_the_data() -> None:
    whole = estimated(mnist_5core(), DATA, replace(SETTINGS, batch=1000), 1e9)
    assert estimated(mnist_5core(), DATA, replace(SETTINGS, batch=9999), 1e9) == whole


def test_that_the_pace_of_this_computer_is_measured() -> None:
    assert measured_pace() > 1e6


def test_that_an_estimate_is_told() -> None:
    estimate = TrainingEstimate(1.24, 55_000_000, 9_000_000, 6_000_000)
    assert estimate.told(1) == "About 1.2 s per epoch; 70 MB of memory"
    assert estimate.told(750) == "About 1.2 s per epoch, 16 min in all; 70 MB of memory"
    brief = replace(estimate, seconds_per_epoch=0.01)
    assert brief.told(2) == "Under 0.1 s per epoch, under 0.1 s in all; 70 MB of memory"
    assert estimate.excess(None) == estimate.excess(80_000_000) == ""
    assert "this computer has 60 MB" in estimate.excess(60_000_000)


def test_that_the_memory_of_this_computer_is_known_where_it_is_told() -> None:
    memory = machine_memory()
    assert memory is None or memory > 2**27

"""A data set, a network and a chip that are small enough to train in a test."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.datasets.idx_files import TEST, TRAIN, idx_bytes, write
from tests.trained_networks import trained_at_random
from tnstudio.app.run_recorder import RunRecorder
from tnstudio.app.runs import with_run
from tnstudio.app.training_session import training_session
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.mapping.deploy import deploy
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings

SIDE = 8
CLASSES = ("left", "right", "none")


def small_network() -> Network:
    """Return 2 x 2 cores and one that reads them, on a chip of 16 small cores."""
    return Network(
        name="small",
        input=InputShape(SIDE, SIDE, 1),
        layers=(WindowLayer(5, 3), WindowLayer(2, 1, 4)),
        readout=Readout(CLASSES),
        hardware=Hardware("classroom", 32, 16, 4, 4, 4),
        seed=3,
    )


def small_images(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return noisy images, bright at the left, at the right or nowhere."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % len(CLASSES)
    pixels = random.integers(0, 60, (count, SIDE, SIDE))
    pixels[labels == 0, :, :3] += 190
    pixels[labels == 1, :, -3:] += 190
    return pixels.astype(np.uint8), labels.astype(np.uint8)


def small_dataset(folder: Path, train: int = 300, test: int = 60) -> str:
    """Write the images as IDX files; returns the folder as a source."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (names, count) in enumerate(((TRAIN, train), (TEST, test))):
        pixels, labels = small_images(count, seed)
        write(folder / names[0], idx_bytes(pixels))
        write(folder / names[1], idx_bytes(labels))
    return str(folder)


def project_with_run(epochs: int) -> Project:
    """Return the network trained for some epochs, with its run."""
    images = [
        ImageSet("small", pixels[..., None], labels.astype(np.int32), CLASSES)
        for pixels, labels in (small_images(60, 0), small_images(30, 1))
    ]
    settings = TrainingSettings(epochs=epochs, batch=20, rate=0.3)
    session = training_session(small_network(), Dataset("small", *images), settings)
    recorder = RunRecorder("small", "2026-01-01T00:00:00+00:00")
    while True:
        try:
            recorder.take(next(session))
        except StopIteration as end:
            trained = end.value
            break
    project = with_run(Project(small_network()), recorder.run(trained))
    return replace(project, trained=trained)


def small_project(copies: int = 1) -> Project:
    """Return the network with drawn parameters, deployed."""
    network = small_network()
    trained = trained_at_random(network, 1)
    return Project(network, trained, deploy(trained, copies, seed=5))

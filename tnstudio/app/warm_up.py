"""Getting the kernels ready before someone waits for them.

Compiled kernels are kept on disk; at the first start on a computer they are
compiled (some seconds), later loaded (some tenths of a second). Either is
better done while the user is still looking around.
"""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from tnstudio.app.confusion import examine
from tnstudio.app.simulation_session import image_session
from tnstudio.app.training_session import training_session
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.jit import is_kept
from tnstudio.mapping.deploy import deploy
from tnstudio.mapping.placing import placing
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.placement import grid_of, places_of
from tnstudio.model.records import TrainingSettings
from tnstudio.model.traffic import traffic_of
from tnstudio.model.trained import TrainedNetwork
from tnstudio.simulation.kernels import run
from tnstudio.training.update_kernels import update

_NETWORK = Network(
    name="warm-up",
    input=InputShape(4, 4),
    layers=(WindowLayer(2, 2), WindowLayer(2, 1, 2)),
    readout=Readout(("dark", "bright")),
    hardware=Hardware("tiny", axons=8, neurons=4, grid_rows=3, grid_columns=2),
)

_LITTLE = 1e-6
"""Of the usual effort of automatic placement."""


_WITNESSES: tuple[Callable[..., object], ...] = (update, run)
"""Kernels that take long to compile: if they need not be, the others need not."""

Steps = Generator[None, None, None]


@dataclass(frozen=True, slots=True)
class CompilingProgress:
    """How far the kernels are compiled.

    Attributes
    ----------
    share : float
        How much is done, 0..1.
    seconds : float
        Wall time so far.
    """

    share: float
    seconds: float

    @property
    def seconds_left(self) -> float:
        """Estimated time to the end; NaN at the start."""
        if not self.share:
            return math.nan
        return self.seconds * (1 - self.share) / self.share


def warming_up() -> Generator[CompilingProgress | None, None, None]:
    """Train, evaluate, step and place a tiny network, as a job in small steps.

    If that compiles kernels, which takes half a minute, it tells how far it is.
    """
    compiles = not all(is_kept(witness) for witness in _WITNESSES)
    begun, done = perf_counter(), 0
    total = sum(seconds for seconds, _ in _PARTS)
    trained: list[TrainedNetwork] = []
    for seconds, part in _PARTS:
        if compiles:
            yield CompilingProgress(done / total, perf_counter() - begun)
        yield from part(trained)
        done += seconds


def _learn(trained: list[TrainedNetwork]) -> Steps:
    settings = TrainingSettings(epochs=1, batch=2)
    trained.append((yield from _trained(_dataset(), settings)))


def _learn_exactly(trained: list[TrainedNetwork]) -> Steps:
    settings = TrainingSettings(
        "binary", epochs=1, batch=2, gradient="exact", dropout=0.5
    )
    trained.append((yield from _trained(_dataset(), settings)))


def _examine(trained: list[TrainedNetwork]) -> Steps:
    for _ in examine(trained[-1], _dataset().test):
        # Its progress is nothing that anybody waits for.
        yield


def _simulate(trained: list[TrainedNetwork]) -> Steps:
    session = image_session(deploy(trained[-1], copies=1, seed=0), _dataset().test)
    yield
    session.advance(2)
    yield


def _place(_made: list[TrainedNetwork]) -> Steps:
    traffic, start = traffic_of(_NETWORK), places_of(_NETWORK)
    for _ in placing(traffic, start, grid_of(_NETWORK.hardware), 0, _LITTLE):
        yield


_PARTS: tuple[tuple[int, Callable[[list[TrainedNetwork]], Steps]], ...] = (
    (9, _learn),
    (10, _learn_exactly),
    (1, _examine),
    (8, _simulate),
    (1, _place),
)
"""What is done, and the seconds that compiling it takes, about. Between them, both
trainings use every kernel of training."""


def _dataset() -> Dataset:
    pixels = np.array([[0] * 16, [255] * 16], np.uint8).reshape(2, 4, 4, 1)
    labels = np.array([0, 1], np.int32)
    images = ImageSet("warm-up", pixels, labels, _NETWORK.readout.class_names)
    return Dataset("warm-up", images, images)


def _trained(
    dataset: Dataset, settings: TrainingSettings
) -> Generator[None, None, TrainedNetwork]:
    session = training_session(_NETWORK, dataset, settings)
    while True:
        # Its events stay here: the window would show them as progress of a
        # training, and ask before it stops it.
        try:
            next(session)
        except StopIteration as end:
            trained: TrainedNetwork = end.value
            return trained
        yield

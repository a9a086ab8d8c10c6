"""Getting the kernels ready before someone waits for them.

Compiled kernels are kept on disk; at the first start on a computer they are
compiled (some seconds), later loaded (some tenths of a second). Either is
better done while the user is still looking around.
"""

from collections.abc import Generator

import numpy as np

from tnstudio.app.confusion import examine
from tnstudio.app.simulation_session import image_session
from tnstudio.app.training_session import training_session
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.mapping.deploy import deploy
from tnstudio.mapping.placing import placing
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.placement import grid_of, places_of
from tnstudio.model.records import TrainingSettings
from tnstudio.model.traffic import traffic_of
from tnstudio.model.trained import TrainedNetwork

_NETWORK = Network(
    name="warm-up",
    input=InputShape(4, 4),
    layers=(WindowLayer(2, 2), WindowLayer(2, 1, 2)),
    readout=Readout(("dark", "bright")),
    hardware=Hardware("tiny", axons=8, neurons=4, grid_rows=3, grid_columns=2),
)

_EACH_KERNEL = (
    TrainingSettings(epochs=1, batch=2),
    TrainingSettings("binary", epochs=1, batch=2, gradient="exact", dropout=0.5),
)
"""Between them they use every kernel of training."""

_LITTLE = 1e-6
"""Of the usual effort of automatic placement."""


def warming_up() -> Generator[None, None, None]:
    """Train, evaluate, step and place a tiny network, as a job in small steps."""
    pixels = np.array([[0] * 16, [255] * 16], np.uint8).reshape(2, 4, 4, 1)
    labels = np.array([0, 1], np.int32)
    images = ImageSet("warm-up", pixels, labels, _NETWORK.readout.class_names)
    dataset = Dataset("warm-up", images, images)
    for settings in _EACH_KERNEL:
        trained = yield from _trained(dataset, settings)
    program = deploy(trained, copies=1, seed=0)
    for _ in examine(trained, images):
        # As above: no progress that anybody waits for.
        yield
    image_session(program, images).advance(2)
    traffic, start = traffic_of(_NETWORK), places_of(_NETWORK)
    for _ in placing(traffic, start, grid_of(_NETWORK.hardware), 0, _LITTLE):
        yield


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

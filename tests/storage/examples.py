"""One project with everything in it, always the same."""

import numpy as np

from tests.strategies import random_program, trained_cores
from tests.trained_networks import SMALL_CHIP, tiny_network
from tnstudio.model.arrays import frozen
from tnstudio.model.measured import MeasuredCell, MeasuredTable
from tnstudio.model.program_arrays import Extent
from tnstudio.model.project import Project
from tnstudio.model.records import EpochRecord, History, TrainingSettings
from tnstudio.model.trained import TrainedNetwork


def full_project() -> Project:
    """Return a small project with a training result and a chip."""
    random = np.random.default_rng(1)
    network = tiny_network()
    epoch = EpochRecord(1, 0.7, 0.5, float("nan"), 0.25, 1.0, 0.125)
    losses = frozen(random.random(30), np.float32)
    extent = Extent(
        cores=8,
        input_lines=20,
        connections=50,
        output_lines=7,
        classes=3,
        copies=2,
        input_shape=(4, 5, 2),
    )
    return Project(
        network,
        TrainedNetwork(
            network,
            TrainingSettings(),
            trained_cores(random, network),
            History((epoch,), losses),
            measured=measured_table(),
        ),
        random_program(random, SMALL_CHIP, extent, calm=False),
    )


def measured_table() -> MeasuredTable:
    """Return what two seeds came to with 1 and 4 copies."""
    cells = (
        MeasuredCell("stochastic", 1, 1, 6, (70, 75), (4000, 4100)),
        MeasuredCell("rate", 4, 16, 24, (80, 99), (2**40, 2**41)),
    )
    return MeasuredTable("digits test", 100, (0, 7), cells)

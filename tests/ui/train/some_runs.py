"""Runs with curves that were drawn, not trained: many in no time."""

from collections.abc import Sequence

import numpy as np

from tests.trained_networks import trained_at_random
from tnstudio.model.arrays import frozen
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.records import EpochRecord, TrainingSettings
from tnstudio.model.run import EpochWeights, Run, no_parameters

BATCHES = 30


def some_run(
    network: Network,
    name: str,
    settings: TrainingSettings | None = None,
    kept: Sequence[int] = (),
    note: str = "",
    source: str = "mnist",
) -> Run:
    """Return a run whose loss falls and whose accuracy rises, by its seed and rate."""
    settings = settings or TrainingSettings(epochs=4)
    epochs = settings.epochs
    random = np.random.default_rng(settings.seed)
    steps = np.arange(BATCHES * epochs) / BATCHES
    falling = 0.1 + 0.6 * np.exp(-steps * (0.3 + settings.rate))
    losses = falling * random.uniform(0.85, 1.15, steps.size)
    records = []
    for epoch in range(1, epochs + 1):
        share = 0.96 - 0.3 * np.exp(-epoch * (0.3 + settings.rate))
        share += random.uniform(-0.01, 0.01)
        loss = float(losses[BATCHES * (epoch - 1) : BATCHES * epoch].mean())
        records.append(
            EpochRecord(epoch, loss, share + 0.01, share, share - 0.04, 0.5, 1.5)
        )
    weights = tuple(
        EpochWeights(epoch, trained_at_random(network, epoch).layers) for epoch in kept
    )
    return Run(
        name=name,
        started=f"2025-03-{1 + settings.seed % 28:02}T14:05:00+01:00",
        source=source,
        network=network,
        settings=settings,
        epochs=tuple(records),
        batches=BATCHES,
        losses=frozen(losses, np.float32),
        stretch=1,
        parameters=no_parameters(len(network.layers)),
        weights=weights,
        note=note,
    )


def project_with_runs(network: Network, count: int = 3) -> Project:
    """Return a project whose runs have seeds 1, 2 … and rising rates."""
    runs = tuple(
        some_run(
            network,
            f"Run {k}",
            TrainingSettings(epochs=3 + k % 3, rate=0.2 * k, seed=k),
            kept=(1, 3),
        )
        for k in range(1, count + 1)
    )
    return Project(network, runs=runs)

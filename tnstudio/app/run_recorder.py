"""Makes a run of what a training session tells, to be kept in the project."""

from datetime import datetime

import numpy as np

from tnstudio.app.parameter_recorder import ParameterRecorder
from tnstudio.app.runs import batches_of, weight_room
from tnstudio.app.training_session import EpochFinished, SessionEvent
from tnstudio.model.network import Network
from tnstudio.model.records import EpochRecord
from tnstudio.model.run import (
    EpochWeights,
    Run,
    best_of,
    thinned,
)
from tnstudio.model.topology import lay_out
from tnstudio.model.trained import TrainedNetwork

KEPT_EPOCHS = 1
"""How many epochs' weights a run keeps unless told otherwise: the last. Those of 30
cores add 3 MB to the file and 0.4 s to each time that it is saved."""

_WEIGHT_BYTES = np.dtype(np.float32).itemsize
"""Of one probability."""


def now() -> str:
    """Return the time of now as ISO 8601, to the second, with its zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def weight_bytes(network: Network) -> int:
    """Return the bytes that the weights of one epoch take.

    Parameters
    ----------
    network : Network
        A design of layers without errors.
    """
    cores = (core for layer in lay_out(network).layers for core in layer.cores)
    return _WEIGHT_BYTES * sum(core.sources.size * core.neurons for core in cores)


class RunRecorder:
    """Takes the events of one session.

    Parameters
    ----------
    source : str
        What the images were asked for by.
    started : str
        When, as ISO 8601.
    keep : int, optional
        How many epochs' weights to keep, >= 0: the last, the best by test
        accuracy, and others spread evenly. `KEPT_EPOCHS` if not told, or as many
        as ``before`` has if these are more.
    start : TrainedNetwork, optional
        What the session goes on from.
    before : Run, optional
        The run that the session goes on with.
    """

    def __init__(
        self,
        source: str,
        started: str,
        keep: int | None = None,
        start: TrainedNetwork | None = None,
        before: Run | None = None,
    ) -> None:
        self._source = source
        self._started = started
        self._before = before
        self._restarts = before.restarts if before is not None else ()
        if start is not None and start.state is None:
            self._restarts = (*self._restarts, len(start.history.epochs))
        self._parameters = ParameterRecorder(before.parameters if before else None)
        self._weights: dict[int, EpochWeights] = {}
        if before is not None:
            self._weights = {kept.epoch: kept for kept in before.weights}
        usual = max(KEPT_EPOCHS, len(self._weights))
        self._keep = usual if keep is None else keep

    def take(self, event: SessionEvent | None) -> None:
        """Take what an event tells, if it is of a whole epoch."""
        if not isinstance(event, EpochFinished):
            return
        epoch, snapshot = event.record.epoch, event.snapshot
        self._parameters.take(event)
        self._weights[epoch] = EpochWeights(epoch, snapshot.layers)
        chosen = _chosen(
            snapshot.history.epochs,
            snapshot.settings.epochs,
            min(self._keep, weight_room(snapshot.layers)),
        )
        self._weights = {e: w for e, w in self._weights.items() if e in chosen}

    def run(self, trained: TrainedNetwork) -> Run:
        """Return the run so far; it has no name before it is in a project.

        Parameters
        ----------
        trained : TrainedNetwork
            What the session has come to, finished or not.
        """
        before, history = self._before, trained.history
        losses, stretch = thinned(history.batch_losses)
        return Run(
            name="" if before is None else before.name,
            started=self._started if before is None else before.started,
            source=self._source,
            network=trained.network,
            settings=trained.settings,
            epochs=history.epochs,
            batches=batches_of(trained),
            losses=losses,
            stretch=stretch,
            parameters=self._parameters.history(len(trained.layers)),
            weights=tuple(self._weights[epoch] for epoch in sorted(self._weights)),
            restarts=self._restarts,
            note="" if before is None else before.note,
        )


def _chosen(records: tuple[EpochRecord, ...], epochs: int, count: int) -> set[int]:
    """Return so many epochs at most: the newest, the best, others spread evenly."""
    newest = records[-1]
    best = best_of(records) or newest
    if count >= epochs:
        return set(range(1, newest.epoch + 1))
    spread = [round(k * epochs / (count - 1)) for k in range(1, count - 1)]
    # In the order of what matters most.
    return set((newest.epoch, best.epoch, *spread)[:count])

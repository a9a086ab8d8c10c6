"""Makes a run of what a training session tells, to be kept in the project."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

import numpy as np
import numpy.typing as npt

from tnstudio.app.runs import batches_of, weight_room
from tnstudio.app.training_session import EpochFinished, SessionEvent
from tnstudio.model.arrays import frozen
from tnstudio.model.network import Network
from tnstudio.model.records import EpochRecord
from tnstudio.model.run import (
    EpochWeights,
    ParameterHistory,
    Run,
    best_of,
    no_parameters,
    thinned,
)
from tnstudio.model.topology import lay_out
from tnstudio.model.trained import TrainedNetwork

KEPT_EPOCHS = 1
"""How many epochs' weights a run keeps unless told otherwise: the last. Those of 30
cores add 3 MB to the file and 0.4 s to each time that it is saved."""

MOST_ROWS = 2048
"""Epochs of which histograms are kept: of a longer run every 2nd, 4th, 8th …"""


@dataclass(frozen=True, eq=False, slots=True)
class _Row:
    """One epoch of a `ParameterHistory`: the fields of the same names."""

    reaches: npt.NDArray[np.int16]
    probabilities: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.uint32]
    biases: npt.NDArray[np.uint32]
    gradient_norms: npt.NDArray[np.float32]
    saturated: npt.NDArray[np.uint32]


def now() -> str:
    """Return the time of now as ISO 8601, to the second, with its zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


_WEIGHT_BYTES = np.dtype(np.float32).itemsize
"""Of one probability."""

_COLUMNS = tuple(field.name for field in fields(_Row))


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
        self._strongest: npt.NDArray[np.int16] | None = None
        self._rows: dict[int, _Row] = {}
        self._weights: dict[int, EpochWeights] = {}
        if before is not None:
            self._strongest = before.parameters.strongest
            self._rows = _rows_of(before.parameters)
            self._weights = {kept.epoch: kept for kept in before.weights}
        usual = max(KEPT_EPOCHS, len(self._weights))
        self._keep = usual if keep is None else keep

    def take(self, event: SessionEvent) -> None:
        """Take what an event tells, if it is of a whole epoch."""
        if not isinstance(event, EpochFinished):
            return
        epoch, snapshot = event.record.epoch, event.snapshot
        # A strength may be 0: then the histogram reaches to 1 all the same.
        strongest = [layer.weights.edges[-1] for layer in event.histograms]
        self._strongest = frozen(np.array(strongest), np.int16)
        self._rows[epoch] = _row_of(event)
        self._rows = _thinned_rows(self._rows)
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
            parameters=self._parameters(len(trained.layers)),
            weights=tuple(self._weights[epoch] for epoch in sorted(self._weights)),
            restarts=self._restarts,
            note="" if before is None else before.note,
        )

    def _parameters(self, layers: int) -> ParameterHistory:
        if self._strongest is None or not self._rows:
            return no_parameters(layers)
        rows = list(self._rows.values())
        columns = {
            name: frozen(
                np.stack([getattr(row, name) for row in rows]),
                getattr(rows[0], name).dtype,
            )
            for name in _COLUMNS
        }
        epochs = frozen(np.array(list(self._rows)), np.int32)
        return ParameterHistory(epochs=epochs, strongest=self._strongest, **columns)


def _row_of(event: EpochFinished) -> _Row:
    layers, figures = event.histograms, event.figures
    return _Row(
        reaches=np.array([layer.biases.edges[-1] for layer in layers], np.int16),
        probabilities=_counts(layer.probabilities.counts for layer in layers),
        weights=_counts(layer.weights.counts for layer in layers),
        biases=_counts(layer.biases.counts for layer in layers),
        gradient_norms=np.array([one.gradient_norm for one in figures], np.float32),
        saturated=np.array([one.saturated for one in figures], np.uint32),
    )


def _counts(counts: Iterable[npt.NDArray[np.int64]]) -> npt.NDArray[np.uint32]:
    return np.array(list(counts), np.uint32)


def _rows_of(history: ParameterHistory) -> dict[int, _Row]:
    columns = {name: getattr(history, name) for name in _COLUMNS}
    return {
        epoch: _Row(**{name: column[k] for name, column in columns.items()})
        for k, epoch in enumerate(history.epochs.tolist())
    }


def _thinned_rows(rows: dict[int, _Row]) -> dict[int, _Row]:
    """Leave every 2nd, 4th, 8th … epoch, and the newest, if there are too many."""
    newest, step = max(rows), 1
    while newest // step > MOST_ROWS:
        step *= 2
    return {e: row for e, row in rows.items() if e % step == 0 or e == newest}


def _chosen(records: tuple[EpochRecord, ...], epochs: int, count: int) -> set[int]:
    """Return so many epochs at most: the newest, the best, others spread evenly."""
    newest = records[-1]
    best = best_of(records) or newest
    if count >= epochs:
        return set(range(1, newest.epoch + 1))
    spread = [round(k * epochs / (count - 1)) for k in range(1, count - 1)]
    # In the order of what matters most.
    return set((newest.epoch, best.epoch, *spread)[:count])

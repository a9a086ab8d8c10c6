"""Histograms and figures of every layer, epoch after epoch, as a run keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from tnstudio.app.training_session import EpochFinished
from tnstudio.model.arrays import frozen
from tnstudio.model.run import ParameterHistory, no_parameters

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


_COLUMNS = tuple(field.name for field in fields(_Row))


class ParameterRecorder:
    """Takes the epochs of one session.

    Parameters
    ----------
    before : ParameterHistory, optional
        What the session goes on with.
    """

    def __init__(self, before: ParameterHistory | None = None) -> None:
        self._strongest: npt.NDArray[np.int16] | None = None
        self._rows: dict[int, _Row] = {}
        if before is not None:
            self._strongest = before.strongest
            self._rows = _rows_of(before)

    def take(self, event: EpochFinished) -> None:
        """Take what is told of an epoch; one that was taken before gives way."""
        # A strength may be 0: then the histogram reaches to 1 all the same.
        strongest = [layer.weights.edges[-1] for layer in event.histograms]
        self._strongest = frozen(np.array(strongest), np.int16)
        self._rows[event.record.epoch] = _row_of(event)
        self._rows = _thinned_rows(self._rows)

    def history(self, layers: int) -> ParameterHistory:
        """Return what was taken so far.

        Parameters
        ----------
        layers : int
            Of the network; needed while there is nothing.
        """
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

"""Histograms of what a network has learned, with exact counts."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.run import BINS, ParameterHistory
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.training.counting import synapse_counts


@dataclass(frozen=True, eq=False, slots=True)
class Histogram:
    """Exact counts of values.

    Attributes
    ----------
    edges : float64 array, shape (bins + 1,)
    counts : int64 array, shape (bins,)
        The last bin includes its upper edge.
    """

    edges: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class LayerHistograms:
    """The distributions of one layer: c̃, c̃ s and b."""

    probabilities: Histogram
    weights: Histogram
    biases: Histogram


def layer_histograms(trained: TrainedNetwork) -> tuple[LayerHistograms, ...]:
    """Return the histograms of every layer."""
    return tuple(_of_layer(cores) for cores in trained.layers)


def _of_layer(cores: tuple[TrainedCore, ...]) -> LayerHistograms:
    strongest = max(
        (int(np.abs(core.strengths).max(initial=1)) for core in cores), default=1
    )
    of_c, of_weights = synapse_counts(cores, strongest, BINS)
    # A training that diverges has biases that are no numbers.
    known = [core.biases[np.isfinite(core.biases)] for core in cores]
    biases = np.concatenate([*known, np.zeros(0, np.float32)])
    reach = _power_above(float(np.abs(biases).max(initial=0.0)))
    of_biases, _ = np.histogram(biases, BINS, (-reach, reach))
    return LayerHistograms(
        _histogram(of_c, 0.0, 1.0),
        _histogram(of_weights, -strongest, strongest),
        _histogram(of_biases, -reach, reach),
    )


def _power_above(value: float) -> int:
    """Return the smallest power of two, 1 or more, above a value."""
    return 1 << int(value).bit_length()


def _histogram(counts: npt.NDArray[np.integer], low: float, high: float) -> Histogram:
    return Histogram(np.linspace(low, high, BINS + 1), counts.astype(np.int64))


def histograms_after(
    history: ParameterHistory, row: int
) -> tuple[LayerHistograms, ...]:
    """Return the histograms of every layer after one of the epochs of a run.

    Parameters
    ----------
    history : ParameterHistory
    row : int
        Place of the epoch in ``history.epochs``.
    """
    return tuple(
        LayerHistograms(
            _histogram(history.probabilities[row, layer], 0, 1),
            _histogram(history.weights[row, layer], -strongest, strongest),
            _histogram(history.biases[row, layer], -reach, reach),
        )
        for layer, (strongest, reach) in enumerate(
            zip(history.strongest.tolist(), history.reaches[row].tolist(), strict=True)
        )
    )

"""Histograms of what a network has learned, with exact counts."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.trained import TrainedCore, TrainedNetwork

BINS = 40


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
    probabilities = [core.probabilities.ravel() for core in cores]
    weights = [core.effective_weights().ravel() for core in cores]
    biases = [core.biases for core in cores]
    furthest = max((float(np.abs(b).max(initial=1.0)) for b in biases), default=1.0)
    return LayerHistograms(
        _count(probabilities, 0.0, 1.0),
        _count(weights, -strongest, strongest),
        _count(biases, -furthest, furthest),
    )


def _count(parts: list[npt.NDArray[np.float32]], low: float, high: float) -> Histogram:
    values = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    counts, edges = np.histogram(values, BINS, (low, high))
    return Histogram(edges, counts.astype(np.int64))

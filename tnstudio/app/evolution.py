"""How the parameters of a layer have changed over the epochs of a run."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.run import BINS, ParameterHistory, within


@dataclass(frozen=True, eq=False, slots=True)
class Evolution:
    """Exact counts of values, epoch after epoch.

    Attributes
    ----------
    epochs : int32 array, shape (epochs,)
        Which epochs, rising; of a very long run not all.
    edges : float64 array, shape (bins + 1,)
        Of all epochs alike.
    counts : uint32 array, shape (epochs, bins)
    """

    epochs: npt.NDArray[np.int32]
    edges: npt.NDArray[np.float64]
    counts: npt.NDArray[np.uint32]

    @property
    def most(self) -> int:
        """The highest of all counts; 0 while there are none."""
        return int(self.counts.max(initial=0))

    @property
    def least(self) -> int:
        """The lowest of all counts that are not 0; 0 while there are none."""
        most = self.most
        return int(self.counts.min(initial=most, where=self.counts > 0))


@dataclass(frozen=True, eq=False, slots=True)
class LayerEvolution:
    """The distributions of one layer: c̃, c̃ s and b."""

    probabilities: Evolution
    weights: Evolution
    biases: Evolution


def layer_evolution(history: ParameterHistory, layer: int) -> LayerEvolution:
    """Return how one layer, counted from 0, was distributed after each epoch.

    The bins of b are those of the epoch in which they reached furthest.
    """
    strongest = int(history.strongest[layer])
    reaches = history.reaches[:, layer]
    reach = int(reaches.max(initial=1))
    biases = within(history.biases[:, layer], reaches, reach)
    return LayerEvolution(
        _evolution(history, history.probabilities[:, layer], 0.0, 1.0),
        _evolution(history, history.weights[:, layer], -strongest, strongest),
        _evolution(history, biases, -reach, reach),
    )


def _evolution(
    history: ParameterHistory,
    counts: npt.NDArray[np.uint32],
    low: float,
    high: float,
) -> Evolution:
    return Evolution(history.epochs, np.linspace(low, high, BINS + 1), counts)


def pooled(
    evolution: Evolution, columns: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.intp]]:
    """Return the counts as columns of a picture, from epoch 0 to the last one.

    What is known of an epoch holds back to the epoch known before it. A column
    of several epochs has the highest count of each bin, so that no peak is
    lost.

    Parameters
    ----------
    evolution : Evolution
        Of one epoch at least.
    columns : int
        Of pixels that there are, >= 1.

    Returns
    -------
    counts : uint32 array, shape (bins, columns)
        One for each epoch, if there is room for all.
    rows : intp array, shape (columns,)
        The first row of ``evolution.counts`` in each.
    """
    last = int(evolution.epochs[-1])
    columns = min(columns, last)
    ends = np.arange(columns + 1) * last / columns
    # The first epoch that is known after the left edge of each column.
    rows = np.searchsorted(evolution.epochs, ends[:-1], side="right")
    return np.maximum.reduceat(evolution.counts, rows, axis=0).T, rows

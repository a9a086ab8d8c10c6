"""A training run as a project keeps it: what was asked, and how it went."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tnstudio.model.arrays import frozen
from tnstudio.model.network import Network
from tnstudio.model.records import EpochRecord, TrainingSettings
from tnstudio.model.trained import TrainedCore

BINS = 64
"""Of each histogram of parameters. A power of two, so that two bins of b make
exactly one of a reach twice as far."""

MOST_LOSSES = 2**16
"""Longest curve of losses: 109 epochs of MNIST batch by batch. Of a longer
training each value is the mean of 2, 4, 8 … batches."""

MOST_KEPT_EPOCHS = 1000
"""Of how many epochs a run may be asked to keep the weights."""


@dataclass(frozen=True, eq=False, slots=True)
class ParameterHistory:
    """How the parameters of every layer were distributed, epoch after epoch.

    All counts are exact. The bins of c̃ go evenly from 0 to 1, those of c̃ s
    from -S to S, those of b from -reach to reach. A bin has its lower edge, the
    last one both.

    Attributes
    ----------
    epochs : int32 array, shape (epochs,)
        Which epochs, rising; of a very long run not all.
    strongest : int16 array, shape (layers,)
        S, the largest absolute strength of the layer.
    reaches : int16 array, shape (epochs, layers)
        The smallest power of two above every absolute bias, 1..256.
    probabilities, weights, biases : uint32 array, shape (epochs, layers, BINS)
        How many c̃, c̃ s and b are in each bin after the epoch.
    gradient_norms : float32 array, shape (epochs, layers)
        Norm of the mean gradient of the loss by c̃ and b, after the epoch, of one
        batch of images that is the same in all epochs, seen as in training.
    saturated : uint32 array, shape (epochs, layers)
        Synapses whose c̃, or c before the threshold (J17), is 0 or 1.
    """

    epochs: npt.NDArray[np.int32]
    strongest: npt.NDArray[np.int16]
    reaches: npt.NDArray[np.int16]
    probabilities: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.uint32]
    biases: npt.NDArray[np.uint32]
    gradient_norms: npt.NDArray[np.float32]
    saturated: npt.NDArray[np.uint32]

    def saturated_shares(self) -> npt.NDArray[np.float64]:
        """Return the share of saturated synapses, 0..1, (epochs, layers)."""
        synapses = self.probabilities.sum(axis=2, dtype=np.int64)
        shares: npt.NDArray[np.float64] = self.saturated / np.maximum(synapses, 1)
        return shares

    def biases_within(self, reach: int) -> npt.NDArray[np.uint32]:
        """Return the counts of b in bins of one reach, (epochs, layers, BINS).

        Parameters
        ----------
        reach : int
            A power of two, none of ``reaches`` above it; all counts stay exact.
        """
        return within(self.biases, self.reaches, reach)


def no_parameters(layers: int) -> ParameterHistory:
    """Return the history of no epoch."""
    rows, bins = (0, layers), (0, layers, BINS)
    return ParameterHistory(
        epochs=frozen(np.zeros(0), np.int32),
        strongest=frozen(np.ones(layers), np.int16),
        reaches=frozen(np.zeros(rows), np.int16),
        probabilities=frozen(np.zeros(bins), np.uint32),
        weights=frozen(np.zeros(bins), np.uint32),
        biases=frozen(np.zeros(bins), np.uint32),
        gradient_norms=frozen(np.zeros(rows), np.float32),
        saturated=frozen(np.zeros(rows), np.uint32),
    )


def within(
    counts: npt.NDArray[np.uint32], reaches: npt.NDArray[np.int16], reach: int
) -> npt.NDArray[np.uint32]:
    """Return counts around 0, in bins of several reaches, in bins of one.

    Parameters
    ----------
    counts : uint32 array, shape (..., BINS)
    reaches : int16 array, shape (...)
        Powers of two, none of them above ``reach``.
    reach : int
        A power of two; all counts stay exact.
    """
    wide = np.zeros_like(counts)
    for own in np.unique(reaches):
        chosen = reaches == own
        wide[chosen] = _widened(counts[chosen], reach // int(own))
    return wide


def _widened(counts: npt.NDArray[np.uint32], times: int) -> npt.NDArray[np.uint32]:
    """Return rows of counts around 0 in bins so many times as wide."""
    # From half of all bins on, those below 0 make one bin and the others one.
    joined = min(times, BINS // 2)
    sums = counts.reshape(len(counts), -1, joined).sum(axis=2, dtype=np.uint32)
    edge = (BINS - sums.shape[1]) // 2
    return np.pad(sums, ((0, 0), (edge, edge)))


@dataclass(frozen=True, eq=False, slots=True)
class EpochWeights:
    """What a network had learned after an epoch, bit for bit.

    Attributes
    ----------
    epoch : int
        Counted from 1.
    layers : tuple of tuple of TrainedCore
        As those of the `TrainedNetwork` of then.
    """

    epoch: int
    layers: tuple[tuple[TrainedCore, ...], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """One training, finished or not.

    Attributes
    ----------
    name, note : str
        As users wish; the name is none of another run in the project.
    started : str
        When, as ISO 8601; empty if nobody knows.
    source : str
        What the images were asked for by: a bundled name, or a folder. Empty if
        nobody knows.
    network : Network
        The design that was trained.
    settings : TrainingSettings
        Its seed is that of all random numbers.
    epochs : tuple of EpochRecord
        Those that have ended, from 1 on.
    batches : int
        Of an epoch.
    losses : float32 array, shape (at most MOST_LOSSES,)
        Log losses, each the mean of so many batches as ``stretch`` tells, the
        last of what is left.
    stretch : int
        A power of two.
    parameters : ParameterHistory
    weights : tuple of EpochWeights
        Of some epochs, rising.
    restarts : tuple of int
        After how many epochs a network that had been kept was trained further:
        there the momentum began anew.
    """

    name: str
    started: str
    source: str
    network: Network
    settings: TrainingSettings
    epochs: tuple[EpochRecord, ...]
    batches: int
    losses: npt.NDArray[np.float32]
    stretch: int
    parameters: ParameterHistory
    weights: tuple[EpochWeights, ...] = ()
    restarts: tuple[int, ...] = ()
    note: str = field(default="", kw_only=True)

    @property
    def last(self) -> EpochRecord | None:
        """The last epoch that has ended; None before the first has."""
        return self.epochs[-1] if self.epochs else None

    @property
    def best(self) -> EpochRecord | None:
        """The epoch of the highest test accuracy, the first of equal ones.

        None if that was never measured.
        """
        return best_of(self.epochs)

    @property
    def seconds(self) -> float:
        """Wall time of all epochs that have ended."""
        return sum(epoch.seconds for epoch in self.epochs)


def best_of(epochs: tuple[EpochRecord, ...]) -> EpochRecord | None:
    """Return the epoch of the highest test accuracy; None if none was measured."""
    measured = [e for e in epochs if not math.isnan(e.test_accuracy)]
    return max(measured, key=lambda e: e.test_accuracy, default=None)


def thinned(
    losses: npt.NDArray[np.float32], most: int = MOST_LOSSES
) -> tuple[npt.NDArray[np.float32], int]:
    """Return a curve of at most so many losses, and what each is the mean of.

    Parameters
    ----------
    losses : float32 array, shape (batches,)
    most : int

    Returns
    -------
    float32 array, shape (ceil(batches / stretch),)
    int
        The stretch, the smallest power of two that will do.
    """
    stretch = 1
    while -(-len(losses) // stretch) > most:
        stretch *= 2
    if stretch == 1:
        return frozen(losses, np.float32), 1
    firsts = np.arange(0, len(losses), stretch)
    sums = np.add.reduceat(losses, firsts, dtype=np.float64)
    counts = np.diff(np.append(firsts, len(losses)))
    return frozen(sums / counts, np.float32), stretch

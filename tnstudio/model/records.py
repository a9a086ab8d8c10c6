"""What a training run was asked to do and what came of it."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import Limit

Gradient = Literal["approximate", "exact"]


@dataclass(frozen=True, slots=True)
class RateDrop:
    """From this share of the epochs on, the rate is multiplied by a factor."""

    after: float
    factor: float


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Everything that determines a training run, its data aside.

    Attributes
    ----------
    method : str
        ``tea``: probabilistic training (E15).
    epochs : int
        Passes over the training images, >= 1.
    rate : float
        Learning rate at the start, > 0. The loss is averaged over the batch.
    drops : tuple of RateDrop
        The schedule of the rate.
    momentum : float
        0 <= momentum < 1; E15 uses 0.9.
    batch : int
        Images per update; E15 uses 100.
    gradient : str
        ``approximate`` drops the second term of E15 (4), ``exact`` keeps it.
    seed : int
        Seed of initial probabilities and of the order of images.
    """

    method: str = "tea"
    epochs: int = 20
    rate: float = 1.0
    drops: tuple[RateDrop, ...] = (RateDrop(0.6, 0.1), RateDrop(0.85, 0.1))
    momentum: float = 0.9
    batch: int = 100
    gradient: Gradient = "approximate"
    seed: int = 0

    def rate_at(self, epoch: int) -> float:
        """Return the learning rate of an epoch, counted from 0."""
        rate = self.rate
        for drop in self.drops:
            if epoch >= drop.after * self.epochs:
                rate *= drop.factor
        return rate


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """What was measured after one epoch; accuracies are shares, 0..1.

    Attributes
    ----------
    epoch : int
        Counted from 1.
    loss : float
        Mean log loss over the epoch's batches (E15, log loss).
    train_accuracy : float
        Of the training network, over the epoch's batches as they were seen.
    test_accuracy : float
        Of the training network on the test images; NaN if not measured.
    deployed_accuracy : float
        Of one freshly sampled copy, one tick per test image; NaN if not
        measured.
    rate : float
        Learning rate of the epoch.
    seconds : float
        Wall time of the epoch.
    """

    epoch: int
    loss: float
    train_accuracy: float
    test_accuracy: float
    deployed_accuracy: float
    rate: float
    seconds: float


@dataclass(frozen=True, eq=False, slots=True)
class History:
    """The course of a training run.

    Attributes
    ----------
    batch_losses : float32 array, shape (batches,)
        Log loss of every batch.
    """

    epochs: tuple[EpochRecord, ...] = ()
    batch_losses: npt.NDArray[np.float32] = field(
        default_factory=lambda: np.zeros(0, np.float32)
    )


SEED = Limit("seed", "seed", 0, 2**63 - 1, "this program: fits a signed 64-bit file")

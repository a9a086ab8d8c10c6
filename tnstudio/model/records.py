"""What a training run was asked to do and what came of it."""

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import Limit
from tnstudio.texts import marked

Gradient = Literal["approximate", "exact"]
Method = Literal["tea", "binary"]
Schedule = Literal["step", "cosine", "constant"]


@dataclass(frozen=True, slots=True)
class RateDrop:
    """From this share of the epochs on, the rate is multiplied by a factor."""

    after: float
    factor: float

    def begin(self, epochs: int) -> float:
        """Return when it comes among so many epochs, counted from 0."""
        # 0.28 of 25 epochs are 7, though the product is 7.000000000000001.
        return round(self.after * epochs, 6)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How far an image may be moved before it is learned, anew in every epoch.

    Each amount is drawn evenly from minus to plus what is told here; none of
    them moves anything. J17's Aug1 is (7.5, 2.5, 0.075), its Aug2, and E15's, is
    (15, 5, 0.15).

    Attributes
    ----------
    rotation : float
        Degrees, 0..180.
    shift : float
        Pixels, each way, >= 0.
    rescale : float
        Share of the size, 0 up to below 1.
    """

    rotation: float = 0.0
    shift: float = 0.0
    rescale: float = 0.0

    @property
    def moves(self) -> bool:
        """Whether any image is changed at all."""
        return self != Augmentation()


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """Everything that determines a training run, its data aside.

    The papers' own recipes need nothing but the first part; what follows
    ``augmentation`` is ours, and off. What each option is worth is told in
    `tnstudio.training`.

    Attributes
    ----------
    method : str
        ``tea``: probabilistic training (E15). ``binary``: binary crossbars
        (J17), whose synapses are on where c > 0.5.
    epochs : int
        Passes over the training images, >= 1.
    rate : float
        Learning rate at the start, > 0. The loss is averaged over the batch.
    drops : tuple of RateDrop
        What the schedule ``step`` does; other schedules ignore it.
    momentum : float
        0 <= momentum < 1; E15 uses 0.9.
    batch : int
        Images per update; E15 uses 100.
    gradient : str
        ``approximate`` drops the second term of E15 (4), ``exact`` keeps it.
    seed : int
        Seed of initial probabilities and of the order of images.
    schedule : str
        How the rate goes down: ``step`` by the drops (E15, J17), ``cosine``
        from the rate to 0 over the epochs, or ``constant``.
    dropout : float
        Share p of the neurons of each hidden layer that are silent for an
        image while training, 0 up to below 1; E15 uses 0.5 and does not tell
        what becomes of the others. Here each stands for 1 / (1 - p) neurons,
        so that μ and σ² are on average what they are when none is silent.
        (Left as they are, 5 cores, p = 0.5, 10 epochs: 95.2 instead of 96.5 %
        on MNIST with 16 ticks, because each μ doubles on the chip.)
    augmentation : Augmentation
    balanced : bool
        Whether images of rare classes count more, so that all classes have the
        same weight in the loss.
    continuity : bool
        Whether the training network fires above ½ instead of above 0, as a sum
        of whole numbers does that is above 0.
    certainty : float
        Weight of the penalty Σ c̃ (1 - c̃), which grows with the epochs from 0
        to this, >= 0. It drives c̃ towards 0 or 1, so that a single copy is as
        good as many: 1e-4 is a good choice.
    rounded_biases : bool
        Whether the training network computes with the whole biases that are
        deployed, the nearest ones; gradients move the real ones behind them
        (straight-through, as J17 does with synapses).
    """

    method: str = "tea"
    epochs: int = 20
    rate: float = 1.0
    drops: tuple[RateDrop, ...] = (RateDrop(0.6, 0.1), RateDrop(0.85, 0.1))
    momentum: float = 0.9
    batch: int = 100
    gradient: Gradient = "approximate"
    seed: int = 0
    schedule: Schedule = "step"
    dropout: float = 0.0
    augmentation: Augmentation = Augmentation()
    balanced: bool = False
    continuity: bool = False
    certainty: float = 0.0
    rounded_biases: bool = False

    def rate_at(self, epoch: int) -> float:
        """Return the learning rate of an epoch, counted from 0."""
        match self.schedule:
            case "constant":
                return self.rate
            case "cosine":
                return self.rate * (1 + math.cos(math.pi * epoch / self.epochs)) / 2
            case _:
                return self._rate_after_drops(epoch)

    def _rate_after_drops(self, epoch: int) -> float:
        rate = self.rate
        for drop in self.drops:
            if epoch >= drop.begin(self.epochs):
                rate *= drop.factor
        return rate

    def certainty_at(self, epoch: int) -> float:
        """Return the penalty's weight in an epoch, counted from 0."""
        return self.certainty * epoch / max(1, self.epochs - 1)


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


SEED = Limit(
    marked("seed"), "seed", 0, 2**63 - 1, "this program: fits a signed 64-bit file"
)

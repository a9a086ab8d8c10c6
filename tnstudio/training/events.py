"""What a training run tells while it runs."""

from dataclasses import dataclass

from tnstudio.model.records import EpochRecord
from tnstudio.model.trained import TrainedNetwork


@dataclass(frozen=True, slots=True)
class BatchDone:
    """One update was made.

    Attributes
    ----------
    epoch : int
        Counted from 1.
    batch, batches : int
        Number of this batch in its epoch, from 1, and batches per epoch.
    loss : float
        Log loss of the batch, averaged over its images.
    correct, images : int
        Images classified rightly by the training network, and all.
    """

    epoch: int
    batch: int
    batches: int
    loss: float
    correct: int
    images: int


@dataclass(frozen=True, eq=False, slots=True)
class EpochDone:
    """One epoch has ended.

    Attributes
    ----------
    record : EpochRecord
        Its figures.
    snapshot : TrainedNetwork
        The network as it is now, with the history so far and, unless this was
        the last epoch, with what training goes on from.
    """

    record: EpochRecord
    snapshot: TrainedNetwork


@dataclass(frozen=True, slots=True)
class Measuring:
    """The accuracy after an epoch is being measured; a place to stop."""

    epoch: int


TrainingEvent = BatchDone | EpochDone | Measuring

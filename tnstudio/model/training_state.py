"""Where a training stands between two batches, so that it can go on from there.

Nothing random is part of it: all that training draws is drawn anew from the
seed, the epoch and the batch.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class DataMark:
    """What tells one data set from another without keeping it.

    Attributes
    ----------
    name : str
        For messages; the same images may go by another.
    train, test : int
        Images of each split.
    crc : int
        CRC-32 of all pixels and labels.
    """

    name: str
    train: int
    test: int
    crc: int

    def is_same_data(self, other: "DataMark") -> bool:
        """Tell whether both are of the same images, whatever their names."""
        mine = (self.train, self.test, self.crc)
        return mine == (other.train, other.test, other.crc)


@dataclass(frozen=True, eq=False, slots=True)
class CoreState:
    """What the updates of one core move, axons in the order of its plan.

    Attributes
    ----------
    levels : float32 array, shape (axons, neurons)
        c̃ (E15), or c before the threshold (J17), 0..1.
    velocities : float32 array, shape (axons, neurons)
        By what the last update moved them, before clipping.
    biases : float32 array, shape (neurons,)
        b before any rounding, -255..255.
    bias_velocities : float32 array, shape (neurons,)
    """

    levels: npt.NDArray[np.float32]
    velocities: npt.NDArray[np.float32]
    biases: npt.NDArray[np.float32]
    bias_velocities: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class TrainingState:
    """What a stopped training goes on from, beside settings and history.

    Attributes
    ----------
    epoch : int
        The running epoch, from 1; those before it are in the history.
    batch, batches : int
        Batches done in it, and batches of an epoch.
    correct : int
        Images that the training network classified rightly in it so far.
    seconds : float
        Wall time spent on it so far.
    data : DataMark
        The images it learns from.
    layers : tuple of tuple of CoreState
        The cores of each layer, in the order of its plan.
    """

    epoch: int
    batch: int
    batches: int
    correct: int
    seconds: float
    data: DataMark
    layers: tuple[tuple[CoreState, ...], ...]

"""What training finds: probabilities and biases for every core."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.measured import MeasuredTable
from tnstudio.model.network import Network
from tnstudio.model.records import History, TrainingSettings
from tnstudio.model.training_state import TrainingState
from tnstudio.texts import amount


@dataclass(frozen=True, eq=False, slots=True)
class TrainedCore:
    """The parameters of one core, axons in the order of its plan's sources.

    Attributes
    ----------
    axon_types : uint8 array, shape (axons,)
        The type of each axon.
    strengths : int16 array, shape (types, neurons)
        The strength of each neuron for each axon type.
    probabilities : float32 array, shape (axons, neurons)
        c̃: the probability that a synapse is on, 0..1; with binary crossbars
        (J17) 0 or 1.
    biases : float32 array, shape (neurons,)
        b, -255..255.
    """

    axon_types: npt.NDArray[np.uint8]
    strengths: npt.NDArray[np.int16]
    probabilities: npt.NDArray[np.float32]
    biases: npt.NDArray[np.float32]

    def effective_weights(self) -> npt.NDArray[np.float32]:
        """Return c̃ s, the expected weight of each synapse, (axons, neurons)."""
        return self.probabilities * self.strengths[self.axon_types]


@dataclass(frozen=True, eq=False, slots=True)
class TrainedNetwork:
    """A design with what training found for it.

    Attributes
    ----------
    layers : tuple of tuple of TrainedCore
        The cores of each layer, in the order of its plan.
    state : TrainingState or None
        What the training goes on from; None once it has finished.
    measured : MeasuredTable or None
        What was measured of this very network on a chip; further training
        gives another network, of which nothing is known.
    """

    network: Network
    settings: TrainingSettings
    layers: tuple[tuple[TrainedCore, ...], ...]
    history: History
    state: TrainingState | None = None
    measured: MeasuredTable | None = None

    def __repr__(self) -> str:
        done, asked = len(self.history.epochs), self.settings.epochs
        epochs = amount(asked, "epoch")
        return f"TrainedNetwork {self.network.name!r}, {done} of {epochs}"

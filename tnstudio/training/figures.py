"""What is told of a layer beside its parameters."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """How much a layer may still change.

    Attributes
    ----------
    gradient_norm : float
        Norm of the mean gradient of the loss by c̃ and b, >= 0, of one batch of
        images, the same after all epochs, seen as while training.
    saturated : int
        Synapses whose c̃, or c before the threshold (J17), is 0 or 1.
    """

    gradient_norm: float
    saturated: int

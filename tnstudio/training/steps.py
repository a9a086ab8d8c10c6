"""What one update needs to know, from the settings and its place in the run."""

from dataclasses import dataclass

from tnstudio.model.records import Gradient, TrainingSettings


@dataclass(frozen=True, slots=True)
class Step:
    """One update.

    Attributes
    ----------
    rate : float
        Learning rate over the number of images.
    momentum : float
        0 <= momentum < 1.
    gradient : str
        ``approximate`` or ``exact``.
    pull : float
        Learning rate times the weight of the penalty Σ c̃ (1 - c̃).
    place : tuple of int
        Epoch and batch, which name the draws of dropout.
    """

    rate: float
    momentum: float
    gradient: Gradient
    pull: float = 0.0
    place: tuple[int, int] = (0, 0)


def step_at(settings: TrainingSettings, epoch: int, batch: int, images: int) -> Step:
    """Return the update of a batch of so many images; both count from 1."""
    rate = settings.rate_at(epoch - 1)
    return Step(
        rate / images,
        settings.momentum,
        settings.gradient,
        rate * settings.certainty_at(epoch - 1),
        (epoch, batch),
    )

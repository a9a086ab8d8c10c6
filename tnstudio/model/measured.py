"""What was measured of a trained network on a chip, to be kept beside it.

Counts only: accuracy, its confidence intervals and the energy follow from them.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class MeasuredCell:
    """What one number of copies and ticks came to, by one encoding.

    Attributes
    ----------
    encoding : str
        How images became spikes.
    copies, ticks : int
        Copies of the network, ticks per image.
    cores : int
        In use on the chip.
    correct : tuple of int
        Images whose class was found, for each seed.
    synaptic_events : tuple of int
        Of all images, for each seed.
    """

    encoding: Literal["stochastic", "rate"]
    copies: int
    ticks: int
    cores: int
    correct: tuple[int, ...]
    synaptic_events: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MeasuredTable:
    """Copies × ticks × encodings, each measured with the same seeds and images.

    Attributes
    ----------
    data : str
        Name of the images.
    images : int
        How many of them, from the first on.
    seeds : tuple of int
        Each of another sample of synapses and other input spikes: so many
        chips were measured.
    cells : tuple of MeasuredCell
    """

    data: str
    images: int
    seeds: tuple[int, ...]
    cells: tuple[MeasuredCell, ...]

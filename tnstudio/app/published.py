"""What the papers report for MNIST, as values with their source.

E15 = S. K. Esser et al., "Backpropagation for energy-efficient neuromorphic
computing" (NIPS 2015). J17 = A. Jimeno Yepes, J. Tang, "Improving energy
efficiency and classification accuracy of neuromorphic chips by learning binary
synaptic crossbars" (arXiv 2017). All are of the 10,000 test images.
"""

from dataclasses import dataclass
from typing import Literal

from tnstudio.datasets.encoders import Encoding
from tnstudio.texts import marked

Size = Literal["5 cores", "30 cores"]
"""The two networks that both papers use (E15, figure 3A; J17, table 1)."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published accuracy and how it was measured.

    Attributes
    ----------
    accuracy : float
        0..1.
    copies, ticks : int
        Copies of each network on the chip, ticks per image.
    encoding : str
        ``stochastic`` or ``rate``.
    source : str
        Paper and place, to be translated.
    joules : float or None
        Measured energy per image, if it was told.
    """

    accuracy: float
    copies: int
    ticks: int
    encoding: Encoding
    source: str
    joules: float | None = None


E15_ONE_COPY = Published(
    0.9270, 1, 1, "stochastic", marked("E15, abstract and section 5"), 0.268e-6
)
"""5 cores; the lowest energy."""

E15_64_COPIES = Published(
    0.9942, 64, 1, "stochastic", marked("E15, abstract and section 5"), 108e-6
)
"""30 cores; the highest accuracy."""

J17_TICKS = (1, 2, 4, 8, 16, 32, 64)
"""The rows of J17, tables 2 to 4."""

PLAIN, DOUBLED = (-1, -1, 1, 1), (-2, -1, 1, 2)
"""The strengths of J17: s = ±1 and {-2, -1, 1, 2}, one for each axon type."""

AUGMENTATIONS = ("No aug", "Aug1", "Aug2")
"""The columns of J17, tables 2 and 3, for each choice of strengths."""

_Columns = dict[tuple[int, ...], dict[str, tuple[float, ...]]]
"""Percent by strengths, augmentation, and ticks in the order of `J17_TICKS`."""

J17_TABLE_2: _Columns = {
    DOUBLED: {
        "No aug": (95.84, 97.12, 97.51, 97.61, 97.70, 97.71, 97.74),
        "Aug1": (94.92, 96.69, 97.49, 97.72, 98.03, 98.00, 98.09),
        "Aug2": (91.18, 93.79, 95.00, 95.45, 95.86, 95.75, 95.96),
    },
    PLAIN: {
        "No aug": (95.98, 96.96, 97.55, 97.50, 97.71, 97.73, 97.80),
        "Aug1": (95.75, 97.10, 97.60, 97.93, 98.07, 98.09, 98.17),
        "Aug2": (92.11, 94.40, 95.75, 96.21, 96.36, 96.30, 96.55),
    },
}
"""J17, table 2: 5 cores."""

J17_TABLE_3: _Columns = {
    DOUBLED: {
        "No aug": (93.91, 96.33, 97.28, 97.85, 98.01, 97.96, 98.13),
        "Aug1": (96.88, 98.10, 98.79, 98.90, 99.09, 99.20, 99.19),
        "Aug2": (97.27, 98.18, 98.81, 98.75, 98.96, 99.07, 99.05),
    },
    PLAIN: {
        "No aug": (93.54, 95.62, 97.06, 97.66, 97.79, 98.02, 97.94),
        "Aug1": (96.82, 98.32, 98.89, 99.16, 99.29, 99.23, 99.23),
        "Aug2": (96.77, 98.38, 99.06, 99.20, 99.24, 99.26, 99.29),
    },
}
"""J17, table 3: 30 cores."""

J17_TABLE_4: dict[Size, tuple[float, ...]] = {
    "5 cores": (98.12, 98.40, 98.50, 98.63, 98.53, 98.60, 98.57),
    "30 cores": (99.11, 99.27, 99.33, 99.38, 99.40, 99.45, 99.41),
}
"""J17, table 4: ensembles of four networks, trained with different augmentation
and strengths; which four is not told."""

_J17_SINGLE = {
    "5 cores": (marked("J17, table 2"), J17_TABLE_2),
    "30 cores": (marked("J17, table 3"), J17_TABLE_3),
}


def j17_single(
    size: Size, strengths: tuple[int, ...], augmentation: str, ticks: int
) -> Published:
    """Return what J17 reports of one network.

    Parameters
    ----------
    strengths : tuple of int
        `PLAIN` or `DOUBLED`.
    augmentation : str
        One of `AUGMENTATIONS`.
    ticks : int
        One of `J17_TICKS`.
    """
    source, table = _J17_SINGLE[size]
    return _by_rate(table[strengths][augmentation], ticks, source)


def j17_ensemble(size: Size, ticks: int) -> Published:
    """Return what J17 reports of four networks on one chip."""
    return _by_rate(J17_TABLE_4[size], ticks, marked("J17, table 4"))


def _by_rate(percents: tuple[float, ...], ticks: int, source: str) -> Published:
    # Two decimals of percent are four of a share.
    accuracy = round(percents[J17_TICKS.index(ticks)] / 100, 4)
    return Published(accuracy, 1, ticks, "rate", source)

"""How many cores see each place, as colours: the picture, and what they mean."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from tnstudio.app.wording import counted
from tnstudio.texts import tr
from tnstudio.ui.stylesheet import blended

MOST_SWATCHES = 9
"""Counts told one by one; more become a scale from the least to the most."""

_LOW, _MIDDLE, _HIGH = "#1d4f91", "#4fa095", "#fde65a"
"""From one core to the most: dark to light, so that shades of grey tell it, too."""

_ALPHA = 165
"""The image below is seen through the colours."""


def shade(count: int, most: int) -> QColor:
    """Return the colour of places that so many cores see, of at most so many.

    Twice as many cores are as much lighter everywhere: products of few numbers
    would else be crowded at the dark end.
    """
    share = math.log(count) / math.log(most) if most > 1 else 0.0
    ends = (_LOW, _MIDDLE) if share < 0.5 else (_MIDDLE, _HIGH)
    colour = QColor(blended(*ends, share * 2 % 1 if share < 1 else 1.0))
    colour.setAlpha(_ALPHA)
    return colour


def coverage_picture(counts: npt.NDArray[np.int32]) -> QImage:
    """Return the counts as a picture; where no core sees, it is transparent.

    Parameters
    ----------
    counts : int32 array, shape (rows, columns)
        At least one place.
    """
    found, inverse = np.unique(counts, return_inverse=True)
    most = int(found[-1])
    table = np.array([shade(int(n), most).rgba() if n else 0 for n in found], np.uint32)
    pixels = np.ascontiguousarray(table[inverse].reshape(counts.shape))
    rows, columns = counts.shape
    image = QImage(
        pixels.tobytes(), columns, rows, columns * 4, QImage.Format.Format_ARGB32
    )
    # A picture does not keep the bytes that it was made from alive.
    return image.copy()


@dataclass(frozen=True, slots=True)
class Legend:
    """What the colours mean.

    Attributes
    ----------
    counts : tuple of int
        Each number of cores that occurs, or the least and the most of many.
    is_scale : bool
        Whether the numbers between the counts occur, too.
    orphans : int
        Places that no core sees.
    """

    counts: tuple[int, ...]
    is_scale: bool
    orphans: int

    @property
    def text(self) -> str:
        """The same in words."""
        if not self.counts:
            return tr("No core sees a place")
        unseen = counted(self.orphans, "place")
        if self.is_scale:
            return tr(
                "A place is seen by {least} to {most} cores; {places} by none",
                least=self.counts[0],
                most=self.counts[-1],
                places=unseen,
            )
        if self.counts == (1,):
            return tr("A place is seen by 1 core; {places} by none", places=unseen)
        return tr(
            "A place is seen by {numbers} cores; {places} by none",
            numbers=", ".join(map(str, self.counts)),
            places=unseen,
        )


def legend_of(counts: npt.NDArray[np.int32], orphans: int) -> Legend:
    """Return the legend of some counts."""
    found = tuple(int(n) for n in np.unique(counts) if n)
    if len(found) <= MOST_SWATCHES:
        return Legend(found, is_scale=False, orphans=orphans)
    return Legend((found[0], found[-1]), is_scale=True, orphans=orphans)

"""Colours between colours, as names and as tables."""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

TABLE = 256
"""Entries of a colour table: one for each value of a uint8 index."""


def colour_table(colours: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Return the table of these colours; the last one fills it up.

    Parameters
    ----------
    colours : sequence of str
        At most 256, as ``#rrggbb``.

    Returns
    -------
    uint8 array, shape (256, 4)
        Red, green, blue, alpha.
    """
    found = [QColor(colour).getRgb() for colour in colours]
    found += [found[-1]] * (TABLE - len(found))
    return np.array(found, np.uint8)


@cache
def ramp(low: str, high: str, entries: int) -> tuple[str, ...]:
    """Return so many colours from one to another, both included."""
    first, last = colour_table([low, high])[:2, :3].astype(np.float64)
    shares = np.linspace(0.0, 1.0, entries)[:, None]
    mixed = np.rint(first * (1 - shares) + last * shares).astype(np.uint8)
    return tuple(f"#{r:02x}{g:02x}{b:02x}" for r, g, b in mixed)


def diverging(low: str, middle: str, high: str, entries: int) -> tuple[str, ...]:
    """Return an odd number of colours from ``low`` over ``middle`` to ``high``."""
    half = entries // 2 + 1
    return ramp(low, middle, half)[:-1] + ramp(middle, high, half)


@lru_cache(maxsize=1024)
def mix(colour: str, other: str, share: float) -> str:
    """Return a colour with this share, 0..1 and to the percent, of another in it."""
    # No array: the views are made of hundreds of such colours.
    part = round(share * 100) * 0.01
    first, last = QColor(colour), QColor(other)
    red, green, blue = (
        round(low * (1 - part) + high * part)
        for low, high in (
            (first.red(), last.red()),
            (first.green(), last.green()),
            (first.blue(), last.blue()),
        )
    )
    return f"#{red:02x}{green:02x}{blue:02x}"

"""Scales of colours on the canvas that are the same in both themes' order."""

from tnstudio.ui.colours import Colours
from tnstudio.ui.stylesheet import blended

_CIVIDIS = ("#00224e", "#434e6c", "#7d7c78", "#bcaf6f", "#fee838")
"""Dark to light, alike for colour-blind eyes (Nuñez, Anderton & Renslow, 2018)."""


def use_colour(share: float) -> str:
    """Return the colour of a share in use, 0..1: the more, the lighter."""
    place = min(max(share, 0.0), 1.0) * (len(_CIVIDIS) - 1)
    low = min(int(place), len(_CIVIDIS) - 2)
    return blended(_CIVIDIS[low], _CIVIDIS[low + 1], place - low)


def use_colours(entries: int) -> list[str]:
    """Return so many colours from nothing in use to all."""
    return [use_colour(k / (entries - 1)) for k in range(entries)]


def type_colours(colours: Colours) -> list[str]:
    """Return the colours of axon types 0, 1, 2 …; they repeat after the last."""
    # Without those that are near to the colours of weights.
    return [colours.series[k] for k in (2, 3, 4, 6)]

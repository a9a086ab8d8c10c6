"""The images that a crossbar is drawn with, as indices into tables of colours."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF

from tnstudio.ui.widgets.plots import IndexImage, round_up

STEPS = 63
"""Shades of either sign; `STEPS` itself is a strength of 0."""

OFF = 127
"""Index of a synapse that is off."""

BAR_ROWS = 48
"""Rows of the picture of V."""

MOST_LEVEL = 254
"""Index of what was active most often; 0 is a synapse that is off."""

NAMED_CELLS = 5
"""Numbers at an axis, at most."""

_EMPTY, _BAR, _FIRED, _ZERO, _ALPHA = range(5)
"""Indices in the picture of V."""


class Picture(IndexImage):
    """Is painted again only if something is another."""

    def __init__(self) -> None:
        super().__init__()
        self._place = QRectF()

    def show_cells(self, cells: npt.NDArray[np.uint8], place: QRectF) -> None:
        """Draw indices where they are not those on show, or elsewhere."""
        if place != self._place or not np.array_equal(cells, self.cells):
            self._place = QRectF(place)
            super().show_cells(cells, place)


class Places:
    """Where the parts of the picture are, in axons and neurons."""

    def __init__(self, axons: int, neurons: int) -> None:
        gap_x, gap_y = neurons * 0.02, axons * 0.016
        strip = neurons * 0.05
        self.synapses = QRectF(0, 0, neurons, axons)
        self.types = QRectF(-gap_x - strip, 0, strip, axons)
        self.lights = QRectF(-2 * (gap_x + strip), 0, strip, axons)
        self.marks = QRectF(0, axons + gap_y, neurons, axons * 0.03)
        self.bars = QRectF(0, self.marks.bottom() + gap_y, neurons, axons * 0.2)
        self.all = QRectF(
            self.lights.left(),
            0,
            neurons - self.lights.left(),
            self.bars.bottom(),
        )


def shades_of(
    on: npt.NDArray[np.bool_], strengths: npt.NDArray[np.int16]
) -> npt.NDArray[np.uint8]:
    """Return an index for each synapse: by its strength, or `OFF`."""
    strongest = max(1, int(np.abs(strengths).max(initial=1)))
    steps = np.rint(strengths * (STEPS / strongest)).astype(np.int16) + STEPS
    return np.where(on, steps, OFF).astype(np.uint8)


def potential_picture(
    v: npt.NDArray[np.int32],
    fired: npt.NDArray[np.bool_],
    threshold: npt.NDArray[np.int32],
) -> npt.NDArray[np.uint8]:
    """Return bars of V from a line at 0, with marks at the thresholds.

    Returns
    -------
    uint8 array, shape (BAR_ROWS, neurons)
    """
    low = min(0, int(v.min(initial=0)))
    high = max(1, int(v.max(initial=0)))
    scale = (BAR_ROWS - 1) / (high - low)
    rows = np.arange(BAR_ROWS)[:, None]
    zero = round(high * scale)
    tops = np.rint((high - v) * scale)
    above = (rows < zero) & (rows >= tops)
    below = (rows > zero) & (rows <= tops)
    picture = np.full((BAR_ROWS, v.size), _EMPTY, np.uint8)
    picture[above | below] = _BAR
    picture[above & fired] = _FIRED
    picture[zero] = _ZERO
    marks = np.rint((high - threshold) * scale)
    picture[(rows == marks) & (marks >= 0) & (marks != zero)] = _ALPHA
    return picture


def levels_of(times: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Return indices, 0 for never and `MOST_LEVEL` for most often."""
    most = max(1, int(times.max(initial=0)))
    # What was active at all is never shown as what was not.
    return (-(-times * MOST_LEVEL // most)).astype(np.uint8)


def square(colour: str) -> str:
    """Return a square in a colour, as text of a label."""
    return f'<span style="color: {colour}">■</span>'


def marks_along(length: int, first: float, end: float) -> list[tuple[float, str]]:
    """Return ticks of a side in view, at the middle of their cells."""
    low, high = max(0, int(first)), min(length, int(np.ceil(end)))
    shown = max(1, high - low)
    if shown == length:
        step = max(1, length // 4)
    else:
        step = int(round_up(max(1.0, shown / NAMED_CELLS)))
    start = -(-low // step) * step
    return [(k + 0.5, str(k)) for k in range(start, high, step)]

"""Pictures of crossbars, made when they are first drawn and kept for a while."""

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage, QPixmap

from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.ui.colours import Colours

COARSE = 64
"""Rows and columns of a picture for tiles that are small on the screen."""

_LEVELS = 255
_MIDDLE = _LEVELS // 2
_MOST_PIXELS = 2**25
"""Pixels of all pictures that are kept (128 MB): more than a screen can show."""
_AT_ONCE = 24
"""Pictures made in one turn of the event loop, some 10 ms."""


class Thumbnails:
    """The effective weights c̃ s of each core as pictures.

    Axons are rows and neurons are columns. Negative weights, zero and positive
    weights go from one colour over the surface to the other.

    Parameters
    ----------
    more : callable
        Called when pictures that were asked for in vain can be had.
    """

    def __init__(self, more: Callable[[], None]) -> None:
        self._more = more
        self._trained: TrainedNetwork | None = None
        self._colours: list[int] = []
        self._kept: OrderedDict[tuple[int, int, bool], QPixmap] = OrderedDict()
        self._pixels = 0
        self._budget = _AT_ONCE
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._renew)

    @property
    def available(self) -> bool:
        """Whether there is a trained network to draw."""
        return self._trained is not None

    @property
    def is_quiet(self) -> bool:
        """Whether all pictures that were asked for were given."""
        return not self._timer.isActive()

    def show(self, trained: TrainedNetwork | None, colours: Colours) -> None:
        """Draw this network in these colours from now on."""
        self._trained = trained
        self._colours = diverging(colours)
        self._kept.clear()
        self._pixels = 0

    def recolour(self, colours: Colours) -> None:
        """Draw in these colours from now on."""
        self.show(self._trained, colours)

    def picture(self, layer: int, core: int, *, fine: bool) -> QPixmap | None:
        """Return the picture of a core; None if it is not ready yet."""
        key = (layer, core, fine)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        if self._trained is None:
            return None
        if not self._budget:
            self._timer.start(0)
            return None
        self._budget -= 1
        pixmap = self._make(self._trained.layers[layer][core], fine=fine)
        self._keep(key, pixmap)
        return pixmap

    def start_turn(self) -> None:
        """Allow some more pictures to be made."""
        self._budget = _AT_ONCE

    def _keep(self, key: tuple[int, int, bool], pixmap: QPixmap) -> None:
        self._kept[key] = pixmap
        self._pixels += pixmap.width() * pixmap.height()
        while self._pixels > _MOST_PIXELS:
            _, oldest = self._kept.popitem(last=False)
            self._pixels -= oldest.width() * oldest.height()

    def _renew(self) -> None:
        self._budget = _AT_ONCE
        self._more()

    def _make(self, core: TrainedCore, *, fine: bool) -> QPixmap:
        levels = weight_levels(core)
        if not fine:
            levels = shrunk(levels, COARSE)
        rows, columns = levels.shape
        data = levels.tobytes()
        image = QImage(data, columns, rows, columns, QImage.Format.Format_Indexed8)
        image.setColorTable(self._colours)
        return QPixmap.fromImage(image)


def weight_levels(core: TrainedCore) -> npt.NDArray[np.uint8]:
    """Return effective weights as levels, 0 and 254 for the strongest, 127 for 0.

    Returns
    -------
    uint8 array, shape (axons, neurons)
    """
    weights = core.effective_weights()
    strongest = float(np.abs(core.strengths).max(initial=1))
    return np.rint(weights * (_MIDDLE / strongest) + _MIDDLE).astype(np.uint8)


def shrunk(levels: npt.NDArray[np.uint8], most: int) -> npt.NDArray[np.uint8]:
    """Return a picture of at most so many rows and columns.

    Each block shows its mean: single weights cannot be seen at this size, but
    axons and neurons that lean to one side can. Means are close to zero, so
    they are stretched to the whole range.
    """
    rows, columns = levels.shape
    high, wide = -(-rows // most), -(-columns // most)
    if high == wide == 1:
        return levels
    starts = np.arange(0, rows, high), np.arange(0, columns, wide)
    sums = np.add.reduceat(levels.astype(np.float32), starts[0], axis=0)
    sums = np.add.reduceat(sums, starts[1], axis=1)
    heights = np.diff(np.append(starts[0], rows))
    widths = np.diff(np.append(starts[1], columns))
    means = sums / np.outer(heights, widths) - _MIDDLE
    means *= _MIDDLE / max(1.0, float(np.abs(means).max(initial=0)))
    return np.rint(means + _MIDDLE).astype(np.uint8)


def diverging(colours: Colours) -> list[int]:
    """Return 255 colours from negative over the surface to positive."""
    middle = np.array(_rgb(colours.surface))
    halves = []
    for end, order in ((colours.negative, -1), (colours.positive, 1)):
        shares = np.linspace(0, 1, _MIDDLE + 1)[:, None]
        halves.append((middle + shares * (np.array(_rgb(end)) - middle))[::order])
    table = np.vstack((halves[0], halves[1][1:])).round().astype(int)
    return [QColor(*rgb).rgb() for rgb in table.tolist()]


def _rgb(colour: str) -> tuple[int, int, int]:
    value = QColor(colour)
    return value.red(), value.green(), value.blue()

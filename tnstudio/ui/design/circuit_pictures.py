"""Pictures of the crossbars of free cores, made when they are first drawn."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor, QImage, QPixmap

from tnstudio.model.circuit import FreeCore
from tnstudio.ui.colours import Colours

OFF, EXCITES, INHIBITS, SILENT = 0, 1, 2, 3
"""A synapse that is off; one that adds to V, takes from it, or has strength 0."""

COARSE = 64
"""Rows and columns of a picture for cores that are small on the screen."""
_MOST_PIXELS = 2**25
_AT_ONCE = 48
"""Pictures made in one turn of the event loop, some 20 ms."""


def synapse_signs(core: FreeCore) -> npt.NDArray[np.uint8]:
    """Return what each synapse does: `OFF`, `EXCITES`, `INHIBITS` or `SILENT`.

    Returns
    -------
    uint8 array, shape (axons, neurons)
    """
    strengths = core.neurons.strengths[0]
    kinds = np.full(strengths.shape, SILENT, np.uint8)
    kinds[strengths > 0] = EXCITES
    kinds[strengths < 0] = INHIBITS
    types = np.minimum(core.axon_types[0], len(kinds) - 1)
    signs: npt.NDArray[np.uint8] = np.where(core.crossbar(), kinds[types], OFF)
    return signs


def most_frequent(signs: npt.NDArray[np.uint8], most: int) -> npt.NDArray[np.uint8]:
    """Return a smaller picture of synapses, of at most so many rows and columns.

    Each block shows what most of its synapses do, or nothing if fewer than
    usual in this crossbar are on.
    """
    high, wide = (-(-side // most) for side in signs.shape)
    if high == wide == 1:
        return signs
    counts = np.stack(
        [_block_sums(signs == sign, high, wide) for sign in (EXCITES, INHIBITS, SILENT)]
    )
    total = counts.sum(axis=0)
    shown = np.where(
        total >= max(1.0, float(total.mean())), counts.argmax(axis=0) + 1, OFF
    )
    return shown.astype(np.uint8)


def _block_sums(
    flags: npt.NDArray[np.bool_], high: int, wide: int
) -> npt.NDArray[np.int32]:
    rows, columns = (
        np.arange(0, side, step)
        for side, step in zip(flags.shape, (high, wide), strict=True)
    )
    sums = np.add.reduceat(flags.astype(np.int32), rows, axis=0)
    found: npt.NDArray[np.int32] = np.add.reduceat(sums, columns, axis=1)
    return found


def share_of_synapses(core: FreeCore) -> float:
    """Return how much of a crossbar is on, 0..1."""
    size = core.synapses.shape[1] * core.neurons.leak.shape[1]
    on = int(np.bitwise_count(core.synapses).sum())
    return on / size if size else 0.0


def type_colours(colours: Colours) -> tuple[QColor, ...]:
    """Return the colours of axon types 0, 1 ...; they start over at the end."""
    return tuple(QColor(name) for name in colours.series)


@dataclass(frozen=True, eq=False, slots=True)
class _Kept:
    """A picture with the arrays that it was made of, which hold their identity."""

    arrays: tuple[Any, ...]
    crossbar: QPixmap
    types: QPixmap


class CrossbarPictures:
    """Crossbars and axon types of cores as pictures, one pixel for each synapse.

    A core that was edited is another core: its picture is made anew, all others
    are kept.

    Parameters
    ----------
    more : callable
        Called when pictures that were asked for in vain can be had.
    parent : QObject, optional
        With it, there is nobody left to call.
    """

    def __init__(self, more: Callable[[], None], parent: QObject | None = None) -> None:
        self._more = more
        self._table: list[int] = []
        self._types: list[int] = []
        self._kept: OrderedDict[tuple[int, ...], _Kept] = OrderedDict()
        self._shares: dict[int, tuple[object, float]] = {}
        self._pixels = 0
        self._budget = _AT_ONCE
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._renew)

    @property
    def is_quiet(self) -> bool:
        """Whether all pictures that were asked for were given."""
        return not self._timer.isActive()

    def recolour(self, colours: Colours) -> None:
        """Draw in these colours from now on."""
        signs = (colours.positive, colours.negative, colours.muted)
        self._table = [0, *(QColor(name).rgba() for name in signs)]
        self._types = [colour.rgb() for colour in type_colours(colours)]
        self._kept.clear()
        self._pixels = 0

    def start_turn(self) -> None:
        """Allow some more pictures to be made."""
        self._budget = _AT_ONCE

    def make_some(self) -> None:
        """Allow more pictures now, where no event loop waits for them."""
        self._timer.stop()
        self.start_turn()

    def picture(self, core: FreeCore, *, fine: bool) -> tuple[QPixmap, QPixmap] | None:
        """Return crossbar and axon types of a core; None if not ready yet.

        Parameters
        ----------
        fine : bool
            Every synapse of its own, or at most `COARSE` rows and columns.
        """
        arrays = (core.synapses, core.axon_types, core.neurons.strengths)
        key = (*(id(array) for array in arrays), int(fine))
        kept = self._kept.get(key)
        if kept is None:
            if not self._budget:
                self._timer.start(0)
                return None
            self._budget -= 1
            kept = self._made(core, arrays, fine=fine)
            self._keep(key, kept)
        else:
            self._kept.move_to_end(key)
        return kept.crossbar, kept.types

    def share(self, core: FreeCore) -> float:
        """Return how much of a core's crossbar is on."""
        known = self._shares.get(id(core.synapses))
        if known is None:
            known = core.synapses, share_of_synapses(core)
            self._shares[id(core.synapses)] = known
        return known[1]

    def forget_shares(self) -> None:
        """Let go of the cores that were edited away."""
        self._shares.clear()

    def _made(self, core: FreeCore, arrays: tuple[Any, ...], *, fine: bool) -> _Kept:
        signs = synapse_signs(core)
        signs = signs if fine else most_frequent(signs, COARSE)
        crossbar = _indexed(signs, self._table)
        types = core.axon_types[0][:, None] % len(self._types)
        return _Kept(arrays, crossbar, _indexed(types, self._types))

    def _keep(self, key: tuple[int, ...], kept: _Kept) -> None:
        self._kept[key] = kept
        self._pixels += _pixels(kept)
        while self._pixels > _MOST_PIXELS:
            _, oldest = self._kept.popitem(last=False)
            self._pixels -= _pixels(oldest)

    def _renew(self) -> None:
        self._budget = _AT_ONCE
        self._more()


def _pixels(kept: _Kept) -> int:
    return kept.crossbar.width() * kept.crossbar.height()


def _indexed(values: npt.NDArray[np.uint8], table: list[int]) -> QPixmap:
    rows, columns = values.shape
    data = np.ascontiguousarray(values, np.uint8).tobytes()
    image = QImage(data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    return QPixmap.fromImage(image)

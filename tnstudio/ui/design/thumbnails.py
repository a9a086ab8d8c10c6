"""Pictures of crossbars, made when they are first drawn and kept for a while."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import perf_counter

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage, QPixmap

from tnstudio.model.topology import Grid
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.mosaics import (
    MIDDLE,
    BlockPlace,
    LayerUse,
    Palette,
    Pixels,
    block_pixels,
    weight_levels,
)
from tnstudio.ui.design.scales import type_colours, use_colours
from tnstudio.ui.stylesheet import blended

_MOST_PIXELS = 2**25
"""Pixels of all pictures that are kept (128 MB): more than a screen can show."""
_TURN_SECONDS = 0.012
"""For making pictures in one turn of the event loop."""

_MOST_WANTED = 1000
"""What was asked for before is out of sight by now."""

Make = Callable[[], Pixels]


class Thumbnails:
    """The effective weights c̃ s of cores as pictures, singly and in blocks.

    Axons are rows and neurons are columns. Negative weights, zero and positive
    weights go from one colour over the surface to the other. A picture that is
    not there yet is made in the event loop, and the view told to draw again.

    Parameters
    ----------
    more : callable
        Called when pictures that were asked for in vain can be had.

    Attributes
    ----------
    hurries : bool
        Whether to draw fast rather than smoothly, because the view moves.
    sharpness : float
        Pixels of blocks for each pixel that a painter tells of.
    """

    def __init__(self, more: Callable[[], None]) -> None:
        self._more = more
        self.hurries = False
        self.sharpness = 1.0
        self._trained: TrainedNetwork | None = None
        self._uses: dict[int, tuple[Grid, LayerUse]] = {}
        self._palette: Palette | None = None
        self._types: Pixels = np.zeros(1, np.uint32)
        self._kept: OrderedDict[Hashable, QPixmap] = OrderedDict()
        self._wanted: OrderedDict[Hashable, Make] = OrderedDict()
        self._pixels = 0
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._take_turn)

    @property
    def available(self) -> bool:
        """Whether there is a trained network to draw."""
        return self._trained is not None

    @property
    def is_quiet(self) -> bool:
        """Whether all pictures that were asked for are there."""
        return not self._wanted

    def core(self, layer: int, core: int) -> TrainedCore | None:
        """Return a trained core; None without training."""
        return self._trained.layers[layer][core] if self._trained else None

    # -- What is drawn

    def show(self, trained: TrainedNetwork | None, colours: Colours) -> None:
        """Draw this network in these colours from now on."""
        self._trained = trained
        self.recolour(colours)

    def show_use(self, uses: dict[int, tuple[Grid, LayerUse]]) -> None:
        """Draw blocks of these layers, by index, from now on."""
        self._uses = uses
        self._forget()

    def recolour(self, colours: Colours) -> None:
        """Draw in these colours from now on."""
        self._palette = palette_of(colours)
        self._types = pixels_of(type_colours(colours))
        self._forget()

    def _forget(self) -> None:
        self._kept.clear()
        self._wanted.clear()
        self._pixels = 0

    # -- Pictures

    def picture(self, layer: int, core: int) -> QPixmap | None:
        """Return the picture of a core, a pixel a weight; None if not ready yet."""
        trained, palette = self.core(layer, core), self._palette
        if trained is None or palette is None:
            return None
        return self._picture(
            (layer, core), lambda: palette.weights[weight_levels(trained)]
        )

    def types(self, layer: int, core: int) -> QPixmap | None:
        """Return the axon types of a core as a strip, a pixel an axon."""
        trained = self.core(layer, core)
        if trained is None:
            return None
        return self._picture(
            (layer, core, "types"),
            lambda: self._types[trained.axon_types % len(self._types)][:, None],
        )

    def block(self, layer: int, place: BlockPlace) -> QPixmap | None:
        """Return the picture of a block of cores; None if it is not ready yet."""
        palette = self._palette
        if palette is None or layer not in self._uses:
            return None
        grid, use = self._uses[layer]
        return self._picture(
            (layer, place),
            lambda: block_pixels(
                place, grid, use, lambda k: self.core(layer, k), palette
            ),
        )

    def use_picture(self, layer: int) -> QPixmap | None:
        """Return a layer's use as a picture, a pixel a core."""
        if self._palette is None or layer not in self._uses:
            return None
        grid, use = self._uses[layer]
        key = (layer, "use")
        if key not in self._kept:
            colours = self._palette.of_use(use).reshape(grid.rows, grid.columns)
            self._keep(key, pixmap_of(colours))
        return self._kept[key]

    def make_all(self) -> None:
        """Make what was asked for at once, however long it takes."""
        while self._wanted:
            self._make_one()

    def _picture(self, key: Hashable, make: Make) -> QPixmap | None:
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        self._wanted[key] = make
        self._wanted.move_to_end(key)
        if len(self._wanted) > _MOST_WANTED:
            self._wanted.popitem(last=False)
        self._timer.start(0)
        return None

    def make_some(self) -> None:
        """Make what can be made in some 10 ms of what was asked for, at least one."""
        end = perf_counter() + _TURN_SECONDS
        while self._wanted:
            self._make_one()
            if perf_counter() >= end:
                break

    def _take_turn(self) -> None:
        self.make_some()
        if self._wanted:
            self._timer.start(0)
        self._more()

    def _make_one(self) -> None:
        # What was asked for last is in sight: it comes first.
        key, make = self._wanted.popitem()
        self._keep(key, pixmap_of(make()))

    def _keep(self, key: Hashable, pixmap: QPixmap) -> None:
        self._kept[key] = pixmap
        self._pixels += pixmap.width() * pixmap.height()
        while self._pixels > _MOST_PIXELS:
            _, oldest = self._kept.popitem(last=False)
            self._pixels -= oldest.width() * oldest.height()


def pixmap_of(pixels: Pixels) -> QPixmap:
    """Return colours, shape (rows, columns), as a picture; some may be clear."""
    rows, columns = pixels.shape
    data = np.ascontiguousarray(pixels).tobytes()
    # Opaque pictures are drawn faster.
    formats = QImage.Format
    opaque = bool((pixels >> 24).all())
    kind = formats.Format_RGB32 if opaque else formats.Format_ARGB32
    image = QImage(data, columns, rows, columns * 4, kind)
    return QPixmap.fromImage(image)


def overlay_of(mask: npt.NDArray[np.bool_], colour: QColor) -> QPixmap:
    """Return a picture that is coloured where a mask is set, and clear elsewhere."""
    rows, columns = mask.shape
    clear = np.uint32(0)
    data = np.where(mask, np.uint32(colour.rgba()), clear).tobytes()
    image = QImage(data, columns, rows, columns * 4, QImage.Format.Format_ARGB32)
    return QPixmap.fromImage(image)


def palette_of(colours: Colours) -> Palette:
    """Return what crossbars are drawn with in a theme."""
    return Palette(
        weights=pixels_of(diverging(colours)),
        use=pixels_of(use_colours(256)),
        gap=_rgb(colours.background),
        surface=_rgb(colours.surface),
        idle=_rgb(blended(colours.surface, colours.warning, 0.7)),
        over=_rgb(blended(colours.surface, colours.error, 0.5)),
    )


def pixels_of(colours: list[str]) -> Pixels:
    """Return colours as pixels."""
    return np.array([_rgb(colour) for colour in colours], np.uint32)


def diverging(colours: Colours) -> list[str]:
    """Return 255 colours from negative over the surface to positive."""
    shares = np.linspace(0, 1, MIDDLE + 1).tolist()
    low = [blended(colours.surface, colours.negative, share) for share in shares]
    high = [blended(colours.surface, colours.positive, share) for share in shares]
    return [*low[::-1], *high[1:]]


def _rgb(colour: str) -> int:
    return QColor(colour).rgba()

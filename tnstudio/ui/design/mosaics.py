"""Pixels of crossbars, of single cores and of blocks of cores: NumPy only.

Colours are 32-bit ``0xAARRGGBB``. Axons are rows and neurons are columns.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.model.network import Network
from tnstudio.model.topology import Grid, axons_in_use, neurons_in_use
from tnstudio.model.trained import TrainedCore

MIDDLE = 127
"""The level of weight 0; -1 · the strongest is 0, the strongest is 254."""

Levels = npt.NDArray[np.uint8]
Pixels = npt.NDArray[np.uint32]

SIDES = {18: 8, 36: 8, 72: 4, 144: 2}
"""Sides of tiles in blocks, in pixels, and cores along a block of such tiles.

A ninth of the side is the gap beside a tile, as on the canvas.
"""

_HATCH_SHARE, _LEAST_HATCH = 8, 6
"""How many lines hatch the side of an idle core, and the pixels between them, at least.

By its side, not by pixels: on a screen with fine ones it would be a grey noise.
"""


@dataclass(frozen=True, eq=False, slots=True)
class LayerUse:
    """Which share of their crossbars the cores of a layer use.

    Attributes
    ----------
    axons : float
        The share of axons; over 1 if there are too many.
    neurons : float array, shape (cores,)
        The share of neurons of each core.
    """

    axons: float
    neurons: npt.NDArray[np.float64]

    @property
    def crossbars(self) -> npt.NDArray[np.float64]:
        """Share of each crossbar, axons × neurons, shape (cores,)."""
        return self.axons * self.neurons

    @property
    def is_over(self) -> npt.NDArray[np.bool_]:
        """Which cores need more than there is, shape (cores,)."""
        return (self.neurons > 1) | (self.axons > 1)


def use_of_layer(network: Network, index: int) -> LayerUse:
    """Return how much the cores of a layer use of what the chip has."""
    hardware = network.hardware
    neurons = neurons_in_use(network, index).ravel()
    return LayerUse(
        axons_in_use(network, index) / hardware.axons, neurons / hardware.neurons
    )


@dataclass(frozen=True, eq=False, slots=True)
class Palette:
    """What blocks are coloured with.

    Attributes
    ----------
    weights : uint32 array, shape (255,)
        From the strongest negative to the strongest positive weight.
    use : uint32 array, shape (256,)
        From an idle crossbar to one in full use.
    gap, surface, idle, over : int
        Between tiles, unused places, hatching of idle cores, cores that need
        too much.
    """

    weights: Pixels
    use: Pixels
    gap: int
    surface: int
    idle: int
    over: int

    def of_use(self, use: LayerUse) -> Pixels:
        """Return the colour of each core, shape (cores,)."""
        places = np.rint(np.clip(use.crossbars, 0, 1) * (len(self.use) - 1))
        return np.where(use.is_over, self.over, self.use[places.astype(np.intp)])


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """A block of cores in a layer's grid.

    Attributes
    ----------
    side : int
        Of a tile, in pixels: a key of `SIDES`.
    row, column : int
        Of the block, among blocks of this kind.
    """

    side: int
    row: int
    column: int

    @property
    def pitch(self) -> int:
        """Pixels from one tile to the next."""
        return self.side + self.side // 9

    def rows(self, grid: Grid) -> range:
        """Return the rows of cores in this block."""
        along = SIDES[self.side]
        return range(self.row * along, min((self.row + 1) * along, grid.rows))

    def columns(self, grid: Grid) -> range:
        """Return the columns of cores in this block."""
        along = SIDES[self.side]
        return range(self.column * along, min((self.column + 1) * along, grid.columns))


def blocks_over(side: int, rows: range, columns: range) -> Iterator[BlockPlace]:
    """Return the blocks that hold these rows and columns of cores."""
    along = SIDES[side]
    if rows and columns:
        for row in range(rows[0] // along, rows[-1] // along + 1):
            for column in range(columns[0] // along, columns[-1] // along + 1):
                yield BlockPlace(side, row, column)


def best_side(pixels: float) -> int:
    """Return the side of tiles in blocks that is nearest to this size."""
    return min(SIDES, key=lambda side: abs(np.log(side / pixels)))


def weight_levels(core: TrainedCore) -> Levels:
    """Return effective weights as levels, 0 and 254 for the strongest, 127 for 0.

    Returns
    -------
    uint8 array, shape (axons, neurons)
    """
    weights = core.effective_weights()
    strongest = float(np.abs(core.strengths).max(initial=1))
    weights *= MIDDLE / strongest
    weights += MIDDLE + 0.5
    # Cutting off rounds: all is positive.
    return weights.astype(np.uint8)


def small_levels(core: TrainedCore, rows: int, columns: int) -> Levels:
    """Return a core's weights as a picture of this size.

    Each place shows the mean of its weights: single ones cannot be seen at
    this size, but axons and neurons that lean to one side can. Means are close
    to zero, so they are stretched to the whole range.
    """
    weights = core.effective_weights()
    axons, neurons = weights.shape
    if rows >= axons and columns >= neurons:
        levels = weight_levels(core)
        return levels[_nearest(axons, rows)][:, _nearest(neurons, columns)]
    means = _means(_means(weights, rows, axis=0), columns, axis=1)
    largest = float(np.abs(means).max(initial=0))
    return np.rint(means * (MIDDLE / max(1e-6, largest)) + MIDDLE).astype(np.uint8)


def _nearest(length: int, wanted: int) -> npt.NDArray[np.intp]:
    return np.arange(wanted) * length // wanted


def _means(
    values: npt.NDArray[np.float32], wanted: int, axis: int
) -> npt.NDArray[np.float32]:
    length = values.shape[axis]
    if wanted >= length:
        return values.take(_nearest(length, wanted), axis=axis)
    starts = _nearest(length, wanted)
    sums = np.add.reduceat(values, starts, axis=axis)
    counts = np.diff(np.append(starts, length)).astype(np.float32)
    means = sums / (counts[:, None] if axis == 0 else counts)
    return np.asarray(means, np.float32)


CoreOf = Callable[[int], TrainedCore | None]
"""Returns a core of a layer by its index; None in a network without training."""


def block_pixels(
    place: BlockPlace, grid: Grid, use: LayerUse, core_of: CoreOf, palette: Palette
) -> Pixels:
    """Return the picture of a block of cores, with the gaps behind them.

    Returns
    -------
    uint32 array, shape (rows of cores * pitch, columns of cores * pitch)
    """
    rows, columns = place.rows(grid), place.columns(grid)
    pitch, side = place.pitch, place.side
    pixels = np.full((len(rows) * pitch, len(columns) * pitch), palette.gap, np.uint32)
    colours = palette.of_use(use)
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            core = row * grid.columns + column
            top, left = y * pitch, x * pitch
            tile = pixels[top : top + side, left : left + side]
            _fill_tile(tile, use, core, (core_of(core), int(colours[core])), palette)
    return pixels


def _fill_tile(
    tile: Pixels,
    use: LayerUse,
    core: int,
    content: tuple[TrainedCore | None, int],
    palette: Palette,
) -> None:
    """Draw one core: the used corner has its weights, or a colour."""
    side = len(tile)
    tile[:] = palette.surface
    rows = _part(use.axons, side)
    columns = _part(float(use.neurons[core]), side)
    if not columns:
        slope = np.add.outer(np.arange(side), np.arange(side))
        step = max(_LEAST_HATCH, side // _HATCH_SHARE)
        tile[slope % step < step // _LEAST_HATCH] = palette.idle
        return
    trained, colour = content
    if trained is None:
        tile[:rows, :columns] = colour
    else:
        levels = small_levels(trained, rows, columns)
        tile[:rows, :columns] = palette.weights[levels]


def _part(share: float, side: int) -> int:
    """Return how many pixels of a side are in use; a little is not nothing."""
    return min(side, max(1, round(share * side))) if share > 0 else 0

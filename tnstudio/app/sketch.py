"""Painting on a picture, with a way back."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tnstudio.app.show_log import Picture
from tnstudio.datasets.images import WHITE
from tnstudio.model.program import NONE

MOST_STEPS = 100
"""Strokes that can be taken back."""

MOST_STEP_BYTES = 2**26
"""Of pictures to go back to; at least one is kept."""

Cell = tuple[int, int]
"""Row and column."""


@dataclass(frozen=True, slots=True)
class Brush:
    """What is put where.

    Attributes
    ----------
    size : int
        Side of the square that is painted, in pixels.
    value : float
        0..1.
    channel : int
        `NONE` for all.
    """

    size: int = 1
    value: float = 1.0
    channel: int = NONE

    @property
    def eraser(self) -> "Brush":
        """The same brush with the value 0."""
        return replace(self, value=0.0)


def cells_between(start: Cell, end: Cell) -> list[Cell]:
    """Return the cells on the way from one to another, both included.

    Each touches the next one at a side or a corner.
    """
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    if not steps:
        return [end]
    shares = np.arange(steps + 1) / steps
    way = np.outer(1 - shares, start) + np.outer(shares, end)
    return [(int(row), int(column)) for row, column in np.rint(way)]


def painted(
    pixels: npt.NDArray[np.uint8], cells: list[Cell], brush: Brush
) -> npt.NDArray[np.uint8]:
    """Return the pixels with the brush set down on each cell.

    Parameters
    ----------
    pixels : uint8 array, shape (rows, columns, channels)
    cells : list of (int, int)
        Where the middle of the brush is; of an even size, the pixel below and to
        the right of it. What is beyond the edges is not painted.
    brush : Brush
    """
    made = pixels.copy()
    value = round(brush.value * WHITE)
    channels = slice(None) if brush.channel == NONE else brush.channel
    for row, column in cells:
        top, left = row - brush.size // 2, column - brush.size // 2
        rows = slice(max(0, top), max(0, top + brush.size))
        columns = slice(max(0, left), max(0, left + brush.size))
        made[rows, columns, channels] = value
    return made


class Sketch:
    """The picture that is on the input, changed step by step.

    A step is a stroke, however many cells it has, or a change of the whole.

    Parameters
    ----------
    original : Picture
        What was there before anything was painted.
    """

    def __init__(self, original: Picture) -> None:
        self._original = self._now = original
        self._before: list[Picture] = []
        self._after: list[Picture] = []

    @property
    def now(self) -> Picture:
        """The picture as it is."""
        return self._now

    @property
    def is_changed(self) -> bool:
        """Whether it is another one than the original."""
        return self._now is not self._original

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to be taken back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to be done again."""
        return bool(self._after)

    def follow(self, picture: Picture | None) -> None:
        """Take over what is on the input now; None for the original.

        There is no way back from another picture than the present one.
        """
        wanted = self._original if picture is None else picture
        if not np.array_equal(wanted.pixels, self._now.pixels):
            self._before.clear()
            self._after.clear()
            self._now = wanted

    def begin_step(self) -> None:
        """Let all that follows be one step."""
        self._before.append(self._now)
        bytes_each = max(1, self._now.pixels.nbytes)
        del self._before[: -max(1, min(MOST_STEPS, MOST_STEP_BYTES // bytes_each))]
        self._after.clear()

    def paint(self, cells: list[Cell], brush: Brush) -> bool:
        """Paint as part of the step; tells whether any pixel is another one now."""
        pixels = painted(self._now.pixels, cells, brush)
        if np.array_equal(pixels, self._now.pixels):
            return False
        self._now = replace(self._now, pixels=pixels)
        return True

    def fill(self, brush: Brush) -> None:
        """Give all pixels one value, as a step; there is no telling the class then."""
        self.begin_step()
        pixels = self._now.pixels.copy()
        channels = slice(None) if brush.channel == NONE else brush.channel
        pixels[:, :, channels] = round(brush.value * WHITE)
        self._now = Picture(pixels)

    def invert(self, channel: int = NONE) -> None:
        """Turn each value x into 1 - x, as a step."""
        self.begin_step()
        pixels = self._now.pixels.copy()
        channels = slice(None) if channel == NONE else channel
        pixels[:, :, channels] = WHITE - pixels[:, :, channels]
        self._now = replace(self._now, pixels=pixels)

    def put(self, picture: Picture) -> None:
        """Have another picture instead, as a step."""
        self.begin_step()
        self._now = picture

    def restore(self) -> None:
        """Go back to the original, as a step."""
        self.put(self._original)

    def undo(self) -> bool:
        """Take the last step back; tells whether there is one."""
        if not self._before:
            return False
        self._after.append(self._now)
        self._now = self._before.pop()
        return True

    def redo(self) -> bool:
        """Do the step again that was taken back last; tells whether there is one."""
        if not self._after:
            return False
        self._before.append(self._now)
        self._now = self._after.pop()
        return True

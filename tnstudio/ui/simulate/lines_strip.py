"""The lines into the chip or out of it over time, above or below a raster."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.cell_image import CellImage
from tnstudio.ui.simulate.lane_images import Hatch
from tnstudio.ui.simulate.pooling import columns_of
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.colour_ramps import colour_table, ramp
from tnstudio.ui.widgets.plots import Plot

HEIGHT = 64
"""Of a strip, in pixels."""

PALEST = 0.35
"""How much of the colour a row has in which little spikes."""

LEVELS = 32
"""Of colour."""

NAME_HEIGHT = 14
"""That a row needs to be named, in pixels."""


class LinesStrip(Plot):
    """A row for each line, class or pixel; the more of it spike, the darker.

    Parameters
    ----------
    theme : Theme
    name : str
        Object name.
    title : str
        Accessible name.
    about : str
        Tooltip.
    colour : callable
        Chooses from the theme's colours.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        title: str,
        about: str,
        colour: Callable[[Colours], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, grid=False, parent=parent)
        self.setObjectName(name)
        self.setToolTip(about)
        self.setFixedHeight(HEIGHT)
        self.getPlotItem().hideAxis("bottom")
        self.getPlotItem().getViewBox().invertY(True)
        self.getPlotItem().getAxis("left").setStyle(tickLength=0)
        self._colour = colour
        self._image = CellImage()
        self._hatch = Hatch(self)
        self.addItem(self._image, ignoreBounds=True)
        self.dress(self._dress_image)
        self.hide()

    @property
    def cells(self) -> npt.NDArray[np.uint8]:
        """What is drawn: 0 for no spike, up to `LEVELS` - 1."""
        return self._image.cells

    @property
    def hatched(self) -> tuple[float, float]:
        """The ticks that are marked as not known."""
        return self._hatch.ticks

    def name_rows(self, count: int, names: Sequence[str]) -> None:
        """Have so many rows, named as far as there is room."""
        self.setYRange(0, max(1, count), padding=0)
        step = max(1, -(-len(names) * NAME_HEIGHT // HEIGHT))
        height = count / max(1, len(names))
        self.name_ticks(
            [(height * (k + 0.5), names[k]) for k in range(0, len(names), step)]
        )

    def show_shares(
        self, shares: npt.NDArray[np.float64], first: int, step: int
    ) -> None:
        """Draw which part of each row spikes in each column.

        Parameters
        ----------
        shares : float64 array, shape (rows, columns)
            0..1.
        first, step : int
            The first tick, and the ticks of a column.
        """
        self._image.setVisible(shares.size > 0)
        if not shares.size:
            return
        rows = len(shares)
        place = QRectF(first, 0.0, step * shares.shape[1], rows)
        most = max(1, int(self.getPlotItem().getViewBox().height()))
        if rows > most:
            shares = np.maximum.reduceat(shares, columns_of(rows, most), axis=0)
        self._image.show_cells(np.ceil(shares * (LEVELS - 1)).astype(np.uint8), place)

    def hatch(self, first: float, end: float) -> None:
        """Mark ticks whose spikes are not known."""
        self._hatch.show_ticks(first, end)

    def _dress_image(self, colours: Colours) -> None:
        full = self._colour(colours)
        shades = ramp(colours.surface, full, 100)[round(100 * PALEST) :]
        picked = [
            shades[k * (len(shades) - 1) // (LEVELS - 2)] for k in range(LEVELS - 1)
        ]
        table = colour_table([colours.surface, *picked])
        table[0, 3] = 0
        self._image.set_table(table)

"""How many neurons fire in each tick, below a raster."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from tnstudio.simulation.activity import Activity
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.cell_image import CellImage
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.colour_ramps import colour_table, mix
from tnstudio.ui.widgets.plots import Plot, round_up
from tnstudio.ui.widgets.text_scale import keep_fit, scaled

HEIGHT = 74
"""Of the plot, in pixels."""

HEADROOM = 1.15

NOTHING, PEAK, MEAN = 0, 1, 2
"""What a pixel of the picture is."""

TIP = tr(
    "Spikes of all cores in each tick. Where a column of pixels stands for several "
    "ticks: the mean, dark, and the largest number of a tick, pale above it"
)


class RatePlot(Plot):
    """Mean and peak of the spikes per tick, a column of pixels each.

    A picture, not a line: columns that are filled up to a height are drawn in a
    tenth of the time.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Spikes per tick of all cores"), y=tr("spikes/tick"))
        self.setParent(parent)
        self.setObjectName("raster-rate")
        self.setToolTip(TIP)
        keep_fit(self, lambda: self.setFixedHeight(scaled(HEIGHT)))
        self.getPlotItem().hideAxis("bottom")
        self._image = CellImage()
        self._top = 0.0
        self.mean: npt.NDArray[np.float64] = np.zeros(0)
        self.peak: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self.addItem(self._image, ignoreBounds=True)
        self._fit(0.0)
        self.dress(self._dress_image)

    @property
    def cells(self) -> npt.NDArray[np.uint8]:
        """What is drawn, from the bottom up: `NOTHING`, `PEAK` or `MEAN`."""
        return self._image.cells

    def show_rate(self, activity: Activity, first: int, end: int, step: int) -> None:
        """Show some ticks in columns.

        Parameters
        ----------
        first, end : int
            Ticks; the first is that of a column.
        step : int
            Ticks of a column.
        """
        self.mean, self.peak = activity.columns(first, end, step)
        self._image.setVisible(self.peak.size > 0)
        if not self.peak.size:
            return
        self._fit(float(self.peak.max()))
        room = self.getPlotItem().getViewBox().height()
        rows = max(8, int(room / HEADROOM))
        # Rounded up: a single spike is seen.
        heights = np.ceil(np.stack([self.peak, self.mean]) * rows / self._top)
        up = np.arange(rows)[:, None]
        cells = (up < heights[0]).astype(np.uint8) + (up < heights[1])
        place = QRectF(first, 0.0, self.peak.size * step, self._top)
        self._image.show_cells(cells, place)

    def _fit(self, most: float) -> None:
        """Choose how far the axis goes; it comes down only when far too high."""
        if not self._top or not self._top / 4 < most <= self._top:
            self._top = max(4.0, round_up(most))
            # Above the top there is room for its number.
            self.setYRange(0.0, HEADROOM * self._top, padding=0)
            heights = self._top / 2, self._top
            self.name_ticks([(height, f"{height:,.0f}") for height in heights])

    def _dress_image(self, colours: Colours) -> None:
        pale = mix(colours.surface, colours.accent, 0.4)
        table = colour_table([colours.surface, pale, colours.accent])
        table[NOTHING, 3] = QColor(Qt.GlobalColor.transparent).alpha()
        self._image.set_table(table)

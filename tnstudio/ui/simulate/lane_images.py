"""The spikes of lanes as images in a plot."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from tnstudio.simulation.spike_record import Pooled
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.cell_image import CellImage
from tnstudio.ui.simulate.pooling import pooled_raster
from tnstudio.ui.simulate.raster_lanes import LANE_SHARE, Lanes
from tnstudio.ui.widgets.colour_ramps import colour_table
from tnstudio.ui.widgets.plots import Plot


class LaneImages:
    """One image for each lane on show.

    Parameters
    ----------
    plot : Plot
        Gets the images, and their colours from its theme.
    """

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._images: list[CellImage] = []
        self._table = np.zeros((0, 4), np.uint8)
        self._layers = 1
        self._count = 0
        self._hatch = Hatch(plot)
        plot.dress(self._dress)

    @property
    def cells(self) -> list[npt.NDArray[np.uint8]]:
        """What is drawn of each lane on show: 0 for no spike."""
        return [image.cells for image in self._images[: self._count]]

    @property
    def hatched(self) -> tuple[float, float]:
        """The ticks that are marked as not exact."""
        return self._hatch.ticks

    def draw(
        self, lanes: Lanes, on_show: Sequence[int], pooled: Pooled, rows: int
    ) -> None:
        """Draw what cores did, in at most so many rows of pixels each.

        Parameters
        ----------
        lanes : Lanes
        on_show : sequence of int
            The lanes that are drawn; `pooled` has their cores.
        pooled : Pooled
        rows : int
        """
        self._provide(len(on_show))
        width = pooled.words.shape[1] * pooled.step
        for k, (lane, image) in enumerate(zip(on_show, self._images, strict=False)):
            core = lanes.shown[lane]
            cells = pooled_raster(pooled.words[k], lanes.neurons(core), rows)
            layer = 1 + lanes.cores.layer(core) % self._layers
            place = QRectF(pooled.first_tick, lane, width, LANE_SHARE)
            image.show_cells(cells * np.uint8(layer), place)
            image.show()

    def hatch(self, first: float, end: float) -> None:
        """Mark ticks of which only an overview is known; none if there are none."""
        self._hatch.show_ticks(first, end)

    def _provide(self, count: int) -> None:
        """Have an image for each lane; those not needed are hidden."""
        while len(self._images) < count:
            image = CellImage()
            image.set_table(self._table)
            self._plot.addItem(image)
            self._images.append(image)
        self._count = count
        for image in self._images[count:]:
            image.hide()

    def _dress(self, colours: Colours) -> None:
        """Have a colour for each layer, 0 for no spike."""
        self._layers = len(colours.series)
        self._table = colour_table([colours.surface, *colours.series])
        self._table[0, 3] = 0
        for image in self._images:
            image.set_table(self._table)


class Hatch(pg.GraphicsObject):
    """Hatches a range of ticks, over the whole height of a plot.

    Parameters
    ----------
    plot : Plot
    """

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self.ticks = 0.0, 0.0
        self._view = plot.getPlotItem().getViewBox()
        self._brush = QBrush()
        self.setZValue(8)
        plot.addItem(self, ignoreBounds=True)
        plot.dress(self._dress)
        self.hide()

    def show_ticks(self, first: float, end: float) -> None:
        """Hatch these ticks, or nothing if they are none."""
        if (first, end) != self.ticks:
            self.prepareGeometryChange()
            self.ticks = first, end
            self.setVisible(first < end)

    def boundingRect(self) -> QRectF:
        """Return the place of the ticks on show."""
        view = self._view.viewRect()
        first, end = self.ticks
        return QRectF(first, view.top(), end - first, view.height())

    def viewRangeChanged(self) -> None:
        """Reach as far up and down as the plot."""
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Hatch in pixels: in the plot's own units lines would be stretched."""
        place = painter.transform().mapRect(self.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.fillRect(place, self._brush)
        painter.restore()

    def _dress(self, colours: Colours) -> None:
        ink = QColor(colours.muted)
        ink.setAlpha(110)
        self._brush = QBrush(ink, Qt.BrushStyle.BDiagPattern)
        self.update()

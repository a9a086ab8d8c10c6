"""The histograms of all epochs of a run as a heat map."""

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtWidgets import QWidget

from tnstudio.app.evolution import Evolution, pooled
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.titled_plot import TitledPlot
from tnstudio.ui.widgets.colour_ramps import TABLE
from tnstudio.ui.widgets.plots import IndexImage, viridis

LEAST_COLOUR = 40
"""Of the lowest count above 0, where they are logarithmic: it is seen beside 0."""

LEAST_COLUMNS = 100

NO_EPOCHS = (-1.0, 1.0)
"""Range of the values while no epoch has ended."""


class HeatPlot(TitledPlot):
    """Epochs from left to right, values upwards, counts as colours.

    Attributes
    ----------
    wanted : Signal of int
        An epoch was clicked.
    """

    wanted = Signal(int)

    def __init__(
        self,
        theme: Theme,
        name: str,
        title: str,
        about: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, name, title, about, parent, x=tr("epoch"), grid=False)
        self._evolution: Evolution | None = None
        self._log = False
        self._image = IndexImage()
        self._image.set_table(viridis())
        self._image.hide()
        self.plot.addItem(self._image)
        # White on black is seen on every colour.
        self._marks = (
            pg.InfiniteLine(angle=90, pen=pg.mkPen("#000000", width=3)),
            pg.InfiniteLine(angle=90, pen=pg.mkPen("#ffffff", width=1)),
        )
        for mark in self._marks:
            mark.hide()
            self.plot.addItem(mark)
        self.plot.scene().sigMouseMoved.connect(self._point)
        self.plot.scene().sigMouseClicked.connect(self._click)
        self.plot.setToolTip(
            tr("{about}<br>A click shows the histograms of its epoch.", about=about)
        )

    @property
    def evolution(self) -> Evolution | None:
        """What is on show."""
        return self._evolution

    @property
    def cells(self) -> npt.NDArray[np.uint8]:
        """The colours on show, from the lowest value up."""
        return self._image.cells

    def show_evolution(
        self, evolution: Evolution | None, epochs: tuple[float, float], log: bool
    ) -> None:
        """Draw the counts of all epochs so far, or nothing.

        Parameters
        ----------
        evolution : Evolution or None
        epochs : tuple of float
            Range of the epochs.
        log : bool
            Whether colours go by the logarithm of the counts.
        """
        if evolution is not None and not len(evolution.epochs):
            evolution = None
        self._evolution, self._log = evolution, log
        self._image.setVisible(evolution is not None)
        self._tell_all()
        if evolution is None:
            self.plot.show_range(epochs, NO_EPOCHS)
            return
        width = max(LEAST_COLUMNS, self.plot.width())
        counts, _ = pooled(evolution, width)
        low, high = float(evolution.edges[0]), float(evolution.edges[-1])
        place = QRectF(0, low, float(evolution.epochs[-1]), high - low)
        self._image.show_cells(coloured(counts, evolution, log), place)
        self.plot.show_range(epochs, (low, high))

    def mark(self, epoch: int | None) -> None:
        """Mark the epoch whose histograms are on show elsewhere, or none."""
        for mark in self._marks:
            mark.setVisible(epoch is not None and self._evolution is not None)
            if epoch is not None:
                mark.setValue(epoch - 0.5)

    def tell_about(self, place: QPointF) -> None:
        """Tell the exact count at a place, in epochs and values."""
        found = self._evolution
        if found is None:
            return
        row = int(np.searchsorted(found.epochs, place.x()))
        bins = len(found.edges) - 1
        index = int(np.searchsorted(found.edges, place.y(), side="right")) - 1
        if place.x() <= 0 or row >= len(found.epochs) or not 0 <= index < bins:
            self._tell_all()
            return
        low, high = found.edges[index], found.edges[index + 1]
        count = int(found.counts[row, index])
        self.tell(
            tr(
                "{low:.3g} to {high:.3g}: {count:,} · epoch {epoch}",
                low=low,
                high=high,
                count=count,
                epoch=found.epochs[row],
            )
        )

    def _tell_all(self) -> None:
        found = self._evolution
        if found is None:
            self.tell(tr("after the first epoch"))
        else:
            least = found.least if self._log else 0
            self.tell(
                tr("dark {least:,} … bright {most:,}", least=least, most=found.most)
            )

    def _point(self, place: QPointF) -> None:
        self.tell_about(self.place_at(place))

    def _click(self, event: "pg.GraphicsScene.mouseEvents.MouseClickEvent") -> None:
        place = self.place_at(event.scenePos())
        if self._evolution is not None and place.x() > 0:
            self.wanted.emit(int(np.ceil(place.x())))


def coloured(
    counts: npt.NDArray[np.uint32], evolution: Evolution, log: bool
) -> npt.NDArray[np.uint8]:
    """Return counts as indices of colours: 0 is the first, the highest the last.

    Parameters
    ----------
    counts : uint32 array
        Those of an evolution, or some of them.
    log : bool
        Whether colours go by the logarithm, from the lowest count above 0 on.
    """
    least, most = max(1, evolution.least), max(1, evolution.most)
    if log:
        decades = np.log(max(most, least + 1) / least)
        shares = np.log(np.maximum(counts, least) / least) / decades
        levels = LEAST_COLOUR + (TABLE - 1 - LEAST_COLOUR) * shares
    else:
        levels = np.maximum((TABLE - 1) * (counts / most), 1)
    return np.where(counts > 0, np.rint(levels), 0).astype(np.uint8)

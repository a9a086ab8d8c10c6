"""The names of a raster's lanes, and the bar that scrolls them."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QScrollBar, QWidget

from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.raster_lanes import LANE_SHARE, Lanes
from tnstudio.ui.widgets.plots import Plot

LEAST_LANE = 40
"""Height of a lane in pixels; more lanes are scrolled."""

LEAST_WIDTH = 78
"""Of the names, in pixels."""


class LaneAxis(QScrollBar):
    """Shows as many lanes as fit, names them, and marks a core and a neuron.

    Parameters
    ----------
    plot : Plot
        Has the lanes.
    parent : QWidget

    Attributes
    ----------
    scrolled : Signal
        Other lanes are on show.
    width_of_names : int
        In pixels, so that plots above and below leave as much room.
    """

    scrolled = Signal()

    def __init__(self, plot: Plot, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setObjectName("raster-lanes")
        self.setAccessibleName(tr("Lanes on show"))
        self._plot = plot
        self._lanes: Lanes | None = None
        self._core = self._neuron = -1
        self.width_of_names = LEAST_WIDTH
        self._line = pg.InfiniteLine(angle=0)
        self._line.setZValue(9)
        plot.addItem(self._line, ignoreBounds=True)
        plot.dress(self._dress)
        axis = self._axis()
        axis.setWidth(LEAST_WIDTH)
        axis.setStyle(tickLength=0)
        self.valueChanged.connect(self._scroll)

    @property
    def on_show(self) -> range:
        """The lanes that are not scrolled away."""
        count = len(self._lanes.shown) if self._lanes else 0
        return range(self.value(), min(self.value() + self._visible(), count))

    @property
    def marked(self) -> tuple[int, int] | None:
        """Core and neuron that have a line; None if it is not in view."""
        return (self._core, self._neuron) if self._line.isVisible() else None

    def show_lanes(self, lanes: Lanes) -> None:
        """Show other lanes, or the same ones under other names."""
        self._lanes = lanes
        self._make_room(lanes.cores)
        self.fit()

    def fit(self) -> None:
        """Show as many lanes as the plot's height has room for."""
        count = len(self._lanes.shown) if self._lanes else 0
        visible = self._visible()
        self.blockSignals(True)
        self.setRange(0, max(0, count - visible))
        self.setPageStep(visible)
        self.blockSignals(False)
        self.setVisible(count > visible)
        self._scroll()

    def select(self, core: int, neuron: int) -> None:
        """Mark a core's lane and scroll to it; mark the line of a neuron."""
        self._core, self._neuron = core, neuron
        shown = self._lanes.shown if self._lanes else ()
        if core in shown and shown.index(core) not in self.on_show:
            self.setValue(shown.index(core))
        self._label()
        self._mark()

    def _visible(self) -> int:
        """Return how many lanes fit."""
        count = len(self._lanes.shown) if self._lanes else 0
        height = max(LEAST_LANE, int(self._plot.height()) - LEAST_LANE)
        return max(1, min(count, height // LEAST_LANE))

    def _scroll(self) -> None:
        first = self.value()
        self._plot.setYRange(first, first + self._visible(), padding=0)
        self._label()
        self._mark()
        self.scrolled.emit()

    def _label(self) -> None:
        if self._lanes is None:
            return
        shown, cores = self._lanes.shown, self._lanes.cores
        self._plot.name_ticks(
            [
                (lane + LANE_SHARE / 2, self._name(cores, shown[lane]))
                for lane in self.on_show
            ]
        )

    def _name(self, cores: ChipCores, core: int) -> str:
        mark = "▸ " if core == self._core else ""
        return f"{mark}{cores.short_name(core)}"

    def _mark(self) -> None:
        """Draw a line at the selected neuron, if its lane is on show."""
        lanes = self._lanes
        shown = [] if lanes is None else [lanes.shown[k] for k in self.on_show]
        row = None
        if lanes is not None and self._core in shown and self._neuron >= 0:
            row = lanes.height(self._core, self._neuron)
        self._line.setVisible(row is not None)
        if row is not None:
            self._line.setValue(row)

    def _make_room(self, cores: ChipCores) -> None:
        axis = self._axis()
        metrics = QFontMetrics(axis.style["tickFont"])
        # The last core has the longest number, and the longest copy; free cores
        # have names of any length.
        named = range(len(cores)) if cores.is_circuit else (len(cores) - 1,)
        longest = max((cores.short_name(core) for core in named), key=len)
        widest = metrics.horizontalAdvance(f"▸ {longest}")
        self.width_of_names = max(LEAST_WIDTH, widest + 10)
        axis.setWidth(self.width_of_names)

    def _axis(self) -> Any:
        return self._plot.getPlotItem().getAxis("left")

    def _dress(self, colours: Colours) -> None:
        dotted = Qt.PenStyle.DotLine
        self._line.setPen(pg.mkPen(colours.text, width=1, style=dotted))

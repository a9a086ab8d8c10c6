"""V of one neuron over the last ticks, with its threshold and its spikes."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from tnstudio.app.potential_trail import Trail
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.plots import Plot

SHOWN_TICKS = 128
"""On show at once."""

SPANS = (16, 32, 64, SHOWN_TICKS)
"""Widths of the picture in ticks: the least that all there are fit in."""

HEIGHT = 150
"""In pixels."""

ABOUT = tr(
    "V of the neuron, tick by tick: up or down to where it is compared with the "
    "threshold, then to where it is after the tick.<br><b>- - -</b> the threshold α, "
    "with stochastic thresholds α + η. <b>▲</b> the neuron fired. "
    "<b>· · ·</b> R, if V is reset to it.<br>The upright line is the tick on show."
)


class TrailView(QWidget):
    """Draws a trail; points at the tick on show."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trail: Trail | None = None
        self._reset: int | None = None
        self._plot = Plot(
            theme, tr("V over the last ticks"), x=tr("tick"), y="V", parent=self
        )
        self._plot.setObjectName("trail-plot")
        self._plot.setToolTip(ABOUT)
        self._plot.setFixedHeight(HEIGHT)
        self._line = self._plot.line(lambda colours: colours.positive, width=1.5)
        self._threshold = pg.PlotDataItem(connect="finite")
        self._spikes = pg.ScatterPlotItem(symbol="t1", size=9, pen=None)
        self._level = pg.InfiniteLine(angle=0)
        self._cursor = pg.InfiniteLine(angle=90)
        for item in (self._threshold, self._spikes):
            self._plot.addItem(item)
        for item in (self._level, self._cursor):
            self._plot.addItem(item, ignoreBounds=True)
        self._told = QLabel(self)
        self._told.setObjectName("trail-told")
        self._told.setProperty("role", "muted")
        self._told.setToolTip(ABOUT)
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._told)
        layout.addWidget(self._plot)
        self._plot.dress(self._dress)
        self._plot.scene().sigMouseMoved.connect(self._point)
        self.clear()

    @property
    def plot(self) -> Plot:
        """What V is drawn in."""
        return self._plot

    @property
    def trail(self) -> Trail | None:
        """What is on show."""
        return self._trail

    @property
    def told(self) -> str:
        """What is said of the tick pointed at."""
        return self._told.text()

    @property
    def tick(self) -> int | None:
        """The tick that is pointed at; None if it is not among those drawn."""
        return int(self._cursor.value()) if self._cursor.isVisible() else None

    def clear(self) -> None:
        """Draw nothing."""
        self._trail = None
        self._plot.clear_line(self._line)
        self._threshold.clear()
        self._spikes.clear()
        for line in (self._level, self._cursor):
            line.setVisible(False)
        self._tell_all()

    def show_trail(self, trail: Trail, tick: int, reset: int | None) -> None:
        """Draw the ticks around one of them.

        Parameters
        ----------
        trail : Trail
        tick : int
            The tick on show.
        reset : int or None
            R, if V is reset to it.
        """
        first, end = window_of(trail, tick)
        self._trail = shown = trail.between(first, end)
        ticks = np.arange(shown.first, shown.end)
        path = np.stack([shown.compared, shown.potentials], axis=1).ravel()
        self._line.setData(np.repeat(ticks, 2), path)
        edges = np.stack([ticks - 0.5, ticks + 0.5], axis=1).ravel()
        self._threshold.setData(edges, np.repeat(shown.thresholds, 2))
        fired = shown.spikes
        self._spikes.setData(ticks[fired], shown.compared[fired])
        self._level.setVisible(reset is not None)
        self._level.setValue(reset or 0)
        self._cursor.setVisible(shown.first <= tick < shown.end)
        self._cursor.setValue(tick)
        levels = np.concatenate([path, shown.thresholds, [0, reset or 0]])
        low, high = int(levels.min()), int(levels.max())
        margin = 0.08 * max(1, high - low)
        self._plot.show_range(
            (first - 0.5, first + _span(end - first) - 0.5),
            (low - margin, high + 2 * margin),
        )
        self._tell_all()

    def tell_about(self, tick: int) -> None:
        """Say what V was in a tick; outside of those on show, what all did."""
        shown = self._trail
        if shown is None or not shown.first <= tick < shown.end:
            self._tell_all()
            return
        k = tick - shown.first
        self._told.setText(
            tr(
                "Tick {tick}: V = {compared}, threshold {threshold}, {fired}; "
                "then {after}",
                tick=tick,
                compared=shown.compared[k],
                threshold=shown.thresholds[k],
                fired=tr("fired") if shown.spikes[k] else tr("did not fire"),
                after=shown.potentials[k],
            )
        )

    def _tell_all(self) -> None:
        shown = self._trail
        if shown is None or shown.first == shown.end:
            self._told.setText(tr("V over time: nothing yet"))
            return
        fired = int(shown.spikes.sum())
        self._told.setText(
            tr(
                "V over ticks {first} to {last}: fired in {fired} of them",
                first=shown.first,
                last=shown.end - 1,
                fired=fired,
            )
        )

    def _point(self, scene: QPointF) -> None:
        view: Any = self._plot.getPlotItem().getViewBox()
        self.tell_about(round(view.mapSceneToView(scene).x()))

    def _dress(self, colours: Colours) -> None:
        dashed = Qt.PenStyle.DashLine
        self._threshold.setPen(pg.mkPen(colours.text, width=1, style=dashed))
        self._spikes.setBrush(pg.mkBrush(colours.negative))
        dotted = Qt.PenStyle.DotLine
        self._level.setPen(pg.mkPen(colours.muted, width=1, style=dotted))
        self._cursor.setPen(pg.mkPen(colours.text, width=1.5))


def window_of(trail: Trail, tick: int) -> tuple[int, int]:
    """Return the first tick to show and the one after the last.

    The newest ones, which stand still while the chip goes back among them.
    """
    end = trail.end
    if trail.first <= tick < end - SHOWN_TICKS:
        end = tick + 1
    return max(0, end - SHOWN_TICKS), end


def _span(ticks: int) -> int:
    return next(span for span in SPANS if span >= ticks)


def covers(trail: Trail, tick: int) -> bool:
    """Tell whether all that is to be shown around a tick is in a trail."""
    return tick < trail.end and trail.first <= min(tick, window_of(trail, tick)[0])

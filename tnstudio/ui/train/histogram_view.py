"""One histogram of what a layer has learned, in exact counts."""

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from tnstudio.app.histograms import Histogram
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.titled_plot import TitledPlot
from tnstudio.ui.widgets.plots import Bars, round_up

LOG_FLOOR = 0.5
"""Where the bars of logarithmic counts stand; a count of 1 is still seen."""


class HistogramPlot(TitledPlot):
    """One histogram; the bar that is pointed at tells its exact count.

    Arrows point at the bar beside, Home and End at the first and last.
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
        super().__init__(theme, name, title, about, parent)
        self._histogram: Histogram | None = None
        self._bar: int | None = None
        self._bars = Bars(self.plot, colour)
        self._here = pg.InfiniteLine(angle=90)
        self._here.hide()
        self.plot.addItem(self._here)
        self.plot.dress(lambda c: self._here.setPen(pg.mkPen(c.accent, width=1.5)))
        self.plot.scene().sigMouseMoved.connect(self._point)
        self.plot.setToolTip(
            tr("{about}<br>Arrows tell the count of a bar.", about=about)
        )
        self.setObjectName(f"{name}-view")
        self.setAccessibleName(tr("{title}, histogram", title=title))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("role", "framed")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    @property
    def histogram(self) -> Histogram | None:
        """What is on show."""
        return self._histogram

    @property
    def counts(self) -> tuple[int, ...]:
        """The counts on show."""
        found = self._histogram
        return () if found is None else tuple(int(n) for n in found.counts)

    def show_histogram(self, histogram: Histogram | None, logarithmic: bool) -> None:
        """Draw a histogram, or nothing; the bar that was told is told anew."""
        self._histogram = histogram
        self.plot.show_powers(logarithmic)
        if histogram is None:
            self._bars.clear()
            self._point_at(None)
            return
        heights = histogram.counts.astype(float)
        floor = 0.0
        if logarithmic:
            heights = np.log10(np.maximum(heights, LOG_FLOOR))
            floor = float(np.log10(LOG_FLOOR))
        self._bars.show_bars(histogram.edges, heights, floor)
        most = round_up(1.05 * float(histogram.counts.max(initial=1)))
        top = float(np.log10(most)) if logarithmic else most
        low, high = float(histogram.edges[0]), float(histogram.edges[-1])
        margin = 0.02 * (high - low)
        self.plot.show_range((low - margin, high + margin), (floor, top))
        self._point_at(self._bar)

    def tell_about(self, value: float) -> None:
        """Tell the exact count of the bar that holds a value."""
        found = self._histogram
        if found is None:
            return
        edges = found.edges
        index = int(np.searchsorted(edges, value, side="right")) - 1
        if value == edges[-1]:
            index -= 1
        self._point_at(index if 0 <= index < found.counts.size else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Point at another bar."""
        found = self._histogram
        last = 0 if found is None else found.counts.size - 1
        bar = last // 2 if self._bar is None else self._bar
        bars = {
            Qt.Key.Key_Left: bar - 1,
            Qt.Key.Key_Right: bar + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if found is not None and key in bars:
            self._point_at(max(0, min(bars[key], last)), marked=True)
        else:
            super().keyPressEvent(event)

    def _point(self, place: QPointF) -> None:
        self.tell_about(self.place_at(place).x())

    def _point_at(self, bar: int | None, *, marked: bool = False) -> None:
        """Tell of a bar; of all if there is no such one."""
        found = self._histogram
        if found is None:
            self._bar = None
            self.tell("")
            return
        if bar is None or bar >= found.counts.size:
            self._bar = None
            self._here.hide()
            self.tell(tr("{count:,} values", count=int(found.counts.sum())))
            return
        if bar != self._bar:
            self._here.setVisible(marked)
        self._bar = bar
        low, high = found.edges[bar], found.edges[bar + 1]
        self._here.setValue((low + high) / 2)
        told = tr(
            "{low:.3g} to {high:.3g}: {count:,}",
            low=low,
            high=high,
            count=int(found.counts[bar]),
        )
        self.tell(told)
        self.setAccessibleDescription(told)

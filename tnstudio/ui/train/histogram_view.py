"""Histograms of what a layer has learned: c̃, c̃ s and b, in exact counts."""

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.histograms import Histogram, LayerHistograms
from tnstudio.ui.colours import Colours
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.plots import Plot, round_up

LOG_FLOOR = 0.5
"""Where the bars of logarithmic counts stand; a count of 1 is still seen."""


class HistogramPlot(QWidget):
    """One histogram; pointing at a bar tells its exact count."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        title: str,
        about: str,
        colour: Callable[[Colours], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._histogram: Histogram | None = None
        self._logarithmic = False
        self._title = QLabel(title, self)
        self._title.setToolTip(about)
        self._told = QLabel(self)
        self._told.setProperty("role", "muted")
        self._plot = Plot(theme, title)
        self._plot.setObjectName(name)
        self._bars = self._plot.line(colour, stepMode="center", fillLevel=0.0)
        self._plot.dress(lambda c: self._bars.setFillBrush(_translucent(colour(c))))
        self._plot.scene().sigMouseMoved.connect(self._point)
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._told)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self._plot, 1)

    @property
    def counts(self) -> tuple[int, ...]:
        """The counts on show."""
        found = self._histogram
        return () if found is None else tuple(int(n) for n in found.counts)

    @property
    def told(self) -> str:
        """What is said about the bar pointed at, or about all."""
        return self._told.text()

    def show_histogram(self, histogram: Histogram | None, logarithmic: bool) -> None:
        """Draw a histogram, or nothing."""
        self._histogram, self._logarithmic = histogram, logarithmic
        self._plot.getPlotItem().getAxis("left").setLogMode(y=logarithmic)
        if histogram is None:
            self._plot.clear_line(self._bars)
            self._told.setText("")
            return
        heights = histogram.counts.astype(float)
        floor = 0.0
        if logarithmic:
            heights = np.log10(np.maximum(heights, LOG_FLOOR))
            floor = float(np.log10(LOG_FLOOR))
        self._bars.setFillLevel(floor)
        self._bars.setData(histogram.edges, heights)
        most = round_up(1.05 * float(histogram.counts.max(initial=1)))
        top = float(np.log10(most)) if logarithmic else most
        low, high = float(histogram.edges[0]), float(histogram.edges[-1])
        margin = 0.02 * (high - low)
        self._plot.show_range((low - margin, high + margin), (floor, top))
        self._told.setText(f"{int(histogram.counts.sum()):,} values")

    def tell_about(self, value: float) -> None:
        """Tell the exact count of the bar that holds a value."""
        found = self._histogram
        if found is None:
            return
        edges = found.edges
        index = int(np.searchsorted(edges, value, side="right")) - 1
        if value == edges[-1]:
            index -= 1
        if not 0 <= index < found.counts.size:
            self._told.setText(f"{int(found.counts.sum()):,} values")
            return
        low, high = edges[index], edges[index + 1]
        self._told.setText(f"{low:.3g} to {high:.3g}: {int(found.counts[index]):,}")

    def _point(self, place: QPointF) -> None:
        box: Any = self._plot.getPlotItem().getViewBox()
        self.tell_about(float(box.mapSceneToView(place).x()))


class HistogramView(Card):
    """The three histograms of a layer, with a choice of the layer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Parameters", "histogram-card", parent)
        self._layers: tuple[LayerHistograms, ...] = ()
        self._layer = QComboBox(self)
        self._layer.setObjectName("histogram-layer")
        self._layer.setAccessibleName("Layer of the histograms")
        self._layer.setToolTip("The layer whose parameters are counted")
        self._log = QCheckBox("L&og counts", self)
        self._log.setObjectName("histogram-log")
        self._log.setToolTip("Draw the counts on a logarithmic axis")
        self.header.addStretch(1)
        self.header.addWidget(self._log)
        self.header.addWidget(self._layer)
        self.probabilities = HistogramPlot(
            theme,
            "histogram-probabilities",
            "Probabilities c̃",
            "c̃: the probability that a synapse is on when a chip is sampled",
            lambda c: c.series[0],
        )
        self.weights = HistogramPlot(
            theme,
            "histogram-weights",
            "Weights c̃ s",
            "c̃ s: probability times strength, the expected weight of a synapse",
            lambda c: c.series[1],
        )
        self.biases = HistogramPlot(
            theme,
            "histogram-biases",
            "Biases b",
            "b: what each neuron adds to its potential in every tick",
            lambda c: c.series[2],
        )
        row = QHBoxLayout()
        row.setSpacing(14)
        for plot in (self.probabilities, self.weights, self.biases):
            row.addWidget(plot, 1)
        self.body.addLayout(row, 1)
        self._layer.currentIndexChanged.connect(self._draw)
        self._log.toggled.connect(self._draw)

    def show_layers(self, layers: tuple[LayerHistograms, ...], when: str) -> None:
        """Draw these histograms.

        Parameters
        ----------
        layers : tuple of LayerHistograms
        when : str
            What they show, e.g. ``after epoch 3``; empty for nothing.
        """
        self._layers = layers
        self.set_heading(f"Parameters {when}".strip())
        if self._layer.count() != len(layers):
            chosen = max(0, min(self._layer.currentIndex(), len(layers) - 1))
            self._layer.blockSignals(True)
            self._layer.clear()
            self._layer.addItems([f"Layer {k + 1}" for k in range(len(layers))])
            self._layer.setCurrentIndex(chosen if layers else -1)
            self._layer.blockSignals(False)
        self._draw()

    def _draw(self) -> None:
        index = self._layer.currentIndex()
        log = self._log.isChecked()
        if not 0 <= index < len(self._layers):
            for plot in (self.probabilities, self.weights, self.biases):
                plot.show_histogram(None, log)
            return
        layer = self._layers[index]
        self.probabilities.show_histogram(layer.probabilities, log)
        self.weights.show_histogram(layer.weights, log)
        self.biases.show_histogram(layer.biases, log)


def _translucent(colour: str) -> str:
    """Return a colour that lets the grid shine through, as #rrggbbaa."""
    return f"{colour}a0"

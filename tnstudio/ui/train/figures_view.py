"""A figure of every layer over the epochs: gradient norm, saturated share."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal

from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.titled_plot import TitledPlot
from tnstudio.ui.widgets.paper_figure import Key
from tnstudio.ui.widgets.plots import MarkedLine, round_up

MARKS = (("o", "●"), ("s", "■"), ("t1", "▲"), ("d", "◆"), ("t", "▼"), ("p", "⬟"))
"""Symbols of plots and their signs in text. There is one colour more than marks:
of 42 layers no two look the same."""

SPACE = "   "
"""Between the figures of two layers."""

Figures = npt.NDArray[np.floating]


class FiguresPlot(TitledPlot):
    """One line per layer.

    Parameters
    ----------
    unit : str
        Of the figures.
    log : bool
        Whether the axis is logarithmic; otherwise it begins at 0.
    words : callable
        Writes a figure.

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
        *,
        unit: str = "",
        log: bool = False,
        words: Callable[[float], str],
    ) -> None:
        super().__init__(theme, name, title, about, x=tr("epoch"), y=unit)
        self._theme = theme
        self._log = log
        self._words = words
        self._lines: list[MarkedLine] = []
        self._epochs: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._figures: Figures = np.zeros((0, 0))
        self._here = pg.InfiniteLine(angle=90)
        self._here.hide()
        self.plot.addItem(self._here)
        self.plot.dress(lambda c: self._here.setPen(pg.mkPen(c.muted, width=1)))
        self.plot.setToolTip(
            tr("{about}<br>A click shows the histograms of its epoch.", about=about)
        )
        self.plot.scene().sigMouseClicked.connect(self._click)
        self._told.setTextFormat(Qt.TextFormat.RichText)
        self.plot.dress(lambda _colours: self._fit())

    @property
    def lines(self) -> tuple[npt.NDArray[np.float64], ...]:
        """Heights of the lines, one array per layer."""
        return tuple(line.points[1] for line in self._lines)

    def show_figures(
        self,
        epochs: npt.NDArray[np.int32],
        figures: Figures,
        whole: tuple[float, float],
    ) -> None:
        """Draw the figures of all layers.

        Parameters
        ----------
        epochs : int32 array, shape (epochs,)
        figures : float array, shape (epochs, layers)
            Those that were not measured are NaN.
        whole : tuple of float
            Range of the epochs.
        """
        self._epochs, self._figures = epochs, figures
        layers = figures.shape[1]
        while len(self._lines) < layers:
            self._lines.append(self._new_line(len(self._lines)))
        heights = self._heights(figures)
        x = epochs.astype(np.float64)
        for k, line in enumerate(self._lines):
            shown = heights[:, k] if k < layers else np.zeros(0)
            line.show_points(x[: len(shown)], shown)
        low, high = self._range(heights)
        if self._log:
            self.plot.name_ticks(_powers(low, high))
        self.plot.show_range(whole, (low, high))

    def mark(self, epoch: int | None) -> None:
        """Mark an epoch and tell its figures; those of the last one for None."""
        self._here.setVisible(epoch is not None and self._figures.size > 0)
        if epoch is not None:
            self._here.setValue(epoch)
        self.tell(self._told_of(epoch))

    def keys(self) -> tuple[Key, ...]:
        """Return what the lines are."""
        return tuple(
            Key(
                tr("layer {number}", number=k + 1),
                _colour_of(k),
                MARKS[k % len(MARKS)][0],
            )
            for k in range(self._figures.shape[1])
        )

    def _new_line(self, layer: int) -> MarkedLine:
        mark, _ = MARKS[layer % len(MARKS)]
        return MarkedLine(self.plot, _colour_of(layer), mark)

    def _heights(self, figures: Figures) -> npt.NDArray[np.float64]:
        if not self._log:
            return np.asarray(figures, np.float64)
        # A gradient of 0 has no place on a logarithmic axis.
        known = np.where(figures > 0, figures, np.nan)
        return np.log10(known.astype(np.float64))

    def _range(self, heights: npt.NDArray[np.float64]) -> tuple[float, float]:
        known = heights[np.isfinite(heights)]
        if not known.size:
            return -1.0, 1.0
        if self._log:
            low, high = float(known.min()), float(known.max())
            # In steps: the axis is drawn anew only now and then.
            return math.floor(4 * low - 0.2) / 4, math.ceil(4 * high + 0.2) / 4
        return 0.0, round_up(1.02 * max(float(known.max()), 1e-9))

    def _fit(self) -> None:
        """Show what is told, each mark in the colour of its line."""
        series = self._theme.colours.series
        parts = [
            f'<span style="color:{series[k % len(series)]}">{part[:1]}</span>{part[1:]}'
            for k, part in enumerate(self.told.split(SPACE))
        ]
        self._told.setText("&nbsp; ".join(parts))

    def _told_of(self, epoch: int | None) -> str:
        if not self._figures.size:
            return ""
        row = len(self._epochs) - 1
        if epoch is not None:
            row = min(row, int(np.searchsorted(self._epochs, epoch)))
        return SPACE.join(
            f"{MARKS[k % len(MARKS)][1]} {self._written(float(figure))}"
            for k, figure in enumerate(self._figures[row])
        )

    def _written(self, figure: float) -> str:
        return "–" if np.isnan(figure) else self._words(figure)

    def _click(self, event: "pg.GraphicsScene.mouseEvents.MouseClickEvent") -> None:
        place: QPointF = self.place_at(event.scenePos())
        if self._figures.size and place.x() > 0:
            self.wanted.emit(max(1, round(place.x())))


def _colour_of(layer: int) -> Callable[[Colours], str]:
    return lambda colours: colours.series[layer % len(colours.series)]


def _powers(low: float, high: float) -> list[tuple[float, str]]:
    """Return the marks of a logarithmic axis: powers of ten, of a short one more."""
    digits = (1, 2, 5) if high - low < 2.5 else (1,)
    step = max(1, round((high - low) / 6))
    powers = range(math.floor(low), math.ceil(high) + 1, step)
    marks = [(k + math.log10(d), f"{d * 10.0**k:g}") for k in powers for d in digits]
    return [mark for mark in marks if low <= mark[0] <= high]

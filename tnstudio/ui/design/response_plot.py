"""V(t) and spikes of a neuron, drawn."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tnstudio.app.response import Response
from tnstudio.texts import plural, tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.plots import Plot

_RESET_AFTER = 0.45
"""Where in its tick V is drawn as the spike has left it."""

_SPIKE_ROOM, _INPUT_ROOM = 0.12, 0.08
"""Shares of the range of V for the marks of spikes, and of each input."""

_MOST_TOLD = 6
"""Spikes whose ticks are told."""

_MOST_TRAINS = 8
"""Inputs beyond are not drawn one by one."""


def path_of(response: Response) -> tuple[npt.NDArray[np.float64], ...]:
    """Return V along time: as it is compared, then as the tick leaves it."""
    ticks = np.arange(response.ticks, dtype=np.float64)
    x = np.stack([ticks, ticks + _RESET_AFTER], axis=1).ravel()
    y = np.stack([response.compared, response.potentials], axis=1).ravel()
    return x, y.astype(np.float64)


def marks_of(
    when: npt.NDArray[np.bool_], low: float, high: float
) -> tuple[npt.NDArray[np.float64], ...]:
    """Return an upright line for each spike, broken in between."""
    ticks = np.flatnonzero(when).astype(np.float64)
    x = np.repeat(ticks, 3)
    y = np.tile([low, high, np.nan], len(ticks))
    return x, y


def told(response: Response) -> str:
    """Return the response in words, e.g. ``4 spikes, at ticks 9, 19, 29, 39``."""
    ticks = np.flatnonzero(response.spikes).tolist()
    if not ticks:
        return tr("No spike in {number:,} ticks", number=response.ticks)
    more = " …" if len(ticks) > _MOST_TOLD else ""
    shown = ", ".join(map(str, ticks[:_MOST_TOLD])) + more
    return plural(
        "{number:,} spike, at tick {ticks}",
        "{number:,} spikes, at ticks {ticks}",
        len(ticks),
        ticks=shown,
    )


class ResponsePlot(Plot):
    """Draws a response: V with the threshold, output spikes above, input below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            tr("Membrane potential V over time"),
            y="V",
            zooms=True,
            parent=parent,
        )
        self.setObjectName("response-plot")
        self.setMinimumSize(200, 110)
        self._threshold = self.line(_threshold_colour, width=1.2)
        self.dress(self._dash)
        self._v = self.line(lambda colours: colours.accent, width=1.4)
        self._spikes = self.line(lambda colours: colours.text, width=2.0)
        self._inputs = [
            self.line(_input_colour(k), width=2.0) for k in range(_MOST_TRAINS)
        ]

    def show_response(self, response: Response) -> None:
        """Draw a response."""
        low = min(0, int(response.compared.min()), int(response.potentials.min()))
        high = max(1, int(response.compared.max()))
        # A threshold far above V would press V flat.
        top = int(response.thresholds.max())
        high = max(high, top) if top <= 4 * max(high, -low) else high
        room = float(high - low)
        self._v.setData(*path_of(response))
        self._threshold.setData(
            np.arange(response.ticks, dtype=np.float64),
            response.thresholds.astype(np.float64),
        )
        above = high + 0.05 * room
        self._spikes.setData(
            *marks_of(response.spikes, above, above + _SPIKE_ROOM * room)
        )
        below = low - 0.05 * room
        trains = response.arrivals.T[:_MOST_TRAINS]
        for k, line in enumerate(self._inputs):
            if k < len(trains):
                ceiling = below - k * 1.3 * _INPUT_ROOM * room
                floor = ceiling - _INPUT_ROOM * room
                line.setData(*marks_of(trains[k], floor, ceiling))
                below_all = floor
            else:
                self.clear_line(line)
        bottom = below_all if len(trains) else below
        self.show_range(
            (-1.0, float(response.ticks)),
            (bottom - 0.05 * room, above + (_SPIKE_ROOM + 0.05) * room),
        )
        self.setAccessibleDescription(told(response))

    def show_nothing(self) -> None:
        """Draw no response."""
        for line in (self._v, self._threshold, self._spikes, *self._inputs):
            self.clear_line(line)
        self.setAccessibleDescription("")

    def _dash(self, colours: Colours) -> None:
        pen = pg.mkPen(_threshold_colour(colours), width=1.2)
        pen.setStyle(Qt.PenStyle.DashLine)
        self._threshold.setPen(pen)


def _threshold_colour(colours: Colours) -> str:
    return colours.muted


def _input_colour(k: int) -> Callable[[Colours], str]:
    return lambda colours: colours.series[k % len(colours.series)]

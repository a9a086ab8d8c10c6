"""What a neuron of the first layer reads: its strengths over the input."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from tnstudio.app.neuron_facts import FanIn
from tnstudio.model.program import NONE
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.colour_ramps import mix

SIDE = 150
"""Height in pixels."""

NO_AXONS: npt.NDArray[np.bool_] = np.zeros(0, np.bool_)
"""None is active."""

_INSET = 0.22
"""Of a cell, around a negative strength: smaller squares are the second cue."""

ABOUT = tr(
    "The input, channel beside channel. A square is a closed synapse: large and "
    "blue for a positive strength, small and orange for a negative one, the paler "
    "the weaker. Light grey: the core reads the pixel, the neuron does not. Empty: "
    "the core does not see it.<br>A dot is on pixels whose axon is active in this tick."
)


class FanInView(QWidget):
    """Draws a square for each closed synapse, at its pixel."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fan-in")
        self.setAccessibleName(tr("Strengths over the input"))
        self.setToolTip(ABOUT)
        self.setMouseTracking(True)
        self.setFixedHeight(SIDE)
        self._theme = theme
        self._fan: FanIn | None = None
        self._active = NO_AXONS
        theme.changed.connect(self.update)

    @property
    def fan_in(self) -> FanIn | None:
        """What is on show."""
        return self._fan

    def sizeHint(self) -> QSize:
        """Return room for a square."""
        return QSize(SIDE, SIDE)

    def show_fan_in(self, fan: FanIn | None) -> None:
        """Draw another neuron's synapses, with no axon active."""
        self._fan = fan
        self._active = NO_AXONS
        self.setVisible(fan is not None)
        self.update()

    def show_active(self, active: npt.NDArray[np.bool_]) -> None:
        """Mark the pixels whose axons are active, shape (axons,)."""
        self._active = active
        self.update()

    def text_at(self, place: QPointF) -> str:
        """Return what there is at a place of the widget."""
        if self._fan is None:
            return ""
        rows, columns, channels = self._fan.axons.shape
        area = self._area(rows, columns * channels)
        wide = int(
            np.floor((place.x() - area.left()) / area.width() * columns * channels)
        )
        row = int(np.floor((place.y() - area.top()) / area.height() * rows))
        if not (0 <= row < rows and 0 <= wide < columns * channels):
            return ""
        channel, column = divmod(wide, columns)
        axon = int(self._fan.axons[row, column, channel])
        pixel = (
            tr("row {row}, column {column}", row=row, column=column)
            if channels == 1
            else tr(
                "row {row}, column {column}, channel {channel}",
                row=row,
                column=column,
                channel=channel,
            )
        )
        if axon == NONE:
            return tr("{pixel}: the core does not see it", pixel=pixel)
        lit = tr("active") if self._is_active(axon) else tr("silent")
        if not self._fan.closed[row, column, channel]:
            return tr(
                "{pixel}: axon {axon} ({lit}), synapse off",
                pixel=pixel,
                axon=axon,
                lit=lit,
            )
        strength = self._fan.strengths[row, column, channel]
        return tr(
            "{pixel}: axon {axon} ({lit}), strength {strength:+d}",
            pixel=pixel,
            axon=axon,
            lit=lit,
            strength=strength,
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the pixel pointed at."""
        told = self.text_at(event.position())
        QToolTip.showText(event.globalPosition().toPoint(), told, self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the cells from top to bottom."""
        if self._fan is None:
            return
        colours = self._theme.colours
        painter = QPainter(self)
        axons = _side_by_side(self._fan.axons)
        strengths = _side_by_side(self._fan.strengths)
        area = self._area(*axons.shape)
        side = area.width() / axons.shape[1]
        strongest = max(1, int(np.abs(strengths).max()))
        idle = QColor(mix(colours.surface, colours.grid, 0.55))
        dot = QColor(colours.text)
        for row, column in np.argwhere(axons != NONE).tolist():
            cell = QRectF(
                area.left() + column * side, area.top() + row * side, side, side
            )
            painter.fillRect(cell, idle)
            strength = int(strengths[row, column])
            if strength:
                colour = colours.positive if strength > 0 else colours.negative
                pale = 0.6 * (1 - abs(strength) / strongest)
                inset = 0.05 * side if strength > 0 else _INSET * side
                square = cell.adjusted(inset, inset, -inset, -inset)
                painter.fillRect(square, QColor(mix(colour, colours.surface, pale)))
            if self._is_active(int(axons[row, column])):
                inset = side * 0.36
                painter.fillRect(cell.adjusted(inset, inset, -inset, -inset), dot)
        painter.setPen(QColor(colours.grid))
        painter.drawRect(area)
        painter.end()

    def _is_active(self, axon: int) -> bool:
        return axon < self._active.size and bool(self._active[axon])

    def _area(self, rows: int, columns: int) -> QRectF:
        """Return where the picture is: as large as fits, in its proportions."""
        side = min((self.width() - 1) / columns, (self.height() - 1) / rows)
        return QRectF(0.5, 0.5, side * columns, side * rows)


def _side_by_side(planes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return channels side by side, (rows, columns * channels)."""
    return np.hstack(list(np.moveaxis(planes, 2, 0)))

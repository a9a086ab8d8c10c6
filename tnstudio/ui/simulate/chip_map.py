"""The chip's grid, each core coloured by how much it fires."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.lights import Light
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.long_text import plain_tip
from tnstudio.ui.widgets.plots import mix, ramp

SHADES = 64

MARGIN = 2.0
"""Around the cores, in pixels."""

LARGEST_SIDE = 32.0
"""Of a core's square, in pixels."""

LEAST_SIDE = 6.0
"""Of a core's square; a map that needs more room becomes higher."""

GAP = 1
"""Rows left free between two bands, in cores."""

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ChipMap(QWidget):
    """The part of the chip that is in use; a click or arrow keys choose a core.

    Attributes
    ----------
    core_chosen : Signal of int
    """

    core_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip-map")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Map of the chip")
        self.setMinimumSize(72, 72)
        self._theme = theme
        self._cores: ChipCores | None = None
        self._rows: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._columns: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._at: dict[tuple[int, int], int] = {}
        self._drawn_at: dict[tuple[int, int], int] = {}
        self._band = 1
        self._activity: npt.NDArray[np.float64] = np.zeros(0)
        self._selected = -1
        self._lights: Mapping[int, tuple[Light, ...]] = {}
        theme.changed.connect(self.update)

    @property
    def activity(self) -> npt.NDArray[np.float64]:
        """Share of neurons that fire per tick, shape (cores,)."""
        return self._activity

    def show_chip(self, cores: ChipCores) -> None:
        """Show another chip, silent."""
        places = cores.program.places
        self._cores = cores
        self._rows = places.chip_row - places.chip_row.min(initial=0)
        self._columns = places.chip_column - places.chip_column.min(initial=0)
        found = zip(self._rows.tolist(), self._columns.tolist(), strict=True)
        self._at = {place: core for core, place in enumerate(found)}
        self._arrange()
        self.show_activity(np.zeros(len(cores)))

    def show_activity(self, activity: npt.NDArray[np.float64]) -> None:
        """Colour the cores by the share of their neurons that fire per tick."""
        self._activity = activity
        self.update()

    def select(self, core: int) -> None:
        """Mark a core."""
        self._selected = core
        self.update()

    def light(self, lights: Mapping[int, tuple[Light, ...]]) -> None:
        """Frame some cores, each with one frame or more, until others are lit."""
        self._lights = lights
        self.update()

    @property
    def lights(self) -> Mapping[int, tuple[Light, ...]]:
        """The frames of cores."""
        return self._lights

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(130, 130)

    def core_at(self, x: float, y: float) -> int:
        """Return the core at a place of the widget; -1 for none."""
        side = self._side()
        place = int((y - MARGIN) // side), int((x - MARGIN) // side)
        return self._drawn_at.get(place, -1)

    def centre_of(self, core: int) -> tuple[float, float]:
        """Return the middle of a core's square in the widget."""
        rows, columns = self._drawn()
        side = self._side()
        x = MARGIN + (float(columns[core]) + 0.5) * side
        return x, MARGIN + (float(rows[core]) + 0.5) * side

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the map into bands that fit."""
        super().resizeEvent(event)
        self._arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the core that is pressed."""
        core = self.core_at(event.position().x(), event.position().y())
        if core >= 0:
            self.core_chosen.emit(core)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the next core in the direction of an arrow key."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self._selected < 0:
            super().keyPressEvent(event)
            return
        row = int(self._rows[self._selected]) + step[0]
        column = int(self._columns[self._selected]) + step[1]
        if (row, column) in self._at:
            self.core_chosen.emit(self._at[row, column])

    def event(self, event: QEvent) -> bool:
        """Tell about the core pointed at."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            core = self.core_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), plain_tip(self.text_of(core)), self)
            return True
        return bool(super().event(event))

    def text_of(self, core: int) -> str:
        """Return a core's name and activity."""
        if self._cores is None or core < 0:
            return "Cores in use, darker the more of their neurons fire"
        share = 100 * float(self._activity[core])
        return f"{self._cores.name(core)}: {share:.1f} % of its neurons fire per tick"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the cores."""
        if not self._activity.size:
            return
        painter = QPainter(self)
        side = self._side()
        rows, columns = self._shape()
        area = QRectF(MARGIN, MARGIN, columns * side, rows * side)
        painter.drawImage(area, self._picture())
        if side >= LEAST_SIDE:
            width = 2 if side > 10 else 1
            painter.setPen(QPen(QColor(self._theme.colours.surface), width))
            for row in range(rows + 1):
                y = MARGIN + row * side
                painter.drawLine(QLineF(area.left(), y, area.right(), y))
            for column in range(columns + 1):
                x = MARGIN + column * side
                painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        self._draw_lights(painter, side)
        self._mark_selected(painter, side)
        painter.end()

    def _draw_lights(self, painter: QPainter, side: float) -> None:
        rows, columns = self._drawn()
        for core, lights in self._lights.items():
            if core >= self._rows.size:
                continue
            x, y = MARGIN + int(columns[core]) * side, MARGIN + int(rows[core]) * side
            frame = QRectF(x, y, side, side)
            for k, light in enumerate(lights):
                inset = min(2.5 + 3 * k, side / 3)
                painter.setPen(light.pen(self._theme.colours, 2 if side > 10 else 1))
                painter.drawRect(frame.adjusted(inset, inset, -inset, -inset))

    def _mark_selected(self, painter: QPainter, side: float) -> None:
        if 0 <= self._selected < self._rows.size:
            width = 3 if self.hasFocus() else 2
            painter.setPen(QPen(QColor(self._theme.colours.text), width))
            rows, columns = self._drawn()
            x = MARGIN + int(columns[self._selected]) * side
            y = MARGIN + int(rows[self._selected]) * side
            # Around the core, so that the smallest one still has a mark.
            margin = max(0.0, 4.0 - side / 2)
            frame = QRectF(x, y, side, side)
            painter.drawRect(frame.adjusted(-margin, -margin, margin, margin))

    def _picture(self) -> QImage:
        """Return a pixel for each place; places without a core are clear."""
        colours = self._theme.colours
        shades = ramp(mix(colours.raised, colours.muted, 0.15), colours.accent, SHADES)
        # A share of one half is already much: the scale ends there.
        levels = np.clip(self._activity * 2, 0, 1) * (SHADES - 1)
        rows, columns = self._shape()
        cells = np.zeros((rows, columns), np.uint8)
        cells[self._drawn()] = 1 + levels.astype(np.uint8)
        image = QImage(
            cells.data, columns, rows, columns, QImage.Format.Format_Indexed8
        )
        table = [QColor(colours.surface), *map(QColor, shades)]
        image.setColorTable([colour.rgb() for colour in table])
        return image.copy()

    # -- A wide chip is drawn in bands, one below the other

    def _arrange(self) -> None:
        """Choose the columns of a band so that the squares are largest."""
        rows, columns = self._chip_shape()
        parent = self.parentWidget()
        height = (parent or self).height()
        bands = [-(-columns // n) for n in range(1, columns + 1)]
        self._band = max(
            bands, key=lambda band: side_of(rows, columns, band, self.width(), height)
        )
        self.setMinimumHeight(72)
        if side_of(rows, columns, self._band, self.width(), height) < LEAST_SIDE:
            self._band = max(1, min(columns, int(self._room() // LEAST_SIDE)))
            side = self._room() / self._band
            self.setMinimumHeight(int(self._shape()[0] * side + 2 * MARGIN) + 1)
        found = zip(*(part.tolist() for part in self._drawn()), strict=True)
        self._drawn_at = {place: core for core, place in enumerate(found)}
        self.update()

    def _drawn(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Return rows and columns of the cores as they are drawn."""
        high = self._chip_shape()[0] + GAP
        return self._rows + self._columns // self._band * high, (
            self._columns % self._band
        )

    def _chip_shape(self) -> tuple[int, int]:
        return int(self._rows.max(initial=0)) + 1, int(self._columns.max(initial=0)) + 1

    def _shape(self) -> tuple[int, int]:
        """Return rows and columns of what is drawn."""
        rows, columns = self._chip_shape()
        return _height(rows, columns, self._band), min(self._band, columns)

    def _room(self) -> float:
        return self.width() - 2 * MARGIN

    def _side(self) -> float:
        """Return the side of a core's square."""
        rows, columns = self._chip_shape()
        return side_of(rows, columns, self._band, self.width(), self.height())


def side_of(rows: int, columns: int, band: int, width: float, height: float) -> float:
    """Return the side of a core's square in pixels.

    Parameters
    ----------
    rows, columns : int
        Of the chip's part in use.
    band : int
        Columns that are drawn side by side; what follows comes below.
    width, height : float
        Of the map.
    """
    room = (width - 2 * MARGIN) / band
    high = (height - 2 * MARGIN) / _height(rows, columns, band)
    return min(room, high, LARGEST_SIDE)


def _height(rows: int, columns: int, band: int) -> int:
    """Return the rows of so many bands and of the gaps between them."""
    bands = -(-columns // band)
    return bands * rows + (bands - 1) * GAP

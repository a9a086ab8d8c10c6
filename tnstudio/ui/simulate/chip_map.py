"""The cores of a chip, each coloured by a number."""

from collections.abc import Callable, Mapping, Sequence

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

from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.lights import Light
from tnstudio.ui.simulate.map_layout import MARGIN, Layout, Room, arranged
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.colour_ramps import mix, ramp
from tnstudio.ui.widgets.long_text import plain_tip

SHADES = 64

LEAST_SIDE, LARGEST_SIDE = 6.0, 32.0
"""Of a core's square; a map that needs more room becomes higher."""

LEAST_MAP = 72
"""Width and height of the map, in pixels."""

MOST_SKIPPED = 3
"""Empty cells that an arrow key leaps over."""

Palette = Callable[[Colours], Sequence[str]]

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


def counts_palette(colours: Colours) -> Sequence[str]:
    """Return colours from nothing to much."""
    return ramp(mix(colours.raised, colours.muted, 0.15), colours.accent, SHADES)


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
        self.setAccessibleName(tr("Map of the chip"))
        self.setMinimumSize(LEAST_MAP, LEAST_MAP)
        self._theme = theme
        self._cores: ChipCores | None = None
        self._layout: Layout = "chip"
        self._at: dict[tuple[int, int], int] = {}
        self._drawn_at: dict[tuple[int, int], int] = {}
        self._palette: Palette = counts_palette
        self._levels: npt.NDArray[np.float64] = np.zeros(0)
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
        found = zip(places.chip_row.tolist(), places.chip_column.tolist(), strict=True)
        self._at = {place: core for core, place in enumerate(found)}
        self._arrange()
        self.show_activity(np.zeros(len(cores)))

    def show_layout(self, layout: Layout) -> None:
        """Arrange the cores as on the chip, or by layers."""
        if layout != self._layout:
            self._layout = layout
            self._arrange()

    def show_activity(self, activity: npt.NDArray[np.float64]) -> None:
        """Colour the cores by the share of their neurons that fire per tick."""
        self._activity = activity
        # A share of one half is already much: the scale ends there.
        self.show_levels(np.clip(activity * 2, 0, 1), counts_palette)

    def show_levels(self, levels: npt.NDArray[np.float64], palette: Palette) -> None:
        """Colour the cores by 0..1, from the first colour of a palette to the last."""
        self._levels, self._palette = levels, palette
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
        side, cells = self._side(), self._arrangement
        x = MARGIN + (float(cells.columns[core]) + 0.5) * side
        return x, MARGIN + (float(cells.rows[core]) + 0.5) * side

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the cores so that they fit."""
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
        core = self._beside(*step)
        if core >= 0:
            self.core_chosen.emit(core)

    def _beside(self, down: int, right: int) -> int:
        """Return the core next to the selected one; -1 for none."""
        if self._layout == "chip":
            places = self._cores.program.places if self._cores else None
            row = int(places.chip_row[self._selected]) if places else 0
            column = int(places.chip_column[self._selected]) if places else 0
            return self._at.get((row + down, column + right), -1)
        row = int(self._arrangement.rows[self._selected])
        column = int(self._arrangement.columns[self._selected])
        cells = (
            (row + k * down, column + k * right) for k in range(1, MOST_SKIPPED + 2)
        )
        return next((self._drawn_at[c] for c in cells if c in self._drawn_at), -1)

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
            return tr("Cores in use, darker the more of their neurons fire")
        share = 100 * float(self._activity[core])
        return tr(
            "{name}: {share:.1f} % of its neurons fire per tick",
            name=self._cores.name(core),
            share=share,
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the cores."""
        if not self._levels.size:
            return
        painter = QPainter(self)
        side = self._side()
        rows, columns = self._arrangement.shape
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
        cells = self._arrangement
        for core, lights in self._lights.items():
            if core >= cells.rows.size:
                continue
            x = MARGIN + int(cells.columns[core]) * side
            y = MARGIN + int(cells.rows[core]) * side
            frame = QRectF(x, y, side, side)
            for k, light in enumerate(lights):
                inset = min(2.5 + 3 * k, side / 3)
                painter.setPen(light.pen(self._theme.colours, 2 if side > 10 else 1))
                painter.drawRect(frame.adjusted(inset, inset, -inset, -inset))

    def _mark_selected(self, painter: QPainter, side: float) -> None:
        if 0 <= self._selected < self._levels.size:
            width = 3 if self.hasFocus() else 2
            painter.setPen(QPen(QColor(self._theme.colours.text), width))
            cells = self._arrangement
            x = MARGIN + int(cells.columns[self._selected]) * side
            y = MARGIN + int(cells.rows[self._selected]) * side
            # Around the core, so that the smallest one still has a mark.
            margin = max(0.0, 4.0 - side / 2)
            frame = QRectF(x, y, side, side)
            painter.drawRect(frame.adjusted(-margin, -margin, margin, margin))

    def _picture(self) -> QImage:
        """Return a pixel for each place; places without a core are clear."""
        colours = self._theme.colours
        shades = self._palette(colours)
        levels = np.rint(self._levels * (len(shades) - 1))
        cells = self._arrangement
        rows, columns = cells.shape
        # Rows of an image begin with a new word.
        picture = np.zeros((rows, -(-columns // 4) * 4), np.uint8)
        picture[cells.rows, cells.columns] = 1 + levels.astype(np.uint8)
        image = QImage(
            picture.data,
            columns,
            rows,
            picture.shape[1],
            QImage.Format.Format_Indexed8,
        )
        table = [QColor(colours.surface), *map(QColor, shades)]
        image.setColorTable([colour.rgb() for colour in table])
        return image.copy()

    def _room(self) -> Room:
        """Return the room for the map."""
        height = (self.parentWidget() or self).height()
        return Room(self.width(), height, LEAST_SIDE, LARGEST_SIDE)

    def _arrange(self) -> None:
        if self._cores is None:
            return
        self._arrangement = arranged(
            self._layout, self._cores.program.places, self._room()
        )
        self._ask_for_room()
        cells = self._arrangement
        found = zip(cells.rows.tolist(), cells.columns.tolist(), strict=True)
        self._drawn_at = {place: core for core, place in enumerate(found)}
        self.update()

    def _ask_for_room(self) -> None:
        """Be as high as the cells need it."""
        high = int(self._arrangement.shape[0] * self._side() + 2 * MARGIN) + 1
        fits = high <= self._room().height + 1
        self.setMinimumHeight(LEAST_MAP if fits else high)

    def _side(self) -> float:
        """Return the side of a core's square."""
        return self._arrangement.side

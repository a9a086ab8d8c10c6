"""Circuits and chips as pictures for print: drawn as on a screen, then scaled.

What is drawn on a screen in pixels is recorded on a sheet of so many pixels
that its smallest letters, scaled to the width wanted, have the size wanted.
"""

from abc import ABC, abstractmethod
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPicture
from PySide6.QtWidgets import QGraphicsScene

from tnstudio.app.selection import Selection
from tnstudio.model.topology import Grid
from tnstudio.model.traffic import LinkLoads
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.chip_drawing import ChipDrawing
from tnstudio.ui.design.chip_geometry import chip_box
from tnstudio.ui.design.chip_legend import paint_legend
from tnstudio.ui.design.chip_paint import ChipPainter
from tnstudio.ui.design.circuit_cores_item import CoresItem
from tnstudio.ui.design.circuit_curves import curves
from tnstudio.ui.design.circuit_drawing import CircuitDrawing
from tnstudio.ui.design.circuit_lines_item import LinesItem
from tnstudio.ui.design.circuit_lit_item import CircuitLitItem
from tnstudio.ui.design.circuit_pictures import CrossbarPictures
from tnstudio.ui.design.circuit_wires_item import (
    MOST_WIRES,
    BadgesItem,
    WiresInSight,
    WiresItem,
)
from tnstudio.ui.design.export import Background, Wish, print_colours
from tnstudio.ui.design.navigation import MOST_FIT
from tnstudio.ui.design.pens import rectangle
from tnstudio.ui.widgets.text_scale import usual_font

LEAST_LETTERS = 8
"""Pixels of the smallest letters on a screen."""
_SIDE = 12.0
"""Pixels left free around the whole drawing."""
_LEGEND = 48.0
"""Pixels left free below a chip."""
_ROOM_FOR_NAMES = 26.0
"""Scene units above cores, where their names are, and around delays."""


class SheetSource(ABC):
    """Draws one part of a scene; see `tnstudio.ui.design.export.Source`."""

    def __init__(self, wish: Wish, theme: Colours, part: QRectF) -> None:
        self._wish = wish
        self._colours = print_colours(wish, theme)
        self._part = part

    @abstractmethod
    def draw(self, painter: QPainter, target: QRectF, part: QRectF) -> None:
        """Draw a part of the scene onto a part of the sheet, in its pixels."""

    @property
    def below(self) -> float:
        """Pixels wanted below the drawing."""
        return 0.0

    def size(self) -> QSizeF:
        """Return width and height in points."""
        target = self._target()
        height = target.bottom() + self._side() + self.below
        return QSizeF(self._wish.points, height * self._scale())

    def prepare(self) -> bool:
        """Return that nothing is missing."""
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw all; the painter's units are points."""
        size, scale = self.size(), self._scale()
        whole = QRect(0, 0, round(size.width()), round(size.height()))
        if self._wish.background is not Background.TRANSPARENT:
            painter.fillRect(whole, QColor(self._colours.background))
        sheet, device = self.recorded(), painter.device()
        # A recording is scaled from its own dots per inch to those of the device.
        scale *= sheet.logicalDpiX() / device.logicalDpiX() if device else 1.0
        painter.save()
        painter.scale(scale, scale)
        painter.drawPicture(0, 0, sheet)
        painter.restore()

    def recorded(self) -> QPicture:
        """Return what is drawn on the sheet."""
        sheet = QPicture()
        painter = QPainter(sheet)
        painter.setFont(usual_font())
        self.draw(painter, self._target(), self._part)
        painter.end()
        return sheet

    def _scale(self) -> float:
        """Return points per pixel of the sheet."""
        return self._wish.letters / LEAST_LETTERS

    def _side(self) -> float:
        return _SIDE if self._wish.whole else 0.0

    def _target(self) -> QRectF:
        side, sheet = self._side(), self._wish.points / self._scale()
        width = max(1.0, sheet - 2 * side)
        if self._wish.whole:
            width = min(width, MOST_FIT * self._part.width())
        height = width * self._part.height() / self._part.width()
        return QRectF((sheet - width) / 2, side, width, height)


class CircuitSource(SheetSource):
    """Draws free cores with their lines and wires."""

    def __init__(
        self,
        drawing: CircuitDrawing,
        selection: Selection,
        seen: QRectF,
        wish: Wish,
        theme: Colours,
    ) -> None:
        super().__init__(wish, theme, _all_of(drawing) if wish.whole else seen)
        # No view: nobody is told of pictures, `prepare` asks for them.
        self._pictures = CrossbarPictures(lambda: None)
        self._pictures.recolour(self._colours)
        self._scene = QGraphicsScene()
        sight = WiresInSight(drawing)
        lit = CircuitLitItem(drawing, self._colours)
        if wish.selection:
            lit.show_selection(selection)
        for item in (
            WiresItem(drawing, self._colours, sight),
            CoresItem(drawing, self._colours, self._pictures),
            LinesItem(drawing, self._colours, offers_more=False),
            BadgesItem(drawing, self._colours, sight),
            lit,
        ):
            self._scene.addItem(item)

    def prepare(self) -> bool:
        """Make some pictures of crossbars; tells whether all were there."""
        self._pictures.make_some()
        self.recorded()
        return self._pictures.is_quiet

    def draw(self, painter: QPainter, target: QRectF, part: QRectF) -> None:
        """Draw cores, lines and wires."""
        self._scene.render(painter, target, part, Qt.AspectRatioMode.IgnoreAspectRatio)


def _all_of(drawing: CircuitDrawing) -> QRectF:
    """Return the box of everything, wires below their cores and names included."""
    room = _ROOM_FOR_NAMES
    box = rectangle(drawing.bounds).adjusted(-4, -room, 4, 4)
    count = len(drawing.wires)
    if 0 < count <= MOST_WIRES:
        points = curves(drawing, np.arange(count)).reshape(-1, 2)
        low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        box |= QRectF(QPointF(*low), QPointF(*high)).adjusted(-4, -room, 4, room)
    return box


class ChipSource(SheetSource):
    """Draws where the cores are on the chip, and the loads of its links."""

    def __init__(
        self,
        drawing: ChipDrawing,
        cores: tuple[int, ...],
        seen: QRectF,
        wish: Wish,
        theme: Colours,
    ) -> None:
        drawing = _cropped(drawing) if wish.whole else drawing
        whole = rectangle(chip_box(drawing.grid))
        super().__init__(wish, theme, whole if wish.whole else seen)
        self._drawing = drawing
        self._cores = cores if wish.selection else ()
        self._painter = ChipPainter(drawing, self._colours)

    @property
    def below(self) -> float:
        """Pixels for the legend."""
        return _LEGEND

    def draw(self, painter: QPainter, target: QRectF, part: QRectF) -> None:
        """Draw the chip, and the legend below."""
        zoom = target.width() / part.width()
        painter.save()
        painter.setClipRect(target)
        painter.translate(target.topLeft())
        painter.scale(zoom, zoom)
        painter.translate(-part.topLeft())
        self._painter.paint(painter, part, zoom)
        self._painter.paint_marked(painter, self._cores, None)
        if self._cores:
            self._painter.paint_legs(painter, self._cores[-1], zoom)
        painter.restore()
        height = target.bottom() + _LEGEND
        if self._wish.background is not Background.TRANSPARENT:
            # An SVG knows no clipping.
            below = QRectF(0, target.bottom(), target.right(), _LEGEND)
            painter.fillRect(below, QColor(self._colours.background))
        room = QRect(0, 0, round(target.right() + target.left()), round(height))
        paint_legend(painter, room, self._drawing, self._colours)


def _cropped(drawing: ChipDrawing) -> ChipDrawing:
    """Return the part of a chip that is in use, and one place more on each side.

    Routes stay between the rows and columns of their ends, and so within it.
    """
    low = np.maximum(drawing.places.min(axis=0) - 1, 0)
    sides = (drawing.grid.rows, drawing.grid.columns)
    high = np.minimum(drawing.places.max(axis=0) + 1, np.array(sides) - 1)
    (top, left), (bottom, right) = low.tolist(), high.tolist()
    loads = drawing.loads
    across = slice(top, bottom + 1), slice(left, right)
    along = slice(top, bottom), slice(left, right + 1)
    return replace(
        drawing,
        grid=Grid(bottom - top + 1, right - left + 1),
        places=drawing.places - low.astype(np.int32),
        loads=LinkLoads(
            loads.right[across], loads.left[across], loads.down[along], loads.up[along]
        ),
    )

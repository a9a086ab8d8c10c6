"""Painting a placed design, in as much detail as can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPen,
    QPolygonF,
)

from tnstudio.model.traffic import Places
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.chip_drawing import ChipDrawing, Leg
from tnstudio.ui.design.chip_geometry import (
    CELL,
    LANE,
    TILE,
    Link,
    Spot,
    centre_of,
    chip_box,
    link_box,
    route_points,
    spot_at,
    tile_box,
)
from tnstudio.ui.design.pens import cosmetic, rectangle, with_alpha
from tnstudio.ui.widgets.colour_ramps import mix, ramp
from tnstudio.ui.widgets.text_scale import font_scale, with_pixels

LEVELS = 16
"""Steps of a link's width and shade."""
LEAST_FOR_BARS = 11.0
"""Pixels from core to core; below, links are pixels of the picture."""
LEAST_FOR_NUMBERS = 20.0
LEAST_FOR_CORES = 40.0
BESIDE_NUMBERS = 7.6
"""How far right of and below the middle of cores routes are drawn."""
MOST_LEGS = 600
"""Routes of one core that are drawn."""
MOST_HOPS_TOLD = 40
MOST_NUMBERS, MOST_QUICKLY = 1500, 600
"""Numbers that are written, and those while the view is moving."""
MOST_FINE_LEGS = 100
"""Routes of one core that are drawn smooth and, if they come in, dashed."""

_TEXELS = 4
"""Of the picture, a core: three for its tile, one for the lane."""


@dataclass(frozen=True, slots=True)
class Ghost:
    """Cores that are being dragged.

    Attributes
    ----------
    cores : tuple of int
    by : (int, int)
        Rows and columns.
    places : int32 array or None
        Where all cores would be; None if some would leave the chip.
    """

    cores: tuple[int, ...]
    by: Spot
    places: Places | None


def layer_colour(colours: Colours, layer: int) -> QColor:
    """Return the colour of a layer; the number on its cores tells it too."""
    return QColor(colours.series[layer % len(colours.series)])


def shades(colours: Colours) -> list[QColor]:
    """Return the colours of links, from none to the largest load."""
    faint = mix(colours.surface, colours.text, 0.16)
    return [QColor(shade) for shade in ramp(faint, colours.text, LEVELS)]


def levels_of(load: npt.NDArray[np.int64], largest: int) -> npt.NDArray[np.int64]:
    """Return the level of each load: 0 for none, 1..LEVELS - 1."""
    scaled = -(-load * (LEVELS - 1) // max(1, largest))
    return np.clip(scaled, 0, LEVELS - 1)


class ChipPainter:
    """Paints one drawing; what is slow to make is kept until it changes."""

    def __init__(self, drawing: ChipDrawing, colours: Colours) -> None:
        self.drawing = drawing
        self._colours = colours
        self._shades = shades(colours)
        loads, largest = drawing.loads, drawing.figures.largest_load
        self._across = levels_of(loads.across, largest)
        self._along = levels_of(loads.along, largest)
        self._near = self._picture(with_links=False)
        self._far = self._picture(with_links=True)
        self._bars: list[list[QRectF]] = []

    def paint(
        self, painter: QPainter, seen: QRectF, zoom: float, *, quick: bool = False
    ) -> None:
        """Paint the chip with its cores and links.

        Parameters
        ----------
        seen : QRectF
            The part of the scene in view.
        zoom : float
            Pixels per scene unit.
        quick : bool
            Whether many numbers may be left out, because the view is moving.
        """
        near = CELL * zoom >= LEAST_FOR_BARS
        outline = rectangle(chip_box(self.drawing.grid))
        painter.fillRect(outline, QColor(self._colours.surface))
        rim = LANE / 2
        tiles = outline.adjusted(rim, rim, -rim, -rim)
        painter.drawImage(tiles, self._near if near else self._far)
        if near:
            self._paint_bars(painter)
        if CELL * zoom >= LEAST_FOR_NUMBERS:
            self._paint_numbers(
                painter, seen, zoom, MOST_QUICKLY if quick else MOST_NUMBERS
            )
        painter.setPen(cosmetic(QColor(self._colours.muted), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(outline)

    # -- The picture

    def _picture(self, *, with_links: bool) -> QImage:
        """Return three pixels for each place, and one for the lane to the next."""
        drawing, colours = self.drawing, self._colours
        grid, t = drawing.grid, _TEXELS
        cells = np.zeros((grid.rows, t, grid.columns, t), np.uint8)
        kinds = np.ones((grid.rows, grid.columns), np.uint8)
        rows, columns = drawing.places.T
        kinds[rows, columns] = 2 + drawing.layers % len(colours.series)
        cells[:, : t - 1, :, : t - 1] = kinds[:, None, :, None]
        first = 2 + len(colours.series)
        if with_links:
            across, along = self._across, self._along
            cells[:, 1, :-1, t - 1] = np.where(across, first + across, 0)
            cells[:-1, t - 1, :, 1] = np.where(along, first + along, 0)
        flat = cells.reshape(grid.rows * t, grid.columns * t)[:-1, :-1]
        flat = np.ascontiguousarray(flat)
        image = QImage(
            flat.data,
            flat.shape[1],
            flat.shape[0],
            flat.shape[1],
            QImage.Format.Format_Indexed8,
        )
        empty = mix(colours.surface, colours.grid, 0.45)
        layers = (layer_colour(colours, k) for k in range(len(colours.series)))
        table = [QColor(colours.surface), QColor(empty), *layers, *self._shades]
        image.setColorTable([colour.rgb() for colour in table])
        return image.convertToFormat(QImage.Format.Format_RGB32)

    # -- Links

    def _paint_bars(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for level, bars in enumerate(self._bars or self._make_bars()):
            if bars:
                painter.setBrush(self._shades[level])
                painter.drawRects(bars)

    def _make_bars(self) -> list[list[QRectF]]:
        self._bars = [[] for _ in range(LEVELS)]
        for levels, across in ((self._across, True), (self._along, False)):
            rows, columns = np.nonzero(levels)
            found = levels[rows, columns].tolist()
            for row, column, level in zip(
                rows.tolist(), columns.tolist(), found, strict=True
            ):
                box = link_box(Link(row, column, across), level / (LEVELS - 1))
                self._bars[level].append(rectangle(box))
        return self._bars

    # -- Numbers

    def _paint_numbers(
        self, painter: QPainter, seen: QRectF, zoom: float, most: int
    ) -> None:
        """Write the layer, and close up the core, on each core in view."""
        drawing = self.drawing
        top, left = spot_at(seen.left(), seen.top())
        bottom, right = spot_at(seen.right(), seen.bottom())
        rows, columns = drawing.places.T
        inside = (rows >= top) & (rows <= bottom)
        inside &= (columns >= left) & (columns <= right)
        if np.count_nonzero(inside) > most:
            return
        both = CELL * zoom >= LEAST_FOR_CORES
        cores = np.flatnonzero(inside).tolist()
        labels = [
            self._label(core, int(drawing.layers[core]), both=both) for core in cores
        ]
        before = painter.font()
        painter.setFont(_fitting(painter, max(labels, key=len, default=""), both=both))
        inks = [
            _ink(layer_colour(self._colours, k))
            for k in range(len(self._colours.series))
        ]
        centre = Qt.AlignmentFlag.AlignCenter
        for core, label in zip(cores, labels, strict=True):
            painter.setPen(inks[int(drawing.layers[core]) % len(inks)])
            box = rectangle(tile_box(*drawing.spot(core)))
            painter.drawText(box, centre, label)
        painter.setFont(before)

    def _label(self, core: int, layer: int, *, both: bool) -> str:
        if self.drawing.names:
            return str(core)
        return f"{layer + 1}·{self._index(core)}" if both else str(layer + 1)

    def _index(self, core: int) -> int:
        layers = self.drawing.layers
        return core - int(np.searchsorted(layers, layers[core]))

    # -- What is marked

    def paint_marked(
        self, painter: QPainter, cores: Sequence[int], hovered: Link | None
    ) -> None:
        """Mark the selected cores, the link pointed at and the fullest one."""
        colours, drawing = self._colours, self.drawing
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if drawing.fullest is not None:
            pen = cosmetic(QColor(colours.negative), 2)
            painter.setPen(pen)
            painter.drawRect(_around(drawing.fullest))
        if hovered is not None:
            painter.setPen(cosmetic(QColor(colours.accent), 2))
            painter.drawRect(_around(hovered))
        painter.setPen(cosmetic(QColor(colours.text), 3))
        for core in cores:
            painter.drawRect(rectangle(tile_box(*drawing.spot(core))))

    def paint_legs(
        self, painter: QPainter, core: int, zoom: float, *, quick: bool = False
    ) -> None:
        """Draw the way of a core's routes, with the hops of each.

        Parameters
        ----------
        quick : bool
            Whether plain lines will do, because the view is moving.
        """
        legs = self.drawing.legs(core)[:MOST_LEGS]
        quick = quick or len(legs) > MOST_FINE_LEGS
        painter.save()
        painter.translate(BESIDE_NUMBERS, BESIDE_NUMBERS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=not quick)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # A rim, so that lines are seen on cores of every colour.
        rim = cosmetic(QColor(self._colours.surface), 4.5)
        for outward in (False, True):
            ways = [
                QPolygonF(
                    [QPointF(*point) for point in route_points(leg.start, leg.end)]
                )
                for leg in legs
                if leg.outward == outward
            ]
            pen = self._pen(outward=outward)
            if quick:
                pen.setStyle(Qt.PenStyle.SolidLine)
            for wanted in (pen,) if quick else (rim, pen):
                painter.setPen(wanted)
                for way in ways:
                    painter.drawPolyline(way)
        if len(legs) <= MOST_HOPS_TOLD and CELL * zoom >= LEAST_FOR_NUMBERS:
            size = min(font_scale(painter.font()), _MOST_BADGE / _BADGE)
            painter.setFont(with_pixels(painter.font(), 7 * size))
            for leg in legs:
                self._tell_hops(painter, leg, _BADGE * size)
        painter.restore()

    def _pen(self, *, outward: bool) -> QPen:
        """Return the pen of routes: whole away from the core, dashed towards it."""
        colours = self._colours
        pen = cosmetic(QColor(colours.accent if outward else colours.negative), 2)
        if not outward:
            pen.setStyle(Qt.PenStyle.DashLine)
        return pen

    def _tell_hops(self, painter: QPainter, leg: Leg, side: float) -> None:
        colours = self._colours
        x, y = centre_of(leg.end if leg.outward else leg.start)
        badge = QRectF(x - side / 2, y - side / 2, side, side)
        painter.setPen(cosmetic(QColor(colours.text), 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(badge, 2, 2)
        painter.setPen(QColor(colours.text))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(leg.hops))

    def paint_ghost(self, painter: QPainter, ghost: Ghost) -> None:
        """Draw where dragged cores would go, and those that make room."""
        colours, drawing = self._colours, self.drawing
        refused = ghost.places is None
        colour = colours.error if refused else colours.accent
        painter.setPen(cosmetic(QColor(colour), 2))
        painter.setBrush(with_alpha(colour, 90))
        down, right = ghost.by
        for core in ghost.cores:
            row, column = drawing.spot(core)
            painter.drawRect(rectangle(tile_box(row + down, column + right)))
        if ghost.places is None:
            return
        pen = cosmetic(QColor(colours.text), 2)
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        moved = (ghost.places != drawing.places).any(axis=1)
        moved[list(ghost.cores)] = False
        for core in np.flatnonzero(moved).tolist():
            painter.drawRect(rectangle(tile_box(*ghost.places[core].tolist())))


_BADGE, _MOST_BADGE = 8.5, 12.0
"""Side of the number of hops, where texts have the usual size, and at most."""


def _fitting(painter: QPainter, longest: str, *, both: bool) -> QFont:
    """Return the font of the numbers on cores, no larger than a core has room."""
    font, usual = painter.font(), 6 if both else 8
    metrics = QFontMetricsF(with_pixels(font, 100))
    wide = max(1.0, metrics.horizontalAdvance(longest)) / 100
    most = 0.9 * min(TILE / wide, TILE / 1.3)
    return with_pixels(font, min(usual * font_scale(font), max(usual, int(most))))


def _around(link: Link) -> QRectF:
    """Return a frame around a link that can be seen at every width of it."""
    return rectangle(link_box(link, 1.0)).adjusted(-1, -1, 1, 1)


def _ink(colour: QColor) -> QColor:
    """Return black or white, whichever is easier to read on a colour."""
    light = 0.299 * colour.red() + 0.587 * colour.green() + 0.114 * colour.blue()
    return QColor("#000000" if light > 128 else "#ffffff")

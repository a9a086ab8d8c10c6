"""The cores of a layer on the canvas.

A layer is one item that draws those of its tiles that can be seen: thousands
of items, one for each core, take longer to keep track of than to draw. Small
tiles are one picture of their use, a pixel a core; larger ones are pictures of
blocks of cores; the largest are drawn one by one, down to single synapses.
"""

from collections.abc import Collection

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from tnstudio.model.topology import neurons_in_use
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.closeup import (
    PIXELS_FOR_NUMBERS,
    label_of,
    paint_closeup,
    strip_box,
)
from tnstudio.ui.design.drawing import Box, Column, Drawing, Mesh
from tnstudio.ui.design.hatching import hatch_scene
from tnstudio.ui.design.items import CanvasItem
from tnstudio.ui.design.mosaics import (
    BlockPlace,
    best_side,
    blocks_over,
    use_of_layer,
)
from tnstudio.ui.design.pens import (
    cosmetic,
    draw_cropped,
    fill_lines,
    is_clear,
    pixels_per_unit,
    rectangle,
    with_alpha,
    zoom_of,
)
from tnstudio.ui.design.scales import use_colour
from tnstudio.ui.design.thumbnails import Thumbnails, overlay_of
from tnstudio.ui.stylesheet import blended

PIXELS_FOR_TILES = 14.0
"""Crossbars of tiles at least this large are drawn; of smaller ones their use."""
PIXELS_FOR_CORES = 200.0
"""From here on tiles are drawn one by one."""
PIXELS_FOR_COUNTS = 64.0
PIXELS_FOR_STRIPS = 120.0
PIXELS_FOR_SHARP_SYNAPSES = 400.0
"""From here on single synapses can be told apart: they get hard edges."""

_MOST_FRAMES = 400
"""More selected cores than this are tinted, not framed."""
_LEAST_GAP = 0.6
"""Gaps thinner than this, in pixels, are not drawn."""


class LayerItem(CanvasItem):
    """The cores of one layer."""

    def __init__(
        self, drawing: Drawing, column: Column, colours: Colours, pictures: Thumbnails
    ) -> None:
        super().__init__(column.box, colours)
        if column.mesh is None:
            raise ValueError(column.reason)
        self._index = column.index
        self._mesh: Mesh = column.mesh
        self._pictures = pictures
        self.use = use_of_layer(drawing.network, column.index)
        counts = neurons_in_use(drawing.network, column.index)
        self._counts: list[int] = counts.ravel().tolist()
        self._over = self.use.is_over
        self._hovered = -1
        self._selected: frozenset[int] = frozenset()
        self._is_selected = False
        self._tint: QPixmap | None = None
        self._labels: dict[int, tuple[QPixmap, float, float]] = {}

    # -- What is marked

    def hover(self, core: int) -> None:
        """Mark the core under the pointer; -1 for none."""
        if core != self._hovered:
            self._hovered = core
            self.update()

    def select(self, cores: Collection[int], *, whole: bool) -> None:
        """Mark selected cores, or the whole layer."""
        chosen = frozenset(k for k in cores if 0 <= k < self._mesh.grid.size)
        if (chosen, whole) != (self._selected, self._is_selected):
            self._selected, self._is_selected = chosen, whole
            self._tint = None
            self.update()

    def recolour(self, colours: Colours) -> None:
        """Use other colours."""
        self._tint = None
        self._labels.clear()
        super().recolour(colours)

    # -- What is drawn

    def tile_pixels(self, zoom: float) -> float:
        """Return the side of a tile at a zoom, in pixels."""
        return self._mesh.cell * zoom

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw what can be seen, as closely as the zoom allows."""
        seen = option.exposedRect
        rows, columns = self._mesh.overlapping(
            Box(seen.left(), seen.top(), seen.width(), seen.height())
        )
        if not rows or not columns:
            return
        pixels = self.tile_pixels(zoom_of(painter))
        if pixels < PIXELS_FOR_TILES:
            self._paint_use(painter, rows, columns, seen)
        elif pixels < PIXELS_FOR_CORES:
            self._paint_blocks(painter, rows, columns)
        else:
            for core in self._mesh.places(rows, columns):
                self._paint_tile(painter, core, seen)
        if is_clear(self.colours.background):
            self._paint_frames(painter, rows, columns)
        else:
            self._paint_gaps(painter, rows, columns)
        if pixels >= PIXELS_FOR_COUNTS:
            self._paint_details(painter, self._mesh.places(rows, columns), seen)
        self._paint_marks(painter, rows, columns)

    def _paint_use(
        self, painter: QPainter, rows: range, columns: range, seen: QRectF
    ) -> None:
        if is_clear(self.colours.background):
            for core in self._mesh.places(rows, columns):
                tile = rectangle(self._mesh.tile(core))
                painter.fillRect(tile, self._use_colour(core))
            return
        picture = self._pictures.use_picture(self._index)
        if picture is not None:
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, on=False)
            # The last gap belongs to the picture, too.
            box = rectangle(self._mesh.box)
            gap = self._mesh.gap
            draw_cropped(painter, picture, box.adjusted(0, 0, gap, gap), seen)

    def _paint_blocks(self, painter: QPainter, rows: range, columns: range) -> None:
        sharpness = pixels_per_unit(painter) * self._pictures.sharpness
        side = best_side(self._mesh.cell * sharpness)
        found = [
            (self._block_box(place), self._pictures.block(self._index, place))
            for place in blocks_over(side, rows, columns)
        ]
        if any(picture is None for _, picture in found):
            self._paint_use(painter, rows, columns, rectangle(self._mesh.box))
        smooth = not self._pictures.hurries
        painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, on=smooth)
        for box, picture in found:
            if picture is not None:
                painter.drawPixmap(box, picture, QRectF(picture.rect()))

    def _block_box(self, place: BlockPlace) -> QRectF:
        mesh, grid = self._mesh, self._mesh.grid
        rows, columns = place.rows(grid), place.columns(grid)
        box = mesh.span(rows[0], columns[0], len(rows), len(columns))
        return rectangle(box).adjusted(0, 0, mesh.gap, mesh.gap)

    def _paint_tile(self, painter: QPainter, core: int, seen: QRectF) -> None:
        tile = rectangle(self._mesh.tile(core))
        painter.fillRect(tile, QColor(self.colours.surface))
        if not self.use.neurons[core]:
            colour = QColor(self.colours.warning)
            hatch_scene(painter, [tile.intersected(seen)], colour)
            return
        used = self._used_part(core)
        picture = self._pictures.picture(self._index, core)
        if picture is None:
            painter.fillRect(used, self._use_colour(core))
            return
        sharp = tile.width() * zoom_of(painter) >= PIXELS_FOR_SHARP_SYNAPSES
        smooth = not sharp and not self._pictures.hurries
        painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, on=smooth)
        draw_cropped(painter, picture, used, seen)

    def _used_part(self, core: int) -> QRectF:
        tile = rectangle(self._mesh.tile(core))
        return QRectF(
            tile.left(),
            tile.top(),
            tile.width() * min(1.0, float(self.use.neurons[core])),
            tile.height() * min(1.0, self.use.axons),
        )

    def _use_colour(self, core: int) -> QColor:
        if self._over[core]:
            return QColor(blended(self.colours.surface, self.colours.error, 0.5))
        return QColor(use_colour(float(self.use.crossbars[core])))

    # -- Gaps and frames

    def _paint_frames(self, painter: QPainter, rows: range, columns: range) -> None:
        """Draw a frame around each tile: gaps are what is behind the picture."""
        if self.tile_pixels(zoom_of(painter)) < PIXELS_FOR_TILES:
            return
        painter.setRenderHint(painter.RenderHint.Antialiasing, on=False)
        painter.setPen(cosmetic(QColor(self.colours.grid), self.hairline))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        places = self._mesh.places(rows, columns)
        painter.drawRects([rectangle(self._mesh.tile(core)) for core in places])

    def _paint_gaps(self, painter: QPainter, rows: range, columns: range) -> None:
        """Draw frames and gaps as lines and bars through the whole layer."""
        mesh, zoom = self._mesh, zoom_of(painter)
        painter.setRenderHint(painter.RenderHint.Antialiasing, on=False)
        box = mesh.span(rows[0], columns[0], len(rows), len(columns))
        lefts = [mesh.left + k * mesh.pitch for k in columns]
        tops = [mesh.top + k * mesh.pitch for k in rows]
        if self.tile_pixels(zoom) >= PIXELS_FOR_TILES:
            frames = _frames(box, lefts, tops, mesh.cell - self.hairline / zoom)
            fill_lines(painter, frames, QColor(self.colours.grid), self.hairline)
        if mesh.gap * zoom >= _LEAST_GAP:
            # Bars cross out what of the frames lies between tiles.
            cell, gap = mesh.cell, mesh.gap
            inner = (
                mesh.grid.columns - 1 - columns[0],
                mesh.grid.rows - 1 - rows[0],
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.colours.background))
            painter.drawRects(
                [QRectF(x + cell, box.top, gap, box.height) for x in lefts[: inner[0]]]
                + [QRectF(box.left, y + cell, box.width, gap) for y in tops[: inner[1]]]
            )
        else:
            painter.setPen(cosmetic(QColor(self.colours.grid), self.hairline))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rectangle(mesh.box))

    # -- Close up

    def _paint_details(
        self, painter: QPainter, cores: tuple[int, ...], seen: QRectF
    ) -> None:
        zoom = zoom_of(painter)
        pixels = self.tile_pixels(zoom)
        for core in cores if pixels >= PIXELS_FOR_NUMBERS else ():
            trained = self._pictures.core(self._index, core)
            if trained is not None and self.use.neurons[core]:
                paint_closeup(painter, trained, self._used_part(core), self.colours)
        for core in cores if pixels >= PIXELS_FOR_STRIPS else ():
            strip = self._pictures.types(self._index, core)
            if strip is not None and self.use.neurons[core]:
                used = self._used_part(core)
                box = strip_box(used, self._mesh.cell, zoom, seen)
                draw_cropped(painter, strip, box, seen)
        if pixels < PIXELS_FOR_NUMBERS:
            self._paint_counts(painter, cores)

    def _paint_counts(self, painter: QPainter, cores: tuple[int, ...]) -> None:
        """Write the neurons in use into corners, at the same size always."""
        mesh, shown = self._mesh, painter.worldTransform()
        pitch = mesh.pitch * shown.m11()
        left = (mesh.left + mesh.cell) * shown.m11() + shown.dx() - 3
        top = (mesh.top + mesh.cell) * shown.m22() + shown.dy() - 3
        painter.save()
        painter.resetTransform()
        for core in cores:
            label, width, height = self._label(painter, self._counts[core])
            row, column = divmod(core, mesh.grid.columns)
            x, y = left + column * pitch - width, top + row * pitch - height
            painter.drawPixmap(int(x), int(y), label)
        painter.restore()

    def _label(self, painter: QPainter, count: int) -> tuple[QPixmap, float, float]:
        """Return a number with its size; there are few different ones."""
        if count not in self._labels:
            label = label_of(str(count), painter, self.colours)
            size = label.deviceIndependentSize()
            self._labels[count] = (label, size.width(), size.height())
        return self._labels[count]

    # -- What is marked

    def _paint_marks(self, painter: QPainter, rows: range, columns: range) -> None:
        painter.setRenderHint(painter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        mesh, accent = self._mesh, QColor(self.colours.accent)
        if self._over.any():
            painter.setPen(cosmetic(QColor(self.colours.error), 2.0))
            painter.drawRect(rectangle(mesh.box))
        if self._selected:
            self._paint_selected(painter, rows, columns)
        if self._is_selected:
            margin = 4 / zoom_of(painter)
            painter.setPen(cosmetic(accent, 2.0))
            painter.drawRect(
                rectangle(mesh.box).adjusted(-margin, -margin, margin, margin)
            )
        if self._hovered >= 0:
            painter.setPen(cosmetic(accent, 1.0))
            painter.drawRect(rectangle(mesh.tile(self._hovered)))

    def _paint_selected(self, painter: QPainter, rows: range, columns: range) -> None:
        """Frame selected cores; tint them if there are very many."""
        shown = [k for k in self._mesh.places(rows, columns) if k in self._selected]
        if len(shown) <= _MOST_FRAMES:
            painter.setPen(cosmetic(QColor(self.colours.accent), 2.0))
            if self.tile_pixels(zoom_of(painter)) < PIXELS_FOR_STRIPS:
                painter.setBrush(with_alpha(self.colours.accent, 36))
            painter.drawRects([rectangle(self._mesh.tile(k)) for k in shown])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            return
        if self._tint is None:
            grid = self._mesh.grid
            mask = np.zeros(grid.size, np.bool_)
            mask[list(self._selected)] = True
            colour = with_alpha(self.colours.accent, 120)
            self._tint = overlay_of(mask.reshape(grid.rows, grid.columns), colour)
        gap = self._mesh.gap
        box = rectangle(self._mesh.box).adjusted(0, 0, gap, gap)
        painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawPixmap(box, self._tint, QRectF(self._tint.rect()))


def _frames(
    box: Box, lefts: list[float], tops: list[float], side: float
) -> list[QLineF]:
    """Return the edges of all tiles, as lines through the whole box."""
    across = [QLineF(x, box.top, x, box.bottom) for k in lefts for x in (k, k + side)]
    down = [QLineF(box.left, y, box.right, y) for k in tops for y in (k, k + side)]
    return across + down

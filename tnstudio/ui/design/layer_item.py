"""The cores of a layer on the canvas.

A layer is one item that draws those of its tiles that can be seen: thousands
of items, one for each core, take longer to keep track of than to draw.
"""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from tnstudio.model.topology import neurons_in_use
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.drawing import Column, Drawing
from tnstudio.ui.design.items import CanvasItem
from tnstudio.ui.design.pens import cosmetic, hatching, rectangle, with_alpha, zoom_of
from tnstudio.ui.design.thumbnails import Thumbnails
from tnstudio.ui.stylesheet import blended

PIXELS_FOR_TILES = 11.0
"""Tiles at least this large are drawn one by one; smaller ones as one picture."""
PIXELS_FOR_PICTURES = 16.0
PIXELS_FOR_FINE_PICTURES = 150.0
PIXELS_FOR_COUNTS = 46.0
PIXELS_FOR_SHARP_SYNAPSES = 400.0
"""From here on single synapses can be told apart: they get hard edges."""


class LayerItem(CanvasItem):
    """The cores of one layer."""

    def __init__(
        self, drawing: Drawing, column: Column, colours: Colours, pictures: Thumbnails
    ) -> None:
        super().__init__(column.box, colours)
        self._column = column
        self._pictures = pictures
        hardware = drawing.network.hardware
        layer = drawing.network.layers[column.index]
        features = layer.features if column.index else drawing.network.input.channels
        self._axons = layer.window**2 * (features or 0)
        self._most_axons, self._most_neurons = hardware.axons, hardware.neurons
        self._neurons = neurons_in_use(drawing.network, column.index).ravel()
        self._far: QPixmap | None = None
        self._hovered = -1

    def hover(self, core: int) -> None:
        """Mark the core under the pointer; -1 for none."""
        if core != self._hovered:
            self._hovered = core
            self.update()

    def recolour(self, colours: Colours) -> None:
        """Use other colours."""
        self._far = None
        super().recolour(colours)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw what can be seen, as closely as the zoom allows."""
        mesh = self._column.mesh
        if mesh is None:
            return
        pixels = mesh.cell * zoom_of(painter)
        if pixels < PIXELS_FOR_TILES:
            self._paint_from_afar(painter)
            return
        for core in self._visible(option.exposedRect):
            self._paint_tile(painter, core, pixels)

    def _visible(self, exposed: QRectF) -> list[int]:
        mesh = self._column.mesh
        if mesh is None:
            return []
        grid = mesh.grid
        first_column = max(0, int((exposed.left() - mesh.left) // mesh.pitch))
        last_column = min(
            grid.columns - 1, int((exposed.right() - mesh.left) // mesh.pitch)
        )
        first_row = max(0, int((exposed.top() - mesh.top) // mesh.pitch))
        last_row = min(grid.rows - 1, int((exposed.bottom() - mesh.top) // mesh.pitch))
        return [
            row * grid.columns + column
            for row in range(first_row, last_row + 1)
            for column in range(first_column, last_column + 1)
        ]

    def _shares(self, core: int) -> tuple[float, float]:
        """Return how much of axons and neurons a core uses."""
        return (
            self._axons / self._most_axons,
            int(self._neurons[core]) / self._most_neurons,
        )

    def _paint_tile(self, painter: QPainter, core: int, pixels: float) -> None:
        mesh = self._column.mesh
        if mesh is None:
            return
        colours = self.colours
        tile = rectangle(mesh.tile(core))
        axons, neurons = self._shares(core)
        is_over = max(axons, neurons) > 1
        painter.fillRect(tile, QColor(colours.surface))
        used = QRectF(
            tile.left(),
            tile.top(),
            tile.width() * min(1.0, neurons),
            tile.height() * min(1.0, axons),
        )
        self._paint_crossbar(painter, core, used, pixels)
        if not neurons:
            painter.fillRect(tile, hatching(painter, colours.warning))
        frame = colours.error if is_over else colours.grid
        if core == self._hovered:
            frame = colours.accent
        painter.setPen(cosmetic(QColor(frame), 2.0 if is_over else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(tile)
        if pixels >= PIXELS_FOR_COUNTS:
            self._paint_count(painter, core, tile)

    def _paint_crossbar(
        self, painter: QPainter, core: int, used: QRectF, pixels: float
    ) -> None:
        """Fill the used part of the crossbar with its weights, or a colour."""
        if self._pictures.available and pixels >= PIXELS_FOR_PICTURES:
            fine = pixels >= PIXELS_FOR_FINE_PICTURES
            picture = self._pictures.picture(self._column.index, core, fine=fine)
            if picture is not None:
                painter.setRenderHint(
                    QPainter.RenderHint.SmoothPixmapTransform,
                    on=pixels < PIXELS_FOR_SHARP_SYNAPSES,
                )
                painter.drawPixmap(used, picture, QRectF(picture.rect()))
                return
        painter.fillRect(used, self._use_colour(core))

    def _use_colour(self, core: int) -> QColor:
        axons, neurons = self._shares(core)
        if max(axons, neurons) > 1:
            return with_alpha(self.colours.error, 110)
        share = 0.2 + 0.6 * axons * neurons
        return QColor(blended(self.colours.surface, self.colours.accent, share))

    def _paint_count(self, painter: QPainter, core: int, tile: QRectF) -> None:
        """Write the neurons in use into the corner, at the same size always."""
        shown = painter.worldTransform().mapRect(tile)
        text = str(int(self._neurons[core]))
        painter.save()
        painter.resetTransform()
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + 8, metrics.height() + 1
        label = QRectF(
            shown.right() - width - 3, shown.bottom() - height - 3, width, height
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(self.colours.surface, 225))
        painter.drawRoundedRect(label, 4, 4)
        painter.setPen(QColor(self.colours.text))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _paint_from_afar(self, painter: QPainter) -> None:
        """Draw one pixel for each core: how much of its crossbar is in use."""
        mesh = self._column.mesh
        if mesh is None:
            return
        if self._far is None:
            self._far = self._far_picture()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        box = rectangle(mesh.box)
        painter.drawPixmap(box, self._far, QRectF(self._far.rect()))
        painter.setPen(cosmetic(QColor(self.colours.grid), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def _far_picture(self) -> QPixmap:
        grid = self._column.mesh.grid if self._column.mesh else None
        if grid is None:
            return QPixmap()
        colour_of: dict[int, int] = {}
        for core, neurons in enumerate(self._neurons.tolist()):
            colour_of.setdefault(neurons, self._use_colour(core).rgb())
        values = [colour_of[neurons] for neurons in self._neurons.tolist()]
        pixels = np.array(values, np.uint32).reshape(grid.rows, grid.columns)
        data = pixels.tobytes()
        image = QImage(
            data, grid.columns, grid.rows, grid.columns * 4, QImage.Format.Format_RGB32
        )
        return QPixmap.fromImage(image)

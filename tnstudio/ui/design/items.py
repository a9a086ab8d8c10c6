"""What is drawn on the canvas: the input, the readout, what cannot be drawn."""

from typing import ClassVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from tnstudio.model.network import WindowLayer
from tnstudio.model.topology import Grid, coverage
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.drawing import MOST_CLASSES, Box, Drawing, Mesh
from tnstudio.ui.design.hatching import hatch_scene
from tnstudio.ui.design.pens import (
    cosmetic,
    fill_lines,
    rectangle,
    with_alpha,
    zoom_of,
)
from tnstudio.ui.widgets.text_scale import font_scale

PIXELS_FOR_WINDOWS = 4.0
"""Windows closer than this are not drawn: they would be a grey veil."""

LEAST_LETTERS = 7.0
"""Height of the smallest readable names, in pixels."""

_WINDOW = "#7db7ee"
"""Of all windows on the input: it is black in both themes."""


class CanvasItem(QGraphicsItem):
    """An item that fills a box and is drawn in the theme's colours.

    Attributes
    ----------
    hairline : float
        Width of its thinnest lines, in pixels.
    """

    def __init__(self, box: Box, colours: Colours) -> None:
        super().__init__()
        self.colours = colours
        self.hairline = 1.0
        self._bounds = rectangle(box).adjusted(-3, -3, 3, 3)
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        """Return the box with room for its frame."""
        return self._bounds

    def recolour(self, colours: Colours) -> None:
        """Use other colours."""
        self.colours = colours
        self.update()


class InputItem(CanvasItem):
    """The input array with an image, all windows and the places no core reads."""

    def __init__(self, drawing: Drawing, colours: Colours, picture: QImage) -> None:
        super().__init__(drawing.input_box, colours)
        self._box = rectangle(drawing.input_box)
        self._picture = QPixmap.fromImage(picture)
        self._windows: list[QLineF] = []
        self._orphans: list[QRectF] = []
        self._step = 0.0
        mesh = drawing.input
        column = drawing.columns[0] if drawing.columns else None
        if mesh is not None and column is not None and column.mesh is not None:
            layer = drawing.network.layers[0]
            self._step = layer.stride * mesh.pitch
            self._windows = window_outlines(mesh, layer, column.mesh.grid)
            covered = coverage(mesh.grid, layer) > 0
            self._orphans = _uncovered(covered, rectangle(mesh.box), mesh.pitch)

    def show_picture(self, picture: QImage) -> None:
        """Show another image."""
        self._picture = QPixmap.fromImage(picture)
        self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw the image, hatching over orphans, and thin windows."""
        colours = self.colours
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawPixmap(self._box, self._picture, QRectF(self._picture.rect()))
        seen = [band.intersected(option.exposedRect) for band in self._orphans]
        hatch_scene(painter, seen, QColor(colours.warning))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._step * zoom_of(painter) >= PIXELS_FOR_WINDOWS:
            colour = with_alpha(_WINDOW, 130)
            fill_lines(painter, self._windows, colour, self.hairline)
        painter.setPen(cosmetic(QColor(colours.muted), self.hairline))
        painter.drawRect(self._box)


def window_outlines(mesh: Mesh, layer: WindowLayer, grid: Grid) -> list[QLineF]:
    """Return the outlines of all windows of a layer over its source.

    Edges that lie on one line are one line: thousands of windows that overlap
    are drawn as fast as some.

    Parameters
    ----------
    mesh : Mesh
        The source.
    grid : Grid
        The windows.
    """
    sizes = layer.window, layer.stride
    left, top, pitch = mesh.left, mesh.top, mesh.pitch
    across, down = _edges(*sizes, grid.columns), _edges(*sizes, grid.rows)
    lines = []
    for low, high in _stretches(*sizes, grid.rows):
        ends = top + low * pitch, top + high * pitch
        lines += [
            QLineF(x, ends[0], x, ends[1]) for x in (left + k * pitch for k in across)
        ]
    for low, high in _stretches(*sizes, grid.columns):
        ends = left + low * pitch, left + high * pitch
        lines += [
            QLineF(ends[0], y, ends[1], y) for y in (top + k * pitch for k in down)
        ]
    return lines


def _edges(window: int, stride: int, windows: int) -> list[int]:
    """Return where windows start and end along one side."""
    starts = range(0, windows * stride, stride)
    return sorted({*starts, *(start + window for start in starts)})


def _stretches(window: int, stride: int, windows: int) -> list[tuple[int, int]]:
    """Return start and end of what windows cover along one side without a gap."""
    if stride <= window:
        return [(0, (windows - 1) * stride + window)]
    return [(k * stride, k * stride + window) for k in range(windows)]


def _uncovered(
    covered: npt.NDArray[np.bool_], box: QRectF, pitch: float
) -> list[QRectF]:
    """Return the places that no window covers: whole rows and whole columns."""
    bands = []
    for start, length in _runs(~np.asarray(covered.any(axis=1))):
        top = box.top() + start * pitch
        bands.append(QRectF(box.left(), top, box.width(), length * pitch))
    for start, length in _runs(~np.asarray(covered.any(axis=0))):
        left = box.left() + start * pitch
        bands.append(QRectF(left, box.top(), length * pitch, box.height()))
    return bands


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return start and length of each run of true flags."""
    steps = np.diff(np.concatenate(([0], flags.astype(np.int8), [0])))
    edges = np.flatnonzero(steps)
    return [(int(a), int(b - a)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


class PlaceholderItem(CanvasItem):
    """A layer or an input that cannot be drawn, and why."""

    _MARGIN: ClassVar[float] = 8.0

    def __init__(self, box: Box, colours: Colours, reason: str, *, waits: bool) -> None:
        super().__init__(box, colours)
        self._box = rectangle(box)
        self._reason = reason
        self._waits = waits

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw a dashed frame with the reason inside."""
        colour = self.colours.muted if self._waits else self.colours.error
        pen = cosmetic(QColor(colour), 1.5)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(with_alpha(colour, 18))
        painter.drawRoundedRect(self._box, 8, 8)
        shown = painter.worldTransform().mapRect(self._box)
        margin = self._MARGIN
        painter.save()
        painter.resetTransform()
        painter.setPen(QColor(colour))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = shown.adjusted(margin, margin, -margin, -margin)
        needed = painter.boundingRect(room, flags, self._reason)
        fits = shown.contains(needed)
        # The problem is told in the inspector, too: here a mark may stand for it.
        painter.drawText(room, flags, self._reason if fits else "⚠")
        painter.restore()


class ReadoutItem(CanvasItem):
    """The classes that output spikes vote for."""

    _LETTERS: ClassVar[float] = 13

    def __init__(
        self,
        box: Box,
        colours: Colours,
        class_names: tuple[str, ...],
        least: float = LEAST_LETTERS,
    ) -> None:
        super().__init__(box, colours)
        self._least = least
        self._box = rectangle(box)
        shown = list(class_names[:MOST_CLASSES])
        rest = len(class_names) - len(shown)
        self._names = [*shown, f"+ {rest}"] if rest else shown

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw one chip for each class, with its name if there is room."""
        shown = painter.worldTransform().mapRect(self._box)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pitch = shown.height() / max(1, len(self._names))
        font = painter.font()
        letters = self._LETTERS * font_scale(font)
        size = min(max(letters, self._least), pitch * 0.7)
        font.setPixelSize(max(1, int(size)))
        painter.setFont(font)
        for k, name in enumerate(self._names):
            top = shown.top() + k * pitch
            chip = QRectF(shown.left(), top + 1, shown.width(), pitch - 2)
            painter.setPen(QColor(self.colours.grid))
            painter.setBrush(QColor(self.colours.surface))
            painter.drawRoundedRect(chip, 4, 4)
            if size >= self._least:
                self._write(painter, chip, name)
        painter.restore()

    def _write(self, painter: QPainter, chip: QRectF, name: str) -> None:
        painter.setPen(QColor(self.colours.text))
        room = int(chip.width()) - 4
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)

"""What a core shows from close by: axon types, single synapses with numbers."""

from math import ceil

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from tnstudio.model.trained import TrainedCore
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.pens import cosmetic, with_alpha

PIXELS_FOR_NUMBERS = 600.0
"""Tiles at least this large have their axons and neurons numbered."""
PIXELS_FOR_LINES = 7.0
"""Synapses at least this large are divided by lines."""
PIXELS_FOR_VALUES = 36.0
"""Synapses at least this large show their weight."""

MOST_VALUES = 1200
"""More weights than this are not written: nobody reads them all."""

RULER = 30
"""Pixels beside and above a crossbar for the numbers of axons and neurons."""
_STRIP_SHARE, _MOST_STRIP = 0.05, 12
"""Width of the axon-type strip: in widths of a tile, at most so many pixels."""
_LABEL_ROOM = 26
"""Pixels between two numbers."""
_STEPS = (1, 2, 4, 8, 16, 32, 64, 128, 256)


def strip_box(used: QRectF, tile: float, zoom: float, seen: QRectF) -> QRectF:
    """Return the place of the axon-type strip: left of the crossbar in use.

    It stays in sight, with room for the numbers of axons, while the crossbar
    goes on beyond the view.
    """
    width = min(_STRIP_SHARE * tile, _MOST_STRIP / zoom)
    left = used.left() - 1.4 * width
    if tile * zoom >= PIXELS_FOR_NUMBERS:
        left = max(left, min(seen.left() + RULER / zoom, used.right()))
    return QRectF(left, used.top(), width, used.height())


def label_of(text: str, painter: QPainter, colours: Colours) -> QPixmap:
    """Return a short text on a translucent ground, in the painter's font."""
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 8, metrics.height() + 1
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    label = QPixmap(ceil(width * ratio), ceil(height * ratio))
    label.setDevicePixelRatio(ratio)
    label.fill(Qt.GlobalColor.transparent)
    inner = QPainter(label)
    inner.setFont(painter.font())
    inner.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner.setPen(Qt.PenStyle.NoPen)
    inner.setBrush(with_alpha(colours.surface, 225))
    box = QRectF(0, 0, width, height)
    inner.drawRoundedRect(box, 4, 4)
    inner.setPen(QColor(colours.text))
    inner.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    inner.end()
    return label


def step_for(pixels: float) -> int:
    """Return how many axons or neurons to go on between two numbers."""
    return next((s for s in _STEPS if s * pixels >= _LABEL_ROOM), _STEPS[-1])


def shown_range(low: float, high: float, start: float, pitch: float) -> range:
    """Return which places, of this pitch from a start, lie between two points."""
    first = max(0, int((low - start) // pitch))
    return range(first, max(first, ceil((high - start) / pitch)))


def paint_closeup(
    painter: QPainter, trained: TrainedCore, used: QRectF, colours: Colours
) -> None:
    """Draw numbers, and lines and weights if there is room, over a crossbar.

    Parameters
    ----------
    used : QRectF
        Where the crossbar is, in units of the scene.
    """
    shown = painter.worldTransform().mapRect(used)
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(painter.RenderHint.Antialiasing, on=False)
    Closeup(trained, shown, QRectF(painter.window()), colours).paint(painter)
    painter.restore()


class Closeup:
    """One core so close that single synapses can be told apart.

    Parameters
    ----------
    used : QRectF
        Where its crossbar is, in pixels of the view.
    room : QRectF
        The view.
    """

    def __init__(
        self, trained: TrainedCore, used: QRectF, room: QRectF, colours: Colours
    ) -> None:
        axons, neurons = trained.probabilities.shape
        self._trained, self._colours = trained, colours
        self._used, self._room = used, room
        self._shown = used.intersected(room)
        self._across = used.width() / neurons
        self._down = used.height() / axons
        shown = self._shown
        self._neurons = shown_range(
            shown.left(), min(shown.right(), used.right()), used.left(), self._across
        )
        self._axons = shown_range(
            shown.top(), min(shown.bottom(), used.bottom()), used.top(), self._down
        )

    def paint(self, painter: QPainter) -> None:
        """Draw lines, weights and numbers; the painter's units are pixels."""
        if self._shown.isEmpty():
            return
        if min(self._across, self._down) >= PIXELS_FOR_LINES:
            self._paint_lines(painter)
        many = len(self._axons) * len(self._neurons) > MOST_VALUES
        if min(self._across, self._down) >= PIXELS_FOR_VALUES and not many:
            self._paint_values(painter)
        self._paint_axons(painter)
        self._paint_neurons(painter)

    def _x(self, neuron: int) -> float:
        return self._used.left() + neuron * self._across

    def _y(self, axon: int) -> float:
        return self._used.top() + axon * self._down

    def _paint_lines(self, painter: QPainter) -> None:
        shown = self._shown
        painter.setPen(cosmetic(with_alpha(self._colours.grid, 160), 1.0))
        painter.drawLines(
            [
                QLineF(self._x(j), shown.top(), self._x(j), shown.bottom())
                for j in self._neurons
            ]
            + [
                QLineF(shown.left(), self._y(i), shown.right(), self._y(i))
                for i in self._axons
            ]
        )

    def _paint_values(self, painter: QPainter) -> None:
        weights = self._weights()
        strongest = float(np.abs(self._trained.strengths).max(initial=1))
        for y, i in enumerate(self._axons):
            for x, j in enumerate(self._neurons):
                weight = float(weights[y, x])
                strong = abs(weight) > strongest / 2
                shade = self._colours.accent_text if strong else self._colours.text
                painter.setPen(QColor(shade))
                cell = QRectF(self._x(j), self._y(i), self._across, self._down)
                text = f"{weight:.2f}".replace("-", "−")
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _weights(self) -> npt.NDArray[np.float32]:
        core = self._trained
        rows = slice(self._axons.start, self._axons.stop)
        columns = slice(self._neurons.start, self._neurons.stop)
        strengths = core.strengths[core.axon_types[rows], columns]
        return core.probabilities[rows, columns] * strengths

    # -- Numbers, beside the crossbar or at the edge of the view

    def _paint_axons(self, painter: QPainter) -> None:
        right = self._used.left() - 1.4 * _MOST_STRIP
        left = max(self._room.left(), right - RULER)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        step = step_for(self._down)
        band = QRectF(left, self._shown.top(), RULER, self._shown.height())
        self._start_ruler(painter, band)
        for i in self._axons:
            if i % step == 0:
                place = QRectF(left, self._y(i), RULER - 4, self._down)
                self._write(painter, place, flags, i)

    def _paint_neurons(self, painter: QPainter) -> None:
        height = painter.fontMetrics().height() + 2
        top = max(self._room.top(), self._used.top() - height - 3)
        step = step_for(self._across)
        band = QRectF(self._shown.left(), top, self._shown.width(), height)
        self._start_ruler(painter, band)
        for j in self._neurons:
            if j % step == 0:
                place = QRectF(self._x(j), top, self._across, height)
                self._write(painter, place, Qt.AlignmentFlag.AlignCenter, j)

    def _start_ruler(self, painter: QPainter, band: QRectF) -> None:
        painter.fillRect(band, with_alpha(self._colours.background, 225))
        painter.setPen(QColor(self._colours.text))

    def _write(
        self, painter: QPainter, place: QRectF, flags: Qt.AlignmentFlag, number: int
    ) -> None:
        # A number may be wider or higher than its synapse.
        middle = place.center()
        height = painter.fontMetrics().height()
        width = max(place.width(), RULER)
        room = QRectF(0, 0, width, height)
        room.moveCenter(middle)
        if flags & Qt.AlignmentFlag.AlignRight:
            room.moveRight(place.right())
        painter.drawText(room, flags, str(number))

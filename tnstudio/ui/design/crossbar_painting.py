"""Paints a crossbar: cells as one image, marks and numbers where they have room."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from tnstudio.model.crossbar_edits import Cell, Crossbar, Rectangle
from tnstudio.texts import tr
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.crossbar_geometry import (
    CrossbarLayout,
    number_step,
    runs,
)
from tnstudio.ui.stylesheet import blended
from tnstudio.ui.widgets.text_scale import with_pixels

STEPS = 63
"""Shades of either sign."""

OFF, ZERO = 0, STEPS + 1
"""Indices of synapses that are off, and that are on with a strength of 0."""

_LINED_FROM, _SIGNED_FROM = 6, 10
"""Cells of so many pixels are divided by lines, and have their sign in them."""

_STRIP = 26
"""Width of the types of the axons, where texts have the usual size."""

_BAR = 4
"""Of the marks of axons that are fed and of neurons with a target."""

_BAND_ALPHA = 26
"""Of the cursor's row and column, and of the selected cells, out of 255."""

_FONT_PIXELS = 11

Strengths = npt.NDArray[np.int16]


@dataclass(frozen=True, eq=False, slots=True)
class CrossbarScene:
    """All that is seen of a core.

    Attributes
    ----------
    crossbar : bool array, shape (axons, neurons)
    strengths : int16 array, shape (axons, neurons)
        Of each synapse, on or off.
    types : uint8 array, shape (axons,)
    fed, routed : bool arrays, shape (axons,) and (neurons,)
        The axons that something reaches, the neurons that reach something.
    chosen_axons, chosen_neurons : set of int
        Those selected in the document.
    cursor : (int, int)
    rectangle : Rectangle or None
        The selected cells.
    """

    layout: CrossbarLayout
    crossbar: Crossbar
    strengths: Strengths
    types: npt.NDArray[np.uint8]
    fed: npt.NDArray[np.bool_]
    routed: npt.NDArray[np.bool_]
    chosen_axons: frozenset[int] = frozenset()
    chosen_neurons: frozenset[int] = frozenset()
    cursor: Cell = (0, 0)
    rectangle: Rectangle | None = None
    has_focus: bool = False


def shades(
    crossbar: Crossbar, strengths: Strengths, strongest: int
) -> npt.NDArray[np.uint8]:
    """Return an index for each synapse: by its strength, or `OFF`.

    Parameters
    ----------
    strongest : int
        The size of the strength that has the fullest colour, >= 1.
    """
    steps = np.rint(strengths * (STEPS / strongest)).astype(np.int16)
    # However weak, a synapse keeps its sign.
    steps = np.where(steps == 0, np.sign(strengths), steps) + ZERO
    return np.where(crossbar, steps, OFF).astype(np.uint8)


def shade_table(colours: Colours) -> npt.NDArray[np.uint32]:
    """Return the colour of each index as 0xffrrggbb."""
    weak, strong = 0.5, 0.5
    names = [colours.surface]
    for colour, order in (
        (colours.negative, range(STEPS, 0, -1)),
        (colours.positive, range(1, STEPS + 1)),
    ):
        names += [
            blended(colours.surface, colour, weak + strong * k / STEPS) for k in order
        ]
        if colour is colours.negative:
            names.append(blended(colours.surface, colours.muted, 0.7))
    return np.array([0xFF000000 | int(name[1:], 16) for name in names], np.uint32)


def image_of(indices: npt.NDArray[np.uint8], table: npt.NDArray[np.uint32]) -> QImage:
    """Return indices as an image, a pixel for each."""
    pixels = np.ascontiguousarray(table[indices])
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    # The image has only borrowed the array's memory.
    return image.copy()


def type_colour(colours: Colours, axon_type: int) -> str:
    """Return the colour of an axon type; its number is the second cue."""
    series = colours.series
    shade = series[axon_type % len(series)]
    return blended(colours.surface, shade, 0.55)


def types_width(layout: CrossbarLayout) -> int:
    """Return how far the types of the axons reach to the left of the cells."""
    return _strip(layout) + _BAR + 3


def _strip(layout: CrossbarLayout) -> int:
    return round(_STRIP * layout.text)


def _letters(layout: CrossbarLayout) -> int:
    """Return the size of all texts in pixels."""
    return round(_FONT_PIXELS * layout.text)


class CrossbarPainting:
    """Paints scenes in the colours of a theme."""

    def __init__(self, colours: Colours) -> None:
        self.recolour(colours)

    def recolour(self, colours: Colours) -> None:
        """Use other colours."""
        self._colours = colours
        self._table = shade_table(colours)

    def paint(self, painter: QPainter, scene: CrossbarScene) -> None:
        """Draw everything; the painter's units are pixels of the view."""
        layout = scene.layout
        painter.setFont(with_pixels(painter.font(), _letters(layout)))
        part = layout.visible()
        painter.save()
        left, top = layout.edge
        painter.setClipRect(QRectF(left, top, layout.width, layout.height))
        self._paint_cells(painter, scene, part)
        self._paint_lines(painter, layout, part)
        self._paint_signs(painter, scene, part)
        self._paint_marks(painter, scene)
        painter.restore()
        self._paint_axons(painter, scene, part)
        self._paint_neurons(painter, scene, part)
        self._paint_corner(painter, layout)

    # -- Cells

    def _paint_cells(
        self, painter: QPainter, scene: CrossbarScene, part: Rectangle
    ) -> None:
        strongest = max(1, int(np.abs(scene.strengths).max(initial=1)))
        here = part.slices
        indices = shades(scene.crossbar[here], scene.strengths[here], strongest)
        box = QRectF(*scene.layout.box(part))
        painter.drawImage(box, image_of(indices, self._table))
        painter.setPen(QColor(self._colours.muted))
        painter.drawRect(QRectF(*scene.layout.box(_all(scene.layout))))

    def _paint_lines(
        self, painter: QPainter, layout: CrossbarLayout, part: Rectangle
    ) -> None:
        if layout.cell < _LINED_FROM:
            return
        x, y, width, height = layout.box(part)
        for step, share in ((1, 0.75), (8, 1.6)):
            colours = self._colours
            shade = (
                blended(colours.surface, colours.grid, share)
                if share <= 1
                else blended(colours.grid, colours.muted, 0.5)
            )
            painter.setPen(QColor(shade))
            lines = [
                QLineF(x, at, x + width, at)
                for at in _edges(y, part.axon, part.axons, layout.cell, step)
            ]
            lines += [
                QLineF(at, y, at, y + height)
                for at in _edges(x, part.neuron, part.neurons, layout.cell, step)
            ]
            painter.drawLines(lines)

    def _paint_signs(
        self, painter: QPainter, scene: CrossbarScene, part: Rectangle
    ) -> None:
        """Draw + and − into synapses: their colours are not the only cue."""
        layout = scene.layout
        if layout.cell < _SIGNED_FROM:
            return
        on = scene.crossbar[part.slices]
        strengths = scene.strengths[part.slices]
        left, top, _, _ = layout.box(part)
        half = layout.cell * 0.22
        lines = []
        for row, column in np.argwhere(on & (strengths != 0)).tolist():
            x = left + (column + 0.5) * layout.cell
            y = top + (row + 0.5) * layout.cell
            lines.append(QLineF(x - half, y, x + half, y))
            if strengths[row, column] > 0:
                lines.append(QLineF(x, y - half, x, y + half))
        pen = QPen(QColor(self._colours.surface), max(1.0, layout.cell / 12))
        painter.setPen(pen)
        painter.drawLines(lines)

    def _paint_marks(self, painter: QPainter, scene: CrossbarScene) -> None:
        """Draw the selected rectangle and the cursor with its row and column."""
        layout, colours = scene.layout, self._colours
        axon, neuron = scene.cursor
        band = QColor(colours.accent)
        band.setAlpha(_BAND_ALPHA)
        for part in (
            Rectangle(axon, 0, 1, layout.neurons),
            Rectangle(0, neuron, layout.axons, 1),
        ):
            painter.fillRect(QRectF(*layout.box(part)), band)
        if scene.rectangle is not None:
            box = QRectF(*layout.box(scene.rectangle))
            painter.fillRect(box, band)
            pen = QPen(QColor(colours.text), 1.5, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRect(box)
        box = QRectF(*layout.box(Rectangle(axon, neuron, 1, 1)))
        width = 2.5 if scene.has_focus else 1.0
        painter.setPen(QPen(QColor(colours.accent), width))
        painter.drawRect(box)

    # -- Beside the cells

    def _paint_axons(
        self, painter: QPainter, scene: CrossbarScene, part: Rectangle
    ) -> None:
        layout = scene.layout
        left, top = layout.edge
        strip_width, letters = _strip(layout), _letters(layout)
        painter.save()
        painter.setClipRect(QRectF(left - layout.left, top, layout.left, layout.height))
        types = scene.types[part.axon : part.axon + part.axons].tolist()
        strip = QRectF(left - types_width(layout), 0, strip_width, 0)
        for first, end in runs(types):
            box = Rectangle(part.axon + first, 0, end - first, 1)
            _, y, _, height = layout.box(box)
            strip.setTop(y)
            strip.setHeight(height)
            self._paint_type(painter, layout, strip, types[first], end - first)
        self._paint_bars(painter, scene.fed, part, layout, down=True)
        room = layout.left - strip_width - _BAR - 8
        numbers = QRectF(left - layout.left, 0, room, 0)
        step = number_step(layout.cell, letters + 2)
        for axon in range(part.axon, part.last[0] + 1):
            is_on = axon in scene.chosen_axons or axon == scene.cursor[0]
            if axon % step and not (is_on and _has_room(axon, step)):
                continue
            _, y, _, height = layout.box(Rectangle(axon, 0, 1, 1))
            # The first number is not cut off where its cell is small.
            middle = max(y + height / 2, min(y, top) + letters / 2)
            numbers.setTop(middle - letters)
            numbers.setHeight(2 * letters)
            self._paint_number(
                painter, numbers, axon, chosen=axon in scene.chosen_axons, bold=is_on
            )
        painter.restore()

    def _paint_type(
        self,
        painter: QPainter,
        layout: CrossbarLayout,
        strip: QRectF,
        axon_type: int,
        count: int,
    ) -> None:
        colours = self._colours
        painter.fillRect(strip, QColor(type_colour(colours, axon_type)))
        painter.setPen(QColor(colours.text))
        centre = Qt.AlignmentFlag.AlignCenter
        if layout.cell > _letters(layout):
            for k in range(count):
                top = strip.top() + k * layout.cell
                one = QRectF(strip.left(), top, strip.width(), layout.cell)
                painter.drawText(one, centre, str(axon_type))
        elif strip.height() > _letters(layout):
            painter.drawText(strip, centre, str(axon_type))
        if layout.cell >= _LINED_FROM:
            painter.setPen(QColor(colours.surface))
            ends = _edges(strip.top(), 0, count, layout.cell, 1)
            painter.drawLines([QLineF(strip.left(), y, strip.right(), y) for y in ends])

    def _paint_neurons(
        self, painter: QPainter, scene: CrossbarScene, part: Rectangle
    ) -> None:
        layout = scene.layout
        left, top = layout.edge
        painter.save()
        painter.setClipRect(QRectF(left, top - layout.top, layout.width, layout.top))
        self._paint_bars(painter, scene.routed, part, layout, down=False)
        metrics = QFontMetricsF(painter.font())
        most = metrics.horizontalAdvance(str(layout.neurons)) + 6
        line = 0.4 * layout.top
        step = number_step(layout.cell, most)
        for neuron in range(part.neuron, part.last[1] + 1):
            chosen = neuron in scene.chosen_neurons
            is_on = chosen or neuron == scene.cursor[1]
            if neuron % step and not (is_on and _has_room(neuron, step)):
                continue
            x, _, width, _ = layout.box(Rectangle(0, neuron, 1, 1))
            middle = max(x + width / 2, min(x, left) + most / 2 - 3)
            room = QRectF(middle - most, top - 0.6 * layout.top, 2 * most, line)
            self._paint_number(painter, room, neuron, chosen=chosen, bold=is_on)
        painter.restore()

    def _paint_number(
        self,
        painter: QPainter,
        room: QRectF,
        number: int,
        *,
        chosen: bool,
        bold: bool,
    ) -> None:
        colours = self._colours
        painter.setPen(QColor(colours.accent if bold else colours.muted))
        if chosen:
            width = QFontMetricsF(painter.font()).horizontalAdvance(str(number)) + 8
            pill = QRectF(0, 0, width, painter.font().pixelSize() + 4)
            pill.moveCenter(room.center())
            painter.setBrush(QColor(colours.accent))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(pill, 4, 4)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colours.accent_text))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, str(number))

    def _paint_bars(
        self,
        painter: QPainter,
        marked: npt.NDArray[np.bool_],
        part: Rectangle,
        layout: CrossbarLayout,
        *,
        down: bool,
    ) -> None:
        """Mark the axons that are fed, or the neurons that have a target."""
        left, top = layout.edge
        first, count = (part.axon, part.axons) if down else (part.neuron, part.neurons)
        colour = QColor(self._colours.accent)
        flags = marked[first : first + count].tolist()
        for start, end in runs(flags):
            if not flags[start]:
                continue
            if down:
                box = layout.box(Rectangle(first + start, 0, end - start, 1))
                bar = QRectF(left - _BAR - 1, box[1], _BAR, box[3])
            else:
                box = layout.box(Rectangle(0, first + start, 1, end - start))
                bar = QRectF(box[0], top - _BAR - 1, box[2], _BAR)
            painter.fillRect(bar, colour)

    def _paint_corner(self, painter: QPainter, layout: CrossbarLayout) -> None:
        left, top = layout.edge
        painter.setPen(QColor(self._colours.muted))
        line = 15 * layout.text
        above = QRectF(left, top - layout.top, 120 * layout.text, line)
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft, tr("neuron →"))
        room = layout.left - _BAR - 6
        beside = QRectF(left - layout.left, top - line - 2, room, line)
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight, tr("axon  type"))


def _all(layout: CrossbarLayout) -> Rectangle:
    return Rectangle(0, 0, layout.axons, layout.neurons)


def _edges(start: float, first: int, count: int, cell: float, step: int) -> list[float]:
    """Return where every so many cells begin."""
    return [start + k * cell for k in range(count + 1) if (first + k) % step == 0]


def _has_room(number: int, step: int) -> bool:
    """Tell whether a number would touch none of those that are always there."""
    return min(number % step, step - number % step) > step // 3

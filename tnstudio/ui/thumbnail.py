"""A project as a small picture: its layers or its free cores.

Painted onto an image, without widgets, so that any thread may do it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from tnstudio.app.designs import fitting
from tnstudio.model.circuit import Circuit, FreeCore
from tnstudio.model.network import Network
from tnstudio.model.program import NONE
from tnstudio.model.project import Project
from tnstudio.model.topology import Grid, grids
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.ui.colours import Colours
from tnstudio.ui.stylesheet import blended

SIZE = QSize(208, 116)
"""In device-independent pixels."""

SCALE = 2
"""Pixels of the picture to one of those, for screens with fine pixels."""

_MARGIN = 10.0
_WIDEST = 84.0
_NARROWEST_GAP = 8.0
_READOUT = 10.0
"""Width of the classes at the right of the layers."""

_MOST_WEIGHTS = 64
"""Cores of a layer whose weights are drawn; more would be noise."""

_MOST_TILES = 40
"""Along a grid that is drawn tile by tile; larger ones are a plain square."""

_MOST_CLASSES = 10
_MOST_WIRES = 300
_FEW_CELLS = 20
"""Along a crossbar whose synapses are drawn one by one."""

_MOST_CELLS = 24
"""Along the picture of a larger crossbar."""


@dataclass(frozen=True, slots=True)
class _Pens:
    """The colours of one theme, as they are used here."""

    colours: Colours

    def mixed(self, name: str, share: float) -> QColor:
        """Return a colour of the theme, let down by the background."""
        colours = self.colours
        return QColor(blended(colours.background, getattr(colours, name), share))

    def levels(self) -> npt.NDArray[np.uint32]:
        """Return the colours from the most negative to the most positive weight."""
        colours, shares = self.colours, np.linspace(0, 1, 128)
        low = [blended(colours.surface, colours.negative, s) for s in shares[:0:-1]]
        high = [blended(colours.surface, colours.positive, s) for s in shares]
        return np.array([int(c[1:], 16) | 0xFF000000 for c in low + high], np.uint32)


def thumbnail(project: Project, colours: Colours) -> QImage:
    """Return a picture of a project, `SIZE` times `SCALE` pixels."""
    image = QImage(SIZE * SCALE, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.background))
    with QPainter(image) as painter:
        painter.scale(SCALE, SCALE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(0, 0, SIZE.width(), SIZE.height())
        room = room.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        circuit = project.network.circuit
        if circuit is not None:
            _draw_circuit(painter, room, circuit, _Pens(colours))
        else:
            _draw_layers(painter, room, project, _Pens(colours))
    return image


# -- Layers


def _draw_layers(
    painter: QPainter, room: QRectF, project: Project, pens: _Pens
) -> None:
    network, trained = project.network, fitting(project)
    places = list(_squares(room, len(network.layers) + 1))
    for before, after in pairwise(places):
        _draw_funnel(painter, before, after, pens)
    _draw_input(painter, places[0], network, pens)
    for index, place in enumerate(places[1:]):
        _draw_layer(painter, place, (network, trained, index), pens)
    _draw_classes(painter, room, network.readout.classes, pens)


def _squares(room: QRectF, count: int) -> Iterator[QRectF]:
    """Yield the squares of the input and of the layers, from left to right."""
    wide = room.width() - _READOUT
    side = min(_WIDEST, room.height(), wide / count - _NARROWEST_GAP)
    gap = (wide - count * side) / count
    for place in range(count):
        left = room.left() + place * (side + gap)
        yield QRectF(left, room.center().y() - side / 2, side, side)


def _draw_funnel(painter: QPainter, before: QRectF, after: QRectF, pens: _Pens) -> None:
    """Draw that the cores at the right read those at the left."""
    path = QPainterPath(before.topRight())
    path.lineTo(after.topLeft())
    path.lineTo(after.bottomLeft())
    path.lineTo(before.bottomRight())
    painter.fillPath(path, pens.mixed("grid", 0.45))


def _draw_input(
    painter: QPainter, place: QRectF, network: Network, pens: _Pens
) -> None:
    """Draw the input array, and the first window on it."""
    longest = max(network.input.rows, network.input.columns, 1)
    area = QRectF(0, 0, network.input.columns, network.input.rows)
    scale = place.width() / longest
    shown = QRectF(
        0, 0, max(2.0, area.width() * scale), max(2.0, area.height() * scale)
    )
    shown.moveCenter(place.center())
    painter.setPen(QPen(pens.mixed("muted", 0.8), 1))
    painter.setBrush(pens.mixed("surface", 1))
    painter.drawRect(shown)
    if not network.layers:
        return
    layer = network.layers[0]
    side = min(layer.window, longest) * scale
    for step in (1, 0):
        corner = shown.topLeft() + QPointF(step * layer.stride * scale, 0)
        window = QRectF(corner, shown.topLeft() + QPointF(side, side))
        window.setWidth(side)
        painter.setPen(QPen(pens.mixed("accent", 0.4 if step else 1), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(window.intersected(shown))


def _draw_layer(
    painter: QPainter,
    place: QRectF,
    what: tuple[Network, TrainedNetwork | None, int],
    pens: _Pens,
) -> None:
    network, trained, index = what
    grid = grids(network)[index + 1]
    if max(grid.rows, grid.columns) > _MOST_TILES:
        painter.fillRect(place, pens.mixed("accent", 0.55))
        return
    cores = trained.layers[index] if trained is not None else ()
    levels = pens.levels() if 0 < len(cores) <= _MOST_WEIGHTS else None
    for number, tile in enumerate(_tiles(place, grid)):
        if levels is None:
            painter.fillRect(tile, pens.mixed("accent", 0.85 if cores else 0.4))
        else:
            side = round(tile.width() * SCALE)
            _draw_pixels(painter, tile, levels[_weights(cores[number], side)])


def _tiles(place: QRectF, grid: Grid) -> Iterator[QRectF]:
    """Yield the places of the cores of a layer, row by row."""
    pitch = place.width() / max(grid.rows, grid.columns, 1)
    gap = min(2.0, pitch / 6)
    left = place.center().x() - grid.columns * pitch / 2
    top = place.center().y() - grid.rows * pitch / 2
    for row in range(grid.rows):
        for column in range(grid.columns):
            corner = QPointF(left + column * pitch, top + row * pitch)
            yield QRectF(corner.x(), corner.y(), pitch - gap, pitch - gap)


def _weights(core: TrainedCore, side: int) -> npt.NDArray[np.intp]:
    """Return the means of a core's weights, stretched, as indices of levels."""
    weights = core.effective_weights()
    cells = max(1, min(side // 3, _MOST_CELLS, *weights.shape))
    means = _means(_means(weights, cells).T, cells).T
    largest = max(1e-6, float(np.abs(means).max(initial=0)))
    return np.rint(means / largest * 127 + 127).astype(np.intp)


def _means(values: npt.NDArray[np.float32], wanted: int) -> npt.NDArray[np.float32]:
    """Return means over parts of the first axis, so many."""
    starts = np.arange(wanted) * len(values) // wanted
    counts = np.diff(np.append(starts, len(values)))
    sums = np.add.reduceat(values, starts, axis=0)
    return np.asarray(sums / counts[:, None], np.float32)


def _draw_pixels(
    painter: QPainter, place: QRectF, pixels: npt.NDArray[np.uint32]
) -> None:
    rows, columns = pixels.shape
    kept = np.ascontiguousarray(pixels)
    made = QImage(kept.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    painter.drawImage(place, made)


def _draw_classes(painter: QPainter, room: QRectF, classes: int, pens: _Pens) -> None:
    """Draw the readout: a dot for each class, as many as there is room for."""
    count = min(classes, _MOST_CLASSES)
    pitch = min(9.0, room.height() / max(1, count))
    top = room.center().y() - (count - 1) * pitch / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pens.mixed("muted", 0.9))
    for place in range(count):
        centre = QPointF(room.right() - 2.5, top + place * pitch)
        painter.drawEllipse(centre, 2.2, 2.2)


# -- Free cores


def _draw_circuit(
    painter: QPainter, room: QRectF, circuit: Circuit, pens: _Pens
) -> None:
    if not circuit.cores:
        _draw_nothing(painter, room, pens)
        return
    places = _core_places(room.adjusted(16, 4, -16, -4), circuit)
    _draw_wires(painter, places, circuit, pens)
    _draw_lines(painter, room, places, circuit, pens)
    for core, place in zip(circuit.cores, places, strict=True):
        _draw_core(painter, place, core, pens)


def _draw_nothing(painter: QPainter, room: QRectF, pens: _Pens) -> None:
    """Draw the place of a core that is still to come."""
    square = QRectF(0, 0, 56, 56)
    square.moveCenter(room.center())
    painter.setPen(QPen(pens.mixed("muted", 0.8), 1.4, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(square, 5, 5)


def _core_places(room: QRectF, circuit: Circuit) -> list[QRectF]:
    """Return the square of each core, as cores lie on the chip.

    Rows and columns of the chip without a core take no room.
    """
    rows = sorted({core.chip_row for core in circuit.cores})
    columns = sorted({core.chip_column for core in circuit.cores})
    pitch = min(room.width() / len(columns), room.height() / len(rows), 96.0)
    # Room between cores, for the wires.
    wide = min(room.width() / len(columns), pitch * 1.5)
    side = pitch * (0.86 if len(rows) == 1 else 0.72)
    found = []
    for core in circuit.cores:
        x = columns.index(core.chip_column) - (len(columns) - 1) / 2
        y = rows.index(core.chip_row) - (len(rows) - 1) / 2
        square = QRectF(0, 0, side, side)
        square.moveCenter(room.center() + QPointF(x * wide, y * pitch))
        found.append(square)
    return found


def _draw_wires(
    painter: QPainter, places: list[QRectF], circuit: Circuit, pens: _Pens
) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(pens.mixed("muted", 0.75), 1.1))
    pairs = {
        (source, int(target))
        for source, core in enumerate(circuit.cores)
        for target in np.unique(core.routes.core)
        if target != NONE
    }
    for source, target in sorted(pairs)[:_MOST_WIRES]:
        painter.drawPath(_wire(places[source], places[target]))


def _wire(source: QRectF, target: QRectF) -> QPainterPath:
    """Return the way from the right of a core to the left of one."""
    start = QPointF(source.right(), source.center().y())
    end = QPointF(target.left(), target.center().y())
    bow = max(12.0, abs(end.x() - start.x()) / 2)
    # Back or to itself: below the cores.
    drop = 0.0 if end.x() >= start.x() else source.height() * 0.95
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(bow, drop), end + QPointF(-bow, drop), end)
    return path


def _draw_lines(
    painter: QPainter,
    room: QRectF,
    places: list[QRectF],
    circuit: Circuit,
    pens: _Pens,
) -> None:
    """Draw from where input spikes come, and where those of output lines go."""
    painter.setPen(QPen(pens.mixed("positive", 0.9), 1.3))
    fed = {int(core) for core in circuit.inputs.core if core != NONE}
    for core in sorted(fed)[:_MOST_WIRES]:
        end = QPointF(places[core].left(), places[core].center().y() - 5)
        painter.drawLine(QPointF(room.left(), end.y()), end)
    painter.setPen(QPen(pens.mixed("negative", 0.9), 1.3))
    for core, place in enumerate(places[:_MOST_WIRES]):
        if (circuit.cores[core].routes.line != NONE).any():
            start = QPointF(place.right(), place.center().y() - 5)
            painter.drawLine(start, QPointF(room.right(), start.y()))


def _draw_core(painter: QPainter, place: QRectF, core: FreeCore, pens: _Pens) -> None:
    painter.setPen(QPen(pens.mixed("accent", 0.9), 1.2))
    painter.setBrush(pens.mixed("surface", 1))
    painter.drawRoundedRect(place, 4, 4)
    if place.width() < 8:
        return
    inner = place.adjusted(4, 4, -4, -4)
    crossbar = core.crossbar()
    if max(crossbar.shape) <= _FEW_CELLS:
        _draw_synapses(painter, inner, crossbar, pens)
        return
    cells = min(_MOST_CELLS, *crossbar.shape)
    shares = _means(_means(crossbar.astype(np.float32), cells).T, cells).T
    shares /= max(1e-6, float(shares.max(initial=0)))
    levels = pens.levels()
    _draw_pixels(painter, inner, levels[np.rint(shares * 127 + 127).astype(np.intp)])


def _draw_synapses(
    painter: QPainter, place: QRectF, crossbar: npt.NDArray[np.bool_], pens: _Pens
) -> None:
    axons, neurons = crossbar.shape
    wide, high = place.width() / max(1, neurons), place.height() / max(1, axons)
    painter.setPen(QPen(pens.mixed("grid", 1), 0.7))
    for axon in range(axons):
        y = place.top() + (axon + 0.5) * high
        painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
    for neuron in range(neurons):
        x = place.left() + (neuron + 0.5) * wide
        painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pens.mixed("accent", 1))
    radius = min(wide, high) * 0.3
    for axon, neuron in np.argwhere(crossbar):
        x = place.left() + (neuron + 0.5) * wide
        y = place.top() + (axon + 0.5) * high
        painter.drawEllipse(QPointF(x, y), radius, radius)

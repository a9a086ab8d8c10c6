"""Where everything of a circuit is drawn: pure geometry.

Cores are where they are on the chip, in a loose grid; input lines are to the
left of all cores, output lines to the right.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from tnstudio.app.selection import Item, Kind
from tnstudio.model.chip_places import taken_places
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import Place, empty_core
from tnstudio.model.circuit_rules import fits
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import Network
from tnstudio.model.problems import check_hardware
from tnstudio.ui.design.circuit_shape import CoreShape, shape_of
from tnstudio.ui.design.circuit_wires import Wires, wires_of
from tnstudio.ui.design.drawing import Box

LINE_WIDTH, LINE_HEIGHT = 104.0, 30.0
GAP_BEFORE, GAP_AFTER = 64.0, 116.0
"""Between input lines and cores, and between cores and output lines: there, a
double click is meant for the next column of cores."""
LINE_ROOM = 420.0
"""Lines are packed closer than their height in more room than this."""
ICON = 28.0
"""Width of the place of a line's stimulus, at its left end."""
REACH_OUT = 11.0
"""How far a port takes clicks outside of its core."""


class Spot(StrEnum):
    """What can be pointed at."""

    NOTHING = "nothing"
    CORE = "core"
    SYNAPSE = "synapse"
    AXON = "axon"
    NEURON = "neuron"
    INPUT = "input line"
    STIMULUS = "stimulus"
    OUTPUT = "output line"
    ADD_INPUT = "add input"
    ADD_OUTPUT = "add output"


@dataclass(frozen=True, slots=True)
class Hit:
    """What is at a point.

    Attributes
    ----------
    core : int
        Of a core, synapse, axon or neuron.
    index : int
        Of an axon, neuron or line; of a synapse's axon.
    neuron : int
        Of a synapse.
    """

    spot: Spot
    core: int = -1
    index: int = -1
    neuron: int = -1

    @property
    def item(self) -> Item | None:
        """What is selected by a click; None if nothing is."""
        core = self.core
        if self.spot in (Spot.CORE, Spot.SYNAPSE):
            return Item(Kind.CORE, 0, core)
        if self.spot is Spot.AXON:
            return Item(Kind.AXON, 0, core, self.index)
        if self.spot is Spot.NEURON:
            return Item(Kind.NEURON, 0, core, self.index)
        if self.spot in (Spot.INPUT, Spot.STIMULUS):
            return Item(Kind.INPUT, index=self.index)
        if self.spot is Spot.OUTPUT:
            return Item(Kind.OUTPUT, index=self.index)
        return None


NOTHING = Hit(Spot.NOTHING)


@dataclass(frozen=True, slots=True)
class LineColumn:
    """The lines at one edge, one below the other, and the place to add one.

    Attributes
    ----------
    left, top : float
    count : int
    pitch : float
        From one line to the next.
    """

    left: float
    top: float
    count: int
    pitch: float

    def box(self, index: int) -> Box:
        """Return the place of a line; the one after the last is to add one."""
        top = self.top + index * self.pitch
        height = LINE_HEIGHT if index == self.count else 0.8 * self.pitch
        return Box(self.left, top, LINE_WIDTH, height)

    @property
    def bounds(self) -> Box:
        """All lines together, and the place to add one."""
        return Box(
            self.left, self.top, LINE_WIDTH, self.count * self.pitch + LINE_HEIGHT
        )

    def at(self, x: float, y: float, reach: float) -> int:
        """Return the line at a point; -1 beside all."""
        inside = self.left - reach <= x <= self.left + LINE_WIDTH + reach
        if not inside or not self.top <= y <= self.bounds.bottom:
            return -1
        return min(int((y - self.top) // self.pitch), self.count)


@dataclass(frozen=True, eq=False, slots=True)
class CircuitDrawing:
    """A whole circuit on the canvas.

    Attributes
    ----------
    corners : float64 array, shape (cores, 2)
        The upper left corner of each core.
    core_at : dict
        The core at each row and column of the chip.
    """

    circuit: Circuit
    hardware: Hardware
    shape: CoreShape
    corners: npt.NDArray[np.float64]
    core_at: dict[Place, int]
    cores: Box
    inputs: LineColumn
    outputs: LineColumn
    wires: Wires

    @property
    def bounds(self) -> Box:
        """Everything."""
        boxes = (self.cores, self.inputs.bounds, self.outputs.bounds)
        top = min(box.top for box in boxes)
        bottom = max(box.bottom for box in boxes)
        left = self.inputs.left
        return Box(left, top, self.outputs.bounds.right - left, bottom - top)

    # -- From things to places

    def box(self, core: int) -> Box:
        """Return the place of a core."""
        x, y = self.corners[core].tolist()
        return Box(x, y, self.shape.width, self.shape.height)

    def box_at(self, place: Place) -> Box:
        """Return the place of a core at a row and column of the chip."""
        x, y = place[1] * self.shape.across, place[0] * self.shape.down
        return Box(x, y, self.shape.width, self.shape.height)

    def port(self, item: Item) -> tuple[float, float] | None:
        """Return where wires to an axon or line, or from a neuron or line, end."""
        if item.kind is Kind.INPUT and 0 <= item.index <= self.inputs.count:
            box = self.inputs.box(item.index)
            return box.right, box.top + box.height / 2
        if item.kind is Kind.OUTPUT and 0 <= item.index <= self.outputs.count:
            box = self.outputs.box(item.index)
            return box.left, box.top + box.height / 2
        if not 0 <= item.core < len(self.corners):
            return None
        places = {Kind.AXON: self.shape.axon, Kind.NEURON: self.shape.neuron}
        if item.kind not in places:
            return None
        x, y = places[item.kind](item.index)
        corner = self.corners[item.core]
        return float(corner[0]) + x, float(corner[1]) + y

    def box_of(self, item: Item) -> Box | None:
        """Return the place of anything that can be selected."""
        if item.kind is Kind.CORE and 0 <= item.core < len(self.corners):
            return self.box(item.core)
        lines = {Kind.INPUT: self.inputs, Kind.OUTPUT: self.outputs}
        if item.kind in lines:
            column = lines[item.kind]
            return column.box(item.index) if item.index < column.count else None
        point = self.port(item)
        if point is None:
            return None
        radius = self.shape.radius
        return Box(point[0] - radius, point[1] - radius, 2 * radius, 2 * radius)

    # -- From places to things

    def place_at(self, x: float, y: float) -> Place:
        """Return the row and column of the chip that are closest to a point."""
        shape = self.shape
        row = round((y - shape.height / 2) / shape.down)
        return row, round((x - shape.width / 2) / shape.across)

    def is_free(self, place: Place) -> bool:
        """Tell whether the chip has this row and column, and no core there."""
        rows, columns = self.hardware.grid_rows, self.hardware.grid_columns
        inside = 0 <= place[0] < rows and 0 <= place[1] < columns
        return inside and place not in self.core_at

    def steps(self, dx: float, dy: float) -> Place:
        """Return by how many rows and columns something was dragged."""
        return round(dy / self.shape.down), round(dx / self.shape.across)

    def hit(self, x: float, y: float, zoom: float) -> Hit:
        """Return what is at a point, seen at this zoom.

        Ports and synapses are taken for their core if they are too small.
        """
        reach = REACH_OUT / max(zoom, 0.5)
        place = self.place_at(x, y)
        core = self.core_at.get(place, -1)
        if core >= 0:
            corner = self.corners[core]
            found = self._in_core(
                core, x - float(corner[0]), y - float(corner[1]), zoom
            )
            if found is not NOTHING:
                return found
        return self._in_lines(x, y, reach)

    def _in_core(self, core: int, x: float, y: float, zoom: float) -> Hit:
        shape = self.shape
        reach = REACH_OUT / max(zoom, 0.5)
        if not (-reach <= x <= shape.width + reach and 0 <= y <= shape.height):
            return NOTHING
        if shape.height * zoom >= PIXELS_FOR_PORTS:
            if x <= shape.strip.left:
                return Hit(Spot.AXON, core, shape.axon_at(y))
            if x >= shape.crossbar.right:
                return Hit(Spot.NEURON, core, shape.neuron_at(y))
        if not 0 <= x <= shape.width:
            return NOTHING
        dot = shape.dot_at(x, y) if shape.pitch * zoom >= PIXELS_FOR_DOTS else None
        if dot is not None:
            return Hit(Spot.SYNAPSE, core, *dot)
        return Hit(Spot.CORE, core)

    def _in_lines(self, x: float, y: float, reach: float) -> Hit:
        index = self.inputs.at(x, y, reach)
        if index == self.inputs.count:
            return Hit(Spot.ADD_INPUT)
        if index >= 0:
            on_icon = x < self.inputs.left + ICON
            return Hit(Spot.STIMULUS if on_icon else Spot.INPUT, index=index)
        index = self.outputs.at(x, y, reach)
        if index == self.outputs.count:
            return Hit(Spot.ADD_OUTPUT)
        return Hit(Spot.OUTPUT, index=index) if index >= 0 else NOTHING

    def seen(self, box: Box) -> npt.NDArray[np.intp]:
        """Return the cores that a rectangle touches."""
        x, y = self.corners[:, 0], self.corners[:, 1]
        across = (x <= box.right) & (x + self.shape.width >= box.left)
        down = (y <= box.bottom) & (y + self.shape.height >= box.top)
        return np.flatnonzero(across & down)

    def items_in(self, box: Box) -> tuple[Item, ...]:
        """Return the cores and lines that a rectangle touches."""
        found = [Item(Kind.CORE, 0, core) for core in self.seen(box).tolist()]
        for kind, column in (
            (Kind.INPUT, self.inputs),
            (Kind.OUTPUT, self.outputs),
        ):
            found += [
                Item(kind, index=index)
                for index in range(column.count)
                if _touch(column.box(index), box)
            ]
        return tuple(found)


PIXELS_FOR_PORTS = 40.0
"""A core at least so high has ports that can be pointed at."""
PIXELS_FOR_DOTS = 9.0
"""Synapses at least so far apart can be told apart, and switched."""


def _touch(one: Box, other: Box) -> bool:
    across = one.left <= other.right and other.left <= one.right
    return across and one.top <= other.bottom and other.top <= one.bottom


def draw_circuit(network: Network) -> CircuitDrawing:
    """Lay the free cores of a network out on the canvas."""
    circuit, hardware = drawable(network), network.hardware
    shape = shape_of(hardware)
    spots = [(core.chip_column, core.chip_row) for core in circuit.cores]
    corners = np.array(spots, np.float64).reshape(-1, 2)
    corners = corners * (shape.across, shape.down)
    cores = _around(corners, shape)
    inputs = _lines(circuit.input_lines, cores, cores.left - GAP_BEFORE - LINE_WIDTH)
    outputs = _lines(circuit.output_lines, cores, cores.right + GAP_AFTER)
    return CircuitDrawing(
        circuit=circuit,
        hardware=hardware,
        shape=shape,
        corners=corners,
        core_at=taken_places(circuit),
        cores=cores,
        inputs=inputs,
        outputs=outputs,
        wires=wires_of(circuit),
    )


def drawable(network: Network) -> Circuit:
    """Return the free cores with those that do not fit the chip left empty.

    A file may come with such cores: a problem tells of each, and offers a fix.
    """
    circuit, hardware = network.circuit or Circuit(), network.hardware
    if any(check_hardware(hardware)) or all(fits(c, hardware) for c in circuit.cores):
        return circuit
    cores = (
        core
        if fits(core, hardware)
        else empty_core(hardware, core.name, (core.chip_row, core.chip_column))
        for core in circuit.cores
    )
    return replace(circuit, cores=tuple(cores))


def _around(corners: npt.NDArray[np.float64], shape: CoreShape) -> Box:
    """Return the rectangle around all cores; room for one if there is none."""
    if not len(corners):
        return Box(0.0, 0.0, shape.width, shape.height)
    left, top = corners.min(axis=0).tolist()
    right, bottom = corners.max(axis=0).tolist()
    return Box(left, top, right - left + shape.width, bottom - top + shape.height)


def _lines(count: int, cores: Box, left: float) -> LineColumn:
    """Stack lines in the middle of an edge; thousands are packed closely."""
    room = max(cores.height, LINE_ROOM)
    pitch = min(LINE_HEIGHT + 8.0, room / max(1, count))
    height = count * pitch + LINE_HEIGHT
    return LineColumn(left, cores.top + (cores.height - height) / 2, count, pitch)

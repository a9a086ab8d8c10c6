"""Where arrow keys lead on the canvas of free cores: pure functions."""

import numpy as np

from tnstudio.app.selection import Item, Kind
from tnstudio.ui.design.circuit_drawing import CircuitDrawing, LineColumn

_LINES = (Kind.INPUT, Kind.OUTPUT)
_PORTS = (Kind.AXON, Kind.NEURON)


def first_item(drawing: CircuitDrawing) -> Item | None:
    """Return what is selected first: a core, or else a line."""
    if len(drawing.corners):
        return Item(Kind.CORE, 0, 0)
    for kind, column in ((Kind.INPUT, drawing.inputs), (Kind.OUTPUT, drawing.outputs)):
        if column.count:
            return Item(kind, index=0)
    return None


def beside(drawing: CircuitDrawing, item: Item | None, dx: int, dy: int) -> Item | None:
    """Return what is beside the selected thing; itself at the end.

    From core to core, and from the outer ones to the lines; among the ports of
    a core, and from its axons to its neurons.
    """
    if item is None or drawing.box_of(item) is None:
        return first_item(drawing)
    if item.kind in _LINES:
        return _from_line(drawing, item, dx, dy)
    if item.kind in _PORTS:
        return _from_port(drawing, item, dx, dy)
    return _from_core(drawing, item, dx, dy)


def _column(drawing: CircuitDrawing, kind: Kind) -> LineColumn:
    return drawing.inputs if kind is Kind.INPUT else drawing.outputs


def _from_line(drawing: CircuitDrawing, item: Item, dx: int, dy: int) -> Item:
    column = _column(drawing, item.kind)
    if dy:
        index = min(max(item.index + dy, 0), column.count - 1)
        return Item(item.kind, index=index)
    inwards = 1 if item.kind is Kind.INPUT else -1
    if dx != inwards or not len(drawing.corners):
        return item
    box = column.box(item.index)
    return Item(Kind.CORE, 0, _closest(drawing, box.left, box.top))


def _from_port(drawing: CircuitDrawing, item: Item, dx: int, dy: int) -> Item:
    counts = {Kind.AXON: drawing.shape.axons, Kind.NEURON: drawing.shape.neurons}
    kind = item.kind
    if dx:
        kind = Kind.NEURON if dx > 0 else Kind.AXON
    index = min(max(item.index + dy, 0), counts[kind] - 1)
    return Item(kind, 0, item.core, index)


def _from_core(drawing: CircuitDrawing, item: Item, dx: int, dy: int) -> Item:
    here = drawing.corners[item.core]
    off = drawing.corners - here
    along = off @ (dx, dy)
    aside = np.abs(off @ (dy, dx))
    ahead = np.flatnonzero(along > 0)
    if ahead.size:
        # Straight ahead is closer than to the side.
        cost = along[ahead] + 3 * aside[ahead]
        return Item(Kind.CORE, 0, int(ahead[np.argmin(cost)]))
    kind = Kind.INPUT if dx < 0 else Kind.OUTPUT
    column = _column(drawing, kind)
    if dx and column.count:
        middle = float(here[1]) + drawing.shape.height / 2
        index = int((middle - column.top) // column.pitch)
        return Item(kind, index=min(max(index, 0), column.count - 1))
    return item


def _closest(drawing: CircuitDrawing, x: float, y: float) -> int:
    middle = (drawing.shape.width / 2, drawing.shape.height / 2)
    off = drawing.corners + middle - (x, y)
    return int(np.argmin((off**2).sum(axis=1)))


def inside(item: Item) -> Item:
    """Return the first neuron of a core; anything else is its own inside."""
    return Item(Kind.NEURON, 0, item.core, 0) if item.kind is Kind.CORE else item


def outside(item: Item) -> Item | None:
    """Return the core of a port; nothing for cores and lines."""
    return Item(Kind.CORE, 0, item.core) if item.kind in _PORTS else None


# -- The other end of a wire


def first_end(drawing: CircuitDrawing, start: Item) -> Item | None:
    """Return what a wire is offered first: the next core's, else the own, port."""
    kind = Kind.NEURON if start.kind in (Kind.AXON, Kind.OUTPUT) else Kind.AXON
    if not len(drawing.corners):
        return None
    if start.core < 0:
        box = drawing.box_of(start)
        core = _closest(drawing, box.left, box.top) if box else 0
    else:
        core = _from_core(drawing, Item(Kind.CORE, 0, start.core), 1, 0).core
        core = core if core >= 0 else start.core
    return Item(kind, 0, core, 0)


def next_end(drawing: CircuitDrawing, start: Item, end: Item, dx: int, dy: int) -> Item:
    """Return the next possible end of a wire in a direction.

    Up and down lead from port to port, left and right from core to core; right
    of all cores are the output lines for neurons, left of them the input lines
    for axons. The end after the last line is a new one.
    """
    if end.kind in _LINES:
        return _next_line(drawing, end, dx, dy)
    if dy:
        return _from_port(drawing, end, 0, dy)
    core = _from_core(drawing, Item(Kind.CORE, 0, end.core), dx, 0)
    if core.kind is Kind.CORE and core.core != end.core:
        return Item(end.kind, 0, core.core, end.index)
    if start.kind is Kind.NEURON and dx > 0:
        return Item(Kind.OUTPUT, index=0)
    if start.kind is Kind.AXON and dx < 0:
        return Item(Kind.INPUT, index=0)
    return end


def _next_line(drawing: CircuitDrawing, end: Item, dx: int, dy: int) -> Item:
    column = _column(drawing, end.kind)
    if dy:
        return Item(end.kind, index=min(max(end.index + dy, 0), column.count))
    back = -1 if end.kind is Kind.OUTPUT else 1
    if dx != back:
        return end
    box = column.box(end.index)
    kind = Kind.AXON if end.kind is Kind.OUTPUT else Kind.NEURON
    return Item(kind, 0, _closest(drawing, box.left, box.top), 0)

"""What a drag on the canvas of free cores means: pure, from points to a plan.

A gesture is made where the mouse is pressed. For every place of the pointer it
says what would happen there: what to draw, what to say, and what to do when the
button is let go.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tnstudio.app.circuit_design import STARTS, refusal, whole_ends
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.circuit_edits import Place
from tnstudio.texts import tr
from tnstudio.ui.design.circuit_drawing import CircuitDrawing, Hit, Spot
from tnstudio.ui.design.circuit_facts import plan_told
from tnstudio.ui.design.circuit_lit_item import Sketch
from tnstudio.ui.design.drawing import Box

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class WirePlan:
    """Connect two things."""

    one: Item
    other: Item


@dataclass(frozen=True, slots=True)
class MovePlan:
    """Move cores by so many rows and columns."""

    cores: tuple[int, ...]
    by: Place


@dataclass(frozen=True, slots=True)
class SelectPlan:
    """Select something else."""

    selection: Selection


Plan = WirePlan | MovePlan | SelectPlan


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would happen if the button were let go.

    Attributes
    ----------
    plan : Plan or None
        None: nothing, and ``text`` may say why.
    """

    sketch: Sketch
    text: str = ""
    plan: Plan | None = None


Gesture = Callable[[CircuitDrawing, Point, Hit], Prospect]
"""From where the pointer is, and what is there, to what would happen."""


def wiring(start: Item) -> Gesture:
    """Return the gesture of drawing a wire from or to a port or a line."""

    def prospect(drawing: CircuitDrawing, point: Point, hit: Hit) -> Prospect:
        other = end_at(drawing, start, hit)
        if other is None:
            sketch = Sketch(wire=_wire(drawing, start, point), is_legal=False)
            return Prospect(sketch, _GOALS[start.kind])
        return wire_prospect(drawing, start, other)

    return prospect


_GOALS = {
    Kind.NEURON: tr("Drop on an axon or an output line; Esc cancels"),
    Kind.AXON: tr("Drop on a neuron or an input line; Esc cancels"),
    Kind.INPUT: tr("Drop on an axon; Esc cancels"),
    Kind.OUTPUT: tr("Drop on a neuron; Esc cancels"),
}


def end_at(drawing: CircuitDrawing, start: Item, hit: Hit) -> Item | None:
    """Return what a wire would end at; None for nothing."""
    if hit.spot is Spot.ADD_INPUT:
        return Item(Kind.INPUT, index=drawing.inputs.count)
    if hit.spot is Spot.ADD_OUTPUT:
        return Item(Kind.OUTPUT, index=drawing.outputs.count)
    item = hit.item
    if item is None or item == start:
        return None
    return whole_ends(drawing.circuit, start, item)[1]


def wire_prospect(drawing: CircuitDrawing, start: Item, other: Item) -> Prospect:
    """Return what a wire between two things would do."""
    why_not = refusal(start, other)
    goal = drawing.port(other)
    target = _box_of_end(drawing, other)
    wire = _wire(drawing, start, goal) if goal else None
    sketch = Sketch(wire=wire, target=target, is_legal=not why_not)
    if why_not:
        return Prospect(sketch, why_not)
    text = plan_told(drawing.circuit, drawing.wires, start, other)
    return Prospect(sketch, text, WirePlan(start, other))


def _box_of_end(drawing: CircuitDrawing, item: Item) -> Box | None:
    """Return the place of an end; that of a line to be is where one is added."""
    columns = {Kind.INPUT: drawing.inputs, Kind.OUTPUT: drawing.outputs}
    if item.kind in columns and item.index == columns[item.kind].count:
        return columns[item.kind].box(item.index)
    return drawing.box_of(item)


def _wire(
    drawing: CircuitDrawing, start: Item, point: Point
) -> tuple[Point, Point] | None:
    """Return both ends of a wire in hand, in the direction of spikes."""
    fixed = drawing.port(start)
    if fixed is None:
        return None
    return (fixed, point) if start.kind in STARTS else (point, fixed)


def moving(cores: tuple[int, ...], grip: Point) -> Gesture:
    """Return the gesture of dragging cores to other places of the chip."""

    def prospect(drawing: CircuitDrawing, point: Point, hit: Hit) -> Prospect:
        del hit
        by = drawing.steps(point[0] - grip[0], point[1] - grip[1])
        return move_prospect(drawing, cores, by)

    return prospect


def move_prospect(
    drawing: CircuitDrawing, cores: tuple[int, ...], by: Place
) -> Prospect:
    """Return what moving cores by so many rows and columns would do."""
    of_cores = {place: core for place, core in drawing.core_at.items() if core in cores}
    places = [(row + by[0], column + by[1]) for row, column in of_cores]
    ghosts = tuple(drawing.box_at(place) for place in places)
    if by == (0, 0):
        return Prospect(Sketch(ghosts=ghosts))
    blocked = [
        place
        for place in places
        if place not in of_cores and not drawing.is_free(place)
    ]
    if blocked:
        row, column = blocked[0]
        text = (
            tr("Row {row}, column {column} is taken", row=row, column=column)
            if blocked[0] in drawing.core_at
            else tr(
                "Row {row}, column {column} is beside the chip", row=row, column=column
            )
        )
        return Prospect(Sketch(ghosts=ghosts, is_legal=False), text)
    row, column = places[0]
    text = (
        tr("To row {row}, column {column} of the chip", row=row, column=column)
        if len(places) == 1
        else ""
    )
    return Prospect(Sketch(ghosts=ghosts), text, MovePlan(cores, by))


def banding(grip: Point, kept: Selection) -> Gesture:
    """Return the gesture of selecting all that a rectangle touches."""

    def prospect(drawing: CircuitDrawing, point: Point, hit: Hit) -> Prospect:
        del hit
        left, right = sorted((grip[0], point[0]))
        top, bottom = sorted((grip[1], point[1]))
        band = Box(left, top, right - left, bottom - top)
        selection = kept
        for item in drawing.items_in(band):
            selection = selection.with_item(item)
        return Prospect(Sketch(band=band), "", SelectPlan(selection))

    return prospect

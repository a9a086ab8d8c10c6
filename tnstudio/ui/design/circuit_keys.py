"""The canvas of free cores with its keys, wiring by keys among them."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from tnstudio.app.circuit_design import wired
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.texts import tr
from tnstudio.ui.design.circuit_gestures import move_prospect, wire_prospect
from tnstudio.ui.design.circuit_lit_item import Sketch
from tnstudio.ui.design.circuit_view import CircuitView
from tnstudio.ui.design.circuit_walk import (
    beside,
    first_end,
    inside,
    next_end,
    outside,
)
from tnstudio.ui.design.pens import rectangle
from tnstudio.ui.theme import Theme

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS: dict[int, int] = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


class CircuitCanvas(CircuitView):
    """The canvas of free cores, by mouse and by keys."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._start: Item | None = None
        self._end: Item | None = None

    @property
    def is_wiring(self) -> bool:
        """Whether a wire is in hand that was begun with a key."""
        return self._start is not None

    def call_off(self) -> None:
        """Give up a drag, and a wire in hand."""
        self._drop()
        super().call_off()

    def pointer_pressed(self, event: QMouseEvent) -> None:
        """Give up the wire that was begun with a key; the mouse takes over."""
        self._drop()
        super().pointer_pressed(event)

    def hover(self, here: QPoint) -> None:
        """Mark what is under the pointer, unless keys are at work."""
        if not self.is_wiring:
            super().hover(here)

    def _drop(self) -> None:
        if self.is_wiring:
            self._start = self._end = None
            self.show_sketch(Sketch())

    def act_on_key(self, event: QKeyEvent) -> bool:
        """Take the keys of the circuit before those of navigation."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.AltModifier and event.key() in _ARROWS:
            self._move(*_ARROWS[event.key()])
            return True
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return False
        if self.is_wiring:
            return self._act_on_wire(event)
        return self._act(
            event, shift=bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        )

    def _act(self, event: QKeyEvent, *, shift: bool) -> bool:
        key = event.key()
        if key in _ARROWS:
            self._walk(*_ARROWS[key], adds=shift)
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif key in _ENTER:
            self._enter()
        elif key in _STEPS and self._wired_selection():
            self.delay_stepped.emit(self._wired_selection(), _STEPS[key])
        elif key in self._letters() and not shift:
            self._letters()[key]()
        else:
            return False
        return True

    def _letters(self) -> dict[int, Callable[[], object]]:
        keys = Qt.Key
        return {
            keys.Key_W: self._start_wire,
            keys.Key_C: self._add_core,
            keys.Key_I: lambda: self.line_wanted.emit(Kind.INPUT),
            keys.Key_O: lambda: self.line_wanted.emit(Kind.OUTPUT),
            keys.Key_E: self._open_core,
            keys.Key_S: self._switch_synapse,
        }

    def _wired_selection(self) -> tuple[Item, ...]:
        """Return the selected neurons that have a wire to an axon."""
        return wired(self.drawing.circuit, self.selection.items)

    def _place_of_selection(self) -> QPoint:
        """Return where on the screen the current item is."""
        current = self.selection.current
        box = self.drawing.box_of(current) if current else None
        middle = rectangle(box).center() if box else self.seen().center()
        return self.viewport().mapToGlobal(self.mapFromScene(middle))

    # -- Selecting

    def _walk(self, dx: int, dy: int, *, adds: bool) -> None:
        found = beside(self.drawing, self.selection.current, dx, dy)
        if found is None:
            return
        selection = self.selection.with_item(found) if adds else Selection((found,))
        self._select(selection)

    def _select(self, selection: Selection) -> None:
        self.selected.emit(selection)
        box = self.drawing.box_of(selection.current) if selection.current else None
        if box is not None:
            self.bring_into_view(rectangle(box))

    def _enter(self) -> None:
        """Go into a core, or ask about a line."""
        current = self.selection.current
        if current is None:
            self._walk(1, 0, adds=False)
        elif current.kind in (Kind.INPUT, Kind.OUTPUT):
            self.line_opened.emit(current, self._place_of_selection())
        elif current.kind is Kind.NEURON and self._wired_selection():
            self.delay_opened.emit(current, self._place_of_selection())
        else:
            self._select(Selection((inside(current),)))

    def _escape(self) -> None:
        """Give up a drag, or leave a core, or select nothing."""
        if self.is_dragging:
            self.call_off()
            return
        current = self.selection.current
        outer = outside(current) if current else None
        self._select(Selection((outer,)) if outer else Selection())

    # -- Cores

    def _add_core(self) -> None:
        middle = self.viewport().rect().center()
        place = self.drawing.place_at(*self.point_at(middle))
        current = self.selection.current
        if current is not None and 0 <= current.core < len(self.drawing.corners):
            core = self.drawing.circuit.cores[current.core]
            place = core.chip_row, core.chip_column + 1
        self.core_wanted.emit(place)

    def _open_core(self) -> None:
        current = self.selection.current
        if current is not None and current.core >= 0:
            self.core_opened.emit(current.core)

    def _switch_synapse(self) -> None:
        """Switch the synapse of the selected axon and neuron of one core."""
        found: dict[Kind, Item] = {}
        for item in self.selection.items:
            found[item.kind] = item
        axon, neuron = found.get(Kind.AXON), found.get(Kind.NEURON)
        if axon is None or neuron is None or axon.core != neuron.core:
            self.say(tr("Select an axon and a neuron of one core (Shift+arrows)"))
            return
        self.synapse_clicked.emit(axon.core, axon.index, neuron.index)

    def _move(self, dx: int, dy: int) -> None:
        cores = tuple(item.core for item in self.selection.of_kind(Kind.CORE))
        if not cores:
            return
        prospect = move_prospect(self.drawing, cores, (dy, dx))
        self.say("" if prospect.plan else prospect.text)
        self.carry_out(prospect.plan)

    # -- Wires

    def _start_wire(self) -> None:
        current = self.selection.current
        if current is None or self.drawing.port(inside(current)) is None:
            self.say(tr("Select a neuron, an axon or a line first, then W"))
            return
        self._start = inside(current)
        self._end = first_end(self.drawing, self._start)
        self._show()

    def _act_on_wire(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in _ARROWS and self._start and self._end:
            self._end = next_end(self.drawing, self._start, self._end, *_ARROWS[key])
            self._show()
        elif key == Qt.Key.Key_Escape:
            self._drop()
        elif key in _ENTER and self._start and self._end:
            prospect = wire_prospect(self.drawing, self._start, self._end)
            self._drop()
            self.carry_out(prospect.plan)
        else:
            return False
        return True

    def _show(self) -> None:
        if self._start is None or self._end is None:
            return
        prospect = wire_prospect(self.drawing, self._start, self._end)
        self.show_sketch(
            prospect.sketch, tr("{wire} · Enter connects", wire=prospect.text)
        )
        if prospect.sketch.target is not None:
            self.bring_into_view(rectangle(prospect.sketch.target))
        self.setAccessibleDescription(prospect.text)

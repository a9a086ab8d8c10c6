"""The crossbar of one core, to draw on with mouse and keys."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from tnstudio.model.crossbar_edits import (
    Cell,
    Crossbar,
    Rectangle,
    flipped,
    inverted,
    pasted,
    spanned,
    transposed,
    with_rectangle,
)
from tnstudio.texts import tr
from tnstudio.ui.design.crossbar_canvas import CrossbarCanvas, ShownCore
from tnstudio.ui.design.crossbar_clipboard import (
    has_synapses,
    put_synapses,
    synapses,
)
from tnstudio.ui.design.crossbar_geometry import Zone
from tnstudio.ui.design.crossbar_gestures import (
    ChooseNumbers,
    DrawCells,
    Gesture,
    PaintTypes,
    SelectCells,
)
from tnstudio.ui.design.crossbar_keys import TOOL_KEYS, cell_after, moves_cursor
from tnstudio.ui.design.crossbar_painting import types_width
from tnstudio.ui.design.crossbar_tools import Tool
from tnstudio.ui.theme import Theme

_POINTERS = {
    Zone.CELLS: Qt.CursorShape.CrossCursor,
    Zone.AXONS: Qt.CursorShape.PointingHandCursor,
    Zone.NEURONS: Qt.CursorShape.PointingHandCursor,
    Zone.NOWHERE: Qt.CursorShape.ArrowCursor,
}
_KEYS = QKeySequence.StandardKey

_Commands = dict[int, Callable[[], object]]


class CrossbarEditor(CrossbarCanvas):
    """Tells what users make of a core's synapses and axon types.

    It changes nothing by itself: what it tells comes back with `show_core`.

    Attributes
    ----------
    edited : Signal
        A label for the history, and the crossbar that the user wants.
    types_edited : Signal
        The types that the user wants for all axons (uint8 array).
    tool_changed : Signal
        The user has chosen another tool by its key.
    axons_chosen, neurons_chosen : Signal
        Numbers that were selected beside the cells (tuple of int), and whether
        they come in addition to those that are.
    asked : Signal
        The name of a command that is not without fail or needs an answer:
        ``paste``, ``transpose`` or ``random``.
    """

    edited = Signal(str, object)
    types_edited = Signal(object)
    tool_changed = Signal(str)
    axons_chosen = Signal(object, bool)
    neurons_chosen = Signal(object, bool)
    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName("crossbar-editor")
        self.setAccessibleName(tr("Crossbar"))
        self._tool = Tool.PAINT
        self._gesture: Gesture | None = None
        self._anchor: Cell | None = None
        self._commands: _Commands = {
            Qt.Key.Key_Escape: self.leave,
            Qt.Key.Key_Space: self._toggle,
            Qt.Key.Key_Return: self.fill,
            Qt.Key.Key_Enter: self.fill,
            Qt.Key.Key_I: self.invert,
            Qt.Key.Key_H: lambda: self.flip(1),
            Qt.Key.Key_V: lambda: self.flip(0),
            Qt.Key.Key_T: self._next_type,
            Qt.Key.Key_F: self.fit,
            Qt.Key.Key_Plus: lambda: self.zoom(1),
            Qt.Key.Key_Equal: lambda: self.zoom(1),
            Qt.Key.Key_Minus: lambda: self.zoom(-1),
            Qt.Key.Key_D: lambda: self.asked.emit("random"),
            Qt.Key.Key_X: lambda: self.asked.emit("transpose"),
        }

    @property
    def tool(self) -> Tool:
        """What dragging over the cells does."""
        return self._tool

    @property
    def is_drawing(self) -> bool:
        """Whether a gesture has begun and not ended."""
        return self._gesture is not None

    def use_tool(self, tool: Tool) -> None:
        """Let dragging do something else."""
        self._cancel()
        if tool is not self._tool:
            self._tool = tool
            self.tool_changed.emit(tool)

    def show_core(self, shown: ShownCore) -> None:
        """Show a core; what was being drawn on it as it was before is dropped."""
        self._gesture = None
        super().show_core(shown)

    # -- Edits

    def edit(self, label: str, crossbar: Crossbar) -> None:
        """Tell what the user wants, unless it is there already."""
        if not np.array_equal(crossbar, self.crossbar):
            self.edited.emit(label, crossbar)

    def invert(self) -> None:
        """Switch every selected cell, or all."""
        self.edit(tr("Invert synapses"), inverted(self.crossbar, self.scope))

    def fill(self) -> None:
        """Switch all selected cells on; off if they are on already."""
        on = not self.crossbar[self.scope.slices].all()
        label = tr("Fill synapses") if on else tr("Clear synapses")
        self.edit(label, with_rectangle(self.crossbar, self.scope, on=on))

    def clear(self) -> None:
        """Switch all selected cells off."""
        self._switch_off(tr("Clear synapses"))

    def flip(self, axis: int) -> None:
        """Turn the order of the selected axons (0) or neurons (1) around."""
        label = (
            tr("Flip synapses along neurons")
            if axis
            else tr("Flip synapses along axons")
        )
        self.edit(label, flipped(self.crossbar, self.scope, axis))

    def transpose(self) -> None:
        """Exchange axons and neurons of the selected square.

        Raises
        ------
        TNStudioError
            If it is none.
        """
        self.edit(tr("Transpose synapses"), transposed(self.crossbar, self.scope))

    def copy(self) -> None:
        """Put the selected synapses into the clipboard."""
        put_synapses(self.crossbar[self.scope.slices])

    def cut(self) -> None:
        """Copy the selected synapses and switch them off."""
        self.copy()
        self._switch_off(tr("Cut synapses"))

    def paste(self) -> None:
        """Put the clipboard's synapses where the selection or the cursor is.

        Raises
        ------
        TNStudioError
            If the clipboard has none that can be read.
        """
        block = synapses()
        corner = self.rectangle.corner if self.rectangle else self.cursor_cell
        covered = Rectangle(*corner, *block.shape)
        self.select(covered.within((len(self.types), self.crossbar.shape[1])))
        self.edit(tr("Paste synapses"), pasted(self.crossbar, block, corner))

    def set_types(self, types: npt.NDArray[np.uint8]) -> None:
        """Tell which axon types the user wants, unless they are there already."""
        if not np.array_equal(types, self.types):
            self.types_edited.emit(types)

    def give_type(self, axon_type: int) -> None:
        """Ask for a type of the cursor's axon, or of all selected ones."""
        part = self.rectangle or Rectangle(self.cursor_cell[0], 0, 1, 1)
        types = self.types.copy()
        types[part.slices[0]] = axon_type
        self.set_types(types)

    def leave(self) -> None:
        """Take back what is being drawn, or select no cells."""
        if self._gesture is not None:
            self._cancel()
        else:
            self.select(None)

    def _switch_off(self, label: str) -> None:
        self.edit(label, with_rectangle(self.crossbar, self.scope, on=False))

    def _toggle(self) -> None:
        part = Rectangle(*self.cursor_cell, 1, 1)
        self.edit(tr("Switch a synapse"), inverted(self.crossbar, part))

    def _next_type(self) -> None:
        axon = self.rectangle.axon if self.rectangle else self.cursor_cell[0]
        self.give_type((int(self.types[axon]) + 1) % self.type_count)

    # -- Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw, or to select cells, axons or neurons."""
        super().mousePressEvent(event)
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        if event.button() not in buttons or self._gesture is not None:
            return
        self._anchor = None
        x, y = event.position().x(), event.position().y()
        layout = self.layout_on_show
        zone, cell = layout.zone_at(x, y), layout.nearest_cell(x, y)
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        erases = event.button() is Qt.MouseButton.RightButton
        if zone is Zone.CELLS:
            self._gesture = self._on_cells(cell, erases=erases)
        elif zone is Zone.AXONS and x >= layout.edge[0] - types_width(layout):
            self._gesture = PaintTypes(self, cell, self.set_types)
        elif zone is Zone.AXONS:
            choose = self.axons_chosen.emit
            self._gesture = ChooseNumbers(cell, 0, choose, adds=adds)
        elif zone is Zone.NEURONS:
            choose = self.neurons_chosen.emit
            self._gesture = ChooseNumbers(cell, 1, choose, adds=adds)

    def _on_cells(self, cell: Cell, *, erases: bool) -> Gesture:
        if self._tool is Tool.SELECT and not erases:
            return SelectCells(self, cell)
        tool = Tool.PAINT if self._tool is Tool.SELECT else self._tool
        return DrawCells.begun(self, cell, tool, self.edit, erases=erases)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on, or tell about another cell."""
        super().mouseMoveEvent(event)
        x, y = event.position().x(), event.position().y()
        layout = self.layout_on_show
        cell = layout.nearest_cell(x, y)
        if self._gesture is not None:
            self.hover(cell)
            self._gesture.move(cell)
            return
        zone = layout.zone_at(x, y)
        if not event.buttons():
            self._show_pointer(zone)
        self.hover(_told(zone, cell, self.cursor_cell))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what was begun: it is one edit."""
        super().mouseReleaseEvent(event)
        drawing = Qt.MouseButton.LeftButton | Qt.MouseButton.RightButton
        if self._gesture is None or event.buttons() & drawing:
            return
        gesture, self._gesture = self._gesture, None
        gesture.finish()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Keep the right button for erasing."""
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell about the cursor's cell again."""
        super().leaveEvent(event)
        self.hover(None)

    def _show_pointer(self, zone: Zone) -> None:
        selects = zone is Zone.CELLS and self._tool is Tool.SELECT
        shape = Qt.CursorShape.ArrowCursor if selects else _POINTERS[zone]
        self.viewport().setCursor(shape)

    def _cancel(self) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()

    # -- Keys

    def event(self, event: QEvent) -> bool:
        """Keep keys from the window that mean something for selected cells."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return bool(super().event(event))

    def _is_own(self, event: QKeyEvent) -> bool:
        if event.matches(_KEYS.Paste):
            return has_synapses()
        if event.key() == Qt.Key.Key_Escape:
            return self.is_drawing or self.rectangle is not None
        own = (_KEYS.Copy, _KEYS.Cut, _KEYS.Delete)
        return self.rectangle is not None and any(map(event.matches, own))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor, draw, choose tools and types."""
        if self._is_own(event):
            self._clipboard_key(event)
        elif moves_cursor(event.key()):
            self._walk(event)
        elif not self._plain_key(event):
            super().keyPressEvent(event)

    def _clipboard_key(self, event: QKeyEvent) -> None:
        if event.matches(_KEYS.Paste):
            self.asked.emit("paste")
        elif event.matches(_KEYS.Copy):
            self.copy()
        elif event.matches(_KEYS.Cut):
            self.cut()
        elif event.matches(_KEYS.Delete):
            self.clear()
        else:
            self.leave()

    def _walk(self, event: QKeyEvent) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        before = self.cursor_cell
        cell = cell_after(event.key(), before, self.crossbar.shape, far=far)
        self._anchor = (self._anchor or before) if shift else None
        self.select(spanned(self._anchor, cell) if self._anchor else None, cell)
        self.follow_cursor()

    def _plain_key(self, event: QKeyEvent) -> bool:
        """Do what a key without Ctrl and Alt means; tells whether it has a meaning."""
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        key = event.key()
        number = key - Qt.Key.Key_0
        if event.modifiers() & held:
            return False
        if key in TOOL_KEYS:
            self.use_tool(TOOL_KEYS[key])
        elif 0 <= number < min(10, self.type_count):
            self.give_type(number)
        elif key in self._commands:
            self._commands[key]()
        else:
            return False
        return True


def _told(zone: Zone, cell: Cell, cursor: Cell) -> Cell | None:
    """Return the cell to tell about; beside the cells, that of the cursor's line."""
    return {
        Zone.CELLS: cell,
        Zone.AXONS: (cell[0], cursor[1]),
        Zone.NEURONS: (cursor[0], cell[1]),
        Zone.NOWHERE: None,
    }[zone]

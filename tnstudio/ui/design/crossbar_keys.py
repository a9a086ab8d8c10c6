"""Keys of the crossbar editor as tables."""

from PySide6.QtCore import Qt

from tnstudio.model.crossbar_edits import Cell
from tnstudio.ui.design.crossbar_tools import Tool

FAR = 8
"""Cells that an arrow with Ctrl moves by."""

ARROWS: dict[int, Cell] = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}

_JUMPS: dict[int, Cell] = {
    Qt.Key.Key_PageUp: (-1, 0),
    Qt.Key.Key_PageDown: (1, 0),
    Qt.Key.Key_Home: (0, -1),
    Qt.Key.Key_End: (0, 1),
}
"""Keys that go to an edge."""

TOOL_KEYS: dict[int, Tool] = {
    Qt.Key.Key_S: Tool.SELECT,
    Qt.Key.Key_P: Tool.PAINT,
    Qt.Key.Key_L: Tool.LINE,
    Qt.Key.Key_O: Tool.OUTLINE,
    Qt.Key.Key_R: Tool.FILL,
    Qt.Key.Key_A: Tool.ROW,
    Qt.Key.Key_N: Tool.COLUMN,
}


def moves_cursor(key: int) -> bool:
    """Tell whether a key moves the cursor."""
    return key in ARROWS or key in _JUMPS


def cell_after(key: int, cell: Cell, shape: tuple[int, ...], *, far: bool) -> Cell:
    """Return where a key moves the cursor; it stays within the crossbar.

    Parameters
    ----------
    far : bool
        Whether an arrow moves it by several cells.
    """
    if key in ARROWS:
        steps = tuple(step * (FAR if far else 1) for step in ARROWS[key])
    else:
        steps = tuple(
            step * size for step, size in zip(_JUMPS[key], shape, strict=True)
        )
    axon, neuron = (
        min(max(place + step, 0), size - 1)
        for place, step, size in zip(cell, steps, shape, strict=True)
    )
    return axon, neuron

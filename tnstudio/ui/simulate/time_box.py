"""What plots over time have: whole ticks at the axis, and a wheel that zooms."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Signal

NOTCH = 120
"""What a mouse tells of one notch of its wheel."""

PER_NOTCH = 0.8
"""Of the ticks on show, that are left when the wheel has turned by one notch."""


class TimeBox(pg.ViewBox):
    """Tells of the wheel instead of zooming by itself.

    Attributes
    ----------
    zoomed : Signal of float, float
        By which factor, and at which tick.
    scrolled : Signal of int
        The wheel was turned by so many notches, up is positive: at the left axis
        or with Shift.
    """

    zoomed = Signal(float, float)
    scrolled = Signal(int)

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        """Take the wheel; the left axis hands its own on, with ``axis`` 1."""
        event.accept()
        notches = event.delta() / NOTCH
        if axis == 1:
            self.scrolled.emit(round(notches) or (1 if notches > 0 else -1))
        else:
            tick = self.mapSceneToView(event.scenePos()).x()
            self.zoomed.emit(PER_NOTCH**notches, tick)


class TickAxis(pg.AxisItem):
    """Numbers ticks: whole ones, all digits."""

    def __init__(self) -> None:
        super().__init__("bottom")

    def tickSpacing(self, low: float, high: float, size: float) -> Any:
        """Return distances between numbers, none of them below a tick."""
        levels = super().tickSpacing(low, high, size)
        return [(max(1.0, spacing), offset) for spacing, offset in levels]

    def tickStrings(self, values: Any, _scale: float, _spacing: float) -> list[str]:
        """Return the numbers."""
        return [f"{value:,.0f}" for value in values]

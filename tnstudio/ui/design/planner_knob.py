"""The knobs of the window planner: what is dragged, for keys and screen readers."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tnstudio.texts import tr
from tnstudio.ui.design.planner_geometry import Handle
from tnstudio.ui.theme import Theme

SIDE = 20
"""Of the widget, in pixels; the mark is smaller, its focus ring fills it."""

_NAMES = {
    Handle.CORNER: ("planner-window", tr("Window R")),
    Handle.STRIDE: ("planner-stride", tr("Stride S")),
    Handle.FEATURES: ("planner-features", tr("Features F")),
}

_LARGER = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_SMALLER = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_ARROWS = (*_LARGER, *_SMALLER)


class Knob(QWidget):
    """The mark of one handle; the mouse goes through it to the planner.

    Attributes
    ----------
    nudged : Signal
        A key asks for a change: the handle, by how much.
    called_off : Signal
        Escape was pressed.
    left : Signal
        The focus has gone elsewhere: the next key is another edit.
    """

    nudged = Signal(object, int)
    called_off = Signal()
    left = Signal()

    def __init__(self, theme: Theme, handle: Handle, parent: QWidget) -> None:
        super().__init__(parent)
        name, label = _NAMES[handle]
        self.handle = handle
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(SIDE, SIDE)
        self._theme = theme
        self._colour = ""

    def put(self, place: tuple[float, float], colour: str) -> None:
        """Show the knob at a place, its middle, in a colour."""
        self._colour = colour
        self.move(round(place[0] - SIDE / 2), round(place[1] - SIDE / 2))
        self.show()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change by one with arrow keys; with Shift, the window's change S."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.called_off.emit()
        elif (
            key in _ARROWS
            and not event.modifiers()
            & ~Qt.KeyboardModifier.ShiftModifier
            & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.nudged.emit(self._meant(event), self._step(key))
        else:
            super().keyPressEvent(event)

    def _meant(self, event: QKeyEvent) -> Handle:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        is_window = self.handle is Handle.CORNER
        return Handle.STRIDE if is_window and shift else self.handle

    def _step(self, key: Qt.Key) -> int:
        """Return +1 or -1: windows grow down and right, features grow up."""
        step = 1 if key in _LARGER else -1
        is_upright = key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        return -step if self.handle is Handle.FEATURES and is_upright else step

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus has gone."""
        super().focusOutEvent(event)
        self.left.emit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw a square for R, a circle for S, a slider's grip for F."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setBrush(QColor(colours.surface))
            painter.setPen(QPen(QColor(colours.accent), 3.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        painter.setPen(QPen(QColor(colours.background), 1.5))
        painter.setBrush(QColor(self._colour))
        middle = QRectF(self.rect())
        if self.handle is Handle.STRIDE:
            painter.drawEllipse(middle.adjusted(5, 5, -5, -5))
        elif self.handle is Handle.FEATURES:
            painter.drawRoundedRect(middle.adjusted(3, 7, -3, -7), 2, 2)
        else:
            painter.drawRect(middle.adjusted(5, 5, -5, -5))

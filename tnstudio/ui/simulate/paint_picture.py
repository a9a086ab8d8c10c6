"""The picture on the input, to be painted on with the mouse or with keys."""

from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from tnstudio.app.sketch import Cell, cells_between
from tnstudio.ui.simulate.picture import InputPicture
from tnstudio.ui.theme import Theme

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYS = QKeySequence.StandardKey
_BY_MOUSE = Qt.FocusReason.MouseFocusReason
_ASIDE = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""The focus is here again, as it was before."""


class PaintPicture(InputPicture):
    """A picture that takes strokes, files and the keys for them.

    With the focus by keys there is a cursor: arrows move it, Space and Enter
    paint, with Shift erase, and go on while they are held. A click gives the
    focus without the cursor, so that the keys of the workspace work on.

    Attributes
    ----------
    begun : Signal
        A stroke begins.
    painted : Signal of (list of Cell, bool)
        The stroke has come to these cells; whether it erases.
    given : Signal of Path or QImage
        A picture was dropped.
    undo_wanted, redo_wanted, paste_wanted : Signal
        By their keys.
    """

    begun = Signal()
    painted = Signal(list, bool)
    given = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self._brush_size = 0
        self._stroke: Cell | None = None
        self._erases = False
        self._cursor: Cell | None = None
        self._hover: Cell | None = None
        self._is_pressed = False

    @property
    def cursor_cell(self) -> Cell | None:
        """Where the cursor is, if it is shown."""
        return self._cursor

    def take_brush(self, size: int) -> None:
        """Paint with a brush of so many pixels from now on; with 0 not at all."""
        self._brush_size = size
        self._stroke = None
        shape = Qt.CursorShape.CrossCursor if size else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.update()

    # -- Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        cell = self.cell_at(event.position())
        if event.button() not in buttons or not self._can_paint(cell):
            super().mousePressEvent(event)
            return
        self._cursor = None
        QToolTip.hideText()
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        erases = shifted or event.button() == Qt.MouseButton.RightButton
        self._begin(cell, erases=erases)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a stroke, or tell about the pixel pointed at."""
        cell = self.cell_at(event.position())
        self._point_at(cell)
        if self._stroke is not None and event.buttons():
            self._go_on(cell)
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a stroke."""
        self._stroke = None
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._point_at(None)

    # -- Keys

    def event(self, event: QEvent) -> bool:
        """Keep the keys for undo, redo and paste from the window."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and self._wish(event) is not None:
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor, paint, undo; leave other keys to the workspace."""
        wish = self._wish(event)
        if wish is not None:
            wish.emit()
        elif not self._take_key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End a stroke of keys."""
        if self._is_pressed and event.key() in _PRESSES and not event.isAutoRepeat():
            self._is_pressed = False
            self._stroke = None
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor, unless the focus came by a click."""
        super().focusInEvent(event)
        if event.reason() not in (_BY_MOUSE, *_ASIDE):
            rows, columns, _ = self._pixels.shape
            self._move_to(self._cursor or (rows // 2, columns // 2))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cursor and end what keys have begun."""
        super().focusOutEvent(event)
        if event.reason() not in _ASIDE:
            self._cursor = None
        self._is_pressed = False
        self._stroke = None
        self.update()

    # -- Drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        data = event.mimeData()
        if data.hasImage() or any(url.isLocalFile() for url in data.urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on the first file, or the picture."""
        data = event.mimeData()
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        self.given.emit(Path(files[0]) if files else data.imageData())
        event.acceptProposedAction()

    # -- Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, where the brush would paint, and the focus."""
        super().paintEvent(event)
        painter = QPainter(self)
        colours = self._theme.colours
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(self._area())
        shown = self._cursor or (self._hover if self._brush_size else None)
        if shown is not None:
            place = self._place_of(shown)
            # Seen on black, on white and on grey.
            for margin, colour in ((1.0, "#000000"), (0.0, "#ffffff")):
                painter.setPen(QPen(QColor(colour), 1))
                painter.drawRect(place.adjusted(-margin, -margin, margin, margin))
        painter.end()

    def _place_of(self, cell: Cell) -> QRectF:
        """Return what the brush covers around a cell, at least the cell."""
        rows, columns, _ = self._pixels.shape
        area, size = self._area(), max(1, self._brush_size)
        width, height = area.width() / columns, area.height() / rows
        row, column = cell[0] - size // 2, cell[1] - size // 2
        corner = QPointF(area.left() + column * width, area.top() + row * height)
        place = QRectF(corner.x(), corner.y(), size * width, size * height)
        return place.intersected(area)

    # -- Strokes

    def _can_paint(self, cell: Cell) -> bool:
        return bool(self._brush_size) and self.has_cell(*cell)

    def _begin(self, cell: Cell, *, erases: bool) -> None:
        self._stroke, self._erases = cell, erases
        self.begun.emit()
        self.painted.emit([cell], erases)

    def _go_on(self, cell: Cell) -> None:
        if self._stroke is not None and cell != self._stroke:
            way = cells_between(self._stroke, cell)[1:]
            self._stroke = cell
            self.painted.emit(way, self._erases)

    def _point_at(self, cell: Cell | None) -> None:
        within = cell if cell is not None and self.has_cell(*cell) else None
        if within != self._hover:
            self._hover = within
            if self._brush_size:
                self.update()

    def _wish(self, event: QKeyEvent) -> SignalInstance | None:
        """Return the signal that a key of the window stands for here."""
        if event.matches(_KEYS.Paste):
            return self.paste_wanted
        if not self._brush_size:
            return None
        if event.matches(_KEYS.Undo):
            return self.undo_wanted
        return self.redo_wanted if event.matches(_KEYS.Redo) else None

    def _take_key(self, event: QKeyEvent) -> bool:
        """Do what a key is for at the cursor; tells whether it is for anything."""
        key, cursor = Qt.Key(event.key()), self._cursor
        if cursor is None:
            return False
        if key in _STEPS:
            self._step(cursor, *_STEPS[key])
        elif key == Qt.Key.Key_Escape:
            self._cursor = self._stroke = None
            self.update()
        elif key in _PRESSES and self._brush_size:
            if not event.isAutoRepeat():
                shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._is_pressed = True
                self._begin(cursor, erases=shifted)
        else:
            return False
        return True

    def _step(self, cursor: Cell, down: int, right: int) -> None:
        rows, columns, _ = self._pixels.shape
        row = min(max(0, cursor[0] + down), rows - 1)
        column = min(max(0, cursor[1] + right), columns - 1)
        self._move_to((row, column))
        if self._is_pressed:
            self._go_on((row, column))

    def _move_to(self, cell: Cell) -> None:
        self._cursor = cell
        told = self.text_of(*cell)
        self.setAccessibleDescription(told)
        corner = self._place_of(cell).bottomRight().toPoint()
        if self.isVisible() and not self._is_pressed:
            QToolTip.showText(self.mapToGlobal(corner), told, self)
        self.update()

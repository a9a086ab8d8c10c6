"""The chip's grid as a picture to look at, and to move cores about in."""

from PySide6.QtCore import QEvent, QMargins, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from tnstudio.errors import TNStudioError
from tnstudio.model.placement import shifted
from tnstudio.texts import tr
from tnstudio.ui.design.chip_drawing import ChipDrawing
from tnstudio.ui.design.chip_geometry import (
    Link,
    Spot,
    chip_box,
    cores_within,
    link_at,
    next_core,
    spot_at,
    tile_box,
    used_box,
)
from tnstudio.ui.design.chip_legend import paint_legend
from tnstudio.ui.design.chip_paint import ChipPainter, Ghost
from tnstudio.ui.design.drawing import Box
from tnstudio.ui.design.navigation import NavigableView, roomy
from tnstudio.ui.design.pens import cosmetic, rectangle, with_alpha
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.text_scale import scaled

_ARROWS: dict[int, Spot] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
"""Rows down and columns to the right."""

_ROOM_BELOW = 84
"""Pixels kept free when fitting, for the legend."""


class ChipView(NavigableView):
    """Draws where cores are; they are chosen and dragged by mouse and by keys.

    A click selects a core, with Ctrl or Shift it adds to the selection, a drag
    from a free place selects what it touches, a drag from a core moves all that
    is selected; Esc calls a drag off. Arrows choose the next core, Alt+arrows
    move the selected ones.

    Attributes
    ----------
    chosen : Signal of tuple of int
        The user has selected these cores, the current one last.
    wants_shift : Signal of tuple of int, (int, int)
        The user has moved these cores by rows and columns.
    preview : Signal of Ghost or None
        Cores are being dragged, or not any more.
    pointed : Signal of str
        What is said of the thing under the pointer; empty for nothing.
    """

    chosen = Signal(object)
    wants_shift = Signal(object, object)
    preview = Signal(object)
    pointed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip-grid")
        self.setAccessibleName(tr("Grid of the chip"))
        self._theme = theme
        self._painter: ChipPainter | None = None
        self._cores: tuple[int, ...] = ()
        self._hovered: Link | None = None
        self._pressed: QPoint | None = None
        self._grabbed: Spot | None = None
        self._band: QRectF | None = None
        self._ghost: Ghost | None = None
        self._leave_room()
        theme.changed.connect(self._recolour)
        self._recolour()

    # -- What is shown

    @property
    def drawing(self) -> ChipDrawing | None:
        """What is drawn; None before there is anything."""
        return self._painter.drawing if self._painter else None

    @property
    def cores(self) -> tuple[int, ...]:
        """The selected cores."""
        return self._cores

    def show_chip(self, drawing: ChipDrawing) -> None:
        """Show another design, or the same with its cores elsewhere."""
        before = self.drawing
        self.call_off()
        self._painter = ChipPainter(drawing, self._theme.colours)
        self._hovered = None
        if before is None or before.grid != drawing.grid:
            self.scene().setSceneRect(roomy(rectangle(chip_box(drawing.grid))))
        if before is None or len(before.places) != len(drawing.places):
            self.fit()
        self.show_selection(self._cores)

    def show_selection(self, cores: tuple[int, ...]) -> None:
        """Mark these cores; the ways of the last one's routes are drawn."""
        drawing = self.drawing
        if drawing is not None:
            self._cores = tuple(k for k in cores if k < len(drawing.places))
            told = drawing.told_of_core(self._cores[-1]) if self._cores else ""
            self.setAccessibleDescription(told or tr("No core is selected"))
        self.viewport().update()

    def reveal(self, core: int) -> None:
        """Move the view if a core is out of sight."""
        if self.drawing is not None:
            self.bring_into_view(rectangle(tile_box(*self.drawing.spot(core))))

    def content_box(self) -> QRectF:
        """Return the part of the chip that is in use."""
        drawing = self.drawing
        if drawing is None:
            return QRectF()
        return rectangle(used_box(drawing.places, drawing.grid))

    def selection_box(self) -> QRectF:
        """Return what the selected cores take up."""
        drawing = self.drawing
        if drawing is None or not self._cores:
            return QRectF()
        return rectangle(used_box(drawing.places[list(self._cores)], drawing.grid))

    def _leave_room(self) -> None:
        self.fit_room = QMargins(24, 24, 24, scaled(_ROOM_BELOW))

    def _recolour(self) -> None:
        self._leave_room()
        self.setBackgroundBrush(QColor(self._theme.colours.background))
        if self._painter is not None:
            self._painter = ChipPainter(self._painter.drawing, self._theme.colours)
        self.viewport().update()

    # -- Painting

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw the chip and what is marked on it."""
        super().drawBackground(painter, QRectF(rect))
        if self._painter is None:
            return
        quick = self.is_moving
        self._painter.paint(painter, self.seen(), self.zoom, quick=quick)
        self._painter.paint_marked(painter, self._cores, self._hovered)
        if self._ghost is not None:
            self._painter.paint_ghost(painter, self._ghost)
        elif self._cores:
            core = self._cores[-1]
            self._painter.paint_legs(painter, core, self.zoom, quick=quick)
        if self._band is not None:
            colour = self._theme.colours.accent
            painter.setPen(cosmetic(QColor(colour), 1))
            painter.setBrush(with_alpha(colour, 40))
            painter.drawRect(self._band)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: ARG002
        """Draw the legend and the focus."""
        painter.save()
        painter.resetTransform()
        room, colours = self.viewport().rect(), self._theme.colours
        if self.drawing is not None:
            paint_legend(painter, room, self.drawing, colours)
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.grid))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room.adjusted(0, 0, -1, -1))
        painter.restore()

    # -- The pointer

    def core_at(self, point: QPoint) -> int:
        """Return the core at a point of the view; -1 for none."""
        drawing, place = self.drawing, self.mapToScene(point)
        if drawing is None:
            return -1
        return drawing.core_at.get(spot_at(place.x(), place.y()), -1)

    def link_at(self, point: QPoint) -> Link | None:
        """Return the link at a point of the view."""
        drawing, place = self.drawing, self.mapToScene(point)
        return link_at(place.x(), place.y(), drawing.grid) if drawing else None

    def point_of(self, spot: Spot) -> QPoint:
        """Return where the middle of a place is in the view."""
        return self.mapFromScene(rectangle(tile_box(*spot)).center())

    def text_at(self, point: QPoint) -> str:
        """Return what is said of the link or core at a point of the view."""
        drawing, link, core = self.drawing, self.link_at(point), self.core_at(point)
        if drawing is None:
            return ""
        if link is not None:
            return drawing.told_of_link(link)
        return drawing.told_of_core(core) if core >= 0 else ""

    def pointer_pressed(self, event: QMouseEvent) -> None:
        """Select, or begin a drag."""
        if event.button() != Qt.MouseButton.LeftButton or self.drawing is None:
            return
        point = event.position().toPoint()
        core = self.core_at(point)
        more = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        adds = bool(event.modifiers() & more)
        self._pressed = point
        if core < 0:
            self._grabbed = None
            if not adds:
                self.chosen.emit(())
            return
        if adds:
            self.chosen.emit(_toggled(self._cores, core))
        elif core not in self._cores:
            self.chosen.emit((core,))
        self._grabbed = self.drawing.spot(core) if core in self._cores else None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click as a click."""
        self.mousePressEvent(event)

    def pointer_moved(self, event: QMouseEvent) -> None:
        """Drag cores, span a rectangle, or tell of what is under the pointer."""
        point = event.position().toPoint()
        if self._pressed is None:
            self._point_at(point)
            return
        far = (point - self._pressed).manhattanLength()
        begun = self._ghost is not None or self._band is not None
        if not begun and far < QApplication.startDragDistance():
            return
        if self._grabbed is not None:
            self._drag_to(point, self._grabbed)
        else:
            start = self.mapToScene(self._pressed)
            self._band = QRectF(start, self.mapToScene(point)).normalized()
            self.viewport().update()

    def pointer_released(self, event: QMouseEvent) -> None:
        """Put the cores down, or select what the rectangle touches."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        ghost, band, drawing = self._ghost, self._band, self.drawing
        self.call_off()
        if ghost is not None and ghost.by != (0, 0):
            self.wants_shift.emit(ghost.cores, ghost.by)
        elif band is not None and drawing is not None:
            box = Box(band.left(), band.top(), band.width(), band.height())
            self.chosen.emit(cores_within(drawing.places, box))

    def call_off(self) -> None:
        """End a drag; nothing is moved or selected."""
        was_dragged = self._ghost is not None
        self._pressed = self._grabbed = self._band = self._ghost = None
        if was_dragged:
            self.preview.emit(None)
        self.viewport().update()

    def _drag_to(self, point: QPoint, grabbed: Spot) -> None:
        place, drawing = self.mapToScene(point), self.drawing
        row, column = spot_at(place.x(), place.y())
        by = row - grabbed[0], column - grabbed[1]
        if drawing is None or (self._ghost is not None and self._ghost.by == by):
            return
        try:
            places = shifted(drawing.places, self._cores, by, drawing.grid)
        except TNStudioError:
            places = None
        self._ghost = Ghost(self._cores, by, places)
        self.preview.emit(self._ghost)
        self.viewport().update()

    def _point_at(self, point: QPoint) -> None:
        link = self.link_at(point)
        if link != self._hovered:
            self._hovered = link
            self.viewport().update()
        self.pointed.emit(self.text_at(point))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        super().leaveEvent(event)
        self._hovered = None
        self.pointed.emit("")
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell about what is under the pointer."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.text_at(event.pos()), self)
            return True
        return bool(super().viewportEvent(event))

    # -- Keys

    def act_on_key(self, event: QKeyEvent) -> bool:
        """Choose and move cores with arrows; Esc calls a drag off."""
        key, modifiers = event.key(), event.modifiers()
        if key == Qt.Key.Key_Escape:
            self._escape()
            return True
        if key not in _ARROWS or self.drawing is None:
            return False
        if modifiers & Qt.KeyboardModifier.AltModifier:
            if self._cores:
                self.wants_shift.emit(self._cores, _ARROWS[key])
            return True
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return False
        self._choose_next(self.drawing, *_ARROWS[key])
        return True

    def _choose_next(self, drawing: ChipDrawing, down: int, right: int) -> None:
        core = 0
        if self._cores:
            core = next_core(drawing.places, self._cores[-1], down, right)
        self.chosen.emit((core,))
        self.reveal(core)

    def _escape(self) -> None:
        if self._pressed is not None:
            self.call_off()
        else:
            self.chosen.emit(())


def _toggled(cores: tuple[int, ...], core: int) -> tuple[int, ...]:
    left = tuple(k for k in cores if k != core)
    return left if core in cores else (*left, core)

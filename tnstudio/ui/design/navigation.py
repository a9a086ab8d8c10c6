"""A view of a scene that is moved and zoomed, by mouse and by keys."""

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QMargins, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

ZOOM_STEP = 1.2
LEAST_ZOOM, MOST_ZOOM = 0.05, 4000.0
MOST_FIT = 2.4
"""Fitting does not blow a small drawing up beyond this."""
MOST_FIT_SELECTION = 100.0
PAN_SHARE = 0.125
"""Of the view's size: how far a key moves it."""
REST_MILLISECONDS = 120
"""Without a move for so long, the view is at rest and drawn at its best."""

_DIRECTIONS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True, slots=True)
class ViewPlace:
    """Which part of a scene a view shows.

    Attributes
    ----------
    x, y : float
        Scene coordinates of the view's middle.
    zoom : float
        Pixels per scene unit.
    """

    x: float
    y: float
    zoom: float


class NavigableView(QGraphicsView):
    """A view that zooms to the pointer and is moved by middle button or space.

    A subclass tells what there is to see in `content_box` and `selection_box`,
    and takes what is no navigation in `pointer_pressed`, `pointer_moved`,
    `pointer_released` and `act_on_key`. The scene is the view's own.

    Keys: F fits all, Shift+F the selection, + and - zoom, Ctrl+arrows move the
    view; Shift+wheel moves it sideways.

    Attributes
    ----------
    moved : Signal
        The view shows another part of the scene, or its size has changed.
    fit_room : QMargins
        Pixels kept free when fitting.
    least_zoom : float
        How far a user may go away.
    """

    moved = Signal()
    least_zoom: ClassVar[float] = LEAST_ZOOM

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        scene = QGraphicsScene(self)
        # Items are few, and all change at once: an index would not pay.
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(scene)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(self.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(self.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMinimumSize(320, 240)
        self.setMouseTracking(True)
        self.fit_room = QMargins(36, 36, 36, 36)
        self._fits = True
        self._space_is_down = False
        self._grip: QPoint | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self.viewport().update)

    # -- What a subclass says

    def content_box(self) -> QRectF:
        """Return all that there is to see; an empty rectangle for nothing."""
        return self.scene().itemsBoundingRect()

    def selection_box(self) -> QRectF:
        """Return what is selected; an empty rectangle for nothing."""
        return QRectF()

    def pointer_pressed(self, event: QMouseEvent) -> None:
        """Take a press that does not grip the view; items get it by default."""
        super().mousePressEvent(event)

    def pointer_moved(self, event: QMouseEvent) -> None:
        """Take a move that does not drag the view; items get it by default."""
        super().mouseMoveEvent(event)

    def pointer_released(self, event: QMouseEvent) -> None:
        """Take a release that does not let go; items get it by default."""
        super().mouseReleaseEvent(event)

    def call_off(self) -> None:
        """Give up a drag that nobody can end any more; there is none by default."""

    def act_on_key(self, event: QKeyEvent) -> bool:  # noqa: ARG002
        """Take a key before navigation does; tells whether it was taken."""
        return False

    # -- What is seen

    @property
    def zoom(self) -> float:
        """Pixels per scene unit."""
        return float(self.transform().m11())

    @property
    def fits(self) -> bool:
        """Whether all is fitted into view, and will be after a resize."""
        return self._fits

    @property
    def is_moving(self) -> bool:
        """Whether the view is being moved: then drawing fast matters most."""
        return self._rest.isActive()

    @property
    def is_gripped(self) -> bool:
        """Whether the next left press moves the view, or one is moving it."""
        return self._space_is_down or self._grip is not None

    def seen(self) -> QRectF:
        """Return the part of the scene in view."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def place(self) -> ViewPlace:
        """Return which part is shown, for `go_to_place`."""
        middle = self.seen().center()
        return ViewPlace(middle.x(), middle.y(), self.zoom)

    def go_to_place(self, place: ViewPlace) -> None:
        """Show a part of the scene again."""
        self._show_at(QPointF(place.x, place.y), place.zoom)

    # -- Zoom and place

    def fit(self) -> None:
        """Show all; it stays fitted until the user moves it."""
        box = self.content_box()
        if not box.isEmpty():
            self._fit_box(box, MOST_FIT)
            self._fits = True

    def fit_selection(self) -> None:
        """Show what is selected as large as it goes; all if nothing is."""
        box = self.selection_box()
        if box.isEmpty():
            self.fit()
        else:
            self._fit_box(box, MOST_FIT_SELECTION)

    def _fit_box(self, box: QRectF, most: float) -> None:
        room, size = self.fit_room, self.viewport().size()
        across = (size.width() - room.left() - room.right()) / max(1e-3, box.width())
        down = (size.height() - room.top() - room.bottom()) / max(1e-3, box.height())
        zoom = max(self.least_zoom, min(across, down, most))
        off_middle = QPointF(room.left() - room.right(), room.top() - room.bottom())
        self._show_at(box.center() - off_middle / 2 / zoom, zoom)

    def _show_at(self, middle: QPointF, zoom: float) -> None:
        zoom = max(self.least_zoom, min(zoom, MOST_ZOOM))
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.centerOn(middle)
        self._note_move()

    def zoom_by(self, factor: float, around: QPoint | None = None) -> None:
        """Zoom, keeping a point of the view where it is; by default its middle."""
        point = around if around is not None else self.viewport().rect().center()
        anchor = self.mapToScene(point)
        zoom = max(self.least_zoom, min(self.zoom * factor, MOST_ZOOM))
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.pan(self.mapFromScene(anchor) - point)

    def zoom_in(self) -> None:
        """Zoom in by one step."""
        self.zoom_by(ZOOM_STEP)

    def zoom_out(self) -> None:
        """Zoom out by one step."""
        self.zoom_by(1 / ZOOM_STEP)

    def pan(self, by: QPoint) -> None:
        """Move the view by so many pixels."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + by.x())
        down.setValue(down.value() + by.y())
        self._note_move()

    def centre_on(self, point: QPointF) -> None:
        """Bring a point of the scene to the middle of the view."""
        self.centerOn(point)
        self._note_move()

    def bring_into_view(self, box: QRectF) -> None:
        """Move the view if a part of the scene is out of sight."""
        if not self.seen().intersects(box):
            self.centre_on(box.center())

    def _note_move(self) -> None:
        self._fits = False
        self._rest.start()
        self.viewport().update()
        self.moved.emit()

    # -- Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all fitted, if it was."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()
        self.moved.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the pointer; with shift, move sideways."""
        turns = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step = self.viewport().width() * PAN_SHARE
            self.pan(QPoint(round(-turns * step), 0))
        elif turns:
            self.zoom_by(ZOOM_STEP**turns, event.position().toPoint())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grip the view with the middle button, or with space and the left one."""
        left = event.button() == Qt.MouseButton.LeftButton
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or (left and self._space_is_down):
            self._grip = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            event.accept()
        else:
            self.pointer_pressed(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the view that is gripped."""
        if self._grip is None:
            self.pointer_moved(event)
            return
        here = event.position().toPoint()
        self.pan(self._grip - here)
        self._grip = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the view."""
        if self._grip is None:
            self.pointer_released(event)
        else:
            self._grip = None
            self._show_pointer()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and zoom the view, unless a subclass has a use for the key."""
        if not self.act_on_key(event) and not self._navigate(event):
            super().keyPressEvent(event)

    def _navigate(self, event: QKeyEvent) -> bool:
        keys, key, modifiers = Qt.Key, event.key(), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if control and key in _DIRECTIONS:
            self._pan_by_key(*_DIRECTIONS[key])
        elif control or modifiers & Qt.KeyboardModifier.AltModifier:
            return False
        elif key == keys.Key_F:
            shift = modifiers & Qt.KeyboardModifier.ShiftModifier
            (self.fit_selection if shift else self.fit)()
        elif key in (keys.Key_Plus, keys.Key_Equal):
            self.zoom_in()
        elif key == keys.Key_Minus:
            self.zoom_out()
        elif key == keys.Key_Space:
            self._hold_space(down=True)
        else:
            return False
        return True

    def _pan_by_key(self, dx: int, dy: int) -> None:
        size = self.viewport().size() * PAN_SHARE
        self.pan(QPoint(dx * size.width(), dy * size.height()))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the view with the space bar."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(down=False)
        else:
            super().keyReleaseEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give up a drag whose picture goes away: its release goes elsewhere."""
        super().hideEvent(event)
        self._grip = None
        self._show_pointer()
        self.call_off()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the space bar: its release goes elsewhere."""
        super().focusOutEvent(event)
        self._hold_space(down=False)

    def _hold_space(self, *, down: bool) -> None:
        self._space_is_down = down
        self._show_pointer()

    def _show_pointer(self) -> None:
        shapes = Qt.CursorShape
        shape = shapes.OpenHandCursor if self._space_is_down else shapes.ArrowCursor
        self.viewport().setCursor(shape)


def roomy(bounds: QRectF) -> QRectF:
    """Return a scene with room to move what is drawn out of sight all around."""
    margin = max(bounds.width(), bounds.height()) + 4000
    return bounds.adjusted(-margin, -margin, margin, margin)

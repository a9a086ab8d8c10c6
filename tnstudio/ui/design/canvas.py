"""The canvas: the network as a picture to look at, move about and select in."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QToolTip, QWidget

from tnstudio.app.selection import Selection
from tnstudio.model.trained import TrainedNetwork
from tnstudio.ui.design.captions import Captions
from tnstudio.ui.design.drawing import Drawing, light, neighbour
from tnstudio.ui.design.facts import core_facts
from tnstudio.ui.design.items import (
    CanvasItem,
    InputItem,
    PlaceholderItem,
    ReadoutItem,
)
from tnstudio.ui.design.layer_item import LayerItem
from tnstudio.ui.design.lit_item import LitItem
from tnstudio.ui.design.pens import rectangle
from tnstudio.ui.design.thumbnails import Thumbnails
from tnstudio.ui.theme import Theme

ZOOM_STEP = 1.2
LEAST_ZOOM, MOST_ZOOM = 0.05, 400.0
MOST_FIT = 2.4
"""Fitting does not blow a small network up beyond this."""

_ABOVE, _BELOW, _BESIDE = 84, 70, 36
"""Pixels kept free when fitting, for captions and legend."""

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Canvas(QGraphicsView):
    """Draws a network; clicks, arrow keys and the wheel work as users expect.

    Attributes
    ----------
    selected : Signal
        The user has selected something (a `Selection`).
    sample_wanted : Signal
        The user wants another sample image: +1 or -1.
    """

    selected = Signal(object)
    sample_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("design-canvas")
        self.setAccessibleName("Network canvas")
        self._theme = theme
        self._scene = QGraphicsScene(self)
        # Items are few, and all change at once: an index would not pay.
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(self._scene)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(self.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(self.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMinimumSize(320, 240)
        self.setMouseTracking(True)
        self.pictures = Thumbnails(self.viewport().update)
        self._captions = Captions(theme.colours)
        self._drawing: Drawing | None = None
        self._selection = Selection()
        self._input: InputItem | None = None
        self._layers: dict[int, LayerItem] = {}
        self._lit: LitItem | None = None
        self._items: list[CanvasItem] = []
        self._fits = True
        self._space_is_down = False
        self._grip: QPoint | None = None
        theme.changed.connect(self._recolour)
        self._recolour()

    # -- What is shown

    @property
    def drawing(self) -> Drawing | None:
        """The geometry on show."""
        return self._drawing

    @property
    def zoom(self) -> float:
        """Pixels per scene unit."""
        return float(self.transform().m11())

    def show_drawing(self, drawing: Drawing, picture: QImage) -> None:
        """Show a network; it is fitted into view if its outline has changed."""
        before = self._drawing
        self._drawing = drawing
        self._build(drawing, picture)
        self._captions.show(drawing)
        self.show_selection(self._selection)
        if before is None or before.bounds != drawing.bounds:
            self._scene.setSceneRect(_roomy(rectangle(drawing.bounds)))
            if self._fits or before is None or _differs_much(before, drawing):
                self.fit()

    def show_picture(self, picture: QImage, caption: str) -> None:
        """Show another image on the input, with its caption."""
        self._captions.show_sample(caption)
        if self._input is not None:
            self._input.show_picture(picture)
        self.viewport().update()

    def show_trained(self, trained: TrainedNetwork | None) -> None:
        """Draw the crossbars of this network, or none."""
        self.pictures.show(trained, self._theme.colours)
        self._captions.show_weights(shown=trained is not None)
        self.viewport().update()

    def show_selection(self, selection: Selection) -> None:
        """Light up what is selected."""
        self._selection = selection
        if self._drawing is None or self._lit is None:
            return
        self._captions.show_selection(selection.layer)
        self._lit.show_lit(light(self._drawing, selection), self._theme.colours)
        facts = core_facts(self._drawing.network, selection)
        self.setAccessibleDescription(facts.line if facts else "No core is selected")
        self.viewport().update()

    def _build(self, drawing: Drawing, picture: QImage) -> None:
        for item in self._items:
            self._scene.removeItem(item)
        if self._lit is not None:
            self._scene.removeItem(self._lit)
        colours = self._theme.colours
        self._layers = {}
        self._input = None
        if drawing.input is None:
            text = "The input cannot be drawn"
            box = drawing.input_box
            self._items = [PlaceholderItem(box, colours, text, waits=False)]
        else:
            self._input = InputItem(drawing, colours, picture)
            self._items = [self._input]
        for column in drawing.columns:
            if column.mesh is None:
                broken = PlaceholderItem(
                    column.box, colours, column.reason, waits=column.waits
                )
                self._items.append(broken)
            else:
                layer = LayerItem(drawing, column, colours, self.pictures)
                self._layers[column.index] = layer
                self._items.append(layer)
        names = drawing.network.readout.class_names
        self._items.append(ReadoutItem(drawing.readout, colours, names))
        self._lit = LitItem(colours, drawing.bounds)
        for item in self._items:
            self._scene.addItem(item)
        self._scene.addItem(self._lit)

    def _recolour(self) -> None:
        colours = self._theme.colours
        self.setBackgroundBrush(QColor(colours.background))
        self._captions.recolour(colours)
        for item in self._items:
            item.recolour(colours)
        self.pictures.recolour(colours)
        self.show_selection(self._selection)
        self.viewport().update()

    # -- Zoom and place

    def fit(self) -> None:
        """Show the whole network; it stays fitted until the user moves it."""
        if self._drawing is None:
            return
        bounds = rectangle(self._drawing.bounds)
        room = self.viewport().size()
        across = (room.width() - 2 * _BESIDE) / max(1.0, bounds.width())
        down = (room.height() - _ABOVE - _BELOW) / max(1.0, bounds.height())
        zoom = max(LEAST_ZOOM, min(across, down, MOST_FIT))
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.centerOn(bounds.center() - QPointF(0, (_ABOVE - _BELOW) / 2 / zoom))
        self._fits = True

    def zoom_by(self, factor: float, around: QPoint | None = None) -> None:
        """Zoom, keeping a point of the view where it is; by default its middle."""
        point = around if around is not None else self.viewport().rect().center()
        anchor = self.mapToScene(point)
        zoom = max(LEAST_ZOOM, min(self.zoom * factor, MOST_ZOOM))
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self._scroll(self.mapFromScene(anchor) - point)

    def zoom_in(self) -> None:
        """Zoom in by one step."""
        self.zoom_by(ZOOM_STEP)

    def zoom_out(self) -> None:
        """Zoom out by one step."""
        self.zoom_by(1 / ZOOM_STEP)

    def _scroll(self, by: QPoint) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + by.x())
        down.setValue(down.value() + by.y())
        self._fits = False

    def reveal(self, selection: Selection) -> None:
        """Move the view if the selected core is out of sight."""
        lit = light(self._drawing, selection) if self._drawing else None
        if lit is not None:
            tile = rectangle(lit.tile)
            shown = self.mapToScene(self.viewport().rect()).boundingRect()
            if not shown.intersects(tile):
                self.centerOn(tile.center())
                self._fits = False

    # -- Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the network fitted."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw; pictures of crossbars are made a few at a time."""
        self.pictures.start_turn()
        super().paintEvent(event)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: ARG002
        """Draw captions and legend, at one size for every zoom."""
        painter.save()
        painter.resetTransform()
        room = self.viewport().rect()
        self._captions.paint(painter, room, self._on_screen)
        colours = self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.grid))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room.adjusted(0, 0, -1, -1))
        painter.restore()

    def _on_screen(self, box: QRectF) -> QRect:
        return self.mapFromScene(box).boundingRect()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the pointer."""
        turns = event.angleDelta().y() / 120
        if turns:
            self.zoom_by(ZOOM_STEP**turns, event.position().toPoint())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select with the left button, move the view with the middle one."""
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (
            left and self._space_is_down
        ):
            self._grip = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif left:
            self.selected.emit(self.selection_at(event.position().toPoint()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the view, or mark the core under the pointer."""
        here = event.position().toPoint()
        if self._grip is not None:
            self._scroll(self._grip - here)
            self._grip = here
        else:
            self._hover(self.selection_at(here))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Let go of the view."""
        if self._grip is not None:
            self._grip = None
            self._show_pointer()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click as a click."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Mark no core any more."""
        super().leaveEvent(event)
        self._hover(Selection())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select with arrows; F fits, + and - zoom, space grips."""
        if not self._act_on(event):
            super().keyPressEvent(event)

    def _act_on(self, event: QKeyEvent) -> bool:
        keys, key = Qt.Key, event.key()
        if key in _ARROWS and self._drawing is not None:
            beside = neighbour(self._drawing, self._selection, *_ARROWS[key])
            self.selected.emit(beside)
            self.reveal(beside)
        elif key == keys.Key_Escape:
            self.selected.emit(Selection())
        elif key == keys.Key_F:
            self.fit()
        elif key in (keys.Key_Plus, keys.Key_Equal):
            self.zoom_in()
        elif key == keys.Key_Minus:
            self.zoom_out()
        elif key in (keys.Key_PageDown, keys.Key_PageUp):
            self.sample_wanted.emit(1 if key == keys.Key_PageDown else -1)
        elif key == keys.Key_Space:
            self._grip_with_space(down=True)
        else:
            return False
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the view with the space bar."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._grip_with_space(down=False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the space bar: its release goes elsewhere."""
        super().focusOutEvent(event)
        self._grip_with_space(down=False)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell about the core under the pointer."""
        if isinstance(event, QHelpEvent):
            self._tell(event)
            return True
        return bool(super().viewportEvent(event))

    def _tell(self, event: QHelpEvent) -> None:
        found = self.selection_at(event.pos())
        facts = core_facts(self._drawing.network, found) if self._drawing else None
        if facts is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), facts.line, self)

    def _grip_with_space(self, *, down: bool) -> None:
        self._space_is_down = down
        self._show_pointer()

    def _show_pointer(self) -> None:
        shapes = Qt.CursorShape
        shape = shapes.OpenHandCursor if self._space_is_down else shapes.ArrowCursor
        self.viewport().setCursor(shape)

    def selection_at(self, point: QPoint) -> Selection:
        """Return what is at a point of the view."""
        if self._drawing is None:
            return Selection()
        place = self.mapToScene(point)
        for column in self._drawing.columns:
            if rectangle(column.box).contains(place):
                core = column.mesh.at(place.x(), place.y()) if column.mesh else -1
                return Selection.of(column.index, core)
        return Selection()

    def _hover(self, found: Selection) -> None:
        for index, item in self._layers.items():
            item.hover(found.core if index == found.layer else -1)


def _roomy(bounds: QRectF) -> QRectF:
    """Return room to move the network out of sight in every direction."""
    margin = max(bounds.width(), bounds.height()) + 4000
    return bounds.adjusted(-margin, -margin, margin, margin)


def _differs_much(before: Drawing, after: Drawing) -> bool:
    """Tell whether layers were added, removed, or could not be drawn before."""
    drawn = [tuple(c.mesh is None for c in d.columns) for d in (before, after)]
    return drawn[0] != drawn[1]

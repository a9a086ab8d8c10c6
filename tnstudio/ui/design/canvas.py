"""The canvas: the network as a picture to look at, move about and select in."""

from PySide6.QtCore import QEvent, QMargins, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

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
from tnstudio.ui.design.navigation import NavigableView, roomy
from tnstudio.ui.design.pens import rectangle
from tnstudio.ui.design.thumbnails import Thumbnails
from tnstudio.ui.theme import Theme

_ABOVE, _BELOW, _BESIDE = 84, 70, 36
"""Pixels kept free when fitting, for captions and legend."""

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Canvas(NavigableView):
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
        self.fit_room = QMargins(_BESIDE, _ABOVE, _BESIDE, _BELOW)
        self._theme = theme
        self.pictures = Thumbnails(self.viewport().update)
        self._captions = Captions(theme.colours)
        self._drawing: Drawing | None = None
        self._selection = Selection()
        self._input: InputItem | None = None
        self._layers: dict[int, LayerItem] = {}
        self._lit: LitItem | None = None
        self._items: list[CanvasItem] = []
        theme.changed.connect(self._recolour)
        self._recolour()

    # -- What is shown

    @property
    def drawing(self) -> Drawing | None:
        """The geometry on show."""
        return self._drawing

    def show_drawing(self, drawing: Drawing, picture: QImage) -> None:
        """Show a network; it is fitted into view if its outline has changed."""
        before = self._drawing
        self._drawing = drawing
        self._build(drawing, picture)
        self._captions.show(drawing)
        self.show_selection(self._selection)
        if before is None or before.bounds != drawing.bounds:
            self.scene().setSceneRect(roomy(rectangle(drawing.bounds)))
            if self.fits or before is None or _differs_much(before, drawing):
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
            self.scene().removeItem(item)
        if self._lit is not None:
            self.scene().removeItem(self._lit)
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
            self.scene().addItem(item)
        self.scene().addItem(self._lit)

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

    def content_box(self) -> QRectF:
        """Return the whole network."""
        return rectangle(self._drawing.bounds) if self._drawing else QRectF()

    def reveal(self, selection: Selection) -> None:
        """Move the view if the selected core is out of sight."""
        lit = light(self._drawing, selection) if self._drawing else None
        if lit is not None:
            self.bring_into_view(rectangle(lit.tile))

    # -- Events

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

    def pointer_pressed(self, event: QMouseEvent) -> None:
        """Select with the left button."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.selected.emit(self.selection_at(event.position().toPoint()))
        event.accept()

    def pointer_moved(self, event: QMouseEvent) -> None:
        """Mark the core under the pointer."""
        self._hover(self.selection_at(event.position().toPoint()))

    def pointer_released(self, event: QMouseEvent) -> None:
        """Do nothing: a press has selected already."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click as a click."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Mark no core any more."""
        super().leaveEvent(event)
        self._hover(Selection())

    def act_on_key(self, event: QKeyEvent) -> bool:
        """Select with arrows, page through samples."""
        keys, key = Qt.Key, event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if key in _ARROWS and self._drawing is not None:
            beside = neighbour(self._drawing, self._selection, *_ARROWS[key])
            self.selected.emit(beside)
            self.reveal(beside)
        elif key == keys.Key_Escape:
            self.selected.emit(Selection())
        elif key in (keys.Key_PageDown, keys.Key_PageUp):
            self.sample_wanted.emit(1 if key == keys.Key_PageDown else -1)
        else:
            return False
        return True

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


def _differs_much(before: Drawing, after: Drawing) -> bool:
    """Tell whether layers were added, removed, or could not be drawn before."""
    drawn = [tuple(c.mesh is None for c in d.columns) for d in (before, after)]
    return drawn[0] != drawn[1]

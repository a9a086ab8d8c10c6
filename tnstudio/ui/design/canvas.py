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
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import plural, tr
from tnstudio.ui.design.drawing import Box, Drawing, light, neighbour
from tnstudio.ui.design.facts import core_facts
from tnstudio.ui.design.links import link_at, link_told
from tnstudio.ui.design.minimap import Minimap
from tnstudio.ui.design.navigation import NavigableView, roomy
from tnstudio.ui.design.network_picture import NetworkPicture
from tnstudio.ui.design.pens import rectangle, with_alpha
from tnstudio.ui.design.picking import (
    between,
    box_of,
    cores_in,
    item_at,
    joined,
    stepped,
)
from tnstudio.ui.theme import Theme

_ABOVE, _BELOW, _BESIDE = 84, 70, 36
"""Pixels kept free when fitting, for captions and legend."""

_PAD = 12
_INVITATION = tr(
    "No layers yet. Draw a first window on the page Windows (Alt+W), "
    "or press Add layer (Alt+A)."
)

_REACH = 5
"""Pixels from a link within which the pointer is on it."""

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Canvas(NavigableView):
    """Draws a network; clicks, drags, keys and the wheel work as users expect.

    A click selects a core, or a layer by its name or between its cores. Ctrl
    adds and takes away, shift selects the rectangle from the last core. A drag
    selects the cores that its frame touches.

    Attributes
    ----------
    selected : Signal
        The user has selected something (a `Selection`).
    sample_wanted : Signal
        The user wants another sample image: +1 or -1.
    minimap : Minimap
    """

    selected = Signal(object)
    sample_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("design-canvas")
        self.setAccessibleName(tr("Network canvas"))
        self.fit_room = QMargins(_BESIDE, _ABOVE, _BESIDE, _BELOW)
        self._theme = theme
        self._picture = NetworkPicture(
            self.scene(), theme.colours, self.viewport().update
        )
        self._selection = Selection()
        self._anchor: Item | None = None
        self._press: QPoint | None = None
        self._band: QRect | None = None
        self._kept = Selection()
        self.minimap = Minimap(self, theme, self._picture.paint_small)
        theme.changed.connect(self._recolour)
        self._recolour()

    # -- What is shown

    @property
    def drawing(self) -> Drawing | None:
        """The geometry on show."""
        return self._picture.drawing

    @property
    def picture(self) -> NetworkPicture:
        """What is in the scene."""
        return self._picture

    def show_drawing(self, drawing: Drawing, picture: QImage) -> None:
        """Show a network; it is fitted into view if its outline has changed."""
        before = self.drawing
        # What a frame has touched may be gone.
        self.call_off()
        self._picture.show_drawing(drawing, picture)
        self.show_selection(self._selection)
        if before is None or before.bounds != drawing.bounds:
            self.scene().setSceneRect(roomy(rectangle(drawing.bounds)))
            if self.fits or before is None or _differs_much(before, drawing):
                self.fit()
        self.minimap.renew()

    def show_picture(self, picture: QImage, caption: str) -> None:
        """Show another image on the input, with its caption."""
        self._picture.show_sample(picture, caption)
        self.minimap.renew()
        self.viewport().update()

    def show_trained(self, trained: TrainedNetwork | None) -> None:
        """Draw the crossbars of this network, or none."""
        self._picture.show_trained(trained)
        self.viewport().update()

    def show_selection(self, selection: Selection) -> None:
        """Light up what is selected."""
        if selection != self._selection:
            self._anchor = selection.current
        self._selection = selection
        self._picture.show_selection(selection)
        if self.drawing is not None:
            self.setAccessibleDescription(_described(self.drawing, selection))
        self.minimap.renew()
        self.viewport().update()

    def _recolour(self) -> None:
        colours = self._theme.colours
        self.setBackgroundBrush(QColor(colours.background))
        self._picture.recolour(colours)
        self.viewport().update()

    # -- Zoom and place

    def content_box(self) -> QRectF:
        """Return the whole network."""
        return rectangle(self.drawing.bounds) if self.drawing else QRectF()

    def selection_box(self) -> QRectF:
        """Return the box around what is selected."""
        box = box_of(self.drawing, self._selection) if self.drawing else None
        return rectangle(box) if box else QRectF()

    def reveal(self, selection: Selection) -> None:
        """Move the view if the current core is out of sight."""
        current = selection.current
        if self.drawing is not None and current is not None:
            box = box_of(self.drawing, Selection((current,)))
            if box is not None:
                self.bring_into_view(rectangle(box))

    # -- Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw: fast while the view moves, at its best when it rests."""
        self._picture.pictures.hurries = self.is_moving
        super().paintEvent(event)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: ARG002
        """Draw captions and legend, at one size for every zoom."""
        painter.save()
        painter.resetTransform()
        room = self.viewport().rect()
        self._picture.paint_over(painter, room, self._on_screen, self.zoom)
        colours = self._theme.colours
        if self.drawing is not None and not self.drawing.columns:
            self._invite(painter, room)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if self._band is not None:
            painter.setPen(QColor(colours.accent))
            painter.setBrush(with_alpha(colours.accent, 40))
            painter.drawRect(self._band)
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.grid))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room.adjusted(0, 0, -1, -1))
        painter.restore()

    def _invite(self, painter: QPainter, room: QRect) -> None:
        """Tell how a design without layers is begun."""
        painter.setPen(QColor(self._theme.colours.muted))
        line = room.adjusted(_PAD, 0, -_PAD, -_PAD)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        painter.drawText(line, flags | Qt.TextFlag.TextWordWrap, _INVITATION)

    def _on_screen(self, box: QRectF) -> QRect:
        return self.mapFromScene(box).boundingRect()

    # -- The pointer

    def pointer_pressed(self, event: QMouseEvent) -> None:
        """Select what is under the pointer, with the usual modifiers."""
        event.accept()
        if event.button() != Qt.MouseButton.LeftButton or self.drawing is None:
            return
        self._press = event.position().toPoint()
        modifiers = event.modifiers()
        adds = bool(modifiers & (_CONTROL | _SHIFT))
        self._kept = self._selection if adds else Selection()
        item = self._item_at(self._press)
        if item is None:
            found = self._kept
        elif modifiers & _SHIFT:
            rest = self._selection if modifiers & _CONTROL else Selection()
            found = joined(rest, between(self.drawing, self._anchor, item))
        elif modifiers & _CONTROL:
            found = self._selection.toggled(item)
        else:
            found = Selection((item,))
        self._choose(found, self._anchor if modifiers & _SHIFT else item)

    def pointer_moved(self, event: QMouseEvent) -> None:
        """Draw the frame of a drag, or mark the core under the pointer."""
        here = event.position().toPoint()
        if self._press is None:
            self._picture.hover(self.selection_at(here))
            return
        far = (here - self._press).manhattanLength()
        if self._band is not None or far >= QApplication.startDragDistance():
            self._band = QRect(self._press, here).normalized()
            self._picture.show_selection(self._banded(here))
            self.viewport().update()

    def pointer_released(self, event: QMouseEvent) -> None:
        """Select what the frame of a drag touches."""
        event.accept()
        here = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton:
            if self._band is not None:
                found = self._banded(here)
                self._band = None
                self._choose(found, found.current)
            self._press = None
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click as a click."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Mark no core any more."""
        super().leaveEvent(event)
        self._picture.hover(Selection())

    def _choose(self, selection: Selection, anchor: Item | None) -> None:
        if selection != self._selection:
            self.selected.emit(selection)
        self.show_selection(selection)
        self._anchor = anchor

    def _banded(self, here: QPoint) -> Selection:
        """Return what is selected if the drag ends here."""
        if self._band is None or self.drawing is None:
            return self._kept
        box, end = self.mapToScene(self._band).boundingRect(), self.mapToScene(here)
        frame = Box(box.left(), box.top(), box.width(), box.height())
        return joined(self._kept, cores_in(self.drawing, frame, end.x(), end.y()))

    def _item_at(self, point: QPoint) -> Item | None:
        named = self._picture.layer_named_at(point)
        if named >= 0:
            return Item(Kind.LAYER, named)
        if self.drawing is None:
            return None
        place = self.mapToScene(point)
        return item_at(self.drawing, place.x(), place.y())

    def selection_at(self, point: QPoint) -> Selection:
        """Return what is at a point of the view."""
        item = self._item_at(point)
        return Selection((item,)) if item else Selection()

    # -- Keys

    def act_on_key(self, event: QKeyEvent) -> bool:
        """Select with arrows, page through samples, toggle the map."""
        keys, key, modifiers = Qt.Key, event.key(), event.modifiers()
        if modifiers & (_CONTROL | Qt.KeyboardModifier.AltModifier):
            return False
        if key in _ARROWS:
            self._walk(*_ARROWS[key], extends=bool(modifiers & _SHIFT))
        elif key == keys.Key_Escape:
            self._escape()
        elif key == keys.Key_M:
            self.minimap.toggle()
        elif key in (keys.Key_PageDown, keys.Key_PageUp):
            self.sample_wanted.emit(1 if key == keys.Key_PageDown else -1)
        else:
            return False
        return True

    def _walk(self, dx: int, dy: int, *, extends: bool) -> None:
        if self.drawing is None:
            return
        beside = stepped(self.drawing, self._selection.current, dx, dy)
        if extends and beside is not None:
            chosen = Selection(between(self.drawing, self._anchor, beside))
            self._choose(chosen, self._anchor)
        else:
            chosen = neighbour(self.drawing, self._selection, dx, dy)
            self._choose(chosen, chosen.current)
        self.reveal(chosen)

    def _escape(self) -> None:
        """Give the drag up, or select nothing."""
        if self._band is not None:
            self.call_off()
        else:
            self._choose(Selection(), None)

    def call_off(self) -> None:
        """Give the drag of a frame up."""
        was_dragged = self._band is not None
        self._band = self._press = None
        if was_dragged:
            self._picture.show_selection(self._selection)
            self.viewport().update()

    # -- Tooltips

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell about the link or the core under the pointer."""
        if isinstance(event, QHelpEvent):
            text = self.told_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return bool(super().viewportEvent(event))

    def told_at(self, point: QPoint) -> str:
        """Return what there is to say about a point of the view."""
        if self.drawing is None:
            return ""
        facts = core_facts(self.drawing.network, self.selection_at(point))
        if facts is not None:
            return facts.line
        lit, place = self._picture.lit, self.mapToScene(point)
        link = link_at(lit, place.x(), place.y(), _REACH / self.zoom) if lit else None
        if lit is None or link is None:
            return ""
        layer, core = self._selection.layer, self._selection.core
        return link_told(self.drawing.network, layer, core, lit.target_cores[link])


def _described(drawing: Drawing, selection: Selection) -> str:
    """Return what screen readers say of the selection."""
    facts = core_facts(drawing.network, selection)
    if selection.core < 0 <= selection.layer < len(drawing.columns):
        told = tr("Layer {number}", number=selection.layer + 1)
    elif facts is None or light(drawing, selection) is None:
        return tr("No core is selected")
    else:
        told = facts.line
    others = len(selection.items) - 1
    if not others:
        return told
    return plural(
        "{told}\nand {number:,} other",
        "{told}\nand {number:,} others",
        others,
        told=told,
    )


def _differs_much(before: Drawing, after: Drawing) -> bool:
    """Tell whether layers were added, removed, or could not be drawn before."""
    drawn = [tuple(c.mesh is None for c in d.columns) for d in (before, after)]
    return drawn[0] != drawn[1]

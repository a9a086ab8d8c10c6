"""The canvas of free cores and what the mouse does on it."""

from PySide6.QtCore import QEvent, QMargins, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.circuit import Circuit
from tnstudio.model.network import free_network
from tnstudio.texts import tr
from tnstudio.ui.design.circuit_cores_item import CoresItem
from tnstudio.ui.design.circuit_curves import curves, nearest
from tnstudio.ui.design.circuit_drawing import (
    NOTHING,
    CircuitDrawing,
    Hit,
    Spot,
    draw_circuit,
)
from tnstudio.ui.design.circuit_facts import ends_of, told, wire_told
from tnstudio.ui.design.circuit_gestures import (
    Gesture,
    MovePlan,
    Plan,
    Point,
    SelectPlan,
    WirePlan,
    banding,
    moving,
    wiring,
)
from tnstudio.ui.design.circuit_lines_item import LinesItem
from tnstudio.ui.design.circuit_lit_item import CircuitLitItem, Sketch
from tnstudio.ui.design.circuit_pictures import CrossbarPictures
from tnstudio.ui.design.circuit_wires_item import (
    BadgesItem,
    WiresInSight,
    WiresItem,
    badge_at,
    shows_badges,
)
from tnstudio.ui.design.drawing import Box
from tnstudio.ui.design.navigation import NavigableView, roomy
from tnstudio.ui.design.pens import rectangle, with_alpha
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.text_scale import font_scale

REACH_PIXELS = 6.0
"""How close to a wire the pointer has to be."""

_PORTS = (Spot.AXON, Spot.NEURON, Spot.INPUT, Spot.STIMULUS, Spot.OUTPUT)
_CORES = (Spot.CORE, Spot.SYNAPSE)


class CircuitView(NavigableView):
    """Draws free cores and tells what the user wants to do with them.

    Attributes
    ----------
    selected : Signal
        Something else is selected (a `Selection`).
    planned : Signal
        A drag has ended (a `Plan`).
    core_wanted : Signal
        A core at a row and column of the chip.
    line_wanted : Signal
        One line more (a `Kind`).
    synapse_clicked : Signal
        Core, axon and neuron.
    delay_stepped : Signal
        The delay of the wires of some neurons (a tuple of `Item`), by some ticks.
    delay_opened, line_opened : Signal
        An `Item`, and where on the screen to ask.
    core_opened : Signal
        The core is to be edited.
    """

    # A full chip of large cores is to be seen as a whole, too.
    least_zoom = 0.005

    selected = Signal(object)
    planned = Signal(object)
    core_wanted = Signal(object)
    line_wanted = Signal(object)
    synapse_clicked = Signal(int, int, int)
    delay_stepped = Signal(object, int)
    delay_opened = Signal(object, QPoint)
    line_opened = Signal(object, QPoint)
    core_opened = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("circuit-canvas")
        self.setAccessibleName(tr("Circuit canvas"))
        self.fit_room = QMargins(22, 22, 22, 40)
        self._theme = theme
        self.pictures = CrossbarPictures(self.viewport().update, self)
        self._drawing = draw_circuit(free_network("", Circuit()))
        self._selection = Selection()
        self._lit = CircuitLitItem(self._drawing, theme.colours)
        self._sight = WiresInSight(self._drawing)
        self._pressed: QPoint | None = None
        self._press_hit = NOTHING
        self._press_wire = -1
        self._on_badge = False
        self._gesture: Gesture | None = None
        self._text = ""
        theme.changed.connect(self._recolour)
        self._recolour()

    # -- What is shown

    @property
    def drawing(self) -> CircuitDrawing:
        """The geometry on show."""
        return self._drawing

    @property
    def selection(self) -> Selection:
        """What is selected."""
        return self._selection

    @property
    def text(self) -> str:
        """What is said at the lower edge."""
        return self._text

    def show_drawing(self, drawing: CircuitDrawing, *, anew: bool) -> None:
        """Show a circuit; another one than before is fitted into view."""
        # What was pressed may be gone, or be something else by this number.
        self.call_off()
        before, self._drawing = self._drawing, drawing
        self._build()
        bounds = rectangle(drawing.bounds)
        if before.bounds != drawing.bounds:
            self.scene().setSceneRect(roomy(bounds))
        if anew:
            self.pictures.forget_shares()
            self.fit()
        elif self.fits and not self.seen().contains(bounds):
            self.fit()

    def show_selection(self, selection: Selection) -> None:
        """Light up what is selected."""
        self._selection = selection
        self._lit.show_selection(selection)
        self.setAccessibleDescription(self.description())
        self.viewport().update()

    def description(self) -> str:
        """Return what there is to say about the current item."""
        current = self._selection.current
        if current is None:
            return tr("Nothing is selected")
        said = told(self._drawing.circuit, self._drawing.wires, current)
        return said or tr("Nothing is selected")

    def show_sketch(self, sketch: Sketch, text: str = "") -> None:
        """Show what the user is about to do, and say it."""
        self._lit.show_sketch(sketch)
        self.say(text)

    def say(self, text: str) -> None:
        """Say something at the lower edge."""
        self._text = text
        self.viewport().update()

    def _build(self) -> None:
        self.scene().clear()
        drawing, colours = self._drawing, self._theme.colours
        self._lit = CircuitLitItem(drawing, colours)
        self._sight = sight = WiresInSight(drawing)
        for item in (
            WiresItem(drawing, colours, sight),
            CoresItem(drawing, colours, self.pictures),
            LinesItem(drawing, colours),
            BadgesItem(drawing, colours, sight),
            self._lit,
        ):
            self.scene().addItem(item)
        self.show_selection(self._selection)

    def _recolour(self) -> None:
        self.setBackgroundBrush(QColor(self._theme.colours.background))
        self.pictures.recolour(self._theme.colours)
        self._build()
        self.viewport().update()

    # -- What navigation asks for

    def content_box(self) -> QRectF:
        """Return everything, with the names above."""
        return rectangle(self._drawing.bounds).adjusted(0, -24, 0, 24)

    def selection_box(self) -> QRectF:
        """Return what is selected; a port with some room around it."""
        box = QRectF()
        for item in self._selection.items:
            found = self._drawing.box_of(item)
            if found is not None:
                room = 60.0 if item.kind in (Kind.AXON, Kind.NEURON) else 0.0
                box |= rectangle(found).adjusted(-room, -room, room, room)
        return box

    # -- What is where

    def point_at(self, place: QPoint) -> Point:
        """Return a point of the view in the scene."""
        point = self.mapToScene(place)
        return point.x(), point.y()

    def hit_at(self, place: QPoint) -> Hit:
        """Return what is at a point of the view."""
        return self._drawing.hit(*self.point_at(place), self.zoom)

    def wire_at(self, place: QPoint) -> tuple[int, bool]:
        """Return the wire at a point of the view, or -1; and if it is its delay."""
        drawing = self._drawing
        seen = self.seen()
        box = Box(seen.left(), seen.top(), seen.width(), seen.height())
        chosen = self._sight.chosen(box, self.zoom)
        if chosen is None or not len(chosen):
            return -1, False
        point = self.point_at(place)
        text = font_scale(self.font())
        if shows_badges(drawing, chosen, self.zoom, text):
            badge = badge_at(drawing, chosen, QPointF(*point), self.zoom, text)
            if badge >= 0:
                return badge, True
        if self.hit_at(place).spot is not Spot.NOTHING:
            return -1, False
        reach = REACH_PIXELS / self.zoom
        found = nearest(curves(drawing, chosen), *point, reach)
        return (int(chosen[found]), False) if found >= 0 else (-1, False)

    def _item_of(self, hit: Hit, wire: int) -> Item | None:
        if wire >= 0:
            return ends_of(self._drawing.wires, wire)[0]
        return hit.item

    # -- Pressing, dragging, letting go

    def pointer_pressed(self, event: QMouseEvent) -> None:
        """Select what is pressed; what a drag does depends on it."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position().toPoint()
        self._pressed = place
        self._press_hit = self.hit_at(place)
        self._press_wire, self._on_badge = self.wire_at(place)
        item = self._item_of(self._press_hit, self._press_wire)
        if item is not None:
            self._select_pressed(item, event.modifiers())
        event.accept()

    def _select_pressed(self, item: Item, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.selected.emit(self._selection.toggled(item))
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.selected.emit(self._selection.with_item(item))
        elif item not in self._selection.items:
            self.selected.emit(Selection((item,)))

    def pointer_moved(self, event: QMouseEvent) -> None:
        """Go on with a drag, or mark what is under the pointer."""
        here = event.position().toPoint()
        if self._pressed is None:
            self.hover(here)
            return
        if self._gesture is None:
            far = QApplication.startDragDistance()
            if (here - self._pressed).manhattanLength() < far:
                return
            self._gesture = self._started(event.modifiers())
        self._go_on(here)

    def _started(self, modifiers: Qt.KeyboardModifier) -> Gesture:
        hit = self._press_hit
        grip = self.point_at(self._pressed or QPoint())
        item = hit.item
        if self._press_wire < 0 and item is not None:
            if hit.spot in _PORTS:
                return wiring(item)
            if hit.spot in _CORES:
                cores = [one.core for one in self._selection.of_kind(Kind.CORE)]
                return moving(tuple(cores) or (hit.core,), grip)
        adds = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        return banding(grip, self._selection if modifiers & adds else Selection())

    def _go_on(self, here: QPoint) -> None:
        if self._gesture is None:
            return
        point, hit = self.point_at(here), self.hit_at(here)
        prospect = self._gesture(self._drawing, point, hit)
        self.show_sketch(prospect.sketch, prospect.text)

    def pointer_released(self, event: QMouseEvent) -> None:
        """Do what the drag was for, or what a click does."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        place = event.position().toPoint()
        gesture, self._gesture = self._gesture, None
        self._pressed = None
        if gesture is None:
            self._click(event.modifiers(), event.globalPosition().toPoint())
        else:
            point, hit = self.point_at(place), self.hit_at(place)
            prospect = gesture(self._drawing, point, hit)
            self.show_sketch(Sketch(), "" if prospect.plan else prospect.text)
            self.carry_out(prospect.plan)

    def carry_out(self, plan: Plan | None) -> None:
        """Tell what was planned."""
        if isinstance(plan, SelectPlan):
            self.selected.emit(plan.selection)
        elif isinstance(plan, WirePlan | MovePlan):
            self.planned.emit(plan)

    def call_off(self) -> None:
        """Give up a drag, or a click before its release; nothing has happened."""
        if self._pressed is not None:
            self._gesture = None
            self._pressed = None
            self.show_sketch(Sketch())

    @property
    def is_dragging(self) -> bool:
        """Whether something is being dragged."""
        return self._gesture is not None

    def _click(self, modifiers: Qt.KeyboardModifier, screen: QPoint) -> None:
        hit, wire = self._press_hit, self._press_wire
        item = self._item_of(hit, wire)
        if modifiers & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            return
        self.say("")
        if item is not None:
            self.selected.emit(Selection((item,)))
        if wire >= 0:
            if self._on_badge and item is not None:
                self.delay_opened.emit(item, screen)
        elif hit.spot is Spot.SYNAPSE:
            self.synapse_clicked.emit(hit.core, hit.index, hit.neuron)
        elif hit.spot is Spot.STIMULUS:
            self.line_opened.emit(item, screen)
        elif hit.spot in _ADDS:
            self.line_wanted.emit(_ADDS[hit.spot])
        elif hit.spot is Spot.NOTHING:
            self.selected.emit(Selection())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Add a core on free ground, open a core or a line."""
        place = event.position().toPoint()
        hit, (wire, _) = self.hit_at(place), self.wire_at(place)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        screen = event.globalPosition().toPoint()
        if hit.spot is Spot.NOTHING and wire < 0:
            self.core_wanted.emit(self._drawing.place_at(*self.point_at(place)))
        elif hit.spot is Spot.CORE:
            self.core_opened.emit(hit.core)
        elif hit.spot in (Spot.INPUT, Spot.OUTPUT):
            self.line_opened.emit(hit.item, screen)
        else:
            # The second of two quick clicks on a synapse counts as such.
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the delay under the pointer, or zoom."""
        turns = event.angleDelta().y()
        wire, on_badge = self.wire_at(event.position().toPoint())
        if on_badge and turns:
            neuron = ends_of(self._drawing.wires, wire)[0]
            self.delay_stepped.emit((neuron,), 1 if turns > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    # -- Under the pointer

    def hover(self, here: QPoint) -> None:
        """Mark what is under the pointer."""
        drawing = self._drawing
        wire, on_badge = self.wire_at(here)
        self._lit.show_hover(wire)
        hit = self.hit_at(here)
        shapes = Qt.CursorShape
        shape = shapes.ArrowCursor
        hint = None
        if hit.spot in _PORTS:
            shape = shapes.CrossCursor
        elif on_badge or hit.spot in _ADDS or hit.spot is Spot.SYNAPSE:
            shape = shapes.PointingHandCursor
        elif hit.spot is Spot.NOTHING and wire < 0:
            place = drawing.place_at(*self.point_at(here))
            hint = drawing.box_at(place) if drawing.is_free(place) else None
        self._lit.show_sketch(Sketch(hint=hint))
        if not self.is_gripped:
            self.viewport().setCursor(shape)
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Mark nothing any more."""
        super().leaveEvent(event)
        if not self.is_dragging:
            self._lit.show_hover(-1)
            self._lit.show_sketch(Sketch())

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell about what is under the pointer."""
        if isinstance(event, QHelpEvent):
            text = self.tip_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return bool(super().viewportEvent(event))

    def tip_at(self, place: QPoint) -> str:
        """Return what is told about the things at a point of the view."""
        drawing = self._drawing
        wire, on_badge = self.wire_at(place)
        if wire >= 0:
            text = wire_told(drawing.circuit, drawing.wires, wire)
            return (
                tr("{wire}\nWheel or click: change the delay", wire=text)
                if on_badge
                else text
            )
        hit = self.hit_at(place)
        if hit.spot in _TIPS:
            return _TIPS[hit.spot]
        item = hit.item
        if item is None:
            return ""
        if hit.spot is Spot.SYNAPSE:
            return tr(
                "Axon {axon}, neuron {neuron}: click to switch the synapse",
                axon=hit.index,
                neuron=hit.neuron,
            )
        return told(drawing.circuit, drawing.wires, item)

    # -- Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw; pictures of crossbars are made a few at a time."""
        self.pictures.start_turn()
        super().paintEvent(event)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: ARG002
        """Draw the frame of the focus, and what is said."""
        painter.save()
        painter.resetTransform()
        room = self.viewport().rect()
        colours = self._theme.colours
        if self._text:
            self._paint_text(painter, room)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.grid))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room.adjusted(0, 0, -1, -1))
        painter.restore()

    def _paint_text(self, painter: QPainter, room: QRect) -> None:
        colours = self._theme.colours
        metrics = painter.fontMetrics()
        mode = Qt.TextElideMode.ElideRight
        text = metrics.elidedText(self._text, mode, room.width() - 60)
        width, height = metrics.horizontalAdvance(text) + 28, metrics.height() + 12
        left = room.center().x() - width / 2
        pill = QRectF(left, room.bottom() - height - 14, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.grid))
        painter.setBrush(with_alpha(colours.raised, 245))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(QColor(colours.text))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


_ADDS = {Spot.ADD_INPUT: Kind.INPUT, Spot.ADD_OUTPUT: Kind.OUTPUT}
_TIPS = {
    Spot.ADD_INPUT: tr("Click: add an input line (I)"),
    Spot.ADD_OUTPUT: tr("Click: add an output line (O)\nOr drop a neuron's wire here"),
    Spot.STIMULUS: tr("Click: choose the spikes on this line"),
}

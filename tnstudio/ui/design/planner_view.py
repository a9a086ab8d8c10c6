"""The window planner's picture: windows over their source, dragged by hand."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from tnstudio.app.wording import counted
from tnstudio.model.network import WindowLayer
from tnstudio.model.topology import Grid, coverage
from tnstudio.texts import tr
from tnstudio.ui.design import planner_painting as paint
from tnstudio.ui.design.coverage_picture import coverage_picture
from tnstudio.ui.design.planner_geometry import (
    KNOBS,
    Handle,
    Stage,
    drawn_window,
    handle_at,
    knob,
    sampled_coverage,
    set_stage,
    value_after,
    value_at_grip,
)
from tnstudio.ui.design.planner_knob import Knob
from tnstudio.ui.design.planner_scene import PlannerScene
from tnstudio.ui.theme import Theme

_TIPS = {
    Handle.CORNER: tr("Drag to change R, the side of the windows"),
    Handle.RIGHT: tr("Drag to change R, the side of the windows"),
    Handle.BOTTOM: tr("Drag to change R, the side of the windows"),
    Handle.STRIDE: tr("Drag to change S, from one window to the next"),
    Handle.FEATURES: tr("Drag to change F, the neurons drawn from each core"),
}
_CURSORS = {
    Handle.CORNER: Qt.CursorShape.SizeFDiagCursor,
    Handle.RIGHT: Qt.CursorShape.SizeHorCursor,
    Handle.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Handle.STRIDE: Qt.CursorShape.OpenHandCursor,
    Handle.FEATURES: Qt.CursorShape.SizeVerCursor,
}
_APART = 11
"""Pixels that the labels of R and S are above and below their knobs."""
_INVITATION = tr("Drag a window on the input to add the first layer")


@dataclass(frozen=True, slots=True)
class _Grip:
    """What the mouse holds: since where, and the value there."""

    handle: Handle
    at: QPointF
    value: int
    stage: Stage


class PlannerView(QWidget):
    """Draws a layer's windows on its source; tells what the mouse and keys ask for.

    Attributes
    ----------
    grabbed : Signal
        A drag begins: its handle.
    wanted : Signal
        The drag asks for a value (int).
    released : Signal
        The drag has ended.
    called_off : Signal
        The drag is to be taken back.
    nudged : Signal
        A key asks for a change: the handle, by how much.
    left : Signal
        A knob has lost the focus.
    """

    grabbed = Signal(object)
    wanted = Signal(int)
    released = Signal()
    called_off = Signal()
    nudged = Signal(object, int)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("planner-view")
        self.setAccessibleName(tr("Window planner"))
        self.setMinimumSize(280, 240)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._theme = theme
        self._scene: PlannerScene | None = None
        self._stage: Stage | None = None
        self._picture: QImage | None = None
        self._caption = self._obstacle = ""
        self._coverage: QImage | None = None
        self._shows_coverage = True
        self._refused: WindowLayer | None = None
        self._note, self._note_role = "", "error"
        self._grip: _Grip | None = None
        self._here = QPointF()
        self.knobs = {handle: Knob(theme, handle, self) for handle in KNOBS}
        for one in self.knobs.values():
            one.nudged.connect(self.nudged)
            one.called_off.connect(self._escape)
            one.left.connect(self.left)
            one.hide()
        theme.changed.connect(self._place_knobs)

    # -- What is shown

    @property
    def stage(self) -> Stage | None:
        """Where everything is; None while there is nothing to plan on."""
        return self._stage

    @property
    def note(self) -> str:
        """What is written near the pointer."""
        return self._note

    @property
    def is_gripped(self) -> bool:
        """Whether a drag is going on."""
        return self._grip is not None

    def show_scene(self, scene: PlannerScene | None, obstacle: str = "") -> None:
        """Show a layer; or, for None, why there is nothing to plan on."""
        self._scene, self._obstacle = scene, obstacle
        self._coverage = None
        self._arrange()

    def show_picture(self, picture: QImage | None, caption: str) -> None:
        """Show an image on the input; None for cores."""
        self._picture, self._caption = picture, caption
        self.update()

    def show_coverage(self, shown: bool) -> None:
        """Show how many cores see each place, or only the windows."""
        self._shows_coverage = shown
        self.update()

    def show_refusal(self, layer: WindowLayer, reason: str) -> None:
        """Show what is asked for and does not fit, with the reason."""
        self._refused = layer
        self._write(reason, "error")

    def show_reason(self, reason: str) -> None:
        """Write why something was refused, beside what there is."""
        self._refused = None
        self._write(reason, "error")

    def show_advice(self, text: str) -> None:
        """Write something near the pointer that is no reason to refuse."""
        self._refused = None
        self._write(text, "warning")

    def clear_note(self) -> None:
        """Show what there is, and nothing else."""
        self._refused = None
        self._write("", "error")

    def _write(self, text: str, role: str) -> None:
        self._note, self._note_role = text, role
        self.setAccessibleDescription(text)
        self._place_knobs()

    def let_go(self) -> None:
        """End a drag without telling."""
        self._grip = None
        self.unsetCursor()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for a comfortable picture."""
        return QSize(520, 460)

    # -- Geometry

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out anew."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        scene = self._scene
        if scene is None or not scene.source.size:
            self._stage = None
        elif self._grip is None or self._grip.stage.mesh.grid != scene.source:
            self._stage = set_stage(
                self.width(), self.height(), scene.source, scene.limits
            )
        self._place_knobs()

    @property
    def _layer(self) -> WindowLayer | None:
        """What is drawn: the layer, or what is asked for and does not fit."""
        if self._refused is not None:
            return self._refused
        return self._scene.layer if self._scene is not None else None

    def _place_knobs(self) -> None:
        layer, stage = self._layer, self._stage
        for handle, one in self.knobs.items():
            if layer is None or stage is None or not self._has_knob(handle, stage):
                one.hide()
            else:
                one.put(knob(stage, layer, handle), self._colour_of(handle, stage))
        self.update()

    def _has_knob(self, handle: Handle, stage: Stage) -> bool:
        is_drawing = self._grip is not None and self._grip.handle is Handle.DRAWN
        lacks_scale = handle is Handle.FEATURES and stage.scale is None
        return not is_drawing and not lacks_scale

    def _colour_of(self, handle: Handle, stage: Stage) -> str:
        colours = self._theme.colours
        refused = self._refused is not None
        first, second = paint.window_colours(stage, colours, refused=refused)
        if handle is Handle.FEATURES:
            return colours.error if refused else colours.text
        return second if handle is Handle.STRIDE else first

    # -- The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grip what is under the pointer, or begin to draw the first window."""
        stage, layer = self._stage, self._layer
        if event.button() != Qt.MouseButton.LeftButton or stage is None:
            return
        at = event.position()
        if layer is None:
            self._grip_at(_Grip(Handle.DRAWN, at, 0, stage))
            return
        handle = handle_at(stage, layer, at.x(), at.y())
        if handle is not None:
            start = value_at_grip(stage, layer, handle, at.y())
            self._knob_of(handle).setFocus(Qt.FocusReason.MouseFocusReason)
            self._grip_at(_Grip(handle, at, start, stage))
            self._ask(at)

    def _grip_at(self, grip: _Grip) -> None:
        self._grip = grip
        self._here = grip.at
        self.setCursor(
            Qt.CursorShape.ClosedHandCursor
            if grip.handle is Handle.STRIDE
            else self._cursor_of(grip.handle)
        )
        self.grabbed.emit(grip.handle)

    def _knob_of(self, handle: Handle) -> Knob:
        is_knob = handle in self.knobs
        return self.knobs[handle if is_knob else Handle.CORNER]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ask for what the drag comes to, or tell what could be dragged."""
        if self._grip is not None:
            self._here = event.position()
            self._ask(event.position())
            self.update()
        else:
            handle = self._handle_at(event.position())
            self.setCursor(self._cursor_of(handle))

    def _ask(self, at: QPointF) -> None:
        grip = self._grip
        if grip is None:
            return
        if grip.handle is Handle.DRAWN:
            value, _ = drawn_window(
                grip.stage, (grip.at.x(), grip.at.y()), (at.x(), at.y())
            )
            # A click draws nothing: no window is asked for until one is seen.
            if value > 0:
                self.wanted.emit(value)
            return
        way = at - grip.at
        value = value_after(grip.stage, grip.handle, grip.value, way.x(), way.y())
        self.wanted.emit(value)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if event.button() == Qt.MouseButton.LeftButton and self._grip is not None:
            self.let_go()
            self.released.emit()
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a drag back with Escape."""
        if event.key() == Qt.Key.Key_Escape and self._grip is not None:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        self.let_go()
        self.called_off.emit()
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take a drag back whose picture goes away."""
        super().hideEvent(event)
        if self._grip is not None:
            self._escape()

    def _handle_at(self, at: QPointF) -> Handle | None:
        if self._stage is None or self._layer is None:
            return None
        return handle_at(self._stage, self._layer, at.x(), at.y())

    def _cursor_of(self, handle: Handle | None) -> Qt.CursorShape:
        if handle is None and self._layer is None and self._stage is not None:
            return Qt.CursorShape.CrossCursor
        return (
            _CURSORS.get(handle, Qt.CursorShape.ArrowCursor)
            if handle
            else Qt.CursorShape.ArrowCursor
        )

    # -- Tooltips

    def event(self, event: QEvent) -> bool:
        """Tell about the handle or the place under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return bool(super().event(event))

    def tip_at(self, at: QPointF) -> str:
        """Return what there is to say about a point."""
        stage, layer = self._stage, self._layer
        if stage is None:
            return ""
        handle = self._handle_at(at)
        if handle is not None:
            return _TIPS[handle]
        place = stage.mesh.at(at.x(), at.y())
        if place < 0 or layer is None:
            return _INVITATION if layer is None else ""
        row, column = divmod(place, stage.mesh.grid.columns)
        return tr(
            "Row {row}, column {column}: {seen}",
            row=row,
            column=column,
            seen=_seen_by(stage, layer, row, column),
        )

    # -- Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw everything but the knobs."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.colours.background))
        if self._stage is None or self._scene is None:
            painter.setPen(QColor(self._theme.colours.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, self._obstacle)
            return
        self._paint_source(painter, self._stage)
        layer = self._layer
        if layer is not None:
            self._paint_windows(painter, self._stage, layer)
        self._paint_drawn(painter)
        self._paint_words(painter, self._stage, self._scene)

    def _paint_source(self, painter: QPainter, stage: Stage) -> None:
        colours, layer = self._theme.colours, self._layer
        paint.paint_source(painter, stage, colours, self._picture)
        if layer is not None and self._refused is None:
            if self._shows_coverage:
                paint.paint_coverage(painter, stage, self._coverage_of(stage, layer))
            paint.paint_orphans(painter, stage, layer, colours.warning)
        paint.paint_places(painter, stage, colours)

    def _coverage_of(self, stage: Stage, layer: WindowLayer) -> QImage:
        if self._coverage is None:
            counts = sampled_coverage(stage.mesh.grid, layer)
            self._coverage = coverage_picture(counts)
        return self._coverage

    def _paint_windows(
        self, painter: QPainter, stage: Stage, layer: WindowLayer
    ) -> None:
        colours, refused = self._theme.colours, self._refused is not None
        scene = self._scene
        if not refused:
            paint.paint_ghosts(painter, stage, layer, colours)
            if scene is not None:
                paint.paint_core(painter, stage, layer, scene.core, colours)
        paint.paint_pair(painter, stage, layer, colours, refused=refused)
        if stage.scale is not None and scene is not None and scene.limits is not None:
            features, most = layer.features or 0, scene.limits.most
            paint.paint_scale(painter, stage.scale, features, most, colours)

    def _paint_drawn(self, painter: QPainter) -> None:
        grip = self._grip
        if grip is not None and grip.handle is Handle.DRAWN:
            here = self._here.x(), self._here.y()
            window, box = drawn_window(grip.stage, (grip.at.x(), grip.at.y()), here)
            colours, refused = self._theme.colours, self._refused is not None
            paint.paint_drawn(painter, box, refused=refused)
            colour = colours.error if refused else colours.text
            text = f"R {window}"
            paint.paint_label(painter, self.rect(), here, text, colour, colours)

    def _paint_words(
        self, painter: QPainter, stage: Stage, scene: PlannerScene
    ) -> None:
        colours, layer, room = self._theme.colours, self._layer, self.rect()
        title = " · ".join(part for part in (scene.title, self._caption) if part)
        painter.setPen(QColor(colours.muted))
        line = QRect(8, 2, room.width() - 16, painter.fontMetrics().height() + 2)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, title)
        if layer is None and self._grip is None:
            self._invite(painter, stage)
        if layer is not None:
            self._paint_labels(painter, stage, layer)
        if self._note:
            colour = getattr(colours, self._note_role)
            paint.paint_note(
                painter, room, self._note_place(), self._note, colour, colours
            )

    def _paint_labels(
        self, painter: QPainter, stage: Stage, layer: WindowLayer
    ) -> None:
        # Of small windows both knobs are near: one label goes up, the other down.
        apart = _APART if stage.runs_across else -_APART
        for handle, symbol, value, shift in (
            (Handle.CORNER, "R", layer.window, apart),
            (Handle.STRIDE, "S", layer.stride, -apart),
            (Handle.FEATURES, "F", layer.features, 0),
        ):
            if self.knobs[handle].isVisibleTo(self):
                x, y = knob(stage, layer, handle)
                colour = self._colour_of(handle, stage)
                # The title above the source stays free.
                room = self.rect().adjusted(0, self.fontMetrics().height() + 4, 0, 0)
                text = f"{symbol} {value}"
                place = (x, y + shift)
                paint.paint_label(
                    painter, room, place, text, colour, self._theme.colours
                )

    def _note_place(self) -> tuple[float, float]:
        """Return where the pointer is, or the knob that has the keys."""
        if self._grip is None and self._stage is not None and self._layer is not None:
            for handle, one in self.knobs.items():
                if one.hasFocus():
                    return knob(self._stage, self._layer, handle)
        return self._here.x(), self._here.y()

    def _invite(self, painter: QPainter, stage: Stage) -> None:
        colours, box = self._theme.colours, stage.mesh.box
        metrics = painter.fontMetrics()
        x = box.left + box.width / 2 - metrics.horizontalAdvance(_INVITATION) / 2
        place = (x - 18, box.top + box.height / 2 - 28)
        paint.paint_note(
            painter, self.rect(), place, _INVITATION, colours.text, colours
        )


def _seen_by(stage: Stage, layer: WindowLayer, row: int, column: int) -> str:
    """Return how many cores see a place, in words."""
    grid = stage.mesh.grid
    rows = coverage(Grid(grid.rows, max(1, layer.window)), layer)[row, 0]
    columns = coverage(Grid(max(1, layer.window), grid.columns), layer)[0, column]
    count = int(rows) * int(columns)
    return (
        tr("seen by {cores}", cores=counted(count, "core"))
        if count
        else tr("seen by no core")
    )

"""A core's crossbar on show: zoomed, moved about, with a cursor."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from tnstudio.model.circuit import FreeCore
from tnstudio.model.crossbar_edits import Cell, Crossbar, Rectangle, whole
from tnstudio.ui.design.crossbar_geometry import CrossbarLayout, fitted
from tnstudio.ui.design.crossbar_painting import CrossbarPainting, CrossbarScene
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.text_scale import font_scale

_LAYOUT = CrossbarLayout(1, 1, 1, 1, 1.0)


@dataclass(frozen=True, eq=False, slots=True)
class ShownCore:
    """A core and what the rest of the circuit has to do with it.

    Attributes
    ----------
    key : object
        Which core it is: for another one, the view starts anew.
    fed, routed : bool arrays, shape (axons,) and (neurons,)
        The axons that something reaches, the neurons that reach something.
    """

    key: object
    core: FreeCore
    fed: npt.NDArray[np.bool_]
    routed: npt.NDArray[np.bool_]


class CrossbarCanvas(QAbstractScrollArea):
    """Shows a core's synapses, axon types and numbers.

    Attributes
    ----------
    pointed : Signal
        The cell that is told about is another one, or has changed.
    """

    pointed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMinimumSize(220, 180)
        self.viewport().setMouseTracking(True)
        self._theme = theme
        self._painting = CrossbarPainting(theme.colours)
        self._key: object = None
        self._by_type: npt.NDArray[np.int16] = np.zeros((1, 1), np.int16)
        self._scene = _nothing()
        self._fits = True
        self._hovered: Cell | None = None
        self._grip: QPoint | None = None
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._scroll)
        theme.changed.connect(self._recolour)
        theme.resized.connect(self._rescale)

    # -- What is on show

    @property
    def layout_on_show(self) -> CrossbarLayout:
        """Where the cells are."""
        return self._scene.layout

    @property
    def crossbar(self) -> Crossbar:
        """The synapses on show, with what is being drawn."""
        return self._scene.crossbar

    @property
    def types(self) -> npt.NDArray[np.uint8]:
        """The axon types on show."""
        return self._scene.types

    @property
    def type_count(self) -> int:
        """How many axon types there are."""
        return len(self._by_type)

    @property
    def cursor_cell(self) -> Cell:
        """The cell that keys work on."""
        return self._scene.cursor

    @property
    def told_cell(self) -> Cell:
        """The cell under the pointer, else that of the cursor."""
        return self._hovered or self._scene.cursor

    @property
    def rectangle(self) -> Rectangle | None:
        """The selected cells."""
        return self._scene.rectangle

    @property
    def scope(self) -> Rectangle:
        """The selected cells; all if none are."""
        return self._scene.rectangle or whole(self._scene.crossbar)

    def show_core(self, shown: ShownCore) -> None:
        """Show a core as it is now; another one is fitted into the view."""
        core = shown.core
        self._by_type = core.neurons.strengths[0]
        crossbar, types = core.crossbar(), core.axon_types[0]
        is_other = (
            shown.key != self._key or crossbar.shape != self._scene.crossbar.shape
        )
        self._key = shown.key
        self._scene = replace(
            self._scene,
            crossbar=crossbar,
            strengths=self._by_type[types],
            types=types,
            fed=shown.fed,
            routed=shown.routed,
            cursor=(0, 0) if is_other else self._scene.cursor,
            rectangle=None if is_other else self._scene.rectangle,
        )
        if is_other:
            self._hovered = None
            self.fit()
        self._tell()

    def show_chosen(self, axons: frozenset[int], neurons: frozenset[int]) -> None:
        """Mark the axons and neurons that are selected in the document."""
        self._scene = replace(self._scene, chosen_axons=axons, chosen_neurons=neurons)
        self.viewport().update()

    # -- What gestures show

    def preview(self, crossbar: Crossbar, cursor: Cell | None = None) -> None:
        """Show other synapses than the core has, as they are being drawn."""
        self._scene = replace(
            self._scene, crossbar=crossbar, cursor=cursor or self.cursor_cell
        )
        self._tell()

    def preview_types(self, types: npt.NDArray[np.uint8]) -> None:
        """Show other axon types than the core has."""
        strengths = self._by_type[types]
        self._scene = replace(self._scene, types=types, strengths=strengths)
        self._tell()

    def select(self, rectangle: Rectangle | None, cursor: Cell | None = None) -> None:
        """Select some cells, or none."""
        self._scene = replace(
            self._scene, rectangle=rectangle, cursor=cursor or self.cursor_cell
        )
        self._tell()

    def follow_cursor(self) -> None:
        """Bring the cursor into view and tell about its cell."""
        self._hovered = None
        self._lay_out(self._scene.layout.showing(self.cursor_cell))
        self._tell()

    def hover(self, cell: Cell | None) -> None:
        """Tell about a cell, or about the cursor's."""
        if cell != self._hovered:
            self._hovered = cell
            self.pointed.emit()

    def _tell(self) -> None:
        self.viewport().update()
        self.pointed.emit()

    # -- Zoom and place

    def fit(self) -> None:
        """Show all cells, as large as there is room."""
        self._fits = True
        shape, view = self._scene.crossbar.shape, self.viewport()
        text = font_scale(self.font())
        axons, neurons = shape
        self._lay_out(fitted(axons, neurons, view.width(), view.height(), text))

    def zoom(self, steps: int, place: QPointF | None = None) -> None:
        """Make cells larger or smaller around a place, or around the cursor."""
        layout = self._scene.layout
        if place is None:
            left, top, width, height = layout.box(Rectangle(*self.cursor_cell, 1, 1))
            place = QPointF(left + width / 2, top + height / 2)
        self._fits = False
        self._lay_out(layout.zoomed(steps, place.x(), place.y()))

    def _lay_out(self, layout: CrossbarLayout) -> None:
        self._scene = replace(self._scene, layout=layout)
        for bar, place, most, page in zip(
            (self.horizontalScrollBar(), self.verticalScrollBar()),
            (layout.x, layout.y),
            layout.most_moved,
            layout.room,
            strict=True,
        ):
            bar.blockSignals(True)
            bar.setRange(0, most)
            bar.setPageStep(page)
            bar.setSingleStep(max(1, round(layout.cell)))
            bar.setValue(place)
            bar.blockSignals(False)
        self.viewport().update()

    def _scroll(self) -> None:
        x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self._fits = False
        self._lay_out(self._scene.layout.moved_to(x, y))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the crossbar fitted until the user has chosen a zoom."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()
        else:
            view = self.viewport()
            self._lay_out(self._scene.layout.resized(view.width(), view.height()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the pointer."""
        turned = event.angleDelta().y()
        if turned:
            self.zoom(1 if turned > 0 else -1, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grip the crossbar with the middle button."""
        if event.button() is Qt.MouseButton.MiddleButton:
            self._grip = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the crossbar that is gripped."""
        if self._grip is not None:
            here = event.position().toPoint()
            away, self._grip = self._grip - here, here
            layout = self._scene.layout
            self._fits = False
            self._lay_out(layout.moved_to(layout.x + away.x(), layout.y + away.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the crossbar go."""
        if event.button() is Qt.MouseButton.MiddleButton:
            self._grip = None

    # -- Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the crossbar."""
        painter = QPainter(self.viewport())
        self._painting.paint(painter, self._scene)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor with a thick frame."""
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the cursor with a thin frame."""
        super().focusOutEvent(event)
        self._show_focus()

    def _show_focus(self) -> None:
        self._scene = replace(self._scene, has_focus=self.hasFocus())
        self.viewport().update()

    def _rescale(self) -> None:
        layout = replace(self._scene.layout, text=font_scale(self.font()))
        self._lay_out(layout.moved_to(layout.x, layout.y))
        if self._fits:
            self.fit()

    def _recolour(self) -> None:
        self._painting.recolour(self._theme.colours)
        self.viewport().update()


def _nothing() -> CrossbarScene:
    nothing = np.zeros((1, 1), np.bool_)
    return CrossbarScene(
        layout=_LAYOUT,
        crossbar=nothing,
        strengths=np.zeros((1, 1), np.int16),
        types=np.zeros(1, np.uint8),
        fed=nothing[0],
        routed=nothing[0],
    )

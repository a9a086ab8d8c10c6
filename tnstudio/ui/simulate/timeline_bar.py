"""All that was run as one bar: drag it to any tick."""

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from tnstudio.simulation.activity import Activity
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.long_text import plain_tip

MARK = 4.0
"""Half the width of the mark where an image appears, in pixels."""

INSET = 6
"""Left and right of the first and the last tick, in pixels: room for the cursor."""

TIP = tr(
    "All ticks that were run, with how much the chip spiked. Drag to go to a tick; "
    "triangles: another image, below: the fork; diamonds: stopped at a breakpoint "
    "(Left, Right: a tick; Shift: N; End: the newest)"
)

DIAMOND = 4.5
"""Half the width and height of the mark of a breakpoint, in pixels."""

NEAR = 6.0
"""How far from a mark the mouse may be to be told about it, in pixels."""

MOST_TOLD = 5
"""Marks at one place that are told of."""


class MarkKind(Enum):
    """What a mark on the timeline is about; each has a shape of its own."""

    BREAKPOINT = auto()
    FORK = auto()


_OUTLINES = {
    MarkKind.BREAKPOINT: ((0, -1), (1, 0), (0, 1), (-1, 0)),
    MarkKind.FORK: ((-0.3, -1.2), (1.5, 0), (-0.3, 1.2)),
}
"""A diamond, and a triangle that points forward; in units of `DIAMOND`."""


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A place on the timeline.

    Attributes
    ----------
    tick : int
        How many ticks lie before it: the tick to go to.
    kind : MarkKind
    text : str
        What is told under the mouse.
    """

    tick: int
    kind: MarkKind
    text: str


class TimelineBar(QSlider):
    """Shows where the chip is in what was run, and goes elsewhere.

    ``valueChanged`` tells where the user wants to go, ``value`` where the chip is:
    both in ticks run.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("timeline")
        self.setAccessibleName(tr("Timeline"))
        self.setToolTip(TIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setRange(0, 0)
        self._theme = theme
        self._activity = Activity()
        self._onsets: tuple[int, ...] = ()
        self._part = 0.0, 0.0
        self._picture = QPixmap()
        self._pictured: tuple[object, ...] = ()
        self._marks: tuple[TimelineMark, ...] = ()
        theme.changed.connect(self.update)

    @property
    def marks(self) -> tuple[TimelineMark, ...]:
        """The marks on show."""
        return self._marks

    def show_run(
        self,
        position: int,
        end: int,
        activity: Activity,
        onsets: tuple[int, ...],
        marks: tuple[TimelineMark, ...] = (),
    ) -> None:
        """Show what was run; tells nobody.

        Parameters
        ----------
        position, end : int
            Ticks run before what is shown, and recorded in all.
        activity : Activity
        onsets : tuple of int
            The ticks in which an image appeared.
        marks : tuple of TimelineMark
            Of what else has happened.
        """
        self._activity, self._onsets, self._marks = activity, onsets, marks
        # Neither of them is a wish, so that nobody must be told.
        self.blockSignals(True)
        self.setRange(0, end)
        self.setPageStep(max(1, end // 10))
        if not self.isSliderDown():
            self.setValue(position)
        self.blockSignals(False)
        self.setEnabled(end > 0)
        self.setAccessibleDescription(
            tr("tick {tick:,} of {end:,}", tick=position, end=end)
        )
        self.update()

    def show_part(self, first: float, end: float) -> None:
        """Mark the ticks that the raster shows; none if they are none."""
        if (first, end) != self._part:
            self._part = first, end
            self.update()

    def tick_at(self, x: float) -> int:
        """Return how many ticks lie before a place, in pixels."""
        share = (x - INSET) / max(1, self.width() - 2 * INSET)
        return round(min(max(share, 0.0), 1.0) * self.maximum())

    def told_at(self, x: float) -> tuple[str, ...]:
        """Return what the marks near a place tell, in pixels."""
        near = [m for m in self._marks if abs(self._x(m.tick) - x) <= NEAR]
        texts = [mark.text for mark in near[:MOST_TOLD]]
        rest = len(near) - len(texts)
        if rest:
            texts.append(tr("and {number:,} more", number=rest))
        return tuple(texts)

    def event(self, event: QEvent) -> bool:
        """Tell about the marks under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            told = self.told_at(event.pos().x())
            if told:
                QToolTip.showText(event.globalPos(), plain_tip("\n".join(told)), self)
                return True
        return bool(super().event(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the mouse is, and follow it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self.tick_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if self.isSliderDown():
            self.setValue(self.tick_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stay where the mouse was left."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Paint activity, images and the place of the chip."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(colours.accent if self.hasFocus() else colours.grid))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(frame, 4, 4)
        if self.maximum():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPixmap(INSET, 3, self._activity_picture())
            self._paint_part(painter)
            self._paint_onsets(painter)
            painter.setBrush(QColor(colours.accent))
            painter.drawRect(QRectF(self._x(self.value()) - 1, 2, 2, self.height() - 4))
            self._paint_marks(painter)
            self._paint_end(painter)
        painter.end()

    def _paint_end(self, painter: QPainter) -> None:
        """Say how many ticks there are, unless the chip is at the newest."""
        if self.value() == self.maximum():
            return
        text = f"{self.maximum():,}"
        width = painter.fontMetrics().horizontalAdvance(text) + 8
        place = QRectF(self.width() - INSET - width, 5, width, self.height() - 10)
        painter.setBrush(QColor(self._theme.colours.surface))
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _activity_picture(self) -> QPixmap:
        """Return the picture of all that was run; made anew only if it changed."""
        ratio = self.devicePixelRatioF()
        columns = max(1, round((self.width() - 2 * INSET) * ratio))
        room = max(1, round((self.height() - 6) * ratio))
        colour = self._theme.colours.accent
        activity = self._activity
        made_of = activity, activity.changes, columns, room, colour
        if made_of != self._pictured:
            self._pictured = made_of
            heights = np.ceil(room * activity.pooled(columns)).astype(np.int64)
            cells = np.arange(room, 0, -1)[:, None] <= heights
            self._picture = _picture(cells, colour)
            self._picture.setDevicePixelRatio(ratio)
        return self._picture

    def _paint_part(self, painter: QPainter) -> None:
        """Paint a bracket below the ticks that the raster shows."""
        first, end = (min(max(t, 0.0), self.maximum()) for t in self._part)
        if first >= end or (first <= 0 and end >= self.maximum()):
            return
        left, right = self._x(first), max(self._x(end), self._x(first) + 3)
        bottom, top = self.height() - 2.5, self.height() - 8.5
        painter.setPen(QPen(QColor(self._theme.colours.text), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corners = (left, top), (left, bottom), (right, bottom), (right, top)
        painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_onsets(self, painter: QPainter) -> None:
        painter.setBrush(QColor(self._theme.colours.text))
        for onset in self._onsets:
            x = self._x(onset)
            points = [(x - MARK, 1), (x + MARK, 1), (x, 1 + MARK)]
            painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))

    def _paint_marks(self, painter: QPainter) -> None:
        """Paint the marks, one for those that would lie on each other."""
        colours = self._theme.colours
        painter.setPen(QColor(colours.surface))
        y = self.height() - 2 - DIAMOND
        for x, kind in {(round(self._x(mark.tick)), mark.kind) for mark in self._marks}:
            is_fork = kind is MarkKind.FORK
            painter.setBrush(QColor(colours.text if is_fork else colours.error))
            around = _OUTLINES[kind]
            points = [QPointF(x + DIAMOND * a, y + DIAMOND * b) for a, b in around]
            painter.drawPolygon(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)

    def _x(self, tick: float) -> float:
        """Return the place before which so many ticks lie, in pixels."""
        width = self.width() - 2 * INSET
        return INSET + width * tick / max(1, self.maximum())


def _picture(cells: npt.NDArray[np.bool_], colour: str) -> QPixmap:
    """Return a picture in a colour, half of it where cells are true."""
    ink = QColor(colour)
    ink.setAlphaF(0.5)
    octets = np.ascontiguousarray(cells.astype(np.uint8))
    rows, columns = octets.shape
    image = QImage(octets.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable([0, ink.rgba()])
    return QPixmap.fromImage(image)

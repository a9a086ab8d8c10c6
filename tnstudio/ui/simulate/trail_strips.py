"""V of several neurons over the same ticks, one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QToolTip, QWidget

from tnstudio.app.potential_trail import Place, Trail
from tnstudio.texts import tr
from tnstudio.ui.simulate.trail_view import SPANS, window_of
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.long_text import plain_tip

LEAST_STRIP, LARGEST_STRIP = 46, 120
"""Of a strip's height, in pixels."""

NAME = 15
"""Height of the line with the name."""

AXIS = 18
"""Height of the axis of ticks, at the bottom."""

MARGIN = 8

SPIKE = 4.0
"""Half the width of a mark, in pixels."""

ABOUT = tr(
    "V of each pinned neuron, tick by tick: up or down to where it is compared with "
    "the threshold, then to where it is after the tick. <b>- - -</b> threshold α + η. "
    "<b>▲</b> fired. The upright line is the tick on show.<br>A click selects a "
    "neuron; Up and Down choose another one, Delete unpins it."
)


@dataclass(frozen=True, slots=True)
class Strip:
    """A pinned neuron and what it is called."""

    place: Place
    name: str


class TrailStrips(QWidget):
    """Draws trails that share their ticks; by itself, to be quick.

    Attributes
    ----------
    chosen : Signal of int
        Number of the strip that the user has chosen.
    dismissed : Signal of int
        Number of the strip that is to go.
    """

    chosen = Signal(int)
    dismissed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pinned-trails")
        self.setAccessibleName(tr("V of the pinned neurons"))
        self.setToolTip(ABOUT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._theme = theme
        self._strips: tuple[Strip, ...] = ()
        self._trails: tuple[Trail, ...] = ()
        self._tick = self._current = -1
        theme.changed.connect(self.update)

    @property
    def strips(self) -> tuple[Strip, ...]:
        """The neurons, from top to bottom."""
        return self._strips

    @property
    def trails(self) -> tuple[Trail, ...]:
        """What is drawn of each; nothing while it is not known."""
        return self._trails

    @property
    def tick(self) -> int:
        """The tick that is pointed at; -1 for none."""
        return self._tick

    @property
    def current(self) -> int:
        """The strip with a frame; -1 for none."""
        return self._current

    def show_strips(self, strips: Sequence[Strip], current: int) -> None:
        """Have a strip for each neuron; one of them has a frame, or none (-1)."""
        if tuple(strips) != self._strips:
            self._strips, self._trails = tuple(strips), ()
            self.setMinimumHeight(LEAST_STRIP * len(self._strips) + AXIS)
        self._current = current
        self._describe()
        self.update()

    def show_trails(self, trails: Sequence[Trail], tick: int) -> None:
        """Draw the ticks around one of them; no trails: as yet unknown."""
        self._tick = tick
        if trails:
            first, end = window_of(trails[0], tick)
            trails = [trail.between(first, end) for trail in trails]
        self._trails = tuple(trails)
        self._describe()
        self.update()

    def text_of(self, strip: int, tick: int | None = None) -> str:
        """Return what a neuron did in a tick, by default the one on show."""
        name = self._strips[strip].name
        tick = self._tick if tick is None else tick
        if not self._trails:
            return name
        trail = self._trails[strip]
        if not trail.first <= tick < trail.end:
            return name
        k = tick - trail.first
        v = f"{name}: V {trail.compared[k]} / {trail.thresholds[k]}"
        return tr("{v}, fired", v=v) if trail.spikes[k] else v

    def sizeHint(self) -> QSize:
        """Return room for all strips."""
        return QSize(300, LARGEST_STRIP * max(1, len(self._strips)) + AXIS)

    def strip_at(self, y: float) -> int:
        """Return the strip at a height; -1 for none."""
        strip = int(y // self._height())
        return strip if 0 <= strip < len(self._strips) else -1

    def area_of(self, strip: int) -> QRectF:
        """Return where V of a neuron is drawn."""
        top = strip * self._height()
        return QRectF(0, top, self.width(), self._height()).adjusted(
            MARGIN, NAME + 2, -MARGIN, -6
        )

    def x_of(self, tick: float) -> float:
        """Return where the middle of a tick is."""
        first, span = self._ticks()
        return MARGIN + (tick - first + 0.5) * (self.width() - 2 * MARGIN) / span

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the strip that is pressed."""
        strip = self.strip_at(event.position().y())
        if strip >= 0:
            self.chosen.emit(strip)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the tick pointed at."""
        self._point(event.position(), event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the strip above or below, or let the chosen one go."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self._strips:
            last = len(self._strips) - 1
            self.chosen.emit(min(max(self._current + step, 0), last))
        elif event.key() == Qt.Key.Key_Delete and self._current >= 0:
            self.dismissed.emit(self._current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the strips, the axis below, and the tick on show through all."""
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 1))
        painter.setFont(font)
        for strip in range(len(self._strips)):
            self._draw_strip(painter, strip)
        if self._trails:
            self._draw_axis(painter)
        painter.end()

    # -- Drawing

    def _height(self) -> float:
        room = (self.height() - AXIS) / max(1, len(self._strips))
        return min(float(LARGEST_STRIP), max(float(LEAST_STRIP), room))

    def _ticks(self) -> tuple[int, int]:
        """Return the first tick and how many there is room for."""
        if not self._trails:
            return 0, SPANS[0]
        trail = self._trails[0]
        known = trail.end - trail.first
        return trail.first, next(span for span in SPANS if span >= known)

    def _colour(self, strip: int) -> str:
        series = self._theme.colours.series
        return series[strip % len(series)]

    def _draw_strip(self, painter: QPainter, strip: int) -> None:
        colours = self._theme.colours
        top, height = strip * self._height(), self._height()
        if strip == self._current:
            painter.setPen(QPen(QColor(colours.accent), 2 if self.hasFocus() else 1))
            frame = QRectF(1, top + 1, self.width() - 2, height - 2)
            painter.drawRoundedRect(frame, 4, 4)
        line = QRectF(MARGIN, top + 2, self.width() - 2 * MARGIN, NAME)
        painter.fillRect(QRectF(MARGIN, top + 5, 9, 9), QColor(self._colour(strip)))
        painter.setPen(QColor(colours.text))
        told = painter.fontMetrics().elidedText(
            f"{strip + 1}  {self.text_of(strip)}",
            Qt.TextElideMode.ElideRight,
            int(line.width() - 14),
        )
        painter.drawText(line.adjusted(14, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, told)
        if self._trails and self._trails[strip].spikes.size:
            self._draw_trail(painter, strip)

    def _draw_trail(self, painter: QPainter, strip: int) -> None:
        colours, trail = self._theme.colours, self._trails[strip]
        area = self.area_of(strip)
        ticks = np.arange(trail.first, trail.end)
        path = np.stack([trail.compared, trail.potentials], axis=1).ravel()
        levels = np.concatenate([path, trail.thresholds, [0]]).astype(np.float64)
        low, high = float(levels.min()), float(levels.max())
        scale = area.height() / max(1.0, high - low)

        first, span = self._ticks()
        wide = (self.width() - 2 * MARGIN) / span

        def points(x: npt.NDArray[Any], v: npt.NDArray[Any]) -> QPolygonF:
            xs = (MARGIN + (x - first + 0.5) * wide).tolist()
            ys = (area.bottom() - (v - low) * scale).tolist()
            return QPolygonF([QPointF(*one) for one in zip(xs, ys, strict=True)])

        zero = area.bottom() + low * scale
        painter.setPen(QPen(QColor(colours.grid), 1))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        painter.setPen(QPen(QColor(colours.muted), 1, Qt.PenStyle.DashLine))
        painter.drawPolyline(points(*_steps(ticks, trail.thresholds)))
        painter.setPen(QPen(QColor(self._colour(strip)), 1))
        painter.drawPolyline(points(np.repeat(ticks, 2), path))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.text))
        fired = trail.spikes
        for tip in points(ticks[fired], trail.compared[fired]).toList():
            base = tip.y() + 1.6 * SPIKE
            sides = (QPointF(tip.x() + side, base) for side in (-SPIKE, SPIKE))
            painter.drawPolygon(QPolygonF([tip, *sides]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_axis(self, painter: QPainter) -> None:
        colours = self._theme.colours
        first, span = self._ticks()
        bottom = len(self._strips) * self._height()
        painter.setPen(QColor(colours.muted))
        step = span // 4
        for tick in range(-(-first // step) * step, first + span, step):
            place = QRectF(self.x_of(tick) - 40, bottom, 80, AXIS)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{tick}")
        if self._trails[0].first <= self._tick < self._trails[0].end:
            painter.setPen(QPen(QColor(colours.text), 1.5))
            x = self.x_of(self._tick)
            painter.drawLine(QPointF(x, NAME), QPointF(x, bottom))

    def _point(self, place: QPointF, event: QMouseEvent) -> None:
        strip = self.strip_at(place.y())
        if strip < 0 or not self._trails:
            return
        first, span = self._ticks()
        share = (place.x() - MARGIN) / max(1, self.width() - 2 * MARGIN)
        tick = first + int(np.floor(share * span))
        told = tr("tick {tick}, {neuron}", tick=tick, neuron=self.text_of(strip, tick))
        QToolTip.showText(event.globalPosition().toPoint(), plain_tip(told), self)

    def _describe(self) -> None:
        told = "; ".join(self.text_of(strip) for strip in range(len(self._strips)))
        if told != self.accessibleDescription():
            self.setAccessibleDescription(told)


def _steps(
    ticks: npt.NDArray[np.int64], levels: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]:
    """Return the corners of a line of steps; a level that stays needs but two."""
    starts = np.flatnonzero(np.diff(levels, prepend=levels[0] - 1))
    ends = np.append(starts[1:], len(levels))
    edges = np.stack([ticks[starts] - 0.5, ticks[0] + ends - 0.5], axis=1)
    return edges.ravel(), np.repeat(levels[starts], 2)

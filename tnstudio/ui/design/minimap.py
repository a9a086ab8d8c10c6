"""A small map in the corner of a view: all that there is, and what is in view."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from tnstudio.texts import tr
from tnstudio.ui.design.navigation import NavigableView
from tnstudio.ui.design.pens import with_alpha
from tnstudio.ui.theme import Theme

MOST_WIDTH, MOST_HEIGHT = 210, 140
_BESIDE, _BELOW = 12, 40
"""Pixels to the corner of the view; below there is room for a legend."""
_FRAME = 4
"""Pixels around the picture."""
_LEAST_MARK = 6.0
"""The view's rectangle is not drawn smaller than so many pixels."""

Paint = Callable[[QPainter, QRectF], None]


def fitted(box: QSizeF, width: float, height: float) -> float:
    """Return the scale at which a box just fits into a room."""
    return min(width / max(1e-6, box.width()), height / max(1e-6, box.height()))


class Minimap(QWidget):
    """Shows the whole scene; a drag on it moves the view.

    It is there while it is wanted and something is out of view. What it shows
    is drawn once, and again after `renew`.

    Parameters
    ----------
    view : NavigableView
        Gets it into its corner.
    paint : callable
        Draws all that there is into a rectangle of a painter.

    Attributes
    ----------
    wanted_changed : Signal
        Whether the user wants it.
    """

    wanted_changed = Signal(bool)

    def __init__(self, view: NavigableView, theme: Theme, paint: Paint) -> None:
        super().__init__(view.viewport())
        self.setObjectName(f"{view.objectName()}-minimap")
        self.setAccessibleName(tr("Map of the whole network"))
        self.setToolTip(tr("Drag to move the view (M hides the map)"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._view, self._theme, self._paint = view, theme, paint
        self._wanted = True
        self._picture: QPixmap | None = None
        view.moved.connect(self.follow)
        theme.changed.connect(self.renew)
        self.hide()

    @property
    def wanted(self) -> bool:
        """Whether the user wants it."""
        return self._wanted

    def want(self, *, wanted: bool) -> None:
        """Show it, if something is out of view, or hide it."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.wanted_changed.emit(wanted)
            self.follow()

    def toggle(self) -> None:
        """Show or hide it."""
        self.want(wanted=not self._wanted)

    def renew(self) -> None:
        """Draw the scene anew: something in it has changed."""
        self._picture = None
        self.follow()

    def follow(self) -> None:
        """Show what the view shows now."""
        box, seen = self._view.content_box(), self._view.seen()
        needed = self._wanted and not box.isEmpty() and not seen.contains(box)
        if needed:
            self._place(box)
            self.update()
        self.setVisible(needed)

    def _place(self, box: QRectF) -> None:
        room = self._view.viewport().size()
        width = min(MOST_WIDTH, room.width() // 3)
        height = min(MOST_HEIGHT, room.height() // 3)
        scale = fitted(box.size(), width, height)
        wide = max(24, round(box.width() * scale)) + 2 * _FRAME
        high = max(24, round(box.height() * scale)) + 2 * _FRAME
        left, top = room.width() - wide - _BESIDE, room.height() - high - _BELOW
        self.setGeometry(left, top, wide, high)

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME)

    def mark(self) -> QRectF:
        """Return where the part in view is, in pixels of the map."""
        box, inner = self._view.content_box(), self._inner()
        scale = fitted(box.size(), inner.width(), inner.height())
        seen = self._view.seen()
        width = max(_LEAST_MARK, seen.width() * scale)
        height = max(_LEAST_MARK, seen.height() * scale)
        mark = QRectF(0, 0, width, height)
        mark.moveCenter(
            inner.center() + (seen.center() - box.center()) * scale,
        )
        return mark

    # -- Events

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the picture and the part in view."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setPen(QColor(colours.muted))
        painter.setBrush(with_alpha(colours.background, 235))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        ratio = self.devicePixelRatio()
        size = (self._inner().size() * ratio).toSize()
        if self._picture is None or self._picture.size() != size:
            self._picture = self._drawn(size.width(), size.height())
        painter.drawPixmap(self._inner(), self._picture, QRectF(self._picture.rect()))
        painter.setClipRect(self.rect().adjusted(1, 1, -1, -1))
        painter.setPen(QColor(colours.accent))
        painter.setBrush(with_alpha(colours.accent, 50))
        painter.drawRect(self.mark())
        painter.end()

    def _drawn(self, width: int, height: int) -> QPixmap:
        picture = QPixmap(max(1, width), max(1, height))
        picture.fill(QColor(self._theme.colours.background))
        painter = QPainter(picture)
        self._paint(painter, QRectF(picture.rect()))
        painter.end()
        return picture

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring a place to the middle of the view."""
        event.accept()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on to another place."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the event from the view below."""
        event.accept()

    def _go_to(self, point: QPointF) -> None:
        box, inner = self._view.content_box(), self._inner()
        scale = fitted(box.size(), inner.width(), inner.height())
        self._view.centre_on(box.center() + (point - inner.center()) / scale)

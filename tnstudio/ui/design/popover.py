"""A small panel at a place of a canvas, closed by a click beside it or Escape."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

_OFF = QPoint(-20, 14)
"""From the pointer to the corner of the panel."""


class Popover(QFrame):
    """A panel with a heading; what is in it is added to ``body``."""

    def __init__(self, name: str, heading: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(name)
        self.setAccessibleName(heading)
        self.setProperty("role", "panel")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 14)
        self.body.setSpacing(10)
        self._heading = QLabel(heading, self)
        self._heading.setProperty("role", "subheading")
        self.body.addWidget(self._heading)

    def set_heading(self, text: str) -> None:
        """Say what the panel is about."""
        self._heading.setText(text)
        self.setAccessibleName(text)

    def open_at(self, place: QPoint) -> None:
        """Show the panel at a place of the screen, whole."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
        self.move(_within(QRect(place + _OFF, self.size()), screen.availableGeometry()))
        self.show()


def _within(box: QRect, room: QRect) -> QPoint:
    """Return where a box has to be so that it is all in a room."""
    left = max(room.left(), min(box.left(), room.right() - box.width()))
    return QPoint(left, max(room.top(), min(box.top(), room.bottom() - box.height())))

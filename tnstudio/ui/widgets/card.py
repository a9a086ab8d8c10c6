"""A raised panel with a heading."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget


class Card(QFrame):
    """A panel: a heading, room beside it for controls, a body below.

    Parameters
    ----------
    heading : str
    name : str
        Object name.

    Attributes
    ----------
    header : QHBoxLayout
        Holds the heading; add controls to its right.
    body : QVBoxLayout
    """

    def __init__(self, heading: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "panel")
        self._heading = _Heading(heading, self)
        self._heading.setProperty("role", "heading")
        self.header = QHBoxLayout()
        self.header.setSpacing(8)
        self.header.addWidget(self._heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(self.header)
        layout.addLayout(self.body, 1)

    @property
    def heading(self) -> str:
        """The heading on show."""
        return self._heading.text()

    def set_heading(self, heading: str) -> None:
        """Change the heading."""
        self._heading.setText(heading)


class _Heading(QLabel):
    """A heading; if it is plain text, it ends in dots where it has no more room."""

    def paintEvent(self, event: QPaintEvent) -> None:
        place, metrics = self.contentsRect(), self.fontMetrics()
        end = Qt.TextElideMode.ElideRight
        told = metrics.elidedText(self.text(), end, place.width())
        if told == self.text() or self.textFormat() != Qt.TextFormat.PlainText:
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter,
                place,
                self.alignment(),
                self.palette(),
                self.isEnabled(),
                told,
                self.foregroundRole(),
            )

"""The column at the left, scrolled when what is unfolded needs more room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class PanelScroll(QScrollArea):
    """A column of a fixed width; the scroll bar comes beside it.

    Parameters
    ----------
    width : int
        Of the content in pixels.

    Attributes
    ----------
    content : QWidget
    """

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("simulate-panel")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.content = QWidget(self)
        self.content.setFixedWidth(width)
        self._width = width
        self.setWidget(self.content)
        self.viewport().setAutoFillBackground(False)
        self.content.setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        self.setFixedWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the workspace."""
        event.ignore()

    def _make_room(self, least: int, most: int) -> None:
        """Make room for the scroll bar while there is anything to be scrolled."""
        bar = self.verticalScrollBar().sizeHint().width() if most > least else 0
        self.setFixedWidth(self._width + bar)

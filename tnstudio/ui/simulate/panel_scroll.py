"""The column at the left, scrolled when what is unfolded needs more room."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from tnstudio.ui.widgets.text_scale import keep_width, scaled


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
        keep_width(self.content, width)
        self._width = width
        self.setWidget(self.content)
        self.viewport().setAutoFillBackground(False)
        self.content.setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        self.setFixedWidth(scaled(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the workspace."""
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Be as wide as other texts need it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.widget() is not None:
            bar = self.verticalScrollBar()
            self._make_room(bar.minimum(), bar.maximum())

    def _make_room(self, least: int, most: int) -> None:
        """Make room for the scroll bar while there is anything to be scrolled."""
        bar = self.verticalScrollBar().sizeHint().width() if most > least else 0
        self.setFixedWidth(scaled(self._width) + bar)

"""An icon that is only looked at."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QWidget


class IconLabel(QLabel):
    """A label that shows an icon at one size, sharp at every scale.

    Parameters
    ----------
    side : int
        Rows and columns, in device-independent pixels.
    """

    def __init__(self, side: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setFixedSize(side, side)

    def setIcon(self, icon: QIcon) -> None:
        """Show this icon."""
        size = QSize(self._side, self._side)
        self.setPixmap(icon.pixmap(size, self.devicePixelRatioF()))

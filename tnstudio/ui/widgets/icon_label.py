"""An icon that is only looked at."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from tnstudio.ui.widgets.text_scale import keep_size, scaled


class IconLabel(QLabel):
    """A label that shows an icon, as large beside texts of every size.

    Parameters
    ----------
    side : int
        Rows and columns beside texts of the usual size, in device-independent
        pixels.
    """

    def __init__(self, side: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._icon = QIcon()
        keep_size(self, side, side)

    def setIcon(self, icon: QIcon) -> None:
        """Show this icon."""
        self._icon = icon
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the icon in the new size."""
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        size = QSize(scaled(self._side), scaled(self._side))
        self.setPixmap(self._icon.pixmap(size, self.devicePixelRatioF()))

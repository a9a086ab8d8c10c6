"""Pages of Design that are no single drawing, as pictures of what is on show."""

from dataclasses import dataclass

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from tnstudio.ui.design.export import Wish
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.screen_panel import paint_screen


@dataclass(frozen=True, eq=False, slots=True)
class ScreenSource:
    """Draws a page as it is; of the wish only width and resolution matter.

    See `tnstudio.ui.design.export.Source`.
    """

    widget: QWidget
    theme: Theme
    wish: Wish

    @property
    def _scale(self) -> float:
        return self.wish.points / max(1, self.widget.width())

    def size(self) -> QSizeF:
        """Return width and height in points."""
        return QSizeF(self.widget.size()) * self._scale

    def prepare(self) -> bool:
        """Tell that all is there."""
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw all; the painter's units are points."""
        painter.save()
        painter.scale(self._scale, self._scale)
        paint_screen(painter, self.widget, self.theme)
        painter.restore()

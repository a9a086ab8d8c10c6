"""What is on the screen as a part of a figure: pages that are no single drawing."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.paper_figure import LINE, PaperFigure, write_title


@dataclass(frozen=True, eq=False, slots=True)
class ScreenPanel:
    """A widget as it is, in the colours of the theme: fields keep theirs.

    Attributes
    ----------
    widget : QWidget
    theme : Theme
    title : str
    """

    widget: QWidget
    theme: Theme
    title: str

    @property
    def size(self) -> QSizeF:
        """Width and height."""
        return QSizeF(self.widget.size()) + QSizeF(0, LINE)

    def paint(self, painter: QPainter, place: QPointF) -> None:
        """Draw it."""
        write_title(painter, place, self.title)
        painter.save()
        painter.translate(place + QPointF(0, LINE))
        paint_screen(painter, self.widget, self.theme)
        painter.restore()


def paint_screen(painter: QPainter, widget: QWidget, theme: Theme) -> None:
    """Draw a widget at the painter's origin, on the window's background."""
    area = QRectF(QPointF(0, 0), QSizeF(widget.size()))
    painter.fillRect(area, QColor(theme.colours.background))
    children = QWidget.RenderFlag.DrawChildren
    widget.render(painter, QPoint(), widget.rect(), children)


def screen_figure(name: str, title: str, widget: QWidget, theme: Theme) -> PaperFigure:
    """Return a figure of a widget, without numbers behind it."""
    return PaperFigure(name, title, (ScreenPanel(widget, theme, title),), (), tuple)

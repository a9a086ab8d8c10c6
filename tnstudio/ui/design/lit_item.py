"""What a selected core looks at and feeds, drawn over the layers."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from tnstudio.ui.colours import Colours
from tnstudio.ui.design.drawing import Box, Lit
from tnstudio.ui.design.pens import cosmetic, rectangle, with_alpha


class LitItem(QGraphicsItem):
    """What the selected core looks at and feeds."""

    def __init__(self, colours: Colours, bounds: Box) -> None:
        super().__init__()
        self._colours = colours
        self._lit: Lit | None = None
        self._bounds = rectangle(bounds).adjusted(-8, -8, 8, 8)
        self.setZValue(10)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """Return the whole canvas: links go across it."""
        return self._bounds

    def show_lit(self, lit: Lit | None, colours: Colours) -> None:
        """Light up something else."""
        self._lit, self._colours = lit, colours
        self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw the view from window to core, and links to what it feeds."""
        if self._lit is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(self._colours.accent)
        tile = rectangle(self._lit.tile)
        if self._lit.window is not None:
            self._paint_view(painter, rectangle(self._lit.window), tile)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in self._lit.targets:
            target = rectangle(box)
            painter.setPen(cosmetic(with_alpha(self._colours.accent, 190), 1.6))
            painter.drawPath(_link(tile, target))
            painter.setPen(cosmetic(accent, 1.6))
            painter.drawRect(target)
        painter.setPen(cosmetic(accent, 3.0))
        painter.drawRect(tile)

    def _paint_view(self, painter: QPainter, window: QRectF, tile: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(self._colours.accent, 34))
        painter.drawPolygon(
            QPolygonF(
                [
                    window.topRight(),
                    tile.topLeft(),
                    tile.bottomLeft(),
                    window.bottomRight(),
                ]
            )
        )
        painter.setPen(cosmetic(with_alpha(self._colours.accent, 150), 1.0))
        painter.drawLines(
            [
                QLineF(window.topRight(), tile.topLeft()),
                QLineF(window.bottomRight(), tile.bottomLeft()),
            ]
        )
        # A light rim keeps the frame visible on light and dark pixels alike.
        painter.setBrush(with_alpha(self._colours.accent, 40))
        painter.setPen(cosmetic(QColor(self._colours.surface), 4.5))
        painter.drawRect(window)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(cosmetic(QColor(self._colours.accent), 2.5))
        painter.drawRect(window)


def _link(tile: QRectF, target: QRectF) -> QPainterPath:
    start = QPointF(tile.right(), tile.center().y())
    end = QPointF(target.left(), target.center().y())
    bend = (end.x() - start.x()) / 2
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
    return path

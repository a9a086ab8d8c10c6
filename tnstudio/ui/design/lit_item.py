"""What selected cores look at and feed, drawn over the layers."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from tnstudio.ui.colours import Colours
from tnstudio.ui.design.drawing import Box, Lit
from tnstudio.ui.design.links import curve
from tnstudio.ui.design.pens import cosmetic, rectangle, with_alpha

_HOVER_OPACITY = 0.45


class ConeItem(QGraphicsItem):
    """The view from a window to its core, behind the layers: it veils no weights."""

    def __init__(self, bounds: QRectF) -> None:
        super().__init__()
        self._bounds = bounds
        self._cones: tuple[QPolygonF, ...] = ()
        self._colour = QColor()
        self.setZValue(-10)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """Return the whole canvas."""
        return self._bounds

    def show_cones(self, lits: list[Lit], colours: Colours) -> None:
        """Show what these look at."""
        self._cones = tuple(_cone(lit) for lit in lits if lit.window is not None)
        self._colour = with_alpha(colours.accent, 34)
        self.update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Fill from the window's far side to the core's near side."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        for cone in self._cones:
            painter.drawPolygon(cone)


class LitItem(QGraphicsItem):
    """Window, targets and links of the current core, and faintly of a hovered one.

    Attributes
    ----------
    cones : ConeItem
        To be added to the scene, too: it lies behind the layers.
    """

    def __init__(self, colours: Colours, bounds: Box) -> None:
        super().__init__()
        self._colours = colours
        self._lit: Lit | None = None
        self._hovered: Lit | None = None
        self._bounds = rectangle(bounds).adjusted(-8, -8, 8, 8)
        self.cones = ConeItem(self._bounds)
        self.setZValue(10)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def lit(self) -> Lit | None:
        """What the current core lights up."""
        return self._lit

    def boundingRect(self) -> QRectF:
        """Return the whole canvas: links go across it."""
        return self._bounds

    def show_lit(self, lit: Lit | None, colours: Colours) -> None:
        """Light up something else."""
        self._lit, self._colours = lit, colours
        self._show_cones()
        self.update()

    def hover(self, lit: Lit | None) -> None:
        """Light up what is under the pointer, faintly."""
        if lit != self._hovered:
            self._hovered = lit
            self._show_cones()
            self.update()

    def _show_cones(self) -> None:
        shown = dict.fromkeys((self._lit, self._hovered))
        self.cones.show_cones([lit for lit in shown if lit], self._colours)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Draw the view from window to core, and links to what it feeds."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hovered is not None and self._hovered != self._lit:
            painter.setOpacity(_HOVER_OPACITY)
            self._paint_lit(painter, self._hovered)
            painter.setOpacity(1.0)
        if self._lit is not None:
            self._paint_lit(painter, self._lit)

    def _paint_lit(self, painter: QPainter, lit: Lit) -> None:
        accent = QColor(self._colours.accent)
        tile = rectangle(lit.tile)
        if lit.window is not None:
            self._paint_view(painter, rectangle(lit.window), tile)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(cosmetic(with_alpha(self._colours.accent, 190), 1.6))
        for box in lit.targets:
            painter.drawPath(_link(lit.tile, box))
        painter.setPen(cosmetic(accent, 1.6))
        painter.drawRects([rectangle(box) for box in lit.targets])
        painter.setPen(cosmetic(accent, 3.0))
        painter.drawRect(tile)

    def _paint_view(self, painter: QPainter, window: QRectF, tile: QRectF) -> None:
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


def _cone(lit: Lit) -> QPolygonF:
    tile = rectangle(lit.tile)
    window = rectangle(lit.window) if lit.window else tile
    return QPolygonF(
        [window.topRight(), tile.topLeft(), tile.bottomLeft(), window.bottomRight()]
    )


def _link(tile: Box, target: Box) -> QPainterPath:
    start, first, second, end = (QPointF(x, y) for x, y in curve(tile, target))
    path = QPainterPath(start)
    path.cubicTo(first, second, end)
    return path

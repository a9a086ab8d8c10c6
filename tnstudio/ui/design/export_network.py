"""A network of layers as a picture for print."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene

from tnstudio.app.selection import Selection
from tnstudio.model.trained import TrainedNetwork
from tnstudio.ui.colours import Colours
from tnstudio.ui.design.drawing import Drawing
from tnstudio.ui.design.export import Wish, drawn_image, print_colours
from tnstudio.ui.design.network_picture import NetworkPicture
from tnstudio.ui.design.pens import is_clear, rectangle
from tnstudio.ui.widgets.picture_file import Format

_SIDE = 10.0
"""Points left free beside the network."""
_HAIRLINE = 1.01
"""Points. Pens of 1 are a pixel wide to Qt, however many there are per point."""
_LINES_ABOVE, _ABOVE = 3, 26.0
_LINES_BELOW, _BELOW = 2, 36.0
"""Lines and points left free for names above, for sample and legend below."""


@dataclass(frozen=True, eq=False, slots=True)
class NetworkView:
    """What of a network is to be drawn.

    Attributes
    ----------
    seen : QRectF
        The part in view, in units of the scene.
    """

    drawing: Drawing
    trained: TrainedNetwork | None
    selection: Selection
    sample: QImage
    caption: str
    seen: QRectF


class NetworkSource:
    """Draws a network in print sizes; see `tnstudio.ui.design.export.Source`."""

    def __init__(self, view: NetworkView, wish: Wish, theme: Colours) -> None:
        self._view, self._wish = view, wish
        self._colours = print_colours(wish, theme)
        self._font = QFont(QGuiApplication.font())
        self._font.setPixelSize(max(1, round(wish.letters)))
        # No view: nobody is told of pictures, `prepare` asks for them.
        self._scene = QGraphicsScene()
        self._picture = NetworkPicture(self._scene, self._colours, lambda: None)
        self._picture.least_letters = wish.letters
        self._picture.hairline = _HAIRLINE
        self._picture.show_trained(view.trained)
        self._picture.show_drawing(view.drawing, view.sample)
        self._picture.show_sample(view.sample, view.caption)
        if wish.selection:
            self._picture.show_selection(view.selection)
        if wish.file_format is Format.SVG:
            self._picture.pictures.sharpness = wish.pixels_per_point

    def size(self) -> QSizeF:
        """Return width and height in points."""
        return QSizeF(self._wish.points, self._target().bottom() + self._below())

    def prepare(self) -> bool:
        """Make some pictures of crossbars; tells whether all were there."""
        pictures = self._picture.pictures
        if pictures.is_quiet:
            # A drawing that nobody sees tells which ones are needed.
            drawn_image(self, self.size(), self._draft_pixels())
            if pictures.is_quiet:
                return True
        pictures.make_some()
        return False

    def _draft_pixels(self) -> float:
        svg = self._wish.file_format is Format.SVG
        return 1.0 if svg else self._wish.pixels_per_point

    def paint(self, painter: QPainter) -> None:
        """Draw network, names and legend; the painter's units are points."""
        size, target = self.size(), self._target()
        whole = QRect(0, 0, round(size.width()), round(size.height()))
        painter.setFont(self._font)
        if not is_clear(self._colours.background):
            painter.fillRect(whole, QColor(self._colours.background))
        stretch = Qt.AspectRatioMode.IgnoreAspectRatio
        painter.save()
        self._scene.render(painter, target, self._part(), stretch)
        painter.restore()
        self._picture.paint_over(painter, whole, self._on_paper, self._zoom())

    def _part(self) -> QRectF:
        """Return the part of the scene that is drawn."""
        if not self._wish.whole:
            return self._view.seen
        # Frames go beyond what they are around.
        return rectangle(self._view.drawing.bounds).adjusted(-4, -4, 4, 4)

    def _zoom(self) -> float:
        """Return points per unit of the scene."""
        side = _SIDE if self._wish.whole else 0.0
        return (self._wish.points - 2 * side) / self._part().width()

    def _target(self) -> QRectF:
        """Return where the scene is drawn, in points."""
        part, zoom = self._part(), self._zoom()
        left = _SIDE if self._wish.whole else 0.0
        top = _LINES_ABOVE * self._line() + _ABOVE if self._wish.whole else 0.0
        return QRectF(left, top, part.width() * zoom, part.height() * zoom)

    def _below(self) -> float:
        return _LINES_BELOW * self._line() + _BELOW if self._wish.whole else 0.0

    def _line(self) -> float:
        return float(QFontMetrics(self._font).height())

    def on_paper(self, point: QPointF) -> QPointF:
        """Return where a point of the scene is drawn, in points."""
        way = (point - self._part().topLeft()) * self._zoom()
        return self._target().topLeft() + way

    def _on_paper(self, box: QRectF) -> QRect:
        shown = QRectF(self.on_paper(box.topLeft()), box.size() * self._zoom())
        return shown.toAlignedRect()

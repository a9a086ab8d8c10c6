"""Small drawings of stimulus generators: what their spikes look like in time."""

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from tnstudio.model.stimulus import (
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)

_BARS: dict[type, tuple[float, ...]] = {
    SingleSpike: (0.25,),
    RegularSpikes: (0.1, 0.37, 0.64, 0.91),
    PoissonSpikes: (0.08, 0.2, 0.55, 0.62, 0.95),
    PatternSpikes: (0.1, 0.3, 0.42, 0.9),
}
"""Where spikes are, from left to right."""


def paint_stimulus(
    painter: QPainter, box: QRectF, stimulus: Stimulus | None, ink: QColor
) -> None:
    """Draw spikes over a time axis; a grid for images, a dashed axis for nothing."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    pen = QPen(ink, 1.0)
    base = QLineF(box.bottomLeft(), box.bottomRight())
    if stimulus is None:
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    if isinstance(stimulus, ImageSpikes):
        _paint_grid(painter, box)
    else:
        painter.drawLine(base)
    painter.setPen(QPen(ink, 2.0))
    for share in _BARS.get(type(stimulus), ()):
        x = round(box.left() + share * box.width())
        painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
    if isinstance(stimulus, PatternSpikes):
        painter.setPen(QPen(ink, 1.0))
        painter.drawRect(box.adjusted(-2, -2, 2, 2))
    painter.restore()


def _paint_grid(painter: QPainter, box: QRectF) -> None:
    for k in range(4):
        x = box.left() + k * box.width() / 3
        y = box.top() + k * box.height() / 3
        painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
        painter.drawLine(QLineF(box.left(), y, box.right(), y))

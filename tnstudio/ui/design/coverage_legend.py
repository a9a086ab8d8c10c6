"""The legend of the coverage: colours with the number of cores they stand for."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tnstudio.texts import tr
from tnstudio.ui.design.coverage_picture import Legend, shade
from tnstudio.ui.design.hatching import hatch
from tnstudio.ui.theme import Theme

_SWATCH = 16
_GAP = 6
_SCALE = 72
_LEAD = tr("cores that see a place")


class CoverageLegend(QWidget):
    """Swatches with numbers, and the orphans, hatched and counted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("planner-legend")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._legend: Legend | None = None
        self._ground = "#000000"
        theme.changed.connect(self.update)

    def show_legend(self, legend: Legend | None, *, on_picture: bool) -> None:
        """Explain other colours; on an image they lie over black."""
        self._legend = legend
        self._ground = "#000000" if on_picture else ""
        self.setAccessibleName(legend.text if legend else tr("No coverage"))
        self.setToolTip(legend.text if legend else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for one line."""
        return QSize(360, self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Return the height only: a narrow page cuts the words in front off."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw orphans, swatches and what they count, from the right."""
        legend = self._legend
        if legend is None:
            return
        painter = QPainter(self)
        x = 0
        x = self._paint_orphans(painter, x, legend.orphans)
        if legend.is_scale:
            x = self._paint_scale(painter, x, legend.counts)
        else:
            for count in legend.counts:
                colour = shade(count, legend.counts[-1])
                x = self._paint_swatch(painter, x, colour, f"{count}")
        self._write(painter, x, _LEAD if legend.counts else "")

    def _box(self, x: int, width: int = _SWATCH) -> QRect:
        return QRect(x, (self.height() - _SWATCH) // 2, width, _SWATCH)

    def _write(self, painter: QPainter, x: int, text: str) -> int:
        painter.setPen(QColor(self._theme.colours.muted))
        room = QRect(x, 0, max(0, self.width() - x), self.height())
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        return x + painter.fontMetrics().horizontalAdvance(shown)

    def _paint_swatch(self, painter: QPainter, x: int, fill: QColor, text: str) -> int:
        colours = self._theme.colours
        box = self._box(x)
        painter.fillRect(box, QColor(self._ground or colours.surface))
        painter.setPen(QColor(colours.grid))
        painter.setBrush(fill)
        painter.drawRect(box)
        return self._write(painter, x + _SWATCH + 4, text) + 2 * _GAP

    def _paint_scale(self, painter: QPainter, x: int, counts: tuple[int, ...]) -> int:
        least, most = counts
        x = self._write(painter, x, f"{least}") + _GAP
        box = self._box(x, _SCALE)
        painter.fillRect(box, QColor(self._ground or self._theme.colours.surface))
        gradient = QLinearGradient(box.left(), 0, box.right(), 0)
        for share in (0.0, 0.5, 1.0):
            colour = shade(1 + round(share * (most - 1)), most)
            gradient.setColorAt(share, colour)
        painter.fillRect(box, gradient)
        return self._write(painter, x + _SCALE + _GAP, f"{most}") + 2 * _GAP

    def _paint_orphans(self, painter: QPainter, x: int, orphans: int) -> int:
        if not orphans:
            return x
        clear = QColor(Qt.GlobalColor.transparent)
        end = self._paint_swatch(
            painter, x, clear, tr("none: {number:,}", number=orphans)
        )
        hatch(painter, QRectF(self._box(x)), QColor(self._theme.colours.warning))
        return end

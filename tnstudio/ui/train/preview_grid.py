"""Images as they are, and beside them as the first epochs see them."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from tnstudio.app.augmentation_preview import Preview
from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.class_table import picture_of

GAP = 4
LARGEST_TILE = 112
"""Longer side of an image, in pixels."""

_BEHIND_ORIGINAL = 10
"""Room behind the images as they are, in pixels."""


class PreviewGrid(QWidget):
    """A row for each image: as it is, then as each epoch sees it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("augmentation-preview")
        self.setAccessibleName(tr("Images as training moves them"))
        self.setMinimumSize(150, 120)
        self._theme = theme
        self._preview: Preview | None = None
        self._rows: list[list[QImage]] = []
        theme.changed.connect(self.update)

    @property
    def preview(self) -> Preview | None:
        """What is on show."""
        return self._preview

    def sizeHint(self) -> QSize:
        """Return a size with room for all."""
        return QSize(320, 320)

    def show_preview(self, preview: Preview | None) -> None:
        """Show these images, or none."""
        self._preview = preview
        self._rows = []
        if preview is not None:
            self._rows = [
                [picture_of(image) for image in (original, *drawn)]
                for original, drawn in zip(
                    preview.originals, preview.drawn, strict=True
                )
            ]
        self.update()

    def words_at(self, x: float, y: float) -> str:
        """Tell the image at a place; empty if there is none."""
        preview = self._preview
        for row, images in enumerate(self._rows):
            for column in range(len(images)):
                if preview and self._place(row, column).contains(x, y):
                    return _words(preview, row, column)
        return ""

    def event(self, event: QEvent) -> bool:
        """Tell the image under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.words_at(event.x(), event.y())
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return bool(super().event(event))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw all images under their headings."""
        if not self._rows:
            return
        painter = QPainter(self)
        colours = self._theme.colours
        painter.setPen(QColor(colours.muted))
        for column in range(len(self._rows[0])):
            self._draw_heading(painter, column)
        for row, images in enumerate(self._rows):
            for column, image in enumerate(images):
                place = self._place(row, column)
                is_large = image.height() > place.height()
                painter.setRenderHint(
                    QPainter.RenderHint.SmoothPixmapTransform, is_large
                )
                painter.drawImage(place, image)
        painter.setPen(QPen(QColor(colours.grid), 1))
        first, last = self._place(0, 0), self._place(len(self._rows) - 1, 0)
        x = first.right() + (GAP + _BEHIND_ORIGINAL) / 2
        painter.drawLine(round(x), round(first.top()), round(x), round(last.bottom()))

    def _draw_heading(self, painter: QPainter, column: int) -> None:
        place = self._place(0, column)
        metrics = painter.fontMetrics()
        long, short = (
            (tr("as it is"), tr("as is"))
            if not column
            else (tr("epoch {epoch}", epoch=column), str(column))
        )
        fits = metrics.horizontalAdvance(long) <= place.width() + GAP
        room = QRectF(place.left() - GAP, 0, place.width() + 2 * GAP, self._top)
        centre = Qt.AlignmentFlag.AlignCenter
        painter.drawText(room, centre, long if fits else short)

    @property
    def _top(self) -> int:
        return self.fontMetrics().height() + GAP

    def _place(self, row: int, column: int) -> QRectF:
        """Return where an image is; images of a shape fill what room there is."""
        wide, high = self._tile()
        left = column * (wide + GAP) + (_BEHIND_ORIGINAL if column else 0)
        return QRectF(left, self._top + row * (high + GAP), wide, high)

    def _tile(self) -> tuple[float, float]:
        rows, columns = len(self._rows), len(self._rows[0])
        image = self._rows[0][0]
        room = (
            (self.width() - _BEHIND_ORIGINAL) / columns - GAP,
            (self.height() - self._top) / rows - GAP,
        )
        most = LARGEST_TILE / max(image.width(), image.height())
        scale = min(room[0] / image.width(), room[1] / image.height(), most)
        return max(4.0, image.width() * scale), max(4.0, image.height() * scale)


def _words(preview: Preview, row: int, column: int) -> str:
    image = tr("Image {number}", number=preview.indices[row])
    if not column:
        return tr("{image} as it is", image=image)
    degrees, down, right, factor = preview.moves[row, column - 1]
    return tr(
        "{image} in epoch {epoch}: turned by {degrees:+.1f}°, {down:+.1f} px down, "
        "{right:+.1f} px to the right, size × {factor:.3f}",
        image=image,
        epoch=column,
        degrees=degrees,
        down=down,
        right=right,
        factor=factor,
    )

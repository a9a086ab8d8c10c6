"""The image on the input, with the spikes drawn from it."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tnstudio.app.input_feeds import InputFeeds
from tnstudio.app.wording import counted
from tnstudio.model.program import ChipProgram
from tnstudio.texts import plural, tr
from tnstudio.ui.simulate.lights import Light
from tnstudio.ui.theme import Theme

LEAST_SIDE = 96

MOST_FEEDS = 6
"""Lines and axons of a pixel that are told."""
LEAST_RING = 9
"""Of a pixel in pixels of the screen; a smaller one is lit by its outline."""


class InputPicture(QWidget):
    """Draws an image and a dot on each pixel that has sent spikes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("input-picture")
        self.setMouseTracking(True)
        self.setMinimumSize(LEAST_SIDE, LEAST_SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self._pixels: npt.NDArray[np.uint8] = np.zeros((1, 1, 1), np.uint8)
        self._spikes: npt.NDArray[np.int32] = np.zeros((1, 1), np.int32)
        self._image = QImage()
        self._feeds: InputFeeds | None = None
        self._lit: tuple[tuple[int, int], ...] = ()
        self._light: Light | None = None
        theme.changed.connect(self.update)

    @property
    def pixels(self) -> npt.NDArray[np.uint8]:
        """The image on show, (rows, columns, channels)."""
        return self._pixels

    @property
    def spikes(self) -> npt.NDArray[np.int32]:
        """Spikes from each pixel in the last tick, (rows, columns)."""
        return self._spikes

    def show_chip(self, program: ChipProgram) -> None:
        """Tell from now on which axons of this chip a pixel feeds."""
        self._feeds = InputFeeds(program)

    def show_image(self, pixels: npt.NDArray[np.uint8]) -> None:
        """Show another image, without spikes.

        Parameters
        ----------
        pixels : uint8 array, shape (rows, columns, channels)
        """
        self._pixels = pixels
        self._spikes = np.zeros(pixels.shape[:2], np.int32)
        self._image = _image(pixels)
        self.update()

    def show_spikes(self, spikes: npt.NDArray[np.int32]) -> None:
        """Show the spikes of a tick.

        Parameters
        ----------
        spikes : int32 array, shape (elements,)
            Of each element of the flattened input.
        """
        self._spikes = spikes.reshape(self._pixels.shape).sum(axis=2, dtype=np.int32)
        self.update()

    def light(self, pixels: tuple[tuple[int, int], ...], light: Light | None) -> None:
        """Outline some pixels (row, column) until others are lit."""
        self._lit, self._light = pixels, light
        self.update()

    @property
    def lit(self) -> tuple[tuple[int, int], ...]:
        """The pixels with an outline."""
        return self._lit

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(200, 200)

    def cell_at(self, place: QPointF) -> tuple[int, int]:
        """Return the row and column at a place, be they within the image or not."""
        area = self._area()
        rows, columns, _ = self._pixels.shape
        column = int(np.floor((place.x() - area.left()) / area.width() * columns))
        row = int(np.floor((place.y() - area.top()) / area.height() * rows))
        return row, column

    def has_cell(self, row: int, column: int) -> bool:
        """Tell whether a cell is within the image."""
        rows, columns, _ = self._pixels.shape
        return 0 <= row < rows and 0 <= column < columns

    def text_at(self, place: QPointF) -> str:
        """Return what there is at a place of the widget."""
        return self.text_of(*self.cell_at(place))

    def text_of(self, row: int, column: int) -> str:
        """Return what a pixel is, has sent and feeds; nothing beyond the image."""
        if not self.has_cell(row, column):
            return ""
        values = ", ".join(f"{value / 255:.2f}" for value in self._pixels[row, column])
        count = int(self._spikes[row, column])
        told = tr(
            "row {row}, column {column}: value {values}, {spikes}",
            row=row,
            column=column,
            values=values,
            spikes=counted(count, "spike"),
        )
        return "\n".join([told, *self._feeds_of(row, column)])

    def _feeds_of(self, row: int, column: int) -> list[str]:
        if self._feeds is None:
            return []
        _, columns, channels = self._pixels.shape
        first = (row * columns + column) * channels
        found = [
            tr("channel {channel}: {feed}", channel=channel, feed=feed)
            if channels > 1
            else str(feed)
            for channel in range(channels)
            for feed in self._feeds.of(first + channel)
        ]
        rest = len(found) - MOST_FEEDS
        if rest > 0:
            found[MOST_FEEDS:] = [
                plural("and {number} more axon", "and {number} more axons", rest)
            ]
        return found or [tr("no axon reads it")]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the pixel pointed at."""
        QToolTip.showText(
            event.globalPosition().toPoint(), self.text_at(event.position()), self
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw image and dots; nothing before the first image."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        area = self._area()
        painter.drawImage(area, self._image)
        painter.setPen(QColor(self._theme.colours.grid))
        painter.drawRect(area)
        rows, columns = self._spikes.shape
        width, height = area.width() / columns, area.height() / rows
        side = max(2.0, 0.5 * min(width, height))
        # One colour that is seen on black and on white pixels alike.
        dot = QColor(self._theme.colours.series[1])
        found_rows, found_columns = np.nonzero(self._spikes)
        for row, column in zip(found_rows, found_columns, strict=True):
            x = area.left() + (float(column) + 0.5) * width
            y = area.top() + (float(row) + 0.5) * height
            painter.fillRect(QRectF(x - side / 2, y - side / 2, side, side), dot)
        self._draw_lights(painter, area, (width, height))
        painter.end()

    def _draw_lights(
        self, painter: QPainter, area: QRectF, cell: tuple[float, float]
    ) -> None:
        if self._light is None:
            return
        is_small = min(cell) < LEAST_RING
        painter.setPen(self._light.pen(self._theme.colours, 1 if is_small else 2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not is_small)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row, column in self._lit:
            place = area.left() + column * cell[0], area.top() + row * cell[1]
            if is_small:
                painter.drawRect(QRectF(*place, *cell))
            else:
                painter.drawEllipse(QRectF(*place, *cell).adjusted(1, 1, -1, -1))

    def _area(self) -> QRectF:
        """Return where the image is: as large as fits, in its proportions."""
        rows, columns, _ = self._pixels.shape
        scale = min((self.width() - 1) / columns, (self.height() - 1) / rows)
        width, height = columns * scale, rows * scale
        left = (self.width() - width) / 2
        top = (self.height() - height) / 2
        return QRectF(left, top, width, height)


def _image(pixels: npt.NDArray[np.uint8]) -> QImage:
    """Return an image: three channels in colour, others as their mean."""
    rows, columns, channels = pixels.shape
    if channels == 3:
        data = np.ascontiguousarray(pixels)
        kind = QImage.Format.Format_RGB888
    else:
        data = np.ascontiguousarray(pixels.mean(axis=2).astype(np.uint8))
        kind = QImage.Format.Format_Grayscale8
    # Without the copy the image would keep pointing into an array that goes.
    return QImage(data.data, columns, rows, data.strides[0], kind).copy()

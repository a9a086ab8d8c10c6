"""Some images of each class, as one picture."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tnstudio.app.data_summary import class_examples
from tnstudio.app.jobs import Finished, Job, JobEvent
from tnstudio.datasets.images import ImageSet
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio

MOST_CLASSES = 10
PER_CLASS = 8
MOST_SIDE = 64
"""Of an image, in pixels; of larger ones every second, third … pixel is shown."""

NAME_WIDTH = 78
GAP = 2


@dataclass(frozen=True, eq=False, slots=True)
class _Row:
    name: str
    pictures: tuple[QImage, ...]


class ClassMosaic(QWidget):
    """A row of images for each class, its name before it."""

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("wizard-classes")
        self.setAccessibleName(tr("Images of each class"))
        self.setMinimumSize(240, 200)
        self._studio = studio
        self._images: ImageSet | None = None
        self._rows: tuple[_Row, ...] = ()
        self._run_id = 0

    @property
    def is_busy(self) -> bool:
        """Whether images are being chosen."""
        return self._run_id != 0

    def show_images(self, images: ImageSet | None) -> None:
        """Show some of these images, or none."""
        if images is self._images:
            return
        self._images, self._rows, self._run_id = images, (), 0
        self.update()
        if images is not None:
            job = Job(tr("Choosing images"), lambda: _choosing(images), at_stake=False)
            self._run_id = self._studio.jobs.start(job, self._take)

    def cancel(self) -> None:
        """Choose no more images: the dialog closes."""
        if self.is_busy:
            self._studio.jobs.cancel(self._run_id)
            self._run_id = 0

    def _take(self, event: JobEvent) -> None:
        if event.run_id == self._run_id and isinstance(event, Finished):
            self._run_id = 0
            self._rows = event.result
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the rows, as large as there is room for."""
        if not self._rows:
            return
        high = min(self.height() // len(self._rows), 64)
        with QPainter(self) as painter:
            painter.setPen(QColor(self._studio.theme.colours.muted))
            for place, row in enumerate(self._rows):
                self._draw_row(painter, row, QRect(0, place * high, self.width(), high))

    def _draw_row(self, painter: QPainter, row: _Row, room: QRect) -> None:
        elided = painter.fontMetrics().elidedText(
            row.name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH - 8
        )
        name = QRect(room.topLeft(), room.size())
        name.setWidth(NAME_WIDTH - 8)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(name, middle, elided)
        left, side = float(NAME_WIDTH), room.height() - GAP
        for picture in row.pictures:
            wide = side * picture.width() / picture.height()
            if left + wide > room.right():
                break
            painter.drawImage(QRectF(left, room.top(), wide, side), picture)
            left += wide + GAP


def _choosing(images: ImageSet) -> Generator[None, None, tuple[_Row, ...]]:
    yield
    examples = class_examples(images, PER_CLASS, seed=0)
    rows = []
    for name, members in zip(images.class_names, examples[:MOST_CLASSES], strict=False):
        found = (int(k) for k in members if k >= 0)
        rows.append(_Row(name, tuple(_picture(images, k) for k in found)))
        yield
    return tuple(rows)


def _picture(images: ImageSet, index: int) -> QImage:
    step = -(-max(images.shape[:2]) // MOST_SIDE)
    pixels = images.pixels[index, ::step, ::step]
    # Of channels that are no colours, the first.
    shown = pixels if pixels.shape[2] == 3 else pixels[:, :, :1]
    kept = np.ascontiguousarray(np.repeat(shown, 3 // shown.shape[2], axis=2))
    rows, columns, _ = kept.shape
    form = QImage.Format.Format_RGB888
    return QImage(kept.data, columns, rows, 3 * columns, form).copy()

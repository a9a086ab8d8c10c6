"""Real images for the input of the canvas."""

from collections.abc import Generator
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from tnstudio.app.jobs import Cancelled, Failed, Finished, Job, JobEvent
from tnstudio.model.network import InputShape
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio

MNIST_SHAPE = InputShape(28, 28, 1)


class SampleImages(QObject):
    """The test images of MNIST, for designs of their size.

    Attributes
    ----------
    changed : Signal
        Another image is to be shown.
    """

    changed = Signal()

    def __init__(self, studio: Studio, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._images: Any = None
        self._asked = False
        self._loading = False
        self._index = 0
        self._failure = ""

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being loaded."""
        return not self._loading

    @property
    def index(self) -> int:
        """Which image is on show."""
        return self._index

    def want(self, shape: InputShape) -> bool:
        """Tell whether there are images for this shape; load them if needed."""
        if shape != MNIST_SHAPE:
            return False
        if not self._asked:
            self._asked = self._loading = True
            job = Job(tr("Loading sample images"), _loading, at_stake=False)
            self._studio.jobs.start(job, self._take)
        return self._images is not None

    def step(self, by: int) -> None:
        """Show another image."""
        if self._images is not None:
            self._index = (self._index + by) % len(self._images)
            self.changed.emit()

    def picture(self) -> QImage:
        """Return the image on show."""
        return grey_picture(self._images.pixels[self._index, :, :, 0])

    def caption(self) -> str:
        """Return what the image is, or why there is none."""
        if self._images is None:
            return self._failure
        name = self._images.class_names[int(self._images.labels[self._index])]
        return tr("Test image {index} · class {name}", index=self._index, name=name)

    def _take(self, event: JobEvent) -> None:
        if isinstance(event, Finished | Failed | Cancelled):
            self._loading = False
        if isinstance(event, Finished):
            self._images = event.result.test
            self.changed.emit()
        elif isinstance(event, Failed):
            self._failure = tr("No sample images: {error}", error=event.error)
            self.changed.emit()


def _loading() -> Generator[Any, None, Any]:
    # Imported on the worker: the window starts without the numerics.
    from tnstudio.app.data import loading

    return (yield from loading("mnist"))


def grey_picture(pixels: npt.NDArray[np.uint8]) -> QImage:
    """Return pixels, shape (rows, columns), as a picture: 255 is white."""
    rows, columns = pixels.shape
    data = np.ascontiguousarray(pixels).tobytes()
    image = QImage(data, columns, rows, columns, QImage.Format.Format_Grayscale8)
    # A picture does not keep the bytes that it was made from alive.
    return image.copy()


def checker(shape: InputShape, most: int = 64) -> QImage:
    """Return a neutral pattern for inputs that there are no images for."""
    rows, columns = min(shape.rows, most), min(shape.columns, most)
    pattern = np.indices((rows, columns)).sum(axis=0) % 2
    return grey_picture((96 + 48 * pattern).astype(np.uint8))

"""Images brought to another size, or from colours to grey."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.array_pixels import size_problem
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.datasets.reading import ImagesRead, Reading
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr

# Settings read the names of data sets, and the window waits for the settings: Pillow
# is imported by whoever reads pictures.
if TYPE_CHECKING:
    from PIL import Image

_COLOURS = 3
_IMAGES_PER_STEP = 256

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Resampling:
    """What is done to images before they are used.

    Attributes
    ----------
    size : tuple of int, optional
        Rows and columns that each image is resampled to, whatever its
        proportions: bilinear, over the whole area that shrinks to a pixel.
    grey : bool
        Whether colours become grey, ``0.299 R + 0.587 G + 0.114 B``
        (ITU-R BT.601).
    """

    size: tuple[int, int] | None = None
    grey: bool = False

    def __str__(self) -> str:
        """Return how it is written behind the name of a data set."""
        size = "x".join(map(str, self.size)) if self.size else ""
        words = [word for word in (size, "grey" if self.grey else "") if word]
        return f"@{','.join(words)}" if words else ""

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return self.size is not None or self.grey


def resample(picture: "Image.Image", wanted: Resampling) -> "Image.Image":
    """Return a picture of mode ``L`` or ``RGB`` as it is wanted."""
    from PIL import Image

    if wanted.grey:
        picture = picture.convert("L")
    if wanted.size is not None:
        rows, columns = wanted.size
        picture = picture.resize((columns, rows), Image.Resampling.BILINEAR)
    return picture


def resampled(dataset: Dataset, wanted: Resampling) -> Reading[Dataset]:
    """Return a data set with images as they are wanted.

    Raises
    ------
    TNStudioError
        If images of other than 1 or 3 channels shall become grey, or images
        would be too large.
    """
    if not wanted.changes:
        return dataset
    train = yield from _resampled(dataset.train, wanted)
    test = yield from _resampled(dataset.test, wanted)
    return replace(dataset, name=f"{dataset.name}{wanted}", train=train, test=test)


def _resampled(images: ImageSet, wanted: Resampling) -> Reading[ImageSet]:
    rows, columns, channels = images.shape
    if wanted.grey and channels not in (1, _COLOURS):
        raise TNStudioError(
            tr("Images of {channels} channels do not become grey", channels=channels),
            images.name,
            tr("only images of {colours} channels do", colours=_COLOURS),
        )
    channels = 1 if wanted.grey else channels
    shape = (*(wanted.size or (rows, columns)), channels)
    problem = size_problem(len(images), int(np.prod(shape)), images.name)
    if problem is not None:
        raise problem
    pixels = np.empty((len(images), *shape), np.uint8)
    for k, image in enumerate(images.pixels):
        pixels[k] = _resampled_pixels(image, wanted)
        if (k + 1) % _IMAGES_PER_STEP == 0:
            yield ImagesRead(k + 1, len(pixels))
    pixels.flags.writeable = False
    return replace(images, name=f"{images.name}{wanted}", pixels=pixels)


def _resampled_pixels(image: Pixels, wanted: Resampling) -> Pixels:
    """Return an image, shape (rows, columns, channels), as it is wanted."""
    from PIL import Image

    if image.shape[2] == _COLOURS:
        done = np.asarray(resample(Image.fromarray(image), wanted))
        return done.reshape(*done.shape[:2], -1)
    planes = np.moveaxis(image, 2, 0)
    return np.stack(
        [np.asarray(resample(_plane(plane), wanted)) for plane in planes], axis=-1
    )


def _plane(plane: Pixels) -> "Image.Image":
    from PIL import Image

    return Image.fromarray(np.ascontiguousarray(plane))

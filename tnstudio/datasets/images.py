"""Labelled images in memory."""

from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.texts import amount, tr

WHITE = 255
"""The pixel that is the input value 1."""


def pixels_of(values: npt.ArrayLike, place: str) -> npt.NDArray[np.uint8]:
    """Return pixels that were given as other integers, too; never rounded.

    Raises
    ------
    TNStudioError
        If they are no integers of 0 to 255: which reals are white is not known.
    """
    array = np.asarray(values)
    if array.dtype == np.uint8 or not array.size:
        return array.astype(np.uint8, copy=False)
    if array.dtype.kind not in "iu":
        raise TNStudioError(
            tr("The pixels are {dtype}, no integers", dtype=array.dtype),
            place,
            tr("give 0 to 255; for 0 to 1, (255 * pixels).round().astype('uint8')"),
        )
    low, high = int(array.min()), int(array.max())
    if low < 0 or high > WHITE:
        raise TNStudioError(
            tr("The pixels reach from {low} to {high}", low=low, high=high),
            place,
            tr("give 0 to 255"),
        )
    return array.astype(np.uint8)


@dataclass(frozen=True, eq=False, slots=True)
class ImageSet:
    """Images of one size, each with its class.

    Attributes
    ----------
    name : str
        What to call the set, e.g. ``mnist test``.
    pixels : uint8 array, shape (images, rows, columns, channels)
        Other integers are taken if they are of 0 to 255.
    labels : int32 array, shape (images,)
        The class of each image, an index into `class_names`.
    class_names : tuple of str

    Raises
    ------
    TNStudioError
        If the set is empty, pixels or labels are not such numbers, or images,
        labels and classes do not belong together.
    """

    name: str
    pixels: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int32]
    class_names: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "pixels", frozen(self._given_pixels(), np.uint8))
        object.__setattr__(self, "labels", frozen(self._given_labels(), np.int32))
        object.__setattr__(self, "class_names", tuple(self.class_names))
        if not self.pixels.size:
            raise TNStudioError(tr("There are no images"), self.name)
        if self.labels.shape != (len(self),):
            raise TNStudioError(
                tr(
                    "{images} images, but {labels} labels",
                    images=len(self),
                    labels=self.labels.size,
                ),
                self.name,
                tr("give one label per image"),
            )
        low, high = int(self.labels.min()), int(self.labels.max())
        if low < 0 or high >= self.classes:
            raise TNStudioError(
                tr(
                    "Labels reach from {low} to {high}, there are {classes} classes",
                    low=low,
                    high=high,
                    classes=self.classes,
                ),
                self.name,
                tr("use labels from 0 to {high}", high=self.classes - 1),
            )

    def _given_pixels(self) -> npt.NDArray[np.uint8]:
        pixels = pixels_of(self.pixels, self.name)
        if pixels.ndim != 4:
            raise TNStudioError(
                tr("The pixels are of shape {shape}", shape=pixels.shape),
                self.name,
                tr("give images × rows × columns × channels; grey has one channel"),
            )
        return pixels

    def _given_labels(self) -> npt.NDArray[np.integer]:
        labels = np.asarray(self.labels)
        if labels.size and labels.dtype.kind not in "iu":
            raise TNStudioError(
                tr("The labels are {dtype}, no integers", dtype=labels.dtype),
                self.name,
                tr("give the number of a class, from 0, for each image"),
            )
        # Beyond 32 bits they would come round to a class again.
        most = np.iinfo(np.int32).max
        found: npt.NDArray[np.integer] = np.clip(labels, -1, most)
        return found

    def __len__(self) -> int:
        return len(self.pixels)

    def __repr__(self) -> str:
        shape = " × ".join(map(str, self.shape))
        return f"ImageSet {self.name!r}, {amount(len(self), 'image')} of {shape}"

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rows, columns and channels of each image."""
        _, rows, columns, channels = self.pixels.shape
        return rows, columns, channels

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.class_names)

    def values(
        self, indices: slice | npt.NDArray[np.integer] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return images as input values 0..1: a pixel divided by 255.

        Parameters
        ----------
        indices : slice or array of int, optional
            Which images; all without it.

        Returns
        -------
        float32 array, shape (images, rows * columns * channels)
            Flattened row, column, channel.
        """
        chosen = self.pixels if indices is None else self.pixels[indices]
        flat = chosen.reshape(len(chosen), prod(self.shape))
        return np.divide(flat, np.float32(WHITE), dtype=np.float32)


@dataclass(frozen=True, eq=False, slots=True)
class Dataset:
    """Images to train with and images to test with.

    Attributes
    ----------
    remarks : tuple of str
        What whoever chose these images should know, e.g. that some files were
        left out.
    """

    name: str
    train: ImageSet
    test: ImageSet
    remarks: tuple[str, ...] = ()

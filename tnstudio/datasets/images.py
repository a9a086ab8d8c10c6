"""Labelled images in memory."""

from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.texts import tr

WHITE = 255
"""The pixel that is the input value 1."""


@dataclass(frozen=True, eq=False, slots=True)
class ImageSet:
    """Images of one size, each with its class.

    Attributes
    ----------
    name : str
        What to call the set, e.g. ``mnist test``.
    pixels : uint8 array, shape (images, rows, columns, channels)
    labels : int32 array, shape (images,)
        The class of each image, an index into `class_names`.
    class_names : tuple of str

    Raises
    ------
    TNStudioError
        If the set is empty, or images, labels and classes do not belong
        together.
    """

    name: str
    pixels: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int32]
    class_names: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "pixels", frozen(self.pixels, np.uint8))
        object.__setattr__(self, "labels", frozen(self.labels, np.int32))
        if self.pixels.ndim != 4 or not self.pixels.size:
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

    def __len__(self) -> int:
        return len(self.pixels)

    def __repr__(self) -> str:
        shape = " × ".join(map(str, self.shape))
        return f"ImageSet {self.name!r}, {len(self)} images of {shape}"

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

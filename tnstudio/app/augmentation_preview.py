"""Images as training moves them, beside how they are."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.app.data_summary import class_examples
from tnstudio.datasets.augmentation import Augmenter, previews
from tnstudio.datasets.images import ImageSet
from tnstudio.model.records import Augmentation
from tnstudio.randomness import generator

MOST_SIDE = 128
"""Of larger images every second, third … pixel is shown only."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class Preview:
    """Some images, and how the first epochs of a training see them.

    Attributes
    ----------
    indices : int64 array, shape (images,)
    originals : uint8 array, shape (images, rows, columns, channels)
    drawn : uint8 array, shape (images, epochs, rows, columns, channels)
        Epochs from 1 on.
    moves : float64 array, shape (images, epochs, 4)
        Degrees counter-clockwise, pixels down, pixels right, factor of the size.
    """

    indices: npt.NDArray[np.int64]
    originals: Pixels
    drawn: Pixels
    moves: npt.NDArray[np.float64]


def examples_of_classes(
    images: ImageSet, count: int, draw: int
) -> npt.NDArray[np.int64]:
    """Draw an image each of so many classes, or of all if there are fewer.

    Parameters
    ----------
    draw : int
        Another one gives other images.

    Returns
    -------
    int64 array, shape (at most count,)
    """
    examples = class_examples(images, 1, draw)[:, 0]
    present = np.flatnonzero(examples >= 0)
    chosen = generator(draw, "classes to preview").permutation(present)[:count]
    drawn: npt.NDArray[np.int64] = examples[np.sort(chosen)]
    return drawn


def previewing(
    images: ImageSet,
    indices: npt.NDArray[np.int64],
    augmentation: Augmentation,
    seed: int,
    epochs: int,
) -> Generator[None, None, Preview]:
    """Draw images as the first epochs of a training with this seed see them.

    Yields
    ------
    None
        After each image.

    Raises
    ------
    TNStudioError
        As `Augmenter` does.
    """
    augmenter = Augmenter(images, augmentation, seed)
    step = -(-max(images.shape[:2]) // MOST_SIDE)
    originals = images.pixels[indices, ::step, ::step]
    drawn = np.empty((len(indices), epochs, *originals.shape[1:]), np.uint8)
    moves = np.empty((len(indices), epochs, 4))
    for epoch in range(epochs):
        moves[:, epoch] = augmenter.moves(indices, epoch + 1)
    for k, index in enumerate(indices):
        seen = previews(images, int(index), augmentation, seed, epochs)
        drawn[k] = seen[:, ::step, ::step]
        yield
    return Preview(indices, originals, drawn, moves)

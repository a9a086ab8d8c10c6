"""Images turned, shifted and rescaled anew in every epoch.

How an image is moved depends on the seed, the epoch and the image only, not on
the batch that it comes in: training may be stopped and resumed anywhere.
"""

from dataclasses import dataclass, field
from math import prod

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.augmentation_kernels import draw_moves, move
from tnstudio.datasets.images import WHITE, ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.model.augmentation_rules import augmentation_problems
from tnstudio.model.records import SEED, Augmentation
from tnstudio.randomness import stream_key
from tnstudio.texts import tr

MOST_EPOCHS = 2**24
MOST_IMAGES = 2**38


@dataclass(frozen=True, eq=False, slots=True)
class Augmenter:
    """Images as they are learned, each moved within what an augmentation allows.

    In each epoch, each image has its own angle, two shifts and scale, drawn
    evenly from the whole range. E15 and J17 do not say whether they shift by
    whole pixels; here shifts are real numbers, as J17's 2.5 pixels suggest.
    An image is rescaled and turned about its centre, then shifted, with
    bilinear interpolation; what comes in from outside is black.

    Attributes
    ----------
    images : ImageSet
    augmentation : Augmentation
        If it moves nothing, values are exactly those of `ImageSet.values`.
    seed : int

    Raises
    ------
    TNStudioError
        If the seed or an amount is out of range, or there are more than 2^38
        images.
    """

    images: ImageSet
    augmentation: Augmentation
    seed: int
    _key: np.uint64 = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for problem in augmentation_problems(self.augmentation):
            raise TNStudioError(problem, "augmentation")
        if not SEED.holds(self.seed):
            raise TNStudioError(
                tr("The seed is {seed}", seed=self.seed),
                hint=tr("choose {low} to {high}", low=SEED.low, high=SEED.high),
            )
        if len(self.images) > MOST_IMAGES:
            raise TNStudioError(
                tr("{number} images to augment", number=len(self.images)),
                self.images.name,
                tr("take at most {most}", most=MOST_IMAGES),
            )
        object.__setattr__(self, "_key", stream_key(self.seed, "augmentation"))

    def moves(
        self, indices: npt.NDArray[np.integer], epoch: int
    ) -> npt.NDArray[np.float64]:
        """Return how images are moved in an epoch.

        Parameters
        ----------
        indices : array of int, shape (images,)
        epoch : int
            0..2^24 - 1.

        Returns
        -------
        float64 array, shape (images, 4)
            Degrees counter-clockwise, pixels down, pixels right, and the
            factor of the size.

        Raises
        ------
        TNStudioError
            If there is no such image or the epoch is out of range.
        """
        return self._moves(self._checked(indices), epoch)

    def values(
        self, indices: npt.NDArray[np.integer], epoch: int
    ) -> npt.NDArray[np.float32]:
        """Return images as input values 0..1, as they are moved in an epoch.

        On the calling thread, which may be any: for a batch of 100, two threads
        cost more than they save. About 1.5 µs per image of 28 × 28.

        Parameters
        ----------
        indices, epoch
            As for `moves`.

        Returns
        -------
        float32 array, shape (images, rows * columns * channels)
            Flattened row, column, channel.

        Raises
        ------
        TNStudioError
            As `moves` does.
        """
        chosen = self._checked(indices)
        moves = self._moves(chosen, epoch)
        moved = np.empty((len(chosen), *self.images.shape), np.float32)
        move(self.images.pixels, chosen, moves, moved)
        return moved.reshape(len(chosen), prod(self.images.shape))

    def _checked(self, indices: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        # Kernels do not check where they read.
        if len(indices) and not 0 <= indices.min() <= indices.max() < len(self.images):
            raise TNStudioError(
                tr(
                    "There are no images {low} to {high}",
                    low=indices.min(),
                    high=indices.max(),
                ),
                self.images.name,
                tr("choose images from 0 to {high}", high=len(self.images) - 1),
            )
        return np.ascontiguousarray(indices, np.int64)

    def _moves(
        self, indices: npt.NDArray[np.int64], epoch: int
    ) -> npt.NDArray[np.float64]:
        if not 0 <= epoch < MOST_EPOCHS:
            raise TNStudioError(
                tr("There is no epoch {epoch}", epoch=epoch),
                hint=tr("choose 0 to {high}", high=MOST_EPOCHS - 1),
            )
        most = self.augmentation
        largest = np.array([most.rotation, most.shift, most.shift, most.rescale])
        moves = np.empty((len(indices), 4))
        # Draws overflow by design; without compilation NumPy would warn.
        with np.errstate(over="ignore"):
            draw_moves(self._key, epoch, indices, largest, moves)
        return moves


def previews(
    images: ImageSet, index: int, augmentation: Augmentation, seed: int, count: int
) -> npt.NDArray[np.uint8]:
    """Return one image as the first epochs of a training with this seed see it.

    Parameters
    ----------
    images : ImageSet
    index : int
        Which image.
    augmentation : Augmentation
    seed : int
    count : int
        Number of epochs; the first is epoch 1.

    Returns
    -------
    uint8 array, shape (count, rows, columns, channels)
        To be shown: rounded to 0..255.

    Raises
    ------
    TNStudioError
        As `Augmenter` and its `values` do.
    """
    augmenter = Augmenter(images, augmentation, seed)
    values = np.empty((count, prod(images.shape)), np.float32)
    for k in range(count):
        values[k] = augmenter.values(np.array([index]), k + 1)[0]
    pixels = np.rint(values * WHITE).astype(np.uint8)
    return pixels.reshape(count, *images.shape)

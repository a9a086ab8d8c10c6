"""Taking test images from a data set that has none of its own."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.randomness import generator
from tnstudio.texts import tr

TEST_SHARE = 6
"""One image in so many is for testing, as 10,000 of MNIST's 70,000 are or nearly."""

SPLIT_SEED = 0
"""The same images are always split alike: accuracies stay comparable."""

_MOST_NAMED = 10

Indices = npt.NDArray[np.int64]


def stratified(
    labels: npt.NDArray[np.integer],
    class_names: Sequence[str],
    place: str,
    seed: int = SPLIT_SEED,
) -> tuple[Indices, Indices]:
    """Draw the test images, a sixth of each class.

    Parameters
    ----------
    labels : array of int, shape (images,)
        From 0 to ``len(class_names) - 1``.
    class_names : sequence of str
    place : str
        Where the images are from, for the error.
    seed : int
        Of the stream ``test images``, one for each class.

    Returns
    -------
    train, test : int64 arrays
        Indices, rising. Of n images, n / 6 are for testing, rounded, at least 1.

    Raises
    ------
    TNStudioError
        If a class has fewer than two images.
    """
    counts = np.bincount(labels, minlength=len(class_names))
    _require_two_each(counts, class_names, place)
    members = np.split(np.argsort(labels, kind="stable"), np.cumsum(counts)[:-1])
    is_test = np.zeros(len(labels), np.bool_)
    for name, of_class in zip(class_names, members, strict=True):
        wanted = max(1, (len(of_class) + TEST_SHARE // 2) // TEST_SHARE)
        drawn = generator(seed, "test images", name).permutation(len(of_class))
        is_test[of_class[drawn[:wanted]]] = True
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


def _require_two_each(counts: Indices, class_names: Sequence[str], place: str) -> None:
    few = np.flatnonzero(counts < 2)
    if not len(few):
        return
    told = ", ".join(
        tr("'{name}' has {number}", name=class_names[k], number=counts[k])
        for k in few[:_MOST_NAMED]
    )
    if len(few) > _MOST_NAMED:
        rest = len(few) - _MOST_NAMED
        told = tr("{names} and {rest} more", names=told, rest=rest)
    raise TNStudioError(
        tr("Too few images to train and to test with: class {classes}", classes=told),
        place,
        tr("give at least 2 images of each class, or test images of their own"),
    )

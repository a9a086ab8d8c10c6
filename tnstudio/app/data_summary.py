"""A data set in numbers, and examples of its classes."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.images import WHITE, Dataset, ImageSet
from tnstudio.model.network import InputShape, Layer, Network, Readout
from tnstudio.randomness import generator
from tnstudio.texts import tr

_DARK = 16
"""Images whose brightest pixel is darker were most likely written wrongly."""
_MOST_NAMED = 10
_BYTES_PER_STEP = 2**26


@dataclass(frozen=True, slots=True)
class DataSummary:
    """What is in a data set.

    Attributes
    ----------
    name : str
    shape : tuple of int
        Rows, columns and channels of each image.
    class_names : tuple of str
    train_counts, test_counts : tuple of int
        Images of each class.
    lowest, highest : float
        Input values of all images, 0..1.
    remarks : tuple of str
        What whoever trains with it should know.
    """

    name: str
    shape: tuple[int, int, int]
    class_names: tuple[str, ...]
    train_counts: tuple[int, ...]
    test_counts: tuple[int, ...]
    lowest: float
    highest: float
    remarks: tuple[str, ...]

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.class_names)

    @property
    def train(self) -> int:
        """Number of images to train with."""
        return sum(self.train_counts)

    @property
    def test(self) -> int:
        """Number of images to test with."""
        return sum(self.test_counts)


def summarised(dataset: Dataset) -> DataSummary:
    """Return what is in a data set (MNIST: some 10 ms)."""
    work = summarising(dataset)
    while True:
        try:
            next(work)
        except StopIteration as end:
            summary: DataSummary = end.value
            return summary


def summarising(dataset: Dataset) -> Generator[None, None, DataSummary]:
    """Tell what is in a data set as `summarised` does, in small steps."""
    parts = (dataset.train, dataset.test)
    counts = [_counts(part) for part in parts]
    lowest, highest = WHITE, 0
    for part in parts:
        step = max(1, _BYTES_PER_STEP // part.pixels[0].size)
        for first in range(0, len(part), step):
            piece = part.pixels[first : first + step]
            lowest = min(lowest, int(piece.min()))
            highest = max(highest, int(piece.max()))
            yield
    return DataSummary(
        name=dataset.name,
        shape=dataset.train.shape,
        class_names=dataset.train.class_names,
        train_counts=tuple(counts[0].tolist()),
        test_counts=tuple(counts[1].tolist()),
        lowest=lowest / WHITE,
        highest=highest / WHITE,
        remarks=(*dataset.remarks, *_remarks(dataset, counts, highest)),
    )


def _counts(images: ImageSet) -> npt.NDArray[np.int64]:
    return np.bincount(images.labels, minlength=images.classes)


def _remarks(
    dataset: Dataset, counts: list[npt.NDArray[np.int64]], highest: int
) -> Iterator[str]:
    without = _without(dataset, counts[0])
    if without:
        yield tr("No image to train with is of class {classes}", classes=without)
    without = _without(dataset, counts[1])
    if without:
        yield tr("No image to test with is of class {classes}", classes=without)
    if highest < _DARK:
        yield tr(
            "The brightest pixel is {highest} of {white}: the images are all but "
            "black; write integers from 0 to 255, or reals from 0 to 1",
            highest=highest,
            white=WHITE,
        )


def _without(dataset: Dataset, counts: npt.NDArray[np.int64]) -> str:
    """Return the names of classes without images; empty if each has some."""
    empty = [dataset.train.class_names[k] for k in np.flatnonzero(counts == 0)]
    named, rest = ", ".join(empty[:_MOST_NAMED]), len(empty) - _MOST_NAMED
    if rest <= 0:
        return named
    return tr("{named} and {rest} more", named=named, rest=rest)


def class_examples(
    images: ImageSet, per_class: int, seed: int
) -> npt.NDArray[np.int64]:
    """Draw images of each class.

    Parameters
    ----------
    images : ImageSet
    per_class : int
        How many of each.
    seed : int
        Another one gives other images.

    Returns
    -------
    int64 array, shape (classes, per_class)
        Indices of images, each once; -1 where a class has no more.
    """
    examples = np.full((images.classes, per_class), -1, np.int64)
    random = generator(seed, "class examples")
    order = random.permutation(len(images))
    labels = images.labels[order]
    by_class = np.argsort(labels, kind="stable")
    ends = np.cumsum(np.bincount(labels, minlength=images.classes))
    for k, members in enumerate(np.split(order[by_class], ends[:-1])):
        count = min(per_class, len(members))
        examples[k, :count] = members[:count]
    return examples


def network_for(
    dataset: Dataset, layers: tuple[Layer, ...], name: str, seed: int
) -> Network:
    """Return a network with the input and the classes of a data set."""
    return Network(
        name=name,
        input=InputShape(*dataset.train.shape),
        layers=layers,
        readout=Readout(dataset.train.class_names),
        seed=seed,
    )

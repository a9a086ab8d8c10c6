"""A data set from a file of arrays: NumPy's or HDF5, which look alike here."""

from collections.abc import Iterator

import numpy as np

from tnstudio.datasets.array_labels import (
    Labels,
    label_problem,
    read_class_names,
    read_labels,
)
from tnstudio.datasets.array_names import Pair, Roles, roles_of
from tnstudio.datasets.array_pixels import Pixels, pixel_problem, read_pixels
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.datasets.problems import raise_all
from tnstudio.datasets.reading import ImagesRead, Reading
from tnstudio.datasets.split import TEST_SHARE, Indices, stratified
from tnstudio.datasets.stored_arrays import ArrayFile, StoredArray
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr

_MOST_NAMED = 10
_BYTES_PER_STEP = 2**22


def no_own_test() -> str:
    """Return the remark that images to test with were drawn."""
    return tr(
        "There are no test images of their own; 1 in {share} of each class was "
        "drawn, always the same",
        share=TEST_SHARE,
    )


def read_labelled_arrays(file: ArrayFile, name: str) -> Reading[Dataset]:
    """Read a data set from a file of arrays.

    Parameters
    ----------
    file : ArrayFile
        Which array holds what, its name tells: see `tnstudio.datasets.array_names`.
    name : str
        What to call the data set.

    Returns
    -------
    Dataset
        Classes without names are called ``0``, ``1``, ... up to the highest
        label. Without test images, a sixth of each class is drawn.

    Raises
    ------
    TNStudioError
        With all that is wrong with types and shapes; or, if these are right, with
        the values.
    """
    roles = roles_of(file.names, file.place)
    arrays = _looked_up(file, roles)
    pairs = [pair for pair in (roles.train, roles.test) if pair is not None]
    raise_all(list(_header_problems(file, pairs, arrays)), file.place)
    names = None
    if roles.class_names is not None:
        place = _place(file, roles.class_names)
        names = read_class_names(arrays[roles.class_names], place)
    labels = _read_labels(file, pairs, arrays, names)
    class_names = names or _numbered(labels)
    require_every_class(labels[0], class_names, file.place)
    pixels = []
    for pair in pairs:
        place = _place(file, pair.images)
        pixels.append((yield from read_pixels(arrays[pair.images], place)))
    remarks = (*roles.remarks, *_rounding(pairs, arrays))
    if roles.test is None:
        return (
            yield from split_dataset(
                name, pixels[0], labels[0], class_names, file.place, remarks
            )
        )
    train, test = (
        ImageSet(f"{name} {part}", *of_part, class_names)
        for part, of_part in zip(
            ("train", "test"), zip(pixels, labels, strict=True), strict=True
        )
    )
    return Dataset(name, train, test, remarks)


def split_dataset(
    name: str,
    pixels: Pixels,
    labels: Labels,
    class_names: tuple[str, ...],
    place: str,
    remarks: tuple[str, ...],
) -> Reading[Dataset]:
    """Return a data set whose test images are drawn from these.

    Raises
    ------
    TNStudioError
        If a class has too few images.
    """
    parts = stratified(labels, class_names, place)
    sets = []
    for part, of_part in zip(("train", "test"), parts, strict=True):
        chosen = yield from _chosen(pixels, of_part)
        sets.append(ImageSet(f"{name} {part}", chosen, labels[of_part], class_names))
    train, test = sets
    return Dataset(name, train, test, (*remarks, no_own_test()))


def _chosen(pixels: Pixels, indices: Indices) -> Reading[Pixels]:
    """Return some images, read-only, so that an image set takes them as they are."""
    chosen = np.empty((len(indices), *pixels.shape[1:]), np.uint8)
    step = max(1, _BYTES_PER_STEP // pixels[0].size)
    for first in range(0, len(indices), step):
        chosen[first : first + step] = pixels[indices[first : first + step]]
        yield ImagesRead(len(pixels), len(pixels))
    chosen.flags.writeable = False
    return chosen


def require_every_class(
    labels: Labels, class_names: tuple[str, ...], place: str
) -> None:
    """Refuse a data set that teaches fewer than two classes, or not all of them.

    Parameters
    ----------
    labels : int32 array
        Of the images to train with.

    Raises
    ------
    TNStudioError
        If a class has no image to train with, or there is only one class.
    """
    counts = np.bincount(labels, minlength=len(class_names))
    empty = np.flatnonzero(counts == 0)
    if len(empty):
        told = ", ".join(f"'{class_names[k]}'" for k in empty[:_MOST_NAMED])
        rest = len(empty) - _MOST_NAMED
        if rest > 0:
            told = tr("{names} and {rest} more", names=told, rest=rest)
        raise TNStudioError(
            tr("No image to train with is of class {names}", names=told),
            place,
            tr("give images of each class, or number the classes from 0 without gaps"),
        )
    if len(class_names) < 2:
        raise TNStudioError(
            tr(
                "All images are of one class, '{name}'",
                name=class_names[0],
            ),
            place,
            tr("give images of at least 2 classes"),
        )


def _looked_up(file: ArrayFile, roles: Roles) -> dict[str, StoredArray]:
    wanted = [roles.class_names]
    for pair in (roles.train, roles.test):
        if pair is not None:
            wanted += [pair.images, pair.labels]
    arrays, problems = {}, []
    for name in filter(None, wanted):
        try:
            arrays[name] = file.array(name)
        except TNStudioError as problem:
            problems.append(problem)
    raise_all(problems, file.place)
    return arrays


def _header_problems(
    file: ArrayFile, pairs: list[Pair], arrays: dict[str, StoredArray]
) -> Iterator[TNStudioError]:
    before = None
    for pair in pairs:
        images, labels = arrays[pair.images], arrays[pair.labels]
        of_images = pixel_problem(images, _place(file, pair.images))
        of_labels = label_problem(labels, _place(file, pair.labels))
        yield from filter(None, (of_images, of_labels))
        if of_images or of_labels:
            continue
        if images.shape[0] != labels.shape[0]:
            yield TNStudioError(
                tr(
                    "{count} images in {images}, but {number} labels in {labels}",
                    count=images.shape[0],
                    images=pair.images,
                    number=labels.shape[0],
                    labels=pair.labels,
                ),
                file.place,
                tr("give one label for each image"),
            )
        size = (*images.shape[1:], 1)[:3]
        if before is not None and size != before:
            yield TNStudioError(
                tr(
                    "The images to train with are {training}, those to test with "
                    "{test}",
                    training=_size(before),
                    test=_size(size),
                ),
                file.place,
                tr("give all images one size"),
            )
        before = size


def _read_labels(
    file: ArrayFile,
    pairs: list[Pair],
    arrays: dict[str, StoredArray],
    names: tuple[str, ...] | None,
) -> list[Labels]:
    labels, problems = [], []
    for pair in pairs:
        place = _place(file, pair.labels)
        try:
            classes = None if names is None else len(names)
            labels.append(read_labels(arrays[pair.labels], place, classes))
        except TNStudioError as problem:
            problems.append(problem)
    raise_all(problems, file.place)
    return labels


def _numbered(labels: list[Labels]) -> tuple[str, ...]:
    return tuple(str(k) for k in range(max(int(part.max()) for part in labels) + 1))


def _rounding(pairs: list[Pair], arrays: dict[str, StoredArray]) -> Iterator[str]:
    reals = [p.images for p in pairs if arrays[p.images].dtype.kind == "f"]
    if reals:
        yield tr("Values 0 to 1 are kept in 256 steps: {names}", names=", ".join(reals))


def _place(file: ArrayFile, name: str) -> str:
    return f"{file.place}:{name}"


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))

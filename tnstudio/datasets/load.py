"""Find a data set by its name or path, read IDX files, fit images to a network."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.array_names import WHAT
from tnstudio.datasets.idx import read_labels, reading_images
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.datasets.problems import raise_all
from tnstudio.datasets.reading import Reading, finished
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network, Readout
from tnstudio.paths import bundled_dataset, resources
from tnstudio.texts import tr

_PART = re.compile(
    r"(train|t10k|test)[-_.]?(images|labels)([-_.]idx\d([-_.]u?byte)?)?(\.gz)?$"
)
_USUAL_NAMES = {
    ("train", "images"): "train-images-idx3-ubyte",
    ("train", "labels"): "train-labels-idx1-ubyte",
    ("test", "images"): "t10k-images-idx3-ubyte",
    ("test", "labels"): "t10k-labels-idx1-ubyte",
}

_Part = tuple[str, str]
"""Split and kind: ``("train", "images")``."""

_Pair = tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]
"""Pixels and labels of a split."""


def bundled_names() -> tuple[str, ...]:
    """Return the names of the data sets that travel with the program."""
    folder = resources() / "datasets"
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))


def load_dataset(source: str) -> Dataset:
    """Load a data set of IDX files.

    Parameters
    ----------
    source : str
        The name of a bundled data set (``mnist``), or a folder. A bundled name
        wins over a folder of the same name: write ``./mnist`` for the folder.

    Raises
    ------
    TNStudioError
        If there is none, and as `read_idx_folder` does.
    """
    name, folder = locate(source)
    if not folder.is_dir():
        raise TNStudioError(
            tr("IDX files are given as a folder, not a file"),
            source,
            tr("give the file's folder"),
        )
    return finished(read_idx_folder(folder, name))


def read_idx_folder(folder: Path, name: str) -> Reading[Dataset]:
    """Read a data set from a folder of IDX files.

    Parameters
    ----------
    folder : Path
        With an IDX pair for training and one for testing, named as those of
        MNIST, Fashion-MNIST or EMNIST are, plain or gzipped.
    name : str
        What to call the data set.

    Returns
    -------
    Dataset
        Both splits, with as many classes as the highest label asks for; IDX
        files do not name their classes, so these are called ``0``, ``1``, ...

    Raises
    ------
    TNStudioError
        With all that is wrong: missing files of either split, damaged files,
        counts or sizes that do not match.
    """
    pairs = yield from _read_pairs(_find_parts(folder))
    raise_all(list(_mismatches(pairs, str(folder))), str(folder))
    highest = max(int(labels.max()) for _, labels in pairs.values())
    class_names = tuple(str(k) for k in range(highest + 1))
    train, test = (
        ImageSet(f"{name} {split}", *pairs[split], class_names)
        for split in ("train", "test")
    )
    return Dataset(name, train, test)


def require_matching(dataset: Dataset, network: Network) -> None:
    """Check that a network can read the images and name their classes.

    Raises
    ------
    TNStudioError
        If the input of the network has another shape than the images, or the
        network has fewer classes than the data set or calls them otherwise.
    """
    shape = network.input
    wanted = (shape.rows, shape.columns, shape.channels)
    for images in (dataset.train, dataset.test):
        require_fit(images, wanted, network.readout.classes)
    _require_same_names(dataset.train, network.readout)


def require_fit(images: ImageSet, shape: tuple[int, int, int], classes: int) -> None:
    """Check that images have this shape and at most so many classes.

    Parameters
    ----------
    shape : tuple of int
        Rows, columns and channels of the input that reads the images.
    classes : int
        Number of classes of the readout.

    Raises
    ------
    TNStudioError
        If they do not fit.
    """
    if images.shape != shape:
        raise TNStudioError(
            tr(
                "The images are {size}, the network's input is {expected}",
                size=_size(images.shape),
                expected=_size(shape),
            ),
            images.name,
            tr("choose another data set or change the input"),
        )
    if images.classes > classes:
        raise TNStudioError(
            tr(
                "The images have {classes} classes, the network has {expected}",
                classes=images.classes,
                expected=classes,
            ),
            images.name,
            tr("choose another data set or add classes to the readout"),
        )


def _require_same_names(images: ImageSet, readout: Readout) -> None:
    """Refuse to teach one class the name of another; a number is no name."""
    for k, (own, other) in enumerate(
        zip(images.class_names, readout.class_names, strict=False)
    ):
        if own != other and not (own.isdecimal() or other.isdecimal()):
            raise TNStudioError(
                tr(
                    "Class {number} is '{image_name}' in the images, "
                    "'{readout_name}' in the readout",
                    number=k,
                    image_name=own,
                    readout_name=other,
                ),
                images.name,
                tr("rename the classes of the readout, or choose another data set"),
            )


def _size(shape: tuple[int, ...]) -> str:
    rows, columns, channels = shape
    return f"{rows} × {columns} × {channels}"


def locate(source: str) -> tuple[str, Path]:
    """Return the name of a data set and its folder or file.

    Parameters
    ----------
    source : str
        The name of a bundled data set, or a path.

    Raises
    ------
    TNStudioError
        If there is neither.
    """
    names = bundled_names()
    if source in names:
        return source, bundled_dataset(source)
    try:
        path = Path(source).expanduser()
        if path.exists():
            name = path.resolve().name
            return (name if path.is_dir() else path.stem), path
    except (OSError, RuntimeError, ValueError) as error:
        # Too long a name, an unknown ~user, a NUL.
        raise TNStudioError(
            tr("No such folder is possible: {error}", error=error), source
        ) from error
    known = ", ".join(names) or tr("none")
    raise TNStudioError(
        tr("There is no data set, folder or file of this name"),
        source,
        tr(
            "bundled data sets: {names}; or give the path of a folder or file",
            names=known,
        ),
    )


def has_idx_files(folder: Path) -> bool:
    """Tell whether any file of a folder has the name of an IDX file."""
    # The name first: there may be 100,000 other files.
    return any(_part_of(path) and path.is_file() for path in folder.iterdir())


def _part_of(path: Path) -> _Part | None:
    """Return what an IDX file of this name holds; None if it is another file."""
    match = _PART.search(path.name.lower())
    if match is None or path.name.startswith("."):
        return None
    return ("train" if match[1] == "train" else "test"), match[2]


def _find_parts(folder: Path) -> dict[_Part, Path]:
    """Find the four files by their names."""
    found: dict[_Part, list[Path]] = {part: [] for part in _USUAL_NAMES}
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        reason = error.strerror or str(error)
        raise TNStudioError(
            tr("The folder cannot be read: {reason}", reason=reason), str(folder)
        ) from error
    for path in files:
        part = _part_of(path)
        if part is not None:
            found[part].append(path)
    raise_all(list(_missing_or_ambiguous(found, str(folder))), str(folder))
    return {part: _without_packed_twins(paths)[0] for part, paths in found.items()}


def _missing_or_ambiguous(
    found: dict[_Part, list[Path]], place: str
) -> Iterator[TNStudioError]:
    for part, paths in found.items():
        name = " ".join(part)
        what = tr(WHAT[name])
        if not paths:
            usual = _USUAL_NAMES[part]
            yield TNStudioError(
                tr("The file of the {what} is missing", what=what),
                place,
                tr("its usual name is {usual} or {usual}.gz", usual=usual),
            )
        elif len(_without_packed_twins(paths)) > 1:
            names = ", ".join(path.name for path in paths)
            yield TNStudioError(
                tr("Several files hold {what}: {names}", what=what, names=names),
                place,
                tr("keep one data set per folder"),
            )


def _without_packed_twins(paths: list[Path]) -> list[Path]:
    """Leave out ``x.gz`` where ``x`` is there too, as after unpacking."""
    names = {path.name for path in paths}
    return [
        path
        for path in paths
        if not (path.suffix == ".gz" and path.name.removesuffix(".gz") in names)
    ]


def _read_pairs(parts: dict[_Part, Path]) -> Reading[dict[str, _Pair]]:
    """Read all files; tell the problems of all before giving up."""
    pixels: dict[str, npt.NDArray[np.uint8]] = {}
    labels: dict[str, npt.NDArray[np.int32]] = {}
    problems = []
    for (split, kind), path in parts.items():
        try:
            if kind == "images":
                pixels[split] = yield from reading_images(path)
            else:
                labels[split] = read_labels(path)
        except TNStudioError as problem:
            problems.append(problem)
    raise_all(problems, str(path.parent))
    return {split: (pixels[split], labels[split]) for split in pixels}


def _mismatches(pairs: dict[str, _Pair], place: str) -> Iterator[TNStudioError]:
    for split, (pixels, labels) in pairs.items():
        if len(pixels) != len(labels):
            yield TNStudioError(
                tr(
                    "{pixels} {split} images, but {labels} {split} labels",
                    pixels=len(pixels),
                    split=split,
                    labels=len(labels),
                ),
                place,
                tr("see that both files belong together"),
            )
    train, test = (_size(pixels.shape[1:]) for pixels, _ in pairs.values())
    if train != test:
        yield TNStudioError(
            tr(
                "The train images are {train}, the test images {test}",
                train=train,
                test=test,
            ),
            place,
            tr("see that all files belong together"),
        )

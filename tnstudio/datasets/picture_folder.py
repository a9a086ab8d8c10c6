"""Folders of pictures, one for each class.

    FOLDER/CLASS/*.png                              a sixth of each class is drawn
                                                    to test with
    FOLDER/train/CLASS/*.png, FOLDER/test/CLASS/*.png

Classes and files are sorted as people do, ``2`` before ``10``; then the images
are put into an order that is drawn, always the same, so that the first ones are
of all classes.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.array_names import PART_WORDS, VALIDATION_TESTS
from tnstudio.datasets.array_pixels import size_problem
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.datasets.labelled_arrays import require_every_class, split_dataset
from tnstudio.datasets.picture_file import ENDINGS, picture_size, read_picture
from tnstudio.datasets.problems import SeveralSizes, raise_all
from tnstudio.datasets.reading import ImagesRead, Reading, finished
from tnstudio.datasets.resampling import Resampling
from tnstudio.datasets.split import SPLIT_SEED, stratified
from tnstudio.errors import TNStudioError
from tnstudio.model.network import MOST_CLASSES
from tnstudio.randomness import generator
from tnstudio.texts import marked, plural, tr

_MOST_NAMED = 5
_MOST_SIZES = 8
_NOTHING = marked(
    "Images are missing: there are no IDX files, no .npy files, no folders of pictures"
)

_Entry = os.DirEntry[str]

_ENTRIES_PER_STEP = 1000
_NOTHING_YET = ImagesRead(0, 1)
"""Nothing is read while folders are listed, but a reading can be left there too."""

Pixels = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Class:
    """The pictures of one class, and what else lies in its folder.

    Their paths are texts: of 100,000 objects each garbage collection would take
    longer than a window may stand still.
    """

    name: str
    folder: Path
    pictures: tuple[str, ...]
    others: tuple[str, ...]


def read_picture_folder(
    folder: Path, name: str, wanted: Resampling
) -> Reading[Dataset]:
    """Read a data set from a folder of pictures.

    Parameters
    ----------
    folder : Path
        With a folder for each class, or one for each part with those in it.
    name : str
        What to call the data set.
    wanted : Resampling
        What is done to each picture.

    Returns
    -------
    Dataset
        Of three channels if any picture has colours, else of one.

    Raises
    ------
    TNStudioError
        With all that is wrong: classes without pictures, pictures of several
        sizes, or that cannot be read.
    """
    place = str(folder)
    parts, remarks = _parts(folder)
    of_train = yield from _classes(parts["train"])
    of_test = (yield from _classes(parts["test"])) if "test" in parts else ()
    class_names = tuple(of_class.name for of_class in of_train)
    _require_pictures(of_train, of_test, folder)
    remarks += _left_out((*of_train, *of_test), folder)
    train = _in_drawn_order(of_train, class_names, "train")
    test = _in_drawn_order(of_test, class_names, "test")
    require_every_class(train.labels, class_names, place)
    if not of_test:
        # Before all are read: whether they can be split.
        stratified(train.labels, class_names, place)
    stack = _Stack(len(train.paths) + len(test.paths), place, wanted)
    for k, path in enumerate((*train.paths, *test.paths)):
        stack.take(path)
        yield ImagesRead(k + 1, stack.count)
    pixels = stack.pixels()
    remarks += stack.remarks()
    if not of_test:
        return (
            yield from split_dataset(
                name, pixels, train.labels, class_names, place, tuple(remarks)
            )
        )
    first = len(train.paths)
    return Dataset(
        name,
        ImageSet(f"{name} train", pixels[:first], train.labels, class_names),
        ImageSet(f"{name} test", pixels[first:], test.labels, class_names),
        tuple(remarks),
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Listed:
    """The pictures of a part of the data set in their order, with their classes."""

    paths: tuple[str, ...]
    labels: Labels


def _in_drawn_order(
    classes: Sequence[_Class], class_names: tuple[str, ...], part: str
) -> _Listed:
    paths = [path for of_class in classes for path in of_class.pictures]
    labels = np.repeat(
        np.array([class_names.index(c.name) for c in classes], np.int32),
        [len(c.pictures) for c in classes],
    )
    order = generator(SPLIT_SEED, "order of pictures", part).permutation(len(paths))
    return _Listed(tuple(paths[k] for k in order), labels[order])


class _Stack:
    """Collects pictures of one size, and what is wrong with the others."""

    def __init__(self, count: int, place: str, wanted: Resampling) -> None:
        self.count = count
        self._place = place
        self._wanted = wanted
        self._pixels: Pixels | None = None
        self._done = 0
        self._grey = 0
        self._sizes: dict[tuple[int, int], list[str]] = {}
        self._problems: list[TNStudioError] = []

    def take(self, path: str) -> None:
        """Read a picture; once one has another size, only the size of others."""
        try:
            if len(self._sizes) > 1:
                size = picture_size(Path(path))
            else:
                picture = read_picture(Path(path), self._wanted)
                size = picture.shape[:2]
        except TNStudioError as problem:
            self._problems.append(problem)
            return
        self._sizes.setdefault(size, []).append(path)
        if len(self._sizes) == 1:
            self._put(picture)

    def _put(self, picture: Pixels) -> None:
        if self._pixels is None:
            self._pixels = self._room(picture.shape)
        channels = picture.shape[2]
        self._grey += channels == 1
        if channels > self._pixels.shape[3]:
            coloured = self._room(picture.shape)
            coloured[: self._done] = self._pixels[: self._done]
            self._pixels = coloured
        self._pixels[self._done] = picture
        self._done += 1

    def _room(self, shape: tuple[int, ...]) -> Pixels:
        problem = size_problem(self.count, prod(shape), self._place)
        if problem is not None:
            raise problem
        return np.empty((self.count, *shape), np.uint8)

    def pixels(self) -> Pixels:
        """Return all pictures, shape (pictures, rows, columns, channels).

        Raises
        ------
        TNStudioError
            With all that was wrong.
        """
        problems = list(self._problems)
        if len(self._sizes) > 1:
            problems.append(self._several_sizes())
        raise_all(problems, self._place)
        if self._pixels is None:
            raise TNStudioError(tr("There are no pictures"), self._place)
        self._pixels.flags.writeable = False
        return self._pixels

    def remarks(self) -> list[str]:
        """Return what was done to the pictures."""
        if self._pixels is None or self._pixels.shape[3] == 1 or not self._grey:
            return []
        told = plural(
            "{number:,} grey picture among coloured ones: given three equal channels",
            "{number:,} grey pictures among coloured ones: given three equal channels",
            self._grey,
        )
        return [told]

    def _several_sizes(self) -> TNStudioError:
        by_count = sorted(self._sizes.items(), key=lambda item: -len(item[1]))
        told = "; ".join(
            plural(
                "{rows} × {columns} ({number:,} picture, {names})",
                "{rows} × {columns} ({number:,} pictures, {names})",
                len(paths),
                rows=rows,
                columns=columns,
                names=_named(sorted(paths), Path(self._place), 2),
            )
            for (rows, columns), paths in by_count[:_MOST_SIZES]
        )
        rest = len(by_count) - _MOST_SIZES
        if rest > 0:
            told = tr("{sizes}; and {rest} more", sizes=told, rest=rest)
        size = Resampling(by_count[0][0], self._wanted.grey)
        return SeveralSizes(
            tr(
                "The pictures have {number} sizes: {sizes}",
                number=len(by_count),
                sizes=told,
            ),
            self._place,
            tr(
                "give all one size, or ask for {name}{resampling}, which resamples "
                "them",
                name=Path(self._place).name,
                resampling=size,
            ),
            by_count[0][0],
        )


def _parts(folder: Path) -> tuple[dict[str, Path], list[str]]:
    """Return the folders with the classes of each part, and remarks."""
    below = {path.name.lower(): path for path in _folders(folder)}
    found: dict[str, Path] = {}
    for name, path in below.items():
        if name in PART_WORDS:
            found.setdefault(PART_WORDS[name], path)
    if "train" not in found:
        return {"train": folder}, []
    remarks = []
    parts = {"train": found["train"]}
    if "test" in found:
        parts["test"] = found["test"]
    elif "validation" in found:
        parts["test"] = found["validation"]
        remarks.append(tr(VALIDATION_TESTS))
    others = [path for path in below.values() if path not in parts.values()]
    if others:
        told = _named(list(map(str, others)), folder, _MOST_NAMED)
        remarks.append(tr("Not used: {names}", names=told))
    return parts, remarks


def _classes(folder: Path) -> Reading[tuple[_Class, ...]]:
    folders = _folders(folder)
    if len(folders) > MOST_CLASSES:
        raise TNStudioError(
            tr("{number:,} folders of classes", number=len(folders)),
            str(folder),
            tr("give at most {most:,}", most=MOST_CLASSES),
        )
    if not folders:
        lies = any(_is_picture(entry) for entry in _visible(folder))
        raise TNStudioError(
            tr("The pictures are in no folder of a class") if lies else tr(_NOTHING),
            str(folder),
            tr("make a folder for each class and put its pictures there"),
        )
    classes: tuple[_Class, ...] = ()
    for path in folders:
        classes += ((yield from _class(path)),)
    return classes


def _class(folder: Path) -> Reading[_Class]:
    pictures: list[str] = []
    others: list[str] = []
    for k, entry in enumerate((yield from _listing(folder))):
        (pictures if _is_picture(entry) else others).append(entry.path)
        if k % _ENTRIES_PER_STEP == 0:
            yield _NOTHING_YET
    return _Class(_readable(folder.name), folder, tuple(pictures), tuple(others))


def _folders(folder: Path) -> list[Path]:
    return [folder / entry.name for entry in _visible(folder) if entry.is_dir()]


def _visible(folder: Path) -> list[_Entry]:
    """Return what is in a folder, sorted, without what systems leave in it."""
    return finished(_listing(folder))


def _listing(folder: Path) -> Reading[list[_Entry]]:
    """List a folder as `_visible` does, in small steps.

    Pieces are sorted and then merged: of 100,000 names at once, sorting would
    let no other thread run for a while.
    """
    pieces: list[list[_Entry]] = []
    try:
        with os.scandir(folder) as entries:
            while piece := list(islice(entries, _ENTRIES_PER_STEP)):
                seen = (e for e in piece if not e.name.startswith((".", "__")))
                pieces.append(sorted(seen, key=_place_in_order))
                yield _NOTHING_YET
    except OSError as error:
        reason = error.strerror or str(error)
        raise TNStudioError(
            tr("The folder cannot be read: {reason}", reason=reason), str(folder)
        ) from error
    found: list[_Entry] = []
    for entry in merge(*pieces, key=_place_in_order):
        found.append(entry)
        if len(found) % _ENTRIES_PER_STEP == 0:
            yield _NOTHING_YET
    return found


def _place_in_order(entry: _Entry) -> tuple[list[str | int], str]:
    return _as_people_sort(entry.name)


def _as_people_sort(name: str) -> tuple[list[str | int], str]:
    pieces = re.split(r"(\d+)", name.lower())
    return [int(p) if k % 2 else p for k, p in enumerate(pieces)], name


def _is_picture(entry: _Entry) -> bool:
    # A pipe called x.png would never end.
    return os.path.splitext(entry.name)[1].lower() in ENDINGS and entry.is_file()


def _readable(name: str) -> str:
    """Return a file's name as text, whatever bytes it has."""
    return os.fsencode(name).decode(errors="replace")


def _require_pictures(
    train: Sequence[_Class], test: Sequence[_Class], folder: Path
) -> None:
    """Refuse classes without pictures, and tests of what was never learned."""
    problems = [
        TNStudioError(
            tr("There is no picture of class '{name}'", name=of_class.name),
            str(of_class.folder),
            tr(
                "put pictures there, not into folders below it, or take the folder away"
            ),
        )
        for of_class in train
        if not of_class.pictures
    ]
    known = {of_class.name for of_class in train}
    problems += [
        TNStudioError(
            tr(
                "Class '{name}' is tested, but there is none to train with",
                name=of_class.name,
            ),
            str(of_class.folder),
            tr("give it a folder among those to train with, of the same name"),
        )
        for of_class in test
        if of_class.name not in known
    ]
    raise_all(problems, str(folder))


def _left_out(classes: Sequence[_Class], folder: Path) -> list[str]:
    others = [path for of_class in classes for path in of_class.others]
    if not others:
        return []
    told = plural(
        "{number} is no picture and left out: {names}",
        "{number:,} are no pictures and left out: {names}",
        len(others),
        names=_named(others, folder, _MOST_NAMED),
    )
    return [told]


def _named(paths: Sequence[str], folder: Path, most: int) -> str:
    names = ", ".join(_readable(os.path.relpath(p, folder)) for p in paths[:most])
    return f"{names}, …" if len(paths) > most else names

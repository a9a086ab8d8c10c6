"""Pixels from arrays that may hold anything, a piece at a time."""

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.datasets.images import WHITE
from tnstudio.datasets.reading import LARGEST, ImagesRead, Reading
from tnstudio.datasets.stored_arrays import StoredArray
from tnstudio.errors import TNStudioError
from tnstudio.model.network import MOST_INPUT_ELEMENTS
from tnstudio.texts import marked, plural, tr

_BLOCK_BYTES = 2**20
_AXES = marked("images × rows × columns, or with × channels")
_MOST_CHANNELS_FIRST = 4

Pixels = npt.NDArray[np.uint8]


def pixel_problem(array: StoredArray, place: str) -> TNStudioError | None:
    """Tell what is wrong with the type and shape of images."""
    shape, dtype = array.shape, array.dtype
    shown = " × ".join(map(str, shape)) or tr("a single number")
    if dtype.hasobject:
        return TNStudioError(
            tr("The images are Python objects, which are never read"),
            place,
            tr("write one array of numbers: {axes}", axes=tr(_AXES)),
        )
    if dtype.kind not in "biuf":
        return TNStudioError(
            tr("The images are of type {dtype}", dtype=dtype),
            place,
            tr("write integers from 0 to 255 or reals from 0 to 1"),
        )
    if len(shape) not in (3, 4):
        hint = tr("the axes are {axes}", axes=tr(_AXES))
        if len(shape) == 2:
            hint = tr(
                "{axes}; images.reshape(-1, rows, columns) gives flat images theirs",
                axes=hint,
            )
        return TNStudioError(
            tr("The images have the shape {shown}", shown=shown), place, hint
        )
    if 0 in shape:
        return TNStudioError(
            tr("There are no images: the shape is {shown}", shown=shown), place
        )
    if len(shape) == 4 and shape[1] <= _MOST_CHANNELS_FIRST < shape[3]:
        return TNStudioError(
            tr(
                "The images have the shape {shown}, with channels before rows",
                shown=shown,
            ),
            place,
            tr("put channels last: numpy.moveaxis(images, 1, -1)"),
        )
    return size_problem(shape[0], prod(shape[1:]), place)


def size_problem(count: int, elements: int, place: str) -> TNStudioError | None:
    """Tell whether images are too large, or too many.

    Parameters
    ----------
    count : int
        Number of images.
    elements : int
        Pixels × channels of each.
    place : str
    """
    if elements > MOST_INPUT_ELEMENTS:
        return TNStudioError(
            tr("An image has {elements:,} values", elements=elements),
            place,
            tr(
                "a network's input has at most {most:,}; make the images smaller",
                most=MOST_INPUT_ELEMENTS,
            ),
        )
    if count * elements > LARGEST:
        return TNStudioError(
            tr(
                "{count:,} images take {size:,} bytes of memory",
                count=count,
                size=count * elements,
            ),
            place,
            tr("take at most {most:,}: fewer or smaller images", most=LARGEST),
        )
    return None


def read_pixels(array: StoredArray, place: str) -> Reading[Pixels]:
    """Read images whose type and shape have no problem.

    Parameters
    ----------
    array : StoredArray
        Integers 0..255, reals 0..1 or truth values, shape (images, rows,
        columns) or (images, rows, columns, channels).
    place : str
        Where they are, for errors.

    Returns
    -------
    uint8 array, shape (images, rows, columns, channels), read-only
        Reals are rounded to 256 steps, the truth is white.

    Raises
    ------
    TNStudioError
        With all that is wrong with the values: NaN, infinity, out of range; how
        many there are and where the first one is.
    """
    shape = array.shape if len(array.shape) == 4 else (*array.shape, 1)
    rows = max(1, _BLOCK_BYTES // (prod(shape[1:]) * array.dtype.itemsize))
    pixels = np.empty(shape, np.uint8)
    wrong = _WrongValues(place)
    done = 0
    for block in array.blocks(rows):
        values = block.reshape(len(block), *shape[1:])
        wrong.look(values, done)
        pixels[done : done + len(block)] = _as_pixels(values)
        done += len(block)
        yield ImagesRead(done, len(pixels))
    wrong.raise_if_any()
    pixels.flags.writeable = False
    return pixels


def _as_pixels(values: npt.NDArray[Any]) -> Pixels:
    if values.dtype.kind == "b":
        return values.astype(np.uint8) * np.uint8(WHITE)
    if values.dtype.kind == "f":
        # What is out of range is told afterwards.
        with np.errstate(invalid="ignore", over="ignore"):
            values = np.rint(values * values.dtype.type(WHITE))
            return values.astype(np.uint8)
    return values.astype(np.uint8)


class _WrongValues:
    """Counts the values that are no pixels, and keeps the first of each kind."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._counts: dict[str, int] = {}
        self._first: dict[str, str] = {}

    def look(self, values: npt.NDArray[Any], before: int) -> None:
        """Look at images, shape (images, rows, columns, channels)."""
        for what, wrong in _kinds_of_wrong(values):
            if wrong.any():
                self._counts[what] = self._counts.get(what, 0) + int(wrong.sum())
                if what not in self._first:
                    self._first[what] = _told(values, wrong, before)

    def raise_if_any(self) -> None:
        """Raise one error with all kinds."""
        if not self._counts:
            return
        told = "; ".join(
            plural(
                "{number:,} value is {what}, the first {first}",
                "{number:,} values are {what}, the first {first}",
                count,
                what=tr(what),
                first=self._first[what],
            )
            for what, count in self._counts.items()
        )
        raise TNStudioError(
            told[0].upper() + told[1:],
            self._place,
            tr("give integers from 0 to 255, or reals from 0 (black) to 1 (white)"),
        )


def _kinds_of_wrong(
    values: npt.NDArray[Any],
) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    kind = values.dtype.kind
    if kind == "f":
        yield "NaN", np.isnan(values)
        yield marked("infinite"), np.isinf(values)
        yield (
            marked("out of 0 to 1"),
            np.isfinite(values) & ((values < 0) | (values > 1)),
        )
    elif kind in "iu" and values.dtype != np.uint8:
        yield marked("out of 0 to 255"), (values < 0) | (values > WHITE)


def _told(values: npt.NDArray[Any], wrong: npt.NDArray[np.bool_], before: int) -> str:
    """Return the first wrong value and its place."""
    place = np.unravel_index(int(wrong.argmax()), wrong.shape)
    image, row, column, channel = map(int, place)
    where = {"image": before + image, "row": row, "column": column}
    if values.shape[3] > 1:
        return tr(
            "{value} in image {image}, row {row}, column {column}, channel {channel}",
            value=values[place],
            channel=channel,
            **where,
        )
    return tr(
        "{value} in image {image}, row {row}, column {column}",
        value=values[place],
        **where,
    )

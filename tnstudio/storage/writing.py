"""Writing groups, attributes and arrays that `tnstudio.storage.reading` reads."""

import math
import operator
from collections.abc import Iterable, Sequence
from itertools import count, islice
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.storage import schema
from tnstudio.texts import tr

_CHUNK_BYTES = 2**20
USUAL_PACKING = 4
"""Effort of the compression: 1 is quick, 9 is thorough."""


def element(
    parent: h5py.Group, name: str, type_name: str, meaning: str = ""
) -> h5py.Group:
    """Make a subgroup with its type, version and, for readers, its meaning."""
    group = parent.create_group(name)
    text(group, "type", type_name)
    integer(group, "version", schema.element_version(type_name))
    if meaning:
        text(group, "meaning", meaning)
    return group


def text(item: h5py.HLObject, name: str, value: str) -> None:
    """Write a text attribute of fixed length."""
    data = _encoded(value, f"{item.name}@{name}")
    dtype = h5py.string_dtype("utf-8", max(1, len(data)))
    item.attrs.create(name, np.bytes_(data), dtype=dtype)


def integer(item: h5py.HLObject, name: str, value: int) -> None:
    """Write an integer attribute."""
    item.attrs.create(name, _int64(value, f"{item.name}@{name}"))


def integers(item: h5py.HLObject, name: str, values: Sequence[int]) -> None:
    """Write an attribute that is a list of integers."""
    numbers = [_int64(value, f"{item.name}@{name}") for value in values]
    item.attrs.create(name, np.array(numbers, np.int64))


def real(item: h5py.HLObject, name: str, value: float) -> None:
    """Write a real attribute."""
    item.attrs.create(name, np.float64(value))


def reals(item: h5py.HLObject, name: str, values: Sequence[float]) -> None:
    """Write an attribute that is a list of reals."""
    item.attrs.create(name, np.array(values, np.float64))


def names(
    group: h5py.Group, name: str, values: Sequence[str], meaning: str, axis: str
) -> None:
    """Write a list of texts; `axis` says what it counts."""
    data = [_encoded(value, f"{group.name}/{name}") for value in values]
    longest = max((len(item) for item in data), default=1)
    dtype = h5py.string_dtype("utf-8", max(1, longest))
    dataset = _dataset(group, name, np.array(data, dtype))
    text(dataset, "meaning", meaning)
    text(dataset, "axes", axis)


def array(
    group: h5py.Group,
    name: str,
    values: npt.NDArray[Any],
    notes: dict[str, str],
    packing: int = USUAL_PACKING,
) -> None:
    """Write an array, with notes as text attributes."""
    dataset = _dataset(group, name, values, packing)
    for key, note in notes.items():
        text(dataset, key, note)


def stacked(
    group: h5py.Group,
    name: str,
    shape: tuple[int, ...],
    dtype: npt.DTypeLike,
    parts: Iterable[npt.NDArray[Any]],
    notes: dict[str, str],
    packing: int = USUAL_PACKING,
) -> None:
    """Write arrays one after another along a new first axis; 0 fills the short ones.

    A chunk at a time: the whole is never in memory.

    Parameters
    ----------
    shape : tuple of int
        Of the whole; no part is longer along any axis.
    parts : iterable of arrays
        As many as the first axis is long.
    """
    dataset = _empty(group, name, shape, np.dtype(dtype), packing)
    for key, note in notes.items():
        text(dataset, key, note)
    rows = dataset.chunks[0] if dataset.chunks else max(1, shape[0])
    rest = iter(parts)
    for first in count(0, rows):
        some = list(islice(rest, rows))
        if not some:
            return
        block = np.zeros((len(some), *shape[1:]), dtype)
        for place, part in zip(block, some, strict=True):
            place[tuple(map(slice, part.shape))] = part
        if block.size:
            dataset[first : first + len(some)] = block


def _dataset(
    group: h5py.Group,
    name: str,
    values: npt.NDArray[Any],
    packing: int = USUAL_PACKING,
) -> h5py.Dataset:
    dataset = _empty(group, name, values.shape, values.dtype, packing)
    if values.size:
        dataset[...] = values
    return dataset


def _empty(
    group: h5py.Group,
    name: str,
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
    packing: int,
) -> h5py.Dataset:
    """Make an array whose values are still to be written."""
    if 0 in shape:
        return group.create_dataset(name, shape, dtype)
    return group.create_dataset(
        name,
        shape,
        dtype,
        chunks=_chunks(shape, dtype.itemsize),
        compression="gzip",
        compression_opts=packing,
        shuffle=dtype.itemsize > 1 and dtype.kind != "S",
        fletcher32=True,
    )


def _chunks(shape: tuple[int, ...], itemsize: int) -> tuple[int, ...]:
    """Cut along the first axis into pieces of about a megabyte."""
    row = itemsize * math.prod(shape[1:])
    rows = max(1, _CHUNK_BYTES // row)
    return (min(shape[0], rows), *shape[1:])


def _encoded(value: str, place: str) -> bytes:
    """Return a text as UTF-8.

    Raises
    ------
    TNStudioError
        If a text of fixed length cannot hold it as it is.
    """
    try:
        data = value.encode()
    except UnicodeEncodeError as error:
        raise TNStudioError(
            tr("The text has characters that no file can hold"),
            place,
            tr("type it anew"),
        ) from error
    if b"\0" in data:
        raise TNStudioError(
            tr("The text has a NUL character"), place, tr("type it anew")
        )
    if len(data) > schema.MOST_TEXT_BYTES:
        raise TNStudioError(
            tr(
                "The text takes {size} bytes, the limit is {most}",
                size=len(data),
                most=schema.MOST_TEXT_BYTES,
            ),
            place,
            tr("shorten it"),
        )
    return data


def _int64(value: int, place: str) -> np.int64:
    """Return a number as the file holds it.

    Raises
    ------
    TNStudioError
        If it is not a 64-bit integer.
    """
    number = operator.index(value)
    if not schema.INTEGER.holds(number):
        raise TNStudioError(
            tr("{number} is too large to be saved", number=number), place
        )
    return np.int64(number)

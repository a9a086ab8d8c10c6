"""What an array in a file claims to be, judged before any of it is read."""

from typing import Any

import h5py
import numpy as np

from tnstudio.storage import schema
from tnstudio.texts import tr

_FILTERS = frozenset(
    {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32}
)
_MOST_DEFLATION = 1032
"""No byte of deflated data stands for more bytes than this (zlib's limit)."""


def layout_problem(
    dataset: Any, expected: np.dtype[Any], shape: tuple[int, ...]
) -> str | None:
    """Tell what is wrong with an array's type or shape."""
    dtype = dataset.dtype
    if dtype.kind != expected.kind or dtype.itemsize != expected.itemsize:
        return tr(
            "The values are {dtype}, expected {expected}",
            dtype=dtype,
            expected=expected,
        )
    if dataset.shape != shape:
        return tr(
            "The shape is {shape}, expected {expected}",
            shape=dataset.shape,
            expected=shape,
        )
    return None


def storage_problem(dataset: Any) -> str | None:
    """Tell why an array's bytes cannot be what they claim, before reading them.

    Refuses claims that the stored bytes cannot back, so that a small file
    cannot ask for much memory.
    """
    size = int(dataset.nbytes)
    if size > schema.MOST_ARRAY_BYTES:
        return tr(
            "The array takes {size} bytes, the limit is {most}",
            size=size,
            most=schema.MOST_ARRAY_BYTES,
        )
    if dataset.external or dataset.is_virtual:
        return tr("The values are in another file")
    if size == 0:
        return None
    stored = int(dataset.id.get_storage_size())
    if dataset.chunks is None:
        return None if stored == size else tr("Values are missing")
    return _chunk_problem(dataset, stored)


def _chunk_problem(dataset: Any, stored: int) -> str | None:
    settings = dataset.id.get_create_plist()
    filters = {settings.get_filter(k)[0] for k in range(settings.get_nfilters())}
    if not filters <= _FILTERS:
        return tr("The values are packed in a way that this program does not know")
    pairs = list(zip(dataset.shape, dataset.chunks, strict=True))
    if any(chunk > side for side, chunk in pairs):
        return tr("A chunk is larger than the array")
    chunks = 1
    for side, chunk in pairs:
        chunks *= -(-side // chunk)
    if int(dataset.id.get_num_chunks()) != chunks:
        return tr("Values are missing")
    unpacked = chunks * int(np.prod(dataset.chunks, dtype=np.int64))
    unpacked *= dataset.dtype.itemsize
    if unpacked > _MOST_DEFLATION * stored or stored > 2 * unpacked + 64 * chunks:
        return tr("The stored values do not fit the array")
    return None

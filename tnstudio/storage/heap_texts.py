"""Texts of any length in HDF5 files, read without the library.

HDF5 keeps them in collections of its global heap, and the library goes round for
ever in some collections that are damaged. Their layout is simple (HDF5 File Format
Specification 3.0, III.E "Global heap" and IV.A.2.d): an array of such texts has 16
bytes for each, its length, the place of a collection and a number in it.
"""

import struct
from functools import partial
from typing import Any, BinaryIO

from tnstudio.errors import TNStudioError
from tnstudio.texts import tr

_MOST_COLLECTIONS = 2**26
"""Bytes of all collections that are looked through."""

_REFERENCE = struct.Struct("<IQI")
_COLLECTION = struct.Struct("<4sB3xQ")
_OBJECT = struct.Struct("<HH4xQ")
_SIGNATURE = b"GCOL"


def heap_texts(dataset: Any, most: int, heap: "Heap") -> list[bytes]:
    """Return all texts of an array, row after row.

    Parameters
    ----------
    dataset : Dataset
        Of texts of any length, in one piece.
    most : int
        Longest text, in bytes.
    heap : Heap
        Of the same file.

    Raises
    ------
    TNStudioError
        If the texts are not where they should be.
    OSError
        If the file cannot be read.
    """
    place = f"{dataset.file.filename}:{dataset.name}"
    refuse = partial(TNStudioError, location=place)
    settings = dataset.file.id.get_create_plist()
    offset = dataset.id.get_offset()
    if offset is None or settings.get_sizes() != (8, 8) or settings.get_userblock():
        raise refuse(tr("The texts are laid out in a way that is not known here"))
    size = int(dataset.size) * _REFERENCE.size
    references = heap.read(int(offset), size)
    if len(references) != size:
        raise refuse(tr("The texts are beyond the end of the file"))
    found = []
    for length, collection, number in _REFERENCE.iter_unpack(references):
        if length > most:
            raise refuse(
                tr("A text is of {length} bytes", length=length),
                hint=tr("at most {most}", most=most),
            )
        text = heap.object(collection, number)[:length] if length else b""
        if len(text) != length:
            raise refuse(tr("A text is not where it should be"))
        found.append(text)
    return found


class Heap:
    """The collections of an open file, each looked through once."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._found: dict[int, dict[int, bytes]] = {}
        self._left = _MOST_COLLECTIONS

    def read(self, offset: int, size: int) -> bytes:
        """Return bytes of the file; fewer beyond its end."""
        if offset >= 2**62:
            return b""
        self._raw.seek(offset)
        return self._raw.read(size)

    def object(self, collection: int, number: int) -> bytes:
        """Return what has a number in the collection at a place; nothing if none."""
        if collection not in self._found:
            self._found[collection] = dict(self._objects(collection))
        return self._found[collection].get(number, b"")

    def _objects(self, offset: int) -> list[tuple[int, bytes]]:
        head = self.read(offset, _COLLECTION.size)
        if len(head) < _COLLECTION.size:
            return []
        signature, version, size = _COLLECTION.unpack(head)
        if signature != _SIGNATURE or version != 1 or size > self._left:
            return []
        self._left -= size
        data = head + self._raw.read(max(0, size - len(head)))
        found, place = [], _COLLECTION.size
        while place + _OBJECT.size <= len(data):
            number, _, length = _OBJECT.unpack_from(data, place)
            place += _OBJECT.size
            # Number 0 is the free room at the end.
            if number == 0 or place + length > len(data):
                break
            found.append((number, data[place : place + length]))
            place += length + -length % 8
        return found

"""The tree of an HDF5 file, whoever made it: groups, arrays and what they say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import h5py
import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.storage.disk_room import H5PY_ERRORS
from tnstudio.texts import tr

MOST_ITEMS = 20_000
MOST_MEMBERS = 1000
"""Shown of one group."""
MOST_DEPTH = 16
MOST_ATTRIBUTES = 100
_MOST_VALUES = 64
"""Of an attribute that is a list."""
_MOST_BYTES = 4096
"""Of an attribute: larger ones are not read."""

Kind = Literal["group", "array", "link", "unreadable"]


@dataclass(frozen=True, slots=True)
class Item:
    """A member of a file.

    Attributes
    ----------
    name : str
        ``/`` for the file itself.
    kind : str
        Of links, only `note` is known: none is followed. What has several names is
        a link wherever it is found again.
    attributes : tuple of (str, text, number or list)
        Without what the other fields tell; None for a value that was not read.
    members : tuple of Item
        Of a group.
    type, version, meaning : str, int or None, str
        What the attributes of these names say; empty or None without them.
    dtype, unit, axes : str
        Of an array; empty for others.
    shape : tuple of int or None
        Of an array.
    stored, size : int
        Bytes of the values in the file, and unpacked; 0 for what is no array.
    note : str
        Where a link leads, what is wrong, or how much is not shown.
    """

    name: str
    kind: Kind
    attributes: tuple[tuple[str, Any], ...] = ()
    members: "tuple[Item, ...]" = ()
    type: str = ""
    version: int | None = None
    meaning: str = ""
    dtype: str = ""
    shape: tuple[int, ...] | None = None
    unit: str = ""
    axes: str = ""
    stored: int = 0
    size: int = 0
    note: str = ""


def file_tree(path: Path) -> Item:
    """Return the tree of an HDF5 file, without reading any array.

    At most `MOST_ITEMS` items, `MOST_DEPTH` deep: a file may be its own member.

    Raises
    ------
    TNStudioError
        If there is no such file, or it is not an HDF5 file.
    """
    place = str(path)
    with _explained(place):
        if not path.is_file():
            message = (
                tr("This is no file") if path.exists() else tr("There is no such file")
            )
            raise TNStudioError(message, place, tr("check the name"))
        # No lock: a file on a disk that has none can be looked at too.
        with h5py.File(path, "r", locking=False) as file:
            return _Walk().item("/", file, MOST_DEPTH)


@contextmanager
def _explained(place: str) -> Iterator[None]:
    try:
        yield
    except H5PY_ERRORS as error:
        raise TNStudioError(
            tr("This cannot be read as an HDF5 file: {error}", error=error),
            place,
            tr("restore the file from a copy"),
        ) from error


class _Walk:
    """Goes through a file and counts what it has seen."""

    def __init__(self) -> None:
        self._left = MOST_ITEMS
        self._seen: dict[int, str] = {}

    def item(self, name: str, thing: Any, depth: int) -> Item:
        """Return what a group or an array is, with all below it."""
        self._left -= 1
        address = h5py.h5o.get_info(thing.id).addr
        if address in self._seen:
            return Item(name, "link", note=f"the same as {self._seen[address]}")
        self._seen[address] = str(thing.name)
        attributes = dict(_attributes(thing))
        told: dict[str, Any] = {
            key: str(attributes.pop(key, "")) for key in ("type", "meaning")
        }
        if isinstance(attributes.get("version"), int) and name != "/":
            told["version"] = attributes.pop("version")
        if isinstance(thing, h5py.Dataset):
            told |= {key: str(attributes.pop(key, "")) for key in ("unit", "axes")}
            return Item(
                name,
                "array",
                tuple(attributes.items()),
                dtype=_words_of(thing.dtype),
                shape=thing.shape,
                stored=int(thing.id.get_storage_size()),
                size=int(thing.nbytes or 0),
                **told,
            )
        members, note = self._members(thing, depth - 1)
        return Item(
            name, "group", tuple(attributes.items()), members, note=note, **told
        )

    def _members(self, group: Any, depth: int) -> tuple[tuple[Item, ...], str]:
        """Return the members, in the order of numbers and names; and what is not."""
        if not depth:
            return (), f"members not shown: {len(group)}" if len(group) else ""
        names = sorted(islice(group, MOST_MEMBERS), key=_as_people_sort)
        found = []
        for name in names:
            if self._left <= 0:
                break
            found.append(self._member(group, name, depth))
        rest = len(group) - len(found)
        return tuple(found), f"members not shown: {rest}" if rest else ""

    def _member(self, group: Any, name: str | bytes, depth: int) -> Item:
        if isinstance(name, bytes):
            self._left -= 1
            note = "its name is no UTF-8"
            return Item(_text(name), "unreadable", note=note)
        try:
            # The link before the thing: no other file is ever opened.
            link = group.get(name, getlink=True)
            if isinstance(link, h5py.ExternalLink):
                where = f"to {link.path} in {link.filename}"
                return Item(name, "link", note=where)
            if not isinstance(link, h5py.HardLink):
                return Item(name, "link", note=f"to {getattr(link, 'path', '?')}")
            return self.item(name, group[name], depth)
        except H5PY_ERRORS as error:
            self._left -= 1
            return Item(name, "unreadable", note=str(error))


def _attributes(thing: Any) -> Iterator[tuple[str, Any]]:
    try:
        names = sorted(islice(thing.attrs, MOST_ATTRIBUTES), key=_text)
    except H5PY_ERRORS:
        return
    for name in names:
        try:
            yield _text(name), _value(thing, name)
        except H5PY_ERRORS:
            yield _text(name), None


def _value(thing: Any, name: str) -> Any:
    """Return an attribute as text, number or list; None if it is another or large."""
    found = thing.attrs.get_id(name)
    if found.dtype.hasobject or found.get_storage_size() > _MOST_BYTES:
        return None
    value = np.asarray(thing.attrs[name])
    if value.dtype.kind == "S" and value.ndim == 0:
        return bytes(value[()]).decode(errors="replace")
    if value.dtype.kind in "biuf" and value.size <= _MOST_VALUES:
        return value.tolist()
    return None


def _words_of(dtype: np.dtype[Any]) -> str:
    """Return the type of an array in NumPy's words; texts with their longest."""
    if dtype.kind == "S":
        return f"text of {dtype.itemsize} bytes"
    return str(dtype)


def _text(name: str | bytes) -> str:
    """Return a name as text: those that are no UTF-8 come as bytes from h5py."""
    return name if isinstance(name, str) else name.decode(errors="replace")


def _as_people_sort(key: str | bytes) -> tuple[bool, int, str]:
    name = _text(key)
    numeric = name.isascii() and name.isdigit() and len(name) < 20
    return not numeric, int(name) if numeric else 0, name

"""What kind of file was given, as its name and its first bytes tell."""

import os
from collections.abc import Generator
from enum import Enum
from itertools import islice
from pathlib import Path

from tnstudio.datasets.source import Kind, find_source
from tnstudio.errors import TNStudioError
from tnstudio.storage.schema import SUFFIX

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".pgm", ".ppm", ".tif", ".tiff")

_MOST_ENTRIES = 100
"""Of a folder that are looked at; it may have 100,000."""


class Given(Enum):
    """What can be done something with."""

    PROJECT = "project"
    DATASET = "data set"
    PICTURE = "picture"
    FOREIGN = "network or spikes of another program"
    UNKNOWN = "unknown"


def recognising(path: Path) -> Generator[None, None, Given]:
    """Tell as a job what a file or folder is."""
    yield
    return given_as(path)


def given_as(path: Path) -> Given:
    """Tell what a file or folder is."""
    name = path.name.lower()
    if name.endswith(SUFFIX):
        return Given.PROJECT
    if path.is_dir():
        return Given.DATASET if _has_images(path) else Given.UNKNOWN
    if name.endswith(PICTURES):
        return Given.PICTURE
    # Here and not above: the window starts before HDF5 is needed.
    from tnstudio.app.incoming import PROJECT, kind_of

    kind = kind_of(path)
    if kind is not None:
        return Given.PROJECT if kind == PROJECT else Given.FOREIGN
    try:
        find_source(str(path))
    except TNStudioError:
        return Given.UNKNOWN
    return Given.DATASET


def _has_images(folder: Path) -> bool:
    """Tell whether a folder may be a data set: of arrays, or of pictures by class."""
    try:
        kind = find_source(str(folder)).kind
    except TNStudioError:
        return False
    if kind is not Kind.PICTURES:
        return True
    inner = [entry for entry in _entries(folder) if entry.is_dir()]
    return any(_has_pictures(one) for one in inner)


def _has_pictures(folder: os.DirEntry[str]) -> bool:
    """Tell whether there is a picture in a folder, or in the folders of it."""
    found = _entries(Path(folder.path))
    deeper = [entry for one in found if one.is_dir() for entry in _entries(Path(one))]
    return any(entry.name.lower().endswith(PICTURES) for entry in found + deeper)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(islice(entries, _MOST_ENTRIES))
    except OSError:
        return []

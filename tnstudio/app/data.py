"""The data sets in memory, each read once."""

import os
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any

from tnstudio.app.progress import MeasurementProgress
from tnstudio.datasets.images import Dataset
from tnstudio.datasets.labelled_arrays import read_labelled_arrays
from tnstudio.datasets.load import read_idx_folder
from tnstudio.datasets.numpy_files import NpyFolder, npz_file
from tnstudio.datasets.picture_folder import read_picture_folder
from tnstudio.datasets.reading import Reading
from tnstudio.datasets.resampling import resampled
from tnstudio.datasets.source import Kind, Source, find_source
from tnstudio.storage.hdf5_arrays import hdf5_arrays

PROGRESS_SECONDS = 0.05

ENTRIES_PER_STEP = 1000
"""Of a folder that may have 100,000."""

MOST_KEPT = 4
MOST_BYTES_KEPT = 2**30
"""Of pixels; the data set that was read last is kept whatever it takes."""

_Stamp = tuple[tuple[str, int, int], ...]
_kept: dict[tuple[str, _Stamp], Dataset] = {}
_lock = Lock()


def dataset(source: str) -> Dataset:
    """Return a bundled data set by name, or that of a folder or file.

    Raises
    ------
    TNStudioError
        If there is no such data set or it cannot be used.
    """
    work = loading(source)
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Dataset = end.value
            return found


def loading(source: str) -> Generator[Any, None, Dataset]:
    """Read a data set as a job; one that was read and has not changed is kept.

    Parameters
    ----------
    source : str
        As for `tnstudio.datasets.source.find_source`.

    Yields
    ------
    None or MeasurementProgress
        None at once; progress some twenty times a second if it takes that long.

    Raises
    ------
    TNStudioError
        If there is no such data set or it cannot be used.
    """
    yield None
    wanted = find_source(source)
    key = source, (yield from _stamp(wanted.path))
    if key in _kept:
        return _kept[key]
    started = told = perf_counter()
    with closing(_reading(wanted)) as work:
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                found: Dataset = end.value
                break
            now = perf_counter()
            if now - told >= PROGRESS_SECONDS:
                told = now
                yield MeasurementProgress(event.done, event.total, now - started)
    _keep(key, found)
    return found


def _reading(source: Source) -> Reading[Dataset]:
    if source.kind is Kind.PICTURES:
        # Pictures of several sizes must be resampled while they are read.
        name = f"{source.name}{source.resampling}"
        return (yield from read_picture_folder(source.path, name, source.resampling))
    found = yield from _as_they_are(source)
    return (yield from resampled(found, source.resampling))


def _as_they_are(source: Source) -> Reading[Dataset]:
    if source.kind is Kind.NPZ:
        with npz_file(source.path) as arrays:
            return (yield from read_labelled_arrays(arrays, source.name))
    if source.kind is Kind.HDF5:
        with hdf5_arrays(source.path) as groups:
            return (yield from read_labelled_arrays(groups, source.name))
    if source.kind is Kind.NPY:
        folder = NpyFolder(source.path)
        return (yield from read_labelled_arrays(folder, source.name))
    return (yield from read_idx_folder(source.path, source.name))


def _stamp(path: Path) -> Generator[None, None, _Stamp]:
    """Return what changes when the files of a data set do.

    In a folder, those of each file and folder and of the folders in these: of
    pictures, of which there may be 100,000, only that they come and go is seen.
    """
    if not path.is_dir():
        return (_time(path),)
    files, folders = yield from _names(path)
    found = [path, *(path / name for name in sorted(files + folders))]
    for folder in sorted(folders):
        inner = (yield from _names(path / folder))[1]
        found += [path / folder / name for name in sorted(inner)]
    stamp = []
    for k, entry in enumerate(found):
        stamp.append(_time(entry))
        if k % ENTRIES_PER_STEP == 0:
            yield
    return tuple(stamp)


def _names(folder: Path) -> Generator[None, None, tuple[list[str], list[str]]]:
    """Return the files and the folders in a folder; none if it is closed."""
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for k, entry in enumerate(entries):
                (folders if entry.is_dir() else files).append(entry.name)
                if k % ENTRIES_PER_STEP == 0:
                    yield
    except OSError:
        return [], []
    return files, folders


def _time(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        # It has gone, or leads nowhere; whether that matters, reading tells.
        return str(path), 0, 0
    return str(path), status.st_mtime_ns, status.st_size


def _keep(key: tuple[str, _Stamp], found: Dataset) -> None:
    with _lock:
        _kept.pop(key, None)
        _kept[key] = found
        while len(_kept) > 1 and (len(_kept) > MOST_KEPT or _bytes() > MOST_BYTES_KEPT):
            del _kept[next(iter(_kept))]


def _bytes() -> int:
    return sum(s.train.pixels.nbytes + s.test.pixels.nbytes for s in _kept.values())

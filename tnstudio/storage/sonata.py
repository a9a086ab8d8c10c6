"""Spikes and potentials as SONATA files, which tools for networks of neurons read.

The format is that of the SONATA developer guide (Dai et al. 2020, "The SONATA data
format for efficient description of large-scale network models", PLoS Comput. Biol.
16(2)): times in milliseconds, a tick is one; nodes have one number each.

    /                     magic, version
    /spikes/<population>  sorting; timestamps, node_ids
    /report/<population>  data (ticks × nodes); mapping/node_ids, time …
    /nodes/<population>   what each node is: 0/core, 0/neuron …
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.storage import schema, writing
from tnstudio.storage.atomic import replacing_by
from tnstudio.storage.disk_room import (
    H5PY_ERRORS,
    ROOM,
    explained,
    give_back,
    reserve,
)

TICK_MILLISECONDS = 1.0

SPIKE_BYTES = 16
"""Of a spike in the file: its time and its node."""

_MAGIC = np.uint32(0x0A7A)
_VERSION = np.array([0, 1], np.uint32)
_SORTING = h5py.enum_dtype({"none": 0, "by_id": 1, "by_time": 2}, basetype="u1")
CHUNK_BYTES = 2**16
"""Of an array, at least."""


@dataclass(frozen=True, eq=False, slots=True)
class Population:
    """Nodes of one kind.

    Attributes
    ----------
    name : str
    columns : mapping of str to integer array, shape (nodes,)
        What each node is.
    notes : mapping of str to str or int
        Attributes of the population's spikes or report.
    """

    name: str
    columns: Mapping[str, npt.NDArray[np.integer]]
    notes: Mapping[str, str | int]

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(next(iter(self.columns.values())))

    @property
    def nbytes(self) -> int:
        """Bytes that the nodes take in the file."""
        return sum(column.nbytes for column in self.columns.values()) + 6 * self.nodes


class SonataColumns:
    """A file that is being written; `sonata_spikes` and `sonata_report` make it.

    Parameters
    ----------
    path : Path
        What users call the file.
    temporary : Path
        Where it is being written.
    grow : sequence of Dataset
        What `append` adds to.
    fixed : int
        Bytes that all else takes; so many are reserved.
    """

    def __init__(
        self, path: Path, temporary: Path, grow: Sequence[h5py.Dataset], fixed: int
    ) -> None:
        self._path, self._temporary = path, temporary
        self._grow = grow
        self._fixed = self._room = fixed

    def append(self, *columns: npt.NDArray[Any]) -> None:
        """Add rows, as many to each array.

        Raises
        ------
        TNStudioError
            If the disk does not take them.
        """
        try:
            self._make_room(sum(column.nbytes for column in columns))
            for dataset, values in zip(self._grow, columns, strict=True):
                count = len(dataset)
                dataset.resize(count + len(values), axis=0)
                dataset[count:] = values
        except H5PY_ERRORS as error:
            raise explained(error, self._path) from error

    def finishing(self) -> Iterator[None]:
        """Nothing is left to be done."""
        return iter(())

    def _make_room(self, added: int) -> None:
        taken = sum(int(array.id.get_storage_size()) for array in self._grow)
        # A chunk is written whole, and chunks have an index.
        needed = self._fixed + taken + taken // 8 + 2 * added
        if needed > self._room:
            self._room = needed + taken // 4
            reserve(self._temporary, self._room)


@contextmanager
def sonata_spikes(path: Path, population: Population) -> Iterator[SonataColumns]:
    """Write spikes, sorted by time; times and nodes are appended.

    The file takes its place when the block ends, whole or not at all.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """

    def lay_out(file: h5py.File) -> list[h5py.Dataset]:
        group = file.create_group(f"spikes/{population.name}")
        group.attrs.create("sorting", 2, dtype=_SORTING)
        times = _growing(group, "timestamps", np.float64)
        writing.text(times, "units", "milliseconds")
        _note(group, population)
        return [times, _growing(group, "node_ids", np.uint64)]

    with _file(path, population, lay_out) as table:
        yield table


@contextmanager
def sonata_report(
    path: Path,
    population: Population,
    nodes: npt.NDArray[np.integer],
    first: int,
    ticks: int,
) -> Iterator[SonataColumns]:
    """Write V of nodes; rows of shape (ticks, nodes) are appended.

    Parameters
    ----------
    nodes : integer array, shape (n,)
        Which nodes of the population, rising.
    first, ticks : int
        The first tick and how many there will be.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """

    def lay_out(file: h5py.File) -> list[h5py.Dataset]:
        group = file.create_group(f"report/{population.name}")
        _note(group, population)
        # SONATA has reals here. V has 20 bits: none is lost.
        data = _growing(group, "data", np.float32, (len(nodes),))
        writing.text(data, "units", "1")
        mapping = group.create_group("mapping")
        ids = mapping.create_dataset("node_ids", data=nodes.astype(np.uint64))
        ids.attrs.create("sorted", np.uint8(1))
        pointers = np.arange(len(nodes) + 1, dtype=np.uint64)
        mapping.create_dataset("index_pointers", data=pointers)
        mapping.create_dataset("element_ids", data=np.zeros(len(nodes), np.uint32))
        span = np.array([first, first + ticks, 1.0]) * TICK_MILLISECONDS
        times = mapping.create_dataset("time", data=span)
        writing.text(times, "units", "ms")
        return [data]

    with _file(path, population, lay_out) as table:
        yield table


@contextmanager
def _file(
    path: Path,
    population: Population,
    lay_out: Callable[[h5py.File], list[h5py.Dataset]],
) -> Iterator[SonataColumns]:
    """Make a file with its nodes and what `lay_out` adds; close it in the end."""
    fixed = ROOM + population.nbytes
    with replacing_by(path) as temporary:
        try:
            # Before HDF5 has anything to write, and again: it cuts the file to nothing.
            reserve(temporary, fixed)
            file = h5py.File(temporary, "w", libver=schema.LIBRARY_VERSIONS)
        except H5PY_ERRORS as error:
            raise explained(error, path) from error
        try:
            try:
                reserve(temporary, fixed)
                grow = _laid_out(file, population, lay_out)
                reserve(temporary, fixed)
            except H5PY_ERRORS as error:
                raise explained(error, path) from error
            yield SonataColumns(path, temporary, grow, fixed)
        except BaseException:
            with suppress(*H5PY_ERRORS):
                file.close()
            raise
        try:
            file.close()
            give_back(temporary)
        except H5PY_ERRORS as error:
            raise explained(error, path) from error


def _laid_out(
    file: h5py.File,
    population: Population,
    lay_out: Callable[[h5py.File], list[h5py.Dataset]],
) -> list[h5py.Dataset]:
    """Write all but what grows; return what grows."""
    file.attrs.create("magic", _MAGIC)
    file.attrs.create("version", _VERSION)
    _write_nodes(file, population)
    grow = lay_out(file)
    file.flush()
    # From here on nothing that is reserved is cut off by HDF5.
    file.swmr_mode = True
    return grow


def _write_nodes(file: h5py.File, population: Population) -> None:
    """Tell what each node is."""
    group = file.create_group(f"nodes/{population.name}")
    count = population.nodes
    # Nothing is packed: libsonata could not read it.
    group.create_dataset("node_type_id", data=np.zeros(count, np.uint8))
    group.create_dataset("node_group_id", data=np.zeros(count, np.uint8))
    group.create_dataset("node_group_index", data=np.arange(count, dtype=np.uint32))
    only = group.create_group("0")
    for name, column in population.columns.items():
        only.create_dataset(name, data=column)


def _note(group: h5py.Group, population: Population) -> None:
    for name, value in population.notes.items():
        if isinstance(value, str):
            writing.text(group, name, value)
        else:
            writing.integer(group, name, value)


def _growing(
    group: h5py.Group, name: str, dtype: npt.DTypeLike, row: tuple[int, ...] = ()
) -> h5py.Dataset:
    size = np.dtype(dtype).itemsize * math.prod(row)
    rows = max(1, CHUNK_BYTES // max(1, size))
    shape = (0, *row)
    return group.create_dataset(
        name, shape, dtype, maxshape=(None, *row), chunks=(rows, *row)
    )

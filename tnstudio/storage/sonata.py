"""Spikes and potentials as SONATA files, which tools for networks of neurons read.

The format is that of the SONATA developer guide (Dai et al. 2020, "The SONATA data
format for efficient description of large-scale network models", PLoS Comput. Biol.
16(2)): times in milliseconds, a tick is one; nodes have one number each.

    /                     magic, version
    /spikes/<population>  sorting; timestamps, node_ids
    /report/<population>  data (ticks × nodes); mapping/node_ids, time …
    /nodes/<population>   what each node is: 0/core, 0/neuron …
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.storage import writing
from tnstudio.storage.atomic import replacing_by
from tnstudio.storage.disk_room import explained
from tnstudio.storage.sketched_hdf5 import later, sketched
from tnstudio.storage.spools import ArraySpec, Spools, spools

TICK_MILLISECONDS = 1.0

SPIKE_BYTES = 16
"""Of a spike in the file: its time and its node."""

_MAGIC = np.uint32(0x0A7A)
_VERSION = np.array([0, 1], np.uint32)
_SORTING = h5py.enum_dtype({"none": 0, "by_id": 1, "by_time": 2}, basetype="u1")


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


class SonataColumns:
    """A file that is being written; `sonata_spikes` and `sonata_report` make it.

    Parameters
    ----------
    path : Path
        What users call the file.
    target : Path
        Where it is being written.
    kept : Spools
        The rows that `append` adds to.
    lay_out : callable
        Makes all but these rows, of which there are so many, and their arrays.
    """

    def __init__(
        self,
        path: Path,
        target: Path,
        kept: Spools,
        lay_out: Callable[[h5py.File, int], list[h5py.Dataset]],
    ) -> None:
        self._path, self._target = path, target
        self._kept, self._lay_out = kept, lay_out

    def append(self, *columns: npt.NDArray[Any]) -> None:
        """Add rows, as many to each array.

        Raises
        ------
        TNStudioError
            If the disk does not take them.
        """
        self._kept.append(*columns)

    def finishing(self) -> Iterator[None]:
        """Put the file together, a piece at a time.

        Raises
        ------
        TNStudioError
            If the disk does not take it.
        """
        sketch = sketched(lambda file: self._lay_out(file, self._kept.rows))
        try:
            with self._target.open("r+b") as file:
                file.truncate(sketch.size)
                for place, piece in sketch.pieces:
                    file.seek(place)
                    file.write(piece)
                for number, place in enumerate(sketch.places):
                    file.seek(place)
                    for piece in self._kept.pieces(number):
                        file.write(piece)
                        yield
        except OSError as error:
            raise explained(error, self._path) from error


@contextmanager
def sonata_spikes(path: Path, population: Population) -> Iterator[SonataColumns]:
    """Write spikes, sorted by time; times and nodes are appended.

    The file takes its place when the block ends, whole or not at all; until then it
    takes twice its room. `SonataColumns.finishing` must have been gone through.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    specs = ArraySpec("timestamps", np.float64), ArraySpec("node_ids", np.uint64)

    def lay_out(file: h5py.File, rows: int) -> list[h5py.Dataset]:
        _write_nodes(file, population)
        group = file.create_group(f"spikes/{population.name}")
        group.attrs.create("sorting", 2, dtype=_SORTING)
        _note(group, population)
        times, nodes = (later(group, spec.name, spec.dtype, (rows,)) for spec in specs)
        writing.text(times, "units", "milliseconds")
        return [times, nodes]

    with replacing_by(path) as target, spools(path, target.parent, specs) as kept:
        yield SonataColumns(path, target, kept, lay_out)


@contextmanager
def sonata_report(
    path: Path,
    population: Population,
    nodes: npt.NDArray[np.integer],
    first: int,
    ticks: int,
) -> Iterator[SonataColumns]:
    """Write V of nodes; rows of shape (ticks, nodes) are appended.

    The file takes its place as that of `sonata_spikes` does.

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
    # SONATA has reals here. V has 20 bits: none is lost.
    specs = (ArraySpec("data", np.float32, (len(nodes),)),)

    def lay_out(file: h5py.File, rows: int) -> list[h5py.Dataset]:
        _write_nodes(file, population)
        group = file.create_group(f"report/{population.name}")
        _note(group, population)
        data = later(group, "data", np.float32, (rows, len(nodes)))
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

    with replacing_by(path) as target, spools(path, target.parent, specs) as kept:
        yield SonataColumns(path, target, kept, lay_out)


def _write_nodes(file: h5py.File, population: Population) -> None:
    """Tell what the file is, and what each node is."""
    file.attrs.create("magic", _MAGIC)
    file.attrs.create("version", _VERSION)
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

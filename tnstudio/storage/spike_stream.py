"""Spikes on disk while a chip runs, for more than memory holds.

An HDF5 file of its own, not a project: what is to be kept goes from here into
the project (`tnstudio.model.recorded`). It is written as HDF5's single-writer
mode prescribes: after a crash of the program all that was appended can be
read, and other programs may read along. Therefore its values are neither
packed nor summed up: a value once written never moves.

    /            format, version, program_name, seed, cores, neurons
    tick, core, neuron   one entry per spike, in the order of the blocks
    blocks       first tick, end tick, first spike, number of spikes

A block holds all spikes of its ticks. It may begin before the end of the one
before, when the chip has gone back: what was written of its first tick, and of
all later ones, then holds no more.
"""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import h5py
import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Limit
from tnstudio.model.recorded import TICK, RecordedSpikes, check_recorded
from tnstudio.model.records import SEED
from tnstudio.storage import schema, writing
from tnstudio.storage.claims import layout_problem
from tnstudio.storage.disk_room import (
    H5PY_ERRORS,
    ROOM,
    explained,
    give_back,
    reserve,
)
from tnstudio.storage.reading import Part
from tnstudio.storage.report import Damage, Report
from tnstudio.texts import tr
from tnstudio.version import __version__

STREAM_SUFFIX = ".spikes.h5"
"""How the name of such a file ends."""

_FORMAT = "tnstudio-spikes"
_VERSION = Limit("version", "", 1, 1, "this program")
_SIZE = Limit("size", "", 1, 2**16, "numbers of 16 bits")

_TYPES: dict[str, tuple[npt.DTypeLike, str, str]] = {
    "tick": (np.int64, "when", "tick"),
    "core": (np.uint16, "where", "1"),
    "neuron": (np.uint16, "of the core", "1"),
}
_BLOCKS = "blocks"
_CHUNK = 2**14
_SPIKE_BYTES = sum(np.dtype(dtype).itemsize for dtype, _, _ in _TYPES.values())


@dataclass(frozen=True, slots=True)
class SpikeSource:
    """The chip that spikes are of.

    Attributes
    ----------
    cores, neurons : int
        Cores, and neurons per core; 65,536 at most.
    program_name : str
    seed : int
        Name and seed of the chip program.
    """

    cores: int
    neurons: int
    program_name: str
    seed: int


class _Block(NamedTuple):
    first_tick: int
    end_tick: int
    start: int
    spikes: int


class _Blocks:
    """The blocks that hold, with the ticks of which each still does."""

    def __init__(self) -> None:
        self.held: list[_Block] = []
        self.spikes = 0

    @property
    def first_tick(self) -> int:
        return self.held[0].first_tick if self.held else 0

    @property
    def end_tick(self) -> int:
        return self.held[-1].end_tick if self.held else 0

    def problem(self, block: _Block) -> str | None:
        """Tell why a block cannot come next."""
        if not TICK.low <= block.first_tick < block.end_tick <= TICK.high + 1:
            return tr(
                "There are no ticks {first} to {last}",
                first=block.first_tick,
                last=block.end_tick,
            )
        if self.held and block.first_tick > self.end_tick:
            return tr(
                "Ticks {first} to {last} are missing",
                first=self.end_tick,
                last=block.first_tick,
            )
        if block.start != self.spikes or block.spikes < 0:
            return tr("The spikes of a block are not where they should be")
        return None

    def add(self, block: _Block) -> None:
        while self.held and self.held[-1].first_tick >= block.first_tick:
            self.held.pop()
        if self.held:
            # They follow each other: this is where the one before now ends.
            self.held[-1] = self.held[-1]._replace(end_tick=block.first_tick)
        self.held.append(block)
        self.spikes += block.spikes

    def within(self, first: int, end: int) -> Iterator[_Block]:
        """Yield the blocks that have some of these ticks, and only these."""
        start = bisect_right(self.held, first, key=lambda block: block.first_tick)
        for block in islice(self.held, max(0, start - 1), None):
            if block.first_tick >= end:
                return
            low, high = max(first, block.first_tick), min(end, block.end_tick)
            if low < high:
                yield block._replace(first_tick=low, end_tick=high)


class SpikeFile:
    """A file of spikes, open; `open_spikes` and `SpikeStream` make them.

    Attributes
    ----------
    source : SpikeSource
        The chip.
    """

    def __init__(
        self, path: Path, file: h5py.File, source: SpikeSource, blocks: _Blocks
    ) -> None:
        self.source = source
        self._path = path
        self._file = file
        self._blocks = blocks

    @property
    def first_tick(self) -> int:
        """The first tick that is in the file."""
        return self._blocks.first_tick

    @property
    def end_tick(self) -> int:
        """The tick after the last one in the file."""
        return self._blocks.end_tick

    def read(self, first: int, end: int, name: str = "") -> RecordedSpikes:
        """Read the spikes of ticks, from first to end; only these are read.

        Ticks that are not in the file are left out at either side.

        Raises
        ------
        TNStudioError
            If the file is damaged or closed.
        """
        report = Report()
        first = max(first, self.first_tick)
        end = max(first, min(end, self.end_tick))
        pieces = []
        with Damage(report, "/"):
            pieces = [self._read(block) for block in self._blocks.within(first, end)]
        report.raise_if_any(str(self._path))
        empty = [np.empty(0, dtype) for dtype, _, _ in _TYPES.values()]
        tick, core, neuron = map(np.concatenate, zip(empty, *pieces, strict=True))
        recorded = RecordedSpikes(
            name=name,
            first_tick=first,
            ticks=end - first,
            cores=self.source.cores,
            neurons=self.source.neurons,
            tick=frozen(tick, np.int64),
            core=frozen(core, np.int32),
            neuron=frozen(neuron, np.int32),
            program_name=self.source.program_name,
            seed=self.source.seed,
        )
        for problem in check_recorded(recorded):
            report.add(f"/{problem.place}", problem.message, problem.hint)
        report.raise_if_any(str(self._path))
        return recorded

    def _read(self, block: _Block) -> list[npt.NDArray[Any]]:
        """Read what holds of a block: tick, core and neuron."""
        stop = block.start + block.spikes
        ticks = self._file["tick"][block.start : stop]
        low, high = np.searchsorted(ticks, (block.first_tick, block.end_tick))
        part = slice(block.start + int(low), block.start + int(high))
        return [ticks[low:high], self._file["core"][part], self._file["neuron"][part]]


class SpikeStream(SpikeFile):
    """A new file that spikes are appended to.

    Use it in a ``with`` block, which closes the file.

    Parameters
    ----------
    path : Path
        The file, which must not exist; `STREAM_SUFFIX` at its end is usual.
    source : SpikeSource
        The chip that the spikes are of.

    Raises
    ------
    TNStudioError
        If the file cannot be made.
    """

    def __init__(self, path: Path, source: SpikeSource) -> None:
        file = _new_file(path)
        super().__init__(path, file, source, _Blocks())
        self._failed = False
        self._room = ROOM
        with self._watched():
            self._lay_out()

    def __enter__(self) -> "SpikeStream":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def append(
        self,
        first_tick: int,
        end_tick: int,
        tick: npt.NDArray[np.integer],
        core: npt.NDArray[np.integer],
        neuron: npt.NDArray[np.integer],
    ) -> None:
        """Add a block; then it is in the file, whatever becomes of the program.

        Parameters
        ----------
        first_tick, end_tick : int
            The ticks of the block, the end not included. If the first one is
            in the file already, it and all later ones are replaced.
        tick, core, neuron : integer arrays, shape (spikes,)
            All spikes of these ticks, sorted by tick, core and neuron.

        Raises
        ------
        TNStudioError
            If ticks between the last block and this are missing; if the file
            is closed or cannot be written: it then holds the blocks before.
            If the disk is full, the block may be tried again later.
        """
        block = _Block(first_tick, end_tick, self._blocks.spikes, len(tick))
        problem = self._blocks.problem(block)
        if problem is not None:
            raise TNStudioError(problem, str(self._path), tr("record from there on"))
        self._require_open()
        self._make_room(block)
        with self._watched():
            # The index last: a block counts only when all of it is there.
            for name, values in zip(_TYPES, (tick, core, neuron), strict=True):
                self._extend(name, values)
            self._extend(_BLOCKS, np.array([block], np.int64))
        self._blocks.add(block)

    def close(self) -> None:
        """Close the file; nothing can be read or added any more.

        Raises
        ------
        TNStudioError
            If the disk does not take what is left to write.
        """
        if self._failed:
            with suppress(*H5PY_ERRORS):
                self._file.close()
        elif self._file:
            with self._watched():
                self._file.close()
                give_back(self._path)

    def _lay_out(self) -> None:
        file, source = self._file, self.source
        writing.text(file, "format", _FORMAT)
        writing.integer(file, "version", _VERSION.high)
        writing.text(file, "created_with", f"TN Studio {__version__}")
        writing.text(file, "program_name", source.program_name)
        writing.integer(file, "seed", source.seed)
        writing.integer(file, "cores", source.cores)
        writing.integer(file, "neurons", source.neurons)
        for name, (dtype, meaning, unit) in _TYPES.items():
            made = file.create_dataset(
                name, (0,), dtype, maxshape=(None,), chunks=(_CHUNK,)
            )
            for key, note in (("meaning", meaning), ("unit", unit), ("axes", "spike")):
                writing.text(made, key, note)
        index = file.create_dataset(
            _BLOCKS, (0, 4), np.int64, maxshape=(None, 4), chunks=(2**10, 4)
        )
        meaning = "first tick, end tick, first spike, number of spikes"
        writing.text(index, "meaning", meaning)
        file.flush()
        file.swmr_mode = True

    def _make_room(self, block: _Block) -> None:
        """Take the disk space that a block needs, if there is any.

        HDF5 must not find the disk full: it crashes when it closes a file that
        it cannot write.
        """
        arrays = [self._file[name] for name in (*_TYPES, _BLOCKS)]
        taken = sum(int(array.id.get_storage_size()) for array in arrays)
        needed = taken + block.spikes * _SPIKE_BYTES + ROOM
        if needed <= self._room:
            return
        try:
            reserve(self._path, needed + ROOM)
        except OSError as error:
            raise explained(error, self._path) from error
        self._room = needed + ROOM

    def _extend(self, name: str, values: npt.NDArray[Any]) -> None:
        dataset = self._file[name]
        count = len(dataset)
        dataset.resize(count + len(values), axis=0)
        dataset[count:] = values.astype(dataset.dtype)
        dataset.flush()

    def _require_open(self) -> None:
        if self._failed or not self._file:
            raise TNStudioError(
                tr("The recording is closed"),
                str(self._path),
                tr("record to a new file"),
            )

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """After an error nothing is written any more."""
        try:
            yield
        except H5PY_ERRORS as error:
            self._failed = True
            raise explained(error, self._path) from error


@contextmanager
def open_spikes(path: Path) -> Iterator[SpikeFile]:
    """Open a file that a `SpikeStream` wrote, or still writes, for reading.

    Raises
    ------
    TNStudioError
        If it cannot be read, or is not such a file, or is damaged; with all
        that is wrong and where.
    """
    if not path.is_file():
        raise TNStudioError(
            tr("There is no such file"), str(path), tr("check the name")
        )
    try:
        # As a file is opened that is perhaps being written, or whose writer died.
        file = h5py.File(path, "r", swmr=True)
    except H5PY_ERRORS as error:
        raise TNStudioError(
            tr("This is not a file of recorded spikes, or it is damaged"),
            str(path),
            tr("they are called *{suffix}", suffix=STREAM_SUFFIX),
        ) from error
    with file:
        report = Report()
        source = _read_source(Part(file, report))
        blocks = _read_blocks(file, report)
        report.raise_if_any(str(path))
        yield SpikeFile(path, file, source, blocks)


def _read_source(root: Part) -> SpikeSource:
    found = root.text("format")
    if found != _FORMAT:
        root.report.add(
            "/@format",
            tr(
                "This is {found!r}, expected {expected!r}",
                found=found,
                expected=_FORMAT,
            ),
        )
    root.integer("version", _VERSION)
    return SpikeSource(
        cores=root.integer("cores", _SIZE),
        neurons=root.integer("neurons", _SIZE),
        program_name=root.text("program_name"),
        seed=root.integer("seed", SEED),
    )


def _read_blocks(file: h5py.File, report: Report) -> _Blocks:
    """Read the index, if all that it points to is there."""
    blocks = _Blocks()
    lengths = [
        _length(file, name, kind, (), report) for name, (kind, *_) in _TYPES.items()
    ]
    count = _length(file, _BLOCKS, np.int64, (4,), report)
    rows: list[list[int]] = []
    with Damage(report, f"/{_BLOCKS}"):
        rows = file[_BLOCKS][:count].tolist() if count else []
    for number, row in enumerate(rows):
        block = _Block(*row)
        problem = blocks.problem(block)
        if problem is None and block.start + block.spikes > min(lengths):
            problem = tr("The spikes of a block are missing")
        if problem is not None:
            report.add(
                f"/{_BLOCKS}",
                tr("{problem} (block {number})", problem=problem, number=number),
            )
            break
        blocks.add(block)
    return blocks


def _length(
    file: h5py.File,
    name: str,
    dtype: npt.DTypeLike,
    row: tuple[int, ...],
    report: Report,
) -> int:
    """Return how many rows of this type and shape an array has; 0 if it is wrong."""
    with Damage(report, f"/{name}") as place:
        if not isinstance(file.get(name, getlink=True), h5py.HardLink):
            report.add(place, tr("This is missing"))
        elif not isinstance(dataset := file[name], h5py.Dataset):
            report.add(place, tr("This is not an array"))
        elif (reason := _array_problem(dataset, np.dtype(dtype), row)) is not None:
            report.add(place, reason)
        else:
            return len(dataset)
    return 0


def _array_problem(
    dataset: Any, expected: np.dtype[Any], row: tuple[int, ...]
) -> str | None:
    """Tell why an array cannot be read a part at a time."""
    if dataset.ndim != 1 + len(row):
        return tr("The shape is {shape}", shape=dataset.shape)
    reason = layout_problem(dataset, expected, (len(dataset), *row))
    if reason is not None:
        return reason
    if dataset.external or dataset.is_virtual:
        return tr("The values are in another file")
    if dataset.id.get_create_plist().get_nfilters():
        return tr("The values are packed")
    if int(dataset.id.get_storage_size()) < int(dataset.nbytes):
        return tr("Values are missing")
    return None


def _new_file(path: Path) -> h5py.File:
    """Make an empty file with room on the disk, see `SpikeStream`.

    Raises
    ------
    TNStudioError
        If there is one, or it cannot be made.
    """
    try:
        path.open("xb").close()
    except FileExistsError as error:
        raise TNStudioError(
            tr("There is a file of this name"), str(path), tr("choose another name")
        ) from error
    except (OSError, ValueError) as error:
        raise explained(error, path) from error
    try:
        # Before HDF5 has anything to write, and again: it cuts the file to nothing.
        reserve(path, ROOM)
        file = h5py.File(path, "w", libver=schema.LIBRARY_VERSIONS)
        reserve(path, ROOM)
    except (OSError, ValueError) as error:
        path.unlink()
        raise explained(error, path) from error
    return file

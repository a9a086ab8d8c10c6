"""Writing what a chip did to a file: which data, which format, how large it will be."""

from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from tnstudio.app import run_data
from tnstudio.app.chosen_neurons import Mask
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.run_data import CORE_COLUMNS, DataPiece, Pieces
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.errors import TNStudioError
from tnstudio.model.program import ChipProgram
from tnstudio.model.recorded import RecordedSpikes
from tnstudio.storage.csv_columns import csv_columns
from tnstudio.storage.npz_columns import npz_columns
from tnstudio.storage.sonata import (
    TICK_MILLISECONDS,
    Population,
    sonata_report,
    sonata_spikes,
)
from tnstudio.storage.spools import ArraySpec
from tnstudio.texts import tr

MOST_COLUMNS = 4096
"""Most neurons whose V is written at once: more no table takes."""

SPIKES_AT_ONCE = 2**18
"""Of a recording, in a piece."""

PROGRESS_SECONDS = 0.1
"""At least between two tellings of how far it is."""


Columns = tuple[npt.NDArray[Any], ...]


class What(Enum):
    """Data of a run."""

    SPIKES = "spikes"
    POTENTIALS = "V"
    VOTES = "votes"
    INPUTS = "input spikes"
    OUTPUTS = "output spikes"
    CORES = "spikes per core"


class FileKind(StrEnum):
    """Formats, by the ending of their files."""

    CSV = "csv"
    NPZ = "npz"
    SONATA = "h5"


TIMED = (What.SPIKES, What.POTENTIALS, What.INPUTS, What.OUTPUTS)
"""What SONATA has a place for."""


def kinds_for(what: What) -> tuple[FileKind, ...]:
    """Return the formats that some data can have."""
    return tuple(k for k in FileKind if k is not FileKind.SONATA or what in TIMED)


@dataclass(frozen=True, eq=False, slots=True)
class Wish:
    """What is to be written.

    Attributes
    ----------
    what : What
    kind : FileKind
    first, end : int
        Ticks that were run; `end` is not included.
    chosen : bool array, shape (cores, neurons), or None
        The neurons whose spikes or V are wanted; None for all.
    """

    what: What
    kind: FileKind
    first: int
    end: int
    chosen: Mask | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written.

    Attributes
    ----------
    path : Path
    rows : int
        Spikes, or ticks, or cores.
    nbytes : int
    """

    path: Path
    rows: int
    nbytes: int


class Table(Protocol):
    """A file that is being written."""

    def append(self, *columns: npt.NDArray[Any]) -> None:
        """Add rows."""

    def finishing(self) -> Any:
        """Do what is left to be done, a piece at a time."""


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """How data look as a table.

    Attributes
    ----------
    specs : tuple of ArraySpec
        Its columns; a column may be several of a CSV table.
    header : tuple of str
        What a CSV table calls them.
    constants : mapping of str to array
        What else an archive has.
    """

    specs: tuple[ArraySpec, ...]
    header: tuple[str, ...]
    constants: Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where data come from.

    Attributes
    ----------
    cores, neurons : int
        Cores, and neurons per core.
    program_name : str
    seed : int
        Name and seed of the chip program.
    first, ticks : int
    """

    cores: int
    neurons: int
    program_name: str
    seed: int
    first: int
    ticks: int


def origin_of(program: ChipProgram, first: int, end: int) -> Origin:
    """Return where the data of some ticks come from."""
    return Origin(
        program.cores,
        program.hardware.neurons,
        program.name,
        program.seed,
        first,
        end - first,
    )


def require_wish(neurons: int, wish: Wish) -> None:
    """Refuse what cannot be written.

    Parameters
    ----------
    neurons : int
        Of the whole chip.

    Raises
    ------
    TNStudioError
        If there are no ticks or no neurons, or V of too many of them.
    """
    if wish.end <= wish.first:
        raise TNStudioError(
            tr("There are no ticks to export"), "", tr("run or choose some")
        )
    if wish.chosen is not None:
        neurons = int(wish.chosen.sum())
    if not neurons:
        raise TNStudioError(tr("No neurons are chosen"), "", tr("choose at least one"))
    if wish.what is What.POTENTIALS and neurons > MOST_COLUMNS:
        raise TNStudioError(
            tr("V of {neurons:,} neurons is too much for one file", neurons=neurons),
            "",
            tr("choose at most {most:,}", most=MOST_COLUMNS),
        )


def exporting(
    session: SimulationSession, wish: Wish, path: Path
) -> Generator[MeasurementProgress | None, None, Written]:
    """Write data of a run; closable, then nothing is left of the file.

    The session stays where it is.

    Raises
    ------
    TNStudioError
        If this cannot be written (`require_wish`), or the file cannot.
    """
    program = session.program
    require_wish(program.cores * program.hardware.neurons, wish)
    origin = origin_of(session.program, wish.first, wish.end)
    table = _table(session.program, wish, path, origin)
    neurons = session.program.hardware.neurons
    return (yield from _written(table, _pieces(session, wish), wish, path, neurons))


def _written(
    table: AbstractContextManager[Table],
    pieces: Pieces,
    wish: Wish,
    path: Path,
    neurons: int,
) -> Generator[MeasurementProgress | None, None, Written]:
    """Put pieces into a table and tell the progress."""
    started = told = perf_counter()
    rows = 0
    # Else an error, which views keep, would keep the chip elsewhere.
    with closing(pieces), table as file:
        for piece in pieces:
            if piece.columns:
                rows += len(piece.columns[0])
                file.append(*_in_file(wish, neurons, piece.columns))
            now = perf_counter()
            if now - told >= PROGRESS_SECONDS:
                told = now
                done, total = piece.end - wish.first, wish.end - wish.first
                yield MeasurementProgress(done, total, now - started)
            else:
                yield None
        for _ in file.finishing():
            yield None
    return Written(path, rows, path.stat().st_size)


def _pieces(session: SimulationSession, wish: Wish) -> Pieces:
    span = session, wish.first, wish.end
    if wish.what is What.SPIKES:
        return run_data.spikes(*span, wish.chosen)
    if wish.what is What.POTENTIALS:
        return run_data.potentials(*span, _chosen(session.program, wish))
    makers: dict[What, Callable[[SimulationSession, int, int], Pieces]] = {
        What.VOTES: run_data.votes,
        What.INPUTS: run_data.inputs,
        What.OUTPUTS: run_data.outputs,
        What.CORES: run_data.per_core,
    }
    return makers[wish.what](*span)


def _chosen(program: ChipProgram, wish: Wish) -> Mask:
    if wish.chosen is not None:
        return wish.chosen
    return np.ones((program.cores, program.hardware.neurons), np.bool_)


# -- What the columns are


def shape_of(program: ChipProgram, wish: Wish) -> Shape:
    """Return how the data of a wish look as a table."""
    if wish.what is What.SPIKES:
        return SPIKES_SHAPE
    if wish.what in (What.INPUTS, What.OUTPUTS):
        return _LINES_SHAPE
    if wish.what is What.CORES:
        names = (*CORE_COLUMNS, "spikes")
        return Shape(tuple(ArraySpec(name, np.int64) for name in names), names, {})
    if wish.what is What.VOTES:
        return _votes_shape(program.class_names)
    return _potentials_shape(_chosen(program, wish))


SPIKES_SHAPE = Shape(
    (
        ArraySpec("tick", np.int64),
        ArraySpec("core", np.int32),
        ArraySpec("neuron", np.int32),
    ),
    ("tick", "core", "neuron"),
    {},
)

_LINES_SHAPE = Shape(
    (ArraySpec("tick", np.int64), ArraySpec("line", np.int32)), ("tick", "line"), {}
)


def _votes_shape(class_names: tuple[str, ...]) -> Shape:
    numbers = ("tick", "image", "label")
    specs = [ArraySpec(name, np.int64) for name in numbers]
    specs.append(ArraySpec("votes", np.int32, (len(class_names),)))
    names = {"class_names": np.array(class_names, np.str_)}
    return Shape(tuple(specs), (*numbers, *class_names), names)


def _potentials_shape(chosen: Mask) -> Shape:
    cores, neurons = np.nonzero(chosen)
    specs = ArraySpec("tick", np.int64), ArraySpec("V", np.int32, (len(cores),))
    places = zip(cores.tolist(), neurons.tolist(), strict=True)
    header = ("tick", *(f"{core}/{neuron}" for core, neuron in places))
    return Shape(specs, header, {"core": cores, "neuron": neurons})


# -- What the formats make of it


def _table(
    program: ChipProgram, wish: Wish, path: Path, origin: Origin
) -> AbstractContextManager[Table]:
    if wish.kind is not FileKind.SONATA:
        return plain_table(shape_of(program, wish), wish.kind, path, origin)
    if wish.what is What.SPIKES:
        return sonata_spikes(path, neurons_of(origin))
    if wish.what is What.POTENTIALS:
        nodes = np.flatnonzero(_chosen(program, wish))
        return sonata_report(path, neurons_of(origin), nodes, wish.first, origin.ticks)
    return sonata_spikes(path, _lines_of(program, wish.what, origin))


def plain_table(
    shape: Shape, kind: FileKind, path: Path, origin: Origin
) -> AbstractContextManager[Table]:
    """Open a table of columns: CSV or NumPy."""
    if kind is FileKind.CSV:
        return csv_columns(path, shape.header)
    notes = {
        "first_tick": np.int64(origin.first),
        "ticks": np.int64(origin.ticks),
        "cores": np.int64(origin.cores),
        "neurons": np.int64(origin.neurons),
        "program_name": np.str_(origin.program_name),
        "seed": np.int64(origin.seed),
    }
    arrays = {name: np.asarray(value) for name, value in notes.items()}
    return npz_columns(path, shape.specs, {**arrays, **shape.constants})


def neurons_of(origin: Origin) -> Population:
    """Return all neurons as SONATA's nodes: core × neurons per core + neuron."""
    node = np.arange(origin.cores * origin.neurons)
    core, neuron = np.divmod(node, origin.neurons)
    columns = {"core": core.astype(np.int32), "neuron": neuron.astype(np.int32)}
    return Population("neurons", columns, _notes(origin))


def _lines_of(program: ChipProgram, what: What, origin: Origin) -> Population:
    if what is What.INPUTS:
        columns = {"element": program.inputs.element}
        return Population("inputs", columns, _notes(origin))
    columns = {"label": program.outputs.label, "copy": program.outputs.copy}
    return Population("outputs", columns, _notes(origin))


def _notes(origin: Origin) -> dict[str, str | int]:
    return {
        "program_name": origin.program_name,
        "seed": origin.seed,
        "first_tick": origin.first,
        "ticks": origin.ticks,
        "neurons_per_core": origin.neurons,
    }


def _in_file(wish: Wish, neurons: int, columns: Columns) -> Columns:
    """Return columns as the format of a wish has them."""
    if wish.kind is not FileKind.SONATA:
        return columns
    if wish.what is What.POTENTIALS:
        return columns[1:]
    tick, where, *neuron = columns
    node = where.astype(np.uint64)
    if neuron:
        node = node * np.uint64(neurons) + neuron[0].astype(np.uint64)
    return tick * TICK_MILLISECONDS, node


# -- Recordings that a project keeps


def exporting_recorded(
    recorded: RecordedSpikes, kind: FileKind, path: Path
) -> Generator[MeasurementProgress | None, None, Written]:
    """Write the spikes of a recording; closable, then nothing is left of the file.

    Raises
    ------
    TNStudioError
        If the file cannot be written.
    """
    first, end = recorded.first_tick, recorded.first_tick + recorded.ticks
    wish = Wish(What.SPIKES, kind, first, end)
    origin = Origin(
        recorded.cores,
        recorded.neurons,
        recorded.program_name,
        recorded.seed,
        first,
        recorded.ticks,
    )
    table: AbstractContextManager[Table]
    if kind is FileKind.SONATA:
        table = sonata_spikes(path, neurons_of(origin))
    else:
        table = plain_table(SPIKES_SHAPE, kind, path, origin)
    return (
        yield from _written(table, _recorded(recorded), wish, path, recorded.neurons)
    )


def _recorded(recorded: RecordedSpikes) -> Pieces:
    columns = recorded.tick, recorded.core, recorded.neuron
    for low in range(0, len(recorded.tick), SPIKES_AT_ONCE):
        piece = tuple(column[low : low + SPIKES_AT_ONCE] for column in columns)
        yield DataPiece(int(piece[0][-1]) + 1, piece)

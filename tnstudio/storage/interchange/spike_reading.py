"""Spikes of other programs: CSV tables, NumPy archives and SONATA files.

All three come to the same: a time and the name or number of a line for each spike.
Times are in ticks; SONATA has milliseconds, and a tick is one.
"""

import codecs
import csv
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.storage.access import access_told, require_file_within
from tnstudio.storage.foreign_hdf5 import foreign_hdf5
from tnstudio.storage.interchange.json_part import MOST_FILE_BYTES
from tnstudio.storage.schema import SIGNATURE
from tnstudio.texts import tr

MOST_SPIKES = 10_000_000
"""Of a file."""

TICK = "tick"
LINE = "line"
"""Names of columns and arrays."""

_MOST_NAME = 200
_MOST_ROW = 2**20
"""Letters of a row of a table."""

_SEPARATORS = ",;\t"
"""Of the cells of a row: what programs write by the language of their user."""

_ARCHIVE = b"PK\x03\x04"
_PIECE = 2**16

_ARCHIVE_DAMAGE = (
    OSError,
    RuntimeError,
    LookupError,
    ValueError,
    TypeError,
    EOFError,
    NotImplementedError,
    SyntaxError,
    RecursionError,
    OverflowError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    tokenize.TokenError,
)
"""What zipfile and NumPy raise for damaged archives."""


@dataclass(frozen=True, eq=False, slots=True)
class FileSpikes:
    """The spikes of a file, in its order.

    Attributes
    ----------
    times : float64 array, shape (spikes,)
        In ticks, finite, of any sign.
    labels : tuple of str
        What lines are called: names, or numbers as texts.
    lines : int64 array, shape (spikes,)
        The line of each spike: an index of `labels`.
    """

    times: npt.NDArray[np.float64]
    labels: tuple[str, ...]
    lines: npt.NDArray[np.int64]


def reading_spikes(path: Path, population: str | None = None) -> Iterator[FileSpikes]:
    """Read spikes a piece at a time, by what the file holds.

    Parameters
    ----------
    population : str, optional
        Which one of a SONATA file; it may be left out if there is only one.

    Yields
    ------
    FileSpikes
        Each piece has labels of its own.

    Raises
    ------
    TNStudioError
        If the file cannot be read or holds no spikes; it names the place.
    """
    try:
        with access_told(str(path)):
            # A pipe would be waited for.
            require_file_within(path, MOST_FILE_BYTES)
            with path.open("rb") as file:
                start = file.read(len(SIGNATURE))
    except (OSError, ValueError) as error:
        raise TNStudioError(
            tr("The file cannot be read: {error}", error=error), str(path)
        ) from error
    if start == SIGNATURE:
        yield from _pieces(*_sonata(path, population))
    elif start.startswith(_ARCHIVE):
        yield from _pieces(*_archive(path))
    else:
        yield from _table(path)


def read_spikes(path: Path, population: str | None = None) -> tuple[FileSpikes, ...]:
    """Read all spikes of a file.

    Raises
    ------
    TNStudioError
        As `reading_spikes` does.
    """
    return tuple(reading_spikes(path, population))


def _pieces(times: npt.NDArray[Any], lines: npt.NDArray[Any]) -> Iterator[FileSpikes]:
    for first in range(0, len(times), _PIECE):
        here = slice(first, first + _PIECE)
        numbers, of_spike = np.unique(lines[here], return_inverse=True)
        yield FileSpikes(
            frozen(times[here], np.float64),
            tuple(map(str, numbers.tolist())),
            frozen(of_spike, np.int64),
        )


# -- SONATA

_MILLISECONDS = ("milliseconds", "ms", "millisecond")


def _sonata(
    path: Path, population: str | None
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    with foreign_hdf5(path) as file:
        spikes = file.group("spikes")
        names = spikes.names
        if population is None and len(names) > 1:
            raise spikes.refuse(
                tr("There are {number} populations", number=len(names)),
                tr("choose one: {names}", names=", ".join(names[:10])),
            )
        if not names:
            raise spikes.refuse(tr("There are no spikes"))
        group = spikes.group(population or names[0])
        times, nodes = group.numbers("timestamps", 1), group.numbers("node_ids", 1)
        unit = group.unit("timestamps")
        if unit is not None and unit not in _MILLISECONDS:
            raise group.refuse(
                tr("The times are in “{unit}”", unit=unit),
                tr("give them in milliseconds"),
            )
        return _checked(times, nodes, group.place)


def _checked(
    times: npt.NDArray[Any], lines: npt.NDArray[Any], place: str
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    if times.size != lines.size:
        raise TNStudioError(
            tr("{times} times for {lines} lines", times=times.size, lines=lines.size),
            place,
        )
    if times.size > MOST_SPIKES:
        raise TNStudioError(
            tr(
                "There are {number} spikes, the limit is {most}",
                number=times.size,
                most=MOST_SPIKES,
            ),
            place,
        )
    if lines.dtype.kind not in "iu":
        raise TNStudioError(
            tr("Numbers of lines are {dtype}, no integers", dtype=lines.dtype), place
        )
    return times, lines


# -- NumPy


def _archive(path: Path) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Read the arrays ``tick`` and ``line`` of an archive."""
    place = str(path)
    try:
        with zipfile.ZipFile(path) as archive:
            times, lines = (
                _array(archive, name, f"{place}:{name}") for name in (TICK, LINE)
            )
    except _ARCHIVE_DAMAGE as error:
        raise TNStudioError(
            tr("The archive cannot be read: {error}", error=error), place
        ) from error
    return _checked(times, lines, place)


def _array(archive: zipfile.ZipFile, name: str, place: str) -> npt.NDArray[Any]:
    if f"{name}.npy" not in archive.namelist():
        raise TNStudioError(
            tr("This array is missing"), place, tr("give tick and line")
        )
    with archive.open(f"{name}.npy") as member:
        shape, dtype = _header(member)
        if len(shape) != 1 or dtype.kind not in "iuf" or dtype.itemsize > 8:
            raise TNStudioError(
                tr("The array is {dtype} of shape {shape}", dtype=dtype, shape=shape),
                place,
                tr("give a list of numbers"),
            )
        if shape[0] > MOST_SPIKES:
            raise TNStudioError(
                tr(
                    "There are {number} spikes, the limit is {most}",
                    number=shape[0],
                    most=MOST_SPIKES,
                ),
                place,
            )
        size = shape[0] * dtype.itemsize
        data = member.read(size)
    if len(data) != size:
        raise TNStudioError(tr("The array is cut off"), place)
    values = np.frombuffer(data, dtype)
    if dtype.kind == "f" and not np.isfinite(values).all():
        raise TNStudioError(tr("A number is not finite"), place)
    return values


def _header(member: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    readers: dict[tuple[int, int], Callable[..., Any]] = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    version = np.lib.format.read_magic(member)
    if version not in readers:
        raise ValueError(
            tr("version {version} of the array is not known", version=version)
        )
    shape, _, dtype = readers[version](member)
    return shape, dtype


# -- CSV


def _table(path: Path) -> Iterator[FileSpikes]:
    """Read a table with columns ``tick`` and ``line``, or with two columns."""
    place, number = str(path), 0
    for separator in _SEPARATORS:
        rows = _rows(path, separator)
        number, first = next(rows, (0, []))
        if not first:
            raise TNStudioError(tr("The table is empty"), place)
        columns = _named_columns(first)
        if columns is not None:
            yield from _pieces_of(rows, columns, place)
            return
        if len(first) == 2 and _time(first[0]) is not None:
            yield from _pieces_of(_rows(path, separator), (0, 1), place)
            return
    raise TNStudioError(
        tr("The table has no columns “tick” and “line”"),
        f"{place}: row {number}",
        tr("name them in the first row, with a comma, semicolon or tab in between"),
    )


def _named_columns(heading: list[str]) -> tuple[int, int] | None:
    """Return where ticks and lines are; None if the heading does not tell."""
    names = [cell.strip(' "\t\r').casefold() for cell in heading]
    if TICK in names and LINE in names:
        return names.index(TICK), names.index(LINE)
    return None


def begins_table(start: bytes) -> bool:
    """Tell whether a file that begins so is a table of spikes, with a heading."""
    text = start.decode(_encoding(start), "replace").lstrip()
    heading = text.partition("\n")[0]
    return any(_named_columns(heading.split(one)) for one in _SEPARATORS)


def _encoding(start: bytes) -> str:
    """Return the encoding of a text, by the mark that it may begin with."""
    has_mark = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return "utf-16" if has_mark else "utf-8-sig"


def _rows(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield all rows but empty ones, each with its number from 1."""
    place, number = str(path), 0
    try:
        with path.open("rb") as file:
            encoding = _encoding(file.read(2))
        with path.open(encoding=encoding, newline="") as file:
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=separator)
            for row in reader:
                lines.of_row = 0
                number = reader.line_num
                if row:
                    yield number, row
    except UnicodeDecodeError as error:
        raise TNStudioError(tr("This is no text in UTF-8 or UTF-16"), place) from error
    except csv.Error as error:
        where = f"{place}: row {number + 1}"
        raise TNStudioError(
            tr("This is no table: {error}", error=error), where
        ) from error
    except OSError as error:
        raise TNStudioError(
            tr("The file cannot be read: {error}", error=error), place
        ) from error


class _Lines:
    """The lines of a file; an error as of `csv` if a row has too many letters.

    A row can have many lines, in quotes.

    Attributes
    ----------
    of_row : int
        Letters since the last whole row.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.of_row = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline(_MOST_ROW + 1)
        if not line:
            raise StopIteration
        self.of_row += len(line)
        if self.of_row > _MOST_ROW:
            raise csv.Error(tr("it has more than {most} letters", most=_MOST_ROW))
        return line


def _pieces_of(
    rows: Iterator[tuple[int, list[str]]], columns: tuple[int, int], place: str
) -> Iterator[FileSpikes]:
    times: list[float] = []
    lines: list[int] = []
    labels: dict[str, int] = {}
    total = 0
    for number, row in rows:
        time, label = _spike(row, columns, f"{place}: row {number}")
        times.append(time)
        lines.append(labels.setdefault(label, len(labels)))
        if len(times) == _PIECE:
            total += len(times)
            yield _piece(times, labels, lines)
            times, lines, labels = [], [], {}
        if total + len(times) > MOST_SPIKES:
            raise TNStudioError(
                tr("There are more than {most} spikes", most=MOST_SPIKES),
                place,
            )
    yield _piece(times, labels, lines)


def _piece(times: list[float], labels: dict[str, int], lines: list[int]) -> FileSpikes:
    return FileSpikes(frozen(times, np.float64), tuple(labels), frozen(lines, np.int64))


def _spike(row: list[str], columns: tuple[int, int], place: str) -> tuple[float, str]:
    at, of = columns
    if len(row) <= max(at, of):
        raise TNStudioError(tr("The row has {number} cells", number=len(row)), place)
    time, label = _time(row[at]), row[of].strip()
    if time is None:
        raise TNStudioError(
            tr("“{typed}” is no tick", typed=row[at][:40]), place, tr("give a number")
        )
    if not label or len(label) > _MOST_NAME:
        raise TNStudioError(
            tr("There is no line"), place, tr("give its number or its name")
        )
    return time, label


def _time(text: str) -> float | None:
    try:
        time = float(text)
    except ValueError:
        return None
    # Written so that NaN is none either.
    return time if abs(time) < np.inf else None

"""Unsaved work on the disk: a folder of pieces and an index that joins them.

    .NAME.tn.h5.TOKEN.journal/
        journal.json       which part of the project is in which piece
        0.tn.h5            a copy of the file that the work began with
        1.tn.h5, 2.tn.h5 … parts that differ from it, each a project file
        lock               held while the program that writes here runs

A piece is never changed. A new index takes the place of the old one at once, and
pieces that it does not name are removed after that, so that the folder is whole at
any moment. It is outside data: what is read is checked.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Limit
from tnstudio.storage.atomic import replace_file
from tnstudio.storage.file_mark import FileMark
from tnstudio.storage.interchange.json_part import JsonPart, parse_json
from tnstudio.storage.schema import MOST_TEXT_BYTES, SUFFIX

FORMAT = "tnstudio-journal"
VERSION = 1

ENDING = ".journal"
INDEX = "journal.json"
LOCK = "lock"

BASE = 0
"""The piece that is the file the work began with."""
NOTHING = -1
"""In the place of a piece: the project has no such part."""

PARTS = (
    "network",
    "trained",
    "program",
    "recordings",
    "runs",
    "description",
    "prepared",
)

_MOST_INDEX_BYTES = 2**24
_MOST_PATH = 2**15
_MOST_NAME_BYTES = 180
_PIECE = Limit("piece", "", BASE, 2**31, "this program")
_PIECE_OR_NOTHING = Limit("piece", "", NOTHING, 2**31, "this program")
_COUNT = Limit("number", "", 0, 2**20, "this program")
_SIZE = Limit("size", "", 0, 2**62, "this program")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some members in a row: so many of a piece, from one on."""

    piece: int
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class JournalIndex:
    """What a journal says about itself.

    Attributes
    ----------
    name : str
        Of the network.
    path : str
        The project file; empty for a project that was never saved.
    written : str
        When, as ISO 8601.
    base : FileMark or None
        The file that the work began with; None if there was none.
    expected : FileMark or None
        The file that the program was about to save.
    is_in_expected : bool
        Whether that file holds all that is here.
    expected_path : str
        Where it is, if it is not the project file.
    changed : tuple of str
        The `PARTS` that differ from the base.
    network, trained, program, prepared : int
        The piece that has the part.
    cores, recordings, runs : tuple of Stretch
        Of the network's free cores, and of the project.
    description : str
    """

    name: str
    path: str
    written: str
    base: FileMark | None
    expected: FileMark | None
    is_in_expected: bool
    changed: tuple[str, ...]
    network: int
    trained: int
    program: int
    cores: tuple[Stretch, ...]
    recordings: tuple[Stretch, ...]
    runs: tuple[Stretch, ...]
    description: str
    prepared: int = NOTHING
    expected_path: str = ""

    @property
    def pieces(self) -> frozenset[int]:
        """The pieces that are needed."""
        stretches = (*self.cores, *self.recordings, *self.runs)
        named = {self.network, self.trained, self.program, self.prepared}
        return frozenset(named | {s.piece for s in stretches}) - {NOTHING}


def journal_start(name: str) -> str:
    """Return what the names of journals of a project begin with.

    Systems count the bytes of a name: a long one is cut short.
    """
    while len(os.fsencode(name)) > _MOST_NAME_BYTES:
        name = name[:-1]
    return f".{name}."


def piece_path(folder: Path, piece: int) -> Path:
    """Return the file of a piece."""
    return folder / f"{piece}{SUFFIX}"


def write_index(folder: Path, index: JournalIndex) -> None:
    """Put an index in the place of the one before.

    Raises
    ------
    TNStudioError
        If it cannot be written; the one before is still there.
    """
    value = {"format": FORMAT, "version": VERSION, **asdict(index)}
    replace_file(folder / INDEX, json.dumps(value).encode())


def read_index(folder: Path) -> JournalIndex:
    """Read what a journal says about itself.

    Raises
    ------
    TNStudioError
        If it cannot be read or is none.
    """
    path = folder / INDEX
    try:
        if path.stat().st_size > _MOST_INDEX_BYTES:
            raise TNStudioError("The journal's index is too large", str(path))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise TNStudioError(
            f"The journal cannot be read: {error}", str(folder)
        ) from error
    root = parse_json(data, str(path))
    if root.member("format").text(_MOST_PATH) != FORMAT:
        root.refuse("This is no journal of TN Studio")
    if root.member("version").integer(_COUNT) != VERSION:
        root.refuse("The journal was made by another TN Studio", "use that one")
    return JournalIndex(
        name=root.member("name").text(MOST_TEXT_BYTES),
        path=root.member("path").text(_MOST_PATH),
        written=root.member("written").text(40),
        base=_mark(root.member("base")),
        expected=_mark(root.member("expected")),
        is_in_expected=root.member("is_in_expected").value is True,
        changed=_changed(root.member("changed")),
        network=root.member("network").integer(_PIECE),
        trained=root.member("trained").integer(_PIECE_OR_NOTHING),
        program=root.member("program").integer(_PIECE_OR_NOTHING),
        cores=_stretches(root.member("cores")),
        recordings=_stretches(root.member("recordings")),
        runs=_stretches(root.member("runs")),
        description=root.member("description").text(MOST_TEXT_BYTES),
        prepared=_later_part(root, "prepared"),
        expected_path=_later_text(root, "expected_path"),
    )


def _later_part(root: JsonPart, name: str) -> int:
    """Read which piece has a part that older journals do not know."""
    if not root.has(name):
        return NOTHING
    return root.member(name).integer(_PIECE_OR_NOTHING)


def _later_text(root: JsonPart, name: str) -> str:
    """Read a path that older journals do not know."""
    return root.member(name).text(_MOST_PATH) if root.has(name) else ""


def _mark(part: JsonPart) -> FileMark | None:
    if part.value is None:
        return None
    return FileMark(part.member("size").integer(_SIZE), part.member("digest").text(64))


def _changed(part: JsonPart) -> tuple[str, ...]:
    found = {element.text(40) for element in part.elements()}
    return tuple(name for name in PARTS if name in found)


def _stretches(part: JsonPart) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(
            element.member("piece").integer(_PIECE),
            element.member("first").integer(_COUNT),
            element.member("count").integer(_COUNT),
        )
        for element in part.elements()
    )

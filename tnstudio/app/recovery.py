"""Finding, opening and discarding unsaved work that an ended program has left."""

import logging
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from operator import is_
from pathlib import Path
from typing import Any

from tnstudio.app.journal import remove_journal
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import FreeCore
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.storage.file_lock import is_held
from tnstudio.storage.file_mark import FileMark, is_as_marked
from tnstudio.storage.journal import (
    BASE,
    ENDING,
    INDEX,
    LOCK,
    NOTHING,
    JournalIndex,
    Stretch,
    journal_start,
    piece_path,
    read_index,
)

UNREADABLE = ".unreadable"
"""At the end of the name of a journal that was kept aside."""

_MISSING = {
    "trained": "What was learned",
    "program": "The chip",
    "recordings": "The recordings",
    "runs": "The runs",
    "prepared": "What the first training shall be like",
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FoundWork:
    """Unsaved work that can be opened again.

    Attributes
    ----------
    journal : Path
        Its folder.
    path : Path or None
        The project file that it belongs to; None if it was never saved.
    name : str
        Of the network.
    written : str
        When, as ISO 8601.
    holds : tuple of str
        What differs from the file: of ``network``, ``trained``, ``program``,
        ``recordings``, ``runs``, ``description``, ``prepared``.
    problem : str
        Why it cannot be read; empty if it can.
    """

    journal: Path
    path: Path | None
    name: str
    written: str
    holds: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Recovered:
    """Unsaved work, opened.

    Attributes
    ----------
    work : FoundWork
    project : Project
    saved : Project or None
        What is in the file now; None if there is none or it cannot be opened.
    mark : FileMark or None
        Of the file now.
    notes : tuple of str
        What is missing, and what has changed since.
    """

    work: FoundWork
    project: Project
    saved: Project | None
    mark: FileMark | None
    notes: tuple[str, ...]


def unsaved_work(folder: Path, paths: Iterable[Path]) -> tuple[FoundWork, ...]:
    """Return the unsaved work of programs that have ended, the newest first.

    What such a program had saved after all is removed.

    Parameters
    ----------
    folder : Path
        Of journals that are not beside their project.
    paths : iterable of Path
        Projects to look beside.
    """
    journals: dict[Path, Path | None] = dict.fromkeys(_journals(folder, ""))
    for path in paths:
        for place in {path, _resolved(path)}:
            journals |= dict.fromkeys(_journals(place.parent, place.name), path)
    found = (_found(journal, path) for journal, path in journals.items())
    works = [work for work in found if work is not None]
    return tuple(sorted(works, key=lambda work: work.written, reverse=True))


def finding(
    folder: Path, paths: Iterable[Path]
) -> Generator[tuple[FoundWork, ...], None, tuple[FoundWork, ...]]:
    """Look for unsaved work as a job; see `unsaved_work`.

    Yields
    ------
    tuple of FoundWork
        What is in the folder, if there is any: a drive of projects may be slow.
    """
    found = unsaved_work(folder, ())
    if found:
        yield found
    return unsaved_work(folder, paths)


def recovering(work: FoundWork) -> Generator[None, None, Recovered]:
    """Open unsaved work as a job; the journal stays.

    Parts that cannot be read are left out, and told.

    Raises
    ------
    TNStudioError
        If nothing of it can be opened, or for lack of memory not all.
    """
    yield
    index = read_index(work.journal)
    yield
    saved, mark = None, None
    notes: list[str] = []
    if work.path is not None:
        try:
            from tnstudio.storage.project_file import load_marked

            saved, mark = load_marked(work.path)
        except TNStudioError as error:
            if lacks_memory(error):
                raise
            notes.append(f"{work.path.name}: {error.message}")
        else:
            if mark not in (index.base, index.expected):
                notes.append(f"{work.path.name} has changed since")
    yield
    own = saved if index.base is not None and mark == index.base else None
    pieces = _Pieces(work.journal, own)
    project = _joined(index, pieces, notes)
    return Recovered(work, project, saved, mark, tuple(notes))


def lacks_memory(error: TNStudioError) -> bool:
    """Tell whether what cannot be opened now can be with more memory."""
    return isinstance(error.__cause__, MemoryError)


def discard_work(work: FoundWork) -> None:
    """Remove unsaved work for good."""
    remove_journal(work.journal)


def keep_aside(work: FoundWork) -> Path:
    """Keep a journal that cannot be read where it is not offered again.

    Returns
    -------
    Path
        Where it is now.
    """
    aside = work.journal.with_name(work.journal.name + UNREADABLE)
    try:
        return work.journal.rename(aside)
    except OSError as error:
        _log.warning("The journal was not kept aside: %s", error)
        return work.journal


def _journals(folder: Path, name: str) -> list[Path]:
    """Return the journals in a folder of projects of this name, or of any."""
    try:
        entries = list(folder.iterdir())
    except (OSError, ValueError):
        return []
    start = journal_start(name)
    return [
        entry
        for entry in entries
        if entry.name.endswith(ENDING)
        and (not name or _token_follows(entry.name, start))
    ]


def _resolved(path: Path) -> Path:
    """Return where a link leads; the path itself if that cannot be told."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _token_follows(name: str, start: str) -> bool:
    """Tell whether only the token of a journal stands behind the start."""
    return name.startswith(start) and "." not in name[len(start) : -len(ENDING)]


def _found(journal: Path, path: Path | None) -> FoundWork | None:
    """Return what is in a journal; None if it is in use or not needed."""
    try:
        if not journal.is_dir() or is_held(journal / LOCK):
            return None
        if not (journal / INDEX).exists():
            # The program ended before anything was whole, or while it removed it.
            remove_journal(journal)
            return None
        index = read_index(journal)
        path = path or (Path(index.path) if index.path else None)
        if _is_in_file(index, path):
            remove_journal(journal)
            return None
    except (TNStudioError, OSError) as error:
        told = error.message if isinstance(error, TNStudioError) else str(error)
        return FoundWork(journal, path, journal.name, "", problem=told)
    return FoundWork(journal, path, index.name, index.written, index.changed)


def _is_in_file(index: JournalIndex, path: Path | None) -> bool:
    """Tell whether the program had saved all of this before it ended."""
    if index.expected is None or not index.is_in_expected:
        return False
    other = Path(index.expected_path) if index.expected_path else None
    for place in filter(None, (path, other)):
        with suppress(OSError, ValueError):
            if is_as_marked(place, index.expected):
                return True
    return False


class _Pieces:
    """The pieces of a journal, each read when it is first asked for."""

    def __init__(self, journal: Path, base: Project | None) -> None:
        self._journal = journal
        self.base = base
        self._read: dict[int, Project] = {} if base is None else {BASE: base}

    def piece(self, number: int) -> Project:
        if number not in self._read:
            from tnstudio.storage.project_file import load_project

            self._read[number] = load_project(piece_path(self._journal, number))
        return self._read[number]

    def part(self, name: str, number: int) -> object:
        """Return a part that a piece must have."""
        value = None if number == NOTHING else getattr(self.piece(number), name)
        if value is None and number != NOTHING:
            raise TNStudioError(f"The piece has no {name}", str(self._journal))
        return value

    def members(self, name: str, stretches: tuple[Stretch, ...]) -> tuple[Any, ...]:
        """Return members of lists that pieces must have."""
        members: list[Any] = []
        for stretch in stretches:
            piece = self.piece(stretch.piece)
            values = _cores(piece) if name == "cores" else getattr(piece, name)
            chosen = values[stretch.first : stretch.first + stretch.count]
            if len(chosen) != stretch.count:
                raise TNStudioError(f"The piece lacks {name}", str(self._journal))
            members += chosen
        return tuple(members)


def _cores(piece: Project) -> tuple[FreeCore, ...]:
    circuit = piece.network.circuit
    return () if circuit is None else circuit.cores


def _joined(index: JournalIndex, pieces: _Pieces, notes: list[str]) -> Project:
    """Return the project of a journal; what cannot be read is noted."""
    base = pieces.base
    project = Project(_network(index, pieces, notes), description=index.description)
    for name in ("trained", "program", "prepared"):
        part = partial(pieces.part, name, getattr(index, name))
        project = _with(project, name, part, notes)
    for name in ("recordings", "runs"):
        members = partial(pieces.members, name, getattr(index, name))
        project = _with(project, name, members, notes)
        # What is known by who it is must stay what it is.
        if base is not None and _are_same(getattr(project, name), getattr(base, name)):
            project = replace(project, **{name: getattr(base, name)})
    return project


def _network(index: JournalIndex, pieces: _Pieces, notes: list[str]) -> Network:
    try:
        network = pieces.piece(index.network).network
        cores = pieces.members("cores", index.cores)
    except TNStudioError as error:
        if pieces.base is None or lacks_memory(error):
            raise
        notes.append(f"The changes to the design cannot be read: {error.message}")
        return pieces.base.network
    if network.circuit is None or _are_same(cores, network.circuit.cores):
        return network
    return replace(network, circuit=replace(network.circuit, cores=cores))


def _with(
    project: Project, name: str, read: Callable[[], object], notes: list[str]
) -> Project:
    try:
        return replace(project, **{name: read()})  # type: ignore[arg-type]
    except TNStudioError as error:
        if lacks_memory(error):
            raise
        notes.append(f"{_MISSING[name]} cannot be read: {error.message}")
        return project


def _are_same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(map(is_, one, other))

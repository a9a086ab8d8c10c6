"""Keeps the unsaved state of a project in a journal.

Only what no piece of the journal has yet is written: parts of a project are
frozen values, so they are known by who they are. An edit of one core of 4096
writes this core, whatever a trained network beside it weighs.
"""

import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic

from tnstudio.model.circuit import FreeCore
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.templates import empty
from tnstudio.storage.file_lock import hold
from tnstudio.storage.file_mark import FileMark, copying
from tnstudio.storage.journal import (
    BASE,
    ENDING,
    INDEX,
    LOCK,
    NOTHING,
    PARTS,
    JournalIndex,
    Stretch,
    journal_start,
    piece_path,
    read_index,
    write_index,
)

MOST_PIECES = 24
"""More are joined into one."""


@dataclass(frozen=True, eq=False, slots=True)
class Base:
    """What unsaved work differs from.

    Attributes
    ----------
    project : Project or None
        What needs no saving; None if even what was opened does.
    path : Path or None
        The project's file; None if it was never saved.
    mark : FileMark or None
        What is in the file, if that is ``project``.
    """

    project: Project | None
    path: Path | None = None
    mark: FileMark | None = None

    @property
    def is_in_file(self) -> bool:
        """Whether parts can be had from the file."""
        return None not in (self.project, self.path, self.mark)


class Journal:
    """One journal on the disk; made by the first `write`.

    Parameters
    ----------
    place : Path
        The folder to make it in.
    base : Base
    whole : bool
        Whether it does without a copy of the file.

    Raises
    ------
    OSError
        If the journal's folder cannot be made.
    """

    def __init__(self, place: Path, base: Base, *, whole: bool = False) -> None:
        name = "untitled"
        if base.path is not None:
            # Beside what a link leads to it is found by any name. In another place it
            # is for the case that the drive of the file does not even answer.
            name = base.path.name if whole else base.path.resolve().name
        token = secrets.token_hex(4)
        self.folder = place / f"{journal_start(name)}{token}{ENDING}"
        # Whoever may not read the project must not read this.
        self.folder.mkdir(0o700)
        try:
            self._held = hold(self.folder / LOCK)
        except OSError:
            remove_journal(self.folder)
            raise
        self._base = base
        self._leans = base.is_in_file and not whole
        self._copying: Iterator[None] | None = None
        self._count = 0
        self._known: dict[int, tuple[object, int, int]] = {}
        self._start_anew()

    @property
    def is_copying(self) -> bool:
        """Whether more of the file that the work began with is to be copied."""
        return self._copying is not None

    def write(
        self,
        project: Project,
        expected: FileMark | None = None,
        *,
        expected_path: Path | None = None,
        is_in_expected: bool = False,
        seconds: float = inf,
    ) -> None:
        """Let the journal hold a project.

        Parameters
        ----------
        project : Project
        expected : FileMark, optional
            The file that is about to be saved.
        expected_path : Path, optional
            Where, if it is not the project's file.
        is_in_expected : bool
            Whether that file, once it is there, holds all of this too.
        seconds : float
            About how long to copy the file that the work began with, which may be
            large: the next call goes on with that.

        Raises
        ------
        TNStudioError
            If it cannot be written; what was held before still is.
        """
        pieces = {piece for _, piece, _ in self._known.values()} - {BASE}
        if len(pieces) > MOST_PIECES:
            self._start_anew()
        tell = partial(
            self._put, project, expected, expected_path, is_in_expected=is_in_expected
        )
        tell()
        # After the edit, which until then stands on the file itself.
        if self._leans and not self._copy_base(seconds):
            self._leans = False
            self._start_anew()
            tell()

    def _put(
        self,
        project: Project,
        expected: FileMark | None,
        expected_path: Path | None,
        *,
        is_in_expected: bool,
    ) -> None:
        self._write_new(project)
        index = replace(
            self._index(project),
            expected=expected,
            expected_path=_text_of(expected_path),
            is_in_expected=is_in_expected,
        )
        write_index(self.folder, index)
        self._clean(index.pieces)

    def remove(self) -> None:
        """Remove the journal from the disk; what cannot be removed stays."""
        self._copying = None
        self._held.close()
        remove_journal(self.folder)

    def leave(self) -> None:
        """Let go of the journal, which stays on the disk."""
        self._copying = None
        self._held.close()

    def _copy_base(self, seconds: float) -> bool:
        """Have a copy of the file that the work began with; False if there is none.

        The file may be replaced or go at any time, by this very program too. One
        that is another one by now is of no use.
        """
        target = piece_path(self.folder, BASE)
        path, mark = self._base.path, self._base.mark
        if path is None or mark is None:
            return False
        if target.exists():
            return True
        fresh = target.with_suffix(".part")
        if self._copying is None:
            self._copying = copying(path, fresh, mark)
        until = monotonic() + seconds
        try:
            for _ in self._copying:
                if monotonic() > until:
                    return True
            self._copying = None
            fresh.replace(target)
        except OSError:
            self._copying = None
            with suppress(OSError):
                fresh.unlink()
            return False
        return True

    def _start_anew(self) -> None:
        """Forget all pieces but the base."""
        self._known = {}
        project = self._base.project
        if self._leans and project is not None:
            self._learn(project, BASE)

    def _learn(self, piece: Project, number: int) -> None:
        """Note that a piece has these values."""
        for part in (piece.network, piece.trained, piece.program, piece.prepared):
            if part is not None:
                self._known[id(part)] = (part, number, 0)
        for members in (_cores(piece), piece.recordings, piece.runs):
            for place, member in enumerate(members):
                self._known[id(member)] = (member, number, place)

    def _write_new(self, project: Project) -> None:
        """Write a piece with all values that no piece has."""
        network, trained, program = project.network, project.trained, project.program
        prepared = project.prepared
        is_new = self._is_new(network)
        cores = tuple(filter(self._is_new, _cores(project)))
        piece = Project(
            network=_with_cores(network, cores) if is_new else empty(),
            trained=trained if self._is_new(trained) else None,
            program=program if self._is_new(program) else None,
            recordings=tuple(filter(self._is_new, project.recordings)),
            runs=tuple(filter(self._is_new, project.runs)),
            prepared=prepared if self._is_new(prepared) else None,
        )
        if not is_new and _is_without_parts(piece):
            return
        self._count += 1
        # Not opened again: it takes the place of nothing, and it is urgent.
        # Here and not above: the window does not wait for HDF5.
        from tnstudio.storage.project_file import save_project

        save_project(piece_path(self.folder, self._count), piece, checked=False)
        self._learn(piece, self._count)
        if is_new:
            self._known[id(network)] = (network, self._count, 0)

    def _is_new(self, value: object) -> bool:
        return id(value) not in self._known

    def _index(self, project: Project) -> JournalIndex:
        """Return what says where the parts of a project are."""
        base = self._base
        return JournalIndex(
            name=project.network.name,
            path=_text_of(base.path),
            written=datetime.now().astimezone().isoformat(timespec="milliseconds"),
            base=base.mark,
            expected=None,
            is_in_expected=False,
            changed=tuple(_changed(base.project, project)),
            network=self._piece(project.network),
            trained=self._piece(project.trained),
            program=self._piece(project.program),
            cores=self._stretches(_cores(project)),
            recordings=self._stretches(project.recordings),
            runs=self._stretches(project.runs),
            description=project.description,
            prepared=self._piece(project.prepared),
        )

    def _piece(self, value: object) -> int:
        return NOTHING if value is None else self._known[id(value)][1]

    def _stretches(self, values: Iterable[object]) -> tuple[Stretch, ...]:
        stretches: list[Stretch] = []
        for value in values:
            _, piece, place = self._known[id(value)]
            last = stretches[-1] if stretches else Stretch(NOTHING, 0, 0)
            if (piece, place) == (last.piece, last.first + last.count):
                stretches[-1] = replace(last, count=last.count + 1)
            else:
                stretches.append(Stretch(piece, place, 1))
        return tuple(stretches)

    def _clean(self, needed: frozenset[int]) -> None:
        """Remove the pieces that are no longer needed."""
        named = {piece for _, piece, _ in self._known.values()} - {BASE}
        gone = named - needed
        self._known = {
            key: entry for key, entry in self._known.items() if entry[1] not in gone
        }
        for piece in gone:
            with suppress(OSError):
                piece_path(self.folder, piece).unlink()


def mark_journal(folder: Path, expected: FileMark, path: Path | None = None) -> None:
    """Note in a journal that all it holds is in a file that is about to be saved.

    Parameters
    ----------
    folder : Path
    expected : FileMark
    path : Path, optional
        Where, if it is not the project's file.

    Raises
    ------
    TNStudioError
        If there is no such journal or it cannot be written.
    """
    index = read_index(folder)
    marked = replace(
        index,
        expected=expected,
        expected_path=_text_of(path),
        is_in_expected=True,
    )
    write_index(folder, marked)


def remove_journal(folder: Path) -> None:
    """Remove a journal; its index goes first, so that no part of it is offered."""
    with suppress(OSError):
        (folder / INDEX).unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _text_of(path: Path | None) -> str:
    return "" if path is None else str(path.absolute())


def _changed(before: Project | None, after: Project) -> Iterable[str]:
    for part in PARTS:
        value = getattr(after, part)
        if before is None:
            if value:
                yield part
        elif value is not getattr(before, part):
            yield part


def _cores(project: Project) -> tuple[FreeCore, ...]:
    circuit = project.network.circuit
    return () if circuit is None else circuit.cores


def _with_cores(network: Network, cores: tuple[FreeCore, ...]) -> Network:
    if network.circuit is None:
        return network
    return replace(network, circuit=replace(network.circuit, cores=cores))


def _is_without_parts(piece: Project) -> bool:
    whole = piece.trained or piece.program or piece.prepared
    return not (whole or piece.recordings or piece.runs)

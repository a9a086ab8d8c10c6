"""The open project: its values, its undo history, what changed and who did it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from enum import Flag, auto
from pathlib import Path

from tnstudio.app.runs import with_training
from tnstudio.app.selection import Selection
from tnstudio.model.circuit import Circuit
from tnstudio.model.network import Network
from tnstudio.model.program import ChipProgram
from tnstudio.model.project import Project
from tnstudio.model.run import Run
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import tr


class Part(Flag):
    """Parts of a document that views show."""

    NETWORK = auto()
    TRAINED = auto()
    PROGRAM = auto()
    RUNS = auto()
    RECORDINGS = auto()
    SELECTION = auto()
    FILE = auto()


EVERYTHING = ~Part(0)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, and who did it, so that a view can skip its own echo."""

    parts: Part
    origin: object = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of the history.

    Attributes
    ----------
    label : str
        What users read in the history, e.g. ``Change stride``.
    project : Project
        The project after the edit.
    merge_key : hashable or None
        Edits in a row with the same key become one step, e.g. a slider's drag.
    """

    label: str
    project: Project
    merge_key: Hashable = None


class Document:
    """Owns the project; the only way to change it is `do`.

    Undo keeps references to frozen projects, which share all that did not
    change.
    """

    def __init__(self, project: Project, path: Path | None = None) -> None:
        self._steps = [Edit(tr("Open"), project)]
        self._cut: list[Edit] = []
        self._position = 0
        self._saved: Project | None = project
        self._path = path
        self._selection = Selection()
        self._listeners: list[Callable[[Changes], None]] = []

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._steps[self._position].project

    @property
    def network(self) -> Network:
        """The design as it is now."""
        return self.project.network

    @property
    def circuit(self) -> Circuit:
        """The free cores of the design; none if it has layers."""
        return self.network.circuit or Circuit()

    @property
    def path(self) -> Path | None:
        """The file; None for a project that was never saved."""
        return self._path

    @property
    def saved(self) -> Project | None:
        """What needs no saving; None if even what was opened does."""
        return self._saved

    @property
    def selection(self) -> Selection:
        """What is selected."""
        return self._selection

    @property
    def is_modified(self) -> bool:
        """Whether there is something to save."""
        return self.project is not self._saved

    @property
    def undo_label(self) -> str:
        """Label of the edit that `undo` takes back; empty if there is none."""
        return self._steps[self._position].label if self._position else ""

    @property
    def redo_label(self) -> str:
        """Label of the edit that `redo` does again; empty if there is none."""
        following = self._position + 1
        return self._steps[following].label if following < len(self._steps) else ""

    @property
    def history(self) -> tuple[str, ...]:
        """Labels of all steps, those that were taken back too, the oldest first."""
        return tuple(step.label for step in self._steps)

    @property
    def position(self) -> int:
        """Which step of the history the project is at now."""
        return self._position

    @property
    def saved_position(self) -> int:
        """Which step of the history is in the file; -1 for none."""
        projects = [step.project for step in self._steps]
        return next((k for k, p in enumerate(projects) if p is self._saved), -1)

    def listen(self, listener: Callable[[Changes], None]) -> None:
        """Call the listener after every change."""
        self._listeners.append(listener)

    def do(
        self,
        label: str,
        project: Project,
        origin: object = None,
        merge_key: Hashable = None,
    ) -> None:
        """Make an edit: the project becomes this one; listeners are told."""
        before = self.project
        if project is before:
            return
        current = self._steps[self._position]
        merges = (
            merge_key is not None
            and merge_key == current.merge_key
            and self._position == len(self._steps) - 1
            and current.project is not self._saved
        )
        keep = self._position if merges else self._position + 1
        if not merges:
            self._cut = self._steps[keep:]
        self._steps[keep:] = [Edit(label, project, merge_key)]
        self._position = len(self._steps) - 1
        self._tell(_difference(before, project), origin)

    def edit_network(
        self,
        label: str,
        network: Network,
        origin: object = None,
        merge_key: Hashable = None,
    ) -> None:
        """Change the design only; an equal one is no edit."""
        if network != self.network:
            project = replace(self.project, network=network)
            self.do(label, project, origin, merge_key)

    def edit_circuit(
        self,
        label: str,
        circuit: Circuit,
        origin: object = None,
        merge_key: Hashable = None,
    ) -> None:
        """Change the free cores only; the same ones are no edit."""
        network = replace(self.network, circuit=circuit)
        self.edit_network(label, network, origin, merge_key)

    def set_trained(
        self,
        trained: TrainedNetwork,
        origin: object = None,
        run: Run | None = None,
        start: TrainedNetwork | None = None,
    ) -> None:
        """Keep a training result, and the run that led to it, as one step.

        It belongs to `trained.network`. A run that went on from ``start`` takes
        the place of the one that had led there; see `with_training`.
        """
        self.do(tr("Train"), with_training(self.project, trained, run, start), origin)

    def set_program(self, program: ChipProgram, origin: object = None) -> None:
        """Keep a deployed chip."""
        self.do(tr("Deploy"), replace(self.project, program=program), origin)

    def call_off(self, merge_key: Hashable, origin: object = None) -> None:
        """Forget the last step if it has this key, as if it had never been.

        For a drag that its user takes back: unlike after `undo`, it cannot be
        done again, and what could be before can still be.
        """
        steps = self._steps
        is_last = 0 < self._position == len(steps) - 1
        if is_last and steps[-1].merge_key == merge_key is not None:
            before = self.project
            steps[-1:] = self._cut
            self._cut = []
            self._position -= 1
            self._tell(_difference(before, self.project), origin)

    def undo(self) -> None:
        """Take the last edit back, if there is one."""
        self.go_to(self._position - 1)

    def redo(self) -> None:
        """Do the edit again that was taken back last, if there is one."""
        self.go_to(self._position + 1)

    def go_to(self, position: int) -> None:
        """Go to a step of the history; nothing happens if there is no such step."""
        if position != self._position and 0 <= position < len(self._steps):
            before = self.project
            self._position = position
            self._tell(_difference(before, self.project), None)

    def select(self, selection: Selection, origin: object = None) -> None:
        """Select something else."""
        if selection != self._selection:
            self._selection = selection
            self._tell(Part.SELECTION, origin)

    def mark_saved(self, path: Path, project: Project) -> None:
        """Note that this state of the project is now in this file."""
        self._path = path
        self._saved = project
        self._tell(Part.FILE, None)

    def replace_by(self, project: Project, path: Path | None) -> None:
        """Open another project in place of this one; the history starts anew."""
        self._start([Edit(tr("Open"), project)], project, path)

    def take(self, project: Project, label: str) -> None:
        """Open a project that no file holds yet in place of this one.

        Parameters
        ----------
        project : Project
        label : str
            How it came about, e.g. ``Import``.
        """
        self._start([Edit(label, project)], None, None)

    def recover(
        self, project: Project, saved: Project | None, path: Path | None
    ) -> None:
        """Open unsaved work in place of this project; undo goes back to what is saved.

        Parameters
        ----------
        project : Project
            The unsaved work.
        saved : Project or None
            What the file has; None if there is none.
        path : Path or None
        """
        steps = [] if saved is None else [Edit(tr("Open"), saved)]
        self._start([*steps, Edit(tr("Recover unsaved work"), project)], saved, path)

    def revert(self) -> None:
        """Go back to what is saved, as an edit; nothing happens if nothing is."""
        if self._saved is not None:
            self.do(tr("Revert"), self._saved)

    def _start(
        self, steps: list[Edit], saved: Project | None, path: Path | None
    ) -> None:
        self._steps = steps
        self._cut = []
        self._position = len(steps) - 1
        self._saved = saved
        self._path = path
        self._selection = Selection()
        self._tell(EVERYTHING, None)

    def _tell(self, parts: Part, origin: object) -> None:
        changes = Changes(parts, origin)
        for listener in tuple(self._listeners):
            listener(changes)


def _difference(before: Project, after: Project) -> Part:
    """Tell which parts are not the same values; any edit may touch the file."""
    parts = Part.FILE
    if before.network is not after.network:
        parts |= Part.NETWORK
    if before.trained is not after.trained:
        parts |= Part.TRAINED
    if before.program is not after.program:
        parts |= Part.PROGRAM
    if before.runs is not after.runs:
        parts |= Part.RUNS
    if before.recordings is not after.recordings:
        parts |= Part.RECORDINGS
    return parts

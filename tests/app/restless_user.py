"""Somebody who edits, saves and trains at random until the process is killed.

What the window does is done here with the same objects: a document, autosave on its
thread, and jobs on the thread that owns the numerics. All that happens is logged
with its time; a line that was written stays when the process is killed.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from time import monotonic
from typing import Any

import numpy as np

from tests.random_edits import NAMES, edit_at_random, free_cores
from tests.same_values import digest
from tests.ui.small_world import small_network
from tnstudio.app.autosave import Autosave, Base, Learned
from tnstudio.app.document import Document
from tnstudio.app.files import saving
from tnstudio.app.jobs import Finished, Happened, Job, JobEvent, JobQueue
from tnstudio.app.recovery import recovering, unsaved_work
from tnstudio.app.run_recorder import RunRecorder, now
from tnstudio.app.training_job import Control, Order, order_to_resume, training_job
from tnstudio.app.training_session import CheckpointTaken, EpochFinished
from tnstudio.model.edits import rename
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.storage.project_file import load_marked

EPOCHS = 100_000
"""No training ends on its own."""

LONGEST_PAUSE = 0.12
"""Between two things that are done, in seconds."""


@dataclass(frozen=True)
class Desk:
    """Where the user works.

    Attributes
    ----------
    folder : Path
        Of everything.
    source : str
        Images to train with.
    cores : bool
        Whether the project has free cores, and not layers that can be trained.
    """

    folder: Path
    source: str
    cores: bool

    @property
    def path(self) -> Path:
        """The project file; there may be none yet."""
        return self.folder / "project.tn.h5"

    @property
    def unsaved(self) -> Path:
        """The folder for journals that are not beside the project."""
        return self.folder / "unsaved"

    def log(self, number: int) -> Path:
        """The log of a session."""
        return self.folder / f"log {number}.txt"

    def fresh(self) -> Project:
        """Return what a user begins with who has no file."""
        return Project(free_cores() if self.cores else small_network())


@dataclass(frozen=True)
class Found:
    """What there is on the disk after a session.

    Attributes
    ----------
    file, project : Project or None
        What is in the file, and what is to be had with the journal.
    """

    file: Project | None
    project: Project
    journals: tuple[Path, ...]


def found_at(desk: Desk) -> Found:
    """Open what a session has left; the newest journal over the file."""
    file = load_marked(desk.path)[0] if desk.path.exists() else None
    works = unsaved_work(desk.unsaved, [desk.path])
    project = file or desk.fresh()
    if works:
        assert not works[0].problem, works[0].problem
        work = recovering(works[0])
        recovered = _end_of(work)
        assert not recovered.notes, recovered.notes
        project = recovered.project
    return Found(file, project, tuple(work.journal for work in works))


def state_of(project: Project) -> str:
    """Return what tells one state of the edited parts from others."""
    summary = digest(project.network) + project.description.encode()
    return hashlib.sha256(summary).hexdigest()[:24]


def batches_of(project: Project) -> int:
    """Return how many batches the trained network has learned."""
    return len(project.trained.history.batch_losses) if project.trained else 0


def work_until_killed(desk: Desk, number: int) -> None:
    """Go on from what the session before has left, and never end."""
    RestlessUser(desk, number).work()


class _Numerics(Thread):
    """The thread that turns the jobs."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.events: Queue[JobEvent] = Queue()
        self._commands: Queue[Job] = Queue()
        self._queue = JobQueue(self.events.put)
        self.start()

    def add(self, job: Job) -> None:
        self._commands.put(job)

    def run(self) -> None:
        while True:
            if not self._queue.busy:
                self._queue.start(self._commands.get())
            while not self._commands.empty():
                self._queue.start(self._commands.get())
            self._queue.advance()


@dataclass
class _Training:
    order: Order
    control: Control
    recorder: RunRecorder


@dataclass
class RestlessUser:
    """The user of one session."""

    desk: Desk
    number: int
    _handlers: dict[int, Callable[[JobEvent], None]] = field(default_factory=dict)
    _training: _Training | None = None
    _saving: bool = False
    _edits: int = 0

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(self.number)
        self._log = os.open(
            self.desk.log(self.number), os.O_WRONLY | os.O_CREAT | os.O_APPEND
        )
        self._numerics = _Numerics()
        self._autosave = Autosave(self.desk.unsaved, self._tell_failure)
        self._document = Document(self.desk.fresh())
        self._open()
        self._document.listen(lambda _: self._follow())

    def work(self) -> None:
        """Do one thing after the other."""
        self._tell("state", state_of(self._document.project))
        deeds: tuple[tuple[float, Callable[[], None]], ...] = (
            (0.70, self._edit),
            (0.80, self._save),
            (0.88, self._undo_or_redo),
            (1.00, self._train_or_stop),
        )
        while True:
            choice = self._random.random()
            next(do for share, do in deeds if choice < share)()
            self._take_events()
            Event().wait(self._random.random() * LONGEST_PAUSE)

    def _open(self) -> None:
        desk, document = self.desk, self._document
        works = unsaved_work(desk.unsaved, [desk.path])
        if works:
            found = _end_of(recovering(works[0]))
            path = desk.path if found.saved is not None else None
            document.recover(found.project, found.saved, path)
            base = Base(found.saved, path, found.mark)
            journals = tuple(work.journal for work in works)
            self._autosave.begin(base, document.project, journals)
        elif desk.path.exists():
            project, mark = load_marked(desk.path)
            document.replace_by(project, desk.path)
            self._autosave.begin(Base(project, desk.path, mark), project)
        else:
            self._autosave.begin(Base(document.project), document.project)

    def _edit(self) -> None:
        document = self._document
        self._edits += 1
        before = document.project
        quiet = Document(before)
        name = NAMES[self._random.integers(len(NAMES))]
        edit_at_random(name, self._random, quiet)
        network = rename(quiet.network, f"edit {self.number}.{self._edits}")
        project = replace(before, network=network)
        if self._random.random() < 0.1:
            project = replace(project, description=f"described {self._edits}")
        document.do(name, project)

    def _undo_or_redo(self) -> None:
        if self._random.random() < 0.7:
            self._document.undo()
        else:
            self._document.redo()

    def _save(self) -> None:
        if self._saving:
            return
        self._saving = True
        document, path = self._document, self.desk.path
        project = document.project

        def ended(event: JobEvent) -> None:
            assert isinstance(event, Finished), event
            self._saving = False
            document.mark_saved(path, project)
            self._autosave.saved(Base(project, path, event.result))
            self._tell("saved")

        announce = partial(self._autosave.expect, project)
        self._start(Job("Saving", lambda: saving(path, project, announce)), ended)

    def _train_or_stop(self) -> None:
        if self._training is not None:
            self._training.control.finish()
        elif not self.desk.cores:
            order = order_to_resume(self._document.project, self.desk.source)
            if order is None:
                settings = TrainingSettings(epochs=EPOCHS, batch=20, rate=0.1)
                order = Order(small_network(), self.desk.source, settings)
            self._train(order)

    def _train(self, order: Order) -> None:
        recorder = RunRecorder(order.source, now(), None, order.start, order.before)
        training = _Training(order, Control(), recorder)
        self._training = training
        self._tell("training")

        def take(event: JobEvent) -> None:
            if isinstance(event, Happened):
                self._take_training(training, event.event)
            else:
                assert isinstance(event, Finished), event
                self._end_training(training, event.result)

        self._start(training_job(order, training.control), take)

    def _take_training(self, training: _Training, event: Any) -> None:
        if isinstance(event, EpochFinished):
            training.recorder.take(event)
        if isinstance(event, EpochFinished | CheckpointTaken):
            trained = event.snapshot
            run = training.recorder.run(trained)
            self._autosave.note_learned(Learned(trained, run, training.order.start))
            self._tell("checkpoint", str(len(trained.history.batch_losses)))

    def _end_training(self, training: _Training, trained: Any) -> None:
        self._training = None
        if trained is not None:
            run = training.recorder.run(trained)
            start = training.order.start
            self._document.set_trained(trained, self, run, start)
        self._autosave.note_learned(None)
        self._tell("trained")

    def _start(self, job: Job, handler: Callable[[JobEvent], None]) -> None:
        self._handlers[job.run_id] = handler
        self._numerics.add(job)

    def _take_events(self) -> None:
        while True:
            try:
                event = self._numerics.events.get_nowait()
            except Empty:
                return
            self._handlers[event.run_id](event)

    def _follow(self) -> None:
        self._autosave.note(self._document.project)
        self._tell("state", state_of(self._document.project))

    def _tell_failure(self, error: Exception) -> None:
        self._tell("failed", str(error))

    def _tell(self, what: str, detail: str = "") -> None:
        os.write(self._log, f"{monotonic()}\t{what}\t{detail}\n".encode())


def _end_of(work: Any) -> Any:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value

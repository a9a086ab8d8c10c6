"""Trainings: run to the end, or event by event."""

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from numbers import Integral, Real
from os import PathLike
from types import TracebackType
from typing import Any

from tnstudio.api.projects import File
from tnstudio.api.work import require_kind
from tnstudio.app.data import dataset as read_dataset
from tnstudio.app.kept_training import KeptTraining
from tnstudio.app.runs import run_of
from tnstudio.app.setting_values import NAMES, settings_of, values_of
from tnstudio.app.training_job import Order, order_to_extend, order_to_resume
from tnstudio.app.training_session import (
    EpochFinished,
    SessionEvent,
    Stops,
    training_session,
)
from tnstudio.datasets.images import Dataset
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings

USUAL_DATA = "mnist"

_USUAL: Mapping[str, Any] = values_of(TrainingSettings())
_KINDS: Mapping[type, type] = {bool: bool, int: Integral, float: Real, str: str}


class Training:
    """A training on its way: read its events, or stop reading them at any time.

    As an iterator it yields `TrainingProgress`, `EpochFinished` and other events
    of `tnstudio.app.training_session`. It does nothing while it is not read.

    Parameters
    ----------
    project : Project
    data : str, path or Dataset, optional
        ``mnist`` unless told; if it is to resume, those of before.
    settings : TrainingSettings, optional
        The usual ones unless told.
    resume : bool
        Whether to go on with a training that was stopped, with its settings: it
        comes to the numbers of one that never was. With more ``epochs`` also with
        one that has finished.
    changes
        Single settings by name, e.g. ``epochs=5, rate=0.3, rotation=7.5``.

    Raises
    ------
    TNStudioError
        If there is no such setting, nothing to resume, or no such data set.
    """

    def __init__(
        self,
        project: Project,
        data: File | Dataset | None = None,
        settings: TrainingSettings | None = None,
        *,
        resume: bool = False,
        **changes: Any,
    ) -> None:
        require_kind(project, (Project,), "train")
        if data is not None:
            require_kind(data, (Dataset, str, PathLike), "data")
        self._before = project
        source = _source(project, data, resume)
        make = _to_resume if resume else _anew
        order = make(project, source, settings, changes)
        images = data if isinstance(data, Dataset) else read_dataset(source)
        self._kept = KeptTraining(project, order)
        self._wished = self._begun = False
        self._last: EpochFinished | None = None
        self._result: Project | None = None
        stops = Stops(wanted=lambda: self._wished)
        self._work = training_session(
            order.network, images, order.settings, order.start, stops
        )
        self._events = self._told()

    @property
    def project(self) -> Project:
        """The project with what was learned so far: whole epochs, or all of it.

        At the end, or once this is closed, one copy is deployed.
        """
        if self._result is not None:
            return self._result
        if self._last is None:
            return self._before
        return self._kept.with_checkpoint(self._last.snapshot)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is learned."""
        return self._result is not None

    def close(self) -> Project:
        """Stop after the batch that was learned last; return the project.

        It has what `Training` goes on from with ``resume=True``.
        """
        self._wished = True
        if self._begun:
            for _ in self._events:
                pass
        return self.project

    def __iter__(self) -> Iterator[SessionEvent]:
        return self._events

    def __enter__(self) -> "Training":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()

    def __repr__(self) -> str:
        done = "over" if self.is_over else "on its way"
        return f"Training of {self._before.network.name}: {done}"

    def _told(self) -> Generator[SessionEvent, None, None]:
        """Hand the session's events on, those that tell something."""
        self._begun = True
        while True:
            try:
                event = next(self._work)
            except StopIteration as end:
                self._result = self._kept.with_training(end.value)
                return
            if isinstance(event, EpochFinished):
                self._last = event
            self._kept.take(event)
            if event is not None:
                yield event


def train(
    project: Project,
    data: File | Dataset | None = None,
    settings: TrainingSettings | None = None,
    *,
    resume: bool = False,
    progress: Callable[[SessionEvent], object] | None = None,
    **changes: Any,
) -> Project:
    """Train a network to the end; return the project with it and one copy.

    Parameters are those of `Training`, and:

    Parameters
    ----------
    progress : callable, optional
        Is told every event.

    Raises
    ------
    TNStudioError
        As `Training` does; also if the design has errors, does not fit the images,
        or the training diverges.
    """
    training = Training(project, data, settings, resume=resume, **changes)
    for event in training:
        if progress is not None:
            progress(event)
    return training.project


def _source(project: Project, data: File | Dataset | None, resume: bool) -> str:
    """Return what the images are asked for by; nothing if they are at hand."""
    if isinstance(data, Dataset):
        return ""
    if data is not None:
        return str(data)
    index = run_of(project, project.trained) if resume else None
    if index is None:
        return USUAL_DATA
    known = project.runs[index].source
    if not known:
        raise TNStudioError(
            "The images of this training were in memory",
            project.network.name,
            "give them again as data",
        )
    return known


def _anew(
    project: Project,
    source: str,
    settings: TrainingSettings | None,
    changes: dict[str, Any],
) -> Order:
    unknown = [name for name in changes if name not in NAMES]
    if unknown:
        raise TNStudioError(
            f"There is no setting '{unknown[0]}'",
            "train",
            f"choose of {', '.join(NAMES)}",
        )
    values = values_of(settings or TrainingSettings())
    told = {name: _value(name, value) for name, value in changes.items()}
    return Order(project.network, source, settings_of({**values, **told}))


def _value(name: str, value: Any) -> Any:
    """Return a setting in the type that it is kept in; numbers may be NumPy's."""
    kind = type(_USUAL[name])
    if kind not in _KINDS:
        return value
    require_kind(value, (_KINDS[kind],), name)
    return kind(value)


def _to_resume(
    project: Project,
    source: str,
    settings: TrainingSettings | None,
    changes: dict[str, Any],
) -> Order:
    if settings is not None or set(changes) - {"epochs"}:
        raise TNStudioError(
            "A resumed training keeps the settings it was started with",
            "train",
            "give epochs alone, or leave out resume",
        )
    epochs = changes.get("epochs")
    order = order_to_resume(project, source)
    if order is not None:
        asked = order.settings
        more = asked if epochs is None else replace(asked, epochs=epochs)
        return replace(order, settings=more)
    further = None if epochs is None else order_to_extend(project, source, epochs)
    if further is None:
        raise TNStudioError(
            "There is nothing to resume",
            project.network.name,
            "leave out resume, or give a finished training more epochs",
        )
    return further

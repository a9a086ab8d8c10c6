"""A training as a job: reads the data, trains, rests and ends when it is asked to.

What the window wishes reaches the job through a `Control`, which it looks at
between two steps; so it rests, or ends, with the very batch that it is in.
"""

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum, auto

from tnstudio.app.data import loading
from tnstudio.app.designs import placed_as
from tnstudio.app.jobs import Job, Rest
from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.runs import run_of
from tnstudio.app.training_session import SessionEvent, Stops, training_session
from tnstudio.datasets.images import Dataset
from tnstudio.model.network import Network
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.run import Run
from tnstudio.model.trained import TrainedNetwork
from tnstudio.training.events import BatchDone, EpochDone, TrainingEvent
from tnstudio.training.extension import extended

HISTOGRAM_SECONDS = 0.16
"""Between two histograms amid epochs, for those who look on."""

CHECKPOINT_SECONDS = 2.0
"""Between two checkpoints amid epochs, for the case that the program ends."""

CHECKPOINT_SHARE = 0.02
"""Most of the time that taking them may take."""


@dataclass(frozen=True, eq=False, slots=True)
class Order:
    """What a run was asked to do, on its own snapshot of the design.

    Attributes
    ----------
    network : Network
    source : str
        What the images are asked for by.
    settings : TrainingSettings
    start : TrainedNetwork or None
        What the run goes on from, of the same network.
    before : Run or None
        The run of the project that it goes on with.
    """

    network: Network
    source: str
    settings: TrainingSettings
    start: TrainedNetwork | None = None
    before: Run | None = None


def order_to_resume(project: Project, source: str) -> Order | None:
    """Return what goes on with a stopped training; None if there is none.

    It is of the design that was trained, with its settings, and comes to the
    numbers of a training that was never stopped.
    """
    trained = project.trained
    if trained is None or trained.state is None:
        return None
    return _going_on(project, trained, trained.settings, source)


def order_to_extend(project: Project, source: str, epochs: int) -> Order | None:
    """Return what trains a finished network further; None if there is none.

    Parameters
    ----------
    epochs : int
        In all.

    Raises
    ------
    TNStudioError
        As `tnstudio.training.extension.extended` does.
    """
    trained = project.trained
    if trained is None or trained.state is not None:
        return None
    return _going_on(project, trained, extended(trained, epochs), source)


def _going_on(
    project: Project, trained: TrainedNetwork, settings: TrainingSettings, source: str
) -> Order:
    index = run_of(project, trained)
    before = None if index is None else project.runs[index]
    start = placed_as(trained, project.network)
    return Order(start.network, source, settings, start, before)


class _Wish(Enum):
    GO_ON = auto()
    DO_ONE_BATCH = auto()
    REST = auto()
    FINISH = auto()


class Control:
    """What a training job is to do; may be set from any thread.

    A job that rests must also be resumed in its queue. Once it is to finish,
    nothing else counts.
    """

    def __init__(self) -> None:
        self._wish = _Wish.GO_ON

    def go_on(self) -> None:
        """Let the training run."""
        self._take(_Wish.GO_ON)

    def do_one_batch(self) -> None:
        """Let it learn one batch and rest; after an epoch's last it also measures."""
        self._take(_Wish.DO_ONE_BATCH)

    def rest(self) -> None:
        """Let it rest after what it is just doing."""
        self._take(_Wish.REST)

    def finish(self) -> None:
        """Let it end after the batch that it is in, with a state to go on from."""
        self._take(_Wish.FINISH)

    @property
    def is_to_finish(self) -> bool:
        """Whether the training is to end."""
        return self._wish is _Wish.FINISH

    @property
    def is_to_rest(self) -> bool:
        """Whether the training is to rest wherever it is."""
        return self._wish is _Wish.REST

    def rests_after(self, event: TrainingEvent) -> bool:
        """Tell whether the training is to rest after an event."""
        one = self._wish is _Wish.DO_ONE_BATCH and _ends_a_step(event)
        return one or self.is_to_rest

    def _take(self, wish: _Wish) -> None:
        if not self.is_to_finish:
            self._wish = wish


def _ends_a_step(event: TrainingEvent) -> bool:
    if isinstance(event, BatchDone):
        return event.batch < event.batches
    return isinstance(event, EpochDone)


@dataclass(frozen=True, slots=True)
class Reading:
    """The data set is being read.

    Attributes
    ----------
    source : str
    share : float
        How much is read, 0..1.
    """

    source: str
    share: float


@dataclass(frozen=True, slots=True)
class Preparing:
    """The network is laid out, and at the first time kernels are compiled."""


JobEvents = Reading | Preparing | SessionEvent | None


def training_job(order: Order, control: Control) -> Job:
    """Return the job of a run; its result is None if it has learned nothing.

    Its events are those of a session, and before them `Reading` and
    `Preparing`. Cancelled, it keeps what it has learned.
    """
    return Job("Training", lambda: _work(order, control), finish=control.finish)


def _work(
    order: Order, control: Control
) -> Generator[JobEvents, None, TrainedNetwork | None]:
    dataset = yield from _reading(order.source, control)
    if dataset is None:
        return None
    yield from _resting_if_asked(control)
    yield Preparing()
    if control.is_to_finish:
        return None
    stops = Stops(
        CHECKPOINT_SECONDS,
        wanted=lambda: control.is_to_finish,
        resting=control.rests_after,
        share=CHECKPOINT_SHARE,
    )
    return (
        yield from training_session(
            order.network,
            dataset,
            order.settings,
            order.start,
            stops,
            HISTOGRAM_SECONDS,
        )
    )


def _reading(
    source: str, control: Control
) -> Generator[JobEvents, None, Dataset | None]:
    """Read the images; None if the run is to end before that is done."""
    work = loading(source)
    while not control.is_to_finish:
        try:
            event = next(work)
        except StopIteration as end:
            found: Dataset = end.value
            return found
        knows = isinstance(event, MeasurementProgress)
        yield Reading(source, event.share if knows else 0.0)
        yield from _resting_if_asked(control)
    work.close()
    return None


def _resting_if_asked(control: Control) -> Generator[Rest, None, None]:
    if control.is_to_rest:
        yield Rest()

"""Fill a paper's table again: train, deploy, measure, beside what was published.

Every training is a project file of its own. One that has finished is not done
again, one that was interrupted goes on to the numbers that it would have had.
"""

from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from tnstudio.app.progress import MeasurementProgress
from tnstudio.app.published import Published
from tnstudio.app.reproduction_plans import (
    Experiment,
    Measurement,
    ReproductionPlan,
)
from tnstudio.app.sweep import sweep
from tnstudio.app.sweep_result import SweepCell, SweepResult
from tnstudio.app.training_session import (
    CheckpointTaken,
    Stops,
    TrainingProgress,
    training_session,
)
from tnstudio.datasets.images import Dataset
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.trained import TrainedNetwork
from tnstudio.simulation.energy import FIT_0V8
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.storage.schema import SUFFIX

NEVER = Stops()
"""A training is kept when it has finished, and nothing stops it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes
    ----------
    what : str
    published : Published
    measured : SweepCell
        The same on the deployed network trained here.
    seconds : float
        Wall time that the epochs of all its trainings took.
    members : tuple of Experiment
    """

    what: str
    published: Published
    measured: SweepCell
    seconds: float
    members: tuple[Experiment, ...]

    @property
    def difference(self) -> float:
        """Accuracy measured less the published one."""
        return self.measured.accuracy - self.published.accuracy

    @property
    def paper_epochs(self) -> int | None:
        """Epochs of each training in the paper; None if it does not tell."""
        return self.members[0].paper_epochs

    @property
    def epochs(self) -> int:
        """Epochs of each training here."""
        return self.members[0].settings.epochs

    @property
    def estimated_joules(self) -> tuple[float, float] | None:
        """Estimated energy per image, lowest and highest, by a line through power.

        The other profile was taken from E15 itself and would prove nothing.
        """
        for energy in self.measured.energies:
            if energy.profile is FIT_0V8:
                return energy.per_frame
        return None


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A training or a measurement begins.

    Attributes
    ----------
    what : str
    kept : bool
        Whether an earlier run has begun this training.
    """

    what: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class ReproductionProgress:
    """Where the whole work is.

    Attributes
    ----------
    what : str
        The step on its way.
    share : float
        Of the whole work, 0..1.
    seconds_left : float
        Estimated time to the end; NaN at the start.
    """

    what: str
    share: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class RowsMeasured:
    """Rows of the table are there."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ReproductionStopped:
    """It was asked to stop; the same again goes on from here."""

    what: str


ReproductionEvent = (
    StepStarted | ReproductionProgress | RowsMeasured | ReproductionStopped
)


def reproduce(
    plan: ReproductionPlan, dataset: Dataset, folder: Path, stops: Stops = NEVER
) -> Iterator[ReproductionEvent]:
    """Train and measure all that a plan asks for.

    Parameters
    ----------
    folder : Path
        Where the trainings are kept; made if it is not there.
    stops : Stops, optional
        How often a training is kept, and whether to stop.

    Returns
    -------
    iterator of ReproductionEvent
        The last one is `ReproductionStopped` if it was stopped.

    Raises
    ------
    TNStudioError
        At once if the folder holds another training under a name of this
        plan; later if a training diverges or a file cannot be written.
    """
    return _Reproduction(plan, dataset, folder, stops).events()


def facts(plan: ReproductionPlan, rows: tuple[Row, ...]) -> dict[str, Any]:
    """Return a table as plain JSON values; accuracies 0..1, energies in joules."""
    return {
        "paper": plan.paper,
        "title": plan.title,
        "quick": plan.quick,
        "complete": len(rows) == sum(len(one.published) for one in plan.measurements),
        "rows": [_row_facts(row) for row in rows],
        "remarks": list(plan.remarks),
    }


def _row_facts(row: Row) -> dict[str, Any]:
    published, measured = row.published, row.measured
    joules = row.estimated_joules
    return {
        "what": row.what,
        "encoding": published.encoding,
        "copies": published.copies,
        "ticks": published.ticks,
        "published": published.accuracy,
        "source": published.source,
        "ours": measured.accuracy,
        "seed_margin": measured.seed_margin,
        "test_interval": list(measured.test_interval),
        "difference": row.difference,
        "paper_epochs": row.paper_epochs,
        "epochs": row.epochs,
        "training_seconds": row.seconds,
        "cores": measured.cores,
        "published_joules": published.joules,
        "estimated_joules": None if joules is None else list(joules),
        "trainings": [
            {
                "name": member.name,
                "strengths": [list(one.strengths) for one in member.network.layers],
                "settings": asdict(member.settings),
            }
            for member in row.members
        ],
    }


class _Reproduction:
    """A table that is being filled."""

    def __init__(
        self, plan: ReproductionPlan, dataset: Dataset, folder: Path, stops: Stops
    ) -> None:
        self._plan = plan
        self._dataset = dataset
        self._folder = folder
        self._stops = stops
        self._trained: dict[str, TrainedNetwork] = {}
        for experiment in plan.experiments:
            kept = _kept(self._path(experiment), experiment)
            if kept is not None:
                self._trained[experiment.name] = kept
        self._pace = _Pace(plan, self._trained)

    def events(self) -> Iterator[ReproductionEvent]:
        """Train what a measurement needs, measure, and so on."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for measurement in self._plan.measurements:
            for experiment in measurement.members:
                yield from self._train(experiment)
                if self._stops.wanted():
                    yield ReproductionStopped(experiment.name)
                    return
            rows = yield from self._measure(measurement)
            if rows is None:
                yield ReproductionStopped(measurement.what)
                return
            yield RowsMeasured(rows)

    def _path(self, experiment: Experiment) -> Path:
        return self._folder / f"{experiment.name}{SUFFIX}"

    def _train(self, experiment: Experiment) -> Iterator[ReproductionEvent]:
        """Train, unless it was done before; the file has the last checkpoint."""
        start = self._trained.get(experiment.name)
        if start is not None and start.state is None:
            return
        yield StepStarted(experiment.name, kept=start is not None)
        trained = yield from self._session(experiment, start)
        self._keep(experiment, trained)
        self._trained[experiment.name] = trained

    def _session(
        self, experiment: Experiment, start: TrainedNetwork | None
    ) -> Generator[ReproductionEvent, None, TrainedNetwork]:
        work = training_session(
            experiment.network,
            self._dataset,
            experiment.settings,
            start,
            self._stops,
        )
        self._pace.begin(experiment.work, _share_done(start))
        while True:
            try:
                event = next(work)
            except StopIteration as end:
                trained: TrainedNetwork = end.value
                return trained
            if isinstance(event, CheckpointTaken):
                self._keep(experiment, event.snapshot)
            elif isinstance(event, TrainingProgress):
                yield self._pace.progress(experiment.name, event.share)

    def _keep(self, experiment: Experiment, trained: TrainedNetwork) -> None:
        save_project(self._path(experiment), Project(experiment.network, trained))

    def _measure(
        self, measurement: Measurement
    ) -> Generator[ReproductionEvent, None, tuple[Row, ...] | None]:
        """Return the rows of a measurement; None if it was stopped."""
        yield StepStarted(measurement.what)
        trained = tuple(self._trained[one.name] for one in measurement.members)
        self._pace.begin(measurement.work)
        for event in sweep(trained, self._dataset.test, measurement.sweep):
            if self._stops.wanted():
                return None
            if isinstance(event, MeasurementProgress):
                yield self._pace.progress(measurement.what, event.share)
            elif isinstance(event, SweepResult):
                return _rows(measurement, trained, event)
        return None


def _rows(
    measurement: Measurement, trained: tuple[TrainedNetwork, ...], result: SweepResult
) -> tuple[Row, ...]:
    cells = {(one.encoding, one.copies, one.ticks): one for one in result.cells}
    seconds = sum(record.seconds for one in trained for record in one.history.epochs)
    return tuple(
        Row(
            measurement.what,
            published,
            cells[published.encoding, published.copies, published.ticks],
            seconds,
            measurement.members,
        )
        for published in measurement.published
    )


def _kept(path: Path, experiment: Experiment) -> TrainedNetwork | None:
    """Return what an earlier run left of a training; None if nothing."""
    if not path.exists():
        return None
    trained = load_project(path).trained
    if (
        trained is None
        or trained.network != experiment.network
        or trained.settings != experiment.settings
    ):
        raise TNStudioError(
            "The file holds another training than this table needs",
            str(path),
            "choose another folder with --out, or move the file away",
        )
    return trained


def _share_done(start: TrainedNetwork | None) -> float:
    """Return how much of a training was done before, 0..1."""
    if start is None:
        return 0.0
    if start.state is None:
        return 1.0
    batches = start.settings.epochs * start.state.batches
    return len(start.history.batch_losses) / batches


class _Pace:
    """How much of a plan's work is done, and how fast."""

    def __init__(
        self, plan: ReproductionPlan, trained: dict[str, TrainedNetwork]
    ) -> None:
        before = [
            experiment.work * _share_done(trained.get(experiment.name))
            for experiment in plan.experiments
        ]
        self._total = sum(one.work for one in plan.experiments)
        self._total += sum(one.work for one in plan.measurements)
        self._before = self._ended = sum(before)
        self._step = self._begun_at = 0.0
        self._started = perf_counter()

    def begin(self, work: float, done: float = 0.0) -> None:
        """Go on to a step of which a share was done by an earlier run."""
        self._ended += self._step * (1 - self._begun_at)
        self._step, self._begun_at = work, done

    def progress(self, what: str, share: float) -> ReproductionProgress:
        """Tell where the work is when a share of the step is done."""
        done = self._ended + self._step * (share - self._begun_at)
        here = done - self._before
        elapsed = perf_counter() - self._started
        left = elapsed / here * (self._total - done) if here > 0 else float("nan")
        return ReproductionProgress(what, done / self._total, left)

"""A training that rests, goes on and ends when it is asked to."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.same_values import same
from tests.ui.small_world import small_dataset, small_network
from tnstudio.app.jobs import Finished, Happened, JobQueue, Rest
from tnstudio.app.run_recorder import RunRecorder
from tnstudio.app.runs import with_run
from tnstudio.app.training_job import (
    Control,
    Order,
    Preparing,
    Reading,
    order_to_extend,
    order_to_resume,
    training_job,
)
from tnstudio.app.training_session import (
    EpochFinished,
    HistogramsTaken,
    TrainingProgress,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import rename, set_layer
from tnstudio.model.network import WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.trained import TrainedNetwork
from tnstudio.training.events import Measuring

SETTINGS = TrainingSettings(epochs=2, batch=100, seed=4)
"""Three batches an epoch."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    return small_dataset(tmp_path_factory.mktemp("small"))


class Run:
    """A job in its queue, and what it has told."""

    def __init__(self, order: Order) -> None:
        self.control = Control()
        self._told: list[object] = []
        self._queue = JobQueue(self._told.append)
        self._job = training_job(order, self.control)
        self._queue.start(self._job)

    @property
    def is_over(self) -> bool:
        return any(isinstance(event, Finished) for event in self._told)

    @property
    def result(self) -> TrainedNetwork | None:
        (found,) = (e.result for e in self._told if isinstance(e, Finished))
        return found

    def until_rest(self) -> list[object]:
        """Let it go on; returns what it tells until it rests or ends."""
        self._told.clear()
        self._queue.resume(self._job.run_id)
        while self._queue.busy:
            self._queue.advance()
        return [e.event for e in self._told if isinstance(e, Happened)]

    def until(self, kind: type) -> None:
        """Let it go on until it tells of something."""
        while not any(isinstance(getattr(e, "event", 0), kind) for e in self._told):
            self._queue.advance()
        self._told.clear()


def timeless(trained: TrainedNetwork | None) -> TrainedNetwork:
    """Return the network without the seconds that its epochs took."""
    assert trained is not None
    epochs = tuple(replace(record, seconds=0.0) for record in trained.history.epochs)
    return replace(trained, history=replace(trained.history, epochs=epochs))


def batches_done(trained: TrainedNetwork | None) -> int:
    assert trained is not None
    return len(trained.history.batch_losses)


@pytest.fixture
def order(source: str) -> Order:
    return Order(small_network(), source, SETTINGS)


@pytest.fixture(scope="module")
def uninterrupted(source: str) -> TrainedNetwork:
    run = Run(Order(small_network(), source, SETTINGS))
    run.until_rest()
    return timeless(run.result)


def test_that_it_tells_that_it_reads_and_prepares_before_it_trains(
    order: Order, source: str
) -> None:
    events = Run(order).until_rest()
    assert events[0] == Reading(source, 0.0)
    assert events.index(Preparing()) < next(
        k for k, event in enumerate(events) if isinstance(event, TrainingProgress)
    )


def test_that_each_step_learns_one_batch_and_shows_what_there_is_then(
    order: Order, uninterrupted: TrainedNetwork
) -> None:
    run = Run(order)
    losses = []
    for batch in (1, 2):
        run.control.do_one_batch()
        events = run.until_rest()
        (progress,) = (e for e in events if isinstance(e, TrainingProgress))
        assert (progress.epoch, progress.batch) == (1, batch)
        losses.append(progress.losses.tolist())
        assert any(isinstance(e, HistogramsTaken) for e in events)
        assert isinstance(events[-1], Rest)
    expected = uninterrupted.history.batch_losses[:2].tolist()
    assert losses == [[loss] for loss in expected]


def test_that_the_step_with_the_last_batch_of_an_epoch_measures_it(
    order: Order, uninterrupted: TrainedNetwork
) -> None:
    run = Run(order)
    for _ in range(3):
        run.control.do_one_batch()
        events = run.until_rest()
    assert any(isinstance(e, EpochFinished) for e in events)
    assert isinstance(events[-1], Rest)
    for _ in range(3):
        run.control.do_one_batch()
        events = run.until_rest()
    assert not isinstance(events[-1], Rest)
    assert same(timeless(run.result), uninterrupted)


@pytest.mark.parametrize("kind", [Reading, Preparing, TrainingProgress, Measuring])
def test_that_it_rests_wherever_it_is_and_goes_on_to_the_same_numbers(
    order: Order, uninterrupted: TrainedNetwork, kind: type
) -> None:
    run = Run(order)
    run.until(kind)
    run.control.rest()
    events = run.until_rest()
    assert isinstance(events[-1], Rest)
    assert not run.is_over
    run.control.go_on()
    run.until_rest()
    assert same(timeless(run.result), uninterrupted)


@pytest.mark.parametrize("way", ["rest", "do_one_batch"])
@pytest.mark.parametrize("then", ["go_on", "finish"])
def test_that_a_wish_on_its_way_to_rest_is_not_lost(
    order: Order, way: str, then: str
) -> None:
    """The queue is told to go on before the rest comes that was wished before."""
    run = Run(order)
    run.until(Preparing)
    getattr(run.control, way)()
    run.until(TrainingProgress)
    getattr(run.control, then)()
    events = run.until_rest()
    assert not any(isinstance(event, Rest) for event in events)
    assert run.is_over


def test_that_one_that_rests_and_is_to_finish_learns_no_further_batch(
    order: Order,
) -> None:
    run = Run(order)
    run.control.do_one_batch()
    run.until_rest()
    run.control.finish()
    run.control.go_on()
    run.until_rest()
    assert batches_done(run.result) == 1
    assert run.result is not None
    assert run.result.state is not None


@pytest.mark.parametrize("kind", [Reading, Preparing])
def test_that_one_that_is_to_finish_before_it_learns_has_no_result(
    order: Order, kind: type
) -> None:
    run = Run(order)
    run.until(kind)
    run.control.finish()
    run.until_rest()
    assert run.result is None


def test_that_one_that_is_to_finish_while_it_measures_keeps_the_whole_epoch(
    order: Order, source: str, uninterrupted: TrainedNetwork
) -> None:
    run = Run(order)
    run.until(Measuring)
    run.control.finish()
    run.until_rest()
    stopped = run.result
    assert batches_done(stopped) == 3
    further = order_to_resume(Project(order.network, stopped), source)
    assert further is not None
    again = Run(further)
    again.until_rest()
    assert same(timeless(again.result), uninterrupted)


acts = st.lists(st.sampled_from(["step", "rest", "go on", "leave"]), max_size=8)


@settings(max_examples=8, deadline=None)
@given(acts=acts)
def test_that_however_it_is_stepped_paused_and_left_the_numbers_are_the_same(
    source: str, uninterrupted: TrainedNetwork, acts: list[str]
) -> None:
    run = Run(Order(small_network(), source, SETTINGS))
    for act in (*acts, "go on"):
        if run.is_over:
            break
        run = _after(run, act, source)
    assert same(timeless(run.result), uninterrupted)


def _after(run: Run, act: str, source: str) -> Run:
    ask = {
        "step": run.control.do_one_batch,
        "rest": run.control.rest,
        "go on": run.control.go_on,
        "leave": run.control.finish,
    }
    ask[act]()
    run.until_rest()
    if act != "leave":
        return run
    stopped = run.result
    if stopped is None:
        return Run(Order(small_network(), source, SETTINGS))
    order = order_to_resume(Project(stopped.network, stopped), source)
    return run if order is None else Run(order)


@pytest.fixture(scope="module")
def stopped(source: str) -> TrainedNetwork:
    run = Run(Order(small_network(), source, SETTINGS))
    run.control.do_one_batch()
    run.until_rest()
    run.control.finish()
    run.until_rest()
    assert run.result is not None
    return run.result


def projects_without_a_stopped_training(
    uninterrupted: TrainedNetwork,
) -> Iterator[Project]:
    yield Project(small_network())
    yield Project(small_network(), uninterrupted)


def test_that_only_a_stopped_training_can_be_resumed(
    uninterrupted: TrainedNetwork, source: str
) -> None:
    for project in projects_without_a_stopped_training(uninterrupted):
        assert order_to_resume(project, source) is None


def test_that_a_resumed_training_keeps_its_design_and_its_run(
    stopped: TrainedNetwork, source: str
) -> None:
    run = RunRecorder(source, "2026-01-01T00:00:00+00:00").run(stopped)
    changed = set_layer(stopped.network, 1, WindowLayer(2, 1, 3))
    project = with_run(Project(changed, stopped), run)
    order = order_to_resume(project, source)
    assert order is not None
    assert order.network == stopped.network
    assert order.settings == SETTINGS
    assert order.before is project.runs[0]


def test_that_a_resumed_training_follows_what_is_no_other_design(
    stopped: TrainedNetwork, source: str
) -> None:
    project = Project(rename(stopped.network, "another"), stopped)
    order = order_to_resume(project, source)
    assert order is not None
    assert order.start is not None
    assert order.network is order.start.network
    assert order.before is None


def test_that_a_finished_training_goes_on_for_more_epochs(
    uninterrupted: TrainedNetwork, source: str
) -> None:
    project = Project(small_network(), uninterrupted)
    order = order_to_extend(project, source, 3)
    assert order is not None
    assert order.settings.epochs == 3
    run = Run(order)
    run.until_rest()
    assert timeless(run.result).history.epochs[:2] == uninterrupted.history.epochs
    with pytest.raises(TNStudioError, match="has finished its 2 epochs"):
        order_to_extend(project, source, 2)


def test_that_a_stopped_training_is_resumed_and_not_extended(
    stopped: TrainedNetwork, source: str
) -> None:
    assert order_to_extend(Project(small_network(), stopped), source, 9) is None
    assert order_to_extend(Project(small_network()), source, 9) is None

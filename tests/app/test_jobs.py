"""The queue: turns, one final event for each job, cancelling, pausing, failing."""

from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.app.jobs import (
    Cancelled,
    Failed,
    Finished,
    Happened,
    Job,
    JobEvent,
    JobQueue,
    Progress,
    Rest,
)
from tnstudio.errors import TNStudioError

FINAL = (Finished, Cancelled, Failed)


@pytest.fixture
def events() -> list[JobEvent]:
    return []


@pytest.fixture
def queue(events: list[JobEvent]) -> JobQueue:
    return JobQueue(events.append)


def counting(to: int) -> Generator[int, None, str]:
    yield from range(to)
    return "done"


def run(queue: JobQueue, turns: int = 100) -> None:
    for _ in range(turns):
        if not queue.busy:
            return
        queue.advance()


def test_that_a_job_tells_its_events_and_ends_with_its_result(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    job = Job("Count", lambda: counting(2))
    queue.start(job)
    run(queue)
    assert events == [
        Happened(job.run_id, 0),
        Happened(job.run_id, 1),
        Finished(job.run_id, "done"),
    ]
    assert not queue.busy


def test_that_jobs_take_turns(queue: JobQueue, events: list[JobEvent]) -> None:
    first, second = (Job("Count", lambda: counting(2)) for _ in range(2))
    queue.start(first)
    queue.start(second)
    run(queue)
    told = [event.run_id for event in events if isinstance(event, Happened)]
    assert told == [first.run_id, second.run_id] * 2


def test_that_run_ids_are_unique() -> None:
    ids = {Job("Count", lambda: counting(1)).run_id for _ in range(50)}
    assert len(ids) == 50


def test_that_a_cancelled_job_is_closed_and_says_no_more(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    closed = []

    def work() -> Generator[int, None, None]:
        try:
            yield from range(1000)
        finally:
            closed.append(True)

    job = Job("Work", work)
    queue.start(job)
    queue.advance()
    queue.cancel(job.run_id)
    run(queue)
    assert closed == [True]
    assert events == [Happened(job.run_id, 0), Cancelled(job.run_id)]


def test_that_cancelling_an_ended_job_tells_nothing(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    job = Job("Count", lambda: counting(0))
    queue.start(job)
    run(queue)
    queue.cancel(job.run_id)
    assert events == [Finished(job.run_id, "done")]


def resting() -> Generator[Any, None, str]:
    yield 1
    yield Rest()
    return "done"


def test_that_a_job_that_rests_gets_no_step_until_it_is_resumed(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    job = Job("Rest", resting)
    queue.start(job)
    run(queue)
    assert not queue.busy
    queue.advance()
    assert events == [Happened(job.run_id, 1), Happened(job.run_id, Rest())]
    queue.resume(job.run_id)
    run(queue)
    assert events[-1] == Finished(job.run_id, "done")


def test_that_a_job_that_rests_can_be_cancelled(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    job = Job("Rest", resting)
    queue.start(job)
    run(queue)
    queue.cancel(job.run_id)
    assert events[-1] == Cancelled(job.run_id)


def test_that_a_job_that_rests_does_not_stop_another(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    other = Job("Count", lambda: counting(9))
    queue.start(Job("Rest", resting))
    queue.start(other)
    run(queue)
    assert events[-1] == Finished(other.run_id, "done")


def test_that_an_error_for_users_comes_as_it_is(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    error = TNStudioError("The file is cut off", "a.tn.h5", "get another copy")

    def work() -> Generator[int, None, None]:
        yield 1
        raise error

    job = Job("Work", work)
    queue.start(job)
    run(queue)
    assert events == [Happened(job.run_id, 1), Failed(job.run_id, error)]


def test_that_a_defect_is_logged_with_its_traceback_and_told_without(
    queue: JobQueue, events: list[JobEvent], caplog: pytest.LogCaptureFixture
) -> None:
    def work() -> Generator[int, None, None]:
        yield 1
        raise ZeroDivisionError("by zero")

    queue.start(Job("Work", work))
    run(queue)
    final = events[-1]
    assert isinstance(final, Failed)
    assert "by zero" in final.error.message
    assert "Traceback" not in str(final.error)
    assert "ZeroDivisionError" in caplog.text


def test_that_a_failing_job_does_not_take_others_with_it(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    def fails() -> Generator[int, None, None]:
        raise TNStudioError("no")
        yield 1

    other = Job("Count", lambda: counting(3))
    queue.start(Job("Fail", fails))
    queue.start(other)
    run(queue)
    assert events[-1] == Finished(other.run_id, "done")


def test_that_a_job_that_cannot_even_start_fails(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    def no_generator() -> Generator[int, None, None]:
        raise TNStudioError("There is nothing to do")

    job = Job("Work", no_generator)
    queue.start(job)
    run(queue)
    assert len(events) == 1
    assert isinstance(events[0], Failed)
    assert not queue.busy


def test_that_a_job_that_fails_while_it_is_closed_is_told_once(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    def work() -> Generator[int, None, None]:
        try:
            yield 1
        finally:
            raise TNStudioError("The file cannot be closed")

    job = Job("Work", work)
    queue.start(job)
    queue.advance()
    queue.cancel(job.run_id)
    final = [event for event in events if isinstance(event, FINAL)]
    assert len(final) == 1
    assert isinstance(final[0], Failed)


def test_that_all_jobs_can_be_cancelled(
    queue: JobQueue, events: list[JobEvent]
) -> None:
    for _ in range(3):
        queue.start(Job("Count", lambda: counting(5)))
    queue.cancel_all()
    assert [type(event) for event in events] == [Cancelled] * 3
    assert not queue.busy


class _Told:
    share = 0.5
    seconds_left = 3.0


def test_that_progress_is_known_by_what_it_has() -> None:
    assert isinstance(_Told(), Progress)
    assert not isinstance("halfway", Progress)


@given(st.data())
def test_that_every_job_ends_exactly_once_whatever_is_asked(
    data: st.DataObject,
) -> None:
    events: list[JobEvent] = []
    queue = JobQueue(events.append)
    jobs = [Job("Count", lambda n=n: counting(n)) for n in (0, 1, 5)]
    jobs += [Job("Rest", resting)]
    waiting: list[Any] = list(jobs)
    act = st.sampled_from(["start", "advance", "resume", "cancel"])
    for _ in range(data.draw(st.integers(0, 25))):
        job = data.draw(st.sampled_from(jobs))
        match data.draw(act):
            case "start" if waiting:
                queue.start(waiting.pop())
            case "advance":
                queue.advance()
            case "resume":
                queue.resume(job.run_id)
            case "cancel":
                queue.cancel(job.run_id)
            case _:
                pass
    queue.cancel_all()
    queue.advance()
    for job in jobs:
        mine = [event for event in events if event.run_id == job.run_id]
        final = [event for event in mine if isinstance(event, FINAL)]
        assert len(final) == (job not in waiting)
        assert not mine or mine[-1] is final[0]

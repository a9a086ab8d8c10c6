"""Jobs of the window: files do not wait for kernels."""

from collections.abc import Generator
from threading import Event

from pytestqt.qtbot import QtBot

from tnstudio.app.jobs import Cancelled, Finished, Job, JobEvent
from tnstudio.ui.studio import Studio


def test_that_files_are_read_while_a_kernel_is_computed(
    qtbot: QtBot, studio: Studio
) -> None:
    computed = Event()
    ends: list[JobEvent] = []

    def computing() -> Generator[None, None, str]:
        yield
        assert computed.wait(20)
        return "computed"

    def reading() -> Generator[None, None, str]:
        yield
        return "read"

    jobs = studio.jobs
    jobs.start(Job("Computing", computing), ends.append)
    jobs.start(Job("Reading", reading, needs_kernels=False), ends.append)
    qtbot.waitUntil(lambda: len(ends) == 1)
    computed.set()
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert [end.result for end in ends if isinstance(end, Finished)] == [
        "read",
        "computed",
    ]


def test_that_a_job_is_cancelled_on_either_thread(qtbot: QtBot, studio: Studio) -> None:
    def endless() -> Generator[None, None, None]:
        while True:
            yield

    ends: list[JobEvent] = []
    for needs_kernels in (True, False):
        job = Job("Endless", endless, needs_kernels=needs_kernels)
        studio.jobs.cancel(studio.jobs.start(job, ends.append))
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert all(isinstance(end, Cancelled) for end in ends)
    assert not studio.jobs.names


def test_that_no_place_waits_for_another_and_one_place_keeps_its_order(
    qtbot: QtBot, studio: Studio
) -> None:
    answers = Event()
    ends: list[JobEvent] = []

    def hanging() -> Generator[None, None, str]:
        yield
        assert answers.wait(20)
        return "slow drive"

    def reading(told: str) -> Generator[None, None, str]:
        yield
        return told

    def start(name: str, place: str) -> None:
        studio.jobs.start(
            Job(name, lambda: reading(name), needs_kernels=False, place=place),
            ends.append,
        )

    job = Job("Hanging", hanging, needs_kernels=False, place="slow")
    studio.jobs.start(job, ends.append)
    start("behind it", "slow")
    start("elsewhere", "other")
    start("anywhere", "")
    qtbot.waitUntil(lambda: len(ends) == 2)
    answers.set()
    qtbot.waitUntil(lambda: len(ends) == 4)
    found = [end.result for end in ends if isinstance(end, Finished)]
    assert sorted(found[:2]) == ["anywhere", "elsewhere"]
    assert sorted(found[2:]) == ["behind it", "slow drive"]

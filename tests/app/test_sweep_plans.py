"""Sweeps as users write them, how long they take, and as jobs."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.trained_networks import trained_at_random
from tests.ui.small_world import small_dataset, small_network
from tnstudio.app.agreement import comparing
from tnstudio.app.agreement_report import AgreementReport
from tnstudio.app.jobs import Finished, Job, JobQueue
from tnstudio.app.sweep_plans import (
    QUICK_IMAGES,
    QUICK_SEEDS,
    QUICK_TICKS,
    counts_of,
    most_copies,
    quick_copies,
    seconds_of,
    sweeping,
)
from tnstudio.app.sweep_result import SweepPlan, SweepResult
from tnstudio.errors import TNStudioError
from tnstudio.model.templates import mnist_5core, mnist_30core


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1", (1,)),
        (" 4, 1,16 ", (1, 4, 16)),
        ("2 2 8", (2, 8)),
        ("1;2", (1, 2)),
    ],
)
def test_that_numbers_are_read_however_they_are_parted(text, numbers):
    assert counts_of(text, 3) == numbers


@pytest.mark.parametrize(
    "text", ["", "0", "1,,2", "-1", "a", "1.5", "1 2 3 4", "1000000"]
)
def test_that_another_text_is_refused(text):
    with pytest.raises(TNStudioError):
        counts_of(text, 3)


def test_that_the_quick_plan_takes_less_than_20_s_for_5_cores():
    trained = trained_at_random(mnist_5core())
    plan = SweepPlan(
        quick_copies(trained), QUICK_TICKS, ("stochastic",), tuple(range(QUICK_SEEDS))
    )
    assert plan.copies[-1] == 16
    seconds = seconds_of(plan, trained, QUICK_IMAGES)
    assert 1 < seconds < 20
    larger = trained_at_random(mnist_30core())
    assert seconds_of(plan, larger, QUICK_IMAGES) == pytest.approx(6 * seconds)


def test_that_no_more_copies_are_proposed_than_the_chip_has_room_for():
    trained = trained_at_random(small_network())
    assert most_copies(trained) == 3
    assert quick_copies(trained) == (1, 2)
    hardware = replace(trained.network.hardware, grid_rows=2)
    crowded = replace(trained.network, hardware=hardware)
    assert quick_copies(replace(trained, network=crowded)) == (1,)


def result_of(start):
    seen = []
    queue = JobQueue(seen.append)
    queue.start(Job("Job", start))
    while queue.busy:
        queue.advance()
    assert isinstance(seen[-1], Finished)
    return seen[-1].result


def test_that_sweep_and_comparison_are_jobs_on_the_test_images(tmp_path: Path):
    source = small_dataset(tmp_path)
    trained = trained_at_random(small_network(), 1)
    plan = SweepPlan((1, 2), (1,), ("rate",), (0,))
    swept = result_of(lambda: sweeping(trained, source, plan, 30))
    assert isinstance(swept, SweepResult)
    assert swept.images == 30
    report = result_of(lambda: comparing(trained, source, 2, 1, "rate", 0, 30))
    assert isinstance(report, AgreementReport)
    assert report.stages[-1].accuracy == swept.cells[1].accuracy

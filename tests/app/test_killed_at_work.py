"""A process that is killed at any moment leaves all but the last two seconds.

Each session goes on from what the one before has left: the user opens the unsaved
work that is found, edits, saves and trains, and is killed again.
"""

import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import numpy as np
import pytest

from tests.app.restless_user import (
    Desk,
    Found,
    batches_of,
    found_at,
    state_of,
    work_until_killed,
)
from tests.ui.small_world import small_dataset, small_network
from tnstudio.app.training_job import Control, Order, order_to_resume, training_job
from tnstudio.model.records import TrainingSettings

MOST_LOST = 2.0
"""Seconds of edits."""

MOST_UNLEARNED = 4.0
"""Seconds of a training: a checkpoint is taken every two."""

BUSY = 4.0
"""So many times more on a computer that has other things to do."""


@dataclass(frozen=True)
class Line:
    """A line of the log."""

    when: float
    what: str
    detail: str


@dataclass(frozen=True)
class Loss:
    """What a kill has cost.

    Attributes
    ----------
    edits : float
        Seconds from the first edit that is missing to the kill.
    training : float
        Seconds from the newest checkpoint that is there to the kill; 0 if there was
        no training.
    """

    edits: float
    training: float


@pytest.fixture
def session() -> Iterator[Callable[[Desk, int, float], float]]:
    """Runs a session for some seconds after its first line; returns when it ended."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.app.restless_user"])

    def run(desk: Desk, number: int, seconds: float) -> float:
        process = context.Process(target=work_until_killed, args=(desk, number))
        process.start()
        log = desk.log(number)
        give_up = monotonic() + 60
        while not (log.exists() and log.read_bytes().count(b"\n")):
            assert process.is_alive()
            assert monotonic() < give_up
            process.join(0.01)
        process.join(seconds)
        assert process.is_alive(), log.read_text()
        process.kill()
        killed = monotonic()
        process.join()
        return killed

    return run


def lines_of(log: Path) -> list[Line]:
    """Return the lines that were written whole."""
    lines = log.read_text().split("\n")[:-1]
    parts = (line.split("\t") for line in lines)
    return [Line(float(when), what, detail) for when, what, detail in parts]


def lost(found: Found, lines: list[Line], killed: float) -> Loss:
    """Return what a kill has cost; an error if it is not what there was."""
    assert not [line for line in lines if line.what == "failed"]
    states = [line for line in lines if line.what == "state"]
    there = [k for k, s in enumerate(states) if s.detail == state_of(found.project)]
    assert there, "this state has never been"
    missing = states[there[-1] + 1 :]
    edits = killed - missing[0].when if missing else 0.0
    return Loss(edits, lost_training(found, lines, killed))


def lost_training(found: Found, lines: list[Line], killed: float) -> float:
    """Return how old the checkpoint is that is there of a training that ran."""
    turns = [k for k, line in enumerate(lines) if line.what in ("training", "trained")]
    if not turns or lines[turns[-1]].what == "trained":
        return 0.0
    checkpoints = [line for line in lines[turns[-1] :] if line.what == "checkpoint"]
    there = batches_of(found.project)
    missing = [line for line in checkpoints if int(line.detail) > there]
    if there:
        assert order_to_resume(found.project, "") is not None
    return killed - missing[0].when if missing else 0.0


def killed_often(
    folder: Path,
    session: Callable[[Desk, int, float], float],
    kills: int,
    longest: float,
    patience: float = 1.0,
) -> list[Loss]:
    """Kill sessions after random times; return what each kill has cost."""
    random = np.random.default_rng(kills)
    source = small_dataset(folder / "images")
    desks = [Desk(folder / name, source, name == "cores") for name in ("cores", "net")]
    for desk in desks:
        desk.folder.mkdir()
    losses = []
    for number in range(kills):
        desk = desks[number % len(desks)]
        killed = session(desk, number, random.uniform(0.0, longest))
        found = found_at(desk)
        losses.append(lost(found, lines_of(desk.log(number)), killed))
        assert losses[-1].edits <= MOST_LOST * patience
        assert losses[-1].training <= MOST_UNLEARNED * patience
    return losses


@pytest.mark.slow
def test_that_a_few_kills_cost_no_more_than_the_last_two_seconds(
    tmp_path: Path, session: Callable[[Desk, int, float], float]
) -> None:
    losses = killed_often(tmp_path, session, kills=5, longest=2.0, patience=BUSY)
    assert any(loss.edits > 0 for loss in losses)


@pytest.mark.byhand
def test_that_two_hundred_kills_cost_no_more_than_the_last_two_seconds(
    tmp_path: Path,
    session: Callable[[Desk, int, float], float],
    capsys: pytest.CaptureFixture[str],
) -> None:
    compile_training(small_dataset(tmp_path / "images to compile with"))
    losses = killed_often(tmp_path, session, kills=200, longest=4.0)
    edits = sorted(loss.edits for loss in losses)
    training = sorted(loss.training for loss in losses)
    sessions = [lines_of(log) for log in tmp_path.glob("*/log *.txt")]
    counts = {
        what: sum(line.what == what for lines in sessions for line in lines)
        for what in ("state", "saved", "training", "checkpoint", "trained")
    }
    (tmp_path / "figures.txt").write_text(
        f"{len(losses)} kills, {counts}\n"
        f"edits lost: median {edits[100]:.2f} s, most {edits[-1]:.2f} s\n"
        f"training lost: median {training[100]:.2f} s, most {training[-1]:.2f} s\n"
    )
    with capsys.disabled():
        sys.stdout.write((tmp_path / "figures.txt").read_text())
    assert counts["checkpoint"] > 0


def compile_training(source: str) -> None:
    """Have the kernels in the cache: no killed session lives to the end of that."""
    settings = TrainingSettings(epochs=1, batch=20)
    job = training_job(Order(small_network(), source, settings), Control())
    deque(job.start(), maxlen=0)

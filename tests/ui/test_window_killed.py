"""The window is killed at any moment; the next one offers all but two seconds.

``TNSTUDIO_KILLS`` in the environment is how often.
"""

import multiprocessing
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import numpy as np
import pytest

from tests.ui.hasty_user import FILES, log_of, use_window_until_killed
from tnstudio.storage.project_file import load_project

MOST_LOST = 2.0
"""Seconds of edits."""

LONGEST = 4.0
"""Seconds that a session has."""

START = 60.0
"""Seconds that a window may take to start and to open what is offered."""

KILLS = int(os.environ.get("TNSTUDIO_KILLS", "20"))


@dataclass(frozen=True)
class Session:
    """What a session has logged.

    Attributes
    ----------
    states : tuple of (float, str)
        When the project was what; the first is what was found.
    killed : float
    """

    states: tuple[tuple[float, str], ...]
    killed: float

    def lost(self, found: str) -> float:
        """Return the seconds from the first edit that is missing to the kill."""
        there = [k for k, (_, state) in enumerate(self.states) if state == found]
        assert there, "this state has never been"
        missing = self.states[there[-1] + 1 :]
        return self.killed - missing[0][0] if missing else 0.0


def session(folder: Path, number: int, seconds: float) -> Session:
    """Let a window be used for so long after it has opened what was offered."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=use_window_until_killed, args=(folder, number))
    process.start()
    log = log_of(folder, number)
    give_up = monotonic() + START
    while not (log.exists() and log.read_bytes().count(b"\n")):
        assert process.is_alive()
        assert monotonic() < give_up, "nothing was opened"
        process.join(0.01)
    process.join(seconds)
    assert process.is_alive(), log.read_text()
    process.kill()
    killed = monotonic()
    process.join()
    lines = [line.split("\t") for line in log.read_text().split("\n")[:-1]]
    assert not [line for line in lines if line[1] == "failed"]
    states = tuple((float(when), detail) for when, _, detail in lines)
    return Session(states, killed)


@pytest.mark.byhand
def test_that_a_window_that_is_killed_offers_all_but_the_last_two_seconds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    random = np.random.default_rng(KILLS)
    before, losses, states = None, [], 0
    for number in range(KILLS + 1):
        now = session(tmp_path, number, random.uniform(0.0, LONGEST))
        if before is not None:
            losses.append(before.lost(now.states[0][1]))
            assert losses[-1] <= MOST_LOST
        for name in FILES:
            if (tmp_path / name).exists():
                load_project(tmp_path / name)
        before, states = now, states + len(now.states)
    with capsys.disabled():
        sys.stdout.write(
            f"{KILLS} kills of the window, {states} states\n"
            f"edits lost: median {np.median(losses):.2f} s, most {max(losses):.2f} s\n"
        )

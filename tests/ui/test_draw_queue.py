"""Drawings a few at a time, and not more often than eyes see."""

from itertools import pairwise
from time import perf_counter

import pytest
from pytestqt.qtbot import QtBot

from tnstudio.ui.widgets import draw_queue
from tnstudio.ui.widgets.draw_queue import PACE_SECONDS, DrawQueue


@pytest.fixture
def drawn() -> list[tuple[str, float]]:
    return []


def test_that_what_is_asked_for_is_drawn_once_and_in_order(
    qtbot: QtBot, drawn: list[tuple[str, float]]
) -> None:
    queue = DrawQueue()
    draws = [lambda name=name: drawn.append((name, 0.0)) for name in "abc"]
    queue.ask(*draws)
    queue.ask(draws[0])
    assert not queue.is_empty
    qtbot.waitUntil(lambda: queue.is_empty)
    assert [name for name, _ in drawn] == ["a", "b", "c"]


def test_that_what_always_changes_is_drawn_at_its_pace_and_in_the_end(
    qtbot: QtBot, drawn: list[tuple[str, float]]
) -> None:
    queue, count = DrawQueue(), [0]

    def draw() -> None:
        drawn.append((str(count[0]), perf_counter()))

    end = perf_counter() + 1.0
    while perf_counter() < end:
        count[0] += 1
        queue.keep_up(draw)
        qtbot.wait(5)
    qtbot.waitUntil(lambda: queue.is_empty)
    times = [time for _, time in drawn]
    gaps = [late - early for early, late in pairwise(times)]
    assert min(gaps) >= 0.95 * PACE_SECONDS
    assert len(times) <= 2 + 1.2 / PACE_SECONDS
    # Nothing newer is left undrawn.
    assert drawn[-1][0] == str(count[0])


def test_that_what_a_user_asks_for_does_not_wait_for_the_pace(
    qtbot: QtBot, drawn: list[tuple[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draw_queue, "PACE_SECONDS", 1000.0)
    queue = DrawQueue()

    def draw() -> None:
        drawn.append(("", perf_counter()))

    queue.keep_up(draw)
    qtbot.waitUntil(lambda: len(drawn) == 1)
    queue.keep_up(draw)
    queue.ask(draw)
    qtbot.waitUntil(lambda: len(drawn) == 2)
    assert queue.is_empty


def test_that_slow_drawings_leave_turns_to_others(
    qtbot: QtBot, drawn: list[tuple[str, float]]
) -> None:
    queue, turns = DrawQueue(turn_seconds=0.0), []

    def draw(name: str) -> None:
        drawn.append((name, perf_counter()))
        turns.append(len(drawn))

    queue.ask(*(lambda name=name: draw(name) for name in "abc"))
    seen = set()
    while not queue.is_empty:
        qtbot.wait(1)
        seen.add(len(drawn))
    assert seen >= {1, 2}
    assert [name for name, _ in drawn] == ["a", "b", "c"]

"""The event loop of the window is served while it trains and plays."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.event_loop_gap import EventLoopGap
from tnstudio.mapping.deploy import deploy
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.run import Phase

MOST_SECONDS = 0.1

ATTEMPTS = 3
"""A freeze of ours comes every time; one of a busy test machine does not."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("NUMBA_DISABLE_JIT") == "1",
        reason="interpreted kernels take seconds per step",
    ),
]


def click(qtbot: QtBot, window: MainWindow, name: str) -> None:
    button = window.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def largest_gap(action: Callable[[], None]) -> float:
    """Return the largest gap while an action runs, the best of some attempts."""
    found = []
    for _ in range(ATTEMPTS):
        with EventLoopGap() as gap:
            action()
        assert gap.calls > 20
        found.append(gap.held)
        if gap.held < MOST_SECONDS:
            break
    return min(found)


@pytest.fixture
def warm_window(
    qtbot: QtBot, studio: Studio, open_window: Callable[[], MainWindow]
) -> MainWindow:
    """The window on a network of 5 cores, as it is some seconds after its start."""
    trained = trained_at_random(mnist_5core())
    project = Project(mnist_5core(), trained, deploy(trained, 1, 0))
    studio.document.replace_by(project, None)
    window = open_window()
    window.warm_up()
    qtbot.waitUntil(lambda: not studio.jobs.names, timeout=60_000)
    return window


def open_train(qtbot: QtBot, window: MainWindow) -> Any:
    window.show_workspace("train")
    train: Any = window.workspace("train")
    qtbot.waitUntil(train.is_quiet, timeout=30_000)
    return train


def open_simulate(qtbot: QtBot, window: MainWindow) -> Any:
    window.show_workspace("simulate")
    simulate: Any = window.workspace("simulate")
    qtbot.waitUntil(lambda: simulate.player.is_open, timeout=30_000)
    return simulate


def test_that_training_never_freezes_the_window(
    qtbot: QtBot, warm_window: MainWindow
) -> None:
    train = open_train(qtbot, warm_window)

    def train_for_an_epoch_and_more() -> None:
        click(qtbot, warm_window, "train-start-button")
        with qtbot.waitSignal(train.run.epoch_finished, timeout=120_000):
            pass
        qtbot.wait(700)
        click(qtbot, warm_window, "train-stop-button")
        qtbot.waitUntil(train.is_quiet, timeout=10_000)

    assert largest_gap(train_for_an_epoch_and_more) < MOST_SECONDS


@pytest.mark.parametrize("rate", [10.0, 1000.0, None])
def test_that_playing_never_freezes_the_window(
    qtbot: QtBot, warm_window: MainWindow, rate: float | None
) -> None:
    simulate = open_simulate(qtbot, warm_window)
    qtbot.waitUntil(simulate.is_quiet, timeout=30_000)
    simulate.player.set_rate(rate)

    def play_for_a_while() -> None:
        click(qtbot, warm_window, "play-button")
        with qtbot.waitSignal(simulate.player.frame_came, timeout=60_000):
            pass
        qtbot.wait(1200)
        click(qtbot, warm_window, "play-button")
        qtbot.waitUntil(simulate.is_quiet, timeout=10_000)

    assert largest_gap(play_for_a_while) < MOST_SECONDS


def test_that_playing_while_training_never_freezes_the_window(
    qtbot: QtBot, warm_window: MainWindow
) -> None:
    train = open_train(qtbot, warm_window)
    click(qtbot, warm_window, "train-start-button")
    with qtbot.waitSignal(train.run.progressed, timeout=120_000):
        pass
    simulate = open_simulate(qtbot, warm_window)

    # What runs until then would be cut short by the click, not played.
    qtbot.waitUntil(lambda: not simulate.player.is_moving, timeout=10_000)

    def play_for_a_while() -> None:
        click(qtbot, warm_window, "play-button")
        assert simulate.player.is_playing
        with qtbot.waitSignal(simulate.player.frame_came, timeout=60_000):
            pass
        qtbot.wait(1200)
        click(qtbot, warm_window, "play-button")
        # Before the last ticks have run, another click would only pause again.
        qtbot.waitUntil(lambda: not simulate.player.is_moving, timeout=10_000)
        assert train.run.phase is Phase.RUNNING

    assert largest_gap(play_for_a_while) < MOST_SECONDS

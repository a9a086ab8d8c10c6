"""Back and forth in what was run, by buttons, keys and the timeline."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.small_world import small_project
from tnstudio.model.project import Project
from tnstudio.simulation.activity import Activity
from tnstudio.simulation.recording import Recording
from tnstudio.ui.simulate.timeline_bar import INSET, TimelineBar
from tnstudio.ui.simulate.workspace import SimulateWorkspace

LEFT = Qt.MouseButton.LeftButton


def click(qtbot: QtBot, workspace: QWidget, name: str) -> None:
    found = workspace.findChild(QAbstractButton, name)
    qtbot.mouseClick(found, LEFT)
    qtbot.waitUntil(workspace.is_quiet)


def key(qtbot: QtBot, workspace: SimulateWorkspace, key: Qt.Key, shift=False) -> None:
    none, shifted = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(workspace, key, shifted if shift else none)
    qtbot.waitUntil(workspace.is_quiet)


def step(qtbot: QtBot, workspace: SimulateWorkspace, ticks: int) -> None:
    workspace.findChild(QSpinBox, "step-count").setValue(ticks)
    click(qtbot, workspace, "step-many-button")


def timeline(workspace: SimulateWorkspace) -> TimelineBar:
    return workspace.transport.timeline


def place(bar: TimelineBar, tick: int) -> QPoint:
    width = bar.width() - 2 * INSET
    return QPoint(round(INSET + width * tick / bar.maximum()), bar.height() // 2)


def looks(workspace: SimulateWorkspace) -> list[QImage]:
    """Pictures of all that shows the chip; the rate alone may have changed."""
    views = (workspace.views, workspace.input, workspace.votes, timeline(workspace))
    return [view.grab().toImage() for view in views]


def test_that_ten_back_and_ten_forward_show_the_same_pictures(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    # The last tick by itself: the cores show how much they spiked in a step.
    step(qtbot, workspace, 9)
    key(qtbot, workspace, Qt.Key.Key_Right)
    ten = [workspace.input.grab().toImage(), workspace.votes.grab().toImage()]
    crossbar = workspace.views.crossbar.grab().toImage()
    step(qtbot, workspace, 9)
    key(qtbot, workspace, Qt.Key.Key_Right)
    twenty = looks(workspace)
    key(qtbot, workspace, Qt.Key.Key_Left)
    assert workspace.transport.tick_text == "Tick 19"
    for _ in range(9):
        key(qtbot, workspace, Qt.Key.Key_Left)
    assert workspace.transport.tick_text == "Tick 10"
    assert timeline(workspace).accessibleDescription() == "tick 10 of 20"
    assert workspace.views.crossbar.grab().toImage() == crossbar
    assert [workspace.input.grab().toImage(), workspace.votes.grab().toImage()] == ten
    assert looks(workspace) != twenty
    for _ in range(10):
        key(qtbot, workspace, Qt.Key.Key_Right)
    assert looks(workspace) == twenty
    assert timeline(workspace).accessibleDescription() == "tick 20 of 20"


def test_that_the_timeline_is_dragged_to_any_tick(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 40)
    bar = timeline(workspace)
    qtbot.mousePress(bar, LEFT, pos=place(bar, 30))
    for tick in (25, 8):
        qtbot.mouseMove(bar, place(bar, tick))
    qtbot.mouseRelease(bar, LEFT, pos=place(bar, 8))
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.transport.tick_text == "Tick 8"
    assert bar.value() == 8
    key(qtbot, workspace, Qt.Key.Key_End)
    assert workspace.transport.tick_text == "Tick 40"
    assert workspace.views.record.end == 40


def test_that_the_keys_go_back_by_many_and_to_before_the_first_tick(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 20)
    step(qtbot, workspace, 7)
    key(qtbot, workspace, Qt.Key.Key_Left, shift=True)
    assert workspace.transport.tick_text == "Tick 20"
    workspace.findChild(QSpinBox, "step-count").setValue(50)
    key(qtbot, workspace, Qt.Key.Key_Left, shift=True)
    assert workspace.transport.tick_text == "Tick 0"
    assert not workspace.transport.back.isEnabled()
    assert workspace.views.record.end == 27
    assert workspace.transport.newest.isEnabled()
    key(qtbot, workspace, Qt.Key.Key_Right)
    assert workspace.transport.tick_text == "Tick 1"
    assert workspace.views.record.end == 27


def test_that_keys_pressed_at_once_add_up(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 30)
    for _ in range(12):
        qtbot.keyClick(workspace, Qt.Key.Key_Left)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.transport.tick_text == "Tick 18"


def test_that_the_input_shows_what_was_on_then(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 6)
    workspace.input.choose(3)
    step(qtbot, workspace, 6)
    asked = []
    workspace.input.image_chosen.connect(asked.append)
    key(qtbot, workspace, Qt.Key.Key_Left, shift=True)
    assert (workspace.input.image, asked) == (0, [])
    key(qtbot, workspace, Qt.Key.Key_Right)
    assert workspace.input.image == 3


def test_that_another_image_in_the_past_makes_another_future(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 20)
    before = workspace.views.record.words(0, 0, 20).copy()
    step(qtbot, workspace, 5)
    for _ in range(2):
        key(qtbot, workspace, Qt.Key.Key_Left, shift=True)
    step_to = workspace.transport.tick_text
    assert step_to == "Tick 15"
    workspace.input.choose(5)
    key(qtbot, workspace, Qt.Key.Key_Right)
    assert workspace.transport.tick_text == "Tick 16"
    assert timeline(workspace).maximum() == 16
    assert workspace.views.record.end == 16
    now = workspace.views.record.words(0, 0, 15)
    np.testing.assert_array_equal(now, before[:15])


def test_that_playing_from_the_past_goes_on_beyond_it(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 10)
    key(qtbot, workspace, Qt.Key.Key_Left, shift=True)
    workspace.player.set_rate(None)
    workspace.transport.play.trigger()
    qtbot.waitUntil(lambda: workspace.player.position > 200)
    workspace.transport.play.trigger()
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.views.record.end == workspace.player.position
    assert workspace.views.record.first == 0


def test_that_a_restart_forgets_what_was_run(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 10)
    key(qtbot, workspace, Qt.Key.Key_Left)
    key(qtbot, workspace, Qt.Key.Key_Home)
    assert timeline(workspace).maximum() == 0
    assert not timeline(workspace).isEnabled()
    assert workspace.views.record.end == 0


def test_that_another_chip_has_a_past_of_its_own(
    qtbot: QtBot, open_workspace: Callable[[Project], SimulateWorkspace]
) -> None:
    workspace = open_workspace(small_project())
    step(qtbot, workspace, 10)
    workspace._studio.document.replace_by(small_project(), None)
    qtbot.waitUntil(workspace.is_quiet)
    assert timeline(workspace).maximum() == 0
    assert workspace.transport.tick_text == "Tick 0"


def recording(first: int, ticks: int, cores: int = 2) -> Recording:
    """Spikes that name their tick."""
    spikes = np.zeros((ticks, cores, 1), np.uint64)
    spikes[:, 0, 0] = np.arange(first, first + ticks)
    return Recording(first, 64, spikes, np.zeros((ticks, 0), np.uint8))


@pytest.mark.parametrize("columns", [1, 7, 500])
def test_that_activity_is_the_most_of_each_column(columns) -> None:
    activity = Activity()
    assert not activity.pooled(columns).any()
    for first in (0, 1000, 2000):
        activity.append(recording(first, 1000))
    counts = [bin(tick).count("1") for tick in range(3000)]
    edges = [k * 3000 // columns for k in range(columns)] + [3000]
    expected = [max(counts[low : max(high, low + 1)]) for low, high in pairwise(edges)]
    np.testing.assert_allclose(
        activity.pooled(columns), np.array(expected) / max(counts)
    )
    activity.cut(5)
    assert activity.end == 5

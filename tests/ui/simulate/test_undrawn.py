"""Running without drawing: as exact, and as easy to stop, as what is drawn."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from tests.ui.simulate.test_going_back import click, key, looks, step, timeline
from tnstudio.app import simulation_session
from tnstudio.ui.simulate.workspace import SimulateWorkspace

D = QKeySequence("D")[0].key()


def play_undrawn(qtbot: QtBot, workspace: SimulateWorkspace, ticks: int) -> None:
    """Start to play and return when so many ticks were run."""
    qtbot.keyClick(workspace, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: workspace.player.position > ticks, timeout=30_000)


def recorded(workspace: SimulateWorkspace, core: int, ticks: int) -> np.ndarray:
    record = workspace.views.record
    assert record is not None
    return record.words(core, 0, ticks)


def test_that_nothing_is_drawn_until_the_chip_stops(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    frames = []
    workspace.player.frame_came.connect(frames.append)
    click(qtbot, workspace, "draws-button")
    play_undrawn(qtbot, workspace, 3000)
    assert frames == []
    assert "without being drawn" in workspace.banner.text
    assert timeline(workspace).maximum() > 3000
    qtbot.keyClick(workspace, Qt.Key.Key_Space)
    qtbot.waitUntil(workspace.is_quiet)
    assert len(frames) == 1
    assert workspace.views.record is not None
    end = workspace.views.record.end
    assert frames[0].tick + 1 == frames[0].end == workspace.player.position == end
    assert workspace.transport.tick_text == f"Tick {end:,}"
    assert workspace.banner.text == ""


def test_that_the_same_spikes_come_drawn_or_not(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 700)
    drawn = [recorded(workspace, core, 700) for core in range(5)]
    key(qtbot, workspace, Qt.Key.Key_Home)
    key(qtbot, workspace, D)
    play_undrawn(qtbot, workspace, 700)
    qtbot.keyClick(workspace, Qt.Key.Key_Space)
    qtbot.waitUntil(workspace.is_quiet)
    for core in range(5):
        assert np.array_equal(recorded(workspace, core, 700), drawn[core])
    # Where it stopped looks as it does when one comes there on another way.
    key(qtbot, workspace, Qt.Key.Key_Left)
    key(qtbot, workspace, Qt.Key.Key_Right)
    before = looks(workspace)
    key(qtbot, workspace, Qt.Key.Key_Left)
    key(qtbot, workspace, Qt.Key.Key_Right)
    assert looks(workspace) == before


def test_that_another_image_and_drawing_again_act_while_it_runs(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    workspace.player.set_rate(None)
    key(qtbot, workspace, D)
    play_undrawn(qtbot, workspace, 500)
    with qtbot.waitSignal(workspace.player.frame_came) as came:
        workspace.input.choose(4)
    position = came.args[0].tick
    qtbot.waitUntil(lambda: workspace.player.position > position + 500, timeout=30_000)
    assert workspace.player.is_playing
    with qtbot.waitSignals([workspace.player.frame_came] * 3, timeout=30_000):
        qtbot.keyClick(workspace, D)
    assert workspace.player.is_playing
    workspace.player.pause()
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace._frame is not None
    assert workspace._frame.image == 4


def test_that_no_frames_are_made_for_a_workspace_that_is_hidden(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    workspace.player.set_rate(None)
    play_undrawn(qtbot, workspace, 100)
    workspace.hide()
    here = workspace.player.position
    qtbot.waitUntil(lambda: workspace.player.position > here + 500, timeout=30_000)
    frames = []
    workspace.player.frame_came.connect(frames.append)
    here = workspace.player.position
    qtbot.waitUntil(lambda: workspace.player.position > here + 3000, timeout=30_000)
    assert frames == []
    workspace.show()
    qtbot.waitUntil(lambda: len(frames) > 2, timeout=30_000)
    assert workspace.player.is_playing
    workspace.player.pause()
    qtbot.waitUntil(workspace.is_quiet)


def test_that_a_step_and_closing_end_it(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    key(qtbot, workspace, D)
    play_undrawn(qtbot, workspace, 100)
    qtbot.keyClick(workspace, Qt.Key.Key_Right)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.views.record is not None
    assert workspace.player.position == workspace.views.record.end > 100
    play_undrawn(qtbot, workspace, workspace.player.position + 100)
    workspace.player.close()
    assert not workspace.player.is_open
    assert not workspace.player.is_playing


@pytest.mark.parametrize("draws", [True, False])
def test_that_a_full_recording_stops_with_a_remedy_and_stays(
    qtbot: QtBot,
    workspace: SimulateWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    draws: bool,
) -> None:
    monkeypatch.setattr(simulation_session, "MOST_TICKS", 400)
    workspace.player.set_rate(None)
    workspace.player.set_drawing(draws)
    workspace.player.play()
    qtbot.waitUntil(lambda: not workspace.player.is_playing, timeout=30_000)
    qtbot.waitUntil(workspace.is_quiet)
    assert "recording is full" in workspace.banner.text
    assert workspace.views.record is not None
    end = workspace.views.record.end
    assert 0 < end <= 400
    key(qtbot, workspace, Qt.Key.Key_Left)
    assert workspace.player.position == end - 1
    key(qtbot, workspace, Qt.Key.Key_Home)
    key(qtbot, workspace, Qt.Key.Key_Right)
    assert workspace.player.position == 1


def test_that_it_is_told_exactly_from_which_tick_on_another_image_is_on(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    forgot: list[int] = []
    workspace.player.forgot.connect(forgot.append)
    click(qtbot, workspace, "draws-button")
    player = workspace.player
    qtbot.keyClick(workspace, Qt.Key.Key_Space)
    for image in (3, 4, 5):
        # What is told of a change may be ahead of the position that was told.
        wanted = max(player.position, *forgot, 0) + 500
        qtbot.waitUntil(lambda t=wanted: player.position > t, timeout=30_000)
        workspace.player.show_image(image)
        qtbot.waitUntil(lambda count=image - 2: len(forgot) == count)
    workspace.player.pause()
    qtbot.waitUntil(workspace.is_quiet)
    onsets: list[tuple[int, ...]] = []
    workspace.player.read(lambda session: session.onsets, onsets.append)
    qtbot.waitUntil(workspace.is_quiet)
    assert [(0, *forgot)] == onsets

"""Breakpoints, by mouse and keys: added, hit, told, marked, edited, removed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from tests.ui.simulate.pages import turn_to
from tests.ui.simulate.test_circuits import BEATS
from tests.ui.simulate.test_going_back import LEFT, click, key, place, step, timeline
from tests.ui.small_world import small_project
from tnstudio.app import simulation_session as session_module
from tnstudio.app.breakpoint_run import WrongOnImage
from tnstudio.app.frame import Frame
from tnstudio.app.simulation_session import image_session
from tnstudio.mapping.deploy import deploy
from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.program import NONE
from tnstudio.model.project import Project
from tnstudio.simulation.breakpoints import (
    CoreSaturated,
    CoreSilent,
    LineSpikes,
    NeuronSpikes,
    PotentialCrosses,
    WrongClass,
)
from tnstudio.ui.simulate.breakpoint_form import KINDS, BreakpointForm
from tnstudio.ui.simulate.breakpoints import SELECT_FIRST
from tnstudio.ui.simulate.breakpoints_page import BreakpointsPage
from tnstudio.ui.simulate.transport import NO_BREAK, NO_END, TO_BREAK, TO_END
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio

Opener = Callable[[Project], SimulateWorkspace]


@pytest.fixture
def played(open_workspace: Opener) -> SimulateWorkspace:
    """The workspace on the oscillator."""
    return open_workspace(Project(oscillator()))


def turn_to_page(qtbot: QtBot, workspace: SimulateWorkspace) -> BreakpointsPage:
    """Click the tab."""
    turn_to(qtbot, workspace, "breakpoints")
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.views.breakpoints_page.isVisible()
    return workspace.views.breakpoints_page


def choose_kind(qtbot: QtBot, form: BreakpointForm, text: str) -> None:
    """Choose what to stop at by keys."""
    combo = form.findChild(QComboBox, "breakpoint-kind")
    combo.setFocus()
    texts = [kind.text for kind in KINDS]
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    for _ in texts[: texts.index(text)]:
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentText() == text


def add(qtbot: QtBot, workspace: SimulateWorkspace, kind: str, **fields: int) -> None:
    page = workspace.views.breakpoints_page
    choose_kind(qtbot, page.form, kind)
    for name, value in fields.items():
        page.form.findChild(QSpinBox, f"breakpoint-{name}").setValue(value)
    button = page.form.findChild(QAbstractButton, "breakpoint-add")
    qtbot.mouseClick(button, LEFT)


def rows(page: BreakpointsPage) -> list[tuple[str, str, str]]:
    table = page.table
    return [
        tuple(table.item(row, column).text() for column in range(3))
        for row in range(table.rowCount())
    ]


def press(qtbot: QtBot, page: BreakpointsPage, key: Qt.Key) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, key)


def told(workspace: SimulateWorkspace) -> str:
    return workspace.views.stop_line.text


def marked(workspace: SimulateWorkspace) -> list[int]:
    return [mark.tick for mark in timeline(workspace).marks]


def forward(workspace: SimulateWorkspace, ticks: int) -> list[Frame]:
    """Run what the workspace opened on in a session of its own."""
    player = workspace.player
    session = image_session(player.program, player.images)
    return [session.advance(1) for _ in range(ticks)]


def test_that_runs_stop_at_the_beats_of_an_output_line(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    page = turn_to_page(qtbot, played)
    bar = played.transport
    assert not bar.to_break.isEnabled()
    assert bar.to_break.toolTip() == NO_BREAK
    add(qtbot, played, "an output line spikes", line=0)
    assert rows(page) == [("output beat spikes", "0", "–")]
    assert bar.to_break.isEnabled()
    assert bar.to_break.toolTip() == TO_BREAK
    played.setFocus()
    for count, beat in enumerate(BEATS, 1):
        key(qtbot, played, Qt.Key.Key_B)
        assert bar.tick_text == f"Tick {beat + 1}"
        assert told(played) == f"Stopped at tick {beat}: output beat spiked"
        assert rows(page) == [("output beat spikes", str(count), str(beat))]
        assert marked(played) == [beat + 1 for beat in BEATS[:count]]
    routes = played.player.program.routes
    source = np.argwhere(routes.line == 0)[0]
    assert (played.views.core, played.views.neuron) == tuple(source)


def test_that_a_breakpoint_on_an_output_neuron_stops_at_the_right_tick(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    frames = forward(workspace, 60)
    spikes = np.array([f.recording.of_core(4)[0] for f in frames])
    ticks = [np.flatnonzero(column).tolist() for column in spikes.T]
    neuron = next(n for n, found in enumerate(ticks) if len(found) > 2 and found[0] > 2)
    key(qtbot, workspace, Qt.Key.Key_F9)
    assert told(workspace) == SELECT_FIRST
    workspace.views.neuron_chosen.emit(4, neuron)
    key(qtbot, workspace, Qt.Key.Key_F9)
    assert told(workspace).startswith(f"Breakpoint: core 4, neuron {neuron} spikes")
    workspace.views.core_chosen.emit(0)
    click(qtbot, workspace, "to-break-button")
    first, second, *_ = ticks[neuron]
    assert workspace.transport.tick_text == f"Tick {first + 1}"
    assert told(workspace) == f"Stopped at tick {first}: core 4, neuron {neuron} spiked"
    assert (workspace.views.core, workspace.views.neuron) == (4, neuron)
    click(qtbot, workspace, "simulate-stop-button")
    assert workspace.transport.tick_text == f"Tick {second + 1}"
    key(qtbot, workspace, Qt.Key.Key_F9)
    assert not workspace.breakpoints.conditions
    assert marked(workspace) == []
    assert not workspace.transport.to_break.isEnabled()


def test_that_play_and_long_steps_are_stopped(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    page = turn_to_page(qtbot, played)
    add(qtbot, played, "an output line spikes", line=0)
    played.player.set_rate(None)
    played.setFocus()
    key(qtbot, played, Qt.Key.Key_Space)
    assert played.player.position == BEATS[0] + 1
    assert not played.player.is_playing
    assert played.transport.play.text() == "Play"
    step(qtbot, played, 50)
    assert played.player.position == BEATS[1] + 1
    for _ in range(20):
        qtbot.keyClick(played, Qt.Key.Key_Right)
    qtbot.waitUntil(played.is_quiet)
    assert played.player.position == BEATS[2] + 1
    # Off, it is passed by.
    press(qtbot, page, Qt.Key.Key_Space)
    assert page.table.item(0, 0).checkState() == Qt.CheckState.Unchecked
    assert not played.transport.to_break.isEnabled()
    step(qtbot, played, 50)
    assert played.player.position == BEATS[2] + 51
    assert rows(page)[0][1:] == ("3", str(BEATS[2]))


def test_that_a_breakpoint_is_switched_by_its_box(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    page = turn_to_page(qtbot, played)
    add(qtbot, played, "an output line spikes", line=0)
    table = page.table
    box = table.visualItemRect(table.item(0, 0)).topLeft() + QPoint(14, 13)
    for is_on in (False, True):
        qtbot.mouseClick(table.viewport(), LEFT, pos=box)
        assert played.transport.to_break.isEnabled() == is_on


def test_that_going_back_and_on_stops_there_again(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    page = turn_to_page(qtbot, played)
    add(qtbot, played, "a core is silent", core=0, ticks=3)
    played.setFocus()
    stops = []
    for _ in range(3):
        key(qtbot, played, Qt.Key.Key_B)
        stops.append(played.player.position)
    qtbot.mouseClick(timeline(played), LEFT, pos=place(timeline(played), stops[0] - 1))
    qtbot.waitUntil(played.is_quiet)
    qtbot.waitUntil(lambda: told(played) == "")
    for position in stops:
        key(qtbot, played, Qt.Key.Key_B)
        assert played.player.position == position
        assert timeline(played).maximum() == stops[-1]
    assert rows(page)[0][1:] == ("3", str(stops[-1] - 1))
    assert marked(played) == stops
    key(qtbot, played, Qt.Key.Key_Home)
    assert marked(played) == []
    assert rows(page) == [("core 0 is silent for 3 ticks", "0", "–")]


def test_that_marks_go_with_the_future_and_tell_of_their_stops(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    neuron = int(np.argmax(np.bincount(_first_spikes(workspace, 4, 30)[1])))
    workspace.views.neuron_chosen.emit(4, neuron)
    key(qtbot, workspace, Qt.Key.Key_F9)
    positions = []
    for _ in range(4):
        key(qtbot, workspace, Qt.Key.Key_B)
        positions.append(workspace.player.position)
    bar = timeline(workspace)
    assert marked(workspace) == positions
    where = place(bar, positions[1])
    text = f"Tick {positions[1] - 1:,}: core 4, neuron {neuron} spiked"
    assert text in bar.told_at(where.x())
    assert bar.told_at(-99) == ()
    event = QHelpEvent(QEvent.Type.ToolTip, where, bar.mapToGlobal(where))
    assert QApplication.sendEvent(bar, event)
    workspace.player.go_to(positions[2])
    qtbot.waitUntil(workspace.is_quiet)
    workspace.input.choose(3)
    qtbot.waitUntil(workspace.is_quiet)
    assert marked(workspace) == positions[:3]


def _first_spikes(workspace: SimulateWorkspace, core: int, ticks: int):
    frames = forward(workspace, ticks)
    return np.nonzero(np.array([f.recording.of_core(core)[0] for f in frames]))


def test_that_an_image_ends_with_its_last_votes(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    bar, latency = workspace.transport, workspace.player.program.latency
    assert bar.to_end.toolTip() == TO_END
    key(qtbot, workspace, Qt.Key.Key_I)
    assert workspace.player.position == 16 + latency
    step(qtbot, workspace, 5)
    workspace.input.choose(2)
    click(qtbot, workspace, "to-end-button")
    assert workspace.player.position == 2 * (16 + latency) + 5
    click(qtbot, workspace, "to-end-button")
    assert workspace.player.position == 3 * 16 + 2 * latency + 5


def test_that_a_circuit_has_no_end_of_an_image(played: SimulateWorkspace) -> None:
    assert not played.transport.to_end.isEnabled()
    assert played.transport.to_end.toolTip() == NO_END


def test_that_a_wrong_class_is_judged_for_the_image_that_is_on(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    page = turn_to_page(qtbot, workspace)
    add(qtbot, workspace, "the class is wrong", ticks=4)
    assert workspace.breakpoints.conditions == (WrongOnImage(4),)
    latency = workspace.player.program.latency
    stopped = set()
    for image in range(1, 7):
        onset = workspace.player.position
        workspace.input.choose(image)
        workspace.setFocus()
        key(qtbot, workspace, Qt.Key.Key_I)
        frame = workspace._frame
        is_wrong = frame.decision != frame.label
        if told(workspace).startswith(f"Stopped at tick {frame.tick}"):
            assert is_wrong
            assert frame.tick >= onset + latency + 3
            names = workspace.player.program.class_names
            assert f"for class {names[frame.decision]}, not" in told(workspace)
            stopped.add(image)
        else:
            assert frame.tick == onset + latency + 15
    assert stopped
    assert rows(page)[0][1] == str(len(stopped))


def test_that_every_kind_is_made_of_its_fields(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    page = turn_to_page(qtbot, workspace)
    workspace.views.neuron_chosen.emit(4, 2)
    line = int(workspace.player.program.routes.line[4, 2])
    for kind in KINDS:
        add(qtbot, workspace, kind.text)
    assert workspace.breakpoints.conditions == (
        NeuronSpikes(4, 2),
        LineSpikes(line),
        PotentialCrosses(4, 2, 1, "up"),
        CoreSilent(4, 16),
        CoreSaturated(4, 16),
        WrongOnImage(16),
    )
    add(qtbot, workspace, "a neuron spikes")
    assert page.form.error_text == "This breakpoint is in the list already"
    assert len(rows(page)) == 6
    assert page.table.chosen == [0]


def test_that_a_breakpoint_is_edited_in_the_form(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    page = turn_to_page(qtbot, played)
    add(qtbot, played, "an output line spikes", line=0)
    add(qtbot, played, "a core is silent", core=1, ticks=7)
    press(qtbot, page, Qt.Key.Key_F2)
    ticks = page.form.findChild(QSpinBox, "breakpoint-ticks")
    assert (page.form.edits, ticks.value()) == (True, 7)
    # What is selected meanwhile leaves the fields alone.
    played.views.core_chosen.emit(0)
    ticks.setValue(9)
    qtbot.keyClick(ticks, Qt.Key.Key_Return)
    assert played.breakpoints.conditions == (LineSpikes(0), CoreSilent(1, 9))
    assert not page.form.edits
    click(qtbot, played, "breakpoints-edit")
    choose_kind(qtbot, page.form, "an output line spikes")
    click(qtbot, played, "breakpoint-add")
    assert "in the list already" in page.form.error_text
    assert page.form.edits
    qtbot.keyClick(page.form, Qt.Key.Key_Escape)
    assert played.breakpoints.conditions == (LineSpikes(0), CoreSilent(1, 9))
    assert not page.form.edits


def test_that_breakpoints_are_removed_by_key_and_by_mouse(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    page = turn_to_page(qtbot, played)
    for ticks in range(2, 7):
        add(qtbot, played, "a core is silent", ticks=ticks)
    page.table.choose(1)
    press(qtbot, page, Qt.Key.Key_Delete)
    page.table.choose(3)
    click(qtbot, played, "breakpoints-remove")
    assert [c.ticks for c in played.breakpoints.conditions] == [2, 4, 5]
    click(qtbot, played, "breakpoints-clear")
    assert not played.breakpoints.conditions
    assert not page.table.isVisible()


def test_that_a_double_click_shows_the_place(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    page = turn_to_page(qtbot, workspace)
    workspace.views.neuron_chosen.emit(3, 5)
    add(qtbot, workspace, "a neuron spikes")
    workspace.views.core_chosen.emit(0)
    add(qtbot, workspace, "a core is silent")
    table = page.table
    qtbot.waitUntil(lambda: table.visualItemRect(table.item(0, 0)).height() > 9)
    where = table.visualItemRect(table.item(0, 0)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=where)
    qtbot.mouseDClick(table.viewport(), LEFT, pos=where)
    assert (workspace.views.core, workspace.views.neuron) == (3, 5)
    page.table.choose(1)
    press(qtbot, page, Qt.Key.Key_Return)
    assert (workspace.views.core, workspace.views.neuron) == (0, NONE)


def test_that_another_chip_keeps_the_breakpoints_that_it_has_room_for(
    qtbot: QtBot, open_workspace: Opener, studio: Studio
) -> None:
    project = small_project(copies=2)
    workspace = open_workspace(project)
    page = turn_to_page(qtbot, workspace)
    workspace.views.neuron_chosen.emit(7, 1)
    add(qtbot, workspace, "a neuron spikes")
    add(qtbot, workspace, "a core is silent", core=1, ticks=1)
    key(qtbot, workspace, Qt.Key.Key_B)
    studio.document.set_program(deploy(project.trained, 1, seed=5))
    qtbot.waitUntil(workspace.is_quiet)
    assert rows(page) == [
        ("⚠ core 7, neuron 1 spikes", "0", "–"),
        ("core 1 is silent for 1 tick", "0", "–"),
    ]
    assert "There is no core 7" in page.table.item(0, 0).toolTip()
    assert workspace.player._watch.conditions == (CoreSilent(1, 1),)
    page.table.choose(0)
    press(qtbot, page, Qt.Key.Key_Return)
    assert workspace.views.core == 1
    studio.document.set_program(project.program)
    qtbot.waitUntil(workspace.is_quiet)
    assert len(workspace.player._watch.conditions) == 2
    studio.document.replace_by(small_project(), None)
    qtbot.waitUntil(workspace.is_quiet)
    assert not workspace.breakpoints.conditions


def test_that_a_breakpoint_added_to_a_run_that_goes_on_stops_it(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    turn_to_page(qtbot, played)
    add(qtbot, played, "a core is silent", core=0, ticks=1000)
    played.transport.to_break.trigger()
    qtbot.waitUntil(lambda: played.player.position > 100)
    assert played.player.is_moving
    assert played.transport.play.text() == "Pause"
    add(qtbot, played, "an output line spikes", line=0)
    qtbot.waitUntil(played.is_quiet)
    assert (played.player.position - 1 - BEATS[0]) % (BEATS[1] - BEATS[0]) == 0


def test_that_a_run_ends_when_nothing_is_left_to_stop_at(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    page = turn_to_page(qtbot, played)
    add(qtbot, played, "a core is silent", core=0, ticks=1000)
    played.transport.to_break.trigger()
    qtbot.waitUntil(lambda: played.player.position > 100)
    press(qtbot, page, Qt.Key.Key_Delete)
    qtbot.waitUntil(played.is_quiet)
    assert not played.player.is_moving


def test_that_space_pauses_a_run_to_a_breakpoint(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    turn_to_page(qtbot, played)
    add(qtbot, played, "a core is silent", core=0, ticks=1000)
    played.setFocus()
    qtbot.keyClick(played, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: played.player.position > 50)
    key(qtbot, played, Qt.Key.Key_Space)
    assert not played.player.is_moving
    assert played.player.position == played._end


def test_that_without_breakpoints_nothing_is_judged(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(session_module, "run_until", refuse)
    monkeypatch.setattr(BreakpointForm, "suggest", refuse)
    workspace.views.neuron_chosen.emit(0, 3)
    step(qtbot, workspace, 30)
    assert workspace.player.position == 30


def test_that_a_chip_with_classes_but_no_images_has_a_fixed_label(
    qtbot: QtBot, studio: Studio
) -> None:
    form = BreakpointForm(studio.theme)
    qtbot.addWidget(form)
    program = small_project().program
    form.show_chip(program, has_images=False)
    choose_kind(qtbot, form, "the class is wrong")
    form.findChild(QComboBox, "breakpoint-label").setCurrentIndex(2)
    expected = WrongClass(2, program.latency, 16)
    with qtbot.waitSignal(form.added) as added:
        qtbot.keyClick(form, Qt.Key.Key_Return)
    assert added.args == [expected]
    form.edit(replace(expected, label=1))
    assert form.condition == replace(expected, label=1)


def test_that_what_is_not_drawn_stops_at_a_breakpoint_too(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    turn_to_page(qtbot, played)
    add(qtbot, played, "a core is silent", core=0, ticks=3)
    played.player.set_drawing(False)
    played.setFocus()
    key(qtbot, played, Qt.Key.Key_B)
    stopped = played.player.position
    assert "Stopped at tick" in played.views.stop_line.text
    key(qtbot, played, Qt.Key.Key_Home)
    frames = []
    played.player.frame_came.connect(frames.append)
    qtbot.keyClick(played, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not played.player.is_playing, timeout=30_000)
    qtbot.waitUntil(played.is_quiet)
    assert played.player.position == stopped
    assert len(frames) == 1

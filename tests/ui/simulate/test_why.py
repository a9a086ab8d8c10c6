"""Why a neuron did or did not fire: chosen anywhere, told for any tick."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QLabel, QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.simulate.pages import turn_to
from tests.ui.simulate.test_going_back import click, key, step
from tests.ui.test_accessibility import controls
from tnstudio.app.neuron_facts import FanIn
from tnstudio.app.potential_trail import Trail
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE
from tnstudio.simulation import explanation as explanation_module
from tnstudio.simulation.explain import explain_update
from tnstudio.ui.simulate import neuron_card as neuron_card_module
from tnstudio.ui.simulate.fan_in_view import FanInView
from tnstudio.ui.simulate.neuron_card import NOBODY, NeuronCard
from tnstudio.ui.simulate.raster_view import LANE_SHARE
from tnstudio.ui.simulate.trail_view import SHOWN_TICKS, TrailView, covers, window_of
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton


def card(workspace: SimulateWorkspace) -> NeuronCard:
    return workspace.views.neuron_card


def ask_why(qtbot: QtBot, workspace: SimulateWorkspace) -> NeuronCard:
    """Click the tab."""
    turn_to(qtbot, workspace, "neuron")
    qtbot.waitUntil(workspace.is_quiet)
    assert card(workspace).isVisible()
    return card(workspace)


def click_plot(qtbot: QtBot, plot, x: float, y: float) -> None:
    view = plot.getPlotItem().getViewBox()
    scene = view.mapViewToScene(QPointF(x, y))
    place: QPoint = plot.mapFromScene(scene)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=place)


def check_told(workspace: SimulateWorkspace) -> None:
    """What is told is the arithmetic of the frame on show, and adds up."""
    shown, frame = card(workspace), workspace._frame
    core, neuron = shown.place
    told = shown.explanation
    assert told is not None
    before = int(frame.potentials_before[core, neuron])
    program = workspace.views.cores.program
    expected = explain_update(
        program, frame.tick, core, neuron, before, frame.active_axons[core]
    )
    assert told == expected
    assert told.after == frame.potentials[core, neuron]
    assert told.spike == frame.recording.of_core(core)[-1, neuron]
    assert told.verdict in shown.text
    for line in told.lines():
        assert line in shown.text


def check_trail(workspace: SimulateWorkspace) -> None:
    """The drawn trail ends with, or has, what is told."""
    shown, frame = card(workspace), workspace._frame
    trail = shown.trail_view.trail
    assert shown.trail_view.tick == frame.tick
    k = frame.tick - trail.first
    assert trail.compared[k] == shown.explanation.after_leak
    assert trail.potentials[k] == frame.potentials[shown.place]
    history = workspace.views.record
    fired = [
        history.fired(*shown.place, tick) for tick in range(trail.first, trail.end)
    ]
    assert trail.spikes.tolist() == fired


def test_that_a_neuron_clicked_in_the_crossbar_is_explained_at_every_tick(
    qtbot: QtBot, workspace: SimulateWorkspace, studio: Studio
) -> None:
    step(qtbot, workspace, 9)
    workspace.views.core_chosen.emit(4)
    crossbar = workspace.views.crossbar
    click_plot(qtbot, crossbar._plot, 5.5, 3.5)
    assert (crossbar.selected, workspace.views.neuron) == (5, 5)
    item = Item(Kind.NEURON, 1, 0, 5)
    assert studio.document.selection == Selection((item,))
    ask_why(qtbot, workspace)
    texts, verdicts = {}, set()
    for move in (Qt.Key.Key_Right,) * 12 + (Qt.Key.Key_Left,) * 18:
        key(qtbot, workspace, move)
        check_told(workspace)
        check_trail(workspace)
        tick = workspace._frame.tick
        text = card(workspace).text
        assert texts.setdefault(tick, text) == text
        assert text.splitlines()[1].startswith(f"tick {tick}, core 4, neuron 5: V = ")
        verdicts.add(card(workspace).explanation.spike)
    assert len(texts) == 19


def test_that_the_trail_is_asked_for_once_and_then_grows(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 30)
    workspace.views.neuron_chosen.emit(0, 3)
    asked = []
    card(workspace).trail_wanted.connect(lambda *wish: asked.append(wish))
    assert not asked
    ask_why(qtbot, workspace)
    assert len(asked) == 1
    for move in (Qt.Key.Key_Right,) * 5 + (Qt.Key.Key_Left,) * 20:
        key(qtbot, workspace, move)
        check_trail(workspace)
    assert len(asked) == 1
    # A step of many ticks leaves a gap.
    key(qtbot, workspace, Qt.Key.Key_End)
    step(qtbot, workspace, 300)
    check_trail(workspace)
    assert len(asked) == 2
    assert card(workspace).trail_view.trail.first == 335 - SHOWN_TICKS


def test_that_another_image_in_the_past_makes_another_trail(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 40)
    workspace.views.neuron_chosen.emit(0, 3)
    ask_why(qtbot, workspace)
    workspace.findChild(QSpinBox, "step-count").setValue(20)
    key(qtbot, workspace, Qt.Key.Key_Left, shift=True)
    workspace.input.choose(1)
    qtbot.waitUntil(workspace.is_quiet)
    for ticks in (1, 7):
        step(qtbot, workspace, ticks)
        check_told(workspace)
        check_trail(workspace)
    assert card(workspace).trail_view.trail.end == 28


def test_that_a_neuron_selected_anywhere_is_selected_everywhere(
    qtbot: QtBot, workspace: SimulateWorkspace, studio: Studio
) -> None:
    step(qtbot, workspace, 9)
    shown = ask_why(qtbot, workspace)
    assert NOBODY in shown.text
    raster = workspace.views.raster
    used = int(workspace.views.cores.used[2])
    height = 2 + LANE_SHARE * 1.5 / used
    click_plot(qtbot, raster._plot, 4.5, height)
    core, neuron = shown.place
    assert (core, neuron) == (2, 1)
    assert raster.marked == (core, neuron)
    workspace.findChild(QSpinBox, "neuron-number").setValue(2)
    assert raster.marked == (2, 2)
    assert studio.document.selection.current == Item(Kind.NEURON, 0, 2, 2)
    workspace.setFocus()
    key(qtbot, workspace, Qt.Key.Key_Down)
    key(qtbot, workspace, Qt.Key.Key_Down)
    key(qtbot, workspace, Qt.Key.Key_Up)
    assert shown.place == (2, 2)
    workspace.findChild(QSpinBox, "neuron-core").setValue(3)
    assert studio.document.selection.current == Item(Kind.NEURON, 0, 3, 2)
    assert workspace.views.crossbar.core == 3
    studio.document.select(Selection((Item(Kind.NEURON, 1, 0, 7),)))
    assert shown.place == (4, 7)
    assert workspace.views.crossbar.selected == 7
    assert raster.marked == (4, 7)
    qtbot.waitUntil(workspace.is_quiet)
    check_told(workspace)
    check_trail(workspace)
    studio.document.select(Selection.of(0, 1))
    assert shown.place == (1, NONE)
    assert raster.marked is None
    assert workspace.views.crossbar.selected == NONE
    assert shown.explanation is None


def test_that_the_keys_stop_at_the_first_and_the_last_neuron(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    key(qtbot, workspace, Qt.Key.Key_Up)
    assert workspace.views.neuron == 0
    last = int(workspace.views.cores.used[0]) - 1
    for _ in range(last + 3):
        qtbot.keyClick(workspace, Qt.Key.Key_Down)
    assert workspace.views.neuron == last


def test_that_a_hidden_inspector_computes_and_asks_nothing(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    asked = []
    shown = card(workspace)
    shown.trail_wanted.connect(lambda *wish: asked.append(wish))
    with monkeypatch.context() as patch:
        for name in ("explain_update", "neuron_facts", "fan_in"):
            patch.setattr(neuron_card_module, name, refuse)
        workspace.views.neuron_chosen.emit(0, 3)
        step(qtbot, workspace, 20)
        key(qtbot, workspace, Qt.Key.Key_Left)
        workspace.player.set_rate(None)
        workspace.transport.play.trigger()
        qtbot.waitUntil(lambda: workspace.player.position > 300)
        workspace.transport.play.trigger()
        qtbot.waitUntil(workspace.is_quiet)
    assert not asked
    ask_why(qtbot, workspace)
    check_told(workspace)
    check_trail(workspace)


def test_that_playing_refreshes_and_the_pause_shows_the_last_tick(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    workspace.views.neuron_chosen.emit(0, 3)
    shown = ask_why(qtbot, workspace)
    assert "Before the first tick: V = " in shown.text
    workspace.player.set_rate(None)
    workspace.transport.play.trigger()
    seen: set[int] = set()

    def has_changed() -> bool:
        if shown.explanation is not None:
            seen.add(shown.explanation.tick)
        return len(seen) > 3

    qtbot.waitUntil(has_changed)
    workspace.transport.play.trigger()
    qtbot.waitUntil(workspace.is_quiet)
    check_told(workspace)
    check_trail(workspace)
    key(qtbot, workspace, Qt.Key.Key_Home)
    assert "Before the first tick" in shown.text
    assert shown.trail_view.trail is None


def test_that_a_step_comes_before_a_look_back(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 300)
    workspace.views.neuron_chosen.emit(1, 3)
    came, gone = [], []

    def recall(neuron: int, ticks: int) -> None:
        workspace.player.look(
            lambda session: session.recalling(1, neuron, ticks),
            came.append,
            lambda: gone.append(neuron),
        )

    for neuron in range(8):
        recall(neuron, 200)
    workspace.player.step(1)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.player.position == 301
    assert len(came) <= 1
    assert len(came) + len(gone) == 8
    recall(3, 50)
    workspace.player.show_image(2)
    qtbot.waitUntil(workspace.is_quiet)
    assert (came[-1].core, came[-1].neuron) == (1, 3)
    assert (came[-1].first, came[-1].end) == (251, 301)


def test_that_a_look_back_that_fails_is_told_and_not_asked_for_again(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise TNStudioError("The past is gone", "here", "look ahead")

    step(qtbot, workspace, 9)
    workspace.views.neuron_chosen.emit(1, 3)
    asked = []
    card(workspace).trail_wanted.connect(lambda *wish: asked.append(wish))
    told = []
    workspace.player.failed.connect(lambda error: told.append(str(error)))
    with monkeypatch.context() as patch:
        patch.setattr(SimulationSession, "recalling", fail)
        ask_why(qtbot, workspace)
    assert len(asked) == len(told) == 1
    assert "The past is gone" in told[0]
    check_told(workspace)
    key(qtbot, workspace, Qt.Key.Key_Right)
    check_trail(workspace)


def test_that_the_axons_that_are_not_named_unfold(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (explanation_module, neuron_card_module):
        monkeypatch.setattr(module, "MOST_NAMED", 1)
    step(qtbot, workspace, 9)
    shown = ask_why(qtbot, workspace)
    active = workspace._frame.active_axons[1]
    synapses = workspace.views.cores.program.crossbar(1)
    workspace.views.neuron_chosen.emit(1, int(synapses[active].sum(axis=0).argmax()))
    qtbot.waitUntil(workspace.is_quiet)
    more = workspace.findChild(QToolButton, "neuron-more")
    assert shown.explanation.unnamed > 0
    assert more.text() == f"+ {shown.explanation.unnamed} more"
    assert "more)" in shown.text
    click(qtbot, workspace, "neuron-more")
    assert "more)" not in shown.text
    assert more.text() == "Fewer"
    for one in shown.explanation.contributions:
        assert str(one.axon) in shown.text


def test_that_wiring_and_the_picture_over_the_input_are_told(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 9)
    shown = ask_why(qtbot, workspace)
    workspace.views.neuron_chosen.emit(0, 3)
    facts = workspace.findChild(QLabel, "neuron-facts")
    assert "Reads: the input (" in facts.text()
    assert "delay 1" in facts.text()
    assert shown.fan_in_view.isVisible()
    assert (shown.fan_in_view.fan_in.axons >= 0).sum() == 25
    workspace.views.neuron_chosen.emit(4, 3)
    assert "a vote for class" in facts.text()
    assert not shown.fan_in_view.isVisible()


def test_that_every_control_of_the_inspector_is_named_and_reached_by_keys(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 9)
    shown = ask_why(qtbot, workspace)
    for control in controls(shown):
        assert control.objectName()
        assert control.accessibleName() or control.text() or not control.isVisible()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    least = workspace.minimumSizeHint()
    assert least.width() <= 900
    assert least.height() <= 610


def trail_of(first: int, v: list[int]) -> Trail:
    values = np.array(v, np.int32)
    return Trail(0, 0, first, values, values // 2, np.full(len(v), 9, np.int32))


def test_that_the_window_stands_still_while_the_chip_goes_back_in_it() -> None:
    trail = trail_of(100, [0] * 300)
    newest = 400 - SHOWN_TICKS
    assert window_of(trail, 399) == window_of(trail, newest) == (newest, 400)
    assert window_of(trail, newest - 1) == (newest - SHOWN_TICKS, newest)
    assert covers(trail, 399)
    assert covers(trail, 100 + SHOWN_TICKS - 1)
    assert not covers(trail, 100 + SHOWN_TICKS - 2)
    assert not covers(trail, 400)
    assert not covers(trail, 50)
    young = trail_of(0, [0] * 5)
    assert window_of(young, 4) == (0, 5)
    assert covers(young, 0)
    assert not covers(young, 5)


def test_that_the_trail_view_tells_about_the_tick_pointed_at(
    qtbot: QtBot, studio: Studio
) -> None:
    view = TrailView(studio.theme)
    qtbot.addWidget(view)
    assert view.told == "V over time: nothing yet"
    view.show_trail(trail_of(10, [4, 12, 6]), 11, 0)
    assert (view.tick, view.told) == (11, "V over ticks 10 to 12: fired in 1 of them")
    view.tell_about(11)
    assert view.told == "Tick 11: V = 12, threshold 9, fired; then 6"
    view.tell_about(12)
    assert view.told == "Tick 12: V = 6, threshold 9, did not fire; then 3"
    view.show_trail(trail_of(10, [4, 12, 6]), 99, None)
    assert view.tick is None
    view.clear()
    assert view.trail is None


def test_that_the_picture_over_the_input_tells_about_a_pixel(
    qtbot: QtBot, studio: Studio
) -> None:
    axons = np.array([[[0, NONE], [1, 2]]], np.int32)
    strengths = np.array([[[2, 0], [0, -1]]], np.int16)
    view = FanInView(studio.theme)
    qtbot.addWidget(view)
    view.resize(401, 101)
    assert view.text_at(QPointF(5, 5)) == ""
    view.show_fan_in(FanIn(axons, strengths, strengths != 0))
    view.show_active(np.array([True, False, True]))
    places = {
        50: "row 0, column 0, channel 0: axon 0 (active), strength +2",
        150: "row 0, column 1, channel 0: axon 1 (silent), synapse off",
        250: "row 0, column 0, channel 1: the core does not see it",
        350: "row 0, column 1, channel 1: axon 2 (active), strength -1",
        # Beyond the picture.
        2000: "",
    }
    for x, told in places.items():
        assert view.text_at(QPointF(x, 50)) == told
    view.show_fan_in(None)
    assert view.fan_in is None

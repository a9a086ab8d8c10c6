"""Several neurons are pinned; V of all is that of each by itself."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QAbstractButton, QSpinBox
from pytestqt.qtbot import QtBot

from tests.app.test_potential_trail import result_of
from tests.ui.simulate.test_going_back import click, key, step
from tests.ui.test_accessibility import controls
from tnstudio.app.potential_trail import Trail
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.errors import TNStudioError
from tnstudio.ui.simulate.pinned_page import FULL, MOST_PINS, NOTHING, PinnedPage
from tnstudio.ui.simulate.trail_strips import Strip, TrailStrips
from tnstudio.ui.simulate.trail_view import SHOWN_TICKS
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton
PLACES = ((4, 1), (0, 3), (2, 2))


def page(workspace: SimulateWorkspace) -> PinnedPage:
    return workspace.views.pinned_page


def pin(qtbot: QtBot, workspace: SimulateWorkspace, *places: tuple[int, int]) -> None:
    """Select neurons and press P."""
    for place in places:
        workspace.views.neuron_chosen.emit(*place)
        key(qtbot, workspace, Qt.Key.Key_P)


def turn_to_pins(qtbot: QtBot, workspace: SimulateWorkspace) -> PinnedPage:
    workspace.views.pages.show_page("pinned")
    qtbot.waitUntil(workspace.is_quiet)
    return page(workspace)


def assert_same(found: Trail, expected: Trail) -> None:
    assert (found.core, found.neuron) == (expected.core, expected.neuron)
    assert (found.first, found.end) == (expected.first, expected.end)
    for name in ("compared", "potentials", "thresholds"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


def check_trails(workspace: SimulateWorkspace) -> None:
    """What is drawn of each is what a look at it alone tells."""
    strips, session = page(workspace).strips, workspace.player._session
    assert strips.tick == workspace._frame.tick
    assert len(strips.trails) == len(workspace.pins.places)
    here, end = session.tick, session.end
    for place, trail in zip(workspace.pins.places, strips.trails, strict=True):
        session._timeline.go_to(trail.end)
        alone = result_of(session.recalling(*place, trail.end - trail.first))
        assert_same(trail, alone)
        assert trail.first <= strips.tick < trail.end <= end
    session._timeline.go_to(here)


def test_that_pinned_neurons_are_those_looked_at_one_by_one_at_every_tick(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 30)
    pin(qtbot, workspace, *PLACES)
    assert workspace.pins.places == PLACES
    turn_to_pins(qtbot, workspace)
    check_trails(workspace)
    workspace.setFocus()
    for move in (Qt.Key.Key_Right,) * 4 + (Qt.Key.Key_Left,) * 7 + (Qt.Key.Key_End,):
        key(qtbot, workspace, move)
        check_trails(workspace)
    step(qtbot, workspace, 300)
    check_trails(workspace)
    assert page(workspace).strips.trails[0].first == 334 - SHOWN_TICKS
    key(qtbot, workspace, Qt.Key.Key_Home)
    assert page(workspace).strips.trails == ()
    step(qtbot, workspace, 3)
    check_trails(workspace)


def test_that_the_trails_are_asked_for_once_and_then_grow(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    recalling_all = SimulationSession.recalling_all

    def count(session, places, ticks):
        asked.append(places)
        return recalling_all(session, places, ticks)

    monkeypatch.setattr(SimulationSession, "recalling_all", count)
    step(qtbot, workspace, 30)
    pin(qtbot, workspace, *PLACES)
    step(qtbot, workspace, 5)
    assert not asked
    turn_to_pins(qtbot, workspace)
    assert asked == [PLACES]
    workspace.setFocus()
    for move in (Qt.Key.Key_Right,) * 5 + (Qt.Key.Key_Left,) * 9:
        key(qtbot, workspace, move)
    assert asked == [PLACES]
    pin(qtbot, workspace, (2, 2))
    check_trails(workspace)
    assert asked == [PLACES]
    pin(qtbot, workspace, (1, 1))
    assert asked == [PLACES, (*PLACES[:2], (1, 1))]
    check_trails(workspace)


def test_that_another_image_in_the_past_makes_other_trails(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 40)
    pin(qtbot, workspace, *PLACES)
    turn_to_pins(qtbot, workspace)
    workspace.findChild(QSpinBox, "step-count").setValue(20)
    key(qtbot, workspace, Qt.Key.Key_Left, shift=True)
    workspace.input.choose(1)
    qtbot.waitUntil(workspace.is_quiet)
    for ticks in (1, 7, 40):
        step(qtbot, workspace, ticks)
        check_trails(workspace)


@pytest.mark.parametrize("other_page", ["crossbar", "pinned"])
def test_that_ticks_run_anew_unseen_are_not_taken_for_those_known(
    qtbot: QtBot, workspace: SimulateWorkspace, other_page: str
) -> None:
    step(qtbot, workspace, 40)
    pin(qtbot, workspace, *PLACES)
    turn_to_pins(qtbot, workspace)
    workspace.player.go_to(5)
    qtbot.waitUntil(workspace.is_quiet)
    workspace.views.pages.show_page(other_page)
    workspace.input.choose(1)
    workspace.player.set_drawing(False)
    workspace.player.play()
    qtbot.waitUntil(lambda: workspace.player.position > 300)
    workspace.player.pause()
    workspace.player.set_drawing(True)
    workspace.player.go_to(30)
    qtbot.waitUntil(workspace.is_quiet)
    turn_to_pins(qtbot, workspace)
    check_trails(workspace)


def test_that_playing_refreshes_and_the_pause_shows_the_last_tick(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    pin(qtbot, workspace, *PLACES)
    shown = turn_to_pins(qtbot, workspace)
    workspace.player.set_rate(None)
    workspace.transport.play.trigger()
    seen: set[int] = set()

    def has_changed() -> bool:
        seen.add(shown.strips.tick)
        return len(seen) > 4

    qtbot.waitUntil(has_changed)
    workspace.transport.play.trigger()
    qtbot.waitUntil(workspace.is_quiet)
    check_trails(workspace)


def test_that_neurons_are_pinned_and_unpinned_by_buttons_and_keys(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 9)
    shown = turn_to_pins(qtbot, workspace)
    assert shown.told == NOTHING
    assert not workspace.findChild(QAbstractButton, "pin").isEnabled()
    workspace.views.neuron_chosen.emit(4, 1)
    click(qtbot, workspace, "pin")
    assert (workspace.pins.places, shown.told) == (((4, 1),), "")
    click(qtbot, workspace, "unpin")
    assert workspace.pins.places == ()
    workspace.views.pages.show_page("neuron")
    click(qtbot, workspace, "neuron-pin")
    assert workspace.pins.places == ((4, 1),)
    for neuron in range(MOST_PINS + 3):
        pin(qtbot, workspace, (0, neuron))
    assert len(workspace.pins.places) == MOST_PINS
    turn_to_pins(qtbot, workspace)
    assert shown.told == FULL
    check_trails(workspace)
    pin(qtbot, workspace, (0, 0))
    assert len(workspace.pins.places) == MOST_PINS - 1
    click(qtbot, workspace, "unpin-all")
    assert (workspace.pins.places, shown.told) == ((), NOTHING)


def test_that_a_strip_is_chosen_by_click_and_keys_and_let_go_by_delete(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 9)
    pin(qtbot, workspace, *PLACES)
    strips = turn_to_pins(qtbot, workspace).strips
    assert strips.current == 2
    centre = strips.area_of(0).center()
    qtbot.mouseClick(strips, LEFT, pos=QPoint(int(centre.x()), int(centre.y())))
    assert (workspace.views.core, workspace.views.neuron) == PLACES[0]
    assert strips.current == 0
    strips.setFocus()
    for move, expected in (
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, 0),
    ):
        qtbot.keyClick(strips, move)
        assert strips.current == expected
        assert (workspace.views.core, workspace.views.neuron) == PLACES[expected]
    qtbot.keyClick(strips, Qt.Key.Key_Delete)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.pins.places == PLACES[1:]
    assert strips.current == -1
    check_trails(workspace)
    # Other keys are those of the workspace.
    qtbot.keyClick(strips, Qt.Key.Key_Left)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.player.position == 8


def test_that_it_is_told_what_each_neuron_did(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 9)
    pin(qtbot, workspace, *PLACES)
    strips = turn_to_pins(qtbot, workspace).strips
    for k, trail in enumerate(strips.trails):
        v, threshold = trail.compared[-1], trail.thresholds[-1]
        fired = ", fired" if trail.spikes[-1] else ""
        told = f": V {v} / {threshold}{fired}"
        assert strips.text_of(k).startswith(f"core {PLACES[k][0]} · neuron ")
        assert strips.text_of(k).endswith(told)
        assert strips.text_of(k) in strips.accessibleDescription()
        assert strips.text_of(k, 99) == strips.strips[k].name
    assert "class" in strips.text_of(0)
    assert strips.strip_at(strips.area_of(1).center().y()) == 1
    assert strips.strip_at(9999.0) == -1


def test_that_a_look_back_that_fails_is_not_asked_for_again(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fail(*_: object) -> None:
        asked.append(1)
        raise TNStudioError("The past is gone", "here", "look ahead")

    step(qtbot, workspace, 9)
    pin(qtbot, workspace, *PLACES)
    with monkeypatch.context() as patch:
        patch.setattr(SimulationSession, "recalling_all", fail)
        turn_to_pins(qtbot, workspace)
    assert len(asked) == 1
    key(qtbot, workspace, Qt.Key.Key_Right)
    check_trails(workspace)


def test_that_another_chip_has_no_pins(
    qtbot: QtBot, workspace: SimulateWorkspace, studio: Studio
) -> None:
    step(qtbot, workspace, 9)
    pin(qtbot, workspace, *PLACES)
    turn_to_pins(qtbot, workspace)
    workspace.side.deploy_card.wanted.emit()
    qtbot.waitUntil(lambda: workspace.player.is_open and workspace.is_quiet())
    assert workspace.pins.places == ()
    assert page(workspace).told == NOTHING
    assert not studio.jobs.names


def test_that_strips_are_drawn_in_both_themes(qtbot: QtBot, studio: Studio) -> None:
    strips = TrailStrips(studio.theme)
    qtbot.addWidget(strips)
    strips.resize(300, 200)
    empty = strips.grab().toImage()
    v = np.arange(20, dtype=np.int32)
    trails = [Trail(0, k, 5, v, v // 2, np.full(20, 9, np.int32)) for k in range(2)]
    strips.show_strips([Strip((0, 0), "one"), Strip((0, 1), "two")], 1)
    strips.show_trails(trails, 12)
    pictures = [strips.grab().toImage()]
    studio.theme.set_mode("dark")
    pictures.append(strips.grab().toImage())
    assert pictures[0] != empty
    assert pictures[0] != pictures[1]
    assert strips.x_of(13) > strips.x_of(12)
    strips.show_trails((), -1)
    assert strips.text_of(0) == "one"
    qtbot.mouseMove(strips, QPointF(30, 30).toPoint())


def test_that_every_control_of_the_page_is_named_and_reached_by_keys(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 9)
    pin(qtbot, workspace, *PLACES)
    shown = turn_to_pins(qtbot, workspace)
    for control in [*controls(shown), shown.strips]:
        assert control.objectName()
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    least = workspace.minimumSizeHint()
    assert least.width() <= 900
    assert least.height() <= 610

"""A fork of the run: made, edited, run and compared in the Simulate workspace."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QListWidget,
    QMenu,
    QSpinBox,
    QTabBar,
    QTableWidget,
)
from pytestqt.qtbot import QtBot

from tests.app.test_fork_run import listed, state
from tests.circuits import oscillator as hand_made_oscillator
from tests.ui.simulate.test_circuits import Opener
from tests.ui.simulate.test_going_back import click, key, looks, step
from tests.ui.test_accessibility import require_reachable
from tnstudio.app.fork import EncodingChange, Fork, ImageChange, LineFlip, SeedChange
from tnstudio.app.selection import Item, Kind
from tnstudio.model.neuron_fields import NeuronField
from tnstudio.model.program_edits import AxonTypeChange, NeuronChange, SynapseFlip
from tnstudio.model.project import Project
from tnstudio.simulation.differences import Divergence
from tnstudio.simulation.recording import Events
from tnstudio.simulation.simulator import Simulator
from tnstudio.ui.simulate.compare_page import ComparePage
from tnstudio.ui.simulate.fork_editor import KINDS, ForkEditor
from tnstudio.ui.simulate.fork_result import pooled
from tnstudio.ui.simulate.timeline_bar import MarkKind
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def page(workspace: SimulateWorkspace) -> ComparePage:
    return workspace.views.compare


def editor(workspace: SimulateWorkspace) -> ForkEditor:
    return page(workspace).editor


def fork_at(qtbot: QtBot, workspace: SimulateWorkspace, tick: int) -> None:
    """Go there and press F."""
    workspace.player.go_to(tick)
    qtbot.waitUntil(workspace.is_quiet)
    workspace.setFocus()
    key(qtbot, workspace, Qt.Key.Key_F)
    assert page(workspace).isVisible()
    assert workspace.forking.fork is not None
    assert workspace.forking.fork.tick == tick
    assert MarkKind.FORK in {mark.kind for mark in workspace.forking.marks}


def choose(workspace: SimulateWorkspace, kind: str, **numbers: int) -> None:
    what = workspace.findChild(QComboBox, "fork-what")
    what.setCurrentIndex(what.findData(kind))
    for name, number in numbers.items():
        workspace.findChild(QSpinBox, f"fork-{name.replace('_', '-')}").setValue(number)


def choose_field(field: QComboBox, name: str) -> None:
    offered = [field.itemData(k) for k in range(field.count())]
    field.setCurrentIndex(offered.index(NeuronField(name)))


def on_show(workspace: SimulateWorkspace, events: Events) -> set[tuple[int, int, int]]:
    first, end = workspace.views.raster.span
    return {place for place in listed(events) if first <= place[0] < end}


def flip(qtbot: QtBot, workspace: SimulateWorkspace, **place: int) -> None:
    choose(workspace, "synapse", **place)
    click(qtbot, workspace, "fork-set")


def run(qtbot: QtBot, workspace: SimulateWorkspace, ticks: int) -> None:
    workspace.findChild(QSpinBox, "fork-ticks").setValue(ticks)
    click(qtbot, workspace, "fork-run")


def marks(workspace: SimulateWorkspace, name: str) -> set[tuple[int, int, int]]:
    found, _ = workspace.views.raster._marks[name]
    if found is None:
        return set()
    places = (found.tick, found.core, found.neuron)
    return set(zip(*(column.tolist() for column in places), strict=True))


@pytest.fixture
def played(qtbot: QtBot, open_workspace: Opener) -> SimulateWorkspace:
    """An oscillator, 30 ticks old: core 0 fires at 1, 6 ..., core 1 at 3, 8 ..."""
    workspace = open_workspace(Project(hand_made_oscillator()))
    step(qtbot, workspace, 30)
    return workspace


def test_that_a_cut_synapse_parts_the_runs_where_it_is_expected(
    qtbot: QtBot, played: SimulateWorkspace, studio: Studio
) -> None:
    before = state(played.player._session)
    fork_at(qtbot, played, 7)
    flip(qtbot, played, core=1, axon=0, neuron=0)
    assert page(played).changes == ["Core 1: synapse of axon 0 on neuron 0 cut"]
    assert editor(played).told == "A: on; B: off"
    click(qtbot, played, "fork-to-end")
    found = played.forking.comparison
    assert found.differences.first == Divergence(8, 1, 0, "a")
    assert found.differences.end == 30
    assert page(played).result.text.startswith(
        "They part at tick 8: core 1, neuron 0 fires only in A."
    )
    table = played.findChild(QTableWidget, "fork-cores")
    assert table.texts == [["1", "10", "1", "9", "0"], ["0", "8", "0", "8", "0"]]
    assert marks(played, "only-a") == on_show(played, found.differences.only_a)
    assert marks(played, "only-b") == set()
    click(qtbot, played, "fork-go")
    assert played._frame.tick == 8
    assert (played.views.core, played.views.neuron) == (1, 0)
    assert studio.document.selection.current == Item(Kind.NEURON, 0, 1, 0)
    played.player.go_to(30)
    qtbot.waitUntil(played.is_quiet)
    assert state(played.player._session) == before
    assert played.forking.comparison is found


def test_that_a_deployed_chip_is_forked_and_stays_as_it_was(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 40)
    pictures, before = looks(workspace)[1:], state(workspace.player._session)
    record = workspace.player.record
    core, neuron = 2, int(np.bincount(record.events(10, 40, [2]).neuron).argmax())
    fork_at(qtbot, workspace, 10)
    choose(workspace, "neuron", core=core, neuron=neuron)
    field = workspace.findChild(QComboBox, "fork-field")
    choose_field(field, "threshold")
    was = int(workspace.player.program.neurons.threshold[core, neuron])
    number = workspace.findChild(QSpinBox, "fork-number")
    assert (number.value(), number.maximum()) == (was, 2**18 - 1)
    number.setValue(2**18 - 1)
    click(qtbot, workspace, "fork-set")
    assert "Threshold α 1 → 262143" in page(workspace).changes[0]
    run(qtbot, workspace, 60)
    found = workspace.forking.comparison.differences
    fired = record.events(10, 40, [core])
    expected = fired.tick[fired.neuron == neuron][0]
    assert found.first == Divergence(expected, core, neuron, "a")
    assert found.end == 70
    table = workspace.findChild(QTableWidget, "fork-cores")
    assert table.texts[0][0] in {"2", "4"}
    votes = workspace.findChild(QTableWidget, "fork-votes")
    assert [row[0] for row in votes.texts] == ["left", "right", "none"]
    assert [int(row[1]) for row in votes.texts] == workspace.forking.comparison.votes[
        0
    ].tolist()
    workspace.player.go_to(40)
    qtbot.waitUntil(workspace.is_quiet)
    assert state(workspace.player._session) == before
    click(qtbot, workspace, "fork-discard")
    assert workspace.forking.fork is None
    assert marks(workspace, "only-a") == set()
    assert looks(workspace)[1:] == pictures


def test_that_another_image_is_run_beside_the_first(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 30)
    fork_at(qtbot, workspace, 12)
    choose(workspace, "image", number=7)
    click(qtbot, workspace, "fork-set")
    assert page(workspace).changes == ["Input: image 7"]
    run(qtbot, workspace, 18)
    found = workspace.forking.comparison
    # Where the images differ, the first layer does so in the tick of the fork.
    assert found.differences.first.tick == 12
    assert found.differences.counts[1] > 0
    assert marks(workspace, "only-b") == on_show(workspace, found.differences.only_b)
    text = workspace.findChild(QLabel, "fork-decided").text()
    names = ("left", "right", "none")
    a, b = (names[each] for each in found.decisions)
    expected = (
        f"Both decide for class {a}."
        if a == b
        else f"A decides for class {a}, B for class {b}."
    )
    assert text == expected


def test_that_a_run_goes_on_and_an_edit_begins_it_anew(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    fork_at(qtbot, played, 7)
    flip(qtbot, played, core=1, axon=0, neuron=0)
    run(qtbot, played, 5)
    assert played.forking.comparison.differences.end == 12
    run(qtbot, played, 50)
    assert played.forking.comparison.differences.end == 62
    assert played.player.record.end == 30
    assert played.transport.tick_text == "Tick 7"
    flip(qtbot, played, core=1, axon=0, neuron=1)
    assert played.forking.comparison is None
    assert marks(played, "only-a") == set()
    run(qtbot, played, 5)
    assert played.forking.comparison.differences.end == 12
    assert played.forking.comparison.differences.first == Divergence(8, 1, 0, "a")


def test_that_going_there_runs_a_on_if_it_has_not_got_there(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    fork_at(qtbot, played, 30)
    flip(qtbot, played, core=1, axon=0, neuron=0)
    run(qtbot, played, 20)
    assert played.forking.comparison.differences.first == Divergence(33, 1, 0, "a")
    click(qtbot, played, "fork-go")
    assert (played._frame.tick, played.player.record.end) == (33, 34)
    assert played.forking.comparison is not None


def test_that_edits_are_undone_and_removed(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    fork_at(qtbot, played, 7)
    assert not played.findChild(QAbstractButton, "fork-undo").isEnabled()
    flip(qtbot, played, core=1, axon=0, neuron=0)
    flip(qtbot, played, core=0, axon=0, neuron=3)
    assert page(played).changes[1] == "Core 0: synapse of axon 0 on neuron 3 added"
    click(qtbot, played, "fork-undo")
    assert len(page(played).changes) == 1
    flip(qtbot, played, core=0, axon=0, neuron=3)
    changes = played.findChild(QListWidget, "fork-changes")
    changes.setCurrentRow(0)
    click(qtbot, played, "fork-remove")
    assert played.forking.fork == Fork(7, (SynapseFlip(0, 0, 3),))
    changes.setCurrentRow(0)
    qtbot.keyClick(changes, Qt.Key.Key_Delete)
    assert played.forking.fork == Fork(7)
    # The same synapse flipped twice is as it was.
    flip(qtbot, played, core=0, axon=0, neuron=3)
    flip(qtbot, played, core=0, axon=0, neuron=3)
    assert played.forking.fork == Fork(7)


def test_that_every_kind_of_change_can_be_made_and_a_wrong_one_is_told(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 9)
    fork_at(qtbot, workspace, 5)
    what = workspace.findChild(QComboBox, "fork-what")
    assert [what.itemData(k) for k in range(what.count())] == list(KINDS)
    flip(qtbot, workspace, core=3, axon=2, neuron=1)
    choose(workspace, "axon type", core=3, axon=2, number=3)
    click(qtbot, workspace, "fork-set")
    choose(workspace, "line", line=4, spike_tick=8)
    click(qtbot, workspace, "fork-set")
    choose(workspace, "encoding")
    workspace.findChild(QComboBox, "fork-choice").setCurrentIndex(1)
    click(qtbot, workspace, "fork-set")
    choose(workspace, "seed")
    click(qtbot, workspace, "fork-set")
    choose(workspace, "neuron", core=1, neuron=2)
    field = workspace.findChild(QComboBox, "fork-field")
    choose_field(field, "threshold_mask")
    workspace.findChild(QSpinBox, "fork-number").setValue(2)
    click(qtbot, workspace, "fork-set")
    assert "not 2^k − 1" in page(workspace).note
    choose_field(field, "reset_mode")
    words = workspace.findChild(QComboBox, "fork-choice")
    words.setCurrentIndex(2)
    click(qtbot, workspace, "fork-set")
    assert page(workspace).note == ""
    choose(workspace, "image", number=3)
    click(qtbot, workspace, "fork-set")
    assert workspace.forking.fork.changes == (
        SynapseFlip(3, 2, 1),
        AxonTypeChange(3, 2, 3),
        LineFlip(4, 8),
        EncodingChange("rate"),
        SeedChange(1),
        NeuronChange(1, 2, NeuronField("reset_mode"), 2),
        ImageChange(3),
    )
    # What A has already is no change.
    choose(workspace, "axon type", core=0, axon=0)
    click(qtbot, workspace, "fork-set")
    assert "so in run A already" in page(workspace).note
    run(qtbot, workspace, 20)
    assert workspace.forking.comparison.differences.end == 25
    assert page(workspace).note == ""


def test_that_a_circuit_offers_no_images(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    fork_at(qtbot, played, 2)
    what = played.findChild(QComboBox, "fork-what")
    offered = [what.itemData(k) for k in range(what.count())]
    assert offered == [kind for kind in KINDS if kind not in ("image", "encoding")]
    choose(played, "line", line=0, spike_tick=4)
    click(qtbot, played, "fork-set")
    run(qtbot, played, 28)
    assert played.forking.comparison.differences.first == Divergence(4, 0, 0, "b")
    tabs = played.findChild(QTabBar, "fork-tabs")
    assert not tabs.isTabVisible(2)
    assert (4, 0, 0) in marks(played, "only-b")


def test_that_a_synapse_is_flipped_from_the_crossbar(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    played.player.go_to(7)
    qtbot.waitUntil(played.is_quiet)
    played.views.core_chosen.emit(1)
    crossbar = played.views.crossbar
    view = crossbar._plot.getPlotItem().getViewBox()
    place: QPoint = crossbar._plot.mapFromScene(view.mapViewToScene(QPointF(0.5, 0.5)))
    qtbot.mouseClick(crossbar._plot.viewport(), RIGHT, pos=place)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (action,) = menu.actions()
    assert action.text() == "Fork here and flip synapse 0 → 0 in B"
    assert played.views.neuron == -1
    menu.setActiveAction(action)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: played.forking.fork is not None)
    assert played.forking.fork == Fork(7, (SynapseFlip(1, 0, 0),))
    assert page(played).isVisible()
    played.views.crossbar.synapse_menu_wanted.emit(0, 1, QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert menu.actions()[0].text() == "Flip synapse 0 → 1 in B"
    menu.close()


def test_that_a_fork_goes_with_its_past_and_says_so(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 20)
    fork_at(qtbot, workspace, 10)
    flip(qtbot, workspace, core=0, axon=0, neuron=0)
    run(qtbot, workspace, 10)
    # Another input after the fork: A has another future.
    workspace.player.go_to(15)
    qtbot.waitUntil(workspace.is_quiet)
    workspace.input.choose(4)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.forking.comparison is None
    idle = workspace.findChild(QLabel, "fork-idle")
    assert idle.text() == "A has another input since. Run the fork at tick 10 again."
    assert workspace.forking.fork.tick == 10
    run(qtbot, workspace, 10)
    assert workspace.forking.comparison is not None
    # Another input before the fork: there is no such tick any more.
    workspace.player.go_to(4)
    qtbot.waitUntil(workspace.is_quiet)
    workspace.input.choose(5)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.forking.fork is None
    assert page(workspace).note == (
        "The fork at tick 10 is gone: what was run from tick 4 on was forgotten for "
        "another input."
    )
    assert marks(workspace, "only-a") == set()


def test_that_a_restart_and_another_chip_end_a_fork(
    qtbot: QtBot, workspace: SimulateWorkspace, studio: Studio
) -> None:
    step(qtbot, workspace, 5)
    fork_at(qtbot, workspace, 3)
    workspace.setFocus()
    key(qtbot, workspace, Qt.Key.Key_Home)
    assert workspace.forking.fork is None
    assert "is gone: the run was begun anew" in page(workspace).note
    fork_at(qtbot, workspace, 0)
    assert page(workspace).note == ""
    studio.document.replace_by(Project(hand_made_oscillator()), None)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.forking.fork is None
    assert page(workspace).note == (
        "The fork at tick 0 is gone: another chip was opened."
    )


def test_that_a_comparison_can_be_called_off(
    qtbot: QtBot, played: SimulateWorkspace, studio: Studio
) -> None:
    fork_at(qtbot, played, 7)
    flip(qtbot, played, core=1, axon=0, neuron=0)
    run(qtbot, played, 5)
    button = played.findChild(QAbstractButton, "fork-run")
    played.findChild(QSpinBox, "fork-ticks").setValue(1_000_000)
    qtbot.mouseClick(button, LEFT)
    assert not button.isEnabled()
    studio.jobs.cancel(played.player._run_id)
    qtbot.waitUntil(played.is_quiet)
    assert button.isEnabled()
    assert played.forking.comparison.differences.end == 12
    played.setFocus()
    key(qtbot, played, Qt.Key.Key_Right)
    assert played.transport.tick_text == "Tick 8"


def test_that_a_fork_moves_and_leaves_spikes_before_it_behind(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    fork_at(qtbot, played, 2)
    choose(played, "line", line=0, spike_tick=4)
    click(qtbot, played, "fork-set")
    flip(qtbot, played, core=1, axon=0, neuron=0)
    fork_at(qtbot, played, 9)
    assert played.forking.fork == Fork(9, (SynapseFlip(1, 0, 0),))
    click(qtbot, played, "fork-undo")
    assert played.forking.fork == Fork(2, (LineFlip(0, 4), SynapseFlip(1, 0, 0)))


def test_that_marks_follow_the_ticks_and_lanes_on_show(
    qtbot: QtBot, played: SimulateWorkspace
) -> None:
    step(qtbot, played, 300)
    fork_at(qtbot, played, 7)
    flip(qtbot, played, core=1, axon=0, neuron=0)
    click(qtbot, played, "fork-to-end")
    qtbot.waitUntil(played.is_quiet)
    raster, found = played.views.raster, played.forking.comparison.differences
    for low, high in ((100, 140), (0, 20), (310, 329)):
        raster.show_ticks(low, high)
        qtbot.waitUntil(played.is_quiet)
        assert marks(played, "only-a") == on_show(played, found.only_a) != set()
    played.views.cores_card.lanes_changed.emit()
    raster.show_lanes((0,))
    played.forking._mark()
    assert {core for _, core, _ in marks(played, "only-a")} <= {0}


def test_that_the_selected_neuron_is_the_one_to_change(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 5)
    workspace.views.neuron_chosen.emit(2, 3)
    fork_at(qtbot, workspace, 4)
    values = [
        workspace.findChild(QSpinBox, f"fork-{name}").value()
        for name in ("core", "neuron")
    ]
    assert values == [2, 3]
    for kind in KINDS:
        choose(workspace, kind)
        names = require_reachable(workspace)
        assert {"fork-what", "fork-set", "fork-run", "fork-discard"} <= names


def test_that_a_hidden_page_runs_nothing(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Simulator, "restore", refuse)
    monkeypatch.setattr(type(page(workspace).result), "show_comparison", refuse)
    monkeypatch.setattr(workspace.views.raster, "set_marks", refuse)
    step(qtbot, workspace, 30)
    assert workspace.transport.tick_text == "Tick 30"


def test_that_columns_of_several_ticks_have_their_most() -> None:
    by_tick = np.zeros((1000, 3), np.int64)
    by_tick[[3, 998], 0] = 5, 7
    by_tick[500, 1] = 2
    edges, a, b = pooled(by_tick)
    assert (len(edges), edges[-1]) == (401, 1000)
    assert (a.max(), a.sum(), b.sum()) == (7, 12, 2)
    assert edges[int(a.argmax())] <= 998 < edges[int(a.argmax()) + 1]

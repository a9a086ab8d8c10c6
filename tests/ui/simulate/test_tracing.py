"""A spike is traced with mouse and keys, told as a tree, and lit in all views."""

from collections.abc import Callable, Generator, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from tests.circuits import oscillator
from tests.ui.simulate.test_going_back import click, key, step
from tests.ui.simulate.test_why import click_plot
from tests.ui.test_accessibility import controls
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.app.tracing import Direction, TracedSpike, far_end
from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE
from tnstudio.model.project import Project
from tnstudio.simulation.sources import Sources
from tnstudio.simulation.spike_log import spike_log
from tnstudio.simulation.trace import (
    InputSpike,
    OutputSpike,
    Spike,
    causes,
    consequences,
)
from tnstudio.ui.simulate import tracing as tracing_module
from tnstudio.ui.simulate.raster_view import LANE_SHARE
from tnstudio.ui.simulate.trace_page import TracePage
from tnstudio.ui.simulate.trace_words import CHANGED, NOTHING
from tnstudio.ui.simulate.tracing import NOBODY, UNRUN
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio

BACK, AHEAD = Direction.CAUSES, Direction.CONSEQUENCES
DISPLAY = Qt.ItemDataRole.DisplayRole


@pytest.fixture
def circuit(
    open_workspace: Callable[[Project], SimulateWorkspace],
) -> SimulateWorkspace:
    """The workspace on two cores that wake each other."""
    return open_workspace(Project(oscillator()))


def page(workspace: SimulateWorkspace) -> TracePage:
    return workspace.views.trace_page


def a_spike(workspace: SimulateWorkspace, core: int) -> Spike:
    """Return a spike of a core in the last tick."""
    frame = workspace._frame
    (neurons,) = np.nonzero(frame.recording.of_core(core)[-1])
    return Spike(frame.tick, core, int(neurons[0]))


def trace(qtbot: QtBot, workspace: SimulateWorkspace, spike: Spike) -> TracedSpike:
    """Select a neuron and press T."""
    workspace.views.neuron_chosen.emit(spike.core, spike.neuron)
    key(qtbot, workspace, Qt.Key.Key_T)
    assert page(workspace).isVisible()
    return page(workspace).shown


def marks(workspace: SimulateWorkspace, name: str) -> set[tuple[int, int, int]]:
    """Return tick, core and neuron of the marks in the raster."""
    found = workspace.views.raster._marks[name][0]
    if found is None:
        return set()
    rows = np.stack([found.tick, found.core, found.neuron], axis=1)
    return set(map(tuple, rows.tolist()))


def spikes_of(trace) -> set[tuple[int, int, int]]:
    return {(n.tick, n.core, n.neuron) for n in trace.nodes if isinstance(n, Spike)}


def check_lit(workspace: SimulateWorkspace) -> None:
    """What is lit is what is traced, no more and no less."""
    shown, views = page(workspace).shown, workspace.views
    ways = page(workspace).directions
    frames = {core: len(lights) for core, lights in views.cores_card.map.lights.items()}
    expected = {shown.spike.core: 1}
    for way in Direction:
        traced = shown.trace(way)
        wanted = spikes_of(traced) if way in ways else set()
        assert marks(workspace, f"trace {way.value}") == wanted
        for core in {n.core for n in traced.nodes[1:] if isinstance(n, Spike)}:
            expected[core] = expected.get(core, 0) + (way in ways)
    assert frames == {core: count for core, count in expected.items() if count}
    element = workspace.player.program.inputs.element
    lines = [n.line for n in shown.causes.nodes if isinstance(n, InputSpike)]
    pixels = {divmod(int(element[line]), 8) for line in lines if BACK in ways}
    assert set(workspace.input.picture.lit) == pixels


def check_crossbar(workspace: SimulateWorkspace) -> None:
    """Each lit synapse is one of the trace, filled if it acts in this tick."""
    shown, crossbar = page(workspace).shown, workspace.views.crossbar
    edges = [
        edge
        for way in page(workspace).directions
        for edge in shown.trace(way).edges
        if isinstance(edge.target, Spike) and edge.target.core == crossbar.core
    ]
    tick = workspace.player.position - 1
    now = {(e.axon, e.target.neuron) for e in edges if e.tick == tick}
    found = crossbar._lit_synapses.marks
    assert {(a, n) for a, n, _ in found} == {(e.axon, e.target.neuron) for e in edges}
    assert {(a, n) for a, n, acts in found if acts} == now


def test_that_t_traces_the_last_spike_of_the_selected_neuron(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 20)
    spike = a_spike(workspace, 4)
    shown = trace(qtbot, workspace, spike)
    assert shown.spike == spike
    program = workspace.player.program
    timeline = workspace.player._session._timeline
    recording = timeline.fork(0).replay(20)
    log = spike_log(program, 0, recording.events(), timeline.inputs(0, 20))
    sources, limits = Sources(program), page(workspace).limits
    assert shown.causes == causes(sources, log, spike, limits)
    assert shown.consequences == consequences(sources, log, spike, limits)
    assert any(isinstance(node, InputSpike) for node in shown.causes.nodes)
    assert any(isinstance(node, OutputSpike) for node in shown.consequences.nodes)
    assert workspace.player.position == 20
    assert "Tick 19: Core 4: layer 2" in page(workspace).told
    assert "Causes: these are all." in page(workspace).told
    check_lit(workspace)
    assert marks(workspace, "traced spike") == {(19, 4, spike.neuron)}


def test_that_the_crossbar_lights_what_acts_in_the_tick_on_show(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 20)
    spike = a_spike(workspace, 4)
    trace(qtbot, workspace, spike)
    crossbar = workspace.views.crossbar
    assert crossbar.lit is None
    workspace.views.pages.show_page("crossbar")
    check_crossbar(workspace)
    assert all(acts for *_, acts in crossbar._lit_synapses.marks)
    key(qtbot, workspace, Qt.Key.Key_Left)
    check_crossbar(workspace)
    assert not any(acts for *_, acts in crossbar._lit_synapses.marks)
    for core in range(5):
        workspace.views.core_chosen.emit(core)
        check_crossbar(workspace)
    key(qtbot, workspace, Qt.Key.Key_Escape)
    assert crossbar.lit is None


def test_that_a_click_on_a_spike_traces_it_while_the_page_is_open(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 12)
    raster, spike = workspace.views.raster, a_spike(workspace, 2)
    used = int(workspace.views.cores.used[2])
    place = spike.tick + 0.5, 2 + LANE_SHARE * (spike.neuron + 0.5) / used
    click_plot(qtbot, raster._plot, *place)
    qtbot.waitUntil(workspace.is_quiet)
    assert page(workspace).shown is None
    workspace.views.pages.show_page("trace")
    assert NOTHING in page(workspace).told
    click_plot(qtbot, raster._plot, *place)
    qtbot.waitUntil(workspace.is_quiet)
    assert page(workspace).shown.spike == spike
    check_lit(workspace)


def test_that_the_tree_holds_every_way_and_leads_to_neurons_and_ticks(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 20)
    shown = trace(qtbot, workspace, a_spike(workspace, 4))
    tree = page(workspace).tree
    model = tree.model()
    texts, seen = [], set()

    def walk(parent: QModelIndex, way: Direction) -> None:
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            assert model.parent(index) == parent
            record = model._rows[index.internalId()]
            seen.add((way, record.edge))
            assert record.node == far_end(record.edge, way)
            texts.append([model.index(row, k, parent).data(DISPLAY) for k in range(5)])
            walk(index, way)

    assert model.rowCount() == 2
    for row, way in enumerate(Direction):
        heading = model.index(row, 0)
        assert f"{len(shown.trace(way).nodes) - 1} spike" in heading.data(DISPLAY)
        walk(heading, way)
    edges = {(way, edge) for way in Direction for edge in shown.trace(way).edges}
    assert seen == edges
    assert any(text[0].startswith("pixel ") for text in texts)
    assert any(text[0].startswith("output ") and text[2] == "" for text in texts)
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Home)
    qtbot.keyClick(tree, Qt.Key.Key_Up)
    assert workspace.player.position == 20
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    first = shown.causes.edges[0].source
    assert (workspace.views.core, workspace.views.neuron) == (first.core, first.neuron)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace._frame.tick == first.tick
    assert page(workspace).shown == shown
    qtbot.keyClick(tree, Qt.Key.Key_T)
    qtbot.waitUntil(workspace.is_quiet)
    assert page(workspace).shown.spike == first
    qtbot.keyClick(tree, Qt.Key.Key_Escape)
    assert page(workspace).shown is None


def test_that_direction_and_filter_choose_what_is_seen(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 20)
    whole = trace(qtbot, workspace, a_spike(workspace, 4))
    field = workspace.findChild(QComboBox, "trace-direction")
    qtbot.keyClicks(field, "Causes")
    assert page(workspace).directions == (BACK,)
    check_lit(workspace)
    assert page(workspace).tree.model().rowCount() == 1
    qtbot.keyClicks(field, "Consequences")
    qtbot.keyClick(field, Qt.Key.Key_End)
    assert page(workspace).directions == (AHEAD,)
    check_lit(workspace)
    qtbot.keyClick(field, Qt.Key.Key_Home)
    check_lit(workspace)
    assert any(e.contribution < 0 for e in whole.causes.edges)
    box = workspace.findChild(QCheckBox, "trace-raising")
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert page(workspace).shown == whole.only_raising()
    assert all(e.contribution > 0 for e in page(workspace).shown.causes.edges)
    check_lit(workspace)


def test_that_what_is_cut_is_told_and_the_depth_mends_it(
    qtbot: QtBot, circuit: SimulateWorkspace
) -> None:
    step(qtbot, circuit, 20)
    depth = circuit.findChild(QSpinBox, "trace-depth")
    depth.setValue(2)
    assert page(circuit).shown is None
    shown = trace(qtbot, circuit, Spike(16, 0, 0))
    assert shown.spike == Spike(16, 0, 0)
    assert len(shown.causes.nodes) == 3
    assert "Causes: Those at the end were not followed" in page(circuit).told
    assert "run on, then trace again" in page(circuit).told
    depth.setValue(9)
    qtbot.waitUntil(circuit.is_quiet)
    assert InputSpike(1, 0) in page(circuit).shown.causes.nodes
    assert "Causes: these are all." in page(circuit).told
    circuit.setFocus()
    step(qtbot, circuit, 60)
    assert page(circuit).shown.end == 20
    depth.setValue(10)
    qtbot.waitUntil(circuit.is_quiet)
    assert page(circuit).shown.end > 20
    assert page(circuit).shown.spike == Spike(16, 0, 0)


def test_that_lines_of_a_circuit_are_named_and_selected(
    qtbot: QtBot, circuit: SimulateWorkspace, studio: Studio
) -> None:
    step(qtbot, circuit, 4)
    trace(qtbot, circuit, Spike(1, 0, 0))
    tree = page(circuit).tree
    model = tree.model()
    tree.setCurrentIndex(model.index(0, 0, model.index(0, 0)))
    assert tree.currentIndex().data(DISPLAY) == "input start"
    assert studio.document.selection == Selection((Item(Kind.INPUT, index=0),))
    found = [
        model.index(row, 0, model.index(1, 0)).data(DISPLAY)
        for row in range(model.rowCount(model.index(1, 0)))
    ]
    assert found == ["core 1 · neuron 0", "core 1 · neuron 1"]
    assert workspace_pixels(circuit) == ()


def workspace_pixels(workspace: SimulateWorkspace) -> tuple[tuple[int, int], ...]:
    return workspace.input.picture.lit


def test_that_it_is_told_what_is_missing_for_a_trace(
    qtbot: QtBot, circuit: SimulateWorkspace
) -> None:
    key(qtbot, circuit, Qt.Key.Key_T)
    assert UNRUN in page(circuit).told
    step(qtbot, circuit, 3)
    key(qtbot, circuit, Qt.Key.Key_T)
    assert NOBODY in page(circuit).told
    trace(qtbot, circuit, Spike(2, 0, 4))
    assert page(circuit).shown is None
    assert "Neuron 4 of core 0 did not fire in ticks 0 to 2." in page(circuit).told
    click(qtbot, circuit, "trace-start")
    assert "did not fire" in page(circuit).told


def test_that_a_trace_goes_with_the_past_that_it_was_of(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 30)
    trace(qtbot, workspace, a_spike(workspace, 4))
    workspace.setFocus()
    for move in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_End):
        key(qtbot, workspace, move)
        assert page(workspace).shown is not None
    workspace.findChild(QSpinBox, "step-count").setValue(20)
    key(qtbot, workspace, Qt.Key.Key_Left, shift=True)
    workspace.input.choose(1)
    qtbot.waitUntil(workspace.is_quiet)
    key(qtbot, workspace, Qt.Key.Key_Right)
    assert page(workspace).shown is None
    assert CHANGED in page(workspace).told
    assert not marks(workspace, "trace causes")
    assert workspace_pixels(workspace) == ()
    trace(qtbot, workspace, a_spike(workspace, 4))
    key(qtbot, workspace, Qt.Key.Key_Home)
    assert page(workspace).shown is None


def test_that_other_spikes_in_ticks_run_anew_end_a_trace(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 30)
    trace(qtbot, workspace, a_spike(workspace, 4))
    workspace.setFocus()
    key(qtbot, workspace, Qt.Key.Key_Home)
    step(qtbot, workspace, 30)
    trace(qtbot, workspace, a_spike(workspace, 4))
    workspace.player.go_to(5)
    qtbot.waitUntil(workspace.is_quiet)
    assert page(workspace).shown is not None
    workspace.input.choose(1)
    # In one step to beyond where it ended.
    step(qtbot, workspace, 60)
    assert page(workspace).shown is None


def without_end(*_: object) -> Generator[None, None, None]:
    """Trace for as long as nobody calls it off."""
    while True:
        yield


def test_that_only_the_last_wish_is_traced_and_each_can_be_called_off(
    qtbot: QtBot,
    workspace: SimulateWorkspace,
    studio: Studio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step(qtbot, workspace, 30)
    spikes = [a_spike(workspace, core) for core in (0, 2, 4)]
    asked = []
    consult = workspace.player.consult

    def count(*words: object) -> None:
        asked.append(words)
        consult(*words)

    workspace.player.consult = count
    for spike in spikes:
        workspace.tracing.trace(spike)
    assert "Tracing …" in page(workspace).told
    qtbot.waitUntil(workspace.is_quiet)
    assert page(workspace).shown.spike == spikes[-1]
    assert len(asked) == 2
    with monkeypatch.context() as patch:
        patch.setattr(SimulationSession, "tracing", without_end)
        workspace.tracing.trace(spikes[0])
        studio.jobs.cancel(workspace.player._run_id)
        qtbot.waitUntil(workspace.is_quiet)
    assert page(workspace).shown is None
    assert NOTHING in page(workspace).told
    workspace.tracing.trace(spikes[1])
    workspace.tracing.clear.trigger()
    qtbot.waitUntil(workspace.is_quiet)
    assert page(workspace).shown is None
    assert workspace.player.position == 30


def test_that_a_trace_stops_the_play_and_leaves_the_chip_where_it_is(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    workspace.views.neuron_chosen.emit(0, 3)
    workspace.player.set_rate(None)
    workspace.transport.play.trigger()
    qtbot.waitUntil(lambda: workspace.player.position > 300)
    key(qtbot, workspace, Qt.Key.Key_T)
    assert not workspace.player.is_playing
    assert workspace.player._session.tick == workspace.player.position


def test_that_views_are_lit_only_while_they_are_seen(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    step(qtbot, workspace, 20)
    with monkeypatch.context() as patch:
        patch.setattr(tracing_module, "lit_synapses", refuse)
        trace(qtbot, workspace, a_spike(workspace, 4))
        key(qtbot, workspace, Qt.Key.Key_Left)
    workspace.views.pages.show_page("crossbar")
    check_crossbar(workspace)
    for theme in ("dark", "light"):
        workspace._studio.theme.set_mode(theme)
        check_crossbar(workspace)
        assert not workspace.grab().isNull()


def test_that_a_failed_trace_is_told_and_leaves_nothing(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    step(qtbot, workspace, 9)
    workspace.views.neuron_chosen.emit(1, 3)
    with monkeypatch.context() as patch:
        patch.setattr(SimulationSession, "tracing", lambda *_: _failing())
        key(qtbot, workspace, Qt.Key.Key_T)
    assert page(workspace).shown is None
    assert NOTHING in page(workspace).told
    spike = a_spike(workspace, 4)
    assert trace(qtbot, workspace, spike).spike == spike


def _failing() -> Iterator[None]:
    yield
    raise TNStudioError("The past is gone", "here", "look ahead")


def test_that_every_control_of_the_page_is_named_and_reached_by_keys(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 9)
    trace(qtbot, workspace, a_spike(workspace, 4))
    for control in [*controls(page(workspace)), page(workspace).tree]:
        assert control.objectName()
        assert control.accessibleName() or control.text()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    least = workspace.minimumSizeHint()
    assert least.width() <= 900
    assert least.height() <= 610
    assert workspace.views.neuron != NONE

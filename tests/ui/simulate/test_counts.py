"""Counts of the run: on the page, in the crossbar and on the map."""

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.simulate.pages import turn_to
from tests.ui.simulate.test_going_back import click, key, step
from tests.ui.test_accessibility import controls
from tnstudio.app import watches
from tnstudio.simulation.counts import Counter
from tnstudio.simulation.energy import FIT_0V8, MEASURED_E15
from tnstudio.ui.simulate import counting
from tnstudio.ui.simulate.map_page import UNCOUNTED, MapPage
from tnstudio.ui.simulate.workspace import SimulateWorkspace

LEFT = Qt.MouseButton.LeftButton


def choose(qtbot: QtBot, workspace: SimulateWorkspace, name: str, text: str) -> None:
    """Choose of a list by keys."""
    choice = workspace.findChild(QComboBox, name)
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Home)
    for _ in range(choice.findText(text)):
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert choice.currentText() == text
    workspace.setFocus()
    qtbot.waitUntil(workspace.is_quiet)


def counts_of(workspace: SimulateWorkspace, first: int, stop: int):
    """Count all recorded ticks anew, and take those of a stretch."""
    timeline = workspace.player._session._timeline
    fork = timeline.fork(0)
    recording = fork.replay(timeline.end)
    counts = Counter(timeline.program).count(recording, timeline.inputs(0, fork.end))
    names = ("spikes", "synaptic_events", "axon_events", "hops")
    return [int(getattr(counts, name)[first:stop].sum()) for name in names]


def check_page(workspace: SimulateWorkspace, onset: int, stop: int) -> None:
    page = workspace.views.counts_page
    spans = ((stop - 1, stop), (onset, stop), (0, stop))
    expected = [counts_of(workspace, *span) for span in spans]
    rows = list(csv.reader(io.StringIO(page.csv())))
    assert rows[0] == ["count", "this tick", "this image", "whole run"]
    assert rows[1][1:] == [str(first) for first, _ in spans]
    assert rows[2][1:] == [str(end - first) for first, end in spans]
    found = np.array([row[1:] for row in rows[3:7]], int).T.tolist()
    assert found == expected
    shown = [[text.replace(",", "") for text in row[1:]] for row in page.texts[1:5]]
    assert np.array(shown, int).T.tolist() == expected


def test_that_the_page_counts_the_tick_the_image_and_the_run(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 7)
    turn_to(qtbot, workspace, "counts")
    check_page(workspace, 0, 7)
    step(qtbot, workspace, 5)
    check_page(workspace, 0, 12)
    click(qtbot, workspace, "image-next")
    step(qtbot, workspace, 6)
    check_page(workspace, 12, 18)
    key(qtbot, workspace, Qt.Key.Key_Left)
    check_page(workspace, 12, 17)
    # Ticks that are run while nobody looks are counted later.
    turn_to(qtbot, workspace, "crossbar")
    step(qtbot, workspace, 9)
    assert workspace._frame.seen.counts is None
    turn_to(qtbot, workspace, "counts")
    check_page(workspace, 12, 26)
    click(qtbot, workspace, "restart-button")
    assert workspace.views.counts_page.csv() == ""
    step(qtbot, workspace, 2)
    check_page(workspace, 0, 2)


def test_that_many_ticks_are_counted_when_the_user_wants_it(
    qtbot: QtBot, workspace: SimulateWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", 0)
    step(qtbot, workspace, 30)
    turn_to(qtbot, workspace, "counts")
    page = workspace.views.counts_page
    label = workspace.findChild(QLabel, "counts-missing")
    assert label.text() == "30 ticks not counted yet"
    assert page.texts[1][3] == "–"
    step(qtbot, workspace, 2)
    assert label.isVisible()
    click(qtbot, workspace, "counts-count")
    assert not label.isVisible()
    assert workspace.player.position == 32
    check_page(workspace, 0, 32)


def test_that_energy_tells_its_range_and_where_it_comes_from(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    turn_to(qtbot, workspace, "counts")
    step(qtbot, workspace, 4)
    page = workspace.views.counts_page
    events = counts_of(workspace, 0, 4)[1]
    joules = 4 * 5 * 15.7e-9 + events * 2.3e-12
    rows = list(csv.reader(io.StringIO(page.csv())))
    assert rows[-1][0] == f"energy high (J; {FIT_0V8.name})"
    assert float(rows[-1][3]) == pytest.approx(joules, 1e-5)
    choose(qtbot, workspace, "counts-profile", f"Energy by {MEASURED_E15.name}")
    assert page.texts[5] == ["Energy", "–", "268–282 nJ", "268–282 nJ"]
    assert MEASURED_E15.source in page.remark
    assert "4 ticks per frame" in page.remark
    button = workspace.findChild(QPushButton, "counts-copy")
    qtbot.mouseClick(button, LEFT)
    assert QGuiApplication.clipboard().text() == page.csv()


def expected_acts(workspace: SimulateWorkspace, first: int, stop: int) -> np.ndarray:
    """Run all ticks anew, and add up where an active axon has a closed synapse."""
    views = workspace.views
    program, core = views.cores.program, views.core
    timeline = workspace.player._session._timeline.fork(0)
    acts = np.zeros(program.crossbar(core).shape, int)
    for tick in range(stop):
        timeline.replay(1)
        if tick >= first:
            acts += program.crossbar(core) & timeline.active_axons[core][:, None]
    return acts[: views.cores.fed[core], : views.cores.used[core]]


def test_that_the_crossbar_tells_how_often_each_synapse_acted(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    crossbar = workspace.views.crossbar
    step(qtbot, workspace, 8)
    click(qtbot, workspace, "image-next")
    step(qtbot, workspace, 5)
    for text, first in (("Since the image", 8), ("Since tick 0", 0), ("This tick", 12)):
        choose(qtbot, workspace, "crossbar-span", text)
        np.testing.assert_array_equal(
            crossbar.acted, expected_acts(workspace, first, 13)
        )
    choose(qtbot, workspace, "crossbar-span", "Since tick 0")
    workspace.views.core_chosen.emit(4)
    qtbot.waitUntil(workspace.is_quiet)
    np.testing.assert_array_equal(crossbar.acted, expected_acts(workspace, 0, 13))
    key(qtbot, workspace, Qt.Key.Key_Left)
    np.testing.assert_array_equal(crossbar.acted, expected_acts(workspace, 0, 12))
    axon, neuron = np.argwhere(crossbar.acted)[0].tolist()
    crossbar.tell_about(axon, neuron)
    assert f"acted {crossbar.acted[axon, neuron]} times" in crossbar.told
    crossbar.tell_about(-5, 0)
    assert crossbar.told.startswith(
        f"Ticks 0 to 11: synapses acted {crossbar.acted.sum():,} times"
    )
    # Drawn the darker the more often, and never like a synapse that is off.
    cells, acted = crossbar.shades, crossbar.acted
    assert cells[acted == acted.max()].tolist() == [254] * (acted == acted.max()).sum()
    assert ((cells > 0) | (acted == 0)).all()
    turn_to(qtbot, workspace, "neuron")
    step(qtbot, workspace, 3)
    assert workspace._frame.seen == watches.NOTHING
    turn_to(qtbot, workspace, "crossbar")
    np.testing.assert_array_equal(crossbar.acted, expected_acts(workspace, 0, 15))


def test_that_the_crossbar_is_zoomed_by_keys_to_single_synapses(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 8)
    crossbar = workspace.views.crossbar
    plot = crossbar._plot
    plot.setFocus()
    whole = crossbar._view().viewRect()
    for _ in range(8):
        qtbot.keyClick(plot, Qt.Key.Key_Plus)
    close = crossbar._view().viewRect()
    assert close.height() < whole.height() / 4
    plot.viewport().repaint()
    assert crossbar.cell_marks.numbers > 0
    qtbot.keyClick(plot, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert crossbar._view().viewRect().top() > close.top()
    qtbot.keyClick(plot, Qt.Key.Key_Minus)
    assert crossbar._view().viewRect().height() > close.height()
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert crossbar._view().viewRect() == whole
    plot.viewport().repaint()
    assert crossbar.cell_marks.numbers == 0


def page_of(qtbot: QtBot, workspace: SimulateWorkspace) -> MapPage:
    turn_to(qtbot, workspace, "map")
    return workspace.views.map_page


def test_that_the_map_tells_what_was_not_counted_yet(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    turn_to(qtbot, workspace, "map")
    page = workspace.views.map_page
    measure = page.findChild(QComboBox, "map-measure")
    assert page.told == ""
    step(qtbot, workspace, 5)
    assert page.told.startswith("Mean of ticks 0 to 4")
    measure.setCurrentText("Synaptic events")
    assert page.told == UNCOUNTED
    step(qtbot, workspace, 1)
    assert page.told.startswith("Tick 5;")


def test_that_the_map_shows_what_is_measured(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    page = page_of(qtbot, workspace)
    step(qtbot, workspace, 6)
    key(qtbot, workspace, Qt.Key.Key_Right)
    program, frame = workspace.views.cores.program, workspace._frame
    fired = [frame.recording.of_core(core)[-1].sum() for core in range(5)]
    used = workspace.views.cores.used
    np.testing.assert_allclose(page.reading.values, 100 * np.array(fired) / used)
    assert (page.reading.first, page.reading.ticks) == (6, 1)
    choose(qtbot, workspace, "map-measure", "Synaptic events")
    key(qtbot, workspace, Qt.Key.Key_Right)
    active = workspace._frame.active_axons
    events = [(program.crossbar(c) & active[c][:, None]).sum() for c in range(5)]
    assert page.reading.values.tolist() == events
    choose(qtbot, workspace, "map-measure", "Energy")
    joules = 15.7 + 2.3e-3 * np.array(events)
    np.testing.assert_allclose(page.reading.values, joules)
    choose(qtbot, workspace, "map-measure", "Mean V")
    v = workspace._frame.potentials
    mean = [v[core, : used[core]].mean() for core in range(5)]
    np.testing.assert_allclose(page.reading.values, mean)
    assert page.legend.text.startswith("−")
    x, y = page.map.centre_of(3)
    qtbot.mouseMove(page.map, QPoint(int(x), int(y)))
    qtbot.waitUntil(lambda: page.told.startswith(workspace.views.cores.name(3)))
    assert page.told.endswith("mean V")


@pytest.mark.parametrize("layout", ["Layers", "Chip"])
def test_that_a_click_on_the_map_selects_and_a_drag_moves(
    qtbot: QtBot, workspace: SimulateWorkspace, layout: str
) -> None:
    page = page_of(qtbot, workspace)
    choose(qtbot, workspace, "map-layout", layout)
    for core in range(5):
        x, y = page.map.centre_of(core)
        qtbot.mouseClick(page.map, LEFT, pos=QPoint(int(x), int(y)))
        assert workspace.views.core == core
    page.map.setFocus()
    for _ in range(6):
        qtbot.keyClick(page.map, Qt.Key.Key_Plus)
    assert page.map.zoom > 3
    x, y = page.map.centre_of(2)
    page._scroll.ensureVisible(int(x), int(y))
    bar = page._scroll.horizontalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    spot = page.map.visibleRegion().boundingRect().center()
    qtbot.mousePress(page.map, LEFT, pos=spot)
    QApplication.sendEvent(page.map, moved_by(page, spot, QPoint(-30, 0)))
    qtbot.mouseRelease(page.map, LEFT, pos=spot)
    assert bar.value() == before + 30
    assert workspace.views.core == 4
    at = QPointF(page.map.visibleRegion().boundingRect().center())
    zoom = page.map.zoom
    QApplication.sendEvent(page.map, wheel(page, at, -120))
    assert page.map.zoom < zoom
    qtbot.keyClick(page.map, Qt.Key.Key_0)
    assert page.map.zoom == 1
    qtbot.keyClick(page.map, Qt.Key.Key_Left)
    assert workspace.views.core != 4


def moved_by(page: MapPage, spot: QPoint, way: QPoint) -> QMouseEvent:
    at = QPointF(spot + way)
    return QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        QPointF(page.map.mapToGlobal(at)),
        LEFT,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )


def wheel(page: MapPage, at: QPointF, angle: int) -> QWheelEvent:
    return QWheelEvent(
        at,
        QPointF(page.map.mapToGlobal(at)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_that_every_control_of_map_and_counts_is_named_and_fits(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    step(qtbot, workspace, 3)
    for name in ("crossbar", "map", "counts"):
        turn_to(qtbot, workspace, name)
        for control in controls(workspace.views.pages.page(name)):
            if control.objectName().startswith("qt_"):
                continue
            assert control.objectName()
            assert control.accessibleName() or control.text()
            assert control.toolTip()
        least = workspace.minimumSizeHint()
        assert least.width() <= 900
        assert least.height() <= 610


def test_that_captions_of_the_crossbar_are_shown_whole_or_not_at_all(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    crossbar = workspace.views.crossbar

    def shown() -> set[bool]:
        return {caption.isVisible() for caption in crossbar._captions}

    workspace.resize(1280, 900)
    qtbot.waitUntil(lambda: shown() == {True})
    workspace.resize(900, 600)
    qtbot.waitUntil(lambda: shown() == {False})

"""The raster is zoomed, moved and filled by mouse, keys and menus."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.program import NONE
from tnstudio.simulation.packing import unpack
from tnstudio.ui.simulate.pooling import columns_of
from tnstudio.ui.simulate.raster_view import RasterView
from tnstudio.ui.simulate.rate_plot import MEAN, PEAK
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton
NONE_HELD = Qt.KeyboardModifier.NoModifier
TICKS = 300


@pytest.fixture
def raster(qtbot: QtBot, workspace: SimulateWorkspace) -> RasterView:
    """The raster after some ticks."""
    workspace.player.step(TICKS)
    qtbot.waitUntil(workspace.is_quiet)
    return workspace.views.raster


def span(raster: RasterView) -> float:
    first, end = raster.range_on_show
    return end - first


def button(raster: RasterView, name: str) -> QToolButton:
    found = raster.findChild(QToolButton, f"raster-{name}")
    assert isinstance(found, QToolButton)
    return found


def action(raster: RasterView, name: str) -> QAction:
    found = raster.findChild(QAction, name)
    assert isinstance(found, QAction)
    return found


def wheel(raster: RasterView, notches: int) -> None:
    """Turn the wheel above the middle of the lanes."""
    viewport = raster._plot.viewport()
    place = QPointF(viewport.rect().center())
    QApplication.sendEvent(
        viewport,
        QWheelEvent(
            place,
            viewport.mapToGlobal(place),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            NONE_HELD,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def test_that_keys_zoom_and_move_while_the_raster_has_the_focus(
    qtbot: QtBot, workspace: SimulateWorkspace, raster: RasterView
) -> None:
    raster.setFocus()
    assert raster.range_on_show == (100, 300)
    qtbot.keyClick(raster, Qt.Key.Key_Plus)
    assert raster.range_on_show == (200, 300)
    qtbot.keyClick(raster, Qt.Key.Key_Minus)
    assert raster.range_on_show == (100, 300)
    qtbot.keyClick(raster, Qt.Key.Key_0)
    assert raster.range_on_show == (0, 300)
    assert button(raster, "follow").isChecked()
    qtbot.keyClick(raster, Qt.Key.Key_Plus)
    qtbot.keyClick(raster, Qt.Key.Key_Plus)
    before = raster.range_on_show
    qtbot.keyClick(raster, Qt.Key.Key_PageUp)
    assert raster.range_on_show[1] < before[1]
    assert not button(raster, "follow").isChecked()
    low = raster.range_on_show[0]
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(raster, Qt.Key.Key_Right, control)
    assert raster.range_on_show[0] == pytest.approx(low + 0.1 * span(raster))
    # Without it the key steps, as everywhere in this workspace.
    before = raster.range_on_show
    qtbot.keyClick(raster, Qt.Key.Key_Right)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.player.position == TICKS + 1
    assert raster.range_on_show == before


def test_that_the_workspace_s_keys_do_not_zoom(
    qtbot: QtBot, workspace: SimulateWorkspace, raster: RasterView
) -> None:
    workspace.setFocus()
    before = raster.range_on_show
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_0, Qt.Key.Key_PageUp):
        qtbot.keyClick(workspace, key)
    assert raster.range_on_show == before


def test_that_the_wheel_zooms_and_a_drag_leaves_the_newest_tick(
    qtbot: QtBot, raster: RasterView
) -> None:
    wheel(raster, 3)
    assert span(raster) == pytest.approx(200 * 0.8**3, abs=1)
    assert button(raster, "follow").isChecked()
    viewport = raster._plot.viewport()
    middle = viewport.rect().center()
    qtbot.mousePress(viewport, LEFT, pos=middle)
    for by in (20, 60, 120):
        qtbot.mouseMove(viewport, middle + QPoint(by, 0))
        QApplication.sendEvent(viewport, _moved(viewport, middle + QPoint(by, 0)))
    qtbot.mouseRelease(viewport, LEFT, pos=middle + QPoint(120, 0))
    assert not button(raster, "follow").isChecked()
    assert raster.range_on_show[0] < 190
    before = span(raster)
    wheel(raster, -1)
    assert span(raster) == pytest.approx(before / 0.8)
    qtbot.mouseDClick(viewport, LEFT, pos=middle)
    assert button(raster, "follow").isChecked()
    assert raster.range_on_show == (100, 300)


def _moved(viewport: QWidget, place: QPoint) -> QMouseEvent:
    where = QPointF(place)
    return QMouseEvent(
        QEvent.Type.MouseMove,
        where,
        viewport.mapToGlobal(where),
        Qt.MouseButton.NoButton,
        LEFT,
        NONE_HELD,
    )


def test_that_buttons_zoom_and_the_scroll_bar_tells_where_one_is(
    qtbot: QtBot, raster: RasterView
) -> None:
    bar = raster.findChild(QScrollBar, "raster-ticks")
    assert isinstance(bar, QScrollBar)
    qtbot.mouseClick(button(raster, "zoom-in"), LEFT)
    assert (bar.value(), bar.pageStep(), bar.maximum()) == (200, 100, 200)
    qtbot.mouseClick(button(raster, "zoom-out"), LEFT)
    qtbot.mouseClick(button(raster, "zoom-in"), LEFT)
    bar.setValue(40)
    assert raster.range_on_show == (40, 140)
    assert not button(raster, "follow").isChecked()
    qtbot.mouseClick(button(raster, "fit"), LEFT)
    assert raster.range_on_show == (0, 300)
    assert bar.maximum() == 0


def test_that_pictures_show_each_spike_at_any_zoom(
    qtbot: QtBot, workspace: SimulateWorkspace, raster: RasterView
) -> None:
    record = workspace.player.record
    for first, end in ((100, 104), (0, 50), (3, 290), (0, 300)):
        raster.show_ticks(first, end)
        pooled = raster._drawn.pooled
        assert pooled.words.shape[1] <= max(2, raster._pixels()[0])
        for core, picture in raster.pictures().items():
            used = int(workspace.views.cores.used[core])
            bits = unpack(record.words(core, first, end), used)
            assert picture.shape == (used, end - first)
            assert np.array_equal(picture != 0, bits.T)


def test_that_old_spikes_are_hatched_and_then_computed_again(
    qtbot: QtBot, workspace: SimulateWorkspace, raster: RasterView
) -> None:
    raster.show_ticks(50, 100)
    before = raster.pictures()
    record = workspace.player.record
    record.resize(1000)
    assert record.first == TICKS
    raster.draw()
    assert raster.hatched == (50, 100)
    assert raster.note.startswith("Hatched: only an overview")
    assert "memory for recordings is full" in raster.notice.text
    wrong = raster.pictures()
    assert any(not np.array_equal(wrong[core], before[core]) for core in before)
    potentials = workspace._frame.potentials
    qtbot.waitUntil(lambda: raster.missing is None)
    qtbot.waitUntil(workspace.is_quiet)
    assert raster.note == ""
    assert raster.hatched[0] == raster.hatched[1]
    for core, picture in raster.pictures().items():
        assert np.array_equal(picture, before[core])
    core, tick = 4, 60
    neuron = int(np.argmax(before[core][:, tick - 50]))
    raster.tell_about(tick, 4, 0.9 * (neuron + 0.5) / len(before[core]))
    assert raster.told.endswith("spike")
    # The chip is where it was.
    assert workspace.player.position == TICKS
    workspace.player.step(1)
    qtbot.waitUntil(workspace.is_quiet)
    assert np.array_equal(workspace._frame.potentials_before, potentials)
    # It is said once.
    qtbot.mouseClick(raster.findChild(QPushButton, "raster-notice-button"), LEFT)
    raster.draw()
    assert raster.notice.text == ""


def test_that_another_image_makes_what_was_computed_void(
    qtbot: QtBot, workspace: SimulateWorkspace, raster: RasterView
) -> None:
    workspace.player.record.resize(1000)
    raster.show_ticks(0, 100)
    qtbot.waitUntil(lambda: raster.missing is None)
    qtbot.waitUntil(workspace.is_quiet)
    workspace.player.go_to(20)
    workspace.player.show_image(1)
    workspace.player.step(30)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.player.record.end == 50
    workspace.player.step(1)
    qtbot.waitUntil(workspace.is_quiet)
    session = workspace.player._session
    raster.show_ticks(0, 51)
    qtbot.waitUntil(workspace.is_quiet)
    for core, picture in raster.pictures().items():
        expected = np.concatenate(
            [p.of_core(core) for p in session._timeline.retelling(0, 51)]
        )[:, : len(picture)]
        assert np.array_equal(picture[:, :51] != 0, expected.T)


def test_that_the_memory_for_recordings_is_set_and_remembered(
    qtbot: QtBot, workspace: SimulateWorkspace, raster: RasterView, studio: Studio
) -> None:
    menu = raster.memory_menu
    menu.refresh()
    assert "300 ticks exactly, all that were run" in menu.told
    field = menu.findChild(QSpinBox, "recording-memory")
    assert isinstance(field, QSpinBox)
    assert field.value() == 512
    field.setValue(64)
    assert workspace.player.record.budget_bytes == 64 * 2**20
    assert studio.settings.values.recording_bytes == 64 * 2**20
    workspace._close()
    workspace._show_project()
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.player.record.budget_bytes == 64 * 2**20


def test_that_lanes_are_chosen_by_layer_lines_and_selection(
    workspace: SimulateWorkspace, raster: RasterView, studio: Studio
) -> None:
    menu = raster.lanes_menu
    layers = menu._layers.actions()
    assert [layer.text() for layer in layers] == ["Layer 1", "Readout"]
    layers[1].trigger()
    assert raster.lanes == (4,)
    action(raster, "lanes-of-fed").trigger()
    assert raster.lanes == (0, 1, 2, 3)
    action(raster, "lanes-of-outputs").trigger()
    assert raster.lanes == (4,)
    items = tuple(Item(Kind.CORE, 0, core) for core in (1, 3))
    studio.document.select(Selection(items), None)
    action(raster, "lanes-of-selection").trigger()
    assert raster.lanes == (1, 3)
    action(raster, "lanes-of-all").trigger()
    assert raster.lanes == (0, 1, 2, 3, 4)
    assert workspace.views.cores_card.lanes == raster.lanes


def test_that_neurons_are_chosen_by_number_or_by_selection(
    qtbot: QtBot, workspace: SimulateWorkspace, raster: RasterView
) -> None:
    all_of = raster.pictures()
    field = raster.lanes_menu.findChild(QLineEdit, "raster-neurons")
    assert isinstance(field, QLineEdit)
    field.setText("0-3, 9")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    for core, picture in raster.pictures().items():
        numbers = [n for n in (0, 1, 2, 3, 9) if n < len(all_of[core])]
        assert np.array_equal(picture, all_of[core][numbers])
    field.setText("0-99")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    problem = action(raster, "raster-neurons-problem")
    assert problem.isVisible()
    assert "0 to 15" in problem.text()
    assert raster.pictures()[4].shape == all_of[4].shape
    workspace.views.select(4, 7)
    action(raster, "neurons-selected").trigger()
    assert np.array_equal(raster.pictures()[4], all_of[4][[7]])
    workspace.views.select(4, 8)
    assert np.array_equal(raster.pictures()[4], all_of[4][[8]])
    assert raster.marked == (4, 8)


def test_that_the_rate_tells_mean_and_peak_of_each_column(
    workspace: SimulateWorkspace, raster: RasterView
) -> None:
    counts = workspace.player.record.activity.counts(0, TICKS)
    raster.show_ticks(0, TICKS)
    assert np.array_equal(raster.rate.peak, counts)
    rate = raster.rate
    rate.show_rate(workspace.player.record.activity, 0, TICKS, 7)
    columns = [counts[k : k + 7] for k in range(0, TICKS, 7)]
    assert np.allclose(rate.mean, [column.mean() for column in columns])
    assert np.array_equal(rate.peak, [column.max() for column in columns])
    drawn = rate.cells != 0
    assert np.array_equal(drawn.any(axis=0), rate.peak > 0)
    tallest = int(np.argmax(rate.peak))
    assert drawn.sum(axis=0)[tallest] == drawn.sum(axis=0).max()
    assert {MEAN, PEAK} <= set(np.unique(rate.cells).tolist())
    shows = action(raster, "raster-shows-rate")
    shows.setChecked(False)
    assert not rate.isVisible()


def test_that_inputs_and_outputs_are_shown_when_wanted(
    qtbot: QtBot, workspace: SimulateWorkspace, raster: RasterView
) -> None:
    program, strips = workspace.player.program, raster.strips
    assert not strips.inputs.isVisible()
    assert strips.wanted is None
    raster.show_ticks(10, 90)
    action(raster, "raster-shows-outputs").setChecked(True)
    line = program.routes.line[4]
    bits = unpack(workspace.player.record.words(4, 10, 90), 16)
    labels = np.append(program.outputs.label, NONE)[line]
    for label in range(3):
        spiked = bits[:, labels == label].any(axis=1)
        assert np.array_equal(strips.outputs.cells[label] > 0, spiked)
    action(raster, "raster-shows-inputs").setChecked(True)
    assert strips.inputs.hatched == (10, 90)
    qtbot.waitUntil(workspace.is_quiet)
    assert strips.wanted is None
    lines = workspace.player._session._timeline.inputs(10, 90)
    element = program.inputs.element
    expected = np.zeros((64, 80), np.bool_)
    for row in range(64):
        expected[row] = lines[:, element == row].any(axis=1)
    cells = strips.inputs.cells
    assert 20 < len(cells) < 64
    pooled = np.maximum.reduceat(expected, columns_of(64, len(cells)), axis=0)
    assert np.array_equal(cells > 0, pooled)


def test_that_the_timeline_marks_what_the_raster_shows_and_keeps_its_picture(
    qtbot: QtBot, workspace: SimulateWorkspace, raster: RasterView
) -> None:
    bar = workspace.transport.timeline
    bar.grab()
    picture = bar._picture.cacheKey()
    plain = bar.grab().toImage()
    raster.show_ticks(60, 120)
    marked = bar.grab().toImage()
    assert bar._picture.cacheKey() == picture
    y = bar.height() - 4
    text = workspace._studio.theme.colours.text
    x = round(bar._x(90))
    dark = [marked.pixelColor(x, y + k).name() for k in range(4)]
    assert text in dark
    assert text not in [plain.pixelColor(x, y + k).name() for k in range(4)]
    workspace.player.step(1)
    qtbot.waitUntil(workspace.is_quiet)
    bar.grab()
    assert bar._picture.cacheKey() != picture


def test_that_a_hidden_raster_asks_for_nothing(
    qtbot: QtBot, workspace: SimulateWorkspace, raster: RasterView
) -> None:
    workspace.player.record.resize(1000)
    raster.hide()
    raster.show_ticks(0, 50)
    assert raster.missing is None
    assert workspace.is_quiet()
    raster.show()
    qtbot.waitUntil(lambda: raster.note == "" and raster.missing is None)


def test_that_each_control_is_named_and_explained(
    workspace: SimulateWorkspace, raster: RasterView
) -> None:
    for control in raster.findChildren(QToolButton):
        if control.isVisible():
            assert control.objectName()
            assert control.accessibleName() or control.text()
            assert control.toolTip()
    assert workspace.minimumSizeHint().width() <= 900

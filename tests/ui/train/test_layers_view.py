"""Histograms over the epochs: scrubber, heat maps, figures of each layer."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSlider, QTabBar
from pytestqt.qtbot import QtBot

from tests.ui.small_world import project_with_run
from tests.ui.train.test_runs import LONG, click, set_epochs, wait_for_epoch
from tnstudio.app.evolution import Evolution, layer_evolution
from tnstudio.app.histograms import histograms_after
from tnstudio.model.project import Project
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.figures_view import MARKS, FiguresPlot
from tnstudio.ui.train.heat_view import LEAST_COLOUR, HeatPlot, coloured
from tnstudio.ui.train.layers_view import (
    EVOLUTION,
    FIGURES,
    HISTOGRAMS,
    TALL,
    WIDE,
    LayersView,
    arranged,
)
from tnstudio.ui.train.scrubber import Scrubber
from tnstudio.ui.train.workspace import TrainWorkspace

EPOCHS = 6


@pytest.fixture(scope="module")
def project() -> Project:
    return project_with_run(EPOCHS)


@pytest.fixture
def workspace(
    project: Project, open_workspace: Callable[[Project], TrainWorkspace]
) -> TrainWorkspace:
    return open_workspace(project)


def slider(workspace: TrainWorkspace) -> QSlider:
    found = workspace.findChild(QSlider, "epoch-scrubber")
    assert isinstance(found, QSlider)
    return found


def shown_epoch(workspace: TrainWorkspace) -> str:
    label = workspace.findChild(QLabel, "epoch-shown")
    assert isinstance(label, QLabel)
    return label.text()


def counts_on_show(view: LayersView) -> list[tuple[int, ...]]:
    return [plot.counts for plot in view.histograms]


def counts_after(project: Project, row: int, layer: int) -> list[tuple[int, ...]]:
    kept = histograms_after(project.runs[0].parameters, row)[layer]
    parts = (kept.probabilities, kept.weights, kept.biases)
    return [tuple(part.counts.tolist()) for part in parts]


# -- The scrubber


def test_that_keys_show_the_exact_histograms_of_every_epoch(
    qtbot: QtBot, project: Project, workspace: TrainWorkspace
) -> None:
    view = workspace.layers
    chooser = workspace.findChild(QComboBox, "histogram-layer")
    assert isinstance(chooser, QComboBox)
    assert shown_epoch(workspace) == f"after epoch {EPOCHS}"
    for layer in range(2):
        chooser.setCurrentIndex(layer)
        qtbot.keyClick(slider(workspace), Qt.Key.Key_End)
        for row in reversed(range(EPOCHS)):
            qtbot.waitUntil(workspace.is_quiet)
            assert shown_epoch(workspace) == f"after epoch {row + 1}"
            assert counts_on_show(view) == counts_after(project, row, layer)
            qtbot.keyClick(slider(workspace), Qt.Key.Key_Left)
        qtbot.keyClick(slider(workspace), Qt.Key.Key_Home)
        qtbot.waitUntil(workspace.is_quiet)
        assert counts_on_show(view) == counts_after(project, 0, layer)


def test_that_the_right_end_follows_and_a_choice_stays(
    qtbot: QtBot,
) -> None:
    scrubber = Scrubber()
    qtbot.addWidget(scrubber)
    moved = []
    scrubber.moved.connect(lambda: moved.append(scrubber.epoch))
    assert scrubber.epoch is None
    scrubber.show_epochs([1, 2, 3], "live")
    assert (scrubber.epoch, scrubber.told) == (None, "live")
    scrubber.show_epochs([1, 2, 3, 4], "live, in epoch 5")
    assert scrubber.told == "live, in epoch 5"
    scrubber.go_to(2)
    assert (scrubber.epoch, scrubber.row, moved) == (2, 1, [2])
    scrubber.show_epochs([1, 2, 3, 4, 5], "live")
    assert scrubber.epoch == 2
    # Of a very long run only every second epoch is kept from here on.
    scrubber.show_epochs([4, 8], "live")
    assert scrubber.epoch is None
    scrubber.go_to(5)
    assert scrubber.epoch == 8
    scrubber.go_to(9)
    assert scrubber.epoch is None
    scrubber.show_epochs([4, 8], "")
    assert (scrubber.epoch, scrubber.told) == (8, "after epoch 8")


def test_that_a_live_run_grows_epoch_by_epoch_while_an_earlier_one_is_on_show(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    view = workspace.layers
    set_epochs(workspace, LONG)
    click(qtbot, workspace, "start")
    qtbot.waitUntil(lambda: view.scrubber.epoch is None)
    for _ in range(2):
        wait_for_epoch(qtbot, workspace)
    qtbot.waitUntil(lambda: slider(workspace).maximum() >= 2)
    assert shown_epoch(workspace).startswith("live, in epoch")
    qtbot.keyClick(slider(workspace), Qt.Key.Key_Home)
    assert shown_epoch(workspace) == "after epoch 1"
    qtbot.waitUntil(lambda: slider(workspace).maximum() >= 4, timeout=60_000)
    assert shown_epoch(workspace) == "after epoch 1"
    course = workspace._course
    assert course is not None
    kept = histograms_after(course.history, 0)[0]
    parts = kept.probabilities, kept.weights, kept.biases
    first = [tuple(part.counts.tolist()) for part in parts]
    qtbot.waitUntil(lambda: counts_on_show(view) == first)
    click(qtbot, workspace, "stop")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    assert shown_epoch(workspace) == "after epoch 1"
    trained = workspace._studio.document.project.trained
    assert trained is not None
    # Stopped amid an epoch, the right end is the network of then.
    amid = trained.state is not None and trained.state.batch > 0
    assert slider(workspace).maximum() + 1 == len(course.epochs) + amid


def test_that_histograms_come_amid_an_epoch(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    taken = []
    workspace.run.histograms_taken.connect(taken.append)
    finished = []
    workspace.run.epoch_finished.connect(finished.append)
    set_epochs(workspace, LONG)
    click(qtbot, workspace, "start")
    qtbot.waitUntil(lambda: len(taken) > len(finished) > 0, timeout=60_000)
    click(qtbot, workspace, "stop")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)


# -- Heat maps


COUNTS = hnp.arrays(
    np.uint32, st.tuples(st.integers(1, 9), st.just(6)), elements=st.integers(0, 10**6)
)


@given(COUNTS, st.booleans())
def test_that_colours_rise_with_the_counts_and_0_is_darkest(
    counts: np.ndarray, log: bool
) -> None:
    epochs = np.arange(1, len(counts) + 1, dtype=np.int32)
    evolution = Evolution(epochs, np.linspace(0, 1, 7), counts)
    levels = coloured(counts, evolution, log).astype(int)
    order = np.argsort(counts, axis=None)
    assert (np.diff(levels.ravel()[order]) >= 0).all()
    assert ((levels == 0) == (counts == 0)).all()
    if log and counts.any():
        assert levels[counts > 0].min() >= LEAST_COLOUR
    if (counts > 0).any() and len(np.unique(counts[counts > 0])) > 1:
        assert levels.max() == 255


def test_that_a_heat_map_has_a_column_for_every_epoch_and_tells_exact_counts(
    qtbot: QtBot, project: Project, workspace: TrainWorkspace
) -> None:
    view = workspace.layers
    view.show_pane(EVOLUTION)
    qtbot.waitUntil(workspace.is_quiet)
    evolution = layer_evolution(project.runs[0].parameters, 0)
    for heat, found in zip(
        view.heat_maps,
        (evolution.probabilities, evolution.weights, evolution.biases),
        strict=True,
    ):
        assert heat.cells.shape == (64, EPOCHS)
        assert (heat.cells == coloured(found.counts, found, True).T).all()
        for epoch, index in ((1, 0), (3, 20), (EPOCHS, 63)):
            middle = (found.edges[index] + found.edges[index + 1]) / 2
            heat.tell_about(QPointF(epoch - 0.5, float(middle)))
            count = int(found.counts[epoch - 1, index])
            assert heat.told.endswith(f": {count:,} · epoch {epoch}")
        heat.tell_about(QPointF(-0.1, 0.0))
        assert heat.told.endswith(f"bright {found.most:,}")


def test_that_a_click_in_a_heat_map_goes_to_its_epoch(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    view = workspace.layers
    view.show_pane(EVOLUTION)
    qtbot.waitUntil(workspace.is_quiet)
    heat = view.heat_maps[0]
    box = heat.plot.getPlotItem().getViewBox()
    place = heat.plot.mapFromScene(box.mapViewToScene(QPointF(1.5, 0.5)))
    viewport = heat.plot.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(place))
    qtbot.waitUntil(lambda: view.scrubber.epoch == 2)
    qtbot.waitUntil(workspace.is_quiet)
    assert all(mark.isVisible() for mark in heat._marks)
    assert heat._marks[0].value() == 1.5


def test_that_linear_and_logarithmic_counts_are_one_choice_for_all(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    view = workspace.layers
    view.show_pane(EVOLUTION)
    qtbot.waitUntil(workspace.is_quiet)
    before = view.heat_maps[0].cells
    log = workspace.findChild(QCheckBox, "histogram-log")
    assert isinstance(log, QCheckBox)
    log.click()
    qtbot.waitUntil(workspace.is_quiet)
    found = view.heat_maps[0].evolution
    assert found is not None
    assert (view.heat_maps[0].cells == coloured(found.counts, found, False).T).all()
    assert (view.heat_maps[0].cells != before).any()


def test_that_an_empty_heat_map_says_when_it_will_be_there(
    qtbot: QtBot, studio: Studio
) -> None:
    heat = HeatPlot(studio.theme, "heat", "Biases", "b")
    qtbot.addWidget(heat)
    heat.show_evolution(None, (0, 10), True)
    heat.mark(3)
    heat.tell_about(QPointF(1, 0))
    assert heat.told == "after the first epoch"
    assert not any(mark.isVisible() for mark in heat._marks)


# -- Figures of each layer


def test_that_gradients_and_saturation_are_those_of_the_run(
    qtbot: QtBot, project: Project, workspace: TrainWorkspace
) -> None:
    view = workspace.layers
    view.show_pane(FIGURES)
    qtbot.waitUntil(workspace.is_quiet)
    history = project.runs[0].parameters
    for layer in range(2):
        norms, shares = history.gradient_norms, history.saturated_shares()
        heights = view.gradients.lines[layer]
        np.testing.assert_allclose(10.0**heights, norms[:, layer], rtol=1e-5)
        np.testing.assert_allclose(view.saturated.lines[layer], 100 * shares[:, layer])
    view.scrubber.go_to(2)
    qtbot.waitUntil(workspace.is_quiet)
    figures = history.gradient_norms[1].tolist()
    signs = [sign for _, sign in MARKS]
    told = "   ".join(f"{s} {f:.2g}" for s, f in zip(signs, figures, strict=False))
    assert view.gradients.told == told


@pytest.mark.parametrize("log", [False, True])
def test_that_figures_that_are_not_known_are_left_out(
    qtbot: QtBot, studio: Studio, log: bool
) -> None:
    plot = FiguresPlot(studio.theme, "p", "Norm", "n", log=log, words=str)
    qtbot.addWidget(plot)
    figures = np.array([[np.nan, 0.0], [0.5, 2.0], [np.nan, 4.0]])
    plot.show_figures(np.array([1, 2, 3], np.int32), figures, (0, 3))
    plot.mark(None)
    assert plot.lines[0].size == 1
    assert plot.lines[1].size == (2 if log else 3)
    assert plot.told.startswith(f"{MARKS[0][1]} –")
    plot.show_figures(np.zeros(0, np.int32), np.zeros((0, 0)), (0, 3))
    plot.mark(None)
    assert (plot.told, plot.lines[1].size) == ("", 0)


# -- What is on show together


@given(st.integers(0, 4000), st.integers(0, 3000))
def test_that_every_pane_is_on_some_tab_and_more_together_with_more_room(
    width: int, height: int
) -> None:
    tabs = arranged(width, height)
    assert {pane for tab in tabs for pane in tab} == {HISTOGRAMS, EVOLUTION, FIGURES}
    assert len(tabs) == 3 - (height >= TALL) - (width >= WIDE)


def test_that_a_large_view_shows_all_panes_and_a_small_one_keeps_the_chosen(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    view = workspace.layers
    tabs = view.findChild(QTabBar, "layers-panes")
    assert isinstance(tabs, QTabBar)
    assert tabs.count() == 3
    view.show_pane(FIGURES)
    assert view.gradients.isVisible()
    assert not view.histograms[0].isVisible()
    workspace.resize(2000, 1400)
    qtbot.waitUntil(lambda: view.heat_maps[0].isVisible())
    assert view.histograms[0].isVisible()
    assert view.gradients.isVisible()
    assert not tabs.isVisible()
    qtbot.waitUntil(workspace.is_quiet)
    assert view.heat_maps[2].cells.shape == (64, EPOCHS)
    workspace.resize(1000, 700)
    qtbot.waitUntil(tabs.isVisible)
    assert view.pane == FIGURES
    assert view.gradients.isVisible()
    assert not view.heat_maps[0].isVisible()


def test_that_keys_turn_from_pane_to_pane(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    view = workspace.layers
    tabs = view.findChild(QTabBar, "layers-panes")
    tabs.setFocus()
    for pane in (EVOLUTION, FIGURES):
        qtbot.keyClick(tabs, Qt.Key.Key_Right)
        assert view.pane == pane
    qtbot.keyClick(tabs, Qt.Key.Key_Left)
    assert view.pane == EVOLUTION
    assert view.heat_maps[0].isVisible()


def test_that_a_network_whose_run_is_gone_shows_its_own_histograms_only(
    qtbot: QtBot,
    project: Project,
    open_workspace: Callable[[Project], TrainWorkspace],
) -> None:
    bare = Project(project.network, project.trained)
    workspace = open_workspace(bare)
    view = workspace.layers
    assert shown_epoch(workspace) == f"after epoch {EPOCHS}"
    assert not slider(workspace).isEnabled()
    assert counts_on_show(view) == counts_after(project, EPOCHS - 1, 0)
    view.show_pane(EVOLUTION)
    qtbot.waitUntil(workspace.is_quiet)
    assert view.heat_maps[0].evolution is None

"""What it learned, with mouse and keys: neurons as pictures."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.small_world import small_network
from tests.ui.test_accessibility import controls
from tnstudio.app.learned import SortBy, learned_core
from tnstudio.app.selection import Selection
from tnstudio.model.edits import set_layer
from tnstudio.model.network import WindowLayer
from tnstudio.model.project import Project
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.cell_grid import CellGrid
from tnstudio.ui.train.learned_page import LearnedPage
from tnstudio.ui.train.mistakes_page import MistakesPage
from tnstudio.ui.train.picture_wall import PictureWall
from tnstudio.ui.train.wall_geometry import laid_out
from tnstudio.ui.train.workspace import TrainWorkspace

LEFT = Qt.MouseButton.LeftButton


def trained_project() -> Project:
    network = small_network()
    return Project(network, trained_at_random(network, 1))


@pytest.fixture
def trained(open_workspace: Callable[[Project], TrainWorkspace]) -> TrainWorkspace:
    return open_workspace(trained_project())


def turn_to(qtbot: QtBot, workspace: TrainWorkspace, name: str) -> QWidget:
    tabs = workspace.findChild(QTabBar, "train-pages")
    assert isinstance(tabs, QTabBar)
    place = tabs.tabRect(workspace.page_names.index(name)).center()
    qtbot.mouseClick(tabs, LEFT, pos=place)
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    return workspace.pages.page(name)


def learned(qtbot: QtBot, workspace: TrainWorkspace) -> LearnedPage:
    page = turn_to(qtbot, workspace, "learned")
    assert isinstance(page, LearnedPage)
    return page


def box(page: QWidget, name: str) -> QComboBox:
    found = page.findChild(QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


def text(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()


def tile_place(wall: PictureWall, tile: int) -> QPoint:
    ratio = wall.devicePixelRatioF()
    x, y = wall.layout_on_show.place(tile)
    return QPoint(int((x + 3) / ratio), int((y + 3) / ratio))


def test_that_tabs_turn_the_pages_and_pages_are_made_when_first_shown(
    qtbot: QtBot, trained: TrainWorkspace
) -> None:
    assert trained.pages.current == "course"
    assert trained.findChild(LearnedPage) is None
    learned(qtbot, trained)
    assert trained.pages.current == "learned"
    assert not trained.loss.isVisible()
    qtbot.keyClick(trained, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(trained.loss.isVisible)


def test_that_a_click_on_a_neuron_shows_it_large_and_in_numbers(
    qtbot: QtBot, trained: TrainWorkspace, studio: Studio
) -> None:
    page = learned(qtbot, trained)
    given = studio.document.project.trained
    assert given is not None
    core = learned_core(given, 0, 0)
    assert page.wall.count == core.neurons
    qtbot.mouseClick(page.wall.viewport(), LEFT, pos=tile_place(page.wall, 2))
    assert page.wall.index == 2
    assert "Neuron 2" in page.wall.accessibleDescription()
    assert f"bias b {core.parameters.biases[2]:+.2f}" in text(page, "learned-facts")
    grid = page.close_up.grid
    assert grid.cells.pixels.shape == (5, 5)
    qtbot.mouseClick(grid, LEFT, pos=grid.rect_of(1, 3).center().toPoint())
    axon = 8
    expected = f"= {core.weights[2, axon]:+.2f}"
    assert f"Axon {axon} reads row 1, column 3" in text(page, "learned-axon")
    assert expected in text(page, "learned-axon")
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.cursor_cell == (2, 3)
    assert "row 2, column 3" in text(page, "learned-axon")


def test_that_keys_walk_over_the_neurons_and_zoom(
    qtbot: QtBot, trained: TrainWorkspace
) -> None:
    wall = learned(qtbot, trained).wall
    wall.setFocus()
    across = wall.layout_on_show.across
    qtbot.keyClick(wall, Qt.Key.Key_Right)
    assert wall.index == 1
    qtbot.keyClick(wall, Qt.Key.Key_End)
    assert wall.index == wall.count - 1
    qtbot.keyClick(wall, Qt.Key.Key_Right)
    assert wall.index == wall.count - 1
    qtbot.keyClick(wall, Qt.Key.Key_Home)
    qtbot.keyClick(wall, Qt.Key.Key_Down)
    assert wall.index == min(across, wall.count - 1)
    scale = wall.layout_on_show.scale
    qtbot.keyClicks(wall, "-")
    assert wall.layout_on_show.scale == scale - 1
    qtbot.keyClicks(wall, "+")
    assert wall.layout_on_show.scale == scale


def test_that_the_core_follows_the_selection_and_is_selected_here(
    qtbot: QtBot, trained: TrainWorkspace, studio: Studio
) -> None:
    page = learned(qtbot, trained)
    number = page.findChild(QSpinBox, "learned-core")
    assert isinstance(number, QSpinBox)
    studio.document.select(Selection.of(0, 3))
    assert number.value() == 3
    number.setFocus()
    qtbot.keyClick(number, Qt.Key.Key_Down)
    assert studio.document.selection == Selection.of(0, 2)
    layer = box(page, "learned-layer")
    layer.setFocus()
    qtbot.keyClick(layer, Qt.Key.Key_Down)
    assert studio.document.selection == Selection.of(1, 0)
    assert page.close_up.grid.cells.block == (2, 2)
    assert "of core 0 in layer 1" in text(page, "learned-axon")


def test_that_neurons_are_sorted_and_the_readout_shows_who_votes_for_a_class(
    qtbot: QtBot, trained: TrainWorkspace, studio: Studio
) -> None:
    page = learned(qtbot, trained)
    studio.document.select(Selection.of(1, 0))
    given = studio.document.project.trained
    assert given is not None
    core = learned_core(given, 1, 0)
    sort, votes = box(page, "learned-sort"), box(page, "learned-votes")
    assert votes.isVisible()
    sort.setFocus()
    qtbot.keyClick(sort, Qt.Key.Key_Down)
    assert sort.currentText() == "By class"
    first = int(core.order(SortBy.DESTINATION)[1])
    qtbot.keyClick(page.wall, Qt.Key.Key_Right)
    assert f"Neuron {first}" in page.wall.accessibleDescription()
    votes.setFocus()
    qtbot.keyClick(votes, Qt.Key.Key_Down)
    qtbot.keyClick(votes, Qt.Key.Key_Down)
    count = int((core.destinations == 1).sum())
    assert votes.currentText() == f"right: {count} neurons"
    assert "votes for right" in page.wall.accessibleDescription()
    studio.document.select(Selection.of(0, 0))
    assert not votes.isVisible()


def test_that_the_mean_input_of_a_window_is_that_of_the_test_images(
    qtbot: QtBot, trained: TrainWorkspace
) -> None:
    page = learned(qtbot, trained)
    what = box(page, "learned-what")
    what.setFocus()
    qtbot.keyClick(what, Qt.Key.Key_Down)
    qtbot.waitUntil(trained.is_quiet, timeout=60_000)
    dataset = trained.panel.data.dataset
    assert dataset is not None
    mean = dataset.test.pixels[:, 0, 0, 0].mean() / 255
    qtbot.waitUntil(lambda: "mean input" in text(page, "learned-axon"))
    assert f"mean input {mean:.2f}" in text(page, "learned-axon")
    texts = page.close_up.grid.cells.texts
    assert texts is not None
    assert texts[0, 0] == f"{mean:.2f}"


def test_that_there_is_a_word_for_what_was_never_trained_and_then_pictures(
    qtbot: QtBot, workspace: TrainWorkspace, studio: Studio
) -> None:
    page = learned(qtbot, workspace)
    assert page.empty.isVisible()
    assert "Not trained yet" in [label.text() for label in page.findChildren(QLabel)]
    mistakes = turn_to(qtbot, workspace, "mistakes")
    assert isinstance(mistakes, MistakesPage)
    assert mistakes.empty.isVisible()
    studio.document.set_trained(trained_at_random(small_network(), 1))
    qtbot.waitUntil(mistakes.grid.isVisible, timeout=60_000)
    learned(qtbot, workspace)
    assert page.wall.isVisible()
    studio.document.undo()
    assert page.empty.isVisible()


def test_that_a_network_of_an_earlier_design_is_still_shown(
    qtbot: QtBot, trained: TrainWorkspace, studio: Studio
) -> None:
    page = learned(qtbot, trained)
    network = set_layer(studio.document.network, 0, WindowLayer(4, 4))
    studio.document.edit_network("Change window", network)
    assert "design has changed" in trained.banner.text
    before = page.wall.count
    studio.document.select(Selection.of(1, 0))
    assert page.wall.count == before
    number = page.findChild(QSpinBox, "learned-core")
    assert isinstance(number, QSpinBox)
    number.setFocus()
    qtbot.keyClick(number, Qt.Key.Key_Up)
    assert number.value() == 1
    assert studio.document.selection == Selection.of(1, 0)


def test_that_pictures_are_drawn_in_both_themes(
    qtbot: QtBot, trained: TrainWorkspace, studio: Studio
) -> None:
    page = learned(qtbot, trained)
    light = page.wall.grab().toImage()
    studio.theme.set_mode("dark")
    assert page.wall.grab().toImage() != light
    assert page.close_up.grid.grab().toImage().width() > 100


@pytest.mark.parametrize("name", ["learned", "mistakes"])
def test_that_every_control_of_a_page_is_named_explained_and_reached(
    qtbot: QtBot, trained: TrainWorkspace, name: str
) -> None:
    page = turn_to(qtbot, trained, name)
    found = [*controls(page), *page.findChildren(PictureWall)]
    found += page.findChildren(CellGrid)
    seen = [control for control in found if control.isVisible()]
    assert len(seen) >= 4
    for control in seen:
        assert control.objectName()
        assert control.accessibleName() or control.property("text")
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    names = [control.objectName() for control in controls(trained)]
    assert len(names) == len(set(names))


def test_that_the_smallest_window_has_room_for_the_pages(
    qtbot: QtBot, trained: TrainWorkspace
) -> None:
    for name in ("learned", "mistakes"):
        turn_to(qtbot, trained, name)
    least = trained.minimumSizeHint()
    assert least.width() <= 900
    assert least.height() <= 610


@pytest.mark.parametrize("count", [0, 1, 7, 256])
def test_that_a_tile_is_found_where_it_is_placed(count: int) -> None:
    layout = laid_out(count, (16, 16), (480, 500), 14, (24, 120))
    for tile in range(count):
        left, top = layout.place(tile)
        assert layout.tile_at(left, top) == tile
        assert left + 16 * layout.scale <= 480
    assert layout.tile_at(-5, 3) == -1
    assert layout.tile_at(5, layout.height + 60) == -1


def test_that_tiles_are_as_large_as_fit_but_never_too_small() -> None:
    few = laid_out(6, (16, 16), (480, 500), 0, (24, 120))
    assert few.scale == 7
    many = laid_out(256, (16, 16), (480, 300), 0, (24, 120))
    assert many.scale == 2
    assert many.height > 300
    fitting = laid_out(64, (16, 16), (480, 500), 0, (24, 120))
    assert fitting.height <= 500
    assert laid_out(64, (16, 16), (480, 500), 0, (24, 120), 1).height > 500
    assert np.prod(fitting.pitch) > 0

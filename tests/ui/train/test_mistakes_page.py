"""The confusion matrix and the images behind it, with mouse and keys."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QTabBar
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tests.ui.small_world import small_network
from tnstudio.app.confusion import Examination, examine
from tnstudio.model.network import InputShape
from tnstudio.model.project import Project
from tnstudio.ui.colours import DARK, LIGHT, Colours
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.mistakes_page import MistakesPage
from tnstudio.ui.train.weight_colours import blended, diverging, grey, of_images
from tnstudio.ui.train.workspace import TrainWorkspace

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def workspace(open_workspace: Callable[[Project], TrainWorkspace]) -> TrainWorkspace:
    network = small_network()
    return open_workspace(Project(network, trained_at_random(network, 1)))


@pytest.fixture
def page(qtbot: QtBot, workspace: TrainWorkspace) -> MistakesPage:
    turn(qtbot, workspace)
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    return the_page(workspace)


def turn(qtbot: QtBot, workspace: TrainWorkspace) -> None:
    tabs = workspace.findChild(QTabBar, "train-pages")
    assert isinstance(tabs, QTabBar)
    place = tabs.tabRect(workspace.page_names.index("mistakes")).center()
    qtbot.mouseClick(tabs, LEFT, pos=place)


def the_page(workspace: TrainWorkspace) -> MistakesPage:
    page = workspace.pages.page("mistakes")
    assert isinstance(page, MistakesPage)
    return page


def expected(workspace: TrainWorkspace, studio: Studio) -> Examination:
    trained, dataset = studio.document.project.trained, workspace.panel.data.dataset
    assert trained is not None
    assert dataset is not None
    *_, found = examine(trained, dataset.test)
    assert isinstance(found, Examination)
    return found


def text(page: MistakesPage, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()


def test_that_the_matrix_counts_what_the_network_decides(
    workspace: TrainWorkspace, page: MistakesPage, studio: Studio, qtbot: QtBot
) -> None:
    found = expected(workspace, studio)
    texts = page.grid.cells.texts
    assert texts is not None
    counts = [[int(cell or 0) for cell in line] for line in texts]
    assert counts == found.network.confusion().tolist()
    figure = f"{100 * found.network.accuracy:.2f} % right"
    assert text(page, "mistakes-accuracy") == figure
    who = page.findChild(QComboBox, "mistakes-who")
    assert isinstance(who, QComboBox)
    who.setFocus()
    qtbot.keyClick(who, Qt.Key.Key_Down)
    texts = page.grid.cells.texts
    assert texts is not None
    counts = [[int(cell or 0) for cell in line] for line in texts]
    assert counts == found.chip.confusion().tolist()


def test_that_a_click_on_a_cell_shows_its_images(
    workspace: TrainWorkspace, page: MistakesPage, studio: Studio, qtbot: QtBot
) -> None:
    decisions = expected(workspace, studio).network
    label, found = np.argwhere(decisions.confusion() > 0)[0].tolist()
    where = page.grid.rect_of(label, found).center().toPoint()
    qtbot.mouseClick(page.grid, LEFT, pos=where)
    images = decisions.images_of(label, found)
    assert page.wall.count == min(60, len(images))
    assert f"Image {images[0]}:" in text(page, "mistakes-told")
    page.wall.setFocus()
    qtbot.keyClick(page.wall, Qt.Key.Key_Right)
    assert f"Image {images[min(1, len(images) - 1)]}:" in text(page, "mistakes-told")


def test_that_keys_move_the_cell_and_the_worst_mistakes_come_back(
    workspace: TrainWorkspace, page: MistakesPage, studio: Studio, qtbot: QtBot
) -> None:
    decisions = expected(workspace, studio).network
    worst = decisions.mistakes()
    assert page.wall.count == min(60, worst.size)
    assert f"Image {worst[0]}:" in text(page, "mistakes-told")
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Down)
    qtbot.keyClick(page.grid, Qt.Key.Key_End)
    assert page.grid.cursor_cell == (1, 2)
    count = int(decisions.confusion()[1, 2])
    assert page.wall.count == min(60, count)
    assert f"{count} of 20 images of right taken for none" in text(
        page, "mistakes-count"
    )
    assert page.grid.accessibleDescription() == text(page, "mistakes-count")
    qtbot.mouseClick(page.worst, LEFT)
    assert page.wall.count == min(60, worst.size)


def test_that_counting_can_be_cancelled_and_asked_for_again(
    workspace: TrainWorkspace, studio: Studio, qtbot: QtBot
) -> None:
    turn(qtbot, workspace)
    page = the_page(workspace)
    assert page.cancel.isVisible()
    qtbot.mouseClick(page.cancel, LEFT)
    assert page.empty.isVisible()
    qtbot.waitUntil(lambda: not studio.jobs.names)
    assert not page.grid.isVisible()
    page.empty.wanted.emit()
    qtbot.waitUntil(page.grid.isVisible, timeout=60_000)


def test_that_images_of_another_size_are_told_of(
    open_workspace: Callable[[Project], TrainWorkspace], qtbot: QtBot
) -> None:
    network = small_network()

    wide = replace(network, input=InputShape(8, 9, 1))
    workspace = open_workspace(Project(wide, trained_at_random(wide, 1)))
    turn(qtbot, workspace)
    page = the_page(workspace)
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    assert page.empty.isVisible()
    assert not page.grid.isVisible()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_colours_run_from_negative_over_the_surface_to_positive(
    theme: Colours,
) -> None:
    values = np.array([-2.0, -1.0, 0.0, 1.0, np.nan], np.float32)
    pixels = diverging(values, 1.0, theme)
    names = [theme.negative, theme.negative, theme.surface, theme.positive]
    assert pixels[:4].tolist() == [int("ff" + name[1:], 16) for name in names]
    assert pixels[4] == 0
    assert grey(np.array([0.0, 1.0])).tolist() == [0xFF000000, 0xFFFFFFFF]
    assert blended("#000000", "#0000ff", np.array([1.0])).tolist() == [0xFF0000FF]


def test_that_images_keep_their_colours_and_others_are_grey() -> None:
    pixels = np.array([10, 20, 30], np.uint8).reshape(1, 1, 1, 3)
    assert of_images(pixels).tolist() == [[[0xFF0A141E]]]
    assert of_images(pixels[..., :2]).tolist() == [[[0xFF0F0F0F]]]

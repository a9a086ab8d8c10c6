"""Home: recent projects, samples, what to begin with."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Answers, show
from tests.ui.test_accessibility import require_reachable
from tnstudio.app.files import samples
from tnstudio.app.glance_files import glance_folder
from tnstudio.app.settings import FOLDER_VARIABLE
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.project_file import save_project
from tnstudio.ui.home.tiles import TileList
from tnstudio.ui.home.workspace import HomeWorkspace
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton

SAMPLES = tuple(path for path in samples() if path.name.startswith("mnist_5core"))
"""Two will do; it takes time to read them all for each test."""


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "configuration"))
    monkeypatch.setattr("tnstudio.ui.home.workspace.samples", lambda: SAMPLES)


@pytest.fixture
def projects(tmp_path: Path, studio: Studio) -> list[Path]:
    """Three recent projects: the first is fine, then one broken, one gone."""
    paths = [tmp_path / f"{name}.tn.h5" for name in ("fine", "broken", "gone")]
    save_project(paths[0], Project(mnist_5core(), description="Mine.\nAll of it."))
    paths[1].write_bytes(b"this is no project")
    studio.settings.change(recent=tuple(str(path) for path in paths))
    return paths


@pytest.fixture
def home(qtbot: QtBot, answers: Answers, studio: Studio) -> Iterator[HomeWorkspace]:
    """Home in a window that begins with it, all projects looked at."""
    window = MainWindow(studio, answers, first="home")
    show(qtbot, window)
    made = window.workspace("home")
    assert isinstance(made, HomeWorkspace)
    qtbot.waitUntil(made.is_quiet)
    yield made
    qtbot.waitUntil(lambda: not studio.jobs.names)
    window.close()
    window.deleteLater()


def place(tiles: TileList, row: int) -> QPoint:
    return tiles.visualRect(tiles.tiles.index(row)).center()


def text_of(tiles: TileList, row: int) -> str:
    text = tiles.tiles.text(tiles.tiles.index(row))
    return f"{text.title}|{text.facts}|{text.rest}"


def menu(home: HomeWorkspace) -> QMenu:
    found = [m for m in home.findChildren(QMenu, "home-menu") if m.isVisible()]
    assert len(found) == 1
    return found[0]


class TestProjects:
    def test_that_each_project_is_told_as_it_is(
        self, projects: list[Path], home: HomeWorkspace
    ) -> None:
        assert text_of(home.recent, 0).startswith("fine|5 cores|Today, ")
        assert text_of(home.recent, 1).startswith("broken|Cannot be read|")
        assert text_of(home.recent, 2).startswith("gone|Missing|")
        tip = home.recent.tiles.long_text(home.recent.tiles.index(0))
        assert "All of it." in tip
        assert str(projects[0]) in tip
        found = home.recent.tiles.glanced(home.recent.tiles.index(0))
        assert found is not None
        assert found.picture is not None
        home.grab()

    def test_that_samples_are_told_with_cores_and_accuracy(
        self, home: HomeWorkspace
    ) -> None:
        assert home.samples.tiles.paths == SAMPLES
        row = [path.name for path in SAMPLES].index("mnist_5core.tn.h5")
        assert "5 cores, trained, 95.2 %" in text_of(home.samples, row)

    def test_that_a_click_opens_a_project_and_design_shows_it(
        self, qtbot: QtBot, projects: list[Path], home: HomeWorkspace, studio: Studio
    ) -> None:
        view = home.recent
        qtbot.mouseClick(view.viewport(), LEFT, pos=place(view, 0))
        qtbot.waitUntil(lambda: studio.document.path == projects[0])
        qtbot.waitUntil(lambda: not home.isVisible())
        window = home.window()
        assert isinstance(window, MainWindow)
        assert window.current_workspace == "design"

    def test_that_projects_are_walked_and_opened_by_keys(
        self, qtbot: QtBot, home: HomeWorkspace, studio: Studio
    ) -> None:
        view = home.samples
        home.setFocus()
        assert view.hasFocus()
        assert view.currentIndex().row() == 0
        qtbot.keyClick(view, Qt.Key.Key_Right)
        assert view.currentIndex().row() == 1
        qtbot.keyClick(view, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: studio.document.path == SAMPLES[1])

    def test_that_delete_takes_a_project_from_the_list_only(
        self, qtbot: QtBot, projects: list[Path], home: HomeWorkspace, studio: Studio
    ) -> None:
        home.recent.setFocus()
        qtbot.keyClick(home.recent, Qt.Key.Key_Delete)
        assert home.recent.tiles.paths == tuple(projects[1:])
        assert str(projects[0]) not in studio.settings.values.recent
        assert projects[0].exists()

    def test_that_a_missing_project_offers_to_be_removed(
        self, qtbot: QtBot, projects: list[Path], home: HomeWorkspace
    ) -> None:
        view = home.recent
        qtbot.mouseClick(view.viewport(), LEFT, pos=place(view, 2))
        shown = menu(home)
        names = [action.objectName() for action in shown.actions()]
        assert names[-1] == "home-menu-remove"
        qtbot.mouseClick(
            shown, LEFT, pos=shown.actionGeometry(shown.actions()[-1]).center()
        )
        assert projects[2] not in home.recent.tiles.paths

    def test_that_the_menu_copies_the_path(
        self, qtbot: QtBot, projects: list[Path], home: HomeWorkspace
    ) -> None:
        home.recent.menu_wanted.emit(projects[0], home.mapToGlobal(QPoint(50, 50)))
        shown = menu(home)
        qtbot.keyClick(shown, Qt.Key.Key_C)
        assert QGuiApplication.clipboard().text() == str(projects[0])

    def test_that_a_changed_file_is_looked_at_again(
        self, qtbot: QtBot, projects: list[Path], home: HomeWorkspace
    ) -> None:
        window = home.window()
        assert isinstance(window, MainWindow)
        window.show_workspace("design")
        shutil.copy(SAMPLES[0], projects[0])
        window.show_workspace("home")
        qtbot.waitUntil(home.is_quiet)
        assert "trained" in text_of(home.recent, 0)

    def test_that_known_projects_are_not_read_again(
        self,
        qtbot: QtBot,
        projects: list[Path],
        home: HomeWorkspace,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        assert len(list(glance_folder().iterdir())) == 1 + len(SAMPLES)
        read: list[Path] = []
        monkeypatch.setattr("tnstudio.storage.project_file.load_project", read.append)
        os.remove(projects[1])
        home.hide()
        home.show()
        qtbot.waitUntil(home.is_quiet)
        assert not read
        assert text_of(home.recent, 0).startswith("fine|5 cores|")

    def test_that_the_other_theme_has_pictures_of_its_own(
        self, qtbot: QtBot, projects: list[Path], home: HomeWorkspace, studio: Studio
    ) -> None:
        index = home.recent.tiles.index(0)
        assert lightness(home, index) > 150
        studio.theme.set_mode("dark")
        qtbot.waitUntil(home.is_quiet)
        assert lightness(home, index) < 80
        studio.theme.set_mode("light")


def lightness(home: HomeWorkspace, index: QModelIndex) -> int:
    found = home.recent.tiles.glanced(index)
    assert found is not None
    assert found.picture is not None
    return found.picture.pixelColor(2, 2).lightness()


class TestPage:
    def test_that_the_list_is_as_high_as_its_rows(
        self, projects: list[Path], home: HomeWorkspace
    ) -> None:
        for tiles in (home.recent, home.samples):
            last = tiles.tiles.index(tiles.tiles.rowCount() - 1)
            assert tiles.visualRect(last).bottom() <= tiles.viewport().height()
            assert tiles.visualRect(last).bottom() > tiles.viewport().height() - 40

    def test_that_without_projects_it_is_told_what_to_do(
        self, home: HomeWorkspace
    ) -> None:
        nothing = home.findChild(QWidget, "home-nothing")
        assert nothing is not None
        assert nothing.isVisible()
        assert not home.recent.isVisible()

    def test_that_every_control_can_be_reached(
        self, projects: list[Path], qtbot: QtBot, studio: Studio
    ) -> None:
        home = HomeWorkspace(studio)
        qtbot.addWidget(home)
        home.wants_help.connect(lambda _: None)
        show(qtbot, home)
        names = require_reachable(home)
        assert {"home-new", "home-open", "home-recent", "home-samples"} <= names
        least = home.minimumSizeHint()
        assert least.width() <= 900
        qtbot.waitUntil(home.is_quiet)

    def test_that_links_are_there_once_somebody_serves_them(
        self, qtbot: QtBot, studio: Studio
    ) -> None:
        home = HomeWorkspace(studio)
        qtbot.addWidget(home)
        show(qtbot, home)
        link = home.findChild(QPushButton, "home-help-concepts")
        assert link is not None
        assert not link.isVisible()
        wanted: list[str] = []
        home.wants_help.connect(wanted.append)
        home.hide()
        home.show()
        qtbot.mouseClick(link, LEFT)
        assert wanted == ["concepts"]
        qtbot.waitUntil(home.is_quiet)

    def test_that_tab_goes_through_all_of_home_to_the_rail_and_back(
        self, qtbot: QtBot, projects: list[Path], home: HomeWorkspace
    ) -> None:
        home.setFocus()
        assert home.recent.hasFocus()
        names: list[str] = []
        while (focus := QGuiApplication.focusObject()) is not None:
            if focus.objectName() in names:
                break
            names.append(focus.objectName())
            assert isinstance(focus, QWidget)
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
        assert {"rail-home", "rail-simulate", "home-tour-take"} <= set(names)
        at = names.index("home-new")
        assert names[at : at + 3] == ["home-new", "home-open", "home-help-quick-start"]
        assert names[:2] == ["home-recent", "home-samples"]
        assert names[-1] == "home-tour-leave"

    def test_that_the_smallest_window_shows_links_and_four_samples_in_a_row(
        self, qtbot: QtBot, projects: list[Path], home: HomeWorkspace
    ) -> None:
        window = home.window()
        window.resize(window.minimumSize())
        link = home.findChild(QPushButton, "home-help-quick-start")
        assert link is not None
        qtbot.waitUntil(lambda: home.width() < 950)
        assert link.visibleRegion().boundingRect() == link.rect()
        assert home.samples.viewport().width() // home.samples.gridSize().width() == 4

    def test_that_the_tour_is_offered_once(
        self, qtbot: QtBot, home: HomeWorkspace, studio: Studio
    ) -> None:
        bar = home.findChild(QFrame, "home-tour")
        leave = home.findChild(QPushButton, "home-tour-leave")
        assert bar is not None
        assert bar.isVisible()
        qtbot.mouseClick(leave, LEFT)
        assert not bar.isVisible()
        assert studio.settings.values.tour_seen

    def test_that_home_has_its_key_and_its_place_in_the_rail(
        self, qtbot: QtBot, home: HomeWorkspace
    ) -> None:
        window = home.window()
        assert isinstance(window, MainWindow)
        window.show_workspace("design")
        qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        assert window.current_workspace == "home"

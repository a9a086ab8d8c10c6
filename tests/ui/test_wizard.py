"""The wizard for new projects."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Answers
from tests.ui.small_world import small_dataset
from tests.ui.test_accessibility import require_reachable
from tnstudio.app.training_presets import QUICK
from tnstudio.model.edits import rename
from tnstudio.model.network import WindowLayer
from tnstudio.model.prepared import PreparedTraining
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.project_file import load_project
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.workspace import TrainWorkspace
from tnstudio.ui.wizard.step import ChoiceList
from tnstudio.ui.wizard.wizard import NewProjectWizard

LEFT = Qt.MouseButton.LeftButton

Begin = Callable[[str], NewProjectWizard]


@pytest.fixture
def begin(qtbot: QtBot, window: MainWindow) -> Begin:
    """Open the wizard, with a data set or by its key."""

    def opened(source: str = "") -> NewProjectWizard:
        if source:
            window.starts.begin(source)
        else:
            qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        wizard = window.findChild(NewProjectWizard)
        assert isinstance(wizard, NewProjectWizard)
        qtbot.waitUntil(lambda: wizard.isVisible() and wizard.is_quiet)
        return wizard

    return opened


def press(qtbot: QtBot, wizard: NewProjectWizard, name: str) -> None:
    qtbot.mouseClick(wizard.findChild(QPushButton, name), LEFT)


def go_on(qtbot: QtBot, wizard: NewProjectWizard) -> None:
    press(qtbot, wizard, "wizard-next")


def choose(qtbot: QtBot, choices: ChoiceList, title: str) -> None:
    item = choices.findItems(title, Qt.MatchFlag.MatchExactly)[0]
    place = choices.visualItemRect(item).center()
    qtbot.mouseClick(choices.viewport(), LEFT, pos=place)


def test_that_four_steps_make_a_project_with_its_training(
    qtbot: QtBot,
    begin: Begin,
    window: MainWindow,
    studio: Studio,
    tmp_path: Path,
    type_into: Callable[[QWidget, str], None],
) -> None:
    source = small_dataset(tmp_path / "data")
    wizard = begin(source)
    wizard.grab()
    go_on(qtbot, wizard)
    choose(qtbot, wizard.template.templates, "Windows of my own")
    type_into(wizard.template.window_size, "5")
    type_into(wizard.template.stride, "3")
    wizard.grab()
    go_on(qtbot, wizard)
    choose(qtbot, wizard.method.presets, QUICK.title)
    wizard.grab()
    go_on(qtbot, wizard)
    type_into(wizard.name.name, "Left or right")
    wizard.name.saves.setChecked(True)
    wizard.name.ask_folder = lambda: str(tmp_path)
    press(qtbot, wizard, "wizard-choose-folder")
    assert wizard.name.file.text() == "left_or_right.tn.h5"
    go_on(qtbot, wizard)
    path = tmp_path / "left_or_right.tn.h5"
    qtbot.waitUntil(lambda: studio.document.path == path)
    assert path.exists()
    network = studio.document.network
    assert network.name == "Left or right"
    assert network.layers[0] == WindowLayer(5, 3)
    assert network.readout.classes == 3
    assert window.current_workspace == "design"
    train = window.workspace("train")
    assert isinstance(train, TrainWorkspace)
    assert train.panel.settings == QUICK.settings
    assert train.panel.data.source == source


def test_that_the_training_arrives_in_train_that_is_already_there(
    qtbot: QtBot, begin: Begin, window: MainWindow, tmp_path: Path
) -> None:
    train = window.workspace("train")
    assert isinstance(train, TrainWorkspace)
    wizard = begin(small_dataset(tmp_path / "data"))
    go_on(qtbot, wizard)
    go_on(qtbot, wizard)
    choose(qtbot, wizard.method.presets, QUICK.title)
    go_on(qtbot, wizard)
    go_on(qtbot, wizard)
    qtbot.waitUntil(lambda: train.panel.settings == QUICK.settings)
    assert train.panel.data.source == str(tmp_path / "data")


def test_that_free_cores_need_no_data_and_no_method(
    qtbot: QtBot, begin: Begin, studio: Studio
) -> None:
    wizard = begin("")
    # Where the words are: a button is wider than what it answers to.
    qtbot.mouseClick(wizard.data.free, LEFT, pos=QPoint(10, 10))
    go_on(qtbot, wizard)
    choose(qtbot, wizard.template.templates, "Oscillator")
    go_on(qtbot, wizard)
    assert wizard.place == 3
    press(qtbot, wizard, "wizard-back")
    assert wizard.place == 1
    go_on(qtbot, wizard)
    go_on(qtbot, wizard)
    assert studio.document.network.name == "Oscillator"
    assert studio.document.project.prepared is None
    assert studio.document.path is None


def test_that_the_keyboard_is_enough(
    qtbot: QtBot, begin: Begin, studio: Studio
) -> None:
    wizard = begin("")
    for place in range(4):
        assert wizard.place == place
        qtbot.keyClick(wizard, Qt.Key.Key_Return)
    assert studio.document.network.name == "mnist, 5 cores"
    assert studio.document.network.layers == mnist_5core().layers
    assert studio.document.project.prepared is not None


def test_that_the_method_is_kept_with_the_project(
    qtbot: QtBot, begin: Begin, studio: Studio, tmp_path: Path
) -> None:
    wizard = begin("")
    wizard.show_step(2)
    choose(qtbot, wizard.method.presets, "Jimeno Yepes 2017")
    settings = wizard.method.settings
    assert settings is not None
    assert settings.method == "binary"
    wizard.show_step(3)
    wizard.name.ask_folder = lambda: str(tmp_path)
    wizard.name.saves.setChecked(True)
    press(qtbot, wizard, "wizard-choose-folder")
    wizard.name.file.setText("mine")
    go_on(qtbot, wizard)
    path = tmp_path / "mine.tn.h5"
    qtbot.waitUntil(path.exists)
    prepared = load_project(path).prepared
    assert prepared == PreparedTraining(settings, "mnist")
    assert studio.document.project.prepared == prepared


def test_that_a_template_that_does_not_fit_stops_there(
    qtbot: QtBot, begin: Begin, tmp_path: Path
) -> None:
    wizard = begin(small_dataset(tmp_path / "data"))
    go_on(qtbot, wizard)
    choose(qtbot, wizard.template.templates, "Published, 5 cores")
    problems = wizard.findChild(QLabel, "wizard-problems")
    assert problems is not None
    assert "16 × 16" in problems.text()
    go_on(qtbot, wizard)
    assert wizard.place == 1
    steps = wizard.findChild(QListWidget, "wizard-steps")
    assert steps is not None
    assert steps.item(2).flags() == Qt.ItemFlag.NoItemFlags


def test_that_data_that_cannot_be_read_stop_there(
    qtbot: QtBot, begin: Begin, tmp_path: Path
) -> None:
    wizard = begin(str(tmp_path / "nothing"))
    button = wizard.findChild(QPushButton, "wizard-next")
    assert button is not None
    assert not button.isEnabled()
    obstacle = wizard.findChild(QLabel, "wizard-obstacle")
    assert obstacle is not None
    assert "cannot be read" in obstacle.text()


def test_that_a_file_is_given_a_name_of_its_own(
    qtbot: QtBot, begin: Begin, tmp_path: Path
) -> None:
    (tmp_path / "mnist_5_cores.tn.h5").write_text("dear to me")
    (tmp_path / "folder.tn.h5").mkdir()
    wizard = begin("")
    wizard.name.ask_folder = lambda: str(tmp_path)
    wizard.show_step(3)
    wizard.name.saves.setChecked(True)
    press(qtbot, wizard, "wizard-choose-folder")
    assert wizard.name.path == tmp_path / "mnist_5_cores_2.tn.h5"
    assert not wizard.name.obstacle
    for name in ("", "a/b", "folder"):
        wizard.name.file.setText(name)
        assert wizard.name.obstacle
    wizard.name.file.setText("other")
    assert wizard.name.path == tmp_path / "other.tn.h5"


def test_that_a_file_is_replaced_only_after_a_question(
    qtbot: QtBot,
    begin: Begin,
    studio: Studio,
    answers: Answers,
    tmp_path: Path,
    type_into: Callable[[QWidget, str], None],
) -> None:
    path = tmp_path / "mine.tn.h5"
    path.write_text("dear to me")
    wizard = begin("")
    wizard.name.ask_folder = lambda: str(tmp_path)
    wizard.show_step(3)
    wizard.name.saves.setChecked(True)
    press(qtbot, wizard, "wizard-choose-folder")
    type_into(wizard.name.file, "mine")
    answers.choices = ["stay"]
    go_on(qtbot, wizard)
    assert wizard.isVisible()
    assert path.read_text() == "dear to me"
    answers.choices = ["replace"]
    go_on(qtbot, wizard)
    qtbot.waitUntil(lambda: studio.document.path == path)
    assert load_project(path).network == studio.document.network


def test_that_nothing_is_cut_off_with_large_texts(
    qtbot: QtBot, begin: Begin, studio: Studio
) -> None:
    studio.theme.set_text_size(150)
    try:
        wizard = begin("")
        wizard.show_step(1)
        bar = wizard.template.templates.horizontalScrollBar()
        qtbot.waitUntil(lambda: not bar.isVisible())
    finally:
        studio.theme.set_text_size(100)


def test_that_nothing_is_lost_by_cancel_or_by_staying(
    qtbot: QtBot, begin: Begin, studio: Studio, answers: Answers
) -> None:
    document = studio.document
    document.edit_network("Rename", rename(document.network, "mine"))
    before = document.project
    wizard = begin("")
    wizard.show_step(3)
    answers.choices = ["stay"]
    go_on(qtbot, wizard)
    assert len(answers.asked) == 1
    assert document.project is before
    assert wizard.isVisible()
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not wizard.isVisible())
    assert document.project is before
    assert document.undo_label == "Rename"


def test_that_every_control_can_be_reached(qtbot: QtBot, begin: Begin) -> None:
    wizard = begin("")
    wizard.name.saves.setChecked(True)
    found = set()
    for place in range(4):
        wizard.show_step(place)
        found |= require_reachable(wizard, least=5)
    assert {"wizard-templates", "wizard-presets", "wizard-file"} <= found

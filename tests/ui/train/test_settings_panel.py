"""The settings of a run as fields."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tnstudio.model.records import RateDrop, TrainingSettings
from tnstudio.ui.train.schedule import _marked
from tnstudio.ui.train.workspace import TrainWorkspace
from tnstudio.ui.widgets.dataset_list import FOLDER

OTHERS = TrainingSettings(
    epochs=7,
    rate=0.25,
    drops=(RateDrop(0.5, 0.3), RateDrop(0.8, 0.1), RateDrop(0.9, 0.2)),
    momentum=0.5,
    batch=33,
    gradient="exact",
    seed=2**62 + 1,
)


def child(workspace: TrainWorkspace, kind: type[QWidget], name: str) -> QWidget:
    found = workspace.findChild(kind, name)
    assert found is not None
    return found


def test_that_the_panel_starts_with_the_defaults(workspace: TrainWorkspace) -> None:
    assert workspace.panel.settings == TrainingSettings()


def test_that_the_panel_shows_and_tells_any_settings(
    workspace: TrainWorkspace,
) -> None:
    workspace.panel.show_settings(OTHERS)
    assert workspace.panel.settings == OTHERS


def test_that_typed_values_become_settings(
    qtbot: QtBot,
    workspace: TrainWorkspace,
    type_into: Callable[[QWidget, str], None],
) -> None:
    type_into(child(workspace, QSpinBox, "epochs"), "12")
    type_into(child(workspace, QDoubleSpinBox, "rate"), "0.5")
    type_into(child(workspace, QLineEdit, "train-seed"), "9")
    gradient = child(workspace, QComboBox, "gradient")
    qtbot.keyClick(gradient, Qt.Key.Key_Down)
    settings = workspace.panel.settings
    assert (settings.epochs, settings.rate, settings.seed) == (12, 0.5, 9)
    assert settings.gradient == "exact"


def test_that_drops_of_the_rate_are_added_and_removed(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(child(workspace, QPushButton, "drop-add"), left)
    drops = workspace.panel.settings.drops
    assert drops[:2] == TrainingSettings().drops
    assert len(drops) == 3
    qtbot.mouseClick(child(workspace, QToolButton, "drop-1-remove"), left)
    assert workspace.panel.settings.drops == drops[1:]


def test_that_drops_are_there_only_where_the_rate_goes_down_in_steps(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    schedule = child(workspace, QComboBox, "schedule")
    drops = child(workspace, QWidget, "drops")
    assert not drops.isHidden()
    for expected in ("cosine", "constant"):
        qtbot.keyClick(schedule, Qt.Key.Key_Down)
        assert workspace.panel.settings.schedule == expected
        assert drops.isHidden()
    workspace.panel.show_settings(TrainingSettings())
    assert not drops.isHidden()


def test_that_a_curve_of_many_rates_names_few() -> None:
    rates = [TrainingSettings(schedule="cosine").rate_at(k) for k in range(20)]
    assert _marked(rates) == [1.0, 0.01, 0.1]
    assert _marked([1.0, 0.1, 0.1, 0.01]) == [0.01, 0.1, 1.0]


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("schedule", "cos"),
        ("rate", "α"),
        ("momentum", "0 ≤ m"),
        ("batch", "log p"),
        ("epochs", "100,000"),
        ("gradient", "∂"),
        ("method", "c̃"),
        ("train-seed", "2⁶³"),
    ],
)
def test_that_every_field_says_its_range_or_equation(
    workspace: TrainWorkspace, name: str, sign: str
) -> None:
    field = child(workspace, QWidget, name)
    assert sign in field.toolTip()
    assert field.accessibleName()


def test_that_a_seed_beyond_its_range_becomes_the_largest(
    workspace: TrainWorkspace, type_into: Callable[[QWidget, str], None]
) -> None:
    type_into(child(workspace, QLineEdit, "train-seed"), "9999999999999999999")
    assert workspace.panel.settings.seed == 2**63 - 1


def test_that_no_folder_chosen_leaves_the_data_set_as_it_is(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    field = workspace.panel.data
    source = field.source
    field.ask_folder = str
    choices = child(workspace, QComboBox, "dataset")
    assert isinstance(choices, QComboBox)
    choices.setCurrentText(FOLDER)
    choices.activated.emit(choices.currentIndex())
    assert field.source == source
    assert choices.currentData() == source


def test_that_a_chosen_folder_is_read(qtbot: QtBot, workspace: TrainWorkspace) -> None:
    field = workspace.panel.data
    source = field.source
    field.choose("mnist")
    field.ask_folder = lambda: source
    choices = child(workspace, QComboBox, "dataset")
    assert isinstance(choices, QComboBox)
    choices.activated.emit(choices.findText(FOLDER))
    qtbot.waitUntil(workspace.is_quiet)
    assert field.dataset is not None
    assert len(field.dataset.train) == 300

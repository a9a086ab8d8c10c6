"""The settings of a run as fields."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as examples
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.strategies import training_settings
from tests.trained_networks import trained_at_random
from tests.ui.small_world import small_network
from tnstudio.app.setting_values import NAMES, values_of
from tnstudio.app.training_presets import (
    ESSER_2015,
    JIMENO_2017,
    PRESETS,
    USUAL,
)
from tnstudio.model.network import WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.records import Augmentation, RateDrop, TrainingSettings
from tnstudio.training.settings import require_sound
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.schedule import MOST_MARKS, _marked
from tnstudio.ui.train.settings_panel import SettingsPanel
from tnstudio.ui.train.workspace import TrainWorkspace
from tnstudio.ui.widgets.choice import Choice
from tnstudio.ui.widgets.dataset_list import FOLDER
from tnstudio.ui.widgets.fold import Fold

AFTER_DROPS = (
    "options-updates-heading",
    "gradient",
    "gradient-reset",
    "momentum",
    "batch",
    "dropout",
    "train-seed",
    "options-images-heading",
    "rotation",
    "shift",
    "rescale",
    "balanced",
    "options-beyond-heading",
    "certainty",
    "continuity",
    "rounded-biases",
    "rounded-biases-reset",
)

LEFT = Qt.MouseButton.LeftButton

OTHERS = TrainingSettings(
    epochs=7,
    rate=0.25,
    drops=(RateDrop(0.5, 0.3), RateDrop(0.8, 0.1), RateDrop(0.9, 0.2)),
    momentum=0.5,
    batch=33,
    gradient="exact",
    seed=2**62 + 1,
    dropout=0.2,
    augmentation=Augmentation(7.5, 2.5, 0.075),
    balanced=True,
    continuity=True,
    certainty=1e-4,
    rounded_biases=True,
)


def child(workspace: QWidget, kind: type[QWidget], name: str) -> QWidget:
    found = workspace.findChild(kind, name)
    assert found is not None
    return found


def unfold(qtbot: QtBot, workspace: TrainWorkspace) -> None:
    """Open all groups with the mouse."""
    for fold in workspace.panel.findChildren(Fold):
        heading = child(fold, QToolButton, f"{fold.objectName()}-heading")
        qtbot.mouseClick(heading, LEFT)
        assert fold.is_open


def press(qtbot: QtBot, workspace: TrainWorkspace, button: QWidget) -> None:
    """Scroll to a button, as one does, and click it."""
    scroll = child(workspace, QScrollArea, "training-settings-scroll")
    assert isinstance(scroll, QScrollArea)
    qtbot.waitUntil(lambda: button.height() > 10)
    scroll.ensureWidgetVisible(button)
    qtbot.waitUntil(lambda: not button.visibleRegion().isEmpty())
    qtbot.mouseClick(button, LEFT)


def titles(field: QComboBox) -> list[str]:
    return [field.itemText(k) for k in range(field.count())]


def choose(qtbot: QtBot, field: QWidget, title: str) -> None:
    """Choose an entry of a list with the keys."""
    assert isinstance(field, QComboBox)
    place = titles(field).index(title)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_End)
    for _ in range(field.count() - 1 - place):
        qtbot.keyClick(field, Qt.Key.Key_Up)


def test_that_the_panel_starts_with_the_defaults(workspace: TrainWorkspace) -> None:
    assert workspace.panel.settings == TrainingSettings()


def test_that_the_panel_shows_and_tells_any_settings(
    qtbot: QtBot, studio: Studio
) -> None:
    panel = SettingsPanel(studio)
    qtbot.addWidget(panel)

    @examples(max_examples=30)
    @given(training_settings())
    def shows(settings: TrainingSettings) -> None:
        panel.show_settings(settings)
        assert panel.settings == settings

    shows()


def test_that_showing_other_settings_tells_of_them_once(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    told: list[TrainingSettings] = []
    workspace.panel.changed.connect(lambda: told.append(workspace.panel.settings))
    for _ in range(2):
        workspace.panel.show_settings(OTHERS)
    assert told == [OTHERS]


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
    unfold(qtbot, workspace)
    press(qtbot, workspace, child(workspace, QPushButton, "drop-add"))
    drops = workspace.panel.settings.drops
    assert drops[:2] == TrainingSettings().drops
    assert len(drops) == 3
    press(qtbot, workspace, child(workspace, QToolButton, "drop-1-remove"))
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


def test_that_a_curve_names_few_rates_and_none_beside_another() -> None:
    cosine = TrainingSettings(schedule="cosine")
    assert _marked([cosine.rate_at(k) for k in range(20)]) == [1.0, 0.1, 0.01]
    assert _marked([1.0, 0.1, 0.1, 0.01]) == [1.0, 0.1, 0.01]
    assert _marked([1.0, 0.9, 0.1]) == [1.0, 0.1]
    assert _marked([0.5]) == [0.5]
    for settings in (*(one.settings for one in PRESETS), replace(cosine, epochs=3333)):
        rates = [settings.rate_at(k) for k in range(settings.epochs)]
        marks = _marked(rates)
        assert marks[0] == max(rates)
        assert len(marks) <= MOST_MARKS + 1


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
        ("dropout", "0 ≤ p < 1"),
        ("rotation", "180°"),
        ("shift", "pixels"),
        ("rescale", "100 %"),
        ("balanced", "n_k"),
        ("continuity", "μ - ½"),
        ("certainty", "c̃ (1 - c̃)"),
        ("rounded-biases", "round(b)"),
        ("preset", "papers"),
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


def test_that_there_is_a_field_for_every_setting(
    qtbot: QtBot, workspace: TrainWorkspace, type_into: Callable[[QWidget, str], None]
) -> None:
    unfold(qtbot, workspace)
    typed = {
        "dropout": "0.25",
        "rotation": "7.5",
        "shift": "2.5",
        "rescale": "12.5",
        "certainty": "0.0001",
        "momentum": "0.8",
    }
    for name, text in typed.items():
        type_into(child(workspace, QDoubleSpinBox, name), text)
    type_into(child(workspace, QSpinBox, "batch"), "50")
    for name in ("balanced", "continuity", "rounded-biases"):
        press(qtbot, workspace, child(workspace, QCheckBox, name))
    workspace.setFocus()
    settings = workspace.panel.settings
    assert settings.augmentation == Augmentation(7.5, 2.5, 0.125)
    assert (settings.dropout, settings.certainty) == (0.25, 1e-4)
    assert (settings.momentum, settings.batch) == (0.8, 50)
    assert settings.balanced
    assert settings.continuity
    assert settings.rounded_biases
    assert set(workspace.panel._fields) == set(NAMES)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dropout", "1"),
        ("rotation", "400"),
        ("rescale", "100"),
        ("certainty", "2"),
        ("rate", "100000"),
        ("momentum", "-1"),
    ],
)
def test_that_what_is_out_of_range_cannot_be_typed(
    workspace: TrainWorkspace,
    type_into: Callable[[QWidget, str], None],
    name: str,
    text: str,
) -> None:
    field = child(workspace, QDoubleSpinBox, name)
    assert isinstance(field, QDoubleSpinBox)
    type_into(field, text)
    field.interpretText()
    require_sound(workspace.panel.settings)
    assert values_of(workspace.panel.settings)[name] != float(text)


def test_that_each_setting_can_be_set_back(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    unfold(qtbot, workspace)
    panel = workspace.panel
    resets = [field.reset for field in panel._fields.values()]
    assert not any(reset.isVisible() for reset in resets)
    panel.show_settings(replace(OTHERS, schedule="step", method="binary"))
    shown = [one for one in panel._fields.values() if one.reset.isVisible()]
    assert len(shown) == len(NAMES) - 1
    for setting in shown:
        assert "default" in setting.reset.toolTip()
        press(qtbot, workspace, setting.reset)
    assert panel.settings == TrainingSettings()
    assert not any(reset.isVisible() for reset in resets)


def test_that_the_headings_tell_what_is_changed_below_them(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    folds = {fold.objectName(): fold for fold in workspace.findChildren(Fold)}
    assert all(not fold.is_open for fold in folds.values())
    assert [fold.told for fold in folds.values()] == ["2 drops", "", "", ""]
    workspace.panel.show_settings(OTHERS)
    assert folds["schedule-fold"].told == "3 drops"
    assert folds["options-updates"].told == "5 changed"
    assert folds["options-images"].told == "4 changed"
    assert folds["options-beyond"].told == "3 changed"
    heading = child(workspace, QToolButton, "options-images-heading")
    assert heading.accessibleName() == "Images 4 changed"
    texts = [label.text() for label in workspace.panel.findChildren(QLabel)]
    assert "Options · 12 changed" in texts
    workspace.panel.show_settings(replace(OTHERS, schedule="cosine"))
    assert folds["schedule-fold"].told == "cosine to 0"


def test_that_a_heading_is_opened_by_keys(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    field = child(workspace, QWidget, "dropout")
    heading = child(workspace, QToolButton, "options-updates-heading")
    heading.setFocus()
    qtbot.keyClick(heading, Qt.Key.Key_Space)
    assert field.isVisible()
    qtbot.keyClick(heading, Qt.Key.Key_Space)
    assert not field.isVisible()


def test_that_what_changes_nothing_is_locked_with_the_reason(
    open_workspace: Callable[[Project], TrainWorkspace], qtbot: QtBot
) -> None:
    flat = replace(small_network(), layers=(WindowLayer(5, 3),))
    workspace = open_workspace(Project(flat))
    dropout = child(workspace, QWidget, "dropout")
    certainty = child(workspace, QWidget, "certainty")
    assert not dropout.isEnabled()
    assert "no hidden layer" in dropout.toolTip()
    assert certainty.isEnabled()
    choose(qtbot, child(workspace, QComboBox, "method"), "binary (Jimeno Yepes 2017)")
    assert not certainty.isEnabled()
    assert "Binary crossbars are certain" in certainty.toolTip()
    # What a run is trained with can always be set back.
    workspace.panel.show_settings(
        TrainingSettings("binary", certainty=0.5, dropout=0.5)
    )
    assert certainty.isEnabled()
    assert dropout.isEnabled()


def test_that_presets_fill_the_fields_but_for_the_seed(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    workspace.panel.show_settings(TrainingSettings(epochs=9, seed=5))
    preset = child(workspace, QComboBox, "preset")
    assert isinstance(preset, QComboBox)
    assert (preset.currentText(), preset.placeholderText()) == ("", "Custom")
    assert titles(preset) == [one.title for one in PRESETS]
    for one in PRESETS:
        choose(qtbot, preset, one.title)
        assert workspace.panel.settings == replace(one.settings, seed=5)
        assert preset.currentText() == one.title
        assert one.told in preset.toolTip()
    choose(qtbot, preset, USUAL.title)
    assert workspace.panel.settings == TrainingSettings(seed=5)


def test_that_the_preset_that_the_fields_equal_is_shown(
    workspace: TrainWorkspace, type_into: Callable[[QWidget, str], None]
) -> None:
    preset = child(workspace, QComboBox, "preset")
    assert isinstance(preset, QComboBox)
    assert preset.currentText() == USUAL.title
    workspace.panel.show_settings(JIMENO_2017.settings)
    assert preset.currentText() == JIMENO_2017.title
    type_into(child(workspace, QSpinBox, "epochs"), "20")
    workspace.setFocus()
    assert preset.currentText() == ""
    type_into(child(workspace, QSpinBox, "epochs"), "3333")
    workspace.setFocus()
    assert preset.currentText() == JIMENO_2017.title


def test_that_what_the_network_was_trained_with_is_a_preset(
    qtbot: QtBot,
    studio: Studio,
    open_workspace: Callable[[Project], TrainWorkspace],
) -> None:
    network = small_network()
    trained = replace(trained_at_random(network, 1), settings=OTHERS)
    workspace = open_workspace(Project(network, trained))
    preset = child(workspace, QComboBox, "preset")
    assert isinstance(preset, QComboBox)
    assert preset.currentText() == "As trained"
    choose(qtbot, preset, ESSER_2015.title)
    choose(qtbot, preset, "As trained")
    assert workspace.panel.settings == OTHERS
    studio.document.replace_by(Project(network), None)
    assert titles(preset) == [one.title for one in PRESETS]
    assert preset.currentText() == ""


def test_that_time_and_memory_are_told_and_follow_the_fields(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    label = child(workspace, QLabel, "training-estimate")
    assert isinstance(label, QLabel)
    assert studio.settings.values.training_pace > 0
    studio.settings.change(training_pace=1e6)
    workspace.panel.show_settings(TrainingSettings(epochs=10))
    first = label.text()
    assert first.startswith("About ")
    assert " per epoch, " in first
    assert first.endswith("MB of memory")
    workspace.panel.show_settings(TrainingSettings(epochs=10, batch=5))
    assert label.text() != first
    assert "checkpoints" in label.toolTip()


def test_that_an_epoch_tells_the_pace(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    workspace.panel.show_settings(TrainingSettings(epochs=1))
    studio.settings.change(training_pace=1e6)
    with qtbot.waitSignal(workspace.run.ended, timeout=60_000):
        workspace.bar.start.trigger()
    assert studio.settings.values.training_pace > 1e6


def test_that_too_much_memory_is_told(
    monkeypatch: pytest.MonkeyPatch, workspace: TrainWorkspace
) -> None:
    monkeypatch.setattr("tnstudio.ui.train.estimate_label.machine_memory", lambda: 9999)
    workspace.panel.show_settings(OTHERS)
    label = child(workspace, QLabel, "training-estimate")
    assert isinstance(label, QLabel)
    assert "this computer has" in label.text()
    assert label.property("role") == "problem"


def test_that_nothing_is_told_of_what_cannot_be_trained(
    studio: Studio, workspace: TrainWorkspace
) -> None:
    label = child(workspace, QLabel, "training-estimate")
    assert not label.isHidden()
    network = replace(small_network(), layers=(WindowLayer(50, 3),))
    studio.document.do("Break", Project(network))
    assert label.isHidden()


def test_that_a_run_locks_the_fields_and_not_the_estimate(
    qapp: QApplication, workspace: TrainWorkspace
) -> None:
    workspace.panel.set_locked(True)
    assert not child(workspace, QSpinBox, "epochs").isEnabled()
    assert child(workspace, QLabel, "training-estimate").isEnabled()


def test_that_tab_goes_down_the_panel(qtbot: QtBot, workspace: TrainWorkspace) -> None:
    unfold(qtbot, workspace)
    workspace.panel.show_settings(OTHERS)
    expected = ["preset", "method", "epochs", "epochs-reset", "rate", "rate-reset"]
    expected += ["schedule-fold-heading", "schedule"]
    found = []
    widget: QWidget | None = child(workspace, QWidget, "preset")
    while widget is not None and len(found) < 60:
        found.append(widget.objectName())
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
    assert found[: len(expected)] == expected
    rest = found[found.index("drop-add") :]
    places = [rest.index(name) for name in ("drops-reset", *AFTER_DROPS)]
    assert places == sorted(places)


def test_that_the_wheel_scrolls_the_panel_and_changes_nothing(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    for kind in (Choice, QSpinBox, QDoubleSpinBox):
        for field in workspace.panel.findChildren(kind):
            turned = QWheelEvent(
                QPointF(5, 5),
                QPointF(5, 5),
                QPoint(),
                QPoint(0, -120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(field, turned)
    assert workspace.panel.settings == TrainingSettings()

"""Training in the window: start, pause, stop, and what is kept."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from tests.strategies import core_states
from tests.trained_networks import trained_at_random
from tests.ui.small_world import small_network
from tnstudio.app.histograms import layer_histograms
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import set_layer
from tnstudio.model.network import InputShape, WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.records import EpochRecord, History, TrainingSettings
from tnstudio.model.training_state import DataMark, TrainingState
from tnstudio.training.loop import Training
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.course import course_of
from tnstudio.ui.train.run import Phase
from tnstudio.ui.train.workspace import TrainWorkspace

LONG = 100_000
"""Epochs of a run that does not end on its own."""


def button(workspace: TrainWorkspace, name: str) -> QPushButton:
    found = workspace.findChild(QPushButton, f"train-{name}-button")
    assert isinstance(found, QPushButton)
    return found


def click(qtbot: QtBot, workspace: TrainWorkspace, name: str) -> None:
    qtbot.mouseClick(button(workspace, name), Qt.MouseButton.LeftButton)


def set_epochs(workspace: TrainWorkspace, epochs: int) -> None:
    field = workspace.findChild(QSpinBox, "epochs")
    assert isinstance(field, QSpinBox)
    field.setValue(epochs)


def wait_for_epoch(qtbot: QtBot, workspace: TrainWorkspace) -> None:
    with qtbot.waitSignal(workspace.run.epoch_finished, timeout=60_000):
        pass


def text(workspace: TrainWorkspace, name: str) -> str:
    label = workspace.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()


def test_that_a_run_ends_with_its_network_in_the_document(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, 2)
    seen = []
    workspace.run.progressed.connect(seen.append)
    click(qtbot, workspace, "start")
    assert workspace.run.phase is Phase.RUNNING
    assert not button(workspace, "start").isEnabled()
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    trained = studio.document.project.trained
    assert trained is not None
    assert trained.network is studio.document.network
    assert [record.epoch for record in trained.history.epochs] == [1, 2]
    assert trained.history.epochs[-1].test_accuracy > 0.9
    assert sum(p.losses.size for p in seen) == trained.history.batch_losses.size
    assert studio.document.undo_label == "Train"
    assert "Trained for 2 epochs" in workspace.bar.told
    assert text(workspace, "loss-value") != ""
    figure = f"{100 * trained.history.epochs[-1].test_accuracy:.2f} %"
    assert text(workspace, "accuracy-test") == figure


def test_that_the_keys_start_pause_resume_and_stop_a_run(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, LONG)
    qtbot.keyClick(workspace, Qt.Key.Key_F5)
    wait_for_epoch(qtbot, workspace)
    qtbot.keyClick(workspace, Qt.Key.Key_F6)
    assert workspace.run.phase is Phase.PAUSING
    assert button(workspace, "pause").text() == "Resume"
    qtbot.waitUntil(lambda: workspace.run.phase is Phase.PAUSED)
    assert workspace.bar.told.startswith("Paused")
    later = []
    workspace.run.epoch_finished.connect(later.append)
    qtbot.wait(300)
    assert later == []
    qtbot.keyClick(workspace, Qt.Key.Key_F6)
    assert workspace.run.phase is Phase.RUNNING
    wait_for_epoch(qtbot, workspace)
    qtbot.keyClick(workspace, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(workspace.is_quiet, timeout=10_000)
    assert not button(workspace, "stop").isEnabled()
    assert button(workspace, "start").isEnabled()


def test_that_a_stopped_run_leaves_all_it_has_learned_and_undo_takes_it_back(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, LONG)
    finished = []
    workspace.run.epoch_finished.connect(finished.append)
    click(qtbot, workspace, "start")
    wait_for_epoch(qtbot, workspace)
    click(qtbot, workspace, "stop")
    qtbot.waitUntil(workspace.is_quiet, timeout=10_000)
    trained = studio.document.project.trained
    assert trained is not None
    assert trained.state is not None
    assert trained.state.epoch == len(finished) + 1
    assert len(trained.history.batch_losses) >= 3 * len(finished)
    assert workspace.bar.told.startswith("Stopped ")
    assert workspace.bar.told.endswith("; all of it is kept")
    studio.document.undo()
    assert studio.document.project.trained is None
    qtbot.waitUntil(workspace.empty.isVisible)


def test_that_a_run_stopped_before_its_first_batch_leaves_nothing(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace, slow_disk: Event
) -> None:
    before = studio.document.project
    set_epochs(workspace, LONG)
    click(qtbot, workspace, "start")
    click(qtbot, workspace, "stop")
    slow_disk.set()
    qtbot.waitUntil(workspace.is_quiet, timeout=10_000)
    assert studio.document.project is before
    assert "nothing was kept" in workspace.bar.told
    assert workspace.empty.isVisible()


def test_that_a_diverging_run_is_told_and_its_last_epoch_is_kept(
    qtbot: QtBot,
    studio: Studio,
    workspace: TrainWorkspace,
    errors: list[TNStudioError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    learn = Training._learn
    done = []

    def diverge(self, chosen, step):
        done.append(1)
        loss, correct = learn(self, chosen, step)
        return (float("nan") if len(done) > 4 else loss), correct

    monkeypatch.setattr(Training, "_learn", diverge)
    click(qtbot, workspace, "start")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    assert "diverged" in errors[0].message
    assert workspace.bar.told == "The run failed; its state after epoch 1 is kept"
    assert "diverged in epoch 2, batch 2. Choose a rate below" in workspace.banner.text
    trained = studio.document.project.trained
    assert trained is not None
    assert len(trained.history.epochs) == 1
    set_epochs(workspace, 2)
    assert workspace.banner.text == ""


def test_that_a_design_changed_during_a_run_is_told(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, LONG)
    click(qtbot, workspace, "start")
    wait_for_epoch(qtbot, workspace)
    before = studio.document.network
    changed = set_layer(before, 1, WindowLayer(2, 1, 3))
    studio.document.edit_network("Change features", changed)
    assert "has changed since this run started" in workspace.banner.text
    assert workspace.banner.isVisible()
    click(qtbot, workspace, "stop")
    qtbot.waitUntil(workspace.is_quiet, timeout=10_000)
    trained = studio.document.project.trained
    assert trained is not None
    assert trained.network is before
    assert "has changed since this network was trained" in workspace.banner.text


def test_that_a_design_with_errors_cannot_be_trained(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    broken = set_layer(studio.document.network, 0, WindowLayer(9, 1))
    studio.document.edit_network("Break it", broken)
    assert not button(workspace, "start").isEnabled()
    assert "9 × 9" in button(workspace, "start").toolTip()
    assert "The design has errors" in workspace.banner.text
    qtbot.keyClick(workspace, Qt.Key.Key_F5)
    assert workspace.run.phase is Phase.IDLE
    studio.document.undo()
    assert button(workspace, "start").isEnabled()
    assert workspace.banner.text == ""


def test_that_images_of_another_size_cannot_be_trained_with(
    studio: Studio, workspace: TrainWorkspace
) -> None:
    wider = replace(studio.document.network, input=InputShape(8, 9, 1))
    studio.document.edit_network("Widen", wider)
    assert not button(workspace, "start").isEnabled()
    assert "8 × 8 × 1" in workspace.banner.text


def test_that_a_folder_without_images_is_told_beside_its_name(
    qtbot: QtBot, workspace: TrainWorkspace, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    workspace.panel.data.choose(str(tmp_path / "empty"))
    qtbot.waitUntil(workspace.is_quiet)
    assert "missing" in text(workspace, "dataset-found")
    assert not button(workspace, "start").isEnabled()


def trained_project(epochs: int = 3) -> Project:
    network = small_network()
    records = tuple(
        EpochRecord(e, 1.0 / e, 0.5, 0.4 + e / 10, float("nan"), 1.0, 2.0)
        for e in range(1, epochs + 1)
    )
    losses = trained_at_random(network, 1).layers[0][0].biases[: 2 * epochs]
    trained = replace(
        trained_at_random(network),
        settings=TrainingSettings(epochs=epochs, batch=70, seed=2**40),
        history=History(records, losses),
    )
    return Project(network, trained)


def test_that_a_trained_project_shows_its_history_and_histograms_at_once(
    qtbot: QtBot, open_workspace: Callable[[Project], TrainWorkspace]
) -> None:
    project = trained_project()
    workspace = open_workspace(project)
    assert project.trained is not None
    counted = layer_histograms(project.trained)
    probabilities, weights, biases = workspace.layers.histograms
    assert probabilities.counts == tuple(counted[0].probabilities.counts)
    assert weights.counts == tuple(counted[0].weights.counts)
    assert biases.counts == tuple(counted[0].biases.counts)
    assert text(workspace, "accuracy-test") == "70.00 %"
    assert text(workspace, "accuracy-chip") == ""
    assert "Trained for 3 epochs in 6 s" in workspace.bar.told
    assert workspace.panel.settings == project.trained.settings
    assert not workspace.empty.isVisible()


def test_that_a_stopped_training_is_told_and_shown_up_to_its_batch(
    open_workspace: Callable[[Project], TrainWorkspace],
) -> None:
    project = trained_project(epochs=2)
    trained = project.trained
    assert trained is not None
    losses = np.ones(7, np.float32)
    state = TrainingState(
        epoch=3,
        batch=1,
        batches=3,
        correct=0,
        seconds=0.0,
        data=DataMark("small", 1, 1, 0),
        layers=core_states(np.random.default_rng(1), trained.network),
    )
    stopped = replace(
        trained,
        settings=replace(trained.settings, epochs=9),
        history=replace(trained.history, batch_losses=losses),
        state=state,
    )
    workspace = open_workspace(replace(project, trained=stopped))
    assert workspace.bar.told == "Stopped in epoch 3 of 9, after batch 1 of 3"
    assert button(workspace, "pause").text() == "Resume training"
    course = course_of(replace(project, trained=stopped))
    assert course is not None
    assert course.batches == 3


def test_that_settings_without_a_field_stay_as_the_project_has_them(
    open_workspace: Callable[[Project], TrainWorkspace],
) -> None:
    project = trained_project()
    assert project.trained is not None
    settings = TrainingSettings(
        method="binary", dropout=0.5, schedule="cosine", certainty=0.1
    )
    trained = replace(project.trained, settings=settings)
    workspace = open_workspace(replace(project, trained=trained))
    assert workspace.panel.settings == settings
    set_epochs(workspace, 3)
    assert workspace.panel.settings == replace(settings, epochs=3)


def test_that_another_project_ends_the_run_of_the_one_before(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, LONG)
    click(qtbot, workspace, "start")
    wait_for_epoch(qtbot, workspace)
    other = trained_project()
    studio.document.replace_by(other, None)
    assert workspace.run.phase is Phase.IDLE
    qtbot.waitUntil(lambda: not studio.jobs.names)
    assert studio.document.project is other
    assert "Trained for 3 epochs" in workspace.bar.told


def test_that_rehearsing_ends_with_everything_drawn(
    qtbot: QtBot, open_workspace: Callable[[Project], TrainWorkspace]
) -> None:
    workspace = open_workspace(trained_project())
    workspace.rehearse()
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.layers.isVisible()
    assert workspace.loss.isVisible()


def test_that_a_run_tells_that_it_prepares_and_that_it_measures(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, 2)
    told = []
    workspace.run.measuring.connect(lambda _: told.append(workspace.bar.told))
    workspace.run.progressed.connect(lambda _: told.append(workspace.bar.told))
    progress = workspace.findChild(QProgressBar, "train-progress")
    assert isinstance(progress, QProgressBar)
    click(qtbot, workspace, "start")
    assert workspace.bar.told.startswith("Preparing")
    assert workspace.bar.is_preparing
    with qtbot.waitSignal(workspace.run.progressed, timeout=60_000):
        pass
    assert progress.maximum() > 0
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    assert told[0].startswith("Epoch 1 of 2, batch ")
    assert "Measuring after epoch 1 …" in told
    assert told[-1] == "Measuring after epoch 2 …"
    assert not workspace.bar.is_preparing


def test_that_undo_leaves_the_settings_that_were_typed(
    qtbot: QtBot,
    studio: Studio,
    open_workspace: Callable[[Project], TrainWorkspace],
) -> None:
    first = trained_project()
    workspace = open_workspace(first)
    set_epochs(workspace, 2)
    click(qtbot, workspace, "start")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    set_epochs(workspace, 77)
    studio.document.undo()
    assert studio.document.project is first
    assert workspace.panel.settings.epochs == 77
    studio.document.redo()
    assert workspace.panel.settings.epochs == 77
    studio.document.replace_by(first, None)
    assert first.trained is not None
    assert workspace.panel.settings == first.trained.settings
    qtbot.waitUntil(workspace.is_quiet)


def test_that_another_name_is_no_other_design(
    studio: Studio, open_workspace: Callable[[Project], TrainWorkspace]
) -> None:
    workspace = open_workspace(trained_project())
    renamed = replace(studio.document.network, name="another")
    studio.document.edit_network("Rename", renamed)
    assert workspace.banner.text == ""


def test_that_every_run_is_kept_in_the_project_as_one_step_with_its_network(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, 2)
    for _ in range(2):
        click(qtbot, workspace, "start")
        qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    project = studio.document.project
    assert [run.name for run in project.runs] == ["Run 1", "Run 2"]
    assert project.trained is not None
    run = project.runs[1]
    assert run.epochs == project.trained.history.epochs
    assert run.source == workspace.panel.data.source
    assert run.parameters.epochs.tolist() == [1, 2]
    assert [kept.epoch for kept in run.weights] == [2]
    studio.document.undo()
    assert [run.name for run in studio.document.project.runs] == ["Run 1"]


def test_that_a_run_that_was_stopped_is_kept_with_the_epochs_that_ended(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, LONG)
    click(qtbot, workspace, "start")
    wait_for_epoch(qtbot, workspace)
    click(qtbot, workspace, "stop")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    project = studio.document.project
    assert project.trained is not None
    (run,) = project.runs
    assert run.epochs == project.trained.history.epochs
    assert run.settings.epochs == LONG
    assert run.weights[-1].epoch == len(run.epochs)

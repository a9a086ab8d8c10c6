"""Single steps, resuming, training on, and what is said about the design."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.same_values import same
from tests.ui.small_world import small_dataset, small_network
from tnstudio.app.data import dataset
from tnstudio.app.histograms import layer_histograms
from tnstudio.app.training_session import completed, training_session
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import set_layer
from tnstudio.model.network import WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.trained import TrainedNetwork
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.training.loop import Training
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.run import Phase
from tnstudio.ui.train.workspace import TrainWorkspace

LONG = 100_000
"""Epochs of a run that does not end on its own."""


def button(workspace: QWidget, name: str) -> QPushButton:
    found = workspace.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def click(qtbot: QtBot, workspace: QWidget, name: str) -> None:
    found = button(workspace, name)
    assert found.isEnabled(), name
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def set_epochs(workspace: TrainWorkspace, epochs: int) -> None:
    field = workspace.findChild(QSpinBox, "epochs")
    assert isinstance(field, QSpinBox)
    field.setValue(epochs)


def step(qtbot: QtBot, workspace: TrainWorkspace) -> None:
    """Learn one batch with a click."""
    click(qtbot, workspace, "train-step-button")
    qtbot.waitUntil(lambda: workspace.run.phase is Phase.PAUSED, timeout=60_000)


def stop(qtbot: QtBot, workspace: TrainWorkspace) -> None:
    click(qtbot, workspace, "train-stop-button")
    qtbot.waitUntil(workspace.is_quiet, timeout=10_000)


def timeless(trained: TrainedNetwork) -> TrainedNetwork:
    """Return the network without the seconds that its epochs took."""
    epochs = tuple(replace(record, seconds=0.0) for record in trained.history.epochs)
    return replace(trained, history=replace(trained.history, epochs=epochs))


def uninterrupted(source: str, settings: TrainingSettings) -> TrainedNetwork:
    session = training_session(small_network(), dataset(source), settings)
    return timeless(completed(session))


def trained_of(studio: Studio) -> TrainedNetwork:
    trained = studio.document.project.trained
    assert trained is not None
    return trained


def test_that_a_step_from_idle_learns_one_batch_and_pauses(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, 4)
    step(qtbot, workspace)
    assert workspace.bar.told == "Paused in epoch 1 of 4, after batch 1 of 3"
    progress = workspace.findChild(QProgressBar, "train-progress")
    assert isinstance(progress, QProgressBar)
    assert (progress.value(), progress.maximum()) == (1, 12)
    value = workspace.findChild(QLabel, "loss-value")
    assert isinstance(value, QLabel)
    qtbot.waitUntil(lambda: value.text() != "")
    assert workspace.learned.when.shown == "after batch 1 of epoch 1"


def test_that_the_key_steps_and_the_histograms_are_of_that_batch(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    step(qtbot, workspace)
    qtbot.keyClick(workspace, Qt.Key.Key_F10)
    assert workspace.run.phase is Phase.STEPPING
    qtbot.waitUntil(lambda: workspace.run.phase is Phase.PAUSED)
    assert "after batch 2 of 3" in workspace.bar.told
    shown = workspace.learned.layers
    stop(qtbot, workspace)
    trained = trained_of(studio)
    assert len(trained.history.batch_losses) == 2
    assert same(shown, layer_histograms(trained))
    assert workspace.learned.when.shown == "after batch 2 of epoch 1"


def test_that_a_step_at_the_end_of_an_epoch_measures_it(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, 2)
    for _ in range(3):
        step(qtbot, workspace)
    assert workspace.bar.told == "Paused after epoch 1 of 2"
    figure = workspace.findChild(QLabel, "accuracy-test")
    assert isinstance(figure, QLabel)
    qtbot.waitUntil(lambda: figure.text() != "")


def test_that_a_stepped_run_goes_on_to_its_end(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, 2)
    step(qtbot, workspace)
    assert button(workspace, "train-pause-button").text() == "Resume"
    click(qtbot, workspace, "train-pause-button")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    source, settings = workspace.panel.data.source, workspace.panel.settings
    assert same(timeless(trained_of(studio)), uninterrupted(source, settings))


def test_that_a_stopped_run_is_resumed_as_the_same_run_to_the_same_numbers(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, 3)
    for _ in range(4):
        step(qtbot, workspace)
    stop(qtbot, workspace)
    assert trained_of(studio).state is not None
    assert workspace.bar.told.startswith("Stopped in epoch 2 of 3, after batch 1 of 3")
    assert button(workspace, "train-pause-button").text() == "Resume training"
    click(qtbot, workspace, "train-pause-button")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    trained = trained_of(studio)
    source = workspace.panel.data.source
    assert same(timeless(trained), uninterrupted(source, trained.settings))
    (run,) = studio.document.project.runs
    assert run.name == "Run 1"
    assert run.epochs == trained.history.epochs
    assert run.restarts == ()


def test_that_what_a_resumed_run_draws_begins_with_what_there_was(
    qtbot: QtBot, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, LONG)
    for _ in range(4):
        step(qtbot, workspace)
    stop(qtbot, workspace)
    set_epochs(workspace, 1)
    step(qtbot, workspace)
    course = workspace._course
    assert course is not None
    assert course.losses.size == 5
    assert len(course.epochs) == 1
    assert "Paused in epoch 2 of 100000, after batch 2 of 3" in workspace.bar.told
    assert workspace.panel.settings.epochs == LONG


def test_that_a_stopped_run_is_resumed_from_its_file(
    qtbot: QtBot,
    studio: Studio,
    workspace: TrainWorkspace,
    tmp_path: Path,
) -> None:
    set_epochs(workspace, 2)
    step(qtbot, workspace)
    stop(qtbot, workspace)
    path = tmp_path / "stopped.tn.h5"
    save_project(path, studio.document.project)
    studio.document.replace_by(Project(small_network()), None)
    qtbot.waitUntil(workspace.is_quiet)
    source = workspace.panel.data.source
    workspace.panel.data.choose("mnist")
    qtbot.waitUntil(workspace.is_quiet, timeout=30_000)
    studio.document.replace_by(load_project(path), path)
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.panel.data.source == source
    qtbot.keyClick(workspace, Qt.Key.Key_F6)
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    trained = trained_of(studio)
    assert same(timeless(trained), uninterrupted(source, trained.settings))
    assert [run.name for run in studio.document.project.runs] == ["Run 1"]


def test_that_a_resume_that_learns_nothing_changes_nothing(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace, slow_disk: Event
) -> None:
    slow_disk.set()
    step(qtbot, workspace)
    stop(qtbot, workspace)
    before = studio.document.project
    slow_disk.clear()
    click(qtbot, workspace, "train-pause-button")
    click(qtbot, workspace, "train-stop-button")
    slow_disk.set()
    qtbot.waitUntil(workspace.is_quiet, timeout=10_000)
    assert studio.document.project is before
    assert workspace.bar.told == "Stopped before it learned anything new"


def test_that_a_run_can_be_paused_while_it_reads(
    qtbot: QtBot, workspace: TrainWorkspace, slow_disk: Event
) -> None:
    set_epochs(workspace, 2)
    click(qtbot, workspace, "train-start-button")
    with qtbot.waitSignal(workspace.run.preparing):
        pass
    assert workspace.bar.told.startswith("Reading ")
    assert workspace.bar.is_preparing
    click(qtbot, workspace, "train-pause-button")
    assert workspace.bar.told == "Pausing …"
    slow_disk.set()
    qtbot.waitUntil(lambda: workspace.run.phase is Phase.PAUSED)
    assert workspace.bar.told == "Paused"
    assert not workspace.bar.is_preparing
    click(qtbot, workspace, "train-pause-button")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    assert workspace.bar.told.startswith("Trained for 2 epochs")


def test_that_starting_anew_says_so_and_undo_brings_the_stopped_run_back(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, LONG)
    step(qtbot, workspace)
    stop(qtbot, workspace)
    stopped = trained_of(studio)
    assert "Undo" in button(workspace, "train-start-button").toolTip()
    click(qtbot, workspace, "train-start-button")
    assert "starts anew" in workspace.banner.text
    assert "Undo brings that one back" in workspace.banner.text
    with qtbot.waitSignal(workspace.run.epoch_finished, timeout=60_000):
        pass
    stop(qtbot, workspace)
    assert len(studio.document.project.runs) == 2
    studio.document.undo()
    assert trained_of(studio) is stopped
    assert button(workspace, "train-pause-button").text() == "Resume training"
    assert button(workspace, "train-pause-button").isEnabled()


def test_that_other_images_cannot_be_resumed_with(
    qtbot: QtBot,
    studio: Studio,
    workspace: TrainWorkspace,
    errors: list[TNStudioError],
    tmp_path: Path,
) -> None:
    step(qtbot, workspace)
    stop(qtbot, workspace)
    before = studio.document.project
    workspace.panel.data.choose(small_dataset(tmp_path / "other", train=330))
    qtbot.waitUntil(workspace.is_quiet)
    click(qtbot, workspace, "train-pause-button")
    qtbot.waitUntil(lambda: bool(errors))
    assert "started with other images" in errors[0].message
    assert workspace.banner.text.endswith("Resume it with the same data set.")
    assert studio.document.project is before
    workspace.panel.data.choose("mnist")
    qtbot.waitUntil(workspace.is_quiet, timeout=30_000)
    assert not button(workspace, "train-pause-button").isEnabled()
    assert "28 × 28" in button(workspace, "train-pause-button").toolTip()


def test_that_a_finished_training_goes_on_for_more_epochs(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, 2)
    click(qtbot, workspace, "train-start-button")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    before = trained_of(studio)
    assert button(workspace, "train-pause-button").text() == "Train on…"
    click(qtbot, workspace, "train-pause-button")
    field = workspace.findChild(QSpinBox, "train-on-epochs")
    assert isinstance(field, QSpinBox)
    assert (field.minimum(), field.value()) == (3, 4)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    click(qtbot, workspace, "train-on-accept")
    qtbot.waitUntil(lambda: workspace.run.phase is Phase.RUNNING)
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    trained = trained_of(studio)
    assert [record.epoch for record in trained.history.epochs] == [1, 2, 3]
    assert trained.history.epochs[:2] == before.history.epochs
    (run,) = studio.document.project.runs
    assert run.restarts == (2,)


def test_that_what_cannot_be_trained_further_says_why(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    workspace.panel.show_settings(TrainingSettings("binary", epochs=1))
    click(qtbot, workspace, "train-start-button")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    further = button(workspace, "train-pause-button")
    assert not further.isEnabled()
    assert "binary crossbars" in further.toolTip()
    assert trained_of(studio).state is None


def test_that_the_design_of_a_run_can_be_taken_back(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    step(qtbot, workspace)
    before = studio.document.network
    changed = set_layer(before, 1, WindowLayer(2, 1, 3))
    studio.document.edit_network("Change features", changed)
    assert "what it learns is a network of that design" in workspace.banner.text
    take = button(workspace, "train-banner-button")
    assert take.isVisible()
    stop(qtbot, workspace)
    assert "the earlier design, and so is what Resume learns" in workspace.banner.text
    qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
    assert studio.document.network is before
    assert studio.document.undo_label == "Take the trained design"
    assert workspace.banner.text == ""
    studio.document.undo()
    assert studio.document.network is changed
    assert take.isVisible()


def test_that_a_run_of_another_design_than_now_is_resumed_with_its_own(
    qtbot: QtBot, studio: Studio, workspace: TrainWorkspace
) -> None:
    set_epochs(workspace, 2)
    step(qtbot, workspace)
    stop(qtbot, workspace)
    changed = set_layer(studio.document.network, 1, WindowLayer(2, 1, 3))
    studio.document.edit_network("Change features", changed)
    click(qtbot, workspace, "train-pause-button")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    trained = trained_of(studio)
    assert trained.network == small_network()
    source = workspace.panel.data.source
    assert same(timeless(trained), uninterrupted(source, trained.settings))
    assert studio.document.network is changed


def test_that_a_diverging_resumed_run_leaves_what_there_was(
    qtbot: QtBot,
    studio: Studio,
    workspace: TrainWorkspace,
    errors: list[TNStudioError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step(qtbot, workspace)
    stop(qtbot, workspace)
    before = studio.document.project
    monkeypatch.setattr(Training, "_learn", lambda *_: (float("nan"), 0))
    click(qtbot, workspace, "train-pause-button")
    qtbot.waitUntil(lambda: bool(errors))
    assert workspace.bar.told == "The run failed before it learned anything new"
    assert "diverged" in workspace.banner.text
    assert studio.document.project is before


def test_that_cancelling_in_the_status_bar_keeps_what_was_learned(
    qtbot: QtBot,
    studio: Studio,
    window: MainWindow,
    tmp_path: Path,
) -> None:
    studio.document.replace_by(Project(small_network()), None)
    window.show_workspace("train")
    train = window.workspace("train")
    assert isinstance(train, TrainWorkspace)
    train.panel.data.choose(small_dataset(tmp_path / "small"))
    qtbot.waitUntil(train.is_quiet, timeout=30_000)
    step(qtbot, train)
    cancel = window.findChild(QToolButton, "job-cancel")
    assert isinstance(cancel, QToolButton)
    qtbot.waitUntil(cancel.isVisible)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(train.is_quiet, timeout=10_000)
    trained = trained_of(studio)
    assert trained.state is not None
    assert len(trained.history.batch_losses) == 1


def test_that_what_cannot_be_trained_is_not_said_to_be_ready(
    qtbot: QtBot, workspace: TrainWorkspace, tmp_path: Path
) -> None:
    source = workspace.panel.data.source
    assert workspace.bar.told == "Ready to train"
    workspace.panel.data.choose(str(tmp_path / "nowhere"))
    qtbot.waitUntil(lambda: workspace.bar.told == "Not ready to train")
    workspace.panel.data.choose(source)
    qtbot.waitUntil(lambda: workspace.bar.told == "Ready to train")

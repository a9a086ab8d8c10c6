"""What a run has learned survives that its window or its project is closed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from tests.same_values import same
from tests.ui.conftest import Answers
from tests.ui.small_world import small_dataset, small_network
from tnstudio.app.data import dataset
from tnstudio.app.training_session import completed, training_session
from tnstudio.errors import TNStudioError
from tnstudio.model.edits import rename
from tnstudio.model.project import Project
from tnstudio.model.records import Augmentation, TrainingSettings
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.model.trained import TrainedNetwork
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.run import Phase

EPOCHS = 100
"""Enough that none of these runs ends on its own."""

SETTINGS = TrainingSettings(
    epochs=EPOCHS,
    dropout=0.3,
    certainty=0.001,
    balanced=True,
    augmentation=Augmentation(rotation=10.0, shift=1.0, rescale=0.1),
)


def uninterrupted(source: str, settings: TrainingSettings) -> TrainedNetwork:
    """Return what the run would have come to had it never been left."""
    return completed(training_session(small_network(), dataset(source), settings))


def timeless(trained: TrainedNetwork) -> TrainedNetwork:
    """Return the network without the seconds that its epochs took."""
    epochs = tuple(replace(record, seconds=0.0) for record in trained.history.epochs)
    return replace(trained, history=replace(trained.history, epochs=epochs))


def trained_in(path: Path) -> TrainedNetwork:
    trained = load_project(path).trained
    assert trained is not None
    return trained


@pytest.fixture
def source(tmp_path: Path) -> str:
    return small_dataset(tmp_path / "small")


@pytest.fixture
def another(tmp_path: Path) -> Path:
    """Another project's file."""
    path = tmp_path / "thirty.tn.h5"
    save_project(path, Project(mnist_30core()))
    return path


@pytest.fixture
def train(window: MainWindow, studio: Studio, qtbot: QtBot, source: str) -> Any:
    """A Train workspace whose run rests amid its second epoch."""
    studio.document.replace_by(Project(small_network()), None)
    workspace: Any = window.workspace("train")
    workspace.panel.data.choose(source)
    window.show_workspace("train")
    qtbot.waitUntil(workspace.is_quiet, timeout=30_000)
    workspace.panel.show_settings(SETTINGS)
    for _ in range(4):
        workspace.bar.step.trigger()
        qtbot.waitUntil(lambda: workspace.run.phase is Phase.PAUSED, timeout=60_000)
    assert not studio.document.is_modified
    return workspace


@pytest.mark.usefixtures("train")
@pytest.mark.parametrize("way", ["create", "open", "close"])
def test_that_one_question_stops_saves_and_goes_on(
    window: MainWindow,
    studio: Studio,
    qtbot: QtBot,
    answers: Answers,
    another: Path,
    tmp_path: Path,
    way: str,
) -> None:
    kept = tmp_path / "kept.tn.h5"
    answers.choices = ["save"]
    answers.files = [kept]
    if way == "create":
        window.findChild(QAction, "action-template-mnist-5core").trigger()
        qtbot.waitUntil(lambda: studio.document.network == mnist_5core())
    elif way == "open":
        window.open_path(another)
        qtbot.waitUntil(lambda: studio.document.path == another)
    else:
        assert not window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
    (question,) = answers.asked
    assert [choice.text for choice in question.choices] == [
        f"&Stop, save and {way}",
        "Stop with&out saving",
        "&Keep training",
    ]
    assert question.default == "save"
    trained = trained_in(kept)
    assert trained.state is not None
    assert (trained.state.epoch, trained.state.batch) == (2, 1)


@pytest.mark.usefixtures("train")
@pytest.mark.parametrize("way", ["create", "close"])
def test_that_without_saving_the_run_and_the_changes_are_lost(
    window: MainWindow, studio: Studio, qtbot: QtBot, answers: Answers, way: str
) -> None:
    network = rename(studio.document.network, "changed")
    studio.document.edit_network("Rename", network)
    answers.choices = ["discard"]
    if way == "create":
        window.files.new("mnist-30core")
        qtbot.waitUntil(lambda: studio.document.network == mnist_30core())
        assert not studio.document.is_modified
    else:
        assert not window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
    assert "Training" not in studio.jobs.names.values()
    (question,) = answers.asked
    assert "other unsaved changes to “changed”" in question.detail


def test_that_the_run_goes_on_if_the_user_wants_to_keep_it(
    window: MainWindow, studio: Studio, qtbot: QtBot, answers: Answers, train: Any
) -> None:
    train.bar.pause.trigger()
    answers.choices = ["stay"]
    assert not window.close()
    assert train.run.phase is Phase.RUNNING
    with qtbot.waitSignal(train.run.epoch_finished, timeout=60_000):
        pass
    assert window.isVisible()
    assert studio.document.project.trained is None


def test_that_without_a_file_name_the_run_goes_on(
    window: MainWindow, answers: Answers, train: Any
) -> None:
    answers.choices = ["save"]
    answers.files = [None]
    assert not window.close()
    assert train.run.phase is Phase.PAUSED
    assert window.isVisible()


def test_that_a_failed_save_keeps_the_window_and_what_was_learned(
    window: MainWindow,
    studio: Studio,
    qtbot: QtBot,
    answers: Answers,
    errors: list[TNStudioError],
    train: Any,
    tmp_path: Path,
) -> None:
    blocked = tmp_path / "a_file"
    blocked.write_text("in the way")
    answers.choices = ["save"]
    answers.files = [blocked / "mine.tn.h5"]
    assert not window.close()
    qtbot.waitUntil(lambda: bool(errors))
    assert window.isVisible()
    assert studio.document.is_modified
    assert train.bar.told.startswith(
        f"Stopped in epoch 2 of {EPOCHS}, after batch 1 of 3"
    )
    trained = studio.document.project.trained
    assert trained is not None
    assert trained.state is not None


def test_that_a_run_that_ends_during_the_question_is_saved_all_the_same(
    window: MainWindow, qtbot: QtBot, answers: Answers, train: Any, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.tn.h5"

    def end_and_save(_: object) -> str:
        train.run.stop()
        qtbot.waitUntil(lambda: not train.run.is_active)
        return "save"

    answers.choose = end_and_save  # type: ignore[method-assign]
    answers.files = [kept]
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert trained_in(kept).state is not None


def test_that_a_run_that_has_learned_nothing_yet_is_not_asked_about(
    window: MainWindow, studio: Studio, qtbot: QtBot, answers: Answers, source: str
) -> None:
    studio.document.replace_by(Project(small_network()), None)
    workspace: Any = window.workspace("train")
    workspace.panel.data.choose(source)
    qtbot.waitUntil(workspace.is_quiet, timeout=30_000)
    workspace.bar.start.trigger()
    assert workspace.run.is_preparing
    assert window.close()
    assert answers.asked == []


@pytest.mark.parametrize("rests", [True, False])
def test_that_a_closed_window_resumes_to_the_numbers_of_a_run_never_left(
    window: MainWindow,
    train: Any,
    open_window: Callable[[], MainWindow],
    studio: Studio,
    qtbot: QtBot,
    answers: Answers,
    source: str,
    tmp_path: Path,
    rests: bool,
) -> None:
    kept = tmp_path / "kept.tn.h5"
    answers.choices = ["save"]
    answers.files = [kept]
    if not rests:
        with qtbot.waitSignal(train.run.epoch_finished, timeout=60_000):
            train.bar.pause.trigger()
        assert train.run.phase is Phase.RUNNING
    assert not window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    studio.document.replace_by(Project(mnist_5core()), None)
    again = open_window()
    again.open_path(kept)
    qtbot.waitUntil(lambda: studio.document.path == kept)
    again.show_workspace("train")
    workspace: Any = again.workspace("train")
    qtbot.waitUntil(workspace.is_quiet, timeout=30_000)
    assert workspace.panel.data.source == source
    assert workspace.bar.pause.text() == "Resume training"
    workspace.bar.pause.trigger()
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    trained = studio.document.project.trained
    assert trained is not None
    assert len(trained.history.epochs) == EPOCHS
    expected = uninterrupted(source, trained.settings)
    assert same(timeless(trained), timeless(expected))
    (run,) = studio.document.project.runs
    assert run.name == "Run 1"
    assert run.epochs == trained.history.epochs

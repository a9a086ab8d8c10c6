"""The window trains to what the command line trains to."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.same_values import same
from tests.ui.small_world import small_network
from tests.ui.train.test_runs import click, set_epochs
from tnstudio.app import training_job
from tnstudio.app.training_session import training_session
from tnstudio.cli.training_runs import TrainingOrder, train_into_file
from tnstudio.model.project import Project
from tnstudio.model.trained import TrainedNetwork
from tnstudio.storage.project_file import load_project
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.workspace import TrainWorkspace


def timeless(trained: TrainedNetwork) -> TrainedNetwork:
    """Return the network without the seconds that its epochs took."""
    records = tuple(replace(r, seconds=0.0) for r in trained.history.epochs)
    return replace(trained, history=replace(trained.history, epochs=records))


def test_that_window_and_command_line_train_to_the_same_bits(
    qtbot: QtBot,
    studio: Studio,
    workspace: TrainWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As many histograms as there can be: they change nothing.
    monkeypatch.setattr(training_job, "HISTOGRAM_SECONDS", 0.0)
    monkeypatch.setattr("tnstudio.app.training_session.HISTOGRAM_SHARE", float("inf"))
    set_epochs(workspace, 3)
    settings, source = workspace.panel.settings, workspace.panel.data.source
    click(qtbot, workspace, "start")
    qtbot.waitUntil(workspace.is_quiet, timeout=60_000)
    project = studio.document.project
    path = tmp_path / "command.tn.h5"
    bare = Project(small_network())
    order = TrainingOrder(bare, path, bare.network, source, settings)
    train_into_file(order, json=True)
    kept = load_project(path)
    assert project.trained is not None
    assert kept.trained is not None
    assert same(timeless(project.trained), timeless(kept.trained))
    assert same(project.runs[0].parameters, kept.runs[0].parameters)


def test_that_the_command_line_takes_no_histograms_amid_epochs(
    tmp_path: Path,
    workspace: TrainWorkspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[float] = []

    def spied(*values: object, histograms: float = float("inf")) -> object:
        asked.append(histograms)
        return training_session(*values)  # type: ignore[arg-type]

    monkeypatch.setattr("tnstudio.app.training_session.training_session", spied)
    bare = Project(small_network())
    settings = replace(workspace.panel.settings, epochs=1)
    path = tmp_path / "command.tn.h5"
    source = workspace.panel.data.source
    train_into_file(TrainingOrder(bare, path, bare.network, source, settings), True)
    assert asked == [float("inf")]

"""A Train workspace over a small network and a small data set."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tests.ui.small_world import small_dataset, small_network
from tnstudio.app import training_job
from tnstudio.model.project import Project
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.workspace import TrainWorkspace


@pytest.fixture
def open_workspace(
    qtbot: QtBot, studio: Studio, tmp_path: Path
) -> Iterator[Callable[[Project], TrainWorkspace]]:
    """Opens the workspace on a project, with the small data set chosen."""
    source = small_dataset(tmp_path / "small")
    opened: list[TrainWorkspace] = []

    def open_one(project: Project) -> TrainWorkspace:
        studio.document.replace_by(project, None)
        workspace = TrainWorkspace(studio)
        opened.append(workspace)
        workspace.resize(1200, 720)
        workspace.panel.data.choose(source)
        show(qtbot, workspace)
        qtbot.waitUntil(workspace.is_quiet)
        return workspace

    yield open_one
    # Events must not reach widgets that are gone: first the jobs end.
    for workspace in opened:
        workspace.run.abandon()
    qtbot.waitUntil(lambda: not studio.jobs.names)
    for workspace in opened:
        workspace.close()
        workspace.deleteLater()


@pytest.fixture
def workspace(
    open_workspace: Callable[[Project], TrainWorkspace],
) -> TrainWorkspace:
    """The workspace on a network that was never trained."""
    return open_workspace(Project(small_network()))


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Lets no run read its images before this event is set."""
    has_read = Event()
    loading = training_job.loading

    def waiting(source: str) -> Generator[object, None, object]:
        yield None
        has_read.wait(10.0)
        return (yield from loading(source))

    monkeypatch.setattr(training_job, "loading", waiting)
    return has_read

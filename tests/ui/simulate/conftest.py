"""A Simulate workspace over a small chip and a small data set."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tests.ui.small_world import small_dataset, small_project
from tnstudio.model.project import Project
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio


@pytest.fixture
def source(tmp_path: Path) -> str:
    """The folder of the small data set."""
    return small_dataset(tmp_path / "small")


@pytest.fixture
def open_workspace(
    qtbot: QtBot, studio: Studio, source: str
) -> Iterator[Callable[[Project], SimulateWorkspace]]:
    """Opens the workspace on a project, with the small data set chosen."""
    opened: list[SimulateWorkspace] = []

    def open_one(project: Project) -> SimulateWorkspace:
        studio.document.replace_by(project, None)
        workspace = SimulateWorkspace(studio)
        opened.append(workspace)
        workspace.resize(1200, 720)
        workspace.input.data.choose(source)
        show(qtbot, workspace)
        qtbot.waitUntil(workspace.is_quiet)
        return workspace

    yield open_one
    # Events must not reach widgets that are gone: first the jobs end.
    for workspace in opened:
        workspace.player.close()
    qtbot.waitUntil(lambda: not studio.jobs.names)
    for workspace in opened:
        workspace.close()
        workspace.deleteLater()


@pytest.fixture
def workspace(
    open_workspace: Callable[[Project], SimulateWorkspace],
) -> SimulateWorkspace:
    """The workspace on a deployed chip of 5 cores."""
    return open_workspace(small_project())

"""What the pages show in pictures."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from tests.circuits import oscillator
from tests.ui.small_world import small_project
from tnstudio.model.project import Project
from tnstudio.ui.simulate.rehearsal import PINNED
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio

Opener = Callable[[Project], SimulateWorkspace]


def rehearsed(qtbot: QtBot, workspace: SimulateWorkspace, page: str) -> None:
    workspace.show_page(page)
    workspace.rehearse()
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.transport.tick_text == "Tick 20"
    assert workspace.views.pages.current == page


def test_that_each_page_is_filled_and_fits_a_small_window(
    qtbot: QtBot, open_workspace: Opener
) -> None:
    for project in (small_project(), Project(oscillator())):
        workspace = open_workspace(project)
        for page in workspace.page_names:
            rehearsed(qtbot, workspace, page)
            views = workspace.views
            least = workspace.minimumSizeHint()
            assert least.width() <= 900
            assert least.height() <= 660
            assert (views.trace_page.shown is not None) == (page == "trace")
            assert (workspace.forking.comparison is not None) == (page == "compare")
            if page == "compare":
                assert len(views.compare.changes) == 1
                assert "part" in views.compare.result.text
        assert 1 < len(workspace.pins.places) <= PINNED
        assert len(workspace.breakpoints.conditions) == 1


def test_that_another_chip_is_opened_whatever_was_marked_on_the_one_before(
    qtbot: QtBot, open_workspace: Opener, studio: Studio
) -> None:
    workspace = open_workspace(small_project())
    for page in ("recordings", "trace", "breakpoints", "pinned"):
        rehearsed(qtbot, workspace, page)
    rehearsed(qtbot, workspace, "compare")
    workspace.tracing.start.trigger()
    qtbot.waitUntil(workspace.is_quiet)
    assert workspace.views.core == 4
    studio.document.replace_by(Project(oscillator()), None)
    qtbot.waitUntil(lambda: workspace.player.is_open and workspace.is_quiet())
    assert len(workspace.views.cores) == 2
    assert workspace.views.trace_page.shown is None
    assert workspace.forking.fork is None
    assert workspace.pins.places == ()
    rehearsed(qtbot, workspace, "trace")

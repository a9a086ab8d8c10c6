"""Whatever is done in the Simulate workspace, nothing breaks."""

import gc
import os
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.exceptions import TimeoutError  # noqa: A004
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tests.ui.random_user import AnyAnswer, RandomUser
from tests.ui.small_world import small_dataset, small_project
from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.project import Project
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio

AT_REST = 40
"""Actions between two times at which everything comes to rest."""

MOST_GROWTH = 200 * 2**20
"""Of memory, over the second half of the actions: small chips record little."""

pytestmark = pytest.mark.skipif(
    os.environ.get("NUMBA_DISABLE_JIT") == "1",
    reason="interpreted kernels take seconds per step",
)


@pytest.fixture
def window_on(
    qtbot: QtBot, studio: Studio, tmp_path: Path
) -> Iterator[Callable[[Project], MainWindow]]:
    """Opens the whole window on a project, in the Simulate workspace."""
    opened: list[MainWindow] = []

    def open_one(project: Project) -> MainWindow:
        studio.document.replace_by(project, None)
        window = MainWindow(studio, AnyAnswer())
        opened.append(window)
        window.resize(1280, 800)
        show(qtbot, window)
        window.show_workspace("simulate")
        simulate = window.workspace("simulate")
        simulate.input.data.choose(small_dataset(tmp_path / "small"))
        qtbot.waitUntil(simulate.is_quiet, timeout=30_000)
        return window

    yield open_one
    for run_id in studio.jobs.names:
        studio.jobs.cancel(run_id)
    qtbot.waitUntil(lambda: not studio.jobs.names)
    studio.document.replace_by(studio.document.project, None)
    for window in opened:
        window.close()
        window.deleteLater()


def resident() -> int:
    """Return the memory that this process has now, in bytes."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        # The largest that it ever had, elsewhere.
        return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * os.sysconf("SC_PAGE_SIZE")


def come_to_rest(qtbot: QtBot, user: RandomUser) -> None:
    """Wait until nothing is outstanding; else tell what is, and what was done."""
    try:
        qtbot.waitUntil(user.workspace.is_quiet, timeout=60_000)
    except TimeoutError:
        parts = user.workspace.outstanding
        pytest.fail(f"{parts} are not quiet after {user.done[-AT_REST:]}")


def do_anything(
    qtbot: QtBot, window: MainWindow, studio: Studio, seed: int, actions: int
) -> RandomUser:
    """Do so many things; pytest-qt fails on exceptions and warnings of Qt."""
    user = RandomUser(window, studio.document, seed)
    before = 0
    for number in range(actions):
        user.act()
        if number % AT_REST == 0:
            user.rest()
            come_to_rest(qtbot, user)
            told = user.workspace.banner.text
            assert "Internal error" not in told, user.done[-AT_REST:]
        if number == actions // 2:
            gc.collect()
            before = resident()
    user.rest()
    come_to_rest(qtbot, user)
    gc.collect()
    assert resident() - before < MOST_GROWTH
    return user


@pytest.mark.parametrize("seed", [1, 2])
def test_that_anything_can_be_done_with_a_deployed_chip(
    qtbot: QtBot,
    studio: Studio,
    window_on: Callable[[Project], MainWindow],
    seed: int,
) -> None:
    do_anything(qtbot, window_on(small_project(copies=2)), studio, seed, 300)


def test_that_anything_can_be_done_with_free_cores(
    qtbot: QtBot, studio: Studio, window_on: Callable[[Project], MainWindow]
) -> None:
    do_anything(qtbot, window_on(Project(oscillator())), studio, 3, 300)


@pytest.mark.benchmark
@pytest.mark.parametrize("kind", ["deployed", "free"])
def test_that_ten_thousand_actions_break_nothing(
    qtbot: QtBot,
    studio: Studio,
    window_on: Callable[[Project], MainWindow],
    kind: str,
) -> None:
    project = small_project(copies=2) if kind == "deployed" else Project(oscillator())
    user = do_anything(qtbot, window_on(project), studio, 4, 10_000)
    assert len(user.done) > 9_000

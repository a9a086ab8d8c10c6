"""How long a change of colours or of the size of texts takes; ``-m benchmark -s``.

With the whole window built: all workspaces, each page of them shown once.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, thread_time

import pytest
from PySide6.QtWidgets import QApplication

from tnstudio.app.settings import Settings
from tnstudio.paths import sample_networks
from tnstudio.storage.project_file import load_project
from tnstudio.ui.application import make_studio
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.pictures import SAMPLE, DiscardEverything, wait_until_quiet
from tnstudio.ui.theme import Theme
from tnstudio.ui.workspaces import WORKSPACES

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]

MOST_COLOURS = 0.5
MOST_SIZE = 1.0
"""Seconds of the processor until the window is painted again."""

ROUNDS = 3


@pytest.fixture
def whole_window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """The window with all workspaces and pages built."""
    studio = make_studio(Settings(tmp_path / "settings.json"), Theme("light"))
    path = sample_networks() / SAMPLE
    studio.document.replace_by(load_project(path), path)
    window = MainWindow(studio, DiscardEverything())
    window.show()
    for row in WORKSPACES:
        window.show_workspace(row.name)
        workspace = window.workspace(row.name)
        for page in getattr(workspace, "page_names", ()):
            workspace.show_page(page)
            wait_until_quiet(workspace)
    yield window
    studio.jobs.close()
    window.close()
    window.deleteLater()


def taken(change: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds until all is painted again, and those of the processor."""
    start, used = perf_counter(), thread_time()
    change()
    QApplication.processEvents()
    return perf_counter() - start, thread_time() - used


@pytest.mark.parametrize("name", [row.name for row in WORKSPACES])
def test_that_colours_and_text_change_at_once(
    whole_window: MainWindow, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    whole_window.show_workspace(name)
    QApplication.processEvents()
    theme = whole_window._studio.theme
    colours, sizes = [], []
    for _ in range(ROUNDS):
        colours.append(taken(lambda: theme.set_mode("dark")))
        sizes.append(taken(lambda: theme.set_text_size(150)))
        colours.append(taken(lambda: theme.set_mode("light")))
        sizes.append(taken(lambda: theme.set_text_size(100)))
    with capsys.disabled():
        count = len(QApplication.allWidgets())
        print(f"\n{name} on show, {count} widgets")
        for what, found in (("colours", colours), ("size of texts", sizes)):
            wall, work = (min(times) for times in zip(*found, strict=True))
            print(f"{what}: {1e3 * wall:.0f} ms, {1e3 * work:.0f} of the processor")
    assert min(work for _, work in colours) < MOST_COLOURS
    assert min(work for _, work in sizes) < MOST_SIZE

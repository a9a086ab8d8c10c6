"""What a start does not import, and when the window is there."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from time import thread_time

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.event_loop_gap import EventLoopGap
from tnstudio.app.jobs import Job, Rest
from tnstudio.ui import building_ahead
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.workspaces import WORKSPACES

ROOT = Path(__file__).parents[2]

LATER = (
    "numba",
    "llvmlite",
    "scipy",
    "h5py",
    "PIL",
    "pyqtgraph",
    "qtawesome",
    "qtpy",
    "typer",
    "rich",
    "pydantic",
    "tnstudio.cli.commands",
    "tnstudio.ui.train.workspace",
    "tnstudio.ui.simulate.workspace",
)
"""What a window that was just shown does not need: together 1 s of a start."""

SCRIPT = """
import json, sys
from PySide6 import QtWidgets
from tnstudio.cli import main

class Application(QtWidgets.QApplication):
    def exec(self):
        print(json.dumps([name for name in {later!r} if name in sys.modules]))
        return 0

QtWidgets.QApplication = Application
sys.argv[:] = ["tnstudio", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize("words", [(), ("sample_networks/mnist_5core.tn.h5",)])
def test_that_a_window_is_shown_before_what_it_does_not_need_is_imported(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(later=LATER), *words],
        cwd=ROOT,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "TNSTUDIO_CONFIG_DIR": str(tmp_path),
            "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    # The worker may have begun to read the file, or sample images for the design.
    allowed = {"h5py", "PIL"}
    assert set(json.loads(ended.stdout)) <= allowed


def test_that_getting_ready_waits_for_other_jobs(
    qtbot: QtBot, window: MainWindow, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: not studio.jobs.names, timeout=30_000)
    monkeypatch.setattr(
        "tnstudio.ui.main_window.getting_ready", lambda _: iter([Rest()])
    )
    other = studio.jobs.start(Job("other", lambda: iter([Rest()])), lambda _: None)
    window.warm_up()
    assert list(studio.jobs.names.values()) == ["other"]
    studio.jobs.discard(other)
    qtbot.waitUntil(lambda: other not in studio.jobs.names)
    assert len(studio.jobs.names) == 1


MOST_SECONDS = 0.1


@pytest.fixture
def _no_mouse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no button pressed, whatever tests before have left."""
    released = staticmethod(lambda: Qt.MouseButton.NoButton)
    monkeypatch.setattr(building_ahead.QApplication, "mouseButtons", released)


def test_that_a_button_that_is_never_released_is_not_waited_for_for_ever(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed = staticmethod(lambda: Qt.MouseButton.LeftButton)
    monkeypatch.setattr(building_ahead.QApplication, "mouseButtons", pressed)
    monkeypatch.setattr(building_ahead, "MOST_WAITED", 3)
    window.building._make_a_part()
    assert len(window.built_workspaces) == 1
    window.building.start()
    qtbot.waitUntil(lambda: not window.building.is_at_work, timeout=30_000)
    assert set(window.built_workspaces) == {row.name for row in WORKSPACES}


@pytest.mark.usefixtures("_no_mouse")
def test_that_workspaces_are_made_ahead_without_holding_the_window_up(
    qtbot: QtBot, window: MainWindow, studio: Studio
) -> None:
    qtbot.waitUntil(lambda: not studio.jobs.names, timeout=30_000)
    names = {row.name for row in WORKSPACES}
    for module in (module for row in WORKSPACES for module in row.modules):
        import_module(module)  # The worker does it before.
    assert set(window.built_workspaces) < names
    begun = thread_time()
    with EventLoopGap() as gap:
        window.building.start()
        qtbot.waitUntil(lambda: not window.building.is_at_work, timeout=30_000)
    total = thread_time() - begun
    assert set(window.built_workspaces) == names
    # Nobody has asked for them: nothing is read or run for them yet.
    assert not studio.jobs.names
    assert not any(window.workspace(name).isVisible() for name in names - {"design"})
    # All of them together take several times as long, on every computer.
    assert gap.worked < MOST_SECONDS or gap.worked < total / 4


@pytest.mark.usefixtures("_no_mouse")
@pytest.mark.parametrize("turns", [0, 1, 4, 9])
def test_that_a_workspace_asked_for_while_it_is_made_is_finished_at_once(
    qtbot: QtBot, window: MainWindow, turns: int
) -> None:
    for _ in range(turns):
        window.building._make_a_part()
    window.show_workspace("simulate")
    assert window.workspace("simulate").isVisible()
    window.building.start()
    qtbot.waitUntil(lambda: not window.building.is_at_work, timeout=30_000)
    assert set(window.built_workspaces) == {row.name for row in WORKSPACES}
    assert window.current_workspace == "simulate"


HANGING = """
import sys
from threading import Event
from tnstudio.app.jobs import Job
from tnstudio.ui import application, main_window, qt_bridge

def hanging():
    yield
    Event().wait(60)

class Window(main_window.MainWindow):
    def warm_up(self):
        job = Job("hanging", hanging, needs_kernels=False, place="slow drive")
        self._studio.jobs.start(job, print)
        application.QTimer.singleShot(200, self.close)

qt_bridge._STOP_SECONDS = 0.2
application.MainWindow = Window
sys.exit(application.run())
"""


def test_that_a_drive_that_does_not_answer_is_no_crash_at_the_end(
    tmp_path: Path,
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", HANGING],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "TNSTUDIO_CONFIG_DIR": str(tmp_path),
            "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr

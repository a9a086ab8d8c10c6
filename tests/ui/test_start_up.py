"""What a start does not import, and when the window is there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tnstudio.app.jobs import Job, Rest
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio

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

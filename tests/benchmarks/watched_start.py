"""Start the real command, watch its window, and tell as JSON what was seen.

Run as ``python watched_start.py BORN PROGRAM TASK [WORD ...]``: BORN is when the
parent process started this one, by the monotonic clock; PROGRAM is one of
`PROGRAMS`, TASK one of `TASKS`; the words are those of the command line. The command
itself knows nothing of it: the application that it makes is one of a class of ours.
"""

import json
import os
import runpy
import sys
from collections.abc import Callable, Generator
from importlib import import_module
from pathlib import Path
from time import monotonic, process_time, thread_time

from PySide6 import QtWidgets
from PySide6.QtCore import QEvent, QObject, QTimer

BORN, PROGRAM, TASK = float(sys.argv[1]), sys.argv[2], sys.argv[3]
ROOT = Path(__file__).parents[2]
IDLE_MILLISECONDS = int(os.environ.get("IDLE_MILLISECONDS", "10000"))
WATCHED_MILLISECONDS = 5000
PATIENCE_MILLISECONDS = 120_000
LOOK_MILLISECONDS = 50
FILE_LOOK_MILLISECONDS = 5
WARM_UP_MILLISECONDS = 800
"""After which it has begun."""
EVERYTHING = (
    "qtawesome",
    "pyqtgraph",
    "h5py",
    "PIL.Image",
    "tnstudio.cli.commands",
    "tnstudio.app.warm_up",
    "tnstudio.ui.design.circuit_page",
    "tnstudio.ui.design.core_page",
    "tnstudio.ui.train.workspace",
    "tnstudio.ui.simulate.workspace",
)
"""What a program without deferred imports would begin with."""

told: dict[str, object] = {}
Steps = Generator[int, None, None]
"""A task; it yields the milliseconds after which it wants to go on."""


def memory() -> dict[str, float]:
    """Return the megabytes of this process: all of it, and its share."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return {"rss": kilobytes["Rss"] / 1e3, "pss": kilobytes["Pss"] / 1e3}


class FirstPaint(QObject):
    """Waits until a window is painted and its event loop answers."""

    def __init__(self, then: Callable[[], None]) -> None:
        super().__init__()
        self._then = then
        self._is_told = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._is_told:
            handle = watched.windowHandle()
            if handle is not None and handle.isExposed():
                self._is_told = True
                QTimer.singleShot(0, self, self._then)
        return False


class WatchedApplication(QtWidgets.QApplication):
    """An application that carries out a task once its window is usable."""

    def exec(self) -> int:
        window = next(
            w for w in self.topLevelWidgets() if isinstance(w, QtWidgets.QMainWindow)
        )
        self._watch = FirstPaint(lambda: self._usable(window))
        window.installEventFilter(self._watch)
        window.update()
        return super().exec()

    def _usable(self, window: QtWidgets.QMainWindow) -> None:
        told["wall"] = monotonic() - BORN
        told["processor"] = process_time()
        told["memory"] = memory()
        self._steps = TASKS[TASK](window)
        self._go_on()

    def _go_on(self) -> None:
        try:
            QTimer.singleShot(next(self._steps), self, self._go_on)
        except StopIteration:
            print(json.dumps(told), flush=True)
            os._exit(0)


def start_only(window: QtWidgets.QMainWindow) -> Steps:
    """Wait for the file to be on show, if one was asked for."""
    while sys.argv[1:] and window._studio.document.path is None:
        yield FILE_LOOK_MILLISECONDS
    yield 0
    told["file"] = monotonic() - BORN


def until_quiet(window: QtWidgets.QMainWindow) -> Steps:
    """Wait until no job runs."""
    jobs = window._studio.jobs
    left = PATIENCE_MILLISECONDS
    while jobs.names and left > 0:
        left -= LOOK_MILLISECONDS
        yield LOOK_MILLISECONDS


def until_ready(window: QtWidgets.QMainWindow) -> Steps:
    """Wait for the start of the warm-up, and for its end."""
    yield WARM_UP_MILLISECONDS
    yield from until_quiet(window)


def watch(window: QtWidgets.QMainWindow) -> Steps:
    """Measure the pauses of the event loop until the numerics are ready."""
    sys.path.insert(0, str(ROOT))
    from tests.ui.event_loop_gap import EventLoopGap

    jobs, seen = window._studio.jobs, set()

    def note() -> None:
        panel = window.findChild(QtWidgets.QWidget, "job-panel")
        if panel is not None and panel.isVisible():
            labels = panel.findChildren(QtWidgets.QLabel)
            seen.add(labels[0].text())

    jobs.progressed.connect(note)
    with EventLoopGap() as gap:
        yield from until_ready(window)
        told["ready"] = monotonic() - BORN
        told["ready processor"] = process_time()
        used = 1e3 * (told["ready"] - told["wall"])
        if used < WATCHED_MILLISECONDS:
            yield int(WATCHED_MILLISECONDS - used)
    told["gap"], told["worked"], told["calls"] = gap.largest, gap.worked, gap.calls
    told["seen"] = sorted(seen)
    told["memory ready"] = memory()


def visit(window: QtWidgets.QMainWindow) -> Steps:
    """Show each workspace, and leave it alone for a while."""
    yield from until_ready(window)
    told["idle"], told["opening"], told["visited"] = {}, {}, {}
    for name in ("home", "design", "train", "simulate"):
        if f"action-{name}" not in {a.objectName() for a in window.actions()}:
            continue
        before, used = monotonic(), thread_time()
        window.show_workspace(name)
        QtWidgets.QApplication.processEvents()
        told["opening"][name] = monotonic() - before, thread_time() - used
        yield 500
        yield from until_quiet(window)
        yield 1500
        told["visited"][name] = memory()
        before, used = monotonic(), process_time()
        yield IDLE_MILLISECONDS
        told["idle"][name] = (process_time() - used) / (monotonic() - before)


TASKS = {"start": start_only, "watch": watch, "visit": visit}


def command() -> None:
    """Run ``python -m tnstudio``."""
    runpy.run_module("tnstudio", run_name="__main__")


def eager() -> None:
    """Run it after everything was imported."""
    for name in EVERYTHING:
        import_module(name)
    command()


def bare() -> None:
    """Show a window with nothing in it."""
    app = WatchedApplication(sys.argv[:1])
    window = QtWidgets.QMainWindow()
    window.resize(1280, 800)
    window.show()
    app.exec()


PROGRAMS = {"command": command, "eager": eager, "bare": bare}


if __name__ == "__main__":
    QtWidgets.QApplication = WatchedApplication
    sys.argv[:] = ["tnstudio", *sys.argv[4:]]
    PROGRAMS[PROGRAM]()

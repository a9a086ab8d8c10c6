"""How smooth and how fast a chip runs in the window; ``-m benchmark -s``.

Speeds are compared with the simulator by itself on the same input, in pairs, and the
best of each are taken: run it where nothing else runs.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter, thread_time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Answers, show
from tests.ui.small_world import small_project
from tnstudio.app.bench.recurrent import recurrent_program
from tnstudio.app.data import dataset
from tnstudio.app.document import Document
from tnstudio.app.image_input import ImageInput
from tnstudio.app.settings import Settings
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.model.arrays import frozen
from tnstudio.model.program import NONE, ChipProgram, InputLines, OutputLines
from tnstudio.model.project import Project
from tnstudio.paths import sample_networks
from tnstudio.simulation.simulator import Simulator
from tnstudio.storage.project_file import load_project
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.simulate.player_work import passing
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]

SECONDS = 4.0
ATTEMPTS = 4
"""A machine that is busy with something else is slow now and then, not always."""

LEAST_DRAWINGS, LEAST_TICKS = 30.0, 5000.0
"""A second, with 30 cores; 60 drawings are the aim."""

LEAST_SHARE = 0.9
"""Of the engine's own speed, with drawing off."""

MOST_STEP = 0.03
LEAST_DRAWINGS_OF_ALL = 10.0
"""A second, with 4096 cores."""

MOST_HIDDEN = 0.05
"""Of the interface's thread, while nothing of a chip at work is seen."""

TICKS = 40_000


class Paintings(QObject):
    """Counts how often a widget is painted, and when it was last."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count, self.last = 0, 0.0
        widget.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
            self.last = perf_counter()
        return False


@pytest.fixture
def open_simulate(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator:
    """Opens a project's chip in a window of 1280 x 800."""
    opened: list[tuple[MainWindow, Studio]] = []

    def open_one(project: Project) -> tuple[MainWindow, SimulateWorkspace]:
        studio = Studio(
            document=Document(project),
            jobs=Jobs(),
            settings=Settings(tmp_path / "settings.json"),
            theme=Theme("light"),
            show_error=lambda error: pytest.fail(str(error)),
        )
        window = MainWindow(studio, Answers())
        opened.append((window, studio))
        window.resize(1280, 800)
        show(qtbot, window)
        window.show_workspace("simulate")
        simulate = window.workspace("simulate")
        assert isinstance(simulate, SimulateWorkspace)
        if project.network.circuit is None:
            simulate.input.data.choose("mnist")
        qtbot.waitUntil(
            lambda: simulate.player.is_open and simulate.is_quiet(), timeout=30_000
        )
        return window, simulate

    yield open_one
    for window, studio in opened:
        simulate = window.workspace("simulate")
        simulate.player.close()
        qtbot.waitUntil(lambda studio=studio: not studio.jobs.names, timeout=60_000)
        window.close()
        window.deleteLater()
        studio.jobs.close()


def thirty_cores() -> Project:
    return load_project(sample_networks() / "mnist_30core.tn.h5")


def full_chip() -> Project:
    """Return 4096 cores at 20 Hz and 128 synapses an axon, with digits to see."""
    program = recurrent_program(4096, 20, 128, seed=0)
    elements = frozen(np.arange(784), np.int32)
    none = frozen(np.zeros(784), np.int32)
    routes = program.routes
    core, axon, line = (a.copy() for a in (routes.core, routes.axon, routes.line))
    core[0, :10] = axon[0, :10] = NONE
    line[0, :10] = np.arange(10)
    arrays = (frozen(array, np.int32) for array in (core, axon, line))
    routes = replace(routes, **dict(zip(("core", "axon", "line"), arrays, strict=True)))
    program = replace(
        program,
        inputs=InputLines(elements, elements, none, none),
        input_shape=(28, 28, 1),
        routes=routes,
        outputs=OutputLines(
            frozen(np.arange(10), np.int32), frozen(np.zeros(10), np.int32)
        ),
        class_names=tuple("0123456789"),
    )
    return replace(small_project(), program=program)


def served(seconds: float) -> None:
    """Serve the event loop for so long, as the program does."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def play(
    qtbot: QtBot, simulate: SimulateWorkspace, widgets: tuple[QWidget, ...]
) -> tuple[float, list[float], float]:
    """Play as fast as it goes; ticks and paintings a second, share of the thread."""
    player = simulate.player
    player.set_rate(None)
    player.play()
    start = player.position
    qtbot.waitUntil(lambda: player.position > start + 200, timeout=60_000)
    paintings = [Paintings(widget) for widget in widgets]
    first, began, worked = player.position, perf_counter(), thread_time()
    served(SECONDS)
    took = perf_counter() - began
    figures = (
        (player.position - first) / took,
        [painted.count / took for painted in paintings],
        (thread_time() - worked) / took,
    )
    player.pause()
    qtbot.waitUntil(simulate.is_quiet, timeout=60_000)
    return figures


def chip_views(simulate: SimulateWorkspace) -> tuple[QWidget, ...]:
    views = simulate.views
    return (
        views.raster.findChild(QWidget, "raster-plot").viewport(),
        views.crossbar.findChild(QWidget, "crossbar-plot").viewport(),
        views.cores_card.map,
        simulate.transport.timeline,
    )


def test_that_30_cores_are_drawn_smoothly_while_they_run(
    qtbot: QtBot, open_simulate
) -> None:
    _, simulate = open_simulate(thirty_cores())
    best = (0.0, 0.0)
    for _ in range(ATTEMPTS):
        ticks, painted, share = play(qtbot, simulate, chip_views(simulate))
        told = ", ".join(f"{rate:.0f}" for rate in painted)
        print(
            f"\n{ticks:,.0f} ticks/s; raster, crossbar, map, timeline painted {told} "
            f"times a second; {share:.0%} of the interface's thread"
        )
        best = max(best, (min(painted), ticks))
    assert best[0] >= LEAST_DRAWINGS
    assert best[1] >= LEAST_TICKS


def engine_alone(program: ChipProgram, source: ImageInput) -> float:
    """Return the time of the simulator with the input that the session has."""
    simulator = Simulator(program)
    simulator.run(source.spikes(0, 100))
    began = perf_counter()
    for first in range(100, TICKS, 1000):
        simulator.run(source.spikes(first, min(1000, TICKS - first)))
    return perf_counter() - began


def undrawn(session: SimulationSession) -> float:
    """Return the time of what the worker does when nothing is drawn."""
    session.pass_by(100)
    work = passing(session, 500)
    began = perf_counter()
    while session.tick < TICKS:
        next(work)
    took = perf_counter() - began
    return took * (TICKS - 100) / (session.tick - 100)


def test_that_a_run_without_drawing_has_nearly_the_speed_of_the_engine() -> None:
    program = thirty_cores().program
    assert program is not None
    images = dataset("mnist").test
    shares = []
    for _ in range(ATTEMPTS):
        alone = engine_alone(program, ImageInput(program, images))
        with_past = undrawn(SimulationSession(program, ImageInput(program, images)))
        shares.append(alone / with_past)
        print(
            f"\n{TICKS / alone:,.0f} ticks/s by itself, {TICKS / with_past:,.0f} "
            f"with a past and all spikes kept: {shares[-1]:.1%}"
        )
    assert max(shares) >= LEAST_SHARE


def test_that_a_step_is_soon_on_the_screen(qtbot: QtBot, open_simulate) -> None:
    _, simulate = open_simulate(thirty_cores())
    seen = [Paintings(widget) for widget in chip_views(simulate)[:2]]
    steps = []
    for _ in range(60):
        before = [painted.count for painted in seen]
        began = perf_counter()
        qtbot.keyClick(simulate, Qt.Key.Key_Right)
        qtbot.waitUntil(simulate.is_quiet)
        served(0.02)
        assert all(p.count > b for p, b in zip(seen, before, strict=True))
        steps.append(max(painted.last for painted in seen) - began)
    median, worst = np.median(steps), max(steps)
    print(f"\na step is painted after {1e3 * median:.0f} ms, at most {1e3 * worst:.0f}")
    assert median <= MOST_STEP


def test_that_a_full_chip_is_drawn_while_it_runs(qtbot: QtBot, open_simulate) -> None:
    _, simulate = open_simulate(full_chip())
    best = 0.0
    for _ in range(ATTEMPTS):
        ticks, painted, share = play(qtbot, simulate, chip_views(simulate))
        told = ", ".join(f"{rate:.0f}" for rate in painted)
        print(
            f"\n4096 cores: {ticks:,.0f} ticks/s; painted {told} times a second; "
            f"{share:.0%} of the interface's thread"
        )
        best = max(best, min(painted))
    assert best >= LEAST_DRAWINGS_OF_ALL


def test_that_what_is_hidden_costs_nothing(qtbot: QtBot, open_simulate) -> None:
    window, simulate = open_simulate(thirty_cores())
    shares = []
    for place in ("simulate", "design"):
        window.show_workspace(place)
        ticks, _, share = play(qtbot, simulate, ())
        shares.append(share)
        print(f"\n{place} on show: {ticks:,.0f} ticks/s, {share:.1%} of the thread")
    assert shares[1] <= MOST_HIDDEN

"""A million ticks of 30 cores in the raster; run with ``-m benchmark -s``."""

from collections.abc import Callable, Generator
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.datasets.idx_files import TEST, TRAIN, idx_bytes, write
from tnstudio.app.document import Document
from tnstudio.app.settings import Settings
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.paths import sample_networks
from tnstudio.storage.project_file import load_project
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.simulate.workspace import SimulateWorkspace
from tnstudio.ui.studio import Studio
from tnstudio.ui.theme import Theme

pytestmark = pytest.mark.benchmark

TICKS = 1_000_000
PIECE = 2_000
BUDGET = 128 * 2**20
MOST_SECONDS = 0.1
DRAWING_SECONDS = 0.004


@pytest.fixture
def source(tmp_path: Path) -> str:
    """A folder of random images of MNIST's size."""
    random = np.random.default_rng(0)
    for names, count in ((TRAIN, 20), (TEST, 50)):
        pixels = random.integers(0, 256, (count, 28, 28)).astype(np.uint8)
        pixels[random.random(pixels.shape) < 0.8] = 0
        write(tmp_path / names[0], idx_bytes(pixels))
        write(tmp_path / names[1], idx_bytes(np.arange(count, dtype=np.uint8) % 10))
    return str(tmp_path)


@pytest.fixture
def workspace(qtbot: QtBot, tmp_path: Path, source: str) -> Any:
    """The workspace on the sample of 30 cores, with a bound for recordings."""
    settings = Settings(tmp_path / "settings.json")
    settings.change(recording_bytes=BUDGET)
    theme, told = Theme("light"), []
    studio = Studio(
        Document(Project(mnist_5core())), Jobs(), settings, theme, told.append
    )
    project = load_project(sample_networks() / "mnist_30core.tn.h5")
    studio.document.replace_by(project, None)
    shown = SimulateWorkspace(studio)
    shown.resize(1200, 740)
    shown.input.data.choose(source)
    with qtbot.waitExposed(shown):
        shown.show()
    qtbot.waitUntil(shown.is_quiet, timeout=30_000)
    yield shown
    shown.player.close()
    qtbot.waitUntil(lambda: not studio.jobs.names)
    shown.close()
    shown.deleteLater()
    studio.jobs.close()
    assert not told


def running(session: SimulationSession) -> Generator[None, None, None]:
    """Run a million ticks, another image every 5,000."""
    images = len(session.images or ())
    while session.end < TICKS:
        if session.end % 5000 == 0:
            session.show(session.end // 5000 % images)
        session.pass_by(PIECE)
        yield


def timed(action: Callable[[], object]) -> float:
    """Return what an action takes on the interface thread until it is drawn."""
    started = perf_counter()
    action()
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents()
    return perf_counter() - started


def until_quiet(qtbot: QtBot, workspace: SimulateWorkspace, action: Any) -> float:
    """Return the time from an action until all it asked for is drawn."""
    started = perf_counter()
    action()
    qtbot.waitUntil(workspace.is_quiet, timeout=20_000)
    return perf_counter() - started


def test_that_a_million_ticks_are_zoomed_panned_and_scrubbed_at_once(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    player, raster = workspace.player, workspace.views.raster
    started = perf_counter()
    done: list[object] = []
    player.look(running, lambda _: done.append(1))
    qtbot.waitUntil(lambda: bool(done), timeout=400_000)
    built = perf_counter() - started
    record = player.record
    assert record is not None
    assert record.end == TICKS
    assert record.nbytes <= BUDGET
    opened = until_quiet(qtbot, workspace, lambda: player.go_to(TICKS))
    took: dict[str, list[float]] = {}

    def note(name: str, action: Callable[[], object]) -> None:
        took.setdefault(name, []).append(timed(action))

    raster.setFocus()
    note("fit", lambda: QTest.keyClick(raster, Qt.Key.Key_0))
    while raster.range_on_show[1] - raster.range_on_show[0] > 30:
        note("zoom in", lambda: QTest.keyClick(raster, Qt.Key.Key_Plus))
    while raster.range_on_show[1] - raster.range_on_show[0] < TICKS:
        note("zoom out", lambda: QTest.keyClick(raster, Qt.Key.Key_Minus))
    for span in (100, 10_000, 1_000_000):
        raster.show_ticks(TICKS // 2, TICKS // 2 + span)
        for _ in range(10):
            note("pan", lambda: QTest.keyClick(raster, Qt.Key.Key_PageUp))
    for core in range(0, 30, 3):
        note("select a core", lambda core=core: workspace.views.select(core))
    bar = workspace.transport.timeline
    for k in range(1, 40):
        place = QPoint(bar.width() * k // 40, 8)
        note("paint the timeline", lambda: bar.repaint())
        note(
            "press the timeline",
            lambda p=place: QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=p),
        )
    qtbot.waitUntil(workspace.is_quiet, timeout=20_000)
    scrubbed = [
        until_quiet(qtbot, workspace, lambda t=tick: player.go_to(int(t)))
        for tick in np.random.default_rng(1).integers(1, TICKS, 30)
    ]
    player.go_to(TICKS)
    qtbot.waitUntil(workspace.is_quiet, timeout=20_000)
    recalled = until_quiet(
        qtbot, workspace, lambda: raster.show_ticks(100_000, 101_000)
    )
    assert raster.missing is None
    assert raster.hatched[0] == raster.hatched[1]
    print(
        f"\n{TICKS:,} ticks in {built:.0f} s; record {record.nbytes / 2**20:.0f} MiB, "
        f"exact from {record.first:,}; newest tick on screen in {opened * 1e3:.0f} ms"
    )
    for name, seconds in took.items():
        print(
            f"{name:20} {len(seconds):3} times: mean {np.mean(seconds) * 1e3:6.1f} ms, "
            f"most {max(seconds) * 1e3:6.1f} ms"
        )
    print(
        f"{'go to a tick, drawn':20} {len(scrubbed):3} times: mean "
        f"{np.mean(scrubbed) * 1e3:6.1f} ms, most {max(scrubbed) * 1e3:6.1f} ms"
    )
    print(f"spikes of old ticks computed again and drawn in {recalled * 1e3:.0f} ms")
    assert max(max(seconds) for seconds in took.values()) < MOST_SECONDS
    assert max(scrubbed) < MOST_SECONDS


def test_that_drawing_while_following_takes_little(
    qtbot: QtBot, workspace: SimulateWorkspace
) -> None:
    player, raster = workspace.player, workspace.views.raster
    done: list[object] = []

    def some(session: SimulationSession) -> Generator[None, None, None]:
        while session.end < 20_000:
            session.pass_by(PIECE)
            yield

    player.look(some, lambda _: done.append(1))
    qtbot.waitUntil(lambda: bool(done), timeout=60_000)
    print()
    for span in (200, 20_000):
        raster.move_to(19_000, 19_000)
        raster.follow()
        raster._zoom(span / (raster.range_on_show[1] - raster.range_on_show[0]))
        drawn, painted = [], []
        for tick in range(19_000, 20_000, 20):
            started = thread_time()
            raster.move_to(tick, tick)
            raster.draw()
            drawn.append(thread_time() - started)
            started = thread_time()
            raster._plot.viewport().repaint()
            raster.rate.viewport().repaint()
            painted.append(thread_time() - started)
        print(
            f"{span:6} ticks on show: drawn in {np.mean(drawn) * 1e3:.1f} ms "
            f"(most {max(drawn) * 1e3:.1f}), painted in {np.mean(painted) * 1e3:.1f} ms"
        )
        assert np.median(drawn) < DRAWING_SECONDS
        assert np.median(painted) < DRAWING_SECONDS

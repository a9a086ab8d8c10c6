"""Frames of the canvas on a full chip; run with ``-m benchmark -s``.

Compared with the plain way: an item for each core with its own picture.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
)
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.storage.project_file import save_project
from tnstudio.ui.colours import LIGHT
from tnstudio.ui.design.canvas import Canvas
from tnstudio.ui.design.drawing import draw
from tnstudio.ui.design.mosaics import Pixels, small_levels
from tnstudio.ui.design.pens import rectangle
from tnstudio.ui.design.samples import checker
from tnstudio.ui.design.thumbnails import diverging, pixels_of, pixmap_of
from tnstudio.ui.theme import Theme

pytestmark = pytest.mark.benchmark

SCREENS = {"1280 × 800": (1280, 800), "4K": (3840, 2160)}
DETAILS = {
    "use": 10.0,
    "small crossbars": 16.0,
    "crossbars": 45.0,
    "crossbars with counts": 110.0,
    "cores": 260.0,
    "numbers": 1100.0,
    "synapses": 12000.0,
}
"""Pixels of a tile at each level of detail."""
FRAMES = 24
MOST_MILLISECONDS = 1000 / 30


def full_chip() -> Network:
    """64 x 64 cores of 64 axons and 256 neurons each."""
    return Network(
        "full", InputShape(71, 71, 1), (WindowLayer(8, 1),), Readout(("a", "b"))
    )


@pytest.fixture(scope="module")
def trained():
    return trained_at_random(full_chip())


@pytest.fixture
def canvas(qtbot: QtBot, trained):
    made = Canvas(Theme("light"))
    qtbot.addWidget(made)
    made.show_trained(trained)
    made.show_drawing(draw(full_chip()), checker(full_chip().input))
    return made


def milliseconds(frame: Callable[[int], None]) -> float:
    """Return the median time of some frames: of the processor, not of its queue."""
    took = []
    for k in range(FRAMES):
        start = thread_time()
        frame(k)
        took.append(thread_time() - start)
    return float(np.median(took)) * 1e3


def painter_of(view: QGraphicsView) -> Callable[[], None]:
    """Return what paints the view's viewport into memory, as a screen would."""
    target = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    return lambda: view.viewport().render(target)


def panning(canvas: Canvas, paint: Callable[[], None]) -> Callable[[int], None]:
    def frame(k: int) -> None:
        canvas.pan(QPoint(9, 7) if k % 2 else QPoint(-9, -7))
        paint()

    return frame


def zooming(canvas: Canvas, paint: Callable[[], None]) -> Callable[[int], None]:
    def frame(k: int) -> None:
        canvas.zoom_by(1.04 if k % 2 else 1 / 1.04)
        paint()

    return frame


@pytest.mark.parametrize("screen", SCREENS)
def test_that_every_level_of_detail_is_smooth(canvas: Canvas, screen: str):
    canvas.resize(*SCREENS[screen])
    canvas.show()
    paint = painter_of(canvas)
    mesh = canvas.drawing.columns[0].mesh
    slowest = 0.0
    print()
    for detail, pixels in DETAILS.items():
        canvas.zoom_by(pixels / mesh.cell / canvas.zoom)
        canvas.centre_on(rectangle(mesh.tile(32 * 64 + 32)).center())
        first = perf_counter()
        paint()
        first = perf_counter() - first
        for _ in range(3):
            canvas.picture.pictures.make_all()
            paint()
        pan = milliseconds(panning(canvas, paint))
        canvas.picture.pictures.make_all()
        zoom = milliseconds(zooming(canvas, paint))
        rest = milliseconds(resting(canvas, paint))
        slowest = max(slowest, pan, zoom)
        print(
            f"{screen}, {detail} ({pixels:.0f} px per core): pan {pan:.1f} ms = "
            f"{1e3 / pan:.0f} frames/s, zoom {zoom:.1f} ms = {1e3 / zoom:.0f} "
            f"frames/s; at rest {rest:.1f} ms, first {first * 1e3:.0f} ms"
        )
    assert slowest < MOST_MILLISECONDS


def resting(canvas: Canvas, paint: Callable[[], None]) -> Callable[[int], None]:
    def frame(k: int) -> None:
        canvas._rest.stop()
        paint()

    return frame


class PlainCore(QGraphicsItem):
    """A core as an item: its surface, its crossbar and its frame."""

    def __init__(self, tile: QRectF, core: TrainedCore, colours: Pixels) -> None:
        super().__init__()
        self._tile = tile
        used = core.probabilities.shape
        height, width = (tile.width() * along / 256 for along in used)
        self._used = QRectF(tile.left(), tile.top(), width, height)
        self._picture = pixmap_of(colours[small_levels(core, 64, 64)])
        self._pen = QPen(QColor(LIGHT.grid), 0)
        self._surface = QColor(LIGHT.surface)

    def boundingRect(self) -> QRectF:
        return self._tile

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        painter.fillRect(self._tile, self._surface)
        whole = QRectF(self._picture.rect())
        painter.drawPixmap(self._used, self._picture, whole)
        painter.setPen(self._pen)
        painter.drawRect(self._tile)


class PlainView(QGraphicsView):
    """The plain way: an item for each core, which draws itself."""

    def __init__(self, canvas: Canvas, trained: TrainedNetwork) -> None:
        super().__init__()
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(self.ViewportAnchor.NoAnchor)
        mesh = canvas.drawing.columns[0].mesh
        colours = pixels_of(diverging(LIGHT))
        for k, core in enumerate(trained.layers[0]):
            self._scene.addItem(PlainCore(rectangle(mesh.tile(k)), core, colours))

    def step(self, paint: Callable[[], None], k: int) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + (9 if k % 2 else -9))
        paint()


@pytest.mark.parametrize("screen", SCREENS)
def test_that_the_canvas_is_faster_than_an_item_for_each_core(
    qtbot: QtBot, canvas: Canvas, trained: TrainedNetwork, screen: str
):
    start = thread_time()
    plain_view = PlainView(canvas, trained)
    print(f"\nan item for each of 4096 cores: made in {thread_time() - start:.2f} s")
    qtbot.addWidget(plain_view)
    for view in (canvas, plain_view):
        view.resize(*SCREENS[screen])
        view.show()
    mesh = canvas.drawing.columns[0].mesh
    middle = rectangle(mesh.tile(32 * 64 + 32)).center()
    for pixels in (10.0, 16.0, 45.0):
        zoom = pixels / mesh.cell
        canvas.zoom_by(zoom / canvas.zoom)
        canvas.centre_on(middle)
        plain_view.resetTransform()
        plain_view.scale(zoom, zoom)
        plain_view.centerOn(middle)
        paint = painter_of(canvas)
        paint()
        canvas.picture.pictures.make_all()
        ours = milliseconds(panning(canvas, paint))
        paint = painter_of(plain_view)
        plain = milliseconds(lambda k, paint=paint: plain_view.step(paint, k))
        print(
            f"{screen}, {pixels:.0f} px per core: {ours:.1f} ms per frame, an item for "
            f"each core {plain:.1f} ms: {plain / ours:.1f} times as fast"
        )
        assert ours < plain


OPENING = """
import resource, sys
from pathlib import Path
from time import perf_counter
from PySide6.QtCore import QEventLoop, QTimer
from tnstudio.app.settings import Settings
from tnstudio.storage.project_file import load_project
from tnstudio.ui.application import make_application, make_studio
from tnstudio.ui.main_window import MainWindow

def let_events_happen():
    loop = QEventLoop()
    QTimer.singleShot(1, loop.quit)
    loop.exec()

app = make_application()
studio = make_studio(Settings(Path(sys.argv[2]) / "settings.json"))
window = MainWindow(studio)
window.show()
let_events_happen()
canvas = window.workspace("design").page("layers").canvas
start = perf_counter()
window.open_path(Path(sys.argv[1]))
while studio.document.path is None:
    let_events_happen()
opened = perf_counter() - start
canvas.viewport().repaint()
shown = perf_counter() - start
while not window.workspace("design").is_quiet():
    let_events_happen()
quiet = perf_counter() - start
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(opened, shown, quiet, most)
studio.jobs.close()
"""


def opened(project: Project, folder: Path) -> tuple[float, float, float]:
    """Open a project in a window of its own process; prints and returns.

    Returns
    -------
    tuple of float
        Seconds until the file is read, until the canvas is shown; megabytes.
    """
    path = folder / "full.tn.h5"
    save_project(path, project)
    found = subprocess.run(
        [sys.executable, "-c", OPENING, str(path), str(folder)],
        capture_output=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        text=True,
    )
    read, shown, quiet, megabytes = map(float, found.stdout.split())
    size = path.stat().st_size / 2**20
    print(
        f"a file of {size:.1f} MB: read in {read:.2f} s, canvas shown after "
        f"{shown:.2f} s, all drawn after {quiet:.2f} s; {megabytes:.0f} MB in use"
    )
    return read, shown, megabytes


def test_that_a_full_chip_is_shown_within_two_seconds(tmp_path: Path):
    print("\n4096 cores as designed,", end=" ")
    _, shown, megabytes = opened(Project(full_chip()), tmp_path)
    assert shown < 2
    assert megabytes < 1024


def test_that_the_canvas_of_a_trained_full_chip_waits_for_its_file_only(
    tmp_path: Path, trained: TrainedNetwork
):
    print("\n4096 trained cores,", end=" ")
    read, shown, _ = opened(Project(full_chip(), trained), tmp_path)
    assert shown - read < 2

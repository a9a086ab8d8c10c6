"""Frames of the canvas on a full chip; run with ``-m benchmark -s``.

Compared with the plain way: an item for each core with its own picture.
"""

from collections.abc import Callable
from time import perf_counter, thread_time

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QGraphicsView,
)
from pytestqt.qtbot import QtBot

from tests.trained_networks import trained_at_random
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.ui.design.canvas import Canvas
from tnstudio.ui.design.drawing import draw
from tnstudio.ui.design.pens import rectangle
from tnstudio.ui.design.samples import checker
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

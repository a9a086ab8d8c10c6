"""Synapses from close by, outlines of windows, scales and what explains them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.model.network import WindowLayer
from tnstudio.model.topology import Grid, grid_after
from tnstudio.ui.colours import DARK, LIGHT, Colours
from tnstudio.ui.design.closeup import paint_closeup, shown_range, step_for, strip_box
from tnstudio.ui.design.drawing import Mesh
from tnstudio.ui.design.items import window_outlines
from tnstudio.ui.design.legend import paint_legend, type_entry, use_entry, weight_entry
from tnstudio.ui.design.pens import draw_cropped
from tnstudio.ui.design.scales import type_colours, use_colour, use_colours


@given(st.floats(0.5, 200))
def test_that_numbers_are_far_enough_apart_to_be_read(pixels: float) -> None:
    step = step_for(pixels)
    assert step * pixels >= 26 or step == 256
    assert step == 1 or step // 2 * pixels < 26


@given(st.floats(-50, 50), st.floats(0, 100), st.floats(1, 30))
def test_that_every_place_between_two_points_is_shown(
    low: float, length: float, pitch: float
) -> None:
    shown = shown_range(low, low + length, 0.0, pitch)
    for place in range(120):
        inside = place * pitch < low + length and (place + 1) * pitch > low
        assert (not inside) or place in shown


def test_that_the_strip_stays_in_sight() -> None:
    used = QRectF(0, 0, 60, 100)
    near = strip_box(used, 100, 10.0, QRectF(20, 20, 30, 30))
    far = strip_box(used, 100, 2.0, QRectF(20, 20, 30, 30))
    assert near.left() == pytest.approx(23)
    assert far.right() < 0


@pytest.mark.parametrize("pixels", [5.0, 12.0, 60.0])
def test_that_closer_synapses_say_more(qapp: QApplication, pixels: float) -> None:
    core = trained_at_random(tiny_network()).layers[0][0]
    axons, neurons = core.probabilities.shape
    image = QImage(900, 900, QImage.Format.Format_RGB32)
    image.fill(QColor("#5a5a5a"))
    painter = QPainter(image)
    painter.translate(40, 40)
    painter.scale(pixels, pixels)
    paint_closeup(painter, core, QRectF(0, 0, neurons, axons), LIGHT)
    painter.end()
    inside = [
        image.pixel(x, y)
        for x in range(41, 40 + int(pixels))
        for y in range(41, 40 + int(pixels))
    ]
    is_written = len(set(inside)) > 1
    assert is_written == (pixels > 40)
    on_line = image.pixelColor(40 + round(pixels), 40 + round(1.5 * pixels))
    assert (on_line != QColor("#5a5a5a")) == (pixels > 7)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 6), st.integers(1, 6))
def test_that_outlines_of_windows_are_on_the_edges_of_all_windows(
    rows: int, columns: int, window: int, stride: int
) -> None:
    source, layer = Grid(rows, columns), WindowLayer(window, stride)
    grid = grid_after(source, layer)
    mesh = Mesh(0.0, 0.0, source, 1.0, 0.0)
    covered = set()
    for line in window_outlines(mesh, layer, grid) if grid.size else []:
        if line.dx() == 0:
            steps = range(int(line.y1()), int(line.y2()))
            covered |= {("down", int(line.x1()), y) for y in steps}
        else:
            steps = range(int(line.x1()), int(line.x2()))
            covered |= {("across", x, int(line.y1())) for x in steps}
    edges = set()
    for row in range(grid.rows):
        for column in range(grid.columns):
            top, left = row * stride, column * stride
            for k in range(window):
                edges |= {("down", x, top + k) for x in (left, left + window)}
                edges |= {("across", left + k, y) for y in (top, top + window)}
    assert edges <= covered
    if stride > window:
        assert edges == covered


def test_that_a_picture_is_cropped_to_what_is_seen(qapp: QApplication) -> None:
    picture = QPixmap(4, 4)
    picture.fill(QColor("red"))
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    draw_cropped(painter, picture, QRectF(0, 0, 80, 80), QRectF(5, 5, 30, 10))
    draw_cropped(painter, picture, QRectF(90, 90, 8, 8), QRectF(5, 5, 30, 10))
    painter.end()
    assert image.pixelColor(39, 19) == QColor("red")
    assert image.pixelColor(41, 10) == QColor("black")
    assert image.pixelColor(10, 21) == QColor("black")
    assert image.pixelColor(94, 94) == QColor("black")


def test_that_use_goes_from_dark_to_light() -> None:
    lightness = [QColor(colour).lightnessF() for colour in use_colours(32)]
    assert lightness == sorted(lightness)
    assert use_colour(-1) == use_colour(0)
    assert use_colour(2) == use_colour(1)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_that_types_and_weights_have_different_colours(colours: Colours) -> None:
    types = type_colours(colours)
    assert len(set(types)) == 4
    assert not {colours.positive, colours.negative} & set(types)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_that_the_legend_shows_each_scale(qapp: QApplication, colours: Colours) -> None:
    image = QImage(1100, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.background))
    entries = (use_entry(), weight_entry(colours), type_entry(colours, 4))
    painter = QPainter(image)
    paint_legend(painter, QPointF(10, 50), entries, colours)
    painter.end()
    shown = {image.pixelColor(x, y).name() for x in range(1100) for y in range(60)}
    assert set(type_colours(colours)) <= shown
    assert colours.muted in shown

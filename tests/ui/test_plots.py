"""Plots in the colours of the theme."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PySide6.QtCore import QRectF, Qt
from pytestqt.qtbot import QtBot

from tnstudio.ui.colours import DARK, LIGHT
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.colour_ramps import colour_table, diverging, mix, ramp
from tnstudio.ui.widgets.plots import IndexImage, Plot, envelope, round_up

FLOATS = st.floats(-1e6, 1e6, width=32)


@given(
    hnp.arrays(np.float32, st.integers(0, 400), elements=FLOATS),
    st.integers(1, 60),
)
def test_that_an_envelope_keeps_every_peak_in_few_points(
    values: np.ndarray, columns: int
) -> None:
    x, y = envelope(values, columns)
    assert x.size == y.size <= max(values.size, 2 * columns)
    assert np.all(np.diff(x) >= 0)
    if values.size:
        assert y.max() == values.max()
        assert y.min() == values.min()
        assert x.min() >= 0
        assert x.max() <= values.size - 1


def test_that_a_short_line_is_drawn_as_it_is() -> None:
    x, y = envelope(np.array([3, 1, 2], np.float32), 2)
    assert x.tolist() == [0, 1, 2]
    assert y.tolist() == [3, 1, 2]


@given(st.floats(1e-6, 1e9))
def test_that_a_range_ends_just_above_its_data(value: float) -> None:
    assert value <= round_up(value) * (1 + 1e-12)
    assert round_up(value) <= value * 1.67


def test_that_colours_go_from_end_to_end() -> None:
    assert ramp("#000000", "#ffffff", 3) == ("#000000", "#808080", "#ffffff")
    shades = diverging("#ff0000", "#ffffff", "#0000ff", 5)
    assert shades == ("#ff0000", "#ff8080", "#ffffff", "#8080ff", "#0000ff")
    assert mix("#000000", "#ffffff", 1.0) == "#ffffff"
    for k, colour in enumerate(ramp("#46b4c7", "#e1a0fd", 101)):
        assert mix("#46b4c7", "#e1a0fd", k / 100) == colour
    table = colour_table(["#010203", "#0a0b0c"])
    assert table.shape == (256, 4)
    assert table[0].tolist() == [1, 2, 3, 255]
    assert (table[1:] == [10, 11, 12, 255]).all()


def test_that_an_image_shows_exactly_the_colours_of_its_table(
    qtbot: QtBot, studio: Studio
) -> None:
    plot = Plot(studio.theme, "image", grid=False)
    qtbot.addWidget(plot)
    plot.resize(300, 300)
    plot.hideAxis("left")
    plot.hideAxis("bottom")
    image = IndexImage()
    table = colour_table([f"#{k:02x}{255 - k:02x}40" for k in range(256)])
    image.set_table(table)
    plot.addItem(image)
    cells = np.array([[0, 255], [127, 128]], np.uint8)
    image.show_cells(cells, QRectF(0, 0, 2, 2))
    plot.getPlotItem().getViewBox().invertY(True)
    plot.show_range((0, 2), (0, 2))
    shot = plot.grab().toImage()
    for row in range(2):
        for column in range(2):
            seen = shot.pixelColor(80 + 140 * column, 80 + 140 * row).getRgb()
            assert list(seen) == table[cells[row, column]].tolist()


@pytest.mark.parametrize("smooth", [False, True])
def test_that_a_plot_changes_its_colours_with_the_theme(
    qtbot: QtBot, studio: Studio, smooth: bool
) -> None:
    plot = Plot(studio.theme, "loss", x="epoch", y="%")
    qtbot.addWidget(plot)
    line = plot.line(lambda c: c.series[0], width=2.0, smooth=smooth)
    assert line.opts["pen"].color().name() == LIGHT.series[0]
    studio.theme.set_mode("dark")
    assert line.opts["pen"].color().name() == DARK.series[0]
    assert plot.backgroundBrush().color().name() == DARK.surface


def test_that_a_double_click_shows_all_of_a_zoomed_plot(
    qtbot: QtBot, studio: Studio
) -> None:
    plot = Plot(studio.theme, "loss", zooms=True)
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.show()
    plot.show_range((0, 10), (0, 1))
    plot.setXRange(4, 5, padding=0)
    qtbot.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: plot.viewRange()[0] == pytest.approx([0, 10]))


def test_that_an_axis_of_counts_names_powers_only(qtbot: QtBot, studio: Studio) -> None:
    plot = Plot(studio.theme, "counts")
    qtbot.addWidget(plot)
    axis = plot.getPlotItem().getAxis("left")
    plot.show_powers(True)
    (named,) = axis._tickLevels
    assert named[:4] == [(0, "1"), (1, "10"), (2, "10²"), (3, "10³")]
    assert named[12] == (12, "10¹²")
    plot.show_powers(False)
    assert axis._tickLevels is None

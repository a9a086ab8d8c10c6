"""Pictures of crossbars: in the colours of the theme, made in turns."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.model.topology import Grid
from tnstudio.model.trained import TrainedNetwork
from tnstudio.ui.colours import DARK, LIGHT, Colours
from tnstudio.ui.design import thumbnails
from tnstudio.ui.design.mosaics import BlockPlace, use_of_layer, weight_levels
from tnstudio.ui.design.scales import type_colours, use_colour
from tnstudio.ui.design.thumbnails import Thumbnails, diverging, overlay_of


@pytest.fixture(scope="module")
def trained() -> TrainedNetwork:
    return trained_at_random(tiny_network())


@pytest.fixture
def pictures(qapp: QApplication, trained: TrainedNetwork) -> Thumbnails:
    made = Thumbnails(lambda: None)
    made.show(trained, LIGHT)
    made.show_use({0: (Grid(2, 3), use_of_layer(tiny_network(), 0))})
    return made


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_that_colours_run_from_negative_over_the_surface_to_positive(
    colours: Colours,
) -> None:
    table = diverging(colours)
    assert len(table) == 255
    assert table[0] == colours.negative
    assert table[127] == colours.surface
    assert table[254] == colours.positive


def test_that_a_picture_has_axons_as_rows_and_neurons_as_columns(
    pictures: Thumbnails, trained: TrainedNetwork
) -> None:
    assert pictures.picture(0, 0) is None
    pictures.make_all()
    picture = pictures.picture(0, 0)
    assert picture is not None
    first = trained.layers[0][0]
    assert (picture.height(), picture.width()) == first.probabilities.shape
    level = int(weight_levels(first)[2, 1])
    shown = picture.toImage().pixelColor(1, 2)
    assert shown == QColor(diverging(LIGHT)[level])


def test_that_a_strip_has_the_types_of_axons(
    pictures: Thumbnails, trained: TrainedNetwork
) -> None:
    pictures.types(0, 0)
    pictures.make_all()
    strip = pictures.types(0, 0)
    assert strip is not None
    types = trained.layers[0][0].axon_types
    assert (strip.width(), strip.height()) == (1, len(types))
    image = strip.toImage()
    shown = [image.pixelColor(0, y) for y in range(len(types))]
    assert shown == [QColor(type_colours(LIGHT)[t]) for t in types.tolist()]


def test_that_the_picture_of_use_has_a_pixel_for_each_core(
    pictures: Thumbnails,
) -> None:
    picture = pictures.use_picture(0)
    assert picture is not None
    assert (picture.width(), picture.height()) == (3, 2)
    use = use_of_layer(tiny_network(), 0)
    shown = picture.toImage().pixelColor(0, 0)
    wanted = QColor(use_colour(float(use.crossbars[0])))
    assert abs(shown.red() - wanted.red()) <= 1
    assert pictures.use_picture(7) is None


def test_that_another_theme_has_other_pictures(pictures: Thumbnails) -> None:
    pictures.picture(0, 0)
    pictures.make_all()
    pictures.recolour(DARK)
    assert pictures.picture(0, 0) is None


def test_that_nothing_is_drawn_without_a_trained_network(qapp: QApplication) -> None:
    pictures = Thumbnails(lambda: None)
    assert not pictures.available
    assert pictures.picture(0, 0) is None
    assert pictures.types(0, 0) is None
    assert pictures.block(0, BlockPlace(18, 0, 0)) is None
    assert pictures.use_picture(0) is None
    assert pictures.is_quiet


def test_that_many_pictures_come_in_turns(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, trained: TrainedNetwork
) -> None:
    monkeypatch.setattr(thumbnails, "_TURN_SECONDS", 1e-9)
    calls: list[bool] = []
    pictures = Thumbnails(lambda: calls.append(True))
    pictures.show(trained, LIGHT)
    assert [pictures.picture(0, k) for k in range(4)] == [None] * 4
    assert not pictures.is_quiet
    qtbot.waitUntil(lambda: pictures.is_quiet)
    assert len(calls) == 4
    again = [pictures.picture(0, k) for k in range(4)]
    assert all(m is not None for m in again)


def test_that_what_was_asked_for_last_comes_first(
    pictures: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnails, "_TURN_SECONDS", 1e-9)
    for k in range(3):
        pictures.picture(0, k)
    pictures.make_some()
    assert pictures.picture(0, 2) is not None
    assert pictures.picture(0, 0) is None


def test_that_the_oldest_pictures_go_when_there_are_too_many(
    pictures: Thumbnails, trained: TrainedNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = trained.layers[0][0].probabilities.size
    monkeypatch.setattr(thumbnails, "_MOST_PIXELS", 2 * one)
    for k in (0, 1, 2, 3):
        pictures.picture(0, k)
        pictures.make_all()
    assert pictures.picture(0, 3) is not None
    assert pictures.picture(0, 0) is None


def test_that_an_overlay_is_clear_where_nothing_is_marked(qapp: QApplication) -> None:
    image = overlay_of(np.array([[True, False]]), QColor(10, 20, 30, 120)).toImage()
    assert image.pixelColor(0, 0).alpha() == 120
    assert image.pixelColor(1, 0).alpha() == 0

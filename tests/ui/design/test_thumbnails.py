"""Pictures of crossbars: the right colour at the right place, made in turns."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.model.trained import TrainedCore
from tnstudio.ui.colours import DARK, LIGHT, Colours
from tnstudio.ui.design import thumbnails
from tnstudio.ui.design.thumbnails import (
    Thumbnails,
    diverging,
    shrunk,
    weight_levels,
)


def core() -> TrainedCore:
    """Two axons of types 0 and 1, three neurons."""
    return TrainedCore(
        axon_types=np.array([0, 1], np.uint8),
        strengths=np.array([[-2, 1, 2], [1, 1, -1]], np.int16),
        probabilities=np.array([[1, 1, 1], [0.5, 0, 1]], np.float32),
        biases=np.zeros(3, np.float32),
    )


def test_that_levels_run_from_the_strongest_negative_to_the_strongest_positive() -> (
    None
):
    assert weight_levels(core()).tolist() == [[0, 191, 254], [159, 127, 64]]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_that_colours_run_from_negative_over_the_surface_to_positive(
    colours: Colours,
) -> None:
    table = diverging(colours)
    assert len(table) == 255
    assert QColor(table[0]) == QColor(colours.negative)
    assert QColor(table[127]) == QColor(colours.surface)
    assert QColor(table[254]) == QColor(colours.positive)


def test_that_small_pictures_show_the_means_of_blocks() -> None:
    levels = np.full((128, 65), 127, np.uint8)
    levels[:2, :2] = 254
    levels[2:4, :2] = [[0, 254], [127, 127]]
    small = shrunk(levels, 64)
    assert small.shape == (64, 33)
    assert small[0, 0] == 254
    assert (small.ravel()[1:] == 127).all()


def test_that_pictures_that_are_small_enough_stay_as_they_are() -> None:
    levels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert shrunk(levels, 64) is levels


def test_that_a_picture_has_axons_as_rows_and_neurons_as_columns(
    qapp: QApplication,
) -> None:
    trained = trained_at_random(tiny_network())
    pictures = Thumbnails(lambda: None)
    pictures.show(trained, LIGHT)
    picture = pictures.picture(0, 0, fine=True)
    assert picture is not None
    first = trained.layers[0][0]
    assert (picture.height(), picture.width()) == first.probabilities.shape
    level = int(weight_levels(first)[2, 1])
    shown = picture.toImage().pixelColor(1, 2)
    assert shown.rgb() == diverging(LIGHT)[level]


def test_that_nothing_is_drawn_without_a_trained_network(qapp: QApplication) -> None:
    pictures = Thumbnails(lambda: None)
    assert not pictures.available
    assert pictures.picture(0, 0, fine=True) is None
    assert pictures.is_quiet


def test_that_many_pictures_come_in_turns(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnails, "_AT_ONCE", 2)
    calls = []
    pictures = Thumbnails(lambda: calls.append(True))
    pictures.show(trained_at_random(tiny_network()), LIGHT)
    pictures.start_turn()
    made = [pictures.picture(0, k, fine=False) for k in range(4)]
    assert [m is not None for m in made] == [True, True, False, False]
    assert not pictures.is_quiet
    qtbot.waitUntil(lambda: bool(calls))
    assert pictures.is_quiet
    again = [pictures.picture(0, k, fine=False) for k in range(4)]
    assert all(m is not None for m in again)
    assert again[0] is made[0]


def test_that_the_oldest_pictures_go_when_there_are_too_many(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = trained_at_random(tiny_network())
    one = trained.layers[0][0].probabilities.size
    monkeypatch.setattr(thumbnails, "_MOST_PIXELS", 2 * one)
    pictures = Thumbnails(lambda: None)
    pictures.show(trained, LIGHT)
    first = pictures.picture(0, 0, fine=True)
    for k in (1, 2, 3):
        pictures.picture(0, k, fine=True)
    assert pictures.picture(0, 0, fine=True) is not first

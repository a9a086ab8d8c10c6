"""The program's own icon."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tnstudio.ui.application import make_application
from tnstudio.ui.help import AboutDialog
from tnstudio.ui.icons import app_icon


def at(image: QImage, x: float, y: float) -> tuple[int, int, int]:
    """Return the colour at a place, in shares of the sides."""
    colour = image.pixelColor(int(x * image.width()), int(y * image.height()))
    return colour.red(), colour.green(), colour.blue()


@pytest.mark.parametrize("side", [16, 32, 256])
def test_that_lit_synapses_are_told_from_the_others(qtbot: QtBot, side: int) -> None:
    image = app_icon().pixmap(QSize(side, side)).toImage()
    assert (image.width(), image.height()) == (side, side)
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.5, 0.5), (0.25, 0.75)):
        red, _, blue = at(image, x, y)
        assert red > 1.5 * blue
    for x, y in ((0.5, 0.25), (0.25, 0.5), (0.75, 0.5), (0.5, 0.75), (0.75, 0.75)):
        red, _, blue = at(image, x, y)
        assert blue > 1.2 * red


def test_that_windows_have_the_icon(qtbot: QtBot) -> None:
    make_application()
    shown = QGuiApplication.windowIcon().pixmap(QSize(32, 32)).toImage()
    assert shown == app_icon().pixmap(QSize(32, 32)).toImage()


def test_that_about_shows_the_icon(qtbot: QtBot) -> None:
    about = AboutDialog()
    qtbot.addWidget(about)
    picture = about.findChild(QLabel, "about-icon")
    assert not picture.pixmap().isNull()
    assert picture.accessibleName()

"""Hatching fills an area with lines, and nothing beside it."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QApplication

from tnstudio.ui.design.hatching import hatch


def hatched(area: QPainterPath | QRectF, ratio: float) -> QImage:
    image = QImage(round(60 * ratio), round(60 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    painter = QPainter(image)
    hatch(painter, area, QColor("black"))
    painter.end()
    return image


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_that_an_area_is_as_dark_on_every_screen_and_the_rest_stays(
    qapp: QApplication, ratio: float
) -> None:
    image = hatched(QRectF(10, 10, 40, 30), ratio)
    shades = [
        [image.pixelColor(x, y).lightness() for x in range(image.width())]
        for y in range(image.height())
    ]
    assert set(shades[round(5 * ratio)]) == {255}
    inside = [
        shade
        for row in shades[round(10 * ratio) : round(40 * ratio)]
        for shade in row[round(10 * ratio) : round(50 * ratio)]
    ]
    assert 0.1 < 1 - sum(inside) / len(inside) / 255 < 0.45
    assert min(inside) < 90 < 200 < max(inside)


def test_that_nothing_is_hatched_in_an_empty_area(qapp: QApplication) -> None:
    blank = QImage(60, 60, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    assert hatched(QPainterPath(), 1.0) == blank

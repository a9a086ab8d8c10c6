"""What is painted, icons and rooms that follow the size of texts."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.ui.design.crossbar_geometry import LEFT, TOP, fitted
from tnstudio.ui.stylesheet import style_sheet
from tnstudio.ui.theme import LIGHT, Theme
from tnstudio.ui.widgets.icon_label import IconLabel
from tnstudio.ui.widgets.roomy_area import LEAST_HEIGHT, LEAST_WIDTH, RoomyArea
from tnstudio.ui.widgets.text_scale import (
    font_scale,
    in_pixels,
    keep_icon_size,
    keep_size,
    text_scale,
    usual_font,
)

SIZES = pytest.mark.parametrize("percent", [75, 100, 125, 150, 200])


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A theme whose texts have the usual size again at the end."""
    made = Theme("light")
    yield made
    made.set_text_size(100)


@SIZES
def test_that_painted_texts_are_as_large_as_all_others(
    theme: Theme, percent: int
) -> None:
    theme.set_text_size(percent)
    assert text_scale() == pytest.approx(percent / 100, abs=0.05)
    font = in_pixels(QApplication.font(), 20)
    assert font.pixelSize() == pytest.approx(20 * percent / 100, abs=1.5)


@SIZES
def test_that_pictures_for_print_have_texts_of_the_usual_size(
    theme: Theme, percent: int
) -> None:
    theme.set_text_size(percent)
    assert font_scale(usual_font()) == 1
    assert in_pixels(usual_font(), 12).pixelSize() == 12


@pytest.mark.parametrize("kind", [QPushButton, QToolButton])
def test_that_icons_grow_with_the_texts(
    qtbot: QtBot, theme: Theme, kind: type[QPushButton | QToolButton]
) -> None:
    plain, kept = kind(), kind()
    for button in (plain, kept):
        theme.keep_icon(button, "mdi6.square")
        qtbot.addWidget(button)
    keep_icon_size(kept, 20)
    assert (plain.iconSize(), kept.iconSize()) == (QSize(16, 16), QSize(20, 20))
    theme.set_text_size(200)
    assert plain.iconSize() == QSize(32, 32)
    assert kept.iconSize().width() == pytest.approx(40, abs=2)
    theme.set_text_size(100)
    assert (plain.iconSize(), kept.iconSize()) == (QSize(16, 16), QSize(20, 20))


def test_that_a_label_draws_its_icon_in_the_new_size(
    qtbot: QtBot, theme: Theme
) -> None:
    label = IconLabel(16)
    qtbot.addWidget(label)
    theme.keep_icon(label, "mdi6.square")
    show(qtbot, label)
    theme.set_text_size(200)
    qtbot.waitUntil(lambda: label.pixmap().width() == label.width() > 28)


def test_that_a_button_with_an_icon_only_never_gets_smaller(
    qtbot: QtBot, theme: Theme
) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    keep_size(button, 25, 24, shrinks=False)
    theme.set_text_size(75)
    assert button.minimumSize() == QSize(25, 24)


@SIZES
def test_that_marks_in_the_style_sheet_grow_with_the_texts(percent: int) -> None:
    sheet = style_sheet(LIGHT, percent)
    assert re.search(r"\ddp", sheet) is None
    assert f"width: {round(15 * percent / 100)}px" in sheet
    # A chosen radio button is as large as one that is not.
    border = round(5 * percent / 100)
    inside = round(15 * percent / 100) + 2 - 2 * border
    assert f"border: {border}px solid" in sheet
    assert f"width: {inside}px" in sheet


@SIZES
def test_that_a_crossbar_leaves_room_for_its_numbers(percent: int) -> None:
    layout = fitted(4, 4, 700, 500, percent / 100)
    left, top = layout.edge
    assert left >= round(LEFT * percent / 100)
    assert top >= round(TOP * percent / 100)
    width, height = layout.size
    assert left + width <= 700
    assert top + height <= 500


class TestRoom:
    @pytest.fixture
    def area(self, qtbot: QtBot, theme: Theme) -> RoomyArea:
        made = RoomyArea(theme, lambda parent: QLabel("A workspace", parent))
        qtbot.addWidget(made)
        made.resize(LEAST_WIDTH - 100, LEAST_HEIGHT + 100)
        show(qtbot, made)
        return made

    def test_that_nothing_scrolls_at_the_usual_size(self, area: RoomyArea) -> None:
        assert area.content.size() == area.size()
        assert area.horizontalScrollBar().maximum() == 0

    def test_that_large_texts_get_room_and_it_goes_with_them(
        self, qtbot: QtBot, theme: Theme, area: RoomyArea
    ) -> None:
        theme.set_text_size(150)
        content = area.content
        qtbot.waitUntil(lambda: content.width() > 1.4 * LEAST_WIDTH)
        assert content.height() > 1.4 * LEAST_HEIGHT
        assert area.horizontalScrollBar().maximum() > 0
        theme.set_text_size(100)
        qtbot.waitUntil(lambda: content.size() == area.size())


def test_that_a_painter_without_large_texts_paints_them_as_ever(
    theme: Theme,
) -> None:
    """What is exported does not depend on the size of texts on the screen."""

    def painted() -> QImage:
        image = QImage(80, 40, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setFont(in_pixels(usual_font(), 10))
        room = QRectF(0, 0, 80, 40)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "12·7")
        assert QFontMetricsF(painter.font()).height() < 20
        painter.end()
        return image

    before = painted()
    theme.set_text_size(200)
    assert painted() == before

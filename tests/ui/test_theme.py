"""The theme: readable colours, followed live by everything."""

from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.app.settings import ThemeMode
from tnstudio.ui.colours import DARK, LIGHT, Colours
from tnstudio.ui.stylesheet import blended, style_sheet
from tnstudio.ui.theme import Theme

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    value = QColor(colour)
    parts = []
    for share in (value.redF(), value.greenF(), value.blueF()):
        low = share <= 0.04045
        parts.append(share / 12.92 if low else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@BOTH
@pytest.mark.parametrize("name", ["text", "muted", "warning", "error"])
@pytest.mark.parametrize("behind", ["background", "surface", "raised"])
def test_that_text_can_be_read(colours: Colours, name: str, behind: str) -> None:
    assert contrast(getattr(colours, name), getattr(colours, behind)) >= 4.5


@BOTH
def test_that_text_on_the_accent_can_be_read(colours: Colours) -> None:
    assert contrast(colours.accent_text, colours.accent) >= 4.5


@BOTH
def test_that_text_on_chosen_buttons_can_be_read(colours: Colours) -> None:
    soft = blended(colours.surface, colours.accent, 0.2)
    assert contrast(colours.text, soft) >= 4.5
    assert contrast(colours.muted, soft) >= 4.5


@BOTH
def test_that_focus_frames_and_marks_can_be_seen(colours: Colours) -> None:
    for colour in (colours.accent, colours.positive, colours.negative):
        assert contrast(colour, colours.surface) >= 3
        assert contrast(colour, colours.background) >= 3


@BOTH
def test_that_series_are_different_and_can_be_seen(colours: Colours) -> None:
    for one, other in combinations(colours.series, 2):
        assert one != other
    assert all(contrast(colour, colours.surface) > 1.9 for colour in colours.series)


@BOTH
def test_that_the_style_sheet_is_filled(colours: Colours) -> None:
    sheet = style_sheet(colours)
    assert "$" not in sheet
    assert colours.accent in sheet


def test_that_blends_go_from_one_colour_to_the_other() -> None:
    assert blended("#000000", "#ffffff", 0.0) == "#000000"
    assert blended("#000000", "#ffffff", 1.0) == "#ffffff"
    assert blended("#102030", "#304050", 0.5) == "#203040"


def test_that_a_change_is_told_once_and_reaches_the_application(
    qapp: QApplication,
) -> None:
    theme = Theme("light")
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.is_dark))
    theme.set_mode("dark")
    theme.set_mode("dark")
    assert told == [True]
    assert qapp.palette().window().color() == QColor(DARK.background)
    assert DARK.surface in qapp.styleSheet()
    theme.set_mode("light")
    assert told == [True, False]


class Styled(QObject):
    """Counts how often a widget is told that its style has changed."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.StyleChange
        return False


def test_that_a_change_styles_a_widget_as_often_however_deep_it_is(
    qtbot: QtBot,
) -> None:
    theme = Theme("light")
    outer = widget = QWidget()
    qtbot.addWidget(outer)
    counts = []
    for _ in range(20):
        counts.append(Styled(widget))
        widget = QWidget(widget)
    show(qtbot, outer)
    for change in (
        lambda: theme.set_mode("dark"),
        lambda: theme.set_text_size(150),
        lambda: theme.set_text_size(100),
        lambda: theme.set_mode("light"),
    ):
        for count in counts:
            count.times = 0
        change()
        assert max(count.times for count in counts) <= 2


def test_that_the_system_mode_follows_the_system(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = Theme("system")
    assert theme.mode == "system"
    wanted = not theme.is_dark
    monkeypatch.setattr(theme, "_wants_dark", lambda: wanted)
    theme._hints().colorSchemeChanged.emit(theme._hints().colorScheme())
    assert theme.is_dark is wanted
    theme.set_mode("light")


def test_that_icons_follow_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme("light")
    button = QPushButton()
    qtbot.addWidget(button)
    theme.keep_icon(button, "mdi6.square")

    def colour() -> QColor:
        return button.icon().pixmap(24, 24).toImage().pixelColor(12, 12)

    assert colour() == QColor(LIGHT.text)
    theme.set_mode("dark")
    assert colour() == QColor(DARK.text)
    theme.keep_icon(button, "mdi6.square", "accent")
    assert colour() == QColor(DARK.accent)
    theme.set_mode("light")
    assert colour() == QColor(LIGHT.accent)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_that_icons_of_marked_rows_have_the_colour_of_their_text(
    qapp: QApplication, mode: ThemeMode
) -> None:
    theme = Theme(mode)

    def colour(*, in_menu: bool, mode: QIcon.Mode) -> str:
        made = theme.icon("mdi6.square", in_menu=in_menu)
        image = made.pixmap(QSize(24, 24), mode).toImage()
        return image.pixelColor(12, 12).name()

    text, marked = theme.colours.text, theme.colours.accent_text
    assert colour(in_menu=True, mode=QIcon.Mode.Active) == marked
    assert colour(in_menu=True, mode=QIcon.Mode.Normal) == text
    assert colour(in_menu=False, mode=QIcon.Mode.Selected) == marked
    # A button that has the focus keeps its colour.
    assert colour(in_menu=False, mode=QIcon.Mode.Active) == text


@pytest.mark.parametrize("side", [1, 13, 24, 150])
@pytest.mark.parametrize("ratio", [1, 2])
def test_that_icons_are_drawn_in_the_size_that_is_asked_for(
    qapp: QApplication, side: int, ratio: int
) -> None:
    made = Theme("light").icon("mdi6.square")
    picture = made.pixmap(QSize(side, side), ratio)
    assert picture.deviceIndependentSize() == QSize(side, side)
    assert picture.width() == side * ratio
    middle = picture.toImage().pixelColor(side * ratio // 2, side * ratio // 2)
    assert middle.alpha() > 0
    canvas = QPixmap(picture.size())
    canvas.setDevicePixelRatio(ratio)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    made.paint(painter, QRect(0, 0, side, side))
    painter.end()
    assert canvas.toImage() == picture.toImage()


def test_that_an_icon_without_room_is_nothing(qapp: QApplication) -> None:
    assert Theme("light").icon("mdi6.square").pixmap(QSize(0, 12)).isNull()

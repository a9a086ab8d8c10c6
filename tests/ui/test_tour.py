"""The tour: it points at real parts of the window and follows them."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio
from tnstudio.ui.tour import GAP, STEPS, Tour, beside


@pytest.fixture
def tour(window: MainWindow) -> Tour:
    window.actions_by_name["tour"].trigger()
    found = window.findChild(Tour, "tour")
    assert isinstance(found, Tour)
    return found


def part(window: MainWindow, name: str) -> QWidget:
    found = window.findChild(QWidget, name)
    assert found is not None
    return found


def test_that_every_step_surrounds_what_it_tells_of(
    qtbot: QtBot, tour: Tour, window: MainWindow
) -> None:
    card, ring = part(window, "tour-card"), part(window, "tour-ring")
    for step in STEPS:
        assert tour.step is step
        assert ring.isVisible()
        if not step.target.startswith("menu-"):
            target = part(window, step.target)
            place = QRect(target.mapTo(window, QPoint()), target.size())
            assert ring.geometry().contains(place)
        assert window.rect().contains(card.geometry())
        assert card.hasFocus()
        qtbot.keyClick(card, Qt.Key.Key_Right)
    assert not tour.is_on
    assert not ring.isVisible()


def test_that_it_ends_where_it_began(
    qtbot: QtBot, tour: Tour, window: MainWindow
) -> None:
    began = window.current_workspace
    card = part(window, "tour-card")
    for _ in STEPS:
        assert tour.is_on
        qtbot.keyClick(card, Qt.Key.Key_Return)
    assert not tour.is_on
    assert window.current_workspace == began


@pytest.mark.parametrize("percent", [100, 150])
def test_that_the_card_has_room_for_its_text(
    qtbot: QtBot, window: MainWindow, studio: Studio, percent: int
) -> None:
    studio.theme.set_text_size(percent)
    try:
        window.actions_by_name["tour"].trigger()
        card = part(window, "tour-card")
        text = window.findChild(QLabel, "tour-text")
        assert text is not None
        for _ in STEPS:
            qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()))
            assert window.rect().contains(card.geometry())
            qtbot.keyClick(card, Qt.Key.Key_Return)
    finally:
        studio.theme.set_text_size(100)


def test_that_it_goes_back_by_mouse_and_keys(
    qtbot: QtBot, tour: Tour, window: MainWindow
) -> None:
    card = part(window, "tour-card")
    qtbot.keyClick(card, Qt.Key.Key_Left)
    assert tour.step is STEPS[0]
    for name in ("tour-next", "tour-next", "tour-back"):
        qtbot.mouseClick(part(window, name), Qt.MouseButton.LeftButton)
    assert tour.step is STEPS[1]
    count = window.findChild(QLabel, "tour-count")
    assert count is not None
    assert count.text() == f"2 of {len(STEPS)}"


@pytest.mark.parametrize("way", ["escape", "skip"])
def test_that_it_can_be_left_at_once(
    qtbot: QtBot, tour: Tour, window: MainWindow, studio: Studio, way: str
) -> None:
    assert studio.settings.values.tour_seen
    if way == "escape":
        qtbot.keyClick(part(window, "tour-card"), Qt.Key.Key_Escape)
    else:
        skip = window.findChild(QPushButton, "tour-skip")
        qtbot.mouseClick(skip, Qt.MouseButton.LeftButton)
    assert not tour.is_on


def test_that_it_follows_the_window_and_leaves_it_usable(
    qtbot: QtBot, tour: Tour, window: MainWindow
) -> None:
    card, ring = part(window, "tour-card"), part(window, "tour-ring")
    qtbot.keyClick(card, Qt.Key.Key_Right)
    window.resize(1100, 720)
    target = part(window, "design-page")
    qtbot.waitUntil(lambda: abs(ring.width() - target.width()) <= 8)
    assert window.rect().contains(card.geometry())
    window.show_workspace("train")
    qtbot.waitUntil(lambda: not ring.isVisible())
    assert tour.is_on
    assert isinstance(card, QFrame)


@pytest.mark.parametrize(
    ("spot", "side"),
    [
        (QRect(0, 0, 80, 600), "right"),
        (QRect(900, 0, 100, 600), "left"),
        (QRect(0, 0, 1000, 60), "below"),
        (QRect(0, 640, 1000, 60), "above"),
    ],
)
def test_that_the_card_stands_beside_its_spot(spot: QRect, side: str) -> None:
    size, room = QSize(300, 150), QRect(0, 0, 1000, 700)
    card = QRect(beside(spot, size, room), size)
    assert room.contains(card)
    assert not card.intersects(spot)
    found = {
        "right": card.left() - spot.right(),
        "left": spot.left() - card.right(),
        "below": card.top() - spot.bottom(),
        "above": spot.top() - card.bottom(),
    }
    assert 0 < found[side] <= GAP + 1


def test_that_the_card_stands_in_a_spot_that_fills_the_room() -> None:
    size, room = QSize(300, 150), QRect(0, 0, 1000, 700)
    assert room.contains(QRect(beside(room, size, room), size))
    assert room.contains(QRect(beside(QRect(), size, room), size))

"""Views are moved and zoomed by mouse and by keys, whatever they show."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.ui.design.navigation import NavigableView, roomy

CONTENT = QRectF(0, 0, 900, 500)


class Picture(NavigableView):
    """A view with a place that is selected; notes what is left to it."""

    def __init__(self) -> None:
        super().__init__()
        self.selected = QRectF()
        self.presses = 0
        self.keys: list[int] = []
        self.scene().addRect(CONTENT)
        self.scene().setSceneRect(roomy(CONTENT))

    def selection_box(self) -> QRectF:
        return self.selected

    def pointer_pressed(self, event: QMouseEvent) -> None:
        self.presses += 1

    def pointer_released(self, event: QMouseEvent) -> None:
        event.accept()

    def act_on_key(self, event: QKeyEvent) -> bool:
        self.keys.append(event.key())
        return event.key() == Qt.Key.Key_P


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[Picture]:
    made = Picture()
    made.resize(640, 480)
    show(qtbot, made)
    made.fit()
    yield made
    made.close()
    made.deleteLater()


def test_that_all_is_fitted_until_the_view_is_moved(
    view: Picture, qtbot: QtBot
) -> None:
    assert view.fits
    assert view.seen().contains(CONTENT)
    view.resize(400, 300)
    assert view.seen().contains(CONTENT)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    before = view.zoom
    assert not view.fits
    view.resize(640, 480)
    assert view.zoom == before
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert view.fits


def test_that_the_selection_is_fitted_or_all_without_one(
    view: Picture, qtbot: QtBot
) -> None:
    fitted = view.zoom
    view.selected = QRectF(100, 100, 30, 20)
    qtbot.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert view.zoom > 4 * fitted
    assert view.seen().contains(view.selected)
    view.selected = QRectF()
    qtbot.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert view.zoom == pytest.approx(fitted)


@pytest.mark.parametrize(
    ("key", "dx", "dy"),
    [
        (Qt.Key.Key_Left, -1, 0),
        (Qt.Key.Key_Right, 1, 0),
        (Qt.Key.Key_Up, 0, -1),
        (Qt.Key.Key_Down, 0, 1),
    ],
)
def test_that_control_and_arrows_move_the_view(
    view: Picture, qtbot: QtBot, key: Qt.Key, dx: int, dy: int
) -> None:
    before = view.place()
    qtbot.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)
    after = view.place()
    assert (after.x > before.x) - (after.x < before.x) == dx
    assert (after.y > before.y) - (after.y < before.y) == dy
    assert after.zoom == before.zoom


def test_that_shift_and_the_wheel_move_sideways(
    view: Picture, qapp: QApplication
) -> None:
    before = view.place()
    turn = QWheelEvent(
        QPointF(9, 9),
        QPointF(view.viewport().mapToGlobal(QPoint(9, 9))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    qapp.sendEvent(view.viewport(), turn)
    assert view.place().x > before.x
    assert view.place().zoom == before.zoom


def test_that_a_place_is_found_again(view: Picture, qtbot: QtBot) -> None:
    view.zoom_by(7, QPoint(40, 50))
    place = view.place()
    view.fit()
    view.go_to_place(place)
    assert view.zoom == pytest.approx(place.zoom)
    assert (view.place().x, view.place().y) == pytest.approx((place.x, place.y), abs=1)


def test_that_presses_and_keys_are_left_to_what_is_shown(
    view: Picture, qtbot: QtBot
) -> None:
    left, middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
    qtbot.mouseClick(view.viewport(), left)
    qtbot.mouseClick(view.viewport(), middle)
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert view.presses == 1
    assert Qt.Key.Key_P in view.keys
    qtbot.keyPress(view, Qt.Key.Key_Space)
    assert view.is_gripped
    qtbot.mouseClick(view.viewport(), left)
    qtbot.keyRelease(view, Qt.Key.Key_Space)
    assert not view.is_gripped
    assert view.presses == 1


def test_that_a_view_tells_of_moves_and_comes_to_rest(
    view: Picture, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(view.moved):
        view.zoom_in()
    assert view.is_moving
    qtbot.waitUntil(lambda: not view.is_moving)
    view.bring_into_view(CONTENT)
    assert not view.is_moving
    view.bring_into_view(QRectF(5000, 5000, 10, 10))
    assert view.seen().contains(QPointF(5005, 5005))

"""The speed on show, and the order of the buttons."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tnstudio.simulation.activity import Activity
from tnstudio.ui.simulate import transport as module
from tnstudio.ui.simulate.transport import STARTING, STOPPED, Transport
from tnstudio.ui.studio import Studio


class Clock:
    """A clock that stands still unless it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "perf_counter", made)
    return made


@pytest.fixture
def transport(qtbot: QtBot, studio: Studio, clock: Clock) -> Iterator[Transport]:
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = Transport(studio.theme, parent)
    bar.resize(890, 46)
    parent.resize(900, 60)
    parent.show()
    yield bar
    parent.close()


def move(bar: Transport, *, is_moving: bool) -> None:
    bar.show_state(is_open=True, is_moving=is_moving, seed=0)


def test_that_only_the_first_start_takes_its_time(transport: Transport) -> None:
    assert transport.speed_text == STOPPED
    move(transport, is_moving=True)
    assert transport.speed_text == STARTING
    transport.count(1)
    assert transport.speed_text == ""
    move(transport, is_moving=False)
    assert transport.speed_text == STOPPED
    move(transport, is_moving=True)
    assert transport.speed_text == ""


def test_that_neither_idle_time_nor_the_first_start_is_part_of_the_speed(
    transport: Transport, clock: Clock
) -> None:
    clock.now = 100.0
    move(transport, is_moving=True)
    clock.now = 105.0
    transport.count(1)
    clock.now = 106.0
    transport.count(10)
    assert transport.speed_text == "10 ticks/s"
    move(transport, is_moving=False)
    clock.now = 200.0
    move(transport, is_moving=True)
    clock.now = 201.0
    transport.count(20)
    assert transport.speed_text == "20 ticks/s"


def test_that_nothing_moves_while_the_figures_grow(
    qtbot: QtBot, transport: Transport, clock: Clock
) -> None:
    qtbot.waitUntil(lambda: transport.rate.width() > 0)
    before = transport.rate.geometry()
    move(transport, is_moving=True)
    transport.count(1)
    clock.now = 1.0
    transport.count(888_888)
    transport.show_run(8_888_888, 8_888_888, Activity(), ())
    transport.layout().activate()
    assert transport.speed_text == "888,888 ticks/s"
    assert transport.rate.geometry() == before


def test_that_ticks_on_show_while_the_chip_stands_still_are_no_speed(
    transport: Transport, clock: Clock
) -> None:
    move(transport, is_moving=True)
    transport.count(1)
    move(transport, is_moving=False)
    clock.now = 9.0
    transport.count(1)
    assert transport.speed_text == STOPPED


def test_that_tab_goes_from_left_to_right_and_to_the_timeline_last(
    transport: Transport,
) -> None:
    move(transport, is_moving=False)
    found: list[QWidget] = [transport.findChild(QWidget, "back-many-button")]
    while found[-1] is not transport.timeline:
        found.append(found[-1].nextInFocusChain())
    stops = [w for w in found if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    left = [w.mapTo(transport, QPoint()).x() for w in stops[:-1]]
    assert left == sorted(left)
    assert len(left) > 10

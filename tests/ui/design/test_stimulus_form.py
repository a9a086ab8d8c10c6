"""The forms of the circuit canvas: kinds of spikes, delays, names."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QDoubleSpinBox,
    QLineEdit,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.app.selection import Item, Kind
from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.stimulus import (
    FOREVER,
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.model.stimulus_edits import pattern_on
from tnstudio.ui.design.delay_popover import DelayPopover
from tnstudio.ui.design.line_popover import LinePopover
from tnstudio.ui.design.stimulus_form import KINDS, StimulusForm
from tnstudio.ui.theme import Theme

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[StimulusForm]:
    made = StimulusForm(Theme("light"))
    made.show_stimulus(2, None)
    show(qtbot, made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def told(form: StimulusForm) -> list[Stimulus | None]:
    heard: list[Stimulus | None] = []
    form.changed.connect(heard.append)
    return heard


def press(qtbot: QtBot, form: QWidget, name: str) -> None:
    qtbot.mouseClick(form.findChild(QToolButton, name), LEFT)


def test_that_every_kind_begins_with_what_works_at_once(
    form: StimulusForm, told: list[Stimulus | None], qtbot: QtBot
) -> None:
    for _, name, _, _ in KINDS[1:]:
        press(qtbot, form, f"stimulus-{name}")
    press(qtbot, form, "stimulus-none")
    press(qtbot, form, "stimulus-none")
    single, regular, poisson, pattern, none = told
    assert single == SingleSpike(2)
    assert regular == RegularSpikes(2, period=5)
    assert poisson == PoissonSpikes(2, probability=0.1)
    assert isinstance(pattern, PatternSpikes)
    assert pattern.lines.tolist() == [2, 2, 2]
    assert none is None


def test_that_numbers_change_what_they_are_about_only(
    form: StimulusForm, told: list[Stimulus | None], qtbot: QtBot
) -> None:
    form.show_stimulus(2, RegularSpikes(2, period=7, first=3, end=90))
    qtbot.keyClick(form.findChild(QSpinBox, "stimulus-period"), Qt.Key.Key_Up)
    qtbot.keyClick(form.findChild(QSpinBox, "stimulus-first"), Qt.Key.Key_Down)
    assert told[-1] == RegularSpikes(2, period=8, first=2, end=90)
    form.show_stimulus(2, PoissonSpikes(2, 0.5))
    qtbot.keyClick(
        form.findChild(QDoubleSpinBox, "stimulus-probability"), Qt.Key.Key_Up
    )
    assert told[-1].probability > 0.5
    assert told[-1].end == FOREVER
    form.show_stimulus(2, SingleSpike(2, 4))
    qtbot.keyClick(form.findChild(QSpinBox, "stimulus-tick"), Qt.Key.Key_Up)
    assert told[-1] == SingleSpike(2, 5)
    assert len(told) == 4


def test_that_a_pattern_keeps_what_the_strip_does_not_show(
    form: StimulusForm, told: list[Stimulus | None], qtbot: QtBot
) -> None:
    form.show_stimulus(2, pattern_on(2, (1, 40), 64))
    press(qtbot, form, "stimulus-tick-3")
    assert told[-1].ticks.tolist() == [1, 3, 40]
    press(qtbot, form, "stimulus-tick-1")
    assert told[-1].ticks.tolist() == [3, 40]
    repeat = form.findChild(QSpinBox, "stimulus-repeat")
    repeat.setValue(8)
    assert told[-1].ticks.tolist() == [3]
    assert not form.findChild(QToolButton, "stimulus-tick-8").isEnabled()


def test_that_images_are_no_kind_of_one_line(
    form: StimulusForm, told: list[Stimulus | None]
) -> None:
    form.show_stimulus(2, ImageSpikes("mnist"))
    buttons = [form.findChild(QToolButton, f"stimulus-{kind[1]}") for kind in KINDS]
    assert not any(button.isChecked() for button in buttons)
    assert told == []


def test_that_icons_follow_the_theme(form: StimulusForm) -> None:
    button = form.findChild(QToolButton, "stimulus-regular")
    before = button.icon().cacheKey()
    form._theme.set_mode("dark")
    assert button.icon().cacheKey() != before
    form._theme.set_mode("light")


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    show(qtbot, made)
    yield made
    made.close()
    made.deleteLater()


def test_that_a_panel_stays_on_the_screen_and_escape_closes_it(
    panel: QWidget, qtbot: QtBot
) -> None:
    popover = DelayPopover(panel)
    popover.show_delay(4, "a → b")
    room = QGuiApplication.primaryScreen().availableGeometry()
    popover.open_at(room.bottomRight() + QPoint(-3, -3))
    assert room.contains(popover.geometry())
    slider = popover.findChild(QSlider, "wire-delay")
    assert slider.value() == 4
    with qtbot.waitSignal(popover.changed) as changed:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert changed.args == [5]
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()


def test_that_every_control_is_named_and_explained(panel: QWidget) -> None:
    line = LinePopover(Theme("light"), panel)
    line.show_line(oscillator().circuit, Item(Kind.INPUT, index=0))
    kinds = (QAbstractButton, QAbstractSpinBox, QSlider, QLineEdit)
    found = [
        child
        for popover in (line, DelayPopover(panel))
        for kind in kinds
        for child in popover.findChildren(kind)
        if child.objectName() != "qt_spinbox_lineedit"
    ]
    assert len(found) > 20
    for control in found:
        assert control.objectName()
        assert control.accessibleName(), control.objectName()
        assert control.toolTip(), control.objectName()


def test_that_an_output_line_has_a_name_only(panel: QWidget) -> None:
    popover = LinePopover(Theme("light"), panel)
    popover.show_line(oscillator().circuit, Item(Kind.OUTPUT, index=0))
    assert popover.findChild(QLineEdit, "line-name").text() == "beat"
    assert popover.findChild(StimulusForm).isHidden()

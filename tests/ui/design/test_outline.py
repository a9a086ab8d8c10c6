"""The outline selects many things at once, and shows what others select."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.templates import mnist_30core
from tnstudio.ui.design.outline import Outline

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def outline(qtbot: QtBot) -> Iterator[Outline]:
    made = Outline()
    made.resize(240, 800)
    made.show_network(mnist_30core())
    show(qtbot, made)
    made.setFocus()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def told(outline: Outline) -> list[Selection]:
    heard: list[Selection] = []
    outline.selected.connect(heard.append)
    return heard


def place(outline: Outline, layer: int, core: int) -> QModelIndex:
    return outline.model().index_of(Selection.of(layer, core))


def click(
    qtbot: QtBot, outline: Outline, layer: int, core: int, modifier: object = NONE
) -> None:
    pos = outline.visualRect(place(outline, layer, core)).center()
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(outline.viewport(), left, modifier, pos)


def cores(layer: int, *numbers: int) -> Selection:
    return Selection(tuple(Item(Kind.CORE, layer, k) for k in numbers))


def test_that_clicks_with_modifiers_select_many(
    outline: Outline, told: list[Selection], qtbot: QtBot
) -> None:
    click(qtbot, outline, 0, 3)
    click(qtbot, outline, 0, 1, CONTROL)
    assert told[-1] == cores(0, 3, 1)
    click(qtbot, outline, 0, 3, CONTROL)
    assert told[-1] == cores(0, 1)
    click(qtbot, outline, 0, 2)
    click(qtbot, outline, 0, 4, SHIFT)
    assert told[-1] == cores(0, 2, 3, 4)


def test_that_shift_and_arrows_extend(
    outline: Outline, told: list[Selection], qtbot: QtBot
) -> None:
    outline.show_selection(cores(1, 2))
    for _ in range(2):
        qtbot.keyClick(outline, Qt.Key.Key_Down, SHIFT)
    assert told[-1] == cores(1, 2, 3, 4)


def test_that_what_is_selected_elsewhere_is_marked_and_not_told(
    outline: Outline, told: list[Selection]
) -> None:
    layer = Item(Kind.LAYER, 2)
    selection = Selection((*cores(0, 5, 6, 7, 9).items, layer))
    outline.show_selection(selection)
    marked = outline.selectionModel().selectedIndexes()
    expected = [place(outline, 0, k) for k in (5, 6, 7, 9)] + [place(outline, 2, -1)]
    assert set(marked) == set(expected)
    assert outline.currentIndex() == place(outline, 2, -1)
    outline.show_selection(Selection())
    assert not outline.selectionModel().hasSelection()
    assert told == []


def test_that_marks_come_back_after_a_change_of_layers(outline: Outline) -> None:
    outline.show_selection(cores(0, 0, 1))
    tiny = Network("t", InputShape(4, 4, 1), (WindowLayer(2, 2),), Readout(("a", "b")))
    outline.show_network(tiny)
    outline.show_selection(cores(0, 0, 1))
    assert len(outline.selectionModel().selectedIndexes()) == 2

"""Figures in a table can be copied as CSV."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.figures_table import Figure, FiguresTable, Heading

HEADINGS = (Heading("Name", "What it is"), Heading("Value, %", "How much of it"))
ROWS = [[Figure(name), Figure(str(k), k / 3)] for k, name in enumerate("abc")]


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication) -> FiguresTable:
    made = FiguresTable(Theme("light"), "figures", "Some figures", HEADINGS)
    qtbot.addWidget(made)
    made.show_rows(ROWS, ["first", "second", "third"])
    show(qtbot, made)
    made.setFocus()
    return made


def test_that_ctrl_c_copies_all_rows_or_those_that_are_selected(
    qtbot: QtBot, table: FiguresTable
) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(table, Qt.Key.Key_C, control)
    assert QGuiApplication.clipboard().text() == 'Name,"Value, %"\na,0\nb,1\nc,2\n'
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_C, control)
    assert QGuiApplication.clipboard().text() == 'Name,"Value, %"\nb,1\n'


def test_that_the_selected_row_stays_while_figures_arrive(
    table: FiguresTable,
) -> None:
    table.selectRow(2)
    table.show_rows([*ROWS, [Figure("d"), Figure("", None)]])
    assert {item.row() for item in table.selectedItems()} == {2}
    assert table.texts[3] == ["d", ""]
    table.show_rows(ROWS[:1])
    assert table.rowCount() == 1

"""The name and the description of a project."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.studio import Studio

TypeInto = Callable[[QWidget, str], None]


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> QDialog:
    window.actions_by_name["about-project"].trigger()
    found = window.findChild(QDialog, "about-project")
    assert isinstance(found, QDialog)
    qtbot.waitUntil(found.isVisible)
    return found


def fine(dialog: QDialog) -> QPushButton:
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    return box.button(QDialogButtonBox.StandardButton.Ok)


def test_that_name_and_text_are_a_step_each(
    qtbot: QtBot, dialog: QDialog, studio: Studio, type_into: TypeInto
) -> None:
    document, before = studio.document, studio.document.project
    name = dialog.findChild(QLineEdit, "about-project-name")
    text = dialog.findChild(QPlainTextEdit, "about-project-text")
    assert name is not None
    assert text is not None
    type_into(name, "Mine")
    type_into(text, "Reads digits.")
    qtbot.mouseClick(fine(dialog), Qt.MouseButton.LeftButton)
    assert document.network.name == "Mine"
    assert document.project.description == "Reads digits."
    document.undo()
    assert document.project.description == ""
    assert document.network.name == "Mine"
    document.undo()
    assert document.project is before


def test_that_what_is_the_same_is_no_step(
    qtbot: QtBot, dialog: QDialog, studio: Studio
) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert not studio.document.undo_label


def test_that_too_long_a_text_is_told_and_not_taken(
    dialog: QDialog, studio: Studio
) -> None:
    text = dialog.findChild(QPlainTextEdit, "about-project-text")
    assert text is not None
    text.setPlainText("long " * 1000)
    assert not fine(dialog).isEnabled()
    text.setPlainText("short")
    assert fine(dialog).isEnabled()
    dialog.reject()
    assert studio.document.project.description == ""

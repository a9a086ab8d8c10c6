"""Preferences: each applies at once, is kept, and goes back to its default."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_accessibility import require_reachable
from tnstudio.app.settings import Preferences
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.preference_rows import PREFERENCES
from tnstudio.ui.preferences import PreferencesDialog
from tnstudio.ui.studio import Studio


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> PreferencesDialog:
    """The preferences, opened with their key."""
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    found = window.findChild(PreferencesDialog)
    assert found is not None
    qtbot.waitUntil(found.isActiveWindow)
    return found


def control(dialog: QWidget, name: str) -> QWidget:
    found = dialog.findChild(QWidget, name)
    assert found is not None
    return found


def press(qtbot: QtBot, dialog: QWidget, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def test_that_rows_are_preferences_with_mnemonics_of_their_own() -> None:
    names = [row.name for row in PREFERENCES]
    assert len(set(names)) == len(names)
    assert set(names) <= {field.name for field in fields(Preferences)}
    letters = [row.label[row.label.index("&") + 1].casefold() for row in PREFERENCES]
    assert len({*letters, "r", "b"}) == len(letters) + 2


def test_that_all_can_be_reached(dialog: PreferencesDialog) -> None:
    names = require_reachable(dialog)
    assert {f"preference-{row.name}" for row in PREFERENCES} <= names
    dialog.close()


def test_that_the_theme_and_the_size_of_texts_follow_at_once(
    window: MainWindow, studio: Studio, dialog: PreferencesDialog, qtbot: QtBot
) -> None:
    label = window.findChild(QLabel, "design-totals")
    assert label is not None
    height = label.fontMetrics().height()
    theme = control(dialog, "preference-theme")
    theme.setFocus()
    qtbot.keyClick(theme, Qt.Key.Key_End)
    assert studio.theme.is_dark
    assert window.actions_by_name["theme-dark"].isChecked()
    size = control(dialog, "preference-text_size")
    size.setFocus()
    qtbot.keyClick(size, Qt.Key.Key_PageUp)
    assert studio.settings.values.text_size == 150
    qtbot.waitUntil(lambda: label.fontMetrics().height() > 1.3 * height)
    press(qtbot, dialog, "preferences-appearance-restore")
    assert studio.settings.values.text_size == 100
    assert label.fontMetrics().height() == height
    dialog.close()
    studio.theme.set_mode("light")


def test_that_the_font_follows_at_once(
    studio: Studio, dialog: PreferencesDialog, qtbot: QtBot
) -> None:
    usual = QApplication.font().family()
    field = control(dialog, "preference-font")
    assert isinstance(field, QComboBox)
    assert [field.itemData(k) for k in range(1, field.count())]
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_End)
    family = field.itemData(field.count() - 1)
    assert studio.settings.values.font == family
    assert QApplication.font().family() == family
    studio.settings.change(font="no such font")
    assert QApplication.font().family() == "no such font"
    press(qtbot, dialog, "preferences-appearance-restore")
    assert studio.settings.values.font == ""
    assert QApplication.font().family() == usual


def test_that_memory_switches_and_folder_are_kept(
    studio: Studio,
    dialog: PreferencesDialog,
    qtbot: QtBot,
    tmp_path: Path,
    type_into: Callable[[QWidget, str], None],
) -> None:
    memory = control(dialog, "preference-recording_bytes")
    type_into(memory, "64")
    qtbot.keyClick(control(dialog, "preference-autosave"), Qt.Key.Key_Space)
    folder = control(dialog, "preference-data_folder")
    type_into(folder, str(tmp_path / "none"))
    assert folder.property("invalid")
    type_into(folder, str(tmp_path))
    assert not folder.property("invalid")
    memory.setFocus()
    values = studio.settings.values
    assert values.recording_bytes == 64 * 2**20
    assert not values.autosave
    assert values.data_folder == str(tmp_path)
    press(qtbot, dialog, "preferences-restore-all")
    assert studio.settings.values == Preferences()
    dialog.close()


def test_that_the_number_of_threads_reaches_the_numerics(
    studio: Studio,
    dialog: PreferencesDialog,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[int] = []
    monkeypatch.setattr("tnstudio.app.numerics.use_threads", told.append)
    field = control(dialog, "preference-threads")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: told == [1])
    press(qtbot, dialog, "preferences-computing-restore")
    qtbot.waitUntil(lambda: told == [1, 0])
    dialog.close()


def test_that_search_shows_what_has_the_words(
    dialog: PreferencesDialog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.search, "cores")
    assert control(dialog, "preference-threads").isVisible()
    assert not control(dialog, "preference-theme").isVisible()
    qtbot.keyClicks(dialog.search, "qqq")
    assert not control(dialog, "preference-threads").isVisible()
    dialog.search.clear()
    assert control(dialog, "preference-theme").isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None

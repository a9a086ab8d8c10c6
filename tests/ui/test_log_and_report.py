"""The log viewer and the report of a problem."""

import logging
import zipfile
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import show
from tnstudio.errors import TNStudioError
from tnstudio.ui.dialogs import show_error
from tnstudio.ui.log_viewer import LogViewer
from tnstudio.ui.main_window import MainWindow
from tnstudio.ui.report_dialog import ReportDialog
from tnstudio.ui.studio import Studio

LINE = "2026-01-02 03:04:05,678 {} tnstudio: {}\n"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A file that the program logs to."""
    file = tmp_path / "tnstudio.log"
    file.write_text(LINE.format("INFO", "begun") + LINE.format("ERROR", "broken"))
    handler = RotatingFileHandler(file)
    logging.getLogger().addHandler(handler)
    yield file
    logging.getLogger().removeHandler(handler)
    handler.close()


def test_that_the_viewer_filters_copies_and_follows(qtbot: QtBot, log: Path) -> None:
    viewer = LogViewer(log)
    qtbot.addWidget(viewer)
    show(qtbot, viewer)
    assert viewer.text.toPlainText().splitlines()[-1].endswith("broken")
    viewer.level.setFocus()
    qtbot.keyClick(viewer.level, Qt.Key.Key_End)
    assert "begun" not in viewer.text.toPlainText()
    button = viewer.findChild(QPushButton, "log-copy")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == viewer.text.toPlainText()
    with log.open("a") as opened:
        opened.write(LINE.format("CRITICAL", "worse") + "Traceback\n")
    qtbot.waitUntil(lambda: "worse" in viewer.text.toPlainText())
    qtbot.keyClicks(viewer.search, "traceback")
    assert viewer.text.toPlainText().startswith("2026")
    assert "broken" not in viewer.text.toPlainText()


def test_that_an_error_leads_to_the_log(qtbot: QtBot, log: Path) -> None:
    show_error(TNStudioError("The file is cut off"))
    boxes = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    box = next(box for box in boxes if box.isVisible())
    button = next(b for b in box.buttons() if "log" in b.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    viewers = [w for w in QApplication.topLevelWidgets() if isinstance(w, LogViewer)]
    assert len([v for v in viewers if v.isVisible()]) == 1
    viewers[0].close()


def test_that_without_a_log_the_viewer_says_so(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.actions_by_name["show-log"].trigger()
    viewer = window.findChild(LogViewer)
    assert viewer is not None
    label = viewer.findChild(QWidget, "log-told")
    assert "no log file" in label.text()
    viewer.close()


def test_that_the_report_is_what_the_preview_shows(
    window: MainWindow, studio: Studio, log: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    log.write_text(LINE.format("ERROR", "cannot read '/home/anna/secret.tn.h5'"))
    window.actions_by_name["report"].trigger()
    dialog = window.findChild(ReportDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClicks(dialog.told, "It stopped")
    shown = dialog.preview.toPlainText()
    assert "It stopped" in shown
    assert "cannot read" in shown
    assert "anna" not in shown
    path = tmp_path / "report.zip"
    dialog.choose_file = lambda suggestion: path
    assert not dialog.with_project.isChecked()
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: str(path) in dialog.said)
    with zipfile.ZipFile(path) as file:
        texts = [file.read(name).decode() for name in file.namelist()]
    assert texts
    assert all(text in shown for text in texts)
    dialog.with_project.click()
    assert studio.document.network.name in dialog.preview.toPlainText()
    dialog.close()

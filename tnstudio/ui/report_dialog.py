"""The dialog that makes a report of a problem; it sends nothing."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.jobs import Failed, Finished, Job, JobEvent
from tnstudio.app.log_text import end_of_log, log_file
from tnstudio.app.report import Report, report, with_project, writing
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.save_dialog import ask_for_file
from tnstudio.ui.widgets.text_scale import scaled

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 680, 640
"""In pixels for texts of the usual size."""

NAME = "tnstudio-report.zip"


class ReportDialog(QDialog):
    """Shows all that a report holds, and saves it where the user wants.

    Parameters
    ----------
    studio : Studio
    parent : QWidget

    Attributes
    ----------
    choose_file : callable
        Asks for a file, with a suggestion; None for none.
    """

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("report")
        self.setWindowTitle(tr("Report a problem"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._studio = studio
        self.choose_file: Callable[[Path], Path | None] = self._ask
        self._report = _report_of(studio)
        self.told = self._field(
            "report-told", tr("What happened"), tr("What you did, and what went wrong")
        )
        self.told.setMaximumHeight(5 * self.told.fontMetrics().lineSpacing())
        self.preview = self._field(
            "report-preview", tr("What the report holds"), tr("All of it, word by word")
        )
        self.preview.setReadOnly(True)
        self.with_project = QCheckBox(tr("Put the open &project in, too"), self)
        self.with_project.setObjectName("report-with-project")
        tip = tr(
            "With all its names, the paths of its data, trained weights and recordings"
        )
        self.with_project.setToolTip(tip)
        self._said = QLabel(self)
        self._said.setObjectName("report-said")
        self._said.setWordWrap(True)
        self._lay_out()
        self.told.textChanged.connect(self._show)
        self.with_project.toggled.connect(self._show)
        self._show()
        wide, high = (scaled(length) for length in SIZE)
        self.resize(min(wide, parent.width()), min(high, parent.height()))

    @property
    def said(self) -> str:
        """What is said of the report that was saved."""
        return self._said.text()

    @property
    def made(self) -> Report:
        """The report as it would be saved now."""
        project = self._studio.document.project
        told = replace(self._report, told=self.told.toPlainText().strip())
        wanted = self.with_project.isChecked()
        return with_project(told, project if wanted else None)

    def _field(self, name: str, label: str, tip: str) -> QPlainTextEdit:
        field = QPlainTextEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(label)
        field.setToolTip(tip)
        field.setTabChangesFocus(True)
        return field

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        about = QLabel(
            tr(
                "This makes a file that helps to find the cause of a problem. It is "
                "saved on this computer only: nothing is sent. Names of files, folders "
                "and users, and those in the open project, are taken out."
            ),
            self,
        )
        about.setWordWrap(True)
        layout.addWidget(about)
        for text, field, stretch in (
            (tr("&What happened:"), self.told, 0),
            (tr("What the &report holds:"), self.preview, 1),
        ):
            label = QLabel(text, self)
            label.setBuddy(field)
            layout.addWidget(label)
            layout.addWidget(field, stretch)
        layout.addWidget(self.with_project)
        layout.addWidget(self._said)
        layout.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        self.save = QPushButton(tr("&Save as…"), self)
        self.save.setObjectName("report-save")
        self.save.setToolTip(tr("Save the report to a file"))
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(self._save)
        box.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        close = box.addButton(QDialogButtonBox.StandardButton.Close)
        close.setObjectName("report-close")
        close.setToolTip(tr("Close (Escape)"))
        box.rejected.connect(self.reject)
        return box

    def _show(self) -> None:
        parts = [f"── {name} ──\n{text}" for name, text in self.made.texts.items()]
        if self.with_project.isChecked():
            name = self._studio.document.network.name
            told = tr("The project “{name}”", name=name)
            parts.append(f"── project.tn.h5 ──\n{told}")
        place = self.preview.verticalScrollBar().value()
        self.preview.setPlainText("\n\n".join(parts))
        self.preview.verticalScrollBar().setValue(place)

    def _save(self) -> None:
        path = self.choose_file(self._studio.settings.folder / NAME)
        if path is None:
            return
        made = self.made
        self.save.setEnabled(False)
        job = Job(
            tr("Saving a report"), lambda: writing(made, path), needs_kernels=False
        )
        self._studio.jobs.start(job, self._take)

    def _take(self, event: JobEvent) -> None:
        if isinstance(event, Failed):
            self._studio.show_error(event.error)
        if isinstance(event, Finished):
            self._said.setText(tr("Saved to {path}", path=event.result))
        if isinstance(event, Finished | Failed):
            self.save.setEnabled(True)

    def _ask(self, suggestion: Path) -> Path | None:
        return ask_for_file(self, suggestion, {tr("Zip files (*.zip)"): "zip"})


def _report_of(studio: Studio) -> Report:
    file, path = log_file(), studio.document.path
    return report(
        studio.document.project,
        studio.settings.values,
        screens(),
        "" if file is None else end_of_log(file),
        () if path is None else (str(path),),
    )


def screens() -> list[str]:
    """Return size and scale of each screen."""
    found: list[Any] = QGuiApplication.screens()
    return [
        f"{screen.size().width()} × {screen.size().height()}, "
        f"scale {screen.devicePixelRatio():g}, "
        f"{screen.logicalDotsPerInch():.0f} dpi"
        for screen in found
    ]

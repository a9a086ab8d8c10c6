"""The dialog that gives a run away: as a command line, a script or tables."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.app.files import SUFFIX
from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent, Work
from tnstudio.app.run_export import command_line, remarks, script
from tnstudio.app.run_tables import RUN_TABLES
from tnstudio.model.run import Run
from tnstudio.storage.atomic import replace_file
from tnstudio.texts import plural, tr, without_mnemonic
from tnstudio.ui.studio import Studio
from tnstudio.ui.train.runs_columns import ShownRun
from tnstudio.ui.widgets.long_text import cut

MOST_LINES = 300
"""On show; all are copied and saved."""

UNSAVED = f"project{SUFFIX}"
"""What the command line calls a project that was never saved."""

AGAIN = f"again{SUFFIX}"
"""What the script writes, as that of ``tnstudio runs script`` does."""

_UNFIT = re.compile(r"[^\w .,=+-]")
_MOST_NAME = 60

ChooseFile = Callable[[Path], Path | None]
"""Asks for a file, with a suggestion; None for none."""


class RunExportDialog(QDialog):
    """Shows a run as text, to be copied or saved.

    Parameters
    ----------
    studio : Studio
    shown : ShownRun
    choose_file : callable, optional
        Asks for the file; by default the user is asked.
    """

    def __init__(
        self,
        studio: Studio,
        shown: ShownRun,
        parent: QWidget | None = None,
        choose_file: ChooseFile | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("run-export")
        self.setWindowTitle(tr("Export {name}", name=cut(shown.name, 40)))
        self.resize(720, 460)
        self.choose_file = choose_file or self._ask_for_file
        self._studio, self._shown = studio, shown
        self._text: str | None = None
        self._making = self._writing = 0
        self._closed = False
        self._kinds = _kinds(shown.run, studio.document.path)
        self._make_widgets()
        self._lay_out()
        self._show_kind()

    @property
    def is_quiet(self) -> bool:
        """Whether the text is on show and no file is being written."""
        return not self._making and not self._writing

    @property
    def told(self) -> str:
        """What is said below the text."""
        return self._told.text()

    @property
    def remarks(self) -> str:
        """What to know before the run is made anew; nothing mostly."""
        return self._remarks.text()

    # -- Construction

    def _make_widgets(self) -> None:
        self._kind = QComboBox(self)
        self._kind.setObjectName("run-export-kind")
        self._kind.setAccessibleName(tr("What is exported"))
        self._kind.setToolTip(tr("What is exported of the run"))
        self._kind.addItems([kind.title for kind in self._kinds])
        self._kind.currentIndexChanged.connect(self._show_kind)
        self._remarks = QLabel(self)
        self._remarks.setObjectName("run-export-remarks")
        self._remarks.setProperty("role", "advice")
        self._remarks.setWordWrap(True)
        self._view = QPlainTextEdit(self)
        self._view.setObjectName("run-export-text")
        self._view.setAccessibleName(tr("What is exported"))
        self._view.setToolTip(tr("What is copied or saved"))
        self._view.setReadOnly(True)
        self._view.setTabChangesFocus(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._view.setFont(fixed)
        self._told = QLabel(self)
        self._told.setObjectName("run-export-told")
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        self.copy = self._button(
            "copy", tr("&Copy"), tr("Put the whole text in the clipboard")
        )
        self.copy.clicked.connect(self._copy)
        self.save = self._button(
            "save", tr("&Save…"), tr("Choose a file and write the text")
        )
        self.save.clicked.connect(self._save)

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"run-export-{name}")
        button.setAccessibleName(without_mnemonic(text))
        button.setToolTip(tip)
        return button

    def _lay_out(self) -> None:
        label = QLabel(tr("E&xport"), self)
        label.setBuddy(self._kind)
        first = QHBoxLayout()
        first.addWidget(label)
        first.addWidget(self._kind)
        first.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        for button in (self.copy, self.save):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self.save.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addLayout(first)
        layout.addWidget(self._remarks)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._told)
        layout.addWidget(buttons)

    def _remarks_of(self) -> list[str]:
        """Return what to know before the run is made anew."""
        if self._chosen.is_table:
            return []
        found = list(remarks(self._shown.run))
        if not self._shown.same:
            found.append(
                tr(
                    "The design has changed since: the command line trains the present "
                    "one, the script that of the run."
                )
            )
        if self._chosen.is_command and self._studio.document.path is None:
            found.append(
                tr(
                    "The project was never saved: {unsaved} stands for its file.",
                    unsaved=UNSAVED,
                )
            )
        return found

    # -- The text

    @property
    def _chosen(self) -> "_Kind":
        return self._kinds[self._kind.currentIndex()]

    def _show_kind(self) -> None:
        """Show the text; tables, which may be long, are made on the worker."""
        make = self._chosen.make
        self._remarks.setText("\n".join(self._remarks_of()))
        self._remarks.setVisible(bool(self._remarks.text()))
        self._stop_making()
        if self._chosen.is_table:
            self._text = None
            self._view.setPlainText("")
            self._told.setText(tr("Making the table …"))
            job = Job(tr("Exporting a run"), lambda: _made(make))
            self._making = self._studio.jobs.start(job, self._take_text)
        else:
            self._show_text(make())
        self._enable()

    def _take_text(self, event: JobEvent) -> None:
        if event.run_id != self._making or isinstance(event, Happened):
            return
        self._making = 0
        if isinstance(event, Finished):
            self._show_text(event.result)
        elif isinstance(event, Failed):
            self._told.setText(str(event.error))
        self._enable()

    def _show_text(self, text: str) -> None:
        wraps = QPlainTextEdit.LineWrapMode
        wraps_at = wraps.WidgetWidth if self._chosen.is_command else wraps.NoWrap
        self._view.setLineWrapMode(wraps_at)
        self._text = text
        self._view.setPlainText("\n".join(text.split("\n", MOST_LINES)[:MOST_LINES]))
        lines = text.count("\n")
        told = plural("{number:,} line", "{number:,} lines", lines)
        if lines > MOST_LINES:
            told = tr(
                "{lines}, the first {shown} on show", lines=told, shown=MOST_LINES
            )
        self._told.setText(told)

    def _stop_making(self) -> None:
        if self._making:
            self._studio.jobs.cancel(self._making)
            self._making = 0

    def _copy(self) -> None:
        if self._text is not None:
            QGuiApplication.clipboard().setText(self._text)
            self._told.setText(tr("Copied"))

    # -- The file

    def _save(self) -> None:
        text = self._text
        if text is None:
            return
        path = self.choose_file(self._suggestion())
        if path is None:
            return
        self._told.setText(tr("Writing {name} …", name=path.name))
        job = Job(tr("Writing {name}", name=path.name), lambda: _written(path, text))
        self._writing = self._studio.jobs.start(job, self._take_file)
        self._enable()

    def _take_file(self, event: JobEvent) -> None:
        if isinstance(event, Happened):
            return
        self._writing = 0
        if isinstance(event, Failed):
            self._studio.show_error(event.error)
        if self._closed:
            return
        if isinstance(event, Finished):
            self._told.setText(tr("Saved {name}", name=event.result.name))
        elif isinstance(event, Failed):
            self._told.setText(tr("Not saved: {message}", message=event.error.message))
        self._enable()

    def _suggestion(self) -> Path:
        name = _UNFIT.sub("_", self._shown.name)[:_MOST_NAME].strip(" .") or "run"
        return self._studio.folder / f"{name}{self._chosen.ending}"

    def _ask_for_file(self, suggestion: Path) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.windowTitle(), str(suggestion), f"*{suggestion.suffix}"
        )
        return Path(name) if name else None

    def _enable(self) -> None:
        self.copy.setEnabled(self._text is not None)
        self.save.setEnabled(self._text is not None and not self._writing)

    def done(self, result: int) -> None:
        """Close; a text that is being made is not needed any more."""
        self._closed = True
        self._stop_making()
        super().done(result)


_TABLES = {
    "epochs": tr("Epochs (CSV)"),
    "losses": tr("Losses (CSV)"),
    "histograms": tr("Histograms (CSV)"),
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """What can be exported: its title, and how the names of its files end."""

    title: str
    ending: str
    make: Callable[[], str]
    is_command: bool = False
    is_table: bool = False


def _kinds(run: Run, project: Path | None) -> tuple[_Kind, ...]:
    """Return what a run can be exported as."""
    file = UNSAVED if project is None else str(project)
    command = _Kind(
        tr("Command line"),
        ".sh",
        lambda: f"{command_line(run, file)}\n",
        is_command=True,
    )
    python = _Kind(tr("Python script"), ".py", lambda: script(run, AGAIN))
    tables = (
        _Kind(_TABLES[name], f" {name}.csv", partial(table, run), is_table=True)
        for name, table in RUN_TABLES.items()
    )
    return (command, python, *tables)


def _made(make: Callable[[], str]) -> Work:
    yield
    return make()


def _written(path: Path, text: str) -> Work:
    yield
    replace_file(path, text.encode())
    return path

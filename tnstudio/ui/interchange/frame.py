"""What the dialogs for files of other programs have in common."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QWidget

from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent, Work
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.studio import Studio

ChooseFile = Callable[[Path], Path | None]
"""Asks for a file, with a folder or a suggestion; None for none."""


class InterchangeDialog(QDialog):
    """A dialog with one job at a time; a new one takes the place of the old."""

    def __init__(self, studio: Studio, name: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.resize(620, 440)
        self.studio = studio
        self._run_id = 0
        self._ended: Callable[[object], None] = lambda _: None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being read or written."""
        return not self._run_id

    def run_job(
        self, name: str, start: Callable[[], Work], ended: Callable[[object], None]
    ) -> None:
        """Start a job; `ended` gets its result, or the error that it came to."""
        self.stop_job()
        self._ended = ended
        job = Job(name, start, at_stake=False)
        self._run_id = job.run_id
        self.studio.jobs.start(job, self._take)

    def stop_job(self) -> None:
        """Cancel the job that is running, if there is one."""
        if self._run_id:
            self.studio.jobs.cancel(self._run_id)
            self._run_id = 0

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id or isinstance(event, Happened):
            return
        self._run_id = 0
        if isinstance(event, Finished):
            self._ended(event.result)
        elif isinstance(event, Failed):
            self._ended(event.error)

    def button(self, name: str, text: str, tip: str) -> QPushButton:
        """Return a new button."""
        button = QPushButton(text, self)
        button.setObjectName(f"{self.objectName()}-{name}")
        button.setAccessibleName(without_mnemonic(text))
        button.setToolTip(tip)
        return button

    def label(self, name: str, role: str = "") -> QLabel:
        """Return a new label."""
        label = QLabel(self)
        label.setObjectName(f"{self.objectName()}-{name}")
        label.setWordWrap(True)
        # Names of files are no mark-up.
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            label.setProperty("role", role)
        return label

    def list_of(self, name: str, title: str, tip: str) -> QPlainTextEdit:
        """Return a new list of sentences, to be read."""
        view = QPlainTextEdit(self)
        view.setObjectName(f"{self.objectName()}-{name}")
        view.setAccessibleName(title)
        view.setToolTip(tip)
        view.setReadOnly(True)
        view.setTabChangesFocus(True)
        return view

    def done(self, result: int) -> None:
        """Close; what is being read is not needed any more."""
        self.stop_job()
        super().done(result)


def told(error: TNStudioError) -> str:
    """Return an error as lines."""
    lines = [error.message]
    lines += (
        [tr("Where: {location}", location=error.location)] if error.location else []
    )
    lines += [tr("What to do: {hint}", hint=error.hint)] if error.hint else []
    return "\n".join(lines)


def bulleted(sentences: Sequence[str]) -> str:
    """Return sentences as a list."""
    return "\n".join(f"• {sentence}" for sentence in sentences)

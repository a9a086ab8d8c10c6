"""Questions to the user and messages for the user."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QMessageBox,
    QWidget,
)

from tnstudio.app.files import SUFFIX
from tnstudio.app.log_text import log_file
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.log_viewer import show_log

_FILTER = tr(
    "TN Studio projects (*{suffix});;HDF5 files (*.h5);;All files (*)", suffix=SUFFIX
)

_ROLES = {
    "accept": QMessageBox.ButtonRole.AcceptRole,
    "destroy": QMessageBox.ButtonRole.DestructiveRole,
    "reject": QMessageBox.ButtonRole.RejectRole,
}


_open_boxes: set[QMessageBox] = set()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question.

    Attributes
    ----------
    name : str
        What the program calls it.
    text : str
        What is on the button.
    kind : str
        ``accept``, ``destroy`` (something is lost) or ``reject`` (stay).
    """

    name: str
    text: str
    kind: Literal["accept", "destroy", "reject"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its choices.

    Attributes
    ----------
    choices : tuple of Choice
        The one of kind ``reject`` means Escape.
    default : str
        Name of the choice that Return means; one that destroys nothing.
    """

    text: str
    detail: str
    choices: tuple[Choice, ...]
    default: str


class Ask(Protocol):
    """Answers questions; in the program the user does, in tests the test."""

    def choose(self, question: Question) -> str:
        """Return the name of the choice."""

    def file_to_open(self, folder: Path) -> Path | None:
        """Return a file to open; None to open nothing."""

    def file_to_save(self, suggestion: Path) -> Path | None:
        """Return a file to save to; None to save nothing."""


class AskTheUser:
    """Asks with dialogs over a window."""

    def __init__(self, parent: Callable[[], QWidget | None]) -> None:
        self._parent = parent

    def choose(self, question: Question) -> str:
        """Show the question and wait for an answer."""
        box = QMessageBox(self._parent())
        box.setObjectName("question")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(question.text)
        box.setInformativeText(question.detail)
        buttons: dict[QAbstractButton, Choice] = {}
        for choice in question.choices:
            button = box.addButton(choice.text, _ROLES[choice.kind])
            button.setObjectName(f"choice-{choice.name}")
            buttons[button] = choice
            if choice.kind == "reject":
                box.setEscapeButton(button)
            if choice.name == question.default:
                box.setDefaultButton(button)
        box.exec()
        clicked = box.clickedButton()
        chosen = buttons.get(clicked, question.choices[-1])
        box.deleteLater()
        return chosen.name

    def file_to_open(self, folder: Path) -> Path | None:
        """Let the user choose a file."""
        name, _ = QFileDialog.getOpenFileName(
            self._parent(), tr("Open project"), str(folder), _FILTER
        )
        return Path(name) if name else None

    def file_to_save(self, suggestion: Path) -> Path | None:
        """Let the user name a file; the dialog asks before it overwrites one."""
        name, _ = QFileDialog.getSaveFileName(
            self._parent(), tr("Save project"), str(suggestion), _FILTER
        )
        return Path(name) if name else None


def show_error(error: TNStudioError) -> None:
    """Tell what is wrong, where and what to do; does not wait."""
    box = QMessageBox(QApplication.activeWindow())
    box.setObjectName("error")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(tr("TN Studio"))
    box.setText(sentence(error.message))
    lines = [tr("Where: {location}", location=error.location) if error.location else ""]
    lines += [tr("What to do: {hint}", hint=error.hint) if error.hint else ""]
    box.setInformativeText("\n\n".join(line for line in lines if line))
    fine = box.addButton(QMessageBox.StandardButton.Ok)
    box.setDefaultButton(fine)
    box.setEscapeButton(fine)
    log = log_file()
    if log is not None:
        opener = box.addButton(tr("Open &log"), QMessageBox.ButtonRole.ActionRole)
        parent = box.parentWidget()
        opener.clicked.connect(lambda: show_log(log, parent))
    # A box without a parent would go with its last reference.
    _open_boxes.add(box)
    box.finished.connect(lambda: _open_boxes.discard(box))
    box.open()


def sentence(text: str) -> str:
    """Return the text with a full stop."""
    return text if text.endswith(_ENDS) else tr("{text}.", text=text)


_ENDS = (".", "!", "?", "\N{IDEOGRAPHIC FULL STOP}")
"""What ends a sentence, in any of the languages."""

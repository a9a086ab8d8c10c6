"""Edit > Copy as Python, Copy as command: what they put into the clipboard."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tnstudio.app.copied import Copied, file_of
from tnstudio.app.copied_design import copied_design
from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.studio import Studio


class CopyActions(QObject):
    """Asks the workspace on show what it has in front of the user.

    A workspace tells with a method ``copy_as``; one without has the design.

    Parameters
    ----------
    studio : Studio
    shown : callable
        Returns the workspace on show.

    Attributes
    ----------
    told : Signal
        A message for the user about what was copied, or why nothing was.
    """

    told = Signal(str)

    def __init__(
        self, studio: Studio, shown: Callable[[], QWidget | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._studio = studio
        self._shown = shown

    @property
    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each action does, by its name."""
        return {
            "copy-python": lambda: self._ask(self._take_python),
            "copy-command": lambda: self._ask(self._take_command),
        }

    def _ask(self, take: Callable[[Copied], None]) -> None:
        workspace: Any = self._shown()
        try:
            if hasattr(workspace, "copy_as"):
                workspace.copy_as(take)
            else:
                document = self._studio.document
                take(copied_design(document.network, file_of(document)))
        except TNStudioError as error:
            self._studio.show_error(error)

    def _take_python(self, copied: Copied) -> None:
        self._put(copied.python, copied.no_python, tr("Copied as Python"))

    def _take_command(self, copied: Copied) -> None:
        self._put(copied.command, copied.no_command, tr("Copied as a command"))

    def _put(self, text: str, why_not: str, done: str) -> None:
        if not text:
            self.told.emit(tr("Nothing is copied. {why}", why=why_not))
            return
        QGuiApplication.clipboard().setText(text)
        file = file_of(self._studio.document)
        needs_saving = bool(file.remark) and text.startswith(file.remark)
        self.told.emit(f"{done}: {file.advice}" if needs_saving else done)

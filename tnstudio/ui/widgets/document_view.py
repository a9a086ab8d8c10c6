"""A widget that follows the document while it is seen, and catches up later."""

from typing import ClassVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from tnstudio.app.document import EVERYTHING, Changes, Part
from tnstudio.ui.studio import Studio


class DocumentView(QWidget):
    """Calls `refresh` for what has changed, but never while it is hidden.

    Attributes
    ----------
    follows : Part
        The parts of the document that are shown.
    """

    follows: ClassVar[Part] = EVERYTHING

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._stale = self.follows
        studio.document.listen(self._follow)

    def refresh(self, parts: Part) -> None:
        """Show these parts of the document as they are now.

        Raises
        ------
        NotImplementedError
            Unless a view says how.
        """
        raise NotImplementedError

    @property
    def is_fresh(self) -> bool:
        """Whether all is shown as it is now."""
        return not self._stale

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has changed while nobody looked."""
        super().showEvent(event)
        self._catch_up()

    def _follow(self, changes: Changes) -> None:
        self._stale |= changes.parts & self.follows
        if self.isVisible():
            self._catch_up()

    def _catch_up(self) -> None:
        parts, self._stale = self._stale, Part(0)
        if parts:
            self.refresh(parts)

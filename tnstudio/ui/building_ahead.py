"""Making the workspaces before they are asked for, in turns that nobody feels."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from tnstudio.ui.widgets.in_turns import Making, finish

PAUSE_MILLISECONDS = 20
"""Between two turns."""

MOST_WAITED = 250
"""Turns for a mouse button to be released: of some releases nobody is told."""


class BuildingAhead(QObject):
    """Makes workspaces: all at once when asked to, or one part in each turn.

    Parameters
    ----------
    makings : dict
        What makes each of them, by name, in the order in which they are made ahead.
    """

    def __init__(self, makings: Mapping[str, Making], parent: QObject) -> None:
        super().__init__(parent)
        self._left = dict(makings)
        self._waited = 0
        self._turn = QTimer(self)
        self._turn.setInterval(PAUSE_MILLISECONDS)
        self._turn.timeout.connect(self._make_a_part)

    @property
    def is_at_work(self) -> bool:
        """Whether there are turns to come."""
        return self._turn.isActive()

    def start(self) -> None:
        """Make what there is not yet, in turns."""
        self._turn.start()

    def finish(self, name: str) -> None:
        """Make all that is left of one at once."""
        finish(self._left.pop(name))

    def _waits_for_mouse(self) -> bool:
        """Tell whether something is being dragged, which must not stutter."""
        is_pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        return is_pressed and self._waited < MOST_WAITED

    def _make_a_part(self) -> None:
        if not self._left:
            self._turn.stop()
        elif self._waits_for_mouse():
            self._waited += 1
        else:
            name, making = next(iter(self._left.items()))
            try:
                next(making)
            except StopIteration:
                self._left.pop(name, None)

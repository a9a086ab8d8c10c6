"""Drawings one at a time, so that many views never hold up the window."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

INTERVAL_MILLISECONDS = 8
"""Between two drawings: keys, clicks and painting get their turn."""


class DrawQueue(QObject):
    """Calls drawing functions, each in a turn of the event loop of its own.

    A function that waits already is not added again: it draws what is newest
    when its turn comes.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[Callable[[], None], None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL_MILLISECONDS)
        self._timer.timeout.connect(self._draw_next)

    @property
    def is_empty(self) -> bool:
        """Whether everything is drawn."""
        return not self._waiting

    def ask(self, *draws: Callable[[], None]) -> None:
        """Have these functions called soon, in this order."""
        self._waiting.update(dict.fromkeys(draws))
        if not self._timer.isActive():
            self._timer.start()

    def _draw_next(self) -> None:
        draw = next(iter(self._waiting), None)
        if draw is None:
            return
        del self._waiting[draw]
        if self._waiting:
            self._timer.start()
        draw()

"""Drawings a few at a time, so that many views never hold up the window."""

import math
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

INTERVAL_MILLISECONDS = 8
"""Between two turns: keys, clicks and painting get their turn."""

TURN_SECONDS = 0.003
"""Of drawing in one turn. What is drawn is painted afterwards, all at once, which
takes longer, but less than to paint one after the other."""

PACE_SECONDS = 0.18
"""Between two drawings of what changes all the time. Eyes want no more, and what
draws takes its time from what computes."""

Draw = Callable[[], None]


class DrawQueue(QObject):
    """Calls drawing functions, few in each turn of the event loop.

    A function that waits already is not added again: it draws what is newest
    when its turn comes.

    Parameters
    ----------
    turn_seconds : float
        Of drawing in one turn.
    interval : int
        Between two turns, in milliseconds.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        turn_seconds: float = TURN_SECONDS,
        interval: int = INTERVAL_MILLISECONDS,
    ) -> None:
        super().__init__(parent)
        self._turn_seconds = turn_seconds
        self._interval = interval
        self._due: dict[Draw, float] = {}
        self._drawn: dict[Draw, float] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw_next)

    @property
    def is_empty(self) -> bool:
        """Whether everything is drawn."""
        return not self._due

    def ask(self, *draws: Draw) -> None:
        """Have these functions called soon, in this order."""
        for draw in draws:
            self._due[draw] = 0.0
        self._wait()

    def keep_up(self, *draws: Draw) -> None:
        """Have these functions called soon, but each some five times a second only."""
        for draw in draws:
            due = self._drawn.get(draw, -PACE_SECONDS) + PACE_SECONDS
            self._due[draw] = min(due, self._due.get(draw, math.inf))
        self._wait()

    def _wait(self) -> None:
        """Wake up when the next drawing is due."""
        left = min(self._due.values()) - perf_counter()
        pause = max(self._interval, math.ceil(1e3 * left))
        if not self._timer.isActive() or self._timer.remainingTime() > pause:
            self._timer.start(pause)

    def _draw_next(self) -> None:
        """Draw what is due, as much as a turn has time for."""
        started = now = perf_counter()
        while now - started <= self._turn_seconds:
            draw = next((draw for draw, due in self._due.items() if due <= now), None)
            if draw is None:
                break
            del self._due[draw]
            self._drawn[draw] = now
            draw()
            now = perf_counter()
        if self._due:
            self._wait()

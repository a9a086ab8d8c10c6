"""Measure for how long the window's event loop was not served."""

from contextlib import suppress
from pathlib import Path
from time import perf_counter, thread_time

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MILLISECONDS = 5


class EventLoopGap:
    """A context in which the largest pause of the event loop is measured.

    A precise timer fires every 5 ms; whatever holds the loop up makes the time
    between two of its calls longer. Leaving the context counts as a call.

    Attributes
    ----------
    largest : float
        Seconds between two calls, the largest so far.
    held : float
        The same without the time in which the thread wanted to work and others
        had the processors.
    worked : float
        The same in processor time of the window's thread: what it did itself,
        however busy the computer is with other things.
    """

    def __init__(self) -> None:
        self.largest = self.held = self.worked = 0.0
        self.calls = 0
        self._owner = QObject()
        self._timer = QTimer(self._owner)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL_MILLISECONDS)
        self._timer.timeout.connect(self._note)
        self._last = self._last_worked = 0.0
        self._last_queued = 0.0

    def __enter__(self) -> "EventLoopGap":
        self._last, self._last_worked = perf_counter(), thread_time()
        self._last_queued = _seconds_queued()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._note()
        self._timer.stop()

    def _note(self) -> None:
        now, worked, queued = perf_counter(), thread_time(), _seconds_queued()
        gap = now - self._last
        self.largest = max(self.largest, gap)
        self.held = max(self.held, gap - (queued - self._last_queued))
        self.worked = max(self.worked, worked - self._last_worked)
        self._last, self._last_worked, self._last_queued = now, worked, queued
        self.calls += 1


def _seconds_queued() -> float:
    """Return how long this thread has waited for a processor; 0 if nobody tells."""
    with suppress(OSError, ValueError, IndexError):
        told = Path("/proc/thread-self/schedstat").read_text("ascii")
        return int(told.split()[1]) / 1e9
    return 0.0

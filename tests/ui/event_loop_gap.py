"""Measure for how long the window's event loop was not served."""

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
    worked : float
        The same in processor time of the window's thread: what it did itself,
        however busy the computer is with other things.
    """

    def __init__(self) -> None:
        self.largest = self.worked = 0.0
        self.calls = 0
        self._owner = QObject()
        self._timer = QTimer(self._owner)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL_MILLISECONDS)
        self._timer.timeout.connect(self._note)
        self._last = self._last_worked = 0.0

    def __enter__(self) -> "EventLoopGap":
        self._last, self._last_worked = perf_counter(), thread_time()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._note()
        self._timer.stop()

    def _note(self) -> None:
        now, worked = perf_counter(), thread_time()
        self.largest = max(self.largest, now - self._last)
        self.worked = max(self.worked, worked - self._last_worked)
        self._last, self._last_worked = now, worked
        self.calls += 1

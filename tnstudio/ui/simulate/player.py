"""Plays a chip: one request at a time to the worker, which owns the chip."""

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from tnstudio.app.data import loading
from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent
from tnstudio.app.simulation_session import Frame, SimulationSession
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.model.program import ChipProgram
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.simulate.pace import Pace

HERTZ = 30
"""Requests per second while playing."""

FIRST_RATE = 10.0
"""Ticks per second: slow enough to follow."""

Work = Generator[Any, None, Any]


@dataclass(frozen=True, eq=False, slots=True)
class _Ran:
    """The worker has run some ticks."""

    frame: Frame
    ticks: int
    seconds: float


def _nothing() -> None:
    """Do nothing when a request is done."""


@dataclass(frozen=True, slots=True)
class _Request:
    """Something to do with the chip, and what to do when it is done."""

    work: Callable[[SimulationSession], Work]
    done: Callable[[], None] = _nothing
    runs_ticks: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """What to play: a chip, a data set, how its images become spikes."""

    program: ChipProgram
    source: str
    encoding: Encoding
    seed: int
    image: int


def _open(opening: Opening) -> Generator[None, None, SimulationSession]:
    dataset = yield from loading(opening.source)
    images = dataset.test
    session = SimulationSession(opening.program, images, opening.encoding, opening.seed)
    session.show(min(opening.image, len(images) - 1))
    return session


def _run(
    session: SimulationSession, ticks: int, most: int
) -> Generator[_Ran, None, None]:
    """Run ticks in pieces short enough to stop at any time, at first `most`."""
    pace = Pace(None, most)
    while ticks > 0:
        piece = min(ticks, pace.due(0.0))
        started = perf_counter()
        frame = session.advance(piece)
        seconds = perf_counter() - started
        pace.measured(piece, seconds)
        ticks -= piece
        yield _Ran(frame, piece, seconds)


def _at_once(
    action: Callable[[SimulationSession], None], done: Callable[[], None] = _nothing
) -> _Request:
    def work(session: SimulationSession) -> Work:
        action(session)
        yield

    return _Request(work, done)


class Player(QObject):
    """Opens a chip and runs it, in steps or at a rate.

    Attributes
    ----------
    opened : Signal
        Another chip is ready: at tick 0, with an image on its input.
    frame_came : Signal of Frame
    restarted : Signal
        The chip is back at tick 0.
    changed : Signal
        Playing or not, busy or not.
    failed : Signal of TNStudioError
    """

    opened = Signal()
    frame_came = Signal(object)
    restarted = Signal()
    changed = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._session: SimulationSession | None = None
        self._requests: deque[_Request] = deque()
        self._current: _Request | None = None
        self._run_id = 0
        self._playing = False
        self._rate: float | None = FIRST_RATE
        self._pace = Pace(self._rate)
        self._asked = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // HERTZ)
        self._timer.timeout.connect(self._play_on)

    @property
    def is_open(self) -> bool:
        """Whether there is a chip."""
        return self._session is not None

    @property
    def is_playing(self) -> bool:
        """Whether ticks go by on their own."""
        return self._playing

    @property
    def is_busy(self) -> bool:
        """Whether the worker has something to do for this player."""
        return self._run_id != 0

    @property
    def images(self) -> ImageSet | None:
        """The images that can be shown; they never change."""
        return self._session.images if self._session else None

    @property
    def rate(self) -> float | None:
        """Ticks per second; None for as fast as it goes."""
        return self._rate

    @property
    def is_moving(self) -> bool:
        """Whether ticks go by, on their own or in a step that takes its time."""
        running = self._current is not None and self._current.runs_ticks
        return self._playing or running

    def open(self, opening: Opening) -> None:
        """Take another chip, at tick 0."""
        self.close()
        job = Job("Loading the chip", lambda: _open(opening), at_stake=False)
        self._start(job, None)

    def close(self) -> None:
        """Have no chip."""
        self._stop_playing()
        self._requests.clear()
        if self.is_busy:
            self._jobs.cancel(self._run_id)
        self._run_id, self._current = 0, None
        self._session = None
        self.changed.emit()

    def play(self) -> None:
        """Let ticks go by."""
        if self.is_open and not self._playing:
            self._playing = True
            self._pace.start()
            self._asked = perf_counter()
            self._timer.start()
            self._play_on()
            self.changed.emit()

    def pause(self) -> None:
        """Let no more ticks go by, those of a long step included."""
        self._stop_playing()
        waiting = [request for request in self._requests if not request.runs_ticks]
        self._requests = deque(waiting)
        if self._current is not None and self._current.runs_ticks:
            self._jobs.cancel(self._run_id)
        self.changed.emit()

    def step(self, ticks: int = 1) -> None:
        """Run so many ticks."""
        self._stop_playing()
        self._ask(self._running(ticks))

    def show_image(self, image: int) -> None:
        """Put another image on the input."""
        self._ask(_at_once(lambda session: session.show(image)))

    def encode_as(self, encoding: Encoding) -> None:
        """Make input spikes in another way."""
        self._ask(_at_once(lambda session: session.encode_as(encoding)))

    def restart(self, seed: int) -> None:
        """Go back to tick 0, with this seed for the input spikes."""
        self.pause()
        self._ask(_at_once(lambda session: session.restart(seed), self.restarted.emit))

    def set_rate(self, rate: float | None) -> None:
        """Choose ticks per second; None for as fast as it goes."""
        self._rate = self._pace.rate = rate

    # -- Requests, one after the other

    def _running(self, ticks: int) -> _Request:
        most = self._pace.most
        return _Request(lambda session: _run(session, ticks, most), runs_ticks=True)

    def _stop_playing(self) -> None:
        self._playing = False
        self._timer.stop()

    def _play_on(self) -> None:
        if self.is_busy or not self.is_open:
            return
        now = perf_counter()
        ticks = self._pace.due(now - self._asked)
        self._asked = now
        if ticks:
            self._ask(self._running(ticks))

    def _ask(self, request: _Request) -> None:
        if self.is_open:
            self._requests.append(request)
            self._next()

    def _next(self) -> None:
        session = self._session
        if self.is_busy or session is None or not self._requests:
            return
        request = self._requests.popleft()
        self._start(Job("Simulation", lambda: request.work(session)), request)

    def _start(self, job: Job, request: _Request | None) -> None:
        """Start a job; without a request it opens a chip."""
        self._current = request
        self._run_id = self._jobs.start(job, self._take)
        self.changed.emit()

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            if isinstance(event.event, _Ran):
                self._pace.measured(event.event.ticks, event.event.seconds)
                self.frame_came.emit(event.event.frame)
            return
        request, self._current = self._current, None
        self._run_id = 0
        if isinstance(event, Finished):
            self._finish(request, event.result)
        elif isinstance(event, Failed):
            self._stop_playing()
            self._requests.clear()
            self.failed.emit(event.error)
        self._next()
        self.changed.emit()

    def _finish(self, request: _Request | None, result: Any) -> None:
        if request is None:
            self._session = result
            self.opened.emit()
        else:
            request.done()

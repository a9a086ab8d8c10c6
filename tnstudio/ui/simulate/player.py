"""Plays a chip: one request at a time to the worker, which owns the chip."""

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import Enum, auto
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from tnstudio.app.data import loading
from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent
from tnstudio.app.setups import setting_up_circuit
from tnstudio.app.simulation_session import Frame, SimulationSession, image_session
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.model.network import Network
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.spike_record import BUDGET_BYTES, SpikeRecord
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.simulate.pace import Pace

HERTZ = 30
"""Requests per second while playing."""

FIRST_RATE = 10.0
"""Ticks per second: slow enough to follow."""

TITLE = "Simulation"
"""What users read about what the chip does."""

Work = Generator[Any, None, Any]


@dataclass(frozen=True, eq=False, slots=True)
class _Ran:
    """The worker has run some ticks."""

    frame: Frame
    ticks: int
    seconds: float


def _nothing(_: Any = None) -> None:
    """Do nothing when a request is done, or is called off."""


@dataclass(frozen=True, eq=False, slots=True)
class _Went:
    """The chip has gone to another tick; without a frame that is before tick 0."""

    frame: Frame | None


class _Kind(Enum):
    """What a request does to time."""

    NOTHING = auto()
    RUN = auto()
    JOURNEY = auto()
    LOOK = auto()
    TASK = auto()


@dataclass(frozen=True, slots=True)
class _Request:
    """Something to do with the chip.

    Attributes
    ----------
    done : callable
        Is given what the work returns.
    gone : callable
        Is called if the work was called off, or has failed.
    """

    work: Callable[[SimulationSession], Work]
    done: Callable[[Any], None] = _nothing
    kind: _Kind = _Kind.NOTHING
    gone: Callable[[], None] = _nothing
    title: str = TITLE
    at_stake: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """What to play: a chip, a data set, how its images become spikes.

    ``budget_bytes`` is the memory for the spikes of what is run.
    """

    program: ChipProgram
    source: str
    encoding: Encoding
    seed: int
    image: int
    budget_bytes: int = BUDGET_BYTES

    def session(self) -> Generator[Any, None, SimulationSession]:
        """Read the images and make a session, as a job."""
        dataset = yield from loading(self.source)
        images = dataset.test
        session = image_session(
            self.program,
            images,
            self.encoding,
            self.seed,
            budget_bytes=self.budget_bytes,
        )
        session.show(min(self.image, len(images) - 1))
        return session


@dataclass(frozen=True, eq=False, slots=True)
class CircuitOpening:
    """What to play: free cores on their own stimuli."""

    network: Network
    seed: int
    budget_bytes: int = BUDGET_BYTES

    def session(self) -> Generator[Any, None, SimulationSession]:
        """Load the cores onto a chip and make a session, as a job."""
        setup = yield from setting_up_circuit(self.network, self.seed)
        return SimulationSession(*setup, self.budget_bytes)


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


def _go(session: SimulationSession, tick: int) -> Work:
    yield _Went((yield from session.going_to(tick)))


def _at_once(
    action: Callable[[SimulationSession], None], done: Callable[[Any], None] = _nothing
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
        Another chip is ready: at tick 0, with something on its input.
    frame_came : Signal of Frame
    rewound : Signal
        The chip has gone back to before tick 0; what was run is still recorded.
    restarted : Signal
        The chip is back at tick 0.
    changed : Signal
        Playing or not, busy or not.
    failed : Signal of TNStudioError
    """

    opened = Signal()
    frame_came = Signal(object)
    rewound = Signal()
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
        self._position = self._wanted = 0
        self._changes = 0
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
        """The images that can be shown; they never change. None for a circuit."""
        return self._session.images if self._session else None

    @property
    def program(self) -> ChipProgram | None:
        """The chip that is played; None while there is none."""
        return self._session.program if self._session else None

    @property
    def record(self) -> SpikeRecord | None:
        """What was run; None while there is no chip."""
        return self._session.record if self._session else None

    @property
    def rate(self) -> float | None:
        """Ticks per second; None for as fast as it goes."""
        return self._rate

    @property
    def position(self) -> int:
        """How many ticks lie before what was last shown."""
        return self._position

    @property
    def is_changing(self) -> bool:
        """Whether another image or encoding is on its way to the input."""
        return self._changes > 0

    @property
    def is_moving(self) -> bool:
        """Whether ticks go by, on their own or in a step that takes its time."""
        return self._playing or self._does(_Kind.RUN)

    def open(self, opening: Opening | CircuitOpening) -> None:
        """Take another chip, at tick 0."""
        self.close()
        job = Job("Loading the chip", opening.session, at_stake=False)
        self._start(job, None)

    def close(self) -> None:
        """Have no chip."""
        self._stop_playing()
        self._drop_requests()
        if self.is_busy:
            self._jobs.cancel(self._run_id)
            if self._current is not None:
                self._current.gone()
        self._run_id, self._current = 0, None
        self._position = self._wanted = self._changes = 0
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
        self._call_off(_Kind.RUN)
        self._wanted = self._position
        self.changed.emit()

    def step(self, ticks: int = 1) -> None:
        """Run so many ticks."""
        self._stop_playing()
        self._ask(self._running(ticks))

    def go_to(self, tick: int) -> None:
        """Go to where so many ticks were run, of those that are recorded.

        Of several journeys that are wished only the last one is made.
        """
        self._stop_playing()
        self._call_off(_Kind.RUN, _Kind.JOURNEY)
        self._wanted = max(0, tick)
        self._ask(_Request(lambda session: _go(session, tick), kind=_Kind.JOURNEY))

    def step_back(self, ticks: int = 1) -> None:
        """Go so many ticks back, from where a journey that goes on will end."""
        travels = self._does(_Kind.JOURNEY) or self._waits(_Kind.JOURNEY)
        self.go_to((self._wanted if travels else self._position) - ticks)

    def show_image(self, image: int) -> None:
        """Put another image on the input; ticks recorded after now are forgotten."""
        self._change(lambda session: session.show(image))

    def encode_as(self, encoding: Encoding) -> None:
        """Make input spikes in another way from now on."""
        self._change(lambda session: session.encode_as(encoding))

    def restart(self, seed: int) -> None:
        """Go back to tick 0, with this seed for the input spikes."""
        self.pause()
        self._ask(_at_once(lambda session: session.restart(seed), self._begin_anew))

    def look(
        self,
        work: Callable[[SimulationSession], Work],
        take: Callable[[Any], None],
        gone: Callable[[], None] = _nothing,
    ) -> None:
        """Ask about what was run, in a moment; the chip must stay where it is.

        Only the last one of these wishes counts, and none once the chip is to
        run or to go elsewhere.

        Parameters
        ----------
        work : callable
            Makes a job of the session.
        take : callable
            Is given what the job returns.
        gone : callable
            Is called instead if the wish counts no more, or has failed.
        """
        self._ask(_Request(work, take, _Kind.LOOK, gone))

    def consult(
        self,
        title: str,
        work: Callable[[SimulationSession], Work],
        take: Callable[[Any], None],
        gone: Callable[[], None] = _nothing,
    ) -> None:
        """Have something done with what was run that takes its time.

        Nothing else happens to the chip meanwhile; the chip must be left where
        it is. Parameters are those of `look`; the title is what users read
        beside the progress that the job tells (`tnstudio.app.jobs.Progress`).
        """
        self._stop_playing()
        self._ask(_Request(work, take, _Kind.TASK, gone, title=title, at_stake=False))

    def set_rate(self, rate: float | None) -> None:
        """Choose ticks per second; None for as fast as it goes."""
        self._rate = self._pace.rate = rate

    # -- Requests, one after the other

    def _running(self, ticks: int) -> _Request:
        most = self._pace.most
        return _Request(lambda session: _run(session, ticks, most), kind=_Kind.RUN)

    def _change(self, change: Callable[[SimulationSession], None]) -> None:
        if self.is_open:
            self._changes += 1
            self._ask(_at_once(change, self._end_change))

    def _end_change(self, _: Any) -> None:
        self._changes -= 1

    def _begin_anew(self, _: Any) -> None:
        self._position = self._wanted = 0
        self.restarted.emit()

    def _does(self, kind: _Kind) -> bool:
        return self._current is not None and self._current.kind is kind

    def _waits(self, kind: _Kind) -> bool:
        return any(request.kind is kind for request in self._requests)

    def _call_off(self, *kinds: _Kind) -> None:
        """Let requests of these kinds be, those that wait and the one at work."""
        off = [request for request in self._requests if request.kind in kinds]
        self._requests = deque(r for r in self._requests if r.kind not in kinds)
        if self._current is not None and self._current.kind in kinds:
            self._jobs.cancel(self._run_id)
        for request in off:
            request.gone()

    def _drop_requests(self) -> None:
        dropped, self._requests = self._requests, deque()
        for request in dropped:
            request.gone()

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
            if request.kind is not _Kind.NOTHING:
                self._call_off(_Kind.LOOK)
            self._requests.append(request)
            self._next()

    def _next(self) -> None:
        session = self._session
        if self.is_busy or session is None or not self._requests:
            return
        request = self._requests.popleft()
        job = Job(
            request.title, lambda: request.work(session), at_stake=request.at_stake
        )
        self._start(job, request)

    def _start(self, job: Job, request: _Request | None) -> None:
        """Start a job; without a request it opens a chip."""
        self._current = request
        self._run_id = self._jobs.start(job, self._take)
        self.changed.emit()

    def _take(self, event: JobEvent) -> None:
        if event.run_id != self._run_id:
            return
        if isinstance(event, Happened):
            self._hand_on(event.event)
            return
        request, self._current = self._current, None
        self._run_id = 0
        if isinstance(event, Finished):
            self._finish(request, event.result)
        else:
            if request is not None:
                request.gone()
            if isinstance(event, Failed):
                self._stop_playing()
                self._drop_requests()
                self._changes = 0
                self.failed.emit(event.error)
        self._next()
        self.changed.emit()

    def _hand_on(self, event: Any) -> None:
        if isinstance(event, _Ran):
            self._pace.measured(event.ticks, event.seconds)
            self._show(event.frame)
        elif isinstance(event, _Went):
            self._show(event.frame)

    def _show(self, frame: Frame | None) -> None:
        self._position = 0 if frame is None else frame.tick + 1
        if frame is None:
            self.rewound.emit()
        else:
            self.frame_came.emit(frame)

    def _finish(self, request: _Request | None, result: Any) -> None:
        if request is None:
            self._session = result
            self.opened.emit()
        else:
            request.done(result)
